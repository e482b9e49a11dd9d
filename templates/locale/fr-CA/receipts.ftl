# Reçu d'un message publié.
receipt-subject = Publié : « { $subject } »
receipt = Votre message « { $subject } » est publié.
receipt-readers = { $n ->
    [0] Vous êtes pour l'instant la seule personne ici; les suivantes pourront le lire.
    [one] Une personne le recevra; les réponses vous arriveront par courriel.
   *[other] { $count } personnes le recevront; les réponses vous arriveront par courriel.
}
receipt-page = Toute la conversation : { $url }
receipt-read = Pour recevoir toute la conversation, répondez « lire { $n } ».
receipt-first = C'est votre premier message ici, d'où ce reçu; les suivants paraîtront sans bruit. Pour un reçu à chaque fois, répondez « reçus oui ».
receipt-each = Pour ne plus avoir de reçu, répondez « reçus non ».
