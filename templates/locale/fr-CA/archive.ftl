# Les pages publiques et privées de l'archive.
archive-direction = ltr
archive-skip = Aller au contenu
archive-up = Vous êtes ici
archive-communities = Communautés
archive-intro = Ces communautés se parlent par courriel. Lisez-les ici; pour participer, un courriel suffit.
archive-no-communities = Aucune communauté n'est ouverte au public pour le moment.
archive-messages = { $n ->
    [one] { $count } message
   *[other] { $count } messages
}
archive-last = dernier le { $date }
archive-no-subject = (sans objet)
archive-write-to = Écrire à { $address }
archive-join = S'inscrire
archive-join-subject = Inscription
archive-feed = Fil Atom
archive-feed-own = Fil pour un lecteur
archive-no-messages = pas encore de message
archive-empty = Pas encore de conversation ici.
archive-open-first = Écrire le premier message
archive-order = Ordre des conversations
archive-by-activity = Par activité
archive-by-opening = Par ouverture
archive-by-month = Mois
archive-older = Plus anciennes, par mois
archive-months = Tous les mois
archive-pages = Pages
archive-page = Page { $n }
archive-page-before = Page précédente
archive-page-after = Page suivante
archive-first-page = Première page
archive-last-page = Dernière page
archive-message = Message { $n }
archive-answers = en réponse à
archive-quote = Citation :
archive-signature = Signature
archive-no-words = Ce message ne contient pas de texte.
archive-withdrawn = Message retiré par son auteur ou autrice.
archive-withdrawn-team = Message retiré par l'équipe d'animation.
archive-files = Pièces jointes
import-author-unknown = Personne inconnue
archive-file-unnamed = pièce jointe sans nom
archive-size-bytes = { $n ->
    [one] { $count } octet
   *[other] { $count } octets
}
archive-size-kb = { $count } ko
archive-size-mb = { $count } Mo
archive-reply = Répondre
archive-reply-to = au message { $n }
archive-source = Source
archive-source-of = du message { $n }
archive-answer-intro = Pour répondre dans cette conversation, écrivez à
archive-moved = Cette conversation a été jointe à une autre
archive-moved-here = La lire à sa nouvelle place
archive-missing = Page introuvable
archive-missing-why = Il n'y a pas de page à cette adresse, ou elle n'est pas publique.
# Petits mots qui trahissent la langue d'un texte.
archive-small-words = le la les un une des du de et est que qui pour dans pas nous vous je ce cette sur avec au aux il elle on sont mais ou où plus par son sa ses leur merci bonjour être avons avez ne
archive-pinned = Épinglé
archive-closed = Ce fil est fermé : les nouveaux messages attendent l'accord de l'équipe.
# Les semaines qui sont finies.
archive-weeks = Toutes les semaines
archive-weeks-of = { $community } : chaque semaine
archive-by-week = Semaines
archive-weeks-feed = Fil Atom des semaines
archive-weeks-none = Le résumé de chaque semaine où l'on s'est écrit paraît ici, une fois la semaine finie.
archive-week = Résumé, { $days } { $year }
archive-week-pulse = { $messages } { $people } dans { $threads }.
archive-week-opened = Ouvert par { $name }
archive-week-more = { $n ->
    [one] et 1 autre fil
   *[other] et { $count } autres fils
}
# Le site public : ordres, onglets, chemins.
archive-communities-order = Ordre des communautés
archive-by-name = Par nom
archive-ways = La communauté
archive-latest = Conversations
archive-about = Une communauté qui se parle par courriel.
archive-by-mail = Participer par courriel
archive-joining = { $how ->
    [closed] On y entre sur invitation de l'équipe d'animation.
    [request] Écrivez à l'adresse d'inscription : l'équipe d'animation vous répond.
   *[open] Un courriel vide à l'adresse d'inscription suffit; nous vous répondons pour vérifier que l'adresse est la vôtre.
}
archive-to-all = Écrire à tout le monde
archive-to-join = S'inscrire
archive-to-leave = Partir
archive-to-team = Joindre l'équipe d'animation
archive-to-commands = Aide et réglages
archive-since = { $messages } depuis { $since }.
archive-monthly = { $n ->
    [one] En ce moment, environ un par mois.
   *[other] En ce moment, environ { $count } par mois.
}
archive-month-counts = { $messages } dans { $threads }.
archive-months-about = Les messages de « { $community } », mois par mois, depuis le premier.
archive-weeks-about = Ce qui s'est dit dans « { $community } », une page par semaine, la dernière d'abord.
archive-notebooks-about = Les notes de « { $community } », rangées par carnets : ce que ses conversations ont donné de durable.
archive-notebook-about = Les notes du carnet « { $book } » de la communauté « { $community } ».
archive-month-about = Les conversations de { $month } dans « { $community } ».
archive-unanswered = Sans réponse
archive-unanswered-of = { $community } : sans réponse
archive-unanswered-about = Les questions de « { $community } » qui attendent une réponse.
archive-unanswered-intro = Ces questions attendent encore, la plus ancienne d'abord. Une piste, même incomplète, aide déjà.
archive-unanswered-none = Toutes les questions ont eu une réponse.
archive-unanswered-feed = Fil Atom des questions sans réponse
archive-tree = En arbre
archive-flat = Lire les messages
archive-tree-of = { $title } – en arbre – { $community }
archive-follow = Suivre cette conversation
archive-follow-mail = suivre { $n }
archive-mute = La mettre en sourdine
archive-mute-mail = sourdine { $n }
archive-thread-notes = À retenir, en note :
archive-thread-feed = Fil Atom
archive-thread-mbox = Télécharger (mbox)
archive-month-mbox = Télécharger le mois (mbox)
