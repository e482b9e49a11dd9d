//! Mail of our own making: robot answers, digests, posts made from replies to a digest. Never a
//! rewriting of somebody's mail: see [`crate::mail::edit`].
//!
//! mail-builder encodes and folds; what it trusts (identifiers, header names, addresses) comes here
//! as types that cannot hold a line end, or is cleaned by [`line`] (threat 16).

use mail_builder::headers::address::Address as Addresses;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::{Header, HeaderType};
use mail_builder::mime::MimePart;

use super::address::Mailbox;
use super::message_id::MessageId;
use super::part::{Part, normal};
use crate::clock::Timestamp;

/// A message to be. The same draft gives the same bytes, always.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The one author.
    pub from: Mailbox,
    /// To, at least one.
    pub to: Vec<Mailbox>,
    /// Reply-To, when answers go elsewhere than to `from`.
    pub reply_to: Option<Mailbox>,
    /// Subject, decoded, on one line.
    pub subject: String,
    /// Date; written in UTC.
    pub date: Timestamp,
    /// Message-ID; the boundaries come from it too.
    pub message_id: MessageId,
    /// What it answers.
    pub in_reply_to: Option<MessageId>,
    /// References, oldest first.
    pub references: Vec<MessageId>,
    /// Further fields in this order. A name that no field can have, or that this draft writes
    /// itself, is left out.
    pub headers: Vec<(String, String)>,
    /// The plain text; LF or CRLF.
    pub text: String,
    /// The same as HTML, for a multipart/alternative (RFC 2046 §5.1.4).
    pub html: Option<String>,
}

/// Fields that the draft writes from its own members.
const OURS: &[&str] = &[
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "bcc",
];

/// A file that goes with a message.
#[derive(Clone, Debug)]
pub struct Attached<'a> {
    /// Its name: ASCII, ours.
    pub name: &'a str,
    /// `type/subtype`; of text, with parameters beside the charset.
    pub media_type: &'a str,
    /// Its octets.
    pub bytes: Vec<u8>,
}

impl Draft {
    /// The message: CRLF everywhere, lines under 998 octets (RFC 5322 §2.1.1), headers ASCII unless
    /// an address is not (RFC 6532).
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_bytes_with(&[])
    }

    /// The same with files beside the text (RFC 2046 §5.1.3).
    pub fn to_bytes_with(&self, files: &[Attached<'_>]) -> Vec<u8> {
        let mut out = self.head();
        if files.is_empty() {
            self.body().write_part(&mut out);
        } else {
            self.with_files(files).write_part(&mut out);
        }
        if !out.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        out
    }

    /// The same with parts that are encoded already, in place of the draft's own text.
    pub fn to_bytes_of(&self, text: &Part, html: Option<&Part>) -> Vec<u8> {
        let part = |kind: &'static str, part: &Part| {
            let kind = ContentType::new(kind).attribute("charset", "utf-8");
            MimePart::new(kind, part.encoded()).transfer_encoding("quoted-printable")
        };
        let text = part("text/plain", text);
        let body = match html {
            Some(html) => self.alternative(vec![text, part("text/html", html)]),
            None => text,
        };
        let mut out = self.head();
        body.write_part(&mut out);
        out
    }

    /// The text, and below it whole messages as a digest (RFC 2046 §5.1.5); they have CRLF line ends
    /// already, and travel as they are.
    pub fn to_digest(&self, messages: &[Vec<u8>]) -> Vec<u8> {
        let hash = data_encoding::HEXLOWER.encode(&self.message_id.hash());
        let (mixed, digest) = (format!("=-{hash}"), format!("=+{hash}"));
        // RFC 2046 §5.2.1: a message within a message is encoded by nobody but its author.
        let eight = messages.iter().any(|m| !m.is_ascii());
        let encoding = if eight { "Content-Transfer-Encoding: 8bit\r\n" } else { "" };
        let mut out = self.head();
        let part = |kind: &str, within: &str| {
            format!("Content-Type: multipart/{kind}; boundary=\"{within}\"\r\n{encoding}\r\n")
        };
        out.extend_from_slice(part("mixed", &mixed).as_bytes());
        out.extend_from_slice(format!("--{mixed}\r\n").as_bytes());
        self.body().write_part(&mut out);
        out.extend_from_slice(format!("\r\n--{mixed}\r\n").as_bytes());
        out.extend_from_slice(part("digest", &digest).as_bytes());
        for message in messages {
            let head = format!("--{digest}\r\nContent-Type: message/rfc822\r\n");
            out.extend_from_slice(head.as_bytes());
            if !message.is_ascii() {
                out.extend_from_slice(b"Content-Transfer-Encoding: 8bit\r\n");
            }
            out.extend_from_slice(b"\r\n");
            out.extend_from_slice(message);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(format!("--{digest}--\r\n\r\n--{mixed}--\r\n").as_bytes());
        out
    }

    /// The header, but for the fields of the body's kind.
    fn head(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.text.len() + 2048);
        field(&mut out, "From", &mailboxes(std::slice::from_ref(&self.from)));
        field(&mut out, "To", &mailboxes(&self.to));
        if let Some(reply_to) = &self.reply_to {
            field(&mut out, "Reply-To", &mailboxes(std::slice::from_ref(reply_to)));
        }
        field(&mut out, "Subject", &Text::new(subject(&self.subject)));
        field(&mut out, "Date", &Date::new(self.date.as_second()));
        field(&mut out, "Message-ID", &Raw::new(self.message_id.bracketed()));
        if let Some(id) = &self.in_reply_to {
            field(&mut out, "In-Reply-To", &Raw::new(id.bracketed()));
        }
        if !self.references.is_empty() {
            let ids: Vec<String> = self.references.iter().map(MessageId::bracketed).collect();
            field(&mut out, "References", &Raw::new(ids.join(" ")));
        }
        for (name, value) in &self.headers {
            if is_name(name) && !OURS.iter().any(|n| n.eq_ignore_ascii_case(name)) {
                further(&mut out, name, &line(value));
            }
        }
        out.extend_from_slice(b"MIME-Version: 1.0\r\n");
        out
    }

    fn with_files(&self, files: &[Attached<'_>]) -> MimePart<'_> {
        let file = |f: &Attached<'_>| {
            let text = String::from_utf8(f.bytes.clone());
            let part = match text {
                // As text its lines are lines, whatever carries it.
                Ok(text) if f.media_type.starts_with("text/") => {
                    let mut of = f.media_type.split(';').map(str::trim);
                    let kind = ContentType::new(of.next().unwrap_or_default().to_owned());
                    let kind = kind.attribute("charset", "utf-8");
                    let kind = of
                        .filter_map(|p| p.split_once('='))
                        .fold(kind, |kind, (k, v)| kind.attribute(k.to_owned(), v.to_owned()));
                    MimePart::new(kind, text)
                }
                _ => MimePart::new(f.media_type.to_owned(), f.bytes.clone()),
            };
            part.attachment(f.name.to_owned())
        };
        let mut parts = vec![self.body()];
        parts.extend(files.iter().map(file));
        let boundary = data_encoding::HEXLOWER.encode(&self.message_id.hash());
        let kind =
            ContentType::new("multipart/mixed").attribute("boundary", format!("=-{boundary}"));
        MimePart::new(kind, parts)
    }

    fn body(&self) -> MimePart<'_> {
        let plain = MimePart::new("text/plain", normal(&self.text));
        let Some(html) = &self.html else { return plain };
        self.alternative(vec![plain, MimePart::new("text/html", normal(html))])
    }

    fn alternative<'p>(&self, parts: Vec<MimePart<'p>>) -> MimePart<'p> {
        let boundary = data_encoding::HEXLOWER.encode(&self.message_id.hash());
        // RFC 2046 §5.1.1: `=_` cannot come out of quoted-printable, nor out of our texts' 7bit
        // but by forgery of a hash.
        let kind = ContentType::new("multipart/alternative")
            .attribute("boundary", format!("=_{boundary}"));
        MimePart::new(kind, parts)
    }
}

/// One line: every run of controls, line separators and blanks becomes one space.
pub fn line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}');
    let pieces = text.split(|c| breaks(c) || c == ' ').filter(|p| !p.is_empty());
    pieces.collect::<Vec<_>>().join(" ")
}

/// A subject, in which nothing passes for an encoded word of ours (RFC 2047 §2).
fn subject(text: &str) -> String {
    line(text).replace("=?", "= ?")
}

/// RFC 5322 §3.6.8: printable ASCII but the colon.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 76 && name.bytes().all(|b| b.is_ascii_graphic() && b != b':')
}

fn field(out: &mut Vec<u8>, name: &str, value: &impl Header) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    value.write_header(out, name.len() + 2);
}

/// A further field: as it stands when ASCII; otherwise its words encoded, but for an address or
/// identifier in angle brackets at its end (`List-Id: Été <ete.example.org>`, RFC 2919 §3).
fn further(out: &mut Vec<u8>, name: &str, value: &str) {
    match value.rsplit_once('<') {
        _ if value.is_ascii() => field(out, name, &Raw::new(value)),
        Some((phrase, rest)) if rest.is_ascii() && rest.ends_with('>') => {
            let id = rest.trim_end_matches('>');
            field(out, name, &HeaderType::Address(Addresses::new_address(Some(phrase.trim()), id)));
        }
        _ => field(out, name, &Text::new(value)),
    }
}

fn mailboxes(all: &[Mailbox]) -> Addresses<'_> {
    let one = |m: &Mailbox| {
        let name = m.name.as_deref().map(line).filter(|n| !n.is_empty());
        Addresses::new_address(name, m.address.as_str().to_owned())
    };
    Addresses::new_list(all.iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::address::Address;
    use crate::mail::message::Message;
    use proptest::prelude::*;

    fn draft() -> Draft {
        let mailbox = |n: &str, a: &str| Mailbox::new(Some(n), Address::parse(a).unwrap());
        Draft {
            from: mailbox("Communauté, la « petite »", "cdp@listes.example.org"),
            to: vec![mailbox("Zoé", "zoe@example.org")],
            reply_to: None,
            subject: "Résumé de la semaine, 4 fils".into(),
            date: "2019-05-20T11:30:00Z".parse().unwrap(),
            message_id: MessageId::parse("abc@listes.example.org").unwrap(),
            in_reply_to: None,
            references: Vec::new(),
            headers: Vec::new(),
            text: "Bonjour.\n\nÀ bientôt.\n".into(),
            html: None,
        }
    }

    /// Every line ends in CRLF, none is over 998 octets.
    #[track_caller]
    fn check_lines(raw: &[u8]) {
        for line in raw.split_inclusive(|b| *b == b'\n') {
            assert!(line.ends_with(b"\r\n"), "{:?}", String::from_utf8_lossy(line));
            assert_eq!(line.iter().filter(|b| **b == b'\r').count(), 1);
            assert!(line.len() <= 1000);
        }
    }

    #[test]
    fn comes_back_as_it_was() {
        let mut draft = draft();
        draft.in_reply_to = MessageId::parse("b@x");
        draft.references = MessageId::parse_list("<a@x> <b@x>");
        draft.headers = vec![
            ("List-Id".into(), "Communauté de pratique <cdp.listes.example.org>".into()),
            ("Auto-Submitted".into(), "auto-generated".into()),
            ("Subject".into(), "twice".into()),
            ("Bad name".into(), "x".into()),
        ];
        let raw = draft.to_bytes();
        check_lines(&raw);
        let read = Message::parse(&raw);
        assert_eq!(read.from().unwrap(), draft.from);
        assert_eq!(read.recipients(), draft.to);
        assert_eq!(read.subject(), draft.subject);
        assert_eq!(read.date(), Some(draft.date));
        assert_eq!(read.references(), draft.references);
        assert_eq!(read.text().text, draft.text);
        assert!(read.header("List-Id")[0].ends_with(" <cdp.listes.example.org>"));
        assert_eq!(read.header("subject").len(), 1);
        assert!(!read.has_header("Bad name"));
        assert_eq!(raw, draft.to_bytes());
        assert!(raw.is_ascii());
    }

    #[test]
    fn html_goes_beside_the_text() {
        let mut draft = draft();
        draft.html = Some("<p>Bonjour.</p><p>À bientôt.</p>".into());
        let raw = draft.to_bytes();
        check_lines(&raw);
        let read = Message::parse(&raw);
        assert_eq!(read.media_type(), "multipart/alternative");
        assert_eq!(read.text().text.trim_end(), "Bonjour.\n\nÀ bientôt.");
        assert_eq!(read.html().unwrap().trim_end(), "<p>Bonjour.</p><p>À bientôt.</p>");
        assert_eq!(raw, draft.to_bytes());
    }

    #[test]
    fn files_go_beside_the_text() {
        let files = [Attached {
            name: "a.json",
            media_type: "application/json",
            bytes: b"{\"x\": 1}".to_vec(),
        }];
        let raw = draft().to_bytes_with(&files);
        check_lines(&raw);
        let read = Message::parse(&raw);
        assert_eq!(read.media_type(), "multipart/mixed");
        assert_eq!(read.text().text.trim_end(), "Bonjour.\n\nÀ bientôt.");
        let attached = read.attachments();
        assert_eq!((attached[0].name.as_str(), attached[0].size), ("a.json", 8));
        assert_eq!(read.attachment_bytes(attached[0].part), Some(&b"{\"x\": 1}"[..]));
    }

    #[test]
    fn long_lines_and_dots_survive() {
        let mut draft = draft();
        draft.text = format!(".\n..x\n{}\nFrom here\n", "mot ".repeat(900));
        let raw = draft.to_bytes();
        check_lines(&raw);
        assert_eq!(Message::parse(&raw).text().text, draft.text);
    }

    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\r\n"),
            Just("\n"),
            Just("\r"),
            Just("\0"),
            Just("\u{2028}"),
            Just("\u{85}"),
            Just("Bcc: x@example.org"),
            Just("é"),
            Just("\""),
            Just("<"),
            Just(">"),
            Just(","),
            Just("\\"),
            Just("("),
            Just(" "),
            Just("=?utf-8?q?=0AX:_y?="),
            Just("mot"),
        ];
        proptest::collection::vec(piece, 0..24).prop_map(|p| p.concat())
    }

    proptest! {
        // T-hdrinj: whatever the values, the header list is the one we meant.
        #[test]
        fn no_value_makes_a_field(
            name in hostile(), subject in hostile(), value in hostile(), key in hostile(), id in hostile(),
            text in hostile(),
        ) {
            let mut draft = draft();
            draft.from.name = Some(name.clone());
            draft.to[0].name = Some(name);
            draft.subject = subject;
            draft.headers = vec![("X-One".into(), value), (key.clone(), "v".into()), ("X-Two".into(), id.clone())];
            draft.in_reply_to = MessageId::parse(&id);
            draft.references = MessageId::parse_list(&id);
            draft.text = text;
            let raw = draft.to_bytes();
            check_lines(&raw);
            let end = raw.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
            let head = String::from_utf8(raw[..end].to_vec()).unwrap();
            let names: Vec<&str> = head.split("\r\n").filter(|l| !l.starts_with([' ', '\t']))
                .map(|l| l.split_once(':').unwrap().0).collect();
            let mut want = vec!["From", "To", "Subject", "Date", "Message-ID"];
            want.extend(draft.in_reply_to.is_some().then_some("In-Reply-To"));
            want.extend((!draft.references.is_empty()).then_some("References"));
            want.push("X-One");
            want.extend(is_name(&key).then_some(key.as_str()));
            want.extend(["X-Two", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]);
            prop_assert_eq!(names, want);
            prop_assert!(Message::parse(&raw).from().is_ok());
        }
    }
}
