//! `bilan`: the monthly report, at once, of a month, or whether it comes; and `temps 40 min`: what
//! animating took. Who animates several communities and writes to the address for all of them gets
//! their table.

use jiff::civil::Date;

use super::super::answer::Said;
use super::super::desk::{Desk, Place};
use super::told;
use crate::animation::report::{DAYS, Made, end_of_month, report_of, spell_minutes};
use crate::daemon::report;
use crate::list::ListId;
use crate::list::member::Role;
use crate::list::settings::Settings;
use crate::locale::{self, Locale, Value};
use crate::mail::recognise;
use crate::request::{Command, Verb, month, when};
use crate::store::changes::{self, Before};
use crate::store::{Read, StoreError, Tx, lists, reports};

/// Minutes that one person may declare for a month.
const MOST: u32 = 6_000;

fn animated<'d>(desk: &'d Desk<'_>) -> Vec<&'d Place> {
    desk.places.iter().filter(|p| p.membership.role != Role::Member).collect()
}

/// What is asked of the report itself; `None`: something is to be changed.
pub(in super::super) fn read(
    desk: &Desk<'_>,
    from: &impl Read,
    command: &Command,
) -> Result<Option<Said>, StoreError> {
    if matches!(when::chosen(Verb::Report, &command.tail).as_deref(), Some("yes" | "no")) {
        return Ok(None);
    }
    let stewards = desk.everywhere
        && desk.vouched
        && desk.site.steward.as_ref().is_some_and(|a| a.same_mailbox(&desk.person.address));
    let places = animated(desk);
    let Some(first) = places.first() else {
        return Ok(if stewards {
            Some(table(desk, &lists::all(from)?)?)
        } else {
            Some(not_theirs(desk))
        });
    };
    if stewards {
        return table(desk, &lists::all(from)?).map(Some);
    }
    if places.len() > 1 {
        let all: Vec<_> = places.iter().map(|p| (p.list, p.settings.clone())).collect();
        return table(desk, &all).map(Some);
    }
    let today = desk.site.today(first.list)?;
    let end = match end(&command.tail, today) {
        Ok(end) => end,
        Err(key) => return Ok(Some(told(desk, key))),
    };
    let facts = report::facts(desk.site, first.list, end)?;
    let made = report::make(&facts, &first.settings, &desk.person);
    Ok(Some(whole(made)))
}

/// The day after the last that a report is about.
fn end(tail: &str, today: Date) -> Result<Date, &'static str> {
    if when::says_nothing(tail) {
        return Ok(today);
    }
    let Some((year, month)) = month::named(tail) else { return Err("report-which") };
    // Without a year, the last such month there was.
    let before = i16::from(month > today.month());
    let end = end_of_month(year.unwrap_or(today.year() - before), month).ok_or("report-which")?;
    if end > today.saturating_add(jiff::Span::new().days(DAYS + 3)) {
        return Err("report-to-come");
    }
    Ok(end.min(today))
}

fn whole(made: Made) -> Said {
    Said { report: Some(Box::new(made)), ..Said::told(String::new(), String::new()) }
}

fn table(desk: &Desk<'_>, of: &[(ListId, Settings)]) -> Result<Said, StoreError> {
    let today = desk.now.to_zoned(desk.site.timezone.clone()).date();
    let table = report::table(desk.site, of, today)?;
    let t: &'static Locale = desk.t;
    Ok(whole(table.make(t, t.a("hello", "name", desk.person.greeting()))))
}

fn not_theirs(desk: &Desk<'_>) -> Said {
    told(desk, "animate-team-only")
}

/// Whether the report comes, and what animating took.
pub(super) fn change(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Said, StoreError> {
    let places = animated(desk);
    if places.is_empty() {
        return Ok(not_theirs(desk));
    }
    if command.verb == Verb::Report {
        let stop = when::chosen(Verb::Report, &command.tail).as_deref() == Some("no");
        return stopped(desk, tx, (&places, stop));
    }
    match places.as_slice() {
        [place] => time(desk, tx, (place, &command.tail)),
        _ => Ok(told(desk, "animate-which")),
    }
}

fn stopped(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (places, stop): (&[&Place], bool),
) -> Result<Said, StoreError> {
    let t = desk.t;
    let mut before = Vec::new();
    for place in places {
        let own = reports::own(tx, place.list, desk.person.id)?;
        if own.stopped != stop {
            let new = reports::Own { stopped: stop, ..own.clone() };
            reports::put_own(tx, place.list, desk.person.id, &new);
            before.push(Before::Report { list: place.list, own });
        }
    }
    let subject = t.a("report-change-subject", "list", &desk.named());
    let text = t.s(if stop { "report-stopped" } else { "report-comes" });
    if before.is_empty() {
        return Ok(Said::told(subject, text));
    }
    changes::note(tx, desk.person.id, Verb::Report.word(), before, desk.now)?;
    Ok(Said::done(subject, text))
}

/// Notes minutes for the report of late, else for the next.
fn time(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (place, tail): (&Place, &str),
) -> Result<Said, StoreError> {
    let t = desk.t;
    let list = place.list;
    let subject = t.a("report-time-subject", "list", &place.settings.name);
    let zone = desk.site.zone_of(list)?;
    let day = report_of(desk.site.today(list)?);
    let days = {
        let first = day.saturating_sub(jiff::Span::new().days(DAYS));
        let last = day.saturating_sub(jiff::Span::new().days(1));
        t.days(first, last)
    };
    let own = reports::own(tx, list, desk.person.id)?;
    let Some(minutes) = minutes(tail).filter(|m| *m <= MOST) else {
        let now = own.minutes.iter().find(|(of, _)| *of == day).map(|(_, m)| *m);
        let said = now.map(|m| spell_minutes(t, m));
        let args = [("days", Value::from(days)), ("minutes", said.unwrap_or_default().into())];
        let key = if now.is_some() { "report-time-now" } else { "report-time-how" };
        return Ok(Said::told(subject, t.text(key, &args)));
    };
    let mut new = own.clone();
    new.declare(day, (minutes > 0).then_some(minutes));
    reports::put_own(tx, list, desk.person.id, &new);
    let before = Before::Report { list, own };
    changes::note(tx, desk.person.id, Verb::Time.word(), vec![before], desk.now)?;
    let told_on = day.to_zoned(zone.clone()).map_or(desk.now, |z| z.timestamp());
    let args = [
        ("minutes", Value::from(spell_minutes(t, minutes))),
        ("days", days.into()),
        ("date", t.day_and_month(told_on, &zone).into()),
    ];
    let key = match minutes {
        0 => "report-time-none",
        _ if day > desk.site.today(list)? => "report-time-next",
        _ => "report-time-noted",
    };
    Ok(Said::done(subject, t.text(key, &args)))
}

/// `40`, `40 min`, `1 h`, `1 h 30`, `1h30`: minutes.
fn minutes(tail: &str) -> Option<u32> {
    let mut apart = String::new();
    let mut last: Option<char> = None;
    for c in tail.chars() {
        // « 1h30 » is three words.
        if last.is_some_and(|l| l.is_ascii_digit() != c.is_ascii_digit()) {
            apart.push(' ');
        }
        apart.push(c);
        last = Some(c);
    }
    let said = recognise::words(&apart);
    let at = said.iter().position(|w| w.parse::<u32>().is_ok())?;
    let mut rest = said.iter().skip(at);
    let n: u32 = rest.next()?.parse().ok()?;
    let is_hour = |word: &String| {
        locale::all().iter().any(|l| l.s("report-hour-words").split('|').any(|hour| hour == word))
    };
    match rest.next() {
        Some(unit) if is_hour(unit) => {
            let more = rest.next().and_then(|w| w.parse::<u32>().ok()).unwrap_or(0);
            n.checked_mul(60)?.checked_add(more)
        }
        _ => Some(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let check = |tail: &str, want| assert_eq!(minutes(tail), want, "{tail}");
        check("40 min", Some(40));
        check("40", Some(40));
        check("40min", Some(40));
        check("1 h", Some(60));
        check("1 h 30", Some(90));
        check("1h30", Some(90));
        check("2 heures et demie", Some(120));
        check("environ 3 hours", Some(180));
        check("beaucoup", None);
    }

    #[test]
    fn the_days_that_are_meant() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let check = |tail: &str, want: Result<&str, &'static str>| {
            assert_eq!(end(tail, day("2019-06-10")), want.map(day), "{tail}");
        };
        check("", Ok("2019-06-10"));
        check("svp", Ok("2019-06-10"));
        check("2019-05", Ok("2019-06-01"));
        check("mai", Ok("2019-06-01"));
        // The month that is under way ends today.
        check("juin", Ok("2019-06-10"));
        check("décembre", Ok("2019-01-01"));
        check("2019-09", Err("report-to-come"));
        check("des fourmis", Err("report-which"));
    }
}
