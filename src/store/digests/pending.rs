//! Replies that wait for their author to name a thread. Not held messages: nobody else is asked.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::digest::{Lettered, Named};
use crate::list::PersonId;
use crate::store::engine::{Read, Tx};
use crate::store::error::StoreError;
use crate::store::key::{Key, Parts, Table};
use crate::store::record::{self, Blob, Form, Record};

/// Days a reply waits for its thread.
pub const PENDING_DAYS: i64 = 14;

/// A reply that waits for its author to name a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Whose.
    pub person: PersonId,
    /// Its number among theirs.
    pub no: u32,
    /// Their own words, nothing quoted.
    pub text: String,
    /// When they wrote it.
    pub date: Timestamp,
    /// When it came.
    pub received: Timestamp,
    /// The threads they can choose from; their texts are left out.
    pub choices: Vec<Named>,
    /// The polls of the digest it answers.
    #[serde(default)]
    pub polls: Vec<Lettered>,
    /// What we asked, word for word: it comes back quoted.
    #[serde(default)]
    pub question: String,
    /// How often we asked.
    #[serde(default)]
    pub questions: u32,
    /// The title of the thread it went to, once it did.
    #[serde(default)]
    pub posted: Option<String>,
}

impl Pending {
    /// Whether it is too old to be posted.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now.duration_since(self.received).as_hours() >= PENDING_DAYS * 24
    }
}

impl Record for Pending {
    const KIND: &'static str = "pending reply";
    const FORM: Form = Form::Named;
}

fn pending_key(person: PersonId, no: u32) -> Key {
    Key::new(Table::Pending).u32(person.0).u32(no)
}

fn pending_raw_key(person: PersonId, no: u32) -> Key {
    pending_key(person, no).u8(1)
}

/// The number somebody's next waiting reply will have.
///
/// # Errors
/// When the store cannot be read.
pub fn next_pending(tx: &mut Tx<'_>, person: PersonId) -> Result<u32, StoreError> {
    crate::store::next_number(tx, "pending", person.0)
}

/// A reply that waits.
///
/// # Errors
/// When the store cannot be read.
pub fn pending(from: &impl Read, person: PersonId, no: u32) -> Result<Option<Pending>, StoreError> {
    record::get(from, &pending_key(person, no))
}

/// The mail it came in, to the octet.
///
/// # Errors
/// When the store cannot be read.
pub fn pending_raw(
    from: &impl Read,
    person: PersonId,
    no: u32,
) -> Result<Option<Vec<u8>>, StoreError> {
    Blob::get(from, &pending_raw_key(person, no))
}

/// The reply of somebody that waits since last, not yet posted.
///
/// # Errors
/// When the store cannot be read.
pub fn latest_pending(
    from: &impl Read,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Pending>, StoreError> {
    let last = crate::store::last_number(from, "pending", person.0)?;
    let found = pending(from, person, last)?;
    Ok(found.filter(|p| p.posted.is_none() && !p.is_expired(now)))
}

/// Keeps a reply, and forgets those of this person that waited too long.
///
/// # Errors
/// When the store cannot be read.
pub fn put_pending(
    tx: &mut Tx<'_>,
    pending: &Pending,
    raw: Option<Blob>,
) -> Result<(), StoreError> {
    record::put(tx, pending_key(pending.person, pending.no), pending);
    if let Some(raw) = raw {
        raw.put(tx, pending_raw_key(pending.person, pending.no));
    }
    let first = tx.prefixed(&Key::new(Table::Pending).u32(pending.person.0), 1)?;
    for (key, _) in first {
        let mut parts = Parts::of(&key);
        parts.u32();
        let no = parts.u32();
        let old = self::pending(tx, pending.person, no)?;
        if no != pending.no && old.is_some_and(|p| p.is_expired(pending.received)) {
            remove_pending(tx, pending.person, no);
        }
    }
    Ok(())
}

/// Forgets a reply that waited.
pub fn remove_pending(tx: &mut Tx<'_>, person: PersonId, no: u32) {
    tx.delete(pending_key(person, no));
    tx.delete(pending_raw_key(person, no));
}
