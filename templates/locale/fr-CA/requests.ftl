# Réponses aux commandes. Dire ce qui s'est passé, ce que cela change, comment revenir.
in-communities = { $n ->
    [one] « { $name } »
   *[other] vos { $n } communautés
}
quoted = « { $text } »
undo-how = Pour revenir en arrière, répondez « annuler » à ce courriel.
done = C'est fait : { $what }
already-so = Rien ne change : { $what }
guarded = Vous avez écrit un mot de commande à toute la communauté : nous ne l'avons pas publié, nous l'avons exécuté.
# Modes d'envoi.
each-subject = Chaque message de { $list }
each-done = chaque message de { $list } vous arrive dès sa publication.
each-volume = { $n ->
    [0] Ces quatre dernières semaines, personne n'y a écrit.
    [one] C'est environ un message par semaine.
   *[other] C'est environ { $count } messages par semaine.
}
digest-mode-subject = Vos résumés de { $list }
digest-mode-done = vous recevez un résumé de { $list }, { $rhythm }.
digest-mode-first = Le prochain part le { $date }, à { $time }.
notices-subject = Seulement les appels à tous
notices-done = de { $list }, vous ne recevez plus que les appels à tous, quand l'équipe d'animation en lance un.
rhythm = { $cadence ->
    [daily] chaque jour à { $time }
    [monthly] le premier { $weekday } du mois à { $time }
   *[weekly] chaque { $weekday } à { $time }
}
mode-each = chaque message, dès sa publication
mode-digest = un résumé { $rhythm }
mode-notices = les appels à tous seulement
mode-none = aucun message
# L'aide.
help-subject = Ce que vous pouvez écrire à « { $list } »
help-intro = Écrivez un de ces mots à { $commands }, en objet ou en première ligne. Ou répondez à ce courriel.
help-card =
    tout : chaque message, dès sa publication
    résumé, ou « résumé mardi 18 h » : un résumé par semaine, le jour qui vous convient
    quotidien, mensuel, annonces : moins, ou seulement les appels à tous
    pause jusqu'au 3 juin : plus rien d'ici là, puis un résumé de ce qui s'est dit
    reprendre : la pause est finie
    suivre 12, sourdine 12 : tout d'un fil, ou plus rien de ce fil
    derniers, sans réponse : les fils récents, les questions ouvertes
    chercher semis, lire 12 : trouver un message, recevoir un fil entier
    archives : un lien pour lire toutes vos archives, même privées
    carnets, note 12, modifier 12 : les notes, en lire une, la changer
    nom Zoé Roy, adresse zoe@example.org, langue en, fuseau Paris : ce que nous savons de vous
    réglages : tout ce que vous avez choisi
    annuler : défait votre dernier changement
    désabonner : quitter la communauté
help-card-animate =
    Pour l'équipe d'animation : inviter a@b, retirer, fusionner 12 avec 9, diviser, fermer, épingler, équipe, mot : texte.
    Aussi : pense-bête, relancer 3, accueillir Prénom, sondage, sondage besoins, valeur, clore, bilan, temps 40 min.
help-forgiving = Les accents, les fautes de frappe et les politesses ne gênent pas. In English too: try “help”.
help-everywhere = Pour toutes vos communautés à la fois, écrivez à { $address }.
# Ce qui n'est pas compris.
not-understood-subject = Votre message n'a pas été compris
not-understood = Je n'ai pas compris « { $line } ».
not-understood-plain = Je n'ai pas compris votre message.
not-understood-passed-on = Je n'ai pas trouvé de commande dans votre message. L'équipe d'animation l'a reçu et vous répondra.
did-you-mean = Vouliez-vous dire { $a }, { $b } ou { $c }? Pour voir tout ce qui est possible, répondez « aide ».
you-can-write = Pour changer vos courriels, un mot suffit : { $a }, { $b } ou { $c }, par exemple.
usual-words = réglages|pause|désabonner
not-a-member-subject = Vous n'êtes pas membre de « { $list } »
not-a-member = Vous n'êtes pas membre de « { $list } » avec cette adresse; rien n'a changé. Pour en devenir membre, écrivez à { $join }. Si vous l'êtes sous une autre adresse, écrivez-nous de celle-là.
# Les réglages.
settings-subject = Vos réglages
settings-intro = Voici ce que vous avez choisi.
settings-name = Nom : { $name }
settings-address = Adresse : { $address }
settings-language = Langue de nos mots : { $language }
settings-zone = Fuseau horaire : { $zone }
settings-order = { $order ->
    [posts] Ordre des fils : dernières publications
   *[activity] Ordre des fils : dernières activités
}
settings-form = { $form ->
    [mime] Forme des résumés : messages entiers, à ouvrir un à un
    [plain] Forme des résumés : messages entiers, en texte
    [text] Forme des résumés : texte
   *[html] Forme des résumés : html et texte
}
settings-mentions = { $on ->
    [true] Quand on vous mentionne : un courriel tout de suite
   *[false] Quand on vous mentionne : rien de particulier
}
settings-reminders = { $on ->
    [true] Rappels : oui
   *[false] Rappels : non
}
settings-receipts = { $when ->
    [yes] Reçus : à chacun de vos messages
    [no] Reçus : jamais
   *[first] Reçus : à votre premier message
}
settings-next = prochain : { $date }
settings-paused = en pause, jusqu'à ce que vous répondiez « reprendre »
settings-paused-until = en pause jusqu'au { $date }
settings-stopped = suspendu, parce que des courriels vous sont revenus; répondez « reprendre »
settings-complained = suspendu, parce qu'un courriel a été signalé comme indésirable; répondez « reprendre »
settings-suspended = suspendu par l'équipe; répondez « reprendre »
settings-followed = { $n ->
    [one] 1 fil suivi
   *[other] { $count } fils suivis
}
settings-muted = { $n ->
    [one] 1 fil en sourdine
   *[other] { $count } fils en sourdine
}
settings-how = Pour changer, répondez par un mot : « tout », « résumé mardi 18 h », « pause jusqu'au { $day } », « langue en »… « aide » les donne tous.
settings-line = { $paused ->
    [yes] Vos réglages dans « { $list } » : { $mode }; en pause (« réglages » les donne tous).
   *[no] Vos réglages dans « { $list } » : { $mode } (« réglages » les donne tous).
}
# Retour en arrière.
nothing-to-undo-subject = Rien à défaire
nothing-to-undo = Il n'y a rien à défaire : vous n'avez rien changé par courriel ces 30 derniers jours.
undone-subject = C'est défait
undone = { $verb ->
    [pause] C'est défait : vous n'êtes plus en pause.
    [withdraw] C'est défait : le message est de nouveau dans l'archive.
    [follow] C'est défait : ce fil vous arrive comme les autres.
    [mute] C'est défait : ce fil n'est plus en sourdine.
   *[other] C'est défait : tout est comme avant votre dernier changement.
}
undone-left = C'est défait : vous êtes de nouveau membre de « { $list } », comme avant.
# Absence.
pause-subject = En pause
pause-subject-until = En pause jusqu'au { $date }
pause-until = vous ne recevez plus rien de { $list } jusqu'au { $date }. À votre retour, un seul courriel résumera l'essentiel.
pause-open = vous ne recevez plus rien de { $list }. Quand vous reviendrez, répondez « retour » : un seul courriel résumera l'essentiel.
pause-others = { $n ->
    [one] Votre autre communauté continue. Pour toutes les mettre en pause, écrivez « pause » à { $address }.
   *[other] Vos { $n } autres communautés continuent. Pour toutes les mettre en pause, écrivez « pause » à { $address }.
}
pause-how-subject = En pause jusqu'à quand?
pause-how = Je n'ai pas compris jusqu'à quand : « { $tail } ». Rien n'a changé. Écrivez par exemple « pause jusqu'au { $day } », « pause 2 semaines », ou seulement « pause ».
resume-subject = Bon retour
resume-done = Bon retour. S'il s'est dit quelque chose dans { $list } pendant votre absence, un courriel vous le résume. Ensuite, vous recevez { $mode }.
resume-not-paused = Vous n'étiez pas en pause dans { $list } : rien n'a changé.
# Vos courriels.
text-subject = Vos résumés en texte seul
text-done = vos résumés arrivent en texte seul, sans mise en forme.
html-subject = Vos résumés mis en forme
html-done = vos résumés arrivent avec leur mise en forme, et en texte.
mime-subject = Vos résumés : les messages entiers
mime-done = vos résumés contiennent les messages entiers, que votre programme de courriel ouvre un à un. Pour revenir à la forme courte, répondez « html » ou « texte ».
plain-subject = Vos résumés : les messages entiers, en texte
plain-done = vos résumés contiennent les messages entiers, l'un après l'autre dans un seul texte. Pour revenir à la forme courte, répondez « html » ou « texte ».
language-subject = Votre langue
language-done = nous vous écrivons en français. Les messages restent dans la langue de qui les écrit.
language-how = Écrivez « langue fr » pour le français, « langue en » pour l'anglais.
order-subject = L'ordre des fils
order-activity = dans vos résumés, les fils qui ont bougé en dernier viennent d'abord.
order-posts = dans vos résumés, les fils ouverts en dernier viennent d'abord.
order-how = Écrivez « ordre activité » pour voir d'abord les fils qui ont bougé, « ordre publications » pour voir d'abord les nouveaux.
mentions-subject = Quand on vous mentionne
mentions-yes = quand on vous mentionne, le message vous arrive tout de suite, quel que soit votre mode.
mentions-no = quand on vous mentionne, le message vous arrive comme les autres.
mentions-how = Écrivez « mentions oui » pour recevoir tout de suite les messages qui vous mentionnent, « mentions non » pour les recevoir comme les autres.
reminders-subject = Les rappels
reminders-yes = de temps en temps, un court rappel peut vous arriver : un premier message sans réponse que vous pourriez aider, ou la question de votre rythme, deux fois par an au plus.
reminders-no = aucun rappel ne vous arrivera plus. Les messages de vos communautés continuent comme avant.
reminders-how = Écrivez « rappels non » pour ne recevoir aucun rappel, « rappels oui » pour en recevoir de nouveau.
receipts-subject = Les reçus de vos messages
receipts-yes = chacun de vos messages sera suivi d'un reçu.
receipts-no = vos messages seront publiés sans reçu.
receipts-how = Écrivez « reçus oui » pour un reçu à chacun de vos messages, « reçus non » pour n'en avoir aucun.
zone-subject = Votre fuseau horaire
zone-done = les heures de nos courriels suivent le fuseau « { $zone } »; il y est { $time }.
zone-how = Je n'ai pas reconnu de fuseau horaire. Écrivez « fuseau » et une grande ville, par exemple « fuseau Paris » ou « fuseau Vancouver », ou son nom entier : « fuseau America/Halifax ».
name-subject = Votre nom
name-done = nous vous appelons désormais « { $name } ». Vos messages, eux, portent le nom réglé dans votre programme de courriel.
name-how = Je n'ai pas compris quel nom. Écrivez par exemple « nom Zoé Roy » : 60 caractères au plus, sans adresse.
# Fils.
which-one-subject = Quel fil?
which-one = Écrivez le numéro du fil : « { $word } 12 ». Le mot « derniers » vous donne les fils récents et leurs numéros.
which-community = Les numéros de fils sont propres à chaque communauté : écrivez à l'adresse de commandes de celle-ci.
no-such-thread = Il n'y a pas de fil { $n } ici. Le mot « derniers » vous donne les fils récents et leurs numéros.
follow-subject = Vous suivez « { $title } »
follow-done = chaque message du fil « { $title } » vous arrive dès sa publication, quel que soit votre mode.
mute-subject = En sourdine : « { $title } »
mute-done = vous ne recevez plus rien du fil « { $title } », ni messages ni résumés.
unfollow-subject = Comme les autres : « { $title } »
unfollow-done = le fil « { $title } » vous arrive comme les autres.
# Lire par courriel.
latest-subject = Les derniers fils
latest-intro = Voici les derniers fils de { $list }.
latest-none = Personne n'a encore écrit dans { $list }.
unanswered-subject = Les questions sans réponse
unanswered-intro = Ces questions attendent une réponse dans { $list }, la plus ancienne d'abord.
unanswered-none = Aucune question n'attend de réponse dans { $list }.
search-subject = Résultats de votre recherche
search-intro = { $n ->
    [one] Un message ou une note correspond à « { $words } ».
   *[other] { $n } messages ou notes correspondent à « { $words } » : d'abord les notes et les titres, puis les plus récents.
}
search-intro-many = Il y en a beaucoup pour « { $words } » : nous avons regardé les plus récents. Pour de plus anciens, ajoutez un mot ou une date : « avant:2019 ».
search-first = { $n ->
    [one] Voici le premier fil.
   *[other] Voici les { $n } premiers fils.
}
search-nothing = Rien dans { $list } ne correspond à « { $words } ».
search-fewer = Essayez un autre mot, ou seulement le début : « chercher form* ».
search-rather = Essayez plutôt : « chercher { $words } ».
search-partial-mail = L'index de recherche se construit encore : il manque peut-être des messages. Redemandez dans quelques minutes.
search-how = Écrivez ce que vous cherchez : « chercher semis tomates ». On peut préciser : « chercher semis de:marie depuis:2019-05 ».
thread-last = { $messages }; dernier : { $date }
asked-by = { $name }, { $date }
written-by = { $name }, { $date }
threads-how = Pour recevoir un fil entier, répondez par exemple « lire { $n } ».
read-intro = Voici le fil entier. Votre réponse à ce courriel sera publiée dans ce fil.
read-left-out = { $n ->
    [one] Le premier message n'y tient pas.
   *[other] Les { $count } premiers messages n'y tiennent pas.
}
# Quand rien ne prouve qui écrit.
did-you-ask-subject = Avez-vous écrit à « { $list } »?
did-you-ask = Un courriel signé de votre adresse demande ceci à « { $list } », mais rien ne prouve qu'il vient de vous :
did-you-ask-how = Si c'est vous, répondez à ce courriel : un message vide suffit. Sinon, ne faites rien : rien ne change.
asked-help = l'aide
asked-join = devenir membre
asked-leave = quitter la communauté
asked-each = recevoir chaque message
asked-daily = un résumé par jour
asked-weekly = un résumé par semaine
asked-monthly = un résumé par mois
asked-notices = les appels à tous seulement
asked-pause = une pause
asked-resume = la fin de la pause
asked-follow = suivre un fil
asked-mute = mettre un fil en sourdine
asked-unfollow = un fil comme les autres
asked-order = l'ordre des fils
asked-mentions = les mentions
asked-reminders = les rappels
asked-receipts = les reçus
asked-language = une autre langue
asked-zone = un autre fuseau horaire
asked-text = des résumés en texte
asked-html = des résumés mis en forme
asked-name = un autre nom
asked-address = une autre adresse
asked-settings = vos réglages
asked-search = une recherche
asked-latest = les derniers fils
asked-read = un fil entier
asked-unanswered = les questions sans réponse
asked-my-data = vos données
asked-erase = effacer vos données
asked-undo = défaire le dernier changement
asked-withdraw = retirer un message de l'archive
asked-yes = oui
asked-no = non
asked-spam = pourriel
asked-invite = inviter des personnes
asked-remove = retirer des personnes
asked-role = changer un rôle
asked-set = changer un réglage de la liste
asked-team = qui anime
asked-merge = fusionner des fils
asked-split = diviser un fil
asked-close = fermer un fil
asked-pin = épingler un fil
asked-stop-welcome = la fin des courriels d'accueil
# Adresse.
address-subject = Votre adresse
address-how = Écrivez votre nouvelle adresse après le mot : « adresse zoe@example.org ».
address-same = Vous nous écrivez déjà de { $address } : rien à changer.
address-ours = Cette adresse est celle d'une communauté : elle ne peut pas être la vôtre.
address-ask-subject = Changer d'adresse? Répondez pour confirmer
address-ask-old = Vous avez demandé que vos courriels aillent désormais à { $new } au lieu de { $old }. Pour confirmer, répondez à ce courriel : un message vide suffit. Nous écrirons ensuite à la nouvelle adresse. Si ce n'est pas vous, ne faites rien.
address-ask-new = Une personne membre de « { $list } » a demandé que ses courriels arrivent à cette adresse, { $new }. Pour confirmer, répondez à ce courriel : un message vide suffit. Si ce n'est pas vous, ne faites rien : vous n'entendrez plus parler de nous.
address-taken = Cette adresse est déjà celle d'une personne membre; rien n'a changé. Si c'est vous aussi, quittez d'abord vos communautés avec l'une des deux adresses.
address-done = C'est fait : vos courriels arrivent désormais à { $new }. Écrivez-nous de cette adresse à partir de maintenant.
address-left = C'est fait : vos courriels vont désormais à { $new }, et plus rien n'arrivera ici. Si ce n'est pas vous, écrivez-nous tout de suite à l'adresse ci-dessous.
# Données.
my-data-subject = Vos données
my-data-intro = { $n ->
    [0] Voici tout ce que nous savons de vous. Vous n'avez rien publié.
    [one] Voici tout ce que nous savons de vous, et votre message.
   *[other] Voici tout ce que nous savons de vous, et vos { $count } messages.
}
my-data-cut = Les messages les plus récents n'y tenaient pas tous : demandez-les à l'adresse ci-dessous.
my-data-erase = Pour tout effacer, écrivez « effacer mes données » à { $address }.
my-data-later = Vos données vous ont été envoyées il y a moins d'un jour. Redemandez-les demain.
erase-ask-subject = Effacer vos données? Répondez « oui » pour confirmer
erase-ask = Vous avez demandé d'effacer ce que nous savons de { $address }. Vous quitterez { $n ->
    [0] toute communauté
    [one] votre communauté
   *[other] vos { $n } communautés
}; votre nom, votre adresse et vos pièces jointes seront retirés ({ $posts }), et vos mots resteront dans les conversations, sans votre nom. Cela ne peut pas être défait.
erase-ask-how = Pour confirmer, répondez « oui » à ce courriel. Sinon, ne faites rien : rien ne change.
erase-done-subject = Vos données sont effacées
erase-done = C'est fait : nous ne savons plus rien de vous, et c'est notre dernier courriel. Les pages se refont dans les minutes qui viennent; les copies déjà reçues par d'autres restent chez eux, et les sauvegardes s'effacent avec le temps.
former-member = Quelqu'un
# À qui nous est inconnu, et écrit une commande.
stranger-help-subject = À propos de « { $list } »
stranger-help = « { $list } » est une communauté qui se parle par courriel.
stranger-no-member = Vous n'êtes pas membre de « { $list } » avec cette adresse; rien n'a changé.
stranger-join = Pour en devenir membre, écrivez à { $join } : un message vide suffit.
stranger-invited = On y entre sur l'invitation de l'équipe d'animation.
stranger-elsewhere = Si vous êtes membre sous une autre adresse, écrivez-nous de celle-là.
# Les fils qu'un résumé ne fait que compter.
read-all-subject = Les autres fils de votre résumé
read-all-intro = Voici les fils que votre dernier résumé ne nommait pas.
read-all-none = Votre dernier résumé nommait tous ses fils. Le mot « derniers » vous donne les fils récents.
