//! A text part of a mail in stretches of whole lines, each encoded once however many mails share it. Not
//! how parts stand together: [`crate::mail::compose`].

use std::sync::Arc;

use mail_builder::encoders::quoted_printable::QuotedPrintableEncoder;

/// Some whole lines, and the same in quoted-printable (RFC 2045 §6.7), which begins anew with each line.
#[derive(Debug, PartialEq, Eq)]
pub struct Stretch {
    text: String,
    encoded: Vec<u8>,
}

impl Stretch {
    /// Encodes; what does not end in a line end gets one.
    pub fn new(text: &str) -> Self {
        let mut text = normal(text);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let mut encoded = Vec::with_capacity(text.len() + text.len() / 4);
        QuotedPrintableEncoder::new()
            .preserve_line_breaks()
            .encode_into(text.as_bytes(), &mut encoded);
        Self { text, encoded }
    }
}

/// A part: its stretches in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part(Vec<Arc<Stretch>>);

impl Part {
    /// A part of its own.
    pub fn new(text: &str) -> Self {
        let mut part = Self::default();
        part.push(Arc::new(Stretch::new(text)));
        part
    }

    /// Adds lines below.
    pub fn push(&mut self, stretch: Arc<Stretch>) {
        self.0.push(stretch);
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|s| s.text.is_empty())
    }

    /// Its lines, LF.
    pub fn text(&self) -> String {
        self.0.iter().map(|s| s.text.as_str()).collect()
    }

    /// Octets as it travels.
    pub fn size(&self) -> usize {
        self.0.iter().map(|s| s.encoded.len()).sum()
    }

    /// As it travels: quoted-printable, CRLF.
    pub fn encoded(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.size());
        self.0.iter().for_each(|s| out.extend_from_slice(&s.encoded));
        out
    }
}

/// Text without NUL and other controls that no mail carries (RFC 5322 §3.5), line ends LF.
pub(super) fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A part in stretches travels as the same text in one.
        #[test]
        fn stretches_are_one_text(pieces in proptest::collection::vec("[ =aé\\.\\n\u{1F600}]{0,90}", 0..5)) {
            let mut part = Part::default();
            pieces.iter().for_each(|p| part.push(Arc::new(Stretch::new(p))));
            let whole = Part::new(&part.text());
            prop_assert_eq!(part.encoded(), whole.encoded());
            prop_assert_eq!(part.size(), whole.encoded().len());
        }
    }
}
