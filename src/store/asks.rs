//! Questions that wait for one person's word. Each counts once; what an answer does is decided above.

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::ask::Ask;
use crate::list::{AskNo, ListId};

impl Record for Ask {
    const KIND: &'static str = "question";
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
