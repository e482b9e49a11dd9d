//! Keeps the search index up to date: follows the log, puts what was posted and changed into each list's files,
//! takes out what is no more, and makes anew what is missing, damaged or another version's. What a document
//! holds is [`crate::archive`]'s, how it is kept [`crate::search`]'s.
//!
//! Nothing of the index is needed for mail: when the disk is nearly full it waits, and what it cannot write it
//! tries again.

mod build;
mod keeper;

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

pub use keeper::Keeper;

use super::{SharedSite, Site, Stop};
use crate::search::IndexError;
use crate::store::StoreError;

/// Posts that come together are taken together: this long after the first.
const GATHER: Duration = Duration::from_millis(150);
/// How long the cursor stays behind once nothing more comes.
const SETTLE: Duration = Duration::from_secs(5);
/// After a piece of work, the share of time left to others before the next: as long as it took…
const LONGEST_REST: Duration = Duration::from_millis(200);
/// After trouble, the next try.
const PAUSE: Duration = Duration::from_secs(5);
/// A step that made us panic this often is passed over.
const TRIES: u32 = 3;

/// Why the index could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The disk is nearly full: what is left of it is for mail.
    #[error("the disk is nearly full; the search index waits until there is room")]
    NoRoom,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something was done; there may be more.
    Moved,
    /// Nothing was left to do.
    Nothing,
}

/// Keeps the index until stopped.
pub async fn run(site: SharedSite, mut stop: Stop) {
    site.search.keep();
    let mut committed = site.store.committed();
    let mut keeper = Some(Keeper::new(&site));
    let (mut settle, mut panics) = (None, 0);
    while !stop.is_requested() {
        committed.mark_unchanged();
        let began = Instant::now();
        let mut now = keeper.take().unwrap_or_else(|| Keeper::new(&site));
        let step = tokio::task::spawn_blocking(move || {
            let step = now.step();
            (now, step)
        });
        match step.await {
            Ok((now, Ok(Step::Moved))) => {
                keeper = Some(now);
                (settle, panics) = (Some(Instant::now() + SETTLE), 0);
                let rest = began.elapsed().min(LONGEST_REST);
                tokio::select! { () = stop.requested() => {}, () = sleep(rest) => {} }
                continue;
            }
            Ok((now, Ok(Step::Nothing))) => keeper = Some(now),
            Ok((now, Err(error))) => {
                keeper = Some(now);
                tracing::warn!(event = "search-index-waits", %error);
                tokio::select! { () = stop.requested() => {}, () = sleep(PAUSE) => {} }
                continue;
            }
            Err(panic) => {
                panics += 1;
                tracing::error!(event = "search-index-panicked", %panic);
                if panics >= TRIES {
                    let mut now = Keeper::new(&site);
                    now.pass_over();
                    keeper = Some(now);
                }
                tokio::select! { () = stop.requested() => {}, () = sleep(PAUSE) => {} }
                continue;
            }
        }
        tokio::select! {
            () = stop.requested() => {}
            more = committed.changed() => match more {
                Ok(()) => sleep(GATHER).await,
                Err(_) => break,
            },
            () = site.search.rung() => {}
            () = at(settle) => {
                settle = None;
                keeper = settled(keeper).await;
            }
        }
    }
    settled(keeper).await;
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Writes down how far the index is.
async fn settled(keeper: Option<Keeper>) -> Option<Keeper> {
    let keeper = keeper?;
    let done = tokio::task::spawn_blocking(move || {
        if let Err(error) = keeper.settle() {
            tracing::warn!(event = "search-cursor-not-written", %error);
        }
        keeper
    });
    done.await.ok()
}

/// Brings the index up to date at once: for the command line, without a daemon. `progress` is told documents
/// done and in all.
///
/// # Errors
/// When the store cannot be read or the index not written.
pub fn catch_up(site: &Site, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Trouble> {
    let mut keeper = Keeper::new(site);
    while keeper.step()? == Step::Moved {
        let (done, all) = site.search.progress();
        progress(done, all);
    }
    Ok(keeper.settle()?)
}
