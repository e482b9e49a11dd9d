//! Dates and hours in words. The catalogue holds the order and the words; this file only computes
//! the numbers. Not a parser.

use jiff::Zoned;
use jiff::civil::Date;

use super::{Locale, Value};
use crate::clock::{TimeZone, Timestamp};

impl Locale {
    /// “lundi”, “Monday”; 1 is Monday.
    pub fn weekday(&self, n: i8) -> String {
        self.text("weekday", &[("n", Value::from(n))])
    }

    /// “mai”, “May”; 1 is January.
    pub fn month(&self, n: i8) -> String {
        self.text("month", &[("n", Value::from(n))])
    }

    /// “mai 2019”, “May 2019”.
    pub fn month_year(&self, year: i16, month: i8) -> String {
        self.text(
            "month-year",
            &[("month", self.month(month).into()), ("year", year.to_string().into())],
        )
    }

    /// “21 mai 2019”, “May 21, 2019”.
    pub fn date(&self, at: Timestamp, zone: &TimeZone) -> String {
        self.day_form("date-long", at.to_zoned(zone.clone()).date())
    }

    /// “mardi 21 mai 2019”, “Tuesday, May 21, 2019”.
    pub fn date_with_weekday(&self, at: Timestamp, zone: &TimeZone) -> String {
        self.day_form("date-weekday", at.to_zoned(zone.clone()).date())
    }

    /// The same of a day that is no moment.
    pub fn date_of(&self, date: Date) -> String {
        self.day_form("date-weekday", date)
    }

    /// “21 mai”, “May 21”.
    pub fn day_and_month(&self, at: Timestamp, zone: &TimeZone) -> String {
        self.day_form("date-day-month", at.to_zoned(zone.clone()).date())
    }

    /// A day two weeks ahead, for examples of what to write: one that is past would teach nothing.
    pub fn day_ahead(&self, now: Timestamp, zone: &TimeZone) -> String {
        let ahead = now.saturating_add(jiff::SignedDuration::from_hours(14 * 24)).unwrap_or(now);
        self.day_and_month(ahead, zone)
    }

    /// “14 h 21”, “2:21 p.m.”.
    pub fn time(&self, at: Timestamp, zone: &TimeZone) -> String {
        self.time_of(&at.to_zoned(zone.clone()))
    }

    /// “21 mai 2019, 14 h 21”, “May 21, 2019, 2:21 p.m.”.
    pub fn date_time(&self, at: Timestamp, zone: &TimeZone) -> String {
        let args = [("date", self.date(at, zone).into()), ("time", self.time(at, zone).into())];
        self.text("date-time", &args)
    }

    /// “20–26 mai”, “May 20–26”; first and last day, both included.
    pub fn days(&self, first: Date, last: Date) -> String {
        let same = first.month() == last.month() && first.year() == last.year();
        let key = if same { "week-same-month" } else { "week-two-months" };
        let args = [
            ("day1", self.ordinal_day(first).into()),
            ("day2", self.ordinal_day(last).into()),
            ("month1", self.month(first.month()).into()),
            ("month2", self.month(last.month()).into()),
        ];
        self.text(key, &args)
    }

    fn time_of(&self, at: &Zoned) -> String {
        let (hour, minute) = (at.hour(), at.minute());
        let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
        let args = [
            ("hour", Value::from(hour.to_string())),
            ("hour12", hour12.to_string().into()),
            ("minute", Value::from(minute)),
            ("minute2", format!("{minute:02}").into()),
            ("half", if hour < 12 { "am" } else { "pm" }.into()),
        ];
        self.text("time", &args)
    }

    fn day_form(&self, key: &str, date: Date) -> String {
        let args = [
            ("weekday", self.weekday(date.weekday().to_monday_one_offset()).into()),
            ("day", self.ordinal_day(date).into()),
            ("month", self.month(date.month()).into()),
            ("year", date.year().to_string().into()),
        ];
        self.text(key, &args)
    }

    fn ordinal_day(&self, date: Date) -> String {
        self.text("day", &[("d", Value::from(date.day()))])
    }
}

#[cfg(test)]
mod tests {
    use super::super::get;
    use super::*;

    #[test]
    fn dates_read_as_people_write_them() {
        let zone = TimeZone::get("America/Toronto").unwrap();
        let at: Timestamp = "2019-05-21T18:21:00Z".parse().unwrap();
        let (fr, en) = (get("fr"), get("en"));
        assert_eq!(fr.date_time(at, &zone), "21\u{a0}mai 2019, 14\u{a0}h\u{a0}21");
        assert_eq!(en.date_time(at, &zone), "May 21, 2019, 2:21 p.m.");
        assert_eq!(fr.date_with_weekday(at, &zone), "mardi 21\u{a0}mai 2019");
        let first: Timestamp = "2019-05-01T11:00:00Z".parse().unwrap();
        assert_eq!(fr.date_time(first, &zone), "1er\u{a0}mai 2019, 7\u{a0}h");
        let day = |m, d| Date::new(2019, m, d).unwrap();
        assert_eq!(fr.days(day(5, 20), day(5, 26)), "20–26\u{a0}mai");
        assert_eq!(en.days(day(5, 20), day(5, 26)), "May 20–26");
        assert_eq!(fr.days(day(4, 29), day(5, 5)), "29\u{a0}avril – 5\u{a0}mai");
    }
}
