### Un mot à une personne dont personne ne voit l'adresse.

relay-from = { $name } (par { $list })
relay-foot = { $name } vous écrit par « { $list } », sans voir votre adresse. Votre réponse passera par le même chemin.
relay-files = { $n ->
    [one] Une pièce jointe n'a pas été transmise.
   *[other] { $count } pièces jointes n'ont pas été transmises.
}
