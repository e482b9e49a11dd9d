//! One text part that takes a footer: in its charset and transfer encoding, or in better ones when
//! its own cannot hold the words. Not the choice of the part: that is the file above.

use encoding_rs::{Encoding, UTF_8};

use super::Footer;
use crate::mail::codec;
use crate::mail::edit;
use crate::mail::message::Section;

/// What follows the footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closes {
    /// The end of the message.
    Message,
    /// A delimiter, whose first line end is not the part's (RFC 2046 §5.1.1).
    Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Html,
}

impl Form {
    fn of(self, footer: &Footer) -> &str {
        match self {
            Self::Text => &footer.text,
            Self::Html => &footer.html,
        }
    }
}

/// How a part's octets travel.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Transfer {
    /// As they are.
    Plain,
    /// Quoted-printable.
    Quoted,
    /// Base64; the octets that share lines with the footer, before and after it.
    Base64(Vec<u8>, Vec<u8>),
}

/// A place for a footer.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    form: Form,
    charset: &'static Encoding,
    transfer: Transfer,
    closes: Closes,
}

impl Slot {
    /// Writes a footer here.
    pub(super) fn write(&self, out: &mut Vec<u8>, footer: &Footer) {
        let text = self.form.of(footer);
        let bare = text.strip_suffix("\r\n").unwrap_or(text);
        let text = if self.closes == Closes::Part { bare } else { text };
        let (octets, _, _) = self.charset.encode(text);
        match &self.transfer {
            Transfer::Plain => out.extend_from_slice(&octets),
            Transfer::Quoted => codec::write_quoted(out, &octets),
            Transfer::Base64(before, after) => {
                codec::write_base64(out, &[before, octets.as_ref(), after].concat());
                if self.closes == Closes::Part {
                    out.truncate(out.len().saturating_sub(2));
                }
            }
        }
    }
}

/// A part with a slot in it.
pub(super) struct Edited {
    content_type: Option<String>,
    encoding: Option<&'static str>,
    /// Encoded body before the slot.
    pub(super) before: Vec<u8>,
    /// The slot.
    pub(super) slot: Slot,
    /// Encoded body after the slot.
    pub(super) after: Vec<u8>,
}

impl Edited {
    /// The fields that changed.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let content_type = self.content_type.iter().map(|v| ("Content-Type", v.as_str()));
        content_type.chain(self.encoding.map(|v| ("Content-Transfer-Encoding", v)))
    }
}

/// A part of our own for the footer alone: its head, the empty line included, and the slot.
pub(super) fn alone(sample: &Footer, closes: Closes) -> (Vec<u8>, Slot) {
    let (mut head, ascii) = (Vec::new(), sample.text.is_ascii());
    edit::write_field(&mut head, "Content-Type", "text/plain; charset=utf-8");
    let encoding = if ascii { "7bit" } else { "quoted-printable" };
    edit::write_field(&mut head, "Content-Transfer-Encoding", encoding);
    edit::write_field(&mut head, "Content-Disposition", "inline");
    head.extend_from_slice(b"\r\n");
    let transfer = if ascii { Transfer::Plain } else { Transfer::Quoted };
    (head, Slot { form: Form::Text, charset: UTF_8, transfer, closes })
}

/// A part's octets, decoded, and what is to become of them.
struct Content {
    octets: Vec<u8>,
    charset: &'static Encoding,
    /// The charset named in a new Content-Type, when it must be one.
    renamed: bool,
}

/// Makes a slot in a text part; `None` when its encoding or charset cannot be trusted.
pub(super) fn edit(raw: &[u8], part: &Section, sample: &Footer, closes: Closes) -> Option<Edited> {
    let form = if part.media_type == "text/html" { Form::Html } else { Form::Text };
    let body = raw.get(part.body.clone())?;
    let (octets, plain) = match part.encoding.as_str() {
        "" | "7bit" | "8bit" | "binary" => (body.to_vec(), true),
        "quoted-printable" => (codec::read_quoted(body)?, false),
        "base64" => (codec::read_base64(body)?, false),
        _ => return None,
    };
    let seven_bit = matches!(part.encoding.as_str(), "" | "7bit");
    if is_armoured(&octets) {
        return None;
    }
    let content = content(octets, part.charset.as_deref(), form.of(sample))?;
    let footer_fits = content.charset.encode(form.of(sample)).0.is_ascii();
    let encoding = match part.encoding.as_str() {
        _ if plain && (content.renamed || (seven_bit && !footer_fits)) => "quoted-printable",
        _ if plain => "8bit",
        "base64" => "base64",
        _ => "quoted-printable",
    };
    let changed = plain && encoding == "quoted-printable";
    let content_type = content.renamed.then(|| with_utf8(raw.get(part.head.clone())?)).flatten();
    let (before, after) = split(form, &content.octets);
    let (before, transfer, after) = encode(encoding, before, after);
    let slot = Slot { form, charset: content.charset, transfer, closes: closes_at(closes, &after) };
    let encoding = changed.then_some("quoted-printable");
    Some(Edited { content_type, encoding, before, slot, after })
}

/// RFC 9580 §6.2, §7: a text signed or encrypted in itself, as older programs do. A new charset or a
/// word more, and readers are warned of a forgery.
fn is_armoured(octets: &[u8]) -> bool {
    const BEGIN: &[u8] = b"-----BEGIN PGP ";
    octets.starts_with(BEGIN)
        || memchr::memmem::find_iter(octets, BEGIN)
            .any(|at| octets.get(at.wrapping_sub(1)) == Some(&b'\n'))
}

/// When something of the part follows the footer, the footer keeps its own line end.
fn closes_at(closes: Closes, after: &[u8]) -> Closes {
    if after.is_empty() { closes } else { Closes::Message }
}

/// Settles the charset: the part's own when it has the words, else UTF-8.
fn content(octets: Vec<u8>, label: Option<&str>, words: &str) -> Option<Content> {
    let label = label.unwrap_or("us-ascii").trim().to_lowercase();
    if matches!(label.as_str(), "us-ascii" | "ascii") {
        // Words or letters beyond ASCII: UTF-8 is a superset, if that is what the octets are.
        let renamed = !words.is_ascii();
        let readable = !renamed || std::str::from_utf8(&octets).is_ok();
        return readable.then_some(Content { octets, charset: UTF_8, renamed });
    }
    let charset = Encoding::for_label_no_replacement(label.as_bytes())?;
    if charset.output_encoding() != charset {
        return None; // UTF-16: not a superset of ASCII
    }
    let (encoded, _, lossy) = charset.encode(words);
    // WHATWG reads iso-8859-1 as windows-1252, whose 0x80–0x9F it has not.
    let stray = label.starts_with("iso-8859") && encoded.iter().any(|b| matches!(b, 0x80..=0x9F));
    if !lossy && !stray {
        return Some(Content { octets, charset, renamed: false });
    }
    let text = charset.decode_without_bom_handling_and_without_replacement(&octets)?;
    Some(Content { octets: text.into_owned().into_bytes(), charset: UTF_8, renamed: true })
}

/// Where the footer goes in the decoded octets: at the end, or before the end of the page.
fn split(form: Form, octets: &[u8]) -> (&[u8], &[u8]) {
    let last =
        |tag: &[u8]| octets.windows(tag.len()).rposition(|window| window.eq_ignore_ascii_case(tag));
    let at = match form {
        Form::Text => octets.len(),
        Form::Html => last(b"</body").or_else(|| last(b"</html")).unwrap_or(octets.len()),
    };
    octets.split_at_checked(at).unwrap_or((octets, &[]))
}

/// Encodes what stands around the footer, so that the footer starts a line.
fn encode(encoding: &str, before: &[u8], after: &[u8]) -> (Vec<u8>, Transfer, Vec<u8>) {
    let mut before = before.to_vec();
    if !before.is_empty() && !before.ends_with(b"\r\n") {
        before.extend_from_slice(b"\r\n");
    }
    let mut out = Vec::new();
    match encoding {
        "base64" => {
            let whole = before.len() - before.len() % codec::BASE64_LINE;
            let (lines, rest) = before.split_at_checked(whole).unwrap_or((&before, &[]));
            codec::write_base64(&mut out, lines);
            (out, Transfer::Base64(rest.to_vec(), after.to_vec()), Vec::new())
        }
        "quoted-printable" => {
            codec::write_quoted(&mut out, &before);
            let mut tail = Vec::new();
            codec::write_quoted(&mut tail, after);
            (out, Transfer::Quoted, tail)
        }
        _ => (before, Transfer::Plain, after.to_vec()),
    }
}

/// The Content-Type of a head with its charset made UTF-8; every other parameter stays.
fn with_utf8(head: &[u8]) -> Option<String> {
    let Some(field) = edit::fields(head).find(|f| f.is("Content-Type")) else {
        return Some("text/plain; charset=utf-8".to_owned());
    };
    let value = field.value();
    let mut kept: Vec<String> = vec![String::new()];
    let mut quoted = false;
    for c in value.chars() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => {
                kept.push(String::new());
                continue;
            }
            _ => {}
        }
        kept.last_mut()?.push(c);
    }
    kept.retain(|p| !p.trim_start().to_lowercase().starts_with("charset"));
    let kept: Vec<&str> = kept.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
    Some(format!("{}; charset=utf-8", kept.join("; ")))
}
