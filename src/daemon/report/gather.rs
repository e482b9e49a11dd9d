//! The facts of a report, read from the store. Reads only, and outside transactions: it looks at every
//! post of a list.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use crate::animation::poll::{Use, quote, tally};
use crate::animation::report::{
    Counted, DAYS, Delivery, Facts, Member, Noted, Period, Post, Who, Worth, report_of,
};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::list::member::{Delivery as Mode, Role};
use crate::list::thread::{Leaf, forest};
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::mail::address::Address;
use crate::store::articles::{self, Article};
use crate::store::ledger::{self, Day};
use crate::store::polls::{self, Phase};
use crate::store::{Read, StoreError, lists, notes, people, reports, threads, welcomes};

/// Days after which what the community changed may be asked again.
const QUARTER: i64 = 84;
/// Days for which what brought people is counted.
const YEAR: i64 = 364;
/// Posts read at a time.
const PAGE: usize = 1_000;

/// Numbers for people, by address.
#[derive(Default)]
struct Names(HashMap<String, Who>);

impl Names {
    fn of(&mut self, address: &Address) -> Who {
        let next = Who::try_from(self.0.len()).unwrap_or(Who::MAX);
        *self.0.entry(address.key()).or_insert(next)
    }
}

/// The facts of a list's report whose period ends before this day.
///
/// # Errors
/// When the store cannot be read.
pub fn facts(site: &Site, list: ListId, end: Date) -> Result<Facts, StoreError> {
    let store = &site.store;
    let period = Period { end, zone: site.zone_of(list)? };
    let mut names = Names::default();
    let posts = posts(store, list, &period, &mut names)?;
    let mut facts = Facts {
        posts,
        notes: noted(store, list)?,
        members: Vec::new(),
        team: std::collections::HashSet::new(),
        counted: counted(store, list, &period)?,
        counted_before: counted(store, list, &period.earlier())?,
        rate: lists::get(store, list)?.map(|s| s.rate).filter(|rate| *rate > 0),
        period,
    };
    members(store, list, &mut facts, &mut names)?;
    found(&mut facts);
    Ok(facts)
}

/// Who became a member on the day the community came here came with it, and has been one since its
/// first post: a history that was brought along had readers.
fn found(facts: &mut Facts) {
    let zone = &facts.period.zone;
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let Some(first) = facts.members.iter().map(|m| m.joined).min() else { return };
    let began = facts.posts.first().map_or(first, |post| post.at.min(first));
    let first = day(first);
    for member in facts.members.iter_mut().filter(|m| day(m.joined) == first) {
        member.joined = began;
    }
}

fn members(
    from: &impl Read,
    list: ListId,
    facts: &mut Facts,
    names: &mut Names,
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = people::memberships(from, list, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.person);
        for member in page {
            let Some(person) = people::get(from, member.person)? else { continue };
            let who = names.of(&person.address);
            if member.role != Role::Member {
                facts.team.insert(who);
            }
            if member.delivery != Mode::None && member.suspended.is_none() {
                facts.members.push(Member { who, joined: member.joined, left: None });
            }
        }
    }
    for gone in ledger::departures(from, list)? {
        let person = people::get(from, gone.person)?;
        // Whoever was erased has no address any more, and counts as somebody.
        let nobody = format!("{}@", gone.person);
        let who = match person {
            Some(person) => names.of(&person.address),
            None => {
                let next = Who::try_from(names.0.len()).unwrap_or(Who::MAX);
                *names.0.entry(nobody).or_insert(next)
            }
        };
        facts.members.push(Member { who, joined: gone.joined, left: Some(gone.left) });
    }
    Ok(())
}

/// When a post was written: what was brought along says so itself, the rest was seen to come.
fn moment(article: &Article) -> Timestamp {
    if article.imported { article.date } else { article.received }
}

fn posts(
    from: &impl Read,
    list: ListId,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<Post>, StoreError> {
    let (start, end) = (period.before(2 * DAYS), period.before(0));
    let (mut found, mut touched, mut after) = (Vec::new(), BTreeSet::new(), None);
    loop {
        let page = articles::after(from, list, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.no);
        for article in page {
            let at = moment(&article);
            if at >= end {
                continue;
            }
            if at >= start {
                touched.insert(article.thread);
            }
            let (author, thread) = (names.of(&article.from.address), article.thread.0);
            found.push((article.no, Post { author, thread, at, answers: None }));
        }
    }
    let answered = answered(from, list, &touched, names)?;
    for (no, post) in &mut found {
        post.answers = answered.get(no).copied();
    }
    found.sort_by_key(|(no, post)| (post.at, *no));
    Ok(found.into_iter().map(|(_, post)| post).collect())
}

/// Whom each post of these threads answers.
fn answered(
    from: &impl Read,
    list: ListId,
    touched: &BTreeSet<ThreadNo>,
    names: &mut Names,
) -> Result<HashMap<ArticleNo, Who>, StoreError> {
    let mut found = HashMap::new();
    for thread in touched {
        let mut posts: Vec<Article> = Vec::new();
        for no in threads::articles(from, list, *thread)? {
            posts.extend(articles::get(from, list, no)?);
        }
        let leaves: Vec<Leaf> = posts.iter().map(Article::leaf).collect();
        for (post, parent) in posts.iter().zip(forest(&leaves)) {
            if let Some(parent) = parent.and_then(|at| posts.get(at)) {
                found.insert(post.no, names.of(&parent.from.address));
            }
        }
    }
    Ok(found)
}

fn counted(from: &impl Read, list: ListId, period: &Period) -> Result<Counted, StoreError> {
    let (start, end) = (period.before(DAYS), period.before(0));
    let mut closed = Vec::new();
    for poll in polls::of_list(from, list)? {
        let over = matches!(poll.phase, Phase::Closing | Phase::Closed);
        if over && poll.form.closes >= start && poll.form.closes < end {
            closed.push((poll.asked, polls::ballots(from, &poll)?.len()));
        }
    }
    let Day { accepted, refused, complaints, actions } =
        ledger::sum(from, list, period.day(DAYS), period.end)?;
    Ok(Counted {
        polls: closed,
        delivery: Delivery { accepted, refused, complaints },
        actions,
        declared: reports::declared(from, list, report_of(period.end))?,
        worth: worth(from, list, (start, end))?,
        worth_due: !is_worth_asked(from, list, period.before(QUARTER))?,
        brings: brings(from, list, (period.before(YEAR), end))?,
    })
}

/// What brought those who joined between two moments, of those who said.
fn brings(
    from: &impl Read,
    list: ListId,
    (start, end): (Timestamp, Timestamp),
) -> Result<[usize; 4], StoreError> {
    let mut found = [0; 4];
    for series in welcomes::of_list(from, list)? {
        let at = series.brings.and_then(|n| usize::from(n).checked_sub(1));
        let within = series.began >= start && series.began < end;
        if let Some(of) = at.filter(|_| within).and_then(|at| found.get_mut(at)) {
            *of += 1;
        }
    }
    Ok(found)
}

/// Whether what the community changed was asked by a poll that closed since, or runs.
fn is_worth_asked(from: &impl Read, list: ListId, since: Timestamp) -> Result<bool, StoreError> {
    let asked = |p: &polls::Poll| p.phase != Phase::Draft && p.form.closes >= since;
    Ok(polls::of_list(from, list)?.iter().any(|p| asked(p) && p.form.asks_value()))
}

/// The notes that were published, with when they changed since.
fn noted(from: &impl Read, list: ListId) -> Result<Vec<Noted>, StoreError> {
    let mut found = Vec::new();
    for note in notes::of_list(from, list)? {
        let Some(published) = note.published else { continue };
        let versions = notes::versions(from, list, note.no)?;
        let revised = versions.iter().filter(|v| v.no > 1).map(|v| v.at).collect();
        found.push(Noted { published, revised, of_thread: note.thread.is_some() });
    }
    Ok(found)
}

/// What the poll about it that closed last in a period says of what the community changed.
fn worth(
    from: &impl Read,
    list: ListId,
    (start, end): (Timestamp, Timestamp),
) -> Result<Option<Worth>, StoreError> {
    let within = |at: Timestamp| at >= start && at < end;
    let fits =
        |p: &polls::Poll| p.phase == Phase::Closed && p.form.asks_value() && within(p.form.closes);
    let found = polls::of_list(from, list)?.into_iter().filter(fits);
    let Some(poll) = found.max_by_key(|p| p.form.closes) else { return Ok(None) };
    let ballots = polls::ballots(from, &poll)?;
    let at = poll.form.questions.iter().position(|q| q.serves == Some(Use::Value));
    let counts = tally::count(&poll.form, &ballots).counts;
    let mut worth = Worth::default();
    let votes = at.and_then(|at| counts.get(at)).map(|c| c.votes.as_slice()).unwrap_or_default();
    for (level, n) in worth.levels.iter_mut().zip(votes) {
        *level = *n;
    }
    let comments = ballots.iter().filter_map(|b| b.comment.as_deref());
    worth.words = comments.filter_map(quote::may_quote).collect();
    worth.words.sort();
    Ok(Some(worth))
}
