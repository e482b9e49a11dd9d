//! The closed set of commands. Nothing here knows their words (those are the catalogues') or effects.

/// What may follow a command's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// Nothing but politeness and small words: « quitter la liste svp ».
    Nothing,
    /// A day or an hour, or nothing: « résumé mardi 18 h ».
    Hour,
    /// Anything, also nothing.
    Free,
    /// A few words, or none.
    Few,
    /// Anything, not nothing.
    Some,
    /// A text after a colon, to the end of the mail: « mot : bienvenue à Zoé ».
    Text,
    /// At least one mail address.
    Addresses,
    /// A number or the address of a page first.
    Number,
    /// A number or the address of a page first, or nothing: what is answered says which.
    NumberOrNothing,
    /// A day or an hour, « quotidien », « non », or nothing.
    Rhythm,
    /// A choice: « oui », « activité », « fr ».
    Choice,
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $tail:ident;)+) => {
        /// One command. Its word names its key in the catalogues: `command-help`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Verb { $($(#[$doc])* $variant),+ }

        impl Verb {
            /// Every command.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word it goes by in catalogues and records.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What may follow it.
            pub fn tail(self) -> Tail {
                match self { $(Self::$variant => Tail::$tail),+ }
            }
        }
    };
}

verbs! {
    /// The card of commands.
    Help = "help", Few;
    /// Becoming a member.
    Join = "join", Few;
    /// Leaving.
    Leave = "leave", Nothing;
    /// Each message at once.
    Each = "each", Nothing;
    /// A digest a day.
    Daily = "daily", Hour;
    /// A digest a week.
    Weekly = "weekly", Hour;
    /// A digest a month.
    Monthly = "monthly", Hour;
    /// Calls to all only.
    Notices = "notices", Nothing;
    /// Nothing for a while.
    Pause = "pause", Free;
    /// Back from a pause.
    Resume = "resume", Nothing;
    /// Every post of a thread, at once.
    Follow = "follow", NumberOrNothing;
    /// Nothing more of a thread.
    Mute = "mute", NumberOrNothing;
    /// A thread like any other again.
    Unfollow = "unfollow", NumberOrNothing;
    /// The order of threads.
    Order = "order", Choice;
    /// Whether mentions come at once.
    Mentions = "mentions", Choice;
    /// Whether one is reminded of what waits.
    Reminders = "reminders", Choice;
    /// Whether posts are acknowledged.
    Receipts = "receipts", Choice;
    /// The language of our words.
    Language = "language", Choice;
    /// Whose hours our mail keeps.
    Zone = "zone", Free;
    /// Digests as text alone.
    Text = "text", Nothing;
    /// Digests as HTML too.
    Html = "html", Nothing;
    /// Digests of whole messages, each a part.
    Mime = "mime", Nothing;
    /// Digests of whole messages in one text.
    Plain = "plain", Nothing;
    /// How one is called.
    Name = "name", Some;
    /// Another address.
    Address = "address", Addresses;
    /// What is set.
    Settings = "settings", Nothing;
    /// A link to read the archives with a browser.
    Archives = "archives", Nothing;
    /// Words in posts.
    Search = "search", Some;
    /// The latest threads.
    Latest = "latest", Choice;
    /// A whole thread by mail.
    Read = "read", Number;
    /// The threads that the last digest only counted.
    ReadAll = "read-all", Nothing;
    /// Questions nobody answered.
    Unanswered = "unanswered", Nothing;
    /// The notebooks.
    Notebooks = "notebooks", Nothing;
    /// Notes: one by its number, those of a notebook, the latest.
    Note = "note", Few;
    /// The text of a note, to be changed.
    Edit = "edit", Number;
    /// An earlier version of a note.
    Restore = "restore", Number;
    /// All that is known of one.
    MyData = "my-data", Nothing;
    /// Erasure.
    Erase = "erase", Nothing;
    /// Taking back the last change.
    Undo = "undo", Nothing;
    /// A post of theirs out of the archive: by its number, or by what is answered.
    Withdraw = "withdraw", NumberOrNothing;
    /// Yes, to a question.
    Yes = "yes", Free;
    /// No, to a question; a reason may follow.
    No = "no", Free;
    /// This message is spam.
    Spam = "spam", Nothing;
    /// Asking people in.
    Invite = "invite", Addresses;
    /// Taking people out.
    Remove = "remove", Addresses;
    /// What somebody may do.
    Role = "role", Addresses;
    /// A setting of the list.
    Set = "set", Some;
    /// Who animates.
    Team = "team", Nothing;
    /// Two threads into one.
    Merge = "merge", Number;
    /// One thread into two.
    Split = "split", Number;
    /// No more posts in a thread.
    Close = "close", Number;
    /// A thread on top.
    Pin = "pin", Number;
    /// What the next digests say first.
    Word = "word", Text;
    /// The monthly report: now, of a month, or whether it comes.
    Report = "report", Choice;
    /// A poll: one of the ready forms, or how one is made.
    Poll = "poll", Few;
    /// One's own poll, before its end.
    ClosePoll = "close-poll", Few;
    /// The minutes that animating took.
    Time = "time", Number;
    /// When one's brief comes.
    Brief = "brief", Rhythm;
    /// Somebody who may know is asked about an open question.
    Nudge = "nudge", Number;
    /// The team's own welcome.
    SaveWelcome = "save-welcome", Text;
    /// A welcome to somebody new.
    Greet = "greet", Few;
    /// No more mails of the welcome series.
    StopWelcome = "stop-welcome", Nothing;
}

impl Verb {
    /// Whether a misspelt word may stand for it: never for what cannot be taken back.
    pub fn forgives(self) -> bool {
        self != Self::Erase
    }

    /// Whether it only answers a question of ours, and asks nothing by itself.
    pub fn is_answer(self) -> bool {
        matches!(self, Self::Yes | Self::No | Self::Spam)
    }

    /// Whether it is about oneself: what is offered to who was not understood.
    pub fn is_personal(self) -> bool {
        use Verb::{
            Brief, Close, ClosePoll, Greet, Invite, Merge, No, Nudge, Pin, Poll, Remove, Role,
        };
        use Verb::{Report, SaveWelcome, Set, Spam, Split, Time, Word, Yes};
        let of_team = matches!(self, Invite | Remove | Role | Set | Merge | Split | Close | Pin);
        let of_brief = matches!(self, Brief | Nudge | SaveWelcome | Greet | Word);
        let of_polls = matches!(self, Poll | ClosePoll);
        let of_report = matches!(self, Report | Time);
        !matches!(self, Yes | No | Spam) && !of_team && !of_brief && !of_polls && !of_report
    }

    /// Whether it changes nothing for anybody but its author: theirs to ask for on the terms of any
    /// other mail of theirs.
    pub fn is_own(self) -> bool {
        self.is_personal() || matches!(self, Self::Report | Self::Time)
    }
}
