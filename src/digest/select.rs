//! What stands in a digest and in which order: open questions first, then the threads with most to
//! say to this reader in full, the next as one line each, the rest as a number. Not how it looks.

use jiff::SignedDuration;

use super::cues;
use super::facts::{Community, Conversation, Facts};
use crate::clock::Timestamp;
use crate::list::member::Order;
use crate::mail::address::Address;

/// A question is open from two days on; after three weeks it is the animators' business.
const OPEN_FROM: SignedDuration = SignedDuration::from_hours(48);
const OPEN_UNTIL: SignedDuration = SignedDuration::from_hours(21 * 24);

/// What stands beside the threads of a digest that is too large.
const FEW: usize = 6;
/// Characters of a host's word where even that is too much.
const SHORT: usize = 100;

/// How much of each kind a digest shows at most. A digest over its size gets lower ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Open questions.
    pub questions: usize,
    /// Threads that wait for the reader.
    pub mine: usize,
    /// Threads shown with pieces of their posts.
    pub expanded: usize,
    /// Of those, the oldest so many become one line after all.
    pub folded: usize,
    /// Threads shown on one line.
    pub lines: usize,
    /// Polls, notes, people and milestones, of each; and titles in the line of what was received.
    pub papers: usize,
    /// Characters of a host's word.
    pub word: usize,
    /// Characters of a title.
    pub title: usize,
    /// Characters of a name.
    pub name: usize,
}

impl Limits {
    /// Those of an ordinary digest.
    pub const FULL: Self = Self {
        questions: 3,
        mine: 5,
        expanded: 8,
        folded: 0,
        lines: 12,
        papers: 12,
        word: 600,
        title: 120,
        name: 60,
    };

    /// Those of what somebody missed while away: ten threads, the rest a number.
    pub const RETURN: Self = Self { questions: 2, mine: 2, expanded: 6, lines: 0, ..Self::FULL };

    /// The next smaller digest: expanded items become lines, oldest first, then lines a number; in the end
    /// what stands beside the threads is cut too, or thirty communities would fit in no mail. `None`: nothing
    /// is left to shorten.
    pub fn lower(self) -> Option<Self> {
        if self.folded < self.expanded {
            Some(Self { folded: self.folded + 1, ..self })
        } else if self.papers > FEW {
            Some(Self { papers: FEW, ..self })
        } else if self.lines > 0 {
            Some(Self { lines: self.lines - 1, ..self })
        } else if self.expanded > 0 {
            Some(Self { expanded: self.expanded - 1, folded: self.expanded - 1, ..self })
        } else if self.mine > 0 {
            Some(Self { mine: self.mine - 1, ..self })
        } else if self.questions > 0 {
            Some(Self { questions: self.questions - 1, ..self })
        } else if self.papers > 0 {
            Some(Self { papers: self.papers - 1, ..self })
        } else if self.word > SHORT {
            Some(Self { word: SHORT, title: SHORT / 2, ..self })
        } else {
            let name = [SHORT / 4, SHORT / 12].into_iter().find(|name| *name < self.name)?;
            Some(Self { word: 0, name, ..self })
        }
    }
}

/// A thread and the place of its community among the facts.
#[derive(Clone, Copy, Debug)]
pub struct Pick<'a> {
    /// Index into [`Facts::communities`].
    pub community: usize,
    /// The thread.
    pub thread: &'a Conversation,
}

/// One community's part.
#[derive(Clone, Debug, Default)]
pub struct Shelf<'a> {
    /// Index into [`Facts::communities`].
    pub community: usize,
    /// Threads in full, in the reader's order.
    pub expanded: Vec<&'a Conversation>,
    /// Threads on one line, in the reader's order.
    pub lines: Vec<&'a Conversation>,
    /// Threads only counted.
    pub more: Vec<&'a Conversation>,
}

/// What a digest shows.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// Open questions, oldest first.
    pub questions: Vec<Pick<'a>>,
    /// Threads that wait for the reader, the one waiting longest first.
    pub mine: Vec<Pick<'a>>,
    /// Communities, the one with most for this reader first.
    pub shelves: Vec<Shelf<'a>>,
    /// How much of anything else.
    pub limits: Limits,
}

impl Plan<'_> {
    /// The communities that have something in it, in order of index.
    pub fn communities(&self, facts: &Facts) -> Vec<usize> {
        let asked = self.questions.iter().chain(&self.mine).map(|q| q.community);
        let heard = |c: &Community| c.threads.iter().any(|t| t.received + t.own > 0);
        let says = |c: &Community| c.says_more() || !c.polls.is_empty() || heard(c);
        let silent = facts.communities.iter().enumerate().filter(|(_, c)| says(c)).map(|(i, _)| i);
        let shelves = self.shelves.iter().map(|s| s.community);
        let mut all: Vec<usize> = shelves.chain(asked).chain(silent).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Chooses and orders.
pub fn plan(facts: &Facts, limits: Limits) -> Plan<'_> {
    let questions = open_questions(facts, limits.questions);
    let holds = |picks: &[Pick<'_>], community: usize, thread: &Conversation| {
        picks.iter().any(|q| q.community == community && q.thread.no == thread.no)
    };
    let mut mine: Vec<Pick<'_>> = all_threads(facts)
        .filter(|(i, t)| t.for_reader.is_some() && !holds(&questions, *i, t))
        .map(|(community, thread)| Pick { community, thread })
        .collect();
    mine.sort_by_key(|p| {
        (p.thread.for_reader.as_ref().map(|f| f.post.date), p.community, p.thread.no)
    });
    mine.truncate(limits.mine);
    let mut news: Vec<(f64, Pick<'_>)> = Vec::new();
    for (community, thread) in all_threads(facts) {
        let shown = holds(&questions, community, thread) || holds(&mine, community, thread);
        if !thread.fresh.is_empty() && !shown {
            news.push((score(facts, thread), Pick { community, thread }));
        }
    }
    // Equal scores: the livelier first, then the older number, so that two runs agree.
    news.sort_by(|(a, x), (b, y)| {
        let late = y.thread.last.cmp(&x.thread.last);
        b.total_cmp(a).then(late).then((x.community, x.thread.no).cmp(&(y.community, y.thread.no)))
    });
    let shelves = fill_shelves(facts, limits, &news);
    Plan { questions, mine, shelves, limits }
}

fn all_threads(facts: &Facts) -> impl Iterator<Item = (usize, &Conversation)> {
    let communities = facts.communities.iter().enumerate();
    communities.flat_map(|(i, c)| c.threads.iter().map(move |t| (i, t)))
}

/// Whether a thread is an unanswered question of somebody else, old enough to ask everyone.
pub fn is_open_question(thread: &Conversation, reader: &Address, now: Timestamp) -> bool {
    now.duration_since(thread.opener.received) < OPEN_UNTIL && waits(thread, reader, now)
}

/// The same, however old.
pub fn waits(thread: &Conversation, reader: &Address, now: Timestamp) -> bool {
    !thread.answered
        && !thread.opener.is_by(reader)
        && now.duration_since(thread.opener.received) >= OPEN_FROM
        && cues::asks(&thread.subject, &thread.opener.words)
}

fn is_open(facts: &Facts, thread: &Conversation) -> bool {
    is_open_question(thread, &facts.reader.address, facts.now)
}

fn open_questions(facts: &Facts, limit: usize) -> Vec<Pick<'_>> {
    let mut open: Vec<Pick<'_>> = all_threads(facts)
        .filter(|(_, thread)| is_open(facts, thread))
        .map(|(community, thread)| Pick { community, thread })
        .collect();
    open.sort_by_key(|q| (q.thread.opener.received, q.community, q.thread.no));
    open.truncate(limit);
    open
}

/// product.md §4.2.5: what the reader wrote in is followed.
fn score(facts: &Facts, thread: &Conversation) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let mut authors: Vec<String> = thread.fresh.iter().map(|p| p.author.key()).collect();
    authors.sort_unstable();
    authors.dedup();
    let followed = if thread.followed { 3.0 } else { 0.0 };
    let mentioned = if thread.mentioned { 2.0 } else { 0.0 };
    let open = if is_open(facts, thread) { 1.5 } else { 0.0 };
    let first = if thread.first_post { 0.5 } else { 0.0 };
    let told = followed + mentioned + open + first;
    told + count(thread.fresh.len()).ln_1p() + count(authors.len()).ln_1p()
}

fn fill_shelves<'a>(facts: &Facts, limits: Limits, news: &[(f64, Pick<'a>)]) -> Vec<Shelf<'a>> {
    let mut shelves: Vec<(f64, Shelf<'a>)> = Vec::new();
    let folded = oldest(news, limits);
    for (rank, (score, pick)) in news.iter().enumerate() {
        let at = match shelves.iter().position(|(_, s)| s.community == pick.community) {
            Some(at) => at,
            None => {
                let shelf = Shelf { community: pick.community, ..Shelf::default() };
                shelves.push((0.0, shelf));
                shelves.len() - 1
            }
        };
        let Some((sum, shelf)) = shelves.get_mut(at) else { continue };
        *sum += score;
        if rank < limits.expanded && !folded.contains(&rank) {
            shelf.expanded.push(pick.thread);
        } else if rank < limits.expanded + limits.lines {
            shelf.lines.push(pick.thread);
        } else {
            shelf.more.push(pick.thread);
        }
    }
    for (_, shelf) in &mut shelves {
        sort(&mut shelf.expanded, facts.reader.order);
        sort(&mut shelf.lines, facts.reader.order);
        sort(&mut shelf.more, facts.reader.order);
    }
    shelves.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.community.cmp(&y.community)));
    shelves.into_iter().map(|(_, shelf)| shelf).collect()
}

/// Ranks of the expanded threads that become lines.
fn oldest(news: &[(f64, Pick<'_>)], limits: Limits) -> Vec<usize> {
    let mut ranks: Vec<usize> = (0..news.len().min(limits.expanded)).collect();
    ranks.sort_by_key(|rank| news.get(*rank).map(|(_, pick)| (pick.thread.last, pick.thread.no)));
    ranks.truncate(limits.folded);
    ranks
}

/// Puts threads in the order that a reader chose.
pub fn sort(threads: &mut [&Conversation], order: Order) {
    threads.sort_by_key(|t| {
        let at = match order {
            Order::Activity => t.last,
            Order::Posts => t.opener.date,
        };
        (std::cmp::Reverse(at), t.no)
    });
}
