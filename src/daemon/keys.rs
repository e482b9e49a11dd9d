//! The keys that mail is signed with: files of the data folder, readable by their owner alone, named
//! after their selector. Which list signs is its own choice (`dkim`), made elsewhere.
//!
//! The oldest key of a kind signs; a newer one waits until the older is removed. So a key is replaced
//! without a gap: make it, publish it, remove the old one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use crate::auth::dkim::{Algorithm, BadKey, Key, Signer, generate};
use crate::list::settings::Dkim;
use crate::store::backup::KEYS;
use crate::store::{StoreError, make_private, write_private};

/// What every selector of ours begins with.
const PREFIX: &str = "palabre";
const ENDING: &str = "pem";

/// Why a key cannot be read or made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file that is no key.
    #[error("{}: {reason}; restore it from a backup, or remove it and make another: palabre dkim make", .path.display())]
    Bad {
        /// Where.
        path: PathBuf,
        /// What is wrong with it.
        reason: BadKey,
    },
    /// The folder.
    #[error(transparent)]
    Folder(#[from] StoreError),
    /// Nothing to remove.
    #[error("there is no key {0}; “palabre dkim ls” shows those there are")]
    Unknown(String),
}

/// The keys of a site.
#[derive(Debug)]
pub struct Keys {
    folder: PathBuf,
    /// In order of age.
    held: RwLock<Vec<Arc<Key>>>,
}

impl Keys {
    /// Reads the keys of a data folder.
    ///
    /// # Errors
    /// When a file cannot be read or is no key: mail would go unsigned without a word.
    pub fn open(data: &Path) -> Result<Self, KeyError> {
        let folder = data.join(KEYS);
        let mut held = Vec::new();
        for path in files(&folder)? {
            let selector = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            let text = fs::read_to_string(&path);
            let text = text.map_err(|e| StoreError::io("reading", &path, e))?;
            let key = Key::read(selector, &text);
            held.push(Arc::new(
                key.map_err(|reason| KeyError::Bad { path: path.clone(), reason })?,
            ));
        }
        held.sort_by_key(|key| age(key));
        Ok(Self { folder, held: RwLock::new(held) })
    }

    /// All, in order of age.
    pub fn all(&self) -> Vec<Arc<Key>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Those that sign for a choice, one of each kind.
    pub fn chosen(&self, choice: Dkim) -> Vec<Arc<Key>> {
        let all = self.all();
        let first = |kind: &Algorithm| all.iter().find(|key| key.algorithm() == *kind).cloned();
        kinds(choice).iter().filter_map(first).collect()
    }

    /// Who signs in the name of a domain for a choice; `None` for nobody.
    pub fn signer(&self, choice: Dkim, domain: &str) -> Option<Signer> {
        Signer::new(self.chosen(choice), domain)
    }

    /// Makes a key.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub fn make(&self, kind: Algorithm) -> Result<Arc<Key>, KeyError> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let same = held.iter().filter(|key| key.algorithm() == kind);
        let last = same.map(|key| age(key).0).max().unwrap_or_default();
        let selector = format!("{PREFIX}-{}-{}", kind.word(), last.saturating_add(1));
        let path = self.path(&selector);
        let bad = |reason| KeyError::Bad { path: path.clone(), reason };
        let file = generate(kind).map_err(bad)?;
        let key = Arc::new(Key::read(&selector, &file).map_err(bad)?);
        make_private(&self.folder)?;
        write_private(&path, file.as_bytes())?;
        held.push(key.clone());
        Ok(key)
    }

    /// Makes the keys that a choice lacks; returns them.
    ///
    /// # Errors
    /// When one cannot be made or written.
    pub fn make_missing(&self, choice: Dkim) -> Result<Vec<Arc<Key>>, KeyError> {
        let there: Vec<_> = self.chosen(choice).iter().map(|key| key.algorithm()).collect();
        let missing = kinds(choice).iter().filter(|kind| !there.contains(kind));
        missing.map(|kind| self.make(*kind)).collect()
    }

    /// Removes a key for good.
    ///
    /// # Errors
    /// When there is none of that name, or its file cannot be removed.
    pub fn remove(&self, selector: &str) -> Result<(), KeyError> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let known = held.iter().any(|key| key.selector() == selector);
        if !known {
            return Err(KeyError::Unknown(selector.to_owned()));
        }
        let path = self.path(selector);
        fs::remove_file(&path).map_err(|e| StoreError::io("removing", &path, e))?;
        held.retain(|key| key.selector() != selector);
        Ok(())
    }

    fn path(&self, selector: &str) -> PathBuf {
        self.folder.join(format!("{selector}.{ENDING}"))
    }
}

/// The kinds of key that a choice wants.
pub fn kinds(choice: Dkim) -> &'static [Algorithm] {
    match choice {
        Dkim::None => &[],
        Dkim::Ed25519 => &[Algorithm::Ed25519],
        Dkim::Rsa => &[Algorithm::Rsa],
        Dkim::Both => &Algorithm::ALL,
    }
}

/// Selectors end with a number that grows; a key that somebody else named is older than ours.
fn age(key: &Key) -> (u32, String) {
    let selector = key.selector();
    let number = selector.strip_prefix(PREFIX).and_then(|rest| rest.rsplit_once('-'));
    (number.and_then(|(_, n)| n.parse().ok()).unwrap_or_default(), selector.to_owned())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |e| StoreError::io("listing", folder, e);
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(failed)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn selectors(keys: &[Arc<Key>]) -> Vec<&str> {
        keys.iter().map(|key| key.selector()).collect()
    }

    #[test]
    fn the_oldest_key_signs_until_it_is_removed() {
        let data = tempfile::tempdir().unwrap();
        let keys = Keys::open(data.path()).unwrap();
        assert!(keys.signer(Dkim::Both, "example.org").is_none());
        let made = keys.make_missing(Dkim::Ed25519).unwrap();
        assert_eq!(selectors(&made), ["palabre-ed25519-1"]);
        assert!(keys.make_missing(Dkim::Ed25519).unwrap().is_empty());
        keys.make(Algorithm::Ed25519).unwrap();
        assert_eq!(selectors(&keys.chosen(Dkim::Ed25519)), ["palabre-ed25519-1"]);
        // The same from the files.
        let keys = Keys::open(data.path()).unwrap();
        assert_eq!(selectors(&keys.all()), ["palabre-ed25519-1", "palabre-ed25519-2"]);
        keys.remove("palabre-ed25519-1").unwrap();
        assert!(keys.remove("palabre-ed25519-1").is_err());
        assert_eq!(selectors(&keys.chosen(Dkim::Ed25519)), ["palabre-ed25519-2"]);
        assert!(keys.chosen(Dkim::Rsa).is_empty() && keys.chosen(Dkim::None).is_empty());
        assert_eq!(keys.make(Algorithm::Ed25519).unwrap().selector(), "palabre-ed25519-3");
    }

    #[test]
    fn keys_are_their_owners_alone() {
        let data = tempfile::tempdir().unwrap();
        let keys = Keys::open(data.path()).unwrap();
        keys.make(Algorithm::Ed25519).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = data.path().join(KEYS);
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("palabre-ed25519-1.pem")), 0o600);
        fs::write(folder.join("bad.pem"), "hello").unwrap();
        let error = Keys::open(data.path()).unwrap_err().to_string();
        assert!(error.contains("bad.pem"), "{error}");
    }
}
