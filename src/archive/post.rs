//! One post as a page shows it, and one thread with its posts in order and who answers whom. The
//! part of a thread page that no language changes, so that it is made once for all of them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::body::{self, Part, PartKind};
use super::community::Community;
use super::shelf::{Label, Shelf};
use super::tongue;
use crate::digest::excerpt;
use crate::list::thread::forest;
use crate::list::urls::PER_PAGE;
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::locale::Locale;
use crate::mail::message::Message;
use crate::mail::subject;
use crate::mail::text::{Reading, Recall, Trimmed, uncut};
use crate::store::articles::Article;
use crate::store::marks::{self, Marks};
use crate::store::notes::{self, Note};
use crate::store::threads::Thread;
use crate::store::withdrawn::{self, Hand};
use crate::store::{Read, StoreError, articles, threads};

/// A thread and what is known of its posts, oldest first.
#[derive(Debug)]
pub struct Conversation {
    /// The thread.
    pub thread: Thread,
    /// Its posts by date, then by number.
    pub posts: Vec<Article>,
    /// For each post, the index of the one it answers.
    pub parents: Vec<Option<usize>>,
    /// What the team settled about it.
    pub marks: Marks,
    /// Notes that come from it, whoever may read them.
    pub notes: Vec<Note>,
}

impl Conversation {
    /// Reads a thread; `None` when there is none, or it was merged into another.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(from: &impl Read, list: ListId, no: ThreadNo) -> Result<Option<Self>, StoreError> {
        let Some(thread) = threads::get(from, list, no)?.filter(|t| t.merged_into.is_none()) else {
            return Ok(None);
        };
        let mut posts = Vec::new();
        for article in threads::articles(from, list, no)? {
            posts.extend(articles::get(from, list, article)?);
        }
        posts.sort_by_key(|a| (a.date, a.no));
        let leaves: Vec<_> = posts.iter().map(Article::leaf).collect();
        let marks = marks::get(from, list, no)?;
        let mut written = Vec::new();
        for no in notes::of_thread(from, list, no)?.notes {
            written.extend(notes::get(from, list, no)?);
        }
        Ok(Some(Self { parents: forest(&leaves), thread, posts, marks, notes: written }))
    }

    /// Pages it fills, from 1.
    pub fn pages(&self) -> usize {
        self.posts.len().div_ceil(PER_PAGE).max(1)
    }

    /// Whether some post answers another than the one before it: else a tree would only be a line.
    pub fn branches(&self) -> bool {
        let strays = |(i, parent): (usize, &Option<usize>)| parent.is_none_or(|p| p + 1 != i);
        self.posts.len() > 2 && self.parents.iter().enumerate().skip(1).any(strays)
    }

    /// The page on which the post with this index stands.
    pub fn page_of(index: usize) -> usize {
        index / PER_PAGE + 1
    }

    /// From which index on these new posts change the thread: they stand at its end (with later
    /// ones, whose turn comes) and nobody before them answers them. `None`: all of it may be changed.
    pub fn appended(&self, fresh: &BTreeSet<ArticleNo>) -> Option<usize> {
        let (first, last) = (fresh.first()?, fresh.last()?);
        let start = self.posts.iter().position(|a| fresh.contains(&a.no))?;
        let news = |a: &Article| fresh.contains(&a.no) || a.no > *last;
        let at_end = self.posts.iter().skip(start).all(news);
        let all_there =
            self.posts.iter().skip(start).filter(|a| a.no >= *first).count() >= fresh.len();
        let answered = self.parents.iter().take(start).flatten().any(|parent| *parent >= start);
        (at_end && all_there && !answered).then_some(start)
    }

    /// Indices of the posts of a page.
    fn on_page(&self, page: usize) -> Range<usize> {
        let start = page.saturating_sub(1) * PER_PAGE;
        start..(start + PER_PAGE).min(self.posts.len())
    }
}

/// The thread a message stands in today and the page of it, from 1.
///
/// # Errors
/// When the store cannot be read.
pub fn page_of_message(
    from: &impl Read,
    list: ListId,
    no: ArticleNo,
) -> Result<Option<(ThreadNo, usize)>, StoreError> {
    let Some(article) = articles::get(from, list, no)? else { return Ok(None) };
    let Some(talk) = Conversation::read(from, list, article.thread)? else { return Ok(None) };
    let index = talk.posts.iter().position(|a| a.no == no);
    Ok(index.map(|i| (talk.thread.no, Conversation::page_of(i))))
}

/// A post, ready for every language's page.
#[derive(Clone, Debug, Default)]
pub struct Post {
    /// Its text.
    pub parts: Vec<Part>,
    /// How its author's own words begin, on one line.
    pub lead: String,
    /// What is attached.
    pub files: Vec<File>,
    /// Code of the language it is written in, as far as one can tell.
    pub lang: String,
    /// Who took it out; then it says nothing.
    pub withdrawn: Option<Hand>,
}

impl Post {
    /// How it begins, or that it was taken out.
    pub fn opening(&self, t: &Locale) -> String {
        self.withdrawn.map_or_else(|| self.lead.clone(), |hand| t.s(hand.key()))
    }

    /// The key of the sentence that a page says where there are no words.
    pub fn silence(&self) -> &'static str {
        self.withdrawn.map_or("archive-no-words", Hand::key)
    }

    /// Whether its author wrote anything.
    pub fn has_words(&self) -> bool {
        self.parts.iter().any(|p| p.kind == PartKind::Words)
    }
}

/// One attachment; its octets stay in the mail.
#[derive(Clone, Debug)]
pub struct File {
    /// Which part of the mail it is.
    pub part: usize,
    /// As its sender called it; may be empty.
    pub name: String,
    /// `application/pdf`.
    pub media_type: String,
    /// Octets.
    pub size: usize,
}

impl File {
    /// What it is, where its name does not tell: `image/png` of a file without a name.
    pub fn kind(&self) -> Option<&str> {
        let ending = self.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let tells =
            (1..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
        (!tells).then_some(self.media_type.as_str())
    }
}

/// What a post says, parsed once.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Its text, and what those who answer it may repeat.
    reading: Reading,
    /// Passed on rather than written: all of it is meant to be read.
    forward: bool,
    files: Vec<File>,
    lang: Option<String>,
    withdrawn: Option<Hand>,
}

/// Besides the post it answers, how many posts before it a post's quotations are looked for in.
/// Bounded, so that one more post costs the same in a thread of ten or ten thousand.
const MEMORY: usize = 4;

/// The posts of one page of a conversation, each with its place in the thread from 0.
///
/// # Errors
/// When the store cannot be read.
pub fn posts(
    from: &impl Read,
    community: &Community,
    shelf: &Shelf,
    conversation: &Conversation,
    page: usize,
) -> Result<Vec<(usize, Arc<Post>)>, StoreError> {
    some(from, (community, shelf), conversation, conversation.on_page(page))
}

/// Some posts of a conversation, each with its place in the thread from 0.
///
/// # Errors
/// When the store cannot be read.
pub fn some(
    from: &impl Read,
    (community, shelf): (&Community, &Shelf),
    conversation: &Conversation,
    range: Range<usize>,
) -> Result<Vec<(usize, Arc<Post>)>, StoreError> {
    let mut out = Vec::new();
    for index in range {
        let Some(article) = conversation.posts.get(index) else { continue };
        let near = index.saturating_sub(MEMORY)..index;
        let parent = conversation.parents.get(index).copied().flatten();
        let known: Vec<usize> =
            parent.into_iter().filter(|p| !near.contains(p)).chain(near.clone()).collect();
        let articles = known.iter().filter_map(|i| conversation.posts.get(*i));
        let label = label(article, articles);
        let make = || {
            let said = |a: &Article| shelf.said(a, || read(from, community, a));
            let known = known.iter().filter_map(|i| conversation.posts.get(*i));
            let known = known.map(said).collect::<Result<Vec<_>, StoreError>>()?;
            let memory: Vec<&Recall> = known.iter().map(|s| s.reading.memory()).collect();
            Ok::<_, StoreError>(said(article)?.post(community, &memory))
        };
        out.push((index, shelf.get(label, make)?));
    }
    Ok(out)
}

fn label<'a>(article: &Article, known: impl Iterator<Item = &'a Article>) -> Label {
    let known = known.map(|a| (a.no, a.content)).collect();
    Label { list: article.list, no: article.no, content: article.content, known }
}

/// One post on its own, for a feed: its quotations are found without the thread's memory.
///
/// # Errors
/// When the store cannot be read.
pub fn alone(
    from: &impl Read,
    community: &Community,
    shelf: &Shelf,
    article: &Article,
) -> Result<Arc<Post>, StoreError> {
    let said = || shelf.said(article, || read(from, community, article));
    let make = || Ok(said()?.post(community, &[]));
    shelf.get(label(article, std::iter::empty()), make)
}

impl Said {
    /// About how much room it takes.
    pub(super) fn octets(&self) -> usize {
        self.reading.octets()
    }

    /// The author's own words as pages show them, and the names of what is attached.
    pub(super) fn words(&self, community: &Community) -> String {
        let words = || body::plain(&self.trimmed(&[]).reply(), community.own());
        let mut text = survive(words).unwrap_or_default();
        for file in &self.files {
            text.push_str(&file.name);
            text.push('\n');
        }
        text
    }

    /// Code of the language it is written in, as far as one can tell.
    pub(super) fn lang(&self, community: &Community) -> String {
        self.lang.clone().unwrap_or_else(|| community.lang.clone())
    }

    fn trimmed(&self, memory: &[&Recall]) -> Trimmed {
        let reading = &self.reading;
        if self.forward { uncut(reading.text()) } else { reading.trim(memory) }
    }

    fn post(&self, community: &Community, memory: &[&Recall]) -> Post {
        if self.withdrawn.is_some() {
            return Post {
                withdrawn: self.withdrawn,
                lang: self.lang(community),
                ..Post::default()
            };
        }
        let read = || {
            let trimmed = self.trimmed(memory);
            (body::parts(&trimmed, community.own()), excerpt::opening(&trimmed.reply(), "…"))
        };
        let (parts, lead) = survive(read).unwrap_or_default();
        let (files, lang) = (self.files.clone(), self.lang(community));
        Post { parts, lead, files, lang, withdrawn: None }
    }
}

/// What `read` finds, or nothing when some message makes it panic: every other one is still shown
/// (threat 36). It is logged by the panic hook.
fn survive<T>(read: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok()
}

/// What a post says, read from its mail.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn read(
    from: &impl Read,
    community: &Community,
    article: &Article,
) -> Result<Said, StoreError> {
    if let Some(out) = withdrawn::get(from, article.list, article.no)? {
        return Ok(Said { withdrawn: Some(out.hand), ..Said::default() });
    }
    let raw = articles::raw(from, article.list, article.no)?.unwrap_or_default();
    Ok(survive(|| said(&raw, community)).unwrap_or_default())
}

fn said(raw: &[u8], community: &Community) -> Said {
    let message = Message::parse(raw);
    let files = message
        .attachments()
        .into_iter()
        .map(|a| File {
            part: a.part,
            name: community.line(&a.name),
            media_type: community.line(&a.media_type),
            size: a.size,
        })
        .collect();
    let declared = message.header("content-language").into_iter().next();
    let declared = declared.and_then(|l| well_formed(&l));
    Said {
        reading: Reading::of(&message),
        forward: subject::is_forward(&message.subject()),
        lang: declared.or_else(|| tongue::guess(&message.text().text)),
        files,
        withdrawn: None,
    }
}

/// The first language of a Content-Language field (RFC 3282), when it looks like one.
fn well_formed(field: &str) -> Option<String> {
    let tag = field.split([',', ' ', ';']).next()?;
    let ok = (2..=12).contains(&tag.len())
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && tag.starts_with(|c: char| c.is_ascii_alphabetic());
    ok.then(|| tag.to_lowercase())
}
