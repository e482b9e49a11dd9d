//! The text of a message whose structure says that it has none: parts without delimiters, a header without
//! its end, types that nobody knows, encodings that do not hold. Old mail is shown rather than right.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::{MessagePart, MimeHeaders, PartType};

use super::body::{Text, append};
use super::{Message, charset};
use crate::mail::{edit, html, uuencode};

/// What is looked at for a text that no part holds.
const MAX_SIZE: usize = 1024 * 1024;
/// A message with too long a header is looked into up to this size.
const MAX_SLIM: usize = 4 * 1024 * 1024;
/// A field of it that says more than this says nothing to people.
const MAX_FIELD: usize = 4 * 1024;

/// A text from where none should be; `None`: there is none either.
pub(super) fn text(message: &Message<'_>) -> Option<Text> {
    if message.is_too_complex() {
        return slim(message.raw);
    }
    let root = message.inner.parts.first()?;
    let body = message.raw_body();
    let body = body.get(..MAX_SIZE.min(body.len()))?;
    let kind = root.content_type();
    let label = kind.and_then(|t| t.attribute("charset"));
    let ctype = kind.map(|t| t.ctype().to_ascii_lowercase()).unwrap_or_default();
    let subtype = kind.and_then(|t| t.subtype()).unwrap_or_default().to_ascii_lowercase();
    let parts = matches!(&root.body, PartType::Multipart(parts) if !parts.is_empty());
    let found = match ctype.as_str() {
        _ if body.is_empty() => charset::decode(headless(message.raw)?, label),
        "multipart" if parts => preamble(&charset::decode(body, label))?.to_owned(),
        "multipart" => return delimited(body).or_else(|| shown(&charset::decode(body, label))),
        "text" if subtype == "enriched" || subtype == "richtext" => {
            unrich(&charset::decode(body, label))
        }
        "text" => charset::decode(body, label),
        "message" if subtype == "partial" => charset::decode(body, label),
        // A type without its second half is no type.
        _ if subtype.is_empty() => charset::decode(body, label),
        _ => return None,
    };
    shown(&found)
}

/// The text below a header that is too long to be read, its longest fields left out.
fn slim(raw: &[u8]) -> Option<Text> {
    let end = super::limits::header_end(raw);
    if raw.len() > MAX_SLIM || end <= super::limits::MAX_HEADER {
        return None;
    }
    let mut head = Vec::new();
    for field in edit::fields(raw.get(..end)?).filter(|f| f.bytes.len() <= MAX_FIELD) {
        if head.len() + field.bytes.len() > super::limits::MAX_HEADER / 2 {
            break;
        }
        head.extend_from_slice(field.bytes);
    }
    head.extend_from_slice(raw.get(end..)?);
    let inner = Message::parse(&head);
    let text = (!inner.is_too_complex()).then(|| super::body::by_parts(&inner))?;
    (!text.text.trim().is_empty()).then_some(Text { rescued: true, ..text })
}

/// A text, or the text of a page.
fn shown(read: &str) -> Option<Text> {
    let mut out = Text { rescued: true, ..Text::default() };
    let begin = read.trim_start().get(..1).unwrap_or_default();
    let lower = read.get(..4000).unwrap_or(read).to_ascii_lowercase();
    if begin == "<" && ["<p", "<div", "<html", "<br", "<body"].iter().any(|t| lower.contains(t)) {
        out.from_html = true;
        append(&mut out.text, &html::to_text(read));
    } else if let Some((rest, files)) = uuencode::split(&read.replace("\r\n", "\n")) {
        out.files = files;
        append(&mut out.text, &rest);
    } else {
        append(&mut out.text, read);
    }
    (!out.text.trim().is_empty() || !out.files.is_empty()).then_some(out)
}

/// The text of parts whose delimiter the header forgot to name: the first line that looks like one and
/// comes again.
fn delimited(body: &[u8]) -> Option<Text> {
    let mut lines = body.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    let found = lines.find(|l| l.starts_with(b"--") && (3..=74).contains(&l.len()))?;
    let name = std::str::from_utf8(found.get(2..)?).ok()?;
    let end = format!("--{name}--");
    let plain = !name.contains(['"', '\\']) && !name.ends_with("--");
    if !plain || memchr::memmem::find(body, end.as_bytes()).is_none() {
        return None;
    }
    let head = format!("Content-Type: multipart/mixed; boundary=\"{name}\"\r\n\r\n");
    let mended = [head.as_bytes(), body].concat();
    let inner = Message::parse(&mended);
    // No second rescue inside the first: what it would find is all of the body again.
    let text = super::body::by_parts(&inner);
    (!text.text.trim().is_empty()).then_some(Text { rescued: true, ..text })
}

/// What stands before the first delimiter, unless it only says what follows.
fn preamble(body: &str) -> Option<&str> {
    let text = body.split("\n--").next()?.trim();
    let lower = text.to_ascii_lowercase();
    let notice = ["mime", "multi-part", "multipart"].iter().any(|w| lower.contains(w));
    (!notice && !text.is_empty() && !body.starts_with("--")).then_some(text)
}

/// The lines after the header where no empty line ends it.
fn headless(raw: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        let name = line.split(|b| *b == b':').next().unwrap_or_default();
        let field = name.len() < line.len() && name.iter().all(u8::is_ascii_graphic);
        if !(field || line.starts_with(b" ") || line.starts_with(b"\t")) {
            return raw.get(at..);
        }
        at += line.len();
    }
    None
}

/// RFC 1896 without its marks.
fn unrich(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        if let Some(more) = after.strip_prefix('<') {
            out.push('<');
            rest = more;
        } else {
            rest = after.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    out.push_str(rest);
    out
}

/// A transfer encoding as it was meant: without quotes and comments.
pub(super) fn encoding(part: &MessagePart<'_>) -> String {
    let said = part.content_transfer_encoding().unwrap_or_default();
    let word = said.split([';', '(', ' ']).find(|w| !w.is_empty()).unwrap_or_default();
    word.trim_matches(['"', '\'', ' ']).to_ascii_lowercase()
}

/// Whether a part is encoded though its field is written in a way that mail-parser does not take.
pub(super) fn is_encoded(part: &MessagePart<'_>) -> bool {
    matches!(encoding(part).as_str(), "quoted-printable" | "base64")
}

/// What can be had of damaged base64: lines of it, and after them the text that a list put below.
pub(super) fn base64(body: &[u8]) -> Vec<u8> {
    let mut coded = Vec::with_capacity(body.len());
    let mut rest = body;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let bare = line.trim_ascii();
        let known = bare.iter().filter(|b| is_base64(**b)).count();
        let spaced = bare.contains(&b' ');
        if !bare.is_empty() && (spaced || known * 10 < bare.len() * 8) {
            break;
        }
        coded.extend(bare.iter().filter(|b| is_base64(**b)));
        rest = rest.get(line.len()..).unwrap_or_default();
        if bare.ends_with(b"=") {
            break;
        }
    }
    coded.truncate(coded.len() - coded.len() % 4);
    let mut out = base64_decode(&coded).unwrap_or_default();
    if !rest.trim_ascii().is_empty() {
        if !out.is_empty() {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(rest);
    }
    out
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message::Fault;

    #[track_caller]
    fn check(raw: &str, want: &str) {
        let raw = raw.replace('\n', "\r\n");
        let message = Message::parse(raw.as_bytes());
        assert_eq!(message.text().text.trim_end(), want, "{raw}");
        assert!(message.faults().contains(&Fault::Structure), "{raw}");
    }

    #[test]
    fn broken_structures_are_read() {
        let mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
        check(&format!("{mixed}Bonjour à tous\nici\n"), "Bonjour à tous\nici");
        check(&format!("{mixed}<html><p>Bonjour</p>\n"), "Bonjour");
        check(&format!("{mixed}--b\n\nun\n--b\nContent-Type: image/png\n\nx\n"), "un");
        check("Content-Type: multipart/mixed\n\n--b\n\nun\n--b--\n", "un");
        check(&format!("{mixed}Voici\n--b\nContent-Type: image/png\n\nx\n--b--\n"), "Voici");
        check("Content-Type: text\n\nBonjour\n", "Bonjour");
        check("Content-Type: X-sun-attachment\n\nBonjour\n", "Bonjour");
        check("Content-Type: text/enriched\n\n<bold>Bon</bold> 1 << 2\n", "Bon 1 < 2");
        let partial = "Content-Type: message/partial; id=x; number=2; total=2\n\nla suite\n";
        check(partial, "la suite");
        check(
            "From: ann@example.org\nSubject: x\nBonjour tous\nici : rien\n",
            "Bonjour tous\nici : rien",
        );
    }

    #[test]
    fn broken_encodings_are_read() {
        let b64 = "Content-Transfer-Encoding: base64\n\n";
        check(&format!("{b64}Qm9u!am91\ncg==\n-- pied\n"), "Bonjour\n-- pied");
        check(
            &format!("{b64}Qm9uam91cg==\n\n____\nPied de page\n"),
            "Bonjour\n\n____\nPied de page",
        );
        check(&format!("{b64}Bonjour, rien n'est codé.\n"), "Bonjour, rien n'est codé.");
    }

    #[test]
    fn encodings_by_odd_names_are_read() {
        for name in ["\"quoted-printable\"", "quoted-printable;", "Quoted-Printable (comment)"] {
            let raw =
                format!("Content-Transfer-Encoding: {name}\r\n\r\ncaf=C3=A9 fin=\r\nsuite\r\n");
            assert_eq!(Message::parse(raw.as_bytes()).text().text, "café finsuite\n", "{name}");
        }
        let latin = b"Content-Type: text/plain; charset=iso-8859-1\r\n\
            Content-Transfer-Encoding: \"quoted-printable\"\r\n\r\ncaf=E9\r\n";
        assert_eq!(Message::parse(latin).text().text, "café\n");
    }
}
