# The first weeks: three short mails, which a first post or a word stops.
newcomer-stop = These welcome mails end with your first message, or when you reply “stop welcome”.
newcomer-last = This is the last of these welcome mails.
newcomer-brings-subject = What brings you to “{ $list }”?
newcomer-brings = What brings you? One digit in reply is enough; it helps the hosts.
newcomer-brings-choices =
    1  Finding answers
    2  Sharing what I know
    3  Meeting people
    4  Having a look, for now
newcomer-reading = Reading counts as taking part.
newcomer-noted-subject = Noted
newcomer-noted = Noted, thank you: “{ $said }”. To change it, reply with another digit to the same email.
newcomer-tips-subject = Three useful things in “{ $list }”
newcomer-tips = Three things worth knowing in “{ $list }”:
newcomer-tips-heading = Three useful things
newcomer-tip = - { $tip }
newcomer-tip-write = A question, even a small one? Write it to { $address }: everyone gets it.
newcomer-tip-mention = “@First Last” in a message brings it to that person right away.
newcomer-tip-pace = Too much, or too little? Reply “weekly”, “monthly”, “each” or “pause until { $day }”; “help” shows the rest.
newcomer-pace-subject = “{ $list }”: is this the right pace?
newcomer-pace = “{ $list }” has been coming to you for a month. Is this the right pace? One digit in reply changes it:
newcomer-pace-choices =
    1  Each message{ $now ->
        [each] {" "}(as now)
       *[other] {""}
    }
    2  One digest a week{ $now ->
        [weekly] {" "}(as now)
       *[other] {""}
    }
    3  One digest a month{ $now ->
        [monthly] {" "}(as now)
       *[other] {""}
    }
newcomer-pace-else = No reply means no change.
# What is answered to who has chosen, or not quite.
choice-stays-subject = As it is
choice-stays = Noted, thank you: nothing changes.
choice-which-subject = Which one suits you?
choice-which = Nothing has changed for now. One of these digits in reply is enough:
choice-empty-subject = Your answer came in empty
choice-empty = Your answer came in empty, and nothing has changed. One of these digits, written above the quoted text, is enough:
newcomer-passed-on-subject = Your answer was passed on
newcomer-passed-on = Thank you. The hosts of “{ $list }” have your answer; nothing was posted, and nothing changes.
# Who one is, in two sentences: shown first to whoever writes it, then once in the digests.
introduction-label-name =
    name
    first name
    prénom
introduction-label-organisation =
    organisation
    organization
    association
    organisme
introduction-subject = To confirm: your introduction in “{ $list }”
introduction-how = This is what the other members will read, once, in their next digest. To accept, reply “yes”; otherwise nobody will read any of it.
introduction-hello = Below these lines, an address will let people say hello to { $name } without showing yours. Public pages will say nothing of it.
introduction-change = To change this text, reply with the new one. A first line “Organization: …” or “Name: …” changes the rest.
introduction-done-subject = The other members of “{ $list }” will read your introduction
introduction-done = Done: your introduction will stand once in everyone's next digest. Somebody may write to say hello; you answer it like any email, and your address stays hidden.
introduction-undo = To take it back, reply “undo”; to change it, reply with the new text.
introduction-dropped-subject = Your introduction will not appear
introduction-dropped = Noted: nobody will read any of it. To introduce yourself some other time, reply to the welcome from “{ $list }”.
introduction-removed-subject = Your introduction is taken back
introduction-removed = Done: your introduction will no longer appear in the digests of “{ $list }”. Those already sent keep it.
stop-welcome-subject = No more welcome mails
stop-welcome-done = you no longer get the welcome mails of { $list }. Everything else goes on.
stop-welcome-none = No welcome mail was waiting for you in { $list }: nothing has changed.
