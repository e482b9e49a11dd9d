# To who has read without writing for three months: one question, twice a year at most. Reading is taking part.
quiet-subject = “{ $list }”: keep this pace?
quiet-subject-several = Your { $count } communities: keep this pace?
quiet = Reading counts as taking part. Keep this pace? A digit in reply is enough:
quiet-choices =
    1  Yes, as it is now
    2  { $quieter ->
        [notices] Only calls to everyone
       *[monthly] Once a month
    }
    3  A pause
    4  Leave
quiet-reach = Your answer will count for { $communities }.
quiet-else = No reply means you stay, and nothing changes.
quiet-stop = This question comes twice a year at most. To stop getting it, reply “stop reminders”.
