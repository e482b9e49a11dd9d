//! How far a list's posts are old enough for search engines: its authors had a day to take them back. Only
//! of lists that want to be found. What pages make of it is the archive's.

use super::articles::{self, Event};
use super::engine::{Read, Tx};
use super::error::StoreError;
use crate::list::{ArticleNo, ListId};

/// The counter's name.
const NAME: &str = "ripe";

/// The last post that is old enough; 0: none is.
///
/// # Errors
/// When the store cannot be read.
pub fn up_to(from: &impl Read, list: ListId) -> Result<ArticleNo, StoreError> {
    Ok(ArticleNo(super::last_number(from, NAME, list.0)?))
}

/// Notes that a list's posts up to one are old enough, which the log tells its readers.
///
/// # Errors
/// When the store cannot be read.
pub fn ripen(tx: &mut Tx<'_>, list: ListId, up_to: ArticleNo) -> Result<(), StoreError> {
    let after = self::up_to(tx, list)?;
    if up_to > after {
        super::set_number(tx, NAME, list.0, up_to.0);
        articles::append_event(tx, &Event::Ripened { list, after, up_to })?;
    }
    Ok(())
}
