//! Who may read with a browser: the links that were mailed to sign in with, and the sessions they
//! opened. Of what a link or a cookie bears only a hash is kept, under its person, so that one look
//! finds all that is to end when somebody leaves or is erased. Not who may read what.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::PersonId;

/// Sessions of one person at once: a few machines. The ones that end first make room.
const AT_ONCE: usize = 20;

/// What something lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A mailed link, once.
    Link,
    /// A cookie, until it ends.
    Session,
    /// The address of a feed, until it is taken back ([`super::feed_keys`]).
    Feed,
}

impl Kind {
    fn table(self) -> Table {
        match self {
            Self::Link => Table::SignIn,
            Self::Session => Table::Session,
            Self::Feed => Table::FeedKey,
        }
    }
}

/// What a link or a session is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The key of the address it was mailed to: it counts only while that is the person's.
    pub address: String,
    /// From when on it is nothing.
    pub expires: Timestamp,
}

impl Record for Entry {
    const KIND: &'static str = "session";
    const FORM: Form = Form::Named;
}

fn of_person(kind: Kind, person: PersonId) -> Key {
    Key::new(kind.table()).u32(person.0)
}

/// What was noted under a hash, expired or not.
///
/// # Errors
/// When the store cannot be read.
pub fn get(
    from: &impl Read,
    kind: Kind,
    (person, hash): (PersonId, &[u8; 32]),
) -> Result<Option<Entry>, StoreError> {
    record::get(from, &of_person(kind, person).bytes(hash))
}

/// Notes a link or a session; what has expired of the person's goes.
///
/// # Errors
/// When the store cannot be read.
pub fn open(
    tx: &mut Tx<'_>,
    kind: Kind,
    (person, hash): (PersonId, &[u8; 32]),
    entry: &Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut kept = Vec::new();
    for (key, value) in tx.prefixed(&of_person(kind, person), usize::MAX)? {
        let known: Entry = record::decode(&value)?;
        if known.expires <= now {
            tx.delete(Key::from(key));
        } else {
            kept.push((known.expires, key));
        }
    }
    kept.sort();
    let surplus = (kept.len() + 1).saturating_sub(AT_ONCE);
    kept.into_iter().take(surplus).for_each(|(_, key)| tx.delete(Key::from(key)));
    record::put(tx, of_person(kind, person).bytes(hash), entry);
    Ok(())
}

/// Ends one.
pub fn end(tx: &mut Tx<'_>, kind: Kind, (person, hash): (PersonId, &[u8; 32])) {
    tx.delete(of_person(kind, person).bytes(hash));
}

/// Ends all of somebody's, links included.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    for kind in [Kind::Link, Kind::Session] {
        for (key, _) in tx.prefixed(&of_person(kind, person), usize::MAX)? {
            tx.delete(Key::from(key));
        }
    }
    Ok(())
}

/// The sessions of somebody, expired or not.
///
/// # Errors
/// When the store cannot be read.
pub fn of(from: &impl Read, person: PersonId) -> Result<Vec<Entry>, StoreError> {
    let rows = from.prefixed(&of_person(Kind::Session, person), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}
