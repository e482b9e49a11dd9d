//! The only `now()` of the house. Not a scheduler: it tells the time and nothing else.
//!
//! Everything below `daemon` takes a [`Timestamp`] as an argument, so that a test moves time by
//! passing another one.

use std::sync::{Arc, Mutex, PoisonError};

pub use jiff::Timestamp;
pub use jiff::tz::TimeZone;

/// What people call a zone: its city. « Toronto » says more to them than « America/Toronto ».
pub fn city(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// Where the time comes from. Cloning a manual clock gives a second handle to the same hands.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's wall clock.
    System,
    /// Stands still until somebody moves it: tests and `--at`.
    Manual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `at` until [`Clock::set`] moves it.
    pub fn manual(at: Timestamp) -> Self {
        Self::Manual(Arc::new(Mutex::new(at)))
    }

    /// The present moment, UTC.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Manual(hands) => *hands.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a manual clock; the system clock does not listen.
    pub fn set(&self, at: Timestamp) {
        if let Self::Manual(hands) = self {
            *hands.lock().unwrap_or_else(PoisonError::into_inner) = at;
        }
    }
}
