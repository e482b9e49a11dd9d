//! A line as words that know where they stand, so that what follows a command keeps its spelling. The
//! comparison form is that of [`crate::mail::recognise`]: no case, no accents, no punctuation.

use crate::mail::recognise;

/// One word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is compared.
    pub folded: String,
    /// Where it begins in the line.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The words of a line, in order.
pub(super) fn words(line: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let inside = c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let folded = recognise::words(line.get(from..at).unwrap_or_default()).concat();
                if !folded.is_empty() {
                    found.push(Word { folded, start: from, end: at });
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Whether `words` begins with an expression; how many words that takes.
pub(super) fn begins(words: &[Word], expression: &[String]) -> bool {
    words.len() >= expression.len() && words.iter().zip(expression).all(|(w, e)| w.folded == *e)
}

/// The longest of the expressions that `words` begins with, in words.
pub(super) fn longest(words: &[Word], expressions: &[Vec<String>]) -> Option<usize> {
    expressions.iter().filter(|e| begins(words, e)).map(Vec::len).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_place() {
        let line = "« Désabonnez-moi », svp!";
        let found = words(line);
        let folded: Vec<_> = found.iter().map(|w| w.folded.as_str()).collect();
        assert_eq!(folded, ["desabonnez", "moi", "svp"]);
        assert_eq!(line.get(found[0].start..found[0].end), Some("Désabonnez"));
        assert!(words("?!").is_empty());
    }
}
