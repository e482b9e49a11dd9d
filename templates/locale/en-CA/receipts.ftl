# Receipt of a post that is out.
receipt-subject = Posted: “{ $subject }”
receipt = Your message “{ $subject }” is posted.
receipt-readers = { $n ->
    [0] You are the only person here for now; those who come will be able to read it.
    [one] One person will get it; replies will come to you by email.
   *[other] { $count } people will get it; replies will come to you by email.
}
milestone = { $n ->
    [1] It is the very first message in “{ $list }”.
   *[other] It is the { $rank } message in “{ $list }”. Thanks to everyone who wrote the ones before it.
}
receipt-page = The whole conversation: { $url }
receipt-read = To get the whole conversation, reply “read { $n }”.
receipt-first = It is your first message here, hence this receipt; the next ones will appear without a word. For a receipt each time, reply “receipts yes”.
receipt-milestone = This receipt comes for the occasion; for none at all, reply “receipts no”.
receipt-each = For no more receipts, reply “receipts no”.
