//! Mail out: one connection to one server, kept between transactions, one outcome for each recipient.
//! lettre speaks the transactions; nothing here chooses servers, queues or retries.
//!
//! Octets go out with CRLF line ends and stuffed dots whatever they were before: lettre alone does
//! not stuff a dot after a bare LF (threat 2).

mod connection;
mod opening;
mod outcome;
mod tls;
mod wire;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use rustls::RootCertStore;
use tokio::time::timeout;

pub use connection::{Connection, Transaction};
pub use outcome::{Failure, Outcome, Reach};

use opening::Opened;
use tls::Handshakes;
use wire::Wire;

/// How much TLS a server is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// None.
    Off,
    /// STARTTLS when offered, any certificate.
    Opportunistic,
    /// STARTTLS with the host's own certificate, or nothing is sent.
    Required,
    /// From the first octet, with the host's own certificate: `smtps://`.
    Implicit,
}

/// Name and password for AUTH. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Who.
    pub user: String,
    /// The proof.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Login({}, …)", self.user)
    }
}

/// A server that takes mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name: what its certificate must say.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How much TLS.
    pub tls: Tls,
    /// Who we are to it.
    pub login: Option<Login>,
}

/// How long each step may take (RFC 5321 §4.5.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// A TCP connection, a handshake.
    pub connect: Duration,
    /// The greeting.
    pub greeting: Duration,
    /// A command's reply.
    pub command: Duration,
    /// A message and the reply to its final dot.
    pub message: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self {
            connect: Duration::from_secs(30),
            greeting: minutes(5),
            command: minutes(5),
            message: minutes(10),
        }
    }
}

/// Opens connections.
#[derive(Clone, Debug)]
pub struct Client {
    hello: Arc<str>,
    handshakes: Handshakes,
    timeouts: Timeouts,
}

impl Client {
    /// A client that calls itself `hello` and trusts the public roots.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(hello: &str, timeouts: Timeouts) -> Result<Self, rustls::Error> {
        Self::trusting(hello, timeouts, tls::public_roots())
    }

    /// A client that trusts these roots only.
    ///
    /// # Errors
    /// When TLS cannot be set up with them.
    pub fn trusting(
        hello: &str,
        timeouts: Timeouts,
        roots: RootCertStore,
    ) -> Result<Self, rustls::Error> {
        Ok(Self { hello: hello.into(), handshakes: Handshakes::new(roots)?, timeouts })
    }

    /// Connects to `server` at one of its addresses, ready for mail.
    ///
    /// # Errors
    /// A [`Failure`] of the connection: always temporary, whatever was said.
    pub async fn open(&self, server: &Server, ip: IpAddr) -> Result<Connection, Failure> {
        let at = SocketAddr::new(ip, server.port);
        let opened =
            opening::open(server, at, &self.hello, &self.handshakes, &self.timeouts).await?;
        let Opened { channel, offers, encrypted } = opened;
        if server.login.is_some() && !encrypted && !ip.is_loopback() {
            return Err(Failure::connection("a password is not sent without TLS"));
        }
        let hello = ClientId::Domain(self.hello.to_string());
        let wire = Box::new(Wire::new(channel));
        let limit = self.timeouts.command;
        let inner = timeout(limit, AsyncSmtpConnection::connect_with_transport(wire, &hello)).await;
        let inner = connection::answered(inner).map_err(Failure::of_connection)?;
        let mut connection = Connection::new(inner, (offers, encrypted), self.timeouts);
        if let Some(login) = &server.login {
            connection.log_in(login).await?;
        }
        Ok(connection)
    }
}
