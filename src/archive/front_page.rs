//! The front page: the public communities in three orders, each a page of its own. A private one leaves
//! no trace here.

use std::cmp::Reverse;

use askama::Template;

use super::community::Community;
use super::head;
use super::page::Frame;
use super::{Archive, ArchiveError};
use crate::clock::Timestamp;
use crate::list::member::Order;
use crate::list::settings::Visibility;
use crate::list::urls::Urls;
use crate::locale::Locale;
use crate::store::{Read, StoreError, articles, threads};

/// In which order communities stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The latest message first.
    Activity,
    /// The latest new conversation first.
    Opening,
    /// By name.
    Name,
}

impl By {
    /// Every order; the first is the front page itself.
    pub const ALL: [Self; 3] = [Self::Activity, Self::Opening, Self::Name];

    /// Where it stands.
    pub fn path(self, lang: &str) -> String {
        let paths = Urls::new("");
        match self {
            Self::Activity => paths.front(lang),
            Self::Opening => paths.of_site(lang, "ouverts"),
            Self::Name => paths.of_site(lang, "noms"),
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Activity => "archive-by-activity",
            Self::Opening => "archive-by-opening",
            Self::Name => "archive-by-name",
        }
    }

    fn sort(self, entries: &mut [&Entry]) {
        let name = |e: &Entry| (e.community.name.to_lowercase(), e.community.slug.clone());
        match self {
            Self::Activity => entries.sort_by_key(|e| (Reverse(e.last), name(e))),
            Self::Opening => entries.sort_by_key(|e| (Reverse(e.opened), name(e))),
            Self::Name => entries.sort_by_key(|e| name(e)),
        }
    }
}

/// A community as the front page shows it.
#[derive(Debug)]
pub(super) struct Entry {
    community: Community,
    posts: usize,
    last: Option<Timestamp>,
    opened: Option<Timestamp>,
}

/// Reads the public ones among these communities.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn read(from: &impl Read, communities: &[Community]) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for community in communities.iter().filter(|c| c.visibility == Visibility::Public) {
        let latest = threads::ordered(from, community.id, Order::Activity, 1)?;
        let newest = threads::ordered(from, community.id, Order::Posts, 1)?;
        let posts = articles::count(from, community.id)?;
        entries.push(Entry {
            community: community.clone(),
            posts: usize::try_from(posts).unwrap_or(usize::MAX),
            last: latest.first().map(|t| t.last),
            opened: newest.first().map(|t| t.opened),
        });
    }
    Ok(entries)
}

#[derive(Template)]
#[template(path = "archive/front.html", whitespace = "minimize")]
struct FrontPage<'a> {
    f: Frame,
    rows: Vec<Row<'a>>,
    orders: Vec<(String, String, bool)>,
}

struct Row<'a> {
    community: &'a Community,
    description: String,
    href: String,
    posts: usize,
    last: Option<String>,
}

/// Renders the front page in one order.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    entries: &[Entry],
    by: By,
) -> Result<String, ArchiveError> {
    let path = by.path(t.code());
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default();
    let title = t.s("archive-communities");
    let tab =
        if by == By::Activity { title.clone() } else { format!("{title} – {}", t.s(by.key())) };
    let mut f = Frame::new(archive, t, rest, tab);
    f.indexed = by == By::Activity && !indexed(entries).is_empty();
    f.describe(&t.s("archive-intro"));
    f.show_site(&title, &head::website(&title, &archive.urls.front(t.code()), t.code()));
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    by.sort(&mut sorted);
    let rows = sorted
        .iter()
        .map(|e| Row {
            description: e.community.line(e.community.description.lines().next().unwrap_or("")),
            href: f.links.list(&e.community.slug),
            posts: e.posts,
            last: e.last.map(|at| t.date(at, &e.community.zone)),
            community: &e.community,
        })
        .collect();
    let order = |other: By| (f.links.to(&other.path(t.code())), t.s(other.key()), other == by);
    let orders = By::ALL.into_iter().map(order).collect();
    Ok(FrontPage { f, rows, orders }.render()?)
}

/// The communities that search engines may keep, by their short names.
pub(super) fn indexed(entries: &[Entry]) -> Vec<&str> {
    let kept = entries.iter().filter(|e| e.community.ripe.is_some());
    let mut slugs: Vec<&str> = kept.map(|e| e.community.slug.as_str()).collect();
    slugs.sort_unstable();
    slugs
}
