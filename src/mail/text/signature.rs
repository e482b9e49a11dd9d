//! What follows the author's words: `-- ` and the lines after it, and the advertisement of a device.
//! Not closing formulas: « Bonne journée, Ann » are words.

use crate::mail::recognise::{begins, holds, may_begin, tables, words};

use super::lines::{Line, Lines};

/// More lines than this after `-- ` are no signature: some use it to part ideas.
const MAX_LINES: usize = 15;
/// With empty ones; nothing is looked for beyond.
const REACH: usize = 60;

/// Marks, among the lines for which `own` holds, those that are a signature.
pub fn find(lines: &Lines<'_>, own: &[bool]) -> Vec<bool> {
    let mut found = vec![false; own.len()];
    let is_own = |i: usize| own.get(i).copied().unwrap_or(false);
    for (i, line) in lines.lines.iter().enumerate().filter(|(i, _)| is_own(*i)) {
        let signature = |delimiter| {
            let end = run_end(lines, i + 1, &is_own)?;
            is_signature(delimiter, lines.lines.get(i + 1..end)?).then_some(i..end)
        };
        let taken = match delimiter(line).and_then(signature) {
            Some(range) => range,
            None if is_device(line.body) && stands_last(lines, i, &is_own) => i..i + 1,
            _ => continue,
        };
        found.iter_mut().take(taken.end).skip(taken.start).for_each(|f| *f = true);
    }
    found
}

/// Up to a quotation, a postscript or the end; `None` when none of them is in reach.
fn run_end(lines: &Lines<'_>, start: usize, is_own: &impl Fn(usize) -> bool) -> Option<usize> {
    let stop = |(i, line): (usize, &Line<'_>)| {
        let postscript = begins(&words(line.body), &tables().postscript).is_some();
        (!is_own(i) || postscript).then_some(i)
    };
    let mut rest = lines.lines.iter().enumerate().skip(start).take(REACH);
    let end = Some(lines.lines.len()).filter(|e| *e <= start + REACH);
    rest.find_map(stop).or(end)
}

#[derive(Clone, Copy, PartialEq)]
enum Delimiter {
    /// `-- ` (RFC 3676 §4.3).
    Standard,
    /// `--` or `__` alone, whose blank was lost on the way.
    Bare,
}

fn delimiter(line: &Line<'_>) -> Option<Delimiter> {
    match line.whole.trim_end_matches(['\r', '\n']) {
        "-- " | "--\u{A0}" => Some(Delimiter::Standard),
        "--" | "—" | "__" => Some(Delimiter::Bare),
        _ => None,
    }
}

/// A bare `--` may part ideas: then only short lines with a way to reach somebody are a signature.
fn is_signature(delimiter: Delimiter, rest: &[Line<'_>]) -> bool {
    let lines: Vec<&str> = rest.iter().map(|l| l.body).filter(|b| !b.is_empty()).collect();
    if delimiter == Delimiter::Standard {
        return lines.len() <= MAX_LINES;
    }
    let reachable = |b: &&str| {
        b.contains('@')
            || b.contains("://")
            || b.contains("www.")
            || b.bytes().filter(u8::is_ascii_digit).count() >= 7
    };
    lines.len() <= 6
        && lines.iter().all(|b| b.split_whitespace().count() <= 8)
        && lines.iter().any(reachable)
}

/// « Envoyé de mon iPhone », “Get Outlook for Android”: a known beginning, a known device, little
/// else. « Envoyé depuis notre bureau de Québec » names no device.
pub fn is_device(body: &str) -> bool {
    // What stands in brackets may come first, and does not count.
    if !body.starts_with(['<', '(']) && !may_begin(body, &tables().sent_from) {
        return false;
    }
    let words = words(&without_links(body));
    let Some(start) = begins(&words, &tables().sent_from) else { return false };
    let rest = words.get(start..).unwrap_or_default();
    rest.len() <= 9 && holds(rest, &tables().device)
}

/// A line without what stands in round and pointed brackets.
fn without_links(body: &str) -> String {
    let mut depth = 0usize;
    let keep = |c: &char| {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    body.chars().filter(keep).collect()
}

/// A paragraph of its own with nothing of the author's after it.
fn stands_last(lines: &Lines<'_>, at: usize, is_own: &impl Fn(usize) -> bool) -> bool {
    let blank = |i: Option<usize>| {
        i.and_then(|i| lines.lines.get(i).map(|l| l.is_neutral() || !is_own(i))).unwrap_or(true)
    };
    let after =
        lines.lines.iter().enumerate().skip(at + 1).take(REACH).take_while(|(i, _)| is_own(*i));
    let mut words = after.filter(|(_, l)| !l.is_neutral());
    // Some programs put their links on a second line.
    let only_links = words.all(|(_, l)| l.tokens.is_empty() || is_device(l.body));
    blank(at.checked_sub(1)) && only_links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let lines = Lines::of(text);
        let found = find(&lines, &vec![true; lines.lines.len()]);
        let kept = lines.lines.iter().zip(found).filter(|(_, f)| !f).map(|(l, _)| l.whole);
        assert_eq!(kept.collect::<String>().trim_end(), want, "{text}");
    }

    #[test]
    fn signatures() {
        check("Oui.\n-- \nAnn\nAtelier", "Oui.");
        check("Oui.\n--\u{a0}\nAnn", "Oui.");
        check("Oui.\n-- \nAnn\n\nP.-S. Et le café?", "Oui.\nP.-S. Et le café?");
        check("Oui.\n--\nAnn\n418 555-0100", "Oui.");
        check("Une idée.\n--\nUne autre idée.", "Une idée.\n--\nUne autre idée.");
        check("Une idée.\n---\nUne autre.\n***\nFin.", "Une idée.\n---\nUne autre.\n***\nFin.");
    }

    #[test]
    fn devices() {
        check("Oui.\n\nEnvoyé de mon iPhone", "Oui.");
        check("Oui.\n\nSent from my Galaxy", "Oui.");
        check("Oui.\n\nGet Outlook for Android<https://aka.ms/x>", "Oui.");
        check("Oui.\n\nSent with [Proton Mail](https://proton.me/) secure email.", "Oui.");
        check("Oui.\n\nTélécharger Outlook pour iOS", "Oui.");
        check("Oui.\n\nEnvoyé à partir de Outlook pour Android", "Oui.");
        check("Oui.\n\nProvenance : Courrier pour Windows 10", "Oui.");
        let office = "Envoyé depuis notre bureau de Québec, ce colis arrive demain.";
        check(office, office);
        let middle = "Envoyé de mon iPhone\n\nle fichier arrive vide.";
        check(middle, middle);
    }
}
