//! Notebooks by name, and which notes come from which thread.

use serde::{Deserialize, Serialize};

use super::Note;
use crate::animation::note::same_name;
use crate::clock::Timestamp;
use crate::list::{ListId, NoteNo, NotebookNo, ThreadNo};
use crate::store::engine::{Read, Tx};
use crate::store::error::StoreError;
use crate::store::key::{Key, Table};
use crate::store::record::{self, Form as Written, Record};

/// A notebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notebook {
    /// Its number in its list.
    pub no: NotebookNo,
    /// Its name.
    pub name: String,
}

/// What a thread has to do with notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadNotes {
    /// Those that come from it.
    #[serde(default)]
    pub notes: Vec<NoteNo>,
    /// When one was suggested.
    #[serde(default)]
    pub suggested: Option<Timestamp>,
    /// Of the list itself (thread 0): that nobody wants suggestions.
    #[serde(default)]
    pub stopped: bool,
}

impl Record for Notebook {
    const KIND: &'static str = "notebook";
    const FORM: Written = Written::Named;
}

impl Record for ThreadNotes {
    const KIND: &'static str = "thread-notes";
    const FORM: Written = Written::Named;
}

fn key(list: ListId, no: NotebookNo) -> Key {
    Key::new(Table::Notebook).u32(list.0).u32(no.0)
}

fn thread_key(list: ListId, thread: ThreadNo) -> Key {
    Key::new(Table::NoteThread).u32(list.0).u32(thread.0)
}

/// One notebook.
///
/// # Errors
/// When the store cannot be read.
pub fn notebook(
    from: &impl Read,
    list: ListId,
    no: NotebookNo,
) -> Result<Option<Notebook>, StoreError> {
    record::get(from, &key(list, no))
}

/// All notebooks of a list, oldest first; some may be empty.
///
/// # Errors
/// When the store cannot be read.
pub fn notebooks(from: &impl Read, list: ListId) -> Result<Vec<Notebook>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Notebook).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// The notebook of this name, made if there is none; case and accents do not count.
///
/// # Errors
/// When the store cannot be read.
pub fn find_notebook(tx: &mut Tx<'_>, list: ListId, name: &str) -> Result<NotebookNo, StoreError> {
    let known = notebooks(tx, list)?.into_iter().find(|b| same_name(&b.name, name));
    if let Some(known) = known {
        return Ok(known.no);
    }
    let no = NotebookNo(crate::store::next_number(tx, "notebook", list.0)?);
    record::put(tx, key(list, no), &Notebook { no, name: name.to_owned() });
    Ok(no)
}

/// What a thread has to do with notes; thread 0 stands for the list.
///
/// # Errors
/// When the store cannot be read.
pub fn of_thread(
    from: &impl Read,
    list: ListId,
    thread: ThreadNo,
) -> Result<ThreadNotes, StoreError> {
    Ok(record::get(from, &thread_key(list, thread))?.unwrap_or_default())
}

/// Writes it.
pub fn put_of_thread(tx: &mut Tx<'_>, list: ListId, thread: ThreadNo, notes: &ThreadNotes) {
    record::put(tx, thread_key(list, thread), notes);
}

/// A note that is no more comes from no thread.
pub(super) fn unlink(tx: &mut Tx<'_>, note: &Note) -> Result<(), StoreError> {
    let Some(thread) = note.thread else { return Ok(()) };
    let mut of = of_thread(tx, note.list, thread)?;
    of.notes.retain(|no| *no != note.no);
    put_of_thread(tx, note.list, thread, &of);
    Ok(())
}

/// Forgets a list's notebooks, and what its threads have to do with notes.
pub(super) fn forget_list(tx: &mut Tx<'_>, list: ListId) -> Result<(), StoreError> {
    for table in [Table::Notebook, Table::NoteThread] {
        for (row, _) in tx.prefixed(&Key::new(table).u32(list.0), usize::MAX)? {
            tx.delete(row.into());
        }
    }
    Ok(())
}
