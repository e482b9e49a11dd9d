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
