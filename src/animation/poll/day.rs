//! The days that a poll offers: when each is, and how we write it. How people write one is
//! [`when`]'s to read.

use jiff::civil::{Date, Time};
use jiff::{ToSpan, Zoned};
use serde::{Deserialize, Serialize};

use super::tally::{self, Tally};
use super::{Form, Kind};
use crate::clock::{TimeZone, Timestamp};
use crate::locale::{Locale, Value};
use crate::request::when::{self, Named, Unread};

/// When an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Day {
    /// All of a day, wherever one is.
    Whole(Date),
    /// From an hour on, to another where its end was said.
    Hours(Timestamp, Option<Timestamp>),
}

impl Day {
    /// Its first moment by a clock.
    pub fn starts(&self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Hours(from, _) => *from,
            Self::Whole(date) => {
                let midnight = date.to_zoned(zone.clone());
                midnight.map_or(Timestamp::MAX, |at| at.timestamp())
            }
        }
    }
}

/// Reads an option as a day, and writes it as we do: « mardi 9 juin 2026, 14 h à 16 h – chez Ann ».
///
/// # Errors
/// Why it is none.
pub fn read(text: &str, now: &Zoned, t: &Locale) -> Result<(Day, String), Unread> {
    let named = when::day(text, now)?;
    let day = placed(&named, now.time_zone()).ok_or(Unread::Day)?;
    let written = label(t, day, now.time_zone());
    if named.note.is_empty() {
        return Ok((day, written));
    }
    let args = [("day", Value::from(written)), ("note", named.note.into())];
    Ok((day, t.text("poll-day-note", &args)))
}

/// A day by the clock of a zone; an end before the beginning is on the next day.
fn placed(named: &Named, zone: &TimeZone) -> Option<Day> {
    let at = |date: Date, minute: u16| {
        let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
        let time = Time::new(hour, minute, 0, 0).ok()?;
        Some(date.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp())
    };
    let Some(from) = named.from else { return Some(Day::Whole(named.date)) };
    let to = match named.to {
        None => None,
        Some(to) if to > from => Some(at(named.date, to)?),
        Some(to) => Some(at(named.date.checked_add(1.day()).ok()?, to)?),
    };
    Some(Day::Hours(at(named.date, from)?, to))
}

/// A day as we write it, by the clock of a zone.
pub fn label(t: &Locale, day: Day, zone: &TimeZone) -> String {
    match day {
        Day::Whole(date) => t.date_of(date),
        Day::Hours(from, to) => {
            let date = t.date_with_weekday(from, zone);
            let args = [("date", Value::from(date)), ("from", t.time(from, zone).into())];
            match to {
                None => t.text("poll-day-hour", &args),
                Some(to) => {
                    let to = [("to", Value::from(t.time(to, zone)))];
                    t.text("poll-day-hours", &[&args[..], &to[..]].concat())
                }
            }
        }
    }
}

/// The days of one question that came out first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// Each with its number and its words.
    pub days: Vec<(usize, Day, String)>,
    /// Whether who asks chose among several.
    pub chosen: bool,
}

impl First {
    /// Whether one day is left.
    pub fn is_settled(&self) -> bool {
        self.days.len() == 1
    }
}

/// The days that came out first, a question each; none where nobody chose any. `word`: the number that
/// who asks chose where several did, of a poll with one question.
pub fn first(form: &Form, tally: &Tally, word: Option<u16>) -> Vec<First> {
    let asked = form.questions.iter().zip(&tally.counts);
    let dated = asked.filter(|(question, _)| question.kind == Kind::Dates);
    let of = dated.map(|(question, count)| {
        let mut places = tally::winners(count);
        let said = word.map(|n| usize::from(n).saturating_sub(1));
        let chosen = said.filter(|_| form.single().is_some() && places.len() > 1);
        if let Some(place) = chosen {
            places = vec![place];
        }
        let one =
            |at: usize| Some((at + 1, *question.days.get(at)?, question.options.get(at)?.clone()));
        First { days: places.into_iter().filter_map(one).collect(), chosen: chosen.is_some() }
    });
    of.filter(|first| !first.days.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    #[test]
    fn what_we_write_is_read_as_the_same() {
        let now: Zoned = "2026-05-25T09:00[America/Toronto]".parse().unwrap();
        for tag in ["fr", "en"] {
            let t = locale::get(tag);
            for text in [
                "mardi 9 juin 14 h",
                "9 juin",
                "Tue June 9, 2-4 pm, at Ann's",
                "9 juin 22 h à 1 h",
                "2026-11-03 – salle B",
            ] {
                let (day, written) = read(text, &now, t).unwrap();
                assert_eq!(read(&written, &now, t), Ok((day, written.clone())), "{written}");
            }
        }
        let fr = read("Tue June 9, 2-4 pm, at Ann's", &now, locale::get("fr")).unwrap();
        assert_eq!(fr.1, "mardi 9\u{a0}juin 2026, 14\u{a0}h à 16\u{a0}h – Ann's");
        assert_eq!(fr.0.starts(&TimeZone::UTC).to_string(), "2026-06-09T18:00:00Z");
        let whole = read("9 juin", &now, locale::get("en")).unwrap();
        assert_eq!(whole.1, "Tuesday, June 9, 2026");
        assert_eq!(whole.0.starts(now.time_zone()).to_string(), "2026-06-09T04:00:00Z");
    }
}
