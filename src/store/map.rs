//! The map: what answers reads. Everything in it can be rebuilt from the journal, so it promises
//! order and speed and no durability. This is the only file that names an engine.

use std::fs::File;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use super::StoreError;
use super::journal::layout::Place;

/// A value as the map holds it: 0 and the bytes, or 1 and the place in the journal.
pub type Stored = Vec<u8>;

/// Values over this many octets stay in the journal; the map holds their place.
const INLINE_LIMIT: usize = 1024;

/// What the map holds for a value whose bytes stand in the journal, from `offset` of `segment` on.
pub fn stored_form(value: &[u8], segment: u32, offset: u64) -> Stored {
    let length = match u32::try_from(value.len()) {
        Ok(length) if value.len() > INLINE_LIMIT => length,
        _ => {
            let mut stored = Vec::with_capacity(value.len() + 1);
            stored.push(0);
            stored.extend_from_slice(value);
            return stored;
        }
    };
    let mut stored = Vec::with_capacity(21);
    stored.push(1);
    stored.extend_from_slice(&segment.to_le_bytes());
    stored.extend_from_slice(&offset.to_le_bytes());
    stored.extend_from_slice(&length.to_le_bytes());
    stored.extend_from_slice(&crc32fast::hash(value).to_le_bytes());
    stored
}

/// The place that a map value points to; `None` when it holds the bytes itself.
pub fn place_of(stored: &[u8]) -> Option<Place> {
    let (1, rest) = stored.split_first()? else { return None };
    let (segment, rest) = rest.split_first_chunk::<4>()?;
    let (offset, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (crc, _) = rest.split_first_chunk::<4>()?;
    Some(Place {
        segment: u32::from_le_bytes(*segment),
        offset: u64::from_le_bytes(*offset),
        length: u32::from_le_bytes(*length),
        crc: u32::from_le_bytes(*crc),
    })
}

/// Changes of the map: what a key holds now, or that it holds nothing.
pub type Changes = Vec<(Vec<u8>, Option<Stored>)>;

/// Looks at one entry of a scan; breaks when it has seen enough.
pub type See<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// One engine behind the store.
pub trait Map: Send + Sync {
    /// The value of a key.
    ///
    /// # Errors
    /// When the engine fails.
    fn get(&self, key: &[u8]) -> Result<Option<Stored>, StoreError>;

    /// Shows the entries with `from <= key < to` in order of keys, all of one moment: no
    /// [`Map::apply`] falls in the midst of it.
    ///
    /// # Errors
    /// When the engine fails.
    fn scan(&self, from: &[u8], to: &[u8], see: See<'_>) -> Result<(), StoreError>;

    /// Makes the changes at once, and notes that the journal is applied up to `seq`.
    ///
    /// # Errors
    /// When the engine fails.
    fn apply(&self, changes: Changes, seq: u64) -> Result<(), StoreError>;

    /// The last record applied; 0 for an empty map.
    ///
    /// # Errors
    /// When the engine fails.
    fn applied(&self) -> Result<u64, StoreError>;

    /// Writes everything to its files and lets go of them; whatever is asked later fails.
    ///
    /// # Errors
    /// When the engine fails.
    fn close(&self) -> Result<(), StoreError>;
}

/// The applied marker's key: before every table.
const APPLIED: &[u8] = &[0];

/// How much memory and disk work sled may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapTuning {
    /// Octets of pages kept in memory.
    pub cache: u64,
    /// Milliseconds between writes of what is buffered and clean-ups of the file.
    pub flush_every_ms: u64,
}

impl Default for MapTuning {
    fn default() -> Self {
        Self { cache: 16 * 1024 * 1024, flush_every_ms: 1000 }
    }
}

/// sled 0.34 as the map: one tree, one batch a group.
pub struct SledMap {
    // Its own readers take no snapshot: without this lock a scan could see half a commit.
    db: RwLock<Option<sled::Db>>,
    ahead: Ahead,
}

/// Octets of disk that the map's file holds beyond its end. What sled still has to write when somebody
/// else fills the disk fits in there: for sled a write that fails is the end, while for us a full disk
/// is only a wait (F2).
const AHEAD: u64 = 8 * 1024 * 1024;

/// Room kept for sled's file.
struct Ahead {
    file: Option<File>,
    upto: AtomicU64,
}

impl Ahead {
    /// For the file that sled writes in `folder`; without it no room is kept.
    fn of(folder: &Path) -> Self {
        let file = File::options().write(true).open(folder.join("db")).ok();
        let ahead = Self { file, upto: AtomicU64::new(0) };
        ahead.keep();
        ahead
    }

    /// Takes more room when a quarter of it is used. A disk that is full, or cannot do this, is noticed
    /// elsewhere.
    fn keep(&self) {
        let Some(file) = &self.file else { return };
        let end = file.metadata().map_or(0, |m| m.len());
        if end + AHEAD / 4 * 3 <= self.upto.load(Ordering::Relaxed) {
            return;
        }
        let flags = rustix::fs::FallocateFlags::KEEP_SIZE;
        if rustix::fs::fallocate(file, flags, end, AHEAD).is_ok() {
            self.upto.store(end + AHEAD, Ordering::Relaxed);
        }
    }
}

impl SledMap {
    /// Opens or makes the map in `folder`.
    ///
    /// # Errors
    /// When sled refuses; the store then rebuilds the map.
    pub fn open(folder: &Path, tuning: MapTuning) -> Result<Self, StoreError> {
        super::folder::make_private(folder)?;
        let config = sled::Config::new()
            .path(folder)
            .cache_capacity(tuning.cache)
            .mode(sled::Mode::HighThroughput)
            .flush_every_ms(Some(tuning.flush_every_ms));
        let db = guarded(|| config.open())?;
        Ok(Self { db: RwLock::new(Some(db)), ahead: Ahead::of(folder) })
    }

    fn read<T>(
        &self,
        work: impl FnOnce(&sled::Db) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let db = self.db.read().unwrap_or_else(PoisonError::into_inner);
        work(db.as_ref().ok_or_else(closed)?)
    }
}

fn closed() -> StoreError {
    StoreError::Map("it is closed".to_owned())
}

/// sled panics on some damage instead of answering; both are a map that failed.
fn guarded<T>(work: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| StoreError::Map("sled cannot make sense of its files".to_owned()))?
        .map_err(|e| StoreError::Map(e.to_string()))
}

impl Map for SledMap {
    fn get(&self, key: &[u8]) -> Result<Option<Stored>, StoreError> {
        self.read(|db| Ok(guarded(|| db.get(key))?.map(|v| v.to_vec())))
    }

    fn scan(&self, from: &[u8], to: &[u8], see: See<'_>) -> Result<(), StoreError> {
        if from >= to {
            return Ok(());
        }
        self.read(|db| {
            let mut entries = guarded(|| Ok(db.range(from..to)))?;
            while let Some((key, value)) = guarded(|| entries.next().transpose())? {
                if see(&key, &value).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    fn apply(&self, changes: Changes, seq: u64) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        batch.insert(APPLIED, &seq.to_be_bytes());
        let db = self.db.write().unwrap_or_else(PoisonError::into_inner);
        let db = db.as_ref().ok_or_else(closed)?;
        guarded(|| db.apply_batch(batch))?;
        self.ahead.keep();
        Ok(())
    }

    fn applied(&self) -> Result<u64, StoreError> {
        let marker = self.get(APPLIED)?;
        Ok(marker.and_then(|m| m.try_into().ok()).map_or(0, u64::from_be_bytes))
    }

    fn close(&self) -> Result<(), StoreError> {
        let db = self.db.write().unwrap_or_else(PoisonError::into_inner).take();
        guarded(|| {
            let flushed = db.as_ref().map_or(Ok(0), |db| db.flush());
            // It writes, and may panic, while it is dropped.
            drop(db);
            flushed.map(|_| ())
        })
    }
}
