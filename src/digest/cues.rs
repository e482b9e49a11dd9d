//! Does a post ask something? By its question mark, its tag, or words that ask in any language we
//! have. A guess that only chooses a section: nothing is refused or kept by it.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::locale;

/// Whether a post's subject or own words ask something.
pub fn asks(subject: &str, words: &str) -> bool {
    static CUES: OnceLock<Vec<String>> = OnceLock::new();
    let cues = CUES.get_or_init(|| lists("digest-cues"));
    let mark = has_mark;
    if mark(subject) || mark(words) {
        return true;
    }
    let text = padded(&format!("{subject} {words}"));
    cues.iter().any(|cue| text.contains(cue.as_str()))
}

/// A question mark that ends a word; not one within a web address.
fn has_mark(text: &str) -> bool {
    text.split_whitespace().filter(|w| !w.contains("://") && !w.starts_with("www.")).any(|w| {
        let end = w.trim_end_matches(['"', '»', '”', '’', ')', '!', '.', '\u{a0}', '*', '_']);
        end.ends_with(['?', '？', '؟'])
    })
}

/// Whether a line only greets: short, and its first word says hello in some language.
pub fn greets(line: &str) -> bool {
    static GREETINGS: OnceLock<Vec<String>> = OnceLock::new();
    let greetings = GREETINGS.get_or_init(|| lists("digest-greetings"));
    let line = line.trim();
    let words = line.split_whitespace().count();
    let ends = line.ends_with([',', '!', ':']) || words <= 3;
    // « Bonjour, je suis nouvelle ici! » says something besides.
    let more = words > 4 && line.trim_end_matches(',').contains([',', ';']);
    line.chars().count() <= 48 && !line.contains('?') && ends && !more && {
        let text = padded(line);
        greetings.iter().any(|greeting| text.starts_with(greeting.as_str()))
    }
}

/// A catalogue's words, of all languages at once: people write in another one than they read.
fn lists(key: &str) -> Vec<String> {
    let texts = locale::all().iter().map(|l| l.s(key)).collect::<Vec<_>>();
    let cues = texts.iter().flat_map(|t| t.split('|')).map(padded);
    cues.filter(|c| c.len() > 2).collect()
}

/// Lower case without accents, words between single blanks, a blank on both ends.
fn padded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        let c = if c == '’' { '\'' } else { c };
        if c.is_alphanumeric() || c == '\'' || c == '#' {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions() {
        for text in [
            "Une routine pour animer?",
            "Qui vient ?",
            "Avez-vous un modèle de grille",
            "Je cherche quelqu’un qui connaît les budgets participatifs",
            "Does anyone have a template",
            "#question pour l'équipe",
            "(vraiment?)",
        ] {
            assert!(asks("", text), "{text}");
        }
    }

    #[test]
    fn statements() {
        for text in [
            "Le compte rendu est en ligne : https://example.org/?page=2",
            "Une recherche récente montre que",
            "Merci; à bientôt",
            "",
        ] {
            assert!(!asks("", text), "{text}");
        }
    }

    #[test]
    fn greetings() {
        for line in [
            "Bonjour à toutes et à tous,",
            "Hi all!",
            "Hello everyone.",
            "Chères collègues, chers collègues,",
            "Allô",
        ] {
            assert!(greets(line), "{line}");
        }
        for line in [
            "Bonjour, voici la grille que vous demandiez l'autre jour à la réunion.",
            "Bonjour est un mot que nous disons souvent ici",
            "Bonjour, je suis nouvelle ici.",
            "Bonjour, je suis nouvelle ici!",
            "Bonjour, merci de cette réponse!",
            "Hibou, caillou, genou,",
        ] {
            assert!(!greets(line), "{line}");
        }
    }
}
