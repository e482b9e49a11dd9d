//! Lines by which mail programs introduce what they quote: « Le 20 mai 2019, Zoé a écrit : » and
//! “-----Original Message-----”. Header blocks are [`super::header`]'s.

use std::ops::Range;

use super::lines::{Lines, is_rule_char};
use crate::mail::address::Address;
use crate::mail::recognise::{Expression, begins, ends, holds, may_begin, tables, words};

/// Lines longer than this are paragraphs.
const MAX_LENGTH: usize = 400;
/// An attribution wraps over no more lines than this.
const MAX_LINES: usize = 4;

/// What a line, or several joined, holds of an attribution.
struct Facts {
    body: String,
    words: Vec<String>,
    introduces: bool,
    email: bool,
    year: bool,
    time: bool,
    date: bool,
}

impl Facts {
    fn of(body: &str) -> Self {
        let bare = body.trim_matches(is_rule_char);
        let words = words(bare);
        let year = words.iter().any(|w| is_year(w));
        let time = has_time(bare);
        let digits = words.iter().any(|w| w.bytes().all(|b| b.is_ascii_digit()));
        let calendar = holds(&words, &tables().calendar);
        Self {
            introduces: introduces(body),
            email: body.split_whitespace().any(is_email),
            year,
            time,
            date: year || time || (calendar && digits),
            words,
            body: bare.trim().to_owned(),
        }
    }

    /// A quotation follows for sure: this needs to look like an attribution, not to prove it.
    fn is_likely(&self) -> bool {
        if !self.introduces || self.is_speech() {
            return false;
        }
        let verb = holds(&self.words, &tables().wrote);
        let known = verb && (self.date || self.email) && self.has_proper_start();
        // Another language: an address and a date, or a time and a name at the end, are enough.
        let addressed = self.email && (self.date || self.words.len() <= 10);
        let foreign = !verb && (addressed || (self.time && self.ends_in_name()));
        known || foreign || self.is_name_wrote()
    }

    /// Nothing shows where the quotation ends: this must be sure by itself.
    fn is_certain(&self) -> bool {
        let verb = holds(&self.words, &tables().wrote);
        let dated = self.date && (self.email || (self.year && self.time));
        self.introduces && !self.is_speech() && verb && dated && self.has_proper_start()
    }

    /// Sentences of people, and texts too long.
    fn is_speech(&self) -> bool {
        self.words.len() > 40 || self.body.contains(['?', '!'])
    }

    /// « Zoé Tremblay a écrit : », all names before the verb.
    fn is_name_wrote(&self) -> bool {
        let Some(verb) = ends(&self.words, &tables().wrote) else { return false };
        let chunks: Vec<&str> = self.body.split_whitespace().filter(|c| *c != ":").collect();
        let names = chunks.len().saturating_sub(verb);
        (1..=5).contains(&names) && chunks.iter().take(names).all(|c| is_name(c))
    }

    /// “Am 20.05.19 um 14:21 schrieb Zoé Tremblay:”.
    fn ends_in_name(&self) -> bool {
        let chunks = self.body.split_whitespace().filter(|c| *c != ":");
        let last: Vec<&str> = chunks.rev().take(2).collect();
        let names = last.iter().all(|c| c.starts_with(char::is_uppercase));
        self.words.len() <= 12 && last.len() == 2 && names
    }

    /// Begins like an attribution: « Le 20 mai », a date, or names up to an address or a date.
    /// « Voici ce que Zoé a écrit le 20 mai : » does not.
    fn has_proper_start(&self) -> bool {
        let first: Vec<&str> = self.body.split_whitespace().take(12).collect();
        let head = words(&first.join(" "));
        let opened = begins(&head, &tables().on).unwrap_or(0);
        let dated = |from: usize, within: usize| {
            head.iter().skip(from).take(within).any(|w| is_number(w) || is_calendar(w))
        };
        if dated(0, 1) || (opened > 0 && dated(opened, 3)) {
            return true;
        }
        let ends_names = |c: &&&str| is_email(c) || c.starts_with(['<', '(']) || has_digit(c);
        let verbs = |c: &&&str| holds(&words(c), &tables().wrote) || **c == "a";
        let names = first.iter().take_while(|c| !ends_names(c) && !verbs(c));
        names.clone().count() >= 1
            && names.clone().count() <= 5
            && names.clone().all(|c| is_name(c))
    }
}

/// Ends with a colon, or stands between dashes.
pub fn introduces(body: &str) -> bool {
    let bare = body.trim_matches(is_rule_char);
    let between = body.len() >= bare.len() + 6 && !body.starts_with(bare);
    between || bare.trim_end().ends_with([':', '：'])
}

/// The attribution that ends at line `last`, above a quotation: its lines. The longest that fits.
pub fn above(lines: &Lines<'_>, last: usize) -> Option<Range<usize>> {
    find(lines, last, Facts::is_likely)
}

/// An attribution that stands for itself and ends at line `last`.
pub fn certain(lines: &Lines<'_>, last: usize) -> Option<Range<usize>> {
    find(lines, last, Facts::is_certain)
}

fn find(lines: &Lines<'_>, last: usize, fits: impl Fn(&Facts) -> bool) -> Option<Range<usize>> {
    let mut found = None;
    let mut joined = String::new();
    let ends = lines.lines.get(last)?.body;
    if ends.len() > MAX_LENGTH || !introduces(ends) {
        return None;
    }
    for first in (0..=last).rev().take(MAX_LINES) {
        let line = lines.lines.get(first).filter(|l| l.depth == 0 && !l.is_neutral())?;
        // A line above that ends a sentence is not the beginning of this one.
        if line.body.len() > MAX_LENGTH {
            break;
        }
        if first < last && line.body.ends_with(['.', '?', '!', ':', ';']) {
            break;
        }
        joined = format!("{} {joined}", line.body).trim_end().to_owned();
        let facts = Facts::of(&joined);
        if fits(&facts) {
            found = Some(first..last + 1);
        }
        if lines.lines.get(first.wrapping_sub(1)).is_none_or(|l| l.is_blank()) {
            break;
        }
    }
    found
}

/// “-----Original Message-----”.
pub fn is_separator(body: &str) -> bool {
    let bare = body.trim_matches(is_rule_char);
    if body.len() < bare.len() + 5 || body.len() > MAX_LENGTH {
        return false;
    }
    let inner = words(bare);
    inner.len() <= 6 && begins(&inner, &tables().original).is_some()
}

/// “---------- Forwarded message ----------”, « Début du message transféré : ».
pub fn is_forward(body: &str) -> bool {
    if body.len() > MAX_LENGTH {
        return false;
    }
    let bare = body.trim_matches(is_rule_char);
    if !may_begin(bare, &tables().forwarded) {
        return false;
    }
    let dashed = body.chars().count() >= bare.chars().count() + 4;
    let inner = words(bare);
    match begins(&inner, &tables().forwarded) {
        Some(n) => n == inner.len() || (dashed && inner.len() <= n + 6),
        None => false,
    }
}

/// Outlook's rule above a header block.
pub fn is_long_rule(body: &str) -> bool {
    body.chars().count() >= 20 && body.chars().all(|c| matches!(c, '_' | '-' | '\u{2500}'))
}

/// `zoe@example.org`, also in brackets, with `mailto:`.
pub fn is_email(chunk: &str) -> bool {
    let bare = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    let first = bare.split(['>', ']', ')', '<', '(', '[']).find(|p| p.contains('@'));
    first.is_some_and(|p| p.contains('.') && Address::parse(p).is_ok())
}

/// 1970 to 2099.
pub fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|y| (1970..2100).contains(&y))
}

/// `14:21`, « 14 h 21 », `2.21`.
pub fn has_time(text: &str) -> bool {
    let tight: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    tight.windows(4).any(|w| match w {
        [a, sign, b, c] => {
            let digits = a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_digit();
            digits && matches!(sign, ':' | 'h' | 'H')
        }
        _ => false,
    })
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

fn has_digit(chunk: &str) -> bool {
    chunk.bytes().any(|b| b.is_ascii_digit())
}

fn is_calendar(word: &str) -> bool {
    let same = |e: &Expression| e.first().is_some_and(|w| w == word) && e.len() == 1;
    tables().calendar.iter().any(same)
}

/// A word of a name: capital, initials, or a particle.
fn is_name(chunk: &str) -> bool {
    let bare = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let particles = ["de", "du", "des", "la", "van", "von", "der", "den", "ben", "el", "al", "y"];
    let first = bare.chars().next();
    first.is_some_and(char::is_uppercase) || particles.contains(&bare) || chunk == "-"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, likely: usize, sure: usize) {
        let lines = Lines::of(text);
        let last = lines.lines.len() - 1;
        let count = |r: Option<Range<usize>>| r.map_or(0, |r| r.len());
        assert_eq!(count(above(&lines, last)), likely, "likely: {text}");
        assert_eq!(count(certain(&lines, last)), sure, "certain: {text}");
    }

    #[test]
    fn shapes() {
        check(
            "Le lun. 20 mai 2019 à 14\u{a0}h\u{202f}21, Zoé Tremblay <zoe@example.org> a écrit\u{a0}:",
            1,
            1,
        );
        check("Le lun. 20 mai 2019 à 14 h 21, Zoé Tremblay <zoe@example.org>\na écrit :", 2, 2);
        check(
            "Le lundi 20 mai 2019 à 14:21:00 UTC−4, Zoé Tremblay\n<zoe@example.org> a écrit :",
            2,
            2,
        );
        check("On Mon, May 20, 2019 at 2:21 PM Zoé Tremblay <zoe@example.org> wrote:", 1, 1);
        check("On 20/05/2019 14:21, Zoé wrote:", 1, 1);
        check("Zoé Tremblay a écrit le 20/05/2019 à 14:21 :", 1, 1);
        check("2019-05-20 14:21 GMT-04:00, Zoé <zoe@example.org> wrote:", 1, 1);
        check("Zoé Tremblay a écrit :", 1, 0);
        check("Zoé wrote:", 1, 0);
        check("Le 20 mai, Zoé a écrit :", 1, 0);
        check("Jou lendi 20 me 2019, Zoé Tremblay <zoe@example.org> te ekri :", 1, 0);
        check("Am 20.05.19 um 14:21 schrieb Zoé Tremblay:", 1, 0);
        check("---- Le lun., 20 mai 2019 14:21:00 -0400 Zoé <zoe@example.org> a écrit ----", 1, 1);
        check("Oui je viens.\nLe 20 mai 2019 à 14:21, Zoé a écrit :", 1, 1);
    }

    #[test]
    fn sentences_of_people() {
        check("Le résumé que Zoé a écrit :", 0, 0);
        check("Voici ce que Zoé <zoe@example.org> a écrit le 20 mai 2019 à 14 h 21 :", 0, 0);
        check("Bonjour Zoé, le 20 mai 2019 vous avez écrit :", 0, 0);
        check("Qui a écrit le 20 mai 2019 à 14 h 21 ? Zoé :", 0, 0);
        check("À noter pour le 20 mai 2019 à 14 h :", 0, 0);
        check("Ordre du jour :", 0, 0);
    }

    #[test]
    fn separators() {
        assert!(is_separator("-----Message d'origine-----"));
        assert!(is_separator("-----Message d’origine-----"));
        assert!(is_separator("-------- Original Message --------"));
        assert!(!is_separator("Le message d'origine"));
        assert!(!is_separator("-----"));
        assert!(is_forward("---------- Forwarded message ---------"));
        assert!(is_forward("Début du message transféré :"));
        assert!(!is_forward("Le message transféré hier"));
        assert!(is_email("<mailto:zoe@example.org>"));
        assert!(is_email("zoe@example.org<mailto:zoe@example.org>"));
        assert!(!is_email("@zoe"));
    }
}
