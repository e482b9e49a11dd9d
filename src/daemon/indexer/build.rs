//! A list's files made anew, a slice at a time, beside those in use.

use crate::archive::document::Documents;
use crate::list::{ArticleNo, ListId};
use crate::search::{Batch, Fresh, IndexError, Library, Shelf};
use crate::store::{Store, StoreError, articles, notes};

use super::{Step, Trouble};

/// Posts of one slice.
const SLICE: usize = 200;

/// Files being made.
#[derive(Debug)]
pub(super) struct Build {
    pub list: ListId,
    documents: Documents,
    home: Fresh,
    after: Option<ArticleNo>,
    posts: u64,
    /// Events up to here are in it.
    pub at: u64,
}

impl Build {
    /// Begins.
    pub fn begin(
        library: &Library,
        store: &Store,
        list: ListId,
        documents: Documents,
    ) -> Result<Self, Trouble> {
        let at = articles::last_event(store)?;
        let home = library.begin(documents.home(), list)?;
        Ok(Self { list, documents, home, after: None, posts: 0, at })
    }

    /// The next slice. [`Step::Nothing`]: all posts are in.
    pub fn slice(&mut self, store: &Store) -> Result<Step, Trouble> {
        let some = articles::after(store, self.list, self.after, SLICE)?;
        let documents = some.iter().filter_map(|a| self.documents.of_post(store, a).transpose());
        let documents = documents.collect::<Result<Vec<_>, StoreError>>()?;
        self.home.index.write(|batch| {
            documents.iter().try_for_each(|document| batch.put(document).map(|_| ()))
        })?;
        self.posts += u64::try_from(some.len()).unwrap_or(0);
        self.after = some.last().map(|a| a.no).or(self.after);
        Ok(if some.len() < SLICE { Step::Nothing } else { Step::Moved })
    }

    /// Puts something in besides.
    pub fn also(
        &mut self,
        change: impl FnOnce(&mut Batch<'_>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        self.home.index.write(change)
    }

    /// How many posts are in.
    pub fn posts(&self) -> u64 {
        self.posts
    }

    /// Puts the notes in, and the files in their place.
    pub fn finish(mut self, library: &Library, store: &Store) -> Result<(), Trouble> {
        let (mut own, mut members) = (Vec::new(), Vec::new());
        for note in notes::of_list(store, self.list)? {
            match self.documents.note(store, note.no)? {
                Some((shelf, document)) if shelf == self.documents.home() => own.push(document),
                Some((_, document)) => members.push(document),
                None => {}
            }
        }
        let put = |all: &[crate::search::Document], fresh: &mut Fresh| -> Result<(), IndexError> {
            fresh.index.write(|batch| all.iter().try_for_each(|d| batch.put(d).map(|_| ())))
        };
        put(&own, &mut self.home)?;
        self.home.finish()?;
        if self.documents.home() == Shelf::Public {
            if members.is_empty() {
                library.remove(Shelf::Members, self.list)?;
            } else {
                let mut fresh = library.begin(Shelf::Members, self.list)?;
                put(&members, &mut fresh)?;
                fresh.finish()?;
            }
        }
        Ok(())
    }
}
