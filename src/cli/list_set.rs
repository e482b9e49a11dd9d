//! `palabre list set`: reads one setting's value. What the value does is `list`'s.

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output};
use crate::config::values::{known_language, known_zone};
use crate::list::settings::Settings;
use crate::store::articles::{self, Event};
use crate::store::{StoreError, lists};

/// Every key, in the order of `list show`.
pub(super) const KEYS: [&str; 12] = [
    "name",
    "description",
    "language",
    "visibility",
    "preset",
    "posting",
    "unproven",
    "copies",
    "dkim",
    "undo",
    "timezone",
    "address",
];

/// The undo window is at most this long: a post is not held back for more than an hour.
const LONGEST_UNDO: u32 = 3600;

/// Changes one setting.
pub(super) fn set(
    desk: &Desk<'_>,
    name: &str,
    (key, value): (&str, &str),
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let (id, settings) = find_list(&desk.site.store, name)?;
    let changed = changed(settings, key, value)?;
    let settings = desk.site.store.write(|tx| -> Result<Settings, StoreError> {
        // Decided anew on what stands now: another change may have come between.
        let now = lists::get(tx, id)?.unwrap_or_else(|| changed.clone());
        let settings = self::changed(now, key, value).unwrap_or(changed);
        lists::put(tx, id, &settings);
        articles::append_event(tx, &Event::ListChanged { list: id })?;
        Ok(settings)
    })?;
    let now = shown(&settings).into_iter().find(|(k, _)| *k == key);
    let now = now.map_or_else(|| value.to_owned(), |(_, v)| v);
    out.line(&format!("{}: {key} is now {now}", settings.address));
    Ok(Exit::Done)
}

fn changed(mut settings: Settings, key: &str, value: &str) -> Result<Settings, CliError> {
    let wrong = |problem: String| CliError::wrong(format!("{key}: {problem}"));
    match key {
        "name" => settings.name = one_line(key, value)?,
        "description" => settings.description = value.trim().to_owned(),
        "language" => settings.language = known_language(value).map_err(wrong)?,
        "visibility" => settings.visibility = value.parse().map_err(wrong)?,
        "preset" => settings.preset = value.parse().map_err(wrong)?,
        "posting" => settings.posting = value.parse().map_err(wrong)?,
        "unproven" => settings.unproven = value.parse().map_err(wrong)?,
        "copies" => settings.copies = value.parse().map_err(wrong)?,
        "dkim" => settings.dkim = value.parse().map_err(wrong)?,
        "undo" => settings.undo = duration(value, LONGEST_UNDO).map_err(wrong)?,
        "timezone" if value.trim().is_empty() => settings.timezone.clear(),
        "timezone" => settings.timezone = known_zone(value).map_err(wrong)?.name,
        _ => {
            return Err(CliError::wrong(
                "a list's address does not change, for pages, replies and members' address books \
                 hold it; create another list and move the members: palabre member ls, member add",
            ));
        }
    }
    Ok(settings)
}

/// The settings that have a word, as they stand.
pub(super) fn shown(settings: &Settings) -> Vec<(&'static str, String)> {
    let zone = match settings.timezone.as_str() {
        "" => "the site's".to_owned(),
        zone => zone.to_owned(),
    };
    let undo = match settings.undo {
        0 => "off".to_owned(),
        seconds => format!("{seconds} s"),
    };
    vec![
        ("language", settings.language.to_string()),
        ("visibility", settings.visibility.to_string()),
        ("preset", settings.preset.to_string()),
        ("posting", settings.posting.to_string()),
        ("unproven", settings.unproven.to_string()),
        ("copies", settings.copies.to_string()),
        ("dkim", settings.dkim.to_string()),
        ("undo", undo),
        ("timezone", zone),
    ]
}

/// A text for a header or a title: one line, not empty.
pub(super) fn one_line(key: &str, value: &str) -> Result<String, CliError> {
    let line = value.trim();
    if line.is_empty() || line.chars().any(char::is_control) {
        return Err(CliError::wrong(format!("{key}: expects one line of text")));
    }
    Ok(line.to_owned())
}

/// `0`, `off`, `90`, `90s`, `5m`, `5 min`, `1h`: seconds.
pub(super) fn duration(text: &str, most: u32) -> Result<u32, String> {
    let text = text.trim().to_lowercase();
    if text == "off" {
        return Ok(0);
    }
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text.strip_prefix(digits).unwrap_or_default().trim() {
        "" | "s" | "sec" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3600),
        _ => None,
    };
    let seconds = unit.and_then(|unit| digits.parse::<u32>().ok()?.checked_mul(unit));
    match seconds {
        Some(seconds) if seconds <= most => Ok(seconds),
        Some(_) => Err(format!("at most {most} seconds")),
        None => Err(format!("“{text}” is not a duration such as 0, 90s, 5m or 1h")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, want: Option<u32>) {
        assert_eq!(duration(input, 3600).ok(), want, "{input}");
    }

    #[test]
    fn durations() {
        check("0", Some(0));
        check("off", Some(0));
        check("90", Some(90));
        check("90s", Some(90));
        check("5 min", Some(300));
        check("1h", Some(3600));
        check("2h", None);
        check("m", None);
        check("-5", None);
        check("5 days", None);
    }
}
