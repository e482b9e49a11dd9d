//! Where an import reads messages: on every core, and ahead of what is being written. Writes nothing.

use std::io;
use std::sync::mpsc;

use super::account::{Mend, Rejected, Why};
use super::{author, dates};
use crate::clock::{TimeZone, Timestamp};
use crate::daemon::Site;
use crate::daemon::post::{NewPost, Source};
use crate::list::ListId;
use crate::locale;
use crate::mail::mbox::Entry;
use crate::mail::message::{Fault, Message};
use crate::store::{StoreError, lists};

/// A message that became a post, and what was mended for it.
pub(super) struct Prepared {
    pub post: NewPost,
    pub date: Option<Timestamp>,
    pub mends: Vec<Mend>,
}

/// What became of some messages, and where the last of them ends.
pub(super) struct Batch {
    pub found: Vec<Result<Prepared, Rejected>>,
    pub end: u64,
}

/// What every message of an import is read with.
pub(super) struct Desk<'a> {
    host: &'a str,
    list: ListId,
    zone: TimeZone,
    /// What somebody without a name is called, in the list's language.
    unknown: String,
    now: Timestamp,
}

impl<'a> Desk<'a> {
    pub(super) fn new(site: &'a Site, list: ListId) -> Result<Self, StoreError> {
        let language = lists::get(&site.store, list)?.map(|s| s.language);
        let t = locale::get(&language.as_ref().unwrap_or(&site.language).0);
        Ok(Self {
            host: &site.hostname,
            list,
            zone: site.zone_of(list)?,
            unknown: t.s("import-author-unknown"),
            now: site.clock.now(),
        })
    }

    /// Reads batches while `write` takes those before: one is being read, one is being written, and none
    /// waits in between, so that large messages do not pile up. Returns what the reading broke at.
    ///
    /// # Errors
    /// The first that `write` fails with.
    pub(super) fn read(
        &self,
        batches: impl Iterator<Item = io::Result<Vec<Entry>>> + Send,
        mut write: impl FnMut(Batch) -> Result<(), StoreError>,
    ) -> Result<Option<io::Error>, StoreError> {
        std::thread::scope(|scope| {
            let (give, taken) = mpsc::sync_channel(0);
            scope.spawn(move || {
                for batch in batches {
                    let batch = batch.map(|batch| self.prepare(batch));
                    let last = batch.is_err();
                    if give.send(batch).is_err() || last {
                        return;
                    }
                }
            });
            for batch in taken {
                match batch {
                    Ok(batch) => write(batch)?,
                    Err(error) => return Ok(Some(error)),
                }
            }
            Ok(None)
        })
    }

    fn prepare(&self, batch: Vec<Entry>) -> Batch {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let share = batch.len().div_ceil(cores).max(1);
        let one = |entry: &Entry| self.post(entry).map_err(|why| rejected(entry, why));
        let found = std::thread::scope(|scope| {
            let workers: Vec<_> = batch
                .chunks(share)
                .map(|chunk| scope.spawn(move || chunk.iter().map(one).collect::<Vec<_>>()))
                .collect();
            // A worker that panicked would lose its share silently: say so instead.
            workers
                .into_iter()
                .flat_map(|w| w.join().unwrap_or_else(|p| std::panic::resume_unwind(p)))
                .collect()
        });
        Batch { found, end: batch.last().map_or(0, |e| e.end) }
    }

    fn post(&self, entry: &Entry) -> Result<Prepared, Why> {
        if entry.too_large {
            return Err(Why::TooLarge);
        }
        if entry.raw.iter().all(u8::is_ascii_whitespace) {
            return Err(Why::Empty);
        }
        // One message that brings the reading down must not end the import (threat 36).
        let read = std::panic::AssertUnwindSafe(|| self.one(entry));
        std::panic::catch_unwind(read).map_err(|_| Why::Unreadable)
    }

    fn one(&self, entry: &Entry) -> Prepared {
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
        let post = post.from_source(Source::Import).in_zone(self.zone.clone());
        Prepared { post, date, mends }
    }
}

fn rejected(entry: &Entry, why: Why) -> Rejected {
    Rejected { at: entry.start, end: entry.end, name: entry.postmark.line.clone(), why }
}
