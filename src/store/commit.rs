//! The committer: one thread that takes all commits that wait, appends them, syncs once, applies them
//! to the map and wakes the waiters. It decides nothing; decisions are made in [`super::tx`].
//!
//! What can fail, and what then holds:
//! - no room: the segment is cut back, every commit that waits is answered with the error (each may
//!   have been decided on one that failed), and it goes on;
//! - a sync or any other write: nobody is answered “done” from then on, and the process ends;
//! - the map: the commit is durable but its waiters are told otherwise; mail comes again and is
//!   recognised. The process ends, the next start rebuilds the map.

use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::engine::{Durability, Tuning};
use super::error::StoreError;
use super::folder::{self, State, Stop};
use super::journal::append::{Appender, Trouble};
use super::journal::layout::{self, SEGMENT_HEAD};
use super::journal::{Journal, Position};
use super::map::{Changes, Map, Stored, place_of, stored_form};
use super::queue::{Pending, Queued};

/// Octets that may wait to be written; who would add to more waits.
const QUEUE_LIMIT: u64 = 32 * 1024 * 1024;
/// How long what is written may stay unsynced when nobody asks for a sync.
const WRITTEN_AGE: Duration = Duration::from_secs(1);

/// What all handles of a store share.
pub struct Shared {
    pub(super) data: PathBuf,
    pub(super) tuning: Tuning,
    pub(super) map: Box<dyn Map>,
    pub(super) journal: Journal,
    pub(super) failed: watch::Sender<bool>,
    pub(super) committed: watch::Sender<u64>,
    pending: Mutex<Pending>,
    work: Condvar,
    drained: Condvar,
}

impl Shared {
    /// Of a journal and a map that agree, up to `end`.
    pub fn new(
        data: PathBuf,
        tuning: Tuning,
        (journal, map): (Journal, Box<dyn Map>),
        end: Position,
    ) -> Self {
        Self {
            data,
            tuning,
            map,
            journal,
            failed: watch::Sender::new(false),
            committed: watch::Sender::new(end.seq),
            pending: Mutex::new(Pending::new(end)),
            work: Condvar::new(),
            drained: Condvar::new(),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The writer's lock, once there is room in the queue.
    pub(super) fn lock_to_write(&self) -> Result<MutexGuard<'_, Pending>, StoreError> {
        let mut pending = self.lock();
        while pending.queued > QUEUE_LIMIT && !pending.stopped {
            pending = self.drained.wait(pending).unwrap_or_else(PoisonError::into_inner);
        }
        if pending.stopped { Err(StoreError::Stopped) } else { Ok(pending) }
    }

    pub(super) fn wake(&self) {
        self.work.notify_one();
    }

    pub(super) fn close(&self) {
        self.lock().closing = true;
        self.work.notify_one();
    }

    /// Where the journal is durable.
    pub(super) fn synced(&self) -> Position {
        self.lock().synced
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.map.get(key)?.map(|stored| self.value(&stored)).transpose()
    }

    /// Up to `limit` entries as the map holds them.
    pub(super) fn scan(
        &self,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Stored)>, StoreError> {
        let mut found = Vec::new();
        if limit > 0 {
            self.map.scan(from, to, &mut |key, stored| {
                found.push((key.to_vec(), stored.to_vec()));
                if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
        }
        Ok(found)
    }

    /// The bytes of a value as the map holds it.
    pub(super) fn value(&self, stored: &[u8]) -> Result<Vec<u8>, StoreError> {
        match place_of(stored) {
            Some(place) => self.journal.read(place),
            None => Ok(stored.get(1..).unwrap_or_default().to_vec()),
        }
    }

    /// What to do next; with something `unsynced`, an idle second is work too.
    fn next(&self, unsynced: bool) -> Work {
        let mut pending = self.lock();
        while pending.is_empty() && !pending.closing {
            if !unsynced {
                pending = self.work.wait(pending).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited = self.work.wait_timeout(pending, WRITTEN_AGE);
            let (back, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            pending = back;
            if timeout.timed_out() && pending.is_empty() && !pending.closing {
                return Work::Idle;
            }
        }
        if pending.is_empty() {
            return Work::Close;
        }
        let group = pending.take_queue();
        drop(pending);
        self.drained.notify_all();
        Work::Group(group)
    }

    /// Where the last commit in the map ends in the journal.
    pub(super) fn written(&self) -> Position {
        self.lock().written
    }

    /// Forgets every decision that is not in the map, and answers all who wait for one.
    fn undo(&self, error: StoreError, group: Vec<Queued>) {
        let rest = self.lock().undo();
        self.drained.notify_all();
        let error = Arc::new(error);
        for queued in group.into_iter().chain(rest) {
            let _ = queued.done.send(Err(StoreError::Undone(error.clone())));
        }
    }

    /// Ends all commits; whoever waits, or comes later, is told so.
    fn stop(&self) {
        let mut pending = self.lock();
        pending.stopped = true;
        let waiting = pending.take_queue();
        drop(pending);
        // Their tickets answer “stopped”.
        drop(waiting);
        self.drained.notify_all();
        self.failed.send_replace(true);
    }
}

enum Work {
    Group(Vec<Queued>),
    Idle,
    Close,
}

/// The committer thread's own.
pub struct Committer {
    shared: Arc<Shared>,
    appender: Appender,
    /// Where the journal is durable.
    synced: Position,
    /// The last commit written.
    written: u64,
}

impl Committer {
    /// Appends after `end`, up to which the journal is durable.
    pub fn new(shared: Arc<Shared>, appender: Appender, end: Position) -> Self {
        let synced = Position { segment: appender.segment(), offset: appender.end(), seq: end.seq };
        Self { shared, appender, synced, written: end.seq }
    }

    /// Works until the store is closed; returns where the journal then ends, durably, or `None` when
    /// it failed.
    pub fn run(mut self) -> Option<Position> {
        loop {
            let (group, done) = match self.shared.next(self.unsynced()) {
                Work::Group(mut group) => {
                    // sled may panic; a committer that vanished would leave all to wait for ever.
                    let done = catch_unwind(AssertUnwindSafe(|| self.commit(&mut group)));
                    (group, done.unwrap_or_else(|_| Err(panicked())))
                }
                Work::Idle => (Vec::new(), self.sync().map_err(Trouble::Fatal)),
                Work::Close => return self.close(),
            };
            match done {
                Ok(()) => {}
                Err(Trouble::Undone(error)) => {
                    tracing::error!(event = "commit-undone", commits = group.len(), %error);
                    self.shared.undo(error, group);
                }
                Err(Trouble::Fatal(error)) => {
                    tracing::error!(event = "store-stopped", %error);
                    drop(group);
                    self.shared.stop();
                    return None;
                }
            }
        }
    }

    fn unsynced(&self) -> bool {
        self.written > self.synced.seq
    }

    fn commit(&mut self, group: &mut Vec<Queued>) -> Result<(), Trouble> {
        let changes = self.write(group)?;
        if self.unsynced() && group.iter().any(|q| q.durability == Durability::Synced) {
            self.sync().map_err(Trouble::Fatal)?;
        }
        let wrote = !changes.is_empty();
        if wrote {
            self.shared.map.apply(changes, self.written).map_err(Trouble::Fatal)?;
        }
        self.shared.lock().settle(self.position(), self.synced);
        for queued in group.drain(..) {
            let _ = queued.done.send(Ok(()));
        }
        if wrote {
            self.shared.committed.send_replace(self.written);
        }
        Ok(())
    }

    /// Appends a group's records; returns what they change in the map.
    fn write(&mut self, group: &[Queued]) -> Result<Changes, Trouble> {
        let Some(last) = group.iter().filter_map(|q| q.seq).next_back() else {
            return Ok(Vec::new());
        };
        let size: u64 = group.iter().map(|q| q.size).sum();
        self.check_room(size)?;
        // A group never straddles two segments: it is undone as a whole or not at all.
        let full = self.appender.end() + size > self.shared.tuning.segment_limit;
        if full && self.appender.end() > SEGMENT_HEAD {
            self.roll()?;
        }
        let (mut bytes, mut changes) = (Vec::new(), Vec::new());
        bytes.reserve(usize::try_from(size).unwrap_or(0));
        let (segment, base) = (self.appender.segment(), self.appender.end());
        for queued in group {
            let Some(seq) = queued.seq else { continue };
            layout::frame(&mut bytes, &self.appender.salt(), (seq, self.synced.seq), |out| {
                for (key, change) in &queued.changes {
                    let at = layout::encode(out, key, change.as_deref());
                    let stored =
                        change.as_deref().map(|v| stored_form(v, segment, base + at as u64));
                    changes.push((key.clone(), stored));
                }
            });
        }
        self.appender.append(&bytes)?;
        self.written = last;
        Ok(changes)
    }

    /// Refuses before the disk is quite full: the map, too, needs some to go on.
    fn check_room(&self, size: u64) -> Result<(), Trouble> {
        let folder = self.shared.journal.folder();
        let room = folder::room(folder).map_err(Trouble::Undone)?;
        if room.octets >= self.shared.tuning.reserve + size {
            return Ok(());
        }
        let full = Arc::new(io::Error::from(io::ErrorKind::StorageFull));
        Err(Trouble::Undone(StoreError::NoRoom(folder.to_owned(), full)))
    }

    fn roll(&mut self) -> Result<(), Trouble> {
        self.appender.roll(self.written + 1)?;
        self.note_synced();
        // Without it a lost last segment would not be missed. It is a lower bound, so that a full
        // disk may keep us from writing it.
        let data = &self.shared.data;
        if let Err(error) = State::new(data, Stop::Running, self.synced).write(data) {
            tracing::warn!(event = "state-not-written", %error);
        }
        Ok(())
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        self.appender.sync()?;
        self.note_synced();
        self.shared.lock().synced = self.synced;
        Ok(())
    }

    fn note_synced(&mut self) {
        self.synced = self.position();
    }

    /// Where the last commit written ends.
    fn position(&self) -> Position {
        let (segment, offset) = (self.appender.segment(), self.appender.end());
        Position { segment, offset, seq: self.written }
    }

    fn close(mut self) -> Option<Position> {
        if self.unsynced()
            && let Err(error) = self.sync()
        {
            tracing::error!(event = "store-stopped", %error);
            self.shared.stop();
            return None;
        }
        Some(self.synced)
    }
}

fn panicked() -> Trouble {
    Trouble::Fatal(StoreError::Map("the committer panicked".to_owned()))
}
