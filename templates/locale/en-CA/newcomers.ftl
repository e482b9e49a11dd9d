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
newcomer-noted = Noted, thank you. To change it, reply with another digit to the same email.
newcomer-tips-subject = Three useful things in “{ $list }”
newcomer-tips = Three things worth knowing in “{ $list }”:
newcomer-tips-heading = Three useful things
newcomer-tip = - { $tip }
newcomer-tip-write = A question, even a small one? Write it to { $address }: everyone gets it.
newcomer-tip-mention = “@First Last” in a message brings it to that person right away.
newcomer-tip-pace = Too much, or too little? Reply “weekly”, “monthly”, “each” or “pause until June 3”; “help” shows the rest.
newcomer-pace-subject = “{ $list }”: is this the right pace?
newcomer-pace = “{ $list }” has been coming to you for a month. Is this the right pace? One digit in reply changes it:
newcomer-pace-choices =
    1  Each message
    2  One digest a week
    3  One digest a month
newcomer-pace-else = No reply means no change.
newcomer-passed-on-subject = Your answer was passed on
newcomer-passed-on = Thank you. The hosts of “{ $list }” have your answer; nothing was posted, and nothing changes.
stop-welcome-subject = No more welcome mails
stop-welcome-done = you no longer get the welcome mails of { $list }. Everything else goes on.
stop-welcome-none = No welcome mail was waiting for you in { $list }: nothing has changed.
