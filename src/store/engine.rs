//! The store's heart: one serial writer, one committer that shares syncs, one map. Not typed: the
//! tables beside it give keys and values their meaning.
//!
//! A transaction decides under the writer's lock, seeing what earlier transactions decided even
//! before it is durable; then it waits, with all others that wait, for one sync. Readers outside a
//! transaction see only what is durable, so nothing is ever sent for a post that could still vanish.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::{oneshot, watch};

use super::error::StoreError;
use super::journal::{self, Appender, Journal, Op, Place, SEGMENT_LIMIT};
use super::key::Key;
use super::map::{Map, SledMap};

/// Values over this many octets stay in the journal; the map holds their place.
const INLINE_LIMIT: usize = 1024;
/// The data folder's format. A newer one is refused, an older one migrated by replay.
pub const FORMAT: u32 = 1;

/// Entries in order of keys: key and value.
pub type Entries = Vec<(Vec<u8>, Vec<u8>)>;

/// A value, or its absence, shared between the overlay and the transaction that decided it.
type Change = Option<Arc<[u8]>>;

/// What a reader of the store can do, inside and outside a transaction.
pub trait Read {
    /// The value of a key.
    ///
    /// # Errors
    /// When the map or the journal cannot be read.
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// Up to `limit` entries with `from <= key < to`, in order.
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
    /// Survives a crash of the process; synced with the next commit that asks for it. For progress
    /// that may be repeated.
    Written,
}

/// One waiting commit.
struct Queued {
    seq: u64,
    segment: u32,
    bytes: Vec<u8>,
    changes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    durability: Durability,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// What is decided but not yet in the map.
#[derive(Default)]
struct Pending {
    overlay: BTreeMap<Vec<u8>, (u64, Change)>,
    queue: Vec<Queued>,
    next_seq: u64,
    segment: u32,
    offset: u64,
    stopped: bool,
    closing: bool,
}

struct Shared {
    pending: Mutex<Pending>,
    wake: Condvar,
    map: Box<dyn Map>,
    journal: Journal,
    failed: watch::Sender<bool>,
    committed: watch::Sender<u64>,
}

/// The one store of a data folder. Cheap to clone; the last clone's drop stops it cleanly.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    // Dropped last: joins the committer and releases the folder.
    _owner: Arc<Owner>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.shared.journal.folder().display())
    }
}

struct Owner {
    shared: Arc<Shared>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
    _lock: std::fs::File,
}

impl Drop for Owner {
    fn drop(&mut self) {
        lock(&self.shared.pending).closing = true;
        self.shared.wake.notify_all();
        if let Some(thread) = lock(&self.thread).take() {
            let _ = thread.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Told how far a rebuild is: octets read, octets in all.
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
        std::fs::create_dir_all(data).map_err(|e| StoreError::io("making", data, e))?;
        check_format(data)?;
        let folder_lock = lock_folder(data)?;
        let journal = Journal::open(&data.join("journal"))?;
        let (map, state) = super::recovery::recover(data, &journal, progress)?;
        let appender = Appender::open(journal.folder(), state.segment, state.offset)?;
        let pending = Pending {
            next_seq: state.seq + 1,
            segment: state.segment,
            offset: state.offset.max(16),
            ..Pending::default()
        };
        let shared = Arc::new(Shared {
            pending: Mutex::new(pending),
            wake: Condvar::new(),
            map,
            journal,
            failed: watch::Sender::new(false),
            committed: watch::Sender::new(state.seq),
        });
        let for_thread = shared.clone();
        let thread = std::thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || for_thread.run_committer(appender))
            .map_err(|e| StoreError::io("starting the committer for", data, e))?;
        let owner =
            Owner { shared: shared.clone(), thread: Mutex::new(Some(thread)), _lock: folder_lock };
        Ok(Self { shared, _owner: Arc::new(owner) })
    }

    /// Decides and commits: `decide` runs alone, sees everything decided before it, and what it puts
    /// is committed as one. If it fails nothing happened. The ticket tells when it is durable.
    ///
    /// # Errors
    /// What `decide` fails with, or [`StoreError::Stopped`].
    pub fn transact<T, E: From<StoreError>>(
        &self,
        durability: Durability,
        decide: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Ticket), E> {
        let pending = lock(&self.shared.pending);
        if pending.stopped {
            return Err(StoreError::Stopped.into());
        }
        let mut tx = Tx { shared: &self.shared, pending, ops: Vec::new(), own: BTreeMap::new() };
        let value = decide(&mut tx)?;
        Ok((value, tx.enqueue(durability)))
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

    /// Turns true once the journal could not be written; the daemon then ends with status 74.
    pub fn failure(&self) -> watch::Receiver<bool> {
        self.shared.failed.subscribe()
    }

    /// Changes with every commit that reached the map: what the readers of the log wait on.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.shared.committed.subscribe()
    }

    /// The journal, for backup and check.
    pub fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// The last commit in the map.
    ///
    /// # Errors
    /// When the map cannot be read.
    pub fn applied(&self) -> Result<u64, StoreError> {
        self.shared.map.applied()
    }
}

impl Read for Store {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let stored = self.shared.map.get(key.as_bytes())?;
        stored.map(|s| self.shared.value(&s)).transpose()
    }

    fn range(&self, from: &Key, to: &Key, limit: usize) -> Result<Entries, StoreError> {
        let found = self.shared.map.scan(from.as_bytes(), to.as_bytes(), limit)?;
        found.into_iter().map(|(k, s)| Ok((k, self.shared.value(&s)?))).collect()
    }
}

/// Resolves once a commit is durable (or written, if it asked for no more).
pub struct Ticket(oneshot::Receiver<Result<(), StoreError>>);

impl Ticket {
    /// Waits, blocking the thread. Not inside async tasks: there, `.await` the ticket.
    ///
    /// # Errors
    /// When the commit failed; then the store has stopped.
    pub fn wait(self) -> Result<(), StoreError> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Stopped))
    }
}

impl IntoFuture for Ticket {
    type Output = Result<(), StoreError>;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.0.await.unwrap_or(Err(StoreError::Stopped)) })
    }
}

/// A decision being made: reads see the decisions before it, writes are collected.
pub struct Tx<'a> {
    shared: &'a Shared,
    pending: MutexGuard<'a, Pending>,
    ops: Vec<Op>,
    own: BTreeMap<Vec<u8>, Change>,
}

impl Tx<'_> {
    /// The key shall hold these bytes.
    pub fn put(&mut self, key: Key, value: Vec<u8>) {
        let (key, value): (Vec<u8>, Arc<[u8]>) = (key.as_bytes().to_vec(), value.into());
        self.own.insert(key.clone(), Some(value.clone()));
        self.ops.push(Op::Put(key, value));
    }

    /// The key shall hold nothing.
    pub fn delete(&mut self, key: Key) {
        self.own.insert(key.as_bytes().to_vec(), None);
        self.ops.push(Op::Delete(key.as_bytes().to_vec()));
    }

    fn enqueue(mut self, durability: Durability) -> Ticket {
        let (done, ticket) = oneshot::channel();
        if self.ops.is_empty() {
            let _ = done.send(Ok(()));
            return Ticket(ticket);
        }
        let pending = &mut *self.pending;
        let seq = pending.next_seq;
        pending.next_seq += 1;
        let (payload, values) = journal::encode(&self.ops);
        let bytes = journal::frame(seq, &payload);
        if pending.offset + bytes.len() as u64 > SEGMENT_LIMIT && pending.offset > 16 {
            pending.segment += 1;
            pending.offset = 16;
        }
        let body = pending.offset + journal::RECORD_HEAD;
        let segment = pending.segment;
        pending.offset += bytes.len() as u64;
        let mut changes = Vec::with_capacity(self.ops.len());
        for (op, value) in self.ops.into_iter().zip(values) {
            let change = match (op, value) {
                (Op::Put(key, bytes), Some((at, length))) => {
                    let place = Place { segment, offset: body + at, length, crc: 0 };
                    (key, Some(stored_form(&bytes, place)))
                }
                (Op::Put(key, _) | Op::Delete(key), _) => (key, None),
            };
            changes.push(change);
        }
        for (key, value) in self.own {
            pending.overlay.insert(key, (seq, value));
        }
        pending.queue.push(Queued { seq, segment, bytes, changes, durability, done });
        self.shared.wake.notify_one();
        Ticket(ticket)
    }
}

impl Read for Tx<'_> {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let key = key.as_bytes();
        if let Some(own) = self.own.get(key) {
            return Ok(own.as_ref().map(|v| v.to_vec()));
        }
        if let Some((_, value)) = self.pending.overlay.get(key) {
            return Ok(value.as_ref().map(|v| v.to_vec()));
        }
        self.shared.map.get(key)?.map(|s| self.shared.value(&s)).transpose()
    }

    fn range(&self, from: &Key, to: &Key, limit: usize) -> Result<Entries, StoreError> {
        let (from, to) = (from.as_bytes(), to.as_bytes());
        let window = || (std::ops::Bound::Included(from), std::ops::Bound::Excluded(to));
        // Entries that the overlay deletes must not use up the limit.
        let hidden = self.pending.overlay.range::<[u8], _>(window()).count()
            + self.own.range::<[u8], _>(window()).count();
        let mut merged: BTreeMap<Vec<u8>, Option<Vec<u8>>> = BTreeMap::new();
        for (key, stored) in self.shared.map.scan(from, to, limit.saturating_add(hidden))? {
            merged.insert(key, Some(self.shared.value(&stored)?));
        }
        for (key, (_, value)) in self.pending.overlay.range::<[u8], _>(window()) {
            merged.insert(key.clone(), value.as_ref().map(|v| v.to_vec()));
        }
        for (key, value) in self.own.range::<[u8], _>(window()) {
            merged.insert(key.clone(), value.as_ref().map(|v| v.to_vec()));
        }
        Ok(merged.into_iter().filter_map(|(k, v)| v.map(|v| (k, v))).take(limit).collect())
    }
}

/// What the map holds for a value whose bytes stand at `place` in the journal.
pub(super) fn stored_form(bytes: &[u8], place: Place) -> Vec<u8> {
    if bytes.len() <= INLINE_LIMIT {
        let mut stored = Vec::with_capacity(bytes.len() + 1);
        stored.push(0);
        stored.extend_from_slice(bytes);
        return stored;
    }
    let mut stored = Vec::with_capacity(21);
    stored.push(1);
    stored.extend_from_slice(&place.segment.to_le_bytes());
    stored.extend_from_slice(&place.offset.to_le_bytes());
    stored.extend_from_slice(&place.length.to_le_bytes());
    stored.extend_from_slice(&crc32fast::hash(bytes).to_le_bytes());
    stored
}

/// The place that a map value points to; `None` when it holds the bytes itself.
pub(super) fn place_of(stored: &[u8]) -> Option<Place> {
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

impl Shared {
    fn value(&self, stored: &[u8]) -> Result<Vec<u8>, StoreError> {
        match place_of(stored) {
            Some(place) => self.journal.read(place),
            None => Ok(stored.get(1..).unwrap_or_default().to_vec()),
        }
    }

    /// The committer: takes all that waits, appends it, syncs once, applies it, wakes the waiters.
    fn run_committer(&self, mut appender: Appender) {
        loop {
            let group = {
                let mut pending = lock(&self.pending);
                while pending.queue.is_empty() && !pending.closing {
                    pending = self.wake.wait(pending).unwrap_or_else(PoisonError::into_inner);
                }
                std::mem::take(&mut pending.queue)
            };
            if group.is_empty() {
                let _ = appender.sync();
                let _ = self.map.flush();
                return;
            }
            if let Err(error) = self.commit(&mut appender, group) {
                tracing::error!(event = "store-stopped", %error);
                lock(&self.pending).stopped = true;
                let waiting = std::mem::take(&mut lock(&self.pending).queue);
                drop(waiting); // their tickets answer “stopped”
                self.failed.send_replace(true);
                return;
            }
        }
    }

    fn commit(&self, appender: &mut Appender, group: Vec<Queued>) -> Result<(), StoreError> {
        let mut run: (u32, Vec<u8>) = (0, Vec::new());
        for queued in &group {
            if queued.segment != run.0 && !run.1.is_empty() {
                appender.append(run.0, &run.1)?;
                run.1.clear();
            }
            run.0 = queued.segment;
            run.1.extend_from_slice(&queued.bytes);
        }
        appender.append(run.0, &run.1)?;
        if group.iter().any(|q| q.durability == Durability::Synced) {
            appender.sync()?;
        }
        let last = group.last().map_or(0, |q| q.seq);
        let (mut changes, mut waiters) = (Vec::new(), Vec::with_capacity(group.len()));
        for queued in group {
            changes.extend(queued.changes);
            waiters.push(queued.done);
        }
        self.map.apply(changes, last)?;
        lock(&self.pending).overlay.retain(|_, (seq, _)| *seq > last);
        for waiter in waiters {
            let _ = waiter.send(Ok(()));
        }
        self.committed.send_replace(last);
        Ok(())
    }
}

/// Refuses a newer folder, stamps a new one.
fn check_format(data: &Path) -> Result<(), StoreError> {
    let path = data.join("FORMAT");
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let found = text.trim().parse().unwrap_or(u32::MAX);
            if found > FORMAT {
                return Err(StoreError::Newer { folder: data.to_owned(), found, known: FORMAT });
            }
            Ok(())
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            std::fs::write(&path, format!("{FORMAT}\n"))
                .map_err(|e| StoreError::io("writing", &path, e))
        }
        Err(e) => Err(StoreError::io("reading", &path, e)),
    }
}

/// Takes the folder for this process until it ends.
fn lock_folder(data: &Path) -> Result<std::fs::File, StoreError> {
    let path: PathBuf = data.join("lock");
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| StoreError::io("opening", &path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse(data.to_owned())),
        Err(std::fs::TryLockError::Error(e)) => Err(StoreError::io("locking", &path, e)),
    }
}

/// Opens the map, or an empty new one when `fresh`.
pub(super) fn open_map(folder: &Path) -> Result<Box<dyn Map>, StoreError> {
    Ok(Box::new(SledMap::open(folder)?))
}
