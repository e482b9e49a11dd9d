# À qui lit sans écrire depuis trois mois : une question, deux fois par an au plus. Lire, c'est participer.
quiet-subject = « { $list } » : on continue comme ça?
quiet-subject-several = Vos { $count } communautés : on continue comme ça?
quiet = Lire, c'est aussi participer. On continue à ce rythme? Un chiffre en réponse suffit :
quiet-choices =
    1  Oui, comme maintenant
    2  { $quieter ->
        [notices] Seulement les appels à tous
       *[monthly] Une fois par mois
    }
    3  Une pause
    4  Partir
quiet-reach = Votre réponse vaudra pour { $communities }.
quiet-else = Ne rien faire = vous restez, et rien ne change.
quiet-stop = Cette question revient deux fois par an au plus. Pour ne plus la recevoir, répondez « stop rappels ».
