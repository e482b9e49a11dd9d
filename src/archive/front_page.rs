//! The front page: the public communities in three orders, each a page of its own, without a trace of a
//! private one. For who signed in, made when it is asked for: their communities first, then the others.

use std::cmp::Reverse;

use askama::Template;

use super::community::Community;
use super::head;
use super::page::{Frame, languages};
use super::{Archive, ArchiveError};
use crate::clock::Timestamp;
use crate::list::ListId;
use crate::list::member::Order;
use crate::list::settings::{Settings, Visibility};
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
    entries(from, communities.iter().filter(|c| c.visibility == Visibility::Public))
}

fn entries<'a>(
    from: &impl Read,
    communities: impl Iterator<Item = &'a Community>,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for community in communities {
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
    /// Who signed in, by name, where they sign out, and their communities.
    own: Option<(&'a str, String, Vec<Row<'a>>)>,
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

/// Renders the front page in one order, as everyone sees it.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    entries: &[Entry],
    by: By,
) -> Result<String, ArchiveError> {
    let mut f = frame(archive, t, by);
    f.indexed = by == By::Activity && !indexed(entries).is_empty();
    let rows = rows(&f, entries, by);
    let orders = orders(&f, by);
    Ok(FrontPage { f, own: None, rows, orders }.render()?)
}

/// A list and its settings.
pub type Listed = (ListId, Settings);

/// A front page, by its path, for somebody signed in.
#[derive(Clone, Copy, Debug)]
pub struct OwnFront {
    t: &'static Locale,
    by: By,
}

impl OwnFront {
    /// The front page at a path; `None`: there is none.
    pub fn at(path: &str) -> Option<Self> {
        let all = languages().iter().flat_map(|t| By::ALL.map(|by| Self { t, by }));
        all.into_iter().find(|front| front.by.path(front.t.code()) == path)
    }

    /// Renders it for somebody of this name: the communities they are a member of, and the others that they
    /// may read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn render(
        self,
        archive: &Archive,
        from: &impl Read,
        name: &str,
        (own, others): (&[Listed], &[Listed]),
    ) -> Result<String, ArchiveError> {
        let read = |lists: &[Listed]| {
            let all = lists.iter().map(|(id, s)| Community::new(*id, s, archive));
            let all: Vec<Community> = all.collect();
            entries(from, all.iter())
        };
        let (own, others) = (read(own)?, read(others)?);
        let f = frame(archive, self.t, self.by);
        let door = f.links.of_site("entrer");
        let own = Some((name, door, rows(&f, &own, self.by)));
        let (rows, orders) = (rows(&f, &others, self.by), orders(&f, self.by));
        Ok(FrontPage { f, own, rows, orders }.render()?)
    }
}

fn frame(archive: &Archive, t: &'static Locale, by: By) -> Frame {
    let path = by.path(t.code());
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default();
    let title = t.s("archive-communities");
    let tab =
        if by == By::Activity { title.clone() } else { format!("{title} – {}", t.s(by.key())) };
    let mut f = Frame::new(archive, t, rest, tab);
    f.describe(&t.s("archive-intro"));
    f.show_site(&title, &head::website(&title, &archive.urls.front(t.code()), t.code()));
    f
}

fn rows<'a>(f: &Frame, entries: &'a [Entry], by: By) -> Vec<Row<'a>> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    by.sort(&mut sorted);
    let row = |e: &'a Entry| Row {
        description: e.community.line(e.community.description.lines().next().unwrap_or("")),
        href: f.links.list(&e.community.slug),
        posts: e.posts,
        last: e.last.map(|at| f.t.date(at, &e.community.zone)),
        community: &e.community,
    };
    sorted.into_iter().map(row).collect()
}

fn orders(f: &Frame, by: By) -> Vec<(String, String, bool)> {
    let order = |other: By| (f.links.to(&other.path(f.t.code())), f.t.s(other.key()), other == by);
    By::ALL.into_iter().map(order).collect()
}

/// The communities that search engines may keep, by their short names.
pub(super) fn indexed(entries: &[Entry]) -> Vec<&str> {
    let kept = entries.iter().filter(|e| e.community.ripe.is_some());
    let mut slugs: Vec<&str> = kept.map(|e| e.community.slug.as_str()).collect();
    slugs.sort_unstable();
    slugs
}
