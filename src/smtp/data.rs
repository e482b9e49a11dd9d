//! The DATA stage: bytes from the wire become the message, dots unstuffed. Not a mail parser: lines
//! and dots are all it knows.
//!
//! Only CR LF `.` CR LF ends a message (RFC 5321 §4.1.1.4: LF `.` LF and its cousins must not, "even
//! in the name of improved robustness"). A CR or LF on its own, or a NUL, refuses the message: some
//! other server would read it as an end, and what follows as commands (SMTP smuggling, threat 1).

/// Why a message cannot be taken, although its end was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More bytes than the limit.
    TooLarge,
    /// The memory for messages is all in use.
    NoMemory,
    /// A CR not followed by LF.
    BareCr,
    /// An LF not preceded by CR.
    BareLf,
    /// A NUL.
    Nul,
}

impl Fault {
    /// Whether the stream cannot be trusted any more: the connection is closed.
    pub fn is_smuggling(self) -> bool {
        matches!(self, Self::BareCr | Self::BareLf | Self::Nul)
    }
}

/// What [`Data::feed`] did with a piece of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fed {
    /// All of it belongs to the message, which goes on.
    More,
    /// The message ended after this many bytes of the piece; the rest are commands.
    End(usize),
}

/// Where in a line the last byte left us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// At its start, after CR LF (or after the DATA command itself).
    Start,
    /// Inside.
    Inside,
    /// After a CR.
    Cr,
    /// After a dot that began the line; it is held back.
    Dot,
    /// After such a dot and a CR.
    DotCr,
}

/// A message being received.
#[derive(Debug)]
pub struct Data {
    message: Vec<u8>,
    head: usize,
    limit: usize,
    at: At,
    fault: Option<Fault>,
}

/// The least by which the buffer grows: most mail fits.
const STEP: usize = 16 * 1024;

impl Data {
    /// Begins after the 354. `head` is what stands above the received bytes (our Received field) and
    /// does not count against `limit`.
    pub fn new(head: Vec<u8>, limit: usize) -> Self {
        Self { head: head.len(), message: head, limit, at: At::Start, fault: None }
    }

    /// How many bytes more the buffer should hold before `incoming` bytes are fed; 0 if it has the
    /// room. Whoever counts memory asks this, then calls [`Data::grow`] or [`Data::give_up`].
    pub fn wants(&self, incoming: usize) -> usize {
        let have = self.message.capacity();
        let need = self.message.len().saturating_add(incoming);
        if self.fault.is_some() || need <= have {
            return 0;
        }
        // Doubling keeps copies few; a message at the limit does not hold twice its size.
        let most = self.head.saturating_add(self.limit).saturating_add(incoming);
        need.max(have.saturating_mul(2)).max(STEP).min(most.max(need)) - have
    }

    /// Gives the buffer room.
    pub fn grow(&mut self, more: usize) {
        let spare = self.message.capacity() - self.message.len();
        self.message.reserve_exact(spare.saturating_add(more));
    }

    /// Drops what was received and goes on reading to the end, for a reply where the peer expects it.
    pub fn give_up(&mut self, fault: Fault) {
        // Smuggling is the graver news, and the first finding of it the clearest.
        let graver = match self.fault {
            None => true,
            Some(before) => fault.is_smuggling() && !before.is_smuggling(),
        };
        if graver {
            self.fault = Some(fault);
        }
        self.message = Vec::new();
    }

    /// What is wrong so far.
    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// Bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.message.capacity()
    }

    /// The message, once [`Fed::End`] was seen.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub fn finish(self) -> Result<Vec<u8>, Fault> {
        self.fault.map_or(Ok(self.message), Err)
    }

    /// Takes the next bytes of the stream.
    pub fn feed(&mut self, piece: &[u8]) -> Fed {
        let mut rest = piece;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            match (self.at, byte) {
                (At::Start, b'.') => self.at = At::Dot,
                (At::DotCr, b'\n') => return Fed::End(piece.len() - rest.len()),
                (At::Dot, b'\r') => self.at = At::DotCr,
                (At::Cr, b'\n') => {
                    self.push(b"\r\n");
                    self.at = At::Start;
                }
                (At::Cr | At::DotCr, b'\r') => {
                    self.give_up(Fault::BareCr);
                    self.at = At::Cr;
                }
                (At::Cr | At::DotCr, _) => {
                    self.give_up(Fault::BareCr);
                    self.at = At::Inside;
                    rest = self.inside(byte, rest);
                }
                // §4.5.2: the dot before other characters was stuffing, and is dropped.
                (At::Start | At::Inside | At::Dot, _) => rest = self.inside(byte, rest),
            }
        }
        Fed::More
    }

    /// A byte inside a line and all plain bytes after it; what is left begins with CR, LF, NUL or
    /// a line's start.
    fn inside<'a>(&mut self, byte: u8, after: &'a [u8]) -> &'a [u8] {
        self.at = At::Inside;
        match byte {
            b'\r' => self.at = At::Cr,
            b'\n' => self.give_up(Fault::BareLf),
            0 => self.give_up(Fault::Nul),
            plain => {
                let end = memchr::memchr3(b'\r', b'\n', 0, after).unwrap_or(after.len());
                let (run, left) = after.split_at_checked(end).unwrap_or((after, &[]));
                self.push(&[plain]);
                self.push(run);
                return left;
            }
        }
        after
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.fault.is_some() {
            return;
        }
        if self.message.len() - self.head + bytes.len() > self.limit {
            self.give_up(Fault::TooLarge);
        } else {
            self.message.extend_from_slice(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn machine(limit: usize) -> Data {
        Data::new(Vec::new(), limit)
    }

    /// The message or its fault, and the bytes left over; `None` without an end.
    type Outcome<F> = Option<(Result<Vec<u8>, F>, Vec<u8>)>;

    /// Feeds in pieces cut at `cuts`; the verdict and the bytes left over.
    fn run(stream: &[u8], cuts: &[usize]) -> Outcome<Fault> {
        let mut data = machine(10_000);
        let mut edges: Vec<usize> = cuts.iter().map(|c| c % (stream.len() + 1)).collect();
        edges.extend([0, stream.len()]);
        edges.sort_unstable();
        for pair in edges.windows(2) {
            if let Fed::End(used) = data.feed(&stream[pair[0]..pair[1]]) {
                return Some((data.finish(), stream[pair[0] + used..].to_vec()));
            }
        }
        None
    }

    #[track_caller]
    fn check(stream: &str, want: Result<&str, Fault>, left: &str) {
        for cut in 0..=stream.len() {
            let (got, rest) = run(stream.as_bytes(), &[cut]).expect("an end");
            assert_eq!(got.as_deref().map_err(|f| *f), want.map(str::as_bytes), "cut at {cut}");
            assert_eq!(String::from_utf8_lossy(&rest), left, "cut at {cut}");
        }
        let every: Vec<usize> = (0..=stream.len()).collect();
        assert_eq!(
            run(stream.as_bytes(), &every).unwrap().0.as_deref().map_err(|f| *f),
            want.map(str::as_bytes)
        );
    }

    #[test]
    fn messages() {
        check(".\r\n", Ok(""), "");
        check("\r\n.\r\n", Ok("\r\n"), "");
        check("a\r\n.\r\nQUIT\r\n", Ok("a\r\n"), "QUIT\r\n");
        check("..a\r\n...\r\n..\r\n.\r\n", Ok(".a\r\n..\r\n.\r\n"), "");
        // A lone dot before text was never stuffed by its sender; §4.5.2 drops it all the same.
        check(".a\r\n.\r\n", Ok("a\r\n"), "");
        check("a.\r\n.\r\n", Ok("a.\r\n"), "");
        check("é\r\n.\r\n.\r\n", Ok("é\r\n"), ".\r\n");
    }

    #[test]
    fn only_crlf_dot_crlf_ends_a_message() {
        let inner = "MAIL FROM:<x@example.org>\r\n";
        for (end, fault) in [
            ("\n.\n", Fault::BareLf),
            ("\n.\r\n", Fault::BareLf),
            ("\r\n.\n", Fault::BareLf),
            ("\r.\r", Fault::BareCr),
            ("\r\n.\r", Fault::BareCr),
            ("\n.\r", Fault::BareLf),
            ("\r.\r\n", Fault::BareCr),
            ("\r.\n", Fault::BareCr),
            ("\r\n.\r\r\n", Fault::BareCr),
            ("\r\r\n.\r\n\0", Fault::BareCr),
            ("\r\n\0.\r\n", Fault::Nul),
            ("\r\n.\0\r\n", Fault::Nul),
        ] {
            if end.contains("\r\n.\r\n") {
                // CR CR LF . CR LF does hold the end; the message is refused for its stray CR.
                check(&format!("a{end}"), Err(fault), "\0");
            } else {
                check(&format!("a{end}{inner}.\r\n"), Err(fault), "");
            }
        }
    }

    #[test]
    fn limits() {
        let mut data = Data::new(b"Received: x\r\n".to_vec(), 3);
        assert_eq!(data.feed(b"a\r\n"), Fed::More);
        assert_eq!(data.feed(b".\r\nrest"), Fed::End(3));
        assert_eq!(data.finish().unwrap(), b"Received: x\r\na\r\n");

        let mut data = machine(3);
        assert_eq!(data.feed(b"ab\r\n.\r"), Fed::More);
        assert_eq!((data.fault(), data.capacity()), (Some(Fault::TooLarge), 0));
        assert_eq!(data.feed(b"\n"), Fed::End(1));
        assert_eq!(data.finish(), Err(Fault::TooLarge));

        // A smuggled end in an oversized message is still named as such.
        let mut data = machine(3);
        data.feed(b"abcdef\n.\r\n");
        assert_eq!(data.fault(), Some(Fault::BareLf));
        data.give_up(Fault::NoMemory);
        assert_eq!(data.fault(), Some(Fault::BareLf));
    }

    #[test]
    fn the_buffer_grows_by_leave_only() {
        let (mut data, line) = (machine(100_000), [b"x".repeat(998), b"\r\n".to_vec()].concat());
        let mut asked = 0;
        for _ in 0..100 {
            let wants = data.wants(line.len());
            asked += wants;
            data.grow(wants);
            data.feed(&line);
            assert!(data.capacity() <= asked, "{} held, {asked} asked for", data.capacity());
        }
        assert_eq!((data.fault(), asked < 102_000), (None, true));
    }

    fn awkward() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'.'), Just(0), Just(b'a')];
        prop::collection::vec(byte, 0..40)
    }

    /// What a reader that sees the whole stream at once would say: split at CR LF, no state.
    fn oracle(stream: &[u8]) -> Outcome<()> {
        let (mut out, mut bad, mut rest) = (Vec::new(), false, stream);
        loop {
            let end = rest.windows(2).position(|w| w == b"\r\n")?;
            let line = &rest[..end];
            rest = &rest[end + 2..];
            if line == b"." {
                return Some((if bad { Err(()) } else { Ok(out) }, rest.to_vec()));
            }
            bad |= line.iter().any(|b| matches!(b, b'\r' | b'\n' | 0));
            out.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
            out.extend_from_slice(b"\r\n");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_stream_cut_anywhere_reads_as_one(
            stream in awkward(), cuts in prop::collection::vec(0usize..64, 0..8)
        ) {
            let got = run(&stream, &cuts).map(|(r, left)| (r.map_err(|_| ()), left));
            prop_assert_eq!(got, oracle(&stream));
        }

        #[test]
        fn stuffing_comes_back(
            lines in prop::collection::vec("[.a ]{0,5}", 0..10),
            cuts in prop::collection::vec(0usize..64, 0..8)
        ) {
            let message: String = lines.iter().map(|l| format!("{l}\r\n")).collect();
            let stuffed: String = lines
                .iter()
                .map(|l| format!("{}{l}\r\n", if l.starts_with('.') { "." } else { "" }))
                .collect();
            let got = run(format!("{stuffed}.\r\nRSET\r\n").as_bytes(), &cuts);
            prop_assert_eq!(got, Some((Ok(message.into_bytes()), b"RSET\r\n".to_vec())));
        }
    }
}
