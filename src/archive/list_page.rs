//! A community's page: what it is, how to take part by mail, its latest conversations in either
//! order. Older ones stand under their months, so that these pages stay few whatever the archive
//! grows to.

use std::collections::BTreeSet;

use askama::Template;

use super::community::{Community, ThreadRow};
use super::head;
use super::page::{Depth, Frame};
use super::tabs::{Tab, Tabs};
use super::thread_page::percent;
use super::{Archive, ArchiveError};
use crate::list::ThreadNo;
use crate::list::member::Order;
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::store::threads::{self, MonthNo};
use crate::store::{Read, StoreError, articles, marks};

/// Threads on one page.
pub(super) const PER_PAGE: usize = 25;
/// Pages in each order; what is older is found by month.
pub(super) const PAGES: usize = 4;

/// A community's latest threads in one order.
#[derive(Clone, Debug)]
pub(super) struct Latest {
    order: Order,
    rows: Vec<ThreadRow>,
    /// How many of them the team put on top.
    pinned: usize,
    /// There are older ones, that only the months show.
    older: bool,
    rhythm: Rhythm,
    ways: (bool, bool),
}

/// What one page of them says that another state of them may say otherwise.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Says<'a> {
    rows: &'a [ThreadRow],
    pinned: usize,
    goes_on: bool,
    older: bool,
    /// On the community's own page.
    rhythm: Option<Rhythm>,
    ways: (bool, bool),
}

/// What was known, and the threads that changed since.
pub(super) type Before<'a, T> = Option<(&'a T, &'a BTreeSet<ThreadNo>)>;

impl Latest {
    /// Reads them; of those known before, only the ones that changed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(
        from: &impl Read,
        community: &Community,
        (order, rhythm): (Order, Rhythm),
        before: Before<'_, Self>,
    ) -> Result<Self, StoreError> {
        let most = PER_PAGE * PAGES;
        let mut found = threads::latest(from, community.id, order, most + 1)?;
        let older = found.len() > most;
        found.truncate(most);
        // What the team put on top, in the order chosen like the rest.
        let top = marks::pinned(from, community.id)?;
        found.extend(top.iter().filter(|no| !found.contains(no)).copied().collect::<Vec<_>>());
        found.sort_by_key(|no| !top.contains(no));
        let mut rows = Vec::with_capacity(found.len());
        for no in found {
            let same = |(latest, touched): (&Self, &BTreeSet<ThreadNo>)| {
                let known = latest.rows.iter().find(|r| r.no == no);
                known.filter(|_| !touched.contains(&no)).cloned()
            };
            match before.and_then(same) {
                Some(row) => rows.push(row),
                None => {
                    if let Some(thread) = threads::get(from, community.id, no)? {
                        rows.push(ThreadRow::of(from, community, &thread, thread.posts)?);
                    }
                }
            }
        }
        let pinned = rows.iter().take_while(|r| top.contains(&r.no)).count();
        Ok(Self { order, pinned, rows, older, rhythm, ways: community.ways() })
    }

    /// How lively the community was then.
    pub fn rhythm(&self) -> &Rhythm {
        &self.rhythm
    }

    /// What a page says; when it is what it said before, the page is as it was.
    pub fn says(&self, page: usize) -> Says<'_> {
        let (start, pages) = ((page - 1) * PER_PAGE, self.pages());
        let end = (start + PER_PAGE).min(self.rows.len());
        Says {
            rows: self.rows.get(start..end).unwrap_or_default(),
            pinned: self.pinned,
            goes_on: page < pages,
            older: self.older,
            rhythm: (page == 1 && self.order == Order::Activity).then_some(self.rhythm),
            ways: self.ways,
        }
    }

    /// About how much room they take.
    pub fn octets(&self) -> usize {
        self.rows.iter().map(ThreadRow::octets).sum()
    }

    /// Pages they fill, from 1.
    pub fn pages(&self) -> usize {
        self.rows.len().div_ceil(PER_PAGE).max(1)
    }
}

/// How lively a community is, by the months it has had: nothing here hangs on today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rhythm {
    posts: usize,
    first: Option<MonthNo>,
    last: Option<MonthNo>,
    /// Messages a month, when there were some months.
    monthly: Option<usize>,
}

/// Months before the latest that the rhythm is taken from.
const RHYTHM: u32 = 3;

impl Rhythm {
    /// Reads it; `months` are all that have posts, in order, and `before` what was known and the months
    /// that changed since.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(
        from: &impl Read,
        community: &Community,
        months: &[MonthNo],
        before: Option<(&Self, &BTreeSet<MonthNo>)>,
    ) -> Result<Self, StoreError> {
        let (first, last) = (months.first().copied(), months.last().copied());
        let begun = first.zip(last).filter(|(first, last)| last - first >= RHYTHM);
        let same = before.filter(|(known, dirty)| {
            let counted = begun.map_or(0..0, |(_, last)| last - RHYTHM..last);
            (known.first, known.last) == (first, last) && dirty.range(counted).next().is_none()
        });
        let mut monthly = same.and_then(|(known, _)| known.monthly);
        if let (None, Some((_, last))) = (same, begun) {
            let mut posts = 0;
            for month in last - RHYTHM..last {
                posts += threads::month(from, community.id, month)?
                    .iter()
                    .map(|(_, n)| usize::try_from(*n).unwrap_or(0))
                    .sum::<usize>();
            }
            monthly = Some(posts.div_ceil(3));
        }
        let posts = articles::count(from, community.id)?;
        Ok(Self { posts: usize::try_from(posts).unwrap_or(usize::MAX), first, last, monthly })
    }

    /// In words; `None`: nobody wrote yet.
    fn said(self, t: &Locale) -> Option<String> {
        let (year, month) = super::month_page::year_month(self.first?);
        let args = [
            ("messages", Value::from(t.n("archive-messages", &self.posts))),
            ("since", t.month_year(year, month).into()),
        ];
        let all = t.text("archive-since", &args);
        let monthly = self.monthly.filter(|n| *n > 0).map(|n| t.n("archive-monthly", &n));
        Some([Some(all), monthly].into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

#[derive(Template)]
#[template(path = "archive/list.html", whitespace = "minimize")]
struct ListPage<'a> {
    f: Frame,
    community: &'a Community,
    /// The introduction stands on the first page only.
    first: bool,
    description: Vec<String>,
    join_subject: String,
    joining: String,
    rhythm: Option<String>,
    /// What each address is for.
    addresses: Vec<(String, String)>,
    tabs: Tabs,
    by_activity: bool,
    activity: String,
    opened: String,
    months: String,
    rows: Vec<Row<'a>>,
    older: bool,
}

/// A thread in words.
struct Row<'a> {
    row: &'a ThreadRow,
    href: String,
    title: String,
    opened: String,
    last: Option<String>,
    /// The team put it on top.
    pinned: bool,
}

/// Renders one page of the latest threads.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    latest: &Latest,
    page: usize,
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let path = Urls::new("").threads(t.code(), slug, latest.order, page);
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default().to_owned();
    let first = latest.order == Order::Activity && page == 1;
    let depth = if first { Depth::Top } else { Depth::Below };
    let tab = match (first, page) {
        (true, _) => community.name.clone(),
        (_, 1) => format!("{} – {}", t.s("archive-by-opening"), community.name),
        _ => format!("{} – {}", t.a("archive-page", "n", &page.to_string()), community.name),
    };
    let mut f = Frame::new(archive, t, &rest, tab).under(community, depth);
    let pages = latest.pages();
    f.before = (page > 1).then(|| f.links.threads(slug, latest.order, page - 1));
    f.after = (page < pages).then(|| f.links.threads(slug, latest.order, page + 1));
    let shown = latest.rows.iter().enumerate().skip((page - 1) * PER_PAGE).take(PER_PAGE);
    let rows = shown
        .map(|(place, row)| Row {
            pinned: place < latest.pinned,
            href: f.links.thread(slug, row.no, 1),
            title: title(t, row),
            opened: t.date(row.opened, &community.zone),
            last: (row.posts > 1).then(|| t.date(row.last, &community.zone)),
            row,
        })
        .collect();
    let own = community.address.as_str();
    let description = community.description.lines().map(|l| super::sanitize::line(l, own));
    let description: Vec<String> = description.filter(|l| !l.is_empty()).collect();
    if first {
        let about =
            if description.is_empty() { t.s("archive-about") } else { description.join(" ") };
        f.describe(&about);
        f.show(community, &community.name, "website");
        f.indexed = community.ripe.is_some();
        f.data(&head::collection(community, &archive.urls.list(t.code(), slug)));
    }
    let page = ListPage {
        first,
        join_subject: percent(&t.s("archive-join-subject"), ""),
        joining: t.a("archive-joining", "how", community.joining.word()),
        rhythm: latest.rhythm.said(t),
        addresses: community.addresses(t),
        tabs: Tabs::new(&f, community, Some(Tab::Latest)),
        description,
        by_activity: latest.order == Order::Activity,
        activity: f.links.threads(slug, Order::Activity, 1),
        opened: f.links.threads(slug, Order::Posts, 1),
        months: f.links.months(slug),
        rows,
        older: latest.older && page == pages,
        community,
        f,
    };
    Ok(page.render()?)
}

/// A thread's title, or the words that stand for none.
pub(super) fn title(t: &Locale, row: &ThreadRow) -> String {
    if row.title.is_empty() { t.s("archive-no-subject") } else { row.title.clone() }
}
