# Résumés : ce qu'on y lit, les indices d'une question, les mots des réponses.
digest-threads = { $n ->
    [one] 1 fil
   *[other] { $count } fils
}
digest-questions = { $n ->
    [one] 1 question
   *[other] { $count } questions
}
digest-questions-unanswered = { $n ->
    [one] 1 question sans réponse
   *[other] { $count } questions sans réponse
}
digest-messages = { $n ->
    [one] 1 message
   *[other] { $count } messages
}
digest-by-people = { $n ->
    [one] d'une personne
   *[other] de { $count } personnes
}
# Objet, 70 caractères au plus : une communauté, puis plusieurs.
digest-subject = [{ $community }] { $days } : { $threads }
digest-subject-asking = [{ $community }] { $days } : { $threads }, { $questions }
digest-subject-return = [{ $community }] Pendant votre absence, { $days } : { $threads }
digest-subject-several-return = Pendant votre absence, { $days } : { $threads } dans { $n } communautés
digest-subject-several = Vos { $n } communautés, { $days } : { $threads }
digest-subject-several-asking = Vos { $n } communautés, { $days } : { $threads }, { $questions }
digest-from-several = { $first } et { $n ->
    [one] 1 autre
   *[other] { $n } autres
}
digest-hello = Bonjour { $name }.
digest-hello-nobody = Bonjour.
digest-week = Semaine du { $day1 } au { $day2 } { $month2 }
digest-week-two-months = Semaine du { $day1 } { $month1 } au { $day2 } { $month2 }
digest-day = Le { $day }
digest-days = Du { $day1 } au { $day2 } { $month2 }
digest-days-two-months = Du { $day1 } { $month1 } au { $day2 } { $month2 }
digest-pulse = { $period } : { $messages } { $people } dans { $threads }. Lecture : { $minutes } min.
digest-pulse-quiet = { $period } : pas de nouveau message.
# Objet d'un résumé sans nouveau fil.
digest-subject-only = [{ $community }] { $days } : { $what }
digest-subject-several-only = Vos { $n } communautés, { $days } : { $what }
digest-only-word = un mot de l'équipe
digest-word = Mot de l'équipe d'animation
digest-word-of = { $community } : { $text }
# Un mois sans nouvelles : un fil à relire.
digest-subject-reread = [{ $community }] À relire : { $title }
digest-reread = À relire
digest-quiet-question = Le mois a été tranquille. Voici une question qui attend encore une réponse.
digest-quiet-thread = Le mois a été tranquille. Voici une conversation de { $month } { $year } qui se relit bien.
digest-help-wanted = On attend votre aide
digest-for-you = Pour vous
digest-names-you = { $name } vous mentionne, { $when }
digest-answers-you = { $name } vous répond, { $when }
digest-you-wrote = Vous avez écrit sur ce sujet { $same ->
    [yes] ce mois-ci.
   *[no] en { $month }.
}
digest-you-wrote-long-ago = Vous avez écrit sur ce sujet en { $month } { $year }.
digest-received = Déjà reçu : { $titles }
digest-own = De vous : { $titles }
digest-received-one = { $title } ({ $count })
digest-received-more = { $n ->
    [one] et 1 autre fil
   *[other] et { $count } autres fils
}
digest-polls = Sondages ouverts
digest-poll-until = Jusqu'au { $date } · { $answered ->
    [0] pas encore de réponse
    [one] 1 réponse pour { $asked } personnes
   *[other] { $answered } réponses pour { $asked } personnes
}
digest-poll-at = Votre réponse, par son numéro :
digest-poll-how = Pour voter, répondez à ce courriel par la lettre et le numéro : « { $said } ».
digest-poll-answer = Répondre au sondage : { $title }
digest-milestones = Jalons
digest-milestone = { $name } a écrit le { $n ->
    [1] premier
   *[other] { $number }e
} message de « { $community } », { $when }, dans « { $title } ».
digest-birthday = { $community } a { $n ->
    [one] un an
   *[other] { $n } ans
} : son premier message date du { $date }.
digest-threads-heading = Fils
# Sous un titre : qui, quand, combien.
digest-when = { $weekday } { $time }
digest-when-old = le { $date }
digest-asked = { $name }, { $when }
digest-asked-in = { $name }, { $when }, dans { $community }
digest-waiting = { $n ->
    [one] sans réponse depuis 1 jour
   *[other] sans réponse depuis { $n } jours
}
digest-opened = Ouvert par { $name }, { $when }
digest-one-message = { $name }, { $when }
digest-count-new = { $n ->
    [one] 1 message
   *[other] { $count } messages
}
digest-count = { $n ->
    [one] 1 nouveau message
   *[other] { $count } nouveaux messages
} sur { $total }
digest-people = { $n ->
    [one] 1 personne
   *[other] { $count } personnes
}
digest-last = dernier : { $when }
digest-quote = « { $text } »
digest-quote-by = { $name } : « { $text } »
digest-attached = Joint : { $files }
digest-file = { $name }, { $size } Ko
digest-too-large = (trop grand pour ce courriel : répondez « lire { $n } »)
digest-reply = Répondre :
digest-reply-in = Répondre dans ce fil : { $title }
digest-reply-to-number = Répondre au fil { $n }
digest-read = Lire :
digest-read-number = Lire le fil { $n }
digest-more = { $n ->
    [one] et 1 autre : répondez « lire tout » pour la liste
   *[other] et { $count } autres : répondez « lire tout » pour la liste
}
digest-more-polls = { $n ->
    [one] et 1 autre sondage, que vous avez reçu
   *[other] et { $count } autres sondages, que vous avez reçus
}
digest-more-notes = { $n ->
    [one] et 1 autre note : répondez « carnets » pour la liste
   *[other] et { $count } autres notes : répondez « carnets » pour la liste
}
digest-more-people = { $n ->
    [one] et 1 autre personne
   *[other] et { $count } autres personnes
}
digest-see-all = Voir tous les fils de { $community }
digest-newcomers = Nouvelles personnes
digest-new-people = { $n ->
    [one] 1 nouvelle personne
   *[other] { $count } nouvelles personnes
}
digest-newcomer-of = { $name }, { $organisation }
digest-newcomer-at = Saluer { $name } :
digest-newcomer-hello = Saluer { $name }
digest-newcomer-subject = Bonjour { $name }
digest-how = Pour répondre
digest-how-one = Répondez à ce courriel : votre réponse ira dans ce fil.
digest-how-text = Écrivez à l'adresse du fil, ou répondez à ce courriel en commençant par son numéro : « 2 Merci! » Plusieurs paragraphes numérotés iront chacun dans son fil.
digest-why = Vous recevez ce résumé parce que vous êtes membre de { $communities }.
digest-rhythm = { $cadence ->
    [return] Ce courriel résume ce qui s'est dit pendant votre absence. Les suivants arriveront comme avant.
    [daily] Résumé n° { $issue }, chaque jour à { $time }.
    [monthly] Résumé n° { $issue }, le premier { $weekday } du mois à { $time }.
   *[weekly] Résumé n° { $issue }, chaque { $weekday } à { $time }.
}
digest-change = Pour changer, répondez { $cadence ->
    [daily] « pause », « tout », « résumé » (chaque semaine)
    [monthly] « pause », « tout », « résumé » (chaque semaine)
   *[weekly] « pause », « tout », « quotidien »
} ou « désabonner »{ $n ->
    [one] .
   *[other] {""}; cela vaut pour toutes vos communautés.
}
digest-sender = Envoyé par { $who }.
digest-contact = Nous joindre
digest-contact-at = Nous joindre :
digest-privacy = Renseignements personnels, personne responsable
digest-privacy-at = Renseignements personnels, personne responsable :
digest-leave = Quitter { $community }
digest-leave-at = Quitter { $community } :
digest-address-hidden = [adresse]
digest-no-subject = (sans objet)
digest-and = { $first } et { $last }
# Indices d'une question, en minuscules sans accents, séparés par |.
digest-cues = quelqu'un|quelqu'une|avez-vous|auriez-vous|connaissez-vous|savez-vous|cherche|je cherche|qui a deja|qui aurait|comment faites-vous|des idees|besoin d'aide|#question
# Mots qui ne disent pas de quoi parle un texte, sans accents, séparés par |.
digest-common-words = apres|aucun|aucune|aujourd|aussi|autre|autres|avant|avez|avoir|avons|beaucoup|bonjour|bonne|bonsoir|celle|celui|cette|chaque|comme|comment|contre|demain|depuis|dimanche|elles|encore|ensuite|entre|etait|etre|faire|faites|heure|heures|jamais|jeudi|journee|leurs|lundi|maintenant|mardi|memes|merci|mercredi|mieux|moins|notre|nouveau|nouveaux|nouvelle|nouvelles|parce|parfois|partout|pendant|personne|personnes|petit|petite|peuvent|plusieurs|plutot|pourquoi|pourrait|pouvez|pouvoir|premier|premiere|presque|quand|quelle|quelles|quelqu|quelque|quelques|question|reponse|samedi|savez|selon|semaine|semaines|serait|seulement|sommes|souvent|surtout|temps|toujours|toute|toutes|trois|trouve|trouver|vendredi|vient|votre|voudrais|voulez|vraiment|annee|annees
# Mots qu'un nombre compte : « 3 personnes » ne désigne pas le fil 3.
digest-units = h|heure|heures|min|minute|minutes|jour|jours|semaine|semaines|mois|an|ans|année|années|personne|personnes|gens|membres|fois|%|$|€|km|m|cm|kg|g|points|choses|questions|raisons|idées|pages|autres|mille|millions|sur|d'entre|d’entre|participants|participantes|bénévoles|enfants|adultes|amis|amies|collègues|femmes|hommes|organismes|équipes|groupes|projets|exemples|pistes|options|solutions|réponses|étapes|places|copies|exemplaires|dollars|degrés|mots|rue|avenue|av|boulevard|boul|chemin|route|rang|montée|allée|quai|étage|étages
# Ce qui peut précéder le numéro d'un fil : un signe; un nom, qu'une ponctuation suit alors.
digest-number-signs = n°|nº|no.|no
digest-number-nouns = numéro|fil|le fil|au fil|pour le fil|dans le fil|fil n°|fil no|fil numéro|pour le fil n°|pour le fil no|pour le numéro|réponse au fil|réponse au numéro
# Ce qui peut précéder la lettre d'un sondage, et ce qui annonce la raison d'un vote; une expression par ligne.
digest-vote-nouns =
    sondage
    le sondage
    pour le sondage
    vote
    mon vote
    je vote
    question
    réponse
    ma réponse
digest-vote-reasons =
    parce que
    parce qu
    car
    puisque
    puisqu
    vu que
    mais
    sinon
    si possible
    de préférence
    idéalement
# Premières lignes qui ne disent que bonjour.
digest-greetings = bonjour|bonsoir|bon matin|allo|salut|cher|chere|chers|cheres|coucou|rebonjour
# Questions et avis aux réponses.
which-thread-subject = Dans quel fil va votre réponse?
which-thread = Votre réponse est prête, rien n'est publié. Dans quel fil va-t-elle? Répondez par son numéro.
which-thread-vote = Si c'était un vote, répondez par la lettre du sondage, un deux-points et le numéro : « { $said } ».
which-thread-yours = Votre réponse
which-thread-kept = Nous la gardons jusqu'au { $date }.
empty-reply-subject = Votre réponse nous est arrivée vide
empty-reply = Votre réponse nous est arrivée vide; elle n'a pas été publiée. Écrivez au-dessus du texte cité et renvoyez-la.
expired-reply-subject = Votre réponse n'est plus gardée
expired-reply = Nous n'avons plus la réponse que vous vouliez publier : nous la gardons 14 jours. Elle n'a pas été publiée. Renvoyez-la à l'adresse du fil.
already-posted-subject = Votre réponse est déjà publiée
already-posted = Votre réponse est déjà publiée dans « { $title } ». Pour écrire dans un autre fil, répondez à son adresse.
not-yours-subject = Votre réponse n'est pas publiée
not-yours = Votre réponse n'est pas publiée : vous n'êtes pas membre de { $community }, ou seule l'équipe d'animation y écrit.
