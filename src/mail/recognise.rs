//! Words by which mail programs and their users are known: out-of-office subjects, attribution lines,
//! device signatures. Only the tables and how words are compared; no decision.
//!
//! The tables are catalogue files, `templates/locale/<tag>/recognise.ftl`, so that a translator finds
//! them. Those of all languages count at once: a French list gets English mail.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::locale;

/// Every table, each expression as its words.
#[derive(Debug, Default)]
pub struct Tables {
    /// Subjects of out-of-office answers begin so.
    pub away: Vec<Vec<String>>,
    /// Lone words that ask to leave.
    pub leave: Vec<Vec<String>>,
    /// Lone words that ask for help.
    pub help: Vec<Vec<String>>,
    /// Words of politeness around a command.
    pub polite: Vec<Vec<String>>,
}

/// The tables of all languages.
pub fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables {
        away: expressions("recognise-away"),
        leave: expressions("recognise-leave"),
        help: expressions("recognise-help"),
        polite: expressions("recognise-polite"),
    })
}

fn expressions(key: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for text in locale::all().iter().map(|l| l.s(key)) {
        all.extend(text.lines().map(words).filter(|w| !w.is_empty()));
    }
    all
}

/// The words of a text as they are compared: case, accents, punctuation and kinds of blanks do not
/// count. « Aujourd’hui, à 14 h » → `aujourd`, `hui`, `a`, `14`, `h`.
pub fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut now = String::new();
    let folded = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    for c in folded {
        if c.is_alphanumeric() {
            now.push(c);
        } else if !is_joiner(c) && !now.is_empty() {
            all.push(std::mem::take(&mut now));
        }
    }
    if !now.is_empty() {
        all.push(now);
    }
    all
}

/// Characters that show nothing and part no word: soft hyphen, zero-width ones.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Whether `words` begins with one of the expressions.
pub fn begins(words: &[String], expressions: &[Vec<String>]) -> bool {
    expressions.iter().any(|e| words.starts_with(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(words("« L’Été, à 14\u{202f}h 21 »"), ["l", "ete", "a", "14", "h", "21"]);
        assert_eq!(words("co\u{ad}opé\u{200b}ration"), ["cooperation"]);
        assert!(words(" -- ").is_empty());
    }

    #[test]
    fn every_language_counts() {
        assert!(begins(&words("RÉPONSE AUTOMATIQUE : absente"), &tables().away));
        assert!(begins(&words("Out of Office: back Monday"), &tables().away));
        assert!(!begins(&words("Qui est absent du bureau lundi?"), &tables().away));
    }
}
