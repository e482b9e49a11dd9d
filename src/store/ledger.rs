//! What each day of a list came to where nothing else keeps it: mail accepted and refused, complaints,
//! what those who animate did, who left. Counts of days, in the list's zone; of people only when they
//! joined and left, for thirteen months.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// Days for which it is kept: thirteen months.
const KEPT: i64 = 396;

const DAY: u8 = 0;
const LEFT: u8 = 1;

/// One day of one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Day {
    /// Copies and mails that a far side took.
    pub accepted: u64,
    /// Those refused for good or given up.
    pub refused: u64,
    /// People who complained.
    pub complaints: u64,
    /// What those who animate did.
    pub actions: u32,
}

impl Record for Day {
    const KIND: &'static str = "day of a list";
    const FORM: Form = Form::Named;
}

impl Day {
    fn plus(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            refused: self.refused + other.refused,
            complaints: self.complaints + other.complaints,
            actions: self.actions + other.actions,
        }
    }
}

/// A membership that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// Whose.
    pub person: PersonId,
    /// When it began.
    pub joined: Timestamp,
    /// When it ended.
    pub left: Timestamp,
}

impl Record for Departure {
    const KIND: &'static str = "departure";
    const FORM: Form = Form::Named;
}

/// Days since 1970, for keys.
fn number(day: Date) -> u32 {
    let since = day.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days());
    u32::try_from(since).unwrap_or(0)
}

fn day_key(list: ListId, day: Date) -> Key {
    Key::new(Table::Ledger).u32(list.0).u8(DAY).u32(number(day))
}

fn left_key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::Ledger).u32(list.0).u8(LEFT).u32(person.0)
}

/// Adds to a day.
///
/// # Errors
/// When the store cannot be read.
pub fn add(tx: &mut Tx<'_>, list: ListId, day: Date, more: Day) -> Result<(), StoreError> {
    let key = day_key(list, day);
    let now = record::get::<Day>(tx, &key)?.unwrap_or_default().plus(more);
    record::put(tx, key, &now);
    Ok(())
}

/// The days from one on, before another, together.
///
/// # Errors
/// When the store cannot be read.
pub fn sum(from: &impl Read, list: ListId, first: Date, end: Date) -> Result<Day, StoreError> {
    let rows = from.range(&day_key(list, first), &day_key(list, end), usize::MAX)?;
    rows.iter().try_fold(Day::default(), |sum, (_, value)| Ok(sum.plus(record::decode(value)?)))
}

/// Notes that somebody left.
pub fn left(tx: &mut Tx<'_>, list: ListId, departure: &Departure) {
    record::put(tx, left_key(list, departure.person), departure);
}

/// They did not: it was taken back, or they are here again.
pub fn stayed(tx: &mut Tx<'_>, list: ListId, person: PersonId) {
    tx.delete(left_key(list, person));
}

/// Those who left a list and did not come back.
///
/// # Errors
/// When the store cannot be read.
pub fn departures(from: &impl Read, list: ListId) -> Result<Vec<Departure>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Ledger).u32(list.0).u8(LEFT), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Forgets what is older than thirteen months.
///
/// # Errors
/// When the store cannot be read.
pub fn prune(tx: &mut Tx<'_>, list: ListId, today: Date) -> Result<(), StoreError> {
    let oldest = number(today).saturating_sub(u32::try_from(KEPT).unwrap_or(0));
    let start = Key::new(Table::Ledger).u32(list.0).u8(DAY);
    let end = Key::new(Table::Ledger).u32(list.0).u8(DAY).u32(oldest);
    for (key, _) in tx.range(&start, &end, usize::MAX)? {
        tx.delete(key.into());
    }
    for (key, value) in tx.prefixed(&Key::new(Table::Ledger).u32(list.0).u8(LEFT), usize::MAX)? {
        let departure: Departure = record::decode(&value)?;
        if departure.left.as_second() / 86_400 < i64::from(oldest) {
            tx.delete(key.into());
        }
    }
    Ok(())
}
