//! A header once more, where mail-parser's reading of its characters is no good: octets that are neither
//! ASCII nor UTF-8, ISO-2022-JP in the clear, encoded words (RFC 2047) under names that nobody knows.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::{MessageParser, MimeHeaders};

use super::charset::{self, Hint};

type Parsed<'a> = mail_parser::Message<'a>;

/// The header parsed again from readable characters; `None`: it was readable.
pub(super) fn repair(raw: &[u8], inner: &Parsed<'_>) -> Option<Parsed<'static>> {
    let end = inner.parts.first()?.offset_body as usize;
    let head = raw.get(..end)?;
    let foreign = std::str::from_utf8(head).is_err() || charset::has_escapes(head);
    if !foreign && !has_unread(inner) {
        return None;
    }
    let country = country(inner);
    let label = inner.content_type().and_then(|t| t.attribute("charset"));
    let hint = Hint { label, country: country.as_deref() };
    let read = if foreign {
        charset::header(head, hint, raw.get(end..).unwrap_or_default())
    } else {
        head.to_vec()
    };
    let read = words(&read, country.as_deref());
    MessageParser::default().parse_headers(&read).map(Parsed::into_owned)
}

/// Whether a name or the subject holds what could not be read.
fn has_unread(inner: &Parsed<'_>) -> bool {
    let odd = |text: &str| text.contains('\u{FFFD}');
    let names = inner.from().into_iter().flat_map(|from| from.iter());
    inner.subject().is_some_and(odd) || names.filter_map(|a| a.name()).any(odd)
}

fn country(inner: &Parsed<'_>) -> Option<String> {
    let address = inner.from()?.first()?.address()?;
    let (_, last) = address.rsplit_once('.')?;
    Some(last.to_ascii_lowercase()).filter(|l| l.len() == 2)
}

/// The same header with each encoded word that cannot be read as it claims put into UTF-8.
fn words(head: &[u8], country: Option<&str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(head.len());
    let mut rest = head;
    while let Some(at) = memchr::memmem::find(rest, b"=?") {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.extend_from_slice(before);
        let Some((word, length)) = word(from, country) else {
            out.extend_from_slice(from.get(..2).unwrap_or_default());
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        out.extend_from_slice(word.as_bytes());
        rest = from.get(length..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out
}

/// The encoded word at the start, in UTF-8, and its length. `None`: there is none, or it is well.
fn word(from: &[u8], country: Option<&str>) -> Option<(String, usize)> {
    let from = from.get(..from.len().min(1000))?;
    let mut pieces = from.get(2..)?.splitn(3, |b| *b == b'?');
    let (label, how, rest) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let text = rest.get(..memchr::memmem::find(rest, b"?=")?)?;
    let octets = match how {
        b"B" | b"b" => base64_decode(text)?,
        b"Q" | b"q" => quoted(text),
        _ => return None,
    };
    let label = std::str::from_utf8(label).ok()?.split('*').next()?;
    let known = encoding_rs::Encoding::for_label(label.as_bytes());
    let read = known.map(|e| e.decode_without_bom_handling(&octets));
    let well = read.is_some_and(|(_, bad)| !bad);
    let hint = Hint { label: Some(label), country };
    let length = label_length(from) + how.len() + text.len() + 6;
    let coded = data_encoding::BASE64.encode(charset::word(&octets, hint).as_bytes());
    (!well).then(|| (format!("=?utf-8?B?{coded}?="), length))
}

fn label_length(from: &[u8]) -> usize {
    from.iter().skip(2).take_while(|b| **b != b'?').count()
}

/// RFC 2047 §4.2.
fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match (byte, hex.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'=', Some(octet)) => {
                out.push(octet);
                at += 2;
            }
            (b'_', _) => out.push(b' '),
            (other, _) => out.push(*other),
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    #[track_caller]
    fn check(raw: &[u8], want: &str) {
        let message = super::super::Message::parse(raw);
        assert_eq!(message.subject(), want, "{}", String::from_utf8_lossy(raw));
    }

    #[test]
    fn words_under_odd_names() {
        check(b"Subject: =?cp437?Q?R=82union?= du =?cp437?b?gg==?=\r\n\r\n", "Réunion du é");
        check(b"Subject: =?unknown-8bit?Q?R=E9union?=\r\n\r\n", "Réunion");
        check(b"Subject: =?x-unknown?Q?R=C3=A9union?=\r\n\r\n", "Réunion");
        check(b"Subject: =?utf-8?Q?R=E9union?= =?utf-8?Q?_=C3=A9t=C3=A9?=\r\n\r\n", "Réunion été");
        check(b"Subject: =?hz-gb-2312?Q?~{VPND~}?=\r\n\r\n", "中文");
        check(b"Subject: \x1b$BF|K\\\x1b(B\r\n\r\n", "日本");
        check(b"Subject: =?nope\r\n\r\n", "=?nope");
    }

    #[test]
    fn raw_octets_follow_the_body() {
        let koi8 = |text| encoding_rs::KOI8_R.encode(text).0.into_owned();
        let head = b"Content-Type: text/plain; charset=koi8-r\r\nSubject: ".to_vec();
        let raw = [head, koi8("Привет"), b"\r\n\r\n".to_vec()].concat();
        check(&raw, "Привет");
        let raw = [
            b"Subject: ".to_vec(),
            koi8("Письмо"),
            b"\r\n\r\n".to_vec(),
            koi8("Добрый день, это письмо написано по-русски."),
        ]
        .concat();
        check(&raw, "Письмо");
    }
}
