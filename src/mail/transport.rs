//! A message made fit for a far side that is older than its author's: 7-bit, lines of at most 998
//! octets, a header in ASCII. Parts that may not change (signed, encrypted) go as they are.

mod head;

pub use head::{Plain, plain};

use super::codec;
use super::edit;
use super::message::{Message, Section};

/// RFC 5322 §2.1.1: octets of a line, its end aside.
const LINE_LIMIT: usize = 998;

/// What the far side can take: each the one before, and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path {
    /// 7 bits only.
    SevenBit,
    /// 8BITMIME (RFC 6152).
    EightBit,
    /// A header in UTF-8 too: SMTPUTF8 (RFC 6531).
    Utf8,
}

impl Path {
    /// The least that a message of this header and body needs.
    pub fn of(head: &[u8], body: &[u8]) -> Self {
        match (head.is_ascii(), body.is_ascii()) {
            (false, _) => Self::Utf8,
            (true, false) => Self::EightBit,
            (true, true) => Self::SevenBit,
        }
    }
}

/// The message as this path can take it; `None` when all is well as it is, or nothing may be done.
pub fn fit(raw: &[u8], path: Path) -> Option<Vec<u8>> {
    let fitted = fit_body(raw, path);
    let (head, body) = edit::split(fitted.as_deref().unwrap_or(raw));
    match plain(head).filter(|_| path < Path::Utf8) {
        Some(plain) => Some([&plain.head, &b"\r\n"[..], body].concat()),
        None => fitted,
    }
}

/// The message with the text and binary parts re-encoded that this path cannot take, its header as it
/// is but for the field that says so; `None` when all is well as it is, or nothing may be done.
pub fn fit_body(raw: &[u8], path: Path) -> Option<Vec<u8>> {
    let (head, body) = edit::split(raw);
    if suits(body, path) {
        return None;
    }
    let parts = Message::parse(raw).sections();
    let root = parts.first()?;
    if root.body.start + body.len() != raw.len() {
        return None;
    }
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 8);
    let changes = changes(raw, &parts, path);
    if changes.is_empty() {
        return None;
    }
    let change = |index: usize| changes.iter().find(|(i, _)| *i == index).map(|(_, c)| *c);
    write_head(&mut out, head, change(0));
    let mut at = root.body.start;
    for (index, part) in parts.iter().enumerate() {
        let Some(change) = change(index) else { continue };
        if index > 0 {
            out.extend_from_slice(raw.get(at..part.head.start)?);
            write_head(&mut out, raw.get(part.head.clone())?, Some(change));
            at = part.body.start;
        }
        let octets = raw.get(part.body.clone())?;
        match change {
            Change::Label => continue,
            Change::Quoted => codec::write_quoted(&mut out, octets),
            Change::Base64 => codec::write_base64(&mut out, octets),
        }
        at = part.body.end;
    }
    out.extend_from_slice(raw.get(at..)?);
    Some(out)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Only says 7bit from now on: RFC 2045 §6.4, a multipart's own encoding.
    Label,
    Quoted,
    Base64,
}

fn suits(octets: &[u8], path: Path) -> bool {
    let mut start = 0;
    let mut short = || {
        let ends = memchr::memchr_iter(b'\n', octets).chain([octets.len()]);
        ends.map(|end| end - std::mem::replace(&mut start, end + 1)).all(|n| n <= LINE_LIMIT + 1)
    };
    (path > Path::SevenBit || octets.is_ascii()) && short()
}

/// What changes, by part, in order of place.
fn changes(raw: &[u8], parts: &[Section], path: Path) -> Vec<(usize, Change)> {
    let (mut waiting, mut found) = (vec![0], Vec::new());
    while let Some(index) = waiting.pop() {
        let Some(part) = parts.get(index) else { continue };
        let plain = matches!(part.encoding.as_str(), "" | "7bit" | "8bit" | "binary");
        let kind = part.media_type.as_str();
        if matches!(kind, "multipart/signed" | "multipart/encrypted") {
            continue;
        }
        if kind.starts_with("multipart/") {
            waiting.extend(&part.children);
            if path == Path::SevenBit && matches!(part.encoding.as_str(), "8bit" | "binary") {
                found.push((index, Change::Label));
            }
        } else if !kind.starts_with("message/")
            && plain
            && !raw.get(part.body.clone()).is_none_or(|body| suits(body, path))
        {
            let text = kind.starts_with("text/");
            found.push((index, if text { Change::Quoted } else { Change::Base64 }));
        }
    }
    found.sort_unstable_by_key(|(index, _)| *index);
    found
}

fn write_head(out: &mut Vec<u8>, head: &[u8], change: Option<Change>) {
    let fields = edit::fields(head).filter(|f| f.bytes != b"\r\n");
    for field in fields.filter(|f| change.is_none() || !f.is("Content-Transfer-Encoding")) {
        out.extend_from_slice(field.bytes);
    }
    let encoding = match change {
        None => None,
        Some(Change::Label) => Some("7bit"),
        Some(Change::Quoted) => Some("quoted-printable"),
        Some(Change::Base64) => Some("base64"),
    };
    if let Some(encoding) = encoding {
        edit::write_field(out, "Content-Transfer-Encoding", encoding);
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, path: Path, want: Option<&str>) {
        let raw = raw.replace('\n', "\r\n");
        let got = fit(raw.as_bytes(), path);
        let text = got.map(|out| String::from_utf8(out).unwrap().replace("\r\n", "\n"));
        assert_eq!(text.as_deref(), want);
    }

    #[test]
    fn what_suits_is_left_alone() {
        check("A: b\n\nHello\n", Path::SevenBit, None);
        check("A: b\n\nété\n", Path::EightBit, None);
        let signed = "Content-Type: multipart/signed; boundary=b\n\n--b\n\nété\n--b--\n";
        check(signed, Path::SevenBit, None);
        check("Content-Type: message/rfc822\n\nA: b\n\nété\n", Path::SevenBit, None);
    }

    #[test]
    fn headers_become_ascii() {
        let raw = "Subject: été\nA: b\n\nété\n";
        check(raw, Path::Utf8, None);
        check(raw, Path::EightBit, Some("Subject: =?utf-8?B?w6l0w6k=?=\nA: b\n\nété\n"));
        check(
            raw,
            Path::SevenBit,
            Some(
                "Subject: =?utf-8?B?w6l0w6k=?=\nA: b\nContent-Transfer-Encoding: \
                 quoted-printable\n\n=C3=A9t=C3=A9\n",
            ),
        );
    }

    #[test]
    fn text_becomes_quoted() {
        check(
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\nA: b\n\nété\n",
            Path::SevenBit,
            Some(
                "Content-Type: text/plain; charset=utf-8\nA: b\n\
                 Content-Transfer-Encoding: quoted-printable\n\n=C3=A9t=C3=A9\n",
            ),
        );
    }

    #[test]
    fn long_lines_are_cut_for_everyone() {
        let raw = format!("A: b\n\n{}\n", "x".repeat(1500)).replace('\n', "\r\n");
        let out = fit(raw.as_bytes(), Path::EightBit).unwrap();
        assert!(out.split(|b| *b == b'\n').all(|l| l.len() <= 77));
        assert_eq!(Message::parse(&out).text().text.trim_end(), "x".repeat(1500));
        check(&format!("A: b\n\n{}\n", "x".repeat(998)), Path::EightBit, None);
    }

    #[test]
    fn parts_change_one_by_one() {
        check(
            "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\n--b\n\
             Content-Type: text/plain; charset=utf-8\n\nété\n--b\nContent-Type: text/plain\n\n\
             ok\n--b\nContent-Type: application/x-raw\n\né\n--b--\n",
            Path::SevenBit,
            Some(
                "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 7bit\n\n--b\n\
                 Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: \
                 quoted-printable\n\n=C3=A9t=C3=A9\n--b\nContent-Type: text/plain\n\nok\n--b\n\
                 Content-Type: application/x-raw\nContent-Transfer-Encoding: base64\n\nw6k=\n\n--b--\n",
            ),
        );
    }
}
