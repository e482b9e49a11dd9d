# Réponses courtes du service. Dire ce qui s'est passé, ce que cela change, comment revenir.
hello = Bonjour { $name },
a-person-helps = Une personne peut aussi vous aider : { $humans }
left-subject = Vous avez quitté « { $list } »
left = C'est fait : vous ne recevrez plus rien de « { $list } ».
left-posts-stay = Vos messages restent dans les archives.
left-by-mistake = Une erreur? Écrivez à { $humans } : une personne vous réinscrira.
confirm-leave-subject = Quitter « { $list } »? Répondez pour confirmer
confirm-leave = Quelqu'un, sans doute vous, a demandé que vous quittiez « { $list } ».
confirm-leave-how = Pour confirmer, répondez à ce courriel. Un message vide suffit.
confirm-leave-not-you = Sinon, ne faites rien : rien ne change.
