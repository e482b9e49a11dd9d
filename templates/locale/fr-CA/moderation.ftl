# Messages qui attendent une décision, et ce qu'on en dit à qui.
moderate-subject = À décider : « { $subject } » ({ $name })
moderate-no-subject = (sans objet)
moderate = Un message pour « { $list } » attend votre décision.
moderate-from = De : { $name } <{ $address }>
moderate-from-nameless = De : { $address }
moderate-about = Objet : { $subject }
moderate-when = Reçu : { $date }
moderate-why = Pourquoi : { $why }
moderate-attached = Joint : { $files }
moderate-file = { $name } ({ $size } Ko)
moderate-file-unnamed = une pièce sans nom
moderate-how = Répondez à ce courriel par un mot :
moderate-yes = oui
moderate-yes-does = il est publié
moderate-no = non, et le motif
moderate-no-does = il ne l'est pas; la personne reçoit votre motif, avec bienveillance
moderate-no-stranger = non
moderate-no-does-stranger = il ne l'est pas; comme rien ne prouve l'adresse, la personne n'est pas prévenue
moderate-spam = pourriel
moderate-spam-does = il est jeté sans un mot
moderate-first = La première réponse décide; le reste de l'équipe l'apprend aussitôt.
moderate-queue = { $n ->
    [one] Un autre message attend aussi; il vous sera présenté ensuite.
   *[other] { $count } autres messages attendent aussi; ils vous seront présentés à mesure.
}
moderate-text = Le message
moderate-empty = (aucun texte)
moderate-more = (La suite n'est pas montrée ici.)
# Pourquoi il attend, après « Pourquoi : ».
why-stranger = cette personne n'est pas membre
why-moderated = ici, chaque message attend une décision
why-too-complex = sa structure est trop complexe pour être lue en entier
why-others-digest = il répond au résumé envoyé à une autre personne
why-unproven = la personne n'a pas confirmé son envoi
why-window = la personne peut encore le retirer
why-call = c'est un appel à tous qui n'est pas encore confirmé
why-mentions = il mentionne plus de cinq personnes, qui le recevraient toutes aussitôt
why-closed = son fil est fermé
why-first-posts = c'est un des premiers messages de cette personne
why-size = il est volumineux
why-files = il porte une pièce jointe d'un genre qui attend ici
why-recipients = il s'adresse à beaucoup de monde en plus de la liste
why-command = il ressemble à une commande envoyée à tout le monde par erreur
# Ce qui fut décidé, pour qui a décidé, puis pour les autres.
decided-yes-subject = Publié : « { $subject } »
decided-no-subject = Refusé : « { $subject } »
decided-spam-subject = Jeté : « { $subject } »
decided-yes = C'est publié : le message « { $subject } » ({ $name }) part vers les membres.
decided-no-told = C'est refusé : le message « { $subject } » n'est pas publié. { $name } reçoit votre motif : « { $reason } ».
decided-no-told-plain = C'est refusé : le message « { $subject } » n'est pas publié. { $name } l'apprend, sans motif.
decided-no-untold = C'est refusé : le message « { $subject } » n'est pas publié. Rien ne prouve que l'adresse soit la sienne : nous n'y écrivons pas. Vous pouvez le faire, à { $address }
decided-spam = C'est jeté : le message « { $subject } » n'est pas publié, et personne d'autre que l'équipe n'en saura rien.
decided-by-yes = { $who } a publié le message « { $subject } » ({ $name }). Vous n'avez rien à faire.
decided-by-no = { $who } a refusé le message « { $subject } » ({ $name }). Vous n'avez rien à faire.
decided-by-no-reason = { $who } a refusé le message « { $subject } » ({ $name }), avec ce motif : « { $reason } ». Vous n'avez rien à faire.
decided-by-spam = { $who } a jeté le message « { $subject } » ({ $name }), un pourriel. Vous n'avez rien à faire.
decided-by-host = La personne qui tient le serveur
late-subject = C'était déjà décidé : « { $subject } »
late-yes = C'était déjà fait : { $who } a publié ce message ({ $date }). Votre réponse n'a rien changé.
late-no = C'était déjà fait : { $who } a refusé ce message ({ $date }). Votre réponse n'a rien changé.
late-spam = C'était déjà fait : { $who } a jeté ce message ({ $date }). Votre réponse n'a rien changé.
late-unknown = Ce message n'attend plus de décision. Votre réponse n'a rien changé.
unclear-subject = Toujours à décider : « { $subject } »
unclear = Je n'ai pas compris votre réponse, alors rien n'a changé : le message attend toujours.
unclear-said = Vous avez écrit : « { $said } »
other-address-subject = Une réponse venue d'une autre adresse
other-address = Quelqu'un a répondu de { $address } à la question que nous vous avions posée sur « { $subject } ». Cette réponse n'a rien décidé. Si c'était vous, répondez depuis { $own }; sinon, ne transférez pas ces questions : elles ne valent que pour vous.
# Pour la personne qui a écrit le message.
held-subject = Votre message attend un accord : « { $subject } »
held = Votre message « { $subject } » attend l'accord de l'équipe d'animation de « { $list } ».
held-next = Vous n'avez rien à faire : s'il est publié, vous le verrez paraître; sinon, l'équipe vous dira pourquoi.
refused-subject = Votre message n'est pas publié : « { $subject } »
refused = Merci d'avoir écrit à « { $list } ». L'équipe d'animation a choisi de ne pas publier votre message « { $subject } ».
refused-reason = Voici pourquoi :
refused-next = Vous pouvez le reprendre et l'envoyer de nouveau, ou en parler avec l'équipe : répondez simplement à ce courriel.
# Les mots des décisions. Le premier de la ligne suffit; | les sépare.
decision-yes = oui|ouais|ok|o k|okay|d accord|accord|accepter|accepte|acceptez|accepté|j accepte|approuver|approuve|approuvé|j approuve|publier|publie|publiez|à publier|vas y|allez y|c est bon|c est ok|parfait|pas de problème|aucun problème|pas d objection|aucune objection|👍|✅|✔
decision-no = non|refuser|refuse|refusez|refusé|je refuse|rejeter|rejette|rejetez|rejeté|à refuser|👎|❌
decision-spam = pourriel|un pourriel|c est un pourriel|c est du pourriel|spam|c est du spam|c est un spam|indésirable|courriel indésirable|publicité indésirable
# Ce qui rend un oui douteux.
decision-but = mais|sauf|pas|si|avant|attends|attendez|attendre|non|toutefois|cependant
# Débuts qui ne décident rien.
decision-unsure = aucune idée|je ne sais|je sais pas|non lu|pas sûr|pas sûre|oui et non
decision-greeting = bonjour|bonsoir|bon matin|allo|salut|rebonjour|coucou|bonjour à tous|bonjour à toutes et tous|chère équipe
decision-undo = annuler|annule|annulez|annulé|retirer|retire|retirez|oups
decision-thread = fil|liste|tout le monde|tous|toutes
# Le délai pendant lequel un message se retire.
window-subject = Reçu, il part bientôt : « { $subject } »
window = Votre message « { $subject } » est bien arrivé; il part à { $time }.
window-readers = { $n ->
    [one] 1 personne le recevra.
   *[other] { $count } personnes le recevront.
}
window-how = Pour le retirer, répondez « annuler » d'ici là. Sinon, vous n'avez rien à faire.
window-unclear-subject = Il part toujours : « { $subject } »
window-unclear = Je n'ai pas compris votre réponse, alors rien n'a changé : votre message « { $subject } » part à l'heure dite. Pour le retirer, répondez au reçu par le seul mot « annuler ».
window-over-subject = Il était déjà parti
window-over = Votre message était déjà parti; il ne peut plus être retiré. Pour le corriger, répondez dans le même fil.
taken-back-subject = Retiré : « { $subject } »
taken-back = C'est fait : votre message « { $subject } » n'est pas parti, et personne ne l'a reçu. Pour l'envoyer quand même, écrivez-le de nouveau.
# Mots d'une commande égarée.
suspect-words = désabonner|désabonnez|désabonnement|désinscrire|désinscrivez|désinscription|me retirer de la liste|retirez moi de la liste|enlevez moi de la liste
