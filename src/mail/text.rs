//! The author's own words: a text cut into what they wrote and what they quote. Nothing is thrown
//! away: the segments, joined, are the text.

use super::address::Mailbox;
use super::message::Message;

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
    /// The author's own words: interleaved answers in order, blank ends cut.
    pub fn reply(&self) -> String {
        let mut out = String::new();
        for segment in self.segments.iter().filter(|s| s.kind == SegmentKind::Words) {
            let text = segment.text.trim_matches('\n');
            if text.trim().is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(text);
        }
        out.trim().to_owned()
    }

    /// How many words the author wrote.
    pub fn words(&self) -> usize {
        self.reply().split_whitespace().count()
    }
}

/// What somebody who answers `message` may repeat: the values of its header, then its text. This is
/// what [`trim`] wants as memory.
pub fn memory_of(message: &Message<'_>) -> String {
    let mut out = String::new();
    let mailbox =
        |m: &Mailbox| format!("{} <{}>", m.name.as_deref().unwrap_or_default(), m.address);
    let people = message.from().ok().into_iter().chain(message.recipients());
    for value in people.map(|m| mailbox(&m)).chain([message.subject()]) {
        out.push_str(&value);
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&message.text().text);
    out
}

/// Cuts `text` into segments. `memory` holds texts that we know the author was sent: the post
/// answered, its thread, a digest, the footer.
pub fn trim(text: &str, _memory: &[&str]) -> Trimmed {
    let mut segments: Vec<Segment> = Vec::new();
    let mut signed = false;
    for line in text.split_inclusive('\n') {
        signed = signed || line.trim_end_matches(['\r', '\n']) == "-- ";
        let kind = match line {
            _ if signed => SegmentKind::Signature,
            _ if line.starts_with('>') => SegmentKind::Quote,
            _ => SegmentKind::Words,
        };
        match segments.last_mut().filter(|s| s.kind == kind) {
            Some(last) => last.text.push_str(line),
            None => segments.push(Segment { kind, text: line.to_owned() }),
        }
    }
    Trimmed { segments }
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
}
