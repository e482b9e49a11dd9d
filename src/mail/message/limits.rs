//! What must be known of raw mail before the parser sees it (threat 18). Two things hurt
//! mail-parser 0.11.9: each multipart whose delimiter never comes costs a walk to the end (1,000 in
//! 2.6 MB: 6 s), and messages nested 100,000 deep overflow the stack when they are let go.

use std::collections::HashMap;

/// Octets of the header block that are read; what follows in a longer one is not looked at.
pub(super) const MAX_HEADER: usize = 100 * 1024;
/// Multiparts whose delimiter never comes.
const MAX_LOST_DELIMITERS: usize = 20;
/// Messages in messages.
const MAX_NESTED: usize = 200;

/// How much of a message may be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// Its header up to this octet: the rest is a bomb, or looks like one.
    Header(usize),
}

/// Looks at raw mail once, twice when it declares many multiparts.
pub(super) fn measure(raw: &[u8]) -> Extent {
    let end = header_end(raw);
    if end > MAX_HEADER {
        let head = raw.get(..MAX_HEADER).unwrap_or(raw);
        let cut = head.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        return Extent::Header(cut);
    }
    let found = scan(raw);
    let lost = || found.vague + lost_delimiters(raw, &found.boundaries);
    let declared = found.boundaries.len() + found.vague;
    if found.nested > MAX_NESTED || (declared > MAX_LOST_DELIMITERS && lost() > MAX_LOST_DELIMITERS)
    {
        return Extent::Header(end);
    }
    Extent::Whole
}

/// Where the header block ends: the first empty line, or the end.
pub(super) fn header_end(raw: &[u8]) -> usize {
    let mut at = 0;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        if line == b"\n" || line == b"\r\n" {
            return at;
        }
        at += line.len();
    }
    at
}

struct Scan<'r> {
    /// Values of `boundary=` and where each stands.
    boundaries: Vec<(usize, &'r [u8])>,
    /// `boundary*0=` and `boundary =`: counted, not read.
    vague: usize,
    nested: usize,
}

fn scan(raw: &[u8]) -> Scan<'_> {
    let mut found = Scan { boundaries: Vec::new(), vague: 0, nested: 0 };
    let begins = |at: usize, word: &[u8]| {
        raw.get(at..at + word.len()).is_some_and(|s| s.eq_ignore_ascii_case(word))
    };
    for (at, byte) in raw.iter().enumerate() {
        match byte {
            b'/' if begins(at, b"/rfc822") || begins(at, b"/global") || begins(at, b"/digest") => {
                found.nested += 1;
            }
            b'b' | b'B' if begins(at, b"boundary") => {
                let rest = raw.get(at + 8..).unwrap_or_default();
                match rest.iter().find(|b| !b.is_ascii_whitespace()) {
                    Some(b'=') if rest.starts_with(b"=") => {
                        found.boundaries.push((at, value(rest.get(1..).unwrap_or_default())));
                    }
                    Some(b'=' | b'*') => found.vague += 1,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found
}

/// A parameter's value (RFC 2045 §5.1), quoted or not.
fn value(rest: &[u8]) -> &[u8] {
    let line = rest.get(..200.min(rest.len())).unwrap_or_default();
    if let Some(quoted) = line.strip_prefix(b"\"") {
        return quoted.split(|b| *b == b'"').next().unwrap_or_default();
    }
    line.split(|b| b.is_ascii_whitespace() || *b == b';').next().unwrap_or_default()
}

/// How many declared boundaries have no delimiter line after their declaration.
fn lost_delimiters(raw: &[u8], declared: &[(usize, &[u8])]) -> usize {
    let mut last: HashMap<&[u8], usize> = declared.iter().map(|(_, b)| (*b, 0)).collect();
    let mut at = 0;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        if let Some(rest) = line.strip_prefix(b"--") {
            let bare = rest.trim_ascii_end();
            let closing = bare.strip_suffix(b"--").unwrap_or(bare);
            for name in [bare, closing] {
                if let Some(place) = last.get_mut(name) {
                    *place = at;
                }
            }
        }
        at += line.len();
    }
    declared.iter().filter(|(at, b)| last.get(b).is_none_or(|l| l < at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_mail_is_whole() {
        assert_eq!(measure(b"Subject: x\r\n\r\nboundary boundary=x\r\n"), Extent::Whole);
        let mut digest = String::from("Content-Type: multipart/mixed; boundary=\"out\"\r\n\r\n");
        for i in 0..100 {
            digest += &format!(
                "--out\r\nContent-Type: multipart/alternative; boundary=b{i}\r\n\r\n--b{i}\r\n\r\nx\r\n--b{i}--\r\n"
            );
        }
        digest += "--out--\r\n";
        assert_eq!(measure(digest.as_bytes()), Extent::Whole);
    }

    #[test]
    fn bombs_are_cut_at_their_header() {
        let head = "Content-Type: multipart/mixed; boundary=A\r\n";
        let lost: String = (0..1000)
            .map(|i| format!("--A\r\nContent-Type: multipart/mixed; boundary=Z{i}\r\n\r\nx\r\n"))
            .collect();
        assert_eq!(measure(format!("{head}\r\n{lost}--A--\r\n").as_bytes()), Extent::Header(43));
        let vague = lost.replace("boundary=", "boundary*0=");
        assert_eq!(measure(format!("{head}\r\n{vague}--A--\r\n").as_bytes()), Extent::Header(43));
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
        assert_eq!(measure(nested.as_bytes()), Extent::Header(30));
        let long = format!("Subject: x\r\nTo: {}\r\n\r\n", "a@example.org,\r\n ".repeat(100_000));
        assert!(matches!(measure(long.as_bytes()), Extent::Header(n) if n <= MAX_HEADER));
        let line = format!("Subject: {}", "x".repeat(1_000_000));
        assert_eq!(measure(line.as_bytes()), Extent::Header(0));
    }
}
