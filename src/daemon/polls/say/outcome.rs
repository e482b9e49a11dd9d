//! What a poll came to: as those who answered read it, and with what only its author reads.

use super::{Of, chosen, subject};
use crate::animation::poll::compare::Before;
use crate::animation::poll::day::{First, first};
use crate::animation::poll::pairs::{self, Pair};
use crate::animation::poll::tally::{self, Tally};
use crate::animation::poll::{Ballot, Comments, Secrecy, sheet};
use crate::clock::{TimeZone, Timestamp};
use crate::daemon::polls::{day, reached};
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::mail::compose::{Attached, line};
use crate::store::polls::{self, Poll, Standing, Voter};
use crate::store::{StoreError, Tx, people};

/// A poll, its count, and that of the same survey before.
pub(in crate::daemon::polls) type Counted<'a> = (&'a Poll, &'a Tally, Option<&'a Before>);

/// The result as everybody reads it.
fn outcome(
    site: &Site,
    (t, settings): (&Locale, &Settings),
    (poll, tally, before): Counted<'_>,
) -> Vec<String> {
    let args = [
        ("n", Value::from(tally.ballots)),
        ("asked", poll.asked.into()),
        ("title", poll.form.title.as_str().into()),
    ];
    let mut lines = vec![t.text("poll-result", &args)];
    if tally.ballots > 0 {
        lines.extend(before.map(|before| then(t, before)));
        lines.extend(tally::beside(t, &poll.form, tally, before));
    }
    lines.extend(days(t, &first(&poll.form, tally, poll.day)));
    if site.urls.reach_members() {
        let url = site.urls.poll(t.code(), &settings.slug(), poll.no);
        lines.push(t.a("poll-result-page", "url", &url));
    }
    lines
}

/// With what the figures are compared.
fn then(t: &Locale, before: &Before) -> String {
    let args = [
        ("n", Value::from(before.tally.ballots)),
        ("asked", before.asked.into()),
        ("date", t.date(before.closed(), &TimeZone::UTC).into()),
    ];
    t.text("poll-before", &args)
}

/// What came of asking people from outside.
fn outside(t: &Locale, poll: &Poll) -> Vec<String> {
    let all = poll.outside;
    let args = [("asked", Value::from(all.asked)), ("answered", all.answered.into())];
    let mut lines = Vec::new();
    lines.extend((all.asked > 0).then(|| t.text("poll-result-outside", &args)));
    lines.extend((all.declined > 0).then(|| t.n("poll-result-declined", &all.declined)));
    // Named to the one who gave them.
    let lost = poll.guests.iter().filter(|g| g.standing == Standing::Unreached);
    let lost: Vec<String> = lost.map(|g| g.mailbox.address.to_string()).collect();
    if !lost.is_empty() {
        let args = [("n", Value::from(lost.len())), ("addresses", lost.join(", ").into())];
        lines.push(t.text("poll-result-unreached", &args));
    }
    let lines = lines.join(" ");
    if lines.is_empty() { Vec::new() } else { vec![lines] }
}

/// Who offers what others look for, of those who said that they may be named.
fn pairs(t: &Locale, pairs: &[Pair]) -> Option<String> {
    let one = |pair: &Pair| {
        let offer = [
            ("who", Value::from(pair.name.as_str())),
            ("offer", shorten(&line(&pair.offer), 200).into()),
        ];
        let needs = pair.needs.iter().map(|n| tally::quoted(&shorten(&line(n), 200)));
        format!("{}\n{}", t.text("poll-pair", &offer), needs.collect::<Vec<_>>().join("\n"))
    };
    let all = pairs.iter().map(one).collect::<Vec<_>>();
    (!all.is_empty()).then(|| format!("{}\n\n{}", t.s("poll-pairs"), all.join("\n\n")))
}

/// The days that came out first, and what is attached. They are told of few answers too: it is what the
/// poll was for, and a day says nobody's name.
fn days(t: &Locale, first: &[First]) -> Vec<String> {
    let mut lines = Vec::new();
    for first in first {
        let days: Vec<String> = first.days.iter().map(|(_, _, words)| words.clone()).collect();
        let key = match (first.is_settled(), first.chosen) {
            (true, false) => "poll-day-one",
            (true, true) => "poll-day-chosen",
            (false, _) => "poll-day-tied",
        };
        let days = days.iter().map(|d| format!("  {d}")).collect::<Vec<_>>().join("\n");
        lines.push(format!("{}\n{days}", t.s(key)));
    }
    lines.extend((!first.is_empty()).then(|| t.a("poll-day-file", "file", &t.s("poll-file-day"))));
    lines
}

/// Sends a result, with the days it chose and further files.
fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, tally, lines, sheet): (&Poll, &Tally, &[String], Option<String>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let calendar = day::file(site, (t, settings), (poll, tally), now);
    let names = (t.s("poll-file-day"), t.s("poll-file-sheet"));
    let mut files = Vec::new();
    files.extend(calendar.map(|text| Attached {
        name: &names.0,
        media_type: "text/calendar; method=PUBLISH",
        bytes: text.into_bytes(),
    }));
    files.extend(sheet.map(|text| Attached {
        name: &names.1,
        media_type: "text/csv",
        bytes: text.into_bytes(),
    }));
    let text = robot::paragraphs(t, person, lines);
    let subject = subject(t, settings, ("poll-result-subject", 0), poll);
    let (reply_to, in_reply_to) = (None, None);
    let answer = robot::Answer { list, settings, person, reply_to, subject, text, in_reply_to };
    robot::send_with(site, tx, answer, &files, now).map(|_| ())
}

fn comments(t: &Locale, tally: &Tally) -> Option<String> {
    let quoted = tally.comments.iter().map(|c| tally::quoted(c)).collect::<Vec<_>>();
    (!quoted.is_empty()).then(|| format!("{}\n{}", t.s("poll-comments"), quoted.join("\n")))
}

/// Tells one voter the result.
pub fn result(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, tally, before): Counted<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let tally = &tally.for_voters(&poll.form);
    let mut lines = outcome(site, (t, of.1), (poll, tally, before));
    if poll.form.comments == Comments::Shown && tally::is_told(&poll.form, tally) {
        lines.extend(comments(t, tally));
    }
    lines.push(t.s("poll-result-thanks"));
    send(site, tx, of, (poll, tally, &lines, None), now)
}

fn said_by(t: &Locale, poll: &Poll, (who, ballot): (&str, &Ballot)) -> String {
    let said = chosen(t, &poll.form, ballot).join(" · ");
    t.text("poll-who-said", &[("who", Value::from(who)), ("said", said.into())])
}

/// Who answered what, of a poll that said so when it asked.
pub fn by_name(
    tx: &Tx<'_>,
    (settings, author): (&Settings, &Person),
    poll: &Poll,
) -> Result<Vec<String>, StoreError> {
    let (mut lines, mut after) = (Vec::new(), None);
    if poll.form.secrecy == Secrecy::Secret {
        return Ok(lines);
    }
    let t = robot::locale_for(author, settings);
    for (at, guest) in poll.guests.iter().enumerate() {
        let voter = Voter::Guest(u16::try_from(at + 1).unwrap_or(u16::MAX));
        if let Some(ballot) = polls::ballot(tx, poll, voter)? {
            lines.push(said_by(t, poll, (guest.mailbox.display(), &ballot)));
        }
    }
    while let Some((last, members)) = reached(tx, poll.list, after)? {
        after = Some(last);
        for id in members {
            let (Some(person), Some(ballot)) = (people::get(tx, id)?, polls::ballot(tx, poll, id)?)
            else {
                continue;
            };
            lines.push(said_by(t, poll, (person.display(), &ballot)));
        }
    }
    Ok(lines)
}

/// Tells its author the result, with what only they read.
pub fn report(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    ((poll, tally, before), ballots, named): (Counted<'_>, &[Ballot], Vec<String>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let mut lines = outcome(site, (t, of.1), (poll, tally, before));
    if tally::is_told(&poll.form, tally) {
        lines.extend(comments(t, tally));
        lines.extend(pairs(t, &pairs::pairs(&poll.form, ballots)));
    }
    lines.extend(outside(t, poll));
    lines.extend((!named.is_empty()).then(|| named.join("\n")));
    lines.push(t.s("poll-result-author"));
    lines.push(t.a("poll-result-sheet", "file", &t.s("poll-file-sheet")));
    let sheet = sheet::sheet(&poll.form, tally, poll.asked, before);
    send(site, tx, of, (poll, tally, &lines, Some(sheet)), now)
}
