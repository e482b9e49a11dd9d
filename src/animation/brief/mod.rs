//! The animator's brief: what a community wants of who animates it this week, as a few numbered actions,
//! each done by replying its number. Facts in, actions out; who is written to, and what an action does,
//! is `daemon`'s business.

pub mod bank;
pub mod pulse;
pub mod reply;

use serde::{Deserialize, Serialize};

use crate::list::{ArticleNo, HeldNo, PersonId, ThreadNo};

/// Actions that one brief holds: it fits a screen.
pub const MOST: usize = 5;
/// Ways of a silent week.
pub const WAYS: usize = 3;
/// People that one action welcomes.
pub const WELCOMED: usize = 5;
/// Minutes of an action.
const MINUTES: usize = 2;
/// Minutes of one that asks for words of one's own.
const WRITING: usize = 10;
/// Days without a new thread after which the conversation may be begun again.
const RESTART: i64 = 7;

/// What an action is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A message waits for a decision.
    Moderate(HeldNo),
    /// Somebody's first post has no reply.
    Reply(ArticleNo),
    /// A question is open.
    Nudge(ThreadNo),
    /// These have just joined.
    Greet(Vec<PersonId>),
    /// Nobody opened a conversation for a while: a question by its place in the bank.
    Restart(u8),
}

/// What is done about a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Yes, no, spam.
    Moderate,
    /// A first reply.
    Reply,
    /// Asking somebody who may know.
    Nudge,
    /// A welcome.
    Greet,
    /// A question to all.
    Restart,
}

impl Matter {
    /// What is done about it.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Moderate(_) => Kind::Moderate,
            Self::Reply(_) => Kind::Reply,
            Self::Nudge(_) => Kind::Nudge,
            Self::Greet(_) => Kind::Greet,
            Self::Restart(_) => Kind::Restart,
        }
    }

    /// Minutes that it takes.
    pub fn minutes(&self) -> usize {
        if self.kind() == Kind::Reply { WRITING } else { MINUTES }
    }
}

impl Kind {
    /// Its part of the keys in the catalogues.
    pub fn word(self) -> &'static str {
        match self {
            Self::Moderate => "moderate",
            Self::Reply => "reply",
            Self::Nudge => "nudge",
            Self::Greet => "greet",
            Self::Restart => "restart",
        }
    }
}

/// What is so in a community.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Messages that wait for a decision, the oldest first.
    pub held: Vec<HeldNo>,
    /// First posts without a reply.
    pub firsts: Vec<ArticleNo>,
    /// Open questions, the oldest first.
    pub questions: Vec<ThreadNo>,
    /// Those who joined this week and have not written.
    pub newcomers: Vec<PersonId>,
    /// Days since the last post; `None`: there never was one.
    pub since_post: Option<i64>,
    /// Days since the last thread was opened; `None`: none ever was.
    pub since_thread: Option<i64>,
    /// Questions of the bank, the first to be asked first; none where only the team writes.
    pub bank: Vec<u8>,
}

/// How much somebody wants to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Up to [`MOST`] actions.
    Full,
    /// What is due on a day within the week, the conversation aside.
    Due,
    /// One action: the last briefs found them busy.
    One,
}

/// What a brief asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The actions, in their order.
    pub actions: Vec<Matter>,
    /// Nobody wrote this week: the actions are ways to begin again.
    pub silent: bool,
}

impl Plan {
    /// Minutes of all its actions.
    pub fn minutes(&self) -> usize {
        self.actions.iter().map(Matter::minutes).sum()
    }
}

/// Chooses: the first of each kind, then the second; in the order of kinds.
pub fn plan(facts: &Facts, measure: Measure) -> Plan {
    let quiet = |days: Option<i64>| days.is_none_or(|days| days >= RESTART);
    let silent = quiet(facts.since_post) && !facts.bank.is_empty() && measure != Measure::Due;
    let mut actions: Vec<Matter> = Vec::new();
    let welcomed: Vec<PersonId> = facts.newcomers.iter().copied().take(WELCOMED).collect();
    for round in 0..MOST {
        let mut one = Vec::new();
        one.extend(facts.held.get(round).map(|no| Matter::Moderate(*no)));
        one.extend(facts.firsts.get(round).map(|no| Matter::Reply(*no)));
        one.extend(facts.questions.get(round).map(|no| Matter::Nudge(*no)));
        if round == 0 {
            one.extend((!welcomed.is_empty()).then(|| Matter::Greet(welcomed.clone())));
        }
        let asks = quiet(facts.since_thread) && measure != Measure::Due && round == 0;
        one.extend(facts.bank.first().filter(|_| asks).map(|n| Matter::Restart(*n)));
        actions.extend(one);
    }
    let live = actions.iter().any(|m| matches!(m.kind(), Kind::Moderate | Kind::Reply));
    let silent = silent && !live;
    // Several questions only where there is nothing else to begin with.
    if silent && actions.len() < WAYS {
        let more = facts.bank.iter().skip(1).take(WAYS - actions.len());
        actions.extend(more.map(|n| Matter::Restart(*n)));
    }
    actions.truncate(if measure == Measure::One { 1 } else { MOST });
    actions.sort_by_key(Matter::kind);
    Plan { silent: silent && !actions.is_empty(), actions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Matter::{Greet, Moderate, Nudge, Reply, Restart};

    fn busy() -> Facts {
        Facts {
            held: vec![HeldNo(1), HeldNo(2), HeldNo(3)],
            firsts: vec![ArticleNo(7)],
            questions: vec![ThreadNo(4), ThreadNo(5)],
            newcomers: (1..=9).map(PersonId).collect(),
            since_post: Some(1),
            since_thread: Some(9),
            bank: vec![21, 22, 23],
        }
    }

    #[test]
    fn one_of_each_kind_first() {
        let found = plan(&busy(), Measure::Full);
        let five: Vec<PersonId> = (1..=5).map(PersonId).collect();
        let want = [
            Moderate(HeldNo(1)),
            Reply(ArticleNo(7)),
            Nudge(ThreadNo(4)),
            Greet(five),
            Restart(21),
        ];
        assert_eq!(found.actions, want);
        assert_eq!((found.minutes(), found.silent), (18, false));
        let few =
            Facts { firsts: Vec::new(), newcomers: Vec::new(), since_thread: Some(2), ..busy() };
        let found = plan(&few, Measure::Full);
        let want = [
            Moderate(HeldNo(1)),
            Moderate(HeldNo(2)),
            Moderate(HeldNo(3)),
            Nudge(ThreadNo(4)),
            Nudge(ThreadNo(5)),
        ];
        assert_eq!(found.actions, want);
    }

    #[test]
    fn a_silent_week_has_three_ways() {
        let silent = Facts { since_post: Some(8), since_thread: Some(8), ..Facts::default() };
        assert!(plan(&silent, Measure::Full).actions.is_empty(), "only the team writes");
        let silent = Facts { bank: vec![3, 4, 5], ..silent };
        let found = plan(&silent, Measure::Full);
        assert_eq!(found.actions, [Restart(3), Restart(4), Restart(5)]);
        assert!(found.silent);
        let asked = Facts { questions: vec![ThreadNo(2)], ..silent.clone() };
        let found = plan(&asked, Measure::Full);
        assert_eq!(found.actions, [Nudge(ThreadNo(2)), Restart(3), Restart(4)]);
        assert!(found.silent);
        let held = Facts { held: vec![HeldNo(1)], ..silent.clone() };
        assert!(!plan(&held, Measure::Full).silent, "somebody wrote");
        assert!(plan(&Facts { since_post: None, ..silent.clone() }, Measure::Full).silent);
        assert_eq!(plan(&silent, Measure::One).actions, [Restart(3)]);
        assert!(plan(&silent, Measure::Due).actions.is_empty());
    }

    #[test]
    fn nothing_is_made_up() {
        let calm =
            Facts { since_post: Some(1), since_thread: Some(3), bank: vec![1], ..Facts::default() };
        assert_eq!(plan(&calm, Measure::Full), Plan::default());
        let due = plan(&busy(), Measure::Due).actions;
        assert_eq!(due.len(), 5);
        assert!(due.iter().all(|m| m.kind() != Kind::Restart));
    }
}
