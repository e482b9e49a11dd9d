//! Keys: order-preserving tuples. A key is a table's tag and then its parts, big-endian, so that the
//! order of bytes is the order of tuples. Nothing here knows what a table holds.

/// Every table, with its tag byte. The parts of each key stand in `store/mod.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Table {
    /// Counters.
    Counter = b'C',
    /// Lists by number.
    List = b'L',
    /// List numbers by address.
    ListByAddress = b'l',
    /// People by number.
    Person = b'p',
    /// Person numbers by address.
    PersonByAddress = b'a',
    /// Memberships by list.
    Member = b'm',
    /// Memberships by person.
    MemberOf = b'M',
    /// Articles: what is known of each post.
    Article = b'g',
    /// Raw mail as received, a blob.
    Raw = b'r',
    /// What a derived post was made from, a blob.
    Origin = b'R',
    /// Posts that were taken out.
    Withdrawn = b'/',
    /// Their mail, a blob.
    WithdrawnRaw = b'\\',
    /// The same by the moment they are forgotten.
    WithdrawnDue = b'|',
    /// Message-ID nodes: articles and ghosts.
    Node = b'i',
    /// Threads.
    Thread = b't',
    /// Articles of a thread.
    ThreadArticle = b'x',
    /// Threads by last activity.
    ByActivity = b'y',
    /// Threads by opening.
    ByOpening = b'z',
    /// Threads of a month.
    Month = b'n',
    /// Last thread of a base subject.
    Subject = b's',
    /// Posts of a member in a list, counted.
    Posted = b'N',
    /// Threads closed or on top.
    Mark = b'P',
    /// Notes.
    Note = b':',
    /// What a note said, version by version.
    NoteVersion = b';',
    /// What a note shall say.
    NoteDraft = b'<',
    /// Drafts by the moment something is to be done.
    NoteDue = b'=',
    /// Notebooks.
    Notebook = b'>',
    /// Notes that come from a thread.
    NoteThread = b'?',
    /// What those who animate want said.
    Saying = b'G',
    /// The log of events, read by cursors.
    Event = b'e',
    /// Cursors of the log's readers.
    Cursor = b'c',
    /// Messages that wait for a human.
    Held = b'h',
    /// Raw mail of held messages, a blob.
    HeldRaw = b'H',
    /// Messages that wait for a moment, by it.
    HeldDue = b'T',
    /// What was decided about held messages.
    Decided = b'v',
    /// Outbox rows by due time.
    Outbox = b'o',
    /// Settled copies of a row still in the outbox.
    Settled = b'q',
    /// Mail of our own making that the outbox sends, a blob.
    OutMail = b'O',
    /// What became of copies that failed.
    Failure = b'f',
    /// Each person's digest state.
    Digest = b'd',
    /// Digests by due time.
    DigestDue = b'w',
    /// Items of digests sent, for their replies.
    DigestSent = b'D',
    /// What our own mail's Message-IDs lead to.
    SentId = b'j',
    /// Replies that wait for a thread.
    Pending = b'u',
    /// When somebody was last asked something.
    Asked = b'k',
    /// Calls to all.
    Call = b'J',
    /// Questions that wait for one person's word.
    Ask = b'K',
    /// The words of those questions, as they were mailed.
    AskWords = b'Q',
    /// What was found of a post's origin.
    Identity = b'V',
    /// What people changed, to be taken back.
    Change = b'U',
    /// Wishes about threads, by thread.
    Wish = b'b',
    /// Wishes about threads, by person.
    WishOf = b'B',
    /// When addresses were last answered.
    Answered = b'A',
    /// Series of welcome mails.
    Welcome = b'W',
    /// Welcome mails by due time.
    WelcomeDue = b'X',
    /// Work that broke.
    Aside = b'!',
    /// What newcomers said of themselves.
    Introduction = b'@',
    /// First posts that nobody answered yet.
    FirstPost = b'6',
    /// First posts by due time.
    FirstPostDue = b'7',
    /// Each person's last signs of life.
    Signs = b'8',
    /// The rounds of each list for who is quiet.
    Round = b'9',
    /// Those rounds by due time.
    RoundDue = b'0',
    /// Mail that came back, by person.
    Returned = b'S',
    /// Those whose mail came back, by domain and day.
    ReturnedDay = b'Z',
    /// Mail that came back, by the moment it is judged.
    ReturnedDue = b'Y',
    /// Weeks that are over.
    Week = b'E',
    /// Progress of imports.
    Import = b'I',
    /// Polls.
    Poll = b'1',
    /// Polls by the moment something is to be done.
    PollDue = b'2',
    /// Who answered a poll, by code.
    Roll = b'3',
    /// Answers to a poll, by another code.
    Ballot = b'4',
    /// What each day of a list came to, and who left it.
    Ledger = b'-',
    /// Monthly reports: when, to whom, what they said about it.
    Report = b'.',
    /// When somebody who animates wants her brief.
    Brief = b'(',
    /// Briefs by due time.
    BriefDue = b')',
    /// Briefs that were sent.
    BriefSent = b'*',
    /// What is ready, under way and done of them.
    Animation = b'+',
    /// Links mailed to sign in with, by hash.
    SignIn = b'[',
    /// Sessions of those who signed in, by hash.
    Session = b']',
    /// Addresses of feeds for readers that cannot sign in.
    FeedKey = b'_',
}

/// A key being built, and the finished key: just its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<u8>);

impl Key {
    /// The first key of a table, and the prefix of all its keys.
    pub fn new(table: Table) -> Self {
        Self(vec![table as u8])
    }

    /// Adds a byte.
    pub fn u8(mut self, n: u8) -> Self {
        self.0.push(n);
        self
    }

    /// Adds a number, big-endian.
    pub fn u32(mut self, n: u32) -> Self {
        self.0.extend_from_slice(&n.to_be_bytes());
        self
    }

    /// Adds a number, big-endian.
    pub fn u64(mut self, n: u64) -> Self {
        self.0.extend_from_slice(&n.to_be_bytes());
        self
    }

    /// Adds a moment in milliseconds, earlier first (the sign bit is turned over).
    pub fn time(self, at: crate::clock::Timestamp) -> Self {
        self.u64(at.as_millisecond().cast_unsigned() ^ (1 << 63))
    }

    /// Adds a moment in milliseconds, later first.
    pub fn time_desc(self, at: crate::clock::Timestamp) -> Self {
        self.u64(!(at.as_millisecond().cast_unsigned() ^ (1 << 63)))
    }

    /// Adds a text and a terminator; the text holds no NUL.
    pub fn text(mut self, text: &str) -> Self {
        self.0.extend(text.bytes().filter(|b| *b != 0));
        self.0.push(0);
        self
    }

    /// Adds bytes of a fixed length.
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// The key's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key's bytes, taken.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The first key after every key that starts with this one.
    pub fn end(&self) -> Key {
        let mut end = self.0.clone();
        while let Some(last) = end.pop() {
            if last < u8::MAX {
                end.push(last + 1);
                return Key(end);
            }
        }
        Key(vec![u8::MAX; 64])
    }
}

impl From<Vec<u8>> for Key {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// Takes a key apart again, part by part, in the order it was built. A short key reads as zeroes:
/// only this store writes keys.
pub struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    /// Of a key's bytes, after the table tag.
    pub fn of(key: &'a [u8]) -> Self {
        Self(key.get(1..).unwrap_or_default())
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (head, rest) =
            self.0.split_first_chunk::<N>().map_or(([0; N], &[][..]), |(h, r)| (*h, r));
        self.0 = rest;
        head
    }

    /// The next number.
    pub fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.take())
    }

    /// The next number.
    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.take())
    }

    /// The next moment, earlier-first form.
    pub fn time(&mut self) -> crate::clock::Timestamp {
        let millis = (self.u64() ^ (1 << 63)).cast_signed();
        crate::clock::Timestamp::from_millisecond(millis)
            .unwrap_or(crate::clock::Timestamp::UNIX_EPOCH)
    }

    /// The next moment, later-first form.
    pub fn time_desc(&mut self) -> crate::clock::Timestamp {
        let millis = (!self.u64() ^ (1 << 63)).cast_signed();
        crate::clock::Timestamp::from_millisecond(millis)
            .unwrap_or(crate::clock::Timestamp::UNIX_EPOCH)
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }
}
