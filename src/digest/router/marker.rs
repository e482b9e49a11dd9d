//! The number of a thread at the beginning of a line, as people write it; and numbers that are none. Not
//! whether a digest has it.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::locale;

/// How a number is written at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `3 Merci`
    Bare,
    /// `[3] Merci`
    Bracket,
    /// `#3 Merci`
    Hash,
    /// `3) Merci`, `3. Merci`, `3: Merci`: as lists within a text are numbered too.
    Listed(char),
}

/// A number at the beginning of a line, and what follows.
pub(in crate::digest) struct Marker<'a> {
    pub(super) style: Style,
    pub(super) n: usize,
    pub(super) rest: &'a str,
}

/// Blanks that may stand beside a number.
const BLANKS: [char; 4] = [' ', '\t', '\u{a0}', '\u{202f}'];

impl<'a> Marker<'a> {
    pub(in crate::digest) fn of(line: &'a str) -> Option<Self> {
        let line = line.trim_start();
        if let Some(marker) = Self::after_noun(line) {
            return Some(marker);
        }
        let (opened, after) = match line.chars().next()? {
            '[' => (Some(Style::Bracket), line.get(1..)?),
            '#' => (Some(Style::Hash), line.get(1..)?),
            _ => (None, line),
        };
        let (n, tail) = number(after)?;
        let (style, rest) = match (opened, tail.chars().next()) {
            (Some(Style::Bracket), Some(']')) => (Style::Bracket, tail.get(1..)?),
            (Some(Style::Hash), _) if spaced(tail) => (Style::Hash, tail),
            (Some(Style::Hash), Some(':' | '.' | ')')) => (Style::Hash, tail.get(1..)?),
            (None, Some(')')) => (Style::Listed(')'), tail.get(1..)?),
            (None, Some(mark @ ('.' | ':'))) if spaced(tail.get(1..)?) => {
                (Style::Listed(mark), tail.get(1..)?)
            }
            (None, _) if spaced(tail) && !counts_things(tail) && !dials(tail) => {
                (Style::Bare, tail)
            }
            _ => return None,
        };
        Some(Self { style, n, rest: unled(rest) })
    }

    /// « n° 2 : Merci », “Thread 2: thanks”. « Le fil 2 est bon » is a sentence: none of its words is cut.
    fn after_noun(line: &'a str) -> Option<Self> {
        static NOUNS: OnceLock<[Vec<String>; 2]> = OnceLock::new();
        let [signs, nouns] =
            NOUNS.get_or_init(|| ["digest-number-signs", "digest-number-nouns"].map(lists));
        let after = |noun: &String| {
            let (head, rest) = line.split_at_checked(noun.len())?;
            let rest = rest.trim_start_matches(BLANKS);
            (head.to_lowercase() == *noun).then(|| rest.trim_start_matches(['#', '[']))
        };
        let read = |noun: &String| {
            let (n, tail) = number(after(noun)?)?;
            let marked = tail.trim_start_matches(BLANKS);
            let rest = marked.trim_start_matches([']', ')', '.', ',', ':', '-', '–', '—']);
            let sign = signs.contains(noun) && !counts_things(tail);
            let apart = marked.len() > rest.len() || !rest.starts_with(char::is_lowercase);
            let ends = spaced(tail) || marked.len() > rest.len();
            (ends && (sign || apart)).then(|| Self { style: Style::Hash, n, rest: unled(rest) })
        };
        signs.iter().chain(nouns).find_map(read)
    }
}

/// A number of a digest, and what follows it.
fn number(text: &str) -> Option<(usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let n = text.get(..digits).filter(|d| (1..=3).contains(&d.len()))?.parse().ok()?;
    Some((n, text.get(digits..)?))
}

fn spaced(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(char::is_whitespace)
}

/// Words without what leads from the number to them.
fn unled(rest: &str) -> &str {
    rest.trim_start_matches([' ', '\t', '\u{a0}', '\u{202f}', ':', '-', '–', '—'])
}

/// « 1 418 555-0199 »: what follows is the rest of a telephone number.
fn dials(tail: &str) -> bool {
    let digits = tail.bytes().filter(u8::is_ascii_digit).count();
    digits >= 7
        && tail.chars().all(|c| c.is_ascii_digit() || BLANKS.contains(&c) || "-.()/".contains(c))
}

/// A catalogue's words in lower case, of all languages.
fn lists(key: &str) -> Vec<String> {
    let texts = locale::all().iter().map(|l| l.s(key)).collect::<Vec<_>>();
    let words = texts.iter().flat_map(|text| text.split('|'));
    words.map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
}

/// « 14 h 30 », “3 people”, « 50 % »: a number that counts the next word is no thread's.
pub(in crate::digest) fn counts_things(tail: &str) -> bool {
    static UNITS: OnceLock<HashSet<String>> = OnceLock::new();
    let units = UNITS.get_or_init(|| {
        let months = locale::all().iter().flat_map(|l| (1..=12).map(|n| l.month(n).to_lowercase()));
        lists("digest-units").into_iter().chain(months).collect()
    });
    let word = tail.split_whitespace().next().unwrap_or_default().to_lowercase();
    units.contains(word.trim_end_matches([',', '.', ';', '!', '?', ':']))
}

impl Marker<'_> {
    /// Whether a number that no thread has was meant as one; « 45 fois sur 50 » is a sentence.
    pub(super) fn is_meant(&self) -> bool {
        self.style != Style::Bare || (self.n < 100 && self.rest.starts_with(char::is_uppercase))
    }
}
