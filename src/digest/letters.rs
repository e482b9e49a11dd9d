//! Votes in a reply to a digest: « A 2 », « B : 2, 4 », “A yes”. Numbers are the threads', letters the
//! polls'. Pure: whose ballot it is, and whether the poll is open, is `daemon`'s.
//!
//! « A » is also a word (« A mon avis », « A jeudi », “A good idea”). A bare letter votes only where
//! nothing else can be meant; what may be either is neither counted nor posted: its author is asked.

mod said;

use std::sync::OnceLock;

use self::said::{
    BLANKS, answer, decision_alone, gives_reason, is_option, is_whole, numbers, yes_or_no,
};
use super::router::{Marker, counts_things, runs_on};
use crate::animation::poll::{Ballot, Form};
use crate::mail::recognise::{self, Expression, begins, words};

/// A poll that a digest showed.
pub struct Shown<'a> {
    /// Its letter there.
    pub letter: char,
    /// What it asks.
    pub form: &'a Form,
}

/// A reply without its votes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The letter of each poll voted in, once, and the ballot; `None`: it was meant, and is no answer.
    pub votes: Vec<(char, Option<Ballot>)>,
    /// The other words.
    pub rest: String,
    /// Whether a line of `rest` may be a vote.
    pub doubtful: bool,
}

/// Takes the votes out of somebody's own words.
pub fn read(own: &str, polls: &[Shown<'_>]) -> Read {
    let mut found = Read::default();
    let lines: Vec<&str> = own.lines().collect();
    let mut rest: Vec<&str> = Vec::new();
    let (mut at, mut voted) = (0, true);
    while let Some(line) = lines.get(at) {
        let previous = at.checked_sub(1).and_then(|n| lines.get(n)).copied().unwrap_or_default();
        let begins = voted || previous.trim().is_empty() || !runs_on(previous, line);
        let below = lines.get(at + 1..).unwrap_or_default();
        let line = Line { text: line, below, polls };
        let (meaning, taken) = if begins { line.meaning() } else { (Meaning::Words, 1) };
        voted = false;
        match meaning {
            Meaning::Votes(votes) => {
                voted = true;
                // The last word counts, as in the box.
                found.votes.retain(|(letter, _)| votes.iter().all(|(other, _)| other != letter));
                found.votes.extend(votes);
            }
            meaning => {
                found.doubtful |= meaning == Meaning::Doubt;
                rest.extend(lines.get(at));
            }
        }
        at += taken.max(1);
    }
    found.rest = rest.join("\n").trim().to_owned();
    found
}

/// Whether a line may begin with a letter and a number, or another answer: looked at before the polls are.
pub fn may_vote(own: &str) -> bool {
    own.lines().any(|line| Lettered::of(line).is_some())
}

/// Whether it begins with a letter and a number: no answer to a question about threads.
pub fn names_poll(own: &str) -> bool {
    let first = own.lines().find(|line| !line.trim().is_empty()).and_then(Lettered::of);
    first.is_some_and(|head| numbers(head.said).is_some_and(is_whole))
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Words,
    /// It may be a vote.
    Doubt,
    Votes(Vec<(char, Option<Ballot>)>),
}

/// A line that begins a paragraph, with those below it.
struct Line<'a> {
    text: &'a str,
    below: &'a [&'a str],
    polls: &'a [Shown<'a>],
}

/// How a letter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Style {
    /// `a 2`
    Small,
    /// `A2`
    Glued,
    /// `A 2`
    Bare,
    /// `A) 2`, `A. 2`, `A - 2`, `A, 2`: as points of a text are lettered too.
    Listed,
    /// `A: 2`, `A = 2`
    Marked,
    /// `[A] 2`, `#A 2`, « Sondage A : 2 »: nothing else is meant.
    Named,
}

/// A letter at the head of a line, and what follows.
struct Lettered<'a> {
    letter: char,
    style: Style,
    said: &'a str,
}

impl<'a> Lettered<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let line = line.trim_start_matches(['-', '*', '•', '–', ' ', '\t', '\u{a0}']);
        let (named, line) = after_noun(line);
        let (opened, rest) = match line.chars().next()? {
            c @ ('[' | '(' | '#' | '«' | '“' | '"') => (Some(c), line.get(c.len_utf8()..)?),
            _ => (None, line),
        };
        let rest = rest.trim_start_matches(BLANKS);
        let letter = rest.chars().next().filter(char::is_ascii_alphabetic)?;
        let tail = rest.get(1..)?;
        // « A 2 » within quotation marks, as we wrote it.
        let tail = match opened {
            Some('«' | '“' | '"') => tail.trim_end_matches(['»', '”', '"', '.', '\u{a0}', ' ']),
            _ => tail,
        };
        let blank = tail.chars().next().is_none_or(|c| BLANKS.contains(&c));
        let said = tail.trim_start_matches(BLANKS);
        let (mark, after) = match said.chars().next() {
            Some(c) if !c.is_alphanumeric() && c != '#' => (Some(c), said.get(c.len_utf8()..)?),
            _ => (None, said),
        };
        let style = match (opened, mark) {
            (Some('['), Some(']')) | (Some('('), Some(')')) => Style::Named,
            (Some('['), _) => return None,
            (_, Some(':' | '=' | '→')) if opened == Some('#') || named => Style::Named,
            (_, Some(':' | '=' | '→')) => Style::Marked,
            (Some('#'), _) if blank => Style::Named,
            (_, Some(')' | '.' | ',' | '-' | '–' | '—')) if named => Style::Named,
            (_, Some(')' | '.' | ',' | '-' | '–' | '—')) => Style::Listed,
            (_, Some(_)) => return None,
            (_, None) if named && blank => Style::Named,
            (_, None) if blank && letter.is_ascii_lowercase() => Style::Small,
            (_, None) if blank => Style::Bare,
            (_, None) if said.starts_with(|c: char| c.is_ascii_digit()) => Style::Glued,
            _ => return None,
        };
        let said = after.trim_matches(BLANKS).trim_start_matches(['>', ':', ']', ')', '-', '–']);
        Some(Self { letter: letter.to_ascii_uppercase(), style, said: said.trim() })
    }
}

/// « Sondage A », “my vote: A”: whether a word for polls stood there, and what follows it.
fn after_noun(line: &str) -> (bool, &str) {
    static NOUNS: OnceLock<Vec<Expression>> = OnceLock::new();
    let nouns = NOUNS.get_or_init(|| recognise::expressions("digest-vote-nouns"));
    let ends =
        line.char_indices().filter(|(_, c)| BLANKS.contains(c) || *c == ':').map(|(at, _)| at);
    let heads = ends.take(4).filter_map(|at| line.split_at_checked(at));
    let is_noun = |(head, _): &(&str, &str)| {
        let said = words(head);
        begins(&said, nouns).is_some_and(|n| n == said.len())
    };
    let after = heads.filter(is_noun).last().map(|(_, rest)| rest);
    match after {
        Some(rest) => (true, rest.trim_start_matches(BLANKS).trim_start_matches([':', ' '])),
        None => (false, line),
    }
}

impl Line<'_> {
    /// What it is, and how many lines that takes.
    fn meaning(&self) -> (Meaning, usize) {
        let Some(head) = Lettered::of(self.text) else { return (Meaning::Words, 1) };
        if let Some(votes) = self.several() {
            return (Meaning::Votes(votes), 1);
        }
        let Some(form) = self.form(head.letter) else {
            // A letter that no poll has.
            let doubt = head.style != Style::Small && numbers(head.said).is_some_and(is_whole);
            return (if doubt { Meaning::Doubt } else { Meaning::Words }, 1);
        };
        let mut one = Lettered { ..head };
        let mut taken = 1;
        if one.said.is_empty() {
            // The letter on a line of its own, the answer below it.
            match self.below.first().map(|l| l.trim()).filter(|l| numbers(l).is_some_and(is_whole))
            {
                Some(below) => (one.said, taken) = (below, 2),
                None if one.style >= Style::Listed => return (Meaning::Doubt, 1),
                None => return (Meaning::Words, 1),
            }
        }
        match one.weigh(form) {
            Weight::Vote => {
                let more = self.continuation(form, taken);
                let below: Vec<&str> =
                    self.below.iter().skip(taken - 1).take(more).copied().collect();
                let said = format!("{}\n{}", one.said, below.join("\n"));
                (Meaning::Votes(vec![(one.letter, answer(form, &said))]), taken + more)
            }
            Weight::Doubt => (Meaning::Doubt, taken),
            Weight::None => (Meaning::Words, 1),
        }
    }

    fn form(&self, letter: char) -> Option<&Form> {
        self.polls.iter().find(|p| p.letter == letter).map(|p| p.form)
    }

    /// How many lines below the `taken` first belong to the same vote: the rest of its paragraph, up to
    /// another letter or a thread's number.
    fn continuation(&self, form: &Form, taken: usize) -> usize {
        let survey = form.single().is_none();
        let ends = |line: &&&str| {
            let other = Lettered::of(line).filter(|l| self.form(l.letter).is_some());
            line.trim().is_empty() || other.is_some() || (!survey && Marker::of(line).is_some())
        };
        let below = self.below.get(taken - 1..).unwrap_or_default();
        below.iter().take_while(|line| !ends(line)).count()
    }

    /// « A 2, B 1 », “A2 B3”: all of a line is votes, more than one.
    fn several(&self) -> Option<Vec<(char, Option<Ballot>)>> {
        let mut pieces: Vec<&str> = Vec::new();
        let mut rest = self.text;
        while let Some((piece, after)) = self.cut(rest) {
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        if pieces.len() < 2 {
            return None;
        }
        let one = |piece: &&str| {
            let head = Lettered::of(piece)?;
            let form = self.form(head.letter)?;
            let whole = numbers(head.said).is_some_and(is_whole) || yes_or_no(form, head.said);
            whole.then(|| (head.letter, answer(form, head.said)))
        };
        pieces.iter().map(one).collect()
    }

    /// Cuts before the next letter of a poll.
    fn cut<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let apart = |c: char| BLANKS.contains(&c) || [',', ';', '/'].contains(&c);
        let ends = text.char_indices().skip(1).filter(|(_, c)| apart(*c));
        let cuts = ends.filter_map(|(at, c)| {
            let rest = text.get(at + c.len_utf8()..)?;
            let head = Lettered::of(rest).filter(|h| self.form(h.letter).is_some())?;
            let before = text.get(..at)?.trim_end_matches(|c| apart(c) || c == '&');
            let before =
                [" et", " and"].iter().find_map(|w| before.strip_suffix(w)).unwrap_or(before);
            (!head.said.is_empty() && rest.starts_with(|c: char| c.is_ascii_alphabetic()))
                .then_some((before, rest))
        });
        cuts.into_iter().find(|(before, _)| before.chars().any(char::is_alphanumeric))
    }
}

/// How sure a letter's line is a vote.
enum Weight {
    None,
    Doubt,
    Vote,
}

impl Lettered<'_> {
    fn weigh(&self, form: &Form) -> Weight {
        let (said, style) = (self.said, self.style);
        let bare = style <= Style::Bare;
        if is_option(form, said) {
            // « A jeudi »: until Thursday, or the option?
            let word = bare && is_word(self.letter);
            return match style {
                _ if yes_or_no(form, said) => Weight::Vote,
                Style::Small | Style::Glued => Weight::None,
                _ if word => Weight::Doubt,
                _ => Weight::Vote,
            };
        }
        if yes_or_no(form, said) {
            return if style == Style::Small && is_word(self.letter) {
                Weight::Doubt
            } else {
                Weight::Vote
            };
        }
        if let Some(after) = numbers(said) {
            return self.numbered(after);
        }
        match style {
            Style::Named => Weight::Vote,
            Style::Marked if answer(form, said).is_some() => Weight::Vote,
            Style::Marked => Weight::Doubt,
            // « A. Roy » ends a letter.
            Style::Listed if answer(form, said).is_some() => Weight::Doubt,
            Style::Bare if decision_alone(said) => Weight::Doubt,
            _ => Weight::None,
        }
    }

    /// A number follows, and `after` it.
    fn numbered(&self, after: &str) -> Weight {
        if is_whole(after) {
            return Weight::Vote;
        }
        // « A 2 h », “A 2-year plan”, « A 2, on y arrive ».
        let more = after.trim_start_matches(BLANKS);
        if counts_things(after) || after.starts_with(|c: char| c.is_alphanumeric() || c == '%') {
            return if self.style >= Style::Marked { Weight::Doubt } else { Weight::None };
        }
        if self.style >= Style::Listed || gives_reason(more) {
            return if self.style == Style::Glued { Weight::None } else { Weight::Vote };
        }
        if self.style == Style::Bare { Weight::Doubt } else { Weight::None }
    }
}

/// A letter that is a word of its own in some language.
fn is_word(letter: char) -> bool {
    matches!(letter, 'A' | 'I' | 'O' | 'Y')
}

#[cfg(test)]
mod tests;
