# Words that Palabre recognises in mail it receives; never shown. One expression a line; case, accents
# and punctuation do not count.
# Subjects of out-of-office answers: the subject begins with one of them.
recognise-away =
    Out of office
    Out of the office
    Automatic reply
    Automatic response
    Auto-reply
    Autoreply
    Auto response
    Away from the office
    Vacation reply
    I am out of the office
# Alone in a message, this word asks to leave.
recognise-leave =
    unsubscribe
    unsubscribe me
    leave
    remove
    remove me
    stop
# Alone in a message, this word asks for help.
recognise-help =
    help
    commands
# “Did you send this?”
recognise-mine =
    it was me
    it's me
    that was me
    i did
    i sent it
    it is mine
    it's mine
    confirm
    confirmed
    i confirm
recognise-not-mine =
    not me
    not mine
    it wasn't me
    it was not me
    that wasn't me
    i did not
    i didn't
    i never
# Politeness allowed around such a word.
recognise-polite =
    hi
    hello
    please
    thanks
# The end of an attribution line: “On May 20, 2019, Zoé wrote”.
recognise-wrote =
    wrote
    writes
    wrote the following
    has written
    said
# Its beginning, before a date.
recognise-on =
    On
# Short forms of days and months that are not their first three letters.
recognise-calendar =
    sept
    tues
    thur
    thurs
# Between dashes, above the message answered.
recognise-original =
    Original Message
    Original message
    Reply message
# Above a forwarded message: the rest is meant to be read.
recognise-forwarded =
    Forwarded message
    Forwarded Message
    Begin forwarded message
    Start of forwarded message
    Forwarded by
# Labels of a quoted header: author, sending, date, recipients, subject.
recognise-label-from =
    From
    Sender
recognise-label-sent =
    Sent
    Sent on
    Sent at
recognise-label-date =
    Date
recognise-label-to =
    To
    Cc
recognise-label-subject =
    Subject
    Re
# Advertisements of devices: the beginning of the line…
recognise-sent-from =
    Sent from
    Sent via
    Sent with
    Sent using
    Get
# … and what it names.
recognise-device =
    my iPhone
    my iPad
    iPhone
    iPad
    Android
    Outlook for
    Outlook Mobile
    Mail for Windows
    Yahoo Mail
    Proton Mail
    ProtonMail
    my mobile
    my phone
    my device
    my tablet
    my Galaxy
    Samsung
    Huawei
    BlackBerry
    my Verizon
    my BlackBerry
# In a text above a quotation: the answers stand inside it.
recognise-inline =
    below
    inline
    in line
    in the text
    between the lines
    in red
    in blue
    in green
    in bold
    in caps
# After a signature, the rest is the author's again.
recognise-postscript =
    P.S.
    PS
    Postscript
