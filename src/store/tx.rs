//! A transaction: a decision that sees all decisions before it. Nothing here writes; what was decided
//! is handed to the committer.

use std::collections::BTreeMap;
use std::collections::btree_map::Range;
use std::iter::Peekable;
use std::ops::{Bound, ControlFlow};
use std::sync::{Arc, MutexGuard};

use tokio::sync::oneshot;

use super::commit::Shared;
use super::engine::{Durability, Entries, Read};
use super::error::StoreError;
use super::journal::layout::{RECORD_LIMIT, payload_size};
use super::key::Key;
use super::queue::Pending;

/// A value, or its absence, shared between the transaction that decided it, those that see it before
/// it is durable, and the committer.
pub type Change = Option<Arc<[u8]>>;

/// Resolves once a commit is durable (or written, if it asked for no more).
pub struct Ticket(oneshot::Receiver<Result<(), StoreError>>);

impl Ticket {
    pub(super) fn new() -> (oneshot::Sender<Result<(), StoreError>>, Self) {
        let (done, ticket) = oneshot::channel();
        (done, Self(ticket))
    }

    /// Waits, blocking the thread. Not inside async tasks: there, `.await` the ticket.
    ///
    /// # Errors
    /// When the commit failed: [`StoreError::is_full`] says whether only for want of room, else the
    /// store has stopped.
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
///
/// It holds the writer's lock: no other transaction runs, and to begin one inside it would wait for
/// ever.
pub struct Tx<'a> {
    shared: &'a Shared,
    pending: MutexGuard<'a, Pending>,
    own: BTreeMap<Vec<u8>, Change>,
    spoiled: Option<StoreError>,
}

impl<'a> Tx<'a> {
    pub(super) fn new(shared: &'a Shared, pending: MutexGuard<'a, Pending>) -> Self {
        Self { shared, pending, own: BTreeMap::new(), spoiled: None }
    }

    /// The key shall hold these bytes.
    pub fn put(&mut self, key: Key, value: Vec<u8>) {
        self.own.insert(key.into_bytes(), Some(value.into()));
    }

    /// The key shall hold nothing.
    pub fn delete(&mut self, key: Key) {
        self.own.insert(key.into_bytes(), None);
    }

    /// Nothing of this transaction can be committed: what should be written cannot be.
    pub(super) fn spoil(&mut self, error: StoreError) {
        self.spoiled.get_or_insert(error);
    }

    /// Hands the decision to the committer.
    pub(super) fn enqueue(mut self, durability: Durability) -> Result<Ticket, StoreError> {
        if let Some(error) = self.spoiled {
            return Err(error);
        }
        let lengths = self.own.iter().map(|(k, v)| (k.len(), v.as_ref().map_or(0, |v| v.len())));
        let size = payload_size(lengths);
        if size > u64::from(RECORD_LIMIT) {
            return Err(StoreError::TooLarge(size));
        }
        let ticket = self.pending.enqueue(self.own, size, durability);
        self.shared.wake();
        Ok(ticket)
    }

    /// The newest decision on a key that the map does not have yet.
    fn above(&self, key: &[u8]) -> Option<&Change> {
        self.own.get(key).or_else(|| self.pending.decided(key))
    }
}

impl Read for Tx<'_> {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        match self.above(key.as_bytes()) {
            Some(change) => Ok(change.as_ref().map(|v| v.to_vec())),
            None => self.shared.get(key.as_bytes()),
        }
    }

    fn range(&self, from: &Key, to: &Key, limit: usize) -> Result<Entries, StoreError> {
        let (from, to) = (from.as_bytes(), to.as_bytes());
        if from >= to || limit == 0 {
            return Ok(Vec::new());
        }
        let window = (Bound::Included(from), Bound::Excluded(to));
        let mut above = Above {
            own: self.own.range::<[u8], _>(window).peekable(),
            decided: self.pending.overlay().range::<[u8], _>(window).peekable(),
        };
        let mut found = Vec::new();
        self.shared.map.scan(from, to, &mut |key, stored| {
            above.take_before(Some(key), limit, &mut found);
            if found.len() < limit {
                match above.take_at(key) {
                    Some(change) => found.extend(change.map(|v| (key.to_vec(), Found::Bytes(v)))),
                    None => found.push((key.to_vec(), Found::Stored(stored.to_vec()))),
                }
            }
            if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        above.take_before(None, limit, &mut found);
        found
            .into_iter()
            .map(|(key, found)| match found {
                Found::Bytes(value) => Ok((key, value.to_vec())),
                Found::Stored(stored) => Ok((key, self.shared.value(&stored)?)),
            })
            .collect()
    }
}

/// A value found by a range: decided but not applied, or as the map holds it.
enum Found {
    Bytes(Arc<[u8]>),
    Stored(Vec<u8>),
}

/// What lies above the map in a range: a transaction's own changes over those decided before it.
struct Above<'a> {
    own: Peekable<Range<'a, Vec<u8>, Change>>,
    decided: Peekable<Range<'a, Vec<u8>, (u64, Change)>>,
}

impl<'a> Above<'a> {
    /// The first key that has a change.
    fn next_key(&mut self) -> Option<&'a [u8]> {
        let own = self.own.peek().map(|(k, _)| k.as_slice());
        let decided = self.decided.peek().map(|(k, _)| k.as_slice());
        own.into_iter().chain(decided).min()
    }

    /// Takes the change of `key`, if its turn has come.
    fn take_at(&mut self, key: &[u8]) -> Option<Change> {
        let decided = self.decided.next_if(|(k, _)| k.as_slice() == key);
        let own = self.own.next_if(|(k, _)| k.as_slice() == key);
        own.map(|(_, change)| change).or(decided.map(|(_, (_, change))| change)).cloned()
    }

    /// Takes all changes before `key` (all when `None`) into `found`, up to `limit` entries there.
    fn take_before(&mut self, key: Option<&[u8]>, limit: usize, found: &mut Vec<(Vec<u8>, Found)>) {
        while found.len() < limit {
            let Some(next) = self.next_key() else { return };
            if key.is_some_and(|k| next >= k) {
                return;
            }
            let change = self.take_at(next).flatten();
            found.extend(change.map(|value| (next.to_vec(), Found::Bytes(value))));
        }
    }
}
