//! Content transfer encodings (RFC 2045 §6): quoted-printable and base64, both ways. Charsets are
//! `encoding_rs`'s business.

/// RFC 2045 §6.7 rule 5: encoded lines are at most 76 characters, the soft break's `=` included.
const LINE: usize = 76;
/// Octets that fill one base64 line (RFC 2045 §6.8).
pub const BASE64_LINE: usize = 57;

/// Appends text with CRLF line ends as quoted-printable. Line ends stay line ends.
pub fn write_quoted(out: &mut Vec<u8>, text: &[u8]) {
    let mut column = 0;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let after = text.get(at + 1);
        if *byte == b'\r' && after == Some(&b'\n') {
            out.extend_from_slice(b"\r\n");
            (column, at) = (0, at + 2);
            continue;
        }
        // A blank at a line's end would be lost on the way (rule 3).
        let ends_line = after.is_none_or(|b| *b == b'\r');
        let literal = match byte {
            b' ' | b'\t' => !ends_line,
            b'=' => false,
            other => other.is_ascii_graphic(),
        };
        let width = if literal { 1 } else { 3 };
        if column + width >= LINE {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        if literal {
            out.push(*byte);
        } else {
            out.push(b'=');
            out.extend_from_slice(data_encoding::HEXUPPER.encode(&[*byte]).as_bytes());
        }
        (column, at) = (column + width, at + 1);
    }
}

/// Decodes quoted-printable; `None` when it is not well-formed.
pub fn read_quoted(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            out.push(*byte);
            continue;
        }
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let (_, behind) = rest.split_at_checked(blanks)?;
        if let Some(next) = behind.strip_prefix(b"\r\n") {
            rest = next;
        } else if behind.is_empty() {
            rest = behind;
        } else {
            let (digits, next) = rest.split_at_checked(2)?;
            out.extend(data_encoding::HEXUPPER_PERMISSIVE.decode(digits).ok()?);
            rest = next;
        }
    }
    Some(out)
}

/// Appends octets as base64 in lines, with a line end after each.
pub fn write_base64(out: &mut Vec<u8>, octets: &[u8]) {
    for line in octets.chunks(BASE64_LINE) {
        out.extend_from_slice(data_encoding::BASE64.encode(line).as_bytes());
        out.extend_from_slice(b"\r\n");
    }
}

/// Decodes base64 in lines; `None` when it is not well-formed.
pub fn read_base64(text: &[u8]) -> Option<Vec<u8>> {
    let packed: Vec<u8> = text.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    data_encoding::BASE64.decode(&packed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let mut out = Vec::new();
        write_quoted(&mut out, text.as_bytes());
        assert_eq!(String::from_utf8_lossy(&out), want);
    }

    #[test]
    fn quoted() {
        check("été = 1\r\n", "=C3=A9t=C3=A9 =3D 1\r\n");
        check("-- \r\na\t\r\n", "--=20\r\na=09\r\n");
        check("a \r\n", "a=20\r\n");
        check(&"x".repeat(80), &format!("{}=\r\n{}", "x".repeat(75), "x".repeat(5)));
        check("a\rb\nc", "a=0Db=0Ac");
    }

    #[test]
    fn what_is_not_well_formed_is_not_read() {
        assert_eq!(read_quoted(b"a=3Db=\r\nc= \r\n!="), Some(b"a=bc!".to_vec()));
        assert_eq!(read_quoted(b"a=zz"), None);
        assert_eq!(read_base64(b"YQ==\r\n"), Some(b"a".to_vec()));
        assert_eq!(read_base64(b"Y"), None);
    }

    proptest! {
        #[test]
        fn both_ways(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
            let (mut quoted, mut packed) = (Vec::new(), Vec::new());
            write_quoted(&mut quoted, &octets);
            write_base64(&mut packed, &octets);
            let lines = |text: &[u8]| text.split(|b| *b == b'\n').map(<[u8]>::len).max();
            prop_assert!(lines(&quoted) <= Some(77) && lines(&packed) <= Some(77));
            prop_assert_eq!(read_quoted(&quoted), Some(octets.clone()));
            prop_assert_eq!(read_base64(&packed), Some(octets));
        }
    }
}
