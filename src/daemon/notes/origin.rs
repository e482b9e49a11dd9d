//! The message that a note comes from, and those whose words it repeats: found by identifier, by
//! subject, or by their text among the latest posts. Reads the store; asks nobody.

use crate::animation::note::forward::Forwarded;
use crate::animation::note::quoted::Runs;
use crate::list::thread::base_subject;
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::mail::message::Message;
use crate::mail::message_id::{MessageId, hash_text};
use crate::mail::text::trim_message;
use crate::store::articles::{self, Article};
use crate::store::{Read, StoreError, threads};

/// Posts looked through for a text, the latest first.
const SEARCHED: u32 = 1_000;
/// Posts of a thread that are looked through.
const OF_THREAD: usize = 400;

/// The post that a forwarded message is.
pub(super) fn find(
    from: &impl Read,
    list: ListId,
    (ids, passed): (&[MessageId], Option<&Forwarded>),
) -> Result<Option<Article>, StoreError> {
    for id in ids.iter().take(20) {
        let node = threads::node(from, list, &id.hash())?;
        let known = node.and_then(|n| n.articles.first().map(|(no, _)| *no));
        if let Some(no) = known {
            return articles::get(from, list, no);
        }
    }
    let Some(passed) = passed.filter(|p| !p.text.is_empty()) else { return Ok(None) };
    let subject = hash_text(&[base_subject(&passed.subject).0.as_bytes()]);
    let thread = threads::by_subject(from, list, &subject)?;
    let mut best: Option<(usize, Article)> = None;
    for no in candidates(from, list, thread)? {
        let Some((article, words)) = said(from, list, no)? else { continue };
        let Some(passage) = Runs::of(&passed.text).claim(&words) else { continue };
        if best.as_ref().is_none_or(|(length, _)| passage.len() > *length) {
            best = Some((passage.len(), article));
        }
    }
    Ok(best.map(|(_, article)| article))
}

/// A post whose words a note repeats, and the longest passage of them.
pub(super) struct Repeated {
    pub article: Article,
    pub passage: String,
}

/// The posts whose words a text repeats, in order: who said it first.
pub(super) fn repeated(
    from: &impl Read,
    list: ListId,
    (thread, text): (Option<ThreadNo>, &str),
) -> Result<Vec<Repeated>, StoreError> {
    let mut runs = Runs::of(text);
    let mut found = Vec::new();
    let mut numbers = candidates(from, list, thread)?;
    numbers.sort_unstable();
    for no in numbers {
        let Some((article, words)) = said(from, list, no)? else { continue };
        if let Some(passage) = runs.claim(&words) {
            found.push(Repeated { article, passage });
        }
    }
    Ok(found)
}

/// The posts of a thread, and the latest of all.
fn candidates(
    from: &impl Read,
    list: ListId,
    thread: Option<ThreadNo>,
) -> Result<Vec<ArticleNo>, StoreError> {
    let mut all = Vec::new();
    if let Some(thread) = thread.map(|no| threads::resolve(from, list, no)).transpose()?.flatten() {
        all.extend(threads::articles(from, list, thread.no)?.into_iter().take(OF_THREAD));
    }
    let last = articles::count(from, list)?;
    all.extend((last.saturating_sub(SEARCHED) + 1..=last).map(ArticleNo));
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// A post and its author's own words.
fn said(
    from: &impl Read,
    list: ListId,
    no: ArticleNo,
) -> Result<Option<(Article, String)>, StoreError> {
    let Some(article) = articles::get(from, list, no)? else { return Ok(None) };
    let raw = articles::raw(from, list, no)?.unwrap_or_default();
    let words = trim_message(&Message::parse(&raw), &[]).reply();
    Ok(Some((article, words)))
}
