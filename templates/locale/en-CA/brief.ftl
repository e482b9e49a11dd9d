# The brief of those who animate: one screen, numbered actions, all done by replying. Never a reproach.
brief-subject = { $list } brief: { $n ->
    [one] 1 thing
   *[other] { $n } things
}, { $m } minutes
brief-subject-silent = A silent week ({ $list }): { $n ->
    [one] one way to restart
   *[other] { $n } ways to restart
}
brief-subject-none = { $list } brief: nothing is waiting
brief-first = This is your first brief. It comes once a week to the people who host: five things at most, each done by replying to this email, and none of them is an obligation.
brief-intro = { $n ->
    [one] 1 thing
   *[other] { $n } things
}, about { $m } minutes. Reply with a number; you can do it all from here.
brief-intro-one = One thing only this time, { $m } minutes, the one that counts most. Reply with its number; you can do it all from here.
brief-intro-silent = It was a quiet week in “{ $list }”. { $n ->
    [one] Here is one way to restart the conversation. Reply with its number
   *[other] Here are { $n } ways to restart the conversation; one is enough. Reply with its number
}; you can do it all from here.
brief-intro-none = Nothing is waiting in “{ $list }” this week.
brief-item = { $n }. { $what } ({ $m } min)
brief-about = “{ $subject }”, { $when }
brief-moderate = Decide about { $name }'s message
brief-moderate-how = → “{ $n } yes” posts it; “{ $n } no” and a reason refuses it; “{ $n } spam” throws it away.
brief-reply = Answer { $name }, who writes for the first time
brief-reply-why = Why: an answer, even a short one, brings people back.
brief-ready = Ready: { $text }
brief-reply-how = → “{ $n } send” posts these words in your name; to say something else, “{ $n }” and your words.
brief-draft-question = Hello { $name }, and welcome! Thank you for this question: I don't have the answer, but somebody here may. What have you tried so far?
brief-draft-post = Hello { $name }, and welcome! Thank you for this first message: it is good to read you here.
brief-nudge = Find an answer for { $name }
brief-open-since = “{ $subject }”, without an answer for { $n ->
    [one] 1 day
   *[other] { $n } days
}
brief-nudge-why = Why: these people wrote about the same thing.
brief-may-know = – { $name }, in { $month }: { $words }
brief-nudge-how = → “{ $n } nudge” writes privately to { $name }, then to the next person after 72 hours; to answer yourself, “{ $n }” and your words.
brief-nudge-alone-how = → “{ $n }” and your words: your answer, posted in the thread. Nobody here has written about this yet.
brief-greet = { $n ->
    [one] Welcome { $names }
   *[other] Welcome { $n } people: { $names }
}
brief-greet-why = Why: { $n ->
    [one] this person has just come and not written yet
   *[other] these people have just come and not written yet
}; a personal word helps.
brief-greet-how = → “{ $n } welcome” sends it privately; to say something else, “{ $n }” and your words. “welcome: your text” changes it for good.
brief-welcome = Welcome to “{ $list }”! We are glad to have you with us. To begin, just answer a message, or tell us in two sentences what brings you.
brief-restart = Restart the conversation
brief-restart-how = → “{ $n } publish Monday 9 am”, or “{ $n } publish” right away; to ask something else, “{ $n }” and your words.
brief-also = Also
brief-word = A word ready for the top of the next digests: { $text } → “word” keeps it; “word: your text” says something else.
brief-poll = Poll “{ $title }”: it closes on { $date } ({ $n ->
    [one] 1 answer
   *[other] { $n } answers
})
brief-milestone = { $n ->
    [one] 1 message
   *[other] { $n } messages
} to go before the { $rank }.
brief-numbers = Past 7 days (usual week): messages { $a } ({ $a4 }), people { $b } ({ $b4 }), new threads { $c } ({ $c4 }), new members { $d } ({ $d4 }).
brief-half = { $n }.5
brief-how = Several numbers in one reply are fine, one per line. “away until { $day }” hands this brief to your team; “brief Tuesday 8 am” moves it, “brief no” ends it.
brief-how-none = “brief Tuesday 8 am” moves this email, “brief no” ends it.
brief-word-newcomers = { $n ->
    [one] Welcome to the person who has just joined!
   *[other] Welcome to those who have just joined!
}
brief-word-question = A question is waiting for your ideas: “{ $title }”.
brief-word-thread = This week we talked about “{ $title }”; thanks to those who wrote.
# The reply, action by action.
brief-done-subject = { $list } brief: { $outcome ->
    [none] nothing has changed
    [some] noted, in part
   *[all] noted
}
brief-done = { $n }. { $text }
brief-nothing = I found no action in your reply: nothing changed. Reply with a number, such as “1”.
brief-unclear = I didn't understand “{ $line }”, so nothing changed. The simplest way is a number and “yes”, such as “1 yes”: what is offered will be done.
brief-undo-how = To undo what can be undone, reply “undo”. For another action, reply with its number.
brief-go-on = For another action, reply with its number.
brief-skipped = “{ $title }”: left aside, nothing changed.
brief-unclear-moderate = Nothing is decided. Reply “{ $n } yes”, “{ $n } no” and why, or “{ $n } spam”.
brief-unclear-reply = Nothing was posted: I didn't understand “{ $line }”. Reply “{ $n } send”, or “{ $n }” and your words.
brief-unclear-nudge = Nobody was asked: I didn't understand “{ $line }”. Reply “{ $n } nudge”, or “{ $n }” and your answer.
brief-unclear-greet = Nothing was sent: I didn't understand “{ $line }”. Reply “{ $n } welcome”, or “{ $n }” and your words.
brief-unclear-restart = Nothing was posted: I didn't understand “{ $line }”. Reply “{ $n } publish Monday 9 am”, or “{ $n }” and your question.
brief-unclear-when = Nothing was posted: I can't read “{ $when }” as a time to come. Reply, for example, “publish Monday 9 am”.
brief-was-done = “{ $title }”: { $own ->
    [yes] you had done it already
   *[no] { $who } has done it already
} ({ $when }). Nothing changed.
brief-words-not-sent = Your words were not posted; to post them all the same, write to { $address }
brief-try-again = Nothing is decided: try again in a moment.
brief-gone = There is nothing left to do here: it changed in the meantime.
brief-replied = Posted: your reply in “{ $title }” is on its way to the members.
brief-replied-soon = Your reply in “{ $title }” goes out shortly.
brief-answered-since = “{ $title }” has had an answer meanwhile: nothing was sent.
brief-nobody-to-ask = “{ $title }”: nobody can be asked at the moment. Reply with the number and your words to answer it yourself.
brief-nudged = Done: { $name } gets a private word about “{ $title }”. Without an answer in 72 hours, the next person gets one.
brief-greeted = Sent privately to { $names }.
brief-publish-line = Publish: { $when }
brief-question-post =
    { $question }

    One line is enough, and everybody will read you.
brief-published = Posted: “{ $title }” is on its way to the members.
brief-published-soon = “{ $title }” goes out shortly.
brief-published-later = Scheduled: “{ $title }” goes out on { $when }.
brief-undone = Undone: { $titles }.
# Absence and relief.
brief-away = Noted: { $names } gets the brief until { $date }. Yours begins again then; “brief yes” brings it back sooner. Your other mail goes on.
brief-away-alone = Noted: your brief stops until { $date }; nobody else of the team is there to get it. “brief yes” brings it back sooner.
brief-away-how = Nothing changed: I can't read “{ $tail }” as a day to come. Reply, for example, “away until { $day }”.
brief-yours-subject = The “{ $list }” brief is yours until { $date }
brief-yours = { $who } is away until { $date }: the brief of “{ $list }” comes to you until then.
brief-yours-how = If that does not suit you, write “brief no” to the command address, or tell the team by replying to this email.
relief-subject = “{ $list }”: who takes over this month?
relief = { $who } seems to have a lot to do at the moment. Who takes over this month for the brief of “{ $list }”? It is about 20 minutes a week, all done by replying.
relief-how = Reply “yes”: it comes to you for four weeks. Doing nothing is fine too; this is asked only once.
relief-host = Nobody had time for the brief of “{ $list }” these past weeks. The people who animate it, if there are others, were asked the same. To name somebody: palabre member set { $address } ADDRESS role animator
relief-done-subject = Taking over “{ $list }”
relief-yes = Thank you! The brief of “{ $list }” comes to you until { $date }. To hand it back sooner, reply to it “away”.
relief-no = Noted, nothing changes for you.
relief-taken = Thank you! Somebody of the team has taken over already: nothing changes for you.
relieved-subject = { $taker } takes over “{ $list }”
relieved = { $taker } gets the brief of “{ $list }” until { $date }; yours begins again then. To have it back sooner, write “brief yes” to the command address.
# The word to who may know.
nudge-subject = We thought of you: “{ $title }”
nudge = { $who } is looking for an answer in “{ $list }”:
nudge-why = We thought of you because in { $month } you wrote here about { $words }.
nudge-how = One line may be enough. Reply to this email: everybody will read you, in the thread. Doing nothing is fine too; only a few people get this note, one at a time.
nudge-before = Nothing changed: a few people have been written to already about “{ $title }”.
# The welcome.
welcome-from-subject = A word from { $who }, of “{ $list }”
welcome-from = – { $who }, one of those who animate “{ $list }”
welcome-from-how = Reply to this email: the team will read you.
team-welcome-subject = The welcome of “{ $list }”
team-welcome-now = This is the welcome at the moment: “{ $text }”
team-welcome-how = To change it, write “welcome: your text”. “welcome: none” brings back the usual one.
team-welcome-saved = Noted: this is what “welcome” sends from now on.
team-welcome-usual = Done: “welcome” sends the usual text again.
team-welcome-too-long = Nothing changed: this text has { $n } characters, and { $most } at most will do.
greet-nobody = Nothing was sent: no member is called “{ $name }”. Write the name, or the address.
greet-several = Nothing was sent: several members are called “{ $name }”. Write the whole name, or the address.
# When it comes.
brief-rhythm-subject = Your brief of “{ $list }”
brief-rhythm-is-weekly = The brief of “{ $list }” comes to you every { $day } at { $time }; the next one on { $date }.
brief-rhythm-is-daily = The brief of “{ $list }” comes to you every { $day }, and on other working days if there is something to do, at { $time }
brief-rhythm-is-off = The brief of “{ $list }” no longer comes to you. Messages to decide about still do.
brief-rhythm-how = To change: “brief Monday 7:15 am”, “brief daily”, “brief yes” or “brief no”.
asked-brief = your brief
asked-nudge = asking about a question
asked-save-welcome = the welcome
asked-greet = welcoming somebody
# The words of an action, one a line.
brief-say-send =
    send
    send it
brief-say-nudge =
    nudge
    ask
    ask them
brief-say-greet =
    welcome
    greet
    send
brief-say-publish =
    publish
    publish it
    post
    send
brief-say-skip =
    later
    not now
    not this week
    skip
    leave
    leave it
    ignore
    nothing
