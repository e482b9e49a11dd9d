//! Ready questions that begin a conversation: fifty-two in each language, thirteen for each season of the
//! year, so that none comes twice within one. Chosen by the week and the community, never at random.

use jiff::civil::Date;

use crate::locale::Locale;

/// Questions in a bank.
pub const QUESTIONS: u8 = 52;
/// Questions of a season.
const SEASON: u8 = 13;
/// Communities side by side ask different things: somebody may animate several.
const APART: u32 = 5;

/// The places of the questions of a day's week, the first to be asked first.
pub fn of_week(day: Date, community: u32) -> Vec<u8> {
    let week = u8::try_from(day.iso_week_date().week()).unwrap_or(1).clamp(1, QUESTIONS) - 1;
    let (season, turn) = (week / SEASON, week % SEASON);
    let shift =
        u8::try_from((community % u32::from(SEASON) * APART) % u32::from(SEASON)).unwrap_or(0);
    (0..SEASON).map(|more| season * SEASON + (turn + shift + more) % SEASON).collect()
}

/// A question by its place.
pub fn question(t: &Locale, place: u8) -> Option<String> {
    t.s("brief-questions").lines().nth(usize::from(place)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::locale;

    #[test]
    fn each_language_has_them_all() {
        for t in locale::all() {
            let all: Vec<String> = (0..QUESTIONS).filter_map(|n| question(t, n)).collect();
            let unique: HashSet<&String> = all.iter().collect();
            assert_eq!((all.len(), unique.len()), (52, 52), "{}", t.tag());
            assert_eq!(question(t, QUESTIONS), None);
            for one in all {
                assert!(one.contains('?') && one.chars().count() < 120, "{one}");
            }
        }
    }

    #[test]
    fn none_comes_twice_in_a_year() {
        for community in 1..9 {
            let monday = Date::constant(2019, 1, 7);
            let days = (0..51).map(|n| monday.saturating_add(jiff::Span::new().weeks(n)));
            let all: Vec<u8> =
                days.filter_map(|d| of_week(d, community).first().copied()).collect();
            assert_eq!(all.iter().collect::<HashSet<_>>().len(), 51, "{all:?}");
        }
        let day = Date::constant(2019, 7, 15);
        assert_ne!(of_week(day, 1).first(), of_week(day, 2).first());
        assert!(of_week(day, 3).iter().all(|n| (26..39).contains(n)), "a summer's question");
        assert!(of_week(Date::constant(2020, 12, 31), 1).iter().all(|n| *n >= 39));
    }
}
