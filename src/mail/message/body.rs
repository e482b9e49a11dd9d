//! Which parts are the author's text, and that text. The whole of it: quotations are
//! [`crate::mail::text`]'s.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessagePart, MimeHeaders, PartType};

use super::flowed::{self, DelSp};
use super::{Message, charset, rescue};
use crate::mail::recognise::words;
use crate::mail::{html, uuencode};

/// Text parts beyond this many are attachments in all but name.
const MAX_TEXTS: usize = 20;

/// The author's message as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Decoded, LF line ends, no NUL.
    pub text: String,
    /// Made from HTML, because there was no plain part or nothing in it.
    pub from_html: bool,
    /// Files that stood in it, as mail had them before MIME.
    pub files: Vec<uuencode::File>,
    /// Whether files stand in it in a form that is not read: they stay text.
    pub undecoded: bool,
    /// Whether its characters are not those of the charset it claims.
    pub recoded: bool,
    /// Whether it was found where no part says that it stands.
    pub rescued: bool,
}

/// The text of a message: its plain parts; or its HTML ones where there is no plain one, or where the
/// plain one is only a stub (“This message needs a program that shows HTML”).
pub(super) fn text(message: &Message<'_>) -> Text {
    let found = by_parts(message);
    if found.text.trim().is_empty() && found.files.is_empty() {
        return rescue::text(message).unwrap_or(found);
    }
    found
}

/// The same, only from the parts that hold it.
pub(super) fn by_parts(message: &Message<'_>) -> Text {
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
            PartType::Text(read) => plain(&mut out, message, part, read),
            PartType::Html(read) => {
                out.from_html = true;
                let page = characters(message, part, read);
                out.note(part, &page, read);
                append(&mut out.text, &html::to_text(&page));
            }
            _ => {}
        }
    }
    out
}

/// A plain part as typed: characters, flowed lines, PGP frame, without the files in it.
fn plain(out: &mut Text, message: &Message<'_>, part: &MessagePart<'_>, read: &str) {
    let text = characters(message, part, read);
    out.note(part, &text, read);
    let parameter = |name: &str| {
        let value = part.content_type().and_then(|t| t.attribute(name));
        value.unwrap_or_default().to_ascii_lowercase()
    };
    let text = if parameter("format") == "flowed" {
        let delete = if parameter("delsp") == "yes" { DelSp::Yes } else { DelSp::No };
        Cow::Owned(flowed::unwrap(&text, delete))
    } else {
        text
    };
    let text = flowed::without_pgp_frame(&text).map_or(text, Cow::Owned);
    out.undecoded |= uuencode::holds_undecoded(&text);
    match uuencode::split(&text) {
        Some((rest, files)) => {
            out.files.extend(files);
            append(&mut out.text, &rest);
        }
        None => append(&mut out.text, &text),
    }
}

impl Text {
    /// Notes of what kind the mend of a part was, if there was one: its encoding, or its characters.
    fn note(&mut self, part: &MessagePart<'_>, text: &str, read: &str) {
        if text != read {
            let encoding = is_misread(part);
            self.rescued |= encoding;
            self.recoded |= !encoding;
        }
    }
}

/// Whether mail-parser did not decode a part.
fn is_misread(part: &MessagePart<'_>) -> bool {
    part.is_encoding_problem || (part.encoding == Encoding::None && rescue::is_encoded(part))
}

/// The octets of a part that mail-parser did not decode, and should have.
pub(super) fn misread(raw: &[u8], part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let leaf = matches!(part.body, PartType::Binary(_) | PartType::InlineBinary(_));
    (leaf && is_misread(part)).then(|| octets(raw, part)).flatten()
}

/// The HTML of a part, in the right characters.
pub(super) fn html(message: &Message<'_>) -> Option<String> {
    let ids = message.inner.html_body.iter().take(MAX_TEXTS);
    let mut parts = ids.filter_map(|i| message.inner.parts.get(*i as usize));
    parts.find_map(|part| match &part.body {
        PartType::Html(read) => Some(characters(message, part, read).into_owned()),
        _ => None,
    })
}

/// The characters of a text part: mail-parser's reading, or a better one.
fn characters<'t>(message: &Message<'_>, part: &MessagePart<'_>, read: &'t str) -> Cow<'t, str> {
    let kind = part.content_type();
    let label = kind.and_then(|t| t.attribute("charset"));
    let is_html = matches!(part.body, PartType::Html(_));
    // UTF-7 hides markup from those who look for it (threat 19).
    let utf7 = label.is_some_and(|l| l.to_ascii_lowercase().contains("utf-7")) && is_html;
    let octets = || octets(message.raw, part);
    if utf7 {
        let read = octets().map(|o| String::from_utf8_lossy(&o).into_owned());
        return Cow::Owned(read.unwrap_or_default());
    }
    let odd = |c: char| c == '\u{FFFD}' || c == '\u{1B}' || c == 'Ã' || c == 'Â' || c == 'â';
    if is_misread(part) {
        let decoded = octets().map(|o| charset::decode(&o, label));
        return decoded.map_or(Cow::Borrowed(read), Cow::Owned);
    }
    let doubtful = read.contains(odd) || label.is_some_and(|l| !is_usual(l));
    let country = message.country();
    let hint = charset::Hint { label, country: country.as_deref() };
    let repaired = || octets().and_then(|o| charset::repair(&o, hint, read));
    doubtful.then(repaired).flatten().map_or(Cow::Borrowed(read), Cow::Owned)
}

/// Charsets of which mail-parser's reading is right unless it shows otherwise.
fn is_usual(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    (label.starts_with("utf") && !label.starts_with("utf-16"))
        || label.starts_with("us-")
        || label.starts_with("iso-8859")
}

/// A part's octets after its transfer encoding, before its charset.
fn octets(raw: &[u8], part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let body = raw.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::Base64 if part.is_encoding_problem => Some(rescue::base64(body)),
        Encoding::Base64 => base64_decode(body),
        Encoding::QuotedPrintable => quoted_printable_decode(body),
        Encoding::None => match rescue::encoding(part).as_str() {
            "quoted-printable" => quoted_printable_decode(body),
            "base64" => Some(rescue::base64(body)),
            _ => Some(body.to_vec()),
        },
    }
}

pub(super) fn append(text: &mut String, more: &str) {
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
