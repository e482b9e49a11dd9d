//! People who read and say nothing: after ninety days without a post, a vote or a command, one question
//! whether all is well so, at most twice a year. A digit answers it; without an answer nothing changes,
//! for reading is taking part.
//!
//! Each list is gone through once a day, and few are asked on one day: one member in fifty, or five where
//! that is less. A community that came with a thousand members falls silent in one go, and would be asked
//! so; what comes back then, pauses, farewells, questions for the team, comes spread over fifty days. The
//! question and the note that it was put are one transaction.

mod say;

use jiff::{SignedDuration, ToSpan};

use super::Site;
use crate::clock::{TimeZone, Timestamp};
use crate::list::ask::Quieter;
use crate::list::member::{Delivery, Membership, Order, Person, Role};
use crate::list::{ListId, PersonId};
use crate::mail::address::Address;
use crate::store::quiet::{self, Round};
use crate::store::{Read, StoreError, Tx, lists, people, threads};

/// Days without a sign after which somebody may be asked.
const SILENT: i64 = 90;
/// Days between two questions to one person.
const APART: i64 = 180;
/// One member in so many is asked on one day…
const SHARE: u32 = 50;
/// …and so many in any case.
const FEW: u32 = 5;
/// The hour of the list at which it is gone through.
const HOUR: i8 = 10;
/// Days for which there has been something to read before anybody is asked.
const SETTLED: i64 = 30;
/// Threads looked at to see that; a list that opens more in a month lives.
const THREADS: usize = 200;
/// Members read at a time.
const PAGE: usize = 1_000;

/// Somebody who may be asked, and about what.
struct Silent {
    person: Person,
    /// Whether the answer is about all their communities.
    everywhere: bool,
    /// What is quieter than what they get of these.
    quieter: Quieter,
}

/// Notes that somebody gave a sign of life: any mail of theirs, to any address of ours.
///
/// # Errors
/// When the store cannot be read.
pub fn note_sign(
    tx: &mut Tx<'_>,
    author: Option<&Address>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let known = author.map(|address| people::find(tx, address)).transpose()?.flatten();
    known.map_or(Ok(()), |person| quiet::note_sign(tx, person.id, now))
}

/// Makes sure that every list has its rounds. To be called now and then.
///
/// # Errors
/// When the store fails.
pub fn begin(site: &Site) -> Result<(), StoreError> {
    let now = site.clock.now();
    for (list, _) in lists::all(&site.store)? {
        if quiet::round(&site.store, list)?.is_none() {
            let due = next_round(now, &site.zone_of(list)?);
            let round = Round { list, began: now, due, asked: 0 };
            site.store.write(|tx| quiet::put_round(tx, &round))?;
        }
    }
    Ok(())
}

/// Goes through the lists that are due.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    let now = site.clock.now();
    for (_, list) in quiet::due(&site.store, now)? {
        let Some(round) = quiet::round(&site.store, list)? else { continue };
        if lists::get(&site.store, list)?.is_none() {
            site.store.write(|tx| quiet::forget_round(tx, list))?;
            continue;
        }
        if is_alive(&site.store, list, now)? {
            go_through(site, round, now)?;
        }
        let due = next_round(now, &site.zone_of(list)?);
        site.store.write(|tx| quiet::put_round(tx, &Round { due, asked: 0, ..round }))?;
    }
    Ok(())
}

/// Asks those whose turn it is.
fn go_through(site: &Site, round: Round, now: Timestamp) -> Result<(), StoreError> {
    let list = round.list;
    let (mut silent, mut members, mut after) = (Vec::new(), 0u32, None);
    loop {
        let page = people::memberships(&site.store, list, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.person);
        for member in page {
            members += 1;
            if is_silent(&site.store, (&round, &member), now)? {
                silent.push(member.person);
            }
        }
    }
    let most = FEW.max(members / SHARE).saturating_sub(round.asked);
    let mut asked = 0;
    for person in silent {
        if asked == most {
            break;
        }
        asked += u32::from(site.store.write(|tx| ask(site, tx, (list, person), now))?);
    }
    Ok(())
}

/// Asks one person, if they may still be asked; counts it.
fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, person): (ListId, PersonId),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (Some(round), Some(member)) =
        (quiet::round(tx, list)?, people::membership(tx, list, person)?)
    else {
        return Ok(false);
    };
    if !is_silent(tx, (&round, &member), now)? {
        return Ok(false);
    }
    let Some(silent) = silent(tx, (list, person), now)? else { return Ok(false) };
    let signs = quiet::signs(tx, person)?;
    quiet::put_signs(tx, person, &quiet::Signs { asked: Some(now), ..signs });
    quiet::put_round(tx, &Round { asked: round.asked + 1, ..round })?;
    tracing::info!(event = "quiet-asked", %list, %person);
    say::ask(site, tx, (list, &silent), now)?;
    Ok(true)
}

/// Whether somebody gave no sign for long, by what one look tells.
fn is_silent(
    from: &impl Read,
    (round, member): (&Round, &Membership),
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !takes(member) || member.role != Role::Member || !is_past(member.joined, SILENT, now) {
        return Ok(false);
    }
    let signs = quiet::signs(from, member.person)?;
    // Signs are noted since the rounds began: who gave none since may have given one before.
    let last = signs.last.unwrap_or(round.began);
    Ok(is_past(last, SILENT, now) && signs.asked.is_none_or(|at| is_past(at, APART, now)))
}

/// Looks at all their communities: nobody is asked who is away or animates somewhere, who joined one of
/// late, or who wants no reminders.
fn silent(
    from: &impl Read,
    (list, person): (ListId, PersonId),
    now: Timestamp,
) -> Result<Option<Silent>, StoreError> {
    let Some(person) = people::get(from, person)?.filter(|p| p.reminders) else {
        return Ok(None);
    };
    let mut everywhere = true;
    let mut rhythms = Vec::new();
    for other in people::lists_of(from, person.id)? {
        let Some(member) = people::membership(from, other, person.id)? else { continue };
        let away = member.paused.is_some() || member.suspended.is_some();
        if away || member.role != Role::Member || !is_past(member.joined, SILENT, now) {
            return Ok(None);
        }
        everywhere &= other == list || (takes(&member) && is_alive(from, other, now)?);
        rhythms.push((other, member.delivery));
    }
    // Who reads once a month in all that the answer is about cannot be offered that.
    let mut meant = rhythms.iter().filter(|(other, _)| everywhere || *other == list);
    let monthly = meant.all(|(_, delivery)| *delivery == Delivery::Monthly);
    let quieter = if monthly { Quieter::Notices } else { Quieter::Monthly };
    Ok(Some(Silent { person, everywhere, quieter }))
}

/// Whether a list has had something to read for a while: a thread opened within those days, and not only
/// in the last month.
fn is_alive(from: &impl Read, list: ListId, now: Timestamp) -> Result<bool, StoreError> {
    let latest = threads::ordered(from, list, Order::Posts, THREADS)?;
    let a_while_ago =
        |t: &threads::Thread| !is_past(t.opened, SILENT, now) && is_past(t.opened, SETTLED, now);
    Ok(latest.len() == THREADS || latest.iter().any(a_while_ago))
}

/// Whether somebody gets what is posted, at once or in digests.
fn takes(member: &Membership) -> bool {
    let silent = matches!(member.delivery, Delivery::Notices | Delivery::None);
    member.paused.is_none() && member.suspended.is_none() && !silent
}

fn is_past(moment: Timestamp, days: i64, now: Timestamp) -> bool {
    now.duration_since(moment) >= SignedDuration::from_hours(days * 24)
}

/// The next moment at which a list is gone through.
fn next_round(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let today = now.to_zoned(zone.clone()).date();
    let days = today.series(1.day()).take(3);
    let at = days.filter_map(|day| day.at(HOUR, 0, 0, 0).to_zoned(zone.clone()).ok());
    at.map(|at| at.timestamp()).find(|at| *at > now).unwrap_or(Timestamp::MAX)
}
