//! The days of reports: the first Tuesday of each month, and to which of them what is said on another day
//! belongs.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Days after a report for which what is declared is about its period.
const ANSWERED: i32 = 14;

/// The first Tuesday of a day's month.
fn tuesday_of(day: Date) -> Date {
    let tuesdays = day.first_of_month().series(1.day()).take(7);
    tuesdays.into_iter().find(|d| d.weekday() == Weekday::Tuesday).unwrap_or(day)
}

fn days_from(day: Date, other: Date) -> i32 {
    other.since(day).map_or(0, |span| span.get_days())
}

/// The reports around a day, in order.
fn around(day: Date) -> impl Iterator<Item = Date> {
    let first = day.first_of_month();
    [-1, 0, 1].into_iter().map(move |m: i64| tuesday_of(first.saturating_add(m.months())))
}

/// The report for which minutes count that are declared today: the one of late, else the next.
pub fn report_of(today: Date) -> Date {
    let counts = |day: &Date| (-40..ANSWERED).contains(&days_from(*day, today));
    around(today).find(counts).unwrap_or(today)
}

/// The day after the last of a month; `None`: no such month.
pub fn end_of_month(year: i16, month: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    first.checked_add(1.month()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Date, want: &str) {
        assert_eq!(found.to_string(), want);
    }

    #[test]
    fn days_of_reports() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        check(report_of(day("2019-06-01")), "2019-06-04");
        // The day of the report, and two weeks after it: what is said is about it.
        check(report_of(day("2019-06-04")), "2019-06-04");
        check(report_of(day("2019-06-17")), "2019-06-04");
        check(report_of(day("2019-06-18")), "2019-07-02");
        check(report_of(day("2019-07-01")), "2019-07-02");
        check(report_of(day("2019-12-31")), "2020-01-07");
        check(end_of_month(2019, 12).unwrap(), "2020-01-01");
        assert_eq!(end_of_month(2019, 13), None);
    }
}
