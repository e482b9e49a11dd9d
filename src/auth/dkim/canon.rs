//! The canonical forms of RFC 6376 §3.4: what a signature sees of a field or a body, so that a blank
//! more on the way does not break it. Signs nothing.

use ring::digest::{Context, Digest, SHA256};

/// Octets canonicalised at a time.
const CHUNK: usize = 16 * 1024;

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// To the octet.
    Simple,
    /// Blanks and letter case aside.
    Relaxed,
}

/// Appends a field, its line end included, as a signature sees it.
pub fn write_field(out: &mut Vec<u8>, field: &[u8], form: Form) {
    let colon = field.iter().position(|b| *b == b':').unwrap_or(field.len());
    let Some((name, value)) = field.split_at_checked(colon).filter(|_| form == Form::Relaxed)
    else {
        out.extend_from_slice(field);
        return;
    };
    // RFC 6376 §3.4.2.
    out.extend(name.trim_ascii_end().iter().map(u8::to_ascii_lowercase));
    out.push(b':');
    let value = value.strip_prefix(b":").unwrap_or(value);
    let mut words = value.split(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'));
    let mut words = words.by_ref().filter(|word| !word.is_empty());
    out.extend_from_slice(words.next().unwrap_or_default());
    for word in words {
        out.push(b' ');
        out.extend_from_slice(word);
    }
    out.extend_from_slice(b"\r\n");
}

/// The hash of a body that comes in pieces, CRLF line ends. A copy of it goes on from the same place:
/// what many bodies begin with is hashed once.
#[derive(Clone)]
pub struct BodyHash {
    context: Context,
    form: Form,
    /// Whether anything but line ends came.
    filled: bool,
    /// Line ends not yet known to be followed by something.
    ends: usize,
    /// Whether blanks stand before the next octet.
    blank: bool,
}

impl BodyHash {
    /// Of a body of which nothing was seen yet.
    pub fn new(form: Form) -> Self {
        Self { context: Context::new(&SHA256), form, filled: false, ends: 0, blank: false }
    }

    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        let mut seen = Vec::with_capacity(piece.len().min(CHUNK) + 2);
        for chunk in piece.chunks(CHUNK) {
            seen.clear();
            chunk.iter().for_each(|byte| self.take(*byte, &mut seen));
            self.context.update(&seen);
        }
    }

    fn take(&mut self, byte: u8, seen: &mut Vec<u8>) {
        match byte {
            b' ' | b'\t' if self.form == Form::Relaxed => self.blank = true,
            b'\r' => {}
            // RFC 6376 §3.4.4: blanks at the end of a line are none.
            b'\n' => (self.ends, self.blank) = (self.ends + 1, false),
            other => {
                for _ in 0..std::mem::take(&mut self.ends) {
                    seen.extend_from_slice(b"\r\n");
                }
                if std::mem::take(&mut self.blank) {
                    seen.push(b' ');
                }
                self.filled = true;
                seen.push(other);
            }
        }
    }

    /// The hash. Empty lines at the end do not count; one line end does (RFC 6376 §3.4.3, §3.4.4).
    pub fn finish(mut self) -> Digest {
        if self.filled || self.form == Form::Simple {
            self.context.update(b"\r\n");
        }
        self.context.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::BASE64;
    use ring::digest::digest;

    #[track_caller]
    fn field(input: &str, relaxed: &str) {
        let mut out = Vec::new();
        write_field(&mut out, input.as_bytes(), Form::Relaxed);
        assert_eq!(String::from_utf8(out).unwrap(), relaxed);
        let mut out = Vec::new();
        write_field(&mut out, input.as_bytes(), Form::Simple);
        assert_eq!(out, input.as_bytes());
    }

    #[test]
    fn fields() {
        // RFC 6376 §3.4.5, the example.
        field("A: X\r\n", "a:X\r\n");
        field("B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n");
        field("C:\r\n", "c:\r\n");
        field("D: a:b\r\n", "d:a:b\r\n");
    }

    #[track_caller]
    fn body(input: &str, relaxed: &str, simple: &str) {
        for (form, want) in [(Form::Relaxed, relaxed), (Form::Simple, simple)] {
            let want = BASE64.encode(digest(&SHA256, want.as_bytes()).as_ref());
            for cut in 0..=input.len() {
                let (one, two) = input.as_bytes().split_at(cut);
                let mut hash = BodyHash::new(form);
                hash.update(one);
                let mut hash = hash.clone();
                hash.update(two);
                let got = BASE64.encode(hash.finish().as_ref());
                assert_eq!(got, want, "{form:?} {input:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn bodies() {
        body(" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n", " C \r\nD \t E\r\n");
        body("", "", "\r\n");
        body("\r\n\r\n", "", "\r\n");
        body("a", "a\r\n", "a\r\n");
        body("a\r\n \r\n\t\r\n", "a\r\n", "a\r\n \r\n\t\r\n");
        body("\r\na\r\n\r\nb", "\r\na\r\n\r\nb\r\n", "\r\na\r\n\r\nb\r\n");
        body("a  ", "a\r\n", "a  \r\n");
    }

    #[test]
    fn the_empty_bodies_of_the_standard() {
        // RFC 6376 §3.4.3 and §3.4.4.
        let of = |form| BASE64.encode(BodyHash::new(form).finish().as_ref());
        assert_eq!(of(Form::Simple), "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=");
        assert_eq!(of(Form::Relaxed), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
