# The archive's public and private pages.
archive-direction = ltr
archive-skip = Skip to content
archive-up = You are here
archive-communities = Communities
archive-intro = These communities talk by email. Read them here; to take part, an email is all it takes.
archive-no-communities = No community is open to the public yet.
archive-messages = { $n ->
    [one] { $count } message
   *[other] { $count } messages
}
archive-last = last on { $date }
archive-no-subject = (no subject)
archive-write-to = Write to { $address }
archive-join = Join
archive-join-subject = Join
archive-feed = Atom feed
archive-feed-own = Feed for a reader
archive-no-messages = no message yet
archive-empty = No conversation here yet.
archive-open-first = Write the first message
archive-order = Order of conversations
archive-by-activity = By activity
archive-by-opening = By opening
archive-by-month = Months
archive-older = Older ones, by month
archive-months = All months
archive-pages = Pages
archive-page = Page { $n }
archive-page-before = Previous page
archive-page-after = Next page
archive-first-page = First page
archive-last-page = Last page
archive-message = Message { $n }
archive-answers = in reply to
archive-quote = Quote:
archive-signature = Signature
archive-no-words = This message has no text.
archive-withdrawn = Message withdrawn by its author.
archive-withdrawn-team = Message withdrawn by the hosts.
archive-files = Attachments
import-author-unknown = Unknown author
archive-file-unnamed = unnamed attachment
archive-size-bytes = { $n ->
    [one] { $count } byte
   *[other] { $count } bytes
}
archive-size-kb = { $count } kB
archive-size-mb = { $count } MB
archive-reply = Reply
archive-reply-to = to message { $n }
archive-source = Source
archive-source-of = of message { $n }
archive-answer-intro = To answer in this conversation, write to
archive-moved = This conversation was joined to another
archive-moved-here = Read it in its new place
archive-missing = Page not found
archive-missing-why = There is no page at this address, or it is not public.
# Small words that give away a text's language.
archive-small-words = the a an and is are was of to in for on with that this it you we they be not but or at from as have has will would can if so there what your our hello thanks
archive-pinned = Pinned
archive-closed = This thread is closed: new messages wait for the team.
# Weeks that are over.
archive-weeks = All weeks
archive-weeks-of = { $community }: week by week
archive-by-week = Weeks
archive-weeks-feed = Atom feed of weeks
archive-weeks-none = A digest of each week with messages appears here once the week is over.
archive-week = Digest, { $days }, { $year }
archive-week-pulse = { $messages } { $people } in { $threads }.
archive-week-opened = Opened by { $name }
archive-week-more = { $n ->
    [one] and 1 other thread
   *[other] and { $count } other threads
}
# The public site: orders, tabs, ways.
archive-communities-order = Order of communities
archive-by-name = By name
archive-ways = The community
archive-latest = Conversations
archive-about = A community that talks by email.
archive-by-mail = Taking part by email
archive-joining = { $how ->
    [closed] One joins by invitation of the team.
    [request] Write to the address for joining: the team answers.
   *[open] An empty email to the address for joining is enough; we answer to make sure the address is yours.
}
archive-to-all = Write to everyone
archive-to-join = Join
archive-to-leave = Leave
archive-to-team = Reach the team
archive-to-commands = Help and settings
archive-since = { $messages } since { $since }.
archive-monthly = { $n ->
    [one] Lately, about one a month.
   *[other] Lately, about { $count } a month.
}
archive-month-counts = { $messages } in { $threads }.
archive-months-about = The messages of “{ $community }”, month by month, since the first.
archive-weeks-about = What was said in “{ $community }”, a page for each week, the latest first.
archive-notebooks-about = The notes of “{ $community }”, by notebook: what its conversations gave that lasts.
archive-notebook-about = The notes in the notebook “{ $book }” of the community “{ $community }”.
archive-month-about = The conversations of { $month } in “{ $community }”.
archive-unanswered = Unanswered
archive-unanswered-of = { $community }: unanswered
archive-unanswered-about = The questions of “{ $community }” that wait for an answer.
archive-unanswered-intro = These questions are still waiting, the oldest first. A lead, even a partial one, already helps.
archive-unanswered-none = Every question has had an answer.
archive-unanswered-feed = Atom feed of unanswered questions
archive-tree = As a tree
archive-flat = Read the messages
archive-tree-of = { $title } – as a tree – { $community }
archive-follow = Follow this conversation
archive-follow-mail = follow { $n }
archive-mute = Mute it
archive-mute-mail = mute { $n }
archive-thread-notes = Kept as a note:
archive-thread-feed = Atom feed
archive-thread-mbox = Download (mbox)
archive-month-mbox = Download the month (mbox)
