# Les premières semaines : trois courriels courts, qu'un premier message ou un mot arrêtent.
newcomer-stop = Ces mots d'accueil cessent à votre premier message, ou si vous répondez « stop accueil ».
newcomer-last = C'est le dernier de ces mots d'accueil.
newcomer-brings-subject = Qu'est-ce qui vous amène dans « { $list } »?
newcomer-brings = Qu'est-ce qui vous amène? Un chiffre en réponse suffit; il aide l'équipe d'animation.
newcomer-brings-choices =
    1  Trouver des réponses
    2  Partager ce que je sais
    3  Rencontrer des gens
    4  Regarder, pour le moment
newcomer-reading = Lire, c'est déjà participer.
newcomer-noted-subject = C'est noté
newcomer-noted = C'est noté, merci : « { $said } ». Pour changer, répondez un autre chiffre au même courriel.
newcomer-tips-subject = Trois choses utiles dans « { $list } »
newcomer-tips = Trois choses utiles à savoir dans « { $list } » :
newcomer-tips-heading = Trois choses utiles
newcomer-tip = – { $tip }
newcomer-tip-write = Une question, même petite? Écrivez-la à { $address } : tout le monde la reçoit.
newcomer-tip-mention = « @Prénom Nom » dans un message le fait arriver tout de suite à cette personne.
newcomer-tip-pace = Trop, ou pas assez? Répondez « hebdo », « mensuel », « tout » ou « pause jusqu'au { $day } »; « aide » montre le reste.
newcomer-pace-subject = « { $list } » : est-ce le bon rythme?
newcomer-pace = Voilà un mois que « { $list } » vous arrive. Est-ce le bon rythme? Un chiffre en réponse le change :
newcomer-pace-choices =
    1  Chaque message{ $now ->
        [each] {" "}(comme maintenant)
       *[other] {""}
    }
    2  Un résumé par semaine{ $now ->
        [weekly] {" "}(comme maintenant)
       *[other] {""}
    }
    3  Un résumé par mois{ $now ->
        [monthly] {" "}(comme maintenant)
       *[other] {""}
    }
newcomer-pace-else = Sans réponse, rien ne change.
# Ce qu'on répond à qui a choisi, ou pas tout à fait.
choice-stays-subject = On continue
choice-stays = C'est noté, merci : rien ne change.
choice-which-subject = Lequel vous convient?
choice-which = Rien n'a changé pour l'instant. Un de ces chiffres en réponse suffit :
choice-empty-subject = Votre réponse est arrivée vide
choice-empty = Votre réponse nous est arrivée vide, et rien n'a changé. Un de ces chiffres, écrit au-dessus du texte cité, suffit :
newcomer-passed-on-subject = Votre réponse est transmise
newcomer-passed-on = Merci. L'équipe d'animation de « { $list } » a reçu votre réponse; rien n'est publié, et rien ne change.
# Qui l'on est, en deux phrases : montré d'abord à qui l'écrit, puis une fois dans les résumés.
introduction-label-name =
    prénom
    nom
    name
    first name
introduction-label-organisation =
    organisme
    organisation
    organization
    association
introduction-subject = À confirmer : votre présentation dans « { $list } »
introduction-how = Voici ce que les autres membres liront, une fois, dans leur prochain résumé. Pour accepter, répondez « oui »; sinon, personne n'en lira rien.
introduction-hello = Sous ces lignes, une adresse permettra de saluer { $name } sans montrer la vôtre. Les pages publiques n'en diront rien.
introduction-change = Pour changer ce texte, répondez avec le nouveau. Une première ligne « Organisme : … » ou « Prénom : … » change le reste.
introduction-done-subject = Les autres membres de « { $list } » liront votre présentation
introduction-done = C'est fait : votre présentation paraîtra une fois dans le prochain résumé de chaque personne. Un mot de bienvenue vous arrivera peut-être; on y répond comme à tout courriel, et votre adresse reste cachée.
introduction-undo = Pour la retirer, répondez « annuler »; pour la changer, répondez avec le nouveau texte.
introduction-dropped-subject = Votre présentation ne paraîtra pas
introduction-dropped = C'est noté : personne ne lira rien. Pour vous présenter une autre fois, répondez au mot de bienvenue de « { $list } ».
introduction-removed-subject = Votre présentation est retirée
introduction-removed = C'est fait : votre présentation ne paraîtra plus dans les résumés de « { $list } ». Ceux qui sont déjà partis la gardent.
stop-welcome-subject = Plus de courriels d'accueil
stop-welcome-done = vous ne recevez plus les courriels d'accueil de { $list }. Tout le reste continue.
stop-welcome-none = Aucun courriel d'accueil ne vous attendait dans { $list } : rien n'a changé.
