# La démo : ce que les logiciels de courriel des personnages écrivent eux-mêmes.
demo-attribution = Le { $date } à { $time }, { $name } <{ $address }> a écrit :
demo-attribution-short = Le { $date } à { $time }, { $name } a écrit :
demo-quoted-fields =
    -----Message d'origine-----
    De : { $name } <{ $address }>
    Envoyé : { $date } { $time }
    À : { $list }
    Objet : { $subject }
demo-phone-signature = Envoyé de mon téléphone
