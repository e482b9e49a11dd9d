//! Four numbers of a week beside what is usual: the median of the four weeks before. No chart, and never
//! a judgement.

use std::collections::HashSet;

use crate::clock::Timestamp;

/// Weeks that say what is usual.
const BEFORE: usize = 4;
/// Seconds of a week.
const WEEK: i64 = 7 * 86_400;

/// A post, as far as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// When it came.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: String,
    /// Whether it opened a thread.
    pub opens: bool,
}

/// A number of this week, and what is usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// This week's.
    pub now: usize,
    /// The median of the weeks before, in halves.
    pub usual_halves: usize,
}

/// The four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Messages.
    pub posts: Number,
    /// People who wrote.
    pub people: Number,
    /// New threads.
    pub threads: Number,
    /// New members.
    pub joined: Number,
}

/// Counts.
pub fn pulse(posts: &[Counted], joined: &[Timestamp], now: Timestamp) -> Pulse {
    let of = |at: Timestamp| {
        let age = now.as_second() - at.as_second();
        usize::try_from(age / WEEK).ok().filter(|week| age >= 0 && *week <= BEFORE)
    };
    let mut counts = [[0usize; BEFORE + 1]; 3];
    let mut authors: [HashSet<&str>; BEFORE + 1] = Default::default();
    let mut add = |which: usize, week: usize| {
        if let Some(n) = counts.get_mut(which).and_then(|weeks| weeks.get_mut(week)) {
            *n += 1;
        }
    };
    for post in posts {
        let Some(week) = of(post.at) else { continue };
        add(0, week);
        if post.opens {
            add(1, week);
        }
        if let Some(all) = authors.get_mut(week) {
            all.insert(&post.author);
        }
    }
    joined.iter().filter_map(|at| of(*at)).for_each(|week| add(2, week));
    let [posts, threads, joined] = counts;
    Pulse {
        posts: number(posts),
        people: number(authors.map(|all| all.len())),
        threads: number(threads),
        joined: number(joined),
    }
}

fn number([now, mut before @ ..]: [usize; BEFORE + 1]) -> Number {
    before.sort_unstable();
    let [_, second, third, _] = before;
    Number { now, usual_halves: second + third }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_beside_the_four_before() {
        let now = Timestamp::from_second(10 * WEEK).unwrap();
        let ago = |days: i64| Timestamp::from_second(10 * WEEK - days * 86_400 - 60).unwrap();
        let post =
            |days, author: &str, opens| Counted { at: ago(days), author: author.into(), opens };
        let posts = [
            post(0, "ann", true),
            post(1, "bob", false),
            post(2, "ann", false),
            post(8, "ann", true),
            post(9, "ann", true),
            post(16, "bob", true),
            post(40, "bob", true),
        ];
        let found = pulse(&posts, &[ago(3), ago(22), ago(23)], now);
        assert_eq!(found.posts, Number { now: 3, usual_halves: 1 });
        assert_eq!(found.people, Number { now: 2, usual_halves: 1 });
        assert_eq!(found.threads, Number { now: 1, usual_halves: 1 });
        assert_eq!(found.joined, Number { now: 1, usual_halves: 0 });
        assert_eq!(pulse(&[], &[], now), Pulse::default());
    }
}
