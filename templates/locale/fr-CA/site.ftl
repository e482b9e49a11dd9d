# Les pages de tout le site : aide, confidentialité, accessibilité.
site-help = Aide
site-help-about = Lire, écrire, s'inscrire et régler ses courriels : tout se fait par un mot envoyé par courriel.
site-help-read = Lire
site-help-read-text =
    Ces pages se lisent sans compte ni mot de passe. Chaque communauté a ses conversations, de la plus récente à la plus ancienne, ses questions sans réponse, ses mois et ses semaines.
    Le titre « Message 3 » est l'adresse permanente de ce message : elle y mène toujours, même si la conversation change de place.
    Les membres d'une communauté privée la lisent par l'espace des membres, au bas de chaque page : un lien reçu par courriel l'ouvre. « Source » y montre un message tel qu'il est venu; dans une communauté publique, ajoutez /source à l'adresse permanente du message.
site-help-search = Chercher
site-help-search-text =
    La recherche trouve les mots dans les titres, les messages et les notes, sans égard aux accents, aux majuscules ni au pluriel. « mise en place » entre guillemets cherche ces mots à la suite; form* trouve formation et formateur; -mot écarte ce mot.
    Par courriel, envoyez « chercher » et vos mots à l'adresse des commandes de votre communauté.
site-help-search-alone = Chercher
site-help-search-alone-text =
    Cette copie des pages n'a pas de recherche : celle de votre navigateur trouve un mot dans une page, et les mois et les résumés aident à retrouver une conversation.
    Par courriel, envoyez « chercher » et vos mots à l'adresse des commandes de votre communauté.
site-help-write = Écrire et répondre
site-help-write-text =
    Pour ouvrir une conversation, écrivez à l'adresse de la communauté; l'objet de votre courriel en devient le titre.
    Pour répondre, suivez le lien « Répondre » sous un message : votre programme de courriel s'ouvre, et votre réponse se place dans la conversation.
site-help-join = S'inscrire, partir
site-help-join-text =
    Sur la page d'une communauté, le lien « S'inscrire » prépare le courriel à envoyer; nous vous répondons pour vérifier que l'adresse est bien la vôtre.
    Pour partir, le lien au bas de chaque courriel suffit, ou le mot « désabonner » envoyé à l'adresse des commandes.
site-help-words = Les mots qui règlent vos courriels
site-help-words-text =
    Écrivez un de ces mots à l'adresse des commandes de votre communauté : la sienne, avec « -request » avant le @. Les fautes de frappe et les politesses ne gênent pas, et les mots anglais sont compris aussi.
site-help-feeds = Suivre sans courriel
site-help-feeds-text =
    Chaque communauté, ses questions sans réponse et ses semaines ont un fil Atom, que lit tout agrégateur.
site-privacy = Confidentialité
site-privacy-about = Ce que ces pages montrent, ce qu'elles ne font pas, et comment faire effacer ce qui vous concerne.
site-privacy-pages = Ces pages ne vous suivent pas
site-privacy-pages-text =
    Elles n'ont ni script, ni image espion, et ne demandent rien à d'autres sites. Leur seul témoin est celui des membres qui entrent par un lien reçu par courriel : il dure 30 jours au plus, et ne sert qu'à cela.
site-privacy-posts = Ce que l'on voit de vous
site-privacy-posts-text =
    Dans une communauté publique, tout le monde peut lire vos messages et le nom dont vous les signez. Votre adresse y est masquée partout, même dans vos citations et votre signature.
    Ce qui s'écrit dans une communauté privée ne se lit ici que par ses membres, une fois entrés. Les membres voient aussi chaque message tel qu'il est venu, avec son adresse.
site-privacy-erase = Voir, corriger, effacer
site-privacy-erase-text =
    Envoyez « mes données » à l'adresse des commandes : vous recevez tout ce que nous savons de vous. « nom » et « adresse » le corrigent.
    « effacer mes données » retire votre nom, votre adresse et vos pièces jointes. Vos mots restent, sans nom, pour que les conversations gardent leur sens; demandez à l'équipe d'animation si vous voulez qu'ils partent aussi.
site-privacy-who = À qui en parler
site-privacy-who-text =
    L'équipe d'animation de chaque communauté lit ce qui arrive à son adresse, celle qui a « -owner » avant le @.
site-host = Ce service est offert par
site-contact = Pour nous joindre
site-officer = Responsable de la protection des renseignements personnels
site-accessibility = Accessibilité
site-accessibility-about = Ce que nous faisons pour que tout le monde puisse lire ces pages, et comment nous signaler un obstacle.
site-accessibility-done = Ce qui est fait
site-accessibility-done-text =
    Ces pages visent les WCAG 2.2, niveau AA : titres et repères, contrastes, clavier, zoom à 200 %, écran de 320 pixels, thème clair ou sombre, langue de chaque message. Elles n'ont pas de script, et se lisent aussi en mode texte.
    Elles sont vérifiées par un outil automatique (axe) et dans un navigateur en mode texte à chaque changement.
site-accessibility-limits = Ce qui reste
site-accessibility-limits-text =
    Les messages sont ceux des membres : un dessin en caractères, un tableau en texte ou un fichier joint peut rester difficile à suivre. La langue d'un message est devinée quand il ne la dit pas.
site-accessibility-tell = Nous signaler un obstacle
site-accessibility-tell-text =
    Écrivez à l'équipe d'animation de la communauté, à l'adresse qui a « -owner » avant le @. Nous répondons, et nous envoyons ce que vous cherchiez sous une autre forme.
# L'état du service.
site-status = État du service
site-status-on-time = Les courriels partent sans retard.
site-status-late = { $n ->
    [one] Un courriel attend depuis une minute; il sera retenté.
   *[other] Un courriel attend depuis { $count } minutes; il sera retenté.
}
site-status-late-hours = { $n ->
    [one] Un courriel attend depuis une heure; il sera retenté.
   *[other] Un courriel attend depuis { $count } heures; il sera retenté.
}
site-status-post = Dernier message d'une communauté publique
site-status-digest = Dernier résumé envoyé
site-status-never = pas encore
site-status-now = Page faite le { $date }.
# Sondages et chiffres.
archive-polls = Sondages
archive-polls-about = Les résultats des sondages de « { $community } ».
archive-polls-none = Aucun sondage n'est encore clos ici.
archive-poll-closed = clos le { $date }
archive-poll-answers = { $n ->
    [one] { $count } réponse
   *[other] { $count } réponses
}
archive-poll-asked = { $n ->
    [one] { $count } personne
   *[other] { $count } personnes
}
archive-poll-meta = Sondage clos le { $date } : { $answers } pour { $asked }.
archive-poll-day = Le jour retenu : { $day }
archive-poll-tie = À égalité, rien n'est décidé : { $day }
archive-poll-few = Il y a moins de { $count } réponses : leur répartition reste secrète.
archive-poll-words = { $n ->
    [one] { $count } réponse en mots est allée à la personne qui a posé la question.
   *[other] { $count } réponses en mots sont allées à la personne qui a posé la question.
}
archive-numbers = Chiffres
archive-numbers-about = Ce qui s'est écrit dans « { $community } », mois par mois.
archive-numbers-none = Les chiffres paraîtront quand une première semaine sera finie.
archive-numbers-intro = Mois par mois, jusqu'à la dernière semaine finie.
archive-numbers-month = Mois
archive-numbers-posts = Messages
archive-numbers-people = Personnes
archive-numbers-opened = Conversations ouvertes
archive-numbers-answered = Avec réponse
archive-numbers-wait = Attente médiane
archive-numbers-how = L'attente est celle de la première réponse d'une autre personne; la moitié attendent moins. Elle n'est dite qu'à partir de cinq conversations.
archive-under = moins de { $count }
archive-minutes = { $count } min
archive-hours = { $count } h
archive-days = { $n ->
    [one] { $count } jour
   *[other] { $count } jours
}
