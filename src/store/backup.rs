//! Backup while serving, and restore. A backup is a data folder of its own: the journal up to a
//! durable point, the secret, the keys, the format. It keeps no map and no pages: both are made anew from it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::engine::{Progress, Store};
use super::error::StoreError;
use super::folder::{self, FORMAT_FILE, JOURNAL, State};
use super::journal::walk::{Event, Fault, Plan, walk};
use super::journal::{Journal, Position};

/// What a site cannot go on without, beside the journal. Not made anew by anything.
const IRREPLACEABLE: [&str; 1] = ["secret"];
/// The folder of the keys that mail is signed with: their public halves stand in the DNS.
pub const KEYS: &str = "keys";
/// The last file written to a backup: without it, it was not finished.
const LAST_OF_BACKUP: &str = "state";

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Up to where.
    pub end: Position,
    /// Octets of journal.
    pub octets: u64,
    /// What is wrong with the journal that was copied: a backup is read, or it is none.
    pub faults: Vec<Fault>,
}

/// Backs up an open store to `target`, an empty or new folder: everything acknowledged so far.
/// Closed segments are linked where the file system allows, so that a backup on the same disk costs
/// next to nothing; they never change.
///
/// # Errors
/// [`StoreError::NotEmpty`], or when something cannot be read or written.
pub fn backup(store: &Store, target: &Path, progress: Progress<'_>) -> Result<Copied, StoreError> {
    let end = store.synced();
    make_target(target)?;
    let mut faults = Vec::new();
    read(store.journal(), end, progress, &mut |fault| {
        faults.push(fault.clone());
        Ok(())
    })?;
    let journal = Journal::open(&target.join(JOURNAL))?;
    let mut octets = 0;
    for segment in 1..=end.segment {
        let (from, to) = (store.journal().path(segment), journal.path(segment));
        octets += if segment < end.segment {
            link_or_copy(&from, &to)?
        } else {
            copy(&from, &to, end.offset)?
        };
    }
    folder::sync_folder(journal.folder())?;
    copy_irreplaceable(store.data(), target)?;
    copy_file(&store.data().join(FORMAT_FILE), &target.join(FORMAT_FILE))?;
    State::without_map(end).write(target)?;
    Ok(Copied { end, octets, faults })
}

/// Restores a backup to `data`, an empty or new folder, once every commit in it has been read and
/// found sound.
///
/// # Errors
/// [`StoreError::NotEmpty`], [`StoreError::NotABackup`], the refusal of a damaged journal, or when
/// something cannot be read or written.
pub fn restore(backup: &Path, data: &Path, progress: Progress<'_>) -> Result<Copied, StoreError> {
    for name in [FORMAT_FILE, LAST_OF_BACKUP] {
        if !backup.join(name).is_file() {
            return Err(StoreError::NotABackup(backup.to_owned(), name));
        }
    }
    folder::check_format(backup)?;
    let state = State::read(backup)
        .ok_or_else(|| StoreError::NotABackup(backup.to_owned(), LAST_OF_BACKUP))?;
    let from = Journal::at(&backup.join(JOURNAL));
    let refuse = &mut |fault: &Fault| fault.refusal().map_or(Ok(()), Err);
    let end = read(&from, state.floor, progress, refuse)?;
    make_target(data)?;
    let to = Journal::open(&data.join(JOURNAL))?;
    let mut octets = 0;
    for segment in 1..=end.segment {
        let length = if segment < end.segment { u64::MAX } else { end.offset };
        octets += copy(&from.path(segment), &to.path(segment), length)?;
    }
    folder::sync_folder(to.folder())?;
    copy_irreplaceable(backup, data)?;
    State::without_map(end).write(data)?;
    // Last: a journal without it does not open, so that half a restore is never taken for a whole.
    copy_file(&backup.join(FORMAT_FILE), &data.join(FORMAT_FILE))?;
    Ok(Copied { end, octets, faults: Vec::new() })
}

/// Reads a journal up to a durable point, telling its faults.
fn read(
    journal: &Journal,
    upto: Position,
    progress: Progress<'_>,
    tell: &mut dyn FnMut(&Fault) -> Result<(), StoreError>,
) -> Result<Position, StoreError> {
    let last = u64::from(upto.segment);
    let plan = Plan { from: 0, floor: upto, until: Some(upto) };
    walk(journal, plan, &mut |event| {
        match event {
            Event::Fault(fault) => tell(fault)?,
            Event::Segment(head) => progress(u64::from(head.number).saturating_sub(1), last),
            Event::Record(_) => {}
        }
        Ok(())
    })
}

fn make_target(target: &Path) -> Result<(), StoreError> {
    folder::make_private(target)?;
    let mut entries = fs::read_dir(target).map_err(|e| StoreError::io("listing", target, e))?;
    match entries.next() {
        Some(_) => Err(StoreError::NotEmpty(target.to_owned())),
        None => Ok(()),
    }
}

fn copy_irreplaceable(from: &Path, to: &Path) -> Result<(), StoreError> {
    for name in IRREPLACEABLE {
        if from.join(name).exists() {
            copy_file(&from.join(name), &to.join(name))?;
        }
    }
    copy_keys(&from.join(KEYS), &to.join(KEYS))
}

fn copy_keys(from: &Path, to: &Path) -> Result<(), StoreError> {
    if !from.is_dir() {
        return Ok(());
    }
    folder::make_private(to)?;
    let failed = |e| StoreError::io("listing", from, e);
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().is_file() {
            copy_file(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// A closed segment under another name, or a copy where names cannot be shared.
fn link_or_copy(from: &Path, to: &Path) -> Result<u64, StoreError> {
    if fs::hard_link(from, to).is_err() {
        return copy(from, to, u64::MAX);
    }
    Ok(fs::metadata(to).map_err(|e| StoreError::io("measuring", to, e))?.len())
}

/// Copies the first `length` octets, durably, with the permissions of the original.
fn copy(from: &Path, to: &Path, length: u64) -> Result<u64, StoreError> {
    let source = File::open(from).map_err(|e| StoreError::io("opening", from, e))?;
    let write = || -> io::Result<u64> {
        let mut target = File::create_new(to)?;
        target.set_permissions(source.metadata()?.permissions())?;
        let octets = io::copy(&mut source.take(length), &mut target)?;
        target.sync_all()?;
        Ok(octets)
    };
    write().map_err(|e| StoreError::io("writing", to, e))
}

fn copy_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    copy(from, to, u64::MAX)?;
    folder::sync_folder(to.parent().unwrap_or(Path::new(".")))
}
