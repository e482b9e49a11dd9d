# Mail that comes back: the question to the member, and the word to those who animate.
probe-subject = “{ $list }”: does our email reach you?
probe = In the last few days, email from “{ $list }” to your address came back to us. If you are reading this, all is well: nothing changes, and you have nothing to do.
probe-how = If this email comes back too, we will stop sending to this address. A reply to this email, even an empty one, starts it again.
returned-told-subject = “{ $list }”: email no longer reaches { $who }
returned-told = Since { $date }, email from “{ $list }” to { $who } ({ $address }) comes back to us, and so did our question: { $why }. Nothing more is sent to this address; the rest of the membership does not change.
returned-back-how = To start it again, { $who } only has to write “back” to { $request }. If this person has a new address, you can invite them there.
returned-why-unknown = this address does not exist, or no longer does
returned-why-disabled = this mailbox is closed
returned-why-full = this mailbox is full
returned-why-domain = the service that keeps this address cannot be found any more
returned-why-refused = the service that keeps this address refuses it
returned-lifted = Our email reaches you again: thank you for saying so. It starts again now.
# An email reported as unwanted.
complaint-subject = “{ $list }”: we no longer send to your address
complaint = { $n ->
    [one] Your email service tells us that an email from “{ $list }” was reported as unwanted in your mailbox. We send you no more of it; the rest of your membership does not change.
   *[other] Your email service tells us that an email from “{ $list }” and other communities was reported as unwanted in your mailbox. We send you no more from any of them; the rest of your memberships does not change.
}
complaint-how = Was it a slip? Reply “yes” to this email, and it starts again. To leave altogether, reply “unsubscribe”.
complaint-lifted = Noted: your email starts again now.
complaint-told-subject = “{ $list }”: an email was reported as unwanted
complaint-told = In somebody's mailbox, an email from “{ $list }” was reported as unwanted; often that is a slip. Nothing more is sent to this person, and they know how to start it again. There is nothing for you to do.
complaint-count = { $n ->
    [one] It is the only report in 30 days.
   *[other] That makes { $count } reports in 30 days. If they go on, a calmer pace or a word about the ways to receive email may help.
}
