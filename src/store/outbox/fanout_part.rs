//! How far a fanout came that takes several transactions: one record, kept only while it lasts.

use serde::{Deserialize, Serialize};

use crate::list::PersonId;
use crate::store::key::{Key, Table};
use crate::store::record::{self, Form, Record};
use crate::store::{Read, StoreError, Tx};

/// The last copy queued of a post whose fanout is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FanoutPart {
    /// The post's event.
    pub event: u64,
    /// The last domain queued.
    pub domain: String,
    /// The last person queued, in that domain.
    pub person: PersonId,
}

impl Record for FanoutPart {
    const KIND: &'static str = "fanout part";
    const FORM: Form = Form::Compact;
}

fn fanout_part_key() -> Key {
    Key::new(Table::Cursor).text("fanout-part")
}

/// How far the fanout under way came.
///
/// # Errors
/// When the store cannot be read.
pub fn fanout_part(from: &impl Read) -> Result<Option<FanoutPart>, StoreError> {
    record::get(from, &fanout_part_key())
}

/// Notes how far the fanout under way came.
pub fn put_fanout_part(tx: &mut Tx<'_>, part: &FanoutPart) {
    record::put(tx, fanout_part_key(), part);
}

/// No fanout is under way.
pub fn end_fanout_part(tx: &mut Tx<'_>) {
    tx.delete(fanout_part_key());
}
