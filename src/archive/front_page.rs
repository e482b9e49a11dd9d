//! The front page: the public communities, the liveliest first. A private one leaves no trace here.

use askama::Template;

use super::community::Community;
use super::page::Frame;
use super::{Archive, ArchiveError};
use crate::clock::Timestamp;
use crate::list::member::Order;
use crate::list::settings::Visibility;
use crate::locale::Locale;
use crate::store::{Read, StoreError, articles, threads};

/// A community as the front page shows it.
#[derive(Debug)]
pub(super) struct Entry {
    community: Community,
    posts: usize,
    last: Option<Timestamp>,
}

/// Reads the public ones among these communities, latest activity first.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn read(from: &impl Read, communities: &[Community]) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for community in communities.iter().filter(|c| c.visibility == Visibility::Public) {
        let latest = threads::ordered(from, community.id, Order::Activity, 1)?;
        let posts = articles::count(from, community.id)?;
        entries.push(Entry {
            community: community.clone(),
            posts: usize::try_from(posts).unwrap_or(usize::MAX),
            last: latest.first().map(|t| t.last),
        });
    }
    entries.sort_by(|a, b| (b.last, &a.community.slug).cmp(&(a.last, &b.community.slug)));
    Ok(entries)
}

#[derive(Template)]
#[template(path = "archive/front.html", whitespace = "minimize")]
struct FrontPage<'a> {
    f: Frame,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    community: &'a Community,
    description: String,
    href: String,
    posts: usize,
    last: Option<String>,
}

/// Renders the front page.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    entries: &[Entry],
) -> Result<String, ArchiveError> {
    let f = Frame::new(archive, t, "", t.s("archive-communities"));
    let rows = entries
        .iter()
        .map(|e| Row {
            description: e.community.line(e.community.description.lines().next().unwrap_or("")),
            href: f.links.list(&e.community.slug),
            posts: e.posts,
            last: e.last.map(|at| t.date(at, &e.community.zone)),
            community: &e.community,
        })
        .collect();
    Ok(FrontPage { f, rows }.render()?)
}
