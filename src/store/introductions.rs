//! What somebody new said of themselves, and agreed that the other members read. One for each person in a
//! list, gone with their membership. Who has read it is known by the position of the log at which they agreed.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// What others read of somebody new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduction {
    /// The list whose members read it.
    pub list: ListId,
    /// Who.
    pub person: PersonId,
    /// Their first name, or as they call themselves.
    pub name: String,
    /// Where they come from, if they said so.
    #[serde(default)]
    pub organisation: Option<String>,
    /// A sentence or two.
    pub text: String,
    /// When they agreed.
    pub at: Timestamp,
    /// The position of the log: a digest that looked further has shown it.
    pub event: u64,
}

impl Record for Introduction {
    const KIND: &'static str = "introduction";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::Introduction).u32(list.0).u32(person.0)
}

/// What somebody agreed to.
///
/// # Errors
/// When the store cannot be read.
pub fn get(
    from: &impl Read,
    list: ListId,
    person: PersonId,
) -> Result<Option<Introduction>, StoreError> {
    record::get(from, &key(list, person))
}

/// Those of a list, by person.
///
/// # Errors
/// When the store cannot be read.
pub fn of_list(from: &impl Read, list: ListId) -> Result<Vec<Introduction>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Introduction).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Writes one in the place of the one there was.
pub fn put(tx: &mut Tx<'_>, introduction: &Introduction) {
    record::put(tx, key(introduction.list, introduction.person), introduction);
}

/// Forgets it: no digest shows it any more.
pub fn forget(tx: &mut Tx<'_>, list: ListId, person: PersonId) {
    tx.delete(key(list, person));
}
