//! The outbox in a host's hands: how full it is, what to try again now, what to forget. Sends nothing.

use super::{Row, each_row, finish};
use crate::clock::Timestamp;
use crate::list::ListId;
use crate::store::{Read, StoreError, Tx};

/// Makes waiting rows due at `now`: those named, or all. Rows already due are left alone: somebody
/// may be sending them. Returns how many moved.
///
/// # Errors
/// When the store cannot be read.
pub fn retry(tx: &mut Tx<'_>, ids: Option<&[u64]>, now: Timestamp) -> Result<usize, StoreError> {
    let mut waiting = Vec::new();
    each_row(tx, |row| {
        if row.due > now && ids.is_none_or(|ids| ids.contains(&row.id)) {
            waiting.push(row);
        }
    })?;
    let moved = waiting.len();
    for row in waiting {
        tx.delete(row.key());
        Row { due: now, ..row }.put(tx);
    }
    Ok(moved)
}

/// Forgets rows and what they would have sent. Returns how many there were.
///
/// # Errors
/// When the store cannot be read.
pub fn remove(tx: &mut Tx<'_>, ids: &[u64]) -> Result<usize, StoreError> {
    let mut found = Vec::new();
    each_row(tx, |row| {
        if ids.contains(&row.id) {
            found.push(row);
        }
    })?;
    for row in &found {
        finish(tx, row, Vec::new())?;
    }
    Ok(found.len())
}

/// How full the outbox is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub rows: usize,
    /// Copies and mails in them; those already settled inside a row are counted until it ends.
    pub copies: usize,
    /// Rows that failed at least once.
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
        counts.deferred += usize::from(row.history.tries > 0);
        let since = row.history.since;
        counts.oldest = Some(counts.oldest.map_or(since, |o| o.min(since)));
    })?;
    Ok(counts)
}
