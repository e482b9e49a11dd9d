//! The welcome series: what somebody new is written in their first month, a short mail on the fourth,
//! the tenth and the twenty-eighth day. It ends with their first post, and by a word. Not the welcome
//! itself, which comes with joining.
//!
//! Sending one and noting that it was sent are one transaction: a daemon killed at any moment has
//! sent each once or not yet. After a long stop, only the latest that is due goes out.

mod answer;
mod introduce;
mod say;

pub use self::answer::answered;
pub use self::introduce::{answered as introduced, headed, invites};

use super::first_posts::until_daylight;
use super::{Site, aside};
use crate::clock::Timestamp;
use crate::digest::schedule::Cadence;
use crate::list::member::{Delivery, Membership};
use crate::list::{ListId, PersonId};
use crate::store::digests::zone_of;
use crate::store::welcomes::{self, Series};
use crate::store::{Read, StoreError, Tx, lists, people, posted};

const DAY: i64 = 86_400;
/// Days after the welcome on which each mail is due.
const DAYS: [i64; 3] = [4, 10, 28];
/// Days that lie between two mails, however late the first was.
const APART: i64 = 3;
/// Rows that are due, taken at a time.
const PAGE: usize = 100;

/// One mail of the series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mail {
    /// "What brings you?"
    Brings,
    /// Three things worth knowing.
    Tips,
    /// "Is this the right pace?"
    Pace,
}

const MAILS: [Mail; DAYS.len()] = [Mail::Brings, Mail::Tips, Mail::Pace];

/// Begins the series of somebody who was just welcomed.
///
/// # Errors
/// When the store cannot be read.
pub fn begin(
    tx: &mut Tx<'_>,
    list: ListId,
    person: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let series = Series { list, person, began: now, done: 0, due: None, tips: false, brings: None };
    let due = next_due(&series, now - jiff::SignedDuration::from_secs(APART * DAY));
    welcomes::put(tx, &Series { due, ..series })
}

/// Ends somebody's series; how it was, when there was anything to end.
///
/// # Errors
/// When the store cannot be read.
pub fn stop(tx: &mut Tx<'_>, list: ListId, person: PersonId) -> Result<Option<Series>, StoreError> {
    let Some(series) = welcomes::get(tx, list, person)?.filter(|s| s.due.is_some()) else {
        return Ok(None);
    };
    welcomes::put(tx, &Series { due: None, tips: false, ..series.clone() })?;
    Ok(Some(series))
}

/// Whether a digest of these lists carries tips for somebody, and for which list.
///
/// # Errors
/// When the store cannot be read.
pub fn tips_for(
    from: &impl Read,
    lists: &[ListId],
    person: PersonId,
) -> Result<Option<ListId>, StoreError> {
    for list in lists {
        if welcomes::get(from, *list, person)?.is_some_and(|s| s.tips) {
            return Ok(Some(*list));
        }
    }
    Ok(None)
}

/// A digest with tips has gone out.
///
/// # Errors
/// When the store cannot be read.
pub fn tips_told(tx: &mut Tx<'_>, list: ListId, person: PersonId) -> Result<(), StoreError> {
    match welcomes::get(tx, list, person)? {
        Some(series) => welcomes::put(tx, &Series { tips: false, ..series }),
        None => Ok(()),
    }
}

/// When the mail after those done with is due, `last` having been written at this moment.
fn next_due(series: &Series, last: Timestamp) -> Option<Timestamp> {
    let days = DAYS.get(usize::from(series.done))?;
    let after = |from: Timestamp, days: i64| {
        from.saturating_add(jiff::SignedDuration::from_secs(days * DAY)).unwrap_or(from)
    };
    Some(after(series.began, *days).max(after(last, APART)))
}

/// Sends what is due.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let now = site.clock.now();
        let due = welcomes::due(&site.store, now, PAGE)?;
        if due.is_empty() {
            return Ok(());
        }
        for row in due {
            let what = format!("welcome {}/{}", row.1, row.2);
            let work = || site.store.write(|tx| turn(site, tx, row, now));
            let drop = |tx: &mut Tx<'_>| {
                stop(tx, row.1, row.2)?;
                welcomes::drop_orphan(tx, row);
                Ok(())
            };
            aside::row(site, &what, work, drop)?;
        }
    }
}

/// One newcomer's mail: sent, or passed over, or the end of the series.
fn turn(
    site: &Site,
    tx: &mut Tx<'_>,
    row: (Timestamp, ListId, PersonId),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (at, list, id) = row;
    // Rows know milliseconds.
    let same = |due: Timestamp| due.as_millisecond() == at.as_millisecond();
    let Some(series) = welcomes::get(tx, list, id)?.filter(|s| s.due.is_some_and(same)) else {
        welcomes::drop_orphan(tx, row);
        return Ok(());
    };
    let member = people::membership(tx, list, id)?;
    let (Some(person), Some(settings), Some(member)) =
        (people::get(tx, id)?, lists::get(tx, list)?, member)
    else {
        return welcomes::forget(tx, list, id);
    };
    // Who has written needs no more of it.
    if posted::count(tx, list, id)? > 0 {
        return stop(tx, list, id).map(|_| ());
    }
    // Who joined in the night is not woken up.
    if let Some(morning) = until_daylight(now, &zone_of(&person, &site.timezone)) {
        return welcomes::put(tx, &Series { due: Some(morning), ..series });
    }
    let days = now.duration_since(series.began).as_hours() / 24;
    let past = DAYS.iter().take_while(|d| **d <= days).count();
    let done = u8::try_from(past).unwrap_or(u8::MAX).max(series.done + 1);
    let mail = MAILS.get(usize::from(done - 1)).copied();
    let mail = mail.filter(|_| takes(&member));
    // Who reads digests finds the tips in the next one.
    let in_digest = mail == Some(Mail::Tips) && Cadence::of(member.delivery).is_some();
    // A month may pass before there is one.
    let next = Series { done, tips: in_digest || series.tips, ..series };
    let due = next_due(&next, now);
    welcomes::put(tx, &Series { due, ..next })?;
    match mail.filter(|_| !in_digest) {
        Some(mail) => {
            tracing::info!(event = "welcome-mail", %list, person = %id, ?mail);
            say::send(site, tx, (list, &settings, &person), (mail, member.delivery), now)
        }
        None => Ok(()),
    }
}

/// Whoever is away, or wants nothing but calls, is left alone.
fn takes(member: &Membership) -> bool {
    let silent = matches!(member.delivery, Delivery::Notices | Delivery::None);
    member.paused.is_none() && member.suspended.is_none() && !silent
}
