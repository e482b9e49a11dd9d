//! What is said to who makes a poll, until it runs. Not its result.

use super::{Back, Occasion, Of, end, poll_text, titled};
use crate::animation::poll::day::{self, First};
use crate::animation::poll::draft::Trouble;
use crate::animation::poll::people::PEOPLE;
use crate::animation::poll::{Kind, OPTION_LENGTH, OPTIONS, QUESTIONS, Question, source};
use crate::clock::{Timestamp, city};
use crate::daemon::answers;
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::ask::What;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::store::polls::{Phase, Poll, Standing};
use crate::store::{StoreError, Tx};

/// Shows a draft to its author: what members get, and the same to be changed.
pub fn draft(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, readers): (&Poll, usize),
) -> Result<String, StoreError> {
    let shown = poll_text(site, (t, settings, person), (poll, Occasion::First))?;
    let indented = |line: &str| format!("    {line}").trim_end().to_owned();
    let shown = shown.lines().map(indented).collect::<Vec<_>>().join("\n");
    let source = source::source(t, &poll.form, &site.zone_of(poll.list)?);
    let lines = [
        t.n("poll-draft-goes-to", &readers),
        t.s("poll-draft-how"),
        shown,
        days(site, t, poll)?,
        outside(t, poll),
        t.s("poll-draft-change"),
        source,
    ];
    let lines: Vec<String> = lines.into_iter().filter(|l| !l.is_empty()).collect();
    Ok(robot::paragraphs(t, person, &lines))
}

/// Whom else a draft asks; empty: nobody.
fn outside(t: &Locale, poll: &Poll) -> String {
    let named = poll.form.people.len();
    if named == 0 { String::new() } else { t.n("poll-draft-outside", &named) }
}

/// By which clock the days of a draft were read, or that they could be days; empty: it has none.
fn days(site: &Site, t: &Locale, poll: &Poll) -> Result<String, StoreError> {
    let zone = site.zone_of(poll.list)?;
    if poll.form.questions.iter().any(|q| q.kind == Kind::Dates) {
        return Ok(t.a("poll-draft-days", "zone", &city(&zone)));
    }
    let now = poll.drafted.to_zoned(zone);
    let named = |q: &&Question| {
        matches!(q.kind, Kind::One | Kind::Many)
            && q.options.iter().all(|option| day::read(option, &now, t).is_ok())
    };
    let days = poll.form.single().filter(named).is_some();
    Ok(if days { t.s("poll-draft-dates") } else { String::new() })
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
        Trouble::Person(said) => t.a("poll-trouble-person", "said", &shorten(said, 60)),
        Trouble::ManyPeople => t.n("poll-trouble-people", &PEOPLE),
        Trouble::OnlySurveys => t.s("poll-trouble-only-surveys"),
        Trouble::OnlyHosts => t.s("poll-trouble-only-hosts"),
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
        Phase::Closed => "poll-unclear-again",
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
    let waits = poll.guests.iter().filter(|g| g.standing == Standing::Waiting).count();
    let left_out = poll.guests.len() - waits;
    let mut lines = vec![t.n("poll-opened", &readers)];
    lines.extend((!poll.guests.is_empty()).then(|| t.n("poll-opened-outside", &waits)));
    lines.extend((left_out > 0).then(|| t.n("poll-opened-left-out", &left_out)));
    lines.push(t.a("poll-opened-end", "date", &end(site, t, person, poll)));
    let days = poll.form.closes.duration_since(now).as_hours() / 24 + 1;
    let question = answers::Question {
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
    let question = answers::Question {
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

/// Here only those who animate make polls: what a member can do instead.
pub fn not_theirs(site: &Site, tx: &mut Tx<'_>, of: Of<'_>, back: Back) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let lines = vec![t.a("poll-not-theirs", "list", &of.1.name), t.s("poll-not-theirs-how")];
    robot::note(site, tx, of, (t.s("poll-not-theirs-subject"), lines), back)
}

/// Nearly a year ago: shall it be asked again?
pub fn again(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, answered): (&Poll, usize),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let args = [
        ("title", Value::from(poll.form.title.as_str())),
        ("date", t.date(poll.form.closes, &site.zone_of(list)?).into()),
        ("n", answered.into()),
    ];
    let subject =
        if poll.form.asks_value() { "poll-quarter-subject" } else { "poll-again-subject" };
    let question = answers::Question {
        list,
        settings,
        person,
        what: What::PollAgain(poll.no),
        days: 45,
        subject: titled(t, subject, poll),
        text: robot::paragraphs(
            t,
            person,
            &[t.text("poll-again-offer", &args), t.s("poll-again-how")],
        ),
        in_reply_to: None,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}
