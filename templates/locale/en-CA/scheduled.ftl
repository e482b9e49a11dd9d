# Messages for later. The words of the first line, one a line.
schedule-words =
    publish
    publish on
    publish at
    schedule
    schedule for
    to publish
    post on
schedule-now =
    now
    right now
    right away
    immediately
scheduled-moment = { $date } at { $time } ({ $city } time)
scheduled-subject = Scheduled: “{ $subject }”
scheduled = Noted: your message “{ $subject }” goes out on { $when }.
scheduled-how = To take it back, reply “undo” before then. For another moment, reply with it: “Tuesday 10 am”, or “now”.
scheduled-when-subject = When shall “{ $subject }” go out?
scheduled-when = Your message “{ $subject }” is kept and nothing was posted: “{ $said }” is not a moment I can read.
scheduled-when-how = Reply with a day and an hour, such as “Monday 9 am”, or “now”. To take it back, reply “undo”; without an answer it is forgotten in seven days.
scheduled-unclear-subject = Still scheduled: “{ $subject }”
scheduled-unclear = Nothing changed for your message “{ $subject }”: I didn't understand your answer. Reply with a day and an hour (“Monday 9 am”), “now” or “undo”.
scheduled-over-subject = It waits no more
scheduled-over = This message waits no more: it is out, or you had taken it back. To correct it, reply in its thread.
why-scheduled = its author chose the moment at which it goes out
