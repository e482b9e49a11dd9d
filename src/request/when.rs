//! What follows a command: days, durations, hours, numbers, choices, in any language we have. No
//! clock: today is an argument.

mod day;
mod moment;
mod rhythm;

use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::catalogue::{catalogue, expressions, values};
use super::month;
use super::verb::Verb;
use super::words::{Word, begins, longest, words};
use crate::list::member::Order;
use crate::locale::{self, Value};
use crate::mail::recognise;

pub use self::day::{Named, Unread, day};
pub use self::moment::moment;
pub use self::rhythm::{Rhythm, rhythm};

/// Days ahead that a date may be.
const AHEAD: i32 = 400;

struct Words {
    until: Vec<Vec<String>>,
    tomorrow: Vec<Vec<String>>,
    month_end: Vec<Vec<String>>,
    noon: Vec<Vec<String>>,
    am: Vec<Vec<String>>,
    pm: Vec<Vec<String>>,
    units: [Vec<Vec<String>>; 4],
    numbers: Vec<(String, i32)>,
    ordinals: Vec<(String, i32)>,
    months: Vec<(String, i8)>,
    weekdays: Vec<(String, i8)>,
    short_weekdays: Vec<(String, i8)>,
    activity: Vec<Vec<String>>,
    posts: Vec<Vec<String>>,
    languages: Vec<(String, String)>,
}

fn tables() -> &'static Words {
    static ALL: OnceLock<Words> = OnceLock::new();
    ALL.get_or_init(|| {
        let number =
            |(words, value): (Vec<String>, String)| Some((words.concat(), value.parse().ok()?));
        Words {
            until: expressions("command-until"),
            tomorrow: expressions("command-tomorrow"),
            month_end: expressions("command-month-end"),
            noon: expressions("command-noon"),
            am: expressions("command-am"),
            pm: expressions("command-pm"),
            units: ["day", "week", "month", "year"]
                .map(|u| expressions(&format!("command-unit-{u}"))),
            numbers: values("command-numbers").into_iter().filter_map(number).collect(),
            ordinals: values("command-ordinals").into_iter().filter_map(number).collect(),
            months: months(),
            weekdays: named("weekday", 7),
            short_weekdays: short("command-weekday-short").collect(),
            activity: expressions("command-activity"),
            posts: expressions("command-posts"),
            languages: values("command-languages")
                .into_iter()
                .map(|(w, v)| (w.concat(), v))
                .collect(),
        }
    })
}

fn named(key: &str, last: i8) -> Vec<(String, i8)> {
    let of = |n: i8| {
        let name = move |l: &locale::Locale| l.text(key, &[("n", Value::from(n))]);
        locale::all()
            .iter()
            .map(move |l| (recognise::words(&name(l)).concat(), n))
            .collect::<Vec<_>>()
    };
    (1..=last).flat_map(of).collect()
}

fn months() -> Vec<(String, i8)> {
    named("month", 12).into_iter().chain(short("command-month-short")).collect()
}

fn short(key: &str) -> impl Iterator<Item = (String, i8)> {
    values(key).into_iter().filter_map(|(w, v)| Some((w.concat(), v.parse().ok()?)))
}

/// The number of a month, by its name in any language.
pub(super) fn month_named(folded: &str) -> Option<i8> {
    tables().months.iter().find(|(name, _)| *name == folded).map(|(_, n)| *n)
}

fn is_one(word: Option<&Word>, of: &[Vec<String>]) -> bool {
    word.is_some_and(|w| of.iter().any(|e| e.len() == 1 && e.first() == Some(&w.folded)))
}

fn value_of<V: Copy>(word: Option<&Word>, table: &[(String, V)]) -> Option<V> {
    word.and_then(|w| table.iter().find(|(name, _)| *name == w.folded)).map(|(_, v)| *v)
}

/// A day of a month: `3`, `1er`, `3rd`.
fn day_number(word: Option<&Word>) -> Option<i8> {
    let text = &word?.folded;
    let ends = ["er", "st", "nd", "rd", "th", "e"].iter().find_map(|end| text.strip_suffix(end));
    ends.unwrap_or(text).parse().ok().filter(|n| (1..=31).contains(n))
}

fn year_number(word: Option<&Word>) -> Option<i16> {
    word?.folded.parse().ok().filter(|n| (2000..=2100).contains(n))
}

/// The next day after `today` on this day and month.
fn coming(day: i8, month: i8, year: Option<i16>, today: Date) -> Option<Date> {
    let in_year = |year| Date::new(year, month, day).ok();
    match year {
        Some(year) => in_year(year).filter(|d| *d > today),
        None => in_year(today.year()).filter(|d| *d > today).or_else(|| in_year(today.year() + 1)),
    }
}

/// A date and how many words it takes.
type Dated = (Option<Date>, usize);

/// Reads one date at the head of `rest`, for `today`; the day before it in the text, if there was one,
/// lends its month. `None`: no date stands there; one that cannot be is taken and counts for nothing.
fn date_at(text: &str, rest: &[Word], today: Date, before: Option<Date>) -> Option<Dated> {
    let tables = tables();
    let at = |n: usize| rest.get(n);
    if let (Some(year), Some(month), Some(day)) =
        (year_number(at(0)), day_number(at(1)), day_number(at(2)))
    {
        return Some((coming(day, month, Some(year), today), 3));
    }
    if let Some(n) = longest(rest, &tables.month_end)
        && let Some(month) = value_of(at(n), &tables.months)
    {
        let from = today.first_of_month().yesterday().unwrap_or(today);
        let first = coming(1, month, year_number(at(n + 1)), from);
        return Some((first.map(Date::last_of_month), n + 1));
    }
    by_day(text, rest, today)
        .or_else(|| by_month(rest, today))
        .or_else(|| span_at(rest, today))
        .or_else(|| weekday_at(rest, today))
        .or_else(|| bare_day(rest, today, before))
}

/// « 3 juin », “3rd of June 2019”, `15/06`.
fn by_day(text: &str, rest: &[Word], today: Date) -> Option<Dated> {
    let at = |n: usize| rest.get(n);
    let month = |n: usize| value_of(at(n), &tables().months);
    let day = day_number(at(0))?;
    // One small word may stand between.
    let skip = 1 + usize::from(month(1).is_none() && month(2).is_some() && is_small(at(1)));
    if let Some(month) = month(skip) {
        let year = year_number(at(skip + 1));
        return Some((coming(day, month, year, today), skip + 1 + usize::from(year.is_some())));
    }
    let (other, first, second) = (day_number(at(1))?, at(0)?, at(1)?);
    (text.get(first.end..second.start) == Some("/"))
        .then(|| (slashed(day, other, year_number(at(2)), today), 2))
}

/// “June 3”, “June the 3rd, 2019”, « septembre ».
fn by_month(rest: &[Word], today: Date) -> Option<Dated> {
    let at = |n: usize| rest.get(n);
    let month = value_of(at(0), &tables().months)?;
    let plain = |n: usize| day_number(at(n));
    let day = plain(1).map(|d| (d, 2));
    let day = day.or_else(|| plain(2).filter(|_| is_small(at(1))).map(|d| (d, 3)));
    let (day, next) = day.unwrap_or((1, 1));
    let year = year_number(at(next));
    Some((coming(day, month, year, today), next + usize::from(year.is_some())))
}

/// « jusqu'au 3 », “to 15”: a day of this month, or of the one just named.
fn bare_day(rest: &[Word], today: Date, before: Option<Date>) -> Option<Dated> {
    let tables = tables();
    let n = longest(rest, &tables.until)?;
    let day = day_number(rest.get(n))?;
    let unit = tables.units.iter().any(|u| is_one(rest.get(n + 1), u));
    if unit || value_of(rest.get(n + 1), &tables.months).is_some() {
        return None;
    }
    let from = before.map_or(today, |d| d.first_of_month().yesterday().unwrap_or(d)).max(today);
    Some((day_of_month(day, from), n + 1))
}

fn is_small(word: Option<&Word>) -> bool {
    is_one(word, &catalogue().filler)
}

/// `3/6`: which is the month, only where it cannot be the other.
fn slashed(a: i8, b: i8, year: Option<i16>, today: Date) -> Option<Date> {
    match (a > 12, b > 12) {
        (true, false) => coming(a, b, year, today),
        (false, true) => coming(b, a, year, today),
        (false, false) if a == b => coming(a, b, year, today),
        _ => None,
    }
}

fn day_of_month(day: i8, after: Date) -> Option<Date> {
    let mut month = after.first_of_month();
    for _ in 0..3 {
        if let Ok(date) = Date::new(month.year(), month.month(), day)
            && date > after
        {
            return Some(date);
        }
        month = month.checked_add(1.month()).ok()?;
    }
    None
}

/// “2 semaines”, “a month”, « deux jours ».
fn span_at(rest: &[Word], today: Date) -> Option<Dated> {
    let tables = tables();
    let first = rest.first()?;
    let many: Option<i32> =
        first.folded.parse().ok().or_else(|| value_of(Some(first), &tables.numbers));
    let many = many.filter(|n| (1..=AHEAD).contains(n))?;
    let unit = tables.units.iter().position(|u| is_one(rest.get(1), u));
    // « une quinzaine », “a fortnight”: the number is the word itself.
    let many = match (unit, value_of(rest.get(1), &tables.numbers)) {
        (None, Some(days)) if many == 1 && days > 12 => {
            return Some((today.checked_add(days.days()).ok(), 2));
        }
        _ => many,
    };
    let span = match unit? {
        0 => many.days(),
        1 => many.weeks(),
        2 => many.months(),
        _ => many.years(),
    };
    Some((today.checked_add(span).ok(), 2))
}

fn weekday_at(rest: &[Word], today: Date) -> Option<Dated> {
    let tables = tables();
    if let Some(n) = longest(rest, &tables.tomorrow) {
        return Some((today.tomorrow().ok(), n));
    }
    let named = value_of(rest.first(), &tables.weekdays)?;
    let day = Weekday::from_monday_one_offset(named).ok()?;
    // « lundi 3 juin »: the date counts.
    let dated =
        day_number(rest.get(1)).is_some() || value_of(rest.get(1), &tables.months).is_some();
    (!dated).then(|| (today.nth_weekday(1, day).ok(), 1))
}

/// The last day named: of « du 1er au 15 juillet », the 15th. `None`: no day that can be read, or one
/// that is past or too far.
pub fn until(tail: &str, today: Date) -> Option<Date> {
    let all = words(tail);
    let mut found: Option<Date> = None;
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let taken = date_at(tail, rest, today, found);
        if let Some((date, _)) = taken {
            found = date;
        }
        rest = rest.get(taken.map_or(1, |(_, n)| n.max(1))..).unwrap_or_default();
    }
    found.filter(|d| *d > today && (*d - today).get_days() <= AHEAD)
}

/// Whether a text names a day, whatever today is.
pub fn is_date(tail: &str) -> bool {
    let today = Date::constant(2024, 2, 28);
    let all = words(tail);
    (0..all.len()).any(|at| date_at(tail, all.get(at..).unwrap_or_default(), today, None).is_some())
}

/// A day of the week (1 is Monday) and a minute of the day; `None`: something else is said.
pub fn hour(tail: &str) -> Option<(Option<u8>, Option<u16>)> {
    let (all, tables) = (words(tail), tables());
    let (mut day, mut minute) = (None, None);
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let taken = if let Some(named) = value_of(rest.first(), &tables.weekdays) {
            day = u8::try_from(named).ok();
            1
        } else if let Some((at, n)) = minute_at(rest) {
            minute = Some(at);
            n
        } else if let Some(n) =
            longest(rest, &catalogue().filler).or(longest(rest, &catalogue().polite))
        {
            n
        } else {
            let matin = ["matin", "morning", "every", "each", "chaque", "at"];
            if !rest.first().is_some_and(|w| matin.contains(&w.folded.as_str())) {
                return None;
            }
            1
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    (day.is_some() || minute.is_some()).then_some((day, minute))
}

/// An hour at the head, as a minute of the day, and how many words it takes.
fn minute_at(rest: &[Word]) -> Option<(u16, usize)> {
    let tables = tables();
    if longest(rest, &tables.noon).is_some() {
        return Some((720, 1));
    }
    let first = &rest.first()?.folded;
    let digits = first.chars().take_while(char::is_ascii_digit).count();
    let (head, tail) = first.split_at_checked(digits)?;
    let hour: u16 = head.parse().ok().filter(|h| *h < 24)?;
    let number =
        |n: usize| rest.get(n).and_then(|w| w.folded.parse::<u16>().ok()).filter(|m| *m < 60);
    let is_h = |w: &Word| ["h", "heure", "heures", "hr"].contains(&w.folded.as_str());
    let (mut minute, mut taken) = (0, 1);
    let mut half = tail;
    if let Some(after) = tail.strip_prefix('h') {
        half = "";
        minute = if after.is_empty() { 0 } else { after.parse().ok().filter(|m| *m < 60)? };
        if after.is_empty()
            && let Some(m) = number(1)
        {
            (minute, taken) = (m, 2);
        }
    } else if rest.get(1).is_some_and(is_h) {
        taken = 2;
        if let Some(m) = number(2) {
            (minute, taken) = (m, 3);
        }
    } else if let Some(m) = number(1) {
        (minute, taken) = (m, 2);
    } else if let Some(word) = rest.get(1)
        && tail.is_empty()
    {
        // “7:30pm” is `7` and `30pm`.
        let digits = word.folded.chars().take_while(char::is_ascii_digit).count();
        if let Some((m, end)) = word.folded.split_at_checked(digits).filter(|(m, _)| !m.is_empty())
        {
            minute = m.parse().ok().filter(|m| *m < 60)?;
            (half, taken) = (end, 2);
        }
    }
    let after = rest.get(taken..).unwrap_or_default();
    let of = |table: &[Vec<String>]| table.iter().filter(|e| begins(after, e)).map(Vec::len).max();
    let (half, more) = match (half, of(&tables.am), of(&tables.pm)) {
        ("am", ..) => (Some(false), 0),
        ("pm", ..) => (Some(true), 0),
        ("", Some(n), _) => (Some(false), n),
        ("", _, Some(n)) => (Some(true), n),
        ("", None, None) => (None, 0),
        _ => return None,
    };
    let hour = match half {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Some((hour * 60 + minute, taken + more))
}

/// The number of a thread: `12`, `#12`, `n° 12`, `fil 12`, or the address of its page.
pub fn number(tail: &str) -> Option<u32> {
    let first = tail.split_whitespace().find(|w| w.contains("/f/"));
    if let Some((_, after)) = first.and_then(|link| link.split_once("/f/")) {
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        return digits.parse().ok();
    }
    let all = words(tail);
    let skip = all.iter().take_while(|w| {
        ["n", "no", "fil", "le", "thread", "the", "o", "number", "numero"]
            .contains(&w.folded.as_str())
    });
    let n = skip.count();
    all.get(n).and_then(|w| w.folded.parse().ok())
}

/// The digit by which somebody answers a question that offers a few: `2`, `2)`, « le 2 », « deux »,
/// `Option 2`; what follows it is talk.
pub fn digit(said: &str) -> Option<u8> {
    let line = said.lines().map(str::trim).find(|l| !l.is_empty())?;
    let all = words(line);
    let fillers = ["le", "la", "n", "no", "numero", "number", "option", "choix", "choice"];
    let first = all.iter().find(|w| !fillers.contains(&w.folded.as_str()))?;
    if let Ok(n) = first.folded.parse() {
        return Some(n);
    }
    // « Un ami m'en a parlé » answers nothing.
    let named = |(word, n): &(String, i32)| {
        (*word == first.folded).then(|| u8::try_from(*n).ok()).flatten()
    };
    (all.len() == 1).then(|| tables().numbers.iter().find_map(named)).flatten()
}

/// A number in words.
pub(super) fn spelled(folded: &str) -> Option<u8> {
    let named = tables().numbers.iter().find(|(word, _)| *word == folded);
    named.and_then(|(_, n)| u8::try_from(*n).ok())
}

/// A rank: « deuxième », `2e`, "2nd".
pub(super) fn ordinal(folded: &str) -> Option<u8> {
    let named = tables().ordinals.iter().find(|(word, _)| *word == folded);
    let named = named.and_then(|(_, n)| u8::try_from(*n).ok());
    let ends = ["eme", "er", "re", "st", "nd", "rd", "th", "e"];
    let digit = || ends.iter().find_map(|end| folded.strip_suffix(end)?.parse().ok());
    named.or_else(digit)
}

/// Whether a word measures time: « semaines », "days".
pub(super) fn is_unit(word: &Word) -> bool {
    tables().units.iter().any(|unit| is_one(Some(word), unit))
}

/// What somebody chose among what a command offers, in our word for it.
pub fn chosen(verb: Verb, tail: &str) -> Option<String> {
    let (all, tables) = (words(tail), tables());
    let rest: &[Word] = {
        let skip = longest(&all, &catalogue().filler).filter(|n| *n < all.len()).unwrap_or(0);
        all.get(skip..).unwrap_or_default()
    };
    let first = rest.first()?;
    match verb {
        // The last word counts: « langue en français ».
        Verb::Language => all.iter().rev().find_map(|w| {
            tables.languages.iter().find(|(name, _)| *name == w.folded).map(|(_, v)| v.clone())
        }),
        Verb::Zone => super::zone::zone(tail),
        Verb::Order | Verb::Latest => {
            let of = |table: &[Vec<String>]| {
                longest(rest, table).is_some() || longest(&all, table).is_some()
            };
            let order = if of(&tables.activity) {
                Some(Order::Activity)
            } else {
                of(&tables.posts).then_some(Order::Posts)
            };
            order.map(|o| o.word().to_owned())
        }
        Verb::Report if month::read(rest).is_some() => Some("month".to_owned()),
        Verb::Mentions | Verb::Receipts | Verb::Reminders | Verb::Report => {
            let says = |verb: Verb| {
                let of = catalogue().aliases.iter().filter(move |a| a.verb == verb);
                of.into_iter().any(|a| begins(rest, &a.words))
            };
            let on = says(Verb::Yes) || first.folded == "on";
            let off = says(Verb::No) || first.folded == "off";
            (on || off).then(|| if on { "yes" } else { "no" }.to_owned())
        }
        _ => None,
    }
}

/// Whether a text is nothing but politeness and small words.
pub fn says_nothing(tail: &str) -> bool {
    is_polite(&words(tail))
}

/// The same of words.
pub(super) fn is_polite(mut rest: &[Word]) -> bool {
    let table = catalogue();
    while let Some(n) = longest(rest, &table.filler).max(longest(rest, &table.polite)) {
        rest = rest.get(n..).unwrap_or_default();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn day(text: &str, want: Option<(i16, i8, i8)>) {
        // A Monday.
        let today = Date::constant(2019, 5, 27);
        let want = want.map(|(y, m, d)| Date::constant(y, m, d));
        assert_eq!(until(text, today), want, "{text}");
    }

    #[test]
    fn days() {
        day("jusqu'au 3 juin", Some((2019, 6, 3)));
        day("jusqu’au 1er juillet 2019", Some((2019, 7, 1)));
        day("until June 3", Some((2019, 6, 3)));
        day("until June 3rd, 2019", Some((2019, 6, 3)));
        day("until the 3rd of June", Some((2019, 6, 3)));
        day("2019-06-03", Some((2019, 6, 3)));
        day("2 semaines", Some((2019, 6, 10)));
        day("deux semaines", Some((2019, 6, 10)));
        day("pour une semaine", Some((2019, 6, 3)));
        day("for a month", Some((2019, 6, 27)));
        day("15 jours", Some((2019, 6, 11)));
        day("une quinzaine", Some((2019, 6, 11)));
        day("jusqu'à lundi", Some((2019, 6, 3)));
        day("until next Friday", Some((2019, 5, 31)));
        day("jusqu'au lundi 10 juin", Some((2019, 6, 10)));
        day("jusqu'en septembre", Some((2019, 9, 1)));
        day("jusqu'à la fin de juin", Some((2019, 6, 30)));
        day("until the end of May", Some((2019, 5, 31)));
        day("du 1er au 15 juillet", Some((2019, 7, 15)));
        day("from July 1 to 15", Some((2019, 7, 15)));
        day("jusqu'au 3", Some((2019, 6, 3)));
        day("jusqu'à demain", Some((2019, 5, 28)));
        day("jusqu'au 5 janv. 2020", Some((2020, 1, 5)));
        day("15/06", Some((2019, 6, 15)));
        day("3/6", None);
        day("jusqu'au 3 mai 2019", None);
        day("jusqu'au 31 juin", None);
        day("2 ans", None);
        day("bien méritée", None);
        day("", None);
    }

    #[test]
    fn hours() {
        let check = |text: &str, want| assert_eq!(hour(text), want, "{text}");
        check("lundi 7 h 30", Some((Some(1), Some(450))));
        check("mardi 18h", Some((Some(2), Some(1080))));
        check("7h30", Some((None, Some(450))));
        check("le vendredi à 7 h", Some((Some(5), Some(420))));
        check("Monday 7:30", Some((Some(1), Some(450))));
        check("on Friday at 5 p.m.", Some((Some(5), Some(1020))));
        check("at 7:30am", Some((None, Some(450))));
        check("12 am", Some((None, Some(0))));
        check("midi", Some((None, Some(720))));
        check("sunday", Some((Some(7), None)));
        check("25 h", None);
        check("de la réunion", None);
        check("", None);
    }

    #[test]
    fn numbers() {
        let check = |text: &str, want| assert_eq!(number(text), want, "{text}");
        check("12", Some(12));
        check("#12", Some(12));
        check("n° 12", Some(12));
        check("fil 12", Some(12));
        check("https://listes.example.org/fr/c/cdp/f/4127/", Some(4127));
        check("douze", None);
        check("la réunion de 12 h", None);
    }

    #[test]
    fn choices() {
        let check = |verb, text: &str, want: Option<&str>| {
            assert_eq!(chosen(verb, text).as_deref(), want, "{text}")
        };
        check(Verb::Language, "en", Some("en"));
        check(Verb::Language, "Français", Some("fr"));
        check(Verb::Language, "klingon", None);
        check(Verb::Language, "en français", Some("fr"));
        check(Verb::Language, "en / in English", Some("en"));
        check(Verb::Order, "par activité", Some("activity"));
        check(Verb::Order, "publications", Some("posts"));
        check(Verb::Mentions, "non merci", Some("no"));
        check(Verb::Receipts, "yes", Some("yes"));
        check(Verb::Receipts, "peut-être", None);
    }
}
