//! What is not as it should be in a message and was read all the same: for who counts what an import
//! mended. Nothing here mends.

use mail_parser::{MessagePart, MimeHeaders, PartType};

use super::Message;

/// Something mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Characters in no charset, or in another than they claim.
    Charset,
    /// Parts without their delimiters, or whose encoding is broken.
    Structure,
    /// Files in the text, from before MIME.
    InText,
    /// Files in the text in a form that is not read.
    Undecoded,
    /// More than is looked into: shown by its header alone.
    TooComplex,
}

pub(super) fn faults(message: &Message<'_>) -> Vec<Fault> {
    let mut found = Vec::new();
    if message.repaired.is_some() || message.text().recoded {
        found.push(Fault::Charset);
    }
    if message.is_too_complex() {
        found.push(Fault::TooComplex);
    } else if message.text().rescued
        || message.inner.parts.iter().any(|p| is_broken(message.raw, p))
    {
        found.push(Fault::Structure);
    }
    if !message.text().files.is_empty() {
        found.push(Fault::InText);
    }
    if message.text().undecoded {
        found.push(Fault::Undecoded);
    }
    found
}

/// A multipart without delimiters or without its last one, a leaf whose encoding does not hold.
fn is_broken(raw: &[u8], part: &MessagePart<'_>) -> bool {
    let declared = part.content_type().filter(|t| t.ctype().eq_ignore_ascii_case("multipart"));
    let Some(declared) = declared else { return part.is_encoding_problem };
    let Some(boundary) = declared.attribute("boundary") else { return true };
    if !matches!(&part.body, PartType::Multipart(parts) if !parts.is_empty()) {
        return true;
    }
    let end = format!("--{boundary}--");
    let body = raw.get(part.offset_body as usize..).unwrap_or_default();
    memchr::memmem::find(body, end.as_bytes()).is_none()
}
