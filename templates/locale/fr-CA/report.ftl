# Bilan mensuel : quatre feux, des chiffres, un paragraphe à remettre à qui finance.
report-subject = Bilan de { $list }, { $days }
report-file = bilan
report-colon =  :
report-members = { $n ->
    [one] { $count } membre
   *[other] { $count } membres
}
report-summary = { $messages } { $people } dans { $threads }; { $members }.
report-summary-quiet = Le mois a été calme, sans message; { $members }.
report-of = { $of } sur { $all }
report-of-percent = { $of } sur { $all } ({ $percent } %)
report-before = Les 28 jours d'avant : { $part }.
report-light-answers = On répond
report-light-welcomes = On accueille
report-light-voices = On partage la parole
report-light-renews = On se renouvelle
report-level-green = va bien
report-level-amber = à surveiller
report-level-red = demande un coup de main
report-level-few = trop peu pour juger
report-level-nothing = rien à mesurer
report-trend-up = mieux qu'avant
report-trend-down = moins bien qu'avant
report-trend-stable = stable
report-level-trend = { $level }, { $trend }
report-answers = Fils qui ont eu une réponse en 7 jours : { $part }.
report-answers-none = Aucun fil ouvert ces semaines-là.
report-waits = Première réponse : la moitié en { $median } au plus, neuf sur dix en { $late } au plus.
report-waits-long = Première réponse : la moitié en { $median } au plus; pour un fil sur dix, plus de 7 jours.
report-waits-longer = Première réponse : plus de 7 jours pour la moitié des fils.
report-wait-short = moins d'une demi-heure
report-wait-hours = { $n } h
report-wait-days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
report-welcomes = Premiers messages suivis d'une réponse en 48 h : { $part }.
report-welcomes-none = Personne n'a écrit pour la première fois.
report-returned = Personnes revenues écrire dans les 28 jours après leur premier message : { $part }.
report-voices = { $n ->
    [one] { $count } personne a écrit.
   *[other] { $count } personnes ont écrit, avec autant de variété que { $voices } personnes qui écriraient autant l'une que l'autre.
}
report-voices-none = Aucun message.
report-team = Messages de l'équipe d'animation : { $part }.
report-top = Messages des trois personnes qui ont le plus écrit : { $part }.
report-moved = Membres passés d'un cercle à un autre (noyau, actif, périphérie) : { $part }.
report-came = Arrivées : { $joined }; départs : { $left }; lisent sans écrire depuis 90 jours : { $silent }, et c'est une place entière.
report-picture = Messages par semaine
report-others = Autres chiffres
report-bands = Noyau : { $core }; actif : { $active }; périphérie : { $periphery }.
report-participation = Membres qui ont écrit : { $part }.
report-voting = Bulletins aux sondages terminés : { $part }.
report-reciprocity = Paires de personnes qui se répondent dans les deux sens : { $part }.
report-depth = Messages par fil, valeur médiane : { $depth }; fils à trois personnes ou plus : { $part }.
report-memory = Notes créées : { $created }; revues : { $revised }; tirées d'un fil : { $threads }.
report-brings = Ce qui a amené les personnes arrivées depuis un an, d'après celles qui l'ont dit : { $reasons }.
report-brings-reason = { $reason ->
    [1] trouver des réponses
    [2] partager ce qu'elles savent
    [3] rencontrer des gens
   *[4] regarder, pour le moment
} ({ $n })
report-value = { $n ->
    [one] Ce que la communauté a changé : 1 réponse.
   *[other] Ce que la communauté a changé : { $count } réponses.
}
report-value-split = Ce que la communauté a changé, d'après { $count } réponses : { $levels }.
report-value-ask = Ce que la communauté change dans le travail des membres se demande une fois par trimestre : répondez « valeur », et la question vous sera montrée avant de partir.
report-value-level = { $level ->
    [0] rien encore
    [1] de bons échanges
    [2] une idée ou un contact
    [3] un essai
    [4] ça marche mieux
   *[5] un changement de cap
} ({ $n })
report-delivery = Courriels remis : { $part }; plaintes : { $complaints }.
report-time = { $n ->
    [0] Temps d'animation : rien de compté.
    [one] Temps d'animation estimé : { $minutes } (1 geste, 2 minutes).
   *[other] Temps d'animation estimé : { $minutes } ({ $n } gestes de 2 minutes).
} Pour dire le vôtre, répondez « temps 40 min ».
report-time-declared = Temps d'animation déclaré : { $minutes }.
report-cost = Coût par personne du noyau ou active : { $money }.
report-money = { $whole },{ $cents } $
report-minutes = { $minutes } min
report-hours = { $hours } h
report-hours-minutes = { $hours } h { $minutes2 }
report-funder = Pour qui vous finance, à copier
report-funder-members = Du { $first } au { $last }, la communauté « { $community } » comptait { $n ->
    [one] { $count } membre.
   *[other] { $count } membres.
}
report-funder-posts = { $n ->
    [one] 1 personne y a écrit
   *[other] { $count } personnes y ont écrit
} { $messages } dans { $threads }.
report-funder-quiet = Le mois y a été calme.
report-funder-answers = { $n ->
    [one] { $of } conversation sur { $part } a reçu une réponse
   *[other] { $of } conversations sur { $part } ont reçu une réponse
} dans la semaine.
report-funder-answers-median = { $n ->
    [one] { $of } conversation sur { $part } a reçu une réponse
   *[other] { $of } conversations sur { $part } ont reçu une réponse
} dans la semaine (délai médian : { $median }).
report-all = { $all }
report-all-percent = { $all } ({ $percent } %)
report-funder-joined = { $n ->
    [one] 1 personne s'y est jointe.
   *[other] { $count } personnes s'y sont jointes.
}
report-funder-votes = { $n ->
    [one] 1 bulletin a été déposé
   *[other] { $count } bulletins ont été déposés
} dans ses sondages.
report-funder-time = L'animation a demandé environ { $minutes }.
report-funder-time-cost = L'animation a demandé environ { $minutes }, soit { $money } par personne active.
report-reading-heading = Comment lire ce bilan
report-reading = Tout vient des messages : ni lectures ni clics ne sont comptés, et personne n'est noté. Sous 5, on compte sans pourcentage. « Mieux » ou « moins bien » ne se dit que si le hasard ne l'explique pas (intervalles de 90 %).
report-wenger = Wenger voit souvent un noyau de 10 à 15 % et un cercle actif de 15 à 20 % : un repère, pas une cible.
report-how = Les chiffres sont aussi dans le fichier joint. Pour un autre mois, répondez « bilan { $month } »; pour ne plus recevoir ce bilan, « bilan non ».
# Le tableau de qui veille sur plusieurs communautés : des chiffres, jamais un message.
report-table-subject = Bilan de { $n ->
    [one] votre communauté
   *[other] vos { $n } communautés
}, { $days }
report-table-summary = { $n ->
    [one] 1 communauté
   *[other] { $n } communautés
}, { $messages } en 28 jours. { $quiet ->
    [0] Toutes ont eu des messages.
    [one] 1 a été calme.
   *[other] { $quiet } ont été calmes.
}
report-table-first = À voir d'abord
report-table-reason = { $list } : { $why }.
report-table-waiting = { $all ->
    [one] son fil attend une réponse
   *[other] { $n } de ses { $all } fils ont attendu plus de 7 jours
}
report-table-light = « { $light } » { $level }
report-table-name = Communauté
report-table-answers = Répond
report-table-welcomes = Accueil
report-table-voices = Voix
report-table-renews = Cercles
report-table-members = Membr
report-table-messages = Mess.
report-messages = { $n ->
    [one] { $count } message
   *[other] { $count } messages
}
report-table-counts = { $members }, { $messages }
report-sign-green = ok
report-sign-amber = ~
report-sign-red = {"!"}
report-sign-few = ·
report-sign-nothing = –
report-table-legend = Signes : « {"!"} » demande un coup de main, « ~ » à surveiller, « ok » va bien, « · » trop peu pour juger, « – » rien à mesurer. Répond : fils avec une réponse en 7 jours sur fils ouverts. Accueil : premiers messages suivis d'une réponse en 48 h. Voix : personnes qui écriraient autant l'une que l'autre. Cercles : membres passés d'un cercle à un autre.
report-table-how = Tous les chiffres de chaque communauté sont dans le fichier joint. Aucun message n'est montré, ni aucun nom de membre.
# Réponses aux commandes « bilan » et « temps ».
report-which = De quel mois? Écrivez « bilan 2019-05 » ou « bilan mai », ou « bilan » seul pour les 28 derniers jours.
report-to-come = Ce mois-là n'est pas commencé. Écrivez « bilan » seul pour les 28 derniers jours.
report-change-subject = Le bilan de { $list }
report-stopped = C'est fait : le bilan du mois ne vous arrivera plus. Pour le lire quand même, écrivez « bilan »; pour qu'il revienne, « bilan oui ».
report-comes = Le bilan vous arrive le premier mardi du mois, à 7 h 15. Pour ne plus le recevoir, écrivez « bilan non ».
report-time-subject = Votre temps pour { $list }
report-time-noted = Noté : { $minutes } pour les jours du bilan, { $days }. Pour corriger, écrivez de nouveau; pour relire le bilan, « bilan ».
report-time-next = Noté : { $minutes }. Le bilan du { $date } le dira. Pour corriger, écrivez de nouveau.
report-time-none = C'est retiré : votre temps n'est plus compté pour { $days }.
report-time-how = Écrivez par exemple « temps 40 min » ou « temps 1 h 30 » : le bilan le dira pour { $days }.
report-time-now = Vous aviez noté { $minutes } pour { $days }. Pour corriger, écrivez par exemple « temps 40 min ».
report-hour-words = h|heure|heures
setting-rate = rate|taux|taux horaire|coût d'une heure
# « Du 3 au 30 septembre » : le jour seul, ou la date.
report-funder-same-month = { $day }
