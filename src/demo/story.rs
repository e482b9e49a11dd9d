//! The demo's story, read from `templates/demo/story`: who there is, and who wrote what when. Knows
//! no store and no mail.

use jiff::ToSpan;
use jiff::civil::Weekday;
use serde::Deserialize;

use crate::clock::{TimeZone, Timestamp};
use crate::locale::Locale;

const NETWORK: &str = include_str!("../../templates/demo/story/network.toml");
/// A community's conversations, by its short name.
const CONVERSATIONS: &[(&str, &str)] = &[
    ("jardins", include_str!("../../templates/demo/story/jardins.txt")),
    ("seeds", include_str!("../../templates/demo/story/seeds.txt")),
    ("cercle", include_str!("../../templates/demo/story/cercle.txt")),
];

/// Communities and people.
#[derive(Debug, Deserialize)]
pub(super) struct Network {
    /// The lists to be.
    #[serde(rename = "community")]
    pub communities: Vec<Community>,
    /// Everybody; the first is whose mailbox the demo opens with.
    #[serde(rename = "person")]
    pub people: Vec<Character>,
}

/// A list to be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Community {
    pub slug: String,
    pub name: String,
    pub description: String,
    pub language: String,
    pub visibility: String,
    pub preset: String,
    pub posting: String,
}

/// Somebody who does not exist.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Character {
    /// What the story calls them; the local part of their address.
    pub key: String,
    pub name: String,
    pub language: String,
    pub client: Client,
    #[serde(default)]
    pub text_only: bool,
    /// `list delivery [role]`.
    #[serde(rename = "in")]
    pub memberships: Vec<String>,
}

/// The mail program somebody answers with: each quotes in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Client {
    /// Above the quotation, with an attribution line; in HTML too.
    Gmail,
    /// Above a block of fields, nothing marked.
    Outlook,
    /// Above the quotation, the attribution quoted as well.
    Apple,
    /// Below the quotation.
    Thunderbird,
    /// Quotes nothing, signs for its maker.
    Phone,
}

/// One conversation.
#[derive(Debug)]
pub(super) struct Conversation {
    pub slug: &'static str,
    pub subject: String,
    pub posts: Vec<Entry>,
}

/// One message of the story.
#[derive(Debug)]
pub(super) struct Entry {
    /// Key of its author.
    pub author: String,
    /// Days before today.
    days: i64,
    hour: i8,
    minute: i8,
    /// Index of the message it answers in its conversation.
    pub parent: Option<usize>,
    pub form: Form,
    text: String,
    /// A file and its text.
    pub attachment: Option<(String, String)>,
}

/// How the author wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As their mail program does.
    Usual,
    /// With quotations of their own between the lines.
    Inline,
    /// In HTML beside the text.
    Html,
}

/// Everybody and every community.
pub(super) fn network() -> Result<Network, String> {
    toml::from_str(NETWORK).map_err(|e| format!("network.toml: {e}"))
}

/// Every conversation.
pub(super) fn conversations() -> Result<Vec<Conversation>, String> {
    let mut all = Vec::new();
    for (slug, text) in CONVERSATIONS {
        read(slug, text, &mut all)?;
    }
    Ok(all)
}

/// `=== subject`, then for each message `--- author days hh:mm [re=N] [inline] [html]` and its
/// text; `attach NAME` on a line of its own begins a file that goes to the message's end.
fn read(slug: &'static str, text: &str, all: &mut Vec<Conversation>) -> Result<(), String> {
    for line in text.lines() {
        let wrong = || format!("{slug}.txt: {line}");
        if let Some(subject) = line.strip_prefix("=== ") {
            all.push(Conversation { slug, subject: subject.to_owned(), posts: Vec::new() });
            continue;
        }
        let conversation = all.last_mut().ok_or_else(wrong)?;
        if let Some(head) = line.strip_prefix("--- ") {
            let entry = entry(head, conversation.posts.len()).ok_or_else(wrong)?;
            conversation.posts.push(entry);
            continue;
        }
        let entry = conversation.posts.last_mut().ok_or_else(wrong)?;
        if let Some(name) = line.strip_prefix("attach ") {
            entry.attachment = Some((name.to_owned(), String::new()));
            continue;
        }
        let place = match &mut entry.attachment {
            Some((_, file)) => file,
            None => &mut entry.text,
        };
        place.push_str(line);
        place.push('\n');
    }
    Ok(())
}

fn entry(head: &str, before: usize) -> Option<Entry> {
    let mut words = head.split_whitespace();
    let (author, days) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
    let (hour, minute) = words.next()?.split_once(':')?;
    let mut entry = Entry {
        author,
        days,
        hour: hour.parse().ok()?,
        minute: minute.parse().ok()?,
        parent: before.checked_sub(1),
        form: Form::Usual,
        text: String::new(),
        attachment: None,
    };
    for word in words {
        match word.split_once('=') {
            Some(("re", n)) => entry.parent = n.parse::<usize>().ok()?.checked_sub(1),
            None if word == "inline" => entry.form = Form::Inline,
            None if word == "html" => entry.form = Form::Html,
            _ => return None,
        }
    }
    Some(entry)
}

impl Entry {
    /// When it was written, for a demo that starts at `now`.
    pub fn at(&self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = now.to_zoned(zone.clone()).date();
        let day = today.saturating_sub(self.days.days());
        let moment = day.at(self.hour, self.minute, 0, 0).to_zoned(zone.clone());
        moment.map_or(now, |z| z.timestamp()).min(now)
    }

    /// What it says, with `{jour+3}` made a weekday, `{date+9}` a date and `{sat+1}` the date of the
    /// next Saturday but none, all counted from when it was written.
    pub fn text(&self, at: Timestamp, zone: &TimeZone, words: &Locale) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut rest = self.text.trim_matches('\n');
        while let Some((before, mark)) = rest.split_once('{') {
            out.push_str(before);
            let Some((mark, after)) = mark.split_once('}') else { break };
            out.push_str(&day_words(mark, at, zone, words).unwrap_or_default());
            rest = after;
        }
        out.push_str(rest);
        out.push('\n');
        out
    }
}

fn day_words(mark: &str, at: Timestamp, zone: &TimeZone, words: &Locale) -> Option<String> {
    let (kind, n) = mark.split_once('+')?;
    let n: i64 = n.parse().ok()?;
    let written = at.to_zoned(zone.clone());
    let day = match kind {
        "sat" => written.nth_weekday(i32::try_from(n).ok()?, Weekday::Saturday).ok()?,
        _ => written.checked_add(n.days()).ok()?,
    };
    Some(match kind {
        "jour" => words.weekday(day.weekday().to_monday_one_offset()),
        "date" | "sat" => words.day_and_month(day.timestamp(), zone),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    #[test]
    fn the_story_holds_together() {
        let network = network().unwrap();
        let zone = TimeZone::get("America/Toronto").unwrap();
        let now: Timestamp = "2026-11-22T14:00:00Z".parse().unwrap();
        let all = conversations().unwrap();
        assert!((15..40).contains(&all.len()));
        for conversation in &all {
            let within = |key: &str| {
                let person = network.people.iter().find(|p| p.key == key);
                let person = person.unwrap_or_else(|| panic!("nobody is {key}"));
                person.memberships.iter().any(|m| m.starts_with(conversation.slug))
            };
            for (i, post) in conversation.posts.iter().enumerate() {
                let what = format!("{}: {i} {}", conversation.subject, post.author);
                assert!(within(&post.author), "{what} is not in {}", conversation.slug);
                assert!(!post.text.trim().is_empty(), "{what}");
                let text = post.text(now, &zone, locale::get("fr"));
                assert!(!text.contains(['{', '}']), "{what}");
                if let Some(parent) = post.parent {
                    let before = conversation.posts[parent].at(now, &zone);
                    assert!(before < post.at(now, &zone), "{what} answers the future");
                }
            }
        }
    }

    #[test]
    fn days_are_counted_from_the_message() {
        let zone = TimeZone::get("America/Toronto").unwrap();
        let at: Timestamp = "2019-05-22T16:00:00Z".parse().unwrap(); // a Wednesday
        let words = |mark, tag| day_words(mark, at, &zone, locale::get(tag)).unwrap();
        assert_eq!(words("jour+2", "fr"), "vendredi");
        assert_eq!(words("jour+2", "en"), "Friday");
        assert_eq!(words("date+10", "fr"), "1er\u{a0}juin");
        assert_eq!(words("sat+1", "fr"), "25\u{a0}mai");
        assert_eq!(words("sat+2", "en"), "June 1");
    }
}
