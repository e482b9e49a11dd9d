//! Who keeps the index: how far it is, and what is to be done next. One step at a time, each of them short.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::build::Build;
use super::{Step, Trouble};
use crate::archive::Archive;
use crate::archive::document::{Documents, home, note_id};
use crate::daemon::Site;
use crate::daemon::requests::FORMER_MEMBER;
use crate::daemon::robot::NOBODY;
use crate::list::settings::{Settings, Visibility};
use crate::list::{ArticleNo, ListId, NoteNo};
use crate::search::{Batch, Document, IndexError, Library, Shelf};
use crate::store::articles::{self, Event};
use crate::store::{Durability, Store, StoreError, lists, notes, withdrawn};

/// The log's reader that we are.
const READER: &str = "search";
/// Events taken at once.
const BATCH: usize = 500;

/// Who keeps the index.
#[derive(Debug)]
pub struct Keeper {
    store: Store,
    archive: Archive,
    library: Arc<Library>,
    /// Events up to here are in; `None`: not looked yet.
    at: Option<u64>,
    /// Lists whose files are to be made.
    waiting: VecDeque<ListId>,
    building: Option<Build>,
    /// For each list made anew, the events that its files held from the start.
    made: BTreeMap<ListId, u64>,
}

/// What changed in one list.
#[derive(Debug, Default)]
struct Touched {
    posts: BTreeSet<ArticleNo>,
    notes: BTreeSet<NoteNo>,
}

impl Keeper {
    /// One for this site.
    pub fn new(site: &Site) -> Self {
        Self {
            store: site.store.clone(),
            archive: site.archive(),
            library: site.search.clone(),
            at: None,
            waiting: VecDeque::new(),
            building: None,
            made: BTreeMap::new(),
        }
    }

    /// Does what is next.
    ///
    /// # Errors
    /// When the store cannot be read, or the index not written.
    pub fn step(&mut self) -> Result<Step, Trouble> {
        let at = match self.at {
            Some(at) => at,
            None => self.begin()?,
        };
        for list in self.library.take_asked() {
            self.make(list);
        }
        let events = articles::events_after(&self.store, at, BATCH)?;
        if events.is_empty() && self.building.is_none() && self.waiting.is_empty() {
            self.made.clear();
            return Ok(Step::Nothing);
        }
        if !self.store.has_room() {
            return Err(Trouble::NoRoom);
        }
        self.follow(&events)?;
        self.build()?;
        Ok(Step::Moved)
    }

    /// Looks where we are.
    fn begin(&mut self) -> Result<u64, Trouble> {
        self.library.tidy();
        let last = articles::last_event(&self.store)?;
        let cursor = articles::cursor(&self.store, READER)?;
        // Files ahead of the store belong to another, or to a later day of this one.
        if cursor > last {
            for (list, _) in lists::all(&self.store)? {
                self.make(list);
            }
        }
        let whole = self.survey()?;
        // Files made now hold all there is.
        let at = if whole == 0 { last } else { cursor.min(last) };
        self.at = Some(at);
        self.library.reached(at);
        Ok(at)
    }

    /// Removes the files of lists that are gone or changed sides, before anything else; has those made that
    /// are missing. How many lists have theirs.
    fn survey(&mut self) -> Result<usize, Trouble> {
        let all: BTreeMap<ListId, Settings> = lists::all(&self.store)?.into_iter().collect();
        for shelf in Shelf::ALL {
            for list in self.library.lists(shelf) {
                let may = |s: &Settings| shelf == Shelf::Members || home(s.visibility) == shelf;
                if !all.get(&list).is_some_and(may) {
                    self.library.remove(shelf, list)?;
                }
            }
        }
        if self.building.as_ref().is_some_and(|b| !all.contains_key(&b.list)) {
            self.building = None;
        }
        self.waiting.retain(|list| all.contains_key(list));
        let mut whole = 0;
        for (list, settings) in all {
            match self.library.open(home(settings.visibility), list) {
                Ok(Some(_)) => whole += 1,
                Ok(None) => self.make(list),
                Err(error) if error.is_damage() => self.make(list),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(whole)
    }

    /// Has a list's files made, after those that wait.
    fn make(&mut self, list: ListId) {
        if !self.waiting.contains(&list) {
            self.waiting.push_back(list);
        }
    }

    /// Puts what events tell of into the files.
    fn follow(&mut self, events: &[(u64, Event)]) -> Result<(), Trouble> {
        let mut touched: BTreeMap<ListId, Touched> = BTreeMap::new();
        let mut changed = false;
        for (position, event) in events {
            let news = |list: &ListId| self.made.get(list).is_none_or(|at| position > at);
            match event {
                Event::Posted { list, article, .. } | Event::Reworded { list, article, .. }
                    if news(list) =>
                {
                    touched.entry(*list).or_default().posts.insert(*article);
                }
                // Which of them opens its thread may be another now.
                Event::Moved { list, articles, .. } if news(list) => {
                    touched.entry(*list).or_default().posts.extend(articles);
                }
                Event::NoteChanged { list, note, .. } if news(list) => {
                    touched.entry(*list).or_default().notes.insert(*note);
                }
                Event::ListChanged { .. } => changed = true,
                // Where a post stands is asked of the store when it is found.
                _ => {}
            }
        }
        if changed {
            self.survey()?;
        }
        for (list, touched) in touched {
            match self.touch(list, &touched) {
                Err(Trouble::Index(error)) if error.is_damage() => {
                    tracing::warn!(event = "search-damaged", %list, %error);
                    self.make(list);
                }
                other => other?,
            }
        }
        if let Some((position, _)) = events.last() {
            self.at = Some(*position);
            self.library.reached(*position);
        }
        Ok(())
    }

    /// Brings a list's files up to date.
    fn touch(&mut self, list: ListId, touched: &Touched) -> Result<(), Trouble> {
        let Some(settings) = lists::get(&self.store, list)? else { return Ok(()) };
        let documents = Documents::new(list, &settings, &self.archive);
        let shelf = documents.home();
        let (mut own, mut found, mut erased) = (Vec::new(), Vec::new(), false);
        for no in &touched.posts {
            erased |= self.is_erased(list, *no)?;
            own.push((i64::from(no.0), documents.post(&self.store, *no)?));
        }
        for no in &touched.notes {
            erased |= notes::get(&self.store, list, *no)?.is_some_and(|n| n.by == NOBODY);
            found.push((note_id(*no), documents.note(&self.store, *no)?));
        }
        own.extend(found.iter().map(|(id, note)| (*id, on(shelf, note))));
        let replaced = match self.library.open(shelf, list)? {
            Some(mut index) => index.write(|batch| put_all(batch, &own))?,
            None => false,
        };
        // What is being made beside it may have read them before.
        match self.building.as_mut().filter(|b| b.list == list) {
            Some(building) => building.also(|batch| put_all(batch, &own).map(|_| ()))?,
            None => self.make_if_missing(shelf, list),
        }
        if settings.visibility == Visibility::Public && !found.is_empty() {
            let some: Vec<_> =
                found.iter().map(|(id, note)| (*id, on(Shelf::Members, note))).collect();
            self.members(list, &some)?;
        }
        // Of words that somebody wants forgotten not even their stems stay.
        if erased && replaced {
            self.make(list);
        }
        Ok(())
    }

    fn make_if_missing(&mut self, shelf: Shelf, list: ListId) {
        if self.library.current(shelf, list).is_none() {
            self.make(list);
        }
    }

    fn is_erased(&self, list: ListId, no: ArticleNo) -> Result<bool, StoreError> {
        let article = articles::get(&self.store, list, no)?;
        let gone = article.is_none_or(|a| a.from.address.local() == FORMER_MEMBER);
        Ok(gone || withdrawn::is(&self.store, list, no)?)
    }

    /// A public list's notes for its members, in a file of their own.
    fn members(&self, list: ListId, some: &[(i64, Option<Document>)]) -> Result<(), Trouble> {
        let change = |batch: &mut Batch<'_>| put_all(batch, some).map(|_| ());
        match self.library.open(Shelf::Members, list)? {
            Some(mut index) => index.write(change)?,
            None if some.iter().any(|(_, d)| d.is_some()) => {
                let mut fresh = self.library.begin(Shelf::Members, list)?;
                fresh.index.write(change)?;
                fresh.finish()?;
            }
            None => {}
        }
        Ok(())
    }

    /// A slice of what is being made. What fails is made again from its beginning.
    fn build(&mut self) -> Result<(), Trouble> {
        let Some(building) = self.next_build()? else { return Ok(()) };
        let list = building.list;
        let done = self.go_on(building);
        if done.is_err() {
            self.make(list);
        }
        done
    }

    fn go_on(&mut self, mut building: Build) -> Result<(), Trouble> {
        let step = building.slice(&self.store)?;
        self.tell(&building)?;
        if step == Step::Moved {
            self.building = Some(building);
            return Ok(());
        }
        let (list, at, posts) = (building.list, building.at, building.posts());
        building.finish(&self.library, &self.store)?;
        self.made.insert(list, at);
        tracing::info!(event = "search-index-made", %list, posts);
        self.library.tell(0, 0, &self.waiting);
        Ok(())
    }

    fn tell(&self, building: &Build) -> Result<(), StoreError> {
        let all = articles::count(&self.store, building.list)?;
        let mut left: VecDeque<ListId> = self.waiting.clone();
        left.push_front(building.list);
        self.library.tell(building.posts(), u64::from(all), &left);
        Ok(())
    }

    fn next_build(&mut self) -> Result<Option<Build>, Trouble> {
        if let Some(building) = self.building.take() {
            return Ok(Some(building));
        }
        while let Some(list) = self.waiting.front().copied() {
            let settings = lists::get(&self.store, list)?;
            let begun = settings.map(|settings| {
                let documents = Documents::new(list, &settings, &self.archive);
                Build::begin(&self.library, &self.store, list, documents)
            });
            let begun = begun.transpose()?;
            self.waiting.pop_front();
            if begun.is_some() {
                return Ok(begun);
            }
        }
        Ok(None)
    }

    /// Leaves out the events that made us panic.
    pub fn pass_over(&mut self) {
        let at = self.begin().ok();
        let events = at.and_then(|at| articles::events_after(&self.store, at, BATCH).ok());
        if let Some((last, _)) = events.and_then(|e| e.last().cloned()) {
            self.at = Some(last);
        }
    }

    /// Writes down how far the index is; nothing when it is there already.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn settle(&self) -> Result<(), StoreError> {
        let Some(at) = self.at else { return Ok(()) };
        if articles::cursor(&self.store, READER)? == at {
            return Ok(());
        }
        let moved = self.store.transact(Durability::Written, |tx| {
            articles::put_cursor(tx, READER, at);
            Ok::<_, StoreError>(())
        });
        moved?.1.wait()
    }
}

/// A note's document, where it stands on this shelf.
fn on(shelf: Shelf, note: &Option<(Shelf, Document)>) -> Option<Document> {
    note.as_ref().filter(|(of, _)| *of == shelf).map(|(_, document)| document.clone())
}

/// Puts each document in its place, or takes out what stood there; tells whether something did.
fn put_all(batch: &mut Batch<'_>, all: &[(i64, Option<Document>)]) -> Result<bool, IndexError> {
    let mut replaced = false;
    for (id, document) in all {
        replaced |= match document {
            Some(document) => batch.put(document)?,
            None => batch.remove(*id)?,
        };
    }
    Ok(replaced)
}
