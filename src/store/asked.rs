//! When we last asked somebody something, so that nobody can make us ask too often.

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// Whether a question may be put to somebody now: not if it was within the last day. Notes that it
/// was.
///
/// # Errors
/// When the store cannot be read.
pub fn once_a_day(
    tx: &mut Tx<'_>,
    question: &str,
    list: ListId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let key = Key::new(Table::Asked).u32(list.0).u32(person.0).text(question);
    let last = tx.get(&key)?.and_then(|b| b.as_slice().try_into().ok()).map(i64::from_be_bytes);
    // A clock that went back must not silence us for ever, nor make us ask again at once.
    let due = last.is_none_or(|last| (now.as_second() - last).abs() >= 86_400);
    if due {
        tx.put(key, now.as_second().to_be_bytes().to_vec());
    }
    Ok(due)
}
