# What falls before an apostrophe.
search-elided = o y
# Words that say nothing of what is sought.
search-small-words = the a an of to in on at by for with and or is are was were be been it its this that these those i you he she we they me him her us them my your his our their as if not do does did m s t d ll re ve
# “from:marie”, “since:2019”, “before:2019-05”.
search-key-from =
    from
    by
    author
search-key-since =
    since
    after
search-key-until =
    until
    before
# The search page.
search-title = Search
search-title-of = “{ $words }”
search-label = What you are looking for
search-do = Search
search-where = In
search-everywhere = All communities
search-filters = Be more precise
search-from = Name of the person
search-since = From
search-until = To
search-notes = Notes only
search-hint = Accents and capitals do not matter. For words that follow one another, put them in quotation marks; for the beginning of a word, add a star: train*.
search-messages = { $n ->
    [one] { $count } message
   *[other] { $count } messages
}
search-threads = { $n ->
    [one] { $count } thread
   *[other] { $count } threads
}
search-found = { $messages } in { $threads }: notes and titles first, then the latest.
search-found-latest = There are many: here are the latest { $messages }, in { $threads }. For older ones, give dates or add a word.
search-others = { $n ->
    [one] { $count } other message of the thread
   *[other] { $count } other messages of the thread
}
search-note = Note
search-page = { $n } of { $all }
search-none = Nothing for “{ $words }”.
search-none-so = Nothing fits all of this.
search-try = Try another word, or only its beginning: train* finds training and trainer.
search-try-filters = Try without the person or the dates, or with another word.
search-instead = Try instead:
search-no-words = Write at least one word.
search-no-day = We did not understand the date “{ $day }”. Write year, month and day: 2019-05-21.
search-cut = That is a lot of words: we looked for the first ones.
search-partial = The index is still being made: some messages may be missing. Come back in a few minutes.
search-busy = Many people are searching right now. Try again in a moment.
