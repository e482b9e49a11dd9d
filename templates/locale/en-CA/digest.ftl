# Digests: what stands in them, cues of a question, words of the answers.
digest-threads = { $n ->
    [one] 1 thread
   *[other] { $count } threads
}
digest-questions = { $n ->
    [one] 1 question
   *[other] { $count } questions
}
digest-questions-unanswered = { $n ->
    [one] 1 unanswered question
   *[other] { $count } unanswered questions
}
digest-messages = { $n ->
    [one] 1 message
   *[other] { $count } messages
}
digest-by-people = { $n ->
    [one] from one person
   *[other] from { $count } people
}
# Subject, 70 characters at most: one community, then several.
digest-subject = [{ $community }] { $days }: { $threads }
digest-subject-asking = [{ $community }] { $days }: { $threads }, { $questions }
digest-subject-return = [{ $community }] While you were away, { $days }: { $threads }
digest-subject-several-return = While you were away, { $days }: { $threads } in { $n } communities
digest-subject-several = Your { $n } communities, { $days }: { $threads }
digest-subject-several-asking = Your { $n } communities, { $days }: { $threads }, { $questions }
digest-from-several = { $first } and { $n ->
    [one] 1 other
   *[other] { $n } others
}
digest-hello = Hello { $name }.
digest-hello-nobody = Hello.
digest-week = Week of { $month1 } { $day1 } to { $day2 }
digest-week-two-months = Week of { $month1 } { $day1 } to { $month2 } { $day2 }
digest-day = { $day }
digest-days = { $month1 } { $day1 } to { $day2 }
digest-days-two-months = { $month1 } { $day1 } to { $month2 } { $day2 }
digest-pulse = { $period }: { $messages } { $people } in { $threads }. Reading time: { $minutes } min.
digest-pulse-quiet = { $period }: no new message.
# Subject of a digest without a new thread.
digest-subject-only = [{ $community }] { $days }: { $what }
digest-subject-several-only = Your { $n } communities, { $days }: { $what }
digest-only-word = a word from the hosts
digest-word = A word from the hosts
digest-word-of = { $community }: { $text }
# A month without news: a thread to read again.
digest-subject-reread = [{ $community }] Worth rereading: { $title }
digest-reread = Worth rereading
digest-quiet-question = It has been a quiet month. Here is a question that still waits for an answer.
digest-quiet-thread = It has been a quiet month. Here is a conversation from { $month } { $year } that reads well again.
digest-help-wanted = Your help is wanted
digest-for-you = For you
digest-names-you = { $name } mentions you, { $when }
digest-answers-you = { $name } answers you, { $when }
digest-you-wrote = You wrote about this { $same ->
    [yes] this month.
   *[no] in { $month }.
}
digest-you-wrote-long-ago = You wrote about this in { $month } { $year }.
digest-received = Already received: { $titles }
digest-own = From you: { $titles }
digest-received-one = { $title } ({ $count })
digest-received-more = { $n ->
    [one] and 1 other thread
   *[other] and { $count } other threads
}
digest-polls = Open polls
digest-poll-until = Until { $date } · { $answered ->
    [0] no answer yet
    [one] 1 answer from { $asked } people
   *[other] { $answered } answers from { $asked } people
}
digest-poll-at = Your answer, by its number:
digest-poll-how = To vote, reply to this email with the letter and the number: “{ $said }”.
digest-poll-answer = Answer the poll: { $title }
digest-milestones = Milestones
digest-milestone = { $name } wrote { $n ->
    [1] the first message
   *[other] message number { $number }
} in “{ $community }”, { $when }, in “{ $title }”.
digest-birthday = { $community } is { $n ->
    [one] one year old
   *[other] { $n } years old
}: its first message is from { $date }.
digest-threads-heading = Threads
# Below a title: who, when, how many.
digest-when = { $weekday }, { $time }
digest-when-old = { $date }
digest-asked = { $name }, { $when }
digest-asked-in = { $name }, { $when }, in { $community }
digest-waiting = { $n ->
    [one] unanswered for 1 day
   *[other] unanswered for { $n } days
}
digest-opened = Opened by { $name }, { $when }
digest-one-message = { $name }, { $when }
digest-count-new = { $n ->
    [one] 1 message
   *[other] { $count } messages
}
digest-count = { $n ->
    [one] 1 new
   *[other] { $count } new
} of { $total }
digest-people = { $n ->
    [one] 1 person
   *[other] { $count } people
}
digest-last = latest: { $when }
digest-quote = “{ $text }”
digest-quote-by = { $name }: “{ $text }”
digest-attached = Attached: { $files }
digest-file = { $name }, { $size } KB
digest-too-large = (too large for this email: reply “read { $n }”)
digest-reply = Reply:
digest-reply-in = Reply in this thread: { $title }
digest-reply-to-number = Reply to thread { $n }
digest-read = Read:
digest-read-number = Read thread { $n }
digest-more = { $n ->
    [one] and 1 other: reply “read all” for the list
   *[other] and { $count } others: reply “read all” for the list
}
digest-more-polls = { $n ->
    [one] and 1 other poll that you were sent
   *[other] and { $count } other polls that you were sent
}
digest-more-notes = { $n ->
    [one] and 1 other note: reply “notebooks” for the list
   *[other] and { $count } other notes: reply “notebooks” for the list
}
digest-more-people = { $n ->
    [one] and 1 other person
   *[other] and { $count } other people
}
digest-see-all = See all threads of { $community }
digest-newcomers = New people
digest-new-people = { $n ->
    [one] 1 new person
   *[other] { $count } new people
}
digest-newcomer-of = { $name }, { $organisation }
digest-newcomer-at = Say hello to { $name }:
digest-newcomer-hello = Say hello to { $name }
digest-newcomer-subject = Hello { $name }
digest-how = To reply
digest-how-one = Reply to this email: your reply goes to this thread.
digest-how-text = Write to the thread's address, or reply to this email starting with its number: “2 Thanks!” Several numbered paragraphs each go to their own thread.
digest-why = You get this digest because you are a member of { $communities }.
digest-rhythm = { $cadence ->
    [return] This email tells what was said while you were away. From now on your mail comes as before.
    [daily] Digest no. { $issue }, every day at { $time }
    [monthly] Digest no. { $issue }, the first { $weekday } of the month at { $time }
   *[weekly] Digest no. { $issue }, every { $weekday } at { $time }
}
digest-change = To change this, reply { $cadence ->
    [daily] “pause”, “each”, “digest” (every week)
    [monthly] “pause”, “each”, “digest” (every week)
   *[weekly] “pause”, “each”, “daily”
} or “unsubscribe”{ $n ->
    [one] .
   *[other] {""}; it counts for all your communities.
}
digest-sender = Sent by { $who }.
digest-contact = Contact us
digest-contact-at = Contact us:
digest-privacy = Personal information, person in charge
digest-privacy-at = Personal information, person in charge:
digest-leave = Leave { $community }
digest-leave-at = Leave { $community }:
digest-address-hidden = [address]
digest-no-subject = (no subject)
digest-and = { $first } and { $last }
# Cues of a question, lower case without accents, separated by |.
digest-cues = does anyone|does anybody|has anyone|anyone know|anyone have|looking for|do you know|how do you|any ideas|any advice|need help|#question
# Words that do not say what a text is about, without accents, separated by |.
digest-common-words = about|after|again|always|another|anyone|around|because|before|being|between|could|doing|every|everyone|first|friday|going|great|hello|hours|little|looking|maybe|might|monday|month|months|never|often|other|others|people|please|question|really|saturday|should|since|small|someone|something|still|sunday|thank|thanks|their|there|these|thing|things|think|those|three|through|thursday|today|tomorrow|tuesday|until|wednesday|weeks|welcome|where|which|while|without|would|write|wrote|years|yesterday|yours
# Words that a number counts: “3 people” does not name thread 3.
digest-units = h|hour|hours|min|minute|minutes|day|days|week|weeks|month|months|year|years|person|people|members|times|%|$|€|km|m|cm|kg|g|am|pm|a.m|p.m|points|things|questions|reasons|ideas|pages|others|thousand|million|of|out|more|participants|volunteers|kids|children|adults|friends|colleagues|women|men|groups|teams|projects|examples|options|solutions|answers|steps|seats|copies|dollars|degrees|words
# What may stand before a thread's number: a sign; a noun, with a mark after the number then.
digest-number-signs = no.|no
digest-number-nouns = number|thread|the thread|in thread|for thread|to thread|thread no.|thread number|for number|re number|answer to thread|reply to thread
# What may stand before a poll's letter, and what begins the reason of a vote; one expression a line.
digest-vote-nouns =
    poll
    the poll
    for poll
    vote
    my vote
    I vote
    question
    answer
    my answer
digest-vote-reasons =
    because
    since
    as
    but
    otherwise
    if possible
    preferably
    ideally
# First lines that only say hello.
digest-greetings = hello|hi|hey|dear|good morning|good afternoon|good evening|greetings
# Questions and notices about replies.
which-thread-subject = Which thread is your reply for?
which-thread = Your reply is saved and nothing has been posted. Which thread is it for? Reply with its number.
which-thread-vote = If it was a vote, reply with the poll's letter, a colon and the number: “{ $said }”.
which-thread-yours = Your reply
which-thread-kept = We keep it until { $date }.
empty-reply-subject = Your reply came in empty
empty-reply = Your reply came in empty, so we didn't post it. Write above the quoted text and send it again.
expired-reply-subject = Your reply is no longer saved
expired-reply = We no longer have the reply you wanted to post: we keep it for 14 days. It was not posted. Send it again to the thread's address.
already-posted-subject = Your reply is already posted
already-posted = Your reply is already posted in “{ $title }”. To write in another thread, reply to its address.
not-yours-subject = Your reply is not posted
not-yours = Your reply is not posted: you are not a member of { $community }, or only its hosts write there.
