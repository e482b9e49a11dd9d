//! Large attachments taken out of a copy, a line about each in their place: members pay for their
//! data. What is signed or encrypted stays whole; every octet elsewhere stays as it was. Where the
//! attachment can be had is the caller's to say.

use super::codec;
use super::message::{Attachment, MAX_PARTS, Message, Section};

/// The message without its attachments of more than `over` octets; `line` says, of each, what stands
/// in its place. `None`: nothing is that large, or nothing may be touched.
pub fn without_large(
    raw: &[u8],
    over: usize,
    line: impl Fn(&Attachment) -> String,
) -> Option<Vec<u8>> {
    if raw.len() <= over {
        return None;
    }
    let message = Message::parse(raw);
    let parts = message.sections();
    if message.is_too_complex() || parts.len() >= MAX_PARTS {
        return None;
    }
    let sealed = sealed(&parts);
    let large = message.attachments().into_iter().filter(|a| {
        let part = parts.get(a.part);
        // The message itself is no part of anything; a text may be what people came to read.
        let leaf = part.is_some_and(|p| p.children.is_empty() && (p.attached || !is_text(p)));
        a.size > over && a.part > 0 && leaf && !sealed.contains(&a.part)
    });
    let mut cuts: Vec<(&Section, Attachment)> =
        large.filter_map(|a| Some((parts.get(a.part)?, a))).collect();
    if cuts.is_empty() {
        return None;
    }
    cuts.sort_by_key(|(part, _)| part.head.start);
    let (mut out, mut at) = (Vec::with_capacity(raw.len() / 4), 0);
    for (part, attachment) in &cuts {
        // Parts that lie inside one another are nobody's mail.
        out.extend_from_slice(raw.get(at..part.head.start)?);
        out.extend_from_slice(b"Content-Type: text/plain; charset=utf-8\r\n");
        out.extend_from_slice(b"Content-Disposition: inline\r\n");
        out.extend_from_slice(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n");
        let text = format!("{}\r\n", line(attachment));
        codec::write_quoted(&mut out, text.as_bytes());
        at = part.body.end;
    }
    out.extend_from_slice(raw.get(at..)?);
    Some(out)
}

fn is_text(part: &Section) -> bool {
    part.media_type.starts_with("text/")
}

/// Parts inside what a signature covers or a key opens (RFC 1847 §2.1: opaque).
fn sealed(parts: &[Section]) -> Vec<usize> {
    let is_sealed =
        |p: &Section| matches!(p.media_type.as_str(), "multipart/signed" | "multipart/encrypted");
    let mut waiting: Vec<usize> = Vec::new();
    for part in parts.iter().filter(|p| is_sealed(p)) {
        waiting.extend(&part.children);
    }
    let mut found = Vec::new();
    while let Some(index) = waiting.pop() {
        if !found.contains(&index) {
            found.push(index);
            waiting.extend(parts.get(index).map(|p| p.children.as_slice()).unwrap_or_default());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(kind: &str, attachment: &str) -> String {
        format!(
            "From: ann@example.org\nSubject: Photos\nMIME-Version: 1.0\n\
             Content-Type: {kind}; boundary=b\n\npreamble\n--b\nContent-Type: text/plain\n\nVoici.\n\
             --b\n{attachment}\n--b--\nepilogue\n"
        )
        .replace('\n', "\r\n")
    }

    fn pdf(size: usize) -> String {
        let body = "QUJD\n".repeat(size / 3);
        format!(
            "Content-Type: application/pdf; name=grille.pdf\nContent-Transfer-Encoding: base64\n\
             Content-Disposition: attachment; filename=grille.pdf\n\n{body}"
        )
    }

    fn line(a: &Attachment) -> String {
        format!("« {} » part {}", a.name, a.part)
    }

    #[test]
    fn a_large_file_gives_way_to_a_line() {
        let raw = mail("multipart/mixed", &pdf(9000));
        let out = without_large(raw.as_bytes(), 5000, line).unwrap();
        let message = Message::parse(&out);
        assert!(out.len() < 1000 && message.attachments().iter().all(|a| a.size < 100));
        let text = String::from_utf8_lossy(&out);
        assert!(text.contains("grille.pdf =C2=BB part 2") && text.contains("Voici."), "{text}");
        assert!(text.contains("preamble") && text.ends_with("--b--\r\nepilogue\r\n"));
        assert!(without_large(raw.as_bytes(), 50_000, line).is_none());
    }

    #[test]
    fn what_is_signed_or_read_stays() {
        let signed = mail("multipart/signed", &pdf(9000));
        assert!(without_large(signed.as_bytes(), 5000, line).is_none());
        let text = format!("Content-Type: text/plain\n\n{}", "Bonjour à tous.\n".repeat(900));
        assert!(without_large(mail("multipart/mixed", &text).as_bytes(), 5000, line).is_none());
        let alone = pdf(9000).replace('\n', "\r\n");
        assert!(without_large(alone.as_bytes(), 5000, line).is_none());
    }
}
