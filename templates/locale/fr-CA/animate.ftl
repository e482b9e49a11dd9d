# Commandes des personnes qui animent une liste, et de celles à qui elle appartient.
animate-nothing-subject = Rien n'a changé
animate-owners-only = Rien n'a changé : seules les personnes propriétaires de la liste peuvent faire cela.
animate-team-only = Rien n'a changé : seule l'équipe d'animation peut faire cela.
animate-which = Rien n'a changé : vous animez plusieurs communautés. Écrivez à l'adresse des commandes de celle que vous voulez régler.
animate-no-thread = Rien n'a changé : il n'y a pas de fil n° { $n } ici. Le numéro d'un fil est dans l'adresse de sa page, et « derniers » les donne.
animate-already = Rien n'a changé : c'était déjà ainsi.
animate-lift-words = non|no|rouvrir|défaire|détacher
team-subject = Qui anime { $list }
team-of = Voici qui anime « { $list } » :
team-one = – { $name }, { $role ->
    [owner] propriétaire
    [animator] animation
   *[other] membre
}
team-write = Pour leur écrire, à toutes et à tous d'un coup : { $humans }
merge-how = Rien n'a changé. Pour joindre deux fils, écrivez leurs numéros : « fusionner 12 avec 9 ».
merge-same = Rien n'a changé : c'est déjà un seul fil.
merged-subject = Fils joints : « { $title } »
merged = C'est fait : les deux fils n'en font qu'un, « { $title } » (n° { $n }). Leurs anciens liens y mènent.
split-how = Rien n'a changé. Écrivez le numéro du fil, puis celui du premier message à détacher : « diviser 12 à partir de 3 ».
split-where = Rien n'a changé : ce fil n'a pas de message de ce rang, ou il n'en resterait rien. Le premier message ne se détache pas.
split-subject = Fil divisé : « { $title } »
split = C'est fait : { $posts ->
    [one] 1 message forme
   *[other] { $posts } messages forment
} maintenant un fil à part, « { $title } » (n° { $n }). Les liens vers ces messages y mènent.
close-how = Rien n'a changé. Pour fermer un fil, écrivez son numéro : « fermer 12 ».
closed-subject = Fil fermé : « { $title } »
closed = C'est fait : le fil « { $title } » est fermé. Ce qu'on y écrira encore attendra l'accord de l'équipe. Pour le rouvrir : « fermer { $n } non ».
reopened-subject = Fil rouvert : « { $title } »
reopened = C'est fait : on peut de nouveau écrire dans le fil « { $title } ».
pin-how = Rien n'a changé. Pour mettre un fil en tête de la page, écrivez son numéro : « épingler 12 ».
pinned-subject = Fil épinglé : « { $title } »
pinned = C'est fait : le fil « { $title } » reste en tête de la page de la communauté. Pour l'en détacher : « épingler { $n } non ».
unpinned-subject = Fil détaché : « { $title } »
unpinned = C'est fait : le fil « { $title } » reprend sa place parmi les autres.
remove-how = Rien n'a changé. Écrivez l'adresse de la personne à retirer, vingt au plus : « retirer ann@example.org ».
remove-subject = Membres de « { $list } »
remove-nobody = { $address } : cette adresse n'est pas membre, rien n'a changé.
removed = { $address } : c'est fait, cette personne ne reçoit plus rien de la liste et en est avertie. Ses messages restent.
last-owner = { $address } : rien n'a changé, car la liste n'appartiendrait plus à personne. Nommez d'abord quelqu'un d'autre.
you-were-removed-subject = Vous n'êtes plus membre de « { $list } »
you-were-removed = L'équipe de « { $list } » a mis fin à votre inscription : vous n'en recevrez plus rien. Vos messages restent dans les archives.
you-were-removed-why = Si cela vous surprend, répondez à ce courriel : une personne vous lira.
# Un message retiré de l'archive.
withdraw-bare-words = retirer|retirez|retire
withdraw-subject = Hors de l'archive : « { $subject } »
withdraw-done = C'est fait : votre message « { $subject } » du { $date } n'est plus dans les pages, les fils Atom, les fichiers à télécharger, la recherche ni les résumés à venir, et ses pièces jointes non plus.
withdraw-done-team = C'est fait : le message « { $subject } » de { $name }, du { $date }, n'est plus dans les pages, les fils Atom, les fichiers à télécharger, la recherche ni les résumés à venir, et ses pièces jointes non plus. Cette personne en est avertie.
withdraw-instead = À sa place, on lit : « { $words } »
withdraw-stays = Les copies déjà parties par courriel restent chez les personnes qui les ont reçues, et ce que d'autres en ont cité reste dans leurs réponses.
withdraw-title-stays = Le titre du fil reste aussi, car d'autres messages le portent.
withdraw-forgotten = D'ici trente jours, on peut le remettre; ensuite, ses mots sont oubliés.
withdraw-no-such = Rien n'a changé : aucun message ne porte ce numéro ici.
withdraw-not-yours = Rien n'a changé : ce message est de quelqu'un d'autre, et seule l'équipe d'animation peut le retirer.
withdraw-which-subject = Quel message?
withdraw-which = Rien n'a changé. Répondez par la ligne du message que vous voulez retirer, ou écrivez « retirer » en réponse à ce message :
withdraw-one = retirer { $n } (« { $subject } », { $date })
withdraw-none = Rien n'a changé : nous ne trouvons ici aucun message de vous. Pour en retirer un, répondez-lui par le mot « retirer ».
withdrawn-title = Message retiré
withdrawn-told-subject = Votre message « { $subject } » a été retiré
withdrawn-told = L'équipe d'animation de « { $list } » a retiré votre message « { $subject } » du { $date } : il n'est plus dans les pages, la recherche ni les résumés à venir. Les copies déjà parties par courriel restent.
role-how = Rien n'a changé. Écrivez l'adresse, puis le rôle : « rôle ann@example.org animation ». Les rôles : propriétaire, animation, membre.
role-subject = Rôles dans « { $list } »
role-done = C'est fait : { $address } a maintenant ce rôle : { $role ->
    [owner] propriétaire
    [animator] animation
   *[other] membre
}.
role-same = { $address } a déjà ce rôle; rien n'a changé.
role-words-owner = propriétaire|owner
role-words-animator = animation|animatrice|animateur|modératrice|modérateur|modération
role-words-member = membre|simple membre
set-how = Rien n'a changé. Écrivez un réglage et sa valeur, par exemple « régler publication retenus » ou « régler délai 5 min ». Voici comment la liste est réglée :
set-subject = Réglages de « { $list } »
set-wrong = Rien n'a changé : « { $value } » n'est pas une valeur possible de { $key }.
set-same = Rien n'a changé : { $key } vaut déjà « { $value } ».
set-done = C'est fait : { $key } vaut maintenant « { $value } » (c'était « { $old } »).
# Les mots des réglages, séparés par |.
setting-name = nom
setting-description = description
setting-language = langue
setting-visibility = visibilité|archives
setting-indexing = indexation|moteurs de recherche|moteurs
setting-numbers = chiffres|bilan public|bilan
setting-preset = allure|présentation
setting-posting = publication|qui publie|publier
setting-polls = sondages|qui sonde
setting-unproven = sans preuve
setting-first-posts = premiers messages
setting-max-size = taille|taille maximale
setting-hold-files = fichiers retenus|pièces retenues
setting-max-recipients = destinataires
setting-link-over = pièces jointes|pièces liées
setting-subject-prefix = préfixe|sujet|étiquette
setting-undo = délai|annulation
# Et de leurs valeurs.
setting-values = membres=members|retenus=held|retenu=held|équipe=animators|animation=animators|annonces=animators|tout le monde=anyone|tous=anyone|publique=public|publiques=public|privée=private|privées=private|privé=private|français=fr|anglais=en|accepter=accept|demander=ask|aucun=off|aucune=off|non=off|oui=on
# Le mot qui ouvre les prochains résumés.
word-subject = Le mot de l'équipe dans les résumés de { $list }
word-none = aucun|rien|non
word-done = C'est noté : ce mot paraîtra une fois, en tête du prochain résumé de chaque personne qui en reçoit ({ $count } en ce moment).
word-removed = C'est fait : les prochains résumés s'ouvrent sans mot de l'équipe.
word-now = Le mot de l'équipe, en ce moment : « { $text } »
word-how = Pour dire quelque chose en tête des prochains résumés, écrivez « mot : votre texte », 600 caractères au plus. « mot : aucun » l'enlève.
word-too-long = Rien n'a changé : votre mot a { $n } caractères, et { $most } au plus paraissent en tête des résumés. Pour un texte plus long, écrivez à la liste.
