### Notes and notebooks: what is read in a draft or an answer, and what is said of it.

note-key-title =
    title
note-key-notebook =
    notebook
    notebooks
    in notebook
note-key-categories =
    category
    categories
    tags
    keywords
note-key-authors =
    author
    authors
    written by
    by
note-key-licence =
    licence
    license
note-key-sight =
    visibility
    visible to
note-key-rank =
    rank
note-key-twin =
    translation of
    translates
note-value-cc-by-sa-4-0 =
    cc by sa
    cc bysa
    by sa
    share alike
note-value-cc-by-4-0 =
    cc by
    by
    attribution
note-value-cc0-1-0 =
    cc0
    cc zero
    public domain
note-value-all-rights-reserved =
    all rights reserved
    rights reserved
note-value-third-party =
    third party content
    third party
    third parties
note-value-public =
    public
    everyone
    anyone
note-value-community =
    community
    members
    member
note-value-private =
    private
    me
    only me
note-value-unnamed =
    no name
    unnamed
    without my name
    anonymous
    anonymously
note-value-stop =
    stop notes
    stop note
    stop

note-usual-notebook = Notes
note-somebody = a member of the community
note-passed-by = { $name } wrote:
note-licence-cc-by-sa-4-0 = CC BY-SA 4.0
note-licence-cc-by-4-0 = CC BY 4.0
note-licence-cc0-1-0 = CC0 1.0
note-licence-all-rights-reserved = All rights reserved
note-licence-third-party = Third-party content
note-sight-public = public
note-sight-community = community
note-sight-private = private
note-term-title = Title: { $value }
note-term-notebook = Notebook: { $value }
note-term-categories = Categories: { $value }
note-term-authors = Authors: { $value }
note-term-licence = Licence: { $value }
note-term-sight = Visibility: { $value }
note-term-rank = Rank: { $value }
note-term-twin = Translation of: { $value }
note-fence-begin = === The note ===
note-fence-end = === End of the note ===
note-count = { $n ->
    [one] 1 note
   *[other] { $count } notes
}
note-notebook = { $name } ({ $count })
note-by = By { $names }
note-added = Added by { $name } on { $date }
note-was-published = Published on { $date }
note-was-modified = Changed on { $date }
note-in = Notebooks: { $notebooks }
note-about = Categories: { $categories }
note-under = Licence: { $licence }
note-third-party = Part of this note belongs to others: before you reuse it, make sure that you may.
note-reads-public = Everyone can read it: { $url }
note-reads-if-agreed = Everyone will be able to read it, if the hosts agree: the community “{ $list }” is private.
note-reads-community = The members of “{ $list }” can read it.
note-reads-private = Nobody but you reads it.

note-new-subject = To confirm: the note “{ $title }”
note-new = Here is your note. Reply “yes” to publish it, “no” to give it up; until then, nobody else reads it.
note-idea-subject = Make it a note? “{ $title }”
note-idea = The thread “{ $thread }” brought several people together: a note would keep it for later. Here is a sketch, made of extracts. Reply “yes” to publish it as it is, or send it back changed; “no” forgets it, “stop” ends these suggestions.
note-edit-subject = To change: note { $n }, “{ $title }”
note-edit = Here is note { $n }. Change its text and send it back: you'll see what changes before it is published.
note-edit-how = Change what you like between the two “===” lines, and send it all back:
note-changed-subject = To confirm: what changes in “{ $title }”
note-changed = Here is what changes. Reply “yes” to publish it, “no” to give it up; until then, the note stays as it is.
note-restored = Here is what changes if the note becomes its version { $version } again. Reply “yes” to publish it so, “no” to give it up; until then, it stays as it is.
note-refused-subject = Not published yet: the note “{ $title }”
note-refused = The hosts would rather not publish it as it is. Nothing is lost: change it and send it back, with “Visibility: community” for example, or reply “no” to give it up.
note-objected = { $names } would rather not be quoted in a public note, so it is not published. Take the quotation out and send the note back, or write “Visibility: community”; “no” forgets it.
note-change-how = To change it, send back what follows, corrected, with its two “===” lines:
note-trouble-subject = Your note is not ready
note-trouble-title = The title is missing: write it in the subject of your email.
note-trouble-text = The text of the note is missing.
note-trouble-long = This note is too long: a page holds { $count } characters. Make it two, for example.
note-trouble-licence = I don't know this licence: “{ $said }”. The choices: { $all }.
note-trouble-sight = I didn't understand who may read the note: “{ $said }”. The choices: { $all }.
note-trouble-twin = I didn't understand which note this is a translation of: “{ $said }”. Write its number, “Translation of: 12” for example.
note-usage =
    Nothing is published. Write to this address again, with the title in the subject and the note in the text. The first lines may say where it goes, for example:

        Notebook: Guides
        Categories: welcome, needs
        Licence: CC BY-SA 4.0
        Visibility: public (or: community, private)

        Then the text of the note.

    Only the title and the text are needed.
note-dropped-subject = Not published: the note “{ $title }”
note-dropped = Noted: your note is not published, and nothing of it is kept.
note-kept-subject = Nothing changes: the note “{ $title }”
note-kept = Noted: the note stays as it is.
note-unclear-subject = Still to confirm: “{ $title }”
note-unclear = I didn't understand your reply, so nothing is published. Reply “yes” or “no”, or send the note back corrected, with its two “===” lines.
note-same-subject = Nothing changes: the note “{ $title }”
note-same = What you sent back says the same: the note stays as it is.
note-waits-team-subject = Waiting: the note “{ $title }”
note-waits-team = Your note is waiting for the hosts' okay. You'll hear as soon as it is published.
note-team-silent-subject = Not published: the note “{ $title }”
note-team-silent = The hosts did not answer in two weeks, so your note is not published. Here is its text, to offer it again:
note-team-subject = Publish this note? “{ $title }”
note-team = { $who } offers a note to “{ $list }”.
note-team-public = { $who } offers a note of “{ $list }” that everyone will be able to read, while the community is private: its page will say the community's name.
note-team-how = Reply “yes” to publish it, “no” and why to give it back to its author.
note-waits-quoted-subject = Waiting: the note “{ $title }”
note-waits-quoted = { $n ->
    [one] Your public note quotes { $names }, who can object or be unnamed until { $date }. It appears then, or as soon as they agree; until then, nobody reads it.
   *[other] Your public note quotes { $names }, who can object or be unnamed until { $date }. It appears then, or as soon as everyone agrees; until then, nobody reads it.
}
note-quotes-you-subject = A note quotes you: “{ $title }”
note-quotes-you = { $who } is preparing a note of “{ $list }” that everyone will be able to read, “{ $title }”. It repeats your words:
note-quotes-you-how = Reply “yes” if that's fine with you, “no name” so that your name is not in it, “no” to object. Without a reply by { $date }, it appears with your name; after that, write to { $humans }.
note-quotes-you-whole = The whole note:
note-unclear-quoted-subject = Is that fine with you? “{ $title }”
note-unclear-quoted = I didn't understand your reply, and nothing is published. Reply “yes”, “no name” or “no”.
note-quoted-yes-subject = Thank you: the note “{ $title }”
note-quoted-yes = Thank you. The note will appear with your words and your name.
note-quoted-unnamed-subject = Without your name: the note “{ $title }”
note-quoted-unnamed = Noted: the note will appear with your words, without your name.
note-quoted-no-subject = Not published: the note “{ $title }”
note-quoted-no = Noted: it does not appear with your words. Whoever is preparing it knows.
note-published-subject = Published: the note “{ $title }”
note-published = Note { $n }, “{ $title }”, is published.
note-published-private = Note { $n }, “{ $title }”, is kept for you.
note-published-again = Note { $n }, “{ $title }”, has changed: this is its version { $version }.
note-published-unnamed = It does not name { $names }.
note-published-how = To go back, reply “undo”. To change it later, write “edit { $n }”.
note-stopped-subject = No more suggestions of notes
note-stopped = Noted: the hosts will get no more suggestions of notes. You can still write some.

note-extracts = What was said in this thread, in a few extracts:
note-extract =
    { $name }, { $date }: “{ $text }”
    { $url }

# Commands.
notebooks-subject = The notebooks of { $list }
notebooks-none = There are no notes in { $list } yet. To write the first one, write to { $address }: the subject is its title.
notebooks-intro = The notebooks of { $list }:
notebook-row = { $name } ({ $count })
notebook-read-how = To read one by email, reply “note” and its name; to read a note, “note” and its number.
notes-subject = The notes of { $list }
notes-intro = The latest notes of { $list }:
notes-of = The notebook “{ $name }” of { $list }:
notes-how = To read one by email, reply “note” and its number; to change it, “edit” and its number. To write one, write to { $address }.
note-row = { $n }. { $title } – { $names }, { $date }
note-none = There is no note { $n } that you can read in { $list }.
note-none-subject = No such note
note-which = Which note? Reply with its number, “{ $word } 12” for example.
note-which-community = In which community? Write to its own address for commands.
note-not-yours = Note { $n } is for its authors or the hosts to change. To talk about it, write to { $address }.
note-no-version = Note { $n } has no version { $version } to restore. It has { $all }.
note-subject = Note { $n }: { $title }
note-read-more = To change it, reply “edit { $n }”. To discuss it, write to { $address }.
note-versions = { $n ->
    [one] It has only one version.
   *[other] It has { $count } versions; to bring one back, reply “restore” and the numbers of the note and the version.
}

# Pages.
archive-notebooks = Notebooks
archive-notebooks-of = Notebooks of { $community }
archive-notebooks-none = No note here yet. Is a message worth keeping? Forward it to { $address }.
archive-note-write = Write a note
archive-note-added = Added by
archive-note-authors = { $n ->
    [one] Author
   *[other] Authors
}
archive-note-contact = Contact
archive-note-community = Community
archive-note-notebooks = Notebooks
archive-note-categories = Categories
archive-note-published = Published
archive-note-modified = Changed
archive-note-history = History
archive-note-versions = { $n ->
    [one] 1 version
   *[other] { $count } versions
}
archive-note-licence = Licence
archive-note-sight = Visibility
archive-note-source = Source thread
archive-note-source-read = Read the conversation
archive-note-twin = Other language
archive-note-twin-read = Read the translation
archive-note-discuss = Discuss this note
archive-note-discuss-subject = Note { $n }: { $title }
archive-note-change = Suggest a change
archive-note-change-mail = edit { $n }
archive-note-restore-mail = restore { $n } { $version }
archive-notes-latest = Latest notes
archive-note-about = About this note
archive-note-history-of = History of “{ $title }”
archive-note-version = Version { $n }
archive-note-current = current version
archive-note-first = First version.
archive-note-no-words-changed = The text did not change.
archive-note-restore = Bring this version back
archive-note-removed = removed:
archive-note-inserted = added:
archive-note-back = Read the note

# Digests.
digest-notes = Notebooks
digest-note-meta = { $changed ->
    [yes] changed · { $names } · { $licence }
   *[no] new · { $names } · { $licence }
}
digest-note-read = Read the note “{ $title }”
digest-note-command = note { $n }
digest-note-at = Get it (“{ $command }”):
