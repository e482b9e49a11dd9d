//! A community's public numbers, where it wants them told: month by month, how many messages and
//! conversations there were, how many were answered and how soon. A count of what is on the pages up to
//! the last week that is over, so that it is the same whenever it is made; the report that a team reads,
//! and all that it says besides, is not this.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use jiff::SignedDuration;

use super::community::Community;
use super::month_page::year_month;
use super::page::{Depth, Frame};
use super::post::Conversation;
use super::tabs::{Tab, Tabs};
use super::{Archive, ArchiveError};
use crate::locale::Locale;
use crate::store::threads::{self, MonthNo, month_of};
use crate::store::{Read, StoreError, weeks};

/// Months shown.
const MONTHS: u32 = 12;
/// Under so many conversations a median says nothing, and under so many people a count says who.
const FEW: usize = 5;

/// The numbers of the last months, the latest first.
#[derive(Debug, Default)]
pub(super) struct Numbers(Vec<(MonthNo, Month)>);

#[derive(Debug, Default)]
struct Month {
    posts: usize,
    people: BTreeSet<String>,
    opened: usize,
    /// How long the answered ones of them waited.
    waits: Vec<SignedDuration>,
}

impl Numbers {
    /// Counts.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(from: &impl Read, community: &Community) -> Result<Self, StoreError> {
        let Some(week) = weeks::all(from, community.id)?.pop() else { return Ok(Self::default()) };
        let sunday = weeks::days(week.no).1.to_zoned(community.zone.clone());
        let last = sunday.map_or(0, |day| month_of(day.timestamp(), &community.zone));
        let first = (last + 1).saturating_sub(MONTHS);
        let mut found: BTreeMap<MonthNo, Month> =
            (first..=last).map(|no| (no, Month::default())).collect();
        let mut seen = BTreeSet::new();
        for no in first..=last {
            for (thread, _) in threads::month(from, community.id, no)? {
                if seen.insert(thread)
                    && let Some(mut talk) = Conversation::read(from, community.id, thread)?
                {
                    talk.posts.retain(|post| post.no <= week.last);
                    add(&mut found, community, &talk);
                }
            }
        }
        // From the first month that had any.
        let live = found.into_iter().skip_while(|(_, month)| month.posts == 0);
        let mut months: Vec<_> = live.collect();
        months.reverse();
        Ok(Self(months))
    }
}

fn add(found: &mut BTreeMap<MonthNo, Month>, community: &Community, talk: &Conversation) {
    for post in &talk.posts {
        if let Some(month) = found.get_mut(&month_of(post.date, &community.zone)) {
            month.posts += 1;
            month.people.insert(post.from.address.key());
        }
    }
    let Some(opener) = talk.posts.first() else { return };
    let other =
        |a: &&crate::store::articles::Article| !a.from.address.same_mailbox(&opener.from.address);
    if let Some(month) = found.get_mut(&month_of(opener.date, &community.zone)) {
        month.opened += 1;
        let answer = talk.posts.iter().find(other);
        month.waits.extend(answer.map(|a| a.date.duration_since(opener.date)));
    }
}

#[derive(Template)]
#[template(path = "archive/numbers.html", whitespace = "minimize")]
struct NumbersPage {
    f: Frame,
    tabs: Tabs,
    rows: Vec<Row>,
}

struct Row {
    month: String,
    posts: String,
    people: String,
    opened: String,
    answered: String,
    wait: String,
}

impl Row {
    fn new(t: &Locale, (no, month): &(MonthNo, Month)) -> Self {
        let (year, of) = year_month(*no);
        let people = month.people.len();
        let few = people > 0 && people < FEW;
        let mut waits = month.waits.clone();
        waits.sort();
        let median = waits.get(waits.len() / 2).filter(|_| waits.len() >= FEW);
        Self {
            month: t.month_year(year, of),
            posts: t.number(month.posts),
            people: if few { t.n("archive-under", &FEW) } else { t.number(people) },
            opened: t.number(month.opened),
            answered: t.number(month.waits.len()),
            wait: median.map_or_else(|| "–".to_owned(), |wait| spell(t, *wait)),
        }
    }
}

/// « 40 min », « 3 h », « 2 jours ».
fn spell(t: &Locale, wait: SignedDuration) -> String {
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    match wait.as_mins() {
        minutes if minutes < 60 => t.n("archive-minutes", &count(minutes)),
        minutes if minutes < 48 * 60 => t.n("archive-hours", &count(minutes / 60)),
        minutes => t.n("archive-days", &count(minutes / 60 / 24)),
    }
}

/// Renders the page.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    numbers: &Numbers,
) -> Result<String, ArchiveError> {
    let tab = format!("{} – {}", t.s("archive-numbers"), community.name);
    let rest = format!("c/{}/bilan/", community.slug);
    let mut f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    f.describe(&t.a("archive-numbers-about", "community", &community.name));
    f.show(community, &t.s("archive-numbers"), "website");
    f.indexed = community.ripe.is_some();
    let rows = numbers.0.iter().map(|month| Row::new(t, month)).collect();
    Ok(NumbersPage { tabs: Tabs::new(&f, community, Some(Tab::Numbers)), rows, f }.render()?)
}
