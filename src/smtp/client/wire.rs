//! The socket under lettre: writes are gathered until a reply is read, so that a message and its
//! final dot leave together; reply lines are made such as lettre can read. Not a protocol.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Gathered octets beyond which a write goes out at once.
const GATHER: usize = 128 * 1024;

/// In the clear or under TLS.
#[derive(Debug)]
pub(super) enum Channel {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Channel {
    /// The TCP connection below.
    pub(super) fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => tls.get_ref().0,
        }
    }
}

macro_rules! both {
    ($self:ident, $stream:ident => $call:expr) => {
        match $self.get_mut() {
            Channel::Plain($stream) => $call,
            Channel::Tls($stream) => $call,
        }
    };
}

impl AsyncRead for Channel {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        both!(self, stream => Pin::new(stream).poll_read(cx, buf))
    }
}

impl AsyncWrite for Channel {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        both!(self, stream => Pin::new(stream).poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        both!(self, stream => Pin::new(stream).poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        both!(self, stream => Pin::new(stream).poll_shutdown(cx))
    }
}

/// What lettre reads from and writes to.
#[derive(Debug)]
pub(super) struct Wire {
    channel: Channel,
    /// Written, not yet sent.
    out: Vec<u8>,
    /// Of `out`, how much is sent.
    sent: usize,
    /// Of a reply line that has not ended yet.
    line: Vec<u8>,
    /// Lines so far of a reply that has not ended yet.
    lines: usize,
    /// Reply lines for lettre.
    heard: Vec<u8>,
    /// Of `heard`, how much was read.
    read: usize,
}

/// Octets kept of a reply line; lettre refuses lines over 1000.
const LINE: usize = 900;
/// Lines kept of a reply, beside its last: lettre reads all anew at each.
const LINES: usize = 20;

impl Wire {
    /// Over a connection whose greeting was read; lettre, which wants one, is given another.
    pub(super) fn new(channel: Channel) -> Self {
        let heard = b"220 ready\r\n".to_vec();
        Self { channel, out: Vec::new(), sent: 0, line: Vec::new(), lines: 0, heard, read: 0 }
    }

    /// RFC 5321 §4.2: ASCII, CRLF, text after a blank. A reply in Latin-1, with a bare LF or without
    /// text is a reply all the same.
    fn hear(&mut self, octets: &[u8]) {
        for byte in octets {
            match byte {
                b'\n' => {
                    self.end_line();
                    self.line.clear();
                }
                _ if self.line.len() >= LINE => {}
                _ if byte.is_ascii() => self.line.push(*byte),
                _ => self.line.push(b'?'),
            }
        }
    }

    fn end_line(&mut self) {
        let line = self.line.trim_ascii_end();
        let goes_on = line.get(3) == Some(&b'-');
        self.lines = if goes_on { self.lines + 1 } else { 0 };
        if self.lines > LINES {
            return;
        }
        self.heard.extend_from_slice(line);
        if line.len() == 3 {
            self.heard.push(b' ');
        }
        self.heard.extend_from_slice(b"\r\n");
    }

    /// Gives lettre what was heard; whether there was anything.
    fn tell(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        let rest = self.heard.get(self.read..).unwrap_or_default();
        let length = rest.len().min(buf.remaining());
        buf.put_slice(rest.get(..length).unwrap_or_default());
        self.read += length;
        if self.read == self.heard.len() {
            self.heard.clear();
            self.read = 0;
        }
        length > 0
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self.out.get(self.sent..).filter(|rest| !rest.is_empty()) {
            let written = ready!(Pin::new(&mut self.channel).poll_write(cx, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += written;
        }
        if self.sent > 0 {
            ready!(Pin::new(&mut self.channel).poll_flush(cx))?;
            self.out.clear();
            self.sent = 0;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        loop {
            if wire.tell(buf) {
                return Poll::Ready(Ok(()));
            }
            ready!(wire.poll_send(cx))?;
            let mut chunk = [0; 1024];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut wire.channel).poll_read(cx, &mut chunk))?;
            if chunk.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            wire.hear(chunk.filled());
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        if wire.out.len() > GATHER {
            ready!(wire.poll_send(cx))?;
        }
        wire.out.extend_from_slice(buf);
        Poll::Ready(Ok(buf.len()))
    }

    /// Nothing: what was gathered goes out when a reply is wanted.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.poll_send(cx))?;
        Pin::new(&mut wire.channel).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.channel.tcp().peer_addr()
    }
}
