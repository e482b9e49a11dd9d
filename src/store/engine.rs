//! The store as the rest of the house knows it: opened, read, decided upon, closed. How a commit
//! becomes durable is the committer's; what keys and values mean is the typed tables'.
//!
//! A transaction decides under the writer's lock, seeing what earlier transactions decided even
//! before it is durable; then it waits, with all others that wait, for one sync. Readers outside a
//! transaction see only what was committed; each read is of one moment, two reads are of two.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::watch;

use super::commit::{Committer, Shared};
use super::error::StoreError;
use super::folder::{self, Room, State, Stop};
use super::journal::append::Appender;
use super::journal::{Journal, Position, SEGMENT_LIMIT};
use super::key::Key;
use super::map::MapTuning;
use super::recovery::{self, Recovered};
pub use super::tx::{Ticket, Tx};

/// Entries in order of keys: key and value.
pub type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// What a reader of the store can do, inside and outside a transaction.
pub trait Read {
    /// The value of a key.
    ///
    /// # Errors
    /// When the map or the journal cannot be read.
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// Up to `limit` entries with `from <= key < to`, in order, all of one moment.
    ///
    /// # Errors
    /// When the map or the journal cannot be read.
    fn range(&self, from: &Key, to: &Key, limit: usize) -> Result<Entries, StoreError>;

    /// Up to `limit` entries whose key starts with `prefix`.
    ///
    /// # Errors
    /// When the map or the journal cannot be read.
    fn prefixed(&self, prefix: &Key, limit: usize) -> Result<Entries, StoreError> {
        self.range(prefix, &prefix.end(), limit)
    }
}

/// How long a commit is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Survives a power cut: what stands behind a `250`.
    Synced,
    /// Survives a crash of the process; synced with the next commit that asks for it, or within a
    /// second. Readers see it before that. For progress that may be repeated.
    Written,
}

/// Files that must still fit on the disk for mail to be asked for.
const LEAST_FILES: u64 = 100;

/// What may differ between an installation and a test.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// A segment closes when the next group of commits would pass this many octets.
    pub segment_limit: u64,
    /// Octets of disk below which commits are refused.
    pub reserve: u64,
    /// After a kill (not a restart of the machine) the map is rebuilt rather than believed when the
    /// journal is no larger than this.
    pub rebuild_below: u64,
    /// sled's memory and disk work.
    pub map: MapTuning,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            segment_limit: SEGMENT_LIMIT,
            reserve: 16 * 1024 * 1024,
            rebuild_below: 32 * 1024 * 1024,
            map: MapTuning::default(),
        }
    }
}

/// The one store of a data folder. Cheap to clone; the last clone's drop closes it cleanly.
#[derive(Clone)]
pub struct Store(Arc<Owner>);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.0.shared.data.display())
    }
}

/// Told how far a replay is: octets read, octets in all.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

impl Store {
    /// Opens or makes the store of a data folder, replaying what the map lacks.
    ///
    /// # Errors
    /// When the folder is in use, newer, or damaged: each says what and the way out.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        Self::open_with(data, &mut |_, _| {})
    }

    /// As [`Store::open`], telling `progress` while a long replay runs.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(data: &Path, progress: Progress<'_>) -> Result<Self, StoreError> {
        Self::open_tuned(data, Tuning::default(), progress)
    }

    /// As [`Store::open_with`], with other limits.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_tuned(
        data: &Path,
        tuning: Tuning,
        progress: Progress<'_>,
    ) -> Result<Self, StoreError> {
        folder::make(data)?;
        let lock = folder::lock(data)?;
        folder::check_format(data)?;
        let journal = Journal::open(&data.join(folder::JOURNAL))?;
        let Recovered { map, end } = recovery::recover(data, &journal, tuning, progress)?;
        let appender = Appender::open(journal.folder(), end)?;
        let end = Position { segment: appender.segment(), offset: appender.end(), seq: end.seq };
        State::new(data, Stop::Running, end).write(data)?;
        let shared = Arc::new(Shared::new(data.to_owned(), tuning, (journal, map), end));
        let committer = Committer::new(shared.clone(), appender, end);
        let thread = std::thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || committer.run())
            .map_err(|e| StoreError::io("starting the committer for", data, e))?;
        Ok(Self(Arc::new(Owner { shared, thread: Mutex::new(Some(thread)), _lock: lock })))
    }

    /// Decides and commits: `decide` runs alone, sees everything decided before it, and what it puts
    /// is committed as one. If it fails nothing happened. The ticket tells when it is durable; if
    /// nothing was put, when all it could have seen is.
    ///
    /// # Errors
    /// What `decide` fails with, [`StoreError::Stopped`], or [`StoreError::TooLarge`].
    pub fn transact<T, E: From<StoreError>>(
        &self,
        durability: Durability,
        decide: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Ticket), E> {
        let mut tx = Tx::new(&self.0.shared, self.0.shared.lock_to_write()?);
        let value = decide(&mut tx)?;
        Ok((value, tx.enqueue(durability)?))
    }

    /// [`Store::transact`], durable on return. Not for async tasks: it blocks.
    ///
    /// # Errors
    /// What `decide` fails with, or the commit's failure.
    pub fn write<T, E: From<StoreError>>(
        &self,
        decide: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (value, ticket) = self.transact(Durability::Synced, decide)?;
        ticket.wait()?;
        Ok(value)
    }

    /// Turns true once the store has stopped; the daemon then ends with status 74.
    pub fn failure(&self) -> watch::Receiver<bool> {
        self.0.shared.failed.subscribe()
    }

    /// Changes with every commit that reached the map: what the readers of the log wait on.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.0.shared.committed.subscribe()
    }

    /// The journal, for backup and check.
    pub fn journal(&self) -> &Journal {
        &self.0.shared.journal
    }

    /// Up to where the journal is durable: what a backup copies.
    pub fn synced(&self) -> Position {
        self.0.shared.synced()
    }

    /// Where the last commit in the map ends in the journal.
    pub(super) fn written(&self) -> Position {
        self.0.shared.written()
    }

    /// What this module's other files look into.
    pub(super) fn shared(&self) -> &Shared {
        &self.0.shared
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.0.shared.data
    }

    /// Whether there is room for some more mail, well before commits are refused. A file system that
    /// does not say has room.
    pub fn has_room(&self) -> bool {
        let least = self.0.shared.tuning.reserve.saturating_mul(2);
        self.room().map_or(true, |room| {
            room.octets >= least && room.files.is_none_or(|files| files >= LEAST_FILES)
        })
    }

    /// Room left on its disk.
    ///
    /// # Errors
    /// When the file system does not say.
    pub fn room(&self) -> Result<Room, StoreError> {
        folder::room(&self.0.shared.data)
    }

    /// Octets of the map's files.
    ///
    /// # Errors
    /// When its folder cannot be listed.
    pub fn map_size(&self) -> Result<u64, StoreError> {
        folder::octets(&self.0.shared.data.join(folder::MAP))
    }

    /// The last commit in the map.
    ///
    /// # Errors
    /// When the map cannot be read.
    pub fn applied(&self) -> Result<u64, StoreError> {
        self.0.shared.map.applied()
    }
}

impl Read for Store {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.shared.get(key.as_bytes())
    }

    fn range(&self, from: &Key, to: &Key, limit: usize) -> Result<Entries, StoreError> {
        let found = self.0.shared.scan(from.as_bytes(), to.as_bytes(), limit)?;
        found.into_iter().map(|(k, s)| Ok((k, self.0.shared.value(&s)?))).collect()
    }
}

struct Owner {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<Option<Position>>>>,
    // Released last, when the folder is as the next process should find it.
    _lock: File,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.shared.close();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let end = thread.and_then(|t| t.join().ok()).flatten();
        if let Some(end) = end
            && let Err(error) = self.close_map(end)
        {
            // The next start rebuilds the map: slower, and as safe.
            tracing::warn!(event = "map-not-closed", %error);
        }
    }
}

impl Owner {
    /// Closes the map, makes its files durable, and notes that nothing need be replayed.
    fn close_map(&self, end: Position) -> Result<(), StoreError> {
        self.shared.map.close()?;
        folder::sync_files(&self.shared.data.join(folder::MAP))?;
        State::new(&self.shared.data, Stop::Clean, end).write(&self.shared.data)
    }
}
