//! Messages that wait for a human's word: what is known of each, and its raw mail.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Blob, Form, Record};
use crate::auth::Identity;
use crate::clock::Timestamp;
use crate::list::admit::HoldReason;
use crate::list::{AskNo, HeldNo, ListId, ThreadNo};
use crate::mail::address::Mailbox;
use crate::mail::message_id::IdHash;

/// One message that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The list it was sent to.
    pub list: ListId,
    /// Its number there.
    pub no: HeldNo,
    /// Who claims to have written it.
    pub from: Mailbox,
    /// Its subject.
    pub subject: String,
    /// When it came.
    pub received: Timestamp,
    /// Why it waits.
    pub reason: HoldReason,
    /// The thread whose own address it came to.
    #[serde(default)]
    pub thread: Option<ThreadNo>,
    /// What it says, so that a sender's second try is known.
    pub content: IdHash,
    /// Octets.
    pub size: u32,
    /// When those who animate were asked; they are not asked about too many at once.
    #[serde(default)]
    pub asked: Option<Timestamp>,
    /// The questions put to them, one each.
    #[serde(default)]
    pub asks: Vec<AskNo>,
    /// What was found of its origin.
    #[serde(default)]
    pub identity: Option<Identity>,
    /// The moment its author chose for it.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl Record for Held {
    const KIND: &'static str = "held message";
    const FORM: Form = Form::Named;
}

/// What somebody decided about a message that waited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The list it was sent to.
    pub list: ListId,
    /// The number it waited under.
    pub no: HeldNo,
    /// Its subject.
    pub subject: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Who decided, as they call themselves; `None`: whoever keeps the host.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What became of a message that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was posted.
    Posted,
    /// It was refused.
    Refused,
    /// It was thrown away.
    Dropped,
}

impl Record for Decided {
    const KIND: &'static str = "decision";
    const FORM: Form = Form::Named;
}

fn key(table: Table, list: ListId, no: HeldNo) -> Key {
    Key::new(table).u32(list.0).u32(no.0)
}

/// What waits for one list, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub fn of_list(from: &impl Read, list: ListId) -> Result<Vec<Held>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Held).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, v)| record::decode(v)).collect()
}

/// One message that waits.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: HeldNo) -> Result<Option<Held>, StoreError> {
    record::get(from, &key(Table::Held, list, no))
}

/// Its raw mail.
///
/// # Errors
/// When the store cannot be read.
pub fn raw(from: &impl Read, list: ListId, no: HeldNo) -> Result<Option<Vec<u8>>, StoreError> {
    Blob::get(from, &key(Table::HeldRaw, list, no))
}

/// The number the next one will have.
///
/// # Errors
/// When the store cannot be read.
pub fn next_no(tx: &mut Tx<'_>, list: ListId) -> Result<HeldNo, StoreError> {
    super::next_number(tx, "held", list.0).map(HeldNo)
}

/// Lets a message wait.
pub fn put(tx: &mut Tx<'_>, held: &Held, raw: Blob) {
    record::put(tx, key(Table::Held, held.list, held.no), held);
    raw.put(tx, key(Table::HeldRaw, held.list, held.no));
}

/// Writes again what is known of a message that waits; its mail stays.
pub fn update(tx: &mut Tx<'_>, held: &Held) {
    record::put(tx, key(Table::Held, held.list, held.no), held);
}

/// It waits no more, and this is why.
pub fn close(tx: &mut Tx<'_>, decided: &Decided) {
    remove(tx, decided.list, decided.no);
    record::put(tx, key(Table::Decided, decided.list, decided.no), decided);
}

/// What was decided about a message that waited.
///
/// # Errors
/// When the store cannot be read.
pub fn decided(from: &impl Read, list: ListId, no: HeldNo) -> Result<Option<Decided>, StoreError> {
    record::get(from, &key(Table::Decided, list, no))
}

fn due_key(due: Timestamp, list: ListId, no: HeldNo) -> Key {
    Key::new(Table::HeldDue).time(due).u32(list.0).u32(no.0)
}

/// Something becomes of it at this moment, whoever says nothing.
pub fn put_due(tx: &mut Tx<'_>, due: Timestamp, list: ListId, no: HeldNo) {
    tx.put(due_key(due, list, no), Vec::new());
}

/// Its moment is past.
pub fn remove_due(tx: &mut Tx<'_>, due: Timestamp, list: ListId, no: HeldNo) {
    tx.delete(due_key(due, list, no));
}

/// What is due, earliest first; some of it may wait no more.
///
/// # Errors
/// When the store cannot be read.
pub fn due(
    from: &impl Read,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<(Timestamp, ListId, HeldNo)>, StoreError> {
    let end = Key::new(Table::HeldDue).time(until).end();
    let rows = from.range(&Key::new(Table::HeldDue), &end, limit)?;
    Ok(rows
        .iter()
        .map(|(key, _)| {
            let mut parts = Parts::of(key);
            (parts.time(), ListId(parts.u32()), HeldNo(parts.u32()))
        })
        .collect())
}

/// It waits no more.
pub fn remove(tx: &mut Tx<'_>, list: ListId, no: HeldNo) {
    tx.delete(key(Table::Held, list, no));
    tx.delete(key(Table::HeldRaw, list, no));
}
