//! What the daemon did since it started, counted for whoever watches. Numbers only: no list, no domain, no
//! address. How they are shown is [`super::metrics`]'s business.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What is counted, copy by copy or event by event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// Messages that came in, by what the intake decided.
    Received,
    /// Copies and mails that a far side took.
    Delivered,
    /// Attempts that will be made again, by what the failure was about.
    Deferred,
    /// Copies and mails refused for good, by what the refusal was about.
    Refused,
    /// Copies and mails given up after five days.
    Expired,
    /// Connections to other servers.
    Connection,
    /// Times that a destination was given a rest.
    Rest,
}

impl Count {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Delivered,
        Self::Deferred,
        Self::Refused,
        Self::Expired,
        Self::Connection,
        Self::Rest,
    ];

    /// The name of its label and that label's values, known beforehand so that each is shown from the
    /// start; none where there is no label.
    pub fn labels(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Received => ("decision", &["accepted", "refused", "later"]),
            Self::Delivered | Self::Expired => ("what", &["copy", "mail"]),
            Self::Deferred => {
                ("about", &["recipient", "message", "host", "connection", "lost", "rest"])
            }
            Self::Refused => ("about", &["address", "message", "policy"]),
            Self::Connection => ("how", &["clear", "tls", "failed"]),
            Self::Rest => ("", &[""]),
        }
    }
}

/// The counts of one daemon.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Mutex<BTreeMap<(Count, &'static str), u64>>,
    open: Arc<AtomicUsize>,
    hurries: AtomicU64,
}

/// An open connection to another server, counted while it lives.
#[derive(Debug)]
pub struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Tally {
    /// Counts one more.
    pub fn count(&self, what: Count, label: &'static str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((what, label)).or_default() += 1;
    }

    /// Counts a message by the code that it was answered with.
    pub fn received(&self, code: u16) {
        let decision = match code {
            ..400 => "accepted",
            400..500 => "later",
            _ => "refused",
        };
        self.count(Count::Received, decision);
    }

    /// How many there were.
    pub fn get(&self, what: Count, label: &'static str) -> u64 {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&(what, label)).copied().unwrap_or_default()
    }

    /// Counts a connection until what is returned is dropped.
    pub fn open(&self) -> Open {
        self.open.fetch_add(1, Ordering::Relaxed);
        Open(self.open.clone())
    }

    /// Connections to other servers at this moment.
    pub fn is_open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Somebody wants the queue tried now, whatever rests.
    pub fn hurry(&self) {
        self.hurries.fetch_add(1, Ordering::Release);
    }

    /// How often somebody wanted that.
    pub fn hurries(&self) -> u64 {
        self.hurries.load(Ordering::Acquire)
    }
}
