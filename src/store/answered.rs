//! When we last answered whom, so that no machine that hides being one keeps us talking.

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use crate::clock::Timestamp;
use crate::mail::address::Address;

/// Answers to one address within an hour.
pub const PER_HOUR: usize = 5;
/// The same for somebody who animates and whose domain vouches for their mail: tidying up takes more.
pub const PER_HOUR_AT_WORK: usize = 30;

/// Whether this address may be answered now; notes that it was.
///
/// # Errors
/// When the store cannot be read.
pub fn may_answer(tx: &mut Tx<'_>, to: &Address, now: Timestamp) -> Result<bool, StoreError> {
    may_answer_within(tx, to, PER_HOUR, now)
}

/// The same with another limit.
///
/// # Errors
/// When the store cannot be read.
pub fn may_answer_within(
    tx: &mut Tx<'_>,
    to: &Address,
    limit: usize,
    now: Timestamp,
) -> Result<bool, StoreError> {
    within(tx, Key::new(Table::Answered).text(&to.key()), limit, now)
}

/// Links to sign in with that are mailed to one address within an hour.
pub const LINKS_PER_HOUR: usize = 3;

/// Whether a link to sign in with may be mailed to this address now; notes that it was.
///
/// # Errors
/// When the store cannot be read.
pub fn may_send_link(tx: &mut Tx<'_>, to: &Address, now: Timestamp) -> Result<bool, StoreError> {
    // No address begins like that.
    let key = Key::new(Table::Answered).text(&format!("link {}", to.key()));
    within(tx, key, LINKS_PER_HOUR, now)
}

fn within(tx: &mut Tx<'_>, key: Key, limit: usize, now: Timestamp) -> Result<bool, StoreError> {
    let kept = tx.get(&key)?.unwrap_or_default();
    let times = kept.chunks_exact(8).filter_map(|c| c.try_into().ok()).map(i64::from_be_bytes);
    // A clock that went back silences us for an hour at most.
    let mut times: Vec<i64> = times.filter(|t| (now.as_second() - t).abs() < 3_600).collect();
    let may = times.len() < limit;
    if may {
        times.push(now.as_second());
        tx.put(key, times.into_iter().flat_map(i64::to_be_bytes).collect());
    }
    Ok(may)
}
