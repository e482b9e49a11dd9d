# Mots que Palabre reconnaît dans le courrier reçu; jamais montrés. Une expression par ligne; la casse,
# les accents et la ponctuation ne comptent pas.
# Objets des réponses d'absence : l'objet commence par l'un d'eux.
recognise-away =
    Réponse automatique
    Réponse auto
    Absence du bureau
    Absent du bureau
    Absente du bureau
    Message d'absence
    Absent(e)
    Absent jusqu'
    Absente jusqu'
# Seul dans un message, ce mot demande à partir.
recognise-leave =
    désabonner
    désabonnement
    désabonnez-moi
    désinscrire
    désinscription
    désinscrivez-moi
    me désabonner
    me désinscrire
    quitter
    retirer
    retirez-moi
    arrêt
# Seul dans un message, ce mot demande de l'aide.
recognise-help =
    aide
    aidez-moi
    commandes
# « Avez-vous envoyé ceci? »
recognise-mine =
    c'est moi
    c'est bien moi
    c'était moi
    c'était bien moi
    je l'ai envoyé
    il est de moi
    confirmer
    confirmé
    je confirme
recognise-not-mine =
    pas moi
    ce n'est pas moi
    c'est pas moi
    ce n'était pas moi
    je n'ai pas envoyé
    je n'ai rien envoyé
    je ne l'ai pas envoyé
    je n'ai jamais envoyé
# Politesses permises autour d'un tel mot.
recognise-polite =
    bonjour
    allo
    svp
    merci
# Fin d'une ligne d'attribution : « Le 20 mai 2019, Zoé a écrit ».
recognise-wrote =
    a écrit
    a écrit ce qui suit
    écrivait
    écrit
    ont écrit
    a répondu
# Son début, devant une date.
recognise-on =
    Le
# Abréviations des jours et des mois qui ne sont pas leurs trois premières lettres.
recognise-calendar =
    janv
    févr
    avr
    juil
    sept
    déc
# Entre des tirets, au-dessus du message auquel on répond.
recognise-original =
    Message d'origine
    Message original
    Message initial
    Courriel original
    Mail original
    Message précédent
# Au-dessus d'un message transféré : la suite est à lire.
recognise-forwarded =
    Message transféré
    Message réexpédié
    Début du message transféré
    Début du message réexpédié
    Courriel transféré
    Transféré par
# Étiquettes d'un en-tête cité : auteur, envoi, date, destinataires, objet.
recognise-label-from =
    De
    Expéditeur
    Émetteur
recognise-label-sent =
    Envoyé
    Envoyé le
    Date d'envoi
recognise-label-date =
    Date
recognise-label-to =
    À
    Pour
    Destinataire
    Destinataires
    Cc
    Copie
    Copie à
recognise-label-subject =
    Objet
    Sujet
# Publicités d'appareils : début de la ligne…
recognise-sent-from =
    Envoyé de
    Envoyé depuis
    Envoyé à partir de
    Envoyé via
    Envoyé avec
    Envoyé par
    Télécharger
    Obtenir
    Obtenez
    Provenance
# … et ce qu'elle nomme.
recognise-device =
    mon iPhone
    mon iPad
    iPhone
    iPad
    Android
    Outlook pour
    Outlook Mobile
    Courrier pour Windows
    Mail pour Windows
    Yahoo Mail
    Yahoo Courriel
    Proton Mail
    ProtonMail
    mon mobile
    mon appareil
    mon téléphone
    mon cellulaire
    mon smartphone
    mon portable
    ma tablette
    mon Galaxy
    Samsung
    Huawei
    BlackBerry
    l'application Mail Orange
    Mail Orange
    la messagerie
# Dans un texte au-dessus d'une citation : les réponses sont dedans.
recognise-inline =
    ci-dessous
    ci-après
    plus bas
    dans le texte
    dans ton message
    dans votre message
    dans le corps
    entre les lignes
    en rouge
    en bleu
    en vert
    en couleur
    en gras
    en majuscules
# Après une signature, la suite est encore de l'auteur.
recognise-postscript =
    P.-S.
    PS
    Post-scriptum
