//! The words of all commands, from `templates/locale/<tag>/commands.ftl`: every language at once,
//! because people write in another one than they read.

use std::sync::OnceLock;

use super::verb::Verb;
use crate::locale;
use crate::mail::recognise;

/// One way to say one command.
#[derive(Debug)]
pub(super) struct Alias {
    /// The command.
    pub verb: Verb,
    /// The language of this way.
    pub tongue: &'static str,
    /// Its words.
    pub words: Vec<String>,
    /// The same without blanks.
    pub letters: String,
    /// What it says besides: « en anglais » is « langue en ».
    pub implied: Option<String>,
    /// As it stands in the catalogue, to be shown.
    pub shown: String,
}

/// What else the parser reads.
#[derive(Debug)]
pub(super) struct Catalogue {
    pub aliases: Vec<Alias>,
    pub polite: Vec<Vec<String>>,
    pub filler: Vec<Vec<String>>,
    pub guarded: Vec<Vec<String>>,
    pub end: Vec<Vec<String>>,
    pub no_subject: Vec<Vec<String>>,
}

/// All of it, read once.
pub(super) fn catalogue() -> &'static Catalogue {
    static ALL: OnceLock<Catalogue> = OnceLock::new();
    ALL.get_or_init(|| Catalogue {
        aliases: aliases(),
        polite: expressions("command-polite"),
        filler: expressions("command-filler"),
        guarded: expressions("command-guarded"),
        end: expressions("command-end"),
        no_subject: expressions("command-no-subject"),
    })
}

fn aliases() -> Vec<Alias> {
    let mut all = Vec::new();
    for locale in locale::all() {
        for verb in Verb::ALL {
            let text = locale.s(&format!("command-{}", verb.word()));
            all.extend(text.lines().filter_map(|line| alias(*verb, locale.code(), line)));
        }
    }
    all
}

fn alias(verb: Verb, tongue: &'static str, line: &str) -> Option<Alias> {
    let (said, implied) = line.split_once('→').unwrap_or((line, ""));
    let (words, implied) = (recognise::words(said), implied.trim());
    (!words.is_empty()).then(|| Alias {
        verb,
        tongue,
        letters: words.concat(),
        words,
        implied: (!implied.is_empty()).then(|| implied.to_owned()),
        shown: said.trim().to_owned(),
    })
}

/// The expressions under a key, of all languages.
pub(super) fn expressions(key: &str) -> Vec<Vec<String>> {
    let texts = locale::all().iter().map(|l| l.s(key)).collect::<Vec<_>>();
    let lines = texts.iter().flat_map(|t| t.lines());
    lines.map(recognise::words).filter(|w| !w.is_empty()).collect()
}

/// Words and their values under a key: `un|une = 1|deux = 2`; a word without one has the next one's.
pub(super) fn values(key: &str) -> Vec<(Vec<String>, String)> {
    let mut all = Vec::new();
    for text in locale::all().iter().map(|l| l.s(key)) {
        let mut waiting = Vec::new();
        for piece in text.split('|') {
            let (word, value) = piece.split_once('=').unwrap_or((piece, ""));
            waiting.push(recognise::words(word));
            let value = value.trim();
            if !value.is_empty() {
                all.extend(waiting.drain(..).map(|word| (word, value.to_owned())));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_words_in_every_language() {
        for locale in locale::all() {
            for verb in Verb::ALL {
                let own = |a: &&Alias| a.verb == *verb && a.tongue == locale.code();
                let mut found = catalogue().aliases.iter().filter(own);
                let first = found.next().map(|a| a.shown.as_str());
                let key = format!("command-{}", verb.word());
                assert!(first.is_some_and(|f| f != key), "{}: {key}", locale.tag());
            }
        }
    }

    #[test]
    fn values_are_shared_by_the_words_before() {
        let all = values("command-numbers");
        let of = |word: &str| all.iter().find(|(w, _)| w.concat() == word).map(|(_, v)| v.as_str());
        assert_eq!(
            (of("un"), of("une"), of("deux"), of("a")),
            (Some("1"), Some("1"), Some("2"), Some("1"))
        );
    }
}
