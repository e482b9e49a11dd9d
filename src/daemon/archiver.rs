//! Keeps the pages up to date: waits for what was committed, gathers a moment's worth of it, has
//! [`crate::archive`] write what it touches. Decides nothing about pages itself.
//!
//! Its cursor moves only when the pages it stands for are on the disk, which is asked for now and
//! then, not for each page: after a crash or a power cut the pages in doubt are made again.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use super::{SharedSite, Site, Stop};
use crate::archive::{Archive, ArchiveError, Changes, Form, Publisher, Scope, Shelf};
use crate::store::{Durability, Store, StoreError, articles};
use crate::web::Face;

/// The log's reader that we are.
const READER: &str = "archive";
/// Events taken at once.
const BATCH: usize = 5000;
/// Posts that come together are published together: this long after the last of them…
const QUIET: Duration = Duration::from_millis(50);
/// …but no later than this after the first.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long pages stay unsynced once nothing more comes…
const SETTLE: Duration = Duration::from_secs(2);
/// …and at most.
const SETTLE_AT_LAST: Duration = Duration::from_secs(30);
/// After pages were made, the share of time left to others before more are: twice as long as it
/// took…
const REST: u32 = 2;
/// …and at most this long, which is as late as a page may be for it.
const LONGEST_REST: Duration = Duration::from_millis(400);
/// After trouble, the next try.
const PAUSE: Duration = Duration::from_secs(1);
/// A batch that made us panic this often is passed over.
const TRIES: u32 = 3;

impl Site {
    /// What pages need to know of this site.
    pub fn archive(&self) -> Archive {
        Archive {
            urls: self.urls.clone(),
            language: self.language.clone(),
            timezone: self.timezone.clone(),
            form: Form::Served,
            public: self.public.clone(),
            private: self.private.clone(),
            host: self.host.clone(),
            shelf: Shelf::default(),
            secret: self.secret.clone(),
        }
    }

    /// What the public site shows of this one.
    pub fn face(&self) -> Face {
        Face {
            store: self.store.clone(),
            archive: self.archive(),
            secret: self.secret.clone(),
            clock: self.clock.clone(),
            search: self.search.clone(),
        }
    }
}

/// How far the pages are.
#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    /// Events up to here have their pages; `None`: not looked yet.
    at: Option<u64>,
    /// Since when some of them may not be on the disk.
    unsynced: Option<Instant>,
    /// How often the next batch made us panic: the 3rd time it is passed over, so that no post stops
    /// the rest.
    panics: u32,
}

impl Progress {
    /// Leaves out the batch that made us panic; a build of everything shows what it can of it.
    fn pass_over(&mut self, store: &Store) {
        let batch = self.at.and_then(|at| articles::events_after(store, at, BATCH).ok());
        if let Some((last, _)) = batch.and_then(|b| b.last().cloned()) {
            (self.at, self.panics) = (Some(last), 0);
        }
    }
}

/// Publishes until stopped.
pub async fn run(site: SharedSite, mut stop: Stop) {
    let mut committed = site.store.committed();
    let mut progress = Progress::default();
    let archive = site.archive();
    while !stop.is_requested() {
        committed.mark_unchanged();
        let began = Instant::now();
        match step(&site, &archive, &mut progress).await {
            Step::Moved(Backlog::Long) => continue,
            // Mail that comes in is worth more than pages a moment sooner.
            Step::Moved(Backlog::Short) => {
                let rest = (began.elapsed() * REST).min(LONGEST_REST);
                tokio::select! { () = stop.requested() => {}, () = sleep(rest) => {} }
                continue;
            }
            Step::Trouble => {
                tokio::select! { () = stop.requested() => {}, () = sleep(PAUSE) => {} }
                continue;
            }
            Step::Nothing => {}
        }
        let settle = progress.unsynced.map(|s| (s + SETTLE_AT_LAST).min(Instant::now() + SETTLE));
        tokio::select! {
            () = stop.requested() => {}
            more = news(&mut committed) => if !more { break },
            () = at(settle) => settle_pages(&site, &archive, &mut progress).await,
        }
    }
    settle_pages(&site, &archive, &mut progress).await;
}

/// Brings every page up to date at once and on to the disk: for the command line, without a daemon.
/// `progress` is told posts done and in all when all pages are made.
///
/// # Errors
/// When the store cannot be read or a page not written.
pub fn catch_up(site: &Site, progress: &mut dyn FnMut(u64, u64)) -> Result<(), ArchiveError> {
    let mut at = None;
    let archive = site.archive();
    loop {
        match advance(&archive, &site.store, at, progress)? {
            now if Some(now) == at => break,
            now => at = Some(now),
        }
    }
    Publisher::open(&archive)?.sync()?;
    at.map_or(Ok(()), |at| move_cursor(&site.store, at).map_err(ArchiveError::from))
}

enum Step {
    /// Pages were made; there may be more to do.
    Moved(Backlog),
    /// Nothing was left to do.
    Nothing,
    /// It failed and was logged.
    Trouble,
}

/// How much was waiting.
enum Backlog {
    /// A batch in full: an import, a long stop.
    Long,
    /// What came just now.
    Short,
}

/// One batch, on a thread that may block.
async fn step(site: &SharedSite, archive: &Archive, progress: &mut Progress) -> Step {
    let (shared, archive, from) = (site.clone(), archive.clone(), progress.at);
    let batch = move || advance(&archive, &shared.store, from, &mut told);
    match tokio::task::spawn_blocking(batch).await {
        Ok(Ok(now)) => {
            let before = progress.at.replace(now);
            let full = before.is_none_or(|at| now.saturating_sub(at) >= BATCH as u64);
            progress.panics = 0;
            if before != Some(now) {
                progress.unsynced.get_or_insert_with(Instant::now);
                return Step::Moved(if full { Backlog::Long } else { Backlog::Short });
            }
            return Step::Nothing;
        }
        Ok(Err(error)) => tracing::error!(event = "archive-failed", %error),
        Err(panic) => {
            progress.panics += 1;
            tracing::error!(event = "archive-panicked", after = progress.at, %panic);
            if progress.panics >= TRIES {
                progress.pass_over(&site.store);
            }
        }
    }
    Step::Trouble
}

/// Says how far a build of everything is, once in a while.
fn told(done: u64, all: u64) {
    if done.is_multiple_of(10_000) && done > 0 {
        tracing::info!(event = "archive-building", done, all);
    }
}

/// Makes the pages of the next events after `from`, or all pages when the trees are new or another
/// version's. Returns the event up to which pages are there.
fn advance(
    archive: &Archive,
    store: &Store,
    from: Option<u64>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64, ArchiveError> {
    let publisher = Publisher::open(archive)?;
    let last = articles::last_event(store)?;
    // A tree ahead of the store belongs to another store, or to a later day of this one.
    let Some(known) = publisher.at().filter(|at| *at <= last) else {
        let built = publisher.build(store, Scope::All, progress)?;
        tracing::info!(event = "archive-built", posts = built.posts, pages = built.pages);
        return Ok(last);
    };
    let from = match from {
        Some(from) => from,
        None => known.min(articles::cursor(store, READER)?),
    };
    let mut changes = Changes::default();
    let mut at = from;
    for (position, event) in articles::events_after(store, from, BATCH)? {
        changes.add(&event);
        at = position;
    }
    if changes.is_empty() {
        return Ok(from);
    }
    let built = publisher.update(store, &changes, at)?;
    tracing::debug!(event = "archived", at, pages = built.pages, written = built.written);
    Ok(at)
}

/// Waits for a commit, and then until no other follows for a moment. `false`: none will.
async fn news(committed: &mut watch::Receiver<u64>) -> bool {
    if committed.changed().await.is_err() {
        return false;
    }
    let patience = Instant::now() + PATIENCE;
    while let Ok(changed) =
        timeout_at(patience.min(Instant::now() + QUIET), committed.changed()).await
    {
        if changed.is_err() {
            return false;
        }
        if Instant::now() >= patience {
            break;
        }
    }
    true
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Has everything written so far put on the disk, then moves the cursor.
async fn settle_pages(site: &SharedSite, archive: &Archive, progress: &mut Progress) {
    let (Some(_), Some(at)) = (progress.unsynced.take(), progress.at) else { return };
    let (shared, archive) = (site.clone(), archive.clone());
    let settle = move || -> Result<(), ArchiveError> {
        Publisher::open(&archive)?.sync()?;
        Ok(move_cursor(&shared.store, at)?)
    };
    match tokio::task::spawn_blocking(settle).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(event = "archive-not-synced", %error),
        Err(panic) => tracing::error!(event = "archive-not-synced", %panic),
    }
}

fn move_cursor(store: &Store, at: u64) -> Result<(), StoreError> {
    let moved = store.transact(Durability::Written, |tx| {
        articles::put_cursor(tx, READER, at);
        Ok::<_, StoreError>(())
    });
    moved?.1.wait()
}
