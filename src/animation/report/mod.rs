//! The monthly report: how a community fares, in four lights, from its posts alone (no opens, no clicks),
//! with no score of a person and nobody named. Facts in, figures and words out; who gets it, and when, is
//! the daemon's.
//!
//! Days end at midnight where the list is. With E the end, the period D is `[E−28, E)`, the period before
//! `[E−56, E−28)`; what needs time to happen is counted over days that have had it:
//!
//! | figure | formula |
//! |---|---|
//! | members | those who belong at E with mail on; who came on the community's first day here belongs since its first post |
//! | r | threads opened in `[E−35, E−7)` with a reply from somebody else within 7 days ÷ all of them |
//! | delays | median and 90th percentile (nearest rank) of hours to that reply; none counts as over 168 |
//! | f | first posts ever in `[E−30, E−2)` after which somebody else wrote in the thread within 48 h ÷ all |
//! | b | people whose first post is in `[E−56, E−28)` and who wrote again within 28 days of it ÷ all |
//! | V | exp(−Σ p ln p), p = each author's part of the messages of D |
//! | a, top 3 | messages of those who animate, of the three who wrote most ÷ messages of D |
//! | flow | members whose band is another than in the period before ÷ those who were members in both |
//! | bands | core: wrote in at least 3 of the 4 weeks of D; active: wrote in D; periphery: the others |
//! | participation | members who wrote in D ÷ members |
//! | voting | ballots ÷ people asked, of the polls that closed in D: ballots are secret, so who cast them is not told from who wrote |
//! | reciprocity | of the pairs of people of whom one answered the other in D, those that go both ways |
//! | depth | median of the messages of the threads that had one in D; of these threads, those of 3 people or more |
//! | delivery | copies and mails accepted ÷ those settled; complaints |
//! | time | minutes declared, else 2 for each action of those who animate |
//! | value | answers from 0 to 5 of the poll « valeur » that closed last in D, told apart from 5 answers on |
//! | memory | notes first published in D, those of them made of a thread; new versions of notes in D |
//! | cost | minutes × the hourly rate ÷ (core + active) |

mod calendar;
mod figures;
mod light;
pub(in crate::animation) mod sheet;
pub(in crate::animation) mod share;
mod table;
mod view;
mod words;

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::clock::{TimeZone, Timestamp};

pub use calendar::{end_of_month, report_of};
pub use figures::{Bands, Figures, figures};
pub use light::{Level, Light, Lights, lights};
pub use share::{FEW, Share, Trend, number_of, trend, wilson};
pub use sheet::{Record, records, sheet, sheet_of_many};
pub use table::{Row, Table, table};
pub use view::{Made, make};
pub use words::{Heading, money, spell_minutes};

/// Days of the period.
pub const DAYS: i64 = 28;
/// Minutes an action of those who animate takes.
pub const MINUTES: u32 = 2;

/// Somebody who wrote or belongs, by a number of no meaning outside these facts.
pub type Who = u32;

/// The days a report is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// The first day after it.
    pub end: Date,
    /// Where its days begin.
    pub zone: TimeZone,
}

impl Period {
    /// The first moment of the day so many days before the end.
    pub fn before(&self, days: i64) -> Timestamp {
        let day = self.day(days);
        let start = day.to_zoned(self.zone.clone()).map(|z| z.timestamp());
        start.unwrap_or(Timestamp::MIN)
    }

    /// The day so many days before the end.
    pub fn day(&self, days: i64) -> Date {
        self.end.saturating_sub(days.days())
    }

    /// The period before.
    pub fn earlier(&self) -> Self {
        Self { end: self.day(DAYS), zone: self.zone.clone() }
    }

    /// Its first and its last day.
    pub fn days(&self) -> (Date, Date) {
        (self.day(DAYS), self.day(1))
    }
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Who wrote it.
    pub author: Who,
    /// The conversation it stands in.
    pub thread: u32,
    /// When.
    pub at: Timestamp,
    /// Who wrote what it answers, when that is known.
    pub answers: Option<Who>,
}

/// Somebody who is a member, or was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub who: Who,
    /// Since when.
    pub joined: Timestamp,
    /// When they left.
    pub left: Option<Timestamp>,
}

impl Member {
    fn belongs(&self, at: Timestamp) -> bool {
        self.joined < at && self.left.is_none_or(|left| left >= at)
    }
}

/// What left for members, by what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Copies and mails that a far side took.
    pub accepted: u64,
    /// Those it refused for good, or that were given up.
    pub refused: u64,
    /// People who complained of mail.
    pub complaints: u64,
}

/// A note that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub published: Timestamp,
    /// When it changed.
    pub revised: Vec<Timestamp>,
    /// Whether it was made of a thread.
    pub of_thread: bool,
}

/// What notes came to in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Made.
    pub created: usize,
    /// Changed.
    pub revised: usize,
    /// Made of a thread.
    pub threads: usize,
}

/// What members said the community changed in their work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// Answers, from 0 (nothing yet) to 5 (a change of course).
    pub levels: [usize; 6],
    /// Sentences whose authors let them be quoted, in the order of the alphabet.
    pub words: Vec<String>,
}

impl Worth {
    /// Those who answered.
    pub fn answers(&self) -> usize {
        self.levels.iter().sum()
    }
}

/// What is counted by period, not found in posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Of each poll that closed: people asked, ballots.
    pub polls: Vec<(usize, usize)>,
    /// Mail out.
    pub delivery: Delivery,
    /// What those who animate did: decisions, commands, polls, calls.
    pub actions: u32,
    /// Minutes that they declared.
    pub declared: Option<u32>,
    /// What the community changed, where a poll about it closed.
    pub worth: Option<Worth>,
    /// Whether no poll about that ran for a quarter.
    pub worth_due: bool,
    /// What brought those who joined within a year, of those who said: each of the four answers.
    pub brings: [usize; 4],
}

/// All a report is made of.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its days.
    pub period: Period,
    /// The posts before its end, in order of time.
    pub posts: Vec<Post>,
    /// The notes.
    pub notes: Vec<Noted>,
    /// Those who are members, with delivery on, and those who were and left.
    pub members: Vec<Member>,
    /// Those who animate.
    pub team: HashSet<Who>,
    /// The period.
    pub counted: Counted,
    /// The one before.
    pub counted_before: Counted,
    /// What an hour of those who animate is worth, in hundredths.
    pub rate: Option<u32>,
}

impl Facts {
    /// Whether anything happened in the period or the one before.
    pub fn has_life(&self) -> bool {
        let (from, to) = (self.period.before(2 * DAYS), self.period.before(0));
        let within = |at: Timestamp| at >= from && at < to;
        self.posts.iter().any(|p| within(p.at))
            || self.members.iter().any(|m| within(m.joined) || m.left.is_some_and(within))
    }
}
