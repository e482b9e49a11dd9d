//! What is said to who makes a poll, until it runs. Not its result.

use super::{Back, Of, end, poll_text, titled};
use crate::animation::poll::day::First;
use crate::animation::poll::draft::Trouble;
use crate::animation::poll::{Kind, OPTION_LENGTH, OPTIONS, QUESTIONS, source};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Question};
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::ask::What;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::store::polls::{Phase, Poll};
use crate::store::{StoreError, Tx};

/// Shows a draft to its author: what members get, and the same to be changed.
pub fn draft(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, readers): (&Poll, usize),
) -> Result<String, StoreError> {
    let shown = poll_text(site, (t, settings, person), poll)?;
    let indented = |line: &str| format!("    {line}").trim_end().to_owned();
    let shown = shown.lines().map(indented).collect::<Vec<_>>().join("\n");
    let source = source::source(t, &poll.form, &site.zone_of(poll.list)?);
    let lines = [
        t.n("poll-draft-goes-to", &readers),
        t.s("poll-draft-how"),
        shown,
        days(site, t, poll)?,
        t.s("poll-draft-change"),
        source,
    ];
    let lines: Vec<String> = lines.into_iter().filter(|l| !l.is_empty()).collect();
    Ok(robot::paragraphs(t, person, &lines))
}

/// By which clock the days of a draft were read; empty: it has none.
fn days(site: &Site, t: &Locale, poll: &Poll) -> Result<String, StoreError> {
    let dated = poll.form.questions.iter().any(|q| q.kind == Kind::Dates);
    let zone = site.zone_of(poll.list)?;
    let name = zone.iana_name().unwrap_or("UTC");
    Ok(if dated { t.a("poll-draft-days", "zone", name) } else { String::new() })
}

/// A draft that makes no poll, with the way out.
pub fn trouble(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    trouble: &Trouble,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let numbers = [
        ("questions", Value::from(QUESTIONS)),
        ("options", OPTIONS.into()),
        ("length", OPTION_LENGTH.into()),
    ];
    let wrong = match trouble {
        Trouble::NoQuestion => t.s("poll-trouble-question"),
        Trouble::FewOptions => t.s("poll-trouble-few"),
        Trouble::TooMany => t.text("poll-trouble-many", &numbers),
        Trouble::LongOption(said) => {
            let said = [("said", Value::from(shorten(said, 60)))];
            t.text("poll-trouble-long", &[&numbers[..], &said[..]].concat())
        }
        Trouble::End(said) => t.a("poll-trouble-end", "said", said),
        Trouble::Term(said) => t.a("poll-trouble-term", "said", said),
        Trouble::Day(said) => t.a("poll-trouble-day", "said", &shorten(said, 60)),
        Trouble::Weekday(said, date) => {
            let args =
                [("said", Value::from(shorten(said, 60))), ("date", t.date_of(*date).into())];
            t.text("poll-trouble-weekday", &args)
        }
        Trouble::Late(day) => t.a("poll-trouble-late", "day", day),
    };
    let lines = vec![wrong, t.s("poll-usage")];
    robot::note(site, tx, of, (t.s("poll-trouble-subject"), lines), back)
}

/// A poll that its author gave up.
pub fn dropped(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let subject = titled(t, "poll-dropped-subject", poll);
    robot::note(site, tx, of, (subject, vec![t.s("poll-dropped")]), back)
}

/// Neither yes nor no, nor a draft.
pub fn unclear(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let key = match poll.phase {
        Phase::Draft => "poll-unclear",
        Phase::Choosing => "poll-unclear-day",
        _ => "poll-unclear-runs",
    };
    let subject = titled(t, "poll-unclear-subject", poll);
    robot::note(site, tx, of, (subject, vec![t.s(key)]), back)
}

/// It goes out; its author can close it by a word.
pub fn opened(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, readers): (&Poll, usize),
    (in_reply_to, now): Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let lines = vec![
        t.n("poll-opened", &readers),
        t.a("poll-opened-end", "date", &end(site, t, person, poll)),
    ];
    let days = poll.form.closes.duration_since(now).as_hours() / 24 + 1;
    let question = Question {
        list,
        settings,
        person,
        what: What::PollRuns(poll.no),
        days,
        subject: titled(t, "poll-opened-subject", poll),
        text: robot::paragraphs(t, person, &lines),
        in_reply_to,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}

/// Several days came out alike: which one?
pub fn which_day(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, tied, until): (&Poll, &First, Timestamp),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let days = tied.days.iter().map(|(n, _, words)| format!("  {n}. {words}"));
    let until = t.date_time(until, &site.zone_of(list)?);
    let lines = vec![
        t.a("poll-tie", "title", &poll.form.title),
        days.collect::<Vec<_>>().join("\n"),
        t.a("poll-tie-how", "date", &until),
    ];
    let question = Question {
        list,
        settings,
        person,
        what: What::PollDay(poll.no),
        days: 4,
        subject: titled(t, "poll-tie-subject", poll),
        text: robot::paragraphs(t, person, &lines),
        in_reply_to: None,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}
