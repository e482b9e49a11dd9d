//! A text as lines and the words on them, folded for comparison. No judgement of what a line is.

use std::hash::BuildHasher as _;
use std::ops::Range;
use std::sync::OnceLock;

use foldhash::fast::RandomState;

use crate::mail::recognise::each_word;

/// A word, folded and hashed. Two words that differ meet by accident once in 2⁶⁴.
pub type Token = u64;

/// A line of the text and where its words stand.
#[derive(Clone, Debug)]
pub struct Line<'t> {
    /// The whole line with its end.
    pub whole: &'t str,
    /// Without quote marks and outer blanks.
    pub body: &'t str,
    /// How many quote marks it begins with.
    pub depth: usize,
    /// Octets of quote marks and the blanks after them.
    pub marks: usize,
    /// Its words, in [`Lines::tokens`].
    pub tokens: Range<usize>,
}

/// All lines and all words of a text.
#[derive(Debug, Default)]
pub struct Lines<'t> {
    /// In order; joined, their `whole` is the text.
    pub lines: Vec<Line<'t>>,
    /// The words of all lines on one string: however lines were wrapped again, it is the same.
    pub tokens: Vec<Token>,
}

impl<'t> Lines<'t> {
    /// Splits a text.
    pub fn of(text: &'t str) -> Self {
        let mut all = Self::default();
        for whole in text.split_inclusive('\n') {
            let mut line = Line::of(whole, all.tokens.len());
            tokens(line.body, &mut all.tokens);
            line.tokens.end = all.tokens.len();
            all.lines.push(line);
        }
        all
    }

    /// The same lines of the same text once more, whose words are known, and how many of them stand on
    /// each line.
    pub fn again(text: &'t str, tokens: &[Token], counts: &[u32]) -> Self {
        let mut all = Self { lines: Vec::with_capacity(counts.len()), tokens: tokens.to_vec() };
        let mut start = 0;
        for (whole, count) in text.split_inclusive('\n').zip(counts) {
            let mut line = Line::of(whole, start);
            start += usize::try_from(*count).unwrap_or(0);
            line.tokens.end = start;
            all.lines.push(line);
        }
        all
    }

    /// The words of one line.
    pub fn words_of(&self, line: &Line<'_>) -> &[Token] {
        self.tokens.get(line.tokens.clone()).unwrap_or_default()
    }
}

impl<'t> Line<'t> {
    /// A line whose first word is the one with this index; its words are not read.
    fn of(whole: &'t str, first: usize) -> Self {
        let (depth, marks) = quote_marks(whole);
        let body = whole.get(marks..).unwrap_or_default().trim();
        Self { whole, body, depth, marks, tokens: first..first }
    }

    /// Nothing on it.
    pub fn is_blank(&self) -> bool {
        self.body.is_empty()
    }

    /// Only dashes and their like: parts, and says nothing.
    pub fn is_rule(&self) -> bool {
        self.body.chars().count() >= 3 && self.body.chars().all(is_rule_char)
    }

    /// Blank or a rule.
    pub fn is_neutral(&self) -> bool {
        self.is_blank() || self.is_rule()
    }
}

/// What rules are drawn with.
pub fn is_rule_char(c: char) -> bool {
    matches!(c, '-' | '_' | '=' | '*' | '~' | '#' | '+' | '.' | ' ' | '\u{2010}'..='\u{2015}')
        || ('\u{2500}'..='\u{257F}').contains(&c)
}

/// Quote marks at the head of a line: how many, and the octets up to the text.
fn quote_marks(line: &str) -> (usize, usize) {
    let (mut depth, mut end) = (0, 0);
    for (at, c) in line.char_indices() {
        match c {
            '>' => {
                depth += 1;
                end = at + 1;
            }
            ' ' | '\t' | '\u{A0}' if at < end + 3 => {}
            _ => break,
        }
    }
    let rest = line.get(end..).unwrap_or_default();
    // mboxo and old servers write `>From` for an author's line that begins with “From”.
    if depth == 1 && end == 1 && rest.starts_with("From ") {
        return (0, 0);
    }
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\u{A0}']).len();
    (depth, if depth == 0 { 0 } else { end + blank })
}

/// Appends the words of `text`, without addresses of pages and what programs put for pictures: those
/// differ between what was sent and what comes back.
pub fn tokens(text: &str, into: &mut Vec<Token>) {
    let hasher = hasher();
    let mut in_picture = false;
    for chunk in text.split_whitespace() {
        let opens = chunk.starts_with("[image:") || chunk.starts_with("[cid:");
        in_picture = in_picture || opens;
        if in_picture {
            in_picture = !chunk.ends_with(']');
        } else if !is_link(chunk) {
            each_word(chunk, |word| into.push(hasher.hash_one(word)));
        }
    }
}

/// Whether a piece between blanks is the address of a page.
pub fn is_link(chunk: &str) -> bool {
    const BEGIN: [&str; 5] = ["http://", "https://", "www.", "mailto:", "cid:"];
    // Most words are told by their first letter.
    let may_begin = |b: &u8| matches!(b | 0x20, b'h' | b'w' | b'm' | b'c');
    let bare = match chunk.as_bytes().first() {
        Some(first) if first.is_ascii_alphanumeric() => chunk,
        _ => chunk.trim_start_matches(['<', '(', '[', '"', '«', '\u{A0}']),
    };
    bare.as_bytes().first().is_some_and(may_begin)
        && BEGIN.iter().any(|s| bare.get(..s.len()).is_some_and(|b| b.eq_ignore_ascii_case(s)))
}

/// One number for a run of words.
pub fn hash_run(run: &[Token]) -> u64 {
    hasher().hash_one(run)
}

/// One for the whole process: words are compared by their numbers. Its seed is chance, so that nobody
/// can send words that collide.
fn hasher() -> &'static RandomState {
    static HASHER: OnceLock<RandomState> = OnceLock::new();
    HASHER.get_or_init(RandomState::default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, depth: usize, body: &str) {
        let lines = Lines::of(line);
        assert_eq!((lines.lines[0].depth, lines.lines[0].body), (depth, body), "{line:?}");
    }

    #[test]
    fn marks() {
        check("> a\n", 1, "a");
        check(">> a", 2, "a");
        check("> > a", 2, "a");
        check(" > a", 1, "a");
        check(">\n", 1, "");
        check("a > b", 0, "a > b");
        check(">From here on", 0, ">From here on");
        check("\u{a0}> a", 1, "a");
    }

    #[test]
    fn wrapping_and_links_do_not_count() {
        let (a, b) = (Lines::of("un deux\ntrois"), Lines::of("> un\n> deux https://x.y trois"));
        assert_eq!(a.tokens, b.tokens);
        assert_eq!(Lines::of("un [image: logo de x.png] deux").tokens.len(), 2);
    }

    #[test]
    fn what_was_read_is_there_again() {
        let text = "un deux\n\n> trois https://x.y\n-- \nquatre";
        let first = Lines::of(text);
        let counts = first.lines.iter().map(|l| u32::try_from(l.tokens.len()).unwrap());
        let counts: Vec<u32> = counts.collect();
        let again = Lines::again(text, &first.tokens, &counts);
        assert_eq!(format!("{first:?}"), format!("{again:?}"));
    }

    #[test]
    fn rules() {
        assert!(Lines::of("-----").lines[0].is_rule());
        assert!(Lines::of("* * *").lines[0].is_rule());
        assert!(!Lines::of("--").lines[0].is_rule());
        assert!(!Lines::of("--- a ---").lines[0].is_rule());
    }
}
