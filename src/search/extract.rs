//! The words around what was found, marked: as pieces, not as HTML, which is the page's.

use std::collections::HashSet;

use super::query::{Query, Wanted};
use super::words::each_word;
use crate::mail::stems;

/// Characters of an extract.
const LENGTH: usize = 220;
/// Characters before the first word found.
const BEFORE: usize = 60;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// Whether it is what was looked for.
    pub marked: bool,
}

/// What to mark in texts.
#[derive(Clone, Debug, Default)]
pub struct Marker {
    tokens: HashSet<String>,
    beginnings: Vec<String>,
}

impl Marker {
    /// For what a query looks for.
    pub fn new(query: &Query) -> Self {
        let mut marker = Self::default();
        for term in query.terms.iter().filter(|t| t.wanted == Wanted::Yes) {
            marker.tokens.extend(term.words.iter().flat_map(|w| w.tokens()));
            marker
                .beginnings
                .extend(term.words.iter().filter(|_| term.open).map(|w| w.folded.clone()));
        }
        marker
    }

    /// Where words that were looked for stand in a text.
    fn spans(&self, text: &str) -> Vec<(usize, usize)> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        each_word(text, |word| {
            let sought = self.tokens.contains(word.folded)
                || self.beginnings.iter().any(|b| word.folded.starts_with(b.as_str()))
                || stems::tongues()
                    .iter()
                    .any(|t| self.tokens.contains(t.stem(word.folded).as_ref()));
            if sought && spans.last() != Some(&word.span) {
                spans.push(word.span);
            }
        });
        spans
    }

    /// The whole of a text, marked: a title.
    pub fn whole(&self, text: &str) -> Vec<Piece> {
        pieces(text, (0, text.len()), &self.spans(text))
    }

    /// What stands around the first words found, or how the text begins.
    pub fn extract(&self, text: &str) -> Vec<Piece> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let spans = self.spans(&text);
        let (start, end) = window(&text, best(&spans));
        let mut out = pieces(&text, (start, end), &spans);
        let dots = |marked| Piece { text: "…".to_owned(), marked };
        if start > 0 {
            out.insert(0, Piece { text: "… ".to_owned(), marked: false });
        }
        if end < text.len() {
            out.push(dots(false));
        }
        out
    }
}

/// Where most of the words found stand together.
fn best(spans: &[(usize, usize)]) -> usize {
    let reach = LENGTH - BEFORE;
    let within =
        |at: usize| spans.iter().skip(at).take_while(move |s| s.0 < start_of(spans, at) + reach);
    let most = (0..spans.len().min(200)).max_by_key(|at| (within(*at).count(), usize::MAX - at));
    most.map_or(0, |at| start_of(spans, at))
}

fn start_of(spans: &[(usize, usize)], at: usize) -> usize {
    spans.get(at).map_or(0, |s| s.0)
}

/// From some words before an octet on, as much as an extract holds; cut between words.
fn window(text: &str, at: usize) -> (usize, usize) {
    let blank_before =
        |octet: usize| text.get(..octet).and_then(|t| t.rfind(' ')).map_or(0, |b| b + 1);
    let before = text.get(..at).unwrap_or_default();
    let start = before.char_indices().rev().nth(BEFORE).map_or(0, |(octet, _)| octet);
    let start = if start == 0 {
        0
    } else {
        text.get(start..at).and_then(|t| t.find(' ')).map_or(at, |b| start + b + 1)
    };
    let rest = text.get(start..).unwrap_or_default();
    match rest.char_indices().nth(LENGTH) {
        None => (start, text.len()),
        Some((octet, _)) => {
            let end = blank_before(start + octet);
            // One word longer than all of it.
            (start, if end > start { end.saturating_sub(1) } else { start + octet })
        }
    }
}

fn pieces(text: &str, (start, end): (usize, usize), spans: &[(usize, usize)]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut at = start;
    let mut add = |from: usize, to: usize, marked: bool| {
        let said = text.get(from..to).filter(|t| !t.is_empty());
        out.extend(said.map(|t| Piece { text: t.to_owned(), marked }));
    };
    for (from, to) in spans.iter().filter(|(from, to)| *from >= start && *to <= end) {
        add(at, *from, false);
        add(*from, *to, true);
        at = *to;
    }
    add(at, end, false);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|p| if p.marked { format!("[{}]", p.text) } else { p.text.clone() })
            .collect()
    }

    #[track_caller]
    fn check(sought: &str, text: &str, want: &str) {
        let marker = Marker::new(&Query::parse(sought));
        assert_eq!(said(&marker.extract(text)), want);
    }

    #[test]
    fn what_was_sought_is_marked() {
        check("evaluation", "L'évaluation\n des Évaluations", "L'[évaluation] des [Évaluations]");
        check("meeting", "We meet at the meetings", "We [meet] at the [meetings]");
        check("éval*", "évaluer un évaluateur", "[évaluer] un [évaluateur]");
        check("autrice", "les auteur·trice·s", "les [auteur·trice·s]");
        check("semis -tomate", "semis de tomate", "[semis] de tomate");
        check("x", "<b>x</b> & y", "<b>[x]</b> & y");
        check("rien", "", "");
    }

    #[test]
    fn an_extract_stands_around_the_words() {
        let text = format!("{}des tomates mûres {}", "bla ".repeat(100), "fin ".repeat(100));
        let marker = Marker::new(&Query::parse("tomate"));
        let found = said(&marker.extract(&text));
        assert!(found.starts_with("… bla") && found.ends_with("fin…"), "{found}");
        assert!(found.contains("des [tomates] mûres"), "{found}");
        assert!(found.chars().count() < LENGTH + 10, "{found}");
        let long = marker.extract(&"é".repeat(5_000));
        assert!(said(&long).chars().count() < LENGTH + 10);
        // Where they stand together, not where the first stands alone.
        let marker = Marker::new(&Query::parse("semis tomates"));
        let text = format!("Semis {} semis de tomates", "x ".repeat(400));
        assert!(said(&marker.extract(&text)).contains("[semis] de [tomates]"));
    }
}
