//! Work that broke: how often, and whether it was set aside. Only `check` and a restart look here; work that
//! succeeds leaves nothing.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;

/// One piece of work that broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// What was being done, and for whom: « welcome 1/5 ».
    pub what: String,
    /// How often it broke.
    pub times: u32,
    /// When it last did.
    pub at: Timestamp,
    /// Whether it is tried no more.
    pub aside: bool,
}

impl Record for Broken {
    const KIND: &'static str = "broken work";
    const FORM: Form = Form::Named;
}

fn key(what: &str) -> Key {
    Key::new(Table::Aside).text(what)
}

/// What is known of a piece of work.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, what: &str) -> Result<Option<Broken>, StoreError> {
    record::get(from, &key(what))
}

/// All that broke.
///
/// # Errors
/// When the store cannot be read.
pub fn all(from: &impl Read) -> Result<Vec<Broken>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Aside), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Notes that it broke.
pub fn put(tx: &mut Tx<'_>, broken: &Broken) {
    record::put(tx, key(&broken.what), broken);
}

/// It is done.
pub fn forget(tx: &mut Tx<'_>, what: &str) {
    tx.delete(key(what));
}
