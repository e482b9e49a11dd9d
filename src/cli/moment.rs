//! A moment as people type it: with its zone, or in the site's. Not a clock.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::clock::{TimeZone, Timestamp};

/// `2019-05-20T11:30:00Z`, `2019-05-20 07:30` or `2019-05-20` (its first moment).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Moment {
    /// Said in full.
    At(Timestamp),
    /// In the site's zone.
    Local(DateTime),
}

impl FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let local = || {
            let date = |t: &str| t.parse::<Date>().map(|d| d.at(0, 0, 0, 0));
            text.parse::<DateTime>().or_else(|_| date(text)).map(Self::Local)
        };
        text.parse().map(Self::At).or_else(|_| local()).map_err(|_| {
            format!("“{text}” is not a moment such as “2019-05-20 07:30” or 2019-05-20T11:30:00Z")
        })
    }
}

impl Moment {
    /// The moment, in this zone when it names none.
    pub fn in_zone(&self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::At(at) => *at,
            // An hour that a change of clocks leaves out is the one after it.
            Self::Local(local) => {
                zone.to_ambiguous_timestamp(*local).compatible().unwrap_or(Timestamp::MIN)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, want: Option<&str>) {
        let zone = TimeZone::get("America/Toronto").unwrap();
        let found = input.parse::<Moment>().ok().map(|m| m.in_zone(&zone).to_string());
        assert_eq!(found.as_deref(), want, "{input}");
    }

    #[test]
    fn moments() {
        check("2019-05-20T11:30:00Z", Some("2019-05-20T11:30:00Z"));
        check("2019-05-20T07:30:00-04:00", Some("2019-05-20T11:30:00Z"));
        check("2019-05-20 07:30", Some("2019-05-20T11:30:00Z"));
        check("2019-05-20T07:30", Some("2019-05-20T11:30:00Z"));
        check("2019-05-20", Some("2019-05-20T04:00:00Z"));
        check("2019-03-10 02:30", Some("2019-03-10T07:30:00Z"));
        check("monday", None);
    }
}
