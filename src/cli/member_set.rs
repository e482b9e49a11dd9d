//! `palabre member set`: reads one setting's value, of the membership or of the person. What the
//! value does is `list`'s and `digest`'s.

use super::desk::{Desk, find_list, find_member};
use super::member::refuse_lists;
use super::output::{CliError, Exit, Output};
use crate::config::values::{known_language, known_zone};
use crate::daemon::members;
use crate::list::member::{Membership, Person};
use crate::mail::address::Address;
use crate::store::{people, sessions};

/// Every key, in the order of `member show`.
pub(super) const KEYS: [&str; 11] = [
    "address",
    "name",
    "role",
    "delivery",
    "digest-at",
    "language",
    "timezone",
    "order",
    "text-only",
    "form",
    "suspended",
];

const DAYS: [(&str, &str); 7] = [
    ("monday", "lundi"),
    ("tuesday", "mardi"),
    ("wednesday", "mercredi"),
    ("thursday", "jeudi"),
    ("friday", "vendredi"),
    ("saturday", "samedi"),
    ("sunday", "dimanche"),
];

/// Changes one setting.
pub(super) fn set(
    desk: &Desk<'_>,
    (list, address): (&str, &Address),
    (key, value): (&str, &str),
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let list = find_list(&desk.site.store, list)?;
    desk.site.store.write(|tx| -> Result<(), CliError> {
        let (mut person, mut membership) = find_member(tx, &list, address)?;
        if key == "address" {
            let new = Address::parse(value)
                .map_err(|e| CliError::wrong(format!("“{value}” is not an address: {e}")))?;
            refuse_lists(tx, &new)?;
            if people::find(tx, &new)?.is_some_and(|other| other.id != person.id) {
                return Err(CliError::wrong(format!(
                    "{new} is somebody already; add that address to the list and remove {address}"
                )));
            }
            sessions::forget(tx, person.id)?;
            people::forget_address(tx, &person.address);
            person.address = new;
        } else {
            change(&mut person, &mut membership, key, value)?;
        }
        Ok(members::change(desk.site, tx, &person, &membership)?)
    })?;
    out.line(&format!("{address}: {key} is now {value}"));
    Ok(Exit::Done)
}

fn change(
    person: &mut Person,
    membership: &mut Membership,
    key: &str,
    value: &str,
) -> Result<(), CliError> {
    let wrong = |problem: String| CliError::wrong(format!("{key}: {problem}"));
    let value = value.trim();
    let optional = || (!value.is_empty()).then(|| value.to_owned());
    match key {
        "name" => person.name = optional().filter(|n| !n.chars().any(char::is_control)),
        "role" => membership.role = value.parse().map_err(wrong)?,
        "delivery" => {
            membership.delivery = value.parse().map_err(wrong)?;
            membership.chosen = true;
        }
        "digest-at" => person.digest_at = digest_at(value).map_err(wrong)?,
        "language" => {
            person.language = optional().map(|t| known_language(&t)).transpose().map_err(wrong)?;
        }
        "timezone" => {
            let zone = optional().map(|t| known_zone(&t)).transpose().map_err(wrong)?;
            person.timezone = zone.map(|z| z.name);
        }
        "order" => person.order = value.parse().map_err(wrong)?,
        "text-only" => person.text_only = yes_or_no(value).map_err(wrong)?,
        "form" => person.form = value.parse().map_err(wrong)?,
        "suspended" => match yes_or_no(value).map_err(wrong)? {
            true => membership.suspended = Some("by the host".to_owned()),
            false => membership.suspended = None,
        },
        other => return Err(CliError::wrong(format!("a member has no “{other}”"))),
    }
    Ok(())
}

fn yes_or_no(value: &str) -> Result<bool, String> {
    match value.to_lowercase().as_str() {
        "yes" | "oui" | "on" | "true" => Ok(true),
        "no" | "non" | "off" | "false" => Ok(false),
        other => Err(format!("“{other}” is neither yes nor no")),
    }
}

/// `monday 7:30`, `lundi 7 h 30`, `7:30` (Monday).
fn digest_at(value: &str) -> Result<(u8, u16), String> {
    let wrong = || format!("“{value}” is not a day and an hour such as “monday 7:30”");
    let lower = value.to_lowercase();
    let letters: String = lower.chars().take_while(|c| c.is_alphabetic()).collect();
    let day = match letters.as_str() {
        "" => 1,
        word => {
            let at = DAYS.iter().position(|(en, fr)| *en == word || *fr == word);
            at.and_then(|at| u8::try_from(at + 1).ok()).ok_or_else(wrong)?
        }
    };
    let time: String = lower.chars().skip(letters.chars().count()).collect();
    let mut numbers = time.split([':', 'h']).map(str::trim);
    let hour: u16 = numbers.next().and_then(|h| h.parse().ok()).ok_or_else(wrong)?;
    let minute: u16 = match numbers.next().unwrap_or_default() {
        "" => 0,
        minute => minute.parse().map_err(|_| wrong())?,
    };
    if hour > 23 || minute > 59 || numbers.next().is_some() {
        return Err(wrong());
    }
    Ok((day, hour * 60 + minute))
}

/// `monday 7:30`.
pub(super) fn digest_words((day, minute): (u8, u16)) -> String {
    let name = DAYS.get(usize::from(day).saturating_sub(1)).map_or("monday", |(en, _)| en);
    format!("{name} {}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, want: Option<(u8, u16)>) {
        assert_eq!(digest_at(input).ok(), want, "{input}");
    }

    #[test]
    fn digest_hours() {
        check("monday 7:30", Some((1, 450)));
        check("Dimanche 18 h", Some((7, 1080)));
        check("vendredi 9 h 05", Some((5, 545)));
        check("7:30", Some((1, 450)));
        check("someday 7:30", None);
        check("monday", None);
        check("monday 24:00", None);
        check("monday 7:30:00", None);
        assert_eq!(digest_words((7, 1085)), "sunday 18:05");
    }
}
