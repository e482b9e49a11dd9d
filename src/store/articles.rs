//! Articles: what is known of each post, and its raw mail. Immutable but for the thread it stands
//! in, which a late parent may change.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Blob, Form, Record};
use crate::auth::Identity;
use crate::clock::Timestamp;
use crate::list::thread::{self, Leaf, References};
use crate::list::{ArticleNo, ListId, NoteNo, NotebookNo, PollNo, ThreadNo};
use crate::mail::address::Mailbox;
use crate::mail::message_id::{IdHash, MessageId};

/// One post of one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its list.
    pub list: ListId,
    /// Its number in the list.
    pub no: ArticleNo,
    /// The conversation it stands in.
    pub thread: ThreadNo,
    /// Its identifier: the author's, or ours when there was none.
    pub message_id: MessageId,
    /// Who wrote it: the true author, before any rewriting.
    pub from: Mailbox,
    /// Decoded subject, as written.
    pub subject: String,
    /// The author's date, never later than `received`.
    pub date: Timestamp,
    /// When it was accepted.
    pub received: Timestamp,
    /// Octets of the raw mail.
    pub size: u32,
    /// SHA-256 of the raw mail, cut to 16 octets.
    pub content: IdHash,
    /// What it answers: In-Reply-To first, then References from the nearest. Links of
    /// [`crate::list::thread`].
    pub links: Vec<IdHash>,
    /// The post it answers by token, whatever its headers say.
    pub answers: Option<ArticleNo>,
    /// Same Message-ID as another post but other content: shown, never a parent.
    pub impostor: bool,
    /// Came from an import: never sent to members.
    pub imported: bool,
    /// Made by us from a reply to a digest; the untouched original is in table `Origin`.
    pub derived: bool,
}

impl Article {
    /// The post as [`crate::list::thread::forest`] sees it.
    pub fn leaf(&self) -> Leaf {
        let (base, _) = thread::base_subject(&self.subject);
        let own = thread::nodes(&self.message_id, &base, &References::default()).own;
        Leaf {
            no: self.no,
            own: if self.impostor { Vec::new() } else { own.to_vec() },
            links: self.links.clone(),
            answers: self.answers,
            date: self.date,
        }
    }
}

impl Record for Article {
    const KIND: &'static str = "article";
    const FORM: Form = Form::Compact;
}

impl Record for Identity {
    const KIND: &'static str = "identity";
    const FORM: Form = Form::Named;
}

fn key(table: Table, list: ListId, no: ArticleNo) -> Key {
    Key::new(table).u32(list.0).u32(no.0)
}

/// One article.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: ArticleNo) -> Result<Option<Article>, StoreError> {
    record::get(from, &key(Table::Article, list, no))
}

/// Its raw mail, to the octet.
///
/// # Errors
/// When the store cannot be read.
pub fn raw(from: &impl Read, list: ListId, no: ArticleNo) -> Result<Option<Vec<u8>>, StoreError> {
    Blob::get(from, &key(Table::Raw, list, no))
}

/// What a derived article was made from, to the octet.
///
/// # Errors
/// When the store cannot be read.
pub fn origin(
    from: &impl Read,
    list: ListId,
    no: ArticleNo,
) -> Result<Option<Vec<u8>>, StoreError> {
    Blob::get(from, &key(Table::Origin, list, no))
}

/// Articles of a list in order of arrival, from the one after `after`.
///
/// # Errors
/// When the store cannot be read.
pub fn after(
    from: &impl Read,
    list: ListId,
    after: Option<ArticleNo>,
    limit: usize,
) -> Result<Vec<Article>, StoreError> {
    let start = key(Table::Article, list, ArticleNo(after.map_or(0, |n| n.0.saturating_add(1))));
    let end = Key::new(Table::Article).u32(list.0).end();
    from.range(&start, &end, limit)?.iter().map(|(_, v)| record::decode(v)).collect()
}

/// What SPF, DKIM and DMARC said of an article when it came; `None`: nothing was verified.
///
/// # Errors
/// When the store cannot be read.
pub fn identity(
    from: &impl Read,
    list: ListId,
    no: ArticleNo,
) -> Result<Option<Identity>, StoreError> {
    record::get(from, &key(Table::Identity, list, no))
}

/// The number the next article of a list will have.
///
/// # Errors
/// When the store cannot be read.
pub fn next_no(tx: &mut Tx<'_>, list: ListId) -> Result<ArticleNo, StoreError> {
    super::next_number(tx, "article", list.0).map(ArticleNo)
}

/// How many articles a list has had.
///
/// # Errors
/// When the store cannot be read.
pub fn count(from: &impl Read, list: ListId) -> Result<u32, StoreError> {
    super::last_number(from, "article", list.0)
}

/// Writes what is known of an article.
pub fn put(tx: &mut Tx<'_>, article: &Article) {
    record::put(tx, key(Table::Article, article.list, article.no), article);
}

/// Writes its raw mail.
pub fn put_raw(tx: &mut Tx<'_>, list: ListId, no: ArticleNo, raw: Blob) {
    raw.put(tx, key(Table::Raw, list, no));
}

/// Writes what was found of its origin.
pub fn put_identity(tx: &mut Tx<'_>, list: ListId, no: ArticleNo, identity: &Identity) {
    record::put(tx, key(Table::Identity, list, no), identity);
}

/// Writes what it was made from.
pub fn put_origin(tx: &mut Tx<'_>, list: ListId, no: ArticleNo, origin: Blob) {
    origin.put(tx, key(Table::Origin, list, no));
}

/// Forgets what it was made from.
pub fn remove_origin(tx: &mut Tx<'_>, list: ListId, no: ArticleNo) {
    tx.delete(key(Table::Origin, list, no));
}

/// What happened, in the order it became durable: fanout, archive, digests and search read it, each
/// with a cursor of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A post was accepted.
    Posted {
        /// Its list.
        list: ListId,
        /// Its number.
        article: ArticleNo,
        /// Its thread at that moment.
        thread: ThreadNo,
        /// From an import: archived, never sent.
        imported: bool,
    },
    /// A late parent joined two threads.
    Merged {
        /// Their list.
        list: ListId,
        /// The thread that is no more.
        from: ThreadNo,
        /// Where its posts are now.
        into: ThreadNo,
    },
    /// A list was made, changed or removed.
    ListChanged {
        /// Which.
        list: ListId,
    },
    /// Somebody who animates parted a thread.
    Moved {
        /// Its list.
        list: ListId,
        /// The thread parted.
        from: ThreadNo,
        /// The new one.
        into: ThreadNo,
        /// The posts that went.
        articles: Vec<ArticleNo>,
    },
    /// A thread was closed or opened, put on top or taken down.
    Marked {
        /// Its list.
        list: ListId,
        /// Which.
        thread: ThreadNo,
    },
    /// A week of a list is over.
    WeekEnded {
        /// The list.
        list: ListId,
        /// The week, as [`super::weeks::WeekNo`].
        week: u32,
    },
    /// A note was published, changed or taken back.
    NoteChanged {
        /// Its list.
        list: ListId,
        /// Which.
        note: NoteNo,
        /// The notebooks it stood in or stands in now.
        notebooks: Vec<NotebookNo>,
    },
    /// Posts of a list may be kept by search engines from now on.
    Ripened {
        /// The list.
        list: ListId,
        /// The posts after this one…
        after: ArticleNo,
        /// …up to this one.
        up_to: ArticleNo,
    },
    /// Of a poll all is said.
    PollClosed {
        /// Its list.
        list: ListId,
        /// Which.
        poll: PollNo,
    },
    /// What a post says is another now: its author was forgotten, it was taken out or put back.
    Reworded {
        /// Its list.
        list: ListId,
        /// Its thread.
        thread: ThreadNo,
        /// Which.
        article: ArticleNo,
    },
}

impl Record for Event {
    const KIND: &'static str = "event";
    const FORM: Form = Form::Compact;
}

/// Adds an event to the log; returns its position.
///
/// # Errors
/// When the store cannot be read.
pub fn append_event(tx: &mut Tx<'_>, event: &Event) -> Result<u64, StoreError> {
    let at = super::next_u64(tx, "event")?;
    record::put(tx, Key::new(Table::Event).u64(at), event);
    Ok(at)
}

/// Events after position `after`, in order.
///
/// # Errors
/// When the store cannot be read.
pub fn events_after(
    from: &impl Read,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, Event)>, StoreError> {
    let start = Key::new(Table::Event).u64(after.saturating_add(1));
    let rows = from.range(&start, &Key::new(Table::Event).end(), limit)?;
    rows.iter().map(|(k, v)| Ok((Parts::of(k).u64(), record::decode(v)?))).collect()
}

/// The position of the last event; 0 when nothing happened yet.
///
/// # Errors
/// When the store cannot be read.
pub fn last_event(from: &impl Read) -> Result<u64, StoreError> {
    super::last_u64(from, "event")
}

/// Where a reader of the log stands.
///
/// # Errors
/// When the store cannot be read.
pub fn cursor(from: &impl Read, reader: &str) -> Result<u64, StoreError> {
    let bytes = from.get(&Key::new(Table::Cursor).text(reader))?;
    Ok(bytes.and_then(|b| b.as_slice().try_into().ok()).map_or(0, u64::from_be_bytes))
}

/// Moves a reader's cursor, in the same transaction as its output.
pub fn put_cursor(tx: &mut Tx<'_>, reader: &str, at: u64) {
    tx.put(Key::new(Table::Cursor).text(reader), at.to_be_bytes().to_vec());
}
