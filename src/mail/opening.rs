//! The first line of a mail, where it says what is to be done with the rest; and the mail without it.
//! What is signed or sealed is left alone. Not what such a line may say.

use super::codec;
use super::edit::{self, Field};
use super::message::{Message, Section};
use super::recognise::words;

/// What would show the line, at most.
const FORMS: [&str; 2] = ["text/plain", "text/html"];

/// The first line of a message's text that holds a word.
pub fn first_line<'m>(message: &'m Message<'_>) -> Option<&'m str> {
    let text = &message.text().text;
    text.lines().map(str::trim).find(|l| l.chars().any(char::is_alphanumeric))
}

/// The mail without its first line, in its plain text and in its HTML. `None`: it cannot be taken out.
pub fn without_first_line(raw: &[u8]) -> Option<Vec<u8>> {
    let message = Message::parse(raw);
    let line = first_line(&message)?.to_owned();
    let parts = message.sections();
    if parts.iter().any(|p| p.media_type == "multipart/signed") {
        return None;
    }
    let mut out = Vec::with_capacity(raw.len());
    let (mut at, mut found) = (0, false);
    for (part, text) in shown(raw, &parts) {
        let Some(text) = without(part, &text, &line) else { continue };
        out.extend_from_slice(raw.get(at..part.head.start)?);
        write_head(&mut out, raw.get(part.head.clone())?, &part.media_type);
        codec::write_quoted(&mut out, text.as_bytes());
        (at, found) = (part.body.end, true);
    }
    out.extend_from_slice(raw.get(at..)?);
    found.then_some(out)
}

/// The first part of each form, decoded, in order.
fn shown<'p>(raw: &[u8], parts: &'p [Section]) -> Vec<(&'p Section, String)> {
    let first = |form: &&str| parts.iter().find(|p| p.media_type == **form && !p.attached);
    let mut found: Vec<&Section> = FORMS.iter().filter_map(first).collect();
    found.sort_by_key(|p| p.head.start);
    let read = |part: &'p Section| {
        let alone = Message::parse(raw.get(part.head.start..part.body.end)?);
        let text = match part.media_type.as_str() {
            "text/html" => alone.html()?,
            _ => alone.text().text.clone(),
        };
        Some((part, text))
    };
    found.into_iter().filter_map(read).collect()
}

fn without(part: &Section, text: &str, line: &str) -> Option<String> {
    let text = match part.media_type.as_str() {
        "text/html" => without_words(text, &words(line))?,
        _ => {
            let is = |l: &&str| l.chars().any(char::is_alphanumeric);
            let mut lines = text.lines().skip_while(|l| !is(l));
            (words(lines.next()?) == words(line)).then_some(())?;
            lines.skip_while(|l| l.trim().is_empty()).collect::<Vec<_>>().join("\n")
        }
    };
    let ends = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    Some(format!("{text}{ends}").replace("\r\n", "\n").replace('\n', "\r\n"))
}

/// A head with the form in which [`codec::write_quoted`] leaves the body.
fn write_head(out: &mut Vec<u8>, head: &[u8], media_type: &str) {
    const REPLACED: [&str; 2] = ["Content-Type", "Content-Transfer-Encoding"];
    let replaced = |f: &Field<'_>| REPLACED.iter().any(|name| f.is(name));
    for field in edit::fields(head).filter(|f| f.bytes != b"\r\n" && !replaced(f)) {
        out.extend_from_slice(field.bytes);
    }
    edit::write_field(out, "Content-Type", &format!("{media_type}; charset=utf-8"));
    edit::write_field(out, "Content-Transfer-Encoding", "quoted-printable");
    out.extend_from_slice(b"\r\n");
}

/// A page without the words it begins with; its marks stay. `None`: it begins otherwise.
fn without_words(page: &str, gone: &[String]) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let begin = lower.find("<body").unwrap_or(0);
    let (mut seen, mut out) = (String::new(), page.get(..begin)?.to_owned());
    let mut rest = page.get(begin..)?;
    loop {
        // No recursion: marks are passed one by one (threat of depth).
        if let Some(mark) = rest.strip_prefix('<') {
            let end = mark.find('>')? + 2;
            let (tag, after) = rest.split_at_checked(end)?;
            if !tag.to_ascii_lowercase().starts_with("<br") || seen.is_empty() {
                out.push_str(tag);
            }
            rest = after;
            continue;
        }
        let end = rest.find('<').unwrap_or(rest.len());
        let (text, after) = rest.split_at_checked(end)?;
        let shown = text.replace("&nbsp;", " ").replace("&#160;", " ").replace("&#39;", "'");
        seen.push_str(&shown);
        let so_far = words(&seen);
        if so_far.len() >= gone.len() || after.is_empty() {
            // It ends where its last piece does, or the line does not stand there alone.
            return (so_far == gone).then(|| out + after);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(raw: &str) -> Option<String> {
        let raw = raw.replace('\n', "\r\n");
        let out = without_first_line(raw.as_bytes())?;
        Some(String::from_utf8(out).unwrap().replace("\r\n", "\n"))
    }

    #[test]
    fn a_plain_text() {
        let got = cut("From: a@example.org\nSubject: S\n\n\nPublier : lundi 9 h\n\nBonjour.\nUn\n");
        let got = got.unwrap();
        assert!(got.ends_with("\n\nBonjour.\nUn\n"), "{got}");
        assert!(got.starts_with("From: a@example.org\nSubject: S\nContent-Type: text/plain"));
    }

    #[test]
    fn both_forms_and_a_file() {
        let raw = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n\
             --x\nContent-Type: multipart/alternative; boundary=y\n\n\
             --y\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
             Publier : lundi 9=A0h\n\nBonjour =E0 vous.\n--y\nContent-Type: text/html; charset=utf-8\n\n\
             <div dir=\"ltr\">Publier&nbsp;: <b>lundi</b> 9&nbsp;h<div><br></div><div>Bonjour</div></div>\n--y--\n\
             --x\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\n\
             Publier\n--x--\n";
        let got = cut(raw).unwrap();
        let message = Message::parse(got.as_bytes());
        assert_eq!(message.text().text.trim(), "Bonjour à vous.");
        let page = message.html().unwrap();
        assert!(page.contains("Bonjour</div>") && !page.contains("lundi"), "{page}");
        assert!(got.contains("\n\nPublier\n--x--\n") && message.attachments().len() == 1, "{got}");
    }

    #[test]
    fn what_is_left_alone() {
        let signed =
            "Content-Type: multipart/signed; boundary=x\n\n--x\n\nPublier : lundi\n--x--\n";
        assert_eq!(cut(signed), None);
        assert_eq!(cut("Subject: S\n\n"), None);
        assert_eq!(
            without_words("<p>Publier : lundi 9 h, et puis</p>", &words("Publier : lundi 9 h")),
            None
        );
        let of = |page: &str| without_words(page, &words("Publier : lundi"));
        assert_eq!(of("<p>Publier : lundi</p><p>A</p>").as_deref(), Some("<p></p><p>A</p>"));
        assert_eq!(of("<p>Publier : lundi<br>A</p>").as_deref(), Some("<p><br>A</p>"));
        assert_eq!(of("<p><p><"), None);
    }
}
