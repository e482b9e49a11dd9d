//! Lines of a file of any size with any line ends, one at a time, and back again: what follows may have
//! to be looked at first. Knows nothing of mail.

use std::io::{self, BufRead};

/// A longer line comes in pieces: no memory is taken for what is no line at all.
const PIECE: usize = 64 * 1024;

/// Lines with their ends.
pub(super) struct Lines<R> {
    reader: R,
    /// What was given back, and how much of it was given out again.
    back: Vec<u8>,
    used: usize,
    at: u64,
}

impl<R: BufRead> Lines<R> {
    /// Reads from `reader`, which stands at octet `at` of its file.
    pub(super) fn new(reader: R, at: u64) -> Self {
        Self { reader, back: Vec::new(), used: 0, at }
    }

    /// The octet at which the next line begins.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The next line, or piece of one, into `line`; empty at the end of the file.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<()> {
        line.clear();
        while line.len() < PIECE {
            let room = PIECE - line.len();
            let waiting = self.waiting()?;
            if waiting.is_empty() {
                break;
            }
            let found = memchr::memchr2(b'\r', b'\n', waiting);
            let taken = found.map_or(waiting.len(), |i| i + 1).min(room);
            line.extend_from_slice(waiting.get(..taken).unwrap_or_default());
            self.consume(taken);
            match line.last() {
                Some(b'\n') => break,
                Some(b'\r') => {
                    self.end(line)?;
                    break;
                }
                _ => {}
            }
        }
        self.at += line.len() as u64;
        Ok(())
    }

    /// After a CR: what belongs to the same line end. CR LF, CR alone, and the CR CR LF of a file that
    /// was carried over twice.
    fn end(&mut self, line: &mut Vec<u8>) -> io::Result<()> {
        match self.waiting()?.first() {
            Some(b'\n') => {
                line.push(b'\n');
                self.consume(1);
            }
            Some(b'\r') => {
                self.consume(1);
                if self.waiting()?.first() == Some(&b'\n') {
                    line.extend_from_slice(b"\r\n");
                    self.consume(1);
                } else {
                    self.put_back(b"\r");
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Gives back what was read last; it is read again.
    pub(super) fn unread(&mut self, octets: &[u8]) {
        self.at = self.at.saturating_sub(octets.len() as u64);
        self.put_back(octets);
    }

    fn put_back(&mut self, octets: &[u8]) {
        let mut back = octets.to_vec();
        back.extend_from_slice(self.back.get(self.used..).unwrap_or_default());
        (self.back, self.used) = (back, 0);
    }

    fn waiting(&mut self) -> io::Result<&[u8]> {
        if self.used < self.back.len() {
            return Ok(self.back.get(self.used..).unwrap_or_default());
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, octets: usize) {
        if self.used < self.back.len() {
            self.used += octets;
        } else {
            self.reader.consume(octets);
        }
    }
}

/// A line without its end.
pub(super) fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let end = line.iter().rposition(|b| *b != b'\r').map_or(0, |i| i + 1);
    line.get(..end).unwrap_or_default()
}

/// Whether a line is whole: not the piece of a longer one.
pub(super) fn is_ended(line: &[u8]) -> bool {
    matches!(line.last(), Some(b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn all(text: &[u8], room: usize) -> Vec<Vec<u8>> {
        let mut lines = Lines::new(BufReader::with_capacity(room, text), 0);
        let (mut out, mut line) = (Vec::new(), Vec::new());
        loop {
            lines.next(&mut line).unwrap();
            if line.is_empty() {
                assert_eq!(lines.at(), text.len() as u64);
                return out;
            }
            out.push(line.clone());
        }
    }

    #[test]
    fn every_line_end() {
        let text = b"a\nb\r\nc\rd\r\r\ne\r\rf";
        let want: [&[u8]; 7] = [b"a\n", b"b\r\n", b"c\r", b"d\r\r\n", b"e\r", b"\r", b"f"];
        for room in [1, 2, 3, 100] {
            assert_eq!(all(text, room), want, "{room}");
        }
        assert_eq!(bare(b"d\r\r\n"), b"d");
        assert_eq!(bare(b"\r"), b"");
    }

    #[test]
    fn what_is_no_line_comes_in_pieces() {
        let text = vec![b'x'; 3 * PIECE + 5];
        let found = all(&text, 1000);
        assert_eq!((found.len(), found[0].len(), found[3].len()), (4, PIECE, 5));
    }

    #[test]
    fn given_back_it_comes_again() {
        let mut lines = Lines::new(&b"a\nb\nc\n"[..], 10);
        let mut line = Vec::new();
        lines.next(&mut line).unwrap();
        lines.unread(&line);
        assert_eq!(lines.at(), 10);
        for want in [b"a\n", b"b\n"] {
            lines.next(&mut line).unwrap();
            assert_eq!(line, want);
        }
        assert_eq!(lines.at(), 14);
    }
}
