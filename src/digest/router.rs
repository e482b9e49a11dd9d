//! Which thread does a reply to a digest go to? (product.md §4.4) By the number it begins with, by
//! the one thread the digest had, by the one thread it still quotes; otherwise its author is asked.
//! Pure: it neither posts nor asks, and what was quoted is already taken out.

mod marker;
mod paragraphs;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub(super) use self::marker::{Marker, counts_things};
use self::paragraphs::{Numbered, numbered};
use super::layout::Named;

/// Where a reply belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routed {
    /// To these threads: number in the digest, and the words for each.
    Posts(Vec<(usize, String)>),
    /// It says nothing of its own.
    Empty,
    /// Nobody can tell: nothing is published, the author is asked.
    Ask,
}

/// A reply to a digest.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The author's words.
    pub own: &'a str,
    /// What they left of the digest.
    pub quoted: &'a str,
    /// What they call themselves, as they sign; empty: not known.
    pub name: &'a str,
}

/// Routes a reply. `items` are the threads that the digest named.
///
/// Order: a number; (commands come here;) the digest's one thread; the one thread quoted.
pub fn route(said: &Said<'_>, items: &[Named]) -> Routed {
    let Said { own, quoted, .. } = *said;
    if own.trim().is_empty() {
        return Routed::Empty;
    }
    match numbered(said, items) {
        Numbered::Posts(posts) if posts.is_empty() => return Routed::Empty,
        Numbered::Posts(posts) => return Routed::Posts(posts),
        Numbered::Unknown => return Routed::Ask,
        Numbered::None => {}
    }
    let whole = |n: usize| Routed::Posts(vec![(n, own.trim().to_owned())]);
    match (items, quoted_items(quoted, items).as_slice()) {
        ([only], _) => whole(only.n),
        (_, [only]) => whole(*only),
        _ => Routed::Ask,
    }
}

/// The answer to our question “which thread?”: its number and what else was said. `None`: no number
/// that was offered.
pub fn answer(own: &str, choices: &[Named]) -> Option<(usize, String)> {
    let known = |n: usize| choices.iter().any(|c| c.n == n);
    let (first, rest) = own.trim().split_once('\n').unwrap_or((own.trim(), ""));
    let numbers = first.split(|c: char| !c.is_ascii_digit()).filter_map(|d| d.parse().ok());
    let mut found: Vec<usize> = numbers.filter(|n| known(*n)).collect();
    found.dedup();
    let short = first.split_whitespace().count() <= 6;
    if short && found.len() > 1 {
        return None; // « 1 ou 2 »
    }
    if let Some(marker) = Marker::of(first).filter(|m| known(m.n)) {
        return Some((marker.n, format!("{}\n{rest}", marker.rest).trim().to_owned()));
    }
    // « le fil 3 svp », “number 3!”: a short line with one number.
    match found.as_slice() {
        [only] if short => Some((*only, rest.trim().to_owned())),
        _ => None,
    }
}

/// Whether a line only goes on where the one before ran out of room.
pub(super) fn runs_on(previous: &str, line: &str) -> bool {
    let word = line.split_whitespace().next().map_or(0, |w| w.chars().count());
    previous.chars().count() + word >= 60
}

/// Words in a row that make a quotation recognisable.
const SHINGLE: usize = 3;

/// The numbers of the items that are quoted: their reply address stands there, or several runs of
/// words that only they have.
fn quoted_items(quoted: &str, items: &[Named]) -> Vec<usize> {
    let quoted_low = quoted.to_lowercase();
    let there = shingles(quoted);
    let each: Vec<HashSet<String>> = items.iter().map(|i| shingles(&i.text)).collect();
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let own = each.get(at).cloned().unwrap_or_default();
        let others = each.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, set)| set);
        let unique = own.iter().filter(|s| !others.clone().any(|o| o.contains(*s)));
        let seen = unique.filter(|s| there.contains(*s)).count();
        let addressed = item
            .text
            .split_whitespace()
            .filter(|w| w.contains('@'))
            .any(|w| quoted_low.contains(&w.to_lowercase()));
        if addressed || seen >= 2 {
            found.push(item.n);
        }
    }
    found
}

fn shingles(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.windows(SHINGLE).map(|w| w.join(" ")).collect()
}
