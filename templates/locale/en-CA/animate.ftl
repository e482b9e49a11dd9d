# Commands of those who animate a list, and of those who own it.
animate-nothing-subject = Nothing changed
animate-owners-only = Nothing changed: only those who own the list can do that.
animate-team-only = Nothing changed: only the hosts can do that.
animate-which = Nothing changed: you host several communities. Write to the command address of the one you mean.
animate-no-thread = Nothing changed: there is no thread no. { $n } here. A thread's number is in the address of its page, and “latest” lists them.
animate-already = Nothing changed: it was so already.
animate-lift-words = no|off|reopen|undo|unpin
team-subject = Who hosts { $list }
team-of = These people host “{ $list }”:
team-one = – { $name }, { $role ->
    [owner] owner
    [animator] host
   *[other] member
}
team-write = To write to all of them at once: { $humans }
merge-how = Nothing changed. To join two threads, write their numbers: “merge 12 with 9”.
merge-same = Nothing changed: they are one thread already.
merged-subject = Threads joined: “{ $title }”
merged = Done: the two threads are one, “{ $title }” (no. { $n }). Their old links lead there.
split-how = Nothing changed. Write the thread's number, then that of the first message to part: “split 12 from 3”.
split-where = Nothing changed: this thread has no such message, or nothing would be left. The first message cannot be parted.
split-subject = Thread parted: “{ $title }”
split = Done: { $posts ->
    [one] 1 message is
   *[other] { $posts } messages are
} now a thread apart, “{ $title }” (no. { $n }). Links to these messages lead there.
close-how = Nothing changed. To close a thread, write its number: “close 12”.
closed-subject = Thread closed: “{ $title }”
closed = Done: the thread “{ $title }” is closed. What is still written there will wait for the team's okay. To reopen it: “close { $n } no”.
reopened-subject = Thread reopened: “{ $title }”
reopened = Done: people can write in the thread “{ $title }” again.
pin-how = Nothing changed. To put a thread on top of the page, write its number: “pin 12”.
pinned-subject = Thread pinned: “{ $title }”
pinned = Done: the thread “{ $title }” stays on top of the community's page. To take it down: “pin { $n } no”.
unpinned-subject = Thread unpinned: “{ $title }”
unpinned = Done: the thread “{ $title }” is back among the others.
remove-how = Nothing changed. Write the address of whoever is to go, twenty at most: “remove ann@example.org”.
remove-subject = Members of “{ $list }”
remove-nobody = { $address }: not a member, nothing changed.
removed = { $address }: done, this person gets nothing more from the list and is told so. Their messages stay.
last-owner = { $address }: nothing changed, for nobody would own the list. Name somebody else first.
you-were-removed-subject = You are no longer a member of “{ $list }”
you-were-removed = The people who host “{ $list }” ended your membership: you won't hear from it again. Your messages stay in the archive.
you-were-removed-why = If this surprises you, reply to this email: a person will read it.
# A message taken out of the archive.
withdraw-bare-words = remove|withdraw
withdraw-subject = Out of the archive: “{ $subject }”
withdraw-done = Done: your message “{ $subject }” of { $date } is no longer in the pages, feeds, downloads, search or digests to come, nor are its attachments.
withdraw-done-team = Done: the message “{ $subject }” by { $name }, of { $date }, is no longer in the pages, feeds, downloads, search or digests to come, nor are its attachments. Its author is told so.
withdraw-instead = In its place it says: “{ $words }”
withdraw-stays = Copies already mailed stay with the people who got them, and what others quoted stays in their replies.
withdraw-title-stays = The title of the thread stays too, for other messages bear it.
withdraw-forgotten = It can be put back within thirty days; after that, its words are forgotten.
withdraw-no-such = Nothing changed: no message here has this number.
withdraw-not-yours = Nothing changed: this message is somebody else's, and only the hosts can withdraw it.
withdraw-which-subject = Which message?
withdraw-which = Nothing changed. Reply with the line of the message you want to withdraw, or write “withdraw” in reply to that message:
withdraw-one = withdraw { $n } (“{ $subject }”, { $date })
withdraw-none = Nothing changed: we find no message of yours here. To withdraw one, reply to it with the word “withdraw”.
withdrawn-title = Message withdrawn
withdrawn-told-subject = Your message “{ $subject }” was withdrawn
withdrawn-told = The people who host “{ $list }” withdrew your message “{ $subject }” of { $date }: it is no longer in the pages, search or digests to come. Copies already mailed stay.
role-how = Nothing changed. Write the address, then the role: “role ann@example.org host”. The roles: owner, host, member.
role-subject = Roles in “{ $list }”
role-done = Done: { $address } now has this role: { $role ->
    [owner] owner
    [animator] host
   *[other] member
}.
role-same = { $address } has this role already; nothing changed.
role-words-owner = owner
role-words-animator = host|animator|moderator
role-words-member = member
set-how = Nothing changed. Write a setting and its value, such as “set posting held” or “set undo 5 min”. This is how the list is set:
set-subject = Settings of “{ $list }”
set-wrong = Nothing changed: “{ $value }” is not a possible value of { $key }.
set-same = Nothing changed: { $key } is “{ $value }” already.
set-done = Done: { $key } is now “{ $value }” (it was “{ $old }”).
# The words of settings, parted by |.
setting-name = name
setting-description = description
setting-language = language
setting-visibility = visibility|archive
setting-indexing = indexing|search engines
setting-numbers = numbers|public numbers
setting-preset = preset
setting-posting = posting
setting-polls = polls
setting-unproven = unproven
setting-first-posts = first posts|first-posts
setting-max-size = max size|max-size|size
setting-hold-files = hold files|hold-files
setting-max-recipients = max recipients|max-recipients|recipients
setting-link-over = link over|link-over|attachments
setting-subject-prefix = subject prefix|subject-prefix|prefix
setting-undo = undo
# And of their values.
setting-values = member=members|hosts=animators|team=animators|everyone=anyone|french=fr|english=en|none=off|no=off|yes=on
# The word that opens the next digests.
word-subject = The hosts' word in the digests of { $list }
word-none = none|nothing|no
word-done = Done: this will stand once on top of the next digest of everyone who gets digests ({ $count } right now).
word-removed = Done: the next digests open without a word from the hosts.
word-now = The hosts' word right now: “{ $text }”
word-how = To say something on top of the next digests, write “word: your text”, 600 characters at most. “word: none” takes it away.
word-too-long = Nothing changed: your text has { $n } characters, and at most { $most } fit on top of digests. For a longer one, write to the list.
