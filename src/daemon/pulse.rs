//! When a loop looks again: soon after the store changed, but not at every change, and now and then
//! because clocks jump. Not a scheduler: it knows no due times.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::Stop;
use crate::store::Store;

/// Looks at most this often when there is much to do: progress markers alone change the store thousands
/// of times a second.
const PAUSE: Duration = Duration::from_millis(10);
/// After a rest the next look may follow sooner: what wakes one loop is often what another is about to
/// answer with work for it. From look to look this doubles up to [`PAUSE`].
const SOON: Duration = Duration::from_millis(1);
/// Looks at least this often: a manual clock moves without a word.
const TICK: Duration = Duration::from_millis(250);

/// What ended the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// There may be work.
    Look,
    /// The daemon stops.
    Stop,
}

/// One loop's pulse.
pub struct Pulse {
    committed: watch::Receiver<u64>,
    last: Instant,
    step: Duration,
    pause: Duration,
}

impl Pulse {
    /// Of a loop over this store.
    pub fn new(store: &Store) -> Self {
        Self { committed: store.committed(), last: Instant::now(), step: SOON, pause: SOON }
    }

    /// Begins a look: what is committed from now on will wake again.
    pub fn begin(&mut self) {
        self.last = Instant::now();
        self.committed.mark_unchanged();
    }

    /// Ends a look that cost `looking`, work done aside. A long one is not repeated at once: at most
    /// a tenth of the time goes into looking.
    pub fn end(&mut self, looking: Duration) {
        self.pause = self.step.max(looking * 9);
        self.last = Instant::now();
    }

    /// Waits for the next look.
    pub async fn wait(&mut self, stop: &mut Stop) -> Woken {
        let earliest = self.last + self.pause;
        tokio::select! {
            () = stop.requested() => return Woken::Stop,
            _ = self.committed.changed() => {}
            () = tokio::time::sleep(TICK) => {}
        }
        self.step = if self.last.elapsed() > PAUSE { SOON } else { PAUSE.min(self.step * 2) };
        tokio::select! {
            () = stop.requested() => Woken::Stop,
            () = tokio::time::sleep_until(earliest) => Woken::Look,
        }
    }
}
