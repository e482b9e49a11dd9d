//! T-import: forty years of mail through the real importer, from files on disk to posts, with an account
//! in which every message stands.

mod history;
mod mutated;

use std::path::Path;

use palabre::daemon::import::{self, Imported};
use palabre::list::ListId;
use palabre::store::articles::{self, Article};

use crate::harness::world::World;

pub const CDP: &str = "cdp@lists.example.org";

/// Imports a file, or a Maildir.
pub fn import(world: &World, list: ListId, path: &Path) -> Imported {
    let read = if path.is_dir() { import::maildir } else { import::mbox };
    let run = || read(&world.site, list, path, &mut |_, _| {}).unwrap();
    std::thread::scope(|s| s.spawn(run).join().unwrap())
}

/// Imports octets as a file of this name.
pub fn import_octets(world: &World, list: ListId, octets: &[u8]) -> Imported {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vieux.mbox");
    std::fs::write(&path, octets).unwrap();
    import(world, list, &path)
}

pub fn posts(world: &World, list: ListId) -> Vec<Article> {
    articles::after(&world.site.store, list, None, 10_000).unwrap()
}
