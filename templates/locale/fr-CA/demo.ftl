# La démo : ce que les logiciels de courriel des personnages écrivent eux-mêmes.
demo-attribution = Le { $date } à { $time }, { $name } <{ $address }> a écrit :
demo-attribution-short = Le { $date } à { $time }, { $name } a écrit :
demo-quoted-fields =
    -----Message d'origine-----
    De : { $name } <{ $address }>
    Envoyé : { $date } { $time }
    À : { $list }
    Objet : { $subject }
demo-phone-signature = Envoyé de mon téléphone
# Les pages de la démo.
demo-title = Palabre, la démo
demo-intro = Un réseau de jardins partagés, trois communautés, trente-six personnes inventées, du vrai courriel : chaque message ci-dessous est passé par Palabre, et ce que vous écrirez aussi.
demo-try = À essayer :
demo-try-digest = Ouvrez la boîte de { $name } : son résumé de la semaine l'attend. Répondez à une conversation sans quitter le résumé.
demo-try-watch = Voyez votre réponse prendre place dans l'archive, et dans les autres boîtes.
demo-try-own = Ou écrivez avec vos propres outils, par SMTP :
demo-communities = Communautés
demo-mailboxes = Boîtes de courriel
demo-private = privée : ses pages ne se lisent pas ici
demo-invented = Personne ici n'existe, et aucun message ne quitte cet ordinateur.
demo-delivery = { $mode ->
    [each] { $list } : chaque message
    [daily] { $list } : un résumé par jour
    [weekly] { $list } : un résumé par semaine
    [monthly] { $list } : un résumé par mois
    [notices] { $list } : les appels seulement
   *[none] { $list } : rien par courriel
}
demo-mailbox-of = Boîte de { $name }
demo-empty = Rien reçu pour le moment.
demo-write-to = Écrire à { $list }
demo-from = De
demo-to = À
demo-date = Date
demo-subject = Objet
demo-text = Message
demo-send = Envoyer
demo-as-text = Texte
demo-as-html = HTML
demo-headers = En-têtes
demo-sent = Envoyé
demo-not-sent = Refusé
demo-landed = Votre message a pris place dans la conversation « { $thread } ».
demo-landed-page = Le lire dans l'archive
demo-landed-private = La communauté est privée : ses membres le reçoivent, ses pages ne sont pas publiques.
demo-taken = Palabre a reçu votre message. S'il appelle une réponse, vous la trouverez dans la boîte.
demo-refused = Le serveur a répondu :
demo-back-to-mailbox = Retour à la boîte
demo-back-to-front = Toutes les boîtes
