//! Sends digests when they are due: for each person one transaction puts the mail in the outbox,
//! moves on what they were told of, and sets the next hour. What a digest says is [`crate::digest`]'s.
//!
//! A run looks at the log up to the end it has when the run begins; a post that comes meanwhile is
//! told next time. A run killed at any moment has sent, for each person, all or nothing.

mod mail;
mod news;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::{SignedDuration, ToSpan};

use self::mail::Ready;
pub(super) use self::mail::fields as list_fields;
use self::news::{News, Telling};
use super::{SharedSite, Site, Stop, newcomers};
use crate::clock::Timestamp;
use crate::digest::facts::Facts;
use crate::digest::schedule::{self, Cadence};
use crate::digest::{self, Budget};
use crate::list::member::{Form, Person};
use crate::list::{ListId, PersonId};
use crate::mail::address::Address;
use crate::store::aside::{self, Broken};
use crate::store::digests::{self, Due, State, Window};
use crate::store::{Durability, StoreError, Ticket, Tx, articles, lists, outbox, people};

/// Digests made before their commits are waited for.
const PAGE: usize = 64;
/// A digest that fails this often is left out until its next hour.
const TRIES: u32 = 3;
/// A reader of weekly digests hears at least this often: 28 days, whatever the clocks did in them.
const SILENCE: SignedDuration = SignedDuration::from_hours(28 * 24 - 12);
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

enum Served {
    Sent(Ticket),
    Skipped(Ticket),
    /// Somebody else served it, or its member changed something: the rows say what is due now.
    Stale,
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

/// One person's digest being made: of some cadences, or of all.
struct Scope<'a> {
    state: &'a State,
    person: &'a Person,
    only: Option<Vec<Cadence>>,
    /// The moment the digest speaks from.
    now: Timestamp,
    /// The moment it really is.
    clock: Timestamp,
}

/// What a scope came to.
struct Outcome {
    /// The windows it told of, or found empty.
    windows: Vec<Window>,
    /// The mail; `None`: nothing new.
    ready: Option<Ready>,
    /// There was only what the reader wrote: no mail, but the next one tells it too.
    own_only: bool,
}

impl Scope<'_> {
    fn covers(&self, cadence: Cadence) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&cadence))
    }

    fn make(&self, site: &Site, news: &mut News<'_>) -> Result<Outcome, StoreError> {
        let covered: Vec<Window> =
            self.state.windows.iter().filter(|w| self.covers(w.cadence)).cloned().collect();
        let windows = news::active(site, self.person.id, &covered, self.clock)?;
        let turns = self.state.turns.iter().filter(|t| self.covers(t.cadence));
        let since = turns.clone().map(|t| t.since).min().unwrap_or(self.now);
        let telling = Telling {
            person: self.person,
            windows: &windows,
            cadence: turns.map(|t| t.cadence).max().unwrap_or(Cadence::Weekly),
            since,
            now: self.now,
            issue: self.state.issue + 1,
        };
        let facts = news.facts(&telling)?;
        let has_fresh = facts.as_ref().is_some_and(Facts::has_fresh);
        let worthy = facts.filter(|f| f.has_news() || (self.only.is_none() && f.has_fresh()));
        let own_only = has_fresh && worthy.is_none();
        let worthy = match worthy {
            None if self.is_silent_for_long(site, &telling)? => news.rereading(&telling)?,
            worthy => worthy,
        };
        let ready = match worthy {
            Some(facts) => ready(site, news, (self.person, &facts), self.now)?,
            None => None,
        };
        Ok(Outcome { windows, ready, own_only })
    }

    /// Whether somebody who reads each week has had no digest for four: then they hear of us.
    fn is_silent_for_long(&self, site: &Site, telling: &Telling<'_>) -> Result<bool, StoreError> {
        let weekly = self.only.as_ref().is_some_and(|only| only.contains(&Cadence::Weekly));
        if !weekly || telling.windows.is_empty() {
            return Ok(false);
        }
        let heard = match digests::last_sent(&site.store, self.person.id)? {
            Some(sent) => Some(sent.at),
            None => {
                let mut joined = Vec::new();
                for window in telling.windows {
                    let member = people::membership(&site.store, window.list, self.person.id)?;
                    joined.extend(member.map(|m| m.joined));
                }
                joined.into_iter().min()
            }
        };
        Ok(heard.is_some_and(|at| self.now.duration_since(at) >= SILENCE))
    }

    /// Sends and moves on, unless something changed since the state was read.
    fn commit(&self, site: &Site, outcome: Outcome, upto: u64) -> Result<Served, StoreError> {
        let packed =
            outcome.ready.as_ref().map(|r| (digests::pack(&r.sent), r.own_mail(self.person)));
        let mut new = self.state.clone();
        let back = outcome.windows.iter().any(|w| w.cadence == Cadence::Return);
        // What comes at once does not come to those who cannot be reached now.
        for window in new.windows.iter_mut().filter(|w| self.covers(w.cadence)) {
            if !outcome.windows.contains(window) {
                window.missed = window.missed.max(upto);
            }
        }
        // A pause ends even if only the one who was away wrote.
        if !outcome.own_only || back {
            new.windows.retain_mut(|window| move_on(window, &outcome.windows, upto));
        }
        let zone = digests::zone_of(self.person, &site.timezone);
        for turn in new.turns.iter_mut().filter(|t| self.covers(t.cadence)) {
            // One sent before its hour keeps the hour; a clock that went back repeats none.
            if turn.due <= self.clock {
                let hour = digests::hour_of(self.person);
                turn.due = schedule::next(turn.cadence, hour, &zone, self.clock);
            }
            turn.since = self.now.min(self.clock);
            turn.failures = 0;
        }
        new.turns.retain(|t| new.windows.iter().any(|w| w.cadence == t.cadence));
        new.issue += u32::from(outcome.ready.is_some());
        let sent = outcome.ready.is_some();
        let durability = if sent { Durability::Synced } else { Durability::Written };
        let (fresh, ticket) = site.store.transact(durability, |tx| {
            if digests::get(tx, self.person.id)?.as_ref() != Some(self.state) {
                return Ok::<_, StoreError>(false);
            }
            digests::replace(tx, Some(self.state), &new);
            works_again(tx, self.person.id)?;
            if back {
                self.end_pauses(site, tx, &outcome.windows)?;
            }
            if let (Some(ready), Some((packed, mail))) = (&outcome.ready, packed) {
                digests::put_sent(tx, &ready.sent, packed?)?;
                if let Some(list) = ready.tips {
                    newcomers::tips_told(tx, list, self.person.id)?;
                }
                outbox::enqueue_mail(tx, mail, self.now)?;
            }
            Ok(true)
        })?;
        if let Some(ready) = outcome.ready.as_ref().filter(|_| fresh) {
            let sent = &ready.sent;
            tracing::info!(event = "digest", person = %sent.person, issue = sent.issue, items = sent.items.len());
        }
        Ok(match (fresh, sent) {
            (false, _) => Served::Stale,
            (true, true) => Served::Sent(ticket),
            (true, false) => Served::Skipped(ticket),
        })
    }
}

impl Scope<'_> {
    /// What was missed is told: from here on everything comes as before.
    fn end_pauses(&self, site: &Site, tx: &mut Tx<'_>, told: &[Window]) -> Result<(), StoreError> {
        for window in told.iter().filter(|w| w.cadence == Cadence::Return) {
            if let Some(mut membership) = people::membership(tx, window.list, self.person.id)? {
                membership.paused = None;
                people::put_membership(tx, &membership);
            }
        }
        digests::settle(tx, self.person.id, &site.timezone, self.clock)
    }
}

/// Moves a window that was told of to `upto`; `false`: it is done with.
fn move_on(window: &mut Window, told: &[Window], upto: u64) -> bool {
    if told.contains(window) {
        window.after = window.after.max(upto);
    }
    window.until.is_none_or(|until| until > window.after)
}

/// The mail of these facts; `None` when the list it would go out under is gone.
fn ready(
    site: &Site,
    news: &mut News<'_>,
    (person, facts): (&Person, &Facts),
    now: Timestamp,
) -> Result<Option<Ready>, StoreError> {
    // Whatever members write, one of them must not stop everybody's digests (P5).
    let raw = |list, no| articles::raw(&site.store, list, no).ok().flatten();
    let whole = person.form != Form::Summary && facts.has_posts() && !facts.rereading;
    let made = catch_unwind(AssertUnwindSafe(|| match whole {
        true => digest::traditional::make(facts, person.form, &raw),
        false => news.press.make(facts, Budget::MAIL),
    }));
    let Ok(Ok(made)) = made else { return Err(StoreError::Record("digest", 0)) };
    let Some(list) = made.lists.first().copied() else { return Ok(None) };
    let Some(settings) = news.settings(list)? else { return Ok(None) };
    Ok(Some(mail::ready(site, person, (facts, made), (list, &settings), now)))
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
