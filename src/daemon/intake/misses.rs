//! Who asks for addresses that are none: a machine that tries tokens is sent away for an hour
//! (threat 10). Kept in memory only; this machine may miss as it likes.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Timestamp;

/// Unknown addresses that one machine may name within an hour.
const PER_HOUR: u32 = 20;
const HOUR: i64 = 3600;
/// Machines remembered; with more, all are forgotten: memory is worth more than this limit.
const MACHINES: usize = 10_000;

/// What each machine missed, since when.
#[derive(Clone, Debug, Default)]
pub(super) struct Misses(Arc<Mutex<HashMap<IpAddr, (i64, u32)>>>);

impl Misses {
    /// Whether this machine missed too often lately.
    pub fn are_many(&self, peer: Option<IpAddr>, now: Timestamp) -> bool {
        let Some(ip) = counted(peer) else { return false };
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&ip).is_some_and(|(since, n)| *n >= PER_HOUR && is_recent(*since, now))
    }

    /// Notes one.
    pub fn add(&self, peer: Option<IpAddr>, now: Timestamp) {
        let Some(ip) = counted(peer) else { return };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MACHINES {
            all.retain(|_, (since, _)| is_recent(*since, now));
        }
        if all.len() >= MACHINES {
            all.clear();
        }
        let missed = all.entry(ip).or_insert((now.as_second(), 0));
        if !is_recent(missed.0, now) {
            *missed = (now.as_second(), 0);
        }
        missed.1 = missed.1.saturating_add(1);
    }
}

/// A machine to count: an IPv6 network counts as one, for who has one has all of it.
fn counted(peer: Option<IpAddr>) -> Option<IpAddr> {
    let ip = peer?.to_canonical();
    let ip = match ip {
        IpAddr::V6(v6) => IpAddr::from((u128::from(v6) & !u128::from(u64::MAX)).to_be_bytes()),
        v4 => v4,
    };
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
}

/// A clock that went back forgives.
fn is_recent(since: i64, now: Timestamp) -> bool {
    (0..HOUR).contains(&(now.as_second() - since))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn twenty_an_hour_and_no_more() {
        let misses = Misses::default();
        let ip = |text: &str| Some(text.parse().unwrap());
        for n in 0..20 {
            assert!(!misses.are_many(ip("192.0.2.1"), at(n)));
            misses.add(ip("192.0.2.1"), at(n));
        }
        assert!(misses.are_many(ip("::ffff:192.0.2.1"), at(20)));
        assert!(!misses.are_many(ip("192.0.2.2"), at(20)));
        assert!(!misses.are_many(ip("192.0.2.1"), at(3600)), "an hour later");
        for n in 0..99 {
            misses.add(ip("127.0.0.1"), at(n));
            misses.add(None, at(n));
            misses.add(ip(&format!("2001:db8::{n}")), at(n));
        }
        assert!(!misses.are_many(ip("127.0.0.1"), at(99)) && !misses.are_many(None, at(99)));
        assert!(misses.are_many(ip("2001:db8::ffff"), at(99)), "one network");
    }

    #[test]
    fn memory_has_an_end() {
        let misses = Misses::default();
        for n in 0..25_000u32 {
            misses.add(Some(IpAddr::from(n.to_be_bytes().map(|b| b | 8))), at(1));
        }
        assert!(misses.0.lock().unwrap().len() <= MACHINES);
    }
}
