//! Which counts and which days a community celebrates (product.md §4.2). Never a ranking of people,
//! and never a count of what somebody did not do.

use jiff::civil::Date;

/// Whether a community's message of this number, from 1, is a milestone: the first, the round ones, and
/// the one that begins each new thousand.
pub fn is_milestone(count: u32) -> bool {
    matches!(count, 1 | 10 | 50 | 100 | 250 | 500) || (count >= 1_000 && count % 1_000 <= 1)
}

/// The years that a community begun on a day completes between two days, both included; a community of
/// 29 February keeps its day on the 28th.
pub fn anniversary(begun: Date, (first, last): (Date, Date)) -> Option<i16> {
    let reached = (first.year()..=last.year()).rev().find(|year| {
        let last_day = Date::new(*year, begun.month(), 1).map_or(28, Date::days_in_month);
        let day = Date::new(*year, begun.month(), begun.day().min(last_day));
        day.is_ok_and(|day| first <= day && day <= last)
    });
    reached.map(|year| year - begun.year()).filter(|years| *years > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_numbers_and_the_one_after_a_thousand() {
        let found: Vec<u32> = (0..3_100).filter(|n| is_milestone(*n)).collect();
        assert_eq!(found, [1, 10, 50, 100, 250, 500, 1_000, 1_001, 2_000, 2_001, 3_000, 3_001]);
    }

    #[track_caller]
    fn check(begun: (i16, i8, i8), first: (i16, i8, i8), last: (i16, i8, i8), want: Option<i16>) {
        let date = |(y, m, d)| Date::new(y, m, d).unwrap();
        assert_eq!(anniversary(date(begun), (date(first), date(last))), want);
    }

    #[test]
    fn years_completed_within_the_days() {
        check((2019, 5, 20), (2020, 5, 18), (2020, 5, 24), Some(1));
        check((2019, 5, 20), (2020, 5, 20), (2020, 5, 20), Some(1));
        check((2019, 5, 20), (2020, 5, 21), (2020, 5, 27), None);
        check((2019, 5, 20), (2019, 5, 20), (2019, 5, 26), None);
        check((2019, 1, 1), (2028, 12, 27), (2029, 1, 2), Some(10));
        check((2020, 2, 29), (2021, 2, 22), (2021, 2, 28), Some(1));
        check((2020, 2, 29), (2024, 2, 26), (2024, 3, 3), Some(4));
    }
}
