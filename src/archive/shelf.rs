//! Posts made ready lately, kept for the next page they stand on: one more post in a thread shows the
//! others of its page again, and reading and trimming them is most of a page's work. Only a saving:
//! what is not here is made.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::post::Post;
use crate::list::{ArticleNo, ListId};
use crate::mail::message_id::IdHash;

/// Octets of text in each of the two halves.
const HALF: usize = 1024 * 1024;

/// What a post's look depends on: itself, and the posts whose words it may repeat.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Label {
    pub list: ListId,
    pub no: ArticleNo,
    pub content: IdHash,
    pub known: Vec<(ArticleNo, IdHash)>,
}

/// The posts. Two halves: when the young one is full it becomes the old one, and what nobody asked
/// for since goes.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<Mutex<Halves>>);

#[derive(Debug, Default)]
struct Halves {
    young: HashMap<Label, Arc<Post>>,
    old: HashMap<Label, Arc<Post>>,
    octets: usize,
}

impl Shelf {
    /// The post with this label, made by `make` when it is not here.
    pub(super) fn get<E>(
        &self,
        label: Label,
        make: impl FnOnce() -> Result<Post, E>,
    ) -> Result<Arc<Post>, E> {
        if let Some(post) = self.find(&label) {
            return Ok(post);
        }
        let post = Arc::new(make()?);
        self.lock().put(label, post.clone());
        Ok(post)
    }

    fn find(&self, label: &Label) -> Option<Arc<Post>> {
        let mut halves = self.lock();
        if let Some(post) = halves.young.get(label) {
            return Some(post.clone());
        }
        let (label, post) = halves.old.remove_entry(label)?;
        halves.put(label, post.clone());
        Some(post)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Halves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Halves {
    fn put(&mut self, label: Label, post: Arc<Post>) {
        let text: usize = post.parts.iter().map(|p| p.html.len() + p.start.len()).sum();
        let octets = text + size_of::<Label>() + size_of::<Post>() + 256;
        if self.octets + octets > HALF {
            self.old = std::mem::take(&mut self.young);
            self.octets = 0;
        }
        if octets <= HALF {
            self.octets += octets;
            self.young.insert(label, post);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::body::{Part, PartKind};
    use super::*;

    fn post(size: usize) -> Post {
        let part = Part { kind: PartKind::Words, html: "x".repeat(size), start: String::new() };
        Post { parts: vec![part], files: Vec::new(), lang: "fr".to_owned() }
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
            let halves = shelf.lock();
            halves.young.len() + halves.old.len()
        };
        assert!(kept * 1000 <= 2 * HALF, "{kept}");
        assert!(made(&shelf, 10_001, 2 * HALF));
        assert!(made(&shelf, 10_001, 2 * HALF), "too large to keep");
    }
}
