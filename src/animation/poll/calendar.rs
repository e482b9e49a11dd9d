//! The days that a poll chose, as a calendar file (RFC 5545) that is published, not an invitation: nobody
//! has to answer it (RFC 5546 §3.2). Hours are in UTC, which every calendar shows by its reader's clock;
//! a day without an hour is a date, the same wherever one is.

use jiff::ToSpan;

use super::day::Day;
use crate::clock::Timestamp;

/// Octets of a line, its end apart (RFC 5545 §3.1).
const LINE: usize = 75;

/// One event.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// What names it always, wherever the file is read again.
    pub uid: String,
    /// When it is.
    pub day: Day,
    /// What it is.
    pub summary: String,
    /// What is known of it.
    pub description: String,
    /// Where it is read about.
    pub url: Option<String>,
    /// Whether it is settled.
    pub settled: Settled,
    /// Who calls it: a name, and an address where people read.
    pub organizer: (&'a str, &'a str),
}

/// Whether a day is the one, or one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is the one.
    Yes,
    /// It is one of those that came out alike.
    NotYet,
}

/// The file; `made`: when its events were written.
pub fn file(events: &[Event<'_>], made: Timestamp) -> String {
    let mut lines: Vec<String> = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Palabre//Palabre//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    .map(str::to_owned)
    .to_vec();
    for event in events {
        lines.extend(event_lines(event, made));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

fn event_lines(event: &Event<'_>, made: Timestamp) -> Vec<String> {
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", event.uid),
        format!("DTSTAMP:{}", utc(made)),
    ];
    match event.day {
        Day::Whole(date) => {
            // RFC 5545 §3.6.1: the end is the day after, which is not in it.
            let next = date.checked_add(1.day()).unwrap_or(date);
            lines.push(format!("DTSTART;VALUE=DATE:{}", date.strftime("%Y%m%d")));
            lines.push(format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        }
        Day::Hours(from, to) => {
            lines.push(format!("DTSTART:{}", utc(from)));
            lines.extend(to.map(|to| format!("DTEND:{}", utc(to))));
        }
    }
    let (name, address) = event.organizer;
    lines.push(format!("SUMMARY:{}", text(&event.summary)));
    lines.push(format!("DESCRIPTION:{}", text(&event.description)));
    lines.extend(event.url.iter().map(|url| format!("URL:{url}")));
    lines.push(format!("ORGANIZER;CN={}:mailto:{address}", parameter(name)));
    let status = if event.settled == Settled::Yes { "CONFIRMED" } else { "TENTATIVE" };
    lines.push(format!("STATUS:{status}"));
    lines.push("END:VEVENT".to_owned());
    lines
}

/// RFC 5545 §3.3.5, form 2.
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// RFC 5545 §3.3.11: what separates is escaped; no other control stands in a text.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// RFC 5545 §3.2: a quoted value holds neither a quote nor a control.
fn parameter(words: &str) -> String {
    let kept: String = words.chars().filter(|c| !c.is_control() && *c != '"').collect();
    format!("\"{kept}\"")
}

/// RFC 5545 §3.1: no line is longer than 75 octets; what goes on begins with a blank, and no character
/// is cut in two.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(c);
        room = room.saturating_sub(c.len_utf8());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    fn event(day: Day, summary: &str) -> Event<'_> {
        Event {
            uid: "poll-1-2-3@lists.example.org".to_owned(),
            day,
            summary: summary.to_owned(),
            description: "Choisi par sondage; 3 personnes.\nÀ bientôt".to_owned(),
            url: Some("https://lists.example.org/fr/c/cdp/sondages/2/".to_owned()),
            settled: Settled::Yes,
            organizer: ("Cercle \"CdP\"; Rimouski", "cdp-owner@lists.example.org"),
        }
    }

    #[test]
    fn a_file_that_calendars_read() {
        let made: Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
        let from: Timestamp = "2026-06-09T18:00:00Z".parse().unwrap();
        let long = "Réunion d'été, où l'on mange; ".repeat(6);
        let events = [
            event(Day::Hours(from, Some("2026-06-09T20:00:00Z".parse().unwrap())), &long),
            event(Day::Whole(Date::constant(2026, 12, 31)), "Fête"),
            event(Day::Hours(from, None), "Thé"),
        ];
        let file = file(&events, made);
        assert!(file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{file}");
        assert!(file.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"), "{file}");
        assert_eq!(file.matches('\n').count(), file.matches("\r\n").count());
        for line in file.split("\r\n") {
            assert!(line.len() <= LINE, "{}: {line}", line.len());
        }
        // Unfolded (RFC 5545 §3.1) it says what was meant.
        let whole = file.replace("\r\n ", "");
        for want in [
            "UID:poll-1-2-3@lists.example.org\r\nDTSTAMP:20260601T120000Z\r\n",
            "DTSTART:20260609T180000Z\r\nDTEND:20260609T200000Z\r\n",
            "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n",
            "SUMMARY:Réunion d'été\\, où l'on mange\\; Réunion",
            "DESCRIPTION:Choisi par sondage\\; 3 personnes.\\nÀ bientôt\r\n",
            "ORGANIZER;CN=\"Cercle CdP; Rimouski\":mailto:cdp-owner@lists.example.org\r\n",
            "METHOD:PUBLISH\r\n",
            "STATUS:CONFIRMED\r\n",
        ] {
            assert!(whole.contains(want), "{want}\n{whole}");
        }
        assert_eq!(whole.matches("DTEND").count(), 2);
    }
}
