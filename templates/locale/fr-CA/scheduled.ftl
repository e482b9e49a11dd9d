# Messages pour plus tard. Les mots de la première ligne, un par ligne.
schedule-words =
    publier
    publie
    publiez
    publier le
    à publier
    à publier le
    publication prévue
schedule-now =
    maintenant
    tout de suite
    immédiatement
    aujourd'hui même
scheduled-moment = { $date } à { $time } (heure de { $city })
scheduled-subject = Prévu : « { $subject } »
scheduled = C'est noté : votre message « { $subject } » paraîtra { $when }.
scheduled-how = Pour le retirer, répondez « annuler » d'ici là. Pour un autre moment, répondez-le : « mardi 10 h », ou « maintenant ».
scheduled-when-subject = Quand publier « { $subject } »?
scheduled-when = Votre message « { $subject } » est gardé, et rien n'est publié : « { $said } » n'est pas un moment que je sais lire.
scheduled-when-how = Répondez un jour et une heure, par exemple « lundi 9 h », ou « maintenant ». Pour le retirer, répondez « annuler »; sans réponse, il est oublié dans sept jours.
scheduled-unclear-subject = Toujours prévu : « { $subject } »
scheduled-unclear = Rien n'a changé pour votre message « { $subject } » : je n'ai pas compris votre réponse. Répondez un jour et une heure (« lundi 9 h »), « maintenant » ou « annuler ».
scheduled-over-subject = Il n'attend plus
scheduled-over = Ce message n'attend plus : il est paru, ou vous l'aviez retiré. Pour le corriger, répondez dans son fil.
why-scheduled = la personne a choisi le moment où il paraîtra
