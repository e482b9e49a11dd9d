//! What one may take away from public pages: feeds and mbox files of conversations and months, pieces of
//! them, and a whole copy that stands alone.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use palabre::archive::{Archive, Form, Scope, Shelf};
use palabre::mail::mbox::Mbox;
use palabre::mail::message::Message;

use crate::archive::{Pages, files, sample};
use crate::web::Served;

fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

/// Threat 25: an address of a member anywhere but in an identifier.
fn harvest(text: &str) -> Vec<&str> {
    let identifier = |l: &&str| {
        ["Message-ID:", "In-Reply-To:", "References:"].iter().any(|name| l.starts_with(name))
    };
    let lines = text.lines().filter(|l| !identifier(l));
    lines.filter(|l| l.contains("@example.")).collect()
}

#[tokio::test]
async fn a_conversation_is_taken_away_without_addresses() {
    let site = Served::new().await;
    let thread = site.get("/c/cdp/f/1.mbox.gz").await;
    assert_eq!((thread.status, thread.header("content-type")), (200, "application/gzip"));
    let text = unpacked(&thread.body);
    assert_eq!(harvest(&text), Vec::<&str>::new());
    let posts: Vec<_> = Mbox::new(text.as_bytes(), 0).map(|entry| entry.unwrap().raw).collect();
    assert_eq!(posts.len(), 5);
    let third = Message::parse(&posts[2]);
    assert_eq!(third.from().unwrap().display(), "Zoé Lévesque");
    assert_eq!(third.header("in-reply-to"), ["<a2@example.org>"]);
    assert!(third.text().text.contains("Comment choisis-tu laquelle?"));
    let month = unpacked(&site.get("/c/cdp/mois/2019-05.mbox.gz").await.body);
    assert_eq!(Mbox::new(month.as_bytes(), 0).count(), 5);
    let feed = site.get("/c/cdp/f/1.xml").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(feed.text().contains("<title>Comment animer") && feed.text().contains("/c/cdp/m/5<"));
    let tag = format!("If-None-Match: {}", feed.header("etag"));
    assert_eq!(site.ask("GET", "/c/cdp/f/1.xml", &[&tag]).await.status, 304);
    for path in [
        "/c/cdp/f/999.xml",
        "/c/cdp/f/01.xml",
        "/c/cdp/f/1.exe",
        "/c/cdp/mois/1999-01.mbox.gz",
        "/c/cdp/mois/2019-13.mbox.gz",
        "/c/cdp/f/..%2f1.xml",
    ] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
    // Threat 24: of a private list exactly what one hears of none.
    for name in ["f/1.xml", "f/1.mbox.gz", "mois/2019-06.mbox.gz"] {
        let private = site.get(&format!("/c/prive/{name}")).await;
        assert_eq!(private, site.get(&format!("/c/nulle/{name}")).await, "{name}");
    }
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on() {
    let site = Served::new().await;
    let whole = site.get("/fr/c/cdp/f/1/").await;
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let piece = site.ask("GET", "/fr/c/cdp/f/1/", &["Range: bytes=100-199"]).await;
    assert_eq!(piece.status, 206);
    assert_eq!(piece.body, whole.body[100..200]);
    assert_eq!(piece.header("content-range"), format!("bytes 100-199/{}", whole.body.len()));
    let past = site.ask("GET", "/fr/c/cdp/f/1/", &["Range: bytes=9999999-"]).await;
    assert_eq!((past.status, past.body.len()), (416, 0));
    // A weak tag promises nothing to the octet: the whole comes.
    let tag = format!("If-Range: {}", whole.header("etag"));
    let again = site.ask("GET", "/fr/c/cdp/f/1/", &["Range: bytes=0-1", &tag]).await;
    assert_eq!((again.status, again.body.len()), (200, whole.body.len()));
    // What was compressed for one visitor is the same for the next.
    let packed = site.ask("GET", "/fr/c/cdp/f/1/", &["Accept-Encoding: gzip"]).await;
    assert_eq!(packed, site.ask("GET", "/fr/c/cdp/f/1/", &["Accept-Encoding: gzip"]).await);
    assert_eq!(unpacked(&packed.body), whole.text());
}

#[tokio::test]
async fn the_state_of_the_service_is_told() {
    let site = Served::new().await;
    let page = site.get("/fr/etat/").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-cache"));
    assert!(page.text().contains("Les courriels partent sans retard."), "{}", page.text());
    assert!(page.text().contains("31\u{a0}décembre 2019"), "{}", page.text());
    assert!(site.get("/en/etat/").await.text().contains("Emails go out without delay."));
    assert_eq!(site.get("/de/etat/").await.status, 404);
}

/// Threat 21: whatever a file says it is, it is saved, never shown; only files, only of public posts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_public_posts_are_saved_never_shown() {
    let site = Served::new().await;
    let kinds = [
        ("text/html", "page.html", "<script>alert(1)</script>"),
        (
            "image/svg+xml",
            "image.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ),
        ("application/xhtml+xml", "x.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("text/xml", "x.xml", "<?xml-stylesheet href='javascript:alert(1)'?><x/>"),
        ("text/javascript", "x.js", "alert(1)"),
        ("application/pdf", "x.pdf", "%PDF-1.4"),
        ("image/gif", "gif.js", "GIF89a=1;alert(1)"),
        ("application/octet-stream", "x.obj", "<html><script>alert(1)</script>"),
        ("text/plain", "..%2f..%2fetc%2fpasswd", "racine"),
        ("text/plain", "CON", "console"),
    ];
    let post = |list: &str, n: usize, (kind, name, body): (&str, &str, &str)| {
        format!(
            "From: Ann <ann@example.org>\r\nSubject: {list} {n}\r\nMessage-ID: <{list}{n}@x>\r\n\
             Date: Mon, 10 Jun 2019 10:00:00 -0400\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
             Voici.\r\n--b\r\nContent-Type: {kind}\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n--b--\r\n"
        )
    };
    let lists = palabre::store::lists::all(&site.pages.store).unwrap();
    let id = |slug: &str| lists.iter().find(|(_, s)| s.slug() == slug).unwrap().0;
    tokio::task::block_in_place(|| {
        for (n, kind) in kinds.into_iter().enumerate() {
            site.pages.post(id("cdp"), post("cdp", n, kind).as_bytes());
        }
        site.pages.post(id("prive"), post("prive", 0, kinds[0]).as_bytes());
        site.pages.build();
    });
    let last = palabre::store::articles::count(&site.pages.store, id("cdp")).unwrap();
    for (n, (_, _, body)) in kinds.into_iter().enumerate() {
        let no = last as usize - kinds.len() + 1 + n;
        let at = palabre::store::articles::get(
            &site.pages.store,
            id("cdp"),
            palabre::list::ArticleNo(no as u32),
        );
        let page = site.pages.page(&format!("/fr/c/cdp/f/{}/", at.unwrap().unwrap().thread));
        let link = page.split(&format!("/c/cdp/m/{no}/")).nth(1).unwrap();
        let path = format!("/c/cdp/m/{no}/{}", link.split('"').next().unwrap());
        let file = site.get(&path).await;
        assert_eq!((file.status, file.text().trim()), (200, body), "{path}");
        assert_eq!(file.header("content-type"), "application/octet-stream", "{path}");
        assert!(file.header("content-disposition").starts_with("attachment; "), "{path}");
        assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
    }
    // The words of a post, another part, a private list: there is nothing.
    for path in ["/c/cdp/m/1/0/x", "/c/cdp/m/1/1/x", "/c/cdp/m/1/99/x", "/c/cdp/m/01/2/x"] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
    assert_eq!(site.get("/c/prive/m/2/2/x").await, site.get("/c/nulle/m/2/2/x").await);
}

/// Where a link leads from a file, without its anchor; `None`: elsewhere on the web.
fn target(from: &Path, href: &str) -> Option<PathBuf> {
    let href = href.split('#').next().unwrap();
    if href.is_empty() || href.contains(':') {
        return None;
    }
    let mut path = from.parent().unwrap().to_owned();
    for part in Path::new(href).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{href} in {}", from.display()),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    Some(path)
}

/// A copy needs nobody: every link of every page is a file of it, and nothing private is in it.
#[test]
fn a_copy_stands_alone() {
    let pages = Pages::new();
    sample::fill(&pages);
    let folder = tempfile::tempdir().unwrap();
    let copy = Archive {
        public: folder.path().join("copy"),
        form: Form::Alone,
        shelf: Shelf::default(),
        ..pages.archive.clone()
    };
    let build =
        || palabre::archive::build(&copy, &pages.store, Scope::All, &mut |_, _| {}).unwrap();
    build();
    let made = files(&copy.public);
    let known: BTreeSet<&PathBuf> = made.keys().collect();
    let mut links = 0;
    for (path, bytes) in made.iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        assert!(!html.contains(sample::CANARY), "{}", path.display());
        for href in html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            if path.as_path() == Path::new("404.html") {
                continue; // It is shown at any path: its links start at the root.
            }
            if let Some(to) = target(path, href) {
                links += 1;
                assert!(known.contains(&to), "{} leads to {}", path.display(), to.display());
            }
        }
    }
    assert!(links > 1000, "{links}");
    assert!(known.contains(&PathBuf::from("c/cdp/m/3/index.html")));
    let thread = unpacked(&made[&PathBuf::from("c/cdp/f/1.mbox.gz")]);
    assert_eq!(Mbox::new(thread.as_bytes(), 0).count(), 5);
    assert!(files(&pages.archive.private).keys().all(|p| p.starts_with(".palabre")));
    std::fs::remove_dir_all(&copy.public).unwrap();
    build();
    assert!(files(&copy.public) == made, "another copy is the same");
}
