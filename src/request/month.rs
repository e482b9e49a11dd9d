//! A month as people name one: « 2019-05 », « mai 2019 », « mai ». Which one is meant without a year is
//! for whoever knows today.

use super::when::month_named;
use super::words::{Word, words};

/// A month that a text names, with its year when it says so.
pub fn named(text: &str) -> Option<(Option<i16>, i8)> {
    read(&words(text))
}

pub(super) fn read(all: &[Word]) -> Option<(Option<i16>, i8)> {
    let mut all = all.iter();
    let (first, second) = (all.next()?, all.next());
    let year = |word: &Word| word.folded.parse().ok().filter(|y| (1970..=2999).contains(y));
    let digits = |word: &Word| word.folded.parse().ok().filter(|m| (1..=12).contains(m));
    let month = |word: &Word| month_named(&word.folded).or_else(|| digits(word));
    match second {
        None => month_named(&first.folded).map(|m| (None, m)),
        Some(second) => match (year(first), month(second)) {
            (Some(year), Some(month)) => Some((Some(year), month)),
            _ => Some((Some(year(second)?), month(first)?)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months() {
        let check = |text: &str, want| assert_eq!(named(text), want, "{text}");
        check("2019-05", Some((Some(2019), 5)));
        check("05-2019", Some((Some(2019), 5)));
        check("mai 2019", Some((Some(2019), 5)));
        check("May, 2019", Some((Some(2019), 5)));
        check("décembre", Some((None, 12)));
        check("2019-13", None);
        check("12", None);
        check("vers de terre", None);
        check("", None);
    }
}
