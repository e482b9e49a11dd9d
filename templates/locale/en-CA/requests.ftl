# Answers to commands. Say what happened, what it changes, how to come back.
in-communities = { $n ->
    [one] “{ $name }”
   *[other] your { $n } communities
}
quoted = “{ $text }”
undo-how = To go back, reply “undo” to this email.
done = Done: { $what }
already-so = Nothing changes: { $what }
guarded = You wrote a command word to the whole community: we didn't post it, we carried it out.
# Ways of delivery.
each-subject = Each message of { $list }
each-done = each message of { $list } reaches you as soon as it is posted.
each-volume = { $n ->
    [0] Nobody wrote there in the last four weeks.
    [one] That is about one message a week.
   *[other] That is about { $count } messages a week.
}
digest-mode-subject = Your digests of { $list }
digest-mode-done = you get a digest of { $list } { $rhythm }
digest-mode-first = The next one leaves on { $date }, at { $time }
notices-subject = Only the calls to everyone
notices-done = from { $list } you now get only the calls to everyone, when the hosts make one.
rhythm = { $cadence ->
    [daily] every day at { $time }
    [monthly] on the first { $weekday } of the month at { $time }
   *[weekly] every { $weekday } at { $time }
}
mode-each = each message, as soon as it is posted
mode-digest = a digest { $rhythm }
mode-notices = only the calls to everyone
mode-none = no messages
# Help.
help-subject = What you can write to “{ $list }”
help-intro = Write one of these words to { $commands }, in the subject or on the first line. Or reply to this email.
help-card =
    each: every message, as soon as it is posted
    weekly, or “weekly Tuesday 6 pm”: one digest a week, on the day that suits you
    daily, monthly, notices: less, or only the calls to everyone
    pause until June 3: nothing until then, then a summary of what was said
    back: the pause is over
    follow 12, mute 12: all of a thread, or nothing more of it
    latest, unanswered: the recent threads, the open questions
    search seeds, read 12: find a message, get a whole thread
    archive: a link to read all your archives, private ones too
    notebooks, note 12, edit 12: the notes, read one, change it
    name Zoé Roy, address zoe@example.org, language fr, time zone Paris: what we know of you
    settings: all you have chosen
    undo: takes back your last change
    unsubscribe: leave the community
help-card-animate =
    For the hosts: invite a@b, remove, merge 12 with 9, split, close, pin, team, word: text.
    Also: brief, nudge 3, welcome Name, poll, needs survey, value, close the poll, report, time 40 min.
help-forgiving = Typos and politeness are fine. En français aussi : essayez « aide ».
help-everywhere = For all your communities at once, write to { $address }.
# What is not understood.
not-understood-subject = Your message was not understood
not-understood = I didn't understand “{ $line }”.
not-understood-plain = I didn't understand your message.
not-understood-passed-on = I found no command in your message. The hosts have received it and will answer you.
did-you-mean = Did you mean { $a }, { $b } or { $c }? To see everything you can do, reply “help”.
you-can-write = To change your mail, one word is enough: { $a }, { $b } or { $c }, for example.
usual-words = settings|pause|unsubscribe
not-a-member-subject = You are not a member of “{ $list }”
not-a-member = You are not a member of “{ $list }” with this address; nothing changed. To become one, write to { $join }. If you are one under another address, write to us from that one.
# Settings.
settings-subject = Your settings
settings-intro = This is what you have chosen.
settings-name = Name: { $name }
settings-address = Address: { $address }
settings-language = Language of our words: { $language }
settings-zone = Time zone: { $zone }
settings-order = { $order ->
    [posts] Order of threads: latest posts
   *[activity] Order of threads: latest activity
}
settings-form = { $form ->
    [mime] Form of digests: whole messages, to be opened one by one
    [plain] Form of digests: whole messages, in text
    [text] Form of digests: text
   *[html] Form of digests: HTML and text
}
settings-mentions = { $on ->
    [true] When someone mentions you: an email right away
   *[false] When someone mentions you: nothing special
}
settings-reminders = { $on ->
    [true] Reminders: yes
   *[false] Reminders: no
}
settings-receipts = { $when ->
    [yes] Receipts: for each of your posts
    [no] Receipts: never
   *[first] Receipts: for your first post
}
settings-next = next: { $date }
settings-paused = paused, until you reply “back”
settings-paused-until = paused until { $date }
settings-stopped = suspended, because mail to you came back; reply “back”
settings-complained = suspended, because an email was reported as unwanted; reply “back”
settings-suspended = suspended by the team; reply “back”
settings-followed = { $n ->
    [one] 1 thread followed
   *[other] { $count } threads followed
}
settings-muted = { $n ->
    [one] 1 thread muted
   *[other] { $count } threads muted
}
settings-how = To change something, reply with a word: “each”, “weekly Tuesday 6 pm”, “pause until { $day }”, “language fr”… “help” gives them all.
settings-line = { $paused ->
    [yes] Your settings in “{ $list }”: { $mode }; paused (reply “settings” to see them all).
   *[no] Your settings in “{ $list }”: { $mode } (reply “settings” to see them all).
}
# Going back.
nothing-to-undo-subject = Nothing to undo
nothing-to-undo = There is nothing to undo: you changed nothing by email in the last 30 days.
undone-subject = It is undone
undone = { $verb ->
    [pause] It is undone: you are no longer paused.
    [withdraw] It is undone: the message is back in the archive.
    [follow] It is undone: this thread reaches you like the others.
    [mute] It is undone: this thread is no longer muted.
   *[other] It is undone: everything is as it was before your last change.
}
undone-left = It is undone: you are a member of “{ $list }” again, as before.
# Away.
pause-subject = Paused
pause-subject-until = Paused until { $date }
pause-until = you get nothing from { $list } until { $date }. When you're back, one email will catch you up.
pause-open = you get nothing from { $list }. When you come back, reply “back”: one email will catch you up.
pause-others = { $n ->
    [one] Your other community goes on. To pause them all, write “pause” to { $address }.
   *[other] Your { $n } other communities go on. To pause them all, write “pause” to { $address }.
}
pause-how-subject = Paused until when?
pause-how = I didn't understand until when: “{ $tail }”. Nothing changed. Write for example “pause until { $day }”, “pause 2 weeks”, or just “pause”.
resume-subject = Welcome back
resume-done = Welcome back. If something was said in { $list } while you were away, one email tells you. From now on you get { $mode }.
resume-not-paused = You were not paused in { $list }: nothing changed.
# Your mail.
text-subject = Your digests as plain text
text-done = your digests come as plain text, without layout.
html-subject = Your digests with their layout
html-done = your digests come with their layout, and as text.
mime-subject = Your digests: whole messages
mime-done = your digests hold the whole messages, which your mail program opens one by one. To get the short form back, reply “html” or “text”.
plain-subject = Your digests: whole messages, in text
plain-done = your digests hold the whole messages, one after the other in a single text. To get the short form back, reply “html” or “text”.
language-subject = Your language
language-done = we write to you in English. Messages stay in the language of those who write them.
language-how = Write “language en” for English, “language fr” for French.
order-subject = The order of threads
order-activity = in your digests, the threads that moved last come first.
order-posts = in your digests, the threads opened last come first.
order-how = Write “order activity” to see first the threads that moved, “order posts” to see first the new ones.
mentions-subject = When someone mentions you
mentions-yes = when someone mentions you, the message reaches you right away, whatever your mode.
mentions-no = when someone mentions you, the message reaches you like the others.
mentions-how = Write “mentions yes” to get messages that mention you right away, “mentions no” to get them like the others.
reminders-subject = Reminders
reminders-yes = now and then a short reminder may reach you: a first message without a reply that you could help with, or a question about your pace, twice a year at most.
reminders-no = no reminder will reach you any more. The messages of your communities go on as before.
reminders-how = Write “reminders no” to get no reminders, “reminders yes” to get them again.
receipts-subject = Receipts for your messages
receipts-yes = each of your messages will be followed by a receipt.
receipts-no = your messages will be posted without a receipt.
receipts-how = Write “receipts yes” for a receipt with each of your messages, “receipts no” for none.
zone-subject = Your time zone
zone-done = the hours of our emails follow the time zone “{ $zone }”, where it is { $time } now.
zone-how = I didn't recognise a time zone. Write “time zone” and a large city, such as “time zone Paris” or “time zone Vancouver”, or its full name: “time zone America/Halifax”.
name-subject = Your name
name-done = we now call you “{ $name }”. Your messages bear the name set in your mail program.
name-how = I didn't understand which name. Write for example “name Zoé Roy”: 60 characters at most, no address.
# Threads.
which-one-subject = Which thread?
which-one = Write the number of the thread: “{ $word } 12”. The word “latest” gives you the recent threads and their numbers.
which-community = Each community numbers its own threads: write to the command address of that one.
no-such-thread = There is no thread { $n } here. The word “latest” gives you the recent threads and their numbers.
follow-subject = You follow “{ $title }”
follow-done = each message of the thread “{ $title }” reaches you as soon as it is posted, whatever your mode.
mute-subject = Muted: “{ $title }”
mute-done = you get nothing more of the thread “{ $title }”, neither messages nor digests.
unfollow-subject = Like the others: “{ $title }”
unfollow-done = the thread “{ $title }” reaches you like the others.
# Reading by mail.
latest-subject = The latest threads
latest-intro = These are the latest threads of { $list }.
latest-none = Nobody has written in { $list } yet.
unanswered-subject = Unanswered questions
unanswered-intro = These questions wait for an answer in { $list }, the oldest first.
unanswered-none = No question waits for an answer in { $list }.
search-subject = What your search found
search-intro = { $n ->
    [one] One message or note has “{ $words }”.
   *[other] { $n } messages or notes have “{ $words }”: notes and titles first, then the latest.
}
search-intro-many = There are many for “{ $words }”: we looked at the latest. For older ones, add a word or a date: “before:2019”.
search-first = { $n ->
    [one] Here is the first thread.
   *[other] Here are the first { $n } threads.
}
search-nothing = Nothing in { $list } has “{ $words }”.
search-fewer = Try another word, or only its beginning: “search train*”.
search-rather = Try instead: “search { $words }”.
search-partial-mail = The search index is still being made: some messages may be missing. Ask again in a few minutes.
search-how = Write what you are looking for: “search tomato seeds”. You can be more precise: “search seeds from:mary since:2019-05”.
thread-last = { $messages }; last: { $date }
asked-by = { $name }, { $date }
written-by = { $name }, { $date }
threads-how = To get a whole thread, reply for example “read { $n }”.
read-intro = This is the whole thread. Your reply to this email will be posted in it.
read-left-out = { $n ->
    [one] The first message does not fit.
   *[other] The first { $count } messages do not fit.
}
# When nothing proves who writes.
did-you-ask-subject = Did you write to “{ $list }”?
did-you-ask = An email signed with your address asks this of “{ $list }”, but nothing proves that it comes from you:
did-you-ask-how = If it was you, reply to this email: an empty message is enough. Otherwise do nothing: nothing changes.
asked-help = help
asked-join = becoming a member
asked-leave = leaving the community
asked-each = every message
asked-daily = a digest a day
asked-weekly = a digest a week
asked-monthly = a digest a month
asked-notices = only the calls to everyone
asked-pause = a pause
asked-resume = the end of the pause
asked-follow = following a thread
asked-mute = muting a thread
asked-unfollow = a thread like the others
asked-order = the order of threads
asked-mentions = mentions
asked-reminders = reminders
asked-receipts = receipts
asked-language = another language
asked-zone = another time zone
asked-text = digests as plain text
asked-html = digests with their layout
asked-name = another name
asked-address = another address
asked-settings = your settings
asked-search = a search
asked-latest = the latest threads
asked-read = a whole thread
asked-unanswered = unanswered questions
asked-my-data = your data
asked-erase = erasing your data
asked-undo = undoing the last change
asked-withdraw = withdrawing a message from the archive
asked-yes = yes
asked-no = no
asked-spam = spam
asked-invite = inviting people
asked-remove = removing people
asked-role = changing a role
asked-set = changing a setting of the list
asked-team = who hosts
asked-merge = merging threads
asked-split = splitting a thread
asked-close = closing a thread
asked-pin = pinning a thread
asked-stop-welcome = the end of the welcome mails
# Address.
address-subject = Your address
address-how = Write your new address after the word: “address zoe@example.org”.
address-same = You already write to us from { $address }: nothing to change.
address-ours = This address is a community's: it cannot be yours.
address-ask-subject = Change your address? Reply to confirm
address-ask-old = You asked that your mail go to { $new } from now on, instead of { $old }. To confirm, reply to this email: an empty message is enough. We will then write to the new address. If it was not you, do nothing.
address-ask-new = A member of “{ $list }” asked that their mail come to this address, { $new }. To confirm, reply to this email: an empty message is enough. If it was not you, do nothing: you won't hear from us again.
address-taken = This address is another member's already; nothing changed. If that is you too, first leave your communities with one of the two addresses.
address-done = Done: your mail now comes to { $new }. Write to us from this address from now on.
address-left = Done: your mail now goes to { $new }, and nothing more will come here. If it was not you, write to us right away at the address below.
# Data.
my-data-subject = Your data
my-data-intro = { $n ->
    [0] This is all we know of you. You have posted nothing.
    [one] This is all we know of you, and your message.
   *[other] This is all we know of you, and your { $count } messages.
}
my-data-cut = The latest messages did not all fit: ask for them at the address below.
my-data-erase = To erase it all, write “delete my data” to { $address }.
my-data-later = Your data was sent to you less than a day ago. Ask again tomorrow.
erase-ask-subject = Erase your data? Reply “yes” to confirm
erase-ask = You asked to erase what we know of { $address }. You will leave { $n ->
    [0] every community
    [one] your community
   *[other] your { $n } communities
}; your name, address and attachments will be removed ({ $posts }), and your words will stay in the conversations, without your name. This cannot be undone.
erase-ask-how = To confirm, reply “yes” to this email. Otherwise do nothing: nothing changes.
erase-done-subject = Your data is erased
erase-done = Done: we know nothing more of you, and this is our last email. The pages are being made again in the next minutes; copies that others have received stay with them, and backups are erased with time.
former-member = Someone
# To somebody unknown to us who writes a command.
stranger-help-subject = About “{ $list }”
stranger-help = “{ $list }” is a community that talks by email.
stranger-no-member = You are not a member of “{ $list }” with this address; nothing has changed.
stranger-join = To become a member, write to { $join }: an empty message is enough.
stranger-invited = People join at the hosts' invitation.
stranger-elsewhere = If you are a member under another address, write to us from that one.
# The threads that a digest only counts.
read-all-subject = The other threads of your digest
read-all-intro = These are the threads that your last digest did not name.
read-all-none = Your last digest named all its threads. The word “latest” gives you the recent ones.
