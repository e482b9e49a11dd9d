//! What became of mail that will never arrive: kept for whoever asks, the last of each person and list.
//! Whether it counts against anybody is no business of the store's.

use serde::{Deserialize, Serialize};

use super::shorten;
use crate::clock::Timestamp;
use crate::list::{ArticleNo, ListId, PersonId};
use crate::mail::address::Address;
use crate::store::key::{Key, Table};
use crate::store::record::{self, Form, Record};
use crate::store::{self, Read, StoreError, Tx};

/// A copy or mail that will never arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// When it was given up.
    pub at: Timestamp,
    /// The list it was of.
    pub list: Option<ListId>,
    /// The person it was for.
    pub person: Option<PersonId>,
    /// The article it was a copy of.
    pub article: Option<ArticleNo>,
    /// The address it went to.
    pub to: Address,
    /// Enhanced status (RFC 3463) as given, or 5.0.0; 4.4.7 when it expired.
    pub status: String,
    /// What the far side said.
    pub text: String,
}

impl Record for Failure {
    const KIND: &'static str = "failure";
    const FORM: Form = Form::Named;
}

/// Failures kept of one person in one list.
const KEPT: usize = 20;
/// Failures looked at together when a person's are gathered.
const PAGE: usize = 500;

fn of_person(list: u32, person: u32) -> Key {
    Key::new(Table::Failure).u32(list).u32(person)
}

/// Records a failure; the oldest of the same person and list make room for it.
///
/// # Errors
/// When the store cannot be read.
pub fn record_failure(tx: &mut Tx<'_>, mut failure: Failure) -> Result<(), StoreError> {
    failure.text = shorten(&failure.text);
    let no = store::next_u64(tx, "failure")?;
    let (list, person) = (failure.list.map_or(0, |l| l.0), failure.person.map_or(0, |p| p.0));
    let key = of_person(list, person).time_desc(failure.at).u64(no);
    record::put(tx, key, &failure);
    let known = tx.prefixed(&of_person(list, person), usize::MAX)?;
    for (old, _) in known.into_iter().skip(KEPT) {
        tx.delete(Key::from(old));
    }
    Ok(())
}

/// Looks at every failure there is, with its key.
fn each(from: &impl Read, mut look: impl FnMut(Vec<u8>, Failure)) -> Result<(), StoreError> {
    let mut start = Key::new(Table::Failure);
    let end = Key::new(Table::Failure).end();
    loop {
        let page = from.range(&start, &end, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        start = Key::from(last.clone()).u8(0);
        for (key, value) in page {
            let failure = record::decode(&value)?;
            look(key, failure);
        }
    }
}

/// What one person was not sent in the end of one list, the last time.
///
/// # Errors
/// When the store cannot be read.
pub fn last_failure(
    from: &impl Read,
    list: ListId,
    person: PersonId,
) -> Result<Option<Failure>, StoreError> {
    let last = from.prefixed(&of_person(list.0, person.0), 1)?;
    last.first().map(|(_, value)| record::decode(value)).transpose()
}

/// What one person was not sent in the end, latest first.
///
/// # Errors
/// When the store cannot be read.
pub fn failures_of(from: &impl Read, person: PersonId) -> Result<Vec<Failure>, StoreError> {
    let mut found = Vec::new();
    each(from, |_, failure| {
        if failure.person == Some(person) {
            found.push(failure);
        }
    })?;
    found.sort_by_key(|f| std::cmp::Reverse(f.at));
    Ok(found)
}

/// Forgets what one person was not sent.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_failures(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    let mut theirs = Vec::new();
    each(tx, |key, failure| {
        if failure.person == Some(person) {
            theirs.push(key);
        }
    })?;
    theirs.into_iter().for_each(|key| tx.delete(Key::from(key)));
    Ok(())
}

/// Failures of one list, or of all, by person and then latest first.
///
/// # Errors
/// When the store cannot be read.
pub fn failures(
    from: &impl Read,
    list: Option<ListId>,
    limit: usize,
) -> Result<Vec<Failure>, StoreError> {
    let prefix = Key::new(Table::Failure);
    let prefix = match list {
        Some(list) => prefix.u32(list.0),
        None => prefix,
    };
    from.prefixed(&prefix, limit)?.iter().map(|(_, v)| record::decode(v)).collect()
}
