# Appels à tous : le titre, la question à qui l'écrit, la suite.
call-title = Appel à tous – { $list } : { $subject }
call-subject = À confirmer : « { $subject } »
call-confirm = { $n ->
    [one] Votre appel ira à 1 personne, tout de suite, quel que soit le rythme choisi.
   *[other] Votre appel ira à { $count } personnes, tout de suite, quel que soit le rythme de chacune.
}
call-left-out = { $n ->
    [one] 1 personne ne le recevra pas : elle est en pause, ou ne reçoit rien.
   *[other] { $count } personnes ne le recevront pas : elles sont en pause, ou ne reçoivent rien.
}
call-long = Il compte { $count } caractères; au-delà de 1 500, peu de gens lisent jusqu'au bout.
call-replies = Les réponses iront à l'équipe d'animation. Pour qu'elles aillent à toute la liste, répondez « oui, fil ».
call-sent-team = Les réponses iront à l'équipe d'animation, pas à toute la liste.
call-sent-thread = Les réponses iront dans le fil, à toute la liste.
call-how = Répondez « oui » pour l'envoyer, « non » pour y renoncer. Sans réponse d'ici trois jours, il n'est pas envoyé.
call-sent-subject = C'est parti : « { $subject } »
call-sent = C'est fait : votre appel part vers tout le monde. Le prochain pourra partir dans sept jours.
call-dropped-subject = Pas envoyé : « { $subject } »
call-dropped = C'est noté : votre appel n'est pas envoyé, et rien n'en reste.
call-unclear-subject = Toujours à confirmer : « { $subject } »
call-unclear = Je n'ai pas compris votre réponse, alors rien n'est parti. Répondez à la question par « oui » ou par « non ».
call-early-subject = Pas encore possible : « { $subject } »
call-early = Votre appel n'est pas envoyé : un seul part par période de sept jours, pour qu'on les lise. Le prochain pourra partir à compter du { $date }.
