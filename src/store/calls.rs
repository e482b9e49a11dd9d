//! Calls to all: which posts are such, and when the last one went out. Who gets them is the fanout's
//! business.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::{ArticleNo, ListId};

/// One call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// When it was confirmed.
    pub at: Timestamp,
    /// Where answers go.
    pub replies: Replies,
}

/// Where answers to a call go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Replies {
    /// To those who animate: no storm.
    Team,
    /// To everybody.
    List,
}

impl Record for Call {
    const KIND: &'static str = "call to all";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, article: ArticleNo) -> Key {
    Key::new(Table::Call).u32(list.0).u32(article.0)
}

/// The call that a post is, if it is one.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, article: ArticleNo) -> Result<Option<Call>, StoreError> {
    record::get(from, &key(list, article))
}

/// Notes that a post is a call.
pub fn put(tx: &mut Tx<'_>, list: ListId, article: ArticleNo, call: &Call) {
    record::put(tx, key(list, article), call);
}

/// When a list's last call went out.
///
/// # Errors
/// When the store cannot be read.
pub fn last(from: &impl Read, list: ListId) -> Result<Option<Timestamp>, StoreError> {
    // One a week: a list has some hundreds in ten years.
    let rows = from.prefixed(&Key::new(Table::Call).u32(list.0), usize::MAX)?;
    let last = rows.last().map(|(_, value)| record::decode::<Call>(value)).transpose()?;
    Ok(last.map(|call| call.at))
}
