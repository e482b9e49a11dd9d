//! Addresses by which a member's feed reader, which cannot sign in, reads one list's feed: one for each
//! member and list, until it is taken back. Kept as it is, so that its owner finds it again: it opens only
//! what stands in this store. Not who may read what.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// What an address bears, and what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedKey {
    /// 128 bits of the system's generator.
    pub random: [u8; 16],
    /// The key of the mail address that its owner had: it counts only while that is theirs.
    pub address: String,
    /// Since when.
    pub since: Timestamp,
}

impl Record for FeedKey {
    const KIND: &'static str = "feed key";
    const FORM: Form = Form::Named;
}

fn key(person: PersonId, list: ListId) -> Key {
    Key::new(Table::FeedKey).u32(person.0).u32(list.0)
}

/// Somebody's key to a list's feed.
///
/// # Errors
/// When the store cannot be read.
pub fn get(
    from: &impl Read,
    person: PersonId,
    list: ListId,
) -> Result<Option<FeedKey>, StoreError> {
    record::get(from, &key(person, list))
}

/// Notes a key; the one before counts no more.
pub fn put(tx: &mut Tx<'_>, (person, list): (PersonId, ListId), feed: &FeedKey) {
    record::put(tx, key(person, list), feed);
}

/// Takes a key back.
pub fn end(tx: &mut Tx<'_>, person: PersonId, list: ListId) {
    tx.delete(key(person, list));
}

/// Takes all of somebody's back.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    for (key, _) in tx.prefixed(&Key::new(Table::FeedKey).u32(person.0), usize::MAX)? {
        tx.delete(Key::from(key));
    }
    Ok(())
}
