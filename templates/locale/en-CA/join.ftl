# Joining a community by mail. Nothing that whoever asked wrote is shown.
join-subject = Join “{ $list }”? Reply to confirm
join-asked = Someone, most likely you, asked for the messages of “{ $list }” to come to this address.
join-how = Was it you? Reply to this email. An empty message is enough.
join-what = Every message will then come to you by email. { $open ->
    [yes] { $often } One word is enough
   *[no] One word is enough
} to change the pace, pause or leave.
join-not-you = If not, do nothing: nothing changes.
join-already-subject = You are already a member of “{ $list }”
join-already = You asked to join “{ $list }”: you are already in it, and nothing changes.
join-already-how = To see your settings, write “settings” to { $address }.
join-waits-subject = Your request for “{ $list }” is with the hosts
join-waits = Thank you, your address is confirmed. The hosts of “{ $list }” still have to accept your request; you will get an email as soon as they answer.
join-no-subject = Your request for “{ $list }”
join-no = The hosts of “{ $list }” could not accept your request this time.
join-no-reason = Here is what they say: { $reason }
admit-subject = { $who } asks to join “{ $list }”
admit = { $who } asks to join “{ $list }”. They have confirmed their address.
admit-how = Reply “yes” to welcome them, or “no” followed by a word that will be passed on to them.
admit-else = The first answer from the hosts decides.
admit-before = Another host has already answered about { $who }: there is nothing more to do.
admit-unclear = I didn’t understand your answer, so nothing has changed.
admitted = Done: { $who } is a member of “{ $list }” and has just been sent the welcome.
not-admitted = Noted: { $who } does not join “{ $list }”.
welcome-subject = Welcome to “{ $list }”
welcome = Welcome! From now on, every message of “{ $list }” comes to you by email.
welcome-volume = { $n ->
    [one] That is about one message a week.
   *[other] That is about { $n } messages a week.
}
welcome-quiet = It is a quiet community: messages are rare.
welcome-change = To change this, reply to this email with one word: “weekly” for a digest on Mondays, “monthly”, “pause”, “leave”; “help” shows them all.
welcome-team = { $who } { $n ->
    [one] hosts
   *[other] host
} this community: { $humans }
welcome-write = To write to everyone:
welcome-read = What people are talking about:
welcome-reply = Reply:
welcome-introduce = Introduce yourself in two sentences: who you are, what brings you. Answers will come by email.
welcome-introduce-by-reply = To introduce yourself, reply to this email in two sentences: who you are, what brings you. You will first see what the others will read.
