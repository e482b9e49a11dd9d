//! A survey of needs from one year to the next: when it is time to ask again, and which one it is then
//! compared with. How figures stand side by side is [`compare`]'s.

use jiff::SignedDuration;

use super::{draft, say};
use crate::animation::poll::compare::{self, Before};
use crate::animation::poll::{Form, Kind, tally};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer};
use crate::daemon::{Site, calls, owners, report};
use crate::list::PollNo;
use crate::list::ask::Ask;
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::smtp::handler::Verdict;
use crate::store::polls::{self, Phase, Poll};
use crate::store::{Read, StoreError, Tx, asks, lists, people};

const DAY: i64 = 24;
/// Hours after the end at which asking again is offered: eleven months, so that it can go out after
/// twelve.
const AGAIN: i64 = 334 * DAY;
/// Hours after the end for which people from outside are known, to take a late « non » from.
const KNOWN: i64 = 30 * DAY;
/// The same of the question what the community changed: a quarter less a week.
const QUARTER_AGAIN: i64 = 84 * DAY;
/// About a year ago: between so many hours and so many.
const YEAR: (i64, i64) = (300 * DAY, 430 * DAY);
/// About a quarter ago.
const QUARTER: (i64, i64) = (60 * DAY, 130 * DAY);
/// Hours for which it is open when it is asked again.
const OPEN: i64 = 7 * DAY;

fn after(at: Timestamp, hours: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_hours(hours)).ok()
}

/// When something is to be done about a poll that is closed.
pub(super) fn next(poll: &Poll) -> Option<Timestamp> {
    if !poll.guests.is_empty() {
        return after(poll.form.closes, KNOWN);
    }
    match (poll.form.asks_value(), poll.form.is_about_needs()) {
        (true, _) => after(poll.form.closes, QUARTER_AGAIN),
        (_, true) => after(poll.form.closes, AGAIN),
        _ => None,
    }
}

/// What is due about a poll that is closed: who was asked from outside is forgotten, or asking again is
/// offered.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn turn(
    site: &Site,
    tx: &mut Tx<'_>,
    mut poll: Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    if poll.guests.is_empty() {
        if next(&poll).is_some() && !is_asked_since(tx, &poll)? {
            offer(site, tx, &poll, now)?;
        }
        return polls::put(tx, &Poll { due: None, ..poll });
    }
    poll.guests.clear();
    let due = next(&poll);
    polls::put(tx, &Poll { due, ..poll })
}

fn is_asked_since(from: &impl Read, poll: &Poll) -> Result<bool, StoreError> {
    let later = polls::of_list(from, poll.list)?.into_iter().filter(|p| p.no > poll.no);
    Ok(later.into_iter().any(|p| compare::asks_the_same(&p.form, &poll.form)))
}

/// Who asked, if they still animate; else somebody who does.
fn host(from: &impl Read, poll: &Poll) -> Result<Option<Person>, StoreError> {
    if let Some(person) = people::get(from, poll.by)?
        && calls::animates(from, poll.list, &person)?
    {
        return Ok(Some(person));
    }
    Ok(owners::people_of(from, poll.list)?.into_iter().next())
}

fn offer(site: &Site, tx: &mut Tx<'_>, poll: &Poll, now: Timestamp) -> Result<(), StoreError> {
    let (Some(settings), Some(person)) = (lists::get(tx, poll.list)?, host(tx, poll)?) else {
        return Ok(());
    };
    let answered = polls::ballots(tx, poll)?.len();
    tracing::info!(event = "poll-again-offered", list = %poll.list, poll = %poll.no);
    say::again(site, tx, (poll.list, &settings, &person), (poll, answered), now)
}

/// Who animates says whether it is asked again: they see it first, as any draft.
///
/// # Errors
/// When the store cannot be read.
pub fn again_answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no): (&Ask, PollNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let why = "Only those who animate can ask this again";
    let (person, settings) = match answers::of_team(tx, (answer, ask), why)? {
        Ok(both) => both,
        Err(verdict) => return Ok(verdict),
    };
    report::note_action(site, tx, ask.list)?;
    let Some(poll) = polls::get(tx, ask.list, no)? else { return Ok(Verdict::unknown()) };
    let of = (ask.list, &settings, &person);
    let back = (answer.message_id.clone(), now);
    match decision::read(answer.said()) {
        Some(Decision::Yes) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            let closes = after(now, OPEN).unwrap_or(now);
            let mut form = Form { closes, ..poll.form };
            // Days of last year are past.
            form.questions.retain(|q| q.kind != Kind::Dates);
            let new = polls::next_no(tx, ask.list)?;
            draft::show(site, tx, of, (new, form), back)?;
            Ok(Verdict::accepted("Its author is shown the survey first"))
        }
        Some(Decision::No(_) | Decision::Spam) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            Ok(Verdict::accepted("Noted; nothing is sent"))
        }
        None => {
            say::unclear(site, tx, of, &poll, back)?;
            Ok(Verdict::accepted("Not understood; nothing is sent"))
        }
    }
}

/// What the same survey came to about a year before.
///
/// # Errors
/// When the store cannot be read.
pub fn before(from: &impl Read, poll: &Poll) -> Result<Option<Before>, StoreError> {
    let hours = |p: &Poll| poll.form.closes.duration_since(p.form.closes).as_hours();
    let (first, last) = if poll.form.asks_value() { QUARTER } else { YEAR };
    let fits = |p: &Poll| {
        p.phase == Phase::Closed
            && (first..=last).contains(&hours(p))
            && compare::asks_the_same(&poll.form, &p.form)
    };
    let found = polls::of_list(from, poll.list)?.into_iter().filter(fits);
    let Some(last) = found.max_by_key(|p| p.form.closes) else { return Ok(None) };
    let tally = tally::count(&last.form, &polls::ballots(from, &last)?);
    Ok(Some(Before { form: last.form, tally, asked: last.asked }))
}
