//! How often and when a brief shall come: « lundi 7 h 15 », « quotidien », « non ».

use super::hour;
use crate::request::catalogue::expressions;
use crate::request::words::{longest, words};

/// What is asked of one's briefs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// When does it come?
    Tell,
    /// Once a week; on this day, at this minute of it, where they are said.
    Weekly(Option<u8>, Option<u16>),
    /// And on the other working days, when something is due.
    Daily(Option<u16>),
    /// No more.
    Off,
}

/// Reads it; `None`: something else is said.
pub fn rhythm(tail: &str) -> Option<Rhythm> {
    let all = words(tail);
    let takes = |key: &str| longest(&all, &expressions(key));
    let rest = |n: usize| all.get(n).and_then(|w| tail.get(w.start..)).unwrap_or_default();
    if super::says_nothing(tail) {
        return Some(Rhythm::Tell);
    }
    if let Some(n) = takes("brief-rhythm-daily") {
        let at = hour(rest(n)).and_then(|(_, minute)| minute);
        return (n == all.len() || at.is_some()).then_some(Rhythm::Daily(at));
    }
    if let Some(n) = takes("brief-rhythm-off") {
        return super::says_nothing(rest(n)).then_some(Rhythm::Off);
    }
    if let Some(n) = takes("brief-rhythm-on") {
        let (day, minute) = hour(rest(n)).unwrap_or_default();
        return (n == all.len() || day.is_some() || minute.is_some())
            .then_some(Rhythm::Weekly(day, minute));
    }
    hour(tail).map(|(day, minute)| Rhythm::Weekly(day, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhythms() {
        let check = |tail: &str, want| assert_eq!(rhythm(tail), want, "{tail}");
        check("", Some(Rhythm::Tell));
        check("svp", Some(Rhythm::Tell));
        check("lundi 7 h 15", Some(Rhythm::Weekly(Some(1), Some(435))));
        check("Friday at 8 am", Some(Rhythm::Weekly(Some(5), Some(480))));
        check("9 h", Some(Rhythm::Weekly(None, Some(540))));
        check("quotidien", Some(Rhythm::Daily(None)));
        check("daily at 8 am", Some(Rhythm::Daily(Some(480))));
        check("tous les jours 8 h", Some(Rhythm::Daily(Some(480))));
        check("non", Some(Rhythm::Off));
        check("no thanks", Some(Rhythm::Off));
        check("oui", Some(Rhythm::Weekly(None, None)));
        check("hebdo mardi", Some(Rhythm::Weekly(Some(2), None)));
        check("du projet de jardin", None);
    }
}
