//! The journal: append-only segments that are the truth. Not a database: it appends, syncs, reads
//! back and replays; the map answers questions.
//!
//! A segment is a file `00000001.log`; how octets lie in it stands in [`layout`]. Segments close at
//! [`SEGMENT_LIMIT`] and never change after that. Commits are numbered from 1 without gaps, across
//! segments, so that nothing can go missing unnoticed.

pub mod append;
pub mod layout;
pub mod scan;
pub mod walk;

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::StoreError;
use layout::Place;

/// A segment closes when the next record would pass this many octets.
pub const SEGMENT_LIMIT: u64 = 256 * 1024 * 1024;
/// Segments kept open for reading; the one unused for longest is closed first.
const OPEN_SEGMENTS: usize = 32;

/// A point between two records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The segment.
    pub segment: u32,
    /// Octets of it before this point.
    pub offset: u64,
    /// The last commit before this point; 0 for none.
    pub seq: u64,
}

impl Position {
    /// Whether `offset` of `segment` lies before this point.
    pub fn covers(&self, segment: u32, offset: u64) -> bool {
        (segment, offset) < (self.segment, self.offset)
    }
}

/// The folder of segments, for reading values back and for replay. Appending is
/// [`append::Appender`]'s.
pub struct Journal {
    folder: PathBuf,
    open: Mutex<Vec<(u32, Arc<File>)>>,
}

impl Journal {
    /// A journal in `folder`, which is made when absent.
    ///
    /// # Errors
    /// When the folder can be neither read nor made.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        super::folder::make_private(folder)?;
        Ok(Self::at(folder))
    }

    /// A journal to be read where it lies: a backup's.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), open: Mutex::default() }
    }

    /// Segment numbers in order. Files under other names are none of ours.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn segments(&self) -> Result<Vec<u32>, StoreError> {
        let failed = |e| StoreError::io("listing", &self.folder, e);
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let number = name.to_str().and_then(|n| n.strip_suffix(".log")?.parse().ok());
            numbers.extend(number.filter(|n| *name == *segment_name(*n)));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The file of a segment.
    pub fn path(&self, segment: u32) -> PathBuf {
        self.folder.join(segment_name(segment))
    }

    /// The journal's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Octets of all segments.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn size(&self) -> Result<u64, StoreError> {
        let segments = self.segments()?;
        Ok(segments.iter().map(|s| fs::metadata(self.path(*s)).map_or(0, |m| m.len())).sum())
    }

    /// The octets at a place, checked against their CRC.
    ///
    /// # Errors
    /// When the file cannot be read or the octets are not those that were written.
    pub fn read(&self, place: Place) -> Result<Vec<u8>, StoreError> {
        let path = self.path(place.segment);
        if place.length > layout::RECORD_LIMIT {
            return Err(StoreError::Damaged { file: path, offset: place.offset });
        }
        let file = self.file(place.segment)?;
        let mut value = vec![0; place.length as usize];
        file.read_exact_at(&mut value, place.offset)
            .map_err(|e| StoreError::io("reading", &path, e))?;
        if crc32fast::hash(&value) != place.crc {
            return Err(StoreError::Damaged { file: path, offset: place.offset });
        }
        Ok(value)
    }

    /// Closes what was opened for reading: segments were replaced.
    pub fn forget_open(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn file(&self, segment: u32) -> Result<Arc<File>, StoreError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = open.iter().position(|(n, _)| *n == segment) {
            let entry = open.remove(at);
            let file = entry.1.clone();
            open.push(entry);
            return Ok(file);
        }
        let file = Arc::new(open_regular(&self.path(segment))?);
        if open.len() >= OPEN_SEGMENTS {
            open.remove(0);
        }
        open.push((segment, file.clone()));
        Ok(file)
    }
}

fn segment_name(segment: u32) -> String {
    format!("{segment:08}.log")
}

/// Opens a file for reading that must be a plain one: opening a pipe would wait for ever.
fn open_regular(path: &Path) -> Result<File, StoreError> {
    let failed = |e| StoreError::io("opening", path, e);
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(StoreError::NotAJournal(path.to_owned()));
    }
    File::open(path).map_err(failed)
}
