//! The socket under lettre: writes are gathered until a reply is read, so that a message and its
//! final dot leave together; replies that are not ASCII are made so. Not a protocol.

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
    /// Read before the socket: the greeting we have already heard.
    greeting: &'static [u8],
}

impl Wire {
    /// Over a connection whose greeting was read; lettre, which wants one, is given another.
    pub(super) fn new(channel: Channel) -> Self {
        Self { channel, out: Vec::new(), sent: 0, greeting: b"220 ready\r\n" }
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
        if !wire.greeting.is_empty() {
            let length = wire.greeting.len().min(buf.remaining());
            let (head, rest) = wire.greeting.split_at(length);
            buf.put_slice(head);
            wire.greeting = rest;
            return Poll::Ready(Ok(()));
        }
        ready!(wire.poll_send(cx))?;
        let before = buf.filled().len();
        ready!(Pin::new(&mut wire.channel).poll_read(cx, buf))?;
        // RFC 5321 §4.2 wants ASCII; a reply in Latin-1 is a reply all the same.
        for byte in buf.filled_mut().iter_mut().skip(before).filter(|b| !b.is_ascii()) {
            *byte = b'?';
        }
        Poll::Ready(Ok(()))
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
