//! A day on which people may meet, as they write it: « mardi 9 juin 14 h », “Tue June 9, 2–4 pm, at
//! Ann's”, `2026-06-09`. Unlike a moment it need not have an hour, may have an end, and may be followed
//! by other words. A day that can be read in two ways is not read.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

use super::moment::{Read, read, time};
use super::{AHEAD, hour, is_one, longest, tables, value_of};
use crate::request::catalogue::catalogue;
use crate::request::words::{Word, words};

/// What may stand between an hour and the one at which it ends.
const UNTIL: [&str; 9] = ["à", "a", "to", "until", "till", "jusqu'à", "jusqu’à", "–", "-"];
/// Half a day, in minutes.
const HALF: u16 = 720;

/// A day that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The day.
    pub date: Date,
    /// When it begins, as a minute of the day; `None`: all day.
    pub from: Option<u16>,
    /// When it ends.
    pub to: Option<u16>,
    /// What else was said.
    pub note: String,
}

/// Why a text names no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// None to come, or it could be two.
    Day,
    /// It names this date, but as another day of the week.
    Weekday(Date),
}

/// Reads a day to come, today among them.
///
/// # Errors
/// Why it cannot be read.
pub fn day(text: &str, now: &Zoned) -> Result<Named, Unread> {
    let text = iso(text);
    let (named, rest) = weekday(&text);
    // « mardi 9 juin »: the date says which, the name must agree.
    if let Some(named) = named
        && let Some(found) = longest_day(rest, now)
    {
        let agrees = found.date.weekday().to_monday_one_offset() == named;
        return if agrees { Ok(found) } else { Err(Unread::Weekday(found.date)) };
    }
    let full = named.map(|n| format!("{} {rest}", crate::locale::get("en").weekday(n)));
    longest_day(full.as_deref().unwrap_or(&text), now).ok_or(Unread::Day)
}

/// `2026-06-09T14:00` with a blank for its T.
fn iso(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(char::is_ascii_digit);
    let one = |(at, c): (usize, &char)| match c {
        'T' | 't' if digit(at.checked_sub(1)) && digit(Some(at + 1)) => ' ',
        c => *c,
    };
    all.iter().enumerate().map(one).collect()
}

/// The day of the week that a text begins with, and what follows it.
fn weekday(text: &str) -> (Option<i8>, &str) {
    let all = words(text);
    let tables = tables();
    let full = |word: Option<&Word>| value_of(word, &tables.weekdays);
    let any = |word: Option<&Word>| full(word).or(value_of(word, &tables.short_weekdays));
    // « le mardi »; but “Mon” is a small word elsewhere.
    let skip = usize::from(any(all.first()).is_none() && is_one(all.first(), &catalogue().filler));
    let Some(word) = all.get(skip) else { return (None, text) };
    let (named, full) = (any(Some(word)), full(Some(word)));
    let rest = text.get(word.end..).unwrap_or_default();
    // “Mar 9” is a month, « mar. 9 juin » is not.
    let month = |w: &Word| value_of(Some(w), &tables.months).is_some();
    let dated = all.iter().skip(skip + 1).any(month) || rest.contains('/');
    match named {
        Some(_) if full.is_none() && month(word) && !dated => (None, text),
        Some(_) => (named, rest.trim_start_matches(['.', ',', ' ', '\u{a0}'])),
        None => (None, text),
    }
}

/// The longest head that is a day and nothing else; the small words at its end belong to what follows.
fn longest_day(text: &str, now: &Zoned) -> Option<Named> {
    let all = words(text);
    let mut found: Option<(Named, usize)> = None;
    for last in (0..all.len()).rev() {
        let (head, next) = (text.get(..all.get(last)?.end)?, all.get(last + 1));
        let small = is_one(next, &catalogue().filler);
        match (exact(head, now), &found) {
            (Some(day), None) if !next.is_some_and(belongs) => found = Some((day, last)),
            // « à » of « 14 h à la salle B », but not the “m” of “2 p.m.”.
            (Some(day), Some((kept, at))) if small && day == *kept && !is_half(&all, *at) => {
                found = Some((day, last));
            }
            (_, Some(_)) => break,
            _ => {}
        }
    }
    let (day, last) = found?;
    let rest = text.get(all.get(last)?.end..).unwrap_or_default();
    let note = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(').trim();
    Some(Named { note: note.to_owned(), ..day })
}

/// Whether a word is a piece of a day or an hour: without it the day would be another.
fn belongs(word: &Word) -> bool {
    let tables = tables();
    let unit = ["h", "heure", "heures", "hr", "am", "pm"].contains(&word.folded.as_str());
    let named = value_of(Some(word), &tables.months).or(value_of(Some(word), &tables.weekdays));
    unit || named.is_some() || word.folded.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the words up to this one end with “a.m.” or « du soir ».
fn is_half(all: &[Word], last: usize) -> bool {
    let tables = tables();
    let ends = |of: &[Vec<String>]| {
        of.iter().any(|e| {
            let from = (last + 1).checked_sub(e.len());
            let tail = from.and_then(|from| all.get(from..=last)).unwrap_or_default();
            !tail.is_empty() && tail.iter().zip(e).all(|(w, e)| w.folded == *e)
        })
    };
    ends(&tables.am) || ends(&tables.pm)
}

/// All of a text as a day, with or without its hours.
fn exact(text: &str, now: &Zoned) -> Option<Named> {
    if let Some(range) = range(text, now) {
        return Some(range);
    }
    let read = read(text, now.date())?;
    dated(&read, now)
}

fn dated(read: &Read, now: &Zoned) -> Option<Named> {
    let today = now.date();
    let date = read.day?;
    let at = |minute: u16| date.to_datetime(time(minute)?).to_zoned(now.time_zone().clone()).ok();
    let past = match read.minute {
        Some(minute) => at(minute).is_none_or(|at| at <= *now),
        None => date <= today && read.weekly,
    };
    let date = match past {
        true if read.weekly => date.checked_add(1.week()).ok()?,
        true => return None,
        false => date,
    };
    let near = (date - today).get_days() <= AHEAD && date >= today;
    near.then(|| Named { date, from: read.minute, to: None, note: String::new() })
}

/// « 9 juin 14 h à 16 h », “June 9, 2-4 pm”.
fn range(text: &str, now: &Zoned) -> Option<Named> {
    let joints = UNTIL.iter().flat_map(|joint| text.match_indices(joint));
    joints.into_iter().find_map(|(at, joint)| {
        let (left, right) = (text.get(..at)?, text.get(at + joint.len()..)?);
        let alone = !joint.starts_with(char::is_alphabetic)
            || (left.ends_with(char::is_whitespace) && right.starts_with(char::is_whitespace));
        let (None, Some(to)) = hour(right).filter(|_| alone)? else { return None };
        let read = read(left.trim_end_matches(" de").trim_end_matches(" from"), now.date())?;
        let from = read.minute?;
        let all = words(right);
        let afternoon = (0..all.len())
            .any(|n| longest(all.get(n..).unwrap_or_default(), &tables().pm).is_some())
            || right.to_lowercase().contains("pm");
        // “2–4 pm”: both are in the afternoon.
        let lent = afternoon && from < HALF && from + HALF < to && !has_half(left);
        let from = if lent { from + HALF } else { from };
        let named = dated(&Read { minute: Some(from), ..read }, now)?;
        Some(Named { to: Some(to), ..named })
    })
}

fn has_half(text: &str) -> bool {
    let all = words(text);
    let tables = tables();
    let at = |n: usize| all.get(n..).unwrap_or_default();
    let glued = |w: &Word| {
        let letters = w.folded.trim_start_matches(|c: char| c.is_ascii_digit());
        letters.len() < w.folded.len() && ["am", "pm"].contains(&letters)
    };
    all.iter().any(glued)
        || (0..all.len())
            .any(|n| longest(at(n), &tables.am).or(longest(at(n), &tables.pm)).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that are not read as they should be.
    fn check(all: &[(&str, &str)]) {
        let read = |case: &(&str, &str)| (case.0.to_owned(), got(case.0), case.1.to_owned());
        let wrong: Vec<_> = all.iter().map(read).filter(|(_, got, want)| got != want).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn got(text: &str) -> String {
        // A Monday morning, in Montréal.
        let now: Zoned = "2026-05-25T09:00[America/Toronto]".parse().unwrap();
        let hour = |m: u16| format!("{}:{:02}", m / 60, m % 60);
        match day(text, &now) {
            Err(Unread::Day) => "?".to_owned(),
            Err(Unread::Weekday(date)) => format!("{date} {:?}", date.weekday()),
            Ok(d) => {
                let from = d.from.map(|m| format!(" {}", hour(m))).unwrap_or_default();
                let to = d.to.map(|m| format!("-{}", hour(m))).unwrap_or_default();
                let note = if d.note.is_empty() { String::new() } else { format!(" [{}]", d.note) };
                format!("{}{from}{to}{note}", d.date)
            }
        }
    }

    #[test]
    fn days_as_people_write_them() {
        check(&[
            ("mardi 9 juin 14 h", "2026-06-09 14:00"),
            ("le mardi 9 juin à 14h30", "2026-06-09 14:30"),
            ("Mardi, 9 juin 2026, 14\u{a0}h", "2026-06-09 14:00"),
            ("mar. 9 juin, midi", "2026-06-09 12:00"),
            ("9 juin", "2026-06-09"),
            ("mardi 9 juin", "2026-06-09"),
            ("mardi 9", "2026-06-09"),
            ("mardi 14 h", "2026-05-26 14:00"),
            ("mercredi midi", "2026-05-27 12:00"),
            ("jeudi soir", "2026-05-28 [soir]"),
            ("lundi", "2026-06-01"),
            ("lundi 8 h", "2026-06-01 8:00"),
            ("lundi 10 h", "2026-05-25 10:00"),
            ("demain 18h", "2026-05-26 18:00"),
            ("1er juillet, 9 h", "2026-07-01 9:00"),
            ("Tue June 9, 2 pm", "2026-06-09 14:00"),
            ("Tuesday, June 9, 2026, 2:00 p.m.", "2026-06-09 14:00"),
            ("Tues. 9 June 2:30pm", "2026-06-09 14:30"),
            ("Mar 9", "2027-03-09"),
            ("2026-06-09", "2026-06-09"),
            ("2026-06-09 14:00", "2026-06-09 14:00"),
            ("2026-06-09T14:00", "2026-06-09 14:00"),
            ("15/06 à 10 h", "2026-06-15 10:00"),
        ]);
    }

    #[test]
    fn hours_that_end_and_words_that_follow() {
        check(&[
            ("mardi 9 juin 14 h à 16 h", "2026-06-09 14:00-16:00"),
            ("mardi 9 juin de 14 h à 16 h 30", "2026-06-09 14:00-16:30"),
            ("9 juin 14h-16h", "2026-06-09 14:00-16:00"),
            ("June 9, 2-4 pm", "2026-06-09 14:00-16:00"),
            ("June 9, 2 pm to 4 pm", "2026-06-09 14:00-16:00"),
            ("June 9, 10 am – 1 pm", "2026-06-09 10:00-13:00"),
            ("2026-06-09 14:00-15:30", "2026-06-09 14:00-15:30"),
            ("mardi 9 juin 14 h à la salle B", "2026-06-09 14:00 [à la salle B]"),
            ("mardi 9 juin 14 h à 16 h, chez Ann", "2026-06-09 14:00-16:00 [chez Ann]"),
            ("June 9 at 2 pm (by phone)", "2026-06-09 14:00 [(by phone)]"),
            ("mardi 9 juin – chez Ann", "2026-06-09 [chez Ann]"),
        ]);
    }

    #[test]
    fn what_cannot_be_read_for_sure() {
        check(&[
            ("mercredi 9 juin", "2026-06-09 Tuesday"),
            ("Mon June 9, 2 pm", "2026-06-09 Tuesday"),
            ("3/6", "?"),
            ("9 mai 2026", "?"),
            ("31 juin", "?"),
            ("bientôt", "?"),
            ("14 h", "?"),
            ("", "?"),
        ]);
    }
}
