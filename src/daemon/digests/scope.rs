//! One person's digest: made from what the log holds for them, and in one transaction sent and settled. Not
//! whose turn it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::SignedDuration;

use super::mail::{self, Ready};
use super::news::{self, News, Telling};
use super::works_again;
use crate::clock::Timestamp;
use crate::daemon::{Site, newcomers};
use crate::digest::facts::Facts;
use crate::digest::schedule::{self, Cadence};
use crate::digest::{self, Budget};
use crate::list::member::{Form, Person};
use crate::store::digests::{self, State, Window};
use crate::store::{Durability, StoreError, Ticket, Tx, articles, outbox, people};

/// A reader of weekly digests hears at least this often: 28 days, whatever the clocks did in them.
const SILENCE: SignedDuration = SignedDuration::from_hours(28 * 24 - 12);

/// What became of one that was due.
pub(super) enum Served {
    Sent(Ticket),
    Skipped(Ticket),
    /// Somebody else served it, or its member changed something: the rows say what is due now.
    Stale,
}

/// One person's digest being made: of some cadences, or of all.
pub(super) struct Scope<'a> {
    pub state: &'a State,
    pub person: &'a Person,
    pub only: Option<Vec<Cadence>>,
    /// The moment the digest speaks from.
    pub now: Timestamp,
    /// The moment it really is.
    pub clock: Timestamp,
}

/// What a scope came to.
pub(super) struct Outcome {
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

    /// Collects, and makes the mail if there is news.
    pub fn make(&self, site: &Site, news: &mut News<'_>) -> Result<Outcome, StoreError> {
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
    pub fn commit(&self, site: &Site, outcome: Outcome, upto: u64) -> Result<Served, StoreError> {
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
pub(super) fn ready(
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
