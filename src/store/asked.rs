//! When we last asked somebody something, so that nobody can make us ask too often.

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// Whether something may happen once more: not if it has happened `times.0` times within `times.1`
/// seconds. Notes that it did. `what` names it, and whom it is about where that is nobody we keep.
///
/// # Errors
/// When the store cannot be read.
pub fn few(
    tx: &mut Tx<'_>,
    what: &str,
    times: (usize, i64),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (most, within) = times;
    let mut lately = moments(tx, what, (now, within))?;
    if lately.len() >= most {
        return Ok(false);
    }
    lately.push(now.as_second());
    tx.put(unlisted(what), lately.iter().flat_map(|at| at.to_be_bytes()).collect());
    Ok(true)
}

/// How many times something that [`few`] noted happened within so many seconds.
///
/// # Errors
/// When the store cannot be read.
pub fn lately(
    from: &impl Read,
    what: &str,
    within: i64,
    now: Timestamp,
) -> Result<usize, StoreError> {
    Ok(moments(from, what, (now, within))?.len())
}

/// No list and nobody has the number 0.
fn unlisted(what: &str) -> Key {
    Key::new(Table::Asked).u32(0).u32(0).text(what)
}

fn moments(
    from: &impl Read,
    what: &str,
    (now, within): (Timestamp, i64),
) -> Result<Vec<i64>, StoreError> {
    let kept = from.get(&unlisted(what))?.unwrap_or_default();
    let (moments, _) = kept.as_chunks::<8>();
    let lately = |at: &i64| (now.as_second() - at).abs() < within;
    Ok(moments.iter().map(|m| i64::from_be_bytes(*m)).filter(lately).collect())
}

/// Whether a question may be put to somebody now: not if it was within the last day. Notes that it
/// was.
///
/// # Errors
/// When the store cannot be read.
pub fn once_a_day(
    tx: &mut Tx<'_>,
    question: &str,
    list: ListId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    once_within(tx, question, (list, person), (now, 86_400))
}

/// Whether a question may be put to somebody now: not if it was within so many seconds. Notes that it
/// was.
///
/// # Errors
/// When the store cannot be read.
pub fn once_within(
    tx: &mut Tx<'_>,
    question: &str,
    (list, person): (ListId, PersonId),
    (now, seconds): (Timestamp, i64),
) -> Result<bool, StoreError> {
    let key = Key::new(Table::Asked).u32(list.0).u32(person.0).text(question);
    let last = tx.get(&key)?.and_then(|b| b.as_slice().try_into().ok()).map(i64::from_be_bytes);
    // A clock that went back must not silence us for ever, nor make us ask again at once.
    let due = last.is_none_or(|last| (now.as_second() - last).abs() >= seconds);
    if due {
        tx.put(key, now.as_second().to_be_bytes().to_vec());
    }
    Ok(due)
}

/// Moments of one kind that are remembered.
const REMEMBERED: usize = 8;

/// Notes that something happened to somebody; how often it has within so many seconds, this time
/// included, as far as we remember.
///
/// # Errors
/// When the store cannot be read.
pub fn count_within(
    tx: &mut Tx<'_>,
    what: &str,
    person: PersonId,
    (now, seconds): (Timestamp, i64),
) -> Result<usize, StoreError> {
    // No list has this number.
    let key = Key::new(Table::Asked).u32(0).u32(person.0).text(what);
    let known = tx.get(&key)?.unwrap_or_default();
    let moments = known.chunks_exact(8).filter_map(|b| b.try_into().ok()).map(i64::from_be_bytes);
    let lately = moments.filter(|at| (now.as_second() - at).abs() < seconds);
    let mut all: Vec<i64> = lately.chain([now.as_second()]).collect();
    all.drain(..all.len().saturating_sub(REMEMBERED));
    tx.put(key, all.iter().flat_map(|at| at.to_be_bytes()).collect());
    Ok(all.len())
}
