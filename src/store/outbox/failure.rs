//! What became of mail that will never arrive: kept for whoever asks, and for the bounce score. The
//! score itself is no business of the store's.

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

/// Records a failure, for `queue failures` and the bounce score.
///
/// # Errors
/// When the store cannot be read.
pub fn record_failure(tx: &mut Tx<'_>, mut failure: Failure) -> Result<(), StoreError> {
    failure.text = shorten(&failure.text);
    let no = store::next_u64(tx, "failure")?;
    let key = Key::new(Table::Failure)
        .u32(failure.list.map_or(0, |l| l.0))
        .u32(failure.person.map_or(0, |p| p.0))
        .time_desc(failure.at)
        .u64(no);
    record::put(tx, key, &failure);
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
