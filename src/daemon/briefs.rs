//! The brief of those who animate: on Monday morning, before the digests, a few numbered actions with all
//! that is needed to do them by a reply. What it asks is [`crate::animation::brief`]'s; here it is
//! gathered, sent at its hour, and done.
//!
//! One mail for each list: its numbers, its team and its decisions are its own, and it fits a screen. A
//! brief and the note that it was sent are one transaction: a daemon killed at any moment sent it once,
//! or not yet.

mod acts;
mod answer;
mod gather;
mod item;
mod mail;
mod nudge;
mod relief;

pub use self::acts::greet_by_command;
pub use self::answer::answered;
pub(in crate::daemon) use self::answer::astray;
pub use self::nudge::{nudge_by_command, until as nudges_until};
pub use self::relief::answered as relief_answered;

use super::{Site, aside, owners};
use crate::animation::brief::Measure;
use crate::clock::{TimeZone, Timestamp};
use crate::digest::schedule::{self, Cadence, Hour};
use crate::list::member::{Membership, Person, Role};
use crate::list::settings::{Preset, Settings};
use crate::list::{ListId, PersonId};
use crate::store::briefs::{self, DueRow, Pace, Rhythm};
use crate::store::{Read, StoreError, Tx, digests, lists, people};

/// Monday, a quarter of an hour before the digests.
const USUAL: Hour = Hour { weekday: 1, minute: 7 * 60 + 15 };
/// Rows that are due, taken at a time.
const PAGE: usize = 100;
/// Briefs without an answer after which one action is enough.
const BUSY: u32 = 2;
/// Briefs without an answer after which the others are asked who takes over.
const RELIEF: u32 = 4;

/// Somebody who animates a list, and what is so there.
struct Host {
    list: ListId,
    settings: Settings,
    person: Person,
    member: Membership,
    zone: TimeZone,
}

impl Host {
    /// `None`: they do not animate it (any more).
    fn of(
        site: &Site,
        from: &impl Read,
        (list, id): (ListId, PersonId),
    ) -> Result<Option<Self>, StoreError> {
        let (Some(settings), Some(person), Some(member)) =
            (lists::get(from, list)?, people::get(from, id)?, people::membership(from, list, id)?)
        else {
            return Ok(None);
        };
        if member.role == Role::Member {
            return Ok(None);
        }
        let zone = digests::zone_of(&person, &site.timezone);
        Ok(Some(Self { list, settings, person, member, zone }))
    }
}

/// The rhythm of somebody whose briefs begin; a technical list sends none unasked.
fn first(host: &Host, now: Timestamp) -> Rhythm {
    let pace = match host.settings.preset {
        Preset::Community => Pace::Weekly,
        Preset::Transparent => Pace::Off,
    };
    let rhythm = Rhythm {
        list: host.list,
        person: host.person.id,
        pace,
        weekday: USUAL.weekday,
        minute: USUAL.minute,
        due: now,
        no: 0,
        unanswered: 0,
        away: None,
        covers: None,
        relief: None,
    };
    Rhythm { due: next(&rhythm, &host.zone, now), ..rhythm }
}

/// Somebody's rhythm, as it is or as it will begin.
fn rhythm_of(from: &impl Read, host: &Host, now: Timestamp) -> Result<Rhythm, StoreError> {
    let known = briefs::get(from, host.list, host.person.id)?;
    Ok(known.unwrap_or_else(|| first(host, now)))
}

/// The next moment at which a brief may be due: of a daily one, on working days.
fn next(rhythm: &Rhythm, zone: &TimeZone, after: Timestamp) -> Timestamp {
    let hour = Hour { weekday: rhythm.weekday, minute: rhythm.minute };
    let weekly = schedule::next(Cadence::Weekly, hour, zone, after);
    if rhythm.pace != Pace::Daily {
        return weekly;
    }
    let mut at = after;
    for _ in 0..7 {
        at = schedule::next(Cadence::Daily, hour, zone, at);
        let day = at.to_zoned(zone.clone()).weekday().to_monday_one_offset();
        if day <= 5 {
            break;
        }
    }
    at.min(weekly)
}

/// Makes sure that everybody who animates has a rhythm. To be called now and then.
///
/// # Errors
/// When the store fails.
pub fn begin(site: &Site) -> Result<(), StoreError> {
    let now = site.clock.now();
    for (list, _) in lists::all(&site.store)? {
        for person in owners::people_of(&site.store, list)? {
            if briefs::get(&site.store, list, person.id)?.is_some() {
                continue;
            }
            let Some(host) = Host::of(site, &site.store, (list, person.id))? else { continue };
            let rhythm = first(&host, now);
            site.store.write(|tx| match briefs::get(tx, list, person.id)? {
                None => briefs::put(tx, &rhythm),
                Some(_) => Ok(()),
            })?;
        }
    }
    Ok(())
}

/// Sends what is due, and asks who is to be asked next about open questions.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let now = site.clock.now();
        let due = briefs::due(&site.store, now, PAGE)?;
        if due.is_empty() {
            return nudge::step(site);
        }
        for row in due {
            let what = format!("brief {}/{}", row.1, row.2);
            aside::row(site, &what, || turn(site, row, now), |tx| put_off(site, tx, row, now))?;
        }
    }
}

/// A brief that could not be made is passed over: the next comes at its own hour.
///
/// # Errors
/// When the store cannot be read.
pub fn put_off(
    site: &Site,
    tx: &mut Tx<'_>,
    row: DueRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (_, list, id) = row;
    briefs::drop_orphan(tx, row);
    let (Some(rhythm), Some(host)) = (briefs::get(tx, list, id)?, Host::of(site, tx, (list, id))?)
    else {
        return Ok(());
    };
    briefs::put(tx, &Rhythm { due: next(&rhythm, &host.zone, now), ..rhythm })
}

/// One brief that is due: sent, or passed over.
fn turn(site: &Site, row: DueRow, now: Timestamp) -> Result<(), StoreError> {
    let (at, list, id) = row;
    // Rows know milliseconds.
    let same = |r: &Rhythm| r.due.as_millisecond() == at.as_millisecond();
    let Some(rhythm) = briefs::get(&site.store, list, id)?.filter(same) else {
        return site.store.write(|tx| {
            briefs::drop_orphan(tx, row);
            Ok(())
        });
    };
    let Some(host) = Host::of(site, &site.store, (list, id))? else {
        return site.store.write(|tx| briefs::forget(tx, list, id));
    };
    let weekly = host.is_week_day(&rhythm, at);
    let passed = settled(&rhythm, now);
    let next = Rhythm { due: next(&rhythm, &host.zone, now), ..passed.clone() };
    let ready = match wants(&passed, &host.member, now) {
        true => mail::ready(site, &host, (&passed, measure(&passed, weekly)), now)?,
        false => None,
    };
    site.store.write(|tx| {
        if briefs::get(tx, list, id)?.as_ref() != Some(&rhythm) {
            return Ok(());
        }
        let Some(ready) = ready else { return briefs::put(tx, &next) };
        let unanswered = next.unanswered + u32::from(weekly && ready.asks());
        let next = relief::due(site, tx, (&host, Rhythm { unanswered, ..next }), now)?;
        briefs::put(tx, &Rhythm { no: next.no + 1, ..next })?;
        mail::send(site, tx, (&host, next.no + 1), ready, now)
    })
}

impl Host {
    /// Whether it is the day of the weekly brief, where she is.
    fn is_week_day(&self, rhythm: &Rhythm, at: Timestamp) -> bool {
        let day = at.to_zoned(self.zone.clone()).weekday().to_monday_one_offset();
        rhythm.pace != Pace::Daily || i8::try_from(rhythm.weekday) == Ok(day)
    }
}

/// What was until a day is over after it.
fn settled(rhythm: &Rhythm, now: Timestamp) -> Rhythm {
    let still = |until: &Timestamp| *until > now;
    let (away, covers) = (rhythm.away.filter(still), rhythm.covers.filter(still));
    Rhythm { away, covers, ..rhythm.clone() }
}

/// Whether somebody gets briefs now: not who is away, or has none by her own wish.
fn wants(rhythm: &Rhythm, member: &Membership, now: Timestamp) -> bool {
    let present = rhythm.away.is_none() && member.suspended.is_none() && !member.is_away(now);
    present && (rhythm.pace != Pace::Off || rhythm.covers.is_some())
}

fn measure(rhythm: &Rhythm, weekly: bool) -> Measure {
    match weekly {
        false => Measure::Due,
        true if rhythm.unanswered >= BUSY => Measure::One,
        true => Measure::Full,
    }
}

/// The brief somebody would get at a moment, as a mail; nothing changes. `None`: none.
///
/// # Errors
/// When the store cannot be read.
pub fn preview(
    site: &Site,
    of: (ListId, PersonId),
    at: Timestamp,
) -> Result<Option<(String, String)>, StoreError> {
    let Some(host) = Host::of(site, &site.store, of)? else { return Ok(None) };
    let rhythm = settled(&rhythm_of(&site.store, &host, at)?, at);
    let ready = mail::ready(site, &host, (&rhythm, measure(&rhythm, true)), at)?;
    Ok(ready.map(mail::Ready::into_parts))
}

/// Sends the briefs of a list's team, or of one of them, as of a moment. How many.
///
/// # Errors
/// When the store fails.
pub fn send_now(
    site: &Site,
    (list, only): (ListId, Option<PersonId>),
    at: Timestamp,
) -> Result<usize, StoreError> {
    let mut sent = 0;
    for person in owners::people_of(&site.store, list)? {
        if only.is_some_and(|id| id != person.id) {
            continue;
        }
        let Some(host) = Host::of(site, &site.store, (list, person.id))? else { continue };
        let now = site.clock.now();
        let rhythm = rhythm_of(&site.store, &host, now)?;
        let passed = settled(&rhythm, at);
        if only.is_none() && !wants(&passed, &host.member, at) {
            continue;
        }
        let ready = mail::ready(site, &host, (&passed, measure(&passed, true)), at)?;
        let Some(ready) = ready else { continue };
        sent += site.store.write(|tx| {
            // The hour that is set stays; only what was sent counts.
            let kept = rhythm_of(tx, &host, now)?;
            let no = kept.no + 1;
            briefs::put(tx, &Rhythm { no, ..kept })?;
            mail::send(site, tx, (&host, no), ready, at).map(|()| 1)
        })?;
    }
    Ok(sent)
}

/// Changes somebody's rhythm; how it was.
///
/// # Errors
/// When the store cannot be read.
pub fn change(
    site: &Site,
    tx: &mut Tx<'_>,
    of: (ListId, PersonId),
    (change, now): (&dyn Fn(&mut Rhythm), Timestamp),
) -> Result<Option<(Rhythm, Rhythm)>, StoreError> {
    let Some(host) = Host::of(site, tx, of)? else { return Ok(None) };
    let was = rhythm_of(tx, &host, now)?;
    let mut new = was.clone();
    change(&mut new);
    new.due = next(&new, &host.zone, now);
    briefs::put(tx, &new)?;
    Ok(Some((was, new)))
}

/// Somebody answered, or did by a command what a brief asks: she is here.
///
/// # Errors
/// When the store cannot be read.
pub fn note_answer(tx: &mut Tx<'_>, list: ListId, person: PersonId) -> Result<(), StoreError> {
    match briefs::get(tx, list, person)? {
        Some(rhythm) if rhythm.unanswered > 0 || rhythm.relief.is_some() => {
            briefs::put(tx, &Rhythm { unanswered: 0, relief: None, ..rhythm })
        }
        _ => Ok(()),
    }
}
