//! The journal: append-only segments that are the truth. Not a database: it appends, syncs, reads
//! back and replays; the map answers questions.
//!
//! A segment is `00000001.log`: a 16-octet head, then records. A record is
//! `magic u32 · length u32 · crc u32 · seq u64 · payload`, all little-endian; the CRC covers seq and
//! payload. The payload is a list of operations: `1 key value` (put) or `2 key` (delete), lengths as
//! u32. Segments close at [`SEGMENT_LIMIT`].

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::StoreError;

/// A segment closes when the next record would pass this many octets.
pub const SEGMENT_LIMIT: u64 = 256 * 1024 * 1024;
/// The largest payload a record may have; a longer length field is damage, not data.
pub const RECORD_LIMIT: u32 = 512 * 1024 * 1024;
const HEAD: &[u8; 16] = b"palabre-journal\x01";
const MAGIC: u32 = 0x526c_6150; // "PalR"
/// Octets before a record's payload.
pub const RECORD_HEAD: u64 = 20;

/// One change to the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// The key now holds this value.
    Put(Vec<u8>, Arc<[u8]>),
    /// The key holds nothing.
    Delete(Vec<u8>),
}

/// Where a value's bytes stand in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Segment number.
    pub segment: u32,
    /// Octets from the segment's start.
    pub offset: u64,
    /// Octets.
    pub length: u32,
    /// CRC-32 of those octets.
    pub crc: u32,
}

/// One record read back: its number and its operations, each put with the place of its value.
pub struct Record {
    /// Position in the order of commits, from 1.
    pub seq: u64,
    /// Its operations and, for puts, where the value stands.
    pub ops: Vec<(Op, Option<Place>)>,
    /// Octets of the segment up to and with this record.
    pub end: u64,
}

/// Lays out a record's payload, telling where in it each value starts.
pub fn encode(ops: &[Op]) -> (Vec<u8>, Vec<Option<(u64, u32)>>) {
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut payload = Vec::with_capacity(256);
    let mut values = Vec::with_capacity(ops.len());
    for op in ops {
        match op {
            Op::Put(key, value) => {
                payload.push(1);
                payload.extend_from_slice(&size(key.len()).to_le_bytes());
                payload.extend_from_slice(key);
                payload.extend_from_slice(&size(value.len()).to_le_bytes());
                values.push(Some((payload.len() as u64, size(value.len()))));
                payload.extend_from_slice(value);
            }
            Op::Delete(key) => {
                payload.push(2);
                payload.extend_from_slice(&size(key.len()).to_le_bytes());
                payload.extend_from_slice(key);
                values.push(None);
            }
        }
    }
    (payload, values)
}

/// The octets of a whole record.
pub fn frame(seq: u64, payload: &[u8]) -> Vec<u8> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&seq.to_le_bytes());
    crc.update(payload);
    let mut out = Vec::with_capacity(payload.len() + 20);
    out.extend_from_slice(&MAGIC.to_le_bytes());
    out.extend_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&crc.finalize().to_le_bytes());
    out.extend_from_slice(&seq.to_le_bytes());
    out.extend_from_slice(payload);
    out
}

/// The folder of segments, for reading values back and for replay. Appending is [`Appender`]'s.
pub struct Journal {
    folder: PathBuf,
    open: RwLock<HashMap<u32, Arc<File>>>,
}

impl Journal {
    /// A journal in `folder`, which is made when absent.
    ///
    /// # Errors
    /// When the folder can be neither read nor made.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|e| StoreError::io("making", folder, e))?;
        Ok(Self { folder: folder.to_owned(), open: RwLock::default() })
    }

    /// Segment numbers in order.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn segments(&self) -> Result<Vec<u32>, StoreError> {
        let entries =
            fs::read_dir(&self.folder).map_err(|e| StoreError::io("listing", &self.folder, e))?;
        let mut numbers: Vec<u32> = entries
            .filter_map(|e| e.ok()?.file_name().to_str()?.strip_suffix(".log")?.parse().ok())
            .collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The file of a segment.
    pub fn path(&self, segment: u32) -> PathBuf {
        self.folder.join(format!("{segment:08}.log"))
    }

    /// The journal's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The octets at a place, checked against their CRC.
    ///
    /// # Errors
    /// When the file cannot be read or the octets are not those that were written.
    pub fn read(&self, place: Place) -> Result<Vec<u8>, StoreError> {
        let file = self.file(place.segment)?;
        let mut value = vec![0; place.length as usize];
        let path = self.path(place.segment);
        file.read_exact_at(&mut value, place.offset)
            .map_err(|e| StoreError::io("reading", &path, e))?;
        if crc32fast::hash(&value) != place.crc {
            return Err(StoreError::Damaged { file: path, offset: place.offset });
        }
        Ok(value)
    }

    fn file(&self, segment: u32) -> Result<Arc<File>, StoreError> {
        if let Some(file) = self.open.read().unwrap_or_else(PoisonError::into_inner).get(&segment) {
            return Ok(file.clone());
        }
        let path = self.path(segment);
        let file = Arc::new(File::open(&path).map_err(|e| StoreError::io("opening", &path, e))?);
        self.open.write().unwrap_or_else(PoisonError::into_inner).insert(segment, file.clone());
        Ok(file)
    }

    /// Reads one segment's records from `start` (0: from its head) and hands each to `visit`.
    /// Returns the offset after the last whole record, and whether octets were left after it.
    ///
    /// # Errors
    /// When the file cannot be read, is no segment, or `visit` fails.
    pub fn scan(
        &self,
        segment: u32,
        start: u64,
        visit: &mut dyn FnMut(Record) -> Result<(), StoreError>,
    ) -> Result<(u64, bool), StoreError> {
        let path = self.path(segment);
        let failed = |e| StoreError::io("reading", &path, e);
        let mut file = File::open(&path).map_err(failed)?;
        let total = file.metadata().map_err(failed)?.len();
        let mut head = [0; 16];
        if total < 16 || file.read_exact(&mut head).is_err() || head != *HEAD {
            // A segment whose head never reached the disk holds nothing that was acknowledged.
            return if total < 16 {
                Ok((0, total > 0))
            } else {
                Err(StoreError::NotAJournal(path))
            };
        }
        let mut at = start.max(16);
        file.seek(SeekFrom::Start(at)).map_err(failed)?;
        let mut reader = io::BufReader::with_capacity(1 << 20, file);
        while let Some((record, end)) = read_record(&mut reader, segment, at).map_err(failed)? {
            at = end;
            visit(record)?;
        }
        Ok((at, at < total))
    }

    /// The number of a segment's first record; `None` when it holds none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_seq(&self, segment: u32) -> Result<Option<u64>, StoreError> {
        let path = self.path(segment);
        let mut file = File::open(&path).map_err(|e| StoreError::io("reading", &path, e))?;
        let mut head = [0; 36];
        if !fill(&mut file, &mut head).map_err(|e| StoreError::io("reading", &path, e))? {
            return Ok(None);
        }
        Ok(head.get(28..36).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes))
    }

    /// Whether a whole record stands anywhere after `from`: then what is at `from` is damage in the
    /// middle, not a torn tail.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn resumes_after(&self, segment: u32, from: u64) -> Result<Option<u64>, StoreError> {
        let path = self.path(segment);
        let bytes = fs::read(&path).map_err(|e| StoreError::io("reading", &path, e))?;
        let magic = MAGIC.to_le_bytes();
        let mut at = usize::try_from(from).unwrap_or(usize::MAX).saturating_add(1);
        while let Some(tail) = bytes.get(at..) {
            let Some(next) = tail.windows(4).position(|w| w == magic) else { return Ok(None) };
            at += next;
            let mut reader = bytes.get(at..).unwrap_or_default();
            if matches!(read_record(&mut reader, segment, at as u64), Ok(Some(_))) {
                return Ok(Some(at as u64));
            }
            at += 1;
        }
        Ok(None)
    }
}

/// Reads the record at `at`; `None` when there is no whole, sound one.
fn read_record(reader: &mut impl Read, segment: u32, at: u64) -> io::Result<Option<(Record, u64)>> {
    let mut head = [0; 20];
    if !fill(reader, &mut head)? {
        return Ok(None);
    }
    let word =
        |i: usize| head.get(i..i + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
    let seq = head.get(12..20).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes);
    if word(0) != MAGIC || word(4) > RECORD_LIMIT {
        return Ok(None);
    }
    let length = word(4) as usize;
    let mut payload = Vec::with_capacity(length.min(1 << 20));
    let got = reader.by_ref().take(length as u64).read_to_end(&mut payload)?;
    if got < length {
        return Ok(None);
    }
    let mut crc = crc32fast::Hasher::new();
    crc.update(&seq.to_le_bytes());
    crc.update(&payload);
    if crc.finalize() != word(8) {
        return Ok(None);
    }
    let body = at + RECORD_HEAD;
    let end = body + length as u64;
    Ok(decode(&payload, segment, body).map(|ops| (Record { seq, ops, end }, end)))
}

fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

fn decode(payload: &[u8], segment: u32, body: u64) -> Option<Vec<(Op, Option<Place>)>> {
    let mut ops = Vec::new();
    let mut at = 0usize;
    let take = |at: &mut usize| -> Option<&[u8]> {
        let length = u32::from_le_bytes(payload.get(*at..*at + 4)?.try_into().ok()?) as usize;
        let bytes = payload.get(*at + 4..*at + 4 + length)?;
        *at += 4 + length;
        Some(bytes)
    };
    while let Some(kind) = payload.get(at) {
        at += 1;
        let key = take(&mut at)?.to_vec();
        match kind {
            1 => {
                let value = take(&mut at)?;
                let offset = body + (at - value.len()) as u64;
                let length = u32::try_from(value.len()).ok()?;
                let place = Place { segment, offset, length, crc: crc32fast::hash(value) };
                ops.push((Op::Put(key, value.into()), Some(place)));
            }
            2 => ops.push((Op::Delete(key), None)),
            _ => return None,
        }
    }
    Some(ops)
}

/// The writing end: one owner, the committer.
pub struct Appender {
    folder: PathBuf,
    file: File,
    segment: u32,
}

impl Appender {
    /// Opens `segment` for appending at `end`, cutting what stands after it; makes it when absent.
    ///
    /// # Errors
    /// When the file cannot be opened, cut or synced.
    pub fn open(folder: &Path, segment: u32, end: u64) -> Result<Self, StoreError> {
        let path = folder.join(format!("{segment:08}.log"));
        let failed = |e| StoreError::io("opening", &path, e);
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        file.set_len(end).map_err(failed)?;
        if end < 16 {
            file.set_len(0).map_err(failed)?;
            file.write_all(HEAD).map_err(failed)?;
        }
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        file.sync_all().map_err(|e| StoreError::SyncFailed(path.clone(), e))?;
        // The segment's name must survive too (reliability §1.1).
        sync_folder(folder)?;
        Ok(Self { folder: folder.to_owned(), file, segment })
    }

    /// Appends octets to `segment`, opening it first when it is a new one.
    ///
    /// # Errors
    /// [`StoreError::SyncFailed`] for every failure: after it nothing may be acknowledged.
    pub fn append(&mut self, segment: u32, bytes: &[u8]) -> Result<(), StoreError> {
        if segment != self.segment {
            self.sync()?;
            *self = Self::open(&self.folder, segment, 0)?;
        }
        self.file.write_all(bytes).map_err(|e| StoreError::SyncFailed(self.path(), e))
    }

    /// Makes everything appended durable. Never call it again after it failed: the kernel may have
    /// dropped the pages and would report success (reliability §1.3).
    ///
    /// # Errors
    /// [`StoreError::SyncFailed`].
    pub fn sync(&mut self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(|e| StoreError::SyncFailed(self.path(), e))
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("{:08}.log", self.segment))
    }
}

/// Makes the names in a folder durable.
///
/// # Errors
/// [`StoreError::SyncFailed`].
pub fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|d| d.sync_all())
        .map_err(|e| StoreError::SyncFailed(folder.to_owned(), e))
}
