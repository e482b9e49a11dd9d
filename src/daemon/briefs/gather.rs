//! What is so in a community: the facts of a brief. Reads only, and before the transaction: it looks at
//! many posts.

use jiff::SignedDuration;

use super::Host;
use crate::animation::brief::pulse::{self, Counted, Pulse};
use crate::animation::brief::{Facts, Matter, Measure, bank};
use crate::archive::open_question;
use crate::clock::Timestamp;
use crate::daemon::first_posts::Scene;
use crate::daemon::{Site, calls};
use crate::list::member::{Order, Role};
use crate::list::settings::Posting;
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::store::articles::Article;
use crate::store::briefs::{self, Rhythm};
use crate::store::threads::Thread;
use crate::store::{
    Read, StoreError, articles, first_posts, held, introductions, marks, people, posted, threads,
    welcomes,
};

/// Hours after which a first post, and a question, asks for somebody.
const FIRST: i64 = 24;
const OPEN: i64 = 48;
/// Days after which a question has found its answer elsewhere.
const STALE: i64 = 60;
/// Threads looked at for questions, the latest.
const THREADS: usize = 100;
/// Posts looked at for the numbers, the latest.
const POSTS: u32 = 1_000;
/// Days for which somebody is new.
const NEW: i64 = 7;
/// Members from which a conversation can begin.
const COMPANY: usize = 3;

/// Everything a brief is made of.
pub(super) struct Seen {
    /// What is chosen from.
    pub facts: Facts,
    /// The four numbers.
    pub pulse: Pulse,
    /// The thread that most wrote in this week.
    pub lively: Option<Thread>,
    /// Messages so far.
    pub posts: u32,
}

/// The number by which rounds of a question are told apart: the week.
pub(super) fn week_of(host: &Host, now: Timestamp) -> u32 {
    let week = now.to_zoned(host.zone.clone()).date().iso_week_date();
    let year = u32::try_from(week.year()).unwrap_or(0);
    year * 100 + u32::try_from(week.week()).unwrap_or(0)
}

/// Looks.
pub(super) fn look(
    site: &Site,
    host: &Host,
    (rhythm, measure): (&Rhythm, Measure),
    now: Timestamp,
) -> Result<Seen, StoreError> {
    let (store, list) = (&site.store, host.list);
    let shown = match measure {
        Measure::Due => shown_this_week(store, rhythm, now)?,
        Measure::Full | Measure::One => Vec::new(),
    };
    let is_new = |matter: Matter| -> Result<bool, StoreError> {
        let done = briefs::deed(store, list, (&matter, week_of(host, now)))?.is_some();
        Ok(!done && !shown.contains(&matter))
    };
    let members = people::memberships(store, list, None, usize::MAX)?;
    let waits = held::of_list(store, list)?.into_iter().filter(|h| h.reason.is_for_team());
    let mut facts = Facts { held: waits.map(|h| h.no).collect(), ..Facts::default() };
    for post in first_posts::of_list(store, list)? {
        if is_past(post.received, FIRST, now)
            && is_new(Matter::Reply(post.article))?
            && let Some(scene) = Scene::of(store, &post)?
            && scene.wants_an_answer(store)?
        {
            facts.firsts.push(post.article);
        }
    }
    for (thread, opener) in questions(store, list, now)? {
        if !facts.firsts.contains(&opener)
            && !is_by_team(store, list, opener)?
            && briefs::nudge(store, list, thread)?.is_none()
            && is_new(Matter::Nudge(thread))?
        {
            facts.questions.push(thread);
        }
    }
    for member in members.iter().filter(|m| !is_past(m.joined, NEW * 24, now)) {
        let asked_to_join = welcomes::get(store, list, member.person)?.is_some()
            && introductions::get(store, list, member.person)?.is_none();
        if member.role == Role::Member
            && member.suspended.is_none()
            && asked_to_join
            && posted::count(store, list, member.person)? == 0
            && is_new(Matter::Greet(vec![member.person]))?
        {
            facts.newcomers.push(member.person);
        }
    }
    let latest = |order| threads::ordered(store, list, order, 1);
    let days = |at: Timestamp| now.duration_since(at).as_hours() / 24;
    facts.since_post = latest(Order::Activity)?.first().map(|t| days(t.last));
    facts.since_thread = latest(Order::Posts)?.first().map(|t| days(t.opened));
    if host.settings.posting != Posting::Animators && members.len() >= COMPANY {
        let today = now.to_zoned(host.zone.clone()).date();
        for place in bank::of_week(today, list.0) {
            if is_new(Matter::Restart(place))? {
                facts.bank.push(place);
            }
        }
    }
    let posts = posts_of(store, list)?;
    let counted: Vec<Counted> =
        posts.iter().map(|p| counted(store, p)).collect::<Result<_, _>>()?;
    let joined: Vec<Timestamp> = members.iter().map(|m| m.joined).collect();
    Ok(Seen {
        facts,
        pulse: pulse::pulse(&counted, &joined, now),
        lively: lively(store, list, now)?,
        posts: articles::count(store, list)?,
    })
}

fn is_past(moment: Timestamp, hours: i64, now: Timestamp) -> bool {
    now.duration_since(moment) >= SignedDuration::from_hours(hours)
}

/// What the briefs of the last days showed.
fn shown_this_week(
    from: &impl Read,
    rhythm: &Rhythm,
    now: Timestamp,
) -> Result<Vec<Matter>, StoreError> {
    let mut shown = Vec::new();
    for no in rhythm.no.saturating_sub(5)..=rhythm.no {
        let sent = briefs::sent(from, rhythm.list, rhythm.person, no)?;
        let lately = sent.filter(|sent| !is_past(sent.at, 6 * 24, now));
        shown.extend(lately.into_iter().flat_map(|s| s.given).map(|g| g.matter));
    }
    Ok(shown)
}

/// Open questions, the oldest first, with the posts that ask.
fn questions(
    from: &impl Read,
    list: ListId,
    now: Timestamp,
) -> Result<Vec<(ThreadNo, ArticleNo)>, StoreError> {
    let mut found = Vec::new();
    for thread in threads::ordered(from, list, Order::Posts, THREADS)? {
        let age = now.duration_since(thread.opened).as_hours();
        if (OPEN..STALE * 24).contains(&age)
            && marks::get(from, list, thread.no)?.closed.is_none()
            && let Some((opener, _)) = open_question(from, &thread)?
        {
            found.push((thread.no, opener.no));
        }
    }
    found.reverse();
    Ok(found)
}

/// Whether somebody who animates wrote a post: their questions are for the others.
fn is_by_team(from: &impl Read, list: ListId, post: ArticleNo) -> Result<bool, StoreError> {
    let Some(post) = articles::get(from, list, post)? else { return Ok(false) };
    let Some(author) = people::find(from, &post.from.address)? else { return Ok(false) };
    calls::animates(from, list, &author)
}

/// The latest posts, but for history that was brought along.
fn posts_of(from: &impl Read, list: ListId) -> Result<Vec<Article>, StoreError> {
    let count = articles::count(from, list)?;
    let after = count.checked_sub(POSTS).map(ArticleNo);
    let mut all = articles::after(from, list, after, usize::MAX)?;
    all.retain(|a| !a.imported);
    Ok(all)
}

fn counted(from: &impl Read, post: &Article) -> Result<Counted, StoreError> {
    let thread = threads::resolve(from, post.list, post.thread)?;
    let opens = thread.is_some_and(|t| t.opener == post.no);
    Ok(Counted { at: post.received, author: post.from.address.key(), opens })
}

/// The thread of this week with most posts, if there is one.
fn lively(from: &impl Read, list: ListId, now: Timestamp) -> Result<Option<Thread>, StoreError> {
    let mut all = threads::ordered(from, list, Order::Activity, THREADS)?;
    all.retain(|t| !is_past(t.last, NEW * 24, now) && t.posts > 1);
    Ok(all.into_iter().max_by_key(|t| (t.posts, t.last)))
}
