//! What those who animate a list want said on top of the next digests. One for each list: a new one takes
//! its place. Who has heard it is known by the position of the log at which it was said.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// Something to be said once to each reader of digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// Who says it.
    pub person: PersonId,
    /// When they did.
    pub at: Timestamp,
    /// The position of the log: a digest that looked further has said it.
    pub event: u64,
    /// In their own words; lines are paragraphs.
    pub text: String,
}

impl Record for Saying {
    const KIND: &'static str = "saying";
    const FORM: Form = Form::Named;
}

fn key(list: ListId) -> Key {
    Key::new(Table::Saying).u32(list.0)
}

/// What is to be said.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId) -> Result<Option<Saying>, StoreError> {
    record::get(from, &key(list))
}

/// Says something else, or nothing more.
pub fn put(tx: &mut Tx<'_>, list: ListId, saying: Option<&Saying>) {
    match saying {
        Some(saying) => record::put(tx, key(list), saying),
        None => tx.delete(key(list)),
    }
}
