# Reçu d'un message publié.
receipt-subject = Publié : « { $subject } »
receipt = Votre message « { $subject } » est publié.
receipt-readers = { $n ->
    [0] Vous êtes pour l'instant la seule personne ici; les suivantes pourront le lire.
    [one] Une personne le recevra; les réponses vous arriveront par courriel.
   *[other] { $count } personnes le recevront; les réponses vous arriveront par courriel.
}
milestone = { $n ->
    [1] C'est le tout premier message de « { $list } ».
   *[other] C'est le { $rank } message de « { $list } ». Merci à toutes les personnes qui ont écrit les précédents.
}
receipt-page = Toute la conversation : { $url }
receipt-read = Pour recevoir toute la conversation, répondez « lire { $n } ».
receipt-first = C'est votre premier message ici, d'où ce reçu; les suivants paraîtront sans bruit. Pour un reçu à chaque fois, répondez « reçus oui ».
receipt-milestone = Ce reçu vous vient pour l'occasion; pour n'en avoir aucun, répondez « reçus non ».
receipt-each = Pour ne plus avoir de reçu, répondez « reçus non ».
