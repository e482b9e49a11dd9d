//! The static site as files: what it says, what it never says, what one more post changes.

mod busy;
mod hard;
pub mod sample;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use palabre::animation::poll::{Answer, Ballot, Form as PollForm};
use palabre::archive::document::Documents;
use palabre::archive::found::{self, Readable};
use palabre::archive::{
    Archive, Changes, Form, Moment, Publisher, Scope, Shelf, Status, languages, search_page,
};
use palabre::clock::{TimeZone, Timestamp};
use palabre::daemon::post::{NewPost, Source, accept};
use palabre::digest::facts::Host;
use palabre::list::settings::{Language, Settings, Visibility};
use palabre::list::urls::Urls;
use palabre::list::{ArticleNo, ListId, PersonId};
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::search::{Library, Reader};
use palabre::store::articles::{self, Event};
use palabre::store::polls::{self, Phase, Poll};
use palabre::store::{Store, StoreError, lists, ripe, weeks};

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
            form: Form::Served,
            public: folder.path().join("www"),
            private: folder.path().join("private"),
            host: Host::default(),
            shelf: Shelf::default(),
            secret: palabre::list::address::Secret::new(&[7; 32]),
        };
        Self { _folder: folder, store, archive, followed: Cell::new(None) }
    }

    pub fn list(&self, slug: &str, name: &str, visibility: Visibility) -> ListId {
        let address = Address::parse(&format!("{slug}@listes.example.org")).unwrap();
        let settings = Settings { name: name.to_owned(), visibility, ..Settings::new(address) };
        self.put_list(&settings)
    }

    /// All posts that no week has yet are those of this one, and it is over.
    pub fn end_week(&self, list: ListId, no: u32) {
        let ended = self.store.write::<_, StoreError>(|tx| {
            let first = ArticleNo(weeks::closed_up_to(tx, list)?.0 + 1);
            let last = ArticleNo(articles::count(tx, list)?);
            weeks::close(tx, list, last, Some(&weeks::Week { no, first, last }))
        });
        ended.unwrap();
        self.follow();
    }

    /// Search engines may keep the posts up to this one.
    pub fn ripen(&self, list: ListId, up_to: u32) {
        self.store.write(|tx| ripe::ripen(tx, list, ArticleNo(up_to))).unwrap();
        self.follow();
    }

    /// A poll as far as it has come, and the options its voters chose.
    pub fn poll(&self, list: ListId, form: PollForm, chosen: &[u16], phase: Phase) {
        let kept = self.store.write::<_, StoreError>(|tx| {
            let open = serde_json::json!({
                "list": list,
                "no": polls::next_no(tx, list)?,
                "form": form,
                "by": PersonId(1),
                "drafted": Timestamp::UNIX_EPOCH,
                "phase": Phase::Open,
                "asked": chosen.len() + 3,
                "key": polls::new_key(),
            });
            let open: Poll = serde_json::from_value(open).unwrap();
            polls::put(tx, &open)?;
            for (voter, option) in (1..).zip(chosen) {
                let answers = vec![Answer::Chosen(vec![*option])];
                polls::cast(tx, &open, PersonId(voter), &Ballot { answers, ..Ballot::default() });
            }
            polls::put(tx, &Poll { phase, ..open })
        });
        kept.unwrap();
        self.follow();
    }

    /// The search page for these words, as a stranger gets it.
    pub fn searched(&self, lang: &str, words: &str) -> String {
        let library = Library::new(self.archive.private.with_file_name("search"));
        let mut lists = Vec::new();
        for (list, settings) in palabre::store::lists::all(&self.store).unwrap() {
            if settings.visibility != Visibility::Public {
                continue;
            }
            let documents = Documents::new(list, &settings, &self.archive);
            let mut fresh = library.begin(documents.home(), list).unwrap();
            for article in articles::after(&self.store, list, None, usize::MAX).unwrap() {
                let document = documents.of_post(&self.store, &article).unwrap().unwrap();
                fresh.index.write(|batch| batch.put(&document)).unwrap();
            }
            fresh.finish().unwrap();
            lists.push(Readable { list, settings, reader: Reader::Everyone });
        }
        let form = search_page::Form::new([("q", words)].into_iter());
        let query = form.query();
        let found = (!query.is_empty()).then(|| {
            found::search(&self.archive, &self.store, &library, &lists, (&query, 1)).unwrap()
        });
        let t = languages().iter().find(|l| l.code() == lang).unwrap();
        search_page::render(&self.archive, t, &lists, &form, found.as_ref()).unwrap()
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
    hard::fill(&pages);
    pages.build();
    // Where `tests/real/pages.sh` finds it.
    let shown = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    let _ = fs::remove_dir_all(&shown);
    for (path, bytes) in files(&pages.archive.public) {
        fs::create_dir_all(shown.join(&path).parent().unwrap()).unwrap();
        fs::write(shown.join(&path), bytes).unwrap();
    }
    // What a daemon makes as it is asked.
    for t in palabre::archive::languages() {
        let now = "2019-08-20T15:00:00Z".parse().unwrap();
        let status = Status { now, post: Some(now), digest: Some(now), late: Some(130) };
        let made = [
            ("etat", palabre::archive::status(&pages.archive, t, &status)),
            ("quitter", palabre::archive::one_click(t, "Jardins collectifs", Moment::Ask)),
        ];
        for (name, page) in made {
            let folder = shown.join(t.code()).join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("index.html"), page.unwrap()).unwrap();
        }
    }
    assert!(pages.page("/fr/").contains("Communauté de pratique"));
    // The page that the daemon makes: asked for nothing, found nothing, found much.
    for (lang, folder, words) in [
        ("fr", "recherche", ""),
        ("en", "recherche", ""),
        ("fr", "recherche/rien", "zibeline"),
        ("en", "recherche/rien", "zibeline"),
        ("fr", "recherche/animer", "animer"),
        ("en", "recherche/animer", "animer"),
    ] {
        let folder = shown.join(lang).join(folder);
        fs::create_dir_all(&folder).unwrap();
        let page = pages.searched(lang, words);
        assert_eq!(page.contains("<li>"), words == "animer", "{lang} {words}");
        fs::write(folder.join("index.html"), page).unwrap();
    }
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
        if path.ends_with("aide/index.html") {
            continue; // Its examples name nobody.
        }
        for member in ["nadia", "benoit.gagne", "zoe", "amina", "peter", "mallory"] {
            assert!(!holds(&bytes, &format!("{member}@example")), "{member} in {}", path.display());
        }
    }
}

/// What one more post writes does not hang on how much there was before.
#[test]
fn one_more_post_writes_a_few_files() {
    let written = |years: usize| {
        let pages = Pages::new();
        let list = pages.list("cdp", "CdP", Visibility::Public);
        let on = |year: usize, n: usize| format!("{:02} May {year} 12:00:00 -0400", 1 + n);
        for year in 2018 - years..2019 {
            for n in 0..15 {
                let subject = format!("Nouvelles {year}.{n}");
                pages.post(list, &sample::mail(n, &on(year, n), &subject, "Bonjour."));
            }
        }
        pages.build();
        let mut after = articles::last_event(&pages.store).unwrap();
        let mut add = |raw: Vec<u8>| {
            pages.post(list, &raw);
            let files = pages.update(after);
            after = articles::last_event(&pages.store).unwrap();
            files
        };
        let reply =
            |subject: &str| sample::mail(3, &on(2018, 20), &format!("Re: {subject}"), "Oui.");
        [
            add(reply("Nouvelles 2018.14")),
            add(sample::mail(1, &on(2018, 25), "Une nouvelle conversation", "Bonjour.")),
            add(sample::mail(1, &on(2019, 1), "Un mois nouveau", "Bonjour.")),
        ]
    };
    let (little, much) = (written(8), written(24));
    assert_eq!(little, much);
    // In each language: thread; months and their neighbours in both orders; feeds, open questions; the
    // three fronts; the latest in both orders (up to four pages each).
    assert!(much.iter().all(|files| *files <= 2 * (1 + 4 + 3 + 3 + 8)), "{much:?}");
}

/// A thread's middle pages stay as they are when it grows.
#[test]
fn a_long_thread_grows_at_its_end() {
    let pages = Pages::new();
    let list = pages.list("cdp", "CdP", Visibility::Public);
    let on = |n: usize| format!("{:02} Jun 2019 {:02}:00:00 -0400", 1 + n / 20, n % 20);
    for n in 0..100 {
        pages.post(list, &sample::mail(n, &on(n), "Re: Dîner", &format!("Message {n}.")));
    }
    pages.build();
    let path = |n: usize| pages.archive.public.join(format!("fr/c/cdp/f/1/{n}/index.html"));
    let before = [2, 3].map(|n| fs::metadata(path(n)).unwrap().modified().unwrap());
    let after = articles::last_event(&pages.store).unwrap();
    pages.post(list, &sample::mail(100, &on(100), "Re: Dîner", "Et un de plus."));
    pages.update(after);
    assert!(pages.page("/fr/c/cdp/f/1/5/").contains("Et un de plus."));
    assert!(pages.page("/fr/c/cdp/f/1/4/").contains("href=\"../5/\""));
    assert!(pages.page("/fr/c/cdp/f/1/").contains("101 messages"));
    assert_eq!([2, 3].map(|n| fs::metadata(path(n)).unwrap().modified().unwrap()), before);
}

/// Pages as they are, but for the style, in `tests/golden/archive`; to take over what changed:
/// `PALABRE_GOLDEN=write cargo test`.
#[test]
fn pages_look_as_they_did() {
    let pages = Pages::new();
    sample::fill(&pages);
    pages.build();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/archive");
    for (name, path) in [
        ("front-fr.html", "/fr/"),
        ("community-fr.html", "/fr/c/cdp/"),
        ("community-empty-en.html", "/en/c/jardins/"),
        ("month-fr.html", "/fr/c/cdp/2019-06/"),
        ("thread-fr.html", "/fr/c/cdp/f/1/"),
        ("thread-en.html", "/en/c/cdp/f/1/"),
        ("thread-odd-fr.html", "/fr/c/cdp/f/2/"),
        ("thread-hostile-en.html", "/en/c/cdp/f/3/"),
        ("thread-attachments-fr.html", "/fr/c/cdp/f/4/"),
        ("thread-joined-fr.html", "/fr/c/cdp/f/7/"),
        ("week-fr.html", "/fr/c/cdp/resumes/2019-S21/"),
        ("week-lively-en.html", "/en/c/cdp/resumes/2019-S23/"),
        ("weeks-fr.html", "/fr/c/cdp/resumes/"),
        ("weeks-feed-fr.xml", "/fr/c/cdp/resumes/atom.xml"),
        ("feed-en.xml", "/en/c/tools/atom.xml"),
        ("polls-fr.html", "/fr/c/cdp/sondages/"),
        ("poll-fr.html", "/fr/c/cdp/sondages/1/"),
        ("poll-few-en.html", "/en/c/cdp/sondages/2/"),
        ("numbers-fr.html", "/fr/c/cdp/bilan/"),
        ("unanswered-fr.html", "/fr/c/cdp/sans-reponse/"),
        ("tree-fr.html", "/fr/c/cdp/f/1/arbre/"),
        ("help-fr.html", "/fr/aide/"),
        ("robots.txt", "/robots.txt"),
        ("sitemap-month.xml", "/sitemap/cdp/2019-06.xml"),
        ("404.html", "/404.html"),
    ] {
        let page = pages.page(path);
        let (head, rest) = page.split_once("<style>").unwrap_or((&page, ""));
        let hash = head.split("sha256-").nth(1).map_or("", |h| h.split("&#39;").next().unwrap());
        let got = match rest.split_once("</style>") {
            Some((_, body)) => format!("{head}<style></style>{body}"),
            None => page.clone(),
        };
        let got = if hash.is_empty() { got } else { got.replace(hash, "") };
        let file = folder.join(name);
        if std::env::var_os("PALABRE_GOLDEN").is_some_and(|v| v == "write") {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, &got).unwrap();
        }
        let want = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(got, want, "{}; to take it over: PALABRE_GOLDEN=write", file.display());
    }
}
