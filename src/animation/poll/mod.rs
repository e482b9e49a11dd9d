//! A poll by mail: what is asked, how a draft and an answer are read, and what the count says. Who may
//! ask, who is asked and when is `daemon`'s business.

pub mod ballot;
pub mod calendar;
pub mod compare;
pub mod day;
pub mod draft;
mod line;
pub mod pairs;
pub mod people;
pub mod quote;
pub mod sheet;
pub mod source;
pub mod tally;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::mail::address::Mailbox;

/// Questions that one poll may ask.
pub const QUESTIONS: usize = 12;
/// Options that one question may offer: each has a letter.
pub const OPTIONS: usize = 20;
/// Characters of an option.
pub const OPTION_LENGTH: usize = 200;
/// Characters of a comment that are kept.
pub const COMMENT_LENGTH: usize = 1000;
/// Ballots below which nobody is told who is how many: people could be known by their answer.
pub const FEW: usize = 5;

/// What a poll asks, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What stands in the subject; with one question, the question.
    pub title: String,
    /// What is said before the questions.
    #[serde(default)]
    pub introduction: String,
    /// The questions, at least one.
    pub questions: Vec<Question>,
    /// Until when answers count.
    pub closes: Timestamp,
    /// Whether anybody can learn who answered what.
    pub secrecy: Secrecy,
    /// What becomes of the words beside an answer.
    pub comments: Comments,
    /// When a voter sees how the others answered.
    pub results: Results,
    /// In a draft: whom it shall ask from outside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Mailbox>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its words.
    pub text: String,
    /// What answers it.
    pub kind: Kind,
    /// What may be chosen, from 1 (or from a).
    pub options: Vec<String>,
    /// Of options that are days: when each is.
    #[serde(default)]
    pub days: Vec<day::Day>,
    /// What its answers serve for, beyond being counted.
    #[serde(default)]
    pub serves: Option<Use>,
}

/// What the answers to a question serve for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// What people look for.
    Need,
    /// What they offer.
    Offer,
    /// Whether who asks may learn whose offer it is: the first option is the yes.
    Consent,
    /// What the community changed in somebody's work: its options count from 0, nothing yet.
    Value,
}

/// What answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of the options.
    One,
    /// Any of the options.
    Many,
    /// A number from 1 to 5.
    Scale,
    /// Any of the options, which are days.
    Dates,
    /// Words.
    Text,
}

/// The highest number of a scale.
pub const SCALE: usize = 5;

impl Question {
    /// How many things may be chosen.
    pub fn choices(&self) -> usize {
        match self.kind {
            Kind::Scale => SCALE,
            Kind::Text => 0,
            Kind::One | Kind::Many | Kind::Dates => self.options.len(),
        }
    }

    /// The number of its first option.
    pub fn base(&self) -> usize {
        usize::from(self.serves != Some(Use::Value))
    }

    /// The number by which people name an option, from its place among them.
    pub fn number(&self, place: usize) -> usize {
        place + self.base()
    }

    /// Whether one answer may choose several.
    pub fn takes_many(&self) -> bool {
        matches!(self.kind, Kind::Many | Kind::Dates)
    }
}

impl Form {
    /// The one question of an ordinary poll; `None`: a survey of several.
    pub fn single(&self) -> Option<&Question> {
        match self.questions.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether it asks what people need or offer.
    pub fn is_about_needs(&self) -> bool {
        self.questions.iter().any(|q| matches!(q.serves, Some(Use::Need | Use::Offer)))
    }

    /// Whether it asks what the community changed.
    pub fn asks_value(&self) -> bool {
        self.questions.iter().any(|q| q.serves == Some(Use::Value))
    }

    /// The number of the question by which somebody allows their name to be told with what they offer.
    pub fn consent(&self) -> Option<usize> {
        let at = self.questions.iter().position(|q| q.serves == Some(Use::Consent))?;
        Some(at + 1)
    }

    /// Whether a ballot says that who asks may learn whose offer it is.
    pub fn may_name(&self, ballot: &Ballot) -> bool {
        let answer = self.consent().and_then(|n| ballot.answers.get(n - 1));
        matches!(answer, Some(Answer::Chosen(numbers)) if numbers.first() == Some(&1))
    }
}

/// Whether anybody can learn who answered what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Secrecy {
    /// Nobody, once the poll is closed.
    Secret,
    /// Those who asked.
    Named,
}

/// What becomes of the words beside an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comments {
    /// Only those who asked read them.
    Kept,
    /// They stand, in no order and without names, in the result.
    Shown,
}

/// When a voter sees how the others answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Results {
    /// When the poll is closed.
    AtEnd,
    /// With the receipt.
    AfterVote,
}

/// One person's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// One for each question, in order.
    pub answers: Vec<Answer>,
    /// What they said besides.
    #[serde(default)]
    pub comment: Option<String>,
    /// Whose it is, where its answers allow to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The answer to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// None.
    #[default]
    Nothing,
    /// These, from 1, each once, in order.
    Chosen(Vec<u16>),
    /// Words.
    Words(String),
}

/// The letter of a survey's option, from 1.
pub fn letter(option: usize) -> char {
    let nth = u8::try_from(option.saturating_sub(1)).unwrap_or(25).min(25);
    char::from(b'a' + nth)
}
