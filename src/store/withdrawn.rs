//! Posts taken out of the archive by their author or the team: that they were, and for as long as that can
//! be undone, what they said. What stands in their place, and who may, is decided above.

use serde::{Deserialize, Serialize};

use super::articles::{self, Article};
use super::changes::UNDO_DAYS;
use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Blob, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ArticleNo, ListId};

/// Who took it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hand {
    /// Whoever wrote it.
    Author,
    /// Those who animate.
    Team,
}

impl Hand {
    /// The key of the sentence that stands in its place.
    pub fn key(self) -> &'static str {
        match self {
            Self::Author => "archive-withdrawn",
            Self::Team => "archive-withdrawn-team",
        }
    }
}

/// A post that was taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// By whom.
    pub hand: Hand,
    /// When.
    pub at: Timestamp,
    /// What was known of it before; `None`: its words are forgotten, and it stays so.
    pub before: Option<Box<Article>>,
    /// Its thread's title before, where that changed.
    pub title: Option<String>,
}

impl Record for Withdrawn {
    const KIND: &'static str = "withdrawn post";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, no: ArticleNo) -> Key {
    Key::new(Table::Withdrawn).u32(list.0).u32(no.0)
}

fn mail_key(list: ListId, no: ArticleNo, part: u8) -> Key {
    Key::new(Table::WithdrawnRaw).u32(list.0).u32(no.0).u8(part)
}

fn due_key(at: Timestamp, list: ListId, no: ArticleNo) -> Key {
    let days = jiff::SignedDuration::from_hours(UNDO_DAYS * 24);
    Key::new(Table::WithdrawnDue).time(at.saturating_add(days).unwrap_or(at)).u32(list.0).u32(no.0)
}

/// What is known of a post's being taken out; `None`: it was not.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: ArticleNo) -> Result<Option<Withdrawn>, StoreError> {
    record::get(from, &key(list, no))
}

/// Whether a post was taken out.
///
/// # Errors
/// When the store cannot be read.
pub fn is(from: &impl Read, list: ListId, no: ArticleNo) -> Result<bool, StoreError> {
    Ok(from.get(&key(list, no))?.is_some())
}

/// The mail of a post that was taken out, as it had come, while that is kept.
///
/// # Errors
/// When the store cannot be read.
pub fn kept(from: &impl Read, list: ListId, no: ArticleNo) -> Result<Option<Vec<u8>>, StoreError> {
    Blob::get(from, &mail_key(list, no, 0))
}

/// Notes that a post is taken out, and keeps its mail aside for as long as that can be undone.
///
/// # Errors
/// When the store cannot be read.
pub fn put(
    tx: &mut Tx<'_>,
    (list, no): (ListId, ArticleNo),
    withdrawn: &Withdrawn,
) -> Result<(), StoreError> {
    let raw = articles::raw(tx, list, no)?.unwrap_or_default();
    Blob::new(&raw).put(tx, mail_key(list, no, 0));
    if let Some(origin) = articles::origin(tx, list, no)? {
        Blob::new(&origin).put(tx, mail_key(list, no, 1));
    }
    record::put(tx, key(list, no), withdrawn);
    tx.put(due_key(withdrawn.at, list, no), Vec::new());
    Ok(())
}

/// Puts a post back as it was. `false`: it was not taken out, or its words are forgotten.
///
/// # Errors
/// When the store cannot be read.
pub fn restore(
    tx: &mut Tx<'_>,
    (list, no): (ListId, ArticleNo),
) -> Result<Option<Withdrawn>, StoreError> {
    let Some(withdrawn) = get(tx, list, no)? else { return Ok(None) };
    let (Some(before), Some(raw)) = (&withdrawn.before, kept(tx, list, no)?) else {
        return Ok(None);
    };
    // Its thread may be another by now.
    let thread = articles::get(tx, list, no)?.map_or(before.thread, |now| now.thread);
    articles::put(tx, &Article { thread, ..before.as_ref().clone() });
    articles::put_raw(tx, list, no, Blob::new(&raw));
    if let Some(origin) = Blob::get(tx, &mail_key(list, no, 1))? {
        articles::put_origin(tx, list, no, Blob::new(&origin));
    }
    drop_mail(tx, (list, no), withdrawn.at);
    tx.delete(key(list, no));
    Ok(Some(withdrawn))
}

/// Forgets what a post that was taken out had said.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, (list, no): (ListId, ArticleNo)) -> Result<(), StoreError> {
    if let Some(withdrawn) = get(tx, list, no)? {
        drop_mail(tx, (list, no), withdrawn.at);
        record::put(tx, key(list, no), &Withdrawn { before: None, title: None, ..withdrawn });
    }
    Ok(())
}

fn drop_mail(tx: &mut Tx<'_>, (list, no): (ListId, ArticleNo), at: Timestamp) {
    tx.delete(mail_key(list, no, 0));
    tx.delete(mail_key(list, no, 1));
    tx.delete(due_key(at, list, no));
}

/// Posts whose words nobody can put back any more, the longest due first.
///
/// # Errors
/// When the store cannot be read.
pub fn due(
    from: &impl Read,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<(ListId, ArticleNo)>, StoreError> {
    let start = Key::new(Table::WithdrawnDue);
    let end = Key::new(Table::WithdrawnDue).time(now).end();
    let place = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        parts.time();
        (ListId(parts.u32()), ArticleNo(parts.u32()))
    };
    Ok(from.range(&start, &end, limit)?.iter().map(place).collect())
}
