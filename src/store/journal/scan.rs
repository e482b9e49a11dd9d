//! Reading one segment from front to back, and finding the next sound record after an unsound one.
//! It judges octets only; what a fault means is [`super::walk`]'s to say.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use super::layout::{Head, Ops, RECORD_HEAD, RECORD_MAGIC, RecordHead, SEGMENT_HEAD};
use super::{Journal, StoreError, open_regular};

/// Octets looked through at a time for a sound record.
const WINDOW: usize = 1 << 20;

/// One sound record.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Position in the order of commits, from 1.
    pub seq: u64,
    /// The last commit that was durable when it was written.
    pub synced: u64,
    /// The segment it stands in.
    pub segment: u32,
    /// Where it starts.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
    /// Its operations, as written.
    pub payload: &'a [u8],
}

impl<'a> Record<'a> {
    /// Its operations.
    pub fn ops(&self) -> Ops<'a> {
        Ops::of(self.payload)
    }

    /// Where its payload starts in the segment.
    pub fn body(&self) -> u64 {
        self.start + RECORD_HEAD
    }
}

/// What stands next.
pub enum Step<'a> {
    /// A sound record.
    Record(Record<'a>),
    /// The end, right after a record.
    End,
    /// Octets that are no sound record; if only the payload is not, the record as it is.
    Unsound(Option<Record<'a>>),
}

/// What opening a segment finds.
pub enum Opened {
    /// A segment.
    Sound(Box<Scanner>),
    /// A file whose head is no segment's, and its length.
    Headless(u64),
    /// Another segment under this one's name.
    Misplaced(u32),
}

/// Reads one segment.
pub struct Scanner {
    reader: BufReader<File>,
    path: PathBuf,
    /// What the segment says of itself.
    pub head: Head,
    /// Whether both copies of the head are sound.
    pub head_whole: bool,
    at: u64,
    total: u64,
    payload: Vec<u8>,
}

impl Scanner {
    /// Opens a segment at its first record; `until`: octets of it that count, all when `None`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(journal: &Journal, segment: u32, until: Option<u64>) -> Result<Opened, StoreError> {
        let path = journal.path(segment);
        let mut file = open_regular(&path)?;
        let failed = |e| StoreError::io("reading", &path, e);
        let length = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        file.by_ref().take(SEGMENT_HEAD).read_to_end(&mut head).map_err(failed)?;
        let Some((head, head_whole)) = Head::parse(&head) else {
            return Ok(Opened::Headless(length));
        };
        if head.number != segment {
            return Ok(Opened::Misplaced(head.number));
        }
        let reader = BufReader::with_capacity(1 << 18, file);
        let (at, total) = (SEGMENT_HEAD, until.map_or(length, |u| u.min(length)));
        let payload = Vec::new();
        Ok(Opened::Sound(Box::new(Self { reader, path, head, head_whole, at, total, payload })))
    }

    /// Where it stands: after the last sound record it gave.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Octets that count.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The next record. After [`Step::Unsound`] it stands where it stood: [`Scanner::resync`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn step(&mut self) -> Result<Step<'_>, StoreError> {
        if self.at == self.total {
            return Ok(Step::End);
        }
        let read = self.read().map_err(|e| StoreError::io("reading", &self.path, e))?;
        let Some((head, sound)) = read else { return Ok(Step::Unsound(None)) };
        let (segment, start) = (self.head.number, self.at);
        let end = start + RECORD_HEAD + u64::from(head.length);
        let (seq, synced) = (head.seq, head.synced);
        if sound {
            self.at = end;
        }
        let record = Record { seq, synced, segment, start, end, payload: &self.payload };
        Ok(if sound { Step::Record(record) } else { Step::Unsound(Some(record)) })
    }

    /// A head at this place with its payload, and whether the payload is sound.
    fn read(&mut self) -> io::Result<Option<(RecordHead, bool)>> {
        let left = self.total - self.at;
        if left < RECORD_HEAD {
            return Ok(None);
        }
        let mut octets = [0; 32];
        self.reader.read_exact(&mut octets)?;
        let Some(head) = RecordHead::parse(&octets, &self.head.salt) else { return Ok(None) };
        if u64::from(head.length) > left - RECORD_HEAD {
            return Ok(None);
        }
        self.payload.resize(head.length as usize, 0);
        self.reader.read_exact(&mut self.payload)?;
        let fits = head.fits(&self.head.salt, &self.payload);
        Ok(Some((head, fits && Ops::of(&self.payload).well_formed())))
    }

    /// Moves to the next sound record after the unsound octets it stands at; whether there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn resync(&mut self) -> Result<bool, StoreError> {
        let mut from = self.at + 1;
        while let Some(candidate) = self.find_magic(from)? {
            self.go_to(candidate)?;
            let read = self.read().map_err(|e| StoreError::io("reading", &self.path, e))?;
            if matches!(read, Some((_, true))) {
                self.go_to(candidate)?;
                return Ok(true);
            }
            from = candidate + 1;
        }
        Ok(false)
    }

    /// Moves to a place where a record starts, or may start.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn go_to(&mut self, at: u64) -> Result<(), StoreError> {
        self.at = at;
        let moved = self.reader.seek(SeekFrom::Start(at));
        moved.map(|_| ()).map_err(|e| StoreError::io("reading", &self.path, e))
    }

    /// Where a record's first octets next stand, from `from` on.
    fn find_magic(&self, mut from: u64) -> Result<Option<u64>, StoreError> {
        let mut window = vec![0; WINDOW];
        while from + RECORD_HEAD <= self.total {
            let got = self.reader.get_ref().read_at(&mut window, from);
            let got = got.map_err(|e| StoreError::io("reading", &self.path, e))?;
            let seen = window.get(..got).unwrap_or_default();
            if let Some(at) = seen.windows(4).position(|w| w == RECORD_MAGIC) {
                let found = from + at as u64;
                return Ok((found + RECORD_HEAD <= self.total).then_some(found));
            }
            if got < 4 {
                break;
            }
            from += got as u64 - 3;
        }
        Ok(None)
    }
}
