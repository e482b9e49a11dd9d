//! Work that panics is tried three times and then set aside, so that one row never stops the others: it is one
//! line of the log, and `palabre check` names it. Not for failures of the store: those stop everything.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Site;
use crate::store::aside::{self, Broken};
use crate::store::{StoreError, Tx};

/// Times that a piece of work may break.
const TRIES: u32 = 3;

/// Does the work of one row. A panic in it is counted; at the third, `drop` takes the row away.
///
/// # Errors
/// What the work says, or when the store fails.
pub fn row(
    site: &Site,
    what: &str,
    work: impl FnOnce() -> Result<(), StoreError>,
    drop: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    // Whatever it was doing in the store was one transaction, which a panic leaves undone.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => {
            done?;
            if aside::get(&site.store, what)?.is_some() {
                site.store.write(|tx| {
                    aside::forget(tx, what);
                    Ok::<_, StoreError>(())
                })?;
            }
            Ok(())
        }
        Err(_) => broke(site, what, drop),
    }
}

fn broke(
    site: &Site,
    what: &str,
    drop: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let at = site.clock.now();
    let broken = site.store.write(|tx| {
        let times = aside::get(tx, what)?.map_or(0, |b| b.times) + 1;
        let broken = Broken { what: what.to_owned(), times, at, aside: times >= TRIES };
        aside::put(tx, &broken);
        if broken.aside {
            drop(tx)?;
        }
        Ok::<_, StoreError>(broken)
    })?;
    if broken.aside {
        tracing::error!(event = "set-aside", what, times = broken.times);
    }
    Ok(())
}
