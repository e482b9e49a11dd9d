//! How far each newcomer's series of welcome mails has come, and when the next is due. Which mails
//! there are, and what stops them, is decided above.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// One newcomer's series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The list.
    pub list: ListId,
    /// Who is new.
    pub person: PersonId,
    /// When they were welcomed.
    pub began: Timestamp,
    /// Mails that are done with, sent or passed over.
    pub done: u8,
    /// When the next is due; `None`: the series is over.
    #[serde(default)]
    pub due: Option<Timestamp>,
    /// Whether their next digest carries tips.
    #[serde(default)]
    pub tips: bool,
    /// What brought them, by the number they answered.
    #[serde(default)]
    pub brings: Option<u8>,
}

impl Record for Series {
    const KIND: &'static str = "welcome series";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::Welcome).u32(list.0).u32(person.0)
}

fn due_key(at: Timestamp, list: ListId, person: PersonId) -> Key {
    Key::new(Table::WelcomeDue).time(at).u32(list.0).u32(person.0)
}

/// One newcomer's series, over or not.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, person: PersonId) -> Result<Option<Series>, StoreError> {
    record::get(from, &key(list, person))
}

/// Writes a series in the place of the one there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put(tx: &mut Tx<'_>, series: &Series) -> Result<(), StoreError> {
    let (list, person) = (series.list, series.person);
    forget(tx, list, person)?;
    if let Some(due) = series.due {
        tx.put(due_key(due, list, person), Vec::new());
    }
    record::put(tx, key(list, person), series);
    Ok(())
}

/// Forgets a series, and what somebody answered in it.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, list: ListId, person: PersonId) -> Result<(), StoreError> {
    if let Some(due) = get(tx, list, person)?.and_then(|old| old.due) {
        tx.delete(due_key(due, list, person));
    }
    tx.delete(key(list, person));
    Ok(())
}

/// The series of a list, over or not.
///
/// # Errors
/// When the store cannot be read.
pub fn of_list(from: &impl Read, list: ListId) -> Result<Vec<Series>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Welcome).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, bytes)| record::decode(bytes)).collect()
}

/// Those whose next mail is due, earliest first, up to `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(
    from: &impl Read,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<(Timestamp, ListId, PersonId)>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::WelcomeDue), limit)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        (parts.time(), ListId(parts.u32()), PersonId(parts.u32()))
    };
    Ok(rows.iter().map(read).take_while(|(at, ..)| *at <= now).collect())
}

/// Drops a due row that no series stands behind.
pub fn drop_orphan(tx: &mut Tx<'_>, (at, list, person): (Timestamp, ListId, PersonId)) {
    tx.delete(due_key(at, list, person));
}
