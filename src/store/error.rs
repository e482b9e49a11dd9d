//! What can go wrong in the store, said so that a host can act on it.

use std::io;
use std::path::{Path, PathBuf};

/// A failure of ours: mail meets it as 451, a host as one sentence.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A write or sync of the journal failed. Final: nothing may be acknowledged after it, and the
    /// process ends with exit status 74 (EX_IOERR).
    #[error("could not make {path} durable: {1}; stopping, because nothing accepted may be lost", path = .0.display())]
    SyncFailed(PathBuf, io::Error),
    /// The store has stopped after an earlier failure.
    #[error("the store has stopped after a failed write")]
    Stopped,
    /// A file could not be read, listed or made.
    #[error("{doing} {}: {source}", .path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Octets that are not those written.
    #[error("{} is damaged at octet {offset}; `palabre check --repair` says what it can save", .file.display())]
    Damaged {
        /// The segment.
        file: PathBuf,
        /// Where in it.
        offset: u64,
    },
    /// A file in the journal folder that is no segment.
    #[error("{} is not a Palabre journal segment", .0.display())]
    NotAJournal(PathBuf),
    /// The data folder was written by a newer Palabre.
    #[error("{} was written by a newer Palabre (format {found}, this one reads up to {known}); install that version, or restore a backup", .folder.display())]
    Newer {
        /// The data folder.
        folder: PathBuf,
        /// Its format.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// Another process holds the data folder.
    #[error("{} is in use by another palabre process; stop it, or ask it through its control socket", .0.display())]
    InUse(PathBuf),
    /// The map failed; it can be rebuilt.
    #[error(
        "the map failed: {0}; stop Palabre, delete the folder “map” in the data folder and start again: it is rebuilt from the journal"
    )]
    Map(String),
    /// A record that this version cannot read.
    #[error("a record of kind {0} cannot be read (version {1})")]
    Record(&'static str, u8),
}

impl StoreError {
    /// An I/O failure while `doing` something to `path`.
    pub fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), source }
    }
}
