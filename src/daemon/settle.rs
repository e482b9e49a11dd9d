//! The settings of a list by their keys: how a value is read, and how it stands. Who may change one,
//! and how it is asked, is the command line's and the commands' business.

use crate::config::values::{known_language, known_zone};
use crate::list::settings::Settings;

/// Every key, in the order of `list show`.
pub const KEYS: [&str; 23] = [
    "name",
    "description",
    "language",
    "visibility",
    "indexing",
    "numbers",
    "preset",
    "posting",
    "joining",
    "polls",
    "unproven",
    "first-posts",
    "max-size",
    "hold-files",
    "max-recipients",
    "link-over",
    "subject-prefix",
    "copies",
    "dkim",
    "undo",
    "timezone",
    "rate",
    "address",
];

/// Keys that are the host's, and that nobody changes by mail.
const THE_HOSTS: [&str; 4] = ["copies", "dkim", "timezone", "address"];

/// Keys that those who own a list may change by mail.
pub fn by_mail() -> Vec<&'static str> {
    KEYS.into_iter().filter(|key| !THE_HOSTS.contains(key)).collect()
}

/// The undo window is at most this long: a post is not held back for more than an hour.
const LONGEST_UNDO: u32 = 3600;
/// First posts of a member that may wait.
const MOST_FIRST_POSTS: u32 = 100;
/// Letters between the brackets before a subject.
const LONGEST_PREFIX: usize = 30;
/// What an hour may cost.
const HIGHEST_RATE: u32 = 10_000;
/// Nobody is taken more than this by SMTP anyway.
const LARGEST: u32 = 1_000_000_000;

/// The settings with one value changed.
///
/// # Errors
/// What is wrong with the value, in words.
pub fn changed(mut settings: Settings, key: &str, value: &str) -> Result<Settings, String> {
    let wrong = |problem: String| format!("{key}: {problem}");
    match key {
        "name" => settings.name = one_line(key, value)?,
        "description" => settings.description = value.trim().to_owned(),
        "language" => settings.language = known_language(value).map_err(wrong)?,
        "visibility" => settings.visibility = value.parse().map_err(wrong)?,
        "indexing" => settings.indexing = value.parse().map_err(wrong)?,
        "numbers" => settings.numbers = value.parse().map_err(wrong)?,
        "preset" => settings.preset = value.parse().map_err(wrong)?,
        "posting" => settings.posting = value.parse().map_err(wrong)?,
        "joining" => settings.joining = value.parse().map_err(wrong)?,
        "polls" => settings.polls = value.parse().map_err(wrong)?,
        "unproven" => settings.unproven = value.parse().map_err(wrong)?,
        "first-posts" => settings.first_posts = count(value, MOST_FIRST_POSTS).map_err(wrong)?,
        "max-size" => settings.max_size = size(value).map_err(wrong)?,
        "hold-files" => settings.hold_files = endings(value).map_err(wrong)?,
        "max-recipients" => settings.max_recipients = count(value, 1000).map_err(wrong)?,
        "link-over" => settings.link_over = size(value).map_err(wrong)?,
        "subject-prefix" => settings.subject_prefix = bracketed(value).map_err(wrong)?,
        "copies" => settings.copies = value.parse().map_err(wrong)?,
        "dkim" => settings.dkim = value.parse().map_err(wrong)?,
        "undo" => settings.undo = duration(value, LONGEST_UNDO).map_err(wrong)?,
        "rate" => settings.rate = money(value).map_err(wrong)?,
        "timezone" if value.trim().is_empty() => settings.timezone.clear(),
        "timezone" => settings.timezone = known_zone(value).map_err(wrong)?.name,
        _ => {
            return Err(
                "a list's address does not change, for pages, replies and members' address \
                        books hold it; create another list and move the members: palabre member \
                        ls, member add"
                    .to_owned(),
            );
        }
    }
    Ok(settings)
}

/// The settings that have a word, as they stand.
pub fn shown(settings: &Settings) -> Vec<(&'static str, String)> {
    let off = |n: u32, text: String| if n == 0 { "off".to_owned() } else { text };
    let zone = match settings.timezone.as_str() {
        "" => "the site's".to_owned(),
        zone => zone.to_owned(),
    };
    let prefix = match settings.subject_prefix.as_str() {
        "" => "off".to_owned(),
        prefix => prefix.to_owned(),
    };
    let files = match settings.hold_files.as_slice() {
        [] => "off".to_owned(),
        some => some.join(", "),
    };
    vec![
        ("language", settings.language.to_string()),
        ("visibility", settings.visibility.to_string()),
        ("indexing", settings.indexing.to_string()),
        ("numbers", settings.numbers.to_string()),
        ("preset", settings.preset.to_string()),
        ("posting", settings.posting.to_string()),
        ("joining", settings.joining.to_string()),
        ("polls", settings.polls.to_string()),
        ("unproven", settings.unproven.to_string()),
        ("first-posts", off(settings.first_posts, settings.first_posts.to_string())),
        ("max-size", off(settings.max_size, spell_size(settings.max_size))),
        ("hold-files", files),
        ("max-recipients", off(settings.max_recipients, settings.max_recipients.to_string())),
        ("link-over", off(settings.link_over, spell_size(settings.link_over))),
        ("subject-prefix", prefix),
        ("copies", settings.copies.to_string()),
        ("dkim", settings.dkim.to_string()),
        ("undo", off(settings.undo, format!("{} s", settings.undo))),
        ("timezone", zone),
        ("rate", off(settings.rate, spell_money(settings.rate))),
    ]
}

/// One setting as it stands.
pub fn one_shown(settings: &Settings, key: &str) -> String {
    match key {
        "name" => settings.name.clone(),
        "description" => settings.description.clone(),
        key => shown(settings)
            .into_iter()
            .find(|(k, _)| *k == key)
            .map_or_else(String::new, |(_, v)| v),
    }
}

/// A text for a header or a title: one line, not empty.
///
/// # Errors
/// When it is empty or not one line.
pub fn one_line(key: &str, value: &str) -> Result<String, String> {
    let line = value.trim();
    if line.is_empty() || line.chars().any(char::is_control) {
        return Err(format!("{key}: expects one line of text"));
    }
    Ok(line.to_owned())
}

/// `0`, `off`, `90`, `90s`, `5m`, `5 min`, `1h`: seconds.
///
/// # Errors
/// When it is no duration, or too long.
pub fn duration(text: &str, most: u32) -> Result<u32, String> {
    let units = [("", 1), ("s", 1), ("sec", 1), ("m", 60), ("min", 60), ("h", 3600)];
    match quantity(text, &units) {
        Some(seconds) if seconds <= most => Ok(seconds),
        Some(_) => Err(format!("at most {most} seconds")),
        None => Err(format!("“{}” is not a duration such as 0, 90s, 5m or 1h", text.trim())),
    }
}

/// `0`, `off`, `500 KB`, `1 MB`, `2 Mo`: octets.
fn size(text: &str) -> Result<u32, String> {
    let units = [
        ("", 1),
        ("b", 1),
        ("k", 1000),
        ("kb", 1000),
        ("ko", 1000),
        ("m", 1_000_000),
        ("mb", 1_000_000),
        ("mo", 1_000_000),
    ];
    match quantity(text, &units) {
        Some(octets) if octets <= LARGEST => Ok(octets),
        Some(_) => Err("at most 1000 MB".to_owned()),
        None => Err(format!("“{}” is not a size such as 0, 500 KB or 1 MB", text.trim())),
    }
}

fn spell_size(octets: u32) -> String {
    match octets {
        some if some.is_multiple_of(1_000_000) => format!("{} MB", some / 1_000_000),
        some if some.is_multiple_of(1000) => format!("{} KB", some / 1000),
        some => format!("{some} B"),
    }
}

/// `25`, `32,50`, `$32.50`, `25 $` an hour, or `off`: hundredths.
fn money(text: &str) -> Result<u32, String> {
    let bare = text.trim().trim_matches(|c: char| "$€ \u{a0}".contains(c)).replace(',', ".");
    if matches!(bare.to_lowercase().as_str(), "off" | "non" | "no") {
        return Ok(0);
    }
    let (whole, cents) = bare.split_once('.').unwrap_or((&bare, "0"));
    let wrong = || format!("“{}” is not what an hour costs, such as 25 or 32.50", text.trim());
    if cents.len() > 2 || !cents.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let hundredths: u32 = format!("{cents:0<2}").parse().map_err(|_| wrong())?;
    let whole: u32 = whole.parse().map_err(|_| wrong())?;
    if whole > HIGHEST_RATE { Err(wrong()) } else { Ok(whole * 100 + hundredths) }
}

fn spell_money(hundredths: u32) -> String {
    format!("{}.{:02} an hour", hundredths / 100, hundredths % 100)
}

fn count(text: &str, most: u32) -> Result<u32, String> {
    match quantity(text, &[("", 1)]) {
        Some(n) if n <= most => Ok(n),
        Some(_) => Err(format!("at most {most}")),
        None => Err(format!("“{}” is not a number", text.trim())),
    }
}

/// A number and a unit; `off` is none.
fn quantity(text: &str, units: &[(&str, u32)]) -> Option<u32> {
    let text = text.trim().to_lowercase();
    if matches!(text.as_str(), "off" | "non" | "no") {
        return Some(0);
    }
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text.strip_prefix(digits).unwrap_or_default().trim();
    let (_, times) = units.iter().find(|(word, _)| *word == unit)?;
    digits.trim().parse::<u32>().ok()?.checked_mul(*times)
}

/// `cdp`, `[CdP]` or `off`: one short word or two in square brackets, so that threads and replies know
/// it for a tag.
fn bracketed(text: &str) -> Result<String, String> {
    let text = text.trim();
    if matches!(text.to_lowercase().as_str(), "" | "off" | "non" | "no") {
        return Ok(String::new());
    }
    let inside = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text).trim();
    let odd = |c: char| c.is_control() || matches!(c, '[' | ']' | ':');
    if inside.is_empty() || inside.chars().count() > LONGEST_PREFIX || inside.contains(odd) {
        return Err(format!(
            "“{text}” is not a tag such as [cdp], {LONGEST_PREFIX} letters at most"
        ));
    }
    Ok(format!("[{inside}]"))
}

/// `exe, zip, .docm` or `off`: what file names end in, lower case, without the dot.
fn endings(text: &str) -> Result<Vec<String>, String> {
    let text = text.trim().to_lowercase();
    if matches!(text.as_str(), "" | "off" | "non" | "no") {
        return Ok(Vec::new());
    }
    let words = text
        .split([',', ' ', ';'])
        .map(|w| w.trim().trim_start_matches("*.").trim_start_matches('.'));
    let all: Vec<String> = words.filter(|w| !w.is_empty()).map(str::to_owned).collect();
    match all.iter().find(|w| !w.chars().all(|c| c.is_alphanumeric()) || w.len() > 20) {
        Some(odd) => Err(format!("“{odd}” is not what a file name ends in, such as exe or zip")),
        None => Ok(all),
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

    #[test]
    fn what_an_hour_costs() {
        let check = |input: &str, want: Option<u32>| assert_eq!(money(input).ok(), want, "{input}");
        check("25", Some(2500));
        check("32,50 $", Some(3250));
        check("$32.5", Some(3250));
        check("off", Some(0));
        check("much", None);
        check("1.005", None);
        check("99999", None);
        assert_eq!(spell_money(3250), "32.50 an hour");
    }

    #[test]
    fn tags_before_subjects() {
        assert_eq!(bracketed("cdp"), Ok("[cdp]".into()));
        assert_eq!(bracketed(" [Semis d'été] "), Ok("[Semis d'été]".into()));
        assert_eq!(bracketed("off"), Ok(String::new()));
        for bad in ["[]", "a]b", "Re:", "a\r\nBcc", &"x".repeat(31)] {
            assert!(bracketed(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes_and_endings() {
        assert_eq!(size("1 MB"), Ok(1_000_000));
        assert_eq!(size("500ko"), Ok(500_000));
        assert!(size("much").is_err() && size("9999 MB").is_err());
        assert_eq!(spell_size(1_500_000), "1500 KB");
        assert_eq!(
            endings(".EXE, zip;*.docm"),
            Ok(vec!["exe".into(), "zip".into(), "docm".into()])
        );
        assert_eq!(endings("off"), Ok(Vec::new()));
        assert!(endings("a/b").is_err());
    }
}
