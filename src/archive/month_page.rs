//! The months of a community, and the threads of one month by opening or by their last message in it: an
//! archive to stroll through. What stands here depends on the month's own posts only, so that a later
//! post leaves earlier months as they are.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;

use super::community::{Community, ThreadRow};
use super::list_page::title;
use super::page::{Depth, Frame};
use super::tabs::{Tab, Tabs};
use super::{Archive, ArchiveError};
use crate::clock::Timestamp;
use crate::list::ThreadNo;
use crate::list::member::Order;
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::store::threads::{self, MonthNo, Thread, month_of};
use crate::store::{Read, StoreError, articles};

/// Threads on one page of a month.
const PER_PAGE: usize = 100;

/// The orders of a month's threads; the first is the month's own page.
pub(super) const ORDERS: [Order; 2] = [Order::Posts, Order::Activity];

/// A thread with its last message in the month.
type InMonth = Arc<(ThreadRow, Timestamp)>;

/// One month's threads.
#[derive(Clone, Debug)]
pub(super) struct Month {
    no: MonthNo,
    /// By opening.
    rows: Vec<InMonth>,
    posts: usize,
    before: Option<MonthNo>,
    after: Option<MonthNo>,
}

/// Year and month (1 to 12) of a month's number.
pub(super) fn year_month(no: MonthNo) -> (i16, i8) {
    (i16::try_from(no / 12).unwrap_or(i16::MAX), i8::try_from(no % 12 + 1).unwrap_or(1))
}

/// Whether a name in a folder is that of a month which has no messages any more: `2019-05`, and files of
/// it.
pub(super) fn is_past(name: &str, months: &[MonthNo]) -> bool {
    let Some((year, rest)) = name.split_once('-').filter(|(year, _)| year.len() == 4) else {
        return false;
    };
    let month = rest.split('.').next().filter(|month| month.len() == 2);
    let (Ok(year), Some(Ok(month))) = (year.parse::<u32>(), month.map(str::parse::<u32>)) else {
        return false;
    };
    !months.contains(&(year * 12 + month.saturating_sub(1)))
}

/// What one page of a month says that another state of it may say otherwise.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Says<'a> {
    rows: Vec<&'a InMonth>,
    /// Messages and threads, on the first page.
    counts: Option<(usize, usize)>,
    goes_on: bool,
    neighbours: (Option<MonthNo>, Option<MonthNo>),
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
            rows.extend(row(from, community, no, (thread, posts))?);
        }
        Ok(Self::of(no, rows, months))
    }

    /// The same month after these threads changed: only they are read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn after(
        &self,
        from: &impl Read,
        community: &Community,
        months: &[MonthNo],
        touched: &BTreeSet<ThreadNo>,
    ) -> Result<Self, StoreError> {
        let mut rows: Vec<InMonth> =
            self.rows.iter().filter(|r| !touched.contains(&r.0.no)).cloned().collect();
        for thread in touched {
            let posts = threads::posts_in_month(from, community.id, self.no, *thread)?;
            if posts > 0 {
                rows.extend(row(from, community, self.no, (*thread, posts))?);
            }
        }
        Ok(Self::of(self.no, rows, months))
    }

    fn of(no: MonthNo, mut rows: Vec<InMonth>, months: &[MonthNo]) -> Self {
        rows.sort_by_key(|r| (r.0.opened, r.0.no));
        let at = months.partition_point(|m| *m < no);
        Self {
            no,
            posts: rows.iter().map(|r| r.0.posts).sum(),
            rows,
            before: at.checked_sub(1).and_then(|i| months.get(i)).copied(),
            after: months.iter().skip(at).find(|m| **m > no).copied(),
        }
    }

    /// What a page says; when it is what it said before, the page is as it was.
    pub fn says(&self, order: Order, page: usize) -> Says<'_> {
        Says {
            rows: self.on_page(order, page),
            counts: (page == 1).then_some((self.posts, self.rows.len())),
            goes_on: page < self.pages(),
            neighbours: (self.before, self.after),
        }
    }

    fn on_page(&self, order: Order, page: usize) -> Vec<&InMonth> {
        let mut sorted: Vec<_> = self.rows.iter().collect();
        if order == Order::Activity {
            // From the month's first days to its last, like its openings: what goes on comes to stand on
            // the last page, and the others stay as they are.
            sorted.sort_by_key(|r| (r.1, r.0.no));
        }
        sorted.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect()
    }

    /// About how much room it takes.
    pub fn octets(&self) -> usize {
        self.rows.iter().map(|r| r.0.octets() + 48).sum()
    }

    /// Its year and month.
    pub fn year_month(&self) -> (i16, i8) {
        year_month(self.no)
    }

    /// Pages it fills, from 1.
    pub fn pages(&self) -> usize {
        self.rows.len().div_ceil(PER_PAGE).max(1)
    }
}

/// A thread as a month shows it, with so many posts there.
fn row(
    from: &impl Read,
    community: &Community,
    month: MonthNo,
    (no, posts): (ThreadNo, u32),
) -> Result<Option<InMonth>, StoreError> {
    let Some(thread) = threads::get(from, community.id, no)? else { return Ok(None) };
    let last = last_in(from, community, &thread, month)?;
    Ok(Some(Arc::new((ThreadRow::of(from, community, &thread, posts)?, last))))
}

/// When a thread's last message of a month came.
fn last_in(
    from: &impl Read,
    community: &Community,
    thread: &Thread,
    month: MonthNo,
) -> Result<Timestamp, StoreError> {
    if month_of(thread.last, &community.zone) == month {
        return Ok(thread.last);
    }
    // It went on after the month: its messages of this one say.
    let mut last = thread.opened;
    for no in threads::articles(from, community.id, thread.no)? {
        if let Some(article) = articles::get(from, community.id, no)?
            && month_of(article.date, &community.zone) == month
        {
            last = last.max(article.date);
        }
    }
    Ok(last)
}

#[derive(Template)]
#[template(path = "archive/month.html", whitespace = "minimize")]
struct MonthPage<'a> {
    f: Frame,
    name: String,
    page: usize,
    summary: String,
    /// Its messages to take away.
    taken: String,
    orders: [(String, String, bool); 2],
    rows: Vec<Row<'a>>,
    months: String,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

struct Row<'a> {
    row: &'a ThreadRow,
    href: String,
    title: String,
    when: String,
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
    (order, page): (Order, usize),
) -> Result<String, ArchiveError> {
    let (slug, this) = (&community.slug, year_month(month.no));
    let path = Urls::new("").month_page((t.code(), slug), this, order, page);
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default().to_owned();
    let name = t.month_year(this.0, this.1);
    let mut f = Frame::new(archive, t, &rest, format!("{name} – {}", community.name))
        .under(community, Depth::Below);
    f.before = (page > 1).then(|| f.links.month(slug, this, order, page - 1));
    f.after = (page < month.pages()).then(|| f.links.month(slug, this, order, page + 1));
    let counts = [
        ("messages", Value::from(t.n("archive-messages", &month.posts))),
        ("threads", t.n("digest-threads", &month.rows.len()).into()),
    ];
    let summary = t.text("archive-month-counts", &counts);
    let about =
        [("month", Value::from(name.as_str())), ("community", community.name.as_str().into())];
    f.describe(&t.text("archive-month-about", &about));
    f.show(community, &name, "website");
    let rows = month
        .on_page(order, page)
        .into_iter()
        .map(|r| (&r.0, &r.1))
        .map(|(row, last)| Row {
            href: f.links.thread(slug, row.no, 1),
            title: title(t, row),
            when: match order {
                Order::Posts => t.date(row.opened, &community.zone),
                Order::Activity => t.a("archive-last", "date", &t.date(*last, &community.zone)),
            },
            row,
        })
        .collect();
    let neighbour = |no: MonthNo| {
        let that = year_month(no);
        (f.links.month(slug, that, order, 1), t.month_year(that.0, that.1))
    };
    let orders = ORDERS.map(|other| {
        let name = match other {
            Order::Posts => "archive-by-opening",
            Order::Activity => "archive-by-activity",
        };
        (f.links.month(slug, this, other, 1), t.s(name), other == order)
    });
    let page = MonthPage {
        rows,
        page,
        summary,
        taken: f.links.month_file(slug, this),
        orders,
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
    tabs: Tabs,
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
    let mut f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    f.describe(&t.a("archive-months-about", "community", &community.name));
    f.show(community, &t.s("archive-months"), "website");
    let tabs = Tabs::new(&f, community, Some(Tab::Months));
    let mut years: Vec<Year> = Vec::new();
    for no in months.iter().rev() {
        let (year, month) = year_month(*no);
        let entry = (f.links.month(slug, (year, month), Order::Posts, 1), t.month(month));
        match years.last_mut().filter(|y| y.year == year.to_string()) {
            Some(known) => known.months.insert(0, entry),
            None => years.push(Year { year: year.to_string(), months: vec![entry] }),
        }
    }
    Ok(MonthsPage { f, tabs, years }.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_that_are_no_more() {
        let months = [2019 * 12 + 4, 2019 * 12 + 5];
        let check = |name: &str, want| assert_eq!(is_past(name, &months), want, "{name}");
        check("2019-05", false);
        check("2019-06.xml", false);
        check("2019-07", true);
        check("2019-07.mbox.gz", true);
        for other in ["f", "index.html", "2019-S21", "sans-reponse", "atom.xml", "2019-7", "9-07"] {
            check(other, false);
        }
    }
}
