//! First posts that nobody answered yet, and when each is to be looked at again. Only those: what is
//! answered, or over, is forgotten. What is said of them, and to whom, is decided above.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ArticleNo, ListId, PersonId};

/// Somebody's first post in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstPost {
    /// The list.
    pub list: ListId,
    /// The post.
    pub article: ArticleNo,
    /// Who wrote it.
    pub author: PersonId,
    /// When it came.
    pub received: Timestamp,
    /// Looks that are done with.
    pub done: u8,
    /// When it is looked at next.
    pub due: Timestamp,
}

impl Record for FirstPost {
    const KIND: &'static str = "first post";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, article: ArticleNo) -> Key {
    Key::new(Table::FirstPost).u32(list.0).u32(article.0)
}

fn due_key(post: &FirstPost) -> Key {
    Key::new(Table::FirstPostDue).time(post.due).u32(post.list.0).u32(post.article.0)
}

/// Writes one in the place of what there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put(tx: &mut Tx<'_>, post: &FirstPost) -> Result<(), StoreError> {
    forget(tx, post.list, post.article)?;
    tx.put(due_key(post), Vec::new());
    record::put(tx, key(post.list, post.article), post);
    Ok(())
}

/// One of them, unless it is over.
///
/// # Errors
/// When the store cannot be read.
pub fn get(
    from: &impl Read,
    list: ListId,
    article: ArticleNo,
) -> Result<Option<FirstPost>, StoreError> {
    record::get(from, &key(list, article))
}

/// It is over.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, list: ListId, article: ArticleNo) -> Result<(), StoreError> {
    if let Some(old) = get(tx, list, article)? {
        tx.delete(due_key(&old));
    }
    tx.delete(key(list, article));
    Ok(())
}

/// Those of a list, in order of arrival.
///
/// # Errors
/// When the store cannot be read.
pub fn of_list(from: &impl Read, list: ListId) -> Result<Vec<FirstPost>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::FirstPost).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Forgets those of a person who goes.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_author(tx: &mut Tx<'_>, author: PersonId) -> Result<(), StoreError> {
    for (_, value) in tx.prefixed(&Key::new(Table::FirstPost), usize::MAX)? {
        let post: FirstPost = record::decode(&value)?;
        if post.author == author {
            forget(tx, post.list, post.article)?;
        }
    }
    Ok(())
}

/// A row by due time.
pub type DueRow = (Timestamp, ListId, ArticleNo);

/// Those to be looked at up to `now`, the earliest first, up to `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(from: &impl Read, now: Timestamp, limit: usize) -> Result<Vec<DueRow>, StoreError> {
    let end = Key::new(Table::FirstPostDue).time(now).end();
    let rows = from.range(&Key::new(Table::FirstPostDue), &end, limit)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        (parts.time(), ListId(parts.u32()), ArticleNo(parts.u32()))
    };
    Ok(rows.iter().map(read).collect())
}

/// Drops a row that no first post stands behind, or it would be due for ever.
///
/// # Errors
/// When the store cannot be read.
pub fn drop_orphan(tx: &mut Tx<'_>, (at, list, article): DueRow) -> Result<(), StoreError> {
    let same = |due: Timestamp| due.as_millisecond() == at.as_millisecond();
    if get(tx, list, article)?.is_none_or(|post| !same(post.due)) {
        tx.delete(Key::new(Table::FirstPostDue).time(at).u32(list.0).u32(article.0));
    }
    Ok(())
}
