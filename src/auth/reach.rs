//! Whether the system's name server answers at all. A machine without one still takes its own mail;
//! one whose server is away for a moment does not mistake that for a verdict.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::dns::Resolver;

/// How long an answer about the server counts before it is asked again.
const FRESH: Duration = Duration::from_secs(30);
/// How often the lack of a server is spoken of.
const REMIND: Duration = Duration::from_secs(60);

/// What is known of the server.
#[derive(Default)]
pub struct Reach {
    known: Mutex<Known>,
    /// One question at a time; the others wait for its answer.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Clone, Copy, Default)]
struct Known {
    up: Option<bool>,
    asked: Option<Instant>,
    warned: Option<Instant>,
}

impl Reach {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the server answered last; `None`: never asked.
    pub fn last(&self) -> Option<bool> {
        self.known().up
    }

    /// Whether that was so long ago that it should be asked again, by whoever is told so: nobody else
    /// will be for a while.
    pub fn take_turn(&self) -> bool {
        let mut known = self.known();
        let stale = known.asked.is_none_or(|at| at.elapsed() >= FRESH);
        if stale {
            known.asked = Some(Instant::now());
        }
        stale
    }

    /// Asks. Those who ask at the same time get the same answer.
    pub async fn ask(&self, resolver: &Resolver) -> bool {
        let came = Instant::now();
        let _turn = self.asking.lock().await;
        if let Known { up: Some(up), asked: Some(at), .. } = *self.known()
            && at >= came
        {
            return up;
        }
        let up = resolver.answers().await;
        let mut known = self.known();
        known.up = Some(up);
        known.asked = Some(Instant::now());
        up
    }

    /// Says that mail is taken unverified, once a minute at most.
    pub fn warn(&self) {
        let mut known = self.known();
        if known.warned.is_none_or(|at| at.elapsed() >= REMIND) {
            known.warned = Some(Instant::now());
            tracing::warn!(
                event = "unverified",
                "no name server answers: mail from this machine is taken unverified, mail from \
                 elsewhere has to wait (dns.resolver)"
            );
        }
    }
}
