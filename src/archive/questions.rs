//! The questions of a community that nobody answered yet, the one waiting longest first: a page that
//! asks for help, and its feed.

use std::sync::Arc;

use askama::Template;

use super::community::{Community, ThreadRow};
use super::list_page::title;
use super::page::{Depth, Frame};
use super::post::{self, Post};
use super::shelf::Shelf;
use super::tabs::{Tab, Tabs};
use super::{Archive, ArchiveError};
use crate::digest::cues;
use crate::list::ArticleNo;
use crate::list::member::Order;
use crate::locale::Locale;
use crate::mail::message::Message;
use crate::mail::message_id::IdHash;
use crate::mail::text::trim_message;
use crate::store::articles::{self, Article};
use crate::store::threads::{self, Thread};
use crate::store::{Read, StoreError, withdrawn};

/// Latest threads looked through.
const RECENT: usize = 200;
/// Questions on the page.
const SHOWN: usize = 50;
/// A thread with more posts than this is no unanswered question.
const ALONE: u32 = 5;

/// The opener of a thread that asks and that nobody else wrote in, with its author's own words.
///
/// # Errors
/// When the store cannot be read.
pub fn open_question(
    from: &impl Read,
    thread: &Thread,
) -> Result<Option<(Article, String)>, StoreError> {
    if thread.posts > ALONE || withdrawn::is(from, thread.list, thread.opener)? {
        return Ok(None);
    }
    let Some(opener) = articles::get(from, thread.list, thread.opener)? else { return Ok(None) };
    for no in threads::articles(from, thread.list, thread.no)? {
        let other = articles::get(from, thread.list, no)?;
        if other.is_some_and(|a| !a.from.address.same_mailbox(&opener.from.address)) {
            return Ok(None);
        }
    }
    let raw = articles::raw(from, opener.list, opener.no)?.unwrap_or_default();
    let words = trim_message(&Message::parse(&raw), &[]).reply();
    Ok(cues::asks(&opener.subject, &words).then_some((opener, words)))
}

/// What the pages of open questions hang on: the conversations as lists show them and what opened them, the
/// ways through the community, and whether nobody wrote yet.
pub(super) type Asked = (Vec<(ThreadRow, ArticleNo, IdHash)>, (bool, bool), bool);

/// A community's open questions, the oldest first.
#[derive(Debug)]
pub(super) struct Questions {
    open: Vec<Question>,
    /// Nobody wrote here yet: no question, so none that was answered.
    silent: bool,
}

#[derive(Debug)]
struct Question {
    row: ThreadRow,
    opener: Article,
    post: Arc<Post>,
}

impl Questions {
    /// Reads them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(
        from: &impl Read,
        community: &Community,
        shelf: &Shelf,
    ) -> Result<Self, StoreError> {
        let mut found = Vec::new();
        let recent = threads::ordered(from, community.id, Order::Posts, RECENT)?;
        let silent = recent.is_empty();
        for thread in recent {
            if thread.posts > ALONE || found.len() == SHOWN {
                continue;
            }
            if !shelf.open(&thread, || Ok(open_question(from, &thread)?.is_some()))? {
                continue;
            }
            let Some(opener) = articles::get(from, community.id, thread.opener)? else { continue };
            let post = post::alone(from, community, shelf, &opener)?;
            let row = ThreadRow::of(from, community, &thread, thread.posts)?;
            found.push(Question { row, opener, post });
        }
        found.reverse();
        Ok(Self { open: found, silent })
    }

    /// What their pages hang on.
    pub fn asked(&self, community: &Community) -> Asked {
        let one = |q: &Question| (q.row.clone(), q.opener.no, q.opener.content);
        (self.open.iter().map(one).collect(), community.ways(), self.silent)
    }

    /// The openers, the latest first, for the feed.
    pub fn latest(&self) -> impl Iterator<Item = (&Article, &Arc<Post>)> {
        self.open.iter().rev().map(|q| (&q.opener, &q.post))
    }
}

#[derive(Template)]
#[template(path = "archive/questions.html", whitespace = "minimize")]
struct QuestionsPage<'a> {
    f: Frame,
    tabs: Tabs,
    rows: Vec<Row>,
    silent: bool,
    address: &'a str,
}

struct Row {
    href: String,
    title: String,
    author: String,
    asked: String,
    lead: String,
    lang: String,
}

/// Renders the page.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    questions: &Questions,
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let tab = format!("{} – {}", t.s("archive-unanswered"), community.name);
    let rest = format!("c/{slug}/sans-reponse/");
    let mut f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    f.describe(&t.a("archive-unanswered-about", "community", &community.name));
    f.show(community, &t.s("archive-unanswered"), "website");
    // Here the feed is that of the questions.
    f.feed = f.feed.map(|_| "atom.xml".to_owned());
    let rows = questions.open.iter().map(|q| Row {
        href: f.links.thread(slug, q.row.no, 1),
        title: title(t, &q.row),
        author: q.row.author.clone(),
        asked: t.date(q.row.opened, &community.zone),
        lead: q.post.lead.clone(),
        lang: q.post.lang.clone(),
    });
    let rows = rows.collect();
    let tabs = Tabs::new(&f, community, Some(Tab::Unanswered));
    let (silent, address) = (questions.silent, community.address.as_str());
    Ok(QuestionsPage { rows, tabs, silent, address, f }.render()?)
}
