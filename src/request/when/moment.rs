//! A moment to come, as people write it: « lundi 9 h », “tomorrow at 9 am”, « 3 juin à 17 h 30 ». All of
//! the text must be one, or it is none.

use jiff::civil::{Date, Time, Weekday};
use jiff::{ToSpan, Zoned};

use super::{AHEAD, by_day, by_month, date_at, day_number, day_of_month, minute_at, span_at};
use super::{longest, tables, value_of};
use crate::request::catalogue::{catalogue, expressions};
use crate::request::words::{Word, words};

/// The minute of the day meant by who names a day alone.
const MORNING: u16 = 9 * 60;

/// What was read so far.
#[derive(Default)]
pub(super) struct Read {
    pub(super) day: Option<Date>,
    pub(super) minute: Option<u16>,
    /// By its name: the same day a week later will do.
    pub(super) weekly: bool,
}

/// The moment that a text names, after `now` and in its zone; an hour that a change of clocks leaves out
/// is the one after it. `None`: it is something else, or past, or too far.
pub fn moment(tail: &str, now: &Zoned) -> Option<Zoned> {
    let today = now.date();
    let read = read(tail, today)?;
    let minute = read.minute.unwrap_or(MORNING);
    let on = |day: Date| day.to_datetime(time(minute)?).to_zoned(now.time_zone().clone()).ok();
    let first = on(read.day.unwrap_or(today)).filter(|at| at > now);
    let at = match (first, read.day) {
        (Some(at), _) => at,
        (None, None) => on(today.tomorrow().ok()?)?,
        (None, Some(day)) if read.weekly => on(day.checked_add(1.week()).ok()?)?,
        (None, Some(_)) => return None,
    };
    ((at.date() - today).get_days() <= AHEAD).then_some(at)
}

/// The hour that a minute of the day is.
pub(super) fn time(minute: u16) -> Option<Time> {
    Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
}

/// All of a text as a day, an hour, or both; `None`: it says something else too, or neither.
pub(super) fn read(tail: &str, today: Date) -> Option<Read> {
    let all = words(tail);
    let mut read = Read::default();
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let taken = step(tail, rest, today, &mut read)?;
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    (read.day.is_some() || read.minute.is_some()).then_some(read)
}

/// Takes what stands at the head; how many words that was. `None`: it belongs to no moment.
fn step(tail: &str, rest: &[Word], today: Date, read: &mut Read) -> Option<usize> {
    let tables = tables();
    let of = |key: &str| longest(rest, &expressions(key));
    if let Some(n) = of("command-today") {
        read.day = Some(today);
        return Some(n);
    }
    if let Some(n) = longest(rest, &tables.tomorrow) {
        read.day = today.tomorrow().ok();
        return Some(n);
    }
    // Of a day to come, today is one.
    let before = today.yesterday().ok()?;
    let dated = by_day(tail, rest, before).or_else(|| by_month(rest, before));
    let dated = dated.or_else(|| span_at(rest, today));
    if let Some((day, n)) = dated {
        read.day = Some(day?);
        return Some(n);
    }
    if says_hour(rest)
        && let Some((minute, n)) = minute_at(rest)
    {
        read.minute = Some(minute);
        return Some(n);
    }
    if let Some(named) = value_of(rest.first(), &tables.weekdays) {
        let after = rest.get(1..).unwrap_or_default();
        // « lundi 3 juin »: the date counts.
        let dated = by_day(tail, after, before).or_else(|| by_month(after, before)).is_some();
        if !dated {
            let day = Weekday::from_monday_one_offset(named).ok()?;
            (read.day, read.weekly) = (before.nth_weekday(1, day).ok(), true);
        }
        return Some(1);
    }
    if let Some((day, n)) = date_at(tail, rest, before, None) {
        read.day = Some(day?);
        return Some(n);
    }
    if let Some(day) = day_number(rest.first()) {
        // « le 3 à 9 h » names a day, « lundi 9 » an hour.
        match rest.len() {
            1 if read.day.is_some() => read.minute = Some(minute_at(rest)?.0),
            _ => read.day = day_of_month(day, before),
        }
        return Some(1);
    }
    let small = longest(rest, &catalogue().filler).max(longest(rest, &catalogue().polite));
    small.or_else(|| of("command-moment-filler"))
}

/// Whether the number at the head is an hour: a bare one may be a day.
fn says_hour(rest: &[Word]) -> bool {
    let tables = tables();
    let Some(first) = rest.first() else { return false };
    if longest(rest, &tables.noon).is_some() {
        return true;
    }
    let end = first.folded.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, letters) = first.folded.split_at_checked(end).unwrap_or_default();
    if digits.is_empty() || !letters.is_empty() {
        return !digits.is_empty() && ["h", "a", "p"].iter().any(|c| letters.starts_with(c));
    }
    let after = rest.get(1..).unwrap_or_default();
    let unit = |w: &Word| ["h", "heure", "heures", "hr", "am", "pm"].contains(&w.folded.as_str());
    let minutes = |w: &Word| {
        let figures = w.folded.bytes().take_while(u8::is_ascii_digit).count();
        w.start == first.end + 1 && figures == 2
    };
    let half = longest(after, &tables.am).or(longest(after, &tables.pm)).is_some();
    half || after.first().is_some_and(|w| unit(w) || minutes(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        // A Monday morning, in Montréal.
        let now: Zoned = "2019-05-27T07:20[America/Toronto]".parse().unwrap();
        let got = moment(text, &now).map(|at| at.datetime().to_string());
        assert_eq!(got.as_deref(), want, "{text}");
    }

    #[test]
    fn moments() {
        check("lundi 9 h", Some("2019-05-27T09:00:00"));
        check("lundi 7 h", Some("2019-06-03T07:00:00"));
        check("lundi", Some("2019-05-27T09:00:00"));
        check("Monday 9 am", Some("2019-05-27T09:00:00"));
        check("on Monday at 9:30 a.m.", Some("2019-05-27T09:30:00"));
        check("mardi 9h30", Some("2019-05-28T09:30:00"));
        check("mardi matin à 8 h", Some("2019-05-28T08:00:00"));
        check("mardi prochain à midi", Some("2019-05-28T12:00:00"));
        check("demain", Some("2019-05-28T09:00:00"));
        check("tomorrow at 5 p.m.", Some("2019-05-28T17:00:00"));
        check("aujourd'hui 17 h", Some("2019-05-27T17:00:00"));
        check("aujourd’hui à 17h", Some("2019-05-27T17:00:00"));
        check("today 6 am", None);
        check("17 h", Some("2019-05-27T17:00:00"));
        check("6 h", Some("2019-05-28T06:00:00"));
        check("3 juin 9 h", Some("2019-06-03T09:00:00"));
        check("le lundi 3 juin à 9 h", Some("2019-06-03T09:00:00"));
        check("le 3 à 9 h", Some("2019-06-03T09:00:00"));
        check("June 3 at 9", Some("2019-06-03T09:00:00"));
        check("2019-06-03 09:15", Some("2019-06-03T09:15:00"));
        check("dans 2 jours", Some("2019-05-29T09:00:00"));
        check("in two weeks", Some("2019-06-10T09:00:00"));
        check("lundi 9", Some("2019-05-27T09:00:00"));
        check("bientôt", None);
        check("un guide de jardinage", None);
        check("25 h", None);
        check("3 mai 2019", None);
        check("", None);
    }

    #[test]
    fn clocks_that_change() {
        let at = |now: &str, text: &str| {
            let now: Zoned = now.parse().unwrap();
            moment(text, &now).map(|at| at.timestamp().to_string())
        };
        // Two in the morning is no hour on that day; nine o'clock is an hour earlier in the sun.
        let spring = "2019-03-08T12:00[America/Toronto]";
        assert_eq!(at(spring, "dimanche 2 h 30").as_deref(), Some("2019-03-10T07:30:00Z"));
        assert_eq!(at(spring, "lundi 9 h").as_deref(), Some("2019-03-11T13:00:00Z"));
        assert_eq!(at(spring, "samedi 9 h").as_deref(), Some("2019-03-09T14:00:00Z"));
    }
}
