//! History comes in: mbox files and Maildirs, without a mail being sent. Resumable: each batch is
//! one transaction that also says how far it got. Nothing is dropped: what cannot be taken is counted,
//! named and kept aside.

mod account;
mod author;
mod dates;
mod desk;
mod files;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::Site;
use super::post::{self, Accepted};
use crate::clock::Timestamp;
use crate::list::ListId;
use crate::mail::mbox::{Entry, MAX_MESSAGE, Mbox, Postmark};
use crate::mail::message_id::hash_text;
use crate::store::{Durability, Key, Read, Store, StoreError, Table, Ticket};

pub use account::{Broken, Imported, Mend, Rejected, Why};
use desk::{Batch, Desk, Prepared};
use files::{Aside, Source};

/// Messages in one transaction: enough to make a sync cheap, few enough to lose little.
const BATCH: usize = 256;
/// Octets after which a batch is full: one large message more still fits a record of the journal.
const BATCH_OCTETS: usize = 24 * 1024 * 1024;

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file or folder cannot be read, or is no mbox.
    #[error("{path}: {1}", path = .0.display())]
    Unreadable(PathBuf, std::io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Told after each batch: octets read, octets in all (0: nobody knows).
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Imports an mbox file, going on where an earlier import of the same file stopped.
///
/// # Errors
/// When the file is no readable mbox, or the store fails. What was imported stays.
pub fn mbox(
    site: &Site,
    list: ListId,
    path: &Path,
    progress: Progress<'_>,
) -> Result<Imported, ImportError> {
    let failed = |e| ImportError::Unreadable(path.to_owned(), e);
    let file = Source::open(path).map_err(failed)?;
    let head = file.head().map_err(failed)?;
    // A file is known by its beginning, not by its name: moved or grown it goes on where it was.
    let key = Key::new(Table::Import).u32(list.0).bytes(&hash_text(&[&head]));
    let original = |r: &Rejected| -> io::Result<Box<dyn io::Read>> {
        Ok(Box::new(file.from(r.at)?.take(r.end - r.at)))
    };
    let mut run = Run::new(site, key, Aside::new(&site.data, path));
    let start = run.start()?.filter(|at| file.total == 0 || *at <= file.total).unwrap_or(0);
    let (entries, start) = open(&file, start).map_err(failed)?;
    (run.done.resumed_at, run.end) = (start, start);
    let desk = Desk::new(site, list)?;
    let broken = desk.read(Batches { entries, broken: None }, |batch| {
        run.take(batch, &original)?;
        progress(run.end, file.total);
        Ok(())
    })?;
    // What stood before the break is in; with nothing before it, it is the file that is wrong.
    match broken {
        Some(error) if run.end == 0 => return Err(failed(error)),
        Some(error) => {
            run.done.broken = Some(Broken { at: run.end, why: error.to_string() });
        }
        None => {}
    }
    run.finish()
}

type Entries = std::iter::Peekable<Mbox<Box<dyn io::BufRead + Send>>>;

/// The file's messages from where we stopped, and where that is: its beginning, if the file is not what it
/// was there.
fn open(file: &Source, start: u64) -> io::Result<(Entries, u64)> {
    let from = |at| file.from(at).map(|f| (Mbox::new(f, at).peekable(), at));
    let mut found = match from(start) {
        Err(e) if start > 0 && e.kind() == io::ErrorKind::UnexpectedEof => from(0)?,
        other => other?,
    };
    let is_mark = |e: &io::Result<Entry>| e.as_ref().is_ok_and(|e| !e.postmark.line.is_empty());
    if found.1 > 0 && found.0.peek().is_some_and(|e| !is_mark(e)) {
        found = from(0)?;
    }
    Ok(found)
}

/// Messages as many as are written together; what the reading broke at comes after those before it.
struct Batches<I> {
    entries: I,
    broken: Option<io::Error>,
}

impl<I: Iterator<Item = io::Result<Entry>>> Iterator for Batches<I> {
    type Item = io::Result<Vec<Entry>>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut batch, mut octets) = (Vec::new(), 0);
        while batch.len() < BATCH && octets < BATCH_OCTETS && self.broken.is_none() {
            match self.entries.next() {
                None => break,
                Some(Err(error)) => self.broken = Some(error),
                Some(Ok(entry)) => {
                    octets += entry.raw.len();
                    batch.push(entry);
                }
            }
        }
        if batch.is_empty() { self.broken.take().map(Err) } else { Some(Ok(batch)) }
    }
}

/// Imports every message of a Maildir (`cur` and `new`), oldest name first.
///
/// # Errors
/// When it is no readable Maildir, or the store fails. What was imported stays, and a second run
/// passes over it.
pub fn maildir(
    site: &Site,
    list: ListId,
    path: &Path,
    progress: Progress<'_>,
) -> Result<Imported, ImportError> {
    let failed = |e| ImportError::Unreadable(path.to_owned(), e);
    let mut files = Vec::new();
    for folder in ["cur", "new"] {
        for entry in std::fs::read_dir(path.join(folder)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            files.push((entry.file_name(), entry.path()));
        }
    }
    files.sort();
    let total = files.len() as u64;
    let key = Key::new(Table::Import).u32(list.0).text(&path.display().to_string());
    let original = |r: &Rejected| -> io::Result<Box<dyn io::Read>> {
        let place = usize::try_from(r.at).ok().and_then(|at| files.get(at));
        let (_, path) = place.ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(File::open(path)?))
    };
    let mut run = Run::new(site, key, Aside::new(&site.data, path));
    let entries = (0u64..).zip(&files);
    let entries = entries.map(|(at, (name, file))| Ok(one_file(at, &name.to_string_lossy(), file)));
    let desk = Desk::new(site, list)?;
    desk.read(Batches { entries, broken: None }, |batch| {
        run.take(batch, &original)?;
        progress(run.end, total);
        Ok(())
    })?;
    run.finish()
}

/// A file of a Maildir, as if it stood in an mbox; without octets when it cannot be read.
fn one_file(at: u64, name: &str, path: &Path) -> Entry {
    let size = std::fs::metadata(path).map(|m| m.len()).unwrap_or_default();
    let too_large = usize::try_from(size).is_ok_and(|s| s > MAX_MESSAGE);
    let raw = if too_large { Vec::new() } else { std::fs::read(path).unwrap_or_default() };
    let postmark = Postmark { line: name.to_owned(), delivered: None };
    Entry { raw: crlf(&raw), start: at, end: at + 1, postmark, too_large }
}

/// Files in a Maildir end lines as the system does; mail does not.
fn crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 32);
    for line in raw.split_inclusive(|b| *b == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        out.extend_from_slice(text.strip_suffix(b"\r").unwrap_or(text));
        if line.ends_with(b"\n") {
            out.extend_from_slice(b"\r\n");
        }
    }
    out
}

/// Opens what was rejected, as it came.
type Original<'a> = &'a dyn Fn(&Rejected) -> io::Result<Box<dyn io::Read>>;

/// One import under way.
struct Run<'a> {
    store: &'a Store,
    now: Timestamp,
    key: Key,
    aside: Aside,
    /// How far the file is taken in.
    end: u64,
    /// The date of the message before.
    last: Option<Timestamp>,
    waiting: Option<Ticket>,
    done: Imported,
}

impl<'a> Run<'a> {
    fn new(site: &'a Site, key: Key, aside: Aside) -> Self {
        Self {
            store: &site.store,
            now: site.clock.now(),
            key,
            aside,
            end: 0,
            last: None,
            waiting: None,
            done: Imported::default(),
        }
    }

    /// Where an earlier run stopped.
    fn start(&mut self) -> Result<Option<u64>, StoreError> {
        let Some(bytes) = self.store.get(&self.key)? else { return Ok(None) };
        let (end, last) = bytes.split_first_chunk::<8>().unzip();
        let second = last.and_then(|l| l.try_into().ok()).map(i64::from_be_bytes);
        self.last = second.and_then(|s| Timestamp::from_second(s).ok());
        Ok(end.map(|e| u64::from_be_bytes(*e)))
    }

    /// Writes a batch. Its sync overlaps with the decisions of the next.
    fn take(&mut self, batch: Batch, original: Original<'_>) -> Result<(), StoreError> {
        let mut prepared = Vec::with_capacity(batch.found.len());
        for found in batch.found {
            match found {
                Ok(found) => prepared.push(found),
                Err(rejected) => self.reject(rejected, original)?,
            }
        }
        self.date(&mut prepared);
        if let Some(ticket) = self.waiting.take() {
            ticket.wait()?;
        }
        let (posts, mends): (Vec<_>, Vec<_>) =
            prepared.into_iter().map(|p| (p.post, p.mends)).unzip();
        let key = self.key.clone();
        let last = self.last.unwrap_or(self.now).as_second();
        let place = [batch.end.to_be_bytes(), last.to_be_bytes()].concat();
        let (accepted, ticket) = self.store.transact(Durability::Synced, |tx| {
            tx.put(key, place);
            posts.into_iter().map(|p| post::accept(tx, p)).collect::<Result<Vec<_>, StoreError>>()
        })?;
        for (accepted, mends) in accepted.iter().zip(mends) {
            self.count(*accepted, &mends);
        }
        self.waiting = Some(ticket);
        self.end = batch.end;
        Ok(())
    }

    fn count(&mut self, accepted: Accepted, mends: &[Mend]) {
        match accepted {
            Accepted::Duplicate { .. } => self.done.known += 1,
            Accepted::New { twin, .. } => {
                self.done.posts += 1;
                self.done.mended(mends);
                if twin {
                    self.done.mended(&[Mend::IdShared]);
                }
            }
        }
    }

    /// What cannot be taken is named, and kept as it came.
    fn reject(&mut self, mut rejected: Rejected, original: Original<'_>) -> Result<(), StoreError> {
        // A file of a Maildir has no line of its own, and an mbox wants one.
        let is_file = !rejected.name.starts_with("From ");
        let line = is_file.then(|| format!("From {} Thu Jan  1 00:00:00 1970", rejected.at));
        match original(&rejected) {
            Ok(from) => self.aside.keep(line.as_deref(), from)?,
            Err(_) => rejected.why = Why::NoFile,
        }
        let (at, why) = (rejected.at, rejected.why.words());
        tracing::warn!(event = "import-rejected", at, why);
        self.done.rejected.push(rejected);
        Ok(())
    }

    /// Gives those without a date that of their neighbour.
    fn date(&mut self, prepared: &mut [Prepared]) {
        let mut next = self.last.or_else(|| prepared.iter().find_map(|p| p.date));
        for one in prepared {
            let date = one.date.or(next).unwrap_or(self.now);
            next = Some(date);
            (one.post.date, one.post.received) = (date, date);
        }
        self.last = next;
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if let Some(ticket) = self.waiting.take() {
            ticket.wait()?;
        }
        self.done.kept_in = self.aside.path();
        Ok(self.done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_those_of_mail() {
        assert_eq!(crlf(b"a\nb\r\nc"), b"a\r\nb\r\nc");
    }
}
