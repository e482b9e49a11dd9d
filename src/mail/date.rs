//! Dates as mail of forty years wrote them, where the form of RFC 5322 §3.3 was not kept: a year of two
//! digits, no zone, `ctime`, ISO 8601, months in French. Says nothing of whether a date is believable.

use jiff::SignedDuration;
use jiff::civil::DateTime;

use crate::clock::{TimeZone, Timestamp};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Where French differs in what it begins with; `juin` and `juil` differ later.
const FRENCH: [(&str, usize); 8] = [
    ("janv", 0),
    ("fév", 1),
    ("fev", 1),
    ("avr", 3),
    ("mai", 4),
    ("juin", 5),
    ("juil", 6),
    ("aoû", 7),
];

/// Zones by name (RFC 5322 §4.3), in hours; what else is named is taken for UTC.
const ZONES: [(&str, i64); 16] = [
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("AST", -4),
    ("ADT", -3),
    ("CET", 1),
    ("CEST", 2),
    ("MET", 1),
    ("MEST", 2),
    ("BST", 1),
    ("JST", 9),
];

/// Which month a word names, from 0.
pub(super) fn month(word: &str) -> Option<usize> {
    let word = word.trim_end_matches(['.', ',']).to_lowercase();
    let french =
        FRENCH.iter().find(|(m, _)| word.starts_with(m) || (*m == "aoû" && word == "aout"));
    let letters = word.chars().all(char::is_alphabetic) && (3..=9).contains(&word.chars().count());
    let english = || MONTHS.iter().position(|m| word.starts_with(m));
    letters.then(|| french.map(|(_, at)| *at).or_else(english)).flatten()
}

/// A moment that a text names, with its zone.
pub fn moment(text: &str) -> Option<Timestamp> {
    let read = Read::of(text)?;
    let at = TimeZone::UTC.to_timestamp(read.local).ok()?;
    at.checked_sub(SignedDuration::from_mins(read.zone)).ok()
}

/// A moment that a text names, taken for UTC whatever zone it names.
pub(super) fn local(text: &str) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(Read::of(text)?.local).ok()
}

/// The parts of a date.
struct Read {
    local: DateTime,
    /// Minutes east of UTC.
    zone: i64,
}

impl Read {
    fn of(text: &str) -> Option<Self> {
        let text = text.get(..text.len().min(200)).unwrap_or(text).replace(',', " ");
        let words: Vec<&str> = text.split_whitespace().take(20).collect();
        let at = words.iter().position(|w| clock(w).is_some())?;
        let (hour, minute, second) = clock(words.get(at)?)?;
        let zone = words.iter().skip(at + 1).find_map(|w| zone(w)).unwrap_or(0);
        let (year, month, day) = day(&words, at)?;
        let day = i8::try_from(day).ok()?;
        // A leap second, or a clock that was set by hand.
        let second = second.min(59);
        let local = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
        Some(Self { local, zone })
    }
}

/// `20:51:00`, `20:51`, `20.51.00`, and the latter half of `2019-05-20T20:51:00Z`.
fn clock(word: &str) -> Option<(i8, i8, i8)> {
    let word = word.split_once('T').map_or(word, |(_, time)| time);
    let end = word.find(['Z', '+', '-']).unwrap_or(word.len());
    let mut parts = word.get(..end)?.split(':');
    let mut next = || parts.next().map(|p| p.split('.').next().unwrap_or_default().parse::<i8>());
    let (hour, minute) = (next()?.ok()?, next()?.ok()?);
    let second = next().unwrap_or(Ok(0)).ok()?;
    ((0..24).contains(&hour) && (0..60).contains(&minute) && second >= 0)
        .then_some((hour, minute, second))
}

/// `-0400`, `+02:00`, `EDT`, in minutes; nonsense is no zone.
fn zone(word: &str) -> Option<i64> {
    let named = word.trim_matches(['(', ')']);
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == named) {
        return Some(hours * 60);
    }
    let sign = match word.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2).filter(|_| digits.len() == 4)?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Year, month and day, in any of the orders in which they are written.
fn day(words: &[&str], clock: usize) -> Option<(i16, i8, u8)> {
    let iso = words.iter().find_map(|w| {
        let mut parts = w.split('T').next()?.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        (year.len() == 4)
            .then(|| Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)))?
    });
    if iso.is_some() {
        return iso;
    }
    // `20-May-97` is three words.
    let spread = words.iter().take(clock).flat_map(|w| w.split('-'));
    let before: Vec<&str> = spread.filter(|w| !w.is_empty()).collect();
    let at = before.iter().position(|w| month(w).is_some())?;
    let named = before.get(at).copied().and_then(month)?;
    let number = |w: &&str| w.trim_end_matches("er").parse::<u16>().ok();
    let next = |i: usize| before.get(i).and_then(number);
    let previous = at.checked_sub(1).and_then(next).filter(|d| (1..=31).contains(d));
    let following = next(at + 1);
    let late = || words.iter().skip(clock + 1).filter(|w| w.len() == 4).find_map(number);
    let (day, year) = match (previous, following) {
        (Some(day), Some(year)) => (day, year),
        (Some(day), None) => (day, late()?),
        (None, Some(day)) => (day, next(at + 2).or_else(late)?),
        (None, None) => return None,
    };
    let digits = before.get(at + 1).map_or(4, |w| w.len());
    Some((whole_year(year, digits)?, i8::try_from(named + 1).ok()?, u8::try_from(day).ok()?))
}

/// RFC 5322 §4.3: two digits under 50 are of this century; three count from 1900.
fn whole_year(year: u16, digits: usize) -> Option<i16> {
    let whole = match year {
        0..=49 if digits <= 2 => year + 2000,
        50..=99 if digits <= 2 => year + 1900,
        70..=199 => year + 1900,
        1900.. => year,
        _ => return None,
    };
    i16::try_from(whole).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        assert_eq!(moment(text).map(|at| at.to_string()).as_deref(), want, "{text}");
    }

    #[test]
    fn forms() {
        check("Mon, 20 May 2019 20:51:00 -0400", Some("2019-05-21T00:51:00Z"));
        check("Fri, 3 Jan 97 10:00:00 EST", Some("1997-01-03T15:00:00Z"));
        check("3 Jan 102 10:00:00 GMT", Some("2002-01-03T10:00:00Z"));
        check("Mon May 20 20:51:00 2019", Some("2019-05-20T20:51:00Z"));
        check("Mon May 20 20:51:00 EDT 2019", Some("2019-05-21T00:51:00Z"));
        check("2019-05-20 20:51:00 +0200", Some("2019-05-20T18:51:00Z"));
        check("2019-05-20T20:51:00Z", Some("2019-05-20T20:51:00Z"));
        check("lundi 20 mai 2019 20:51", Some("2019-05-20T20:51:00Z"));
        check("jeu., 1er août 2019 08:00:00 +0200", Some("2019-08-01T06:00:00Z"));
        check("20-May-97 20:51:00", Some("1997-05-20T20:51:00Z"));
        check("Mon, 20 May 2019 20:51:00 +9900", Some("2019-05-20T20:51:00Z"));
        check("Mon, 20 May 2019 20:51:60 GMT", Some("2019-05-20T20:51:59Z"));
        for bad in ["", "hier", "20:51", "May 2019", "32 May 2019 20:51", "20 May 2019 25:00"] {
            check(bad, None);
        }
        check("20 May 20190 20:51:00", None);
    }
}
