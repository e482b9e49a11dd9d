### A word to somebody whose address nobody sees.

relay-from = { $name } (through { $list })
relay-foot = { $name } is writing to you through “{ $list }”, without seeing your address. Your reply will go the same way.
relay-files = { $n ->
    [one] One attachment was not passed on.
   *[other] { $count } attachments were not passed on.
}
