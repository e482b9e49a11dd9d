//! The public site over HTTP: what it answers, what it never tells, how long it waits.

use std::net::SocketAddr;
use std::time::Duration;

use palabre::archive::Scope;
use palabre::clock::Clock;
use palabre::list::address::Secret;
use palabre::list::settings::Visibility;
use palabre::smtp::server::Door;
use palabre::web::{self, Face, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::archive::{Pages, sample};
use crate::harness::within;

/// The sample site, served.
pub struct Served {
    pub pages: Pages,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: Option<tokio::task::JoinHandle<()>>,
}

impl Served {
    pub async fn new() -> Self {
        Self::within(Limits::default()).await
    }

    async fn within(limits: Limits) -> Self {
        let pages = tokio::task::spawn_blocking(|| {
            let pages = Pages::new();
            let list = pages.list("cdp", "Communauté de pratique", Visibility::Public);
            for raw in sample::messages() {
                pages.post(list, &raw);
            }
            let secret = pages.list("prive", "Cercle", Visibility::Private);
            pages.post(secret, &sample::mail(1, "03 Jun 2019 15:00:00 -0400", "Secret", "Chut."));
            palabre::archive::build(&pages.archive, &pages.store, Scope::All, &mut |_, _| {})
                .unwrap();
            pages
        });
        let pages = pages.await.unwrap();
        let face = Face {
            clock: Clock::System,
            store: pages.store.clone(),
            archive: pages.archive.clone(),
            secret: Secret::new(&[7; 32]),
            search: std::sync::Arc::new(palabre::search::Library::new(
                pages.archive.private.with_file_name("search"),
            )),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let door = Door::of(listener).unwrap();
        let router = web::router(face).unwrap();
        let server = tokio::spawn(web::serve_within(limits, door, router, async move {
            let _ = stopped.await;
        }));
        Self { pages, address, stop: Some(stop), server: Some(server) }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// One request on a connection of its own; `more` are header lines.
    pub async fn ask(&self, method: &str, path: &str, more: &[&str]) -> Answer {
        let mut stream = self.connect().await;
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        for line in more {
            request += &format!("{line}\r\n");
        }
        stream.write_all(format!("{request}\r\n").as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        within("an answer", stream.read_to_end(&mut bytes)).await.unwrap();
        Answer::read(&bytes)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[]).await
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("a whole header");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|l| l.split_once(": ").unwrap())
            .map(|(n, v)| (n.to_lowercase(), v.to_owned()))
            .filter(|(n, _)| n != "date")
            .collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

#[tokio::test]
async fn the_root_speaks_the_visitors_language() {
    let site = Served::new().await;
    let english = site.ask("GET", "/", &["Accept-Language: en-GB,fr;q=0.5"]).await;
    assert_eq!((english.status, english.header("location")), (302, "en/"));
    assert_eq!(english.header("vary"), "accept-language");
    assert_eq!(site.get("/").await.header("location"), "fr/");
}

#[tokio::test]
async fn a_page_comes_with_its_headers() {
    let site = Served::new().await;
    let page = site.get("/fr/c/cdp/").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.text(), site.pages.page("/fr/c/cdp/"));
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    let feed = site.get("/en/c/cdp/atom.xml").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    let head = site.ask("HEAD", "/fr/c/cdp/", &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), page.body.len().to_string());
    let zipped = site.ask("GET", "/fr/c/cdp/", &["Accept-Encoding: br, gzip"]).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    let mut plain = String::new();
    let mut reader = flate2::read::GzDecoder::new(zipped.body.as_slice());
    std::io::Read::read_to_string(&mut reader, &mut plain).unwrap();
    assert_eq!(plain, page.text());
    let refused = site.ask("GET", "/fr/c/cdp/", &["Accept-Encoding: gzip;q=0"]).await;
    assert_eq!(refused.header("content-encoding"), "");
}

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_sent_again() {
    let site = Served::new().await;
    let page = site.get("/fr/c/cdp/f/1/").await;
    let tag = format!("If-None-Match: \"x\", {}", page.header("etag"));
    let date = format!("If-Modified-Since: {}", page.header("last-modified"));
    for field in [&tag, &date] {
        let again = site.ask("GET", "/fr/c/cdp/f/1/", &[field]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{field}");
    }
    // The tag decides alone when both are there.
    let other = site.ask("GET", "/fr/c/cdp/f/1/", &["If-None-Match: \"x\"", &date]).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn what_is_not_there_says_so_in_both_languages() {
    let site = Served::new().await;
    for path in [
        "/nulle/part",
        "/fr/c/cdp/f/999/",
        "/fr/c/nulle/",
        "/c/cdp/m/999",
        "/c/cdp/m/0",
        "/c/cdp/m/1x",
        "/c/cdp/m/-1",
        "/c/cdp/m/99999999999999999999",
        "/c/nulle/m/1",
        "/robots2.txt",
    ] {
        let page = site.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(
            page.text().contains("Il n'y a pas de page")
                || page.text().contains("Il n&#39;y a pas")
        );
        assert!(page.text().contains("There is no page"), "{path}");
    }
    assert_eq!(site.ask("POST", "/fr/c/cdp/", &["Content-Length: 0"]).await.status, 405);
    let slash = site.get("/fr/c/cdp").await;
    assert_eq!((slash.status, slash.header("location")), (301, "cdp/"));
}

/// Threat 24: forbidden and unknown are one answer, to the header.
#[tokio::test]
async fn private_is_as_unknown() {
    let site = Served::new().await;
    for (private, unknown) in [
        ("/c/prive/m/1", "/c/nulle/m/1"),
        ("/fr/c/prive/", "/fr/c/nulle/"),
        ("/fr/c/prive/f/1/", "/fr/c/nulle/f/1/"),
        ("/fr/c/prive", "/fr/c/nulle"),
        ("/fr/c/prive/atom.xml", "/fr/c/nulle/atom.xml"),
    ] {
        assert_eq!(site.get(private).await, site.get(unknown).await, "{private}");
    }
    // A page left behind in the public tree, whatever put it there, is not served either.
    let left = site.pages.archive.public.join("fr/c/prive");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("index.html"), "Secret").unwrap();
    assert_eq!(site.get("/fr/c/prive/").await, site.get("/fr/c/nulle/").await);
}

#[tokio::test]
async fn a_permalink_leads_to_its_message_in_the_visitors_language() {
    let site = Served::new().await;
    let french = site.get("/c/cdp/m/2").await;
    assert_eq!((french.status, french.header("location")), (302, "../../../fr/c/cdp/f/1/#m2"));
    let english = site.ask("GET", "/c/cdp/m/2", &["Accept-Language: en"]).await;
    assert_eq!(english.header("location"), "../../../en/c/cdp/f/1/#m2");
    assert!(site.get("/en/c/cdp/f/1/").await.text().contains("id=\"m2\""));
    // Its thread was joined to another; the old place leads on, as a page and by number.
    let joined = site.get("/c/cdp/m/11").await.header("location").to_owned();
    let moved = site.get("/fr/c/cdp/f/7/").await.text();
    assert_eq!(joined, "../../../fr/c/cdp/f/6/#m11");
    assert!(moved.contains("url=../6/") && moved.contains("rel=\"canonical\""), "{moved}");
    // So does an address with a title in it, and a month below the months.
    for (path, to) in [
        ("/fr/c/cdp/f/1-comment-animer/", "../1/"),
        ("/en/c/cdp/f/7-accueil/", "../6/"),
        ("/fr/c/cdp/f/1-comment-animer/2/", "../../1/"),
        ("/fr/c/cdp/mois/2019-05/", "../../2019-05/"),
    ] {
        let answer = site.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (302, to), "{path}");
    }
    for path in
        ["/fr/c/cdp/f/x-1/", "/fr/c/cdp/f/999-x/", "/fr/c/cdp/mois/1999-01/", "/xx/c/cdp/f/1-x/"]
    {
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
    for path in ["f/1-x/", "mois/2019-06/"] {
        let private = site.get(&format!("/fr/c/prive/{path}")).await;
        assert_eq!(private, site.get(&format!("/fr/c/nulle/{path}")).await);
    }
    let page = site.get("/fr/c/cdp/f/7/2/").await;
    assert_eq!((page.status, page.header("location")), (302, "../../6/"));
}

#[tokio::test]
async fn nothing_leads_out_of_the_tree() {
    let site = Served::new().await;
    std::fs::write(site.pages.archive.public.join("../hors.html"), "dehors").unwrap();
    for path in [
        "/../hors.html",
        "/fr/../../hors.html",
        "/..%2fhors.html",
        "/%2e%2e/hors.html",
        "/%252e%252e/hors.html",
        "/fr/..\\..\\hors.html",
        "//hors.html",
        "/.palabre/state",
        "/fr/%00",
        "/C:/hors.html",
        "//example.org",
        "//example.org/..",
    ] {
        let page = site.get(path).await;
        assert!([400, 404].contains(&page.status), "{path}: {page:?}");
        assert_eq!(page.header("location"), "", "{path}");
    }
}

/// Threat 32: a visitor who says nothing, or drips, is shown out; the next one waits for a seat.
#[tokio::test]
async fn slow_visitors_are_shown_out() {
    let header = Duration::from_millis(300);
    let limits = Limits { header, connections: 2, ..Limits::default() };
    let site = Served::within(limits).await;
    let mut silent = site.connect().await;
    let mut dripping = site.connect().await;
    dripping.write_all(b"GET / HTTP/1.1\r\nHost:").await.unwrap();
    // Both seats are taken: this one is answered only once they are free.
    assert_eq!(site.get("/fr/").await.status, 200);
    let mut rest = Vec::new();
    within("the end of the silent", silent.read_to_end(&mut rest)).await.unwrap();
    within("the end of the dripping", dripping.read_to_end(&mut rest)).await.unwrap();
    // A connection kept open after an answer is shown out as well.
    let mut idle = site.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    within("the end of the idle", idle.read_to_end(&mut rest)).await.unwrap();
}

#[tokio::test]
async fn stopping_does_not_wait_for_the_idle() {
    let mut site = Served::new().await;
    let mut idle = site.connect().await;
    idle.write_all(b"GET /fr/ HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut some = [0; 64];
    within("an answer", idle.read(&mut some)).await.unwrap();
    site.stop.take().unwrap().send(()).unwrap();
    let server = site.server.take().unwrap();
    within("the server's end", server).await.unwrap();
    assert!(TcpStream::connect(site.address).await.is_err());
}
