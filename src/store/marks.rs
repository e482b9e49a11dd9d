//! What those who animate settled about a thread: closed, or on top. Not its posts.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, ThreadNo};

/// A thread's marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Since when its new posts wait for the team.
    pub closed: Option<Timestamp>,
    /// Since when it stands on top of the list's page.
    pub pinned: Option<Timestamp>,
    /// The thread it was parted from by hand: no reply joins the two again.
    pub parted: Option<ThreadNo>,
}

impl Record for Marks {
    const KIND: &'static str = "marks of a thread";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, thread: ThreadNo) -> Key {
    Key::new(Table::Mark).u32(list.0).u32(thread.0)
}

/// A thread's marks; none when nobody settled anything.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, thread: ThreadNo) -> Result<Marks, StoreError> {
    Ok(record::get(from, &key(list, thread))?.unwrap_or_default())
}

/// Writes a thread's marks.
pub fn put(tx: &mut Tx<'_>, list: ListId, thread: ThreadNo, marks: &Marks) {
    if *marks == Marks::default() {
        tx.delete(key(list, thread));
    } else {
        record::put(tx, key(list, thread), marks);
    }
}

/// Whether any thread of a list bears marks.
///
/// # Errors
/// When the store cannot be read.
pub fn are_there(from: &impl Read, list: ListId) -> Result<bool, StoreError> {
    Ok(!from.prefixed(&Key::new(Table::Mark).u32(list.0), 1)?.is_empty())
}

/// The threads on top of a list's page, by number.
///
/// # Errors
/// When the store cannot be read.
pub fn pinned(from: &impl Read, list: ListId) -> Result<Vec<ThreadNo>, StoreError> {
    let mut found = Vec::new();
    for (key, value) in from.prefixed(&Key::new(Table::Mark).u32(list.0), usize::MAX)? {
        let marks: Marks = record::decode(&value)?;
        if marks.pinned.is_some() {
            let mut parts = Parts::of(&key);
            parts.u32();
            found.push(ThreadNo(parts.u32()));
        }
    }
    Ok(found)
}
