//! Sends digests when they are due: for each person one transaction puts the mail in the outbox,
//! moves on what they were told of, and sets the next hour. What a digest says is [`crate::digest`]'s.
//!
//! A run looks at the log up to the end it has when the run begins; a post that comes meanwhile is
//! told next time. A run killed at any moment has sent, for each person, all or nothing.

mod mail;
mod news;
mod scope;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::ToSpan;

pub(super) use self::mail::fields as list_fields;
use self::news::{News, Telling};
use self::scope::{Scope, Served, ready};
use super::{SharedSite, Site, Stop};
use crate::clock::Timestamp;
use crate::digest::facts::Facts;
use crate::digest::schedule::{self, Cadence};
use crate::list::member::Person;
use crate::list::{ListId, PersonId};
use crate::mail::address::Address;
use crate::store::aside::{self, Broken};
use crate::store::digests::{self, Due, State};
use crate::store::{Durability, StoreError, Ticket, Tx, articles, lists, people};

/// Digests made before their commits are waited for.
const PAGE: usize = 64;
/// A digest that fails this often is left out until its next hour.
const TRIES: u32 = 3;
/// Longest wait without looking at the clock: it may have been moved.
const LOOK: Duration = Duration::from_secs(30);

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Digests sent.
    pub sent: usize,
    /// People for whom there was nothing new.
    pub skipped: usize,
    /// Digests that could not be made; they are tried again.
    pub failed: usize,
}

/// Whose digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// One person's, of all their communities.
    Person(PersonId),
    /// A preview: what a member of this list would read. To send: everyone's who gets its digests.
    List(ListId),
}

/// Sends digests for as long as the daemon runs.
pub async fn run(site: SharedSite, mut stop: Stop) {
    let for_heal = site.clone();
    let healed = tokio::task::spawn_blocking(move || heal(&for_heal, for_heal.clock.now())).await;
    if let Ok(Err(error)) = healed {
        tracing::error!(event = "digests-heal-failed", %error);
    }
    let mut committed = site.store.committed();
    while !stop.is_requested() {
        committed.mark_unchanged();
        let wait = match until_due(&site) {
            Ok(Duration::ZERO) => match run_due(&site, site.clock.now()).await {
                Ok(ran) => {
                    tracing::info!(event = "digests", ?ran);
                    continue;
                }
                Err(error) => pause(&error),
            },
            Ok(wait) => wait.min(LOOK),
            Err(error) => pause(&error),
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            changed = committed.changed() => if changed.is_err() { return },
            () = stop.requested() => return,
        }
    }
}

fn pause(error: &StoreError) -> Duration {
    tracing::error!(event = "digests-failed", %error);
    Duration::from_secs(1)
}

/// How long until the first digest is due.
fn until_due(site: &Site) -> Result<Duration, StoreError> {
    let Some(due) = digests::next_due(&site.store)? else { return Ok(LOOK) };
    Ok(Duration::try_from(due.duration_since(site.clock.now())).unwrap_or(Duration::ZERO))
}

/// Makes and sends what is due at `now`, on a thread that may wait for the disk.
///
/// # Errors
/// When the store cannot be read or has stopped. One person's failure is counted, logged, and tried
/// again.
pub async fn run_due(site: &SharedSite, now: Timestamp) -> Result<Ran, StoreError> {
    let site = site.clone();
    let ran = tokio::task::spawn_blocking(move || run_due_blocking(&site, now)).await;
    ran.unwrap_or(Err(StoreError::Stopped))
}

/// [`run_due`], on this thread: not for async tasks.
///
/// # Errors
/// As [`run_due`].
pub fn run_due_blocking(site: &Site, now: Timestamp) -> Result<Ran, StoreError> {
    let mut news = News::new(site, articles::last_event(&site.store)?);
    let mut ran = Ran::default();
    let mut after: Option<Due> = None;
    // Those of one page become durable while the next is made.
    let mut before: Vec<Ticket> = Vec::new();
    loop {
        let page = digests::due(&site.store, after, now, PAGE)?;
        let Some(last) = page.last() else {
            before.into_iter().try_for_each(Ticket::wait)?;
            return Ok(ran);
        };
        after = Some(*last);
        let mut tickets = Vec::with_capacity(page.len());
        for due in page {
            match served(site, &mut news, due, now) {
                Ok(Served::Sent(ticket)) => {
                    ran.sent += 1;
                    tickets.push(ticket);
                }
                Ok(Served::Skipped(ticket)) => {
                    ran.skipped += 1;
                    tickets.push(ticket);
                }
                Ok(Served::Stale) => {
                    let orphan = |tx: &mut Tx<'_>| digests::drop_orphan(tx, due);
                    tickets.push(site.store.transact(Durability::Written, orphan)?.1);
                }
                Err(error) => {
                    tracing::error!(event = "digest-failed", person = %due.person, %error);
                    ran.failed += 1;
                    tickets.push(set_aside(site, due, now)?);
                }
            }
        }
        std::mem::replace(&mut before, tickets).into_iter().try_for_each(Ticket::wait)?;
    }
}

/// The same, where a panic in it is a failure of this one person's digest (P5).
fn served(
    site: &Site,
    news: &mut News<'_>,
    due: Due,
    now: Timestamp,
) -> Result<Served, StoreError> {
    let made = catch_unwind(AssertUnwindSafe(|| serve(site, news, due, now)));
    made.unwrap_or(Err(StoreError::Record("digest", 0)))
}

/// One digest that is due: read, made, and in one transaction sent and settled.
fn serve(site: &Site, news: &mut News<'_>, due: Due, now: Timestamp) -> Result<Served, StoreError> {
    let (Some(state), Some(person)) =
        (digests::get(&site.store, due.person)?, people::get(&site.store, due.person)?)
    else {
        return Ok(Served::Stale);
    };
    if state.turn(due.cadence).is_none_or(|turn| turn.due != due.at) {
        return Ok(Served::Stale);
    }
    let only = Some(together(&state, due.cadence, now));
    let scope = Scope { state: &state, person: &person, only, now, clock: now };
    let made = scope.make(site, news)?;
    scope.commit(site, made, news.upto)
}

/// The cadences that one mail tells of: who reads one community each day and another each week gets one on
/// the day of both. What somebody missed while away is a mail of its own.
fn together(state: &State, cadence: Cadence, now: Timestamp) -> Vec<Cadence> {
    let due = state.turns.iter().filter(|turn| turn.due <= now).map(|turn| turn.cadence);
    let apart = |c: &Cadence| *c == Cadence::Return;
    match cadence {
        Cadence::Return => vec![cadence],
        _ => due.filter(|c| !apart(c)).collect(),
    }
}

/// One person's digests, as `check` names them when they were set aside.
fn named(person: PersonId) -> String {
    format!("digest of {person}")
}

/// A digest that was made ends what `check` says of those that could not be.
fn works_again(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    if aside::get(tx, &named(person))?.is_some() {
        aside::forget(tx, &named(person));
    }
    Ok(())
}

/// After a failure: tried again in five minutes, twice; then at the next hour. Nothing is lost: the
/// next digest tells what this one did not.
fn set_aside(site: &Site, due: Due, now: Timestamp) -> Result<Ticket, StoreError> {
    let person = people::get(&site.store, due.person)?;
    let ((), ticket) = site.store.transact(Durability::Written, |tx| {
        let Some(state) = digests::get(tx, due.person)? else { return Ok::<_, StoreError>(()) };
        let mut new = state.clone();
        for turn in new.turns.iter_mut().filter(|t| t.cadence == due.cadence && t.due == due.at) {
            turn.failures += 1;
            let hour = person.as_ref().map(digests::hour_of);
            turn.due = match hour.filter(|_| turn.failures >= TRIES) {
                Some(_) if due.cadence == Cadence::Return => {
                    now + jiff::SignedDuration::from_hours(24)
                }
                Some(hour) => {
                    tracing::error!(event = "digest-set-aside", person = %due.person);
                    let what = named(due.person);
                    let broken = Broken { what, times: turn.failures, at: now, aside: true };
                    aside::put(tx, &broken);
                    turn.failures = 0;
                    schedule::next(due.cadence, hour, &site.timezone, now)
                }
                None => now + 5.minutes(),
            };
        }
        digests::replace(tx, Some(&state), &new);
        Ok(())
    })?;
    Ok(ticket)
}

/// The mail that [`send_now`] would send at `at`; `None`: nothing new. Changes nothing. Somebody
/// without digests, and a list, are shown what the last week (day, month) brought.
///
/// # Errors
/// When the store cannot be read.
pub fn preview(site: &Site, whom: Whom, at: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
    let mut news = News::new(site, news::position_at(site, at)?);
    let (person, listed) = match whom {
        Whom::Person(id) => match people::get(&site.store, id)? {
            Some(person) => (person, people::lists_of(&site.store, id)?),
            None => return Ok(None),
        },
        Whom::List(list) => (anybody(), vec![list]),
    };
    let state = digests::get(&site.store, person.id)?.filter(|s| !s.windows.is_empty());
    let cadences = state.iter().flat_map(|s| &s.turns).map(|t| t.cadence);
    let cadence = cadences.max().unwrap_or(Cadence::Weekly);
    let week_ago = at - cadence.span();
    let windows = match &state {
        Some(state) => news::active(site, person.id, &state.windows, at)?,
        None => news::since(site, &listed, cadence, week_ago)?,
    };
    let since = state.iter().flat_map(|s| &s.turns).map(|t| t.since).min().unwrap_or(week_ago);
    let issue = state.as_ref().map_or(0, |s| s.issue) + 1;
    let telling = Telling { person: &person, windows: &windows, cadence, since, now: at, issue };
    let facts = news.facts(&telling)?.filter(Facts::has_fresh);
    let ready = match facts {
        Some(facts) => ready(site, &mut news, (&person, &facts), at)?,
        None => None,
    };
    Ok(ready.map(|ready| ready.raw))
}

/// A member nobody is.
fn anybody() -> Person {
    Person::new(PersonId(0), Address::default_for_records(), None)
}

/// Sends now, with the days and hours of `at`, what is owed to one person or to everyone who gets a
/// list's digests; posts that came after `at` are left for later. Run twice, it sends once. Blocks.
///
/// # Errors
/// When the store cannot be read or has stopped.
pub fn send_now(site: &Site, whom: Whom, at: Timestamp) -> Result<Ran, StoreError> {
    let people = match whom {
        Whom::Person(person) => vec![person],
        Whom::List(list) => {
            let all = people::memberships(&site.store, list, None, usize::MAX)?;
            let by_digest = all.iter().filter(|m| Cadence::of(m.delivery).is_some());
            by_digest.map(|m| m.person).collect()
        }
    };
    let clock = site.clock.now();
    let mut news = News::new(site, news::position_at(site, at)?);
    let mut ran = Ran::default();
    for id in people {
        settle_one(site, id, clock)?;
        let (Some(state), Some(person)) =
            (digests::get(&site.store, id)?, people::get(&site.store, id)?)
        else {
            ran.skipped += 1;
            continue;
        };
        let scope = Scope { state: &state, person: &person, only: None, now: at, clock };
        let made = scope.make(site, &mut news)?;
        match scope.commit(site, made, news.upto)? {
            Served::Sent(ticket) => {
                ticket.wait()?;
                ran.sent += 1;
            }
            Served::Skipped(_) | Served::Stale => ran.skipped += 1,
        }
    }
    Ok(ran)
}

fn settle_one(site: &Site, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    site.store.write(|tx| digests::settle(tx, person, &site.timezone, now))
}

/// Brings everybody's windows and turns in line with their memberships: after an import, a restore,
/// a clock that was astray. Blocks.
///
/// # Errors
/// When the store cannot be read or has stopped.
pub fn heal(site: &Site, now: Timestamp) -> Result<(), StoreError> {
    let mut people: Vec<PersonId> = Vec::new();
    for (list, _) in lists::all(&site.store)? {
        let all = people::memberships(&site.store, list, None, usize::MAX)?;
        people.extend(all.iter().filter(|m| Cadence::of(m.delivery).is_some()).map(|m| m.person));
    }
    people.sort_unstable();
    people.dedup();
    for page in people.chunks(PAGE) {
        site.store.transact(Durability::Written, |tx| {
            page.iter().try_for_each(|person| digests::settle(tx, *person, &site.timezone, now))
        })?;
    }
    Ok(())
}
