//! From facts to figures: the formulas of the table in `report/mod.rs`, each a small function.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::SignedDuration;

use super::share::{Share, number};
use super::{Counted, DAYS, Facts, MINUTES, Member, Memory, Period, Post, Who};
use crate::clock::Timestamp;

/// Hours in which a reply to a thread counts.
const REPLY: i64 = 168;
/// Hours in which one to a first post does.
const WELCOME: i64 = 48;
/// Days of silence after which somebody reads only.
const SILENT: i64 = 90;
/// Weeks shown in the picture.
const WEEKS: i64 = 8;

/// How many members take part how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bands {
    /// Wrote in three weeks of four.
    pub core: usize,
    /// Wrote.
    pub active: usize,
    /// Read.
    pub periphery: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Band {
    Core,
    Active,
    Periphery,
}

/// The figures of one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Messages.
    pub posts: usize,
    /// People who wrote them.
    pub authors: usize,
    /// Threads they stand in.
    pub threads: usize,
    /// Members at its end.
    pub members: usize,
    /// r.
    pub answered: Share,
    /// Hours to the first reply, sorted; those over 168 as infinity.
    pub hours: Vec<f64>,
    /// f.
    pub welcomed: Share,
    /// b.
    pub returned: Share,
    /// V; 0 without messages.
    pub voices: f64,
    /// a.
    pub team: Share,
    /// The three who wrote most.
    pub top: Share,
    /// Flow.
    pub moved: Share,
    /// Who joined in it.
    pub joined: usize,
    /// Who left in it.
    pub left: usize,
    /// Members of ninety days or more who wrote nothing in ninety days.
    pub silent: usize,
    /// Core, active, periphery.
    pub bands: Bands,
    /// Members who wrote.
    pub participation: Share,
    /// Ballots, of those asked.
    pub voting: Share,
    /// Pairs that answer one another.
    pub reciprocity: Share,
    /// Median of messages a thread; `None`: no thread.
    pub depth: Option<f64>,
    /// Threads of three people or more.
    pub trios: Share,
    /// Mail accepted, of all that was settled.
    pub delivered: Share,
    /// People who complained.
    pub complaints: usize,
    /// Minutes of those who animate.
    pub minutes: u32,
    /// Whether they said so themselves.
    pub declared: bool,
    /// What they did.
    pub actions: u32,
    /// Hundredths of money for each person of the core and the active; `None`: no rate, or nobody.
    pub cost: Option<u32>,
    /// Messages of each of eight weeks, the last one last.
    pub weeks: Vec<usize>,
    /// Notes, where there are any.
    pub memory: Option<Memory>,
    /// What the community changed, where it was asked.
    pub worth: Option<super::Worth>,
    /// Whether that may be asked now.
    pub worth_due: bool,
    /// What brought those who are new, where they said.
    pub brings: [usize; 4],
}

/// The figures of the period and of the one before.
pub fn figures(facts: &Facts) -> (Figures, Figures) {
    let earlier = facts.period.earlier();
    let now = Sight::new(facts, &facts.period, &facts.counted).figures();
    (now, Sight::new(facts, &earlier, &facts.counted_before).figures())
}

/// One period looked at.
struct Sight<'f> {
    facts: &'f Facts,
    period: &'f Period,
    counted: &'f Counted,
    /// Posts before its end.
    posts: &'f [Post],
    /// Those of the period.
    own: &'f [Post],
    /// Posts of each thread, in order.
    threads: BTreeMap<u32, Vec<&'f Post>>,
    /// Everybody's first post.
    firsts: BTreeMap<Who, &'f Post>,
}

/// The posts of a half-open span of time; they are in order.
fn between(posts: &[Post], from: Timestamp, to: Timestamp) -> &[Post] {
    let at = |moment: Timestamp| posts.partition_point(|p| p.at < moment);
    posts.get(at(from)..at(to)).unwrap_or_default()
}

impl<'f> Sight<'f> {
    fn new(facts: &'f Facts, period: &'f Period, counted: &'f Counted) -> Self {
        let end = period.before(0);
        let posts = between(&facts.posts, Timestamp::MIN, end);
        let mut threads: BTreeMap<u32, Vec<&Post>> = BTreeMap::new();
        let mut firsts = BTreeMap::new();
        for post in posts {
            threads.entry(post.thread).or_default().push(post);
            firsts.entry(post.author).or_insert(post);
        }
        let own = between(posts, period.before(DAYS), end);
        Self { facts, period, counted, posts, own, threads, firsts }
    }

    fn figures(&self) -> Figures {
        let counts = counts(self.own);
        let (answered, hours) = self.answered();
        let bands = self.bands(self.period);
        let (depth, trios) = self.depth();
        let members: Vec<&Member> = self.members(self.period.before(0)).collect();
        let in_band = |band: Band| bands.values().filter(|b| **b == band).count();
        let bands = Bands {
            core: in_band(Band::Core),
            active: in_band(Band::Active),
            periphery: in_band(Band::Periphery),
        };
        let delivery = self.counted.delivery;
        let sent = count(delivery.accepted.saturating_add(delivery.refused));
        let minutes = self.counted.declared.unwrap_or(self.counted.actions.saturating_mul(MINUTES));
        Figures {
            posts: self.own.len(),
            authors: counts.len(),
            threads: self.own.iter().map(|p| p.thread).collect::<BTreeSet<_>>().len(),
            members: members.len(),
            answered,
            hours,
            welcomed: self.welcomed(),
            returned: self.returned(),
            voices: voices(&counts),
            team: Share::count(self.own, |p| self.facts.team.contains(&p.author)),
            top: top(&counts, self.own.len()),
            moved: self.moved(),
            joined: self.facts.members.iter().filter(|m| self.within(m.joined)).count(),
            left: self.left(),
            silent: self.silent(&members),
            bands,
            participation: Share::count(&members, |m| counts.contains_key(&m.who)),
            voting: self.voting(),
            reciprocity: self.reciprocity(),
            depth,
            trios,
            delivered: Share::new(count(delivery.accepted), sent),
            complaints: count(delivery.complaints),
            minutes,
            declared: self.counted.declared.is_some(),
            actions: self.counted.actions,
            cost: cost(minutes, self.facts.rate, bands.core + bands.active),
            weeks: self.weeks(),
            memory: self.memory(),
            worth: self.counted.worth.clone(),
            brings: self.counted.brings,
            // Fewer would not be told apart.
            worth_due: self.counted.worth_due && members.len() >= super::FEW,
        }
    }

    /// What notes came to; `None`: the community has none.
    fn memory(&self) -> Option<Memory> {
        let notes = &self.facts.notes;
        let new = || notes.iter().filter(|n| self.within(n.published));
        let changes = notes.iter().flat_map(|n| &n.revised);
        (!notes.is_empty()).then(|| Memory {
            created: new().count(),
            revised: changes.filter(|at| self.within(**at)).count(),
            threads: new().filter(|n| n.of_thread).count(),
        })
    }

    fn within(&self, at: Timestamp) -> bool {
        at >= self.period.before(DAYS) && at < self.period.before(0)
    }

    fn members(&self, at: Timestamp) -> impl Iterator<Item = &'f Member> {
        self.facts.members.iter().filter(move |m| m.belongs(at))
    }

    fn left(&self) -> usize {
        self.facts.members.iter().filter(|m| m.left.is_some_and(|at| self.within(at))).count()
    }

    /// The first post by somebody else after one, in its thread.
    fn reply(&self, to: &Post) -> Option<&'f Post> {
        let mut later = self.threads.get(&to.thread)?.iter().copied();
        later.find(|p| p.at >= to.at && p.author != to.author)
    }

    fn answered(&self) -> (Share, Vec<f64>) {
        let (from, to) = (self.period.before(35), self.period.before(7));
        let openers = self.threads.values().filter_map(|posts| posts.first());
        let openers = openers.filter(|p| p.at >= from && p.at < to);
        let wait = |opener: &&Post| {
            let reply = self.reply(opener)?;
            let wait = reply.at.duration_since(opener.at);
            (wait <= SignedDuration::from_hours(REPLY)).then(|| wait.as_secs_f64() / 3600.0)
        };
        let mut hours: Vec<f64> = openers.map(|p| wait(p).unwrap_or(f64::INFINITY)).collect();
        hours.sort_by(f64::total_cmp);
        (Share::count(&hours, |h| h.is_finite()), hours)
    }

    fn welcomed(&self) -> Share {
        let (from, to) = (self.period.before(30), self.period.before(2));
        let firsts = self.firsts.values().filter(|p| p.at >= from && p.at < to);
        let soon = SignedDuration::from_hours(WELCOME);
        Share::count(firsts, |p| self.reply(p).is_some_and(|r| r.at.duration_since(p.at) <= soon))
    }

    fn returned(&self) -> Share {
        let (from, to) = (self.period.before(2 * DAYS), self.period.before(DAYS));
        let firsts = self.firsts.values().filter(|p| p.at >= from && p.at < to);
        let again = |first: &Post| {
            let end = first.at + SignedDuration::from_hours(DAYS * 24);
            let mut later = self.posts.iter().filter(|p| p.author == first.author);
            later.nth(1).is_some_and(|p| p.at <= end)
        };
        Share::count(firsts, |first| again(first))
    }

    /// The band of each member of a period, as it ended.
    fn bands(&self, period: &Period) -> HashMap<Who, Band> {
        let mut weeks: HashMap<Who, u8> = HashMap::new();
        for (bit, ago) in [28, 21, 14, 7].into_iter().enumerate() {
            let posts = between(&self.facts.posts, period.before(ago), period.before(ago - 7));
            for post in posts {
                *weeks.entry(post.author).or_default() |= 1 << bit;
            }
        }
        let band = |who: Who| match weeks.get(&who).map_or(0, |w| w.count_ones()) {
            0 => Band::Periphery,
            1 | 2 => Band::Active,
            _ => Band::Core,
        };
        self.members(period.before(0)).map(|m| (m.who, band(m.who))).collect()
    }

    fn moved(&self) -> Share {
        let (now, before) = (self.bands(self.period), self.bands(&self.period.earlier()));
        let both = now.iter().filter_map(|(who, band)| Some((band, before.get(who)?)));
        Share::count(both, |(now, before)| now != before)
    }

    fn silent(&self, members: &[&Member]) -> usize {
        let since = self.period.before(SILENT);
        let wrote: HashSet<Who> =
            between(self.posts, since, self.period.before(0)).iter().map(|p| p.author).collect();
        members.iter().filter(|m| m.joined < since && !wrote.contains(&m.who)).count()
    }

    fn voting(&self) -> Share {
        let sum = |(asked, cast), (a, c): &(usize, usize)| (asked + a, cast + c);
        let (asked, cast) = self.counted.polls.iter().fold((0, 0), sum);
        Share::new(cast, asked)
    }

    fn reciprocity(&self) -> Share {
        let answers = |p: &Post| p.answers.filter(|to| *to != p.author).map(|to| (p.author, to));
        let pairs: BTreeSet<(Who, Who)> = self.own.iter().filter_map(answers).collect();
        let unordered: BTreeSet<_> = pairs.iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
        Share::count(unordered, |(a, b)| pairs.contains(&(**a, **b)) && pairs.contains(&(**b, **a)))
    }

    fn depth(&self) -> (Option<f64>, Share) {
        let touched: BTreeSet<u32> = self.own.iter().map(|p| p.thread).collect();
        let threads: Vec<&Vec<&Post>> =
            touched.iter().filter_map(|no| self.threads.get(no)).collect();
        let mut sizes: Vec<usize> = threads.iter().map(|posts| posts.len()).collect();
        sizes.sort_unstable();
        let people = |posts: &Vec<&Post>| posts.iter().map(|p| p.author).collect::<HashSet<_>>();
        (middle(&sizes), Share::count(threads, |posts| people(posts).len() >= 3))
    }

    fn weeks(&self) -> Vec<usize> {
        let week = |ago: i64| {
            let (from, to) = (self.period.before(7 * ago), self.period.before(7 * (ago - 1)));
            between(self.posts, from, to).len()
        };
        (1..=WEEKS).rev().map(week).collect()
    }
}

fn count(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// Messages of each author.
fn counts(posts: &[Post]) -> BTreeMap<Who, usize> {
    let mut counts = BTreeMap::new();
    for post in posts {
        *counts.entry(post.author).or_default() += 1;
    }
    counts
}

/// How many people writing alike would make the same variety (the exponential of Shannon's entropy).
fn voices(counts: &BTreeMap<Who, usize>) -> f64 {
    let all = number(counts.values().sum());
    if all == 0.0 {
        return 0.0;
    }
    let entropy = |x: &usize| {
        let p = number(*x) / all;
        -p * p.ln()
    };
    counts.values().map(entropy).sum::<f64>().exp()
}

fn top(counts: &BTreeMap<Who, usize>, all: usize) -> Share {
    let mut most: Vec<usize> = counts.values().copied().collect();
    most.sort_unstable_by(|a, b| b.cmp(a));
    Share::new(most.iter().take(3).sum(), all)
}

/// The middle of sorted counts, or the mean of the two in the middle.
fn middle(sorted: &[usize]) -> Option<f64> {
    let n = sorted.len();
    let (low, high) = (sorted.get(n.checked_sub(1)? / 2)?, sorted.get(n / 2)?);
    Some((number(*low) + number(*high)) / 2.0)
}

fn cost(minutes: u32, rate: Option<u32>, people: usize) -> Option<u32> {
    let people = u64::try_from(people).ok().filter(|n| *n > 0)?;
    let whole = u64::from(minutes) * u64::from(rate?);
    let hour = 60 * people;
    u32::try_from((whole + hour / 2) / hour).ok()
}

impl Figures {
    /// The value at a quantile of so many hundredths, by nearest rank: the ⌈q·n⌉th.
    pub fn wait(&self, hundredths: usize) -> Option<f64> {
        let rank = (self.hours.len() * hundredths).div_ceil(100);
        self.hours.get(rank.checked_sub(1)?).copied()
    }
}
