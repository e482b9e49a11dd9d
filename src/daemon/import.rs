//! History comes in: mbox files and Maildirs, without a mail being sent. Resumable: each batch is
//! one transaction that also says how far it got. Nothing is dropped: what cannot be taken is counted,
//! named and kept aside.

mod account;
mod author;
mod dates;
mod files;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::Site;
use super::post::{self, Accepted, NewPost, Source as Origin};
use crate::clock::{TimeZone, Timestamp};
use crate::list::ListId;
use crate::locale;
use crate::mail::mbox::{Entry, MAX_MESSAGE, Mbox, Postmark};
use crate::mail::message::{Fault, Message};
use crate::mail::message_id::hash_text;
use crate::store::{Durability, Key, Read, Store, StoreError, Table, Ticket, lists};

pub use account::{Broken, Imported, Mend, Rejected, Why};
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
    let mut run = Run::new(site, list, key, Aside::new(&site.data, path))?;
    let start = run.start()?.filter(|at| file.total == 0 || *at <= file.total).unwrap_or(0);
    let (mut entries, start) = open(&file, start).map_err(failed)?;
    (run.done.resumed_at, run.end) = (start, start);
    loop {
        let (mut batch, mut octets, mut broken) = (Vec::new(), 0, None);
        while batch.len() < BATCH && octets < BATCH_OCTETS && broken.is_none() {
            match entries.next() {
                None => break,
                Some(Err(error)) => broken = Some(error),
                Some(Ok(entry)) => {
                    octets += entry.raw.len();
                    batch.push(entry);
                }
            }
        }
        if let Some(end) = batch.last().map(|e| e.end) {
            run.take(batch, end, &original)?;
            run.end = end;
            progress(end, file.total);
        } else if broken.is_none() {
            return run.finish();
        }
        // What stood before the break is in; with nothing before it, it is the file that is wrong.
        if let Some(error) = broken {
            if run.end == 0 {
                return Err(failed(error));
            }
            run.done.broken = Some(Broken { at: run.end, why: error.to_string() });
            return run.finish();
        }
    }
}

type Entries = std::iter::Peekable<Mbox<Box<dyn io::BufRead>>>;

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
    let mut run = Run::new(site, list, key, Aside::new(&site.data, path))?;
    let (mut batch, mut octets) = (Vec::new(), 0);
    for (at, (name, file)) in (0u64..).zip(&files) {
        let entry = one_file(at, &name.to_string_lossy(), file);
        octets += entry.raw.len();
        batch.push(entry);
        if batch.len() >= BATCH || octets >= BATCH_OCTETS || at + 1 == total {
            run.take(std::mem::take(&mut batch), at + 1, &original)?;
            octets = 0;
            progress(at + 1, total);
        }
    }
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

/// A message that became a post, and what was mended for it.
struct Prepared {
    post: NewPost,
    date: Option<Timestamp>,
    mends: Vec<Mend>,
}

/// One import under way.
struct Run<'a> {
    store: &'a Store,
    host: &'a str,
    list: ListId,
    zone: TimeZone,
    /// What somebody without a name is called, in the list's language.
    unknown: String,
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
    fn new(site: &'a Site, list: ListId, key: Key, aside: Aside) -> Result<Self, StoreError> {
        let language = lists::get(&site.store, list)?.map(|s| s.language);
        let t = locale::get(&language.as_ref().unwrap_or(&site.language).0);
        Ok(Self {
            store: &site.store,
            host: &site.hostname,
            list,
            zone: site.zone_of(list)?,
            unknown: t.s("import-author-unknown"),
            now: site.clock.now(),
            key,
            aside,
            end: 0,
            last: None,
            waiting: None,
            done: Imported::default(),
        })
    }

    /// Where an earlier run stopped.
    fn start(&mut self) -> Result<Option<u64>, StoreError> {
        let Some(bytes) = self.store.get(&self.key)? else { return Ok(None) };
        let (end, last) = bytes.split_first_chunk::<8>().unzip();
        let second = last.and_then(|l| l.try_into().ok()).map(i64::from_be_bytes);
        self.last = second.and_then(|s| Timestamp::from_second(s).ok());
        Ok(end.map(|e| u64::from_be_bytes(*e)))
    }

    /// Prepares a batch on every core, then writes it. The sync of one batch overlaps with the
    /// preparation of the next.
    fn take(
        &mut self,
        batch: Vec<Entry>,
        end: u64,
        original: Original<'_>,
    ) -> Result<(), StoreError> {
        let mut prepared = Vec::with_capacity(batch.len());
        for (entry, found) in batch.iter().zip(self.prepare(&batch)) {
            match found {
                Ok(found) => prepared.push(found),
                Err(why) => self.reject(entry, why, original)?,
            }
        }
        drop(batch);
        self.date(&mut prepared);
        if let Some(ticket) = self.waiting.take() {
            ticket.wait()?;
        }
        let (posts, mends): (Vec<_>, Vec<_>) =
            prepared.into_iter().map(|p| (p.post, p.mends)).unzip();
        let key = self.key.clone();
        let last = self.last.unwrap_or(self.now).as_second();
        let place = [end.to_be_bytes(), last.to_be_bytes()].concat();
        let (accepted, ticket) = self.store.transact(Durability::Synced, |tx| {
            tx.put(key, place);
            posts.into_iter().map(|p| post::accept(tx, p)).collect::<Result<Vec<_>, StoreError>>()
        })?;
        for (accepted, mends) in accepted.iter().zip(mends) {
            self.count(*accepted, &mends);
        }
        self.waiting = Some(ticket);
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
    fn reject(
        &mut self,
        entry: &Entry,
        why: Why,
        original: Original<'_>,
    ) -> Result<(), StoreError> {
        let name = entry.postmark.line.clone();
        let mut rejected = Rejected { at: entry.start, end: entry.end, name, why };
        // A file of a Maildir has no line of its own, and an mbox wants one.
        let is_file = !rejected.name.starts_with("From ");
        let line = is_file.then(|| format!("From {} Thu Jan  1 00:00:00 1970", rejected.at));
        match original(&rejected) {
            Ok(from) => self.aside.keep(line.as_deref(), from)?,
            Err(_) => rejected.why = Why::NoFile,
        }
        tracing::warn!(event = "import-rejected", at = rejected.at, why = rejected.why.words());
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

    fn prepare(&self, batch: &[Entry]) -> Vec<Result<Prepared, Why>> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let share = batch.len().div_ceil(cores).max(1);
        let one = |entry: &Entry| self.post(entry);
        std::thread::scope(|scope| {
            let workers: Vec<_> = batch
                .chunks(share)
                .map(|chunk| scope.spawn(move || chunk.iter().map(one).collect::<Vec<_>>()))
                .collect();
            // A worker that panicked would lose its share silently: say so instead.
            workers
                .into_iter()
                .flat_map(|w| w.join().unwrap_or_else(|p| std::panic::resume_unwind(p)))
                .collect()
        })
    }

    fn post(&self, entry: &Entry) -> Result<Prepared, Why> {
        if entry.too_large {
            return Err(Why::TooLarge);
        }
        if entry.raw.iter().all(u8::is_ascii_whitespace) {
            return Err(Why::Empty);
        }
        // One message that brings the reading down must not end the import (threat 36).
        let read = std::panic::AssertUnwindSafe(|| self.read(entry));
        std::panic::catch_unwind(read).map_err(|_| Why::Unreadable)
    }

    fn read(&self, entry: &Entry) -> Prepared {
        let message = Message::parse(&entry.raw);
        let (from, author) = author::of(&message, &entry.postmark, &self.unknown);
        let (date, dated) = dates::of(&message, &entry.postmark, self.now);
        let mut mends: Vec<Mend> = author.into_iter().chain(dated).collect();
        if message.message_id().is_none() {
            mends.push(Mend::IdMade);
        }
        mends.extend(message.faults().into_iter().map(|fault| match fault {
            Fault::Charset => Mend::Charset,
            Fault::Structure => Mend::Structure,
            Fault::InText => Mend::InText,
            Fault::Undecoded => Mend::Undecoded,
            Fault::TooComplex => Mend::TooComplex,
        }));
        let post = NewPost::new(self.list, &message, from, self.now, self.host);
        let post = post.from_source(Origin::Import).in_zone(self.zone.clone());
        Prepared { post, date, mends }
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
