//! Who wrote of what: the rare words of a community's posts, to tell somebody why a question is one for
//! them. A guess that adds one sentence; nothing is chosen by it.

use std::collections::{HashMap, HashSet};

use crate::clock::Timestamp;
use crate::mail::address::Address;
use crate::mail::recognise;

/// Letters from which a word may say something.
const LETTERS: usize = 5;
/// Rare words that two texts share when they are about the same.
const SHARED: usize = 2;
/// Posts about the same that make somebody one to ask.
const POSTS: usize = 2;
/// A word in at most so many posts is rare, however few posts there are.
const FEW: u32 = 6;
/// In a larger community, one in so many of its posts.
const SHARE: u32 = 25;

/// The posts of one community by their words.
#[derive(Debug, Default)]
pub struct Kinship {
    /// In how many posts each word stands.
    known: HashMap<String, u32>,
    by_author: HashMap<String, Vec<(Timestamp, HashSet<String>)>>,
    posts: u32,
}

impl Kinship {
    /// Takes in one post.
    pub fn add(&mut self, author: &Address, date: Timestamp, subject: &str, words: &str) {
        let words = telling(subject, words);
        for word in &words {
            *self.known.entry(word.clone()).or_insert(0) += 1;
        }
        self.posts += 1;
        self.by_author.entry(author.key()).or_default().push((date, words));
    }

    /// When somebody last wrote about what a text is about, if they did more than once.
    pub fn last_wrote(&self, author: &Address, subject: &str, words: &str) -> Option<Timestamp> {
        // Most readers write little: they are known at a glance.
        let own = self.by_author.get(&author.key()).filter(|own| own.len() >= POSTS)?;
        let most = FEW.max(self.posts / SHARE);
        let rare: HashSet<String> = telling(subject, words)
            .into_iter()
            .filter(|w| self.known.get(w).is_some_and(|n| *n <= most))
            .collect();
        let akin = own.iter().filter(|(_, words)| words.intersection(&rare).count() >= SHARED);
        let dates: Vec<Timestamp> = akin.map(|(date, _)| *date).collect();
        dates.iter().max().copied().filter(|_| dates.len() >= POSTS)
    }
}

/// The words that may say what a text is about; a plural is its singular.
fn telling(subject: &str, words: &str) -> HashSet<String> {
    let all = recognise::words(subject).into_iter().chain(recognise::words(words));
    let long = all.filter(|w| w.chars().count() >= LETTERS && w.chars().any(char::is_alphabetic));
    long.map(|w| w.strip_suffix(['s', 'x']).unwrap_or(&w).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn two_posts_that_share_two_rare_words() {
        let (zoe, ann) = (address("zoe@example.org"), address("ann@example.org"));
        let mut all = Kinship::default();
        let day = |n: i64| Timestamp::from_second(n * 86_400).unwrap();
        for n in 0..40 {
            all.add(&ann, day(n), "Rencontre", "Notre réunion mensuelle approche, bonne semaine.");
        }
        all.add(&zoe, day(50), "Compost", "Le compostage des coquilles marche bien.");
        let question = ("Compostage?", "Comment traiter les coquilles d'huîtres?");
        assert_eq!(all.last_wrote(&zoe, question.0, question.1), None, "once is no habit");
        all.add(&zoe, day(60), "Re: Compost", "Pour le compostage, broyez les coquilles.");
        assert_eq!(all.last_wrote(&zoe, question.0, question.1), Some(day(60)));
        assert_eq!(all.last_wrote(&ann, question.0, question.1), None);
        let common = "Notre réunion mensuelle approche?";
        assert_eq!(all.last_wrote(&ann, "", common), None, "what everyone says is not rare");
        assert_eq!(all.last_wrote(&zoe, "", "Le compostage?"), None, "one word is not enough");
    }
}
