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
    On vacation
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
# Politeness allowed around such a word.
recognise-polite =
    hi
    hello
    please
    thanks
