//! Characters that mail-parser leaves undone: charsets it does not know, and text that is not in the
//! charset it claims (threat 19). Never loses a message: what cannot be read is shown as U+FFFD.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_KR, Encoding, GBK, ISO_2022_JP, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_1252};

/// What is known of a text besides its octets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hint<'a> {
    /// The charset it claims.
    pub(super) label: Option<&'a str>,
    /// The last label of its author's domain, lower case: `jp`, `ru`.
    pub(super) country: Option<&'a str>,
}

/// Fewer octets over ASCII than this say nothing about a language.
const TOO_FEW: usize = 6;
/// Octets that are looked at to guess a charset.
const SAMPLE: usize = 64 * 1024;

/// Text from octets by a charset's name, where mail-parser's own reading is no good; `None` where it
/// is.
pub(super) fn repair(bytes: &[u8], hint: Hint<'_>, read: &str) -> Option<String> {
    let label = hint.label.unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let found = named(bytes, &label).or_else(|| hopeful(bytes, &label));
    let unread = || read.contains('\u{FFFD}') && is_eight_bit(bytes) && !has_utf8(bytes);
    let found = found.or_else(|| unread().then(|| guessed(bytes, &label, hint)));
    found.filter(|text| text != read)
}

/// Octets by a charset's name alone, where mail-parser never came to their characters.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.unwrap_or_default();
    let named = Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8);
    let read = named.decode_without_bom_handling(bytes).0.into_owned();
    repair(bytes, Hint { label: Some(label), country: None }, &read).unwrap_or(read)
}

/// Charsets that mail-parser does not know.
fn named(bytes: &[u8], label: &str) -> Option<String> {
    match label {
        "cp932" | "ms932" | "windows-932" => Some(SHIFT_JIS.decode(bytes).0.into_owned()),
        "ibm437" | "cp437" | "437" => Some(cp437(bytes)),
        "iso-2022-kr" | "csiso2022kr" => Some(iso_2022_kr(bytes)),
        "hz-gb-2312" | "hz" => Some(hz(bytes)),
        "utf-16" | "utf-16le" | "utf-16be" if !bytes.contains(&0) => whole(UTF_8, bytes),
        _ => None,
    }
}

/// Names that are there because some name must be: what is UTF-8 or ISO-2022-JP shows it. UTF-8 by chance
/// is not to be had with a few characters.
fn hopeful(bytes: &[u8], label: &str) -> Option<String> {
    if matches!(label, "" | "us-ascii" | "ascii") && has_escapes(bytes) {
        return whole(ISO_2022_JP, bytes);
    }
    let western = is_western(label) && is_eight_bit(bytes);
    let text = western.then(|| whole(UTF_8, bytes)).flatten();
    let text = text.filter(|t| t.chars().filter(|c| !c.is_ascii()).count() >= 2);
    text.or_else(|| (western && is_mac(bytes)).then(|| MACINTOSH.decode(bytes).0.into_owned()))
}

/// Whether a text is a Mac's of before 2000: its accents inside words are octets which Windows-1252
/// has no letter for, or none that stands in a word of French or English.
fn is_mac(bytes: &[u8]) -> bool {
    const LETTERS: &[u8] = b"\x83\x88\x8D\x8E\x8F\x90\x9D";
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or_default();
    let in_word = |w: &[u8]| match w {
        [a, c, b] => LETTERS.contains(c) && (a.is_ascii_lowercase() || b.is_ascii_lowercase()),
        _ => false,
    };
    // In Windows-1252 the accents of French are all up there; a Mac has next to nothing.
    let western = sample.iter().filter(|b| **b >= 0xE0).count();
    sample.windows(3).filter(|w| in_word(w)).count() >= 2.max(4 * western)
}

fn guessed(bytes: &[u8], label: &str, hint: Hint<'_>) -> String {
    let named = Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_8 && !is_western(label));
    let named = named.and_then(|e| whole(e, bytes));
    let guess = || guess(bytes, hint).decode_without_bom_handling(bytes).0.into_owned();
    named.unwrap_or_else(guess)
}

/// Whether a text claims to be Western, or nothing at all.
fn is_western(label: &str) -> bool {
    let western = ["", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "cp1252"];
    western.contains(&label)
}

/// The whole of the octets in a charset, if every one of them is of it.
fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|t| t.into_owned())
}

/// What octets that say nothing, or something wrong, are most likely written in. Old French mail is
/// Windows-1252 whatever it says, and so is what is too short to tell.
fn guess(bytes: &[u8], hint: Hint<'_>) -> &'static Encoding {
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or_default();
    if is_mac(sample) {
        return MACINTOSH;
    }
    if hint.country.is_none() && sample.iter().filter(|b| **b >= 0x80).count() < TOO_FEW {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, sample.len() == bytes.len());
    let plain = |c: &&str| c.bytes().all(|b| b.is_ascii_lowercase());
    detector.guess(hint.country.filter(plain).map(str::as_bytes), Utf8Detection::Allow)
}

/// Octets of a header that are not what mail-parser takes them for, as UTF-8; `label` is the charset of
/// its body, `body` some of that.
pub(super) fn header(head: &[u8], hint: Hint<'_>, body: &[u8]) -> Vec<u8> {
    if has_escapes(head)
        && let Some(text) = whole(ISO_2022_JP, head)
    {
        return text.into_bytes();
    }
    let named = hint.label.and_then(|l| Encoding::for_label(l.as_bytes()));
    if let Some(text) = named.filter(|e| *e != UTF_8).and_then(|e| whole(e, head)) {
        return text.into_bytes();
    }
    let sample = [head, body.get(..SAMPLE.min(body.len())).unwrap_or_default()].concat();
    let found = guess(&sample, Hint { label: None, ..hint });
    let found = if found == UTF_8 { WINDOWS_1252 } else { found };
    found.decode_without_bom_handling(head).0.into_owned().into_bytes()
}

/// One encoded word's octets under a name that says too little or too much.
pub(super) fn word(bytes: &[u8], hint: Hint<'_>) -> String {
    let read = String::from_utf8_lossy(bytes);
    repair(bytes, hint, &read).unwrap_or_else(|| read.into_owned())
}

/// ISO-2022-JP announces its characters (RFC 1468): mail of the nineties named no charset for it.
pub(super) fn has_escapes(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\x1b$B").is_some()
        || memchr::memmem::find(bytes, b"\x1b$@").is_some()
}

fn is_eight_bit(bytes: &[u8]) -> bool {
    bytes.iter().any(|b| *b >= 0x80)
}

/// Whether some of the octets are a character in UTF-8: then the rest is damage, not another charset.
fn has_utf8(bytes: &[u8]) -> bool {
    let valid = bytes.utf8_chunks().filter(|c| !c.valid().is_ascii()).count();
    let damaged = bytes.utf8_chunks().filter(|c| !c.invalid().is_empty()).count();
    // In a long text of another charset, two octets now and then look like one.
    valid > 0 && valid >= damaged
}

/// The upper half of IBM 437, as DOS mail still has it.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

fn cp437(bytes: &[u8]) -> String {
    let upper = |b: u8| CP437.chars().nth(usize::from(b.saturating_sub(0x80)));
    bytes
        .iter()
        .map(|b| if *b < 0x80 { char::from(*b) } else { upper(*b).unwrap_or('\u{FFFD}') })
        .collect()
}

/// RFC 1557: SO and SI switch between EUC-KR without its high bits and ASCII.
fn iso_2022_kr(bytes: &[u8]) -> String {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut shifted = false;
    let text = bytes.strip_prefix(b"\x1b$)C").unwrap_or(bytes);
    for byte in text {
        match byte {
            0x0E => shifted = true,
            0x0F | b'\n' => {
                shifted = false;
                plain.extend((*byte == b'\n').then_some(b'\n'));
            }
            b if shifted && b.is_ascii_graphic() => plain.push(b | 0x80),
            b => plain.push(*b),
        }
    }
    EUC_KR.decode_without_bom_handling(&plain).0.into_owned()
}

/// RFC 1843: `~{` and `~}` switch between GB 2312 without its high bits and ASCII.
fn hz(bytes: &[u8]) -> String {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut shifted = false;
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match (byte, rest.peek()) {
            (b'~', Some(b'{')) => shifted = true,
            (b'~', Some(b'}')) => shifted = false,
            (b'~', Some(b'~')) => plain.push(b'~'),
            (b'~', Some(b'\n')) => {}
            _ => {
                plain.push(if shifted && byte.is_ascii_graphic() { byte | 0x80 } else { byte });
                continue;
            }
        }
        rest.next();
    }
    GBK.decode_without_bom_handling(&plain).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], label: &str, want: Option<&str>) {
        let read = String::from_utf8_lossy(bytes);
        let hint = Hint { label: Some(label), country: None };
        assert_eq!(repair(bytes, hint, &read).as_deref(), want, "{label}");
    }

    #[test]
    fn charsets() {
        check(b"caf\x82", "IBM437", Some("café"));
        check(b"\x83e\x83X\x83g", "cp932", Some("テスト"));
        check(b"\x1b$)CHi \x0eGQ1[\x0f!\n", "iso-2022-kr", Some("Hi 한글!\n"));
        check(b"~{VPND~} ok ~~", "hz-gb-2312", Some("中文 ok ~"));
        check(b"caf\xe9", "utf-8", Some("café"));
        check(b"caf\xe9", "x-unknown", Some("café"));
        check(b"caf\xc3\xa9", "utf-8", None);
        check(b"caf\xc3\xa9 \xff", "utf-8", None);
        check(b"plain", "us-ascii", None);
        check(b"\x1b$BF|K\\\x1b(B", "us-ascii", Some("日本"));
        check(b"caf\x8e", "x-mac-roman", Some("café"));
        check(b"Bonjour", "utf-16", None);
        assert_eq!(named(b"Bonjour", "utf-16").as_deref(), Some("Bonjour"));
    }

    #[test]
    fn what_claims_nothing_is_guessed() {
        let of = |bytes: &[u8], country: Option<&str>| {
            word(bytes, Hint { label: Some("unknown-8bit"), country })
        };
        let koi8 = encoding_rs::KOI8_R.encode("Добрый день, это письмо написано по-русски.").0;
        assert_eq!(of(&koi8, None), "Добрый день, это письмо написано по-русски.");
        let sjis = SHIFT_JIS.encode("こんにちは、これは日本語の手紙です。").0;
        assert_eq!(of(&sjis, Some("jp")), "こんにちは、これは日本語の手紙です。");
        let big5 = encoding_rs::BIG5.encode("各位好，這是一封中文的信件，謝謝大家。").0;
        assert_eq!(of(&big5, Some("tw")), "各位好，這是一封中文的信件，謝謝大家。");
        let gbk = GBK.encode("大家好，这是一封中文的信件，谢谢大家。").0;
        assert_eq!(of(&gbk, Some("cn")), "大家好，这是一封中文的信件，谢谢大家。");
        let french = "Réunion déplacée à l'été, où Zoé a été élue présidente d'après l'équipe.";
        assert_eq!(of(&WINDOWS_1252.encode(french).0, None), french);
        assert_eq!(of(&WINDOWS_1252.encode(french).0, Some("org")), french);
        assert_eq!(of(b"Zo\xe9", Some("org")), "Zoé");
    }

    #[test]
    fn a_header_follows_its_body() {
        let koi8 = encoding_rs::KOI8_R.encode("Привет").0;
        let named = Hint { label: Some("koi8-r"), country: None };
        assert_eq!(header(&koi8, named, b""), "Привет".as_bytes());
        assert_eq!(header(b"R\xe9union", Hint::default(), b""), "Réunion".as_bytes());
        assert_eq!(header(b"\x1b$BF|K\\\x1b(B", Hint::default(), b""), "日本".as_bytes());
    }
}
