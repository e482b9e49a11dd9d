//! A browser, as far as a site without scripts needs one: it asks, sends forms, keeps one cookie, and signs
//! in as people do, by the link that their mailbox gets.

use std::io::Read as _;
use std::net::SocketAddr;

use palabre::daemon::{export, one_click, sign_in};
use palabre::smtp::server::Door;
use palabre::web;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::letters::{Letter, own};
use super::within;
use super::world::World;

/// Serves all that the daemon serves of a world.
pub async fn serve(world: &World) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let pages = web::router(world.site.face()).unwrap();
    let pages = pages.merge(one_click::router(world.site.clone()));
    let pages = pages.merge(sign_in::router(world.site.clone()));
    let pages = pages.merge(export::router(world.site.clone()));
    tokio::spawn(web::serve(Door::of(listener).unwrap(), pages, std::future::pending()));
    address
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Without the date.
    pub head: String,
    /// Unpacked, if it was compressed.
    pub body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("a whole header");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let dated = |l: &&str| !l.starts_with("date: ");
        let head = head.split("\r\n").filter(dated).collect::<Vec<_>>().join("\n");
        let chunked = head.contains("transfer-encoding: chunked");
        let body = &bytes[end + 4..];
        let body = if chunked { joined(body) } else { body.to_vec() };
        let packed = head.contains("content-encoding: gzip") || body.starts_with(&[0x1f, 0x8b]);
        let body = if packed { unpacked(&body) } else { body };
        Self { status, head, body }
    }

    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.head.lines().find_map(|l| l.strip_prefix(&start)).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).replace('\u{a0}', " ")
    }
}

/// What came in pieces, each after its length (RFC 9112 §7.1).
fn joined(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|w| w == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return out;
        }
        out.extend_from_slice(&bytes[end + 2..end + 2 + length]);
        bytes = &bytes[end + 2 + length + 2..];
    }
    // The answer broke off.
    out
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // Of a piece of a compressed file, what can be read.
    let _ = flate2::read::GzDecoder::new(bytes).read_to_end(&mut out);
    if out.is_empty() { bytes.to_vec() } else { out }
}

/// Somebody's browser.
#[derive(Clone, Debug)]
pub struct Browser {
    pub site: SocketAddr,
    /// `name=value`.
    pub cookie: Option<String>,
    /// Where it is, as the proxy beside the site says.
    pub ip: String,
}

impl Browser {
    pub fn new(site: SocketAddr) -> Self {
        Self { site, cookie: None, ip: "192.0.2.1".to_owned() }
    }

    pub fn with(site: SocketAddr, cookie: &str) -> Self {
        Self { cookie: Some(cookie.to_owned()), ..Self::new(site) }
    }

    /// One request, with more header lines and a form.
    pub async fn ask(&self, method: &str, path: &str, more: &[&str], form: &str) -> Answer {
        let mut stream = TcpStream::connect(self.site).await.unwrap();
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: lists.example.org\r\nConnection: close\r\n\
             X-Forwarded-For: {}\r\n",
            self.ip
        );
        if let Some(cookie) = &self.cookie {
            request += &format!("Cookie: other=1; {cookie}\r\n");
        }
        if method == "POST" {
            let kind = "application/x-www-form-urlencoded";
            request += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", form.len());
        }
        for line in more {
            request += &format!("{line}\r\n");
        }
        stream.write_all(format!("{request}\r\n{form}").as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        within("an answer", stream.read_to_end(&mut bytes)).await.unwrap();
        Answer::read(&bytes)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    /// Sends a form as browsers do from our own pages, and keeps the cookie that comes back.
    pub async fn post(&mut self, path: &str, form: &str) -> Answer {
        let answer = self.ask("POST", path, &["Origin: http://lists.example.org"], form).await;
        let set = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        if !set.is_empty() {
            self.cookie = Some(set).filter(|c| !c.ends_with('='));
        }
        answer
    }

    /// Asks for a link and waits for its mail.
    pub async fn asks_link(&mut self, world: &World, who: &str) -> Letter {
        let before = own(world).len();
        let form = format!("address={}", who.replace('@', "%40"));
        assert_eq!(self.post("/fr/entrer/", &form).await.status, 200);
        mail_after(world, before).await
    }

    /// Signs in by the link that comes.
    pub async fn signs_in(&mut self, world: &World, who: &str) {
        let path = link(&self.asks_link(world, who).await);
        assert_eq!(self.get(&path).await.status, 200);
        let entered = self.post(&path, "").await;
        assert_eq!(entered.status, 303, "{entered:?}");
        assert!(self.cookie.is_some(), "{entered:?}");
    }
}

/// The first mail beyond so many.
pub async fn mail_after(world: &World, before: usize) -> Letter {
    let mut committed = world.site.store.committed();
    let come = async {
        loop {
            committed.mark_unchanged();
            if let Some(letter) = own(world).into_iter().nth(before) {
                return letter;
            }
            committed.changed().await.unwrap();
        }
    };
    within("a mail", come).await
}

/// The path of the link to sign in with that a letter holds.
#[track_caller]
pub fn link(letter: &Letter) -> String {
    let line = letter.text.lines().find(|l| l.contains("/entrer/"));
    let line = line.unwrap_or_else(|| panic!("no link in\n{}", letter.text));
    line.trim().strip_prefix("http://lists.example.org").unwrap().to_owned()
}
