# Short answers of the service. Say what happened, what it changes, how to come back.
hello = Hello { $name },
a-person-helps = A person can help too: { $humans }
left-subject = You left “{ $list }”
left = Done: you won't hear from “{ $list }” again.
left-posts-stay = Your messages stay in the archive.
left-by-mistake = A mistake? Write to { $humans }: a person will add you back.
confirm-leave-subject = Leave “{ $list }”? Reply to confirm
confirm-leave = Somebody, probably you, asked that you leave “{ $list }”.
confirm-leave-how = To confirm, reply to this email. An empty message is enough.
confirm-leave-not-you = Otherwise do nothing: nothing changes.
