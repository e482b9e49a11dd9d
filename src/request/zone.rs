//! The time zone that somebody names: by a city, by its name in the IANA database, or as people say it
//! (« heure de l'Est »). Not what it changes.

use std::sync::OnceLock;

use jiff::tz;

use super::near::distance;
use super::when::is_polite;
use super::words::{Word, words};
use crate::locale;

/// Words around a name that say nothing, besides politeness: « à l'heure de Paris, svp ».
const FILLERS: [&str; 23] = [
    "a", "d", "de", "des", "du", "en", "est", "et", "fuseau", "heure", "horaire", "l", "la", "le",
    "les", "is", "in", "mon", "my", "of", "the", "time", "zone",
];

/// Words looked at.
const MOST: usize = 12;

/// A zone under one of its names, folded and without blanks.
struct Known {
    name: String,
    zone: String,
}

/// The IANA name of a zone; `None`: there is no such zone, several may be meant, or more is said: « la
/// rencontre à Paris ».
pub fn zone(said: &str) -> Option<String> {
    let all = words(said);
    if all.len() > MOST {
        return None;
    }
    let spare = |rest: &[Word]| {
        let rest = rest.iter().filter(|w| !FILLERS.contains(&w.folded.as_str()));
        is_polite(&rest.cloned().collect::<Vec<_>>())
    };
    // The most words first, and of as many the last: « mon fuseau horaire est Paris ».
    let pieces =
        (1..=all.len()).rev().flat_map(|n| (0..=all.len() - n).rev().map(move |at| (at, n)));
    let tries: Vec<String> = pieces
        .filter_map(|(at, n)| {
            let (before, from) = all.split_at_checked(at)?;
            let (name, after) = from.split_at_checked(n)?;
            // « Est » alone is a zone.
            let names = n == all.len() || !spare(name);
            let alone = spare(before) && spare(after);
            (names && alone).then(|| name.iter().map(|w| w.folded.as_str()).collect())
        })
        .collect();
    let exact = |text: &String| known().iter().find(|k| k.name == *text).map(|k| k.zone.clone());
    tries.iter().find_map(exact).or_else(|| tries.iter().find_map(|text| misspelt(text)))
}

/// The one zone whose name is a slip away.
fn misspelt(text: &str) -> Option<String> {
    let slip = |k: &&Known| k.name.len() > 4 && distance(text, &k.name, 1).is_some();
    let mut near = known().iter().filter(slip).map(|k| &k.zone);
    let first = near.next()?;
    near.all(|zone| zone == first).then(|| first.clone())
}

/// What people call a zone comes first, then its own name, then its city.
fn known() -> &'static [Known] {
    static KNOWN: OnceLock<Vec<Known>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let fold = |text: &str| words(text).into_iter().map(|w| w.folded).collect::<String>();
        let texts: Vec<String> = locale::all().iter().map(|l| l.s("zone-names")).collect();
        let said = texts.iter().flat_map(|text| text.lines()).filter_map(|line| {
            let (name, zone) = line.split_once('→')?;
            Some(Known { name: fold(name), zone: zone.trim().to_owned() })
        });
        let mut all: Vec<Known> = said.collect();
        let names: Vec<String> = tz::db().available().map(|name| name.to_string()).collect();
        let mut real: Vec<&String> =
            names.iter().filter(|n| n.contains('/') && !n.starts_with("Etc/")).collect();
        // Of two with the same city, the shorter name is the older one's alias.
        real.sort_by_key(|name| (name.len(), name.as_str()));
        all.push(Known { name: "utc".to_owned(), zone: "UTC".to_owned() });
        all.extend(real.iter().map(|n| Known { name: fold(n), zone: (*n).clone() }));
        all.extend(
            real.iter().filter_map(|n| {
                Some(Known { name: fold(n.rsplit('/').next()?), zone: (*n).clone() })
            }),
        );
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_name_them() {
        for (said, want) in [
            ("Europe/Paris", "Europe/Paris"),
            ("paris", "Europe/Paris"),
            ("à l'heure de Paris, svp", "Europe/Paris"),
            ("Vancouver", "America/Vancouver"),
            ("Vancouveur", "America/Vancouver"),
            ("St. John's", "America/St_Johns"),
            ("Terre-Neuve", "America/St_Johns"),
            ("heure de l'Est", "America/Toronto"),
            ("Eastern time", "America/Toronto"),
            ("Québec", "America/Toronto"),
            ("Bruxelles", "Europe/Brussels"),
            ("Port-au-Prince", "America/Port-au-Prince"),
            ("my time zone is Dakar", "Africa/Dakar"),
            ("New York", "America/New_York"),
            ("utc", "UTC"),
            ("Est", "America/Toronto"),
            ("mon fuseau horaire est Paris", "Europe/Paris"),
        ] {
            assert_eq!(zone(said).as_deref(), Some(want), "{said}");
        }
        for said in ["", "l'heure", "Atlantide", "demain", "7 h 30", "la rencontre à Paris"] {
            assert_eq!(zone(said), None, "{said}");
        }
    }

    #[test]
    fn what_people_say_names_zones_that_there_are() {
        for known in known() {
            assert!(tz::TimeZone::get(&known.zone).is_ok(), "{} → {}", known.name, known.zone);
            assert!(!known.name.is_empty(), "{}", known.zone);
        }
    }
}
