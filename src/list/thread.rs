//! Threads: which posts belong together, and who answers whom. Pure; the same forest whatever the
//! order of arrival.
//!
//! Two posts are of one conversation when a chain of references joins them, through posts we hold or
//! not (ghosts). So each post names *nodes*: its own identifier and those it refers to; the store
//! keeps which thread each node belongs to, and a post that touches two threads joins them. Who
//! answers whom is decided when a thread is read, from its posts alone ([`forest`]).

use crate::clock::Timestamp;
use crate::list::ids::ArticleNo;
use crate::mail::message_id::{IdHash, MessageId, hash_text};
pub use crate::mail::subject::{base_subject, title};

/// References beyond this many, counted from the nearest, are not looked at.
pub const MAX_LINKS: usize = 64;

/// What a post says of its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// In-Reply-To, in the order written.
    pub in_reply_to: Vec<MessageId>,
    /// References, oldest first as written.
    pub references: Vec<MessageId>,
}

/// The nodes of one post: what it is known by and what ties it to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nodes {
    /// Its own: the identifier, and the identifier under its base subject.
    pub own: [IdHash; 2],
    /// Those it refers to, nearest first, each the node that decides.
    pub links: Vec<IdHash>,
}

/// Computes a post's nodes.
///
/// A message that has References but no In-Reply-To is a forward as often as a reply (Thunderbird,
/// some phones); it belongs to the conversation only under the same base subject. So such a message
/// links to *identifier and subject* together, and every message is known under that pair too: the
/// rule holds without knowing which of them came first.
pub fn nodes(id: &MessageId, base_subject: &str, refs: &References) -> Nodes {
    let under_subject =
        |id: &MessageId| hash_text(&[id.as_str().as_bytes(), base_subject.as_bytes()]);
    let direct = !refs.in_reply_to.is_empty();
    let mut links: Vec<IdHash> = Vec::new();
    for link in refs.in_reply_to.iter().chain(refs.references.iter().rev()) {
        let hash = if direct { link.hash() } else { under_subject(link) };
        if link != id && !links.contains(&hash) && links.len() < MAX_LINKS {
            links.push(hash);
        }
    }
    Nodes { own: [id.hash(), under_subject(id)], links }
}

/// A post as the forest sees it.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Its number.
    pub no: ArticleNo,
    /// Nodes it is known by; none for an impostor, which is never a parent.
    pub own: Vec<IdHash>,
    /// Nodes it refers to, nearest first.
    pub links: Vec<IdHash>,
    /// The post it answers by token, when none of its links is in the thread.
    pub answers: Option<ArticleNo>,
    /// Its date.
    pub date: Timestamp,
}

/// Who answers whom: for each leaf, the index of its parent. Independent of the order of the leaves
/// but for their indices; never a cycle.
pub fn forest(leaves: &[Leaf]) -> Vec<Option<usize>> {
    use std::collections::HashMap;
    let mut known: HashMap<&IdHash, usize> = HashMap::new();
    let mut by_no: HashMap<ArticleNo, usize> = HashMap::new();
    for (i, leaf) in leaves.iter().enumerate() {
        by_no.insert(leaf.no, i);
        for node in &leaf.own {
            known.entry(node).or_insert(i);
        }
    }
    let mut parents: Vec<Option<usize>> = leaves
        .iter()
        .enumerate()
        .map(|(i, leaf)| {
            let linked = leaf.links.iter().filter_map(|l| known.get(l).copied()).find(|p| *p != i);
            linked.or_else(|| leaf.answers.and_then(|a| by_no.get(&a).copied()).filter(|p| *p != i))
        })
        .collect();
    cut_cycles(leaves, &mut parents);
    parents
}

/// Forged references can bite their own tail: the earliest leaf of each cycle becomes a root.
fn cut_cycles(leaves: &[Leaf], parents: &mut [Option<usize>]) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        OnPath,
        Done,
    }
    let mut marks = vec![Mark::New; leaves.len()];
    for start in 0..leaves.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(i) = at {
            match marks.get(i) {
                Some(Mark::New) => {
                    if let Some(mark) = marks.get_mut(i) {
                        *mark = Mark::OnPath;
                    }
                    path.push(i);
                    at = parents.get(i).copied().flatten();
                }
                Some(Mark::OnPath) => {
                    let cycle = path.iter().skip_while(|p| **p != i);
                    let first = cycle.min_by_key(|p| leaves.get(**p).map(|l| (l.date, &l.own)));
                    if let Some(parent) = first.and_then(|f| parents.get_mut(*f)) {
                        *parent = None;
                    }
                    at = None;
                }
                _ => at = None,
            }
        }
        for i in path {
            if let Some(mark) = marks.get_mut(i) {
                *mark = Mark::Done;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> MessageId {
        MessageId::parse(text).unwrap()
    }

    fn leaf(no: u32, own: &str, links: &[&str]) -> Leaf {
        Leaf {
            no: ArticleNo(no),
            own: vec![id(own).hash()],
            links: links.iter().map(|l| id(l).hash()).collect(),
            answers: None,
            date: Timestamp::from_second(i64::from(no)).unwrap(),
        }
    }

    #[test]
    fn nearest_known_parent_wins() {
        let leaves =
            [leaf(1, "a@x", &[]), leaf(2, "b@x", &["a@x"]), leaf(3, "c@x", &["lost@x", "a@x"])];
        assert_eq!(forest(&leaves), [None, Some(0), Some(0)]);
    }

    #[test]
    fn cycles_end_at_the_earliest() {
        let leaves = [leaf(1, "a@x", &["c@x"]), leaf(2, "b@x", &["a@x"]), leaf(3, "c@x", &["b@x"])];
        assert_eq!(forest(&leaves), [None, Some(0), Some(1)]);
        assert_eq!(forest(&[leaf(1, "a@x", &["a@x"])]), [None]);
    }

    #[test]
    fn references_alone_need_the_same_subject() {
        let refs = References { in_reply_to: vec![], references: vec![id("a@x")] };
        let opener = nodes(&id("a@x"), "budget", &References::default());
        let same = nodes(&id("b@x"), "budget", &refs);
        let other = nodes(&id("c@x"), "autre chose", &refs);
        assert!(opener.own.contains(&same.links[0]));
        assert!(!opener.own.contains(&other.links[0]));
    }
}
