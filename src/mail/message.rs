//! One message, read: a view over raw bytes by mail-parser, behind our own names so that its next
//! major version touches this module alone. Never an editor: see [`crate::mail::edit`].

mod body;
mod charset;
mod flowed;
mod header;
mod limits;
mod rescue;
mod soundness;

use std::ops::Range;
use std::sync::OnceLock;

use mail_parser::{HeaderValue, MessageParser, MessagePart, MimeHeaders, PartType};

use super::address::{Address, Mailbox, is_deceptive};
use super::message_id::MessageId;
use crate::clock::Timestamp;
use limits::Extent;

pub use body::Text;
pub use soundness::Fault;

/// Parts beyond this many make a message "too complex": kept whole, shown without its parts.
pub const MAX_PARTS: usize = 1000;
/// A header block is that of a mail; more fields than this are not.
const MAX_FIELDS: usize = 1000;

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
    /// The header once more, where its octets were neither ASCII nor UTF-8.
    repaired: Option<mail_parser::Message<'static>>,
    extent: Extent,
    /// Its text, once somebody asked: a post's is looked at by many.
    text: OnceLock<Text>,
    /// Parts that had to be decoded once more, by place.
    misread: OnceLock<Vec<(usize, Vec<u8>)>>,
}

/// Why there is no single author (RFC 5322 §3.6.2; threat 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FromProblem {
    /// No From field, or none that can be read.
    #[error("the From field is missing or cannot be read")]
    Missing,
    /// Several From fields, several mailboxes in one, or a group.
    #[error("the From field must name exactly one mailbox")]
    Several,
}

/// A part that is not the message itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// File name as the author gave it, without control and invisible characters; never a path.
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
        let extent = limits::measure(raw);
        let inner = match extent {
            Extent::Whole => parser.parse(raw),
            Extent::Header(end) => parser.parse_headers(raw.get(..end).unwrap_or_default()),
        };
        let inner = inner.or_else(|| parser.parse(b"\r\n")).unwrap_or_default();
        let repaired = header::repair(raw, &inner);
        Self { raw, inner, repaired, extent, text: OnceLock::new(), misread: OnceLock::new() }
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

    /// The header in readable characters.
    fn head(&self) -> &mail_parser::Message<'_> {
        self.repaired.as_ref().unwrap_or(&self.inner)
    }

    /// The one author.
    ///
    /// # Errors
    /// [`FromProblem`] when there is none, or more than one.
    pub fn from(&self) -> Result<Mailbox, FromProblem> {
        match self.header("From").as_slice() {
            [] => return Err(FromProblem::Missing),
            // An encoded word is no part of an address (RFC 2047 §5), nor is NUL.
            [one] if has_coded_address(one) => return Err(FromProblem::Missing),
            [_] => {}
            _ => return Err(FromProblem::Several),
        }
        match self.head().from() {
            Some(mail_parser::Address::List(list)) => match list.as_slice() {
                [one] => mailbox(one).ok_or(FromProblem::Missing),
                [] => Err(FromProblem::Missing),
                _ => Err(FromProblem::Several),
            },
            Some(mail_parser::Address::Group(_)) => Err(FromProblem::Several),
            None => Err(FromProblem::Missing),
        }
    }

    /// Names and addresses in From as they stand there, decoded, however badly; empty where one is missing.
    pub fn authors(&self) -> Vec<(String, String)> {
        let Some(from) = self.head().from() else { return Vec::new() };
        let text = |t: Option<&str>| clean_line(t.unwrap_or_default());
        from.iter().take(100).map(|a| (text(a.name()), text(a.address()))).collect()
    }

    /// To and Cc.
    pub fn recipients(&self) -> Vec<Mailbox> {
        let mut all = mailboxes(self.head().to());
        all.extend(mailboxes(self.head().cc()));
        all
    }

    /// Reply-To.
    pub fn reply_to(&self) -> Vec<Mailbox> {
        mailboxes(self.head().reply_to())
    }

    /// Decoded subject on one line; empty when there is none.
    pub fn subject(&self) -> String {
        let subject = clean_line(self.head().subject().unwrap_or_default());
        subject.chars().filter(|c| !is_deceptive(*c)).collect()
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

    /// Whether it is more than we look into (threat 18): a header block over 100 KB or 1,000 fields,
    /// over [`MAX_PARTS`] parts, multiparts without end, messages in messages without end.
    pub fn is_too_complex(&self) -> bool {
        self.extent != Extent::Whole
            || self.inner.parts.len() > MAX_PARTS
            || self.inner.headers().len() > MAX_FIELDS
    }

    /// Every part by its place, the message itself first. A message inside the message counts as
    /// one part.
    pub fn sections(&self) -> Vec<Section> {
        let child = |i: &u32| usize::try_from(*i).ok();
        let section = |p: &MessagePart<'_>| Section {
            media_type: media_type(Some(p)),
            charset: p.content_type().and_then(|t| t.attribute("charset")).map(str::to_owned),
            encoding: p.content_transfer_encoding().unwrap_or_default().trim().to_lowercase(),
            attached: p.content_disposition().is_some_and(|d| d.is_attachment()),
            head: p.raw_header_offset() as usize..p.raw_body_offset() as usize,
            body: p.raw_body_offset() as usize..self.end_of(p),
            children: match &p.body {
                PartType::Multipart(children) => children.iter().filter_map(child).collect(),
                _ => Vec::new(),
            },
        };
        self.inner.parts.iter().take(MAX_PARTS).map(section).collect()
    }

    /// Where a part ends; one whose inside we did not look at, with the message.
    fn end_of(&self, part: &MessagePart<'_>) -> usize {
        match self.extent {
            Extent::Whole => part.raw_end_offset() as usize,
            Extent::Header(_) => self.raw.len(),
        }
    }

    /// The author's text: the plain parts, or the HTML ones made into text.
    pub fn text(&self) -> &Text {
        self.text.get_or_init(|| body::text(self))
    }

    /// The author's HTML, when there is any; hostile until sanitised.
    pub fn html(&self) -> Option<String> {
        body::html(self)
    }

    /// Whether the author's message is there as HTML.
    pub fn has_html(&self) -> bool {
        let parts = self.inner.html_body.iter().filter_map(|i| self.inner.parts.get(*i as usize));
        parts.into_iter().any(|p| matches!(p.body, PartType::Html(_)))
    }

    /// What is attached, in order: parts, then files that stand in the text (uuencode).
    pub fn attachments(&self) -> Vec<Attachment> {
        let listed = self.inner.attachments.iter().take(MAX_PARTS);
        // What was read as its text after all is no file beside it.
        let whole = self.text().rescued && self.inner.parts.len() == 1;
        listed
            .filter(|i| !(whole && **i == 0))
            .filter_map(|i| Some((*i as usize, self.inner.parts.get(*i as usize)?)))
            .map(|(i, part)| Attachment {
                name: file_name(part),
                media_type: media_type(Some(part)),
                size: self.octets(i, part).len(),
                part: i,
            })
            .chain(self.text().files.iter().enumerate().map(|(i, file)| Attachment {
                name: shown_name(&file.name),
                media_type: "application/octet-stream".to_owned(),
                size: file.bytes.len(),
                part: MAX_PARTS + i,
            }))
            .collect()
    }

    /// Every part, in order, multiparts and nested messages left out.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let leaf =
            |p: &&MessagePart<'_>| !matches!(p.body, PartType::Multipart(_) | PartType::Message(_));
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
        match part.checked_sub(MAX_PARTS) {
            Some(file) => self.text().files.get(file).map(|f| f.bytes.as_slice()),
            None => self.inner.parts.get(part).map(|p| self.octets(part, p)),
        }
    }

    /// A part's octets, decoded.
    fn octets<'m>(&'m self, place: usize, part: &'m MessagePart<'_>) -> &'m [u8] {
        let again = || -> Vec<(usize, Vec<u8>)> {
            let parts = self.inner.parts.iter().enumerate().take(MAX_PARTS);
            parts.filter_map(|(i, p)| Some((i, body::misread(self.raw, p)?))).collect()
        };
        let misread = self.misread.get_or_init(again).iter().find(|(i, _)| *i == place);
        misread.map_or_else(|| part.contents(), |(_, octets)| octets)
    }

    /// What was mended to read it.
    pub fn faults(&self) -> Vec<Fault> {
        soundness::faults(self)
    }

    /// The last label of its author's domain: a hint at the language of what names no charset.
    fn country(&self) -> Option<String> {
        let from = self.inner.from()?.first()?.address()?;
        let (_, last) = from.rsplit_once('@')?.1.rsplit_once('.')?;
        Some(last.to_ascii_lowercase()).filter(|l| l.len() == 2)
    }
}

fn media_type(part: Option<&MessagePart<'_>>) -> String {
    part.and_then(|p| p.content_type())
        .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or("plain")).to_lowercase())
        .unwrap_or_else(|| "text/plain".to_owned())
}

/// A file name fit to be shown: the last piece of a path, nothing that hides (threats 22 and 26).
fn file_name(part: &MessagePart<'_>) -> String {
    let given = part.attachment_name().unwrap_or_default();
    let subject = match &part.body {
        PartType::Message(nested) if given.is_empty() && !nested.parts.is_empty() => {
            nested.subject().map(|s| format!("{}.eml", s.replace(['/', '\\'], "-")))
        }
        _ => None,
    };
    shown_name(subject.as_deref().unwrap_or(given))
}

/// The last piece of a path, nothing that hides.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = clean_line(last).chars().filter(|c| !is_deceptive(*c)).take(200).collect();
    shown.trim_matches(['.', ' ']).to_owned()
}

/// One line without control characters, blanks folded.
fn clean_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether what stands in angle brackets is coded or holds what no address does.
fn has_coded_address(value: &str) -> bool {
    let bracketed = value.rsplit_once('<').map_or("", |(_, rest)| rest);
    let bare = if value.contains('<') { bracketed } else { value };
    bare.contains("=?") && bare.contains('@')
}

fn mailbox(entry: &mail_parser::Addr<'_>) -> Option<Mailbox> {
    Some(Mailbox::new(entry.name(), Address::parse(entry.address()?).ok()?))
}

fn mailboxes(field: Option<&mail_parser::Address<'_>>) -> Vec<Mailbox> {
    let Some(field) = field else { return Vec::new() };
    field.iter().take(1000).filter_map(mailbox).collect()
}

fn ids(value: &HeaderValue<'_>) -> Vec<MessageId> {
    let mut found = Vec::new();
    let texts: Vec<&str> = match value {
        HeaderValue::Text(text) => vec![text.as_ref()],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let mut seen = std::collections::HashSet::new();
    for text in texts {
        for id in MessageId::parse_list(text) {
            if seen.insert(id.clone()) {
                found.push(id);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
