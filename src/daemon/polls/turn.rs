//! What a poll does by the clock: it goes out, reminds once, closes, and tells. Each step goes through
//! the members in small transactions that note how far they came: a daemon killed at any moment has
//! written to each once or not yet.

use jiff::SignedDuration;

use super::{day, maker, outside, reached, say, yearly};
use crate::animation::poll::tally;
use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::{Site, aside};
use crate::list::ask::Ask;
use crate::list::{PersonId, PollNo};
use crate::smtp::handler::Verdict;
use crate::store::polls::{self, Phase, Poll};
use crate::store::{StoreError, Tx, asks, lists, people};

/// Polls that are due, taken at a time.
const ROWS: usize = 20;
/// Hours before the end at which those who have not answered are reminded.
const REMIND: i64 = 48;
/// A shorter poll has no reminder: it would come on the heels of the question.
const REMINDED: i64 = 4 * 24;

/// Does what is due.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let now = site.clock.now();
        let due = polls::due(&site.store, now, ROWS)?;
        if due.is_empty() {
            return Ok(());
        }
        for row in due {
            let what = format!("poll {}/{}", row.1, row.2);
            let work = || site.store.write(|tx| turn(site, tx, row, now));
            aside::row(site, &what, work, |tx| put_off(tx, row, now))?;
        }
    }
}

/// What could not be done about a poll is tried again the day after: it must not stay open for good.
///
/// # Errors
/// When the store cannot be read.
pub fn put_off(
    tx: &mut Tx<'_>,
    row: (Timestamp, crate::list::ListId, PollNo),
    now: Timestamp,
) -> Result<(), StoreError> {
    polls::drop_orphan(tx, row);
    let Some(poll) = polls::get(tx, row.1, row.2)? else { return Ok(()) };
    let due = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(now);
    polls::put(tx, &Poll { due: Some(due), ..poll })
}

fn turn(
    site: &Site,
    tx: &mut Tx<'_>,
    row: (Timestamp, crate::list::ListId, PollNo),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (at, list, no) = row;
    // Rows know milliseconds.
    let same = |due: Timestamp| due.as_millisecond() == at.as_millisecond();
    let poll = polls::get(tx, list, no)?.filter(|p| p.due.is_some_and(same));
    let (Some(poll), Some(_)) = (poll, lists::get(tx, list)?) else {
        polls::drop_orphan(tx, row);
        return Ok(());
    };
    match poll.phase {
        Phase::Draft => polls::forget(tx, list, no),
        Phase::Opening => page(site, tx, poll, now),
        Phase::Open if now < poll.form.closes => {
            polls::put(tx, &Poll { phase: Phase::Reminding, reached: None, due: Some(now), ..poll })
        }
        Phase::Reminding if now < poll.form.closes => page(site, tx, poll, now),
        Phase::Open | Phase::Reminding => {
            tracing::info!(event = "poll-closed", %list, poll = %no);
            day::close(site, tx, poll, now)
        }
        Phase::Choosing => day::tell(tx, poll, now),
        Phase::Closing => page(site, tx, poll, now),
        Phase::Closed => yearly::turn(site, tx, poll, now),
    }
}

/// The next members of a phase that goes through all.
fn page(site: &Site, tx: &mut Tx<'_>, poll: Poll, now: Timestamp) -> Result<(), StoreError> {
    let Some((last, members)) = reached(tx, poll.list, poll.reached)? else {
        return end(site, tx, poll, now);
    };
    let Some(settings) = lists::get(tx, poll.list)? else { return Ok(()) };
    let mut asked = poll.asked;
    let tally = match poll.phase {
        Phase::Closing => {
            let tally = tally::count(&poll.form, &polls::ballots(tx, &poll)?);
            Some((tally, yearly::before(tx, &poll)?))
        }
        _ => None,
    };
    for id in members {
        let Some(person) = people::get(tx, id)? else { continue };
        let of = (poll.list, &settings, &person);
        match (poll.phase, &tally) {
            (Phase::Opening, _) => {
                say::question(site, tx, of, &poll, now)?;
                asked += 1;
            }
            (Phase::Reminding, _) if person.reminders && !polls::has_answered(tx, &poll, id)? => {
                say::reminder(site, tx, of, &poll, now)?;
            }
            (Phase::Closing, Some((tally, before)))
                if polls::has_answered(tx, &poll, id)? && id != poll.by =>
            {
                say::result(site, tx, of, (&poll, tally, before.as_ref()), now)?;
            }
            _ => {}
        }
    }
    polls::put(tx, &Poll { reached: Some(last), asked, due: Some(now), ..poll })
}

/// A phase that went through all members is over.
fn end(site: &Site, tx: &mut Tx<'_>, mut poll: Poll, now: Timestamp) -> Result<(), StoreError> {
    let closes = poll.form.closes;
    let before = |hours: i64| closes.checked_sub(SignedDuration::from_hours(hours)).ok();
    let (phase, due) = match poll.phase {
        Phase::Opening => {
            poll.asked += outside::ask(site, tx, &mut poll, now)?;
            let reminder = before(REMIND).filter(|_| before(REMINDED).is_some_and(|at| now < at));
            (Phase::Open, Some(reminder.unwrap_or(poll.form.closes)))
        }
        Phase::Closing => {
            poll.outside = outside::outcome(tx, &poll)?;
            tell_author(site, tx, &poll, now)?;
            (Phase::Closed, yearly::next(&poll))
        }
        // Only the end is left.
        _ => (Phase::Reminding, Some(poll.form.closes)),
    };
    let key = poll.key.filter(|_| phase != Phase::Closed);
    polls::put(tx, &Poll { phase, due, key, reached: ended(poll.reached, phase), ..poll })
}

/// Nobody comes after the last.
fn ended(reached: Option<PersonId>, phase: Phase) -> Option<PersonId> {
    reached.filter(|_| phase == Phase::Reminding)
}

fn tell_author(
    site: &Site,
    tx: &mut Tx<'_>,
    poll: &Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (Some(settings), Some(person)) = (lists::get(tx, poll.list)?, people::get(tx, poll.by)?)
    else {
        return Ok(());
    };
    let ballots = polls::ballots(tx, poll)?;
    let tally = tally::count(&poll.form, &ballots);
    let before = yearly::before(tx, poll)?;
    let named = say::by_name(tx, (&settings, &person), poll)?;
    let told = ((poll, &tally, before.as_ref()), ballots.as_slice(), named);
    say::report(site, tx, (poll.list, &settings, &person), told, now)
}

/// Its author closes it before its end.
///
/// # Errors
/// When the store cannot be read.
pub fn run_answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no): (&Ask, PollNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let why = "Only the person who asks can close this poll";
    let (person, settings) = match maker(site, tx, (answer, ask), why)? {
        Ok(both) => both,
        Err(verdict) => return Ok(verdict),
    };
    let Some(poll) = polls::get(tx, ask.list, no)?.filter(|p| p.is_open(now)) else {
        return Ok(Verdict::accepted("It is closed already"));
    };
    let back = (answer.message_id.clone(), now);
    if !say::closes(answer.said()) {
        say::unclear(site, tx, (ask.list, &settings, &person), &poll, back)?;
        return Ok(Verdict::accepted("Not understood; it goes on"));
    }
    asks::answer(tx, ask.list, ask.no, now)?;
    close_now(site, tx, poll, now)?;
    Ok(Verdict::accepted("Closed"))
}

/// A poll ends before its end.
///
/// # Errors
/// When the store cannot be read.
pub fn close_now(
    site: &Site,
    tx: &mut Tx<'_>,
    poll: Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    let form = crate::animation::poll::Form { closes: now, ..poll.form };
    tracing::info!(event = "poll-closed-early", list = %poll.list, poll = %poll.no);
    day::close(site, tx, Poll { form, ..poll }, now)
}
