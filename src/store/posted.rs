//! How many posts of somebody a list has had. A count; which ones is not kept.

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use crate::list::{ListId, PersonId};

fn key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::Posted).u32(list.0).u32(person.0)
}

/// Posts of somebody in a list so far.
///
/// # Errors
/// When the store cannot be read.
pub fn count(from: &impl Read, list: ListId, person: PersonId) -> Result<u32, StoreError> {
    let bytes = from.get(&key(list, person))?;
    Ok(bytes.and_then(|b| b.as_slice().try_into().ok()).map_or(0, u32::from_be_bytes))
}

/// One more.
///
/// # Errors
/// When the store cannot be read.
pub fn add(tx: &mut Tx<'_>, list: ListId, person: PersonId) -> Result<(), StoreError> {
    let now = count(tx, list, person)?.saturating_add(1);
    tx.put(key(list, person), now.to_be_bytes().to_vec());
    Ok(())
}
