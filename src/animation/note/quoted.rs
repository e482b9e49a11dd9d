//! Whose words a note repeats: runs of words that stand in a message and in the note. Pure; which
//! messages are looked at, and what their authors are asked, is `daemon`'s.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::mail::recognise;

/// Words that make a run known.
const RUN: usize = 8;
/// Words of a passage that is shown.
const SHOWN: usize = 60;

/// The runs of words in a note.
#[derive(Debug)]
pub struct Runs(HashSet<u64>);

impl Runs {
    /// Those of a text.
    pub fn of(text: &str) -> Self {
        let words = recognise::words(text);
        Self(words.windows(RUN).map(hash).collect())
    }

    /// The longest passage of a message's own words that the note repeats, and forgets its runs: who
    /// said it later repeats it too. `None`: it repeats none.
    pub fn claim(&mut self, own: &str) -> Option<String> {
        let spelled: Vec<&str> = own.split_whitespace().collect();
        let mut folded: Vec<(String, usize)> = Vec::new();
        for (at, word) in spelled.iter().enumerate() {
            recognise::each_word(word, |w| folded.push((w.to_owned(), at)));
        }
        let words: Vec<String> = folded.iter().map(|(word, _)| word.clone()).collect();
        let (mut best, mut run): ((usize, usize), (usize, usize)) = ((0, 0), (0, 0));
        let mut claimed = Vec::new();
        for (at, window) in words.windows(RUN).enumerate() {
            let code = hash(window);
            if self.0.contains(&code) {
                claimed.push(code);
                run = if run.1 > 0 { (run.0, run.1 + 1) } else { (at, 1) };
                best = if run.1 > best.1 { run } else { best };
            } else {
                run = (0, 0);
            }
        }
        for code in claimed {
            self.0.remove(&code);
        }
        if best.1 == 0 {
            return None;
        }
        let place = |at: usize| folded.get(at).map_or(0, |(_, place)| *place);
        let (first, last) = (place(best.0), place(best.0 + best.1 + RUN - 2));
        let passage = spelled.get(first..=last).unwrap_or_default();
        let more = if passage.len() > SHOWN { " […]" } else { "" };
        let shown = passage.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ");
        Some(shown + more)
    }
}

fn hash(words: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_said_it_first_is_quoted() {
        let said = "Bonjour! Nous avons choisi de commencer par une liste de besoins très simple, puis d'en parler.";
        let note = "Zoé : « Nous avons choisi de commencer par\nune liste de besoins très simple », et c'est tout.";
        let mut runs = Runs::of(note);
        let passage = runs.claim(said).unwrap();
        assert_eq!(passage, "Nous avons choisi de commencer par une liste de besoins très simple,");
        assert_eq!(runs.claim(said), None, "who repeated it is not quoted");
        assert_eq!(Runs::of(note).claim("Nous avons choisi de rester."), None);
        assert_eq!(Runs::of("").claim(said), None);
    }
}
