# Rejoindre une communauté par courriel. Rien de ce qu'a écrit qui a demandé n'y paraît.
join-subject = Rejoindre « { $list } »? Répondez pour confirmer
join-asked = Quelqu'un, sans doute vous, a demandé à recevoir à cette adresse les messages de « { $list } ».
join-how = C'est bien vous? Répondez à ce courriel. Un message vide suffit.
join-what = Vous recevrez ensuite chaque message par courriel. { $open ->
    [yes] { $often } Un mot suffira
   *[no] Un mot suffira
} pour changer de rythme, faire une pause ou partir.
join-not-you = Sinon, ne faites rien : rien ne change.
join-already-subject = Vous êtes déjà membre de « { $list } »
join-already = Vous avez demandé à rejoindre « { $list } » : vous y êtes déjà, et rien ne change.
join-already-how = Pour voir vos réglages, écrivez « réglages » à { $address }.
join-waits-subject = Votre demande pour « { $list } » attend l'équipe
join-waits = Merci, votre adresse est confirmée. L'équipe d'animation de « { $list } » doit encore accepter votre demande; vous aurez un courriel dès qu'elle aura répondu.
join-no-subject = Votre demande pour « { $list } »
join-no = L'équipe d'animation de « { $list } » n'a pas pu accepter votre demande cette fois-ci.
join-no-reason = Voici ce qu'elle vous dit : { $reason }
admit-subject = { $who } demande à rejoindre « { $list } »
admit = { $who } demande à rejoindre « { $list } ». Cette personne a confirmé son adresse.
admit-how = Répondez « oui » pour l'accueillir, ou « non » suivi d'un mot qui lui sera transmis.
admit-else = La première réponse de l'équipe décide.
admit-before = Une autre personne de l'équipe a déjà répondu au sujet de { $who } : rien de plus n'est à faire.
admit-unclear = Je n'ai pas compris votre réponse, alors rien n'a changé.
admitted = C'est fait : { $who } est membre de « { $list } » et vient de recevoir le mot de bienvenue.
not-admitted = C'est noté : { $who } ne rejoint pas « { $list } ».
welcome-subject = Bienvenue dans « { $list } »
welcome = Bienvenue! Chaque message de « { $list } » vous arrivera désormais par courriel.
welcome-volume = { $n ->
    [one] C'est environ un message par semaine.
   *[other] C'est environ { $n } messages par semaine.
}
welcome-quiet = C'est une communauté calme : les messages y sont rares.
welcome-change = Pour changer, répondez à ce courriel par un mot : « hebdo » pour un résumé le lundi, « mensuel », « pause », « quitter »; « aide » les montre tous.
welcome-team = { $n ->
    [one] { $who } anime cette communauté : { $humans }
   *[other] { $who } animent cette communauté : { $humans }
}
welcome-write = Pour écrire à tout le monde :
welcome-read = On en parle ces jours-ci :
welcome-reply = Répondre :
welcome-introduce = Présentez-vous à cette adresse, en deux phrases : qui vous êtes, ce qui vous amène. Les réponses viendront par courriel.
welcome-introduce-by-reply = Pour vous présenter, répondez à ce courriel en deux phrases : qui vous êtes, ce qui vous amène. Vous verrez d'abord ce que les autres liront.
