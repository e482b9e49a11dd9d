//! A community's Atom feed (RFC 4287): its latest posts, whole, so that a feed reader is enough to
//! follow it.

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

/// Posts in a feed.
const POSTS: u32 = 20;

/// The latest posts of a community, latest first.
#[derive(Debug)]
pub(super) struct Latest(Vec<(Article, Arc<Post>)>);

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
        let mut found = articles::after(from, community.id, Some(ArticleNo(start)), 1000)?;
        found.reverse();
        let with_text = |a: Article| Ok((post::alone(from, community, shelf, &a)?, a));
        let posts = found.into_iter().map(|a| with_text(a).map(|(post, a)| (a, post)));
        posts.collect::<Result<_, StoreError>>().map(Self)
    }
}

#[derive(Template)]
#[template(path = "archive/feed.xml", whitespace = "minimize")]
struct Feed<'a> {
    t: &'static Locale,
    community: &'a Community,
    this: String,
    page: String,
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

/// Renders the feed.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    latest: &Latest,
) -> Result<String, ArchiveError> {
    let mut entries = Vec::new();
    for (article, post) in &latest.0 {
        let link = archive.urls.message(&community.slug, article.no);
        let title = community.line(&thread::title(&article.subject));
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
    let newest = latest.0.iter().map(|(a, _)| a.date).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let feed = Feed {
        t,
        this: archive.urls.feed(t.code(), &community.slug),
        page: archive.urls.list(t.code(), &community.slug),
        updated: moment(newest),
        entries,
        community,
    };
    Ok(feed.render()?)
}

/// RFC 3339, whole seconds.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
