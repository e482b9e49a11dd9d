# Ce qui tombe devant une apostrophe.
search-elided = c d j l m n s t qu jusqu lorsqu puisqu quoiqu
# Des mots qui ne disent rien de ce qu'on cherche, avec leurs accents : « thé » n'en est pas.
search-small-words = le la les l un une des du de d au aux et ou où est sont a à ai as ont en y que qui qu quoi dont pour par dans sur avec ce cet cette ces c se s sa son ses mon ma mes m ton ta tes t notre nos votre vos leur leurs je j tu il elle on nous vous ils elles me te lui ne n pas mais si
# « de:marie », « depuis:2019 », « avant:2019-05 ».
search-key-from =
    de
    par
    auteur
    autrice
search-key-since =
    depuis
    après
search-key-until =
    avant
    jusque
# La page de recherche.
search-title = Recherche
search-title-of = « { $words } »
search-label = Ce que vous cherchez
search-do = Chercher
search-where = Dans
search-everywhere = Toutes les communautés
search-filters = Préciser
search-from = Nom de la personne
search-since = Du
search-until = Au
search-notes = Seulement les notes
search-hint = Les accents et les majuscules ne comptent pas. Pour des mots qui se suivent, mettez-les entre guillemets; pour le début d'un mot, ajoutez une étoile : form*.
search-messages = { $n ->
    [one] { $count } message
   *[other] { $count } messages
}
search-threads = { $n ->
    [one] { $count } fil
   *[other] { $count } fils
}
search-found = { $messages } dans { $threads } : d'abord les notes et les titres, puis les plus récents.
search-found-latest = Il y en a beaucoup : voici les { $messages } les plus récents, dans { $threads }. Pour de plus anciens, précisez des dates ou ajoutez un mot.
search-others = { $n ->
    [one] { $count } autre message du fil
   *[other] { $count } autres messages du fil
}
search-note = Note
search-page = { $n } sur { $all }
search-none = Rien pour « { $words } ».
search-none-so = Rien ne correspond à ces précisions.
search-try = Essayez un autre mot, ou seulement le début : form* trouve formation et formateur.
search-try-filters = Essayez sans la personne ou les dates, ou avec un autre mot.
search-instead = Essayez plutôt :
search-no-words = Écrivez au moins un mot.
search-no-day = Nous n'avons pas compris la date « { $day } ». Écrivez l'année, le mois et le jour : 2019-05-21.
search-cut = C'est beaucoup de mots : nous avons cherché les premiers.
search-partial = L'index se construit encore : il manque peut-être des messages. Revenez dans quelques minutes.
search-busy = Beaucoup de personnes cherchent en ce moment. Réessayez dans un instant.
