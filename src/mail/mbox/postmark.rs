//! The line at which a message of an mbox begins: `From ann@example.org Mon May 20 20:51:00 2019`.

use crate::clock::Timestamp;
use crate::mail::date;

/// Longest that is kept of one.
const LENGTH: usize = 200;

/// What such a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Postmark {
    /// The line, without its end.
    pub line: String,
    /// When the message was delivered, taken for UTC: few dialects name a zone, and none the same.
    pub delivered: Option<Timestamp>,
}

impl Postmark {
    pub(super) fn read(line: &[u8]) -> Self {
        let text = String::from_utf8_lossy(line);
        let shown = text.trim_end().chars().take(LENGTH).collect();
        Self { delivered: date::local(&text), line: shown }
    }

    /// Who sent it, as the line says: the address of an envelope, or `ann at example.org`.
    pub fn sender(&self) -> &str {
        let rest = self.line.strip_prefix("From ").unwrap_or_default();
        let is_time = |w: &str| DAYS.contains(&w) || date::month(w).is_some() || is_clock(w);
        let end = rest.split(' ').take_while(|w| !is_time(w)).map(|w| w.len() + 1).sum::<usize>();
        rest.get(..end.min(rest.len())).unwrap_or_default().trim()
    }
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// How surely a line is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It names a weekday, a month, a time and a year.
    Sure,
    /// It names a time and a year, which is all that every dialect has.
    Likely,
    /// It names an address; of a date there is nothing that one can read.
    Odd,
}

pub(super) fn likeness(line: &[u8]) -> Option<Likeness> {
    let rest = line.strip_prefix(b"From ")?;
    let text = String::from_utf8_lossy(rest.get(..LENGTH.min(rest.len())).unwrap_or_default());
    let year = |w: &str| w.len() == 4 && w.parse::<u16>().is_ok_and(|y| (1970..=2100).contains(&y));
    let mut words = text.split_whitespace();
    if !(text.split_whitespace().any(is_clock) && text.split_whitespace().any(year)) {
        let address = text.split_whitespace().next().and_then(|w| w.split_once('@'));
        let is_address = address.is_some_and(|(local, host)| !local.is_empty() && !host.is_empty());
        return is_address.then_some(Likeness::Odd);
    }
    let day = text.split_whitespace().any(|w| DAYS.contains(&w));
    let sure = day && words.any(|w| w.len() == 3 && date::month(w).is_some());
    Some(if sure { Likeness::Sure } else { Likeness::Likely })
}

fn is_clock(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.contains(':') && digits >= 3 && word.bytes().all(|b| b.is_ascii_digit() || b == b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, sender: &str, want: Option<&str>) {
        let read = Postmark::read(line.as_bytes());
        assert_eq!(read.sender(), sender, "{line}");
        assert_eq!(read.delivered.map(|at| at.to_string()).as_deref(), want, "{line}");
    }

    #[test]
    fn postmarks_bear_senders_and_dates() {
        let sure = Some("2019-05-20T20:51:00Z");
        check("From ann@example.org Mon May 20 20:51:00 2019\n", "ann@example.org", sure);
        check("From ann at example.org  Mon May 20 20:51 2019", "ann at example.org", sure);
        check("From - Mon May 20 20:51:00 +0200 2019", "-", sure);
        check("From ann Mon May 20 20:51:00 EDT 2019 remote from host", "ann", sure);
        check("From ann@example.org", "ann@example.org", None);
        check("From ann@example.org Mon Xyz 20 20:51:00 2019", "ann@example.org", None);
        check("From ann@example.org Mon May 40 20:51:00 2019", "ann@example.org", None);
    }
}
