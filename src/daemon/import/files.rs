//! Files that an import reads, plain or compressed, and where it keeps what it could not take: in the data
//! folder, never among pages.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::store::{StoreError, make_private};

/// Room for what is read ahead.
const AHEAD: usize = 1 << 20;
/// The first octets of what gzip made (RFC 1952 §2.3.1).
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// A file of mail.
pub(super) struct Source {
    path: PathBuf,
    packed: bool,
    /// Octets in all; 0 where only reading would tell.
    pub(super) total: u64,
}

impl Source {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut head = Vec::new();
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        file.take(2).read_to_end(&mut head)?;
        let packed = head == GZIP;
        Ok(Self { path: path.to_owned(), packed, total: if packed { 0 } else { length } })
    }

    /// The file from an octet of its mail on; a compressed one that ends before is an unexpected end.
    pub(super) fn from(&self, at: u64) -> io::Result<Box<dyn BufRead + Send>> {
        let mut file = File::open(&self.path)?;
        if !self.packed {
            file.seek(SeekFrom::Start(at))?;
            return Ok(Box::new(BufReader::with_capacity(AHEAD, file)));
        }
        let unpacked = MultiGzDecoder::new(BufReader::new(file));
        let mut unpacked = BufReader::with_capacity(AHEAD, unpacked);
        let passed = io::copy(&mut unpacked.by_ref().take(at), &mut io::sink())?;
        if passed < at {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Box::new(unpacked))
    }

    /// Its beginning: what it is known by.
    pub(super) fn head(&self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.from(0)?.take(4096).read_to_end(&mut head)?;
        Ok(head)
    }
}

/// A file of what could not be taken, made when there is something to keep.
pub(super) struct Aside {
    folder: PathBuf,
    path: PathBuf,
    file: Option<File>,
}

impl Aside {
    /// For what comes from `source`, in the data folder.
    pub(super) fn new(data: &Path, source: &Path) -> Self {
        let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = data.join("import");
        Self { path: folder.join(format!("{name}.rejected.mbox")), folder, file: None }
    }

    /// Where it is, once something is in it.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.file.as_ref().map(|_| self.path.clone())
    }

    /// Adds what was read, under a line where it has none of its own.
    pub(super) fn keep(
        &mut self,
        line: Option<&str>,
        mut from: impl Read,
    ) -> Result<(), StoreError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |e| StoreError::io("writing", &path, e)
        };
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                make_private(&self.folder)?;
                self.file.insert(open_private(&self.path).map_err(failed(&self.path))?)
            }
        };
        let mut write = || -> io::Result<()> {
            if let Some(line) = line {
                writeln!(file, "{line}")?;
            }
            io::copy(&mut from, file)?;
            writeln!(file)?;
            file.sync_data()
        };
        write().map_err(failed(&self.path))
    }
}

/// Only its owner may read it: it holds mail.
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().create(true).append(true).mode(0o600).open(path)
}
