# Le pense-bête de qui anime : un écran, des gestes numérotés, tout se fait en répondant. Jamais de reproche.
brief-subject = Pense-bête { $list } : { $n ->
    [one] 1 geste
   *[other] { $n } gestes
}, { $m } minutes
brief-subject-silent = Semaine silencieuse ({ $list }) : { $n ->
    [one] une façon de repartir
   *[other] { $n } façons de repartir
}
brief-subject-none = Pense-bête { $list } : rien n'attend
brief-first = C'est votre premier pense-bête. Il vient une fois par semaine à qui anime : au plus cinq gestes, chacun fait en répondant à ce courriel, et aucun n'est obligatoire.
brief-intro = { $n ->
    [one] 1 geste
   *[other] { $n } gestes
}, environ { $m } minutes. Répondez par un numéro; tout se fait d'ici.
brief-intro-one = Un seul geste cette fois, { $m } minutes, celui qui compte le plus. Répondez par son numéro; tout se fait d'ici.
brief-intro-silent = La semaine a été calme dans « { $list } ». { $n ->
    [one] Voici une façon de repartir. Répondez par son numéro
   *[other] Voici { $n } façons de repartir; une seule suffit. Répondez par son numéro
}; tout se fait d'ici.
brief-intro-none = Rien n'attend dans « { $list } » cette semaine.
brief-item = { $n }. { $what } ({ $m } min)
brief-about = « { $subject } », { $when }
brief-moderate = Décider du message de { $name }
brief-moderate-how = → « { $n } oui » le publie; « { $n } non » et le motif le refuse; « { $n } pourriel » le jette.
brief-reply = Répondre à { $name }, qui écrit pour la première fois
brief-reply-why = Pourquoi : une réponse, même brève, aide à revenir.
brief-ready = Prêt : { $text }
brief-reply-how = → « { $n } envoyer » publie ces mots en votre nom; pour en dire d'autres, « { $n } » et vos mots.
brief-draft-question = Bonjour { $name }, et bienvenue! Merci pour cette question : je n'ai pas la réponse, mais quelqu'un ici l'a peut-être. Qu'avez-vous déjà essayé?
brief-draft-post = Bonjour { $name }, et bienvenue! Merci de ce premier message : il est bon de vous lire ici.
brief-nudge = Trouver une réponse pour { $name }
brief-open-since = « { $subject } », sans réponse depuis { $n ->
    [one] 1 jour
   *[other] { $n } jours
}
brief-nudge-why = Pourquoi : ces personnes ont écrit sur le même sujet.
brief-may-know = – { $name }, en { $month } : { $words }
brief-nudge-how = → « { $n } relancer » écrit en privé à { $name }, puis à la personne suivante après 72 h; pour répondre vous-même, « { $n } » et vos mots.
brief-nudge-alone-how = → « { $n } » et vos mots : votre réponse, publiée dans le fil. Personne ici n'a encore écrit sur ce sujet.
brief-greet = { $n ->
    [one] Accueillir { $names }
   *[other] Accueillir { $n } personnes : { $names }
}
brief-greet-why = Pourquoi : { $n ->
    [one] cette personne vient d'arriver et n'a pas encore écrit
   *[other] ces personnes viennent d'arriver et n'ont pas encore écrit
}; un mot personnel met à l'aise.
brief-greet-how = → « { $n } accueillir » l'envoie en privé; pour en dire d'autres, « { $n } » et vos mots. « accueil : votre texte » le change pour de bon.
brief-welcome = Bienvenue dans « { $list } »! Nous sommes contents de vous compter parmi nous. Pour commencer, il suffit de répondre à un message, ou de nous dire en deux phrases ce qui vous amène.
brief-restart = Relancer la conversation
brief-restart-how = → « { $n } publier lundi 9 h », ou « { $n } publier » tout de suite; pour une autre question, « { $n } » et vos mots.
brief-also = Aussi
brief-word = Mot prêt pour le haut des prochains résumés : { $text } → « mot » le retient; « mot : votre texte » dit autre chose.
brief-poll = Sondage « { $title } » : il se ferme le { $date } ({ $n ->
    [one] 1 réponse
   *[other] { $n } réponses
})
brief-milestone = Encore { $n ->
    [one] 1 message
   *[other] { $n } messages
} avant le { $rank }.
brief-numbers = Ces 7 jours (d'habitude) : messages { $a } ({ $a4 }), personnes { $b } ({ $b4 }), nouveaux fils { $c } ({ $c4 }), nouveaux membres { $d } ({ $d4 }).
brief-half = { $n },5
brief-how = Plusieurs numéros dans une même réponse, c'est possible, un par ligne. « absence jusqu'au { $day } » confie ce pense-bête à l'équipe; « pense-bête mardi 8 h » le déplace, « pense-bête non » l'arrête.
brief-how-none = « pense-bête mardi 8 h » déplace ce courriel, « pense-bête non » l'arrête.
brief-word-newcomers = { $n ->
    [one] Bienvenue à la personne qui vient d'arriver!
   *[other] Bienvenue aux personnes qui viennent d'arriver!
}
brief-word-question = Une question attend vos idées : « { $title } ».
brief-word-thread = Cette semaine, on a parlé de « { $title } »; merci à qui a écrit.
# La réponse, geste par geste.
brief-done-subject = Pense-bête { $list } : { $outcome ->
    [none] rien n'a changé
    [some] c'est noté, en partie
   *[all] c'est noté
}
brief-done = { $n }. { $text }
brief-nothing = Je n'ai trouvé aucun geste dans votre réponse : rien n'a changé. Répondez par un numéro, par exemple « 1 ».
brief-unclear = Je n'ai pas compris « { $line } » : rien n'a changé. Le plus simple : un numéro et « oui », par exemple « 1 oui », et ce qui est proposé sera fait.
brief-undo-how = Pour défaire ce qui peut l'être, répondez « annuler ». Pour un autre geste, répondez par son numéro.
brief-go-on = Pour un autre geste, répondez par son numéro.
brief-skipped = « { $title } » : laissé de côté, rien n'a changé.
brief-unclear-moderate = Rien n'est décidé. Répondez « { $n } oui », « { $n } non » et le motif, ou « { $n } pourriel ».
brief-unclear-reply = Rien n'est publié : je n'ai pas compris « { $line } ». Répondez « { $n } envoyer », ou « { $n } » et vos mots.
brief-unclear-nudge = Personne n'est relancé : je n'ai pas compris « { $line } ». Répondez « { $n } relancer », ou « { $n } » et votre réponse.
brief-unclear-greet = Rien n'est envoyé : je n'ai pas compris « { $line } ». Répondez « { $n } accueillir », ou « { $n } » et vos mots.
brief-unclear-restart = Rien n'est publié : je n'ai pas compris « { $line } ». Répondez « { $n } publier lundi 9 h », ou « { $n } » et votre question.
brief-unclear-when = Rien n'est publié : « { $when } » n'est pas un moment à venir que je sais lire. Répondez par exemple « publier lundi 9 h ».
brief-was-done = « { $title } » : { $own ->
    [yes] vous l'aviez déjà fait
   *[no] { $who } l'a déjà fait
} ({ $when }). Rien n'a changé.
brief-words-not-sent = Vos mots ne sont pas publiés; pour les publier quand même, écrivez à { $address }
brief-try-again = Rien n'est décidé : réessayez dans un instant.
brief-gone = Il n'y a plus rien à faire ici : cela a changé entre-temps.
brief-replied = C'est publié : votre réponse dans « { $title } » part vers les membres.
brief-replied-soon = Votre réponse dans « { $title } » part dans un moment.
brief-answered-since = « { $title } » a eu une réponse entre-temps : rien n'est envoyé.
brief-nobody-to-ask = « { $title } » : personne ne peut être sollicité en ce moment. Répondez par le numéro et vos mots pour y répondre vous-même.
brief-nudged = C'est fait : { $name } reçoit un mot privé au sujet de « { $title } ». Sans réponse dans 72 h, la personne suivante en reçoit un.
brief-greeted = C'est envoyé en privé à { $names }.
brief-publish-line = Publier : { $when }
brief-question-post =
    { $question }

    Une ligne suffit, et tout le monde vous lira.
brief-published = C'est publié : « { $title } » part vers les membres.
brief-published-soon = « { $title } » part dans un moment.
brief-published-later = C'est prévu : « { $title } » paraîtra { $when }.
brief-undone = C'est défait : { $titles }.
# L'absence et la relève.
brief-away = C'est noté : { $names } reçoit le pense-bête jusqu'au { $date }. Le vôtre reprend ensuite; « pense-bête oui » le reprend avant. Vos autres courriels continuent.
brief-away-alone = C'est noté : votre pense-bête s'arrête jusqu'au { $date }; personne d'autre de l'équipe n'est là pour le recevoir. « pense-bête oui » le reprend avant.
brief-away-how = Rien n'a changé : « { $tail } » n'est pas un jour à venir que je sais lire. Répondez par exemple « absence jusqu'au { $day } ».
brief-yours-subject = Le pense-bête de « { $list } » vous revient jusqu'au { $date }
brief-yours = { $who } s'absente jusqu'au { $date } : le pense-bête de « { $list } » vous arrive d'ici là.
brief-yours-how = Si cela ne convient pas, écrivez « pense-bête non » à l'adresse des commandes, ou parlez-en à l'équipe en répondant à ce courriel.
relief-subject = « { $list } » : qui prend la relève ce mois-ci?
relief = { $who } semble avoir beaucoup à faire en ce moment. Qui prend la relève ce mois-ci pour le pense-bête de « { $list } »? C'est environ 20 minutes par semaine, et tout se fait en répondant.
relief-how = Répondez « oui » : il vous arrive pendant quatre semaines. Ne rien faire convient aussi; cette question n'est posée qu'une fois.
relief-host = Le pense-bête de « { $list } » n'a trouvé personne de disponible ces dernières semaines. L'équipe d'animation, s'il y en a une, a reçu la même question. Pour nommer quelqu'un : palabre member set { $address } ADRESSE role animator
relief-done-subject = La relève de « { $list } »
relief-yes = Merci! Le pense-bête de « { $list } » vous arrive jusqu'au { $date }. Pour le rendre avant, répondez-lui « absence ».
relief-no = C'est noté, rien ne change pour vous.
relief-taken = Merci! Quelqu'un de l'équipe a déjà pris la relève : rien ne change pour vous.
relieved-subject = { $taker } prend la relève de « { $list } »
relieved = { $taker } reçoit le pense-bête de « { $list } » jusqu'au { $date }; le vôtre reprend ensuite. Pour le reprendre avant, écrivez « pense-bête oui » à l'adresse des commandes.
# Le mot à qui pourrait savoir.
nudge-subject = On a pensé à vous : « { $title } »
nudge = { $who } cherche une réponse dans « { $list } » :
nudge-why = On a pensé à vous parce qu'en { $month }, vous avez écrit ici au sujet de { $words }.
nudge-how = Une ligne peut suffire. Répondez à ce courriel : tout le monde vous lira, dans le fil. Ne rien faire convient aussi; quelques personnes seulement reçoivent ce mot, l'une après l'autre.
nudge-before = Rien n'a changé : on a déjà écrit à quelques personnes au sujet de « { $title } ».
# Le mot d'accueil.
welcome-from-subject = Un mot de { $who }, de « { $list } »
welcome-from = – { $who }, de l'équipe d'animation de « { $list } »
welcome-from-how = Répondez à ce courriel : l'équipe vous lira.
team-welcome-subject = Le mot d'accueil de « { $list } »
team-welcome-now = Voici le mot d'accueil, en ce moment : « { $text } »
team-welcome-how = Pour le changer, écrivez « accueil : votre texte ». « accueil : aucun » revient au texte d'usage.
team-welcome-saved = C'est noté : voici le mot que « accueillir » enverra désormais.
team-welcome-usual = C'est fait : « accueillir » envoie de nouveau le mot d'usage.
team-welcome-too-long = Rien n'a changé : ce mot a { $n } caractères, et { $most } au plus conviennent.
greet-nobody = Rien n'est envoyé : aucun membre ne s'appelle « { $name } ». Écrivez le nom, ou l'adresse.
greet-several = Rien n'est envoyé : plusieurs membres s'appellent « { $name } ». Écrivez le nom en entier, ou l'adresse.
# Quand il arrive.
brief-rhythm-subject = Votre pense-bête de « { $list } »
brief-rhythm-is-weekly = Le pense-bête de « { $list } » vous arrive chaque { $day } à { $time }; le prochain, { $date }.
brief-rhythm-is-daily = Le pense-bête de « { $list } » vous arrive chaque { $day }, et les autres jours ouvrables s'il y a quelque chose à faire, à { $time }.
brief-rhythm-is-off = Le pense-bête de « { $list } » ne vous arrive plus. Les messages à décider vous arrivent toujours.
brief-rhythm-how = Pour changer : « pense-bête lundi 7 h 15 », « pense-bête quotidien », « pense-bête oui » ou « pense-bête non ».
asked-brief = votre pense-bête
asked-nudge = relancer une question
asked-save-welcome = le mot d'accueil
asked-greet = accueillir quelqu'un
# Les mots d'un geste, un par ligne.
brief-say-send =
    envoyer
    envoie
    envoyez
    envoyé
brief-say-nudge =
    relancer
    relance
    relancez
    demander
brief-say-greet =
    accueillir
    accueille
    accueillez
    saluer
    envoyer
brief-say-publish =
    publier
    publie
    publiez
    envoyer
brief-say-skip =
    plus tard
    pas maintenant
    pas cette semaine
    laisser
    laisse
    passer
    passe
    ignorer
    rien
