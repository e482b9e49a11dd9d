//! A first post as it stands now: whether it still waits, who wrote it, what it says. Reads only.

use super::kin::Wanted;
use crate::digest::cues;
use crate::list::member::{Membership, Person, Role};
use crate::list::settings::Settings;
use crate::list::{ArticleNo, ThreadNo};
use crate::mail::message::Message;
use crate::mail::text::trim_message;
use crate::store::articles::{self, Article};
use crate::store::first_posts::FirstPost;
use crate::store::threads::Thread;
use crate::store::wishes::Attention;
use crate::store::{Read, StoreError, lists, marks, people, threads, wishes};

/// Posts before and after it among which an author's earlier ones are looked for.
const HISTORY: u32 = 5_000;
/// Posts read at a time when an author's earlier ones are looked for.
const PAGE: usize = 1_000;

/// A first post that waits for an answer.
pub(in crate::daemon) struct Scene {
    /// What is kept of it.
    pub post: FirstPost,
    /// The post.
    pub article: Article,
    /// Its thread.
    pub thread: Thread,
    /// Its list's settings.
    pub settings: Settings,
    /// Who wrote it.
    pub author: Person,
    /// What they are in the list.
    pub member: Membership,
    /// Their own words.
    pub words: String,
}

impl Scene {
    /// `None`: it waits no more. Somebody answered, its author left, or hears nothing of it by their
    /// own wish, or the thread was closed.
    pub fn of(from: &impl Read, post: &FirstPost) -> Result<Option<Self>, StoreError> {
        let list = post.list;
        let (Some(article), Some(settings), Some(author), Some(member)) = (
            articles::get(from, list, post.article)?,
            lists::get(from, list)?,
            people::get(from, post.author)?,
            people::membership(from, list, post.author)?,
        ) else {
            return Ok(None);
        };
        let Some(thread) = threads::resolve(from, list, article.thread)? else { return Ok(None) };
        let muted = wishes::get(from, list, thread.no, author.id)?
            .is_some_and(|wish| wish.attention == Attention::Mute);
        // Who animates knows the way.
        if member.role != Role::Member
            || muted
            || marks::get(from, list, thread.no)?.closed.is_some()
            || is_answered(from, &article, thread.no)?
        {
            return Ok(None);
        }
        let words = words_of(from, &article)?;
        Ok(Some(Self { post: post.clone(), article, thread, settings, author, member, words }))
    }

    /// Whether it opened a conversation, or asks something in one, and its author never wrote before,
    /// in history that was brought along either.
    pub fn wants_an_answer(&self, from: &impl Read) -> Result<bool, StoreError> {
        let opens = self.thread.opener == self.article.no;
        Ok((opens || self.asks()) && !self.wrote_before(from)?)
    }

    /// What an answer to it is wanted for.
    pub fn wanted(&self) -> Wanted<'_> {
        Wanted {
            list: self.post.list,
            article: self.article.no,
            thread: self.thread.no,
            subject: &self.article.subject,
            words: &self.words,
            author: Some(self.author.id),
        }
    }

    /// Whether it asks something.
    pub fn asks(&self) -> bool {
        // The subject of a reply is another's.
        let opens = self.thread.opener == self.article.no;
        cues::asks(if opens { &self.article.subject } else { "" }, &self.words)
    }

    fn wrote_before(&self, from: &impl Read) -> Result<bool, StoreError> {
        let list = self.post.list;
        // History that was brought along later has later numbers.
        let no = self.article.no.0;
        let mut after = no.checked_sub(HISTORY).map(ArticleNo);
        loop {
            let page = articles::after(from, list, after, PAGE)?;
            let Some(last) = page.last().filter(|_| after.is_none_or(|a| a.0 < no + HISTORY))
            else {
                return Ok(false);
            };
            after = Some(last.no);
            let own = |a: &Article| {
                a.no != self.article.no && a.from.address.same_mailbox(&self.article.from.address)
            };
            if page.iter().any(|a| own(a) && a.received <= self.article.received) {
                return Ok(true);
            }
        }
    }
}

/// The words of a post, without what it quotes.
pub(in crate::daemon) fn words_of(
    from: &impl Read,
    article: &Article,
) -> Result<String, StoreError> {
    let raw = articles::raw(from, article.list, article.no)?.unwrap_or_default();
    Ok(trim_message(&Message::parse(&raw), &[]).reply())
}

/// Whether somebody else wrote in its thread after it.
fn is_answered(from: &impl Read, post: &Article, thread: ThreadNo) -> Result<bool, StoreError> {
    for no in threads::articles(from, post.list, thread)? {
        if no > post.no
            && let Some(other) = articles::get(from, post.list, no)?
            && !other.from.address.same_mailbox(&post.from.address)
        {
            return Ok(true);
        }
    }
    Ok(false)
}
