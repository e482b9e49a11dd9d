### Sondages : ce qui se lit dans un brouillon ou une réponse, et ce qu'on en dit.

poll-key-end =
    fin
    clôture
    date limite
    jusqu'au
    jusqu'à
poll-key-choice =
    choix
    réponse
    réponses
poll-key-secret =
    anonyme
    anonymat
    secret
poll-key-comments =
    commentaire
    commentaires
poll-key-results =
    résultat
    résultats
poll-key-people =
    à
    personnes
    aux personnes
    destinataires
poll-key-use =
    sert à
    usage
poll-value-need =
    besoin
    besoins
poll-value-offer =
    offre
    offres
poll-value-consent =
    accord
    consentement
poll-use-need = besoin
poll-use-offer = offre
poll-use-consent = accord
poll-term-people = Personnes : { $value }
poll-term-use = Sert à : { $value }
poll-value-of-value =
    valeur
    sondage valeur
    valeur de la communauté
poll-value-value =
    valeur
poll-use-value = valeur
poll-value-quote =
    citez-moi
    citez moi
    vous pouvez me citer
    on peut me citer
    vous pouvez citer
poll-value-one =
    un
    une
    unique
    un seul
    une seule
poll-value-many =
    plusieurs
    multiple
    multiples
poll-value-scale =
    1 5
    1 à 5
    de 1 à 5
    échelle
poll-value-dates =
    date
    dates
poll-value-text =
    texte
    libre
    texte libre
poll-value-after =
    après vote
    après le vote
    tout de suite
    vote
poll-value-at-end =
    fin
    à la fin
poll-value-needs =
    besoins
    besoin
    sondage besoins
    sondage des besoins

poll-yes = oui
poll-no = non
poll-share = { $n } ({ $percent } %)
poll-mean = Moyenne : { $mean }
poll-nobody = Personne n'a répondu à cette question.
poll-too-few = Il y a moins de { $n } réponses : la répartition n'est pas montrée, pour que personne ne soit reconnu.
decimal = { $whole },{ $tenth }

poll-value-close =
    fermer
    fermez
    clore
    terminer
    arrêter
    fermer le sondage
poll-choice-one = un
poll-choice-many = plusieurs
poll-choice-scale = 1-5
poll-choice-dates = dates
poll-choice-text = texte
poll-results-after = après vote
poll-results-at-end = à la fin
poll-term-choice = Choix : { $value }
poll-term-end = Fin : { $value }
poll-term-secret = Anonyme : { $value }
poll-term-comments = Commentaires : { $value }
poll-term-results = Résultats : { $value }
poll-fence-begin = === Le sondage ===
poll-fence-end = === Fin du sondage ===

poll-subject = Sondage – { $list } : { $title }
poll-reminder-subject = { $n ->
    [0] Derniers moments pour répondre
    [1] Un jour pour répondre
    [2] Deux jours pour répondre
   *[other] Encore le temps de répondre
} – { $list } : { $title }
poll-asks = { $who } pose une question aux membres de « { $list } ».
poll-asks-survey = { $who } pose quelques questions aux membres de « { $list } ».
poll-reminds = { $n ->
    [0] Il reste quelques heures
    [1] Il reste un jour
    [2] Il reste deux jours
   *[other] Il reste { $n } jours
} pour répondre à { $who }, dans « { $list } »; c'est le seul rappel.
poll-reminds-survey = { $n ->
    [0] Il reste quelques heures
    [1] Il reste un jour
    [2] Il reste deux jours
   *[other] Il reste { $n } jours
} pour répondre aux questions de { $who }, dans « { $list } »; c'est le seul rappel.
poll-how-one = Répondez à ce courriel par un numéro avant le { $date }. Pour changer d'avis, répondez un autre numéro : le dernier compte.
poll-how-many = Répondez à ce courriel par un ou plusieurs numéros (par exemple « 1, 3 ») avant le { $date }. Pour changer d'avis, répondez d'autres numéros : les derniers comptent.
poll-how-scale = Répondez à ce courriel par un chiffre de 1 (pas du tout) à 5 (tout à fait) avant le { $date }. Pour changer d'avis, répondez un autre chiffre : le dernier compte.
poll-how-text = Répondez à ce courriel en quelques mots avant le { $date }. Si vous répondez deux fois, la dernière réponse compte.
poll-how-survey = Répondez à ce courriel avant le { $date }, une ligne par question, en commençant par son numéro : « 1 : b, d », puis vos mots pour les questions sans lettres. Répondez seulement aux questions que vous voulez; si vous répondez deux fois, la dernière réponse compte.
poll-secret = Votre réponse va dans une urne, pas à la liste : dans le résultat, rien ne dit qui a répondu quoi. La personne qui héberge le service voit passer les courriels.
poll-named = Votre réponse va dans une urne, pas à la liste. La personne qui pose la question verra qui a répondu quoi.
poll-comments-kept = Ce que vous écrivez après le numéro n'est lu que par la personne qui pose la question.
poll-comments-shown = Ce que vous écrivez après le numéro paraîtra dans le résultat, sans votre nom.
poll-words-kept = Ce que vous écrivez en mots n'est lu que par la personne qui pose la question.
poll-words-shown = Ce que vous écrivez en mots paraîtra dans le résultat, sans votre nom.
poll-leave = Quitter cette communauté
poll-leave-by = Pour quitter cette communauté, écrivez à { $address }

poll-draft-subject = À confirmer : le sondage « { $title } »
poll-draft-goes-to = { $n ->
    [one] Votre sondage ira à 1 personne, tout de suite. Voici ce qu'elle recevra.
   *[other] Votre sondage ira à { $count } personnes, tout de suite. Voici ce que chacune recevra.
}
poll-draft-how = Répondez « oui » pour l'envoyer, « non » pour y renoncer. Sans réponse d'ici sept jours, il n'est pas envoyé.
poll-draft-change = Pour le corriger, répondez en changeant ce qui suit, entre les deux lignes :
poll-opened-subject = C'est parti : le sondage « { $title } »
poll-opened = { $n ->
    [one] 1 personne reçoit votre sondage.
   *[other] { $count } personnes reçoivent votre sondage.
}
poll-opened-end = Il se termine le { $date }; vous recevrez alors le résultat, et celles et ceux qui ont répondu aussi. Pour le terminer tout de suite, répondez « fermer ».
poll-closed-subject = Clos : le sondage { $title }
poll-closed = C'est fait : le sondage { $title } est clos. Vous recevrez le résultat, et celles et ceux qui ont répondu aussi.
poll-close-none = Rien n'a changé : aucun de vos sondages n'est ouvert.
poll-close-which = Rien n'a changé : plusieurs de vos sondages sont ouverts ({ $titles }). Écrivez « clore » et un mot de sa question.
poll-dropped-subject = Pas envoyé : le sondage « { $title } »
poll-dropped = C'est noté : votre sondage n'est pas envoyé, et rien n'en reste.
poll-unclear-subject = Toujours à confirmer : « { $title } »
poll-unclear = Je n'ai pas compris votre réponse, alors rien n'est parti. Répondez « oui » pour l'envoyer, « non » pour y renoncer, ou renvoyez le sondage corrigé avec ses deux lignes « === ».
poll-unclear-runs = Je n'ai pas compris votre réponse, et le sondage continue. Pour le terminer tout de suite, répondez « fermer ».
poll-trouble-subject = Votre sondage n'est pas prêt
poll-trouble-question = Il manque la question : écrivez-la dans l'objet du courriel.
poll-trouble-few = Il faut au moins deux choix, chacun sur une ligne qui commence par un tiret.
poll-trouble-many = Il y a trop de questions ou de choix : au plus { $questions } questions, et { $options } choix par question.
poll-trouble-long = Ce choix est trop long (au plus { $length } caractères) : « { $said } ».
poll-trouble-end = Je ne peux pas fermer le sondage à ce moment : « { $said } ». Écrivez un jour à venir, d'ici 100 jours, par exemple « Fin : 6 juin 17 h ».
poll-trouble-term = Je n'ai pas compris cette ligne : « { $said } ».
poll-usage =
    Rien n'est envoyé. Écrivez de nouveau à cette adresse, la question dans l'objet et les choix dans le texte, par exemple :

        - mardi midi
        - jeudi soir
        Fin : 6 juin 17 h
        Choix : un (ou : plusieurs, 1-5, dates, texte)
        Anonyme : oui
        Résultats : à la fin (ou : après vote)
        Commentaires : non

    Seuls les choix sont nécessaires. Deux formulaires sont tout prêts : écrivez « besoins » dans l'objet pour demander ce dont le groupe a besoin, « valeur » pour demander ce qu'il change.
poll-made-subject = Les sondages de { $list }
poll-made-by = Pour faire un sondage, écrivez à { $address } : la question dans l'objet, et chaque choix sur une ligne qui commence par un tiret. Vous le verrez avant qu'il parte. Deux formulaires sont tout prêts : répondez « sondage besoins » pour demander ce dont le groupe a besoin, « valeur » pour demander ce qu'il change.
poll-noted-subject = Noté : { $title }
poll-noted = Noté : { $said }. Pour changer d'avis, répondez un autre numéro avant le { $date }.
poll-noted-survey = Noté :
poll-again = Pour changer d'avis, renvoyez toutes vos réponses avant le { $date }.
poll-noted-comment = Avec ce commentaire : « { $said } ».
poll-so-far = { $n ->
    [one] Une réponse à ce jour.
   *[other] { $count } réponses à ce jour.
}
poll-letters-subject = { $n ->
    [one] Votre réponse au sondage
   *[other] Vos réponses aux sondages
}
poll-letter-noted = Noté : { $said }. On peut changer d'avis jusqu'au { $date }.
poll-letters-again = Pour changer d'avis, répondez à ce courriel par la lettre et un autre numéro.
poll-letters-posted = Vos autres mots sont publiés dans { $titles }.
poll-which-subject = Quel numéro? { $title }
poll-which = Je n'ai pas compris votre réponse, alors rien n'est compté et rien n'est publié.
poll-late-subject = Trop tard pour compter : { $title }
poll-late = Merci d'avoir répondu. Ce sondage s'est terminé le { $date }, alors votre réponse n'a pas été comptée.
poll-is-it-yours-subject = Est-ce votre vote? { $title }
poll-is-it-yours = Une réponse au sondage « { $title } » de « { $list } » nous est venue de { $from } avec votre bulletin : { $said }.
poll-is-it-yours-how = Si elle est de vous, répondez « oui » et elle comptera. Sinon, ne faites rien : elle ne compte pas.
poll-result-subject = Résultat – { $list } : { $title }
poll-result = { $n ->
    [0] Le sondage « { $title } » est terminé : personne n'a répondu, sur { $asked }.
    [one] Le sondage « { $title } » est terminé : 1 réponse pour { $asked } personnes invitées.
   *[other] Le sondage « { $title } » est terminé : { $n } réponses pour { $asked } personnes invitées.
}
poll-comments = Ce qui a été ajouté, sans noms et sans ordre :
poll-who-said = { $who } : { $said }
poll-result-thanks = Merci d'avoir répondu.
poll-result-author = Celles et ceux qui ont répondu reçoivent aussi le résultat.

poll-day-hour = { $date }, { $from }
poll-day-hours = { $date }, { $from } à { $to }
poll-day-note = { $day } – { $note }
poll-draft-dates = Vos choix sont des jours? Ajoutez la ligne « Choix : dates » : le jour retenu arrivera à chaque personne qui a répondu, en fichier pour son agenda.
poll-draft-days = Les jours ci-dessus sont écrits tels que je les ai compris, à l'heure de { $zone }; sans heure, c'est toute la journée. Vérifiez-les avant de répondre « oui ».
poll-trouble-day = Je ne peux pas lire ce jour avec certitude, ou il est passé : « { $said } ». Écrivez-le par exemple « mardi 9 juin 14 h », « 9 juin 14 h à 16 h, chez Ann » ou « 2026-06-09 ».
poll-trouble-weekday = Le jour et la date ne vont pas ensemble : « { $said } ». Cette date tombe le { $date }.
poll-trouble-late = Le sondage se terminerait après un des jours proposés : « { $day } ». Choisissez une fin plus proche (« Fin : … ») ou retirez ce jour.
poll-tie-subject = À vous de choisir le jour : { $title }
poll-tie = Le sondage « { $title } » est terminé, et ces jours sont à égalité :
poll-tie-how = Répondez par le numéro de celui que vous retenez : les personnes qui ont répondu recevront alors le résultat, avec la rencontre pour leur agenda. Sans réponse d'ici le { $date }, elles recevront ces jours comme possibles.
poll-unclear-day = Je n'ai pas compris votre réponse, alors personne n'a encore reçu le résultat. Répondez par un seul numéro.
poll-day-one = Le jour retenu :
poll-day-chosen = Plusieurs jours étaient à égalité; la personne qui pose la question a retenu :
poll-day-tied = Ces jours sont à égalité, rien n'est encore décidé :
poll-day-file = Pour votre agenda, ouvrez le fichier { $file } joint à ce courriel : il montre l'heure qu'il sera là où vous êtes.
poll-file-day = rencontre.ics
poll-file-sheet = resultat.csv
poll-result-page = Le résultat reste ici : { $url }
poll-result-sheet = Le fichier { $file } joint à ce courriel tient ce résultat pour un tableur.

poll-then = { $trend ->
    [up] { $now } · avant : { $then }, davantage aujourd'hui
    [down] { $now } · avant : { $then }, moins aujourd'hui
    [stable] { $now } · avant : { $then }, l'écart peut tenir au hasard
   *[few] { $now } · avant : { $then }
}
poll-before = « Avant » : les mêmes questions, posées jusqu'au { $date } (réponses : { $n }; personnes invitées : { $asked }).
poll-consent = Votre nom n'accompagne ce que vous offrez que si vous l'acceptez à la question { $n }.
poll-draft-outside = { $n ->
    [one] Il ira aussi à 1 personne hors du groupe, une seule fois et sans rappel. Avant les questions, son courriel dira qui demande et pourquoi, que répondre est son choix, et qu'un « non » suffit pour ne plus jamais être sollicitée par ce groupe.
   *[other] Il ira aussi à { $count } personnes hors du groupe, une seule fois et sans rappel. Avant les questions, leur courriel dira qui demande et pourquoi, que répondre est leur choix, et qu'un « non » suffit pour ne plus jamais être sollicitées par ce groupe.
}
poll-opened-outside = { $n ->
    [0] Hors du groupe, personne ne le reçoit.
    [one] Hors du groupe, 1 personne le reçoit aussi.
   *[other] Hors du groupe, { $count } personnes le reçoivent aussi.
}
poll-opened-left-out = { $n ->
    [one] 1 des adresses données ne le reçoit pas ainsi : c'est celle d'un membre, elle ne veut pas être sollicitée, ou il y en a eu assez pour aujourd'hui.
   *[other] { $count } des adresses données ne le reçoivent pas ainsi : ce sont celles de membres, elles ne veulent pas être sollicitées, ou il y en a eu assez pour aujourd'hui.
}
poll-trouble-person = Je ne peux pas lire cette adresse : « { $said } ». Écrivez-les une par ligne ou séparées par des virgules, par exemple « Personnes : ann@example.org, Bob Roy <bob@example.org> ».
poll-trouble-people = Un sondage peut aller à { $count } personnes hors du groupe, pas plus.
poll-trouble-only-surveys = Pour des personnes hors du groupe, il faut au moins deux questions, chacune avec son numéro : à une seule question, leur « non » pourrait être une réponse ou un refus. « besoins » dans l'objet en donne un tout prêt.
poll-trouble-only-hosts = Seules les personnes qui animent écrivent à des gens hors du groupe. Enlevez les adresses, ou répondez à ce courriel pour leur demander.
poll-not-theirs-subject = Votre sondage, par l'équipe d'animation
poll-not-theirs = Rien n'est envoyé : dans « { $list } », ce sont les personnes qui animent qui envoient les sondages.
poll-not-theirs-how = Répondez à ce courriel avec votre question et vos choix, et elles les recevront. Vous pouvez aussi poser la question à tout le groupe, dans un message ordinaire.
poll-outside-subject = Quelques questions pour vous : { $title }
poll-outside = { $who }, qui anime le groupe « { $list } », vous demande votre avis et a donné votre adresse pour cet envoi.
poll-outside-choice = Répondre est votre choix. Vous recevez ce seul courriel, sans rappel, et il ne vous inscrit à rien. Pour que ce groupe ne vous demande plus jamais rien, répondez « non ».
poll-outside-no-alone = Un mot suffit, « non » ou « no », et ce groupe ne vous écrira plus.
poll-outside-kept = Votre adresse ne sert qu'à ce sondage. Elle est oubliée un mois après la fin; un « non » seul est retenu, pour le respecter.
poll-outside-ended-subject = C'est noté
poll-outside-ended = « { $list } » ne vous demandera plus rien. Si vous aviez répondu, votre réponse est effacée.
poll-result-outside = Hors du groupe, réponses : { $answered }; personnes invitées : { $asked }.
poll-result-declined = { $n ->
    [one] 1 ne veut plus être sollicitée.
   *[other] { $count } ne veulent plus être sollicitées.
}
poll-result-unreached = { $n ->
    [one] Le courriel à cette adresse n'a pas pu être remis : { $addresses }. Vérifiez-la si vous comptiez sur cette réponse.
   *[other] Les courriels à ces { $n } adresses n'ont pas pu être remis : { $addresses }. Vérifiez-les si vous comptiez sur ces réponses.
}
poll-pairs = Offre ↔ besoin, pour les personnes qui acceptent que leur nom soit dit. C'est une idée, d'après les mots; à vous de voir qui mettre en lien.
poll-pair = { $who } offre « { $offer } », et on cherche :
poll-again-subject = Un an déjà : { $title }
poll-again-offer = { $n ->
    [one] Le sondage « { $title } » s'est terminé le { $date } avec 1 réponse. Posé de nouveau, il montrera chaque chiffre à côté de celui d'alors.
   *[other] Le sondage « { $title } » s'est terminé le { $date } avec { $n } réponses. Posé de nouveau, il montrera chaque chiffre à côté de celui d'alors.
}
poll-again-how = Répondez « oui » pour le poser de nouveau : vous le verrez et pourrez le corriger avant qu'il parte. Répondez « non » ou ne faites rien, et il n'en sera plus question.
poll-unclear-again = Je n'ai pas compris votre réponse, alors rien n'est parti. Répondez « oui » pour revoir le sondage avant de l'envoyer, « non » pour y renoncer.

poll-quarter-subject = Un trimestre déjà : { $title }
poll-ready-value-title = Qu'est-ce que la communauté a changé dans votre travail?
poll-ready-value-form =
    Répondez par un chiffre et, si vous voulez, une phrase. Elle n'est lue que par qui anime; pour qu'elle puisse paraître dans un bilan, sans votre nom, ajoutez « citez-moi ».
    0. rien encore
    1. de bons échanges
    2. une idée ou un contact
    3. j'ai essayé quelque chose
    4. ça marche mieux
    5. on a changé de cap
    Sert à : valeur

poll-needs-title = Vos besoins, vos idées
poll-needs-form =
    Six questions, cinq minutes, pour que le groupe serve mieux chacune et chacun.
    1. Qu'est-ce qui vous amène dans ce groupe?
    - apprendre
    - aider
    - rencontrer des gens
    - suivre ce qui se passe
    - autre chose
    Choix : plusieurs
    2. De quels trois sujets voudriez-vous parler ici?
    Sert à : besoin
    3. Quelles formes vous seraient utiles?
    - échanges par courriel
    - rencontres en ligne
    - rencontres en personne
    - fiches et outils
    - entraide à deux
    Choix : plusieurs
    4. Combien de temps pouvez-vous y mettre par mois?
    - moins d'une heure
    - une à trois heures
    - plus de trois heures
    5. Que pourriez-vous offrir aux autres?
    Sert à : offre
    6. Qu'est-ce qui vous ferait partir?
    7. Peut-on dire votre nom à qui anime le groupe, avec ce que vous offrez?
    - oui
    - non
    Sert à : accord
