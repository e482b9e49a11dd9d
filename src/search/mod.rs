//! The search index: which files there are, for whom, and looking something up in several. Knows no store:
//! documents come from `archive`, and the log is followed by `daemon`.
//!
//! Each list has a file of what everyone may read and one of what its members may, in separate folders, so
//! that what a stranger asks cannot even open a private one:
//!
//! ```text
//! DATA/search/public/12/3.db      posts and public notes of a public list
//! DATA/search/members/12/1.db     a private list; the members' notes of a public one
//! ```
//!
//! A file is made anew beside the one in use, under the next number, and takes its place when it is whole. None
//! of it is worth keeping: what is lost, damaged or another version's is made again from the log.

pub mod extract;
pub mod find;
pub mod index;
pub mod query;
pub mod words;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use extract::{Marker, Piece};
pub use find::{Hit, Rank, WINDOW};
pub use index::{Batch, Document, Index, IndexError, NOTES};
pub use query::{Kind, Query};

use tokio::sync::Notify;

use crate::clock::TimeZone;
use crate::list::ListId;

/// Who may look into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// Everyone.
    Public,
    /// Members of the list.
    Members,
}

impl Shelf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Public, Self::Members];

    fn folder(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
        }
    }
}

/// Who asks, of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Anybody: only what everyone may read is opened.
    Everyone,
    /// A member of it.
    Member,
}

impl Reader {
    fn shelves(self) -> &'static [Shelf] {
        match self {
            Self::Everyone => &[Shelf::Public],
            Self::Member => &Shelf::ALL,
        }
    }
}

/// What was found in several lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best first, each with its list.
    pub hits: Vec<(Hit, ListId)>,
    /// Whether there are more, older ones.
    pub more: bool,
    /// Whether some list's file is still being made.
    pub partial: bool,
}

/// All files of the index.
#[derive(Debug)]
pub struct Library {
    folder: PathBuf,
    desk: Mutex<Wishes>,
    bell: Notify,
    /// Whether a daemon follows the log here.
    kept: AtomicBool,
    /// How far it is.
    at: AtomicU64,
}

#[derive(Debug, Default)]
struct Wishes {
    /// Lists whose files are to be made anew, which nobody has looked at yet.
    anew: BTreeSet<ListId>,
    /// Those that are being made, or will be.
    left: BTreeSet<ListId>,
    /// Documents of the one being made: done, and in all.
    done: (u64, u64),
}

impl Library {
    /// The index in this folder, which need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        let (kept, at) = (AtomicBool::new(false), AtomicU64::new(0));
        Self { folder, desk: Mutex::default(), bell: Notify::new(), kept, at }
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn wishes(&self) -> MutexGuard<'_, Wishes> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a list's files made anew, by who keeps the index.
    pub fn ask_anew(&self, list: ListId) {
        self.wishes().anew.insert(list);
        self.bell.notify_one();
    }

    /// Whether somebody makes what is asked for.
    pub fn is_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }

    /// From now on, somebody does.
    pub fn keep(&self) {
        self.kept.store(true, Ordering::Relaxed);
    }

    /// Up to which event of the log the files are, as who keeps them knows; `None`: nobody keeps them.
    pub fn at(&self) -> Option<u64> {
        self.is_kept().then(|| self.at.load(Ordering::Relaxed))
    }

    /// Who keeps the index tells up to which event it is.
    pub fn reached(&self, at: u64) {
        self.at.store(at, Ordering::Relaxed);
    }

    /// Waits until something is asked for.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Lists whose files are being made, or will be.
    pub fn unfinished(&self) -> BTreeSet<ListId> {
        let wishes = self.wishes();
        wishes.left.union(&wishes.anew).copied().collect()
    }

    /// Documents of the list being made: done, and in all.
    pub fn progress(&self) -> (u64, u64) {
        self.wishes().done
    }

    /// Who keeps the index tells how far it is, and what is left to be made.
    pub fn tell<'a>(&self, done: u64, all: u64, left: impl IntoIterator<Item = &'a ListId>) {
        let left = left.into_iter().copied().collect();
        let mut wishes = self.wishes();
        (wishes.done, wishes.left) = ((done, all), left);
    }

    /// Takes what was asked for.
    pub fn take_asked(&self) -> BTreeSet<ListId> {
        let mut wishes = self.wishes();
        let asked = std::mem::take(&mut wishes.anew);
        wishes.left.extend(&asked);
        asked
    }

    fn room(&self, shelf: Shelf, list: ListId) -> PathBuf {
        self.folder.join(shelf.folder()).join(list.to_string())
    }

    /// The file in use; `None`: there is none.
    pub fn current(&self, shelf: Shelf, list: ListId) -> Option<PathBuf> {
        let room = self.room(shelf, list);
        numbers(&room).last().map(|no| file(&room, *no))
    }

    /// Lists of which a shelf holds something.
    pub fn lists(&self, shelf: Shelf) -> BTreeSet<ListId> {
        let entries = fs::read_dir(self.folder.join(shelf.folder())).into_iter().flatten();
        let name = |e: fs::DirEntry| e.file_name().to_str()?.parse().ok().map(ListId);
        entries.filter_map(Result::ok).filter_map(name).collect()
    }

    /// Removes what was begun and never finished.
    pub fn tidy(&self) {
        for shelf in Shelf::ALL {
            for list in self.lists(shelf) {
                sweep(&self.room(shelf, list), |name| name.starts_with("new"));
            }
        }
    }

    /// Forgets a list's file.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, shelf: Shelf, list: ListId) -> Result<(), IndexError> {
        let room = self.room(shelf, list);
        match fs::remove_dir_all(&room) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(IndexError::File { doing: "removing", path: room, source: e })
            }
            _ => Ok(()),
        }
    }

    /// The file in use, to be written to; `None`: there is none, or it is another version's.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(&self, shelf: Shelf, list: ListId) -> Result<Option<Index>, IndexError> {
        self.current(shelf, list).map_or(Ok(None), |path| Index::open(&path))
    }

    /// Begins a file to take the place of the one in use.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(&self, shelf: Shelf, list: ListId) -> Result<Fresh, IndexError> {
        let room = self.room(shelf, list);
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&room);
        made.map_err(|e| IndexError::File { doing: "making", path: room.clone(), source: e })?;
        let no = numbers(&room).last().map_or(1, |no| no.saturating_add(1));
        let path = room.join("new");
        sweep(&room, |name| name.starts_with("new"));
        Ok(Fresh { index: Index::create(&path)?, path, room, no })
    }

    /// Looks something up in the lists that somebody may read, each as what they are there. Days are those
    /// of this zone.
    ///
    /// # Errors
    /// When a file cannot be read; a damaged one is asked to be made anew, and counts as missing.
    pub fn search(
        &self,
        lists: &[(ListId, Reader)],
        query: &Query,
        zone: &TimeZone,
    ) -> Result<Found, IndexError> {
        let mut found = Found::default();
        for (list, reader) in lists {
            let mut any = false;
            for shelf in reader.shelves() {
                let look = |index: Index| index.find(query, zone);
                if let Some(of) = self.read(*shelf, *list, look)? {
                    any = true;
                    found.more |= of.more;
                    found.hits.extend(of.hits.into_iter().map(|hit| (hit, *list)));
                }
            }
            found.partial |= !any;
        }
        found.hits.sort_unstable();
        found.more |= found.hits.len() > WINDOW;
        found.hits.truncate(WINDOW);
        Ok(found)
    }

    /// The word of these lists that is most like one that nothing holds.
    ///
    /// # Errors
    /// As [`Library::search`].
    pub fn like(
        &self,
        lists: &[(ListId, Reader)],
        folded: &str,
    ) -> Result<Option<String>, IndexError> {
        let mut best: Option<(String, usize, i64)> = None;
        for (list, reader) in lists {
            for shelf in reader.shelves() {
                let found = self.read(*shelf, *list, |index| index.like(folded))?.flatten();
                let better = |new: &(String, usize, i64)| {
                    best.as_ref().is_none_or(|(_, d, n)| (new.1, -new.2) < (*d, -*n))
                };
                best = found.filter(better).or(best);
            }
        }
        Ok(best.map(|(word, ..)| word))
    }

    /// What `look` finds in a file; `None`: there is none to look into.
    fn read<T>(
        &self,
        shelf: Shelf,
        list: ListId,
        look: impl Fn(Index) -> Result<T, IndexError>,
    ) -> Result<Option<T>, IndexError> {
        for _ in 0..3 {
            let Some(path) = self.current(shelf, list) else { return Ok(None) };
            let done = Index::open_to_read(&path).and_then(|i| i.map(&look).transpose());
            match done {
                // Another took its place just now.
                Err(_) if !path.exists() => continue,
                Err(error) if error.is_damage() => {
                    tracing::warn!(event = "search-damaged", %list, %error);
                    self.ask_anew(list);
                    return Ok(None);
                }
                other => return other,
            }
        }
        Ok(None)
    }
}

/// A file that shall take the place of the one in use.
#[derive(Debug)]
pub struct Fresh {
    /// It.
    pub index: Index,
    path: PathBuf,
    room: PathBuf,
    no: u32,
}

impl Fresh {
    /// Puts it in its place.
    ///
    /// # Errors
    /// When it cannot be written or moved.
    pub fn finish(self) -> Result<(), IndexError> {
        let Self { index, path, room, no } = self;
        index.settle()?;
        // The last one who has it open takes its journal into it.
        drop(index);
        let place = file(&room, no);
        let moved = fs::File::open(&path).and_then(|f| f.sync_all());
        let moved = moved.and_then(|()| fs::rename(&path, &place));
        moved.map_err(|e| IndexError::File { doing: "moving", path: place, source: e })?;
        let own = format!("{no}.db");
        sweep(&room, |name| !name.starts_with(&own));
        Ok(())
    }
}

fn file(room: &Path, no: u32) -> PathBuf {
    room.join(format!("{no}.db"))
}

/// The numbers of the files in a room, in order.
fn numbers(room: &Path) -> Vec<u32> {
    let entries = fs::read_dir(room).into_iter().flatten().filter_map(Result::ok);
    let number = |e: fs::DirEntry| e.file_name().to_str()?.strip_suffix(".db")?.parse().ok();
    let mut all: Vec<u32> = entries.filter_map(number).collect();
    all.sort_unstable();
    all
}

/// Removes files of a room; what cannot be removed is only in the way.
fn sweep(room: &Path, gone: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(room).into_iter().flatten().filter_map(Result::ok) {
        if entry.file_name().to_str().is_some_and(&gone) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
