# The pages of the whole site: help, privacy, accessibility.
site-help = Help
site-help-about = Reading, writing, joining and choosing your emails: one word by email does it all.
site-help-read = Reading
site-help-read-text =
    These pages need no account and no password. Each community has its conversations, latest first, its unanswered questions, its months and its weeks.
    The heading “Message 3” is that message's permanent address: it leads there for good, even if the conversation moves.
    Members of a private community read it through the members' area, at the foot of every page: a link by email opens it. There, “Source” shows a message as it came; of a public community, add /source to a message's permanent address.
site-help-search = Searching
site-help-search-text =
    The search finds words in titles, messages and notes; accents, capitals and plurals do not matter. “annual meeting” in quotation marks looks for these words one after the other; train* finds training and trainer; -word leaves that word out.
    By email, send “search” and your words to your community's command address.
site-help-search-alone = Searching
site-help-search-alone-text =
    This copy of the pages has no search: your browser's finds a word on a page, and the months and the weeks help to find a conversation again.
    By email, send “search” and your words to your community's command address.
site-help-write = Writing and replying
site-help-write-text =
    To start a conversation, write to the community's address; the subject of your email becomes its title.
    To reply, follow the “Reply” link under a message: your mail program opens, and your reply takes its place in the conversation.
site-help-join = Joining and leaving
site-help-join-text =
    On a community's page, the “Join” link prepares the email to send; we answer to make sure the address is yours.
    To leave, the link at the foot of each email is enough, or the word “unsubscribe” sent to the address for commands.
site-help-words = The words that set your emails
site-help-words-text =
    Send one of these words to your community's address for commands: its own, with “-request” before the @. Typos and politeness are fine, and French words are understood too.
site-help-feeds = Following without email
site-help-feeds-text =
    Each community, its unanswered questions and its weeks have an Atom feed, for any feed reader.
site-privacy = Privacy
site-privacy-about = What these pages show, what they don't do, and how to have erased what concerns you.
site-privacy-pages = These pages don't follow you
site-privacy-pages-text =
    They have no script and no tracking image, and ask nothing of other sites. Their only cookie is that of members who sign in by an emailed link: it lasts 30 days at most, and serves for nothing else.
site-privacy-posts = What can be seen of you
site-privacy-posts-text =
    In a public community, everyone can read your messages and the name you sign them with. Your address is masked everywhere, even in your quotes and your signature.
    What is written in a private community is read here only by its members, once they signed in. Members also see each message as it came, with its address.
site-privacy-erase = See, correct, erase
site-privacy-erase-text =
    Send “my data” to the address for commands: you receive all we know of you. “name” and “address” correct it.
    “delete my data” takes away your name, your address and your attachments. Your words stay, without a name, so that conversations keep their meaning; ask the team if you want them to go too.
site-privacy-who = Whom to ask
site-privacy-who-text =
    The team of each community reads what comes to its address, the one with “-owner” before the @.
site-host = This service is provided by
site-contact = To reach us
site-officer = Person in charge of personal information
site-accessibility = Accessibility
site-accessibility-about = What we do so that everyone can read these pages, and how to tell us of an obstacle.
site-accessibility-done = What is done
site-accessibility-done-text =
    These pages aim at WCAG 2.2, level AA: headings and landmarks, contrast, keyboard, 200% zoom, screens of 320 pixels, light or dark theme, the language of each message. They have no script, and can be read in text mode too.
    They are checked by an automatic tool (axe) and in a text browser at every change.
site-accessibility-limits = What is left
site-accessibility-limits-text =
    Messages are their authors' own: a drawing in letters, a table in text or an attached file may stay hard to follow. The language of a message is guessed when it does not say.
site-accessibility-tell = Telling us of an obstacle
site-accessibility-tell-text =
    Write to the community's team, at the address with “-owner” before the @. We answer, and send what you were looking for in another form.
# The state of the service.
site-status = Service status
site-status-on-time = Emails go out without delay.
site-status-late = { $n ->
    [one] An email has been waiting for a minute; it will be tried again.
   *[other] An email has been waiting for { $count } minutes; it will be tried again.
}
site-status-late-hours = { $n ->
    [one] An email has been waiting for an hour; it will be tried again.
   *[other] An email has been waiting for { $count } hours; it will be tried again.
}
site-status-post = Last message of a public community
site-status-digest = Last digest sent
site-status-never = not yet
site-status-now = Page made on { $date }.
# Polls and numbers.
archive-polls = Polls
archive-polls-about = What the polls of “{ $community }” came to.
archive-polls-none = No poll is closed here yet.
archive-poll-closed = closed on { $date }
archive-poll-answers = { $n ->
    [one] { $count } answer
   *[other] { $count } answers
}
archive-poll-asked = { $n ->
    [one] { $count } person
   *[other] { $count } people
}
archive-poll-meta = Poll closed on { $date }: { $answers } from { $asked }.
archive-poll-day = The day it will be: { $day }
archive-poll-tie = Even, and nothing decided: { $day }
archive-poll-few = There are fewer than { $count } answers: how they split stays secret.
archive-poll-words = { $n ->
    [one] { $count } answer in words went to the person who asked.
   *[other] { $count } answers in words went to the person who asked.
}
archive-numbers = Numbers
archive-numbers-about = What was written in “{ $community }”, month by month.
archive-numbers-none = Numbers will stand here once a first week is over.
archive-numbers-intro = Month by month, up to the last week that is over.
archive-numbers-month = Month
archive-numbers-posts = Messages
archive-numbers-people = People
archive-numbers-opened = Conversations opened
archive-numbers-answered = Answered
archive-numbers-wait = Median wait
archive-numbers-how = The wait is that for a first answer by somebody else; half wait less. It is told from five conversations on.
archive-under = under { $count }
archive-minutes = { $count } min
archive-hours = { $count } h
archive-days = { $n ->
    [one] { $count } day
   *[other] { $count } days
}
