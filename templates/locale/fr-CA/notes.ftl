### Notes et carnets : ce qui se lit dans un brouillon ou une réponse, et ce qu'on en dit.

note-key-title =
    titre
    objet
note-key-notebook =
    carnet
    carnets
    dans le carnet
note-key-categories =
    catégorie
    catégories
    mots-clés
    étiquettes
note-key-authors =
    auteur
    autrice
    auteurs
    autrices
    auteur ou autrice
    écrit par
    par
note-key-licence =
    licence
note-key-sight =
    visibilité
    visible par
note-key-rank =
    rang
note-key-twin =
    traduction de
    traduction
note-value-cc-by-sa-4-0 =
    cc by sa
    cc bysa
    by sa
    partage dans les mêmes conditions
note-value-cc-by-4-0 =
    cc by
    by
    attribution
note-value-cc0-1-0 =
    cc0
    cc zero
    cc zéro
    domaine public
note-value-all-rights-reserved =
    tous droits réservés
    droits réservés
note-value-third-party =
    contenu de tiers
    tiers
    contenu d'autrui
note-value-public =
    public
    publique
    tout le monde
    tous
note-value-community =
    communauté
    membres
    membre
    la communauté
note-value-private =
    privé
    privée
    moi
    moi seule
    moi seul
note-value-unnamed =
    sans nom
    sans mon nom
    anonyme
    anonymement
    sans me nommer
note-value-stop =
    stop notes
    stop note
    stop

note-usual-notebook = Notes
note-somebody = une personne de la communauté
note-passed-by = { $name } a écrit :
note-licence-cc-by-sa-4-0 = CC BY-SA 4.0
note-licence-cc-by-4-0 = CC BY 4.0
note-licence-cc0-1-0 = CC0 1.0
note-licence-all-rights-reserved = Tous droits réservés
note-licence-third-party = Contenu de tiers
note-sight-public = publique
note-sight-community = communauté
note-sight-private = privée
note-term-title = Titre : { $value }
note-term-notebook = Carnet : { $value }
note-term-categories = Catégories : { $value }
note-term-authors = Auteurs : { $value }
note-term-licence = Licence : { $value }
note-term-sight = Visibilité : { $value }
note-term-rank = Rang : { $value }
note-term-twin = Traduction de : { $value }
note-fence-begin = === La note ===
note-fence-end = === Fin de la note ===
note-count = { $n ->
    [one] { $count } note
   *[other] { $count } notes
}
note-notebook = { $name } ({ $count })
note-by = De { $names }
note-added = Intégrée par { $name }, le { $date }
note-was-published = Publiée le { $date }
note-was-modified = Modifiée le { $date }
note-in = Carnets : { $notebooks }
note-about = Catégories : { $categories }
note-under = Licence : { $licence }
note-third-party = Une partie de cette note appartient à d'autres : avant de la reprendre, assurez-vous d'en avoir le droit.
note-reads-public = Tout le monde peut la lire : { $url }
note-reads-if-agreed = Tout le monde pourra la lire, si l'équipe d'animation est d'accord : la communauté « { $list } » est privée.
note-reads-community = Les membres de « { $list } » peuvent la lire.
note-reads-private = Personne d'autre que vous ne la lit.

note-new-subject = À confirmer : la note « { $title } »
note-new = Voici votre note. Répondez « oui » pour la publier, « non » pour y renoncer; d'ici là, personne d'autre ne la lit.
note-idea-subject = En faire une note? « { $title } »
note-idea = Le fil « { $thread } » a réuni plusieurs personnes : en faire une note le garderait pour plus tard. En voici une ébauche, faite d'extraits. Répondez « oui » pour la publier telle quelle, ou renvoyez-la changée; « non » l'oublie, « stop » arrête ces suggestions.
note-edit-subject = À modifier : la note { $n }, « { $title } »
note-edit = Voici la note { $n }. Changez son texte et renvoyez-le : vous verrez ce qui change avant que ce soit publié.
note-edit-how = Changez ce que vous voulez entre les deux lignes « === », et renvoyez le tout :
note-changed-subject = À confirmer : ce qui change dans « { $title } »
note-changed = Voici ce qui change. Répondez « oui » pour le publier, « non » pour y renoncer; d'ici là, la note reste comme elle est.
note-restored = Voici ce qui change si la note redevient sa version { $version }. Répondez « oui » pour la publier ainsi, « non » pour y renoncer; d'ici là, elle reste comme elle est.
note-refused-subject = Pas encore publiée : la note « { $title } »
note-refused = L'équipe d'animation préfère ne pas la publier ainsi. Rien n'est perdu : changez-la et renvoyez-la, par exemple avec « Visibilité : communauté », ou répondez « non » pour y renoncer.
note-objected = { $names } ne souhaite pas que ses mots soient cités dans une note publique, alors elle n'est pas publiée. Retirez la citation et renvoyez la note, ou écrivez « Visibilité : communauté »; « non » l'oublie.
note-change-how = Pour la changer, renvoyez ce qui suit corrigé, avec ses deux lignes « === » :
note-trouble-subject = Votre note n'est pas prête
note-trouble-title = Il manque le titre : écrivez-le dans l'objet du courriel.
note-trouble-text = Il manque le texte de la note.
note-trouble-long = Cette note est trop longue : une page en tient { $count } caractères. Faites-en deux, par exemple.
note-trouble-licence = Je ne connais pas cette licence : « { $said } ». Les choix : { $all }.
note-trouble-sight = Je n'ai pas compris qui peut lire la note : « { $said } ». Les choix : { $all }.
note-trouble-twin = Je n'ai pas compris de quelle note c'est la traduction : « { $said } ». Écrivez son numéro, par exemple « Traduction de : 12 ».
note-usage =
    Rien n'est publié. Écrivez de nouveau à cette adresse, le titre dans l'objet et la note dans le texte. Les premières lignes peuvent dire où elle va, par exemple :

        Carnet : Guides
        Catégories : accueil, besoins
        Licence : CC BY-SA 4.0
        Visibilité : publique (ou : communauté, privée)

        Puis le texte de la note.

    Seuls le titre et le texte sont nécessaires.
note-dropped-subject = Pas publiée : la note « { $title } »
note-dropped = C'est noté : votre note n'est pas publiée, et rien n'en reste.
note-kept-subject = Rien ne change : la note « { $title } »
note-kept = C'est noté : la note reste comme elle est.
note-unclear-subject = Toujours à confirmer : « { $title } »
note-unclear = Je n'ai pas compris votre réponse, alors rien n'est publié. Répondez « oui » ou « non », ou renvoyez la note corrigée avec ses deux lignes « === ».
note-same-subject = Rien ne change : la note « { $title } »
note-same = Ce que vous avez renvoyé dit la même chose : la note reste comme elle est.
note-waits-team-subject = En attente : la note « { $title } »
note-waits-team = Votre note attend l'accord de l'équipe d'animation. Vous saurez dès qu'elle est publiée.
note-team-silent-subject = Pas publiée : la note « { $title } »
note-team-silent = L'équipe d'animation n'a pas répondu en deux semaines, alors votre note n'est pas publiée. En voici le texte, pour la proposer de nouveau :
note-team-subject = Publier cette note? « { $title } »
note-team = { $who } propose une note à « { $list } ».
note-team-public = { $who } propose une note de « { $list } » que tout le monde pourra lire, alors que la communauté est privée : sa page dira le nom de la communauté.
note-team-how = Répondez « oui » pour la publier, « non » et pourquoi pour la rendre à son auteur ou autrice.
note-waits-quoted-subject = En attente : la note « { $title } »
note-waits-quoted = { $n ->
    [one] Votre note publique cite { $names }, qui peut s'y opposer, ou demander que son nom n'y soit pas, d'ici le { $date }. Elle paraît ensuite, ou dès que vient son accord; d'ici là, personne ne la lit.
   *[other] Votre note publique cite { $names }, qui peuvent s'y opposer, ou demander que leur nom n'y soit pas, d'ici le { $date }. Elle paraît ensuite, ou dès que tout le monde est d'accord; d'ici là, personne ne la lit.
}
note-quotes-you-subject = Une note vous cite : « { $title } »
note-quotes-you = { $who } prépare une note de « { $list } » que tout le monde pourra lire, « { $title } ». Elle reprend vos mots :
note-quotes-you-how = Répondez « oui » si cela vous va, « sans nom » pour que votre nom n'y soit pas, « non » pour vous y opposer. Sans réponse d'ici le { $date }, elle paraît avec votre nom; après, écrivez à { $humans }.
note-quotes-you-whole = La note entière :
note-unclear-quoted-subject = Est-ce que cela vous va? « { $title } »
note-unclear-quoted = Je n'ai pas compris votre réponse, et rien n'est publié. Répondez « oui », « sans nom » ou « non ».
note-quoted-yes-subject = Merci : la note « { $title } »
note-quoted-yes = Merci. La note paraîtra avec vos mots et votre nom.
note-quoted-unnamed-subject = Sans votre nom : la note « { $title } »
note-quoted-unnamed = C'est noté : la note paraîtra avec vos mots, sans votre nom.
note-quoted-no-subject = Pas publiée : la note « { $title } »
note-quoted-no = C'est noté : elle ne paraît pas avec vos mots. La personne qui la prépare le sait.
note-published-subject = Publiée : la note « { $title } »
note-published = La note { $n }, « { $title } », est publiée.
note-published-private = La note { $n }, « { $title } », est gardée pour vous.
note-published-again = La note { $n }, « { $title } », est changée : c'est sa version { $version }.
note-published-unnamed = Elle ne nomme pas { $names }.
note-published-how = Pour revenir en arrière, répondez « annuler ». Pour la changer plus tard, écrivez « modifier { $n } ».
note-stopped-subject = Plus de suggestions de notes
note-stopped = C'est noté : l'équipe d'animation ne recevra plus de suggestions de notes. Vous pouvez toujours en écrire.

note-extracts = Ce qui s'est dit dans ce fil, en quelques extraits :
note-extract =
    { $name }, le { $date } : « { $text } »
    { $url }

# Commandes.
notebooks-subject = Les carnets de { $list }
notebooks-none = Il n'y a pas encore de notes dans { $list }. Pour écrire la première, écrivez à { $address } : l'objet en est le titre.
notebooks-intro = Les carnets de { $list } :
notebook-row = { $name } ({ $count })
notebook-read-how = Pour en lire un par courriel, répondez « note » et son nom; pour lire une note, « note » et son numéro.
notes-subject = Les notes de { $list }
notes-intro = Les dernières notes de { $list } :
notes-of = Le carnet « { $name } » de { $list } :
notes-how = Pour en lire une par courriel, répondez « note » et son numéro; pour la changer, « modifier » et son numéro. Pour en écrire une, écrivez à { $address }.
note-row = { $n }. { $title } – { $names }, { $date }
note-none = Il n'y a pas de note { $n } que vous puissiez lire dans { $list }.
note-none-subject = Pas de telle note
note-which = Quelle note? Répondez avec son numéro, par exemple « { $word } 12 ».
note-which-community = Dans quelle communauté? Écrivez à son adresse de commandes.
note-not-yours = La note { $n } se change par qui l'a écrite ou par l'équipe d'animation. Pour en parler, écrivez à { $address }.
note-no-version = La note { $n } n'a pas de version { $version } à restaurer. Elle en a { $all }.
note-subject = Note { $n } : { $title }
note-read-more = Pour la changer, répondez « modifier { $n } ». Pour en discuter, écrivez à { $address }.
note-versions = { $n ->
    [one] Elle n'a qu'une version.
   *[other] Elle a { $count } versions; pour en remettre une, répondez « restaurer » et les numéros de la note et de la version.
}

# Pages.
archive-notebooks = Carnets
archive-notebooks-of = Carnets de { $community }
archive-notebooks-none = Pas encore de note ici. Un message mérite de rester? Transférez-le à { $address }.
archive-note-write = Écrire une note
archive-note-added = Intégrée par
archive-note-authors = { $n ->
    [one] Auteur ou autrice
   *[other] Auteurs et autrices
}
archive-note-contact = Contacter
archive-note-community = Communauté liée
archive-note-notebooks = Carnets reliés
archive-note-categories = Catégories
archive-note-published = Publication
archive-note-modified = Modification
archive-note-history = Historique
archive-note-versions = { $n ->
    [one] 1 version
   *[other] { $count } versions
}
archive-note-licence = Licence
archive-note-sight = Visibilité
archive-note-source = Fil d'origine
archive-note-source-read = Lire la conversation
archive-note-twin = Autre langue
archive-note-twin-read = Lire la traduction
archive-note-discuss = Discuter de la note
archive-note-discuss-subject = Note { $n } : { $title }
archive-note-change = Proposer un changement
archive-note-change-mail = modifier { $n }
archive-note-restore-mail = restaurer { $n } { $version }
archive-notes-latest = Les dernières notes
archive-note-about = À propos de cette note
archive-note-history-of = Historique de « { $title } »
archive-note-version = Version { $n }
archive-note-current = version actuelle
archive-note-first = Première version.
archive-note-no-words-changed = Le texte n'a pas changé.
archive-note-restore = Remettre cette version
archive-note-removed = retiré :
archive-note-inserted = ajouté :
archive-note-back = Lire la note

# Résumés.
digest-notes = Carnets
digest-note-meta = { $changed ->
    [yes] modifiée · { $names } · { $licence }
   *[no] nouvelle · { $names } · { $licence }
}
digest-note-read = Lire la note « { $title } »
digest-note-command = note { $n }
digest-note-at = La recevoir (« { $command } ») :
