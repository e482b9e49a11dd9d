//! Mail that came back for good: on which days, whose, and what was asked to make sure. Days are numbers
//! of UTC days. What counts, and what follows from it, is decided above.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{AskNo, ListId, PersonId};
use crate::mail::address::Address;

const DAY: i64 = 86_400;
/// In the place of a domain: all of them.
pub const EVERYWHERE: &str = "";

/// What came back from one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Whose mail it was.
    pub person: PersonId,
    /// Where it went: of another address this says nothing.
    pub address: Address,
    /// The list whose mail came back last.
    pub list: ListId,
    /// The days on which something came back, oldest first.
    pub days: Vec<u32>,
    /// Enhanced status (RFC 3463) of the last, where one was given.
    pub status: Option<String>,
    /// What the far side said last.
    pub text: String,
    /// The question that was put to make sure.
    #[serde(default)]
    pub probe: Option<Probe>,
    /// When it is judged next.
    pub due: Timestamp,
}

/// A question whether mail still arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// The list in whose name.
    pub list: ListId,
    /// Its number there.
    pub no: AskNo,
    /// When it was put.
    pub sent: Timestamp,
    /// When it came back itself.
    #[serde(default)]
    pub returned: Option<Timestamp>,
    /// Whether its coming back still means something.
    pub open: bool,
}

impl Record for Score {
    const KIND: &'static str = "bounce score";
    const FORM: Form = Form::Named;
}

/// The day of a moment.
pub fn day_of(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().div_euclid(DAY)).unwrap_or_default()
}

/// The moment a day begins.
pub fn start_of(day: u32) -> Timestamp {
    Timestamp::from_second(i64::from(day) * DAY).unwrap_or(Timestamp::MAX)
}

fn key(person: PersonId) -> Key {
    Key::new(Table::Returned).u32(person.0)
}

fn due_key(at: Timestamp, person: PersonId) -> Key {
    Key::new(Table::ReturnedDue).time(at).u32(person.0)
}

fn of_domain(domain: &str, day: u32) -> Key {
    Key::new(Table::ReturnedDay).text(&domain.to_lowercase()).u32(day)
}

/// A day stands under the domain and under [`EVERYWHERE`].
fn day_keys(score: &Score, day: u32) -> [Key; 2] {
    [score.address.domain(), EVERYWHERE].map(|of| of_domain(of, day).u32(score.person.0))
}

/// What came back from somebody.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, person: PersonId) -> Result<Option<Score>, StoreError> {
    record::get(from, &key(person))
}

/// Writes a score in the place of the one there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put(tx: &mut Tx<'_>, score: &Score) -> Result<(), StoreError> {
    forget(tx, score.person)?;
    tx.put(due_key(score.due, score.person), Vec::new());
    for key in score.days.iter().flat_map(|day| day_keys(score, *day)) {
        tx.put(key, Vec::new());
    }
    record::put(tx, key(score.person), score);
    Ok(())
}

/// Forgets what came back from somebody.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    if let Some(old) = get(tx, person)? {
        tx.delete(due_key(old.due, person));
        for key in old.days.iter().flat_map(|day| day_keys(&old, *day)) {
            tx.delete(key);
        }
        tx.delete(key(person));
    }
    Ok(())
}

/// How many people of a domain, or of [`EVERYWHERE`], mail came back from on a day.
///
/// # Errors
/// When the store cannot be read.
pub fn count(from: &impl Read, domain: &str, day: u32) -> Result<usize, StoreError> {
    Ok(from.prefixed(&of_domain(domain, day), usize::MAX)?.len())
}

/// Those who are to be judged, earliest first, up to `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(
    from: &impl Read,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<(Timestamp, PersonId)>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::ReturnedDue), limit)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        (parts.time(), PersonId(parts.u32()))
    };
    Ok(rows.iter().map(read).take_while(|(at, _)| *at <= now).collect())
}

/// Drops a due row that no score stands behind.
pub fn drop_orphan(tx: &mut Tx<'_>, (at, person): (Timestamp, PersonId)) {
    tx.delete(due_key(at, person));
}
