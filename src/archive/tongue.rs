//! Which of the site's languages a text is written in, by its small words: so that a screen reader
//! speaks each message in its own. A guess; no translation hangs on it.

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt as _};

use super::page::languages;

/// Words looked at.
const SAMPLE: usize = 120;
/// Octets of the longest word that can be a small one.
const LONGEST: usize = 24;

/// The code of the language that most small words of the text belong to; empty when it is written
/// in letters that none of our languages uses; `None` when there is nothing to go by.
pub fn guess(text: &str) -> Option<String> {
    let mut hits = vec![0usize; languages().len()];
    let words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| w.chars().nth(1).is_some())
        .take(SAMPLE);
    let (mut seen, mut foreign) = (0usize, 0usize);
    for word in words {
        seen += 1;
        foreign += usize::from(word.chars().all(|c| c > '\u{24F}'));
        // Nearly all that are in the table are in lower case, and short.
        if word.len() > LONGEST {
            continue;
        }
        let known = match small_words().get(word) {
            None if word.contains(char::is_uppercase) => small_words().get(&word.to_lowercase()),
            known => known,
        };
        for of in known.into_iter().flatten() {
            if let Some(count) = hits.get_mut(*of) {
                *count += 1;
            }
        }
    }
    let best = hits.iter().enumerate().max_by_key(|(_, n)| **n).filter(|(_, n)| **n > 0);
    let tie = best.is_some_and(|(_, n)| hits.iter().filter(|m| *m == n).count() > 1);
    match best {
        Some((i, _)) if !tie => languages().get(i).map(|l| l.code().to_owned()),
        _ if foreign * 2 > seen => Some(String::new()),
        _ => None,
    }
}

/// Small words, and the languages (by place in [`languages`]) that use each.
fn small_words() -> &'static HashMap<String, Vec<usize>> {
    static WORDS: OnceLock<HashMap<String, Vec<usize>>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut table: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, language) in languages().iter().enumerate() {
            for word in language.s("archive-small-words").split_whitespace() {
                table.entry(word.to_owned()).or_default().push(i);
            }
        }
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses() {
        let check = |text: &str, want: Option<&str>| assert_eq!(guess(text).as_deref(), want);
        check("Bonjour, je vous envoie la version que nous avons revue.", Some("fr"));
        check("Hello, this is what we said about the patch", Some("en"));
        check("письмо не дошло потому что список был закрыт", Some(""));
        check("Ok!", None);
        assert!(small_words().keys().all(|w| 2 * w.len() <= LONGEST));
        check("", None);
    }
}
