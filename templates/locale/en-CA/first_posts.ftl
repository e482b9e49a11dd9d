# A first post without a reply: the word to those who animate after a day, to who wrote about the same
# after two, to its author after a week. Nobody is blamed.
first-post-by = { $who }, { $when }
first-post-team-subject = { $n ->
    [one] { $who } writes here for the first time: a word of welcome?
   *[other] { $n } first messages could use a word of welcome
}
first-post-team = { $n ->
    [one] { $who } has just written in “{ $list }” for the first time. The first reply is still to come:
   *[other] { $n } people have just written in “{ $list }” for the first time. Their first reply is still to come:
}
first-post-team-how = { $n ->
    [one] A reply, however short, makes people want to come back. Reply to this email: everyone will read you, in the thread.
   *[other] A reply, however short, makes people want to come back. Reply to this email beginning with the number, or write to the thread's address: everyone will read you.
}
first-post-team-only = Only the people who host this community get this note.
first-post-helper-subject = { $who } may have a question for you
first-post-helper = { $who } has just written in “{ $list }” for the first time:
first-post-helper-why = Why you? In { $month }, you wrote here about { $words }.
first-post-helper-how = One line can be enough. Reply to this email: everyone will read you, in the thread. Doing nothing is fine too; only one or two people get this note.
first-post-author-subject = Your message “{ $subject }”
first-post-author = Your first message in “{ $list }”, “{ $subject }”, came out a week ago. { $asks ->
    [yes] The answer has not come yet.
   *[no] Nobody has followed up on it yet.
} This happens to about one first message in two, in every community, and says nothing of its worth.
first-post-author-readers = It reached { $count } people.
first-post-author-how = { $asks ->
    [yes] Would you like to ask it another way? Reply to this email: your reply will appear in the same thread, and come before everyone again. These three beginnings often help:
   *[no] Would you like to pick the conversation up again? Reply to this email: your reply will appear in the same thread, and come before everyone again. A precise question often brings a reply.
}
first-post-author-template =
    What I am trying to do: …
    What I have already tried: …
    What would help me: an example, a document, someone to talk to…
first-post-author-end = Doing nothing is fine too: this is the only email about it.
reminders-stop = To stop getting this kind of email, reply “stop reminders”.
