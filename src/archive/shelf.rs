//! Posts made ready lately, kept for the next page they stand on: one more post in a thread shows the
//! others of its page again, and reading and trimming them is most of a page's work. And what lists of
//! conversations were last made from, so that of those only the pages are made again that say
//! something else. Only a saving: what is not here is made.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::list_page::Latest;
use super::month_page::Month;
use super::post::{Post, Said};
use super::questions::Asked;
use crate::list::member::Order;
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::mail::message_id::IdHash;
use crate::store::articles::Article;
use crate::store::threads::{MonthNo, Thread};

/// Octets in each of the two halves of a board.
const HALF: usize = 1024 * 1024;

/// What a post's look depends on: itself, and the posts whose words it may repeat.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Label {
    pub list: ListId,
    pub no: ArticleNo,
    pub content: IdHash,
    pub known: Vec<(ArticleNo, IdHash)>,
}

/// The posts, and what was read of messages that the next posts may repeat.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<Boards>);

#[derive(Debug, Default)]
struct Boards {
    posts: Board<Label, Post>,
    said: Board<(ListId, ArticleNo, IdHash), Said>,
    open: Board<(ListId, ThreadNo, ArticleNo, u32), bool>,
    lists: Board<(ListId, Kind), Shown>,
    site: Mutex<Option<Vec<String>>>,
}

/// A kind of pages that list conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The months there are.
    Months,
    /// One month's conversations.
    Month(MonthNo),
    /// The latest, in one order.
    Latest(Order),
    /// The open questions.
    Questions,
}

/// What pages that stand in their tree were made from.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    Months(Vec<MonthNo>),
    Month(Month),
    Latest(Latest),
    Questions(Asked),
}

impl Shown {
    /// About how much room it takes.
    fn octets(&self) -> usize {
        match self {
            Self::Months(months) => months.len() * size_of::<MonthNo>(),
            Self::Month(month) => month.octets(),
            Self::Latest(latest) => latest.octets(),
            Self::Questions((asked, ..)) => asked.iter().map(|a| a.0.octets() + 48).sum(),
        }
    }
}

impl Shelf {
    /// The post with this label, made by `make` when it is not here.
    pub(super) fn get<E>(
        &self,
        label: Label,
        make: impl FnOnce() -> Result<Post, E>,
    ) -> Result<Arc<Post>, E> {
        let text = |p: &Post| {
            p.lead.len() + p.parts.iter().map(|p| p.html.len() + p.start.len()).sum::<usize>()
        };
        self.0.posts.get(label, text, make)
    }

    /// What this article says, read by `make` when it is not here.
    pub(super) fn said<E>(
        &self,
        article: &Article,
        make: impl FnOnce() -> Result<Said, E>,
    ) -> Result<Arc<Said>, E> {
        let key = (article.list, article.no, article.content);
        self.0.said.get(key, Said::octets, make)
    }
}

impl Shelf {
    /// Whether a thread is an open question, found by `look` when that is not known: of the same posts
    /// it stays so.
    pub(super) fn open<E>(
        &self,
        thread: &Thread,
        look: impl FnOnce() -> Result<bool, E>,
    ) -> Result<bool, E> {
        let key = (thread.list, thread.no, thread.opener, thread.posts);
        self.0.open.get(key, |_| 0, look).map(|open| *open)
    }
}

impl Shelf {
    /// Looks at every thread anew: some post says something else.
    pub(super) fn forget_open(&self) {
        *self.0.open.lock() = Halves::default();
    }

    /// Takes what the pages of a kind were made from. It is put back once they are made anew: what went
    /// wrong in between leaves nothing to believe in.
    pub(super) fn take(&self, list: ListId, kind: Kind) -> Option<Arc<Shown>> {
        self.0.lists.lock().take(&(list, kind))
    }

    /// Puts down what the pages of a kind are made from now.
    pub(super) fn put(&self, list: ListId, kind: Kind, shown: Shown) {
        let octets = shown.octets() + 256;
        self.0.lists.lock().put((list, kind), (Arc::new(shown), octets));
    }

    /// Takes the communities that the site's own pages were made for.
    pub(super) fn take_site(&self) -> Option<Vec<String>> {
        self.0.site.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Puts down the communities that they are made for now.
    pub(super) fn put_site(&self, slugs: Vec<String>) {
        *self.0.site.lock().unwrap_or_else(PoisonError::into_inner) = Some(slugs);
    }

    /// Forgets what lists and the site's own pages were made from: all are made anew, or some were not.
    pub(super) fn forget_pages(&self) {
        *self.0.lists.lock() = Halves::default();
        self.take_site();
    }
}

/// Two halves: when the young one is full it becomes the old one, and what nobody asked for since
/// goes.
#[derive(Debug)]
struct Board<K, V>(Mutex<Halves<K, V>>);

#[derive(Debug)]
struct Halves<K, V> {
    young: HashMap<K, (Arc<V>, usize)>,
    old: HashMap<K, (Arc<V>, usize)>,
    octets: usize,
}

impl<K, V> Default for Halves<K, V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), octets: 0 }
    }
}

impl<K, V> Default for Board<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Board<K, V> {
    fn get<E>(
        &self,
        key: K,
        text: impl FnOnce(&V) -> usize,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<Arc<V>, E> {
        if let Some(found) = self.lock().find(&key) {
            return Ok(found);
        }
        let made = Arc::new(make()?);
        let octets = text(&made) + size_of::<K>() + size_of::<V>() + 256;
        self.lock().put(key, (made.clone(), octets));
        Ok(made)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Halves<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V> Halves<K, V> {
    fn find(&mut self, key: &K) -> Option<Arc<V>> {
        if let Some((value, _)) = self.young.get(key) {
            return Some(value.clone());
        }
        let (key, kept) = self.old.remove_entry(key)?;
        let value = kept.0.clone();
        self.put(key, kept);
        Some(value)
    }

    fn take(&mut self, key: &K) -> Option<Arc<V>> {
        if let Some((value, octets)) = self.young.remove(key) {
            self.octets -= octets.min(self.octets);
            return Some(value);
        }
        self.old.remove(key).map(|(value, _)| value)
    }

    fn put(&mut self, key: K, kept: (Arc<V>, usize)) {
        let octets = kept.1;
        if self.octets + octets > HALF {
            self.old = std::mem::take(&mut self.young);
            self.octets = 0;
        }
        if octets <= HALF {
            self.octets += octets;
            self.young.insert(key, kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::body::{Part, PartKind};
    use super::*;

    fn post(size: usize) -> Post {
        let part = Part { kind: PartKind::Words, html: "x".repeat(size), start: String::new() };
        Post { parts: vec![part], lead: String::new(), ..Post::default() }
    }

    fn label(no: u32) -> Label {
        Label { list: ListId(1), no: ArticleNo(no), content: [0; 16], known: Vec::new() }
    }

    #[track_caller]
    fn made(shelf: &Shelf, no: u32, size: usize) -> bool {
        let mut made = false;
        let make = || {
            made = true;
            Ok::<_, std::convert::Infallible>(post(size))
        };
        assert_eq!(shelf.get(label(no), make).unwrap().parts[0].html.len(), size);
        made
    }

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let shelf = Shelf::default();
        assert!(made(&shelf, 0, 1000));
        for no in 1..10_000 {
            assert!(made(&shelf, no, 1000));
            assert!(no % 100 > 0 || !made(&shelf, 0, 1000), "{no}");
        }
        assert!(made(&shelf, 1, 1000), "nobody asked for it");
        let kept = {
            let halves = shelf.0.posts.lock();
            halves.young.len() + halves.old.len()
        };
        assert!(kept * 1000 <= 2 * HALF, "{kept}");
        assert!(made(&shelf, 10_001, 2 * HALF));
        assert!(made(&shelf, 10_001, 2 * HALF), "too large to keep");
    }
}
