//! When to try again: growing intervals, spread so that a thousand rows do not come back at once, and
//! an end. RFC 5321 §4.5.4.1.

use jiff::SignedDuration;

use crate::clock::Timestamp;
use crate::mail::message_id::hash_text;

/// After the first failure: as long as most greylists want, and never less.
const FIRST: SignedDuration = SignedDuration::from_mins(5);
/// Never longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);
/// Never longer where the copy may have arrived.
const LONGEST_DOUBT: SignedDuration = SignedDuration::from_hours(24);
/// Mail that could not be delivered for so long is given up.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(5 * 24);

/// How long to wait after `tries` failures; `seed` spreads rows by up to a fifth more.
pub fn interval(tries: u32, seed: u64) -> SignedDuration {
    let doublings = tries.saturating_sub(1).min(10);
    spread(FIRST.saturating_mul(1 << doublings).min(LONGEST), tries, seed)
}

/// The same where the last reply was lost: the copy may be there, and each try may be one more.
pub fn after_loss(tries: u32, seed: u64) -> SignedDuration {
    let doublings = tries.saturating_sub(1).min(5) * 2;
    spread(FIRST.saturating_mul(1 << doublings).min(LONGEST_DOUBT), tries, seed)
}

fn spread(whole: SignedDuration, tries: u32, seed: u64) -> SignedDuration {
    let hash = hash_text(&[&seed.to_be_bytes(), &tries.to_be_bytes()]);
    let [spread, ..] = hash;
    // 0…255 → 0…1/5 of the whole.
    let more = whole.as_secs() * i64::from(spread) / 1280;
    SignedDuration::from_secs(whole.as_secs() + more)
}

/// Whether mail first due at `since` has had its time.
pub fn is_expired(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) >= LIFETIME
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_grow_and_spread() {
        let minutes = |tries, seed| interval(tries, seed).as_secs() / 60;
        for seed in 0..200 {
            assert!((5..6).contains(&minutes(1, seed)), "{}", minutes(1, seed));
            assert!((10..12).contains(&minutes(2, seed)));
            assert!((60..72).contains(&minutes(12, seed)));
            assert!((60..72).contains(&minutes(u32::MAX, seed)));
            let doubt = |tries| after_loss(tries, seed).as_secs() / 60;
            assert!((5..6).contains(&doubt(1)) && (20..24).contains(&doubt(2)));
            assert!((24 * 60..29 * 60).contains(&doubt(u32::MAX)));
        }
        let distinct: std::collections::HashSet<_> =
            (0..50).map(|seed| interval(3, seed).as_secs()).collect();
        assert!(distinct.len() > 30);
    }

    #[test]
    fn five_days() {
        let since = Timestamp::UNIX_EPOCH;
        let at = |hours| since + SignedDuration::from_hours(hours);
        assert!(!is_expired(since, at(119)));
        assert!(is_expired(since, at(120)));
        assert!(!is_expired(at(5), since), "a clock that goes back expires nothing");
    }
}
