//! What a community's polls came to, once they are closed. Counts only: words that somebody answered with
//! went to who asked, and of few answers not even the split is told here, whatever the poll promised.

use askama::Template;

use super::community::Community;
use super::page::{Depth, Frame};
use super::tabs::{Tab, Tabs};
use super::{Archive, ArchiveError};
use crate::animation::poll::day::{First, first};
use crate::animation::poll::tally::{self, Count, Tally};
use crate::animation::poll::{FEW, Kind, Question};
use crate::list::{ListId, PollNo};
use crate::locale::{Locale, Value};
use crate::store::polls::{self, Phase, Poll};
use crate::store::{Read, StoreError};

/// Polls on the page that lists them.
const LISTED: usize = 100;

/// The closed polls of a list, the latest first.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn closed(from: &impl Read, list: ListId) -> Result<Vec<Poll>, StoreError> {
    let mut all = polls::of_list(from, list)?;
    all.retain(|poll| poll.phase == Phase::Closed);
    all.sort_by_key(|poll| (std::cmp::Reverse(poll.form.closes), poll.no));
    Ok(all)
}

/// A poll and its count.
#[derive(Debug)]
pub(super) struct Outcome {
    poll: Poll,
    tally: Tally,
}

impl Outcome {
    /// Reads one; `None`: it is not closed.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(from: &impl Read, list: ListId, no: PollNo) -> Result<Option<Self>, StoreError> {
        let Some(poll) = polls::get(from, list, no)?.filter(|p| p.phase == Phase::Closed) else {
            return Ok(None);
        };
        let tally = tally::count(&poll.form, &polls::ballots(from, &poll)?);
        Ok(Some(Self { poll, tally }))
    }
}

#[derive(Template)]
#[template(path = "archive/poll.html", whitespace = "minimize")]
struct PollPage {
    f: Frame,
    title: String,
    meta: String,
    introduction: Vec<String>,
    /// What was decided: the days that came out first.
    days: Vec<String>,
    /// Why there is no split.
    hidden: Option<String>,
    questions: Vec<Asked>,
}

struct Asked {
    /// Empty when the poll asks nothing else.
    text: String,
    answered: usize,
    choices: Vec<Choice>,
    note: Option<String>,
}

struct Choice {
    name: String,
    votes: usize,
    share: String,
}

/// Renders one poll's page.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    result: &Outcome,
) -> Result<String, ArchiveError> {
    let Outcome { poll, tally } = result;
    let title = community.line(&poll.form.title);
    let rest = format!("c/{}/sondages/{}/", community.slug, poll.no);
    let tab = format!("{title} – {}", community.name);
    let mut f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    let polls =
        super::page::Crumb { href: f.links.polls(&community.slug), name: t.s("archive-polls") };
    f.crumbs.push(polls);
    f.indexed = community.ripe.is_some();
    let args = [
        ("answers", Value::from(t.n("archive-poll-answers", &tally.ballots))),
        ("asked", t.n("archive-poll-asked", &poll.asked).into()),
        ("date", t.date(poll.form.closes, &community.zone).into()),
    ];
    let meta = t.text("archive-poll-meta", &args);
    f.describe(&format!("{title} {meta}"));
    f.show(community, &title, "article");
    let told = tally.ballots >= FEW;
    let single = poll.form.single().is_some();
    let asked = poll.form.questions.iter().zip(&tally.counts);
    let questions = asked.filter(|_| told).map(|(question, count)| Asked {
        text: if single { String::new() } else { community.line(&question.text) },
        answered: count.answered,
        choices: choices(t, community, question, count),
        note: note(t, question, count),
    });
    let own = community.own();
    let page = PollPage {
        questions: questions.collect(),
        days: days(t, community, result),
        hidden: (!told).then(|| t.n("archive-poll-few", &FEW)),
        introduction: super::body::plain(&poll.form.introduction, own)
            .lines()
            .filter(|l| !l.trim().is_empty())
            .map(str::to_owned)
            .collect(),
        title,
        meta,
        f,
    };
    Ok(page.render()?)
}

/// The days that came out first, told of few answers too: a day says nobody's name.
fn days(t: &Locale, community: &Community, Outcome { poll, tally }: &Outcome) -> Vec<String> {
    let of = |first: &First| {
        let key = if first.is_settled() { "archive-poll-day" } else { "archive-poll-tie" };
        let days: Vec<String> = first.days.iter().map(|(.., d)| community.line(d)).collect();
        t.a(key, "day", &t.joined(&days))
    };
    first(&poll.form, tally, poll.day).iter().map(of).collect()
}

fn choices(t: &Locale, community: &Community, question: &Question, count: &Count) -> Vec<Choice> {
    let name = |at: usize| match question.kind {
        Kind::Scale => t.number(at + 1),
        _ => question.options.get(at).map_or_else(String::new, |o| community.line(o)),
    };
    let one = |(at, votes): (usize, &usize)| Choice {
        name: name(at),
        votes: *votes,
        share: tally::share(t, *votes, count.answered),
    };
    count.votes.iter().enumerate().map(one).collect()
}

fn note(t: &Locale, question: &Question, count: &Count) -> Option<String> {
    match question.kind {
        Kind::Text => Some(t.n("archive-poll-words", &count.answered)),
        Kind::Scale => tally::mean(t, count),
        _ => (count.answered == 0).then(|| t.s("poll-nobody")),
    }
}

#[derive(Template)]
#[template(path = "archive/polls.html", whitespace = "minimize")]
struct PollsPage {
    f: Frame,
    tabs: Tabs,
    rows: Vec<(String, String, String)>,
}

/// Renders the list of closed polls.
///
/// # Errors
/// When the template fails.
pub(super) fn render_index(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    polls: &[Poll],
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let tab = format!("{} – {}", t.s("archive-polls"), community.name);
    let mut f =
        Frame::new(archive, t, &format!("c/{slug}/sondages/"), tab).under(community, Depth::Below);
    f.describe(&t.a("archive-polls-about", "community", &community.name));
    let row = |poll: &Poll| {
        let closed = t.date(poll.form.closes, &community.zone);
        let href = f.links.poll(slug, poll.no);
        (href, community.line(&poll.form.title), t.a("archive-poll-closed", "date", &closed))
    };
    let rows = polls.iter().take(LISTED).map(row).collect();
    Ok(PollsPage { tabs: Tabs::new(&f, community, Some(Tab::Polls)), rows, f }.render()?)
}
