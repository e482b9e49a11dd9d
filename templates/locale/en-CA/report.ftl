# The monthly report: four lights, figures, a paragraph for whoever pays.
report-subject = Report on { $list }, { $days }
report-file = report
report-colon = :
report-members = { $n ->
    [one] 1 member
   *[other] { $count } members
}
report-summary = { $messages } { $people } in { $threads }; { $members }.
report-summary-quiet = A quiet month, with no messages; { $members }.
report-of = { $of } of { $all }
report-of-percent = { $of } of { $all } ({ $percent }%)
report-before = The 28 days before: { $part }.
report-light-answers = People answer
report-light-welcomes = People are welcomed
report-light-voices = Many voices
report-light-renews = The group renews itself
report-level-green = doing well
report-level-amber = worth watching
report-level-red = needs a hand
report-level-few = too few to judge
report-level-nothing = nothing to measure
report-trend-up = better than before
report-trend-down = worse than before
report-trend-stable = stable
report-level-trend = { $level }, { $trend }
report-answers = Threads that had a reply within 7 days: { $part }.
report-answers-none = No thread was opened in those weeks.
report-waits = First reply: half within { $median }, nine in ten within { $late }.
report-waits-long = First reply: half within { $median }; for one thread in ten, more than 7 days.
report-waits-longer = First reply: more than 7 days for half of the threads.
report-wait-short = half an hour
report-wait-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
report-wait-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
report-welcomes = First posts that had a reply within 48 hours: { $part }.
report-welcomes-none = Nobody wrote for the first time.
report-returned = People who wrote again within 28 days of their first post: { $part }.
report-voices = { $n ->
    [one] 1 person wrote.
   *[other] { $count } people wrote, with as much variety as { $voices } people writing equally.
}
report-voices-none = No messages.
report-team = Messages by the hosts: { $part }.
report-top = Messages by the three people who wrote most: { $part }.
report-moved = Members who moved from one circle to another (core, active, periphery): { $part }.
report-came = Joined: { $joined }; left: { $left }; reading without writing for 90 days: { $silent }, and reading is taking part too.
report-picture = Messages per week
report-others = Other figures
report-bands = Core: { $core }; active: { $active }; periphery: { $periphery }.
report-participation = Members who wrote: { $part }.
report-voting = Ballots in polls that closed: { $part }.
report-reciprocity = Pairs of people who answer each other: { $part }.
report-depth = Median number of messages per thread: { $depth }; threads with three people or more: { $part }.
report-memory = Notes made: { $created }; revised: { $revised }; drawn from a thread: { $threads }.
report-brings = What brought those who joined within a year, as they said: { $reasons }.
report-brings-reason = { $reason ->
    [1] finding answers
    [2] sharing what they know
    [3] meeting people
   *[4] having a look, for now
} ({ $n })
report-value = { $n ->
    [one] What the community changed: 1 answer.
   *[other] What the community changed: { $count } answers.
}
report-value-split = What the community changed, from { $count } answers: { $levels }.
report-value-ask = What the community changes in members' work can be asked once a quarter: reply “value”, and you will see the question before it goes out.
report-value-level = { $level ->
    [0] nothing yet
    [1] good exchanges
    [2] an idea or a contact
    [3] something tried
    [4] things work better
   *[5] a change of course
} ({ $n })
report-delivery = Mail delivered: { $part }; complaints: { $complaints }.
report-time = { $n ->
    [0] Hosting time: nothing counted.
    [one] Hosting time, estimated: { $minutes } (1 action, 2 minutes).
   *[other] Hosting time, estimated: { $minutes } ({ $n } actions of 2 minutes).
} To give your own figure, reply “time 40 min”.
report-time-declared = Hosting time, as declared: { $minutes }.
report-cost = Cost per core or active person: { $money }.
report-money = ${ $whole }.{ $cents }
report-minutes = { $minutes } min
report-hours = { $hours } h
report-hours-minutes = { $hours } h { $minutes2 } min
report-funder = For your funder, ready to paste
report-funder-members = From { $first } to { $last }, the “{ $community }” community had { $n ->
    [one] 1 member.
   *[other] { $count } members.
}
report-funder-posts = { $n ->
    [one] 1 person
   *[other] { $count } people
} wrote { $messages } in { $threads }.
report-funder-quiet = It was a quiet month.
report-funder-answers = { $n ->
    [one] { $of } of { $part } conversations had a reply
   *[other] { $of } of { $part } conversations had a reply
} within a week.
report-funder-answers-median = { $n ->
    [one] { $of } of { $part } conversations had a reply
   *[other] { $of } of { $part } conversations had a reply
} within a week (median wait: { $median }).
report-all = { $all }
report-all-percent = { $all } ({ $percent }%)
report-funder-joined = { $n ->
    [one] 1 person joined.
   *[other] { $count } people joined.
}
report-funder-votes = { $n ->
    [one] 1 ballot was
   *[other] { $count } ballots were
} cast in its polls.
report-funder-time = Hosting took about { $minutes }.
report-funder-time-cost = Hosting took about { $minutes }, or { $money } per active person.
report-reading-heading = How to read this
report-reading = All of it comes from messages: no opens, no clicks, and nobody is scored. Under 5, we count without percentages. We say “better” or “worse” only when chance alone doesn't explain it (90% intervals).
report-wenger = Wenger often sees a core of 10–15% and an active circle of 15–20%: a reference point, not a target.
report-how = The figures are in the attached file too. For another month, reply “report { $month }”; to stop this report, “report no”.
# The table of whoever stewards several communities: figures, never a message.
report-table-subject = Report on { $n ->
    [one] your community
   *[other] your { $n } communities
}, { $days }
report-table-summary = { $n ->
    [one] 1 community
   *[other] { $n } communities
}, { $messages } in 28 days. { $quiet ->
    [0] All had messages.
    [one] 1 was quiet.
   *[other] { $quiet } were quiet.
}
report-table-first = Look here first
report-table-reason = { $list }: { $why }.
report-table-waiting = { $all ->
    [one] its thread waits for a reply
   *[other] { $n } of its { $all } threads waited more than 7 days
}
report-table-light = “{ $light }” { $level }
report-table-name = Community
report-table-answers = Answers
report-table-welcomes = Welcome
report-table-voices = Voices
report-table-renews = Circles
report-table-members = Memb.
report-table-messages = Mess.
report-messages = { $n ->
    [one] 1 message
   *[other] { $count } messages
}
report-table-counts = { $members }, { $messages }
report-sign-green = ok
report-sign-amber = ~
report-sign-red = {"!"}
report-sign-few = ·
report-sign-nothing = –
report-table-legend = Signs: “!” needs a hand, “~” worth watching, “ok” doing well, “·” too few to judge, “–” nothing to measure. Answers: threads with a reply within 7 days, of threads opened. Welcome: first posts with a reply within 48 hours. Voices: people writing equally. Circles: members who moved from one circle to another.
report-table-how = All the figures for each community are in the attached file. No message is shown, and no member named.
# Answers to the commands “report” and “time”.
report-which = Which month? Write “report 2019-05” or “report May”, or “report” alone for the last 28 days.
report-to-come = That month has not begun. Write “report” alone for the last 28 days.
report-change-subject = The report on { $list }
report-stopped = Done: the monthly report will no longer come to you. To read it all the same, write “report”; to have it back, “report yes”.
report-comes = The report comes to you on the first Tuesday of the month, at 7:15 a.m. To stop it, write “report no”.
report-time-subject = Your time for { $list }
report-time-noted = Noted: { $minutes } for the days of the report, { $days }. To correct it, write again; to read the report again, “report”.
report-time-next = Noted: { $minutes }. The report of { $date } will tell it. To correct it, write again.
report-time-none = Taken back: your time is no longer counted for { $days }.
report-time-how = Write for example “time 40 min” or “time 1 h 30”: the report will tell it for { $days }.
report-time-now = You had noted { $minutes } for { $days }. To correct it, write for example “time 40 min”.
report-hour-words = hr|hrs|hour|hours
setting-rate = rate|hourly rate|cost of an hour
# “From September 3 to September 30”: the date, or the day alone.
report-funder-same-month = { $date }
