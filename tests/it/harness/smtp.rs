//! A scripted client: says lines, reads replies. It obeys no rule of SMTP, so that tests can break
//! any of them.

use std::net::SocketAddr;
use std::path::Path;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, UnixStream};

use super::within;

/// Anything that carries a session.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// One connection.
pub struct Client {
    stream: BufReader<Box<dyn Stream>>,
}

/// A whole reply, of one line or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Three digits.
    pub code: u16,
    /// Each line after code and separator.
    pub lines: Vec<String>,
}

impl Reply {
    /// Code and text of the first line: `250 2.1.0 Sender ok`.
    pub fn first(&self) -> String {
        format!("{} {}", self.code, self.lines.first().cloned().unwrap_or_default())
    }
}

impl Client {
    /// Connects, and leaves the greeting unread.
    pub async fn tcp(address: SocketAddr) -> Self {
        let stream = within("a connection", TcpStream::connect(address)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(stream)
    }

    /// Connects to a Unix socket.
    pub async fn unix(path: &Path) -> Self {
        Self::over(within("a connection", UnixStream::connect(path)).await.unwrap())
    }

    /// Speaks over a stream that exists, such as one under TLS.
    pub fn over(stream: impl Stream + 'static) -> Self {
        Self { stream: BufReader::new(Box::new(stream)) }
    }

    /// The stream below, for a TLS handshake. Bytes read ahead are lost.
    pub fn into_stream(self) -> Box<dyn Stream> {
        self.stream.into_inner()
    }

    /// Writes bytes as they are.
    pub async fn send(&mut self, bytes: &[u8]) {
        within("a write", self.stream.write_all(bytes)).await.unwrap();
        within("a flush", self.stream.flush()).await.unwrap();
    }

    /// Writes bytes as they are; `false` when the far side has hung up.
    pub async fn try_send(&mut self, bytes: &[u8]) -> bool {
        within("a write", self.stream.write_all(bytes)).await.is_ok()
            && within("a flush", self.stream.flush()).await.is_ok()
    }

    /// Writes a line and reads the reply to it.
    pub async fn say(&mut self, line: &str) -> Reply {
        self.send(format!("{line}\r\n").as_bytes()).await;
        self.reply().await
    }

    /// Reads a reply; fails the test if the connection ends first.
    pub async fn reply(&mut self) -> Reply {
        self.try_reply().await.expect("the server hung up instead of replying")
    }

    /// Reads a reply; `None` if the connection ended before it was whole.
    pub async fn try_reply(&mut self) -> Option<Reply> {
        let mut reply = Reply { code: 0, lines: Vec::new() };
        loop {
            let line = self.line().await?;
            reply.code = line.get(..3)?.parse().ok()?;
            reply.lines.push(line.get(4..).unwrap_or_default().to_owned());
            if line.as_bytes().get(3) != Some(&b'-') {
                return Some(reply);
            }
        }
    }

    /// Reads one line, without its CRLF; `None` at the end.
    pub async fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        loop {
            match within("a reply", self.stream.read_u8()).await {
                Ok(b'\n') => break,
                Ok(byte) => line.push(byte),
                Err(_) => return None,
            }
        }
        assert_eq!(line.pop(), Some(b'\r'), "a reply line ends with CR LF");
        Some(String::from_utf8_lossy(&line).into_owned())
    }

    /// Says that nothing more will be said; replies are still read.
    pub async fn finish(&mut self) {
        let _ = within("a shutdown", self.stream.shutdown()).await;
    }

    /// Reads whatever comes until the far side ends.
    pub async fn rest(&mut self) -> String {
        let mut all = Vec::new();
        let _ = within("the end", self.stream.read_to_end(&mut all)).await;
        String::from_utf8_lossy(&all).into_owned()
    }

    /// Greeting read, EHLO said.
    pub async fn hello(&mut self) -> Reply {
        assert_eq!(self.reply().await.code, 220);
        self.say("EHLO client.example.org").await
    }

    /// A whole transaction; `message` has CRLF lines and is dot-stuffed here. The last reply.
    pub async fn mail(&mut self, from: &str, to: &[&str], message: &str) -> Reply {
        let sender = self.say(&format!("MAIL FROM:<{from}>")).await;
        if sender.code != 250 {
            return sender;
        }
        for to in to {
            let recipient = self.say(&format!("RCPT TO:<{to}>")).await;
            if recipient.code != 250 {
                // 421 hangs up: nobody is left to reset.
                if recipient.code != 421 {
                    self.say("RSET").await;
                }
                return recipient;
            }
        }
        let data = self.say("DATA").await;
        if data.code != 354 {
            return data;
        }
        self.send(&stuff(message)).await;
        self.reply().await
    }
}

/// RFC 5321 §4.5.2, and the final dot.
pub fn stuff(message: &str) -> Vec<u8> {
    let mut out = String::new();
    for line in message.split_inclusive("\r\n") {
        if line.starts_with('.') {
            out.push('.');
        }
        out.push_str(line);
    }
    if !out.is_empty() && !out.ends_with("\r\n") {
        out.push_str("\r\n");
    }
    out.push_str(".\r\n");
    out.into_bytes()
}
