### Polls: what is read in a draft or an answer, and what is said of it.

poll-key-end =
    end
    ends
    closes
    closing
    deadline
    until
poll-key-choice =
    choice
    choices
    answer
    answers
poll-key-secret =
    anonymous
    secret
poll-key-comments =
    comment
    comments
poll-key-results =
    result
    results
poll-key-people =
    to
    people
    recipients
poll-key-use =
    used for
    use
poll-value-need =
    need
    needs
poll-value-offer =
    offer
    offers
poll-value-consent =
    consent
poll-use-need = need
poll-use-offer = offer
poll-use-consent = consent
poll-term-people = People: { $value }
poll-term-use = Used for: { $value }
poll-value-of-value =
    value
    worth
    value of the community
poll-value-value =
    value
poll-use-value = value
poll-value-quote =
    quote me
    you may quote me
    you can quote me
poll-value-one =
    one
    single
    just one
poll-value-many =
    many
    several
    multiple
poll-value-scale =
    1 5
    1 to 5
    scale
poll-value-dates =
    date
    dates
poll-value-text =
    text
    words
    free text
poll-value-after =
    after vote
    after voting
    at once
poll-value-at-end =
    end
    at the end
poll-value-needs =
    needs
    needs survey
    needs poll

poll-yes = yes
poll-no = no
poll-share = { $n } ({ $percent }%)
poll-mean = Average: { $mean }
poll-nobody = Nobody answered this question.
poll-too-few = There are fewer than { $n } answers, so the split isn't shown: nobody should be known by their answer.
decimal = { $whole }.{ $tenth }

poll-value-close =
    close
    close it
    close the poll
    end it
    stop
    stop it
poll-choice-one = one
poll-choice-many = many
poll-choice-scale = 1-5
poll-choice-dates = dates
poll-choice-text = text
poll-results-after = after vote
poll-results-at-end = at the end
poll-term-choice = Choice: { $value }
poll-term-end = Ends: { $value }
poll-term-secret = Anonymous: { $value }
poll-term-comments = Comments: { $value }
poll-term-results = Results: { $value }
poll-fence-begin = === The poll ===
poll-fence-end = === End of the poll ===

poll-subject = Poll – { $list }: { $title }
poll-reminder-subject = { $n ->
    [0] A few hours left to answer
    [1] One day left to answer
    [2] Two days left to answer
   *[other] Still time to answer
} – { $list }: { $title }
poll-asks = { $who } has a question for the members of “{ $list }”.
poll-asks-survey = { $who } has a few questions for the members of “{ $list }”.
poll-reminds = { $n ->
    [0] A few hours are left
    [1] One day is left
    [2] Two days are left
   *[other] { $n } days are left
} to answer { $who }, in “{ $list }”; this is the only reminder.
poll-reminds-survey = { $n ->
    [0] A few hours are left
    [1] One day is left
    [2] Two days are left
   *[other] { $n } days are left
} to answer the questions of { $who }, in “{ $list }”; this is the only reminder.
poll-how-one = Before { $date }, reply to this email with a number. To change your mind, reply with another number: the last one counts.
poll-how-many = Before { $date }, reply to this email with one or more numbers (“1, 3”, for example). To change your mind, reply with other numbers: the last ones count.
poll-how-scale = Before { $date }, reply to this email with a number from 1 (not at all) to 5 (very much). To change your mind, reply with another number: the last one counts.
poll-how-text = Before { $date }, reply to this email in a few words. If you answer twice, the last answer counts.
poll-how-survey = Reply to this email before { $date }, one line for each question, starting with its number: “1: b, d”, then your words for the questions without letters. Answer only what you wish; if you answer twice, the last answer counts.
poll-secret = Your answer goes into a ballot box, not to the list: the result doesn't say who answered what. Whoever runs the service can see email go by.
poll-named = Your answer goes into a ballot box, not to the list. The person who asks will see who answered what.
poll-comments-kept = Only the person who asks reads what you write after the number.
poll-comments-shown = What you write after the number will appear in the result, without your name.
poll-words-kept = Only the person who asks reads what you write in words.
poll-words-shown = What you write in words will appear in the result, without your name.
poll-leave = Leave this community
poll-leave-by = To leave this community, write to { $address }

poll-draft-subject = To confirm: the poll “{ $title }”
poll-draft-goes-to = { $n ->
    [one] Your poll will go to 1 person, right away. This is what they'll get.
   *[other] Your poll will go to { $count } people, right away. This is what each of them will get.
}
poll-draft-how = Reply “yes” to send it, “no” to drop it. Without a reply within seven days, it isn't sent.
poll-draft-change = To correct it, reply and change what follows, between the two lines:
poll-opened-subject = On its way: the poll “{ $title }”
poll-opened = { $n ->
    [one] 1 person is getting your poll.
   *[other] { $count } people are getting your poll.
}
poll-opened-end = It ends on { $date }; you'll get the result then, and so will everyone who answered. To end it right away, reply “close”.
poll-closed-subject = Closed: the poll { $title }
poll-closed = Done: the poll { $title } is closed. You will get the result, and so will everyone who answered.
poll-close-none = Nothing changed: none of your polls is open.
poll-close-which = Nothing changed: several of your polls are open ({ $titles }). Write “close the poll” and a word of its question.
poll-dropped-subject = Not sent: the poll “{ $title }”
poll-dropped = Noted: your poll isn't sent, and nothing of it is kept.
poll-unclear-subject = Still to confirm: “{ $title }”
poll-unclear = I didn't understand your answer, so nothing was sent. Reply “yes” to send it, “no” to drop it, or send the corrected poll back with its two “===” lines.
poll-unclear-runs = I didn't understand your answer, and the poll goes on. To end it right away, reply “close”.
poll-trouble-subject = Your poll isn't ready
poll-trouble-question = The question is missing: write it in the subject of the email.
poll-trouble-few = A poll needs at least two options, each on a line that starts with a dash.
poll-trouble-many = There are too many questions or options: at most { $questions } questions, and { $options } options each.
poll-trouble-long = This option is too long (at most { $length } characters): “{ $said }”.
poll-trouble-end = I can't close the poll at that time: “{ $said }”. Write a date within the next 100 days, such as “Ends: June 6 at 5 pm”.
poll-trouble-term = I didn't understand this line: “{ $said }”.
poll-usage =
    Nothing was sent. Write to this address again, with the question in the subject and the options in the text, for example:

        - Tuesday noon
        - Thursday evening
        Ends: June 6 at 5 pm
        Choice: one (or: many, 1-5, dates, text)
        Anonymous: yes
        Results: at the end (or: after vote)
        Comments: no

    Only the options are needed. Two forms are ready: write “needs” in the subject to ask what the group needs, “value” to ask what it changes.
poll-made-subject = Polls in { $list }
poll-made-by = To make a poll, write to { $address }: the question in the subject, and each option on a line that starts with a dash. You will see it before it goes out. Two forms are ready: reply “needs survey” to ask what the group needs, “value” to ask what it changes.
poll-noted-subject = Recorded: { $title }
poll-noted = Recorded: { $said }. To change your mind before { $date }, reply with another number.
poll-noted-survey = Recorded:
poll-again = To change your mind before { $date }, send all your answers again.
poll-noted-comment = With this comment: “{ $said }”.
poll-so-far = { $n ->
    [one] One answer so far.
   *[other] { $count } answers so far.
}
poll-letters-subject = { $n ->
    [one] Your answer to the poll
   *[other] Your answers to the polls
}
poll-letter-noted = Recorded: { $said }. You can change your mind until { $date }.
poll-letters-again = To change your mind, reply to this email with the letter and another number.
poll-letters-posted = Your other words are posted in { $titles }.
poll-which-subject = Which number? { $title }
poll-which = I didn't understand your answer, so nothing is counted and nothing is posted.
poll-late-subject = Too late to count: { $title }
poll-late = Thank you for answering. This poll ended on { $date }, so your answer wasn't counted.
poll-is-it-yours-subject = Is this your vote? { $title }
poll-is-it-yours = An answer to the poll “{ $title }” of “{ $list }” came from { $from } with your ballot: { $said }.
poll-is-it-yours-how = If it is yours, reply “yes” and it will count. If not, do nothing: it doesn't count.
poll-result-subject = Result – { $list }: { $title }
poll-result = { $n ->
    [0] The poll “{ $title }” is over: nobody answered, out of { $asked }.
    [one] The poll “{ $title }” is over: 1 answer from { $asked } people invited.
   *[other] The poll “{ $title }” is over: { $n } answers from { $asked } people invited.
}
poll-comments = What people added, without names and in no particular order:
poll-who-said = { $who }: { $said }
poll-result-thanks = Thank you for answering.
poll-result-author = The people who answered get the result too.

poll-day-hour = { $date }, { $from }
poll-day-hours = { $date }, { $from } to { $to }
poll-day-note = { $day } – { $note }
poll-draft-dates = Are your options days? Add the line “Choice: dates”, and everyone who answered will get the day that is chosen as a file for their calendar.
poll-draft-days = The days above are as I understood them, in { $zone } time; without a time, they last all day. Please check them before you reply “yes”.
poll-trouble-day = I can't be sure of this day, or it is in the past: “{ $said }”. Write it like “Tuesday, June 9, 2 pm”, “June 9, 2–4 pm, at Ann's” or “2026-06-09”.
poll-trouble-weekday = The day and the date don't go together: “{ $said }”. That date is { $date }.
poll-trouble-late = The poll would end after one of the days it offers: “{ $day }”. Choose an earlier end (“Ends: …”) or take that day out.
poll-tie-subject = Your choice of day: { $title }
poll-tie = The poll “{ $title }” is over, and these days came out even:
poll-tie-how = Reply with the number of the one you choose: the people who answered will then get the result, with the meeting for their calendar. Without a reply by { $date }, they will get these days as possible ones.
poll-unclear-day = I didn't understand your reply, so nobody has the result yet. Reply with one number.
poll-day-one = The day it will be:
poll-day-chosen = Several days came out even; the person who asks chose:
poll-day-tied = These days came out even, and nothing is decided yet:
poll-day-file = For your calendar, open the file { $file } attached to this email: it shows the time where you are.
poll-file-day = meeting.ics
poll-file-sheet = result.csv
poll-result-page = The result stays here: { $url }
poll-result-sheet = The file { $file } attached to this email holds this result for a spreadsheet.

poll-then = { $trend ->
    [up] { $now } · before: { $then }, more today
    [down] { $now } · before: { $then }, less today
    [stable] { $now } · before: { $then }, chance may explain it
   *[few] { $now } · before: { $then }
}
poll-before = “Before”: the same questions, asked until { $date } (answers: { $n }; people asked: { $asked }).
poll-consent = Your name goes with what you offer only if you agree in question { $n }.
poll-draft-outside = { $n ->
    [one] It will also go to 1 person outside the group, once and without a reminder. Before the questions, their email will say who asks and why, that answering is their choice, and that one “no” is enough never to be asked again by this group.
   *[other] It will also go to { $count } people outside the group, once and without a reminder. Before the questions, their email will say who asks and why, that answering is their choice, and that one “no” is enough never to be asked again by this group.
}
poll-opened-outside = { $n ->
    [0] Nobody outside the group gets it.
    [one] 1 person outside the group gets it too.
   *[other] { $count } people outside the group get it too.
}
poll-opened-left-out = { $n ->
    [one] 1 of the addresses given doesn't get it this way: it belongs to a member, doesn't want to be asked, or is one too many for today.
   *[other] { $count } of the addresses given don't get it this way: they belong to members, don't want to be asked, or are too many for today.
}
poll-trouble-person = I can't read this address: “{ $said }”. Write one per line, or put commas between them, like “People: ann@example.org, Bob Roy <bob@example.org>”.
poll-trouble-people = A survey can go to { $count } people outside the group, no more.
poll-trouble-only-surveys = For people outside the group it takes at least two questions, each with its number: to a single question, their “no” could be an answer or a refusal. Write “needs” in the subject for one that is ready.
poll-trouble-only-hosts = Only the people who host write to people outside the group. Take the addresses out, or reply to this email to ask them.
poll-not-theirs-subject = Your poll, through the hosts
poll-not-theirs = Nothing was sent: in “{ $list }”, the people who host send the polls.
poll-not-theirs-how = Reply to this email with your question and your options, and they will get them. You can also ask the whole group, in an ordinary message.
poll-outside-subject = A few questions for you: { $title }
poll-outside = { $who }, who hosts the group “{ $list }”, would like your opinion, and gave us your address for this one email.
poll-outside-choice = Answering is your choice. You get this one email, without a reminder, and you are not signed up for anything. If you never want to be asked again by this group, reply “no”.
poll-outside-no-alone = One word is enough, “no” or « non », and this group won't write to you again.
poll-outside-kept = Your address is used for this survey only, and forgotten a month after it ends. Only a “no” is kept, so that we respect it.
poll-outside-ended-subject = Noted
poll-outside-ended = “{ $list }” won't ask you anything again. If you had answered, your answer is erased.
poll-result-outside = Outside the group, answers: { $answered }; people asked: { $asked }.
poll-result-declined = { $n ->
    [one] 1 doesn't want to be asked again.
   *[other] { $count } don't want to be asked again.
}
poll-result-unreached = { $n ->
    [one] The email to this address could not be delivered: { $addresses }. Check it if you were counting on that answer.
   *[other] The emails to these { $n } addresses could not be delivered: { $addresses }. Check them if you were counting on those answers.
}
poll-pairs = Offer ↔ need, for the people who agreed to be named. These are ideas, from the words people used; who to put in touch is up to you.
poll-pair = { $who } offers “{ $offer }”, and others are looking for:
poll-again-subject = A year on: { $title }
poll-again-offer = { $n ->
    [one] The survey “{ $title }” ended on { $date } with 1 answer. Asked again, it will show each figure beside the one from then.
   *[other] The survey “{ $title }” ended on { $date } with { $n } answers. Asked again, it will show each figure beside the one from then.
}
poll-again-how = Reply “yes” to ask it again: you will see it, and can correct it, before it goes out. Reply “no” or do nothing, and that is the end of it.
poll-unclear-again = I didn't understand your reply, so nothing was sent. Reply “yes” to see the survey before it is sent, “no” to drop it.

poll-quarter-subject = A quarter on: { $title }
poll-ready-value-title = What has the community changed in your work?
poll-ready-value-form =
    Reply with a digit and, if you like, a sentence. Only the people who host read it. If it may appear in a report, without your name, add “quote me”.
    0. nothing yet
    1. good exchanges
    2. an idea or a contact
    3. I tried something
    4. things work better
    5. we changed course
    Used for: value

poll-needs-title = Your needs, your ideas
poll-needs-form =
    Six questions, five minutes, so that the group serves each of us better.
    1. What brings you to this group?
    - learning
    - helping
    - meeting people
    - keeping up with what's going on
    - something else
    Choice: many
    2. Which three topics would you like to talk about here?
    Used for: need
    3. What would be useful to you?
    - conversations by email
    - meetings online
    - meetings in person
    - fact sheets and tools
    - one-on-one help
    Choice: many
    4. How much time a month can you give it?
    - less than an hour
    - one to three hours
    - more than three hours
    5. What could you offer to others?
    Used for: offer
    6. What would make you leave?
    7. May the people who host the group be told your name, with what you offer?
    - yes
    - no
    Used for: consent
