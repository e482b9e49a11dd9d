//! The days that a poll chose: which came out first, the word of its author where several did, and the
//! calendar file that those who answered get. How a file is written is [`calendar`]'s.

use jiff::SignedDuration;

use super::{maker, say};
use crate::animation::poll::calendar::{self, Event, Settled};
use crate::animation::poll::tally::{self, Tally};
use crate::animation::poll::{Answer as Said, ballot, day};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::Answer;
use crate::list::PollNo;
use crate::list::address::{Addresses, Route};
use crate::list::ask::Ask;
use crate::list::settings::Settings;
use crate::locale::Locale;
use crate::mail::text::uncut;
use crate::smtp::handler::Verdict;
use crate::store::polls::{self, Phase, Poll};
use crate::store::{StoreError, Tx, asks, lists, people};

/// Hours for which its author may say which day.
const CHOOSE: i64 = 72;
/// Hours before a day by which those who answered must know.
const BEFORE: i64 = 24;

/// A poll is over: what it came to is told, unless its author has to say which day first.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn close(
    site: &Site,
    tx: &mut Tx<'_>,
    poll: Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tally = tally::count(&poll.form, &polls::ballots(tx, &poll)?);
    let tied = day::first(&poll.form, &tally, poll.day).into_iter().find(|f| !f.is_settled());
    let tied = tied.filter(|_| poll.form.single().is_some());
    let (Some(tied), Some(settings), Some(person)) =
        (tied, lists::get(tx, poll.list)?, people::get(tx, poll.by)?)
    else {
        return tell(tx, poll, now);
    };
    let zone = site.zone_of(poll.list)?;
    let later = |at: Timestamp, hours: i64| at.saturating_add(SignedDuration::from_hours(hours));
    let starts = tied.days.iter().map(|(_, day, _)| day.starts(&zone)).min().unwrap_or(now);
    let until = later(now, CHOOSE).unwrap_or(now).min(later(starts, -BEFORE).unwrap_or(now));
    if until <= now {
        return tell(tx, poll, now);
    }
    say::which_day(site, tx, (poll.list, &settings, &person), (&poll, &tied, until), now)?;
    polls::put(tx, &Poll { phase: Phase::Choosing, reached: None, due: Some(until), ..poll })
}

/// Those who answered are told now.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn tell(tx: &mut Tx<'_>, poll: Poll, now: Timestamp) -> Result<(), StoreError> {
    polls::put(tx, &Poll { phase: Phase::Closing, reached: None, due: Some(now), ..poll })
}

/// Its author says which day.
///
/// # Errors
/// When the store cannot be read.
pub fn day_answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no): (&Ask, PollNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let why = "Only the person who asks can choose the day";
    let (person, settings) = match maker(site, tx, (answer, ask), why)? {
        Ok(both) => both,
        Err(verdict) => return Ok(verdict),
    };
    let waits = polls::get(tx, ask.list, no)?.filter(|p| p.phase == Phase::Choosing);
    let Some(poll) = waits else {
        return Ok(Verdict::accepted("Those who answered were told already"));
    };
    let read = ballot::read(&poll.form, "", &uncut(answer.said()).segments);
    let chosen = read.and_then(|b| match b.answers.as_slice() {
        [Said::Chosen(numbers)] => Some(numbers.clone()),
        _ => None,
    });
    let Some(&[day]) = chosen.as_deref() else {
        let back = (answer.message_id.clone(), now);
        say::unclear(site, tx, (ask.list, &settings, &person), &poll, back)?;
        return Ok(Verdict::accepted("Not understood; nobody was told yet"));
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    tracing::info!(event = "poll-day", list = %ask.list, poll = %no);
    tell(tx, Poll { day: Some(day), ..poll }, now)?;
    Ok(Verdict::accepted("Those who answered are told"))
}

/// The days as a calendar file; `None`: there are none.
pub(super) fn file(
    site: &Site,
    (t, settings): (&Locale, &Settings),
    (poll, tally): (&Poll, &Tally),
    now: Timestamp,
) -> Option<String> {
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let owner = addresses.fixed(Route::Owner);
    let url = site.urls.poll(t.code(), &settings.slug(), poll.no);
    let url = Some(url).filter(|_| site.urls.reach_members());
    let mut events = Vec::new();
    for (question, first) in day::first(&poll.form, tally, poll.day).iter().enumerate() {
        for (number, day, words) in &first.days {
            let place = format!("{}-{}-{question}-{number}", poll.list, poll.no);
            events.push(Event {
                uid: format!("poll-{place}@{}", site.hostname),
                day: *day,
                summary: format!("{} – {}", settings.name, poll.form.title),
                description: words.clone(),
                url: url.clone(),
                settled: if first.is_settled() { Settled::Yes } else { Settled::NotYet },
                organizer: (&settings.name, owner.as_str()),
            });
        }
    }
    (!events.is_empty()).then(|| calendar::file(&events, now))
}
