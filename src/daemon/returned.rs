//! Our own copies that come back (threat 6): somebody's forwarder, or another list, stripped the
//! fields by which they are known, and what is left looks like a post of its author's. Not the loops
//! that say what they are: those are `mail::automatic`'s.

use memchr::memmem;

use crate::list::ListId;
use crate::list::settings::Settings;
use crate::list::thread::base_subject;
use crate::mail::address::Address;
use crate::mail::message::Message;
use crate::mail::message_id::hash_text;
use crate::store::articles::{self, Article};
use crate::store::{Read, StoreError, threads, withdrawn};

/// Posts of a thread that are looked at when the message has lost its identifier.
const LATEST: usize = 8;

/// Whether a message is a copy of one of this list's posts: the same author, date and subject, the
/// same words, and then our footer, which names the way out of this list. Whoever writes again, or
/// answers, says something else first.
///
/// # Errors
/// When the store cannot be read.
pub fn is_returned(
    from: &impl Read,
    (list, settings): (ListId, &Settings),
    message: &Message<'_>,
    author: &Address,
) -> Result<bool, StoreError> {
    let mark = format!("{}-leave", settings.address.local());
    let seen = memmem::find(message.raw(), mark.as_bytes()).is_some();
    let (subject, date) = (message.subject(), message.date());
    let same = |post: &Article| {
        // A date in the future was cut to when the post came.
        post.from.address.same_mailbox(author)
            && post.subject == subject
            && date.is_some_and(|date| date == post.date || date > post.received)
    };
    let known = candidates(from, list, message, seen)?;
    for post in known.iter().filter(|post| same(post)) {
        // A copy of what was taken out says what was sent.
        let raw = withdrawn::kept(from, list, post.no)?
            .map_or_else(|| articles::raw(from, list, post.no), |kept| Ok(Some(kept)));
        let Some(raw) = raw? else { continue };
        if begins_with(&message.text().text, &Message::parse(&raw).text().text, &mark) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Posts that bear its identifier; when nothing does and our footer can be seen, the latest of the
/// thread of its subject.
fn candidates(
    from: &impl Read,
    list: ListId,
    message: &Message<'_>,
    seen: bool,
) -> Result<Vec<Article>, StoreError> {
    let own = message.message_id().map(|id| threads::node(from, list, &id.hash())).transpose()?;
    let bearers = own.flatten().map(|node| node.articles).unwrap_or_default();
    let mut numbers: Vec<_> = bearers.iter().map(|(no, _)| *no).collect();
    if numbers.is_empty() && seen {
        let (base, _) = base_subject(&message.subject());
        let thread = threads::by_subject(from, list, &hash_text(&[base.as_bytes()]))?;
        let thread = thread.map(|no| threads::resolve(from, list, no)).transpose()?.flatten();
        if let Some(thread) = thread {
            numbers = threads::articles(from, list, thread.no)?;
            numbers = numbers.split_off(numbers.len().saturating_sub(LATEST));
        }
    }
    let posts = numbers.into_iter().map(|no| articles::get(from, list, no));
    Ok(posts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Whether `text` is `post` and then something that holds `mark`. Line ends and blanks may have
/// changed on the way.
fn begins_with(text: &str, post: &str, mark: &str) -> bool {
    let mut words = text.split_whitespace();
    post.split_whitespace().all(|word| words.next() == Some(word))
        && words.any(|word| word.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::begins_with;

    #[test]
    fn the_words_and_then_the_footer() {
        let post = "Bonjour à toutes.\n\nLes semis?\n";
        let copy =
            "Bonjour à  toutes.\nLes semis?\n--\nQuitter : cdp-leave+u4abc@lists.example.org\n";
        assert!(begins_with(copy, post, "cdp-leave"));
        assert!(!begins_with(post, post, "cdp-leave"));
        assert!(!begins_with(&format!("Oui!\n{copy}"), post, "cdp-leave"));
        assert!(!begins_with(&copy.replace("cdp", "nord"), post, "cdp-leave"));
    }
}
