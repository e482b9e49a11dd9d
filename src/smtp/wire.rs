//! A connection's bytes: lines and pieces in, replies out in as few writes as the peer's pipelining
//! allows. Not the dialogue: it does not know what a line says.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::limits::Seat;
use super::reply::Reply;

/// Whatever carries a session: TCP, a Unix socket, TLS over either.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Why a session ends before QUIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// The peer hung up, or the network did.
    Closed,
    /// It said nothing, or too little, for too long.
    Slow,
    /// Its seat was given to another.
    Evicted,
    /// The server stops.
    Stopping,
    /// A command line without end.
    LongLine,
    /// A command line that ends in LF alone.
    BareLf,
}

impl Gone {
    /// The last words to the peer.
    pub(super) fn farewell(self) -> Option<Reply> {
        Some(match self {
            Self::Closed => return None,
            Self::Slow => Reply::new(421, "4.4.2", "Too slow"),
            Self::Evicted => Reply::new(421, "4.7.0", "Silent while others wait for a place"),
            Self::Stopping => Reply::new(421, "4.3.2", "Shutting down"),
            Self::LongLine => Reply::new(500, "5.5.2", "Line too long"),
            // RFC 5321 §2.3.8. Guessing where lines end is how smuggling works.
            Self::BareLf => Reply::new(500, "5.5.2", "Lines end with CR LF"),
        })
    }
}

/// What a session may be waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// A command: a stop ends the wait.
    Command,
    /// More of a message: a stop lets it finish.
    Message,
}

/// What may end a wait from outside.
#[derive(Debug)]
pub(super) struct Vigil {
    /// Our seat, which may be given away.
    pub(super) seat: Seat,
    /// Turns true when the server stops.
    pub(super) stop: watch::Receiver<bool>,
    /// When the whole session is over.
    pub(super) end: Instant,
}

impl Vigil {
    async fn ends(&mut self, wait: Wait, until: Instant) -> Gone {
        let stopping = async {
            if wait == Wait::Message {
                std::future::pending::<()>().await;
            }
            // An error says that nobody is left to stop us: that is a stop as well.
            let _ = self.stop.wait_for(|stop| *stop).await;
        };
        tokio::select! {
            () = stopping => Gone::Stopping,
            () = self.seat.pulse.evicted() => Gone::Evicted,
            () = sleep_until(until.min(self.end)) => Gone::Slow,
        }
    }

    /// Waits for `work` unless something ends the wait first.
    pub(super) async fn over<T>(
        &mut self,
        wait: Wait,
        until: Instant,
        work: impl Future<Output = T>,
    ) -> Result<T, Gone> {
        tokio::select! {
            biased;
            gone = self.ends(wait, until) => Err(gone),
            done = work => Ok(done),
        }
    }
}

/// Bytes read at once; a command line must fit.
const INPUT: usize = 16 * 1024;
/// Replies held back before they are sent in the middle of a pipelined batch.
const OUTPUT: usize = 16 * 1024;

/// A connection and its buffers.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    input: Vec<u8>,
    start: usize,
    end: usize,
    output: Vec<u8>,
    line_bytes: usize,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>, line_bytes: usize) -> Self {
        let input = vec![0; INPUT.max(line_bytes.saturating_add(1))];
        Self { stream, input, start: 0, end: 0, output: Vec::new(), line_bytes }
    }

    /// The stream, for TLS. What was read ahead in the clear is gone with the buffers (RFC 3207 §6).
    pub(super) fn into_stream(self) -> Box<dyn Stream> {
        self.stream
    }

    /// Bytes that came and were not taken yet.
    pub(super) fn buffered(&self) -> &[u8] {
        self.input.get(self.start..self.end).unwrap_or_default()
    }

    /// Takes bytes off the front.
    pub(super) fn consume(&mut self, count: usize) {
        self.start = self.end.min(self.start.saturating_add(count));
    }

    /// Puts a reply into the next write.
    pub(super) fn say(&mut self, reply: &Reply) {
        reply.write(&mut self.output);
    }

    /// Whether replies should be sent although more commands are buffered.
    pub(super) fn is_full(&self) -> bool {
        self.output.len() > OUTPUT
    }

    /// Sends what was said.
    pub(super) async fn flush(&mut self, vigil: &mut Vigil, until: Instant) -> Result<(), Gone> {
        if self.output.is_empty() {
            return Ok(());
        }
        let (stream, output) = (&mut self.stream, &self.output);
        let send = async {
            stream.write_all(output).await?;
            stream.flush().await
        };
        // A stop leaves the peer its replies.
        let sent = vigil.over(Wait::Message, until, send).await?;
        self.output.clear();
        sent.map_err(|_| Gone::Closed)
    }

    /// Sends what was said, then reads at least one byte. The one place that reads: so a pipelined
    /// batch, all of it buffered, gets its replies in one write (RFC 2920 §3.2).
    pub(super) async fn fill(
        &mut self,
        vigil: &mut Vigil,
        wait: Wait,
        until: Instant,
    ) -> Result<(), Gone> {
        self.flush(vigil, until).await?;
        self.input.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let room = self.input.get_mut(self.end..).unwrap_or_default();
        match vigil.over(wait, until, self.stream.read(room)).await? {
            Ok(count) if count > 0 => {
                self.end += count;
                Ok(())
            }
            _ => Err(Gone::Closed),
        }
    }

    /// One command line, without its CR LF.
    pub(super) async fn line(
        &mut self,
        vigil: &mut Vigil,
        until: Instant,
    ) -> Result<Vec<u8>, Gone> {
        loop {
            let held = self.buffered();
            match memchr::memchr(b'\n', held) {
                Some(at) if at >= self.line_bytes => return Err(Gone::LongLine),
                None if held.len() >= self.line_bytes => return Err(Gone::LongLine),
                Some(at) => {
                    let line = held.get(..at).unwrap_or_default();
                    let line = line.strip_suffix(b"\r").ok_or(Gone::BareLf)?.to_vec();
                    self.consume(at + 1);
                    return Ok(line);
                }
                None => self.fill(vigil, Wait::Command, until).await?,
            }
        }
    }

    /// Says the last words and closes. A peer still sending would have our words thrown away by its
    /// system (a reset follows data that nobody reads), so its bytes are read and dropped for `patience`.
    pub(super) async fn hang_up(mut self, patience: Duration) {
        let _ = timeout(patience, async {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await?;
            self.stream.shutdown().await?;
            while self.stream.read(&mut self.input).await? > 0 {}
            Ok::<(), std::io::Error>(())
        })
        .await;
    }
}
