//! Header blocks that some programs put above what they quote, without marks: « De : … Envoyé : …
//! À : … Objet : … ». A block, not every line with a colon: an agenda has « De : 9 h à 12 h » too.

use std::ops::Range;

use super::attribution::{has_time, is_email, is_year};
use super::lines::Lines;
use crate::mail::recognise::{tables, words};

/// A block of labelled lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its lines.
    pub range: Range<usize>,
    /// It is a mail's header whatever stands around it.
    pub certain: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Label {
    From,
    Sent,
    Date,
    To,
    Subject,
    /// A short capitalised word before a colon, in a language without tables.
    Other,
}

/// The block that begins at line `first`, when it names an author, a time and a recipient or
/// subject; or, in any language, has at least four labels with an address and a year.
pub fn at(lines: &Lines<'_>, first: usize) -> Option<Block> {
    let mut seen: Vec<(Label, &str)> = Vec::new();
    let mut end = first;
    let mut index = first;
    while let Some(line) = lines.lines.get(index).filter(|l| l.depth == 0 && seen.len() < 10) {
        match label(line.body) {
            // « A : 2 » above it answers a poll; no header begins with a letter alone.
            Some(_) if seen.is_empty() && is_letter(line.body) => break,
            Some(found) => {
                seen.push(found);
                end = index + 1;
            }
            // A list of recipients goes on, or an empty line stands between.
            None if index > first && index < end + 2 => {
                let more = line.is_blank() || line.body.contains('@') || line.body.ends_with(';');
                if !more {
                    break;
                }
            }
            None => break,
        }
        index += 1;
    }
    judge(&seen).map(|certain| Block { range: first..end, certain })
}

/// Whether it is a header at all, and whether for sure.
fn judge(seen: &[(Label, &str)]) -> Option<bool> {
    let has = |l: Label| seen.iter().any(|(label, _)| *label == l);
    let email = seen.iter().any(|(_, v)| v.split_whitespace().any(is_email));
    let year = seen.iter().any(|(_, v)| words(v).iter().any(|w| is_year(w)));
    let (_, author) = seen.iter().find(|(l, _)| *l == Label::From).unwrap_or(&(Label::Other, ""));
    // « De : 9 h à 12 h » names no author.
    let named = author.split_whitespace().any(is_email)
        || (!author.is_empty() && !author.bytes().any(|b| b.is_ascii_digit()));
    let whole = has(Label::From)
        && named
        && (has(Label::Sent) || has(Label::Date))
        && (has(Label::To) || has(Label::Subject));
    let sent = seen.iter().any(|(l, v)| *l == Label::Sent && (has_time(v) || year));
    let foreign = seen.len() >= 4 && email && year;
    match () {
        () if whole && ((email && year) || sent) => Some(true),
        () if whole => Some(false),
        () if foreign && seen.iter().all(|(l, _)| *l == Label::Other) => Some(false),
        () => None,
    }
}

/// `Label : value`, also `*Label :* value`.
fn label(body: &str) -> Option<(Label, &str)> {
    let (name, value) = body.split_once([':', '：'])?;
    if name.chars().count() > 28 {
        return None;
    }
    let words = words(name);
    let tables = tables();
    let known = [
        (Label::From, &tables.label_from),
        (Label::Sent, &tables.label_sent),
        (Label::Date, &tables.label_date),
        (Label::To, &tables.label_to),
        (Label::Subject, &tables.label_subject),
    ];
    let found = known.iter().find(|(_, expressions)| expressions.contains(&words));
    let value = value.trim_start_matches('*').trim();
    if let Some((label, _)) = found {
        return Some((*label, value));
    }
    let capital = name.trim_start_matches(['*', '_', ' ']).chars().next()?.is_uppercase();
    (capital && words.len() <= 2 && !value.is_empty()).then_some((Label::Other, value))
}

/// Whether one letter stands before the colon.
fn is_letter(body: &str) -> bool {
    let name = body.split([':', '：']).next().unwrap_or_default();
    name.trim_matches(['*', '_', ' ', '\u{a0}', '\u{202f}']).chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<(usize, bool)>) {
        let found = at(&Lines::of(text), 0).map(|b| (b.range.len(), b.certain));
        assert_eq!(found, want, "{text}");
    }

    #[test]
    fn blocks() {
        check(
            "De : Zoé Tremblay <zoe@example.org>\nEnvoyé : 20 mai 2019 14:21\nÀ : cdp@example.org\nObjet : Réunion\n\nBonjour",
            Some((4, true)),
        );
        check(
            "De\u{a0}: Zoé\nEnvoyé\u{a0}: lundi 20 mai 2019 14:21\nÀ\u{a0}: CdP\nObjet\u{a0}: x",
            Some((4, true)),
        );
        check(
            "*From:* Zoé\n*Sent:* Monday, May 20, 2019 2:21 PM\n*To:* CdP\n*Subject:* x",
            Some((4, true)),
        );
        check(
            "From: zoe@example.org\nDate: Mon, 20 May 2019\nTo: a@example.org;\nb@example.org\nSubject: x",
            Some((5, true)),
        );
        check(
            "Von: Zoé <zoe@example.org>\nGesendet: 20. Mai 2019\nAn: CdP\nBetreff: x",
            Some((4, false)),
        );
        // Without an address, « De : Québec » may be a journey.
        check(
            "Date : 3 juin 2019\nDe : Québec\nÀ : Montréal\nObjet : covoiturage",
            Some((4, false)),
        );
        check("Date : 3 juin 2019\nDe : 9 h à 12 h\nÀ : salle 3\nObjet : budget", None);
        check("Ordre du jour :\n1. Budget", None);
        check("A : 2\n\nDe : Zoé <zoe@example.org>\nEnvoyé : 20 mai 2019\nÀ : x\nObjet : y", None);
    }
}
