//! The outbox: what has yet to go out, by due time; copies settled inside a row; what failed for
//! good. A queue and its book-keeping; how mail travels is [`crate::daemon`]'s business.
//!
//! A row is a chunk of one article's copies, or one mail of our own making. A copy that is settled
//! (accepted, refused for good, expired) leaves a marker under the row's number until the row ends;
//! then one transaction deletes row and markers and adds rows for what must be tried again.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Blob, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ArticleNo, ListId, PersonId};
use crate::mail::address::Address;
use crate::mail::message_id::ReversePath;

/// Members in one row of copies.
pub const CHUNK: usize = 100;
/// Rows read at a time where all are looked at.
const PAGE: usize = 200;
/// Octets kept of what a far side said.
const TEXT_LIMIT: usize = 500;

/// A mail of our own making: an answer, a notice, a digest. One recipient.
#[derive(Clone, Debug)]
pub struct OwnMail {
    /// Where its bounce goes; null only for delivery notices (RFC 5321 §4.5.5).
    pub reverse_path: ReversePath,
    /// Its recipient.
    pub to: Address,
    /// The list it speaks for.
    pub list: Option<ListId>,
    /// The person it is for, when we know them: failures count for them.
    pub person: Option<PersonId>,
    /// The whole message, CRLF line ends.
    pub raw: Blob,
}

/// What a row sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Load {
    /// Copies of an article; the copies are made when they are sent.
    Copies {
        /// Its list.
        list: ListId,
        /// The article.
        article: ArticleNo,
        /// Whose copies, by number: the address is looked up when it is used.
        people: Vec<PersonId>,
        /// The domain of them all, when it is one.
        domain: Option<String>,
    },
    /// A mail of our own; its octets stand in table `OutMail` under the row's number.
    Mail {
        /// Reverse-path.
        reverse_path: ReversePath,
        /// Recipient.
        to: Address,
        /// The list it speaks for.
        list: Option<ListId>,
        /// The person it is for.
        person: Option<PersonId>,
    },
}

impl Load {
    /// Copies it stands for.
    pub fn copies(&self) -> usize {
        match self {
            Self::Copies { people, .. } => people.len(),
            Self::Mail { .. } => 1,
        }
    }

    /// The list it is of.
    pub fn list(&self) -> Option<ListId> {
        match self {
            Self::Copies { list, .. } => Some(*list),
            Self::Mail { list, .. } => *list,
        }
    }
}

/// How often a row was tried, and how that went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// When its mail was first due: expiry counts from here.
    pub since: Timestamp,
    /// Attempts that failed.
    pub tries: u32,
    /// What the far side said last; empty before the first attempt.
    pub last: String,
}

impl History {
    /// Not tried yet.
    pub fn new(since: Timestamp) -> Self {
        Self { since, tries: 0, last: String::new() }
    }

    /// After one more failure.
    pub fn again(&self, last: &str) -> Self {
        Self { since: self.since, tries: self.tries.saturating_add(1), last: shorten(last) }
    }
}

/// One row with its place in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: u64,
    /// When it is tried next.
    pub due: Timestamp,
    /// How it went so far.
    pub history: History,
    /// What it sends.
    pub load: Load,
}

#[derive(Serialize, Deserialize)]
struct Value {
    history: History,
    load: Load,
}

impl Record for Value {
    const KIND: &'static str = "outbox row";
    const FORM: Form = Form::Compact;
}

impl Row {
    fn key(&self) -> Key {
        Key::new(Table::Outbox).time(self.due).u64(self.id)
    }

    fn read((key, value): &(Vec<u8>, Vec<u8>)) -> Result<Self, StoreError> {
        let mut parts = Parts::of(key);
        let (due, id) = (parts.time(), parts.u64());
        let Value { history, load } = record::decode(value)?;
        Ok(Self { id, due, history, load })
    }

    fn put(self, tx: &mut Tx<'_>) {
        let key = self.key();
        record::put(tx, key, &Value { history: self.history, load: self.load });
    }
}

/// Queues a mail of our own, to go out at `due`; returns its row's number.
///
/// # Errors
/// When the store cannot be read.
pub fn enqueue_mail(tx: &mut Tx<'_>, mail: OwnMail, due: Timestamp) -> Result<u64, StoreError> {
    let OwnMail { reverse_path, to, list, person, raw } = mail;
    let id = super::next_u64(tx, "outbox")?;
    raw.put(tx, mail_key(id));
    let load = Load::Mail { reverse_path, to, list, person };
    Row { id, due, history: History::new(due), load }.put(tx);
    Ok(id)
}

/// Queues copies; returns the row's number.
///
/// # Errors
/// When the store cannot be read.
pub fn enqueue(
    tx: &mut Tx<'_>,
    load: Load,
    history: History,
    due: Timestamp,
) -> Result<u64, StoreError> {
    let id = super::next_u64(tx, "outbox")?;
    Row { id, due, history, load }.put(tx);
    Ok(id)
}

fn mail_key(id: u64) -> Key {
    Key::new(Table::OutMail).u64(id)
}

/// The octets of a mail of our own.
///
/// # Errors
/// When the store cannot be read.
pub fn mail(from: &impl Read, id: u64) -> Result<Option<Vec<u8>>, StoreError> {
    Blob::get(from, &mail_key(id))
}

/// Where a reader of the queue stands: after the row with this due time and number.
pub type Position = (Timestamp, u64);

/// Rows in order of due time, those due later than `until` aside.
///
/// # Errors
/// When the store cannot be read.
pub fn rows(
    from: &impl Read,
    after: Option<Position>,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let start = match after {
        Some((due, id)) => Key::new(Table::Outbox).time(due).u64(id.saturating_add(1)),
        None => Key::new(Table::Outbox),
    };
    let end = Key::new(Table::Outbox).time(until).end();
    from.range(&start, &end, limit)?.iter().map(Row::read).collect()
}

/// The row due first.
///
/// # Errors
/// When the store cannot be read.
pub fn first(from: &impl Read) -> Result<Option<Row>, StoreError> {
    Ok(rows(from, None, Timestamp::MAX, 1)?.pop())
}

/// Looks at every row, in order of due time.
///
/// # Errors
/// When the store cannot be read.
pub fn each_row(from: &impl Read, mut look: impl FnMut(Row)) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = rows(from, after, Timestamp::MAX, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.due, last.id));
        page.into_iter().for_each(&mut look);
    }
}

fn settled_key(id: u64, person: PersonId) -> Key {
    Key::new(Table::Settled).u64(id).u32(person.0)
}

/// Notes that a copy of a row needs nothing more.
pub fn settle(tx: &mut Tx<'_>, id: u64, person: PersonId) {
    tx.put(settled_key(id, person), Vec::new());
}

/// The copies of a row that need nothing more.
///
/// # Errors
/// When the store cannot be read.
pub fn settled(from: &impl Read, id: u64) -> Result<Vec<PersonId>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Settled).u64(id), usize::MAX)?;
    Ok(rows
        .iter()
        .map(|(key, _)| {
            let mut parts = Parts::of(key);
            parts.u64();
            PersonId(parts.u32())
        })
        .collect())
}

/// What is still to be tried of a row that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// When.
    pub due: Timestamp,
    /// How it went so far.
    pub history: History,
    /// Whose copies; a mail of our own has nobody here.
    pub people: Vec<PersonId>,
    /// Their domain, when it is one.
    pub domain: Option<String>,
}

/// Ends a row: it and its markers go, and what must be tried again gets rows of its own. A row that
/// somebody dropped meanwhile stays dropped.
///
/// # Errors
/// When the store cannot be read.
pub fn finish(tx: &mut Tx<'_>, row: &Row, again: Vec<Again>) -> Result<(), StoreError> {
    let known = tx.get(&row.key())?.is_some();
    for person in settled(tx, row.id)? {
        tx.delete(settled_key(row.id, person));
    }
    tx.delete(row.key());
    let retried = known && !again.is_empty();
    for Again { due, history, people, domain } in again.into_iter().filter(|_| known) {
        match &row.load {
            Load::Copies { list, article, .. } => {
                let load = Load::Copies { list: *list, article: *article, people, domain };
                enqueue(tx, load, history, due)?;
            }
            Load::Mail { .. } => Row { id: row.id, due, history, load: row.load.clone() }.put(tx),
        }
    }
    if matches!(row.load, Load::Mail { .. }) && !retried {
        tx.delete(mail_key(row.id));
    }
    Ok(())
}

/// Makes waiting rows due at `now`: those named, or all. Rows already due are left alone: somebody
/// may be sending them. Returns how many moved.
///
/// # Errors
/// When the store cannot be read.
pub fn retry(tx: &mut Tx<'_>, ids: Option<&[u64]>, now: Timestamp) -> Result<usize, StoreError> {
    let mut waiting = Vec::new();
    each_row(tx, |row| {
        if row.due > now && ids.is_none_or(|ids| ids.contains(&row.id)) {
            waiting.push(row);
        }
    })?;
    let moved = waiting.len();
    for row in waiting {
        tx.delete(row.key());
        Row { due: now, ..row }.put(tx);
    }
    Ok(moved)
}

/// Forgets rows and what they would have sent. Returns how many there were.
///
/// # Errors
/// When the store cannot be read.
pub fn remove(tx: &mut Tx<'_>, ids: &[u64]) -> Result<usize, StoreError> {
    let mut found = Vec::new();
    each_row(tx, |row| {
        if ids.contains(&row.id) {
            found.push(row);
        }
    })?;
    for row in &found {
        finish(tx, row, Vec::new())?;
    }
    Ok(found.len())
}

/// How full the outbox is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub rows: usize,
    /// Copies and mails in them; those already settled inside a row are counted until it ends.
    pub copies: usize,
    /// Rows that failed at least once.
    pub deferred: usize,
    /// When the oldest was first due.
    pub oldest: Option<Timestamp>,
}

/// Counts what waits, in one list or in all.
///
/// # Errors
/// When the store cannot be read.
pub fn counts(from: &impl Read, list: Option<ListId>) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    each_row(from, |row| {
        if list.is_some() && row.load.list() != list {
            return;
        }
        counts.rows += 1;
        counts.copies += row.load.copies();
        counts.deferred += usize::from(row.history.tries > 0);
        let since = row.history.since;
        counts.oldest = Some(counts.oldest.map_or(since, |o| o.min(since)));
    })?;
    Ok(counts)
}

/// A copy or mail that will never arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// When it was given up.
    pub at: Timestamp,
    /// The list it was of.
    pub list: Option<ListId>,
    /// The person it was for.
    pub person: Option<PersonId>,
    /// The article it was a copy of.
    pub article: Option<ArticleNo>,
    /// The address it went to.
    pub to: Address,
    /// Enhanced status (RFC 3463) as given, or 5.0.0; 4.4.7 when it expired.
    pub status: String,
    /// What the far side said.
    pub text: String,
}

impl Record for Failure {
    const KIND: &'static str = "failure";
    const FORM: Form = Form::Named;
}

/// Records a failure, for `queue failures` and the bounce score.
///
/// # Errors
/// When the store cannot be read.
pub fn record_failure(tx: &mut Tx<'_>, mut failure: Failure) -> Result<(), StoreError> {
    failure.text = shorten(&failure.text);
    let no = super::next_u64(tx, "failure")?;
    let key = Key::new(Table::Failure)
        .u32(failure.list.map_or(0, |l| l.0))
        .u32(failure.person.map_or(0, |p| p.0))
        .time_desc(failure.at)
        .u64(no);
    record::put(tx, key, &failure);
    Ok(())
}

/// Failures of one list, or of all, by person and then latest first.
///
/// # Errors
/// When the store cannot be read.
pub fn failures(
    from: &impl Read,
    list: Option<ListId>,
    limit: usize,
) -> Result<Vec<Failure>, StoreError> {
    let prefix = Key::new(Table::Failure);
    let prefix = match list {
        Some(list) => prefix.u32(list.0),
        None => prefix,
    };
    from.prefixed(&prefix, limit)?.iter().map(|(_, v)| record::decode(v)).collect()
}

fn shorten(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut out = String::new();
    for c in clean {
        if out.len() + c.len_utf8() > TEXT_LIMIT {
            break;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn open() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        (folder, store)
    }

    fn write<T>(store: &Store, f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
        store.write(f).unwrap()
    }

    fn own(to: &str) -> OwnMail {
        OwnMail {
            reverse_path: ReversePath::Null,
            to: Address::parse(to).unwrap(),
            list: None,
            person: None,
            raw: Blob::new(b"Subject: x\r\n\r\nx\r\n"),
        }
    }

    fn copies(people: &[u32]) -> Load {
        let people = people.iter().copied().map(PersonId).collect();
        Load::Copies { list: ListId(1), article: ArticleNo(7), people, domain: None }
    }

    fn due(store: &Store, until: i64) -> Vec<Row> {
        rows(store, None, at(until), 100).unwrap()
    }

    #[test]
    fn rows_come_in_order_of_due_time() {
        let (_folder, store) = open();
        let late = write(&store, |tx| enqueue_mail(tx, own("a@example.org"), at(200)));
        let soon = write(&store, |tx| enqueue_mail(tx, own("b@example.org"), at(100)));
        let ids = |until| due(&store, until).iter().map(|r| r.id).collect::<Vec<_>>();
        assert_eq!(ids(99), Vec::<u64>::new());
        assert_eq!(ids(100), [soon]);
        assert_eq!(ids(300), [soon, late]);
        assert_eq!(mail(&store, late).unwrap().unwrap(), b"Subject: x\r\n\r\nx\r\n");
        assert_eq!(first(&store).unwrap().unwrap().id, soon);
        assert_eq!(rows(&store, Some((at(100), soon)), at(300), 9).unwrap()[0].id, late);
    }

    #[test]
    fn a_chunk_ends_with_what_must_be_tried_again() {
        let (_folder, store) = open();
        write(&store, |tx| enqueue(tx, copies(&[1, 2, 3]), History::new(at(1)), at(1)));
        let row = due(&store, 1).remove(0);
        write(&store, |tx| {
            settle(tx, row.id, PersonId(1));
            Ok(())
        });
        assert_eq!(settled(&store, row.id).unwrap(), [PersonId(1)]);
        let again = Again {
            due: at(300),
            history: row.history.again("450 4.2.0 later\r\nplease"),
            people: vec![PersonId(3)],
            domain: Some("example.org".to_owned()),
        };
        write(&store, |tx| finish(tx, &row, vec![again.clone()]));
        assert_eq!(settled(&store, row.id).unwrap(), []);
        let left = due(&store, 300);
        assert_eq!((left.len(), left[0].load.copies(), left[0].history.tries), (1, 1, 1));
        assert_eq!(left[0].history.since, at(1));
        assert_eq!(left[0].history.last, "450 4.2.0 later  please");
        let waiting = Counts { rows: 1, copies: 1, deferred: 1, oldest: Some(at(1)) };
        assert_eq!(counts(&store, Some(ListId(1))).unwrap(), waiting);
        assert_eq!(counts(&store, Some(ListId(2))).unwrap(), Counts::default());
    }

    #[test]
    fn a_mail_keeps_its_number_and_octets_until_it_is_settled() {
        let (_folder, store) = open();
        let id = write(&store, |tx| enqueue_mail(tx, own("a@example.org"), at(1)));
        let row = due(&store, 1).remove(0);
        let history = row.history.again("no answer");
        let again = Again { due: at(300), history, people: vec![], domain: None };
        write(&store, |tx| finish(tx, &row, vec![again]));
        let row = due(&store, 300).remove(0);
        assert_eq!(row.id, id);
        assert!(mail(&store, id).unwrap().is_some());
        write(&store, |tx| finish(tx, &row, vec![]));
        assert!(due(&store, 300).is_empty() && mail(&store, id).unwrap().is_none());
    }

    #[test]
    fn retry_moves_what_waits_and_remove_forgets() {
        let (_folder, store) = open();
        let a = write(&store, |tx| enqueue_mail(tx, own("a@example.org"), at(900)));
        let b = write(&store, |tx| enqueue_mail(tx, own("b@example.org"), at(900)));
        assert_eq!(write(&store, |tx| retry(tx, Some(&[a]), at(5))), 1);
        assert_eq!(due(&store, 5).iter().map(|r| r.id).collect::<Vec<_>>(), [a]);
        assert_eq!(write(&store, |tx| retry(tx, None, at(6))), 1);
        let row = due(&store, 5).remove(0);
        assert_eq!(write(&store, |tx| remove(tx, &[a, 77])), 1);
        // Whoever was sending it meanwhile does not bring it back.
        let history = row.history.again("later");
        let again = Again { due: at(300), history, people: vec![], domain: None };
        write(&store, |tx| finish(tx, &row, vec![again]));
        assert_eq!(due(&store, 900).iter().map(|r| r.id).collect::<Vec<_>>(), [b]);
    }

    #[test]
    fn failures_are_listed_by_list() {
        let (_folder, store) = open();
        let failure = |list, text: &str| Failure {
            at: at(5),
            list: Some(ListId(list)),
            person: Some(PersonId(2)),
            article: Some(ArticleNo(1)),
            to: Address::parse("b@example.org").unwrap(),
            status: "5.1.1".to_owned(),
            text: text.to_owned(),
        };
        write(&store, |tx| record_failure(tx, failure(1, "unknown")));
        write(&store, |tx| record_failure(tx, failure(1, "unknown again")));
        write(&store, |tx| record_failure(tx, failure(2, &"x".repeat(10_000))));
        assert_eq!(failures(&store, Some(ListId(1)), 10).unwrap().len(), 2);
        let all = failures(&store, None, 10).unwrap();
        assert_eq!((all.len(), all[2].text.len()), (3, TEXT_LIMIT));
    }
}
