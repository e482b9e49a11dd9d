//! Notes and the notebooks they stand in: what is known of each, what it said version by version, what
//! it shall say and whose word that waits for. Who may publish is decided above.

mod books;

use serde::{Deserialize, Serialize};

pub use self::books::{
    Notebook, ThreadNotes, find_notebook, notebook, notebooks, of_thread, put_of_thread,
};
use super::articles::{self, Event};
use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form as Written, Record};
use crate::animation::note::{Form, Licence, Sight};
use crate::clock::Timestamp;
use crate::list::{ArticleNo, ListId, NoteNo, NotebookNo, PersonId, ThreadNo};

/// One note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its list.
    pub list: ListId,
    /// Its number there.
    pub no: NoteNo,
    /// Who added it.
    pub by: PersonId,
    /// As they called themselves then.
    pub by_name: String,
    /// When they did.
    pub added: Timestamp,
    /// When it was first published.
    #[serde(default)]
    pub published: Option<Timestamp>,
    /// When what it says last changed.
    #[serde(default)]
    pub modified: Option<Timestamp>,
    /// The version that is read; `None`: it is not published, or no more.
    #[serde(default)]
    pub shown: Option<Shown>,
    /// The thread it comes from.
    #[serde(default)]
    pub thread: Option<ThreadNo>,
    /// The message it comes from.
    #[serde(default)]
    pub article: Option<ArticleNo>,
    /// Whether those who animate a private list let it be public.
    #[serde(default)]
    pub agreed: bool,
    /// What those whom it quotes said.
    #[serde(default)]
    pub quotes: Vec<Quoted>,
    /// The position of the log at which it was published or changed: a digest that looked further has
    /// told of it.
    #[serde(default)]
    pub event: u64,
}

/// A note as it is read, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which version.
    pub version: u32,
    /// Who wrote it so.
    pub by: PersonId,
    /// Its title.
    pub title: String,
    /// How it begins.
    pub opening: String,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// The notebooks it stands in.
    pub notebooks: Vec<NotebookNo>,
    /// What it is about.
    pub categories: Vec<String>,
    /// What others may do with it.
    pub licence: Licence,
    /// Who may read it.
    pub sight: Sight,
    /// Its place in its notebooks.
    #[serde(default)]
    pub rank: Option<u32>,
    /// The note that says the same in another language.
    #[serde(default)]
    pub twin: Option<NoteNo>,
}

/// Who wrote a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Their name.
    pub name: String,
    /// Who they are, if they are one of us.
    #[serde(default)]
    pub person: Option<PersonId>,
}

/// What a note said, from a moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number, from 1.
    pub no: u32,
    /// Who wrote it so.
    pub by: PersonId,
    /// As they called themselves then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub form: Form,
}

/// What a note shall say, once those have spoken whose word it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its number among the note's.
    pub no: u32,
    /// Who drafted it.
    pub by: PersonId,
    /// What it says.
    pub form: Form,
    /// Whose word it waits for.
    pub stage: Stage,
    /// When something is to be done about it.
    pub due: Timestamp,
}

/// Whose word a draft waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Its author's.
    Author,
    /// That of those who animate.
    Team,
    /// Nobody's: it is to be looked at for whom it quotes, and published.
    Ready,
    /// That of those it quotes, until it is due.
    Quoted,
}

/// Somebody whom a note quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// Who.
    pub person: PersonId,
    /// Their name as the note may say it.
    pub name: String,
    /// The message it quotes.
    pub article: ArticleNo,
    /// What they said.
    pub say: Say,
}

/// What somebody said to being quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Say {
    /// Nothing yet.
    Asked,
    /// Yes, or nothing in all the time there was.
    Agreed,
    /// Yes, without their name.
    Unnamed,
    /// No.
    Objects,
}

impl Record for Note {
    const KIND: &'static str = "note";
    const FORM: Written = Written::Named;
}

impl Record for Version {
    const KIND: &'static str = "note-version";
    const FORM: Written = Written::Named;
}

impl Record for Draft {
    const KIND: &'static str = "note-draft";
    const FORM: Written = Written::Named;
}

fn key(list: ListId, no: NoteNo) -> Key {
    Key::new(Table::Note).u32(list.0).u32(no.0)
}

fn version_key(list: ListId, no: NoteNo, version: u32) -> Key {
    Key::new(Table::NoteVersion).u32(list.0).u32(no.0).u32(version)
}

fn draft_key(list: ListId, no: NoteNo, draft: u32) -> Key {
    Key::new(Table::NoteDraft).u32(list.0).u32(no.0).u32(draft)
}

fn due_key((at, list, no, draft): Due) -> Key {
    Key::new(Table::NoteDue).time(at).u32(list.0).u32(no.0).u32(draft)
}

/// A draft about which something is to be done.
pub type Due = (Timestamp, ListId, NoteNo, u32);

/// The number the next note of a list will have.
///
/// # Errors
/// When the store cannot be read.
pub fn next_no(tx: &mut Tx<'_>, list: ListId) -> Result<NoteNo, StoreError> {
    super::next_number(tx, "note", list.0).map(NoteNo)
}

/// One note.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: NoteNo) -> Result<Option<Note>, StoreError> {
    record::get(from, &key(list, no))
}

/// All notes of a list, in order of number.
///
/// # Errors
/// When the store cannot be read.
pub fn of_list(from: &impl Read, list: ListId) -> Result<Vec<Note>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Note).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Writes what is known of a note.
pub fn put(tx: &mut Tx<'_>, note: &Note) {
    record::put(tx, key(note.list, note.no), note);
}

/// Writes it, and tells those who read the log; `before`: how it was.
///
/// # Errors
/// When the store cannot be read.
pub fn publish(tx: &mut Tx<'_>, note: &Note, before: Option<&Note>) -> Result<(), StoreError> {
    let event = changed(tx, note, before)?;
    put(tx, &Note { event, ..note.clone() });
    Ok(())
}

/// Writes a note of which readers of digests have nothing to hear; `before`: how it was.
///
/// # Errors
/// When the store cannot be read.
pub fn amend(tx: &mut Tx<'_>, note: &Note, before: Option<&Note>) -> Result<(), StoreError> {
    changed(tx, note, before)?;
    put(tx, note);
    Ok(())
}

/// Tells those who read the log that a note changed.
fn changed(tx: &mut Tx<'_>, note: &Note, before: Option<&Note>) -> Result<u64, StoreError> {
    let stood = [Some(note), before].into_iter().flatten().filter_map(|n| n.shown.as_ref());
    let mut notebooks: Vec<NotebookNo> = stood.flat_map(|s| s.notebooks.clone()).collect();
    notebooks.sort_unstable();
    notebooks.dedup();
    let changed = Event::NoteChanged { list: note.list, note: note.no, notebooks };
    articles::append_event(tx, &changed)
}

/// One version of a note.
///
/// # Errors
/// When the store cannot be read.
pub fn version(
    from: &impl Read,
    list: ListId,
    no: NoteNo,
    version: u32,
) -> Result<Option<Version>, StoreError> {
    record::get(from, &version_key(list, no, version))
}

/// All versions of a note, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub fn versions(from: &impl Read, list: ListId, no: NoteNo) -> Result<Vec<Version>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::NoteVersion).u32(list.0).u32(no.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Writes a version.
pub fn put_version(tx: &mut Tx<'_>, list: ListId, no: NoteNo, version: &Version) {
    record::put(tx, version_key(list, no, version.no), version);
}

/// Forgets a version that was taken back.
pub fn forget_version(tx: &mut Tx<'_>, list: ListId, no: NoteNo, version: u32) {
    tx.delete(version_key(list, no, version));
}

/// One draft.
///
/// # Errors
/// When the store cannot be read.
pub fn draft(
    from: &impl Read,
    list: ListId,
    no: NoteNo,
    draft: u32,
) -> Result<Option<Draft>, StoreError> {
    record::get(from, &draft_key(list, no, draft))
}

/// All drafts of a note.
///
/// # Errors
/// When the store cannot be read.
pub fn drafts(from: &impl Read, list: ListId, no: NoteNo) -> Result<Vec<Draft>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::NoteDraft).u32(list.0).u32(no.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Writes a draft in the place of the one there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put_draft(
    tx: &mut Tx<'_>,
    (list, no): (ListId, NoteNo),
    draft: &Draft,
) -> Result<(), StoreError> {
    forget_draft(tx, (list, no), draft.no)?;
    tx.put(due_key((draft.due, list, no, draft.no)), Vec::new());
    record::put(tx, draft_key(list, no, draft.no), draft);
    Ok(())
}

/// Forgets a draft.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_draft(
    tx: &mut Tx<'_>,
    (list, no): (ListId, NoteNo),
    of: u32,
) -> Result<(), StoreError> {
    if let Some(old) = draft(tx, list, no, of)? {
        tx.delete(due_key((old.due, list, no, of)));
        tx.delete(draft_key(list, no, of));
    }
    Ok(())
}

/// Drafts about which something is to be done, earliest first, up to `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(from: &impl Read, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::NoteDue), limit)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        (parts.time(), ListId(parts.u32()), NoteNo(parts.u32()), parts.u32())
    };
    Ok(rows.iter().map(read).take_while(|(at, ..)| *at <= now).collect())
}

/// Drops a due row that no draft stands behind.
pub fn drop_orphan(tx: &mut Tx<'_>, row: Due) {
    tx.delete(due_key(row));
}

/// Forgets a note with all that it said and shall say.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, list: ListId, no: NoteNo) -> Result<(), StoreError> {
    for draft in drafts(tx, list, no)? {
        forget_draft(tx, (list, no), draft.no)?;
    }
    for version in versions(tx, list, no)? {
        forget_version(tx, list, no, version.no);
    }
    if let Some(note) = get(tx, list, no)? {
        books::unlink(tx, &note)?;
        tx.delete(key(list, no));
    }
    Ok(())
}

/// Forgets all notes and notebooks of a list.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_list(tx: &mut Tx<'_>, list: ListId) -> Result<(), StoreError> {
    for note in of_list(tx, list)? {
        forget(tx, list, note.no)?;
    }
    books::forget_list(tx, list)
}

impl Note {
    /// Who may read it where it stands: what is public in a private list is so by the word of those who
    /// animate it.
    pub fn sight(&self, list: crate::list::settings::Visibility) -> Option<Sight> {
        use crate::list::settings::Visibility;
        let shown = self.shown.as_ref()?;
        let public = list == Visibility::Public || self.agreed;
        Some(match shown.sight {
            Sight::Public if !public => Sight::Community,
            sight => sight,
        })
    }

    /// Whether somebody wrote it or added it.
    pub fn is_of(&self, person: PersonId) -> bool {
        let authors = self.shown.iter().flat_map(|s| &s.authors);
        self.by == person || authors.filter_map(|a| a.person).any(|p| p == person)
    }
}
