//! The opening of a connection, up to where mail can be sent: greeting, EHLO, STARTTLS. Spoken by us,
//! because lettre neither drops what was injected before TLS nor tells of PIPELINING.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::outcome::Failure;
use super::tls::Handshakes;
use super::wire::Channel;
use super::{Server, Timeouts, Tls};

/// Octets of a reply beyond which it is no reply.
const REPLY_LIMIT: usize = 256 * 1024;

/// What the far side offers after EHLO.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) pipelining: bool,
    pub(super) eight_bit: bool,
    pub(super) utf8: bool,
    pub(super) starttls: bool,
    pub(super) auth: bool,
    /// Octets of the largest message (RFC 1870); 0: it does not say.
    pub(super) size: usize,
}

impl Offers {
    fn read(text: &str) -> Self {
        let mut offers = Self::default();
        for line in text.lines().skip(1) {
            let mut words = line.split_whitespace();
            let keyword = words.next().unwrap_or_default().to_ascii_uppercase();
            match keyword.as_str() {
                "PIPELINING" => offers.pipelining = true,
                "8BITMIME" => offers.eight_bit = true,
                "SMTPUTF8" => offers.utf8 = true,
                "STARTTLS" => offers.starttls = true,
                "AUTH" => offers.auth = true,
                "SIZE" => offers.size = words.next().and_then(|n| n.parse().ok()).unwrap_or(0),
                _ => {}
            }
        }
        offers
    }
}

/// A connection that was greeted.
pub(super) struct Opened {
    pub(super) channel: Channel,
    pub(super) offers: Offers,
    pub(super) encrypted: bool,
}

/// Connects and says hello. Under [`Tls::Opportunistic`] a broken handshake is answered by a second
/// connection in the clear (RFC 7435 §3).
pub(super) async fn open(
    server: &Server,
    at: SocketAddr,
    hello: &str,
    handshakes: &Handshakes,
    timeouts: &Timeouts,
) -> Result<Opened, Failure> {
    let first = Opening { server, hello, handshakes, timeouts };
    match first.run(at, server.tls).await {
        Err(Broken::Handshake(why)) if server.tls == Tls::Opportunistic => {
            tracing::info!(event = "tls-broken", host = %server.host, %why, "sending in the clear");
            first.run(at, Tls::Off).await.map_err(Broken::into)
        }
        opened => opened.map_err(Broken::into),
    }
}

enum Broken {
    Handshake(String),
    Other(Failure),
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Self::Other(failure)
    }
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Handshake(why) => Failure::connection(format!("TLS failed: {why}")),
            Broken::Other(failure) => failure,
        }
    }
}

struct Opening<'a> {
    server: &'a Server,
    hello: &'a str,
    handshakes: &'a Handshakes,
    timeouts: &'a Timeouts,
}

impl Opening<'_> {
    async fn run(&self, at: SocketAddr, tls: Tls) -> Result<Opened, Broken> {
        let connected = within(self.timeouts.connect, "connecting", TcpStream::connect(at)).await?;
        // Without it a message and its dot wait 40 ms for each other (crates.md §3).
        let tcp = connected.set_nodelay(true).map(|()| connected);
        let tcp = tcp.map_err(|e| Failure::connection(e.to_string()))?;
        let mut channel = Channel::Plain(tcp);
        if tls == Tls::Implicit {
            channel = self.encrypt(channel, &self.handshakes.verified).await?;
        }
        let mut talk = Talk { channel, unread: Vec::new(), limit: self.timeouts.greeting };
        let (code, text) = talk.reply().await?;
        if code != 220 {
            // RFC 5321 §3.1: 554 here refuses us, not a member.
            return Err(Failure::reply(code, &text).of_connection().into());
        }
        talk.limit = self.timeouts.command;
        let mut offers = self.ehlo(&mut talk).await?;
        let mut encrypted = tls == Tls::Implicit;
        if matches!(tls, Tls::Opportunistic | Tls::Required) {
            let wanted = tls == Tls::Required;
            if offers.starttls && self.agree(&mut talk, wanted).await? {
                let config =
                    if wanted { &self.handshakes.verified } else { &self.handshakes.unverified };
                talk.channel = self.encrypt(talk.channel, config).await?;
                encrypted = true;
                // RFC 3207 §4.2: what was said before is forgotten. A far side that broke off the
                // handshake (TLS 1.3: after we thought it done) says nothing here.
                offers = self.ehlo(&mut talk).await.map_err(|failure| match failure.code {
                    None => Broken::Handshake(failure.text),
                    Some(_) => Broken::Other(failure),
                })?;
            } else if wanted {
                return Err(Failure::connection("STARTTLS is required and not offered").into());
            }
        }
        Ok(Opened { channel: talk.channel, offers, encrypted })
    }

    async fn ehlo(&self, talk: &mut Talk) -> Result<Offers, Failure> {
        match talk.ask(&format!("EHLO {}\r\n", self.hello)).await? {
            (250, text) => Ok(Offers::read(&text)),
            (code, text) => Err(Failure::reply(code, &text).of_connection()),
        }
    }

    /// Whether the far side is ready for a handshake.
    async fn agree(&self, talk: &mut Talk, wanted: bool) -> Result<bool, Failure> {
        let (code, text) = talk.ask("STARTTLS\r\n").await?;
        if !talk.unread.is_empty() {
            // CVE-2011-0411 turned round: replies smuggled in before TLS.
            return Err(Failure::connection("octets arrived between STARTTLS and TLS"));
        }
        match code {
            220 => Ok(true),
            _ if wanted => Err(Failure::reply(code, &text).of_connection()),
            _ => Ok(false),
        }
    }

    async fn encrypt(
        &self,
        channel: Channel,
        config: &Arc<ClientConfig>,
    ) -> Result<Channel, Broken> {
        let Channel::Plain(tcp) = channel else { return Ok(channel) };
        let name = ServerName::try_from(self.server.host.clone())
            .map_err(|e| Broken::Handshake(e.to_string()))?;
        let shaking = TlsConnector::from(config.clone()).connect(name, tcp);
        match timeout(self.timeouts.connect, shaking).await {
            Ok(Ok(tls)) => Ok(Channel::Tls(Box::new(tls))),
            Ok(Err(why)) => Err(Broken::Handshake(why.to_string())),
            Err(_) => Err(Broken::Handshake("no answer in time".to_owned())),
        }
    }
}

async fn within<T>(
    limit: Duration,
    doing: &str,
    what: impl Future<Output = std::io::Result<T>>,
) -> Result<T, Failure> {
    match timeout(limit, what).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(why)) => Err(Failure::connection(format!("{doing}: {why}"))),
        Err(_) => Err(Failure::connection(format!("{doing}: no answer in {}s", limit.as_secs()))),
    }
}

/// A conversation line by line.
struct Talk {
    channel: Channel,
    unread: Vec<u8>,
    limit: Duration,
}

impl Talk {
    async fn ask(&mut self, command: &str) -> Result<(u16, String), Failure> {
        let sending = async {
            self.channel.write_all(command.as_bytes()).await?;
            self.channel.flush().await
        };
        within(self.limit, "speaking", sending).await?;
        self.reply().await
    }

    /// A whole reply (RFC 5321 §4.2.1): its code, its lines without codes.
    async fn reply(&mut self) -> Result<(u16, String), Failure> {
        let limit = self.limit;
        within(limit, "listening", self.lines()).await
    }

    async fn lines(&mut self) -> std::io::Result<(u16, String)> {
        let bad = |what: &str| std::io::Error::other(what.to_owned());
        let (mut text, mut read) = (String::new(), 0);
        loop {
            while let Some(at) = self.unread.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=at).collect();
                let line = String::from_utf8_lossy(&line);
                let line = line.trim_end();
                let code = line.get(..3).and_then(|c| c.parse().ok());
                let code: u16 = code.ok_or_else(|| bad("not an SMTP reply"))?;
                text.push_str(line.get(4..).unwrap_or_default());
                if line.as_bytes().get(3) != Some(&b'-') {
                    return Ok((code, text));
                }
                text.push('\n');
            }
            if read > REPLY_LIMIT {
                return Err(bad("a reply without end"));
            }
            let mut chunk = [0; 1024];
            let length = self.channel.read(&mut chunk).await?;
            if length == 0 {
                return Err(bad("the connection was closed"));
            }
            read += length;
            self.unread.extend_from_slice(chunk.get(..length).unwrap_or_default());
        }
    }
}
