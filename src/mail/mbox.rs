//! Mbox files (RFC 4155), one message at a time, however large the file: read in any dialect, written in one.
//!
//! A message starts at a line `From ` that follows an empty line (or the file's start) and looks like
//! a postmark: it holds a time `hh:mm` and a year. Plain `From ` at the start of a paragraph is text.
//! Lines quoted as mboxrd (`>From `, `>>From `) lose one mark.

use std::io::{self, BufRead, Write};

use jiff::civil::DateTime;

use super::address::Address;
use crate::clock::{TimeZone, Timestamp};

/// Messages over this size are passed over, whole.
pub const MAX_MESSAGE: usize = 50 * 1024 * 1024;

/// One message of an mbox.
#[derive(Debug)]
pub struct Entry {
    /// Its octets, line ends made CRLF; empty when it was over [`MAX_MESSAGE`].
    pub raw: Vec<u8>,
    /// Octets of the file up to and with this message: where to go on.
    pub end: u64,
    /// When it was delivered, as its postmark says: for messages without a date of their own.
    pub delivered: Option<Timestamp>,
}

/// Messages of an mbox in order. Yields an error at most once, and then ends.
pub struct Mbox<R> {
    reader: R,
    at: u64,
    line: Vec<u8>,
    started: bool,
    done: bool,
}

impl<R: BufRead> Mbox<R> {
    /// Reads from `reader`, which stands at octet `at` of the file: 0 or an earlier [`Entry::end`].
    pub fn new(reader: R, at: u64) -> Self {
        Self { reader, at, line: Vec::new(), started: false, done: false }
    }

    /// The next message.
    fn read(&mut self) -> io::Result<Option<Entry>> {
        if !self.started {
            self.started = true;
            self.skip_blank_lines()?;
            if self.line.is_empty() {
                return Ok(None);
            }
            if !is_postmark(&self.line) {
                let what = "it does not start with a “From ” line: this is no mbox file";
                return Err(io::Error::new(io::ErrorKind::InvalidData, what));
            }
        }
        if self.line.is_empty() {
            return Ok(None);
        }
        let delivered = postmark_date(&self.line);
        let mut raw = Vec::new();
        let (mut blank, mut too_long) = (false, false);
        loop {
            self.next_line()?;
            if self.line.is_empty() || (blank && is_postmark(&self.line)) {
                break;
            }
            if raw.len() > MAX_MESSAGE {
                too_long = true;
                raw.clear();
            }
            let line = trim_end(&self.line);
            blank = line.is_empty();
            if !too_long {
                raw.extend_from_slice(unquoted(line));
                raw.extend_from_slice(b"\r\n");
            }
        }
        // The empty line before the next postmark belongs to the format, not to the message.
        if raw.ends_with(b"\r\n\r\n") {
            raw.truncate(raw.len() - 2);
        }
        let end = self.at - self.line.len() as u64;
        Ok(Some(Entry { raw, end, delivered }))
    }

    fn skip_blank_lines(&mut self) -> io::Result<()> {
        loop {
            self.next_line()?;
            if self.line.is_empty() || !trim_end(&self.line).is_empty() {
                return Ok(());
            }
        }
    }

    fn next_line(&mut self) -> io::Result<()> {
        self.line.clear();
        self.at += self.reader.read_until(b'\n', &mut self.line)? as u64;
        Ok(())
    }
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.read().transpose();
        self.done = !matches!(next, Some(Ok(_)));
        next
    }
}

/// Writes one entry: LF line ends, quoted as mboxrd so that reading it back gives what was. The postmark
/// names an address and a moment.
///
/// # Errors
/// When `file` cannot be written.
pub fn write_entry(
    file: &mut impl Write,
    (by, at): (&Address, Timestamp),
    raw: &[u8],
) -> io::Result<()> {
    writeln!(file, "From {by} {}", at.strftime("%a %b %e %H:%M:%S %Y"))?;
    for line in raw.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let marks = line.iter().take_while(|b| **b == b'>').count();
        if line.get(marks..).is_some_and(|l| l.starts_with(b"From ")) {
            file.write_all(b">")?;
        }
        file.write_all(line)?;
        file.write_all(b"\n")?;
    }
    // Raw mail ends with a line end, so the split's last piece is the empty line between entries.
    if raw.ends_with(b"\n") { Ok(()) } else { file.write_all(b"\n") }
}

fn trim_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    let quoted = marks > 0 && line.get(marks..).is_some_and(|l| l.starts_with(b"From "));
    if quoted { line.get(1..).unwrap_or(line) } else { line }
}

/// `From ann@example.org Mon May 20 20:51:00 2019`: a time and a year are what all dialects share.
fn is_postmark(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let text = String::from_utf8_lossy(rest);
    let time = |w: &str| {
        let digits = w.bytes().filter(u8::is_ascii_digit).count();
        w.contains(':') && digits >= 3 && w.bytes().all(|b| b.is_ascii_digit() || b == b':')
    };
    let year = |w: &str| w.len() == 4 && w.parse::<u16>().is_ok_and(|y| (1970..=2100).contains(&y));
    text.split_whitespace().any(time) && text.split_whitespace().any(year)
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `May 20 20:51:00 2019` in a postmark, taken for UTC: few dialects name a zone, and none the same.
fn postmark_date(line: &[u8]) -> Option<Timestamp> {
    let text = String::from_utf8_lossy(line);
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words
        .iter()
        .position(|w| w.contains(':') && w.starts_with(|c: char| c.is_ascii_digit()))?;
    let word = |back: usize| words.get(at.checked_sub(back)?).copied();
    let month = MONTHS.iter().position(|m| word(2).is_some_and(|w| w.eq_ignore_ascii_case(m)))?;
    let mut clock = words.get(at)?.split(':').map(str::parse::<i8>);
    let mut next = || clock.next().unwrap_or(Ok(0)).ok();
    let (hour, minute, second) = (next()?, next()?, next()?);
    let year = words.iter().skip(at + 1).filter(|w| w.len() == 4).find_map(|w| w.parse().ok())?;
    let (month, day) = (i8::try_from(month + 1).ok()?, word(1)?.parse().ok()?);
    let moment = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    TimeZone::UTC.to_timestamp(moment).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        Mbox::new(text.as_bytes(), 0).map(|e| String::from_utf8(e.unwrap().raw).unwrap()).collect()
    }

    const MARK: &str = "From ann@example.org Mon May 20 20:51:00 2019\n";

    #[test]
    fn splits_at_postmarks_only() {
        let text = format!(
            "{MARK}Subject: un\n\nBonjour\n\nFrom here on, nothing.\n>From quoted\n\n{MARK}Subject: deux\n\nFin\n"
        );
        assert_eq!(
            read(&text),
            [
                "Subject: un\r\n\r\nBonjour\r\n\r\nFrom here on, nothing.\r\nFrom quoted\r\n",
                "Subject: deux\r\n\r\nFin\r\n"
            ]
        );
    }

    #[track_caller]
    fn date(line: &str, want: Option<&str>) {
        let found = postmark_date(line.as_bytes()).map(|at| at.to_string());
        assert_eq!(found.as_deref(), want, "{line}");
    }

    #[test]
    fn postmarks_bear_dates() {
        date(MARK, Some("2019-05-20T20:51:00Z"));
        date("From ann at example.org  Mon May  6 20:51 2019", Some("2019-05-06T20:51:00Z"));
        date("From - Mon May 20 20:51:00 +0200 2019", Some("2019-05-20T20:51:00Z"));
        date("From ann@example.org", None);
        date("From ann@example.org Mon Mai 20 20:51:00 2019", None);
        date("From ann@example.org Mon May 40 20:51:00 2019", None);
    }

    #[test]
    fn goes_on_where_it_stopped() {
        let text = format!("{MARK}Subject: un\n\nA\n\n{MARK}Subject: deux\n\nB\n\n");
        let first = Mbox::new(text.as_bytes(), 0).next().unwrap().unwrap();
        let rest = &text.as_bytes()[usize::try_from(first.end).unwrap()..];
        let second = Mbox::new(rest, first.end).next().unwrap().unwrap();
        assert_eq!(String::from_utf8(second.raw).unwrap(), "Subject: deux\r\n\r\nB\r\n");
        assert_eq!(second.end, text.len() as u64);
    }

    #[test]
    fn something_else_is_named() {
        let error = Mbox::new(&b"%PDF-1.7\n"[..], 0).next().unwrap().unwrap_err();
        assert!(error.to_string().contains("no mbox"));
        assert!(read("").is_empty());
        assert!(read("\n\n").is_empty());
    }
}
