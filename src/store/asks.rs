//! Questions that wait for one person's word. Each counts once; what an answer does is decided above.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::ask::Ask;
use crate::list::{AskNo, ListId};
use crate::mail::message_id::MessageId;

impl Record for Ask {
    const KIND: &'static str = "question";
    const FORM: Form = Form::Named;
}

/// A question as it was mailed: what comes back quoted, and what the next mail about it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailed {
    /// Its identifier.
    pub message_id: MessageId,
    /// Its text.
    pub text: String,
}

impl Record for Mailed {
    const KIND: &'static str = "mailed question";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, no: AskNo) -> Key {
    Key::new(Table::Ask).u32(list.0).u32(no.0)
}

/// The number the next question about a list will have.
///
/// # Errors
/// When the store cannot be read.
pub fn next_no(tx: &mut Tx<'_>, list: ListId) -> Result<AskNo, StoreError> {
    super::next_number(tx, "ask", list.0).map(AskNo)
}

/// One question.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: AskNo) -> Result<Option<Ask>, StoreError> {
    record::get(from, &key(list, no))
}

/// Writes a question.
pub fn put(tx: &mut Tx<'_>, ask: &Ask) {
    record::put(tx, key(ask.list, ask.no), ask);
}

/// Takes the answer of an open question: from now on it is answered. `None`: unknown, answered before,
/// or too late.
///
/// # Errors
/// When the store cannot be read.
pub fn answer(
    tx: &mut Tx<'_>,
    list: ListId,
    no: AskNo,
    now: Timestamp,
) -> Result<Option<Ask>, StoreError> {
    let Some(mut ask) = get(tx, list, no)?.filter(|ask| ask.is_open(now)) else { return Ok(None) };
    ask.answered = Some(now);
    put(tx, &ask);
    Ok(Some(ask))
}

/// All questions about a list, answered ones too, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub fn of_list(from: &impl Read, list: ListId) -> Result<Vec<Ask>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Ask).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, v)| record::decode(v)).collect()
}

fn mailed_key(list: ListId, no: AskNo) -> Key {
    Key::new(Table::AskWords).u32(list.0).u32(no.0)
}

/// A question as it was mailed, when that was kept.
///
/// # Errors
/// When the store cannot be read.
pub fn mailed(from: &impl Read, list: ListId, no: AskNo) -> Result<Option<Mailed>, StoreError> {
    record::get(from, &mailed_key(list, no))
}

/// Keeps a question as it was mailed.
pub fn put_mailed(tx: &mut Tx<'_>, list: ListId, no: AskNo, mailed: &Mailed) {
    record::put(tx, mailed_key(list, no), mailed);
}
