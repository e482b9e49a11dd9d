//! From what a stop left behind to a map that agrees with the journal. Not a repair tool: it cuts a
//! torn tail, replays, rebuilds; damage is named and left to `check --repair`.
//!
//! The map is believed when it was closed cleanly, or when only the process was killed: then the
//! kernel still had all that sled wrote. After a restart of the machine, or in a copy of a folder in
//! use, it may lack any pages, sled's flush being no fsync (every one of 80 simulated power cuts lost
//! data or made it unreadable), and is made anew. So it is, too, whenever that costs next to nothing.

use std::path::Path;

use super::StoreError;
use super::engine::{Progress, Tuning};
use super::folder::{self, State, Stop};
use super::journal::layout::Op;
use super::journal::scan::{Opened, Record, Scanner};
use super::journal::walk::{Event, Plan, walk};
use super::journal::{Journal, Position};
use super::map::{Changes, Map, SledMap, stored_form};

/// A map level with its journal, and where that ends.
pub struct Recovered {
    /// The map.
    pub map: Box<dyn Map>,
    /// Where the next record belongs.
    pub end: Position,
}

/// Octets of changes applied to the map in one batch during a replay.
const REPLAY_BATCH: usize = 4 * 1024 * 1024;

/// Opens the map and brings it level with the journal: replays what it lacks, or rebuilds it when it
/// will not open, was lost, is not to be believed, or claims more than the journal holds.
///
/// # Errors
/// When the journal cannot be read or is damaged, or no map can be made.
pub fn recover(
    data: &Path,
    journal: &Journal,
    tuning: Tuning,
    progress: Progress<'_>,
) -> Result<Recovered, StoreError> {
    let state = State::read(data);
    let floor = state.as_ref().map(|s| s.floor).unwrap_or_default();
    let folder = data.join(folder::MAP);
    if let Some(doubt) = doubt(state.as_ref(), data, journal, tuning)? {
        discard(&folder, doubt)?;
    }
    folder::make_private(&folder)?;
    // From here on the map changes: until it is closed again it is only as good as this boot.
    State::new(data, Stop::Running, floor).write(data)?;
    let attempt = SledMap::open(&folder, tuning.map).and_then(|map| {
        if closed_here(state.as_ref(), journal, &map)? {
            return Ok((map, Some(floor)));
        }
        let end = level(journal, &map, floor, progress)?;
        Ok((map, end))
    });
    let doubt = match attempt {
        Ok((map, Some(end))) => return Ok(Recovered { map: Box::new(map), end }),
        // What was written but never synced may be gone from the journal after a power cut.
        Ok((_, None)) => "it holds more than the journal".to_owned(),
        Err(StoreError::Map(reason)) => reason,
        Err(error) => return Err(error),
    };
    discard(&folder, &doubt)?;
    let map = SledMap::open(&folder, tuning.map)?;
    let end = level(journal, &map, floor, progress)?;
    let end = end.ok_or_else(|| StoreError::Map("a new one is not empty".to_owned()))?;
    Ok(Recovered { map: Box::new(map), end })
}

/// Why the map as it lies there is not to be believed; `None` when it is.
fn doubt(
    state: Option<&State>,
    data: &Path,
    journal: &Journal,
    tuning: Tuning,
) -> Result<Option<&'static str>, StoreError> {
    Ok(match state {
        None => Some("nothing says how it was left"),
        Some(state) if state.stop == Stop::Clean => None,
        Some(state) if state.is_elsewhere(data) => {
            Some("it was not closed before the machine was restarted, or is a copy")
        }
        Some(_) if journal.size()? <= tuning.rebuild_below => Some("it was not closed"),
        Some(_) => None,
    })
}

fn discard(folder: &Path, doubt: &str) -> Result<(), StoreError> {
    if folder.exists() {
        tracing::warn!(event = "map-rebuild", doubt);
        std::fs::remove_dir_all(folder).map_err(|e| StoreError::io("removing", folder, e))?;
    }
    Ok(())
}

/// Whether map and journal lie as a clean stop left them: then nothing need be read.
fn closed_here(
    state: Option<&State>,
    journal: &Journal,
    map: &SledMap,
) -> Result<bool, StoreError> {
    let Some(State { stop: Stop::Clean, floor, .. }) = state else { return Ok(false) };
    let length = std::fs::metadata(journal.path(floor.segment)).map_or(0, |m| m.len());
    let whole = journal.segments()?.into_iter().eq(1..=floor.segment);
    Ok(whole && length == floor.offset && map.applied()? == floor.seq)
}

/// Applies every record that the map lacks; returns where the journal ends, or `None` when the map
/// claims more than the journal holds.
fn level(
    journal: &Journal,
    map: &SledMap,
    floor: Position,
    progress: Progress<'_>,
) -> Result<Option<Position>, StoreError> {
    let applied = map.applied()?;
    let from = first_needed(journal, applied)?;
    let mut batch = Batch { changes: Vec::new(), size: 0, seq: applied };
    let total = journal.size()?;
    let (mut segment, mut before, mut read) = (0, 0, 0);
    let end = walk(journal, Plan { from, floor, until: None }, &mut |event| match event {
        Event::Segment(head) => {
            before = size_before(journal, head.number);
            segment = head.number;
            Ok(())
        }
        Event::Record(record) => {
            if record.seq > applied {
                batch.add(record);
            }
            if batch.size > REPLAY_BATCH {
                batch.apply(map)?;
            }
            // Told about a hundred times a segment: a bar need not know more.
            if record.end >= read + PROGRESS_STEP || record.end < read {
                read = record.end;
                progress(before + read, total);
            }
            Ok(())
        }
        Event::Fault(fault) => match fault.refusal() {
            Some(error) => Err(error),
            None => {
                tracing::warn!(event = "journal", fault = ?fault.wrong, segment, offset = fault.offset);
                Ok(())
            }
        },
    })?;
    batch.apply(map)?;
    progress(total, total);
    Ok((end.seq >= applied).then_some(end))
}

/// Octets between two tellings of progress.
const PROGRESS_STEP: u64 = 2 * 1024 * 1024;

fn size_before(journal: &Journal, segment: u32) -> u64 {
    (1..segment).map(|s| std::fs::metadata(journal.path(s)).map_or(0, |m| m.len())).sum()
}

/// The last segment that begins no later than the first record the map lacks: those before it are
/// applied in whole. 0 for the whole journal.
fn first_needed(journal: &Journal, applied: u64) -> Result<u32, StoreError> {
    for segment in journal.segments()?.into_iter().rev() {
        if applied == 0 {
            break;
        }
        if let Opened::Sound(scanner) = Scanner::open(journal, segment, None)?
            && scanner.head.first <= applied + 1
        {
            return Ok(segment);
        }
    }
    Ok(0)
}

/// Changes gathered for the map.
struct Batch {
    changes: Changes,
    size: usize,
    seq: u64,
}

impl Batch {
    fn add(&mut self, record: &Record<'_>) {
        self.seq = record.seq;
        self.changes.extend(changes_of(record));
        self.size += record.payload.len().min(record.ops().count() * 1200);
    }

    fn apply(&mut self, map: &SledMap) -> Result<(), StoreError> {
        if !self.changes.is_empty() {
            map.apply(std::mem::take(&mut self.changes), self.seq)?;
            self.size = 0;
        }
        Ok(())
    }
}

/// What a record changes in the map.
pub fn changes_of<'a>(
    record: &Record<'a>,
) -> impl Iterator<Item = (Vec<u8>, Option<Vec<u8>>)> + use<'a> {
    let (segment, body) = (record.segment, record.body());
    record.ops().filter_map(move |op| match op {
        Op::Put { key, value, at } => {
            Some((key.to_vec(), Some(stored_form(value, segment, body + at as u64))))
        }
        Op::Delete { key } => Some((key.to_vec(), None)),
        Op::Lost => None,
    })
}
