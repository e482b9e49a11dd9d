# « @Prénom Nom » : les noms de l'équipe et de tout le monde, séparés par |.
mention-team = animation|équipe|l équipe|équipe d animation
mention-everybody = tous|toutes|tout le monde|toute la liste
# Question à qui a écrit un nom que plusieurs portent.
which-person-subject = De qui parliez-vous avec « @{ $name } »?
which-person = Votre message « { $subject } » est publié. Plusieurs personnes portent le nom que vous y mentionnez, « @{ $name } »; nous n'avons prévenu personne de plus.
which-person-how = Répondez par un numéro pour qu'elle le reçoive tout de suite, ou ne faites rien.
which-person-since = { $name }, membre depuis le { $date }
person-told-subject = « @{ $name } » : c'est fait
person-told = C'est fait : { $name } reçoit votre message tout de suite.
person-gone = Cette personne ne peut pas le recevoir : elle n'est plus membre, ou ne reçoit rien pour l'instant.
person-unclear = Je n'ai pas compris votre réponse, alors personne n'a été prévenu de plus. Répondez par un seul numéro.
not-everybody-subject = « @tous » ne prévient personne de plus
not-everybody = Votre message « { $subject } » est publié. « @tous » y reste un mot comme un autre : chaque membre le reçoit au rythme choisi.
not-everybody-call = Pour une annonce qui doit atteindre tout le monde tout de suite, l'équipe d'animation peut lancer un appel à tous : écrivez-lui à { $humans }
