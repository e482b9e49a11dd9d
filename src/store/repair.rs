//! Saving what can be saved: segments that are damaged or gone are written anew with every record
//! that is sound, the rest is named. What was damaged is kept. It invents nothing.
//!
//! A commit that is lost leaves a mark in its place, so that numbers stay without gaps and the loss
//! stays visible. Nothing is replaced before everything new is on the disk; a repair that was stopped
//! is simply run again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::check::{Finding, faults, inside};
use super::engine::{Progress, Store};
use super::error::StoreError;
use super::folder::{self, State};
use super::journal::layout::{self, Head};
use super::journal::walk::{Event, Fault, Plan, Wrong, walk};
use super::journal::{Journal, Position};

/// Where damaged segments are kept.
const DAMAGED: &str = "damaged";

/// Repairs a data folder that no process serves: makes the journal whole, the map anew, and checks
/// again. Findings that are still problems then are beyond it.
///
/// # Errors
/// When it is in use, or cannot be read or written.
pub fn repair(data: &Path, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
    let mut findings = mend_journal(data, progress)?;
    let store = Store::open_with(data, progress)?;
    findings.push(Finding::Rebuilt);
    findings.extend(inside(&store, progress)?);
    Ok(findings)
}

/// Makes the journal whole and throws the map away.
fn mend_journal(data: &Path, progress: Progress<'_>) -> Result<Vec<Finding>, StoreError> {
    let _lock = folder::lock(data)?;
    folder::check_format(data)?;
    let faults = faults(data, progress)?;
    let journal = Journal::open(&data.join(folder::JOURNAL))?;
    let worn = |f: &&Fault| f.wrong != Wrong::Torn;
    let broken: BTreeSet<u32> = faults.iter().filter(worn).map(|f| f.segment).collect();
    let mut findings: Vec<Finding> = faults.iter().cloned().map(Finding::Mended).collect();
    for finding in faults.iter().filter_map(given_up) {
        findings.push(finding);
    }
    if !broken.is_empty() {
        let written = rewrite(&journal, &broken, State::read(data).map(|s| s.floor))?;
        findings.extend(replace(data, &journal, written)?.into_iter().map(Finding::Aside));
    }
    let end = walk(&journal, Plan::default(), &mut |event| match event {
        Event::Fault(fault) => fault.refusal().map_or(Ok(()), Err),
        _ => Ok(()),
    })?;
    State::without_map(durable(end)).write(data)?;
    let map = data.join(folder::MAP);
    if map.exists() {
        fs::remove_dir_all(&map).map_err(|e| StoreError::io("removing", &map, e))?;
    }
    Ok(findings)
}

/// A floor at a point; an empty journal has none.
fn durable(end: Position) -> Position {
    if end.offset == 0 { Position::default() } else { end }
}

fn given_up(fault: &Fault) -> Option<Finding> {
    let last = fault.found?.checked_sub(1).filter(|last| *last >= fault.expected)?;
    fault.is_loss().then_some(Finding::GaveUp(fault.expected, last))
}

/// Writes the broken segments anew beside the old ones; returns the new files.
fn rewrite(
    journal: &Journal,
    broken: &BTreeSet<u32>,
    floor: Option<Position>,
) -> Result<BTreeMap<u32, PathBuf>, StoreError> {
    let mut pen = Pen { journal, broken, open: None, next: 1, written: BTreeMap::new() };
    let plan = Plan { floor: floor.unwrap_or_default(), ..Plan::default() };
    walk(journal, plan, &mut |event| match event {
        Event::Segment(head) => pen.begin(head.number, Some(head.first)),
        Event::Record(record) => pen.copy(record.seq, record.synced, record.payload),
        // A segment that cannot be read at all is never begun: it is made of marks alone.
        Event::Fault(fault) if is_unreadable(&fault.wrong) => pen.begin(fault.segment, None),
        Event::Fault(_) => Ok(()),
    })?;
    pen.close()?;
    Ok(pen.written)
}

fn is_unreadable(wrong: &Wrong) -> bool {
    matches!(wrong, Wrong::Missing | Wrong::Headless | Wrong::Misplaced(_))
}

/// Writes new segments.
struct Pen<'a> {
    journal: &'a Journal,
    broken: &'a BTreeSet<u32>,
    open: Option<(PathBuf, BufWriter<File>, Head)>,
    /// The next commit.
    next: u64,
    written: BTreeMap<u32, PathBuf>,
}

impl Pen<'_> {
    /// A segment begins, whose first commit is `first` as far as is known.
    fn begin(&mut self, segment: u32, first: Option<u64>) -> Result<(), StoreError> {
        if let (Some(first), false) = (first, self.broken.contains(&segment)) {
            self.mark_until(first)?;
            self.next = self.next.max(first);
        }
        self.close()?;
        if !self.broken.contains(&segment) {
            return Ok(());
        }
        let path = self.journal.path(segment).with_extension("new");
        let head = Head::new(segment, self.next).map_err(|e| StoreError::io("making", &path, e))?;
        let file = File::create(&path).map_err(|e| StoreError::io("making", &path, e))?;
        let mut writer = BufWriter::new(file);
        writer.write_all(&head.to_bytes()).map_err(|e| StoreError::io("writing", &path, e))?;
        self.open = Some((path, writer, head));
        Ok(())
    }

    /// A sound record: copied when its segment is being written anew.
    fn copy(&mut self, seq: u64, synced: u64, payload: &[u8]) -> Result<(), StoreError> {
        if seq < self.next {
            return Ok(());
        }
        self.mark_until(seq)?;
        self.put(seq, synced, |out| out.extend_from_slice(payload))?;
        self.next = seq + 1;
        Ok(())
    }

    /// Marks every commit before `seq` that is not there.
    fn mark_until(&mut self, seq: u64) -> Result<(), StoreError> {
        while self.next < seq && self.open.is_some() {
            self.put(self.next, self.next - 1, layout::encode_lost)?;
            self.next += 1;
        }
        Ok(())
    }

    fn put(
        &mut self,
        seq: u64,
        synced: u64,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), StoreError> {
        let Some((path, writer, head)) = self.open.as_mut() else { return Ok(()) };
        let mut bytes = Vec::new();
        layout::frame(&mut bytes, &head.salt, (seq, synced), write);
        writer.write_all(&bytes).map_err(|e| StoreError::io("writing", path, e))
    }

    fn close(&mut self) -> Result<(), StoreError> {
        let Some((path, writer, head)) = self.open.take() else { return Ok(()) };
        let synced = writer.into_inner().map_err(std::io::IntoInnerError::into_error);
        let synced = synced.and_then(|file| file.sync_all());
        synced.map_err(|e| StoreError::io("writing", &path, e))?;
        self.written.insert(head.number, path);
        Ok(())
    }
}

/// Puts the new segments in the place of the old ones, which are kept aside.
fn replace(
    data: &Path,
    journal: &Journal,
    written: BTreeMap<u32, PathBuf>,
) -> Result<Vec<PathBuf>, StoreError> {
    let folder = data.join(DAMAGED);
    folder::make_private(&folder)?;
    let mut aside = Vec::new();
    for (segment, new) in written {
        let old = journal.path(segment);
        if old.symlink_metadata().is_ok() {
            let kept = unused(&folder, segment);
            let failed = |e| StoreError::io("keeping", &old, e);
            if old.is_file() {
                // A second name first: at no moment is the old one nowhere.
                fs::hard_link(&old, &kept).map_err(failed)?;
            } else {
                fs::rename(&old, &kept).map_err(failed)?;
            }
            aside.push(kept);
        }
        fs::rename(&new, &old).map_err(|e| StoreError::io("replacing", &old, e))?;
    }
    folder::sync_folder(&folder)?;
    folder::sync_folder(journal.folder())?;
    Ok(aside)
}

fn unused(folder: &Path, segment: u32) -> PathBuf {
    let name = |n: u32| folder.join(format!("{segment:08}.{n}.log"));
    let mut n = 1;
    while name(n).symlink_metadata().is_ok() {
        n += 1;
    }
    name(n)
}
