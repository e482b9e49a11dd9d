//! Where connections come in: TCP addresses and Unix sockets. Not what is said on them.

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use socket2::{Domain, Socket as Raw, Type};
use tokio::net::{TcpListener, UnixListener};

use super::handler::Protocol;
use super::wire::Stream;

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `127.0.0.1:2525`, `[::1]:2525`.
    Tcp(SocketAddr),
    /// `unix:/run/palabre/lmtp.sock`.
    Unix(PathBuf),
}

/// Neither form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it as 127.0.0.1:2525, [::1]:2525 or unix:/path/of/socket")]
pub struct BadEndpoint;

impl FromStr for Endpoint {
    type Err = BadEndpoint;
    fn from_str(text: &str) -> Result<Self, BadEndpoint> {
        match text.strip_prefix("unix:") {
            Some(path) if path.starts_with('/') => Ok(Self::Unix(path.into())),
            Some(_) => Err(BadEndpoint),
            None => text.parse().map(Self::Tcp).map_err(|_| BadEndpoint),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A bound place to listen, whatever is spoken there. Dropped, it stops to listen and takes its socket
/// file away.
#[derive(Debug)]
pub struct Door {
    socket: Socket,
    endpoint: Endpoint,
    file: Option<(PathBuf, u64)>,
}

/// A door at which mail comes in.
#[derive(Debug)]
pub struct Listener {
    door: Door,
    pub(super) protocol: Protocol,
}

#[derive(Debug)]
enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Listens on one of several TCP addresses: `[::]` takes IPv4 too, unless `0.0.0.0` is among them.
///
/// # Errors
/// What the system says.
pub fn listen(address: SocketAddr, all: &[SocketAddr]) -> io::Result<TcpListener> {
    let socket = Raw::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    let is_every = |a: &SocketAddr| a.ip().is_unspecified() && a.port() == address.port();
    if address.is_ipv6() && all.iter().any(|a| a.is_ipv4() && is_every(a)) && is_every(&address) {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Who may connect to a Unix socket: the owner and the group, as a mail server beside us is added to.
const MODE: u32 = 0o660;

impl Door {
    /// Binds. A socket file that nobody answers on any more is replaced.
    ///
    /// # Errors
    /// What the system says; `AddrInUse` for a socket file on which somebody still answers.
    pub fn bind(endpoint: &Endpoint, all: &[SocketAddr]) -> io::Result<Self> {
        match endpoint {
            Endpoint::Tcp(address) => Self::of(listen(*address, all)?),
            Endpoint::Unix(path) => {
                clear(path)?;
                let listener = UnixListener::bind(path)?;
                fs::set_permissions(path, fs::Permissions::from_mode(MODE))?;
                let file = Some((path.clone(), fs::symlink_metadata(path)?.ino()));
                Ok(Self { socket: Socket::Unix(listener), endpoint: endpoint.clone(), file })
            }
        }
    }

    /// Of a listener that is bound.
    ///
    /// # Errors
    /// When it does not know where.
    pub fn of(listener: TcpListener) -> io::Result<Self> {
        let endpoint = Endpoint::Tcp(listener.local_addr()?);
        Ok(Self { socket: Socket::Tcp(listener), endpoint, file: None })
    }

    /// Where it listens, with the port that the system chose for port 0.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Waits for a connection.
    ///
    /// # Errors
    /// What the system says: out of descriptors, most likely.
    pub async fn accept(&self) -> io::Result<Arrival> {
        match &self.socket {
            Socket::Tcp(listener) => {
                let (stream, from) = listener.accept().await?;
                // Replies are small and waited for: Nagle's delay would cost 40 ms each.
                stream.set_nodelay(true)?;
                // An IPv4 peer of a listener on [::] is an IPv4 peer, to SPF and to the limits.
                let ip = Some(from.ip().to_canonical());
                Ok(Arrival { ip, stream: Accepted::Tcp(stream) })
            }
            Socket::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                Ok(Arrival { ip: None, stream: Accepted::Unix(stream) })
            }
        }
    }
}

impl Listener {
    /// [`Door::bind`].
    ///
    /// # Errors
    /// What the system says.
    pub fn bind(endpoint: &Endpoint, protocol: Protocol) -> io::Result<Self> {
        Ok(Self { door: Door::bind(endpoint, &[])?, protocol })
    }

    /// Binds one of several TCP addresses, as [`listen`] does.
    ///
    /// # Errors
    /// What the system says.
    pub fn tcp(address: SocketAddr, all: &[SocketAddr], protocol: Protocol) -> io::Result<Self> {
        Ok(Self { door: Door::bind(&Endpoint::Tcp(address), all)?, protocol })
    }

    /// Where it listens, with the port that the system chose for port 0.
    pub fn endpoint(&self) -> &Endpoint {
        self.door.endpoint()
    }

    /// Waits for a connection.
    pub(super) async fn accept(&self) -> io::Result<Arrival> {
        self.door.accept().await
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some((path, inode)) = &self.file
            && fs::symlink_metadata(path).is_ok_and(|m| m.ino() == *inode)
        {
            let _ = fs::remove_file(path);
        }
    }
}

/// Removes what a killed process left at `path`, and only that.
fn clear(path: &Path) -> io::Result<()> {
    let data = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    if !data.file_type().is_socket() {
        return Err(io::Error::new(ErrorKind::AlreadyExists, "a file that is no socket is there"));
    }
    match UnixStream::connect(path) {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path),
        Ok(_) => Err(ErrorKind::AddrInUse.into()),
        Err(error) => Err(error),
    }
}

/// A connection just accepted.
pub struct Arrival {
    /// Where from; `None` for a Unix socket.
    pub(super) ip: Option<IpAddr>,
    stream: Accepted,
}

enum Accepted {
    Tcp(tokio::net::TcpStream),
    Unix(tokio::net::UnixStream),
}

impl Arrival {
    /// Where from; `None` for a Unix socket.
    pub fn ip(&self) -> Option<IpAddr> {
        self.ip
    }

    /// The connection, to be spoken on.
    pub fn into_stream(self) -> Box<dyn Stream> {
        match self.stream {
            Accepted::Tcp(stream) => Box::new(stream),
            Accepted::Unix(stream) => Box::new(stream),
        }
    }

    /// Says one thing without waiting for anything, and closes: a refusal costs no task.
    pub(super) fn turn_away(self, words: &[u8]) {
        let _ = match self.stream {
            Accepted::Tcp(stream) => stream.into_std().and_then(|mut s| s.write(words)),
            Accepted::Unix(stream) => stream.into_std().and_then(|mut s| s.write(words)),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        let check = |text: &str, good: bool| match text.parse::<Endpoint>() {
            Ok(endpoint) => assert_eq!((endpoint.to_string().as_str(), good), (text, true)),
            Err(BadEndpoint) => assert!(!good, "{text}"),
        };
        check("127.0.0.1:2525", true);
        check("[::1]:25", true);
        check("unix:/run/palabre/lmtp.sock", true);
        check("unix:lmtp.sock", false);
        check("localhost:25", false);
        check("127.0.0.1", false);
    }

    #[tokio::test]
    async fn all_of_both_families_may_be_listened_on_together() {
        let four = listen("0.0.0.0:0".parse().unwrap(), &[]).unwrap();
        let six = SocketAddr::new("::".parse().unwrap(), four.local_addr().unwrap().port());
        assert_eq!(listen(six, &[six]).unwrap_err().kind(), ErrorKind::AddrInUse);
        let both = [four.local_addr().unwrap(), six];
        let beside = listen(six, &both).unwrap();
        assert_eq!(beside.local_addr().unwrap(), six);
    }

    #[tokio::test]
    async fn a_stale_socket_is_replaced_and_a_live_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lmtp.sock");
        let endpoint = Endpoint::Unix(path.clone());
        // std's listener leaves its file behind, as a killed process does.
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        let live = Listener::bind(&endpoint, Protocol::Lmtp).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, MODE);
        let second = Listener::bind(&endpoint, Protocol::Lmtp).unwrap_err();
        assert_eq!(second.kind(), ErrorKind::AddrInUse);
        drop(live);
        assert!(!path.exists());
        fs::write(&path, "precious").unwrap();
        assert!(Listener::bind(&endpoint, Protocol::Lmtp).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }
}
