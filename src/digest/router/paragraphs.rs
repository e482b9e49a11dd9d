//! Cuts a reply into its numbered paragraphs: one post each. Not which thread a number is.

use super::marker::{Marker, Style};
use super::{Said, runs_on};
use crate::digest::cues;
use crate::digest::layout::Named;
use crate::mail::recognise;

pub(super) enum Numbered {
    /// It does not begin with a number.
    None,
    /// It begins with one that the digest does not have, or a later paragraph does.
    Unknown,
    /// The words for each number; none where a number stands alone.
    Posts(Vec<(usize, String)>),
}

/// Cuts numbered paragraphs apart. What comes before the first number may only greet, and goes with
/// it; all numbers are written like the first, so that a list within a paragraph stays in it.
pub(super) fn numbered(said: &Said<'_>, items: &[Named]) -> Numbered {
    let known = |n: usize| items.iter().any(|i| i.n == n);
    let lines: Vec<&str> = said.own.lines().collect();
    let begins = lines.iter().position(|l| !l.trim().is_empty() && !cues::greets(l));
    let first = begins.and_then(|at| lines.get(at)).and_then(|l| Marker::of(l));
    let (Some(begins), Some(first)) = (begins, first) else { return Numbered::None };
    if !known(first.n) {
        // « 45 personnes… » is a sentence; `[45]` was meant as a number.
        return match first.style {
            Style::Bare => Numbered::None,
            _ => Numbered::Unknown,
        };
    }
    let greeting = lines.iter().take(begins).filter(|l| !l.trim().is_empty());
    let mut cut = Cut::new(&first, greeting.copied());
    let names = recognise::words(said.name);
    for line in lines.iter().skip(begins + 1) {
        let marker = Marker::of(line).filter(|m| m.style == first.style);
        match marker.filter(|m| cut.starts(m, line)) {
            Some(marker) if known(marker.n) => cut.turn(&marker, line),
            Some(marker) if marker.is_meant() => return Numbered::Unknown,
            _ => cut.push(line),
        }
        cut.pass(line, &names);
    }
    Numbered::Posts(cut.posts())
}

/// A reply being cut into posts.
struct Cut<'a> {
    posts: Vec<(usize, Vec<&'a str>)>,
    /// Which of them is written.
    at: usize,
    /// The line above.
    previous: &'a str,
    /// The one above that says something.
    spoken: &'a str,
    /// Below a name that signs, up to the next empty line: an address, a telephone.
    signed: bool,
    /// Below « voici : »: numbers are the list's.
    lists: bool,
}

impl<'a> Cut<'a> {
    fn new(first: &Marker<'a>, greeting: impl Iterator<Item = &'a str>) -> Self {
        let posts = vec![(first.n, greeting.chain([first.rest]).collect())];
        let (previous, spoken) = (first.rest, first.rest);
        Self { posts, at: 0, previous, spoken, signed: false, lists: false }
    }

    /// Whether a later number begins a paragraph of its own: after an empty line; for marks that no list
    /// in a text uses, after a line that did not merely run out of room; for the others, after a whole
    /// sentence.
    fn starts(&mut self, marker: &Marker<'_>, line: &str) -> bool {
        let listed = matches!(marker.style, Style::Listed(_));
        self.lists |= listed && self.spoken.trim_end().ends_with(':');
        match marker.style {
            Style::Bracket => true,
            _ if self.signed || (listed && self.lists) => false,
            _ if self.previous.trim().is_empty() => true,
            Style::Listed(_) => self.previous.trim_end().ends_with(['.', '!', '?', '…']),
            _ => !runs_on(self.previous, line),
        }
    }

    /// Goes on with the post of a number; the same number twice in a row is a word of its text.
    fn turn(&mut self, marker: &Marker<'a>, line: &'a str) {
        match self.posts.iter().position(|(n, _)| *n == marker.n) {
            Some(at) if at == self.at => return self.push(line),
            Some(at) => self.at = at,
            None => {
                self.at = self.posts.len();
                self.posts.push((marker.n, Vec::new()));
            }
        }
        let above = self.posts.get(self.at).and_then(|(_, lines)| lines.last());
        if above.is_some_and(|line| !line.trim().is_empty()) {
            self.push("");
        }
        self.push(marker.rest);
    }

    fn push(&mut self, line: &'a str) {
        if let Some((_, lines)) = self.posts.get_mut(self.at) {
            lines.push(line);
        }
    }

    fn pass(&mut self, line: &'a str, names: &[String]) {
        self.previous = line;
        if line.trim().is_empty() {
            self.signed = false;
            return;
        }
        self.spoken = line;
        let said = recognise::words(line);
        self.signed |= !said.is_empty() && said.iter().all(|word| names.contains(word));
    }

    fn posts(self) -> Vec<(usize, String)> {
        let joined =
            self.posts.into_iter().map(|(n, lines)| (n, lines.join("\n").trim().to_owned()));
        joined.filter(|(_, text)| !text.is_empty()).collect()
    }
}
