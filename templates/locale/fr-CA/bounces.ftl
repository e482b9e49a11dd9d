# Courriels qui reviennent : la question au membre, et le mot à qui anime.
probe-subject = « { $list } » : nos courriels vous arrivent-ils?
probe = Ces derniers jours, des courriels de « { $list } » envoyés à votre adresse nous sont revenus. Si vous lisez ceci, tout va bien : rien ne change, et vous n'avez rien à faire.
probe-how = Si ce courriel nous revient aussi, les envois à cette adresse seront suspendus. Une réponse à ce courriel, même vide, les reprendra.
returned-told-subject = « { $list } » : les courriels ne se rendent plus à { $who }
returned-told = Depuis le { $date }, les courriels de « { $list } » à { $who } ({ $address }) nous reviennent, et notre question aussi : { $why }. Les envois à cette adresse sont suspendus; le reste de son adhésion ne change pas.
returned-back-how = Pour les reprendre, { $who } n'a qu'à écrire « retour » à { $request }. Si cette personne a une nouvelle adresse, vous pouvez l'y inviter.
returned-why-unknown = cette adresse n'existe pas, ou n'existe plus
returned-why-disabled = cette boîte est fermée
returned-why-full = cette boîte est pleine
returned-why-domain = le service qui tient cette adresse ne se trouve plus
returned-why-refused = le service qui tient cette adresse les refuse
returned-lifted = Nos courriels vous arrivent de nouveau, merci de l'avoir dit. Les envois reprennent dès maintenant.
# Un courriel signalé comme indésirable.
complaint-subject = « { $list } » : les envois à votre adresse sont suspendus
complaint = { $n ->
    [one] Votre service de courriel nous dit qu'un courriel de « { $list } » a été signalé comme indésirable dans votre boîte. Nous ne vous en envoyons plus; le reste de votre adhésion ne change pas.
   *[other] Votre service de courriel nous dit qu'un courriel de « { $list } » et d'autres communautés a été signalé comme indésirable dans votre boîte. Nous ne vous en envoyons plus d'aucune; le reste de vos adhésions ne change pas.
}
complaint-how = C'était un geste de trop? Répondez « oui » à ce courriel, et les envois reprennent. Pour partir tout à fait, répondez « désabonner ».
complaint-lifted = C'est noté : les envois reprennent dès maintenant.
complaint-told-subject = « { $list } » : un courriel signalé comme indésirable
complaint-told = Dans la boîte d'une personne, un courriel de « { $list } » a été signalé comme indésirable; souvent, le doigt a glissé. Les envois à cette personne sont suspendus, et elle sait comment les reprendre. Vous n'avez rien à faire.
complaint-count = { $n ->
    [one] C'est le seul signalement en 30 jours.
   *[other] Cela fait { $count } signalements en 30 jours. S'ils continuent, un rythme plus calme ou un mot sur les façons de recevoir peut aider.
}
