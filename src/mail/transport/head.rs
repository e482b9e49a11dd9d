//! A header section in ASCII, for a far side without SMTPUTF8 (RFC 6531 §3.1): words stay, in encoded
//! words (RFC 2047); an address that ASCII cannot hold stays as words in an empty group (RFC 6857,
//! RFC 6854). Whether it may be changed is its caller's business: signatures cover it.

use std::fmt::Write as _;

use super::super::address::Mailbox;
use super::super::edit::{self, Field};
use super::super::message::Message;

/// The section in ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// The fields.
    pub head: Vec<u8>,
    /// Whether every address is still one.
    pub is_whole: bool,
}

/// The section in ASCII; `None` when it is so already.
pub fn plain(head: &[u8]) -> Option<Plain> {
    if head.is_ascii() {
        return None;
    }
    let mut out = Plain { head: Vec::with_capacity(head.len() * 2), is_whole: true };
    for field in edit::fields(head) {
        if field.bytes.is_ascii() {
            out.head.extend_from_slice(field.bytes);
        } else {
            out.rewrite(&field);
        }
    }
    Some(out)
}

impl Plain {
    fn rewrite(&mut self, field: &Field<'_>) {
        let value = match field.name.to_ascii_lowercase().as_str() {
            // A line that is no field.
            "" => return,
            "from" | "sender" | "reply-to" | "to" | "cc" | "resent-from" | "resent-sender"
            | "resent-to" | "resent-cc" | "x-original-from" => self.addresses(field),
            "message-id" | "in-reply-to" | "references" | "resent-message-id" => ids(field),
            "content-type" | "content-disposition" => parameters(&text(field)),
            _ => edit::unstructured(&text(field)),
        };
        if !value.is_empty() {
            edit::write_field(&mut self.head, field.name, &value);
        }
    }

    fn addresses(&mut self, field: &Field<'_>) -> String {
        let all = Message::parse(&renamed("Reply-To", field)).reply_to();
        self.is_whole &= all.iter().all(|m| m.address.is_ascii());
        all.iter().map(mailbox).collect::<Vec<_>>().join(", ")
    }
}

/// A mailbox, or the empty group that tells of one.
fn mailbox(mailbox: &Mailbox) -> String {
    if mailbox.address.is_ascii() {
        return edit::mailbox(mailbox);
    }
    let words = match &mailbox.name {
        Some(name) => format!("{name} {}", mailbox.address),
        None => mailbox.address.to_string(),
    };
    format!("{} :;", edit::phrase(&words))
}

/// A field under another name, to be read as that one is.
fn renamed(name: &str, field: &Field<'_>) -> Vec<u8> {
    let value = field.bytes.iter().position(|b| *b == b':').map_or(0, |at| at + 1);
    [name.as_bytes(), b":", field.bytes.get(value..).unwrap_or_default(), b"\r\n"].concat()
}

/// What a field says, in whatever charset old programs wrote it.
fn text(field: &Field<'_>) -> String {
    Message::parse(&renamed("Subject", field)).subject()
}

/// RFC 5322 §3.6.4: identifiers have no other form; one that ASCII cannot hold is not there.
fn ids(field: &Field<'_>) -> String {
    let value = field.value();
    value.split_whitespace().filter(|id| id.is_ascii()).collect::<Vec<_>>().join(" ")
}

/// Parameters by RFC 2231 §4.
fn parameters(value: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let pieces = value.split(|c| {
        let ends = c == ';' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    pieces.map(|piece| parameter(piece.trim())).collect::<Vec<_>>().join("; ")
}

fn parameter(piece: &str) -> String {
    match piece.split_once('=') {
        Some((name, value)) if !piece.is_ascii() => {
            let value = value.trim().trim_matches('"').replace("\\\"", "\"");
            let mut out = format!("{}*=utf-8''", name.trim().trim_end_matches('*'));
            for byte in value.bytes() {
                match byte {
                    b'-' | b'.' | b'_' => out.push(char::from(byte)),
                    _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
                    _ => write!(out, "%{byte:02X}").unwrap_or_default(),
                }
            }
            out
        }
        _ => piece.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, want: &str, is_whole: bool) {
        check_octets(head.replace('\n', "\r\n").as_bytes(), want, is_whole);
    }

    #[track_caller]
    fn check_octets(head: &[u8], want: &str, is_whole: bool) {
        let got = plain(head).unwrap();
        let text = String::from_utf8(got.head).unwrap();
        assert!(text.is_ascii());
        assert_eq!((text.replace("\r\n", "\n").as_str(), got.is_whole), (want, is_whole));
    }

    #[test]
    fn what_is_ascii_stays_to_the_octet() {
        assert_eq!(plain(b"Subject:  =?utf-8?q?=C3=A9?=\r\n"), None);
        check(
            "X-A:  folded\n  twice\nSubject: \u{e9}t\u{e9}\n",
            "X-A:  folded\n  twice\nSubject: =?utf-8?B?w6l0w6k=?=\n",
            true,
        );
    }

    #[test]
    fn words_of_any_charset_stay() {
        check_octets(b"Subject: \xe9t\xe9\r\n", "Subject: =?utf-8?B?w6l0w6k=?=\n", true);
        check(
            "Subject: =?utf-8?q?d=C3=A9j=C3=A0?= \u{e9}t\u{e9}\n",
            "Subject: =?utf-8?B?ZMOpasOgIMOpdMOp?=\n",
            true,
        );
        check("X-Mood: gai \u{e9}t\u{e9}\n", "X-Mood: gai =?utf-8?B?w6l0w6k=?=\n", true);
    }

    #[test]
    fn names_stay_and_addresses_become_words() {
        check(
            "From: Zo\u{e9} Roy <zoe@example.org>\n",
            "From: =?utf-8?B?Wm/DqSBSb3k=?= <zoe@example.org>\n",
            true,
        );
        check(
            "To: a@example.org, Zo\u{e9} <zo\u{e9}@example.org>\n",
            "To: a@example.org, =?utf-8?B?Wm/DqSB6b8OpQGV4YW1wbGUub3Jn?= :;\n",
            false,
        );
    }

    #[test]
    fn identifiers_and_parameters() {
        check(
            "References: <a@b> <\u{e9}@b>\nIn-Reply-To: <\u{e9}@b>\n",
            "References: <a@b>\n",
            true,
        );
        check(
            "Content-Type: text/plain; charset=utf-8; name=\"\u{e9}t\u{e9} \\\"; 1.txt\"\n",
            "Content-Type: text/plain; charset=utf-8;\n \
             name*=utf-8''%C3%A9t%C3%A9%20%22%3B%201.txt\n",
            true,
        );
    }
}
