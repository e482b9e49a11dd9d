//! From what a stop left behind to a map that agrees with the journal. Not a repair tool: it cuts a
//! torn tail, replays, rebuilds; damage in the middle is named and left to `check --repair`.

use std::path::Path;

use super::StoreError;
use super::engine::{Progress, open_map, stored_form};
use super::journal::{Journal, Op, Place, Record};
use super::map::Map;

/// Where the journal ends.
pub struct End {
    /// The last record's number.
    pub seq: u64,
    /// The segment to append to.
    pub segment: u32,
    /// Octets of it that count.
    pub offset: u64,
}

/// Octets of records applied to the map in one batch during a replay.
const REPLAY_BATCH: usize = 4 * 1024 * 1024;

/// Opens the map and brings it level with the journal: replays what it lacks, or rebuilds it when it
/// will not open, was lost, or claims more than the journal holds.
///
/// # Errors
/// When the journal cannot be read or is damaged in the middle.
pub fn recover(
    data: &Path,
    journal: &Journal,
    progress: Progress<'_>,
) -> Result<(Box<dyn Map>, End), StoreError> {
    let folder = data.join("map");
    let stale = boot_changed(data);
    let opened =
        if stale { Err(StoreError::Map("power was lost".to_owned())) } else { open_map(&folder) };
    let attempt = opened.and_then(|map| {
        let applied = map.applied()?;
        let end = replay(journal, map.as_ref(), applied, progress)?;
        Ok((map, end, applied))
    });
    let (map, end) = match attempt {
        Ok((map, end, applied)) if end.seq >= applied => (map, end),
        Err(
            error @ (StoreError::Damaged { .. }
            | StoreError::NotAJournal(_)
            | StoreError::Io { .. }),
        ) => {
            return Err(error);
        }
        outcome => {
            // The journal is the truth: a map that disagrees is made anew.
            if let Err(error) = &outcome {
                tracing::warn!(event = "map-rebuild", %error);
            }
            drop(outcome);
            rebuild(&folder, journal, progress)?
        }
    };
    mark_boot(data);
    Ok((map, end))
}

fn rebuild(
    folder: &Path,
    journal: &Journal,
    progress: Progress<'_>,
) -> Result<(Box<dyn Map>, End), StoreError> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|e| StoreError::io("removing", folder, e))?;
    }
    let map = open_map(folder)?;
    let end = replay(journal, map.as_ref(), 0, progress)?;
    Ok((map, end))
}

/// Applies every record after `applied`; returns where the journal ends.
fn replay(
    journal: &Journal,
    map: &dyn Map,
    applied: u64,
    progress: Progress<'_>,
) -> Result<End, StoreError> {
    let segments = journal.segments()?;
    let sizes: Vec<u64> = segments
        .iter()
        .map(|s| std::fs::metadata(journal.path(*s)).map_or(0, |m| m.len()))
        .collect();
    let total: u64 = sizes.iter().sum();
    let mut end = End { seq: 0, segment: segments.last().copied().unwrap_or(1), offset: 0 };
    let mut batch = Batch { changes: Vec::new(), size: 0, seq: applied };
    let first = first_needed(journal, &segments, applied)?;
    let mut before: u64 = sizes.iter().take(first).sum();
    for (i, segment) in segments.iter().enumerate().skip(first) {
        let mut visit = |record: Record| {
            end.seq = record.seq;
            if record.seq > applied {
                batch.add(record);
                if batch.size > REPLAY_BATCH {
                    batch.apply(map)?;
                }
            }
            Ok(())
        };
        let (offset, torn) = journal.scan(*segment, 0, &mut visit)?;
        let last = i + 1 == segments.len();
        if torn && (!last || journal.resumes_after(*segment, offset)?.is_some()) {
            return Err(StoreError::Damaged { file: journal.path(*segment), offset });
        }
        if torn {
            tracing::warn!(event = "torn-tail", segment, offset);
        }
        end.offset = offset;
        before += sizes.get(i).copied().unwrap_or(0);
        progress(before, total);
    }
    batch.apply(map)?;
    Ok(end)
}

/// The index of the last segment whose first record is not after the marker: earlier ones are
/// applied in whole.
fn first_needed(journal: &Journal, segments: &[u32], applied: u64) -> Result<usize, StoreError> {
    for (i, segment) in segments.iter().enumerate().rev() {
        if journal.first_seq(*segment)?.is_some_and(|seq| seq <= applied + 1) {
            return Ok(i);
        }
    }
    Ok(0)
}

struct Batch {
    changes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    size: usize,
    seq: u64,
}

impl Batch {
    fn add(&mut self, record: Record) {
        self.seq = record.seq;
        for (op, place) in record.ops {
            self.size += 64;
            match (op, place) {
                (Op::Put(key, value), place) => {
                    let nowhere = Place { segment: 0, offset: 0, length: 0, crc: 0 };
                    let stored = stored_form(&value, place.unwrap_or(nowhere));
                    self.size += key.len() + stored.len();
                    self.changes.push((key, Some(stored)));
                }
                (Op::Delete(key), _) => self.changes.push((key, None)),
            }
        }
    }

    fn apply(&mut self, map: &dyn Map) -> Result<(), StoreError> {
        if !self.changes.is_empty() {
            map.apply(std::mem::take(&mut self.changes), self.seq)?;
            self.size = 0;
        }
        Ok(())
    }
}

const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// Whether the machine was started anew since the map was last written: then unsynced pages of the
/// map may be gone in any order, and only the journal can be believed.
fn boot_changed(data: &Path) -> bool {
    let now = std::fs::read_to_string(BOOT_ID).unwrap_or_default();
    let then = std::fs::read_to_string(data.join("boot")).unwrap_or_default();
    !then.is_empty() && then != now
}

fn mark_boot(data: &Path) {
    if let Ok(now) = std::fs::read_to_string(BOOT_ID) {
        let _ = std::fs::write(data.join("boot"), now);
    }
}
