# Mots de commande, reconnus dans le courrier reçu; jamais montrés. Une expression par ligne; la casse, les
# accents et la ponctuation ne comptent pas. Après une flèche, ce que l'expression veut dire de plus.
command-help =
    aide
    aidez-moi
    à l'aide
    besoin d'aide
    commandes
    mode d'emploi
    comment ça marche
    comment ça fonctionne
command-join =
    abonner
    abonner à
    abonnez-moi
    m'abonner
    abonnement
    inscrire
    inscrivez-moi
    m'inscrire
    inscription
    rejoindre
    adhérer
command-leave =
    désabonner
    désabonnez-moi
    se désabonner
    désabonnement
    désabonne
    désinscrire
    désinscrivez-moi
    désinscription
    désinscris
    quitter
    je quitte
    retirer
    retirez-moi
    retire-moi
    retirer mon nom
    retirez mon nom
    retirer mon adresse
    retirez mon adresse
    enlevez-moi
    enlever mon nom
    arrêt
    arrêter
    arrêtez
    résilier
    ne plus recevoir
    je ne veux plus recevoir
    je ne veux plus
    je ne souhaite plus recevoir
    plus de courriels
    plus de messages
    plus aucun courriel
command-each =
    tout
    tous les messages
    tous les courriels
    chaque message
    chaque courriel
    message par message
    un par un
    tout de suite
command-daily =
    quotidien
    quotidienne
    quotidiennement
    résumé quotidien
    résumé par jour
    tous les jours
    chaque jour
    un courriel par jour
    une fois par jour
command-weekly =
    résumé
    résumés
    hebdo
    hebdomadaire
    hebdomadairement
    résumé hebdo
    résumé hebdomadaire
    résumé de la semaine
    résumé chaque semaine
    chaque semaine
    par semaine
    résumé par semaine
    un courriel par semaine
    une fois par semaine
    chaque lundi → lundi
    chaque mardi → mardi
    chaque mercredi → mercredi
    chaque jeudi → jeudi
    chaque vendredi → vendredi
    chaque samedi → samedi
    chaque dimanche → dimanche
command-monthly =
    mensuel
    mensuelle
    mensuellement
    résumé mensuel
    résumé du mois
    résumé par mois
    chaque mois
    tous les mois
    un courriel par mois
    une fois par mois
command-notices =
    annonces
    annonces seulement
    appels
    appels seulement
    appels à tous
    seulement les appels
    seulement les annonces
command-pause =
    pause
    mettre en pause
    en pause
    mise en pause
    pauser
    suspendre
    suspension
    vacances
    en vacances
    je pars en vacances
    je suis en vacances
    absence
    absent
    absente
    je serai absent
    je serai absente
    je suis absent
    je suis absente
command-resume =
    reprendre
    reprise
    retour
    de retour
    je suis de retour
    je suis revenu
    je suis revenue
    fin de la pause
    arrêter la pause
    arrêtez la pause
    annuler la pause
command-follow =
    suivre
    suivez
    suivre le fil
    suivre ce fil
    suivre cette conversation
command-mute =
    sourdine
    en sourdine
    muet
    muette
    ignorer
    ignorer ce fil
    ne plus suivre
    taire
command-unfollow =
    rétablir
    ni suivre ni sourdine
    lever la sourdine
    enlever la sourdine
    sortir de la sourdine
    fin de la sourdine
command-order =
    ordre
    trier
    tri
    classer
command-mentions =
    mentions
    mention
    sans mentions → non
    plus de mentions → non
    avec mentions → oui
command-reminders =
    rappels
    rappel
    stop rappels → non
    stop rappel → non
    arrêter les rappels → non
    arrêtez les rappels → non
    sans rappels → non
    plus de rappels → non
    avec rappels → oui
command-receipts =
    reçus
    reçu
    accusés
    accusés de réception
    sans reçus → non
    sans reçu → non
    plus de reçus → non
    avec reçus → oui
command-language =
    langue
    en anglais → en
    anglais → en
    en français → fr
    français → fr
command-zone =
    fuseau
    fuseau horaire
    mon fuseau horaire est
command-text =
    texte
    texte seul
    texte seulement
    texte brut
    sans html
command-mime =
    résumé mime
    résumés mime
    messages entiers
    mime
command-plain =
    résumé texte
    résumé en texte
    messages entiers en texte
command-html =
    html
    en html
command-name =
    nom
    mon nom
    mon nom est
    je m'appelle
    changer de nom
    changer mon nom
command-address =
    adresse
    nouvelle adresse
    mon adresse
    ma nouvelle adresse
    ma nouvelle adresse est
    changer d'adresse
    changer mon adresse
    changement d'adresse
command-settings =
    réglages
    réglage
    mes réglages
    statut
    mon statut
    préférences
    mes préférences
    paramètres
    mes paramètres
    mon abonnement
    mes abonnements
    mes communautés
command-archives =
    archives
    archive
    les archives
    lire les archives
    voir les archives
    accès aux archives
    entrer
    connexion
    se connecter
    connecter
command-search =
    chercher
    cherche
    recherche
    rechercher
    trouver
command-latest =
    derniers
    dernières
    derniers fils
    derniers messages
    dernières conversations
    quoi de neuf
    nouveautés
command-read =
    lire
    lire le fil
    lire fil
    voir le fil
command-read-all =
    lire tout
    tout lire
    lire tous les fils
command-unanswered =
    sans réponse
    sans réponses
    questions sans réponse
    questions ouvertes
command-notebooks =
    carnets
    les carnets
    liste des carnets
command-note =
    note
    notes
    les notes
    carnet
    lire la note
    dernières notes
command-edit =
    modifier
    modifiez
    modifier la note
    corriger
    changer la note
command-restore =
    restaurer
    restaurez
    restaurer la note
    remettre la note
command-my-data =
    mes données
    mes données personnelles
    exporter mes données
    télécharger mes données
command-erase =
    effacer mes données
    effacez mes données
    effacer toutes mes données
    supprimer mes données
    supprimez mes données
    détruire mes données
command-undo =
    annuler
    annulez
    annule
    annulation
    défaire
    c'était une erreur
command-withdraw =
    retirer mon message
    retirer ce message
    retirer le message
    retirer un message
    retirer message
    retirez mon message
    retirez ce message
    retirez le message
    retire mon message
    retirer mon dernier message
    retirer mon courriel
    retirer ma publication
    enlever mon message
    enlevez mon message
    supprimer mon message
    supprimer ce message
    supprimez mon message
    effacer mon message
    effacer ce message
    effacez mon message
    retirer
    retirez
    retire
command-yes =
    oui
    ok
    d'accord
    accepter
    accepté
    accepte
    j'accepte
    approuver
    publier
command-no =
    non
    refuser
    refusé
    refuse
    rejeter
command-spam =
    pourriel
    indésirable
    courrier indésirable
    polluriel
command-invite =
    inviter
    invitez
    ajouter
    ajoutez
command-remove =
    retirer
    retirez
    enlever
    enlevez
    désabonner
    exclure
command-role =
    rôle
    nommer
command-set =
    régler
    configurer
command-team =
    équipe
    l'équipe
    qui anime
    animation
    animateurs
    équipe d'animation
command-merge =
    fusionner
    fusionnez
    réunir
command-split =
    diviser
    divisez
    scinder
    séparer
command-close =
    fermer
    fermez
    clore le fil
command-pin =
    épingler
    épinglez
command-word =
    mot
    mot de l'équipe
    mot de l'animation
command-report =
    bilan
    le bilan
    bilan mensuel
    bilan du mois
    bilan de santé
command-poll =
    sondage
    sondages
    faire un sondage
    sondage besoins → besoins
    sondage des besoins → besoins
    sondage sur les besoins → besoins
    valeur → valeur
    sondage valeur → valeur
    question de valeur → valeur
command-close-poll =
    clore
    clore le sondage
    clore mon sondage
    clôturer le sondage
    fermer le sondage
    fermer mon sondage
    terminer le sondage
command-time =
    temps
    mon temps
    temps d'animation
command-brief =
    pense-bête
    pense bête
    pensebête
    mon pense-bête
command-nudge =
    relancer
    relance
    relancez
    relancer la question
command-save-welcome =
    accueil
    mot d'accueil
    texte d'accueil
command-greet =
    accueillir
    accueille
    accueillez
    souhaiter la bienvenue à
command-stop-welcome =
    stop accueil
    stop bienvenue
    arrêter l'accueil
    arrêtez l'accueil
    plus d'accueil
# Politesses et tournures permises autour d'un mot de commande.
command-polite =
    bonjour
    bonjour à tous
    bonjour à toutes
    bonjour tout le monde
    bonsoir
    bon matin
    allo
    salut
    coucou
    chers
    chères
    madame
    monsieur
    à tous
    à toutes
    toutes
    tous
    svp
    s v p
    stp
    s'il vous plaît
    s'il te plaît
    s'il vous plait bien
    merci
    merci bien
    merci beaucoup
    mille mercis
    merci d'avance
    merci à vous
    d'avance
    beaucoup
    cordialement
    bien cordialement
    bonne journée
    bonne soirée
    bonne semaine
    bonne fin de journée
    à bientôt
    au revoir
    salutations
    bien à vous
    amitiés
    excellente journée
    je veux
    je voudrais
    je souhaite
    je souhaiterais
    je désire
    j'aimerais
    j'aimerais bien
    je préfère
    je préférerais
    je veux plutôt
    veuillez
    pouvez-vous
    pourriez-vous
    est-ce que je peux
    est-il possible de
    serait-il possible de
    serait-ce possible de
    peux-tu
    pourrais-tu
    il faudrait
    merci de
    prière de
    recevoir
    avoir
    passer à
    passer en
    passer au
    passez-moi en
    passez-moi à
    mettre
    mettez-moi en
    mettez-moi
    mettez
    mettre mes courriels
    faire
    changer pour
    me
    moi
    bonne
    parfait
    c'est parfait
    c'est très bien
    super
    génial
    excellent
    bravo
    c'est noté
    bien noté
    et
    alors
    donc
# Petits mots qui ne changent pas une commande.
command-filler =
    m
    le
    la
    les
    l
    un
    une
    des
    de
    du
    d
    à
    au
    aux
    en
    mode
    version
    envoi
    envois
    ce
    cet
    cette
    ces
    mon
    ma
    mes
    votre
    vos
    liste
    listes
    groupe
    communauté
    communautés
    courriel
    courriels
    courrier
    mail
    mails
    message
    messages
    envoi
    diffusion
    discussion
    infolettre
    abonnement
    seulement
    plutôt
    maintenant
    définitivement
    désormais
    dès maintenant
    immédiatement
    par
    pour
    ici
    fil
    conversation
# Seuls dans un message envoyé à toute la communauté, ces mots ne sont pas publiés : ce sont des commandes.
command-guarded =
    stop accueil
    retirer
    retirez
    retirer mon message
    retirer ce message
    retirez mon message
    supprimer mon message
    effacer mon message
    stop rappels
    rappels non
    désabonner
    désabonnement
    désabonnez-moi
    désinscrire
    désinscription
    désinscrivez-moi
    me désabonner
    me désinscrire
    retirez-moi
    retirez-moi de la liste
    quitter la liste
    quitter le groupe
    aidez-moi
    commandes
    réglages
    mes réglages
    sourdine
    muet
    suivre ce fil
    annuler
    pause
    résumé hebdo
    résumé hebdomadaire
    résumé quotidien
    résumé mensuel
    hebdomadaire
    mensuel
    quotidien
    chaque message
    tous les messages
# Ce que des programmes écrivent quand il n'y a pas d'objet.
command-no-subject =
    aucun objet
    sans objet
    pas d'objet
# La commande finit ici.
command-end =
    fin
    fin de message
# Dates et durées.
command-until =
    jusqu'au
    jusqu'à
    jusqu'en
    jusque
    jusqu'
    au
    retour le
    reprise le
brief-rhythm-daily =
    quotidien
    quotidienne
    chaque jour
    tous les jours
    par jour
brief-rhythm-off =
    non
    aucun
    jamais
    arrêt
    arrêter
    stop
    désactiver
brief-rhythm-on =
    oui
    reprendre
    hebdo
    hebdomadaire
    chaque semaine
    semaine
command-today =
    aujourd'hui
    ce jour
command-moment-filler =
    matin
    prochain
    prochaine
    dans
    vers
    ce
command-tomorrow =
    demain
command-unit-day =
    jour
    jours
    journée
    journées
command-unit-week =
    semaine
    semaines
    sem
command-unit-month =
    mois
command-unit-year =
    an
    ans
    année
command-month-end =
    fin
    la fin de
    la fin
command-numbers = un|une = 1|deux = 2|trois = 3|quatre = 4|cinq = 5|six = 6|sept = 7|huit = 8|neuf = 9|dix = 10|onze = 11|douze = 12|quinze = 15|quinzaine = 15|vingt = 20|trente = 30|zéro = 0
command-ordinals = premier|première = 1|deuxième|second|seconde = 2|troisième = 3|quatrième = 4|cinquième = 5
command-month-short = janv = 1|fév = 2|févr = 2|avr = 4|juil = 7|sept = 9|oct = 10|nov = 11|déc = 12
command-weekday-short = lun = 1|mar = 2|mer = 3|jeu = 4|ven = 5|sam = 6|dim = 7
command-noon =
    midi
command-am =
    du matin
command-pm =
    du soir
    de l'après-midi
command-activity =
    activité
    activités
    dernières activités
    activité récente
command-posts =
    publications
    publication
    dernières publications
    date
command-languages = fr = fr|français = fr|francais = fr|anglais = en|en = en
