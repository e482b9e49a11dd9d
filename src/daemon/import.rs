//! History comes in: mbox files and Maildirs, without a mail being sent. Resumable: each batch is
//! one transaction that also says how far it got.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::Site;
use super::post::{self, Accepted, NewPost, Source};
use crate::clock::{TimeZone, Timestamp};
use crate::list::ListId;
use crate::mail::address::Mailbox;
use crate::mail::mbox::{Entry, Mbox};
use crate::mail::message::Message;
use crate::mail::message_id::hash_text;
use crate::store::{Durability, Key, Read, Store, StoreError, Table, Ticket};

/// Messages in one transaction: enough to make a sync cheap, few enough to lose little.
const BATCH: usize = 256;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New posts.
    pub posts: usize,
    /// Messages the list had already.
    pub known: usize,
    /// Messages without a readable author or over the size limit.
    pub unusable: usize,
    /// Octets of the file passed over because an earlier run had read them.
    pub resumed_at: u64,
}

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

/// Told after each batch: octets read, octets in all.
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
    let mut file = File::open(path).map_err(failed)?;
    let total = file.metadata().map_err(failed)?.len();
    let key = progress_key(list, &mut file).map_err(failed)?;
    let start = site.store.get(&key)?.and_then(|b| b.as_slice().try_into().ok());
    let start = start.map_or(0, u64::from_be_bytes);
    let start = if start > total { 0 } else { start };
    file.seek(SeekFrom::Start(start)).map_err(failed)?;
    let mut entries = Mbox::new(BufReader::with_capacity(1 << 20, file), start);
    let mut run = Run::new(site, list, key)?;
    run.done.resumed_at = start;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        for entry in entries.by_ref().take(BATCH) {
            batch.push(entry.map_err(failed)?);
        }
        let Some(end) = batch.last().map(|e| e.end) else { break };
        run.take(&batch, end)?;
        progress(end, total);
    }
    run.finish()
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
    let mut run = Run::new(site, list, key)?;
    let mut read = 0u64;
    for chunk in files.chunks(BATCH) {
        let mut batch = Vec::with_capacity(chunk.len());
        for (_, file) in chunk {
            let raw = std::fs::read(file).map_err(|e| ImportError::Unreadable(file.clone(), e))?;
            read += 1;
            batch.push(Entry { raw: crlf(&raw), end: read, delivered: None });
        }
        run.take(&batch, read)?;
        progress(read, total);
    }
    run.finish()
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

/// A file is known by its beginning, not by its name: moved or grown it goes on where it was.
fn progress_key(list: ListId, file: &mut File) -> std::io::Result<Key> {
    let mut head = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut head)?;
    Ok(Key::new(Table::Import).u32(list.0).bytes(&hash_text(&[&head])))
}

/// One import under way.
struct Run<'a> {
    store: &'a Store,
    host: &'a str,
    list: ListId,
    zone: TimeZone,
    now: Timestamp,
    key: Key,
    waiting: Option<Ticket>,
    done: Imported,
}

impl<'a> Run<'a> {
    fn new(site: &'a Site, list: ListId, key: Key) -> Result<Self, StoreError> {
        Ok(Self {
            store: &site.store,
            host: &site.hostname,
            list,
            zone: site.zone_of(list)?,
            now: site.clock.now(),
            key,
            waiting: None,
            done: Imported::default(),
        })
    }

    /// Prepares a batch on every core, then writes it. The sync of one batch overlaps with the
    /// preparation of the next.
    fn take(&mut self, batch: &[Entry], end: u64) -> Result<(), StoreError> {
        let posts = self.prepare(batch);
        self.done.unusable += batch.len() - posts.len();
        if let Some(ticket) = self.waiting.take() {
            ticket.wait()?;
        }
        let key = self.key.clone();
        let (accepted, ticket) = self.store.transact(Durability::Synced, |tx| {
            tx.put(key, end.to_be_bytes().to_vec());
            posts.into_iter().map(|p| post::accept(tx, p)).collect::<Result<Vec<_>, StoreError>>()
        })?;
        let new = accepted.iter().filter(|a| matches!(a, Accepted::New { .. })).count();
        self.done.posts += new;
        self.done.known += accepted.len() - new;
        self.waiting = Some(ticket);
        Ok(())
    }

    fn prepare(&self, batch: &[Entry]) -> Vec<NewPost> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let share = batch.len().div_ceil(cores).max(1);
        let one = |entry: &Entry| self.post(entry);
        std::thread::scope(|scope| {
            let workers: Vec<_> = batch
                .chunks(share)
                .map(|chunk| scope.spawn(move || chunk.iter().filter_map(one).collect::<Vec<_>>()))
                .collect();
            // A worker that panicked on a message would lose its share silently: say so instead.
            workers
                .into_iter()
                .flat_map(|w| w.join().unwrap_or_else(|p| std::panic::resume_unwind(p)))
                .collect()
        })
    }

    fn post(&self, entry: &Entry) -> Option<NewPost> {
        let message = Message::parse(&entry.raw);
        let from = author(&message)?;
        let date = message.date().or(entry.delivered).unwrap_or(self.now).min(self.now);
        let post = NewPost::new(self.list, &message, from, date, self.host);
        Some(post.from_source(Source::Import).in_zone(self.zone.clone()))
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if let Some(ticket) = self.waiting.take() {
            ticket.wait()?;
        }
        Ok(self.done)
    }
}

/// Old archives are more lenient than the wire: the first of several authors will do, and so will
/// the `ann at example.org (Ann Lee)` of Pipermail.
fn author(message: &Message<'_>) -> Option<Mailbox> {
    message.from().ok().or_else(|| {
        let field = message.header("from").into_iter().next()?;
        let (address, name) = match field.split_once('(') {
            Some((address, name)) => (address, name.trim_end().trim_end_matches(')')),
            None => (field.as_str(), ""),
        };
        let address = address.trim().replacen(" at ", "@", 1);
        let first = address.split(',').next()?.trim_matches(['<', '>', ' ']);
        let address = first.rsplit_once('<').map_or(first, |(_, a)| a.trim_end_matches('>'));
        Some(Mailbox::new(Some(name), crate::mail::address::Address::parse(address).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_of_old_archives() {
        let check = |field: &str, want: &str| {
            let raw = format!("From: {field}\r\n\r\n");
            let found = author(&Message::parse(raw.as_bytes()))
                .map(|m| format!("{}|{}", m.display(), m.address));
            assert_eq!(found.as_deref(), Some(want), "{field}");
        };
        check("Ann Lee <ann@example.org>", "Ann Lee|ann@example.org");
        check("ann at example.org (Ann Lee)", "Ann Lee|ann@example.org");
        check("a@example.org, b@example.org", "a|a@example.org");
        assert!(author(&Message::parse(b"Subject: x\r\n\r\n")).is_none());
    }

    #[test]
    fn line_ends_become_those_of_mail() {
        assert_eq!(crlf(b"a\nb\r\nc"), b"a\r\nb\r\nc");
    }
}
