//! The monthly reports by the clock: on the first Tuesday, at 7:15 where each of those who animate is, and
//! the table of all communities to whoever stewards them. What stands in one is [`crate::animation`]'s.
//!
//! A list's turn comes at the first such moment anywhere on Earth; it lays down a row for each of its
//! people, due at their own hour. Each mail and the end of its row are one transaction: a daemon killed at
//! any moment has sent it once, or not yet.

mod gather;
mod mail;

use jiff::civil::Date;
use jiff::tz::Offset;

pub use self::gather::facts;
pub use self::mail::{message, send, to_steward};

use super::robot::locale_for;
use super::{Site, aside, owners};
use crate::animation::report::{self, Facts, Heading, Made, Period, Row, Table};
use crate::clock::{TimeZone, Timestamp};
use crate::digest::schedule::{self, Cadence, Hour};
use crate::list::member::{Person, Role};
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::{self, Locale};
use crate::store::ledger::Day;
use crate::store::reports::{self, ALL, Due, EVERYBODY, Turn};
use crate::store::{Read, StoreError, Tx, digests, ledger, lists, people};

/// Tuesday, a quarter past seven.
const HOUR: Hour = Hour { weekday: 2, minute: 7 * 60 + 15 };
/// Hours by which the earliest clock of the Earth is ahead of UTC.
const EARLIEST: i8 = 14;
/// Rows that are due, taken at a time.
const PAGE: usize = 100;

fn earliest() -> TimeZone {
    TimeZone::fixed(Offset::constant(EARLIEST))
}

fn next(now: Timestamp, zone: &TimeZone) -> Timestamp {
    schedule::next(Cadence::Monthly, HOUR, zone, now)
}

/// Makes sure that every list has its turn, and the steward. To be called now and then.
///
/// # Errors
/// When the store fails.
pub fn begin(site: &Site) -> Result<(), StoreError> {
    let now = site.clock.now();
    let turn = |list: ListId, due: Timestamp| match reports::turn(&site.store, list)? {
        Some(_) => Ok(()),
        None => site.store.write(|tx| reports::put_turn(tx, list, Turn { due })),
    };
    if site.steward.is_some() {
        turn(ALL, next(now, &site.timezone))?;
    }
    lists::all(&site.store)?
        .into_iter()
        .try_for_each(|(list, _)| turn(list, next(now, &earliest())))
}

/// Sends what is due.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    let mut last: Option<(ListId, Date, Facts)> = None;
    loop {
        let now = site.clock.now();
        let due = reports::due(&site.store, now, PAGE)?;
        if due.is_empty() {
            return Ok(());
        }
        for due in due {
            let what = format!("report {}/{}", due.list, due.person);
            let work = || match (due.list, due.person) {
                (ALL, _) => steward(site, due, now),
                (_, EVERYBODY) => spread(site, due, now),
                _ => serve(site, due, &mut last),
            };
            let drop = |tx: &mut Tx<'_>| {
                reports::remove_due(tx, &due);
                Ok(())
            };
            aside::row(site, &what, work, drop)?;
        }
    }
}

/// A list's turn: rows for its people, and its next turn.
fn spread(site: &Site, due: Due, now: Timestamp) -> Result<(), StoreError> {
    let list = due.list;
    let tuesday = due.at.to_zoned(earliest()).date();
    let today = site.today(list)?;
    site.store.write(|tx| {
        if !reports::is_due(tx, &due)? {
            return Ok(());
        }
        reports::remove_due(tx, &due);
        if lists::get(tx, list)?.is_none() {
            return reports::forget_turn(tx, list);
        }
        for person in owners::people_of(tx, list)? {
            let zone = digests::zone_of(&person, &site.timezone);
            let morning = tuesday.to_datetime(HOUR.time()).to_zoned(zone);
            let at = morning.map_or(now, |at| at.timestamp());
            reports::put_due(tx, &Due { at, list, person: person.id });
        }
        ledger::prune(tx, list, today)?;
        reports::put_turn(tx, list, Turn { due: next(now, &earliest()) })
    })
}

/// One person's report.
fn serve(
    site: &Site,
    due: Due,
    last: &mut Option<(ListId, Date, Facts)>,
) -> Result<(), StoreError> {
    let list = due.list;
    let reader = reader(&site.store, (list, due.person))?;
    let Some((settings, person)) = reader else {
        return site.store.write(|tx| {
            reports::remove_due(tx, &due);
            Ok(())
        });
    };
    let tuesday = due.at.to_zoned(digests::zone_of(&person, &site.timezone)).date();
    let end = tuesday.min(site.today(list)?);
    if last.as_ref().is_none_or(|(of, day, _)| (*of, *day) != (list, end)) {
        *last = Some((list, end, facts(site, list, end)?));
    }
    // Two months without anything have nothing to tell.
    let lives = last.as_ref().map(|(.., facts)| facts).filter(|facts| facts.has_life());
    let made = lives.map(|facts| make(facts, &settings, &person));
    let now = site.clock.now();
    site.store.write(|tx| {
        if reports::is_due(tx, &due)? {
            reports::remove_due(tx, &due);
            if let Some(made) = &made {
                deliver(site, tx, (list, &settings, &person), (made, end), now)?;
            }
        }
        Ok(())
    })
}

/// Notes that one of those who animate a list did something for it: decided, sent, arranged.
///
/// # Errors
/// When the store cannot be read.
pub fn note_action(site: &Site, tx: &mut Tx<'_>, list: ListId) -> Result<(), StoreError> {
    ledger::add(tx, list, site.today(list)?, Day { actions: 1, ..Day::default() })
}

/// Somebody who animates a list and takes its reports; `None`: not, or not any more.
fn reader(
    from: &impl Read,
    (list, id): (ListId, PersonId),
) -> Result<Option<(Settings, Person)>, StoreError> {
    let (Some(settings), Some(person), Some(member)) =
        (lists::get(from, list)?, people::get(from, id)?, people::membership(from, list, id)?)
    else {
        return Ok(None);
    };
    let there = member.suspended.is_none() && member.paused.is_none();
    let wanted = member.role != Role::Member && !reports::own(from, list, id)?.stopped;
    Ok((there && wanted).then_some((settings, person)))
}

/// Queues somebody's report of a period, unless they had it.
fn deliver(
    site: &Site,
    tx: &mut Tx<'_>,
    of: mail::Of<'_>,
    (made, end): (&Made, Date),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (list, _, person) = of;
    let mut own = reports::own(tx, list, person.id)?;
    if own.sent == Some(end) || reader(tx, (list, person.id))?.is_none() {
        return Ok(false);
    }
    own.sent = Some(end);
    reports::put_own(tx, list, person.id, &own);
    tracing::info!(event = "report", %list, person = %person.id);
    send(site, tx, of, (made, None), now)?;
    Ok(true)
}

/// The report of a list for one reader.
pub fn make(facts: &Facts, settings: &Settings, person: &Person) -> Made {
    let t = locale_for(person, settings);
    report::make(facts, Heading { t, community: &settings.name, reader: person.greeting() })
}

/// Sends a list's report of the days before `end` to all who animate it; to nobody twice. How many
/// mails there were. Blocks.
///
/// # Errors
/// When the store fails.
pub fn send_now(site: &Site, list: ListId, end: Date) -> Result<usize, StoreError> {
    let facts = facts(site, list, end)?;
    let now = site.clock.now();
    let mut sent = 0;
    for person in owners::people_of(&site.store, list)? {
        let Some((settings, person)) = reader(&site.store, (list, person.id))? else { continue };
        let made = make(&facts, &settings, &person);
        let of = (list, &settings, &person);
        sent += usize::from(site.store.write(|tx| deliver(site, tx, of, (&made, end), now))?);
    }
    Ok(sent)
}

/// The table of some lists, for the days before `end`.
///
/// # Errors
/// When the store cannot be read.
pub fn table(site: &Site, of: &[(ListId, Settings)], end: Date) -> Result<Table, StoreError> {
    let mut rows = Vec::with_capacity(of.len());
    for (list, settings) in of {
        rows.push(Row::new(settings.name.clone(), &facts(site, *list, end)?));
    }
    Ok(report::table(Period { end, zone: site.timezone.clone() }, rows))
}

/// The table of all lists as it goes to the steward, and the language it is in.
///
/// # Errors
/// When the store cannot be read.
pub fn table_of_all(site: &Site, end: Date) -> Result<(Table, Made, &'static Locale), StoreError> {
    let t = match site.steward.as_ref().map(|a| people::find(&site.store, a)).transpose()? {
        Some(Some(Person { language: Some(language), .. })) => locale::get(&language.0),
        _ => locale::get(&site.language.0),
    };
    let table = table(site, &lists::all(&site.store)?, end)?;
    let made = table.make(t, t.s("hello-you"));
    Ok((table, made, t))
}

/// The steward's turn: the table, if there is anything in it, and the next turn.
fn steward(site: &Site, due: Due, now: Timestamp) -> Result<(), StoreError> {
    let end = due.at.to_zoned(site.timezone.clone()).date();
    let mail = match &site.steward {
        Some(to) if !lists::all(&site.store)?.is_empty() => {
            let (_, made, t) = table_of_all(site, end)?;
            Some((to, to_steward(site, to, (&made, t), now)))
        }
        _ => None,
    };
    site.store.write(|tx| {
        if !reports::is_due(tx, &due)? {
            return Ok(());
        }
        reports::remove_due(tx, &due);
        if let Some((to, raw)) = &mail {
            mail::send_to_steward(tx, to, raw, now)?;
        }
        match site.steward {
            Some(_) => reports::put_turn(tx, ALL, Turn { due: next(now, &site.timezone) }),
            None => reports::forget_turn(tx, ALL),
        }
    })
}

/// Sends the table to the steward now; `false`: nobody is one.
///
/// # Errors
/// When the store fails.
pub fn send_table(site: &Site, end: Date) -> Result<bool, StoreError> {
    let Some(to) = &site.steward else { return Ok(false) };
    let (_, made, t) = table_of_all(site, end)?;
    let now = site.clock.now();
    let raw = to_steward(site, to, (&made, t), now);
    site.store.write(|tx| mail::send_to_steward(tx, to, &raw, now))?;
    Ok(true)
}
