//! What each person changed lately, so that one word takes it back. Only how things were before; who
//! may change what is decided above.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Table};
use super::record::{self, Form, Record};
use crate::clock::Timestamp;
use crate::list::member::{Membership, Person};
use crate::list::settings::Settings;
use crate::list::{ArticleNo, ListId, NoteNo, PersonId, ThreadNo};

/// Days in which a change can be taken back.
pub const UNDO_DAYS: i64 = 30;

/// How one thing was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// What somebody had chosen about their mail.
    Person(Box<Person>),
    /// What they had chosen about one list.
    Membership(Membership),
    /// They were a member, and left.
    Left(Membership),
    /// How they heard of a thread.
    Wish {
        /// Its list.
        list: ListId,
        /// The thread.
        thread: ThreadNo,
        /// What they had wished.
        wish: Option<super::wishes::Wish>,
    },
    /// Welcome mails were still to come.
    Welcome(super::welcomes::Series),
    /// Somebody else was a member, and was taken out.
    Removed(Membership),
    /// What somebody else might do.
    Role(Membership),
    /// How a list was set.
    Settings {
        /// The list.
        list: ListId,
        /// Its settings.
        settings: Box<Settings>,
    },
    /// A note was read as this version.
    Note {
        /// Its list.
        list: ListId,
        /// The note.
        note: NoteNo,
        /// The version; `None`: it was not read.
        version: Option<u32>,
    },
    /// Two threads were not one yet.
    Merged {
        /// Their list.
        list: ListId,
        /// The one that they are now.
        thread: ThreadNo,
        /// The posts that came to it.
        came: Vec<ArticleNo>,
    },
    /// Two threads were one.
    Split {
        /// Their list.
        list: ListId,
        /// The one.
        thread: ThreadNo,
        /// What was parted from it.
        new: ThreadNo,
    },
    /// Whether a thread was closed or on top.
    Marks {
        /// Its list.
        list: ListId,
        /// The thread.
        thread: ThreadNo,
        /// Its marks.
        marks: super::marks::Marks,
    },
    /// A post was there.
    Withdrawn {
        /// Its list.
        list: ListId,
        /// Which.
        article: ArticleNo,
    },
    /// What they chose and declared about a list's reports.
    Report {
        /// The list.
        list: ListId,
        /// That.
        own: super::reports::Own,
    },
    /// When somebody wanted her brief.
    Brief(Box<super::briefs::Rhythm>),
    /// The words that a team had ready.
    Greeting {
        /// Its list.
        list: ListId,
        /// Those words.
        ready: super::briefs::Ready,
    },
    /// What a list's digests were to say.
    Saying {
        /// The list.
        list: ListId,
        /// Those words; `None`: nothing.
        saying: Option<super::sayings::Saying>,
    },
}

/// One change, as one command made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Whose.
    pub person: PersonId,
    /// Its number among theirs.
    pub no: u32,
    /// When.
    pub at: Timestamp,
    /// The command's word.
    pub verb: String,
    /// How things were.
    pub before: Vec<Before>,
}

impl Record for Change {
    const KIND: &'static str = "change";
    const FORM: Form = Form::Named;
}

fn key(person: PersonId, no: u32) -> Key {
    Key::new(Table::Change).u32(person.0).u32(no)
}

/// Notes how things were before a change.
///
/// # Errors
/// When the store cannot be read.
pub fn note(
    tx: &mut Tx<'_>,
    person: PersonId,
    verb: &str,
    before: Vec<Before>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let no = super::next_number(tx, "change", person.0)?;
    record::put(
        tx,
        key(person, no),
        &Change { person, no, at: now, verb: verb.to_owned(), before },
    );
    Ok(())
}

/// The last change that can still be taken back.
///
/// # Errors
/// When the store cannot be read.
pub fn last(
    from: &impl Read,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Change>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Change).u32(person.0), usize::MAX)?;
    let Some((_, last)) = rows.last() else { return Ok(None) };
    let change: Change = record::decode(last)?;
    let age = now.duration_since(change.at);
    Ok((age.as_hours() < UNDO_DAYS * 24).then_some(change))
}

/// Forgets a change: it was taken back. Older ones that cannot be any more go with it.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, change: &Change) -> Result<(), StoreError> {
    tx.delete(key(change.person, change.no));
    let oldest = change.at.as_second() - UNDO_DAYS * 86_400;
    for (at, row) in tx.prefixed(&Key::new(Table::Change).u32(change.person.0), usize::MAX)? {
        let old: Change = record::decode(&row)?;
        if old.at.as_second() < oldest {
            tx.delete(Key::from(at));
        }
    }
    Ok(())
}

/// Forgets all of a person's changes.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_all(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    for (at, _) in tx.prefixed(&Key::new(Table::Change).u32(person.0), usize::MAX)? {
        tx.delete(Key::from(at));
    }
    Ok(())
}
