//! Characters that mail-parser leaves undone: charsets it does not know, and text that is not in the
//! charset it claims (threat 19). Never loses a message: what cannot be read is shown as U+FFFD.

use encoding_rs::{EUC_KR, GBK, SHIFT_JIS, WINDOWS_1252};

/// Text from octets by a charset's name, where mail-parser's own reading is no good; `None` where it
/// is.
pub(super) fn repair(bytes: &[u8], label: Option<&str>, read: &str) -> Option<String> {
    let label = label.unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    match label.as_str() {
        "cp932" | "ms932" | "windows-932" => Some(SHIFT_JIS.decode(bytes).0.into_owned()),
        "ibm437" | "cp437" | "437" => Some(cp437(bytes)),
        "iso-2022-kr" | "csiso2022kr" => Some(iso_2022_kr(bytes)),
        "hz-gb-2312" => Some(hz(bytes)),
        // No name, a wrong one or a hopeful one: old French mail is Windows-1252 whatever it says.
        _ if read.contains('\u{FFFD}') && is_eight_bit(bytes) && !has_utf8(bytes) => {
            Some(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned())
        }
        _ => None,
    }
}

/// Octets of a header field that are neither ASCII nor UTF-8, as UTF-8.
pub(super) fn header(bytes: &[u8]) -> Vec<u8> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned().into_bytes()
}

fn is_eight_bit(bytes: &[u8]) -> bool {
    bytes.iter().any(|b| *b >= 0x80)
}

/// Whether some of the octets are a character in UTF-8: then the rest is damage, not another charset.
fn has_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|c| !c.valid().is_ascii())
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
        assert_eq!(repair(bytes, Some(label), &read).as_deref(), want, "{label}");
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
    }
}
