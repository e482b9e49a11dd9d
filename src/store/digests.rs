//! Digests: whose is due when, what each person was told, which digest a reply answers, and replies
//! that wait for a thread. Not what a digest says ([`crate::digest`]).
//!
//! What is new for somebody is a *window* of the log for each of their lists: from one position,
//! never from a moment, so each post is told once whatever the clock does.

mod pending;
mod sent;

use serde::{Deserialize, Serialize};

use super::articles::{self, Event};
use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::outbox;
use super::people;
use super::record::{self, Form, Record};
use crate::clock::{TimeZone, Timestamp};
use crate::digest::schedule::{self, Cadence, Hour};
use crate::list::member::{Delivery, Membership, Person};
use crate::list::{ListId, PersonId};

pub use pending::{
    PENDING_DAYS, Pending, latest_pending, next_pending, pending, pending_raw, put_pending,
    remove_pending,
};
pub use sent::{
    Lead, Sent, last_moment, last_sent, lead, pack, put_done, put_lead, put_note, put_sent, sent,
};

/// The cursor of the reader that sends copies: up to there, posts went to who wanted each at once.
pub const FANOUT: &str = "fanout";
/// How far behind the copies may be when somebody changes to digests.
const BACKLOG: usize = 10_000;

/// Part of the log that a person is told of by digest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Posts of this list…
    pub list: ListId,
    /// …in the digest of this cadence…
    pub cadence: Cadence,
    /// …after this position of the log…
    pub after: u64,
    /// …up to this one; `None`: to its end, whenever that is.
    #[serde(default)]
    pub until: Option<u64>,
    /// Up to here their mail was suspended: what comes at once did not.
    #[serde(default)]
    pub missed: u64,
    /// While they are away: up to here they were not, and what comes at once did.
    #[serde(default)]
    pub before: u64,
}

impl Window {
    /// What a membership is told of from a position on.
    pub fn after(list: ListId, cadence: Cadence, after: u64) -> Self {
        Self { list, cadence, after, until: None, missed: 0, before: 0 }
    }

    /// Whether at this position what comes at once came to this reader.
    pub fn came_at_once(&self, at: u64) -> bool {
        if self.cadence == Cadence::Return { at <= self.before } else { at > self.missed }
    }
}

/// When a digest of one cadence comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Which.
    pub cadence: Cadence,
    /// The next one.
    pub due: Timestamp,
    /// The one before, or the beginning.
    pub since: Timestamp,
    /// Failures in a row.
    #[serde(default)]
    pub failures: u32,
}

/// What is known of one person's digests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Whose.
    pub person: PersonId,
    /// Number of the last one sent; 0: none yet.
    #[serde(default)]
    pub issue: u32,
    /// What has yet to be told.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// When.
    #[serde(default)]
    pub turns: Vec<Turn>,
}

impl Record for State {
    const KIND: &'static str = "digest state";
    const FORM: Form = Form::Named;
}

impl State {
    /// Of somebody who had no digest yet.
    pub fn new(person: PersonId) -> Self {
        Self { person, issue: 0, windows: Vec::new(), turns: Vec::new() }
    }

    /// The turn of a cadence.
    pub fn turn(&self, cadence: Cadence) -> Option<&Turn> {
        self.turns.iter().find(|t| t.cadence == cadence)
    }
}

fn state_key(person: PersonId) -> Key {
    Key::new(Table::Digest).u32(person.0)
}

fn due_key(turn: &Turn, person: PersonId) -> Key {
    Key::new(Table::DigestDue).time(turn.due).u32(person.0).u8(turn.cadence.code())
}

/// One person's state.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, person: PersonId) -> Result<Option<State>, StoreError> {
    record::get(from, &state_key(person))
}

/// Replaces a state, with its rows by due time.
pub fn replace(tx: &mut Tx<'_>, old: Option<&State>, new: &State) {
    for turn in old.iter().flat_map(|s| &s.turns) {
        tx.delete(due_key(turn, new.person));
    }
    for turn in &new.turns {
        tx.put(due_key(turn, new.person), Vec::new());
    }
    if new.windows.is_empty() && new.issue == 0 {
        tx.delete(state_key(new.person));
    } else {
        record::put(tx, state_key(new.person), new);
    }
}

/// Forgets all that a person was told, and is still to be.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    for turn in get(tx, person)?.iter().flat_map(|s| &s.turns) {
        tx.delete(due_key(turn, person));
    }
    tx.delete(state_key(person));
    for table in [Table::DigestSent, Table::Pending] {
        for (row, _) in tx.prefixed(&Key::new(table).u32(person.0), usize::MAX)? {
            tx.delete(Key::from(row));
        }
    }
    Ok(())
}

/// A digest that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When it was to be made.
    pub at: Timestamp,
    /// For whom.
    pub person: PersonId,
    /// Which.
    pub cadence: Cadence,
}

/// Digests due up to `until`, the first due first, up to `limit` from the one after `after`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(
    from: &impl Read,
    after: Option<Due>,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<Due>, StoreError> {
    let start = match after {
        Some(d) => {
            let row = Key::new(Table::DigestDue).time(d.at).u32(d.person.0);
            row.u8(d.cadence.code().saturating_add(1))
        }
        None => Key::new(Table::DigestDue),
    };
    let end = Key::new(Table::DigestDue).time(until).end();
    let rows = from.range(&start, &end, limit)?;
    let read = rows.iter().filter_map(|(key, _)| {
        let mut parts = Parts::of(key);
        let (at, person) = (parts.time(), PersonId(parts.u32()));
        let cadence = parts.rest().first().copied().and_then(Cadence::of_code)?;
        Some(Due { at, person, cadence })
    });
    Ok(read.collect())
}

/// Forgets a row that no turn stands behind, or it would be due for ever.
///
/// # Errors
/// When the store cannot be read.
pub fn drop_orphan(tx: &mut Tx<'_>, due: Due) -> Result<(), StoreError> {
    let state = get(tx, due.person)?;
    let turn = state.as_ref().and_then(|s| s.turn(due.cadence));
    if turn.is_none_or(|turn| turn.due != due.at) {
        let (cadence, at) = (due.cadence, due.at);
        let gone = Turn { cadence, due: at, since: at, failures: 0 };
        tx.delete(due_key(&gone, due.person));
    }
    Ok(())
}

/// When the next digest is due.
///
/// # Errors
/// When the store cannot be read.
pub fn next_due(from: &impl Read) -> Result<Option<Timestamp>, StoreError> {
    Ok(due(from, None, Timestamp::MAX, 1)?.first().map(|d| d.at))
}

/// The zone somebody's hours are in.
pub fn zone_of(person: &Person, site: &TimeZone) -> TimeZone {
    let chosen = person.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
    chosen.unwrap_or_else(|| site.clone())
}

/// The day and hour somebody chose.
pub fn hour_of(person: &Person) -> Hour {
    let (weekday, minute) = person.digest_at;
    Hour { weekday, minute }
}

/// Brings a person's windows and turns in line with their memberships and hour. To be called in
/// every transaction that changes one of those; writes nothing where nothing changes.
///
/// # Errors
/// When the store cannot be read.
pub fn settle(
    tx: &mut Tx<'_>,
    person: PersonId,
    site_zone: &TimeZone,
    now: Timestamp,
) -> Result<(), StoreError> {
    let old = get(tx, person)?;
    let mut new = old.clone().unwrap_or_else(|| State::new(person));
    let mut memberships = Vec::new();
    for list in people::lists_of(tx, person)? {
        memberships.extend(people::membership(tx, list, person)?);
    }
    settle_windows(tx, &mut new, &memberships)?;
    let Some(who) = people::get(tx, person)? else { return Ok(()) };
    let back = back_at(&new, &memberships, now);
    settle_turns(&mut new, hour_of(&who), &zone_of(&who, site_zone), (now, back));
    if old.as_ref() != Some(&new) && (old.is_some() || !new.windows.is_empty()) {
        replace(tx, old.as_ref(), &new);
    }
    Ok(())
}

/// The digest that a membership has now: while away, the one at the end of the pause.
fn cadence_of(membership: &Membership) -> Option<Cadence> {
    let own = Cadence::of(membership.delivery);
    let told = own.is_some() || membership.delivery == Delivery::Each;
    if membership.paused.is_some() && told { Some(Cadence::Return) } else { own }
}

fn settle_windows(
    tx: &Tx<'_>,
    state: &mut State,
    memberships: &[Membership],
) -> Result<(), StoreError> {
    let of = |list: ListId| memberships.iter().find(|m| m.list == list);
    let mut kept = Vec::with_capacity(state.windows.len());
    for window in std::mem::take(&mut state.windows) {
        let Some(membership) = of(window.list) else { continue };
        let missed = match membership.suspended {
            Some(_) => articles::last_event(tx)?,
            None => window.missed,
        };
        let window = Window { missed, ..window };
        match (cadence_of(membership), window.until) {
            (Some(cadence), None) => kept.push(turned(tx, window, cadence)?),
            (Some(_), Some(_)) => kept.push(window),
            // Each at once from now on: what the digest owes until here, it still tells.
            (None, until) if membership.delivery == Delivery::Each => {
                let until = until.unwrap_or(sent_at_once(tx)?);
                if until > window.after {
                    kept.push(Window { until: Some(until), ..window });
                }
            }
            (None, _) => {}
        }
    }
    for membership in memberships {
        let open = |w: &Window| w.list == membership.list && w.until.is_none();
        if let Some(cadence) = cadence_of(membership)
            && !kept.iter().any(open)
        {
            let after = beginning(tx, membership)?;
            kept.push(Window::after(membership.list, cadence, after));
        }
    }
    state.windows = kept;
    Ok(())
}

/// The same window in another rhythm. Who goes away, or comes back, before it was told: what names them came
/// at once until then, or did not.
fn turned(tx: &Tx<'_>, window: Window, cadence: Cadence) -> Result<Window, StoreError> {
    let (was, is) = (window.cadence == Cadence::Return, cadence == Cadence::Return);
    let mut turned = Window { cadence, ..window };
    if is && !was && turned.missed <= turned.after {
        turned.before = articles::cursor(tx, FANOUT)?;
    } else if was && !is {
        turned.missed = turned.missed.max(sent_at_once(tx)?);
    }
    Ok(turned)
}

/// From now on a person is sent at once what names them: up to here they were not.
///
/// # Errors
/// When the store cannot be read.
pub fn begin_mentions(tx: &mut Tx<'_>, person: PersonId) -> Result<(), StoreError> {
    let Some(old) = get(tx, person)? else { return Ok(()) };
    let (mut new, until) = (old.clone(), sent_at_once(tx)?);
    for window in &mut new.windows {
        window.missed = window.missed.max(until);
        window.before = 0;
    }
    replace(tx, Some(&old), &new);
    Ok(())
}

/// Up to where posts are sent to who wants each at once. One that is being sent may have passed this
/// member by: the digest tells it, rather twice than never.
fn sent_at_once(tx: &Tx<'_>) -> Result<u64, StoreError> {
    let under_way = outbox::fanout_part(tx)?.map_or(0, |part| part.event);
    Ok(articles::cursor(tx, FANOUT)?.max(under_way))
}

/// Where a digest begins to tell: now; or, for a member who had each post at once, after the last
/// post that was sent so.
fn beginning(tx: &Tx<'_>, membership: &Membership) -> Result<u64, StoreError> {
    let sent = articles::cursor(tx, FANOUT)?;
    for (at, event) in articles::events_after(tx, sent, BACKLOG)? {
        if let Event::Posted { list, article, imported: false, .. } = event
            && list == membership.list
            && articles::get(tx, list, article)?.is_some_and(|a| a.received > membership.joined)
        {
            return Ok(at.saturating_sub(1));
        }
    }
    articles::last_event(tx)
}

/// When the next pause ends; a rest that no pause holds back is due now.
fn back_at(state: &State, memberships: &[Membership], now: Timestamp) -> Timestamp {
    let windows = state.windows.iter().filter(|w| w.cadence == Cadence::Return);
    let end = |w: &Window| {
        let membership = memberships.iter().find(|m| m.list == w.list);
        let pause = membership.and_then(|m| m.paused);
        pause.map_or(now, |pause| pause.until.unwrap_or(Timestamp::MAX))
    };
    windows.map(end).min().unwrap_or(Timestamp::MAX)
}

fn settle_turns(
    state: &mut State,
    hour: Hour,
    zone: &TimeZone,
    (now, back): (Timestamp, Timestamp),
) {
    let cadences: Vec<Cadence> = state.windows.iter().map(|w| w.cadence).collect();
    // Another pace goes on from the last digest of the one before.
    let ended = |t: &&Turn| !cadences.contains(&t.cadence) && t.cadence != Cadence::Return;
    let told = state.turns.iter().filter(ended).map(|t| t.since).min();
    state.turns.retain(|t| cadences.contains(&t.cadence));
    for cadence in cadences {
        match state.turns.iter_mut().find(|t| t.cadence == cadence) {
            Some(turn) if cadence == Cadence::Return => turn.due = back,
            Some(turn) => turn.due = realigned(turn, hour, zone, now),
            None => {
                let due = match cadence {
                    Cadence::Return => back,
                    _ => schedule::next(cadence, hour, zone, now),
                };
                let since = told.filter(|_| cadence != Cadence::Return).unwrap_or(now);
                state.turns.push(Turn { cadence, due, since, failures: 0 });
            }
        }
    }
    state.turns.sort_by_key(|t| t.cadence);
}

/// The due moment of a turn: as it is if it lies at or before the next one there can be, so that an
/// overdue one stays due. A clock that went back brings nothing forward that was sent already; one
/// that was far ahead for a while leaves nobody waiting.
fn realigned(turn: &Turn, hour: Hour, zone: &TimeZone, now: Timestamp) -> Timestamp {
    if turn.due <= now {
        return turn.due;
    }
    let astray = turn.since.duration_since(now) > turn.cadence.span();
    let from = if astray { now } else { turn.since.max(now) };
    schedule::next(turn.cadence, hour, zone, from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::member::Role;
    use crate::mail::address::Address;
    use crate::store::Store;

    const LIST: ListId = ListId(1);

    struct Bench {
        store: Store,
        zone: TimeZone,
        _folder: tempfile::TempDir,
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    impl Bench {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path()).unwrap();
            let zone = TimeZone::get("America/Toronto").unwrap();
            Self { store, zone, _folder: folder }
        }

        fn member(&self, delivery: Delivery, now: &str) -> State {
            let now = at(now);
            self.store
                .write(|tx| {
                    let address = Address::parse("ann@example.org").unwrap();
                    let person = people::find_or_create(tx, &address, None)?.id;
                    let membership = Membership {
                        list: LIST,
                        person,
                        role: Role::Member,
                        delivery,
                        chosen: true,
                        joined: at("2019-05-01T00:00:00Z"),
                        suspended: None,
                        paused: None,
                    };
                    people::put_membership(tx, &membership);
                    settle(tx, person, &self.zone, now)?;
                    Ok::<_, StoreError>(get(tx, person)?.unwrap_or_else(|| State::new(person)))
                })
                .unwrap()
        }

        fn happen(&self, times: usize) {
            self.store
                .write(|tx| {
                    for _ in 0..times {
                        articles::append_event(tx, &Event::ListChanged { list: LIST })?;
                    }
                    Ok::<_, StoreError>(())
                })
                .unwrap();
        }
    }

    #[test]
    fn a_new_member_begins_now_and_the_hour_follows_the_clocks() {
        let bench = Bench::new();
        bench.happen(5);
        let state = bench.member(Delivery::Weekly, "2019-03-05T00:00:00Z");
        assert_eq!(state.windows[0].after, 5);
        assert_eq!(state.turns[0].due, at("2019-03-11T07:30:00-04:00"));
        let due = due(&bench.store, None, at("2019-03-12T00:00:00Z"), 10).unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!(
            bench.member(Delivery::Weekly, "2019-03-05T00:00:01Z"),
            state,
            "settled already"
        );
    }

    #[test]
    fn every_change_of_delivery_keeps_what_is_owed() {
        let bench = Bench::new();
        bench.happen(5);
        bench.member(Delivery::Weekly, "2019-05-21T00:00:00Z");
        bench.happen(3);
        let daily = bench.member(Delivery::Daily, "2019-05-22T00:00:00Z");
        assert_eq!((daily.windows[0].after, daily.windows[0].cadence), (5, Cadence::Daily));
        assert_eq!(daily.turns.len(), 1);
        // Copies were sent up to 8; the digest owes 6 to 8.
        bench
            .store
            .write(|tx| {
                articles::put_cursor(tx, FANOUT, 8);
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let each = bench.member(Delivery::Each, "2019-05-22T00:00:00Z");
        assert_eq!(each.windows[0].until, Some(8));
        let again = bench.member(Delivery::Weekly, "2019-05-22T00:00:00Z");
        assert_eq!(again.windows.len(), 2);
        assert_eq!(again.windows[1].after, 8);
        let none = bench.member(Delivery::None, "2019-05-22T00:00:00Z");
        assert!(none.windows.is_empty() && none.turns.is_empty());
        assert_eq!(next_due(&bench.store).unwrap(), None);
    }

    #[test]
    fn a_clock_that_jumps_sends_nothing_twice_and_leaves_nobody_waiting() {
        let bench = Bench::new();
        let mut state = bench.member(Delivery::Weekly, "2019-05-21T00:00:00Z");
        let old = state.clone();
        // Sent on the 27th; then the clock goes back an hour.
        state.turns[0].since = at("2019-05-27T11:30:00Z");
        state.turns[0].due = at("2019-06-03T11:30:00Z");
        bench
            .store
            .write(|tx| {
                replace(tx, Some(&old), &state);
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let back = bench.member(Delivery::Weekly, "2019-05-27T10:30:00Z");
        assert_eq!(back.turns[0].due, at("2019-06-03T11:30:00Z"));
        // Sent while the clock said 2038.
        let old = back.clone();
        state.turns[0].since = at("2038-01-18T12:30:00Z");
        state.turns[0].due = at("2038-01-25T12:30:00Z");
        bench
            .store
            .write(|tx| {
                replace(tx, Some(&old), &state);
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let healed = bench.member(Delivery::Weekly, "2019-05-28T10:30:00Z");
        assert_eq!(healed.turns[0].due, at("2019-06-03T11:30:00Z"));
        let due = due(&bench.store, None, Timestamp::MAX, 10).unwrap();
        assert_eq!(due.len(), 1);
    }
}
