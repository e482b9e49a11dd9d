//! The author's own words: a text cut into what they wrote and what they quote. Nothing is thrown
//! away: the segments, joined, are the text.

mod attribution;
mod header;
mod lines;
mod memory;
mod quote;
mod signature;

use lines::{Line, Lines};
use memory::Memory;
pub use memory::Recall;
use quote::Verdict;

use super::address::Mailbox;
use super::html;
use super::message::Message;
use super::subject;

/// Text beyond this is not looked at: it is the author's until somebody reads it.
const MAX_TEXT: usize = 512 * 1024;

/// A text in segments, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// Joined, they are the text to the character.
    pub segments: Vec<Segment>,
}

/// Consecutive lines of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What they are.
    pub kind: SegmentKind,
    /// The lines with their ends.
    pub text: String,
}

/// What lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// The author's own words.
    Words,
    /// What they repeat of others.
    Quote,
    /// « Le …, Zoé a écrit : », header blocks, “-----Original Message-----”.
    Attribution,
    /// After `-- `, or a device's advertisement.
    Signature,
}

impl Trimmed {
    fn push(&mut self, kind: SegmentKind, text: &str) {
        match self.segments.last_mut().filter(|s| s.kind == kind) {
            _ if text.is_empty() => {}
            Some(last) => last.text.push_str(text),
            None => self.segments.push(Segment { kind, text: text.to_owned() }),
        }
    }

    /// The author's own words: interleaved answers in order, blank ends cut.
    pub fn reply(&self) -> String {
        let mut out = String::new();
        let mut parted = false;
        for segment in &self.segments {
            if segment.kind != SegmentKind::Words {
                parted = parted || segment.text.contains('\n');
                continue;
            }
            if segment.text.trim().is_empty() {
                continue;
            }
            let first = out.is_empty();
            if parted && !first {
                out.truncate(out.trim_end().len());
                out.push_str("\n\n");
            }
            out.push_str(if parted || first {
                skip_blank_lines(&segment.text)
            } else {
                &segment.text
            });
            parted = false;
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// How many words the author wrote.
    pub fn words(&self) -> usize {
        self.reply().split_whitespace().count()
    }
}

/// What somebody who answers `message` may repeat: the values of its header, then its text. This is
/// what [`trim`] wants as memory.
pub fn memory_of(message: &Message<'_>) -> String {
    let mut out = header_values(message);
    let text = message.text();
    out.push_str(&text.text);
    if let Some(rich) = rich_text(message) {
        out.push('\n');
        out.push_str(&rich);
    }
    out
}

/// The people and the subject of a message, and an empty line.
fn header_values(message: &Message<'_>) -> String {
    let mut out = String::new();
    let mailbox =
        |m: &Mailbox| format!("{} <{}>", m.name.as_deref().unwrap_or_default(), m.address);
    let people = message.from().ok().into_iter().chain(message.recipients());
    for value in people.map(|m| mailbox(&m)).chain([message.subject()]) {
        out.push_str(&value);
        out.push('\n');
    }
    out.push('\n');
    out
}

/// The text of its HTML beside a plain one: who reads the HTML quotes the HTML.
fn rich_text(message: &Message<'_>) -> Option<String> {
    let plain = !message.text().from_html;
    plain.then(|| message.html()).flatten().map(|html| html::to_text(&html))
}

/// A message's text and what those who answer it may repeat, read once for both.
#[derive(Debug, Default)]
pub struct Reading {
    text: String,
    /// What [`memory_of`] says.
    memory: Recall,
    /// The first word of the text among those of the memory, and how many each line of it has.
    first: usize,
    counts: Vec<u32>,
}

impl Reading {
    /// Reads a message.
    pub fn of(message: &Message<'_>) -> Self {
        let (head, text, rich) = (header_values(message), &message.text().text, rich_text(message));
        let size = head.len() + text.len() + rich.as_ref().map_or(0, |r| r.len() + 1);
        let (head, own) = (Lines::of(&head), Lines::of(text));
        let rich = Lines::of(rich.as_deref().unwrap_or_default());
        let memory = Recall::of_pieces(&[&head, &own, &rich], size);
        let count = |line: &Line<'_>| u32::try_from(line.tokens.len()).unwrap_or(u32::MAX);
        let counts = own.lines.iter().map(count).collect();
        Self { memory, first: head.tokens.len(), counts, text: text.clone() }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What those who answer it may repeat.
    pub fn memory(&self) -> &Recall {
        &self.memory
    }

    /// [`trim`] of its text, against what was read before.
    pub fn trim(&self, memory: &[&Recall]) -> Trimmed {
        if self.text.len() > MAX_TEXT {
            return judged(&self.text, memory);
        }
        let count = self.counts.iter().map(|n| usize::try_from(*n).unwrap_or(0)).sum();
        let tokens = self.memory.words(self.first, count);
        let lines = Lines::again(&self.text, tokens, &self.counts);
        cut(&lines, &quote::judge(&lines, &Memory::of(memory.iter().copied())))
    }

    /// About how much room it takes.
    pub fn octets(&self) -> usize {
        self.text.len() + self.memory.octets() + 4 * self.counts.len()
    }
}

/// Cuts `text` into segments. `memory` holds texts that we know the author was sent: the post
/// answered, its thread, a digest, the footer; best made by [`memory_of`].
pub fn trim(text: &str, memory: &[&str]) -> Trimmed {
    let recalls: Vec<Recall> = memory.iter().map(|text| Recall::of(text)).collect();
    judged(text, &recalls.iter().collect::<Vec<_>>())
}

fn judged(text: &str, memory: &[&Recall]) -> Trimmed {
    let (text, rest) = split_at_line(text, MAX_TEXT);
    let lines = Lines::of(text);
    let verdicts = quote::judge(&lines, &Memory::of(memory.iter().copied()));
    let mut trimmed = cut(&lines, &verdicts);
    trimmed.push(SegmentKind::Words, rest);
    trimmed
}

/// The longest head of whole lines within `size`, and the rest.
fn split_at_line(text: &str, size: usize) -> (&str, &str) {
    if text.len() <= size {
        return (text, "");
    }
    let head = text.as_bytes().get(..size).unwrap_or_default();
    let end = head.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    text.split_at_checked(end).unwrap_or(("", text))
}

/// [`trim`] for a message. A forward is all its sender's: what they pass on is meant to be read.
pub fn trim_message(message: &Message<'_>, memory: &[&str]) -> Trimmed {
    let text = &message.text().text;
    if subject::is_forward(&message.subject()) { uncut(text) } else { trim(text, memory) }
}

/// All of `text` but its signature as its sender's words: what [`trim_message`] makes of a forward.
pub fn uncut(text: &str) -> Trimmed {
    let lines = Lines::of(text);
    cut(&lines, &vec![Verdict::Own; lines.lines.len()])
}

fn cut(lines: &Lines<'_>, verdicts: &[Verdict]) -> Trimmed {
    let own: Vec<bool> =
        verdicts.iter().map(|v| matches!(v, Verdict::Own | Verdict::Inserted)).collect();
    let signed = signature::find(lines, &own);
    let mut trimmed = Trimmed::default();
    let kinds: Vec<Option<SegmentKind>> = verdicts.iter().zip(signed).map(kind).collect();
    for (i, (line, verdict)) in lines.lines.iter().zip(verdicts).enumerate() {
        if *verdict == Verdict::Inserted {
            let (marks, words) =
                line.whole.split_at_checked(line.marks).unwrap_or(("", line.whole));
            trimmed.push(SegmentKind::Quote, marks);
            trimmed.push(SegmentKind::Words, words);
        } else {
            trimmed.push(settle(&lines.lines, &kinds, i), line.whole);
        }
    }
    trimmed
}

fn kind((verdict, signed): (&Verdict, bool)) -> Option<SegmentKind> {
    match verdict {
        Verdict::Quote => Some(SegmentKind::Quote),
        Verdict::Attribution => Some(SegmentKind::Attribution),
        _ if signed => Some(SegmentKind::Signature),
        _ => None,
    }
}

/// Empty lines and rules go with what is around them: a rule above a quotation belongs to it, an
/// empty line to what stands before.
fn settle(lines: &[Line<'_>], kinds: &[Option<SegmentKind>], at: usize) -> SegmentKind {
    let known = |i: usize| kinds.get(i).copied().flatten();
    let neutral = |i: usize| lines.get(i).is_some_and(Line::is_neutral);
    if let Some(kind) = known(at) {
        return kind;
    }
    if !neutral(at) {
        return SegmentKind::Words;
    }
    let after = (at + 1..lines.len().min(at + 50)).find(|i| !neutral(*i) || known(*i).is_some());
    match after.and_then(known) {
        Some(kind @ (SegmentKind::Quote | SegmentKind::Attribution)) => kind,
        _ => SegmentKind::Words,
    }
}

fn skip_blank_lines(text: &str) -> &str {
    let blank: usize =
        text.split_inclusive('\n').take_while(|l| l.trim().is_empty()).map(str::len).sum();
    text.get(blank..).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_signature() {
        let text = "Oui.\n\n> Qui vient?\n\nMoi.\n-- \nAnn\n";
        let trimmed = trim(text, &[]);
        assert_eq!(trimmed.segments.iter().map(|s| s.text.as_str()).collect::<String>(), text);
        assert_eq!(trimmed.reply(), "Oui.\n\nMoi.");
        assert_eq!(trimmed.words(), 2);
    }

    #[test]
    fn a_marked_line_of_ours_is_no_word_of_theirs_wherever_it_stands() {
        let sent = "Onze messages de sept personnes.\nUne routine pour animer chaque semaine\nFils";
        let said = |between: &str| {
            let quoted =
                "> Onze messages de sept personnes.\n> …\n> Une routine pour animer chaque semaine";
            trim(&format!("Merci.\n\n{}\n", quoted.replace('…', between)), &[sent]).reply()
        };
        assert_eq!(said("Fils"), "Merci.");
        assert_eq!(said("Oui, avec joie"), "Merci.\n\nOui, avec joie");
    }

    #[test]
    fn monsters_end() {
        for line in [
            "-- \n",
            "> a\nb\n",
            "-----Original Message-----\n",
            "a b c d\n",
            "Sent from my iPhone\n\n",
            "De : a@b.c\n",
            "Le 20 mai 2019 à 14:21, Zoé a écrit :\n",
        ] {
            let text = line.repeat(60_000 / line.len());
            for memory in [&[][..], &["a b c d e f"][..], &[text.as_str()][..]] {
                let whole: String =
                    trim(&text, memory).segments.into_iter().map(|s| s.text).collect();
                assert_eq!(whole.len(), text.len());
            }
        }
    }

    #[test]
    fn one_marked_figure_is_a_quotation_when_something_introduces_it() {
        let vote =
            "1 et 3.\n\nLe 16 novembre 2026 à 12 h 58, Noé <noe@example.org> a écrit :\n\n> 2\n";
        assert_eq!(trim(vote, &["2"]).reply(), "1 et 3.");
        let figure = "Nous étions bien\n\n> 50 % des membres\n";
        assert_eq!(trim(figure, &["Autre chose"]).reply(), figure.trim_end());
    }
}
