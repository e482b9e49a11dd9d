//! Monthly reports: when each list's is due, and what each of those who animate chose and declared.
//! List 0 is the table of all lists; person 0 a list's turn, from which those of its people come.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

const DUE: u8 = 0;
const TURN: u8 = 1;
const OWN: u8 = 2;

/// Declarations kept of one person: a year and a month.
const KEPT: usize = 13;

/// In the place of a list: all of them.
pub const ALL: ListId = ListId(0);
/// In the place of a person: the list itself.
pub const EVERYBODY: PersonId = PersonId(0);

/// Something to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// Of which list.
    pub list: ListId,
    /// To whom.
    pub person: PersonId,
}

/// When a list's reports are due next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The moment.
    pub due: Timestamp,
}

impl Record for Turn {
    const KIND: &'static str = "turn of a report";
    const FORM: Form = Form::Named;
}

/// What somebody chose about the reports of a list, and told for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Own {
    /// Whether they want none.
    pub stopped: bool,
    /// The end of the last period they were sent by the clock.
    pub sent: Option<Date>,
    /// Minutes that they gave, by the day of the report that tells them.
    pub minutes: Vec<(Date, u32)>,
}

impl Record for Own {
    const KIND: &'static str = "choices about reports";
    const FORM: Form = Form::Named;
}

impl Own {
    /// Declares, or takes back, minutes for a report.
    pub fn declare(&mut self, day: Date, minutes: Option<u32>) {
        self.minutes.retain(|(of, _)| *of != day);
        self.minutes.extend(minutes.map(|minutes| (day, minutes)));
        self.minutes.sort_unstable();
        let much = self.minutes.len().saturating_sub(KEPT);
        self.minutes.drain(..much);
    }
}

fn due_key(due: &Due) -> Key {
    Key::new(Table::Report).u8(DUE).time(due.at).u32(due.list.0).u32(due.person.0)
}

fn turn_key(list: ListId) -> Key {
    Key::new(Table::Report).u8(TURN).u32(list.0)
}

fn own_key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::Report).u8(OWN).u32(list.0).u32(person.0)
}

/// When a list's reports are due; `None`: nobody ever said.
///
/// # Errors
/// When the store cannot be read.
pub fn turn(from: &impl Read, list: ListId) -> Result<Option<Turn>, StoreError> {
    record::get(from, &turn_key(list))
}

/// Sets it, in the place of what there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put_turn(tx: &mut Tx<'_>, list: ListId, turn: Turn) -> Result<(), StoreError> {
    forget_turn(tx, list)?;
    put_due(tx, &Due { at: turn.due, list, person: EVERYBODY });
    record::put(tx, turn_key(list), &turn);
    Ok(())
}

/// The list is no more.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_turn(tx: &mut Tx<'_>, list: ListId) -> Result<(), StoreError> {
    if let Some(old) = turn(tx, list)? {
        remove_due(tx, &Due { at: old.due, list, person: EVERYBODY });
    }
    tx.delete(turn_key(list));
    Ok(())
}

/// Something is to be sent.
pub fn put_due(tx: &mut Tx<'_>, due: &Due) {
    tx.put(due_key(due), Vec::new());
}

/// It was, or is not to be.
pub fn remove_due(tx: &mut Tx<'_>, due: &Due) {
    tx.delete(due_key(due));
}

/// Whether it is still to be sent.
///
/// # Errors
/// When the store cannot be read.
pub fn is_due(from: &impl Read, due: &Due) -> Result<bool, StoreError> {
    Ok(from.get(&due_key(due))?.is_some())
}

/// What is due up to `now`, the earliest first, up to `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(from: &impl Read, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
    let start = Key::new(Table::Report).u8(DUE);
    let rows = from.range(&start, &Key::new(Table::Report).u8(DUE).time(now).end(), limit)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key.get(1..).unwrap_or_default());
        Due { at: parts.time(), list: ListId(parts.u32()), person: PersonId(parts.u32()) }
    };
    Ok(rows.iter().map(read).collect())
}

/// What somebody chose and told.
///
/// # Errors
/// When the store cannot be read.
pub fn own(from: &impl Read, list: ListId, person: PersonId) -> Result<Own, StoreError> {
    Ok(record::get(from, &own_key(list, person))?.unwrap_or_default())
}

/// Writes it.
pub fn put_own(tx: &mut Tx<'_>, list: ListId, person: PersonId, own: &Own) {
    record::put(tx, own_key(list, person), own);
}

/// Forgets somebody who goes.
pub fn forget(tx: &mut Tx<'_>, list: ListId, person: PersonId) {
    tx.delete(own_key(list, person));
}

/// What all those of a list declared for a report, together; `None`: nobody did.
///
/// # Errors
/// When the store cannot be read.
pub fn declared(from: &impl Read, list: ListId, day: Date) -> Result<Option<u32>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Report).u8(OWN).u32(list.0), usize::MAX)?;
    let mut sum = None;
    for (_, value) in rows {
        let own: Own = record::decode(&value)?;
        for (_, minutes) in own.minutes.iter().filter(|(of, _)| *of == day) {
            sum = Some(sum.unwrap_or(0u32).saturating_add(*minutes));
        }
    }
    Ok(sum)
}
