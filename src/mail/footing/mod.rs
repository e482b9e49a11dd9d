//! Where a footer may stand in a message, and how it is written there (wire.md, "Footers and MIME").
//! A message where none is safe gets none: signed, encrypted, calendars, unknown encodings. Every
//! octet outside the parts that take it stays as it was. The words are [`crate::list::footer`]'s.

mod part;

use ring::digest;

use super::edit::{self, Field};
use super::message::{MAX_PARTS, Message, Section};
use part::{Closes, Edited, Slot};

/// A footer in its two forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footer {
    /// Plain text, CRLF line ends, one at the end.
    pub text: String,
    /// An HTML block, ASCII, CRLF line ends, one at the end.
    pub html: String,
}

/// A message cut where its footer goes: what is the same in every copy, and slots.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// Top-level fields to leave out, by name in lower case.
    pub dropped: Vec<String>,
    /// Top-level fields in their stead.
    pub fields: Vec<u8>,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Octets(Vec<u8>),
    Slot(Slot),
}

impl Cut {
    /// A body without a place for a footer.
    pub fn none(body: &[u8]) -> Self {
        Self { pieces: vec![Piece::Octets(body.to_vec())], ..Self::default() }
    }

    /// Cuts `raw` (CRLF line ends) for footers that differ from `sample` in ASCII words only.
    pub fn new(raw: &[u8], sample: &Footer) -> Self {
        let (_, body) = edit::split(raw);
        let parts = Message::parse(raw).sections();
        let agrees = parts.first().is_some_and(|p| p.body.start + body.len() == raw.len());
        let place = (agrees && parts.len() < MAX_PARTS).then(|| place(&parts)).flatten();
        let cut = place.and_then(|place| match place {
            Place::Inside(found) => inside(raw, &parts, &found, sample),
            Place::Last => last(raw, &parts, sample),
            Place::Beside => beside(raw, sample),
        });
        cut.unwrap_or_else(|| Self::none(body))
    }

    /// Whether a footer will stand somewhere.
    pub fn has_slot(&self) -> bool {
        self.pieces.iter().any(|p| matches!(p, Piece::Slot(_)))
    }

    /// Octets of the body that are the same whatever the footer, from its beginning.
    pub fn fixed(&self) -> &[u8] {
        match self.pieces.first() {
            Some(Piece::Octets(octets)) => octets,
            _ => &[],
        }
    }

    /// Octets of the body, the footers aside.
    pub fn octets(&self) -> usize {
        let length = |piece: &Piece| match piece {
            Piece::Octets(octets) => octets.len(),
            Piece::Slot(_) => 0,
        };
        self.pieces.iter().map(length).sum()
    }

    /// Appends the body with this footer in its places.
    pub fn write(&self, out: &mut Vec<u8>, footer: &Footer) {
        for piece in &self.pieces {
            match piece {
                Piece::Octets(octets) => out.extend_from_slice(octets),
                Piece::Slot(slot) => slot.write(out, footer),
            }
        }
    }
}

/// Where the footer goes.
enum Place {
    /// Into these parts.
    Inside(Vec<usize>),
    /// As a last part of the multipart/mixed that the message is.
    Last,
    /// Beside the whole message, in a new multipart/mixed.
    Beside,
}

/// Finds the parts that take the footer. `None`: the message is better left alone.
fn place(parts: &[Section]) -> Option<Place> {
    let root = parts.first()?;
    if !root.media_type.starts_with("multipart/") && !is_read(root) {
        return may_stand_beside(&root.media_type).then_some(Place::Beside);
    }
    let (mut waiting, mut found) = (vec![0], Vec::new());
    while let Some(index) = waiting.pop() {
        let part = parts.get(index)?;
        let children = || part.children.iter().filter_map(|c| Some((*c, parts.get(*c)?)));
        if children().any(|(_, c)| is_sealed(&c.media_type)) {
            return None;
        }
        let first_read = || children().find(|(_, c)| is_read(c));
        match part.media_type.as_str() {
            "text/plain" | "text/html" => found.push(index),
            "multipart/alternative" => {
                waiting.extend(children().filter(|(_, c)| is_read(c)).map(|(i, _)| i));
            }
            "multipart/related" => waiting.push(*part.children.first()?),
            "multipart/mixed" => match first_read() {
                Some((first, _)) => waiting.push(first),
                None if index == 0 => return Some(Place::Last),
                None => return None,
            },
            _ => return None,
        }
    }
    found.sort_unstable();
    (!found.is_empty()).then_some(Place::Inside(found))
}

/// Whether a part is, or may hold, text that people read.
fn is_read(part: &Section) -> bool {
    let holds = ["text/plain", "text/html"].contains(&part.media_type.as_str())
        || ["alternative", "related", "mixed"]
            .iter()
            .any(|kind| part.media_type.strip_prefix("multipart/") == Some(kind));
    holds && !part.attached
}

/// RFC 1847 §2.1: what a signature or a key covers is opaque; and an invitation is answered by
/// programs, so nothing beside it changes.
fn is_sealed(media_type: &str) -> bool {
    let kinds = ["multipart/signed", "multipart/encrypted", "text/calendar"];
    kinds.contains(&media_type) || media_type.contains("pkcs7-mime")
}

fn may_stand_beside(media_type: &str) -> bool {
    let kinds = ["image/", "audio/", "video/", "application/"];
    kinds.iter().any(|k| media_type.starts_with(k))
        && !["pkcs7", "pgp"].iter().any(|seal| media_type.contains(seal))
}

fn inside(raw: &[u8], parts: &[Section], found: &[usize], sample: &Footer) -> Option<Cut> {
    let mut cut = Cut::default();
    let mut at = parts.first()?.body.start;
    for index in found {
        let part = parts.get(*index)?;
        let closes = if *index == 0 { Closes::Message } else { Closes::Part };
        let edited = part::edit(raw, part, sample, closes)?;
        let head = raw.get(part.head.clone())?;
        if *index == 0 {
            cut.replace_top(head, &edited);
        } else {
            let mut between = raw.get(at..part.head.start)?.to_vec();
            write_head(&mut between, head, &edited);
            cut.pieces.push(Piece::Octets(between));
        }
        cut.pieces.push(Piece::Octets(edited.before));
        cut.pieces.push(Piece::Slot(edited.slot));
        cut.pieces.push(Piece::Octets(edited.after));
        at = part.body.end;
    }
    cut.pieces.push(Piece::Octets(raw.get(at..)?.to_vec()));
    Some(cut)
}

impl Cut {
    fn replace_top(&mut self, head: &[u8], edited: &Edited) {
        for (name, value) in edited.fields() {
            self.dropped.push(name.to_lowercase());
            edit::write_field(&mut self.fields, name, value);
        }
        self.claim_mime(head);
    }

    /// RFC 2045 §4: fields of ours make it MIME, if it was not.
    fn claim_mime(&mut self, head: &[u8]) {
        if !self.fields.is_empty() && !edit::fields(head).any(|f| f.is("MIME-Version")) {
            edit::write_field(&mut self.fields, "MIME-Version", "1.0");
        }
    }
}

/// A part's header section with the fields that `edited` replaces.
fn write_head(out: &mut Vec<u8>, head: &[u8], edited: &Edited) {
    let replaced = |f: &Field<'_>| edited.fields().any(|(name, _)| f.is(name));
    for field in edit::fields(head).filter(|f| f.bytes != b"\r\n" && !replaced(f)) {
        out.extend_from_slice(field.bytes);
    }
    for (name, value) in edited.fields() {
        edit::write_field(out, name, value);
    }
    out.extend_from_slice(b"\r\n");
}

/// A multipart/mixed without a text: the footer becomes its last part.
fn last(raw: &[u8], parts: &[Section], sample: &Footer) -> Option<Cut> {
    let root = parts.first()?;
    let end = root.children.last().and_then(|c| parts.get(*c))?.body.end;
    let closing = raw.get(end..)?;
    // The close delimiter names the boundary: "\r\n--boundary--".
    let line = closing.strip_prefix(b"\r\n--")?.split(|b| *b == b'\r').next()?;
    let boundary = line.trim_ascii_end().strip_suffix(b"--")?;
    let (head, slot) = part::alone(sample, Closes::Part);
    let before = [raw.get(root.body.start..end)?, b"\r\n--", boundary, b"\r\n", &head].concat();
    let pieces = vec![Piece::Octets(before), Piece::Slot(slot), Piece::Octets(closing.to_vec())];
    Some(Cut { pieces, ..Cut::default() })
}

/// A message that is a picture or a file: it and the footer become two parts of a new message.
fn beside(raw: &[u8], sample: &Footer) -> Option<Cut> {
    let (head, body) = edit::split(raw);
    let boundary = unused_boundary(raw);
    let delimiter = format!("\r\n--{boundary}");
    let mut cut = Cut::default();
    let mut before = delimiter.trim_start().as_bytes().to_vec();
    before.extend_from_slice(b"\r\n");
    for field in edit::fields(head) {
        let name = field.name.to_lowercase();
        if name.starts_with("content-") {
            before.extend_from_slice(field.bytes);
            cut.dropped.push(name);
        }
    }
    let (own, slot) = part::alone(sample, Closes::Part);
    before.extend([b"\r\n", body, delimiter.as_bytes(), b"\r\n", &own].concat());
    let content_type = format!("multipart/mixed; boundary=\"{boundary}\"");
    edit::write_field(&mut cut.fields, "Content-Type", &content_type);
    cut.claim_mime(head);
    let closing = format!("{delimiter}--\r\n").into_bytes();
    cut.pieces = vec![Piece::Octets(before), Piece::Slot(slot), Piece::Octets(closing)];
    Some(cut)
}

/// A boundary that is the same for every copy and occurs nowhere in the message (RFC 2046 §5.1.1).
fn unused_boundary(raw: &[u8]) -> String {
    let mut seed = digest::digest(&digest::SHA256, raw);
    loop {
        let mut label = data_encoding::BASE32_DNSSEC.encode(seed.as_ref());
        label.truncate(32);
        let boundary = format!("part-{label}");
        if !raw.windows(boundary.len()).any(|w| w == boundary.as_bytes()) {
            return boundary;
        }
        seed = digest::digest(&digest::SHA256, seed.as_ref());
    }
}

#[cfg(test)]
mod tests;
