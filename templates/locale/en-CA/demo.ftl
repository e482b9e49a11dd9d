# The demo: what the characters' mail programs write themselves.
demo-attribution = On { $date } at { $time }, { $name } <{ $address }> wrote:
demo-attribution-short = On { $date } at { $time }, { $name } wrote:
demo-quoted-fields =
    -----Original Message-----
    From: { $name } <{ $address }>
    Sent: { $date } { $time }
    To: { $list }
    Subject: { $subject }
demo-phone-signature = Sent from my phone
# The demo's pages.
demo-title = Palabre, the demo
demo-intro = A network of shared gardens, three communities, thirty-six invented people, real email: each message below went through Palabre, and so will what you write.
demo-try = Things to try:
demo-try-digest = Open { $name }’s mailbox: a digest of the week is waiting. Answer a conversation without leaving the digest.
demo-try-watch = See your answer take its place in the archive, and in the other mailboxes.
demo-try-own = Or write with your own tools, by SMTP:
demo-communities = Communities
demo-mailboxes = Mailboxes
demo-private = private: its pages cannot be read here
demo-invented = Nobody here exists, and no message leaves this computer.
demo-delivery = { $mode ->
    [each] { $list }: each message
    [daily] { $list }: one digest a day
    [weekly] { $list }: one digest a week
    [monthly] { $list }: one digest a month
    [notices] { $list }: calls only
   *[none] { $list }: nothing by email
}
demo-mailbox-of = { $name }’s mailbox
demo-empty = Nothing received yet.
demo-write-to = Write to { $list }
demo-from = From
demo-to = To
demo-date = Date
demo-subject = Subject
demo-text = Message
demo-send = Send
demo-as-text = Text
demo-as-html = HTML
demo-headers = Headers
demo-sent = Sent
demo-not-sent = Refused
demo-landed = Your message took its place in the conversation “{ $thread }”.
demo-landed-page = Read it in the archive
demo-landed-private = The community is private: its members get it, its pages are not public.
demo-taken = Palabre has your message. If it calls for an answer, you will find it in the mailbox.
demo-refused = The server said:
demo-back-to-mailbox = Back to the mailbox
demo-back-to-front = All mailboxes
