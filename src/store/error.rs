//! What can go wrong in the store, said so that a host can act on it. Never a verdict on mail: it
//! becomes a 4xx.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A failure of ours: mail meets it as 451 (452 when the disk is full), a host as one sentence.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A write or sync of the journal failed. Final: nothing may be acknowledged after it, and the
    /// process ends with exit status 74 (EX_IOERR).
    #[error("could not make {path} durable: {1}; stopping, because nothing accepted may be lost", path = .0.display())]
    SyncFailed(PathBuf, io::Error),
    /// The store has stopped after an earlier failure.
    #[error("the store has stopped after a failed write")]
    Stopped,
    /// The disk is full. Nothing was changed; it works again once there is room.
    #[error("no room left to write {path}: {1}; make room and it goes on", path = .0.display())]
    NoRoom(PathBuf, Arc<io::Error>),
    /// A commit that could not be written, or was decided on one that could not. Nothing was changed.
    #[error("nothing was changed: {0}")]
    Undone(Arc<StoreError>),
    /// A transaction of more octets than a record may have. Nothing was changed.
    #[error("{0} octets at once are more than a commit can hold; nothing was changed")]
    TooLarge(u64),
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
    /// Commits that are not there, though nothing is damaged.
    #[error("{}: commit {expected} and what follows is missing at octet {offset}; put the file back from a backup, or let `palabre check --repair` go on without", .file.display())]
    Gap {
        /// The segment.
        file: PathBuf,
        /// Where in it.
        offset: u64,
        /// The first commit that is missing.
        expected: u64,
    },
    /// A segment that is not there.
    #[error("{} is missing; put it back from a backup, or let `palabre check --repair` go on without", .0.display())]
    Missing(PathBuf),
    /// A file under a segment's name that is not that segment.
    #[error("{} is not the journal segment its name says; put it back from a backup, or let `palabre check --repair` go on without", .0.display())]
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
    /// A file FORMAT that holds no number.
    #[error("{} does not hold a format number; this Palabre writes “1” there", .0.display())]
    BadFormat(PathBuf),
    /// A journal without FORMAT.
    #[error("{} holds a journal but no file FORMAT: a restore that was not finished (empty the folder and restore again), or a file lost (write “1” to FORMAT)", .0.display())]
    Unfinished(PathBuf),
    /// Another process holds the data folder.
    #[error("{} is in use by another palabre process; stop it, or ask it through its control socket", .0.display())]
    InUse(PathBuf),
    /// A target folder that should have been empty.
    #[error("{} is not empty; name a folder that is empty or does not exist yet", .0.display())]
    NotEmpty(PathBuf),
    /// A folder that is no finished backup.
    #[error("{path} is no finished backup of Palabre: it has no file {1}", path = .0.display())]
    NotABackup(PathBuf, &'static str),
    /// The map failed; it can be rebuilt.
    #[error(
        "the map failed: {0}; start Palabre again and it is rebuilt from the journal, nothing is lost"
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

    /// Whether the disk is full: SMTP's 452 rather than 451.
    pub fn is_full(&self) -> bool {
        match self {
            Self::NoRoom(..) => true,
            Self::Undone(cause) => cause.is_full(),
            _ => false,
        }
    }
}
