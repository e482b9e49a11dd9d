//! The words that may say what a text is about: long enough, and none that everybody uses. Not who wrote
//! of what.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::recognise;
use crate::locale;

/// Letters from which a word may say something.
const LETTERS: usize = 5;

/// The words of some texts that may say what they are about; a plural is its singular.
pub fn telling(texts: &[&str]) -> HashSet<String> {
    let all = texts.iter().flat_map(|text| recognise::words(text));
    let long = all.filter(|w| w.chars().count() >= LETTERS && w.chars().any(char::is_alphabetic));
    long.filter(|w| !common().contains(w)).map(|w| singular(&w).to_owned()).collect()
}

/// A word as it is compared, without the mark of its plural.
pub fn singular(word: &str) -> &str {
    word.strip_suffix(['s', 'x']).unwrap_or(word)
}

/// Words that do not say what a text is about, of all languages at once.
fn common() -> &'static HashSet<String> {
    static COMMON: OnceLock<HashSet<String>> = OnceLock::new();
    COMMON.get_or_init(|| {
        let lists = locale::all().iter().map(|l| l.s("digest-common-words"));
        lists.flat_map(|l| l.split('|').map(str::to_owned).collect::<Vec<_>>()).collect()
    })
}
