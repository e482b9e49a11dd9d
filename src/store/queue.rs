//! What is decided and not yet in the map: the queue before the committer, and the overlay through
//! which later decisions see earlier ones. Nothing here waits or writes.

use std::collections::BTreeMap;

use tokio::sync::oneshot;

use super::engine::Durability;
use super::error::StoreError;
use super::journal::Position;
use super::journal::layout::RECORD_HEAD;
use super::tx::{Change, Ticket};

/// One commit that waits.
pub struct Queued {
    /// `None`: nothing to write, only to wait for all before it.
    pub seq: Option<u64>,
    /// What it changes.
    pub changes: Vec<(Vec<u8>, Change)>,
    /// Octets its record may take.
    pub size: u64,
    /// What it waits for.
    pub durability: Durability,
    /// Where it waits.
    pub done: oneshot::Sender<Result<(), StoreError>>,
}

/// What is decided but not yet in the map.
pub struct Pending {
    overlay: BTreeMap<Vec<u8>, (u64, Change)>,
    queue: Vec<Queued>,
    /// Octets in the queue.
    pub queued: u64,
    next_seq: u64,
    /// The last commit in the map, and where it ends in the journal.
    pub written: Position,
    /// Where the journal is durable.
    pub synced: Position,
    /// After a failure: no more commits.
    pub stopped: bool,
    /// No more handles: end when the queue is empty.
    pub closing: bool,
}

impl Pending {
    /// Of a journal that ends, durably, at `end`.
    pub fn new(end: Position) -> Self {
        Self {
            overlay: BTreeMap::new(),
            queue: Vec::new(),
            queued: 0,
            next_seq: end.seq + 1,
            written: end,
            synced: end,
            stopped: false,
            closing: false,
        }
    }

    /// What was last decided on a key, if the map does not have it yet.
    pub fn decided(&self, key: &[u8]) -> Option<&Change> {
        self.overlay.get(key).map(|(_, change)| change)
    }

    /// All that is decided and not in the map.
    pub fn overlay(&self) -> &BTreeMap<Vec<u8>, (u64, Change)> {
        &self.overlay
    }

    /// Adds a decision. An empty one waits too: what it saw must be durable before it may speak.
    pub fn enqueue(
        &mut self,
        own: BTreeMap<Vec<u8>, Change>,
        size: u64,
        durability: Durability,
    ) -> Ticket {
        let (done, ticket) = Ticket::new();
        let mut seq = None;
        if own.is_empty() {
            let reached = match durability {
                Durability::Synced => self.synced.seq,
                Durability::Written => self.written.seq,
            };
            if reached + 1 == self.next_seq {
                let _ = done.send(Ok(()));
                return ticket;
            }
        } else {
            seq = Some(self.next_seq);
            let changes = own.iter().map(|(k, v)| (k.clone(), (self.next_seq, v.clone())));
            self.overlay.extend(changes);
            self.next_seq += 1;
        }
        self.queued += size;
        let changes = own.into_iter().collect();
        self.queue.push(Queued { seq, changes, size: size + RECORD_HEAD, durability, done });
        ticket
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Takes all that waits.
    pub fn take_queue(&mut self) -> Vec<Queued> {
        self.queued = 0;
        std::mem::take(&mut self.queue)
    }

    /// A group is in the map: `written` and `synced` say how far.
    pub fn settle(&mut self, written: Position, synced: Position) {
        self.overlay.retain(|_, (seq, _)| *seq > written.seq);
        self.written = written;
        self.synced = synced;
    }

    /// Forgets every decision that is not in the map; returns those that wait for one.
    pub fn undo(&mut self) -> Vec<Queued> {
        self.overlay.clear();
        self.next_seq = self.written.seq + 1;
        self.take_queue()
    }
}
