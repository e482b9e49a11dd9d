//! One file of the index: what can be found of one list by one kind of reader, as SQLite's FTS5 keeps it.
//! It holds tokens and dates, no text: what is shown of a hit is read from the store when it is shown.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, params};

use super::words::each_word;
use crate::mail::stems;

/// Changes whenever the same text would be kept otherwise: tables, words, stems. A file of another version is
/// thrown away and made anew.
const VERSION: i64 = 1;
/// “PalF”: no other program's file.
const APPLICATION: i64 = 0x5061_6c46;
/// Numbers of notes begin here; those of messages are their own.
pub const NOTES: i64 = 1 << 33;
/// Octets of text of one document that are looked at.
const TEXT: usize = 1024 * 1024;
/// Documents whose pieces are brought together when a file is made: a second's work.
const JOINED: u64 = 20_000;
/// How long a file that is being written to is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// What can be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its number: a message's own, or a note's beyond [`NOTES`].
    pub id: i64,
    /// Seconds since 1970.
    pub date: i64,
    /// Code of the language it is written in.
    pub lang: String,
    /// Its title, when it has one of its own.
    pub title: String,
    /// Its words.
    pub body: String,
    /// Who wrote it.
    pub who: String,
}

/// Why the index could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// SQLite.
    #[error("the search index: {0}")]
    Sql(#[from] rusqlite::Error),
    /// A file or folder.
    #[error("{doing} {}: {source}", .path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: std::path::PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl IndexError {
    /// Whether the file is no index of ours: to be thrown away and made anew.
    pub fn is_damage(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                false
            }
            Some(ErrorCode::OutOfMemory | ErrorCode::OperationInterrupted) => false,
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
                false
            }
            // A disk that cannot be read for a moment is no damage; one that never can needs a host.
            Some(ErrorCode::SystemIoFailure) => false,
            _ => true,
        }
    }
}

/// A file, open.
#[derive(Debug)]
pub struct Index {
    db: Connection,
}

impl Index {
    /// Makes an empty one.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path) -> Result<Self, IndexError> {
        let db = connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        db.pragma_update(None, "application_id", APPLICATION)?;
        db.execute_batch(include_str!("../../templates/search/index.sql"))?;
        // Last, so that a file made by halves is none of ours.
        db.pragma_update(None, "user_version", VERSION)?;
        Ok(Self { db })
    }

    /// Opens one; `None`: it is another version's.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> Result<Option<Self>, IndexError> {
        let db = connect(path, OpenFlags::empty())?;
        let of = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let ours = of("application_id")? == APPLICATION && of("user_version")? == VERSION;
        Ok(ours.then_some(Self { db }))
    }

    /// The same, for who only reads.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, IndexError> {
        let opened = Self::open(path)?;
        if let Some(index) = &opened {
            index.db.pragma_update(None, "query_only", true)?;
        }
        Ok(opened)
    }

    pub(super) fn db(&self) -> &Connection {
        &self.db
    }

    /// Writes several things at once; durable when it returns.
    ///
    /// # Errors
    /// When they cannot be written; then none is.
    pub fn write<T>(
        &mut self,
        change: impl FnOnce(&mut Batch<'_>) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let mut batch = Batch { tx: self.db.transaction()?, words: HashMap::new() };
        let done = change(&mut batch)?;
        batch.commit()?;
        Ok(done)
    }

    /// How many documents it holds.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn count(&self) -> Result<u64, IndexError> {
        let count: i64 = self.db.query_row("SELECT count(*) FROM doc", [], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Brings its pieces together, after much was written; not when that would take long, for it cannot be
    /// done a little at a time.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn settle(&self) -> Result<(), IndexError> {
        if self.count()? <= JOINED {
            self.db.execute("INSERT INTO text(text) VALUES('optimize')", [])?;
        }
        self.db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(())
    }

    /// What is wrong with it, if anything is; reads all of it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn examine(&self) -> Result<Option<String>, IndexError> {
        let said: String = self.db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if said != "ok" {
            return Ok(Some(said));
        }
        let sound = self.db.execute("INSERT INTO text(text) VALUES('integrity-check')", []);
        match sound.map_err(IndexError::from) {
            Ok(_) => Ok(None),
            Err(error) if error.is_damage() => Ok(Some(error.to_string())),
            Err(error) => Err(error),
        }
    }
}

fn connect(path: &Path, more: OpenFlags) -> Result<Connection, IndexError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(PATIENCE)?;
    // Readers and the one who writes do not wait for one another; power cannot part a transaction.
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "full")?;
    db.pragma_update(None, "cache_size", -2_000)?;
    db.pragma_update(None, "temp_store", "memory")?;
    Ok(db)
}

/// Changes that are written together.
pub struct Batch<'a> {
    tx: Transaction<'a>,
    /// Words with their stems: how they are written, in how many documents.
    words: HashMap<(String, String), (String, i64)>,
}

impl Batch<'_> {
    /// Puts a document in the place of the one there was; tells whether there was one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&mut self, document: &Document) -> Result<bool, IndexError> {
        let there = self.remove(document.id)?;
        let mut seen = HashMap::new();
        let title = tokens(&document.title, &document.lang, &mut seen);
        let body = tokens(&document.body, &document.lang, &mut seen);
        let who = super::words::folded(&document.who).join(" ");
        for (pair, said) in seen {
            self.words.entry(pair).or_insert((said, 0)).1 += 1;
        }
        let mut text = self
            .tx
            .prepare_cached("INSERT INTO text(rowid, title, body, who) VALUES(?1, ?2, ?3, ?4)")?;
        text.execute(params![document.id, title, body, who])?;
        let mut doc = self.tx.prepare_cached("INSERT INTO doc(id, date) VALUES(?1, ?2)")?;
        doc.execute(params![document.id, document.date])?;
        Ok(there)
    }

    /// Takes a document out; tells whether it was there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remove(&mut self, id: i64) -> Result<bool, IndexError> {
        let there = self.tx.prepare_cached("DELETE FROM doc WHERE id = ?1")?.execute([id])? > 0;
        if there {
            self.tx.prepare_cached("DELETE FROM text WHERE rowid = ?1")?.execute([id])?;
        }
        Ok(there)
    }

    /// Whether a document is there.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn has(&self, id: i64) -> Result<bool, IndexError> {
        let mut row = self.tx.prepare_cached("SELECT 1 FROM doc WHERE id = ?1")?;
        Ok(row.query_row([id], |_| Ok(())).optional()?.is_some())
    }

    fn commit(self) -> Result<(), IndexError> {
        let known = "INSERT INTO word(word, stem, said, n) VALUES(?1, ?2, ?3, ?4)
                     ON CONFLICT(word, stem) DO UPDATE SET n = n + excluded.n";
        let mut rows: Vec<_> = self.words.into_iter().collect();
        // In their order in the file, which is quicker.
        rows.sort_unstable();
        {
            let mut known = self.tx.prepare_cached(known)?;
            for ((word, stem), (said, n)) in rows {
                known.execute(params![word, stem, said, n])?;
            }
        }
        Ok(self.tx.commit()?)
    }
}

/// A text's words by their stems, with a blank between; `seen` gets each word and its stem, and how it is
/// written.
fn tokens(text: &str, lang: &str, seen: &mut HashMap<(String, String), String>) -> String {
    let tongue = stems::tongue(lang);
    let mut out = String::with_capacity(text.len().min(TEXT));
    let cut = text.char_indices().map(|(at, _)| at).take_while(|at| *at < TEXT).last();
    let text = if text.len() > TEXT { text.get(..cut.unwrap_or(0)).unwrap_or("") } else { text };
    each_word(text, |word| {
        if tongue.is_some_and(|t| t.is_small(word.said)) {
            return;
        }
        let stem = tongue.map_or(word.folded.into(), |t| t.stem(word.folded));
        if word.folded.len() > 2 && !word.folded.bytes().any(|b| b.is_ascii_digit()) {
            let pair = (word.folded.to_owned(), stem.clone().into_owned());
            seen.entry(pair).or_insert_with(|| word.said.to_owned());
        }
        out.push_str(&stem);
        out.push(' ');
    });
    out
}
