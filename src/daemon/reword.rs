//! A post's mail replaced by one of our making, in the same place of the same thread: for who is forgotten,
//! and for what is taken out. What it says then, and who may, is decided above.

use super::post;
use crate::list::ListId;
use crate::mail::address::Mailbox;
use crate::mail::compose::Draft;
use crate::mail::message::Message;
use crate::store::articles::{self, Article, Event};
use crate::store::record::Blob;
use crate::store::{StoreError, Tx, lists, threads};

/// What a post says from now on.
pub struct Words {
    /// Who stands as its author.
    pub from: Mailbox,
    /// Its subject.
    pub subject: String,
    /// Its text; there is nothing else.
    pub text: String,
}

/// Puts these words in the place of a post's, with what it answers and nothing else of its mail. Its
/// pages are made again; nobody is sent it.
///
/// # Errors
/// When the store cannot be read.
pub fn replace(tx: &mut Tx<'_>, article: &Article, words: Words) -> Result<(), StoreError> {
    let raw = articles::raw(tx, article.list, article.no)?.unwrap_or_default();
    let message = Message::parse(&raw);
    let Words { from, subject, text } = words;
    let draft = Draft {
        to: vec![list_of(tx, article.list)?.unwrap_or_else(|| from.clone())],
        from: from.clone(),
        reply_to: None,
        subject,
        date: article.date,
        message_id: article.message_id.clone(),
        in_reply_to: message.in_reply_to().into_iter().next(),
        references: message.references(),
        headers: Vec::new(),
        text,
        html: None,
    };
    let raw = draft.to_bytes();
    let size = u32::try_from(raw.len()).unwrap_or(u32::MAX);
    // Its own hash, so that nothing that was made of the old words is shown again.
    let content = post::content_hash(&Message::parse(&raw));
    let subject = draft.subject;
    let changed = Article { from, subject, size, content, derived: false, ..article.clone() };
    articles::put(tx, &changed);
    articles::put_raw(tx, article.list, article.no, Blob::new(&raw));
    articles::remove_origin(tx, article.list, article.no);
    tell(tx, article)
}

/// Tells those who follow the log that a post says something else.
///
/// # Errors
/// When the store cannot be read.
pub fn tell(tx: &mut Tx<'_>, article: &Article) -> Result<(), StoreError> {
    let (list, article, thread) = (article.list, article.no, article.thread);
    articles::append_event(tx, &Event::Reworded { list, thread, article }).map(|_| ())
}

/// Changes the title of a thread that this post opened. The title before, if it was another.
///
/// # Errors
/// When the store cannot be read.
pub fn retitle(
    tx: &mut Tx<'_>,
    article: &Article,
    title: &dyn Fn(&str) -> String,
) -> Result<Option<String>, StoreError> {
    let thread = threads::resolve(tx, article.list, article.thread)?;
    let Some(thread) = thread.filter(|t| t.opener == article.no) else { return Ok(None) };
    let subject = title(&thread.subject);
    if subject == thread.subject {
        return Ok(None);
    }
    threads::replace(tx, Some(&thread), &threads::Thread { subject, ..thread.clone() });
    Ok(Some(thread.subject))
}

fn list_of(tx: &Tx<'_>, list: ListId) -> Result<Option<Mailbox>, StoreError> {
    Ok(lists::get(tx, list)?.map(|s| Mailbox::new(Some(&s.name), s.address.clone())))
}
