//! Edits of a header section: fields dropped, fields written. The body is never touched here; where
//! a footer may stand in it is [`crate::mail::footing`]'s question.

use std::borrow::Cow;

use super::address::Mailbox;

/// RFC 5322 §2.1.1: lines should not be longer than this.
const LINE: usize = 78;
/// RFC 2047 §2: an encoded word is at most 75 characters; this leaves 45 octets of text.
const WORD_OCTETS: usize = 45;

/// The message with every line end made CRLF: bare CR and bare LF never leave this house (RFC 5321
/// §2.3.8). What is well-formed comes back as it is.
pub fn canonical(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut previous = 0;
    let mut clean = raw.last() != Some(&b'\r');
    for byte in raw {
        clean &= (*byte == b'\n') == (previous == b'\r');
        previous = *byte;
    }
    if clean {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 32);
    let mut bytes = raw.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if(|next| **next == b'\n');
                out.extend_from_slice(b"\r\n");
            }
            b'\n' => out.extend_from_slice(b"\r\n"),
            other => out.push(*other),
        }
    }
    Cow::Owned(out)
}

/// Header section (its last line end included) and body of a message with CRLF line ends; the empty
/// line between belongs to neither. A message without one is all header.
pub fn split(raw: &[u8]) -> (&[u8], &[u8]) {
    if let Some(body) = raw.strip_prefix(b"\r\n") {
        return (&[], body);
    }
    match raw.windows(4).position(|w| w == b"\r\n\r\n") {
        Some(at) => raw.split_at_checked(at + 2).map_or((raw, &[][..]), |(head, rest)| {
            (head, rest.strip_prefix(b"\r\n").unwrap_or(rest))
        }),
        None => (raw, &[]),
    }
}

/// One field as it stands: all its lines, line ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name, case as written; empty for a line that is no field.
    pub name: &'a str,
    /// Its lines.
    pub bytes: &'a [u8],
}

impl Field<'_> {
    /// Whether it bears this name, case aside.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its value, unfolded, blanks trimmed, nothing decoded.
    pub fn value(&self) -> String {
        let text = String::from_utf8_lossy(self.bytes);
        let value = text.split_once(':').map_or("", |(_, value)| value);
        value.split("\r\n").collect::<String>().trim().to_owned()
    }
}

/// The fields of a header section in order. Every octet of the section is in exactly one of them.
pub fn fields(head: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = head;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (bytes, after) = rest.split_at(field_end(rest));
        rest = after;
        let name = bytes.iter().position(|b| *b == b':').and_then(|at| bytes.get(..at));
        let name = name.and_then(|n| std::str::from_utf8(n).ok()).unwrap_or_default().trim_end();
        let usable = name.bytes().all(|b| b.is_ascii_graphic());
        Some(Field { name: if usable { name } else { "" }, bytes })
    })
}

/// Where the first field ends: at a line end that no blank follows (RFC 5322 §2.2.3).
fn field_end(bytes: &[u8]) -> usize {
    let mut from = 0;
    while let Some(rest) = bytes.get(from..) {
        let Some(at) = rest.windows(2).position(|w| w == b"\r\n") else { break };
        from += at + 2;
        if !matches!(bytes.get(from), Some(b' ' | b'\t')) {
            return from;
        }
    }
    bytes.len()
}

/// Writes a field of ours. Control characters in the value become blanks, so no value makes a field
/// (threat 16); long values are folded at blanks.
pub fn write_field(out: &mut Vec<u8>, name: &str, value: &str) {
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    let mut column = name.len() + 1;
    for word in value.split(|c: char| c == ' ' || c.is_control()).filter(|w| !w.is_empty()) {
        if column + 1 + word.len() > LINE && column > name.len() + 1 {
            out.extend_from_slice(b"\r\n");
            column = 0;
        }
        out.push(b' ');
        out.extend_from_slice(word.as_bytes());
        column += 1 + word.len();
    }
    out.extend_from_slice(b"\r\n");
}

/// The mail with one field in the place of those of some names, as it is read from now on; everything
/// else to the octet.
pub fn with_field(raw: &[u8], (name, value): (&str, &str), gone: &[&str]) -> Vec<u8> {
    let raw = canonical(raw);
    let (head, body) = split(&raw);
    let mut out = Vec::with_capacity(raw.len() + 128);
    for field in fields(head).filter(|f| !f.is(name) && !gone.iter().any(|g| f.is(g))) {
        out.extend_from_slice(field.bytes);
    }
    write_field(&mut out, name, value);
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
    out
}

/// A phrase (RFC 5322 §3.2.5): as it is, quoted, or in encoded words (RFC 2047) of whole characters.
pub fn phrase(text: &str) -> String {
    let text = text.split(char::is_control).collect::<Vec<_>>().join(" ");
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~ ".contains(c);
    if text.chars().all(atom) && !text.contains("=?") {
        return text;
    }
    if text.is_ascii() && !text.contains("=?") {
        return format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    }
    encoded(&text)
}

/// Encoded words (RFC 2047) of whole characters; what stands between two of them is not read.
fn encoded(text: &str) -> String {
    let mut words = vec![String::new()];
    for c in text.chars() {
        if words.last().is_some_and(|w| w.len() + c.len_utf8() > WORD_OCTETS) {
            words.push(String::new());
        }
        words.iter_mut().next_back().into_iter().for_each(|w| w.push(c));
    }
    let encoded = words.iter().map(|w| data_encoding::BASE64.encode(w.as_bytes()));
    encoded.map(|w| format!("=?utf-8?B?{w}?=")).collect::<Vec<_>>().join(" ")
}

/// A text as a field of free text holds it (RFC 5322 §2.2.1), such as a subject: words as they are up
/// to the first that needs another form, the rest in encoded words.
pub fn unstructured(text: &str) -> String {
    let text = text.split(char::is_control).collect::<Vec<_>>().join(" ");
    // A word that does not fit a line is encoded too: encoded words fold.
    let is_plain = |word: &str| word.is_ascii() && !word.contains("=?") && word.len() < LINE;
    let mut length = 0;
    for word in text.split_inclusive(' ') {
        if !is_plain(word) {
            break;
        }
        length += word.len();
    }
    match text.split_at_checked(length) {
        Some((_, "")) | None => text,
        Some((plain, rest)) => format!("{plain}{}", encoded(rest)),
    }
}

/// The same, in quotes where it could stand without: programs that read From by hand stumble less.
pub fn quoted(text: &str) -> String {
    let phrase = phrase(text);
    if phrase.starts_with(['"', '=']) { phrase } else { format!("\"{phrase}\"") }
}

/// A mailbox as an address field holds it.
pub fn mailbox(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{} <{}>", phrase(name), mailbox.address),
        None => mailbox.address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::address::Address;
    use proptest::prelude::*;

    #[track_caller]
    fn check_canonical(input: &str, want: &str) {
        assert_eq!(String::from_utf8_lossy(&canonical(input.as_bytes())), want, "{input:?}");
    }

    #[test]
    fn line_ends() {
        check_canonical("a\r\nb\r\n", "a\r\nb\r\n");
        check_canonical("a\nb\rc\r\n", "a\r\nb\r\nc\r\n");
        check_canonical("a\r\r\n\n", "a\r\n\r\n\r\n");
        check_canonical("a\r", "a\r\n");
        check_canonical("\n.\n", "\r\n.\r\n");
        assert!(matches!(canonical(b"a\r\nb"), Cow::Borrowed(_)));
    }

    #[test]
    fn sections() {
        let check = |raw: &'static str, head: &str, body: &str| {
            assert_eq!(split(raw.as_bytes()), (head.as_bytes(), body.as_bytes()));
        };
        check("A: 1\r\n\r\nx", "A: 1\r\n", "x");
        check("A: 1\r\n", "A: 1\r\n", "");
        check("\r\nx", "", "x");
        check("A: 1\r\n\r\n", "A: 1\r\n", "");
    }

    #[test]
    fn fields_keep_their_lines() {
        let head = b"Subject: a\r\n b\r\nnot a field\r\nX-Empty:\r\nTo : c\r\n";
        let all: Vec<_> = fields(head).map(|f| (f.name, f.value())).collect();
        let want = [("Subject", "a b"), ("", ""), ("X-Empty", ""), ("To", "c")];
        assert_eq!(all, want.map(|(n, v)| (n, v.to_owned())));
    }

    #[track_caller]
    fn check_phrase(input: &str, want: &str) {
        assert_eq!(phrase(input), want);
    }

    #[test]
    fn phrases() {
        check_phrase("Ann Lee", "Ann Lee");
        check_phrase("Lee, Ann (\"A\")", "\"Lee, Ann (\\\"A\\\")\"");
        check_phrase("Zoé", "=?utf-8?B?Wm/DqQ==?=");
        check_phrase("a\r\nBcc: x", "\"a  Bcc: x\"");
        check_phrase("=?utf-8?B?x?=", "=?utf-8?B?PT91dGYtOD9CP3g/PQ==?=");
        let long = phrase(&"é".repeat(60));
        assert!(long.split(' ').all(|w| w.len() <= 75) && long.contains(' '));
    }

    #[test]
    fn quotes_when_nothing_asks_for_them() {
        assert_eq!(quoted("Ann Lee via CDP"), "\"Ann Lee via CDP\"");
        assert_eq!(quoted("Lee, Ann"), "\"Lee, Ann\"");
        assert_eq!(quoted("Zoé"), "=?utf-8?B?Wm/DqQ==?=");
        assert_eq!(quoted("=?x"), phrase("=?x"));
    }

    #[test]
    fn free_text() {
        let check = |text: &str, want: &str| assert_eq!(unstructured(text), want, "{text}");
        check("Re: [cdp] Seeds", "Re: [cdp] Seeds");
        check("Re: [cdp] Été à Rome", "Re: [cdp] =?utf-8?B?w4l0w6kgw6AgUm9tZQ==?=");
        check("a =?x", "a =?utf-8?B?PT94?=");
        check("a\r\nBcc: x", "a  Bcc: x");
        check("", "");
        let long = unstructured(&"日本語".repeat(40));
        assert!(long.split(' ').all(|w| w.len() <= 75) && long.contains(' '), "{long}");
    }

    #[test]
    fn mailboxes() {
        let address = Address::parse("zoe@example.org").unwrap();
        assert_eq!(mailbox(&Mailbox::new(None, address.clone())), "zoe@example.org");
        assert_eq!(mailbox(&Mailbox::new(Some("Zoe"), address)), "Zoe <zoe@example.org>");
    }

    proptest! {
        #[test]
        fn no_octet_of_a_header_is_lost(head in "([A-Za-z:\r\n\t ]|\r\n){0,80}") {
            let joined: Vec<u8> = fields(head.as_bytes()).flat_map(|f| f.bytes.to_vec()).collect();
            prop_assert_eq!(joined, head.as_bytes());
        }

        #[test]
        fn no_value_makes_a_field(value in "\\PC{0,120}|[a-z\r\n\0: ]{0,120}") {
            let mut out = Vec::new();
            write_field(&mut out, "X-Test", &value);
            prop_assert_eq!(fields(&out).count(), 1);
            prop_assert!(out.ends_with(b"\r\n"));
            prop_assert!(canonical(&out) == out);
        }

        #[test]
        fn canonical_has_no_bare_line_end(raw in "[ab.\r\n]{0,60}") {
            let once = canonical(raw.as_bytes()).into_owned();
            prop_assert!(!String::from_utf8_lossy(&once).replace("\r\n", "").contains(['\r', '\n']));
            prop_assert!(canonical(&once) == once);
        }
    }
}
