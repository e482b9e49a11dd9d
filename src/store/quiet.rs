//! When each person last gave a sign of life, when they were asked whether all is well so, and when
//! each list is gone through for those to ask. Whom to ask is decided above.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId};

/// What is known of somebody's silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signs {
    /// Their last post, vote, answer or command, anywhere.
    pub last: Option<Timestamp>,
    /// When they were last asked.
    pub asked: Option<Timestamp>,
}

impl Record for Signs {
    const KIND: &'static str = "signs of life";
    const FORM: Form = Form::Named;
}

/// The rounds of a list: a look a day at who is quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The list.
    pub list: ListId,
    /// Since when signs of life are noted.
    pub began: Timestamp,
    /// When its members are gone through next.
    pub due: Timestamp,
    /// Those asked on the day of `due`.
    pub asked: u32,
}

impl Record for Round {
    const KIND: &'static str = "round";
    const FORM: Form = Form::Named;
}

fn key(person: PersonId) -> Key {
    Key::new(Table::Signs).u32(person.0)
}

/// What is known of somebody's silence.
///
/// # Errors
/// When the store cannot be read.
pub fn signs(from: &impl Read, person: PersonId) -> Result<Signs, StoreError> {
    Ok(record::get(from, &key(person))?.unwrap_or_default())
}

/// Writes it.
pub fn put_signs(tx: &mut Tx<'_>, person: PersonId, signs: &Signs) {
    record::put(tx, key(person), signs);
}

/// Notes a sign of life.
///
/// # Errors
/// When the store cannot be read.
pub fn note_sign(tx: &mut Tx<'_>, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    let signs = signs(tx, person)?;
    put_signs(tx, person, &Signs { last: Some(now), ..signs });
    Ok(())
}

/// Forgets somebody.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) {
    tx.delete(key(person));
}

fn round_key(list: ListId) -> Key {
    Key::new(Table::Round).u32(list.0)
}

fn due_key(round: &Round) -> Key {
    Key::new(Table::RoundDue).time(round.due).u32(round.list.0)
}

/// A list's rounds; `None`: none began.
///
/// # Errors
/// When the store cannot be read.
pub fn round(from: &impl Read, list: ListId) -> Result<Option<Round>, StoreError> {
    record::get(from, &round_key(list))
}

/// Writes a list's rounds in the place of what there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put_round(tx: &mut Tx<'_>, round: &Round) -> Result<(), StoreError> {
    forget_round(tx, round.list)?;
    tx.put(due_key(round), Vec::new());
    record::put(tx, round_key(round.list), round);
    Ok(())
}

/// Forgets a list's rounds.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_round(tx: &mut Tx<'_>, list: ListId) -> Result<(), StoreError> {
    if let Some(old) = round(tx, list)? {
        tx.delete(due_key(&old));
    }
    tx.delete(round_key(list));
    Ok(())
}

/// The lists to be gone through up to `now`, the earliest first.
///
/// # Errors
/// When the store cannot be read.
pub fn due(from: &impl Read, now: Timestamp) -> Result<Vec<(Timestamp, ListId)>, StoreError> {
    let end = Key::new(Table::RoundDue).time(now).end();
    let rows = from.range(&Key::new(Table::RoundDue), &end, usize::MAX)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        (parts.time(), ListId(parts.u32()))
    };
    Ok(rows.iter().map(read).collect())
}
