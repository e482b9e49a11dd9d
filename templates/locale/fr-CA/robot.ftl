# Réponses courtes du service. Dire ce qui s'est passé, ce que cela change, comment revenir.
hello = Bonjour { $name },
a-person-helps = Une personne peut aussi vous aider : { $humans }
left-subject = Vous avez quitté « { $list } »
left = C'est fait : vous ne recevrez plus rien de « { $list } ».
left-posts-stay = Vos messages restent dans les archives.
left-by-mistake = Une erreur? Répondez « annuler » à ce courriel d'ici le { $until } : vous redevenez membre, comme avant.
confirm-leave-subject = Quitter « { $list } »? Répondez pour confirmer
confirm-leave = Quelqu'un, sans doute vous, a demandé que vous quittiez « { $list } ».
confirm-leave-how = Pour confirmer, répondez à ce courriel. Un message vide suffit.
confirm-leave-not-you = Sinon, ne faites rien : rien ne change.
# « Avez-vous envoyé ceci? » : un message porte le nom d'une personne, et rien ne prouve qu'il vient d'elle.
sent-subject = Avez-vous envoyé « { $subject } »?
sent = Un message en votre nom est arrivé pour « { $list } ». Rien n'y prouve qu'il vient de vous, alors il attend votre mot.
sent-yes = Il est de vous? Répondez « oui » à ce courriel : il suivra son cours.
sent-no = Il n'est pas de vous? Répondez « non », ou ne faites rien : il sera jeté le { $until }.
sent-posted-subject = Publié : « { $subject } »
sent-posted = C'est fait : votre message « { $subject } » part vers les membres de « { $list } ».
sent-dropped-subject = Jeté : « { $subject } »
sent-dropped = C'est fait : le message « { $subject } » est jeté, et personne dans « { $list } » ne l'a vu.
sent-dropped-safe = Quelqu'un a écrit en votre nom, sans entrer pour autant dans votre boîte : vous n'avez rien d'autre à faire.
sent-may-not-subject = Votre message n'est pas publié : « { $subject } »
sent-may-not = Merci d'avoir confirmé. Dans « { $list } », seule l'équipe d'animation publie; votre message « { $subject } » ne l'est donc pas.
sent-unclear = Je n'ai pas compris votre réponse au sujet de « { $subject } », alors rien n'a changé : le message attend toujours.
sent-unclear-how = Il est de vous? Répondez « oui ». Sinon, répondez « non ».
# Un répondeur a répondu trois fois en sept jours.
offer-pause-subject = Une pause pendant votre absence?
offer-pause = Votre répondeur nous a écrit trois fois en sept jours.
offer-pause-until = Votre répondeur nous a écrit trois fois en sept jours; il parle du { $until }.
offer-pause-yes = Une pause? Répondez « oui » : plus rien ne partira vers vous d'ici votre retour, puis un seul courriel résumera l'essentiel.
offer-pause-no = Sinon, ne faites rien : rien ne change.
# Tout en haut d'un courriel en deux langues qui commence par l'autre.
in-this-language-below = (Français plus bas.)
hello-you = Bonjour,
