//! The control socket: the store admits one process, so the command line asks the daemon. One line
//! in, lines out; what they mean is `cli`'s business, which hands in the handler.

use std::io::{BufRead, BufReader, ErrorKind, Read, Result, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixListener;

use super::Stop;

/// The socket's name in the data folder.
pub const SOCKET: &str = "control.sock";
/// A request longer than this is refused; the longest is a member file sent along.
const LONGEST: u64 = 128 << 20;
/// How long a silent client is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// `sockaddr_un` holds 108 octets with the final NUL (unix(7)).
const LONGEST_PATH: usize = 107;

/// Answers one request: the bytes asked, and where to answer. Runs on a thread of its own.
pub type Handler = Arc<dyn for<'a> Fn(&[u8], &'a mut Say<'a>) + Send + Sync>;

/// Where a handler answers, a line at a time.
pub struct Say<'a> {
    stream: &'a UnixStream,
    stop: Stop,
    gone: bool,
}

impl Say<'_> {
    /// Sends a line; it holds no line end.
    pub fn line(&mut self, line: &[u8]) {
        let mut stream = self.stream;
        self.gone |= stream.write_all(line).and_then(|()| stream.write_all(b"\n")).is_err();
    }

    /// Whether the other side left or the daemon is stopping.
    pub fn is_gone(&self) -> bool {
        self.gone || self.stop.is_requested()
    }
}

/// The bound socket; its name goes when it is dropped.
pub struct Control {
    listener: UnixListener,
    path: PathBuf,
    owner: u32,
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A path that fits in a socket address: itself, or by way of its open folder.
fn short(path: &Path) -> Result<(PathBuf, Option<std::fs::File>)> {
    let fits = path.as_os_str().len() <= LONGEST_PATH;
    match (fits, path.parent(), path.file_name()) {
        (false, Some(folder), Some(name)) => {
            let folder = std::fs::File::open(folder)?;
            let through = format!("/proc/self/fd/{}", folder.as_raw_fd());
            Ok((Path::new(&through).join(name), Some(folder)))
        }
        _ => Ok((path.to_owned(), None)),
    }
}

impl Control {
    /// Binds the socket of a data folder, readable by its owner alone. The caller holds the store's
    /// lock, so a socket that lies there belongs to a process that is gone.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn bind(data: &Path) -> Result<Self> {
        let (path, aside) = (data.join(SOCKET), data.join("control.new"));
        let _ = std::fs::remove_file(&aside);
        let (near, _folder) = short(&aside)?;
        let listener = UnixListener::bind(near)?;
        std::fs::set_permissions(&aside, PermissionsExt::from_mode(0o600))?;
        let owner = std::fs::metadata(&aside)?.uid();
        std::fs::rename(&aside, &path)?;
        Ok(Self { listener, path, owner })
    }

    /// Answers requests until the stop. A request that fails is its client's affair.
    pub async fn run(self, handler: Handler, mut stop: Stop) {
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.requested() => return,
            };
            let Ok((stream, _)) = accepted else {
                tokio::time::sleep(Duration::from_millis(100)).await; // out of file descriptors
                continue;
            };
            // Root and ourselves, whatever became of the file's mode.
            let known = stream.peer_cred().is_ok_and(|c| c.uid() == self.owner || c.uid() == 0);
            if let (true, Ok(stream)) = (known, stream.into_std()) {
                let (handler, stop) = (handler.clone(), stop.clone());
                tokio::task::spawn_blocking(move || {
                    if let Err(error) = answer(&stream, &handler, stop) {
                        tracing::warn!(event = "control-failed", %error);
                    }
                });
            }
        }
    }
}

fn answer(stream: &UnixStream, handler: &Handler, stop: Stop) -> Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut request = Vec::new();
    BufReader::new(stream.take(LONGEST)).read_until(b'\n', &mut request)?;
    if request.pop() == Some(b'\n') {
        handler(&request, &mut Say { stream, stop, gone: false });
    }
    Ok(())
}

/// A talk with a daemon: its lines, one by one.
pub struct Talk(BufReader<UnixStream>);

impl Talk {
    /// The next line, without its end; `None` when the daemon has hung up.
    ///
    /// # Errors
    /// When the socket breaks.
    pub fn next_line(&mut self) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line)?;
        Ok((line.pop() == Some(b'\n')).then_some(line))
    }
}

/// Sends a request (one line, without its end) to the daemon behind a socket; `None` when nobody
/// answers there.
///
/// # Errors
/// When the socket is there but cannot be used.
pub fn ask(path: &Path, request: &[u8]) -> Result<Option<Talk>> {
    if !path.exists() {
        return Ok(None);
    }
    let (near, _folder) = short(path)?;
    let mut stream = match UnixStream::connect(near) {
        Ok(stream) => stream,
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(e) => return Err(e),
    };
    stream.write_all(request)?;
    stream.write_all(b"\n")?;
    Ok(Some(Talk(BufReader::new(stream))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_in_lines_out() {
        let folder = tempfile::tempdir().unwrap();
        // Longer than a socket address, as temporary folders are on some systems.
        let data = folder.path().join("d".repeat(120));
        std::fs::create_dir(&data).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (hand, stop) = Stop::new();
        let control = runtime.block_on(async { Control::bind(&data) }).unwrap();
        let mode = std::fs::metadata(data.join(SOCKET)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let handler: Handler = Arc::new(|request, say| {
            say.line(request);
            say.line(b"done");
        });
        let task = runtime.spawn(control.run(handler, stop));
        let mut talk = ask(&data.join(SOCKET), b"hello").unwrap().unwrap();
        assert_eq!(talk.next_line().unwrap().unwrap(), b"hello");
        assert_eq!(talk.next_line().unwrap().unwrap(), b"done");
        assert!(talk.next_line().unwrap().is_none());
        hand.send(true).unwrap();
        runtime.block_on(task).unwrap();
        assert!(ask(&data.join(SOCKET), b"hello").unwrap().is_none());
    }
}
