//! The static site as files: what it says, what it never says, what one more post changes.

pub mod sample;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use palabre::archive::{Archive, Changes, Publisher, Scope};
use palabre::clock::{TimeZone, Timestamp};
use palabre::daemon::post::{NewPost, Source, accept};
use palabre::list::ListId;
use palabre::list::settings::{Language, Settings, Visibility};
use palabre::list::urls::Urls;
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::articles::{self, Event};
use palabre::store::{Store, StoreError, lists};

/// A store, and the folders of its pages.
pub struct Pages {
    _folder: tempfile::TempDir,
    pub store: Store,
    pub archive: Archive,
    /// When set, each change is followed at once: events up to here have their pages.
    pub followed: Cell<Option<u64>>,
}

impl Pages {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data")).unwrap();
        let archive = Archive {
            urls: Urls::new("https://listes.example.org"),
            language: Language::new("fr"),
            timezone: TimeZone::get("America/Toronto").unwrap(),
            public: folder.path().join("www"),
            private: folder.path().join("private"),
        };
        Self { _folder: folder, store, archive, followed: Cell::new(None) }
    }

    pub fn list(&self, slug: &str, name: &str, visibility: Visibility) -> ListId {
        let address = Address::parse(&format!("{slug}@listes.example.org")).unwrap();
        let settings = Settings { name: name.to_owned(), visibility, ..Settings::new(address) };
        self.put_list(&settings)
    }

    pub fn put_list(&self, settings: &Settings) -> ListId {
        let made = self.store.write::<_, StoreError>(|tx| {
            let id = lists::create(tx, settings)?;
            articles::append_event(tx, &Event::ListChanged { list: id })?;
            Ok(id)
        });
        self.follow();
        made.unwrap()
    }

    pub fn post(&self, list: ListId, raw: &[u8]) {
        let message = Message::parse(raw);
        let received: Timestamp = "2019-12-31T12:00:00Z".parse().unwrap();
        let post = NewPost::new(list, &message, message.from().unwrap(), received, "example.org")
            .in_zone(self.archive.timezone.clone())
            .from_source(Source::Live);
        self.store.write(|tx| accept(tx, post)).unwrap();
        self.follow();
    }

    fn follow(&self) {
        if let Some(after) = self.followed.get() {
            self.update(after);
            self.followed.set(Some(articles::last_event(&self.store).unwrap()));
        }
    }

    pub fn build(&self) {
        palabre::archive::build(&self.archive, &self.store, Scope::All, &mut |_, _| {}).unwrap();
    }

    /// Brings the pages up to date from event `after` on; returns how many files that wrote.
    pub fn update(&self, after: u64) -> u64 {
        let mut changes = Changes::default();
        for (_, event) in articles::events_after(&self.store, after, 10_000).unwrap() {
            changes.add(&event);
        }
        let at = articles::last_event(&self.store).unwrap();
        Publisher::open(&self.archive).unwrap().update(&self.store, &changes, at).unwrap().written
    }

    pub fn page(&self, path: &str) -> String {
        let file = self.archive.public.join(path.trim_start_matches('/'));
        let file = if path.ends_with('/') { file.join("index.html") } else { file };
        fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
    }
}

/// Every file under a folder, with its bytes.
pub fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_sample_site_is_written() {
    let pages = Pages::new();
    sample::fill(&pages);
    pages.build();
    // Where `tests/real/pages.sh` finds it.
    let shown = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    let _ = fs::remove_dir_all(&shown);
    for (path, bytes) in files(&pages.archive.public) {
        fs::create_dir_all(shown.join(&path).parent().unwrap()).unwrap();
        fs::write(shown.join(&path), bytes).unwrap();
    }
    assert!(pages.page("/fr/").contains("Communauté de pratique"));
}

#[test]
fn deleted_pages_come_back_byte_for_byte() {
    let pages = Pages::new();
    sample::fill(&pages);
    pages.build();
    let first = files(&pages.archive.public);
    fs::remove_dir_all(&pages.archive.public).unwrap();
    pages.build();
    assert_eq!(files(&pages.archive.public), first);
}

/// Pages made post by post are those made at once, wherever a late parent joined threads.
#[test]
fn one_by_one_or_at_once_is_the_same() {
    let pages = Pages::new();
    pages.build();
    pages.followed.set(Some(0));
    sample::fill(&pages);
    let grown = (files(&pages.archive.public), files(&pages.archive.private));
    fs::remove_dir_all(&pages.archive.public).unwrap();
    fs::remove_dir_all(&pages.archive.private).unwrap();
    pages.build();
    let built = (files(&pages.archive.public), files(&pages.archive.private));
    assert!(grown.0.keys().eq(built.0.keys()));
    for (path, bytes) in &built.0 {
        assert!(grown.0[path] == *bytes, "{} differs", path.display());
    }
    assert_eq!(grown.1, built.1);
}

/// Threats 24 and 25: nothing of the private community, no address of a member, in any public byte.
#[test]
fn what_is_private_stays_so() {
    let pages = Pages::new();
    sample::fill(&pages);
    pages.build();
    let private = files(&pages.archive.private);
    let holds = |bytes: &[u8], what: &str| String::from_utf8_lossy(bytes).contains(what);
    assert!(private.values().any(|b| holds(b, sample::CANARY)));
    for (path, bytes) in files(&pages.archive.public) {
        assert!(!holds(&bytes, sample::CANARY) && !holds(&bytes, "prive"), "{}", path.display());
        for member in ["nadia", "benoit.gagne", "zoe", "amina", "peter", "mallory"] {
            assert!(!holds(&bytes, &format!("{member}@example")), "{member} in {}", path.display());
        }
    }
}
