# Command words, recognised in mail received; never shown. One expression a line; case, accents and
# punctuation do not count. After an arrow, what the expression means besides.
command-help =
    help
    help me
    commands
    how does this work
    how does it work
command-join =
    subscribe
    subscribe me
    subscription
    join
    sign me up
    sign up
command-leave =
    unsubscribe
    unsubscribe me
    unsubscription
    leave
    remove
    remove me
    remove my name
    remove my address
    remove my email
    take me off
    stop
    stop all
    stop sending
    sign me off
    signoff
    opt out
command-each =
    each
    each message
    each email
    all
    all messages
    every
    every message
    every email
    one by one
    individual
    individual emails
command-daily =
    daily
    daily digest
    each day
    every day
    once a day
    one email a day
command-weekly =
    digest
    digests
    weekly
    weekly digest
    digest weekly
    each week
    every week
    once a week
    one email a week
    every monday → monday
    every tuesday → tuesday
    every wednesday → wednesday
    every thursday → thursday
    every friday → friday
    every saturday → saturday
    every sunday → sunday
    each monday → monday
command-monthly =
    monthly
    monthly digest
    each month
    every month
    once a month
    one email a month
command-notices =
    notices
    notices only
    only notices
    announcements
    announcements only
    calls only
command-pause =
    pause
    paused
    on pause
    suspend
    vacation
    on vacation
    i am on vacation
    i'm on vacation
    holiday
    holidays
    on holiday
    away
    i am away
    i'm away
    i will be away
    i'll be away
    out of town
    hold my mail
command-resume =
    resume
    unpause
    back
    i am back
    i'm back
    end pause
    stop pause
    cancel pause
command-follow =
    follow
    follow this
    follow this thread
    follow thread
    watch
command-mute =
    mute
    mute this
    mute this thread
    mute thread
    ignore
    ignore this thread
    stop following
command-unfollow =
    unfollow
    unmute
    unmute this thread
command-order =
    order
    sort
    sort by
    order by
command-mentions =
    mentions
    mention
    no mentions → no
command-reminders =
    reminders
    reminder
    stop reminders → no
    stop reminder → no
    stop the reminders → no
    no reminders → no
    no more reminders → no
command-receipts =
    receipts
    receipt
    no receipts → no
    no receipt → no
command-language =
    language
    lang
    in english → en
    english → en
    in french → fr
    french → fr
command-zone =
    timezone
    time zone
    my time zone is
    my timezone is
command-text =
    text
    text only
    plain text
    no html
command-mime =
    digest mime
    mime digest
    whole messages
    mime
command-plain =
    digest plain
    plain digest
    plain text digest
    whole messages in text
command-html =
    html
command-name =
    name
    my name
    my name is
    change name
    change my name
command-address =
    address
    new address
    my new address
    my new address is
    change address
    change my address
    change of address
    my new email
    my new email is
command-settings =
    settings
    my settings
    status
    my status
    preferences
    my preferences
    options
    my options
    my subscription
    my subscriptions
    my communities
command-archives =
    archive
    archives
    the archive
    the archives
    read the archive
    read the archives
    sign in
    log in
    login
    sign me in
    log me in
command-search =
    search
    search for
    find
command-latest =
    latest
    latest threads
    recent
    what's new
    recent threads
command-read =
    read
    read thread
    show thread
command-read-all =
    read all
    read them all
    read everything
command-unanswered =
    unanswered
    unanswered questions
    open questions
command-notebooks =
    notebooks
    the notebooks
    list notebooks
command-note =
    note
    notes
    the notes
    notebook
    read note
    latest notes
command-edit =
    edit
    edit note
    modify
    change note
command-restore =
    restore
    restore note
    bring back note
command-my-data =
    my data
    my personal data
    export my data
    download my data
command-erase =
    delete my data
    delete all my data
    erase my data
    delete my account
command-undo =
    undo
    undo that
    cancel
    cancel that
    revert
    my mistake
    that was a mistake
command-withdraw =
    withdraw
    remove
    withdraw my message
    withdraw this message
    withdraw message
    withdraw my post
    withdraw this post
    withdraw my email
    retract
    retract my message
    retract my post
    take back my message
    take back my post
    remove my message
    remove this message
    remove my post
    remove this post
    delete my message
    delete this message
    delete my post
    delete this post
command-yes =
    yes
    ok
    okay
    accept
    accepted
    approve
    approved
    publish
command-no =
    no
    reject
    rejected
    refuse
    decline
command-spam =
    spam
    junk
command-invite =
    invite
    add
command-remove =
    remove
    unsubscribe
command-role =
    role
    appoint
command-set =
    set
    configure
command-team =
    team
    the team
    hosts
    moderators
    who hosts
    who moderates
command-merge =
    merge
command-split =
    split
command-close =
    close
    close thread
command-pin =
    pin
command-word =
    word
    word from the hosts
command-report =
    report
    health
    health report
    monthly report
command-poll =
    poll
    polls
    make a poll
    needs survey → needs
    needs poll → needs
    survey of needs → needs
    value → value
    value poll → value
    value question → value
command-close-poll =
    close the poll
    close my poll
    close poll
    end the poll
    end poll
command-time =
    time
    my time
    hosting time
command-brief =
    brief
    my brief
    hosts' brief
    animator's brief
command-nudge =
    nudge
    nudge question
    nudge number
command-save-welcome =
    welcome
    welcome text
    welcome message
command-greet =
    welcome
    greet
command-stop-welcome =
    stop welcome
    stop the welcome
    stop welcome mails
    stop the welcome mails
    no welcome
# Politeness and turns of phrase allowed around a command word.
command-polite =
    hi
    hi all
    hi everyone
    hello
    hello all
    hello everyone
    hey
    hey all
    dear all
    thanks all
    thank you all
    get back to me
    dear
    good morning
    good afternoon
    good evening
    all
    everyone
    there
    sir
    madam
    please
    pls
    plz
    kindly
    thanks
    many thanks
    thanks a lot
    thanks so much
    thank you
    thank you very much
    thank you so much
    in advance
    thx
    cheers
    regards
    best regards
    kind regards
    best
    sincerely
    have a nice day
    have a good day
    have a great day
    i want
    i want to
    i would like
    i would like to
    i'd like
    i'd like to
    i'd prefer
    i would prefer
    i prefer
    i need
    i need to
    i wish to
    can you
    could you
    would you
    can i
    could i
    may i
    is it possible to
    get
    receive
    have
    send me
    switch to
    switch me to
    change to
    change me to
    put me on
    put me
    set me to
    make it
    me
    to
    and
    so
    just
    perfect
    great
    awesome
    wonderful
    excellent
    got it
# Small words that do not change a command.
command-filler =
    the
    a
    an
    of
    on
    in
    from
    for
    my
    this
    that
    your
    our
    to
    list
    lists
    mailing
    group
    community
    communities
    mail
    mails
    email
    emails
    e
    message
    messages
    mode
    version
    please
    instead
    now
    right
    immediately
    today
    subscription
    thread
    conversation
    it
    only
# Alone in a message sent to the whole community, these words are not published: they are commands.
command-guarded =
    withdraw
    withdraw my message
    withdraw this message
    withdraw my post
    delete my message
    delete my post
    remove my message
    remove my post
    stop welcome
    stop reminders
    reminders no
    unsubscribe
    unsubscribe me
    unsubscribe me please
    remove me
    remove me from list
    take me off this list
    leave this list
    leave the list
    leave this group
    settings
    my settings
    mute
    mute this thread
    follow this thread
    undo
    pause
    weekly digest
    daily digest
    monthly digest
    weekly
    monthly
    digest
    each message
    all messages
    commands
# What programs write when there is no subject.
command-no-subject =
    no subject
    none
# The command ends here.
command-end =
    end
    end of message
# Dates and durations.
command-until =
    until
    till
    til
    to
    through
    back on
    returning on
    back
brief-rhythm-daily =
    daily
    every day
    each day
    weekdays
brief-rhythm-off =
    no
    none
    never
    off
    stop
brief-rhythm-on =
    yes
    on
    weekly
    every week
    resume
command-today =
    today
command-moment-filler =
    morning
    next
    in
    around
    this
    at
    on
    the
command-tomorrow =
    tomorrow
command-unit-day =
    day
    days
command-unit-week =
    week
    weeks
    wk
    wks
command-unit-month =
    month
    months
command-unit-year =
    year
    years
command-month-end =
    end
    the end of
    end of
command-numbers = a = 1|an = 1|one = 1|two = 2|three = 3|four = 4|five = 5|six = 6|seven = 7|eight = 8|nine = 9|ten = 10|eleven = 11|twelve = 12|fifteen = 15|fortnight = 14|twenty = 20|thirty = 30|zero = 0
command-ordinals = first = 1|second = 2|third = 3|fourth = 4|fifth = 5
command-month-short = jan = 1|feb = 2|mar = 3|apr = 4|jun = 6|jul = 7|aug = 8|sep = 9|sept = 9|oct = 10|nov = 11|dec = 12
command-weekday-short = mon = 1|tue = 2|tues = 2|wed = 3|thu = 4|thur = 4|thurs = 4|fri = 5|sat = 6|sun = 7
command-noon =
    noon
command-am =
    am
    a m
command-pm =
    pm
    p m
command-activity =
    activity
    latest activity
    recent activity
command-posts =
    posts
    post
    latest posts
    date
command-languages = en = en|english = en|anglais = en|french = fr|fr = fr
