//! The data folder itself: its lock, its format, and the note of how it was last left. What stands in
//! the journal and the map is theirs.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::journal::Position;

/// The data folder's format. A newer one is refused, an older one migrated by replay.
pub const FORMAT: u32 = 1;
/// The file that holds it.
pub const FORMAT_FILE: &str = "FORMAT";
/// The folder of segments.
pub const JOURNAL: &str = "journal";
/// The folder of the map.
pub const MAP: &str = "map";

const STATE_FILE: &str = "state";
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// Makes a folder that only its owner may enter: it holds mail. As durable as [`make`].
///
/// # Errors
/// When it cannot be made or synced.
pub fn make_private(folder: &Path) -> Result<(), StoreError> {
    make(parent(folder))?;
    let made = fs::DirBuilder::new().mode(0o700).create(folder);
    match made {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
            Err(StoreError::io("making", folder, e))
        }
        _ => sync_folder(parent(folder)),
    }
}

/// Makes a folder and all above it, so that power cannot take them away again.
///
/// # Errors
/// When one cannot be made or synced.
pub fn make(folder: &Path) -> Result<(), StoreError> {
    let mut missing = Vec::new();
    let mut at = Some(folder);
    while let Some(path) = at.filter(|p| !p.as_os_str().is_empty() && !p.exists()) {
        missing.push(path);
        at = path.parent();
    }
    fs::create_dir_all(folder).map_err(|e| StoreError::io("making", folder, e))?;
    for made in missing.into_iter().rev() {
        sync_folder(parent(made))?;
    }
    Ok(())
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
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

/// Makes every file under a folder durable.
///
/// # Errors
/// When one cannot be read or synced.
pub fn sync_files(folder: &Path) -> Result<(), StoreError> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |e| StoreError::io("listing", &folder, e);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let synced = File::open(&path).and_then(|f| f.sync_all());
                synced.map_err(|e| StoreError::SyncFailed(path, e))?;
            }
        }
        sync_folder(&folder)?;
    }
    Ok(())
}

/// Writes a small file so that, whatever happens, the old octets or the new ones stand there.
///
/// # Errors
/// When it cannot be written or synced.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_with(path, bytes, 0o666)
}

/// The same for what only its owner may read: a secret, a key.
///
/// # Errors
/// When it cannot be written or synced.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_with(path, bytes, 0o600)
}

fn write_with(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StoreError> {
    let new = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut file = File::options().create_new(true).write(true).mode(mode).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    // What a crash left half written would keep its own permissions.
    match fs::remove_file(&new) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            return Err(StoreError::io("removing", &new, e));
        }
        _ => write().map_err(|e| StoreError::io("writing", path, e))?,
    }
    sync_folder(parent(path))
}

/// Refuses a folder that is newer or unfinished, stamps an empty one.
///
/// # Errors
/// [`StoreError::Newer`], [`StoreError::Unfinished`], or when it cannot be read or stamped.
pub fn check_format(data: &Path) -> Result<(), StoreError> {
    let path = data.join(FORMAT_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => match text.trim().parse() {
            Ok(found) if found > FORMAT => {
                Err(StoreError::Newer { folder: data.to_owned(), found, known: FORMAT })
            }
            Ok(1..) => Ok(()),
            _ => Err(StoreError::BadFormat(path)),
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            // FORMAT is the first file of a new folder and the last of a restored one.
            if data.join(JOURNAL).exists() {
                return Err(StoreError::Unfinished(data.to_owned()));
            }
            write_file(&path, format!("{FORMAT}\n").as_bytes())
        }
        Err(e) => Err(StoreError::io("reading", &path, e)),
    }
}

/// Takes the folder for this process until the file is dropped.
///
/// # Errors
/// [`StoreError::InUse`], or when the lock cannot be opened.
pub fn lock(data: &Path) -> Result<File, StoreError> {
    let path: PathBuf = data.join("lock");
    let mut options = fs::OpenOptions::new();
    let file = options.create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|e| StoreError::io("opening", &path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::InUse(data.to_owned())),
        Err(fs::TryLockError::Error(e)) => Err(StoreError::io("locking", &path, e)),
    }
}

/// How the store was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stop {
    /// It is in use, or was killed.
    Running,
    /// It was closed: map and journal are whole and on the disk.
    Clean,
}

/// What the folder knows of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// How it was left.
    pub stop: Stop,
    /// The machine's start in which that was.
    pub boot: String,
    /// Device and number of the map's folder: a copy of a folder in use has others.
    pub map: (u64, u64),
    /// A point up to which the journal was durable: everything before it must be there.
    pub floor: Position,
}

impl State {
    /// Of this moment, in this data folder.
    pub fn new(data: &Path, stop: Stop, floor: Position) -> Self {
        let boot = fs::read_to_string(BOOT_ID).unwrap_or_default().trim().to_owned();
        let map = fs::metadata(data.join(MAP)).map_or((0, 0), |m| (m.dev(), m.ino()));
        Self { stop, boot, map, floor }
    }

    /// As [`State::new`] for a running store, of no boot that ever was: whoever opens it makes the
    /// map anew.
    pub fn without_map(floor: Position) -> Self {
        Self { stop: Stop::Running, boot: String::new(), map: (0, 0), floor }
    }

    /// As it was left; `None` when the file is not there or not sound, which costs a rebuilt map.
    pub fn read(data: &Path) -> Option<Self> {
        let text = fs::read_to_string(data.join(STATE_FILE)).ok()?;
        let (state, crc) = text.trim_end().rsplit_once('\n')?;
        let sound = u32::from_str_radix(crc, 16) == Ok(crc32fast::hash(state.as_bytes()));
        sound.then(|| serde_json::from_str(state).ok())?
    }

    /// Writes it, durably.
    ///
    /// # Errors
    /// When it cannot be written or synced.
    pub fn write(&self, data: &Path) -> Result<(), StoreError> {
        let state = serde_json::to_string(self).unwrap_or_default();
        let crc = crc32fast::hash(state.as_bytes());
        write_file(&data.join(STATE_FILE), format!("{state}\n{crc:08x}\n").as_bytes())
    }

    /// Whether what was written and not synced may be gone, or was never here: the machine was
    /// started anew, or this is a copy.
    pub fn is_elsewhere(&self, data: &Path) -> bool {
        let now = Self::new(data, self.stop, self.floor);
        now.boot.is_empty() || now != *self
    }
}

/// Room left where the journal lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Octets.
    pub octets: u64,
    /// Files that can still be made; `None` where the file system does not count them.
    pub files: Option<u64>,
}

/// Octets of the files in a folder, and of those in its folders.
///
/// # Errors
/// When it cannot be listed.
pub fn octets(folder: &Path) -> Result<u64, StoreError> {
    let (mut waiting, mut total) = (vec![folder.to_owned()], 0);
    while let Some(folder) = waiting.pop() {
        let entries = fs::read_dir(&folder).map_err(|e| StoreError::io("listing", &folder, e))?;
        for entry in entries.filter_map(Result::ok) {
            match entry.metadata() {
                Ok(found) if found.is_dir() => waiting.push(entry.path()),
                Ok(found) => total += found.len(),
                // It went meanwhile.
                Err(_) => {}
            }
        }
    }
    Ok(total)
}

/// The room left at a path.
///
/// # Errors
/// When the file system does not say.
pub fn room(path: &Path) -> Result<Room, StoreError> {
    let stat =
        rustix::fs::statvfs(path).map_err(|e| StoreError::io("measuring", path, e.into()))?;
    let files = (stat.f_files > 0).then_some(stat.f_favail);
    Ok(Room { octets: stat.f_bavail.saturating_mul(stat.f_frsize), files })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_is_not_as_written_counts_as_none() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(State::read(data.path()), None);
        let state =
            State::new(data.path(), Stop::Clean, Position { segment: 3, offset: 99, seq: 12 });
        state.write(data.path()).unwrap();
        assert_eq!(State::read(data.path()), Some(state.clone()));
        let path = data.path().join(STATE_FILE);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() - 1 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            fs::write(&path, damaged).unwrap();
            assert_eq!(State::read(data.path()), None, "octet {at}");
        }
    }

    #[track_caller]
    fn check_of(format: &str, want: &str) {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join(FORMAT_FILE), format).unwrap();
        let said = check_format(data.path()).map_or_else(|e| e.to_string(), |()| String::new());
        assert!(said.contains(want) && said.is_empty() == want.is_empty(), "{format:?}: {said}");
    }

    #[test]
    fn formats_are_told_apart() {
        check_of("1\n", "");
        check_of("2\n", "newer Palabre (format 2");
        check_of("0\n", "FORMAT");
        check_of("", "FORMAT");
        check_of("one", "FORMAT");
    }

    #[test]
    fn a_journal_without_format_is_an_unfinished_restore() {
        let data = tempfile::tempdir().unwrap();
        make(&data.path().join("a/b/journal")).unwrap();
        let said = check_format(&data.path().join("a/b")).unwrap_err().to_string();
        assert!(said.contains("FORMAT"), "{said}");
    }
}
