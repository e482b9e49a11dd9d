//! Who wrote of what: the rare words of a community's posts, to tell somebody why a question is one for
//! them. A guess that adds one sentence; nothing is chosen by it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::clock::Timestamp;
use crate::mail::address::Address;
use crate::mail::recognise;
use crate::mail::topic::{singular, telling};

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
        let words = telling(&[subject, words]);
        for word in &words {
            *self.known.entry(word.clone()).or_insert(0) += 1;
        }
        self.posts += 1;
        self.by_author.entry(author.key()).or_default().push((date, words));
    }

    /// Whether somebody wrote enough to have written of anything more than once.
    pub fn knows(&self, author: &Address) -> bool {
        self.by_author.get(&author.key()).is_some_and(|own| own.len() >= POSTS)
    }

    /// When somebody last wrote about what a text is about, if they did more than once.
    pub fn last_wrote(&self, author: &Address, subject: &str, words: &str) -> Option<Timestamp> {
        // Most readers write little: they are known at a glance.
        let own = self.by_author.get(&author.key()).filter(|own| own.len() >= POSTS)?;
        let rare = self.rare(subject, words);
        let akin = own.iter().filter(|(_, words)| words.intersection(&rare).count() >= SHARED);
        let dates: Vec<Timestamp> = akin.map(|(date, _)| *date).collect();
        dates.iter().max().copied().filter(|_| dates.len() >= POSTS)
    }

    /// Those who wrote about what a text is about: who shares most words with it first, then who wrote
    /// last.
    pub fn akin(&self, subject: &str, words: &str) -> Vec<Akin<'_>> {
        let rare = self.rare(subject, words);
        let mut found = Vec::new();
        for (author, posts) in &self.by_author {
            let shared = posts.iter().map(|(date, words)| {
                let mut shared: Vec<String> = words.intersection(&rare).cloned().collect();
                shared.sort_unstable();
                Akin { author, date: *date, words: shared }
            });
            let close = shared.filter(|akin| akin.words.len() >= SHARED);
            found.extend(close.max_by_key(|akin| (akin.words.len(), akin.date)));
        }
        found.sort_by_key(|akin| {
            (Reverse(akin.words.len()), Reverse(akin.date), akin.author.to_owned())
        });
        found
    }

    /// The words of a text that few posts have.
    fn rare(&self, subject: &str, words: &str) -> HashSet<String> {
        let most = FEW.max(self.posts / SHARE);
        let few = |w: &String| self.known.get(w).is_some_and(|n| *n <= most);
        telling(&[subject, words]).into_iter().filter(few).collect()
    }
}

/// Somebody who wrote about what a text is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Akin<'a> {
    /// Who, by the key of their address.
    pub author: &'a str,
    /// When they wrote the closest post.
    pub date: Timestamp,
    /// The rare words both have, as they are compared.
    pub words: Vec<String>,
}

/// How a text spells a word of [`Akin`].
pub fn spelling<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut all = text.split(|c: char| !c.is_alphanumeric());
    all.find(|w| recognise::words(w).first().is_some_and(|folded| singular(folded) == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn who_wrote_of_the_same_and_in_which_words() {
        let (zoe, ann) = (address("zoe@example.org"), address("ann@example.org"));
        let mut all = Kinship::default();
        let day = |n: i64| Timestamp::from_second(n * 86_400).unwrap();
        all.add(&zoe, day(1), "Compost", "Le compostage des coquilles marche bien.");
        all.add(
            &ann,
            day(2),
            "Compostage",
            "Des coquilles, de l'humidité, et vos compostages vont.",
        );
        all.add(
            &ann,
            day(3),
            "Bonjour",
            "Bonjour, depuis quelques semaines je trouve cette année.",
        );
        let question = "Bonjour, depuis cette année, l'humidité des Coquilles au compostage?";
        let akin = all.akin("", question);
        let found: Vec<_> = akin.iter().map(|a| (a.author, a.date, a.words.len())).collect();
        assert_eq!(found, [(ann.key().as_str(), day(2), 3), (zoe.key().as_str(), day(1), 2)]);
        let spelt: Vec<_> = akin[0].words.iter().filter_map(|w| spelling(question, w)).collect();
        assert_eq!(spelt, ["compostage", "Coquilles", "humidité"]);
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
