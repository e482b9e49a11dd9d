# Calls to all: the title, the question to whoever writes one, what follows.
call-title = Call to all – { $list }: { $subject }
call-subject = To confirm: “{ $subject }”
call-confirm = { $n ->
    [one] Your call will go to 1 person, right away, whatever pace they chose.
   *[other] Your call will go to { $count } people, right away, whatever pace each of them chose.
}
call-left-out = { $n ->
    [one] 1 person will not get it: they are paused, or get nothing.
   *[other] { $count } people will not get it: they are paused, or get nothing.
}
call-long = It has { $count } characters; beyond 1,500, few people read to the end.
call-replies = Replies will go to the hosts. For them to go to the whole list, reply “yes, thread”.
call-sent-team = Replies will go to the hosts, not to the whole list.
call-sent-thread = Replies will go to the thread, so to the whole list.
call-how = Reply “yes” to send it, “no” to give it up. Without a reply within three days it is not sent.
call-sent-subject = On its way: “{ $subject }”
call-sent = Done: your call is going out to everybody. The next one can leave in seven days.
call-dropped-subject = Not sent: “{ $subject }”
call-dropped = Noted: your call is not sent, and nothing is left of it.
call-unclear-subject = Still to confirm: “{ $subject }”
call-unclear = I didn't understand your answer, so nothing was sent. Reply to the question with “yes” or “no”.
call-early-subject = Not possible yet: “{ $subject }”
call-early = Your call is not sent: only one leaves in seven days, so that people read them. The next one can leave from { $date }.
