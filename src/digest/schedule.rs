//! When the next digest is due: a local hour in the reader's zone, through every change of clocks.
//! Not a timer.

use jiff::civil::{Date, Time, Weekday};
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};

use crate::clock::{TimeZone, Timestamp};
use crate::list::member::Delivery;

/// How often a digest comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    /// Every day.
    Daily,
    /// Every week, on the day chosen.
    Weekly,
    /// Every month, on the first such day.
    Monthly,
    /// Once, at the end of a pause.
    Return,
}

impl Cadence {
    /// The digest of a way of delivery; `None`: it has none.
    pub fn of(delivery: Delivery) -> Option<Self> {
        match delivery {
            Delivery::Daily => Some(Self::Daily),
            Delivery::Weekly => Some(Self::Weekly),
            Delivery::Monthly => Some(Self::Monthly),
            Delivery::Each | Delivery::Notices | Delivery::None => None,
        }
    }

    /// The word the catalogues select on.
    pub fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Return => "return",
        }
    }

    /// The octet it goes by in keys.
    pub fn code(self) -> u8 {
        match self {
            Self::Daily => b'd',
            Self::Weekly => b'w',
            Self::Monthly => b'm',
            Self::Return => b'r',
        }
    }

    /// The cadence of an octet.
    pub fn of_code(code: u8) -> Option<Self> {
        [Self::Daily, Self::Weekly, Self::Monthly, Self::Return]
            .into_iter()
            .find(|c| c.code() == code)
    }

    /// The days one digest covers, where nothing says since when.
    pub fn span(self) -> SignedDuration {
        let days = match self {
            Self::Daily => 1,
            Self::Weekly => 7,
            Self::Monthly | Self::Return => 30,
        };
        SignedDuration::from_hours(days * 24)
    }
}

/// A day of the week and a minute of the local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// 1 is Monday.
    pub weekday: u8,
    /// Minutes after midnight: 450 is 7:30.
    pub minute: u16,
}

impl Hour {
    /// The time of day; a minute that no day has is the morning's default.
    pub fn time(self) -> Time {
        let hour = i8::try_from(self.minute / 60).unwrap_or(i8::MAX);
        let minute = i8::try_from(self.minute % 60).unwrap_or(i8::MAX);
        Time::new(hour, minute, 0, 0).unwrap_or(Time::constant(7, 30, 0, 0))
    }

    /// The day of the week; a number that no week has is Monday.
    pub fn day(self) -> Weekday {
        i8::try_from(self.weekday)
            .ok()
            .and_then(|n| Weekday::from_monday_one_offset(n).ok())
            .unwrap_or(Weekday::Monday)
    }
}

/// The first moment strictly after `after` at which a digest is due. An hour that the spring change
/// skips comes as much later as the clocks jumped; one that the autumn change repeats is the first.
pub fn next(cadence: Cadence, hour: Hour, zone: &TimeZone, after: Timestamp) -> Timestamp {
    let today = after.to_zoned(zone.clone()).date();
    // Two months hold the next one of any cadence; the answer is nearly always the first or second.
    let days = today.series(1.day()).take(70);
    let due = days
        .filter(|day| falls(cadence, hour, *day))
        .filter_map(|day| day.to_datetime(hour.time()).to_zoned(zone.clone()).ok())
        .map(|at| at.timestamp())
        .find(|at| *at > after);
    // Only the end of time has no next day.
    due.unwrap_or(Timestamp::MAX)
}

fn falls(cadence: Cadence, hour: Hour, day: Date) -> bool {
    match cadence {
        Cadence::Daily => true,
        Cadence::Weekly => day.weekday() == hour.day(),
        Cadence::Monthly => day.weekday() == hour.day() && day.day() <= 7,
        // No day of the week: the end of a pause is.
        Cadence::Return => false,
    }
}

/// The days a digest tells of: from the day of the one before to yesterday; one made twice on a day
/// tells of that day.
pub fn days(since: Timestamp, now: Timestamp, zone: &TimeZone) -> (Date, Date) {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let (first, today) = (day(since.min(now)), day(now));
    if first >= today { (today, today) } else { (first, today.yesterday().unwrap_or(today)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORNING: Hour = Hour { weekday: 1, minute: 450 };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(cadence: Cadence, hour: Hour, after: &str, want: &str) {
        let zone = TimeZone::get("America/Toronto").unwrap();
        assert_eq!(next(cadence, hour, &zone, at(after)), at(want), "{cadence:?} after {after}");
    }

    #[test]
    fn the_local_hour_survives_both_changes_of_clocks() {
        // 2019-03-10 and 2019-11-03 were the Sundays.
        check(Cadence::Weekly, MORNING, "2019-03-05T00:00:00Z", "2019-03-11T07:30:00-04:00");
        check(Cadence::Weekly, MORNING, "2019-03-11T11:30:00Z", "2019-03-18T07:30:00-04:00");
        check(Cadence::Weekly, MORNING, "2019-11-01T00:00:00Z", "2019-11-04T07:30:00-05:00");
        check(Cadence::Daily, MORNING, "2019-11-02T11:30:00Z", "2019-11-03T07:30:00-05:00");
    }

    #[test]
    fn an_hour_that_does_not_exist_comes_later_and_one_that_comes_twice_counts_once() {
        let night = Hour { weekday: 7, minute: 150 };
        check(Cadence::Weekly, night, "2019-03-09T00:00:00Z", "2019-03-10T03:30:00-04:00");
        let twice = Hour { weekday: 7, minute: 90 };
        check(Cadence::Weekly, twice, "2019-11-02T00:00:00Z", "2019-11-03T01:30:00-04:00");
        check(Cadence::Weekly, twice, "2019-11-03T05:30:00Z", "2019-11-10T01:30:00-05:00");
    }

    #[test]
    fn strictly_after() {
        check(Cadence::Weekly, MORNING, "2019-05-27T11:29:59Z", "2019-05-27T11:30:00Z");
        check(Cadence::Weekly, MORNING, "2019-05-27T11:30:00Z", "2019-06-03T11:30:00Z");
        check(Cadence::Daily, MORNING, "2019-05-27T11:30:00Z", "2019-05-28T11:30:00Z");
        check(Cadence::Monthly, MORNING, "2019-05-27T11:30:00Z", "2019-06-03T11:30:00Z");
        check(Cadence::Monthly, MORNING, "2019-06-03T11:30:00Z", "2019-07-01T11:30:00Z");
        let odd = Hour { weekday: 0, minute: 9999 };
        check(Cadence::Weekly, odd, "2019-05-26T00:00:00Z", "2019-05-27T11:30:00Z");
    }

    #[test]
    fn days_are_those_since_the_last_one() {
        let zone = TimeZone::get("America/Toronto").unwrap();
        let day = |m, d| Date::new(2019, m, d).unwrap();
        let week = days(at("2019-05-20T11:30:00Z"), at("2019-05-27T11:30:00Z"), &zone);
        assert_eq!(week, (day(5, 20), day(5, 26)));
        let same = days(at("2019-05-27T11:30:00Z"), at("2019-05-27T15:30:00Z"), &zone);
        assert_eq!(same, (day(5, 27), day(5, 27)));
        let backwards = days(at("2019-06-27T11:30:00Z"), at("2019-05-27T15:30:00Z"), &zone);
        assert_eq!(backwards, (day(5, 27), day(5, 27)));
    }
}
