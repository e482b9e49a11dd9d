//! Atom feeds (RFC 4287): a community's latest posts, its open questions, one conversation; posts whole,
//! so that a feed reader is enough to follow them.

use std::sync::Arc;

use askama::Template;

use super::body::PartKind;
use super::community::Community;
use super::post::{self, File, Post};
use super::shelf::Shelf;
use super::{Archive, ArchiveError};
use crate::clock::Timestamp;
use crate::list::{ArticleNo, thread};
use crate::locale::Locale;
use crate::store::articles::{self, Article};
use crate::store::{Read, StoreError};

/// Posts in a community's feed.
const POSTS: u32 = 20;
/// Posts in any feed: what comes together with the latest may be more than those.
const MOST: usize = 1000;

/// The latest posts of a community, latest first.
#[derive(Debug)]
pub(super) struct Latest(Vec<(Article, Arc<Post>)>);

/// What a feed is of.
#[derive(Debug)]
pub(super) struct Subject {
    /// Its title.
    pub title: String,
    /// Its own address.
    pub this: String,
    /// The page that says the same.
    pub page: String,
}

impl Latest {
    /// Reads them, by arrival.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(
        from: &impl Read,
        community: &Community,
        shelf: &Shelf,
    ) -> Result<Self, StoreError> {
        let start = articles::count(from, community.id)?.saturating_sub(POSTS);
        let mut found = articles::after(from, community.id, Some(ArticleNo(start)), MOST)?;
        found.reverse();
        let with_text = |a: Article| Ok((post::alone(from, community, shelf, &a)?, a));
        let posts = found.into_iter().map(|a| with_text(a).map(|(post, a)| (a, post)));
        posts.collect::<Result<_, StoreError>>().map(Self)
    }

    /// The posts, the latest first.
    pub fn posts(&self) -> impl Iterator<Item = (&Article, &Arc<Post>)> {
        self.0.iter().map(|(article, post)| (article, post))
    }
}

#[derive(Template)]
#[template(path = "archive/feed.xml", whitespace = "minimize")]
struct Feed<'a> {
    t: &'static Locale,
    of: &'a Subject,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    link: String,
    title: String,
    author: String,
    published: String,
    lang: String,
    content: String,
}

/// What stands in an entry, HTML within XML.
#[derive(Template)]
#[template(path = "archive/feed_entry.html")]
struct Content<'a> {
    t: &'static Locale,
    post: &'a Post,
}

impl Content<'_> {
    fn name<'f>(&self, file: &'f File) -> &'f str {
        &file.name
    }
}

/// Renders a feed of these posts, the latest first.
///
/// # Errors
/// When the template fails.
pub(super) fn render<'a>(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    of: &Subject,
    posts: impl Iterator<Item = (&'a Article, &'a Arc<Post>)>,
) -> Result<String, ArchiveError> {
    let (mut entries, mut newest) = (Vec::new(), Timestamp::UNIX_EPOCH);
    for (article, post) in posts.take(MOST) {
        let link = archive.urls.message(&community.slug, article.no);
        let title = community.line(&thread::title(&article.subject));
        newest = newest.max(article.date);
        entries.push(Entry {
            id: link.clone(),
            link,
            title: if title.is_empty() { t.s("archive-no-subject") } else { title },
            author: community.line(article.from.display()),
            published: moment(article.date),
            lang: post.lang.clone(),
            content: Content { t, post }.render()?,
        });
    }
    Ok(Feed { t, of, updated: moment(newest), entries }.render()?)
}

/// RFC 3339, whole seconds.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
