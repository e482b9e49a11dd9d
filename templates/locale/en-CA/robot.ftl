# Short answers of the service. Say what happened, what it changes, how to come back.
hello = Hello { $name },
a-person-helps = A person can help too: { $humans }
left-subject = You left “{ $list }”
left = Done: you won't hear from “{ $list }” again.
left-posts-stay = Your messages stay in the archive.
left-by-mistake = A mistake? Reply “undo” to this email by { $until }: you become a member again, as before.
confirm-leave-subject = Leave “{ $list }”? Reply to confirm
confirm-leave = Somebody, probably you, asked that you leave “{ $list }”.
confirm-leave-how = To confirm, reply to this email. An empty message is enough.
confirm-leave-not-you = Otherwise do nothing: nothing changes.
# “Did you send this?”: a message bears somebody's name, and nothing proves that they sent it.
sent-subject = Did you send “{ $subject }”?
sent = A message in your name came in for “{ $list }”. Nothing in it proves that it is from you, so it waits for your word.
sent-yes = Is it yours? Reply “yes” to this email: it goes on its way.
sent-no = Not yours? Reply “no”, or do nothing: it will be thrown away on { $until }.
sent-posted-subject = Posted: “{ $subject }”
sent-posted = Done: your message “{ $subject }” is on its way to the members of “{ $list }”.
sent-dropped-subject = Thrown away: “{ $subject }”
sent-dropped = Done: the message “{ $subject }” is thrown away, and nobody in “{ $list }” saw it.
sent-dropped-safe = Somebody wrote in your name, which does not mean that they got into your mailbox: there is nothing else for you to do.
sent-may-not-subject = Your message was not posted: “{ $subject }”
sent-may-not = Thank you for confirming. In “{ $list }” only the hosts post, so your message “{ $subject }” was not posted.
sent-unclear = I didn't understand your answer about “{ $subject }”, so nothing has changed: the message still waits.
sent-unclear-how = Is it yours? Reply “yes”. If not, reply “no”.
# A machine answered three times in seven days.
offer-pause-subject = A pause while you're away?
offer-pause = Your automatic reply has reached us three times in seven days.
offer-pause-until = Your automatic reply has reached us three times in seven days; it mentions { $until }.
offer-pause-yes = A pause? Reply “yes”: nothing more comes to you until you're back, then one email catches you up.
offer-pause-no = If not, do nothing: nothing changes.
# At the very top of a mail in two languages that begins with the other one.
in-this-language-below = (English below.)
hello-you = Hello,
