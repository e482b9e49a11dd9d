//! The months of a community, and the threads of one month in the order they were opened: an archive
//! to stroll through. What stands here depends on the month's own posts only, so that a later post
//! leaves earlier months as they are.

use askama::Template;

use super::community::{Community, ThreadRow};
use super::list_page::title;
use super::page::{Depth, Frame};
use super::{Archive, ArchiveError};
use crate::list::urls::Urls;
use crate::locale::Locale;
use crate::store::threads::{self, MonthNo};
use crate::store::{Read, StoreError};

/// Threads on one page of a month.
const PER_PAGE: usize = 100;

/// One month's threads, by opening.
#[derive(Debug)]
pub(super) struct Month {
    no: MonthNo,
    rows: Vec<ThreadRow>,
    before: Option<MonthNo>,
    after: Option<MonthNo>,
}

/// Year and month (1 to 12) of a month's number.
pub(super) fn year_month(no: MonthNo) -> (i16, i8) {
    (i16::try_from(no / 12).unwrap_or(i16::MAX), i8::try_from(no % 12 + 1).unwrap_or(1))
}

impl Month {
    /// Reads a month; `months` are all that have posts, in order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(
        from: &impl Read,
        community: &Community,
        months: &[MonthNo],
        no: MonthNo,
    ) -> Result<Self, StoreError> {
        let mut rows = Vec::new();
        for (thread, posts) in threads::month(from, community.id, no)? {
            if let Some(thread) = threads::get(from, community.id, thread)? {
                rows.push(ThreadRow::of(from, community, &thread, posts)?);
            }
        }
        rows.sort_by_key(|r| (r.opened, r.no));
        let at = months.partition_point(|m| *m < no);
        Ok(Self {
            no,
            rows,
            before: at.checked_sub(1).and_then(|i| months.get(i)).copied(),
            after: months.iter().skip(at).find(|m| **m > no).copied(),
        })
    }

    /// Pages it fills, from 1.
    pub fn pages(&self) -> usize {
        self.rows.len().div_ceil(PER_PAGE).max(1)
    }
}

#[derive(Template)]
#[template(path = "archive/month.html", whitespace = "minimize")]
struct MonthPage<'a> {
    f: Frame,
    name: String,
    page: usize,
    rows: Vec<Row<'a>>,
    months: String,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

struct Row<'a> {
    row: &'a ThreadRow,
    href: String,
    title: String,
    opened: String,
}

/// Renders one page of a month.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    month: &Month,
    page: usize,
) -> Result<String, ArchiveError> {
    let (slug, this) = (&community.slug, year_month(month.no));
    let path = Urls::new("").month_page(t.code(), slug, this, page);
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default().to_owned();
    let name = t.month_year(this.0, this.1);
    let mut f = Frame::new(archive, t, &rest, format!("{name} – {}", community.name))
        .under(community, Depth::Below);
    f.before = (page > 1).then(|| f.links.month(slug, this, page - 1));
    f.after = (page < month.pages()).then(|| f.links.month(slug, this, page + 1));
    let shown = month.rows.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
    let rows = shown
        .map(|row| Row {
            href: f.links.thread(slug, row.no, 1),
            title: title(t, row),
            opened: t.date(row.opened, &community.zone),
            row,
        })
        .collect();
    let neighbour = |no: MonthNo| {
        let that = year_month(no);
        (f.links.month(slug, that, 1), t.month_year(that.0, that.1))
    };
    let page = MonthPage {
        rows,
        page,
        months: f.links.months(slug),
        before: month.before.map(neighbour),
        after: month.after.map(neighbour),
        name,
        f,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "archive/months.html", whitespace = "minimize")]
struct MonthsPage {
    f: Frame,
    years: Vec<Year>,
}

struct Year {
    year: String,
    months: Vec<(String, String)>,
}

/// Renders the list of months, latest year first.
///
/// # Errors
/// When the template fails.
pub(super) fn render_index(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    months: &[MonthNo],
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let rest = format!("c/{slug}/mois/");
    let tab = format!("{} – {}", t.s("archive-months"), community.name);
    let f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    let mut years: Vec<Year> = Vec::new();
    for no in months.iter().rev() {
        let (year, month) = year_month(*no);
        let entry = (f.links.month(slug, (year, month), 1), t.month(month));
        match years.last_mut().filter(|y| y.year == year.to_string()) {
            Some(known) => known.months.insert(0, entry),
            None => years.push(Year { year: year.to_string(), months: vec![entry] }),
        }
    }
    Ok(MonthsPage { f, years }.render()?)
}
