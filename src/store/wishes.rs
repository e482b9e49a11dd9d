//! How a member wants to hear of one thread: at once whatever else they chose, or not at all. By
//! thread, so that one look tells who gets a post.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::list::{ListId, PersonId, ThreadNo};

/// What somebody wishes of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attention {
    /// Every post at once.
    Follow,
    /// Nothing of it.
    Mute,
}

/// A wish, and since which position of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Which.
    pub attention: Attention,
    /// Posts after this position of the log heed it.
    pub since: u64,
}

impl Record for Wish {
    const KIND: &'static str = "wish";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, thread: ThreadNo, person: PersonId) -> Key {
    Key::new(Table::Wish).u32(list.0).u32(thread.0).u32(person.0)
}

fn back(person: PersonId, list: ListId, thread: ThreadNo) -> Key {
    Key::new(Table::WishOf).u32(person.0).u32(list.0).u32(thread.0)
}

/// What somebody wishes of a thread.
///
/// # Errors
/// When the store cannot be read.
pub fn get(
    from: &impl Read,
    list: ListId,
    thread: ThreadNo,
    person: PersonId,
) -> Result<Option<Wish>, StoreError> {
    record::get(from, &key(list, thread, person))
}

/// Everyone's wishes of a thread, in order of person.
///
/// # Errors
/// When the store cannot be read.
pub fn of_thread(
    from: &impl Read,
    list: ListId,
    thread: ThreadNo,
) -> Result<Vec<(PersonId, Wish)>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Wish).u32(list.0).u32(thread.0), usize::MAX)?;
    let read = |(key, value): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        parts.u32();
        parts.u32();
        Ok((PersonId(parts.u32()), record::decode(value)?))
    };
    rows.iter().map(read).collect()
}

/// The threads of a list that somebody has a wish of.
///
/// # Errors
/// When the store cannot be read.
pub fn of_person(
    from: &impl Read,
    person: PersonId,
    list: ListId,
) -> Result<Vec<(ThreadNo, Wish)>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::WishOf).u32(person.0).u32(list.0), usize::MAX)?;
    let mut found = Vec::with_capacity(rows.len());
    for (row, _) in rows {
        let mut parts = Parts::of(&row);
        parts.u32();
        parts.u32();
        let thread = ThreadNo(parts.u32());
        found.extend(get(from, list, thread, person)?.map(|wish| (thread, wish)));
    }
    Ok(found)
}

/// Sets or lifts a wish.
pub fn put(tx: &mut Tx<'_>, list: ListId, thread: ThreadNo, person: PersonId, wish: Option<Wish>) {
    match wish {
        Some(wish) => {
            record::put(tx, key(list, thread, person), &wish);
            tx.put(back(person, list, thread), Vec::new());
        }
        None => {
            tx.delete(key(list, thread, person));
            tx.delete(back(person, list, thread));
        }
    }
}

/// Takes the wishes along when a thread is joined to another; one already there stays.
///
/// # Errors
/// When the store cannot be read.
pub fn join(
    tx: &mut Tx<'_>,
    list: ListId,
    from: ThreadNo,
    into: ThreadNo,
) -> Result<(), StoreError> {
    for (person, wish) in of_thread(tx, list, from)? {
        put(tx, list, from, person, None);
        if get(tx, list, into, person)?.is_none() {
            put(tx, list, into, person, Some(wish));
        }
    }
    Ok(())
}

/// Forgets all wishes of somebody about a list.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, person: PersonId, list: ListId) -> Result<(), StoreError> {
    for (thread, _) in of_person(tx, person, list)? {
        put(tx, list, thread, person, None);
    }
    Ok(())
}
