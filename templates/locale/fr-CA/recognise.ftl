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
    Avis d'absence
    En vacances
    Je suis absent
    Je suis absente
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
# Politesses permises autour d'un tel mot.
recognise-polite =
    bonjour
    allo
    svp
    merci
