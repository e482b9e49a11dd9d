//! The outbox: what has yet to go out, by due time; copies settled inside a row; what failed for
//! good. A queue and its book-keeping; how mail travels is [`crate::daemon`]'s business.
//!
//! A row is a chunk of one article's copies, or one mail of our own making. A copy that is settled
//! (accepted, refused for good, expired) leaves a marker under the row's number until the row ends;
//! then one transaction deletes row and markers and adds rows for what must be tried again.

mod failure;
mod fanout_part;
mod upkeep;

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Blob, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ArticleNo, ListId, PersonId};
use crate::mail::address::Address;
use crate::mail::message_id::ReversePath;

pub use failure::{Failure, failures, failures_of, forget_failures, last_failure, record_failure};
pub use fanout_part::{FanoutPart, end_fanout_part, fanout_part, put_fanout_part};
pub use upkeep::{Counts, Found, counts, remove, retry};

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

    /// Not tried, because its destination rests.
    pub fn put_off(&self, last: &str) -> Self {
        Self { last: shorten(last), ..self.clone() }
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

/// Moves a row to another time, its settled copies remembered. One that somebody dropped stays
/// dropped.
///
/// # Errors
/// When the store cannot be read.
pub fn postpone(tx: &mut Tx<'_>, row: Row, due: Timestamp) -> Result<(), StoreError> {
    if tx.get(&row.key())?.is_some() {
        tx.delete(row.key());
        Row { due, ..row }.put(tx);
    }
    Ok(())
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
    for again in again.into_iter().filter(|_| known) {
        follow(tx, row, again)?;
    }
    if matches!(row.load, Load::Mail { .. }) && !retried {
        tx.delete(mail_key(row.id));
    }
    Ok(())
}

/// Gives some copies of a row that goes on rows of their own, to be tried again; in this one they are
/// settled. A row that somebody dropped meanwhile stays dropped.
///
/// # Errors
/// When the store cannot be read.
pub fn part(tx: &mut Tx<'_>, row: &Row, again: Vec<Again>) -> Result<(), StoreError> {
    if again.is_empty() || tx.get(&row.key())?.is_none() {
        return Ok(());
    }
    for again in again {
        again.people.iter().for_each(|person| settle(tx, row.id, *person));
        follow(tx, row, again)?;
    }
    Ok(())
}

/// The row of what is tried again of another.
fn follow(tx: &mut Tx<'_>, row: &Row, again: Again) -> Result<(), StoreError> {
    let Again { due, history, people, domain } = again;
    match &row.load {
        Load::Copies { list, article, .. } => {
            let load = Load::Copies { list: *list, article: *article, people, domain };
            enqueue(tx, load, history, due)?;
        }
        Load::Mail { .. } => Row { id: row.id, due, history, load: row.load.clone() }.put(tx),
    }
    Ok(())
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
mod tests;
