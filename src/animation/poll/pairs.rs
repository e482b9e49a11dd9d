//! Who offers what others look for: answers in words to a question about needs beside those to one about
//! offers, of people who said that they may be named. A guess by the words they share, or their stems; whom
//! to bring together is for people to decide.

use std::collections::HashSet;

use super::{Answer, Ballot, Form, Use};
use crate::mail::stems;
use crate::mail::topic::telling;

/// Pairs that are told: more would be a list to read, not an idea.
const PAIRS: usize = 20;
/// Letters that two words share at their head when they speak of the same: « jardin », « jardinage ».
const HEAD: usize = 5;

/// An offer, and what others look for that it may meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Who offers.
    pub name: String,
    /// What they offer, in their words.
    pub offer: String,
    /// What others look for, in theirs, without names, in the order of the alphabet.
    pub needs: Vec<String>,
}

/// The pairs of a survey, those that meet most needs first.
pub fn pairs(form: &Form, ballots: &[Ballot]) -> Vec<Pair> {
    let said = |of: Use| {
        let places = form.questions.iter().enumerate().filter(move |(_, q)| q.serves == Some(of));
        let places: Vec<usize> = places.map(|(at, _)| at).collect();
        ballots.iter().enumerate().flat_map(move |(who, ballot)| {
            let words = |at: &usize| match ballot.answers.get(*at) {
                Some(Answer::Words(text)) => Some((who, ballot, text.as_str())),
                _ => None,
            };
            places.iter().filter_map(words).collect::<Vec<_>>()
        })
    };
    let needs: Vec<_> =
        said(Use::Need).map(|(who, _, text)| (who, text, telling(&[text]))).collect();
    let mut found = Vec::new();
    for (who, ballot, text) in said(Use::Offer) {
        let Some(name) = ballot.name.as_ref().filter(|_| form.may_name(ballot)) else { continue };
        let offered = telling(&[text]);
        let of_others = needs.iter().filter(|(by, ..)| *by != who);
        let met = of_others.filter(|(.., wanted)| meet(&offered, wanted));
        let mut met: Vec<String> = met.map(|(_, text, _)| (*text).to_owned()).collect();
        met.sort();
        met.dedup();
        if !met.is_empty() {
            found.push(Pair { name: name.clone(), offer: text.to_owned(), needs: met });
        }
    }
    found.sort_by(|a, b| b.needs.len().cmp(&a.needs.len()).then_with(|| a.name.cmp(&b.name)));
    found.truncate(PAIRS);
    found
}

fn meet(offered: &HashSet<String>, wanted: &HashSet<String>) -> bool {
    let head = |a: &str, b: &str| a.chars().count() >= HEAD && b.starts_with(a);
    // « comptable », « comptabilité »: of one stem, in some language.
    let stem = |a: &str, b: &str| stems::tongues().iter().any(|t| t.stem(a) == t.stem(b));
    offered.iter().any(|a| wanted.iter().any(|b| head(a, b) || head(b, a) || stem(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::animation::poll::{Comments, Kind, Question, Results, Secrecy};
    use crate::clock::Timestamp;

    #[test]
    fn offers_meet_needs_where_a_name_may_be_told() {
        let question = |kind, serves, options: &[&str]| Question {
            text: "?".into(),
            kind,
            options: options.iter().map(|o| (*o).to_owned()).collect(),
            days: vec![],
            serves: Some(serves),
        };
        let form = Form {
            title: "Besoins".into(),
            introduction: String::new(),
            questions: vec![
                question(Kind::Text, Use::Need, &[]),
                question(Kind::Text, Use::Offer, &[]),
                question(Kind::One, Use::Consent, &["oui", "non"]),
            ],
            closes: Timestamp::UNIX_EPOCH,
            secrecy: Secrecy::Secret,
            comments: Comments::Kept,
            results: Results::AtEnd,
            people: vec![],
        };
        let ballot = |need: &str, offer: &str, may: u16, name: Option<&str>| Ballot {
            answers: vec![
                Answer::Words(need.into()),
                Answer::Words(offer.into()),
                Answer::Chosen(vec![may]),
            ],
            comment: None,
            name: name.map(str::to_owned),
        };
        let ballots = [
            ballot("du jardinage en ville", "de la comptabilité", 1, Some("Ann")),
            ballot("les demandes de subventions", "un jardin à partager", 1, Some("Bob")),
            ballot("comptabilités d'organismes", "des subventions, j'en écris", 2, None),
            // Named by mistake, and did not say yes.
            ballot("un jardin", "subventions", 2, Some("Max")),
            // By their stems alone: « animer » and « animation », “facilitate” and “facilitation”.
            ballot("some facilitation", "animer des soirées", 1, Some("Eve")),
            ballot("une animation de groupe", "I facilitate meetings", 1, Some("Kim")),
        ];
        let pairs = pairs(&form, &ballots);
        let shown: Vec<_> = pairs
            .iter()
            .map(|p| format!("{}: {} <- {}", p.name, p.offer, p.needs.join(" | ")))
            .collect();
        assert_eq!(
            shown,
            [
                "Bob: un jardin à partager <- du jardinage en ville | un jardin",
                "Ann: de la comptabilité <- comptabilités d'organismes",
                "Eve: animer des soirées <- une animation de groupe",
                "Kim: I facilitate meetings <- some facilitation",
            ]
        );
    }
}
