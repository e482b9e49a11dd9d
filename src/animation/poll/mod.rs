//! A poll by mail: what is asked, how a draft and an answer are read, and what the count says. Who may
//! ask, who is asked and when is `daemon`'s business.

pub mod ballot;
pub mod calendar;
pub mod day;
pub mod draft;
mod line;
pub mod sheet;
pub mod source;
pub mod tally;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

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
