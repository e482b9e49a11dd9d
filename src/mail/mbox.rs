//! Mbox files (RFC 4155), one message at a time, however large the file: read in any dialect, written in one.
//!
//! A message starts at a line `From ` that looks like a postmark and is followed by a header field; one
//! that is less sure must also follow an empty line, and one without a date be followed by a field that
//! mail begins with. `From ` in a text is text. Lines quoted as mboxrd
//! (`>From `, `>>From `) lose one mark. A Content-Length (mboxcl, mboxcl2) is believed where it leads to
//! the next postmark or the end, as long as no three of them lied.

mod lines;
mod postmark;

use std::io::{self, BufRead, Write};

use super::address::Address;
use crate::clock::Timestamp;
use lines::{Lines, bare, is_ended};
use postmark::{Likeness, likeness};

pub use postmark::Postmark;

/// Messages over this size are passed over, whole.
pub const MAX_MESSAGE: usize = 96 * 1024 * 1024;

/// Content-Lengths that led nowhere before no more is believed: a file is of one dialect.
const LIES: u8 = 3;

/// One message of an mbox.
#[derive(Debug)]
pub struct Entry {
    /// Its octets, line ends made CRLF; empty when it was over [`MAX_MESSAGE`].
    pub raw: Vec<u8>,
    /// The octet of the file at which it begins, with its postmark.
    pub start: u64,
    /// Octets of the file up to and with this message: where to go on.
    pub end: u64,
    /// The line it begins with; empty where the file begins without one.
    pub postmark: Postmark,
    /// Whether it was over [`MAX_MESSAGE`].
    pub too_large: bool,
}

/// Messages of an mbox in order. Yields an error at most once, and then ends.
pub struct Mbox<R> {
    lines: Lines<R>,
    line: Vec<u8>,
    started: bool,
    done: bool,
    lies: u8,
}

impl<R: BufRead> Mbox<R> {
    /// Reads from `reader`, which stands at octet `at` of the file: 0 or an earlier [`Entry::end`].
    pub fn new(reader: R, at: u64) -> Self {
        let lines = Lines::new(reader, at);
        Self { lines, line: Vec::new(), started: false, done: false, lies: 0 }
    }

    /// The next message.
    fn read(&mut self) -> io::Result<Option<Entry>> {
        if !self.started {
            self.started = true;
            self.begin()?;
        }
        if self.line.is_empty() {
            return Ok(None);
        }
        let start = self.lines.at() - self.line.len() as u64;
        let mut message = Gathered::default();
        let mut postmark = Postmark::default();
        if likeness(&self.line).is_some() {
            postmark = Postmark::read(&self.line);
        } else {
            message.add(&self.line);
        }
        loop {
            self.next_line()?;
            if self.line.is_empty() || self.is_next(&message)? {
                break;
            }
            message.add(&self.line);
            if let Some(octets) = message.counted.take() {
                self.take_counted(&mut message, octets)?;
            }
        }
        let end = self.lines.at() - self.line.len() as u64;
        let too_large = message.too_large;
        Ok(Some(Entry { raw: message.finish(), start, end, postmark, too_large }))
    }

    /// Passes over empty lines to the first postmark, or to a message that lost its own.
    fn begin(&mut self) -> io::Result<()> {
        loop {
            self.next_line()?;
            if self.line.is_empty() {
                return Ok(());
            }
            let line = self.line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.line);
            if bare(line).is_empty() {
                continue;
            }
            if likeness(line).is_some() || is_usual_field(line) {
                self.line = line.to_vec();
                return Ok(());
            }
            let what = "it does not start with a “From ” line: this is no mbox file";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
    }

    fn next_line(&mut self) -> io::Result<()> {
        self.lines.next(&mut self.line)
    }

    /// Whether the line just read begins the next message.
    fn is_next(&mut self, message: &Gathered) -> io::Result<bool> {
        if message.midline {
            return Ok(false);
        }
        let Some(likeness) = likeness(&self.line) else { return Ok(false) };
        let mut next = Vec::new();
        self.lines.next(&mut next)?;
        self.lines.unread(&next);
        let blank = bare(&next).is_empty();
        // Old gateways left the postmarks of earlier hops, quoted.
        let headed = is_field(&next) || next.starts_with(b">From ");
        Ok(match likeness {
            Likeness::Sure => headed || (message.after_blank && blank),
            Likeness::Likely => headed && message.after_blank,
            Likeness::Odd => is_usual_field(&next) && message.after_blank,
        })
    }

    /// The body that a Content-Length announces, if it ends where one may.
    fn take_counted(&mut self, message: &mut Gathered, octets: usize) -> io::Result<()> {
        if self.lies >= LIES || octets > MAX_MESSAGE {
            return Ok(());
        }
        let (mut body, mut line) = (Vec::with_capacity(octets.min(1 << 20)), Vec::new());
        while body.len() < octets {
            self.lines.next(&mut line)?;
            if line.is_empty() {
                break;
            }
            body.extend_from_slice(&line);
        }
        if body.len() != octets || !self.may_end()? {
            self.lies += 1;
            self.lines.unread(&body);
            return Ok(());
        }
        // Of the two dialects that count, one quotes.
        let quotes = !body.split(|b| *b == b'\n').any(|l| l.starts_with(b"From "));
        message.quotes = quotes;
        let mut lines = Lines::new(body.as_slice(), 0);
        loop {
            lines.next(&mut line)?;
            if line.is_empty() {
                return Ok(());
            }
            message.add(&line);
        }
    }

    /// Whether a message may end here: the end, or a postmark, after an empty line or not.
    fn may_end(&mut self) -> io::Result<bool> {
        let (mut next, mut more) = (Vec::new(), Vec::new());
        self.lines.next(&mut next)?;
        if bare(&next).is_empty() && !next.is_empty() {
            self.lines.next(&mut more)?;
            self.lines.unread(&more);
            self.lines.unread(&next);
            return Ok(more.is_empty() || likeness(&more).is_some());
        }
        self.lines.unread(&next);
        Ok(next.is_empty() || likeness(&next).is_some())
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

/// The lines of a message so far.
struct Gathered {
    raw: Vec<u8>,
    in_head: bool,
    after_blank: bool,
    midline: bool,
    too_large: bool,
    quotes: bool,
    length: Option<usize>,
    /// A Content-Length, once the header is over.
    counted: Option<usize>,
}

impl Default for Gathered {
    fn default() -> Self {
        Self {
            raw: Vec::new(),
            in_head: true,
            after_blank: true,
            midline: false,
            too_large: false,
            quotes: true,
            length: None,
            counted: None,
        }
    }
}

impl Gathered {
    fn add(&mut self, line: &[u8]) {
        let text = bare(line);
        let whole = !self.midline;
        self.midline = !is_ended(line);
        self.after_blank = whole && text.is_empty();
        if self.in_head && whole {
            self.look_at_field(text);
        }
        if self.raw.len() + text.len() > MAX_MESSAGE {
            self.too_large = true;
            self.raw = Vec::new();
        }
        if self.too_large {
            return;
        }
        let quoted = self.quotes && !self.in_head && whole;
        self.raw.extend_from_slice(if quoted { unquoted(text) } else { text });
        if !self.midline {
            self.raw.extend_from_slice(b"\r\n");
        }
    }

    fn look_at_field(&mut self, line: &[u8]) {
        const NAME: &[u8] = b"content-length:";
        if line.is_empty() {
            self.in_head = false;
            self.counted = self.length.take();
        } else if line.get(..NAME.len()).is_some_and(|n| n.eq_ignore_ascii_case(NAME)) {
            let value = line.get(NAME.len()..).and_then(|v| std::str::from_utf8(v).ok());
            self.length = value.and_then(|v| v.trim().parse().ok());
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.midline && !self.too_large {
            self.raw.extend_from_slice(b"\r\n");
        }
        // The empty line before the next postmark belongs to the format, not to the message.
        if self.raw.ends_with(b"\r\n\r\n") {
            self.raw.truncate(self.raw.len() - 2);
        }
        self.raw
    }
}

/// Whether a line is a header field (RFC 5322 §2.2): a name and a colon.
fn is_field(line: &[u8]) -> bool {
    let name = line.split(|b| *b == b':').next().unwrap_or_default();
    (1..=76).contains(&name.len())
        && name.len() < line.len()
        && name.iter().all(u8::is_ascii_graphic)
}

/// Whether a line is a field that mail begins with, or might: `root:x:0:0` is one to the letter only.
fn is_usual_field(line: &[u8]) -> bool {
    const USUAL: [&str; 22] = [
        "return-path",
        "received",
        "delivered-to",
        "from",
        "sender",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "reply-to",
        "mime-version",
        "path",
        "newsgroups",
        "status",
        "approved",
        "envelope-to",
        "content-type",
        "article",
    ];
    let name = line.split(|b| *b == b':').next().unwrap_or_default();
    let name = String::from_utf8_lossy(name).trim_end().to_ascii_lowercase();
    let own = ["x-", "list-", "resent-", "dkim-", "arc-", "content-", "authentication-"];
    line.contains(&b':')
        && (USUAL.contains(&name.as_str())
            || (own.iter().any(|o| name.starts_with(o)) && !name.contains(' ')))
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

fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    let quoted = marks > 0 && line.get(marks..).is_some_and(|l| l.starts_with(b"From "));
    if quoted { line.get(1..).unwrap_or(line) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let found: Vec<String> = Mbox::new(text.as_bytes(), 0)
            .map(|e| String::from_utf8(e.unwrap().raw).unwrap().replace("\r\n", "\n"))
            .collect();
        assert_eq!(found, want, "{text:?}");
    }

    const MARK: &str = "From ann@example.org Mon May 20 20:51:00 2019\n";

    #[test]
    fn splits_at_postmarks_only() {
        let un = "Subject: un\n\nBonjour\n\nFrom here on, nothing.\n";
        let text = format!("{MARK}{un}>From quoted\n\n{MARK}Subject: deux\n\nFin\n");
        check(&text, &[&format!("{un}From quoted\n"), "Subject: deux\n\nFin\n"]);
        let forwarded = format!("Subject: un\n\nIl a écrit :\n\n{MARK}que rien ne va.\n");
        check(&format!("{MARK}{forwarded}"), &[&forwarded]);
        let loose = "From here, 20:51 in 2019\nSubject: x\n";
        check(&format!("{MARK}A: b\n\nc\n{loose}"), &[&format!("A: b\n\nc\n{loose}")]);
    }

    #[test]
    fn dialects() {
        let two: [&str; 2] = ["A: b\n\nun\n", "A: c\n\ndeux\n"];
        check(&format!("{MARK}A: b\n\nun\n{MARK}A: c\n\ndeux"), &two);
        check(
            &format!("\n\n{MARK}A: b\n\nun\n\n\n{MARK}A: c\n\ndeux\n\n"),
            &["A: b\n\nun\n\n", two[1]],
        );
        check(&format!("To: b\n\nun\n\n{MARK}A: c\n\ndeux\n"), &["To: b\n\nun\n", two[1]]);
        check(&format!("\u{feff}{MARK}A: b\n\nun\n\n{MARK}A: c\n\ndeux\n"), &two);
        let old = format!("{MARK}A: b\n\nun\n\n{MARK}A: c\n\ndeux\n");
        check(&old.replace('\n', "\r"), &two);
        check(&old.replace('\n', "\r\r\n"), &two);
        check(&old.replace("un\n", "un\r"), &two);
        let google = "From 1234@xxx Mon May 20 20:51:00 +0000 2019\nA: b\n\nun\n\n";
        let pipermail = "From ann at example.org  Mon May 20 20:51:00 2019\nA: c\n\ndeux\n";
        check(&format!("{google}{pipermail}"), &two);
        let gateway = ">From ann Mon May 20 20:50:00 2019 remote from hote\n";
        check(&format!("{MARK}{gateway}A: b\n\nun\n"), &[&format!("{gateway}A: b\n\nun\n")]);
        check(&format!("{MARK}\nun\n"), &["\nun\n"]);
        let odd = "From ann@example.org Sat Foo 99 99:99:99 199x\n";
        check(
            &format!("{MARK}From: b\n\nun\n\n{odd}From: c\n\ndeux\n"),
            &["From: b\n\nun\n", "From: c\n\ndeux\n"],
        );
        let told = format!("A: b\n\nun\n\n{odd}C'est tout.\n");
        check(&format!("{MARK}{told}"), &[&told]);
    }

    #[test]
    fn counted_bodies() {
        let inside = format!("un\n\n{MARK}A: faux\n\n>From x\n");
        let head = format!("A: b\nContent-Length: {}\n\n", inside.len());
        let counted = format!("{MARK}{head}{inside}\n{MARK}A: c\n\ndeux\n");
        check(&counted, &[&format!("{head}{inside}"), "A: c\n\ndeux\n"]);
        // One that lies is as if it were not there.
        for lie in ["3", "5", "99999", "999999999999999999999", "-1", "x"] {
            let head = format!("A: b\nContent-Length: {lie}\n\n");
            let text = format!("{MARK}{head}un\n\n{MARK}A: c\n\ndeux\n");
            check(&text, &[&format!("{head}un\n"), "A: c\n\ndeux\n"]);
        }
    }

    #[test]
    fn what_is_too_large_is_named() {
        let large = "x".repeat(1000) + "\n";
        let large = large.repeat(MAX_MESSAGE / 1000);
        let text = format!("{MARK}A: b\n\n{large}\n{MARK}A: c\n\ndeux\n");
        let found: Vec<Entry> = Mbox::new(text.as_bytes(), 0).map(Result::unwrap).collect();
        assert!(found[0].too_large && found[0].raw.is_empty() && !found[1].too_large);
        assert_eq!((found[0].start, found[0].end), (0, found[1].start));
        assert_eq!(found[1].end, text.len() as u64);
        assert_eq!(found[1].raw, b"A: c\r\n\r\ndeux\r\n");
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
        let error =
            Mbox::new(&b"root:x:0:0:root:/root:/bin/sh\n"[..], 0).next().unwrap().unwrap_err();
        assert!(error.to_string().contains("no mbox"));
        check("", &[]);
        check("\n\n", &[]);
    }
}
