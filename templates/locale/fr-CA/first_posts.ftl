# Premier message sans réponse : le mot à qui anime après un jour, à qui a écrit du même sujet après deux, à
# son auteur ou autrice après une semaine. Personne n'est blâmé.
first-post-by = { $who }, { $when }
first-post-team-subject = { $n ->
    [one] { $who } écrit ici pour la première fois : un mot de bienvenue?
   *[other] { $n } premiers messages attendent un mot de bienvenue
}
first-post-team = { $n ->
    [one] { $who } vient d'écrire pour la première fois dans « { $list } ». La première réponse reste à venir :
   *[other] { $n } personnes viennent d'écrire pour la première fois dans « { $list } ». Leur première réponse reste à venir :
}
first-post-team-how = { $n ->
    [one] Une réponse, même brève, donne envie de revenir. Répondez à ce courriel : tout le monde vous lira, dans le fil.
   *[other] Une réponse, même brève, donne envie de revenir. Répondez à ce courriel en commençant par le numéro, ou écrivez à l'adresse du fil : tout le monde vous lira.
}
first-post-team-only = Ce mot ne va qu'à l'équipe d'animation.
first-post-helper-subject = { $who } a une question pour vous, peut-être
first-post-helper = { $who } vient d'écrire pour la première fois dans « { $list } » :
first-post-helper-why = Pourquoi vous? En { $month }, vous avez écrit ici au sujet de { $words }.
first-post-helper-how = Une ligne peut suffire. Répondez à ce courriel : tout le monde vous lira, dans le fil. Ne rien faire convient aussi; une ou deux personnes seulement reçoivent ce mot.
first-post-author-subject = Votre message « { $subject } »
first-post-author = Votre premier message dans « { $list } », « { $subject } », est paru il y a une semaine. { $asks ->
    [yes] La réponse n'est pas encore venue.
   *[no] Personne n'y a encore fait suite.
} Cela arrive à environ un premier message sur deux, dans toutes les communautés, et ne dit rien de sa valeur.
first-post-author-readers = Il est arrivé à { $count } personnes.
first-post-author-how = { $asks ->
    [yes] Voulez-vous reposer la question autrement? Répondez à ce courriel : votre réponse paraîtra dans le même fil, et reviendra sous les yeux de tout le monde. Ces trois débuts aident souvent :
   *[no] Voulez-vous relancer la conversation? Répondez à ce courriel : votre réponse paraîtra dans le même fil, et reviendra sous les yeux de tout le monde. Une question précise appelle souvent une réponse.
}
first-post-author-template =
    Ce que je cherche à faire : …
    Ce que j'ai déjà essayé : …
    Ce qui m'aiderait : un exemple, un document, quelqu'un à qui parler…
first-post-author-end = Ne rien faire convient aussi : c'est le seul courriel à ce sujet.
reminders-stop = Pour ne plus recevoir ce genre de courriel, répondez « stop rappels ».
