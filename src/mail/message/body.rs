//! Which parts are the author's text, and that text. The whole of it: quotations are
//! [`crate::mail::text`]'s.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessagePart, MimeHeaders, PartType};

use super::flowed::{self, DelSp};
use super::{Message, charset};
use crate::mail::html;
use crate::mail::recognise::words;

/// Text parts beyond this many are attachments in all but name.
const MAX_TEXTS: usize = 20;

/// The author's message as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Decoded, LF line ends, no NUL.
    pub text: String,
    /// Made from HTML, because there was no plain part or nothing in it.
    pub from_html: bool,
}

/// The text of a message: its plain parts; or its HTML ones where there is no plain one, or where the
/// plain one is only a stub (“This message needs a program that shows HTML”).
pub(super) fn text(message: &Message<'_>) -> Text {
    let plain = join(message, &message.inner.text_body);
    if plain.from_html || !message.has_html() {
        return plain;
    }
    if is_long(&plain.text) {
        return plain;
    }
    let said = words(&plain.text);
    let rich = join(message, &message.inner.html_body);
    let shown = words(&rich.text).len();
    let stub = said.is_empty() || (shown > 2 * said.len() && said.iter().any(|w| w == "html"));
    if stub && shown > 0 { rich } else { plain }
}

/// Whether a text has more words than any stub.
fn is_long(text: &str) -> bool {
    let has_letters = |w: &&str| w.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(has_letters).nth(40).is_some()
}

fn join(message: &Message<'_>, ids: &[u32]) -> Text {
    let mut out = Text::default();
    let parts = ids.iter().take(MAX_TEXTS).filter_map(|i| message.inner.parts.get(*i as usize));
    for part in parts {
        match &part.body {
            PartType::Text(read) => append(&mut out.text, &plain(message.raw, part, read)),
            PartType::Html(read) => {
                out.from_html = true;
                append(&mut out.text, &html::to_text(&characters(message.raw, part, read)));
            }
            _ => {}
        }
    }
    out
}

/// A plain part as typed: characters, flowed lines, PGP frame.
fn plain(raw: &[u8], part: &MessagePart<'_>, read: &str) -> String {
    let text = characters(raw, part, read);
    let parameter = |name: &str| {
        let value = part.content_type().and_then(|t| t.attribute(name));
        value.unwrap_or_default().to_ascii_lowercase()
    };
    let text = if parameter("format") == "flowed" {
        let delete = if parameter("delsp") == "yes" { DelSp::Yes } else { DelSp::No };
        flowed::unwrap(&text, delete)
    } else {
        text
    };
    flowed::without_pgp_frame(&text).unwrap_or(text)
}

/// The HTML of a part, in the right characters.
pub(super) fn html(message: &Message<'_>) -> Option<String> {
    let ids = message.inner.html_body.iter().take(MAX_TEXTS);
    let mut parts = ids.filter_map(|i| message.inner.parts.get(*i as usize));
    parts.find_map(|part| match &part.body {
        PartType::Html(read) => Some(characters(message.raw, part, read)),
        _ => None,
    })
}

/// The characters of a text part: mail-parser's reading, or a better one.
fn characters(raw: &[u8], part: &MessagePart<'_>, read: &str) -> String {
    let kind = part.content_type();
    let label = kind.and_then(|t| t.attribute("charset"));
    let is_html = matches!(part.body, PartType::Html(_));
    // UTF-7 hides markup from those who look for it (threat 19).
    let utf7 = label.is_some_and(|l| l.to_ascii_lowercase().contains("utf-7")) && is_html;
    let octets = || octets(raw, part);
    if utf7 {
        return octets().map_or_else(String::new, |o| String::from_utf8_lossy(&o).into_owned());
    }
    let doubtful = read.contains('\u{FFFD}') || label.is_some_and(|l| !is_usual(l));
    let repaired = || octets().and_then(|o| charset::repair(&o, label, read));
    doubtful.then(repaired).flatten().unwrap_or_else(|| read.to_owned())
}

/// Charsets of which mail-parser's reading is right unless it shows otherwise.
fn is_usual(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label.starts_with("utf") || label.starts_with("us-") || label.starts_with("iso-8859")
}

/// A part's octets after its transfer encoding, before its charset.
fn octets(raw: &[u8], part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let body = raw.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::Base64 => base64_decode(body),
        Encoding::QuotedPrintable => quoted_printable_decode(body),
        Encoding::None => Some(body.to_vec()),
    }
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let mut rest = more;
    while let Some((before, odd)) = rest.find(['\r', '\0']).and_then(|at| rest.split_at_checked(at))
    {
        text.push_str(before);
        rest = match odd.strip_prefix('\r') {
            Some(after) => {
                text.push('\n');
                after.strip_prefix('\n').unwrap_or(after)
            }
            None => odd.strip_prefix('\0').unwrap_or_default(),
        };
    }
    text.push_str(rest);
}
