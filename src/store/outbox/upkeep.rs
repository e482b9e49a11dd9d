//! The outbox in a host's hands: how full it is, what to try again now, what to forget. Sends nothing.

use std::collections::BTreeSet;

use super::{Row, each_row, finish};
use crate::clock::Timestamp;
use crate::list::ListId;
use crate::store::{Read, StoreError, Tx};

/// What became of rows that somebody named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Those that were moved or forgotten.
    pub done: Vec<Row>,
    /// Those that were due already: somebody may be sending them.
    pub due: Vec<u64>,
    /// Numbers that no row has.
    pub unknown: Vec<u64>,
}

/// Makes waiting rows due at `now`: those named, or all.
///
/// # Errors
/// When the store cannot be read.
pub fn retry(tx: &mut Tx<'_>, ids: Option<&[u64]>, now: Timestamp) -> Result<Found, StoreError> {
    let (mut found, mut left) = (Found::default(), left(ids));
    each_row(tx, |row| {
        let named = left.remove(&row.id) || ids.is_none();
        match row.due > now {
            true if named => found.done.push(row),
            false if named => found.due.push(row.id),
            _ => {}
        }
    })?;
    found.unknown.extend(left);
    for row in &found.done {
        tx.delete(row.key());
        Row { due: now, ..row.clone() }.put(tx);
    }
    Ok(found)
}

/// Forgets rows and what they would have sent.
///
/// # Errors
/// When the store cannot be read.
pub fn remove(tx: &mut Tx<'_>, ids: &[u64]) -> Result<Found, StoreError> {
    let (mut found, mut left) = (Found::default(), left(Some(ids)));
    each_row(tx, |row| {
        if left.remove(&row.id) {
            found.done.push(row);
        }
    })?;
    found.unknown.extend(left);
    for row in &found.done {
        finish(tx, row, Vec::new())?;
    }
    Ok(found)
}

/// Numbers still to be found.
fn left(ids: Option<&[u64]>) -> BTreeSet<u64> {
    ids.unwrap_or_default().iter().copied().collect()
}

/// How full the outbox is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub rows: usize,
    /// Copies and mails in them; those already settled inside a row are counted until it ends.
    pub copies: usize,
    /// Rows that failed, or were put off because their destination rests.
    pub deferred: usize,
    /// When the oldest was first due.
    pub oldest: Option<Timestamp>,
}

/// Counts what waits, in one list or in all.
///
/// # Errors
/// When the store cannot be read.
pub fn counts(from: &impl Read, list: Option<ListId>) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    each_row(from, |row| {
        if list.is_some() && row.load.list() != list {
            return;
        }
        counts.rows += 1;
        counts.copies += row.load.copies();
        counts.deferred += usize::from(!row.history.last.is_empty());
        let since = row.history.since;
        counts.oldest = Some(counts.oldest.map_or(since, |o| o.min(since)));
    })?;
    Ok(counts)
}
