//! Stems of words by language, and the small words that say nothing. Who compares words by their stems tries
//! those of each language, for nobody says in which one they write; not the index, which is [`crate::search`]'s.
//!
//! Stems are made of folded words, so that who writes without accents finds what has them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

use frostem::{Algorithm, Stemmer};

use crate::locale;

/// A language whose stems are known.
pub struct Tongue {
    code: &'static str,
    stemmer: Option<Stemmer>,
    /// Small words, with their accents: « thé » is none, « the » is.
    small: HashSet<String>,
}

/// Every language of the catalogues, by code.
pub fn tongues() -> &'static [Tongue] {
    static ALL: OnceLock<Vec<Tongue>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<Tongue> = Vec::new();
        for of in locale::all() {
            if all.iter().all(|t| t.code != of.code()) {
                let small = of.s("search-small-words");
                let small = small.split_whitespace().map(str::to_owned).collect();
                all.push(Tongue { code: of.code(), stemmer: stemmer(of.code()), small });
            }
        }
        all
    })
}

fn stemmer(code: &str) -> Option<Stemmer> {
    match code {
        "fr" => Some(Stemmer::new(Algorithm::French)),
        "en" => Some(Stemmer::new(Algorithm::English)),
        _ => None,
    }
}

/// The language of this code; `None`: words stay as they are.
pub fn tongue(code: &str) -> Option<&'static Tongue> {
    tongues().iter().find(|t| t.code == code)
}

impl Tongue {
    /// Its code: `fr`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether a word, with its accents, says nothing here.
    pub fn is_small(&self, said: &str) -> bool {
        self.small.contains(said)
    }

    /// A folded word's stem.
    pub fn stem<'a>(&self, folded: &'a str) -> Cow<'a, str> {
        let Some(stemmer) = &self.stemmer else { return Cow::Borrowed(folded) };
        if folded.len() < 4 || !folded.bytes().all(|b| b.is_ascii_lowercase()) {
            return Cow::Borrowed(folded);
        }
        stemmer.stem(self.bare(folded))
    }

    /// Without the endings that the stemmer knows by their accents alone: « évaluées ».
    fn bare<'a>(&self, folded: &'a str) -> &'a str {
        if self.code != "fr" {
            return folded;
        }
        let one = folded.strip_suffix('s').unwrap_or(folded);
        one.strip_suffix("ee").and_then(|_| one.strip_suffix('e')).unwrap_or(folded)
    }
}

/// Whether a word says nothing in some language: a search does without it, unless it is all there is.
pub fn is_small(said: &str) -> bool {
    tongues().iter().any(|t| t.is_small(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::recognise::words as folded;

    #[track_caller]
    fn same(code: &str, words: &str) {
        let stems: HashSet<String> =
            folded(words).iter().map(|w| tongue(code).unwrap().stem(w).into_owned()).collect();
        assert_eq!(stems.len(), 1, "{words}: {stems:?}");
    }

    #[track_caller]
    fn apart(code: &str, one: &str, other: &str) {
        let stem = |w: &str| tongue(code).unwrap().stem(&folded(w)[0]).into_owned();
        assert_ne!(stem(one), stem(other));
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        same("fr", "évaluation évaluations evaluation ÉVALUATION évaluer évalué évaluées");
        same("fr", "préparer préparé préparée préparés préparées prepare");
        same("fr", "réunion réunions");
        same("fr", "animatrice animatrices");
        same("fr", "cheval chevaux");
        same("fr", "formation formations");
        same("fr", "idée idées idee");
        same("en", "meeting meetings meet");
        same("en", "evaluation evaluations evaluate evaluated evaluating");
        same("en", "community communities");
        apart("fr", "semis", "semaine");
        apart("en", "meeting", "metal");
    }

    #[test]
    fn small_words_are_known_by_their_accents() {
        assert!(is_small("the") && is_small("le") && is_small("à") && !is_small("thé"));
        assert!(!is_small("été") && !is_small("évaluation") && !is_small("community"));
    }
}
