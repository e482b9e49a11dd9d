//! A fake MX on loopback: takes mail, keeps it, and misbehaves on request. Not built on Palabre's own
//! SMTP code, so that both ends of a test never share a mistake.
//!
//! A recipient's local part scripts the misbehaviour (`x450`, `x450-ann`, `x450+7`…):
//!
//! | begins with | what happens |
//! |---|---|
//! | `x450` | RCPT: 450 4.2.0 |
//! | `x550` | RCPT: 550 5.1.1 |
//! | `x554` | after the final dot: 554 5.7.1 |
//! | `x451` | after the final dot: 451 4.3.0 |
//! | `x421` | RCPT: 421 4.3.2, connection closed |
//! | `xdrop` | connection closed after three lines of DATA |
//! | `xlost` | message kept, connection closed without a reply |
//! | `xslow` | message kept, no reply ever |
//!
//! [`Sink::script`] replaces that table by a closure, for what changes with time; [`Sink::fail`] has the
//! whole sink misbehave, whoever mail is for.

mod session;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::DEADLINE;

/// How a recipient is treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// 250.
    Accept,
    /// This line instead of 250 at RCPT.
    AtRcpt(String),
    /// This line instead of 250 after the final dot; the message is not kept.
    AtEnd(String),
    /// 421 at RCPT, then closed.
    HangUp,
    /// Closed after three lines of DATA; nothing is kept.
    Drop,
    /// Kept, closed without a reply.
    Lost,
    /// Kept, never answered.
    Slow,
    /// RCPT is not answered: closed.
    Vanish,
    /// Reads one octet of the message a second.
    Crawl,
}

/// What the whole sink does wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// This line instead of the greeting, then closed.
    AtBanner(String),
    /// This line instead of 250 at MAIL; closed after 421.
    AtMail(String),
    /// MAIL is not answered.
    Silent,
    /// 452 4.5.3 at RCPT once a transaction has so many recipients.
    Most(usize),
    /// STARTTLS is offered and agreed to, and closed.
    NoTls,
}

/// The table of this file's head.
pub fn by_local_part(recipient: &str) -> Behaviour {
    let at = |prefix| recipient.starts_with(prefix);
    match () {
        () if at("x450") => Behaviour::AtRcpt("450 4.2.0 Busy, as asked".into()),
        () if at("x550") => Behaviour::AtRcpt("550 5.1.1 Nobody, as asked".into()),
        () if at("x554") => Behaviour::AtEnd("554 5.7.1 Rejected, as asked".into()),
        () if at("x451") => Behaviour::AtEnd("451 4.3.0 Failed, as asked".into()),
        () if at("x421") => Behaviour::HangUp,
        () if at("xdrop") => Behaviour::Drop,
        () if at("xlost") => Behaviour::Lost,
        () if at("xslow") => Behaviour::Slow,
        () => Behaviour::Accept,
    }
}

/// What the sink offers and how it dawdles.
#[derive(Clone)]
pub struct Offers {
    /// Extensions in the EHLO reply, besides STARTTLS.
    pub extensions: Vec<String>,
    /// STARTTLS is offered with this.
    pub tls: Option<TlsAcceptor>,
    /// Waited before each reply.
    pub delay: Duration,
    /// The greeting.
    pub banner: String,
}

impl Default for Offers {
    fn default() -> Self {
        Self {
            extensions: ["PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 20000000"]
                .map(str::to_owned)
                .to_vec(),
            tls: None,
            delay: Duration::ZERO,
            banner: "220 sink.example.net ESMTP".to_owned(),
        }
    }
}

/// A message the sink took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The reverse-path, without brackets.
    pub from: String,
    /// MAIL's parameters, as written.
    pub parameters: String,
    /// The recipients accepted.
    pub to: Vec<String>,
    /// The message, dots unstuffed.
    pub data: Vec<u8>,
    /// Which connection brought it, from 1.
    pub connection: usize,
    /// Whether under TLS.
    pub encrypted: bool,
}

impl Mail {
    /// The message as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.data).into_owned()
    }

    /// The first header field of that name, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let text = self.text().replace("\r\n ", " ").replace("\r\n\t", " ");
        let head = text.split("\r\n\r\n").next().unwrap_or_default().to_owned();
        head.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

type Script = Box<dyn Fn(&str) -> Behaviour + Send + Sync>;

struct Inner {
    offers: Offers,
    script: Mutex<Script>,
    fault: Mutex<Fault>,
    mails: watch::Sender<Vec<Mail>>,
    lines: Mutex<Vec<(usize, String)>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
}

impl Inner {
    fn fault(&self) -> Fault {
        self.fault.lock().unwrap().clone()
    }
}

/// The running sink; it ends when dropped.
pub struct Sink {
    address: SocketAddr,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sink {
    /// A sink with the usual offers, on a port of its own.
    pub async fn start() -> Self {
        Self::with(Offers::default()).await
    }

    /// A sink with other offers.
    pub async fn with(offers: Offers) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), offers).await
    }

    /// A sink at a place of the loopback network: several may share a port.
    pub async fn at(place: SocketAddr, offers: Offers) -> Self {
        let listener = TcpListener::bind(place).await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner {
            offers,
            script: Mutex::new(Box::new(by_local_part)),
            fault: Mutex::new(Fault::None),
            mails: watch::Sender::new(Vec::new()),
            lines: Mutex::default(),
            connections: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&inner);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = shared.connections.fetch_add(1, Ordering::SeqCst) + 1;
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let open = shared.open.fetch_add(1, Ordering::SeqCst) + 1;
                    shared.most_open.fetch_max(open, Ordering::SeqCst);
                    session::connection(&shared, stream, number).await;
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, inner, task }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `smtp://127.0.0.1:PORT`, as `[delivery] relay` wants it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Replaces the table of recipients' behaviours.
    pub fn script(&self, script: impl Fn(&str) -> Behaviour + Send + Sync + 'static) {
        *self.inner.script.lock().unwrap() = Box::new(script);
    }

    /// Has the whole sink misbehave from now on.
    pub fn fail(&self, fault: Fault) {
        *self.inner.fault.lock().unwrap() = fault;
    }

    /// What came so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.inner.mails.borrow().clone()
    }

    /// Waits until at least `count` messages came; all of them.
    pub async fn wait(&self, count: usize) -> Vec<Mail> {
        self.wait_for(&format!("{count} messages"), |mails| mails.len() >= count).await
    }

    /// Waits until what came satisfies `enough`.
    pub async fn wait_for(&self, what: &str, enough: impl Fn(&[Mail]) -> bool) -> Vec<Mail> {
        let mut mails = self.inner.mails.subscribe();
        let waited = tokio::time::timeout(DEADLINE, mails.wait_for(|m| enough(m))).await;
        match waited {
            Ok(mails) => mails.unwrap().clone(),
            Err(_) => {
                let have: Vec<_> = self.mails().into_iter().map(|m| (m.from, m.to)).collect();
                panic!("the sink waited {DEADLINE:?} for {what}; it has {have:?}")
            }
        }
    }

    /// Connections made so far.
    pub fn connections(&self) -> usize {
        self.inner.connections.load(Ordering::SeqCst)
    }

    /// The most connections open at one moment.
    pub fn most_open(&self) -> usize {
        self.inner.most_open.load(Ordering::SeqCst)
    }

    /// Every command line heard, with its connection's number.
    pub fn commands(&self) -> Vec<(usize, String)> {
        self.inner.lines.lock().unwrap().clone()
    }
}
