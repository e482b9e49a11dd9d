//! One message, read: a view over raw bytes by mail-parser, behind our own names so that its next
//! major version touches this file alone. Never an editor: see [`crate::mail::edit`].

use std::ops::Range;

use mail_parser::{HeaderValue, MessageParser, MimeHeaders, PartType};

use super::address::{Address, Mailbox};
use super::message_id::MessageId;
use crate::clock::Timestamp;

/// Parts beyond this many make a message "too complex": kept whole, shown without its parts.
pub const MAX_PARTS: usize = 1000;

/// One part of the structure, by place: what an edit needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// `type/subtype`, lower case; `text/plain` when it says nothing.
    pub media_type: String,
    /// The charset parameter, as written.
    pub charset: Option<String>,
    /// Content-Transfer-Encoding, lower case; empty when it says nothing.
    pub encoding: String,
    /// Whether it asks to be shown as a file, not read as text.
    pub attached: bool,
    /// Its header section, the empty line included.
    pub head: Range<usize>,
    /// Its body, without the line end that belongs to the next delimiter.
    pub body: Range<usize>,
    /// Its own parts, by index.
    pub children: Vec<usize>,
}

/// A parsed message over its raw bytes.
pub struct Message<'a> {
    raw: &'a [u8],
    inner: mail_parser::Message<'a>,
}

/// Why there is no single author (RFC 5322 §3.6.2; threat 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FromProblem {
    /// No From field, or none that can be read.
    #[error("the From field is missing or cannot be read")]
    Missing,
    /// Several From fields or several mailboxes in one.
    #[error("the From field must name exactly one mailbox")]
    Several,
}

/// The author's message as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Decoded, LF line ends, no NUL.
    pub text: String,
    /// Made from HTML, because there was no plain part.
    pub from_html: bool,
}

/// A part that is not the message itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// File name as the author gave it, without control characters; never a path.
    pub name: String,
    /// `type/subtype`, lower case.
    pub media_type: String,
    /// Decoded octets.
    pub size: usize,
    /// Its index for [`Message::attachment_bytes`].
    pub part: usize,
}

/// One leaf of the MIME tree.
#[derive(Clone, Debug)]
pub struct Part<'m> {
    /// `type/subtype`, lower case.
    pub media_type: String,
    /// Decoded octets; for text, in UTF-8.
    pub bytes: &'m [u8],
}

impl<'a> Message<'a> {
    /// Parses. Never fails: what cannot be understood is shown as it is.
    pub fn parse(raw: &'a [u8]) -> Self {
        // Of no octets mail-parser makes no message, and its accessors want one.
        let parser = MessageParser::default();
        let inner = parser.parse(raw).or_else(|| parser.parse(b"\r\n")).unwrap_or_default();
        Self { raw, inner }
    }

    /// The bytes, untouched.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The octets after the empty line that ends the header.
    pub fn raw_body(&self) -> &'a [u8] {
        let start = self.inner.parts.first().map_or(0, |p| p.raw_body_offset() as usize);
        self.raw.get(start..).unwrap_or_default()
    }

    /// The one author.
    ///
    /// # Errors
    /// [`FromProblem`] when there is none, or more than one.
    pub fn from(&self) -> Result<Mailbox, FromProblem> {
        let fields =
            self.inner.headers().iter().filter(|h| h.name.as_str().eq_ignore_ascii_case("from"));
        match fields.count() {
            0 => return Err(FromProblem::Missing),
            1 => {}
            _ => return Err(FromProblem::Several),
        }
        let mut found = mailboxes(self.inner.from());
        match (found.pop(), found.is_empty()) {
            (Some(one), true) => Ok(one),
            (None, _) => Err(FromProblem::Missing),
            _ => Err(FromProblem::Several),
        }
    }

    /// To and Cc.
    pub fn recipients(&self) -> Vec<Mailbox> {
        let mut all = mailboxes(self.inner.to());
        all.extend(mailboxes(self.inner.cc()));
        all
    }

    /// Reply-To.
    pub fn reply_to(&self) -> Vec<Mailbox> {
        mailboxes(self.inner.reply_to())
    }

    /// Decoded subject on one line; empty when there is none.
    pub fn subject(&self) -> String {
        clean_line(self.inner.subject().unwrap_or_default())
    }

    /// Its identifier, when it has a usable one.
    pub fn message_id(&self) -> Option<MessageId> {
        self.inner.message_id().and_then(MessageId::parse)
    }

    /// In-Reply-To, in order.
    pub fn in_reply_to(&self) -> Vec<MessageId> {
        ids(self.inner.in_reply_to())
    }

    /// References, oldest first as written.
    pub fn references(&self) -> Vec<MessageId> {
        ids(self.inner.references())
    }

    /// The author's date, when it can be read and lies between 1970 and 9999.
    pub fn date(&self) -> Option<Timestamp> {
        let date = self.inner.date()?;
        (date.is_valid())
            .then(|| Timestamp::from_second(date.to_timestamp()).ok())?
            .filter(|t| t.as_second() >= 0)
    }

    /// Every value of a field, unfolded, not decoded.
    pub fn header(&self, name: &str) -> Vec<String> {
        let of_name = |h: &&mail_parser::Header<'_>| h.name.as_str().eq_ignore_ascii_case(name);
        let value = |h: &mail_parser::Header<'_>| {
            let (start, end) = (h.offset_start as usize, h.offset_end as usize);
            clean_line(&String::from_utf8_lossy(self.raw.get(start..end).unwrap_or_default()))
        };
        self.inner.headers().iter().filter(of_name).map(value).collect()
    }

    /// Whether a field is there.
    pub fn has_header(&self, name: &str) -> bool {
        self.inner.headers().iter().any(|h| h.name.as_str().eq_ignore_ascii_case(name))
    }

    /// `type/subtype` of the message itself, lower case; `text/plain` when it says nothing.
    pub fn media_type(&self) -> String {
        media_type(self.inner.parts.first())
    }

    /// Whether it has more parts than we look into.
    pub fn is_too_complex(&self) -> bool {
        self.inner.parts.len() > MAX_PARTS
    }

    /// Every part by its place, the message itself first. A message inside the message counts as
    /// one part.
    pub fn sections(&self) -> Vec<Section> {
        let child = |i: &u32| usize::try_from(*i).ok();
        let section = |p: &mail_parser::MessagePart<'_>| Section {
            media_type: media_type(Some(p)),
            charset: p.content_type().and_then(|t| t.attribute("charset")).map(str::to_owned),
            encoding: p.content_transfer_encoding().unwrap_or_default().trim().to_lowercase(),
            attached: p.content_disposition().is_some_and(|d| d.is_attachment()),
            head: p.raw_header_offset() as usize..p.raw_body_offset() as usize,
            body: p.raw_body_offset() as usize..p.raw_end_offset() as usize,
            children: match &p.body {
                PartType::Multipart(children) => children.iter().filter_map(child).collect(),
                _ => Vec::new(),
            },
        };
        self.inner.parts.iter().take(MAX_PARTS).map(section).collect()
    }

    /// The author's text: the plain parts, or the HTML ones made into text.
    pub fn text(&self) -> Text {
        let parts = || {
            self.inner.text_body.iter().take(20).filter_map(|i| self.inner.parts.get(*i as usize))
        };
        let mut out = Text::default();
        for part in parts() {
            match &part.body {
                PartType::Text(text) => append(&mut out.text, text),
                PartType::Html(html) => {
                    out.from_html = true;
                    append(&mut out.text, &super::html::to_text(html));
                }
                _ => {}
            }
        }
        out
    }

    /// The author's HTML, when there is any; hostile until sanitised.
    pub fn html(&self) -> Option<String> {
        let parts = self.inner.html_body.iter().filter_map(|i| self.inner.parts.get(*i as usize));
        parts.into_iter().find_map(|p| match &p.body {
            PartType::Html(html) => Some(html.to_string()),
            _ => None,
        })
    }

    /// What is attached, in order.
    pub fn attachments(&self) -> Vec<Attachment> {
        let listed = self.inner.attachments.iter().take(MAX_PARTS);
        listed
            .filter_map(|i| Some((*i as usize, self.inner.parts.get(*i as usize)?)))
            .map(|(i, part)| Attachment {
                name: clean_line(part.attachment_name().unwrap_or_default()),
                media_type: media_type(Some(part)),
                size: part.contents().len(),
                part: i,
            })
            .collect()
    }

    /// Every part, in order, multiparts and nested messages left out.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let leaf = |p: &&mail_parser::MessagePart<'_>| {
            !matches!(p.body, PartType::Multipart(_) | PartType::Message(_))
        };
        let parts = self.inner.parts.iter().take(MAX_PARTS).filter(leaf);
        parts.map(|p| Part { media_type: media_type(Some(p)), bytes: p.contents() })
    }

    /// A parameter of the message's own Content-Type, lower case: `report-type`, `protocol`…
    pub fn type_parameter(&self, name: &str) -> Option<String> {
        let kind = self.inner.parts.first()?.content_type()?;
        kind.attribute(name).map(str::to_lowercase)
    }

    /// An attachment's decoded octets.
    pub fn attachment_bytes(&self, part: usize) -> Option<&[u8]> {
        self.inner.parts.get(part).map(|p| p.contents())
    }
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(more.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| *c != '\0'));
}

fn media_type(part: Option<&mail_parser::MessagePart<'_>>) -> String {
    part.and_then(|p| p.content_type())
        .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or("plain")).to_lowercase())
        .unwrap_or_else(|| "text/plain".to_owned())
}

/// One line without control characters, blanks folded.
fn clean_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn mailboxes(field: Option<&mail_parser::Address<'_>>) -> Vec<Mailbox> {
    let Some(field) = field else { return Vec::new() };
    field
        .iter()
        .filter_map(|a| Some(Mailbox::new(a.name(), Address::parse(a.address()?).ok()?)))
        .collect()
}

fn ids(value: &HeaderValue<'_>) -> Vec<MessageId> {
    let mut found = Vec::new();
    let texts: Vec<&str> = match value {
        HeaderValue::Text(text) => vec![text.as_ref()],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    for text in texts {
        for id in MessageId::parse_list(text) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_message() {
        let raw = b"From: =?utf-8?q?Zo=C3=A9?= <zoe@example.org>\r\nTo: cdp@example.org\r\n\
            Subject: =?utf-8?q?R=C3=A9union?=\r\nMessage-ID: <a@x>\r\nReferences: <b@x>\r\n <c@x>\r\n\
            Date: Mon, 20 May 2019 20:51:00 -0400\r\n\r\nBonjour\r\n";
        let message = Message::parse(raw);
        assert_eq!(message.from().unwrap().name.as_deref(), Some("Zoé"));
        assert_eq!(message.subject(), "Réunion");
        assert_eq!(message.references().len(), 2);
        assert_eq!(message.date().unwrap().to_string(), "2019-05-21T00:51:00Z");
        assert_eq!(message.text().text, "Bonjour\n");
        assert_eq!(message.header("to"), ["cdp@example.org"]);
    }

    #[test]
    fn one_author_or_none() {
        let two = b"From: a@example.org, b@example.org\r\n\r\n";
        assert_eq!(Message::parse(two).from(), Err(FromProblem::Several));
        let twice = b"From: a@example.org\r\nFrom: b@example.org\r\n\r\n";
        assert_eq!(Message::parse(twice).from(), Err(FromProblem::Several));
        assert_eq!(Message::parse(b"\r\n").from(), Err(FromProblem::Missing));
        assert_eq!(Message::parse(b"").from(), Err(FromProblem::Missing));
        assert_eq!(Message::parse(b"").reply_to(), []);
    }
}
