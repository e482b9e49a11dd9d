//! Files: each page is written beside the tree and renamed into it, and only when its bytes changed.
//! Not what stands in them.
//!
//! A page is not synced when it is written: it can be made again. [`Tree::sync`] makes all that was
//! written since the last time durable at once, and only then does the archiver's cursor move; so
//! after a power cut the pages in doubt are made again from the log.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::ArchiveError;

/// Where a tree keeps what is not a page; no web server of ours serves it.
const OWN: &str = ".palabre";

/// The pages under one root, ours alone for as long as the value lives.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    _lock: File,
    next: AtomicU64,
    written: AtomicU64,
    seen: AtomicU64,
}

impl Tree {
    /// Opens or makes a tree, waiting until nobody else writes to it; what an earlier run left
    /// half-written goes.
    ///
    /// # Errors
    /// When the folders cannot be made.
    pub fn open(root: &Path) -> Result<Self, ArchiveError> {
        let own = root.join(OWN);
        fs::create_dir_all(&own).map_err(failed("making", &own))?;
        let lock = File::create(own.join("lock")).map_err(failed("opening the lock of", root))?;
        lock.lock().map_err(failed("locking", root))?;
        let temp = own.join("tmp");
        if let Err(source) = fs::remove_dir_all(&temp)
            && source.kind() != ErrorKind::NotFound
        {
            return Err(ArchiveError::File { doing: "emptying", path: temp, source });
        }
        fs::create_dir_all(&temp).map_err(failed("making", &temp))?;
        let zero = || AtomicU64::new(0);
        Ok(Self { root: root.to_owned(), _lock: lock, next: zero(), written: zero(), seen: zero() })
    }

    /// Pages written since the tree was opened.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Pages made since then, written or found the same.
    pub fn made(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// Puts a page at a path of the site (`/fr/c/cdp/` is its `index.html`). The same bytes are left
    /// alone, so that caches and copies see only what changed.
    ///
    /// # Errors
    /// When it cannot be compared or written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let file = self.file(path)?;
        self.seen.fetch_add(1, Ordering::Relaxed);
        if holds(&file, bytes).map_err(failed("comparing", &file))? {
            return Ok(());
        }
        let name = format!("{}", self.next.fetch_add(1, Ordering::Relaxed));
        let temp = self.root.join(OWN).join("tmp").join(name);
        let put = || File::create(&temp)?.write_all(bytes);
        put().map_err(failed("writing", &temp))?;
        self.written.fetch_add(1, Ordering::Relaxed);
        match fs::rename(&temp, &file) {
            Err(e) if e.kind() == ErrorKind::NotFound => {
                let folder = file.parent().unwrap_or(&self.root);
                fs::create_dir_all(folder).map_err(failed("making", folder))?;
                fs::rename(&temp, &file).map_err(failed("publishing", &file))
            }
            other => other.map_err(failed("publishing", &file)),
        }
    }

    /// Whether a page stands at this path.
    pub fn has(&self, path: &str) -> bool {
        self.file(path).is_ok_and(|f| f.exists())
    }

    /// Removes what stands at a path that ends with a slash, and all below it.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn remove(&self, path: &str) -> Result<(), ArchiveError> {
        let file = self.file(path)?;
        let folder = file.parent().unwrap_or(&file);
        match fs::remove_dir_all(folder) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(failed("removing", folder)(e)),
            _ => Ok(()),
        }
    }

    /// Removes from a folder what bears names that stay no more.
    ///
    /// # Errors
    /// When the folder cannot be read, or something in it not removed.
    pub fn sweep(&self, folder: &str, goes: impl Fn(&str) -> bool) -> Result<(), ArchiveError> {
        let file = self.file(folder)?;
        let folder = file.parent().unwrap_or(&file);
        let entries = match fs::read_dir(folder) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
            other => other.map_err(failed("reading", folder))?,
        };
        for entry in entries {
            let entry = entry.map_err(failed("reading", folder))?;
            if !entry.file_name().to_str().is_some_and(&goes) {
                continue;
            }
            let path = entry.path();
            let gone =
                if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            gone.map_err(failed("removing", &path))?;
        }
        Ok(())
    }

    /// Removes pages from number `from` on, that an earlier state of things had.
    ///
    /// # Errors
    /// When one is there and cannot be removed.
    pub fn cut(&self, from: usize, path: impl Fn(usize) -> String) -> Result<(), ArchiveError> {
        let mut page = from;
        while self.has(&path(page)) {
            self.remove(&path(page))?;
            page += 1;
        }
        Ok(())
    }

    /// Makes everything written so far durable: one request for the whole file system, since an
    /// import writes thousands of pages.
    ///
    /// # Errors
    /// When the disk says so.
    pub fn sync(&self) -> Result<(), ArchiveError> {
        let folder = File::open(&self.root).map_err(failed("opening", &self.root))?;
        rustix::fs::syncfs(folder).map_err(|e| failed("syncing", &self.root)(e.into()))
    }

    /// What the tree remembers of itself under a name; `None` when nothing.
    pub fn note(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.root.join(OWN).join(name)).ok()
    }

    /// Remembers something, replacing it as one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_note(&self, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let temp = self.root.join(OWN).join("tmp").join(name);
        let file = self.root.join(OWN).join(name);
        fs::write(&temp, bytes).map_err(failed("writing", &temp))?;
        fs::rename(&temp, &file).map_err(failed("writing", &file))
    }

    /// The file of a path. Every part is of letters, digits, `-`, `_`, `+` and inner dots, whatever
    /// a list is called: nothing leads out of the tree (threat 22).
    fn file(&self, path: &str) -> Result<PathBuf, ArchiveError> {
        let file = path_below(&self.root, path);
        file.ok_or_else(|| failed("naming", Path::new(path))(ErrorKind::InvalidInput.into()))
    }
}

/// The file under `root` that a path of the site names, or `None` when some part of it is not one of
/// ours. A path that ends with a slash names its `index.html`.
pub fn path_below(root: &Path, path: &str) -> Option<PathBuf> {
    let mut file = root.to_owned();
    let mut parts = path.strip_prefix('/')?.split('/').peekable();
    while let Some(part) = parts.next() {
        let part = if part.is_empty() && parts.peek().is_none() { "index.html" } else { part };
        let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
        if part.is_empty() || part.starts_with('.') || part.len() > 100 || !part.chars().all(ok) {
            return None;
        }
        file.push(part);
    }
    Some(file)
}

fn failed<'p>(doing: &'static str, path: &'p Path) -> impl Fn(io::Error) -> ArchiveError + 'p {
    move |source| ArchiveError::File { doing, path: path.to_owned(), source }
}

/// Whether a file is there with exactly these bytes.
fn holds(file: &Path, bytes: &[u8]) -> io::Result<bool> {
    match fs::metadata(file) {
        Ok(known) if known.len() == bytes.len() as u64 => Ok(fs::read(file)? == bytes),
        Ok(_) => Ok(false),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_bytes_are_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        tree.write("/fr/c/cdp/", b"un").unwrap();
        tree.write("/fr/c/cdp/", b"un").unwrap();
        assert_eq!((tree.written(), tree.made()), (1, 2));
        tree.write("/fr/c/cdp/", b"deux").unwrap();
        assert_eq!(fs::read(folder.path().join("fr/c/cdp/index.html")).unwrap(), b"deux");
        assert!(tree.has("/fr/c/cdp/"));
        tree.remove("/fr/c/cdp/").unwrap();
        assert!(!tree.has("/fr/c/cdp/") && folder.path().join("fr/c").exists());
        tree.write("/fr/c/cdp/2019-05/", b"mai").unwrap();
        tree.write("/fr/c/cdp/2019-06.xml", b"juin").unwrap();
        tree.sweep("/fr/c/cdp/", |name| name.starts_with("2019-")).unwrap();
        tree.sweep("/fr/c/nulle/", |_| true).unwrap();
        assert!(!tree.has("/fr/c/cdp/2019-05/") && !tree.has("/fr/c/cdp/2019-06.xml"));
        tree.sync().unwrap();
    }

    #[test]
    fn nothing_leads_out() {
        let check = |path: &str, want: Option<&str>| {
            assert_eq!(path_below(Path::new("/r"), path), want.map(PathBuf::from), "{path}");
        };
        check("/fr/", Some("/r/fr/index.html"));
        check("/fr/c/cdp/atom.xml", Some("/r/fr/c/cdp/atom.xml"));
        check("/", Some("/r/index.html"));
        for bad in [
            "",
            "fr",
            "//",
            "/../x",
            "/fr/../x",
            "/fr//x",
            "/.palabre/state",
            "/a\\b",
            "/%2e%2e/",
            "/a\0b",
        ] {
            check(bad, None);
        }
    }
}
