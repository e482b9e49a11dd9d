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
//! [`Sink::script`] replaces that table by a closure, for what changes with time.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::DEADLINE;
use super::smtp::Stream;

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
    mails: watch::Sender<Vec<Mail>>,
    lines: Mutex<Vec<(usize, String)>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
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
                    connection(&shared, stream, number).await;
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

#[derive(Default)]
struct Transaction {
    from: String,
    parameters: String,
    to: Vec<(String, Behaviour)>,
}

/// One session as far as STARTTLS, and again after it.
async fn connection(inner: &Inner, stream: TcpStream, number: usize) {
    let _ = stream.set_nodelay(true);
    let mut stream: Box<dyn Stream> = Box::new(stream);
    let banner = format!("{}\r\n", inner.offers.banner);
    if stream.write_all(banner.as_bytes()).await.is_err() || banner.starts_with(['4', '5']) {
        return;
    }
    let (stream, upgrade) = session(inner, stream, number, false).await;
    if let (true, Some(tls)) = (upgrade, &inner.offers.tls)
        && let Ok(stream) = tls.accept(stream).await
    {
        session(inner, Box::new(stream), number, true).await;
    }
}

/// Speaks until the end; `true` when STARTTLS was agreed to.
async fn session(
    inner: &Inner,
    stream: Box<dyn Stream>,
    number: usize,
    encrypted: bool,
) -> (Box<dyn Stream>, bool) {
    let mut stream = BufReader::new(stream);
    let mut mail = Transaction::default();
    while let Some(line) = read_line(&mut stream).await {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        inner.lines.lock().unwrap().push((number, line.clone()));
        tokio::time::sleep(inner.offers.delay).await;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let reply = match verb.as_str() {
            "EHLO" => ehlo(&inner.offers, encrypted),
            "HELO" => "250 sink.example.net".to_owned(),
            "MAIL" => {
                let (from, parameters) = path(&line);
                mail = Transaction { from, parameters, to: Vec::new() };
                "250 2.1.0 Sender ok".to_owned()
            }
            "RCPT" => match rcpt(inner, &mut mail, &line) {
                Ok(reply) => reply,
                Err(farewell) => {
                    let _ = say(&mut stream, &farewell).await;
                    break;
                }
            },
            "DATA" if mail.to.is_empty() => "554 5.5.1 No valid recipients".to_owned(),
            "DATA" => {
                let taken = std::mem::take(&mut mail);
                match data(inner, &mut stream, taken, (number, encrypted)).await {
                    Some(reply) => reply,
                    None => break,
                }
            }
            "STARTTLS" if inner.offers.tls.is_some() && !encrypted => {
                let agreed = say(&mut stream, "220 2.0.0 Go ahead").await;
                return (stream.into_inner(), agreed);
            }
            "RSET" | "NOOP" => {
                mail = Transaction::default();
                "250 2.0.0 Ok".to_owned()
            }
            "QUIT" => {
                say(&mut stream, "221 2.0.0 Bye").await;
                break;
            }
            _ => "500 5.5.1 What?".to_owned(),
        };
        if !say(&mut stream, &reply).await {
            break;
        }
    }
    (stream.into_inner(), false)
}

fn ehlo(offers: &Offers, encrypted: bool) -> String {
    let mut lines = vec!["sink.example.net".to_owned()];
    lines.extend(offers.extensions.iter().cloned());
    if offers.tls.is_some() && !encrypted {
        lines.push("STARTTLS".to_owned());
    }
    let last = lines.len() - 1;
    let line =
        |(n, text): (usize, &String)| format!("250{}{text}", if n == last { ' ' } else { '-' });
    lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\r\n")
}

fn rcpt(inner: &Inner, mail: &mut Transaction, line: &str) -> Result<String, String> {
    let (to, _) = path(line);
    match (inner.script.lock().unwrap())(&to) {
        Behaviour::AtRcpt(reply) => Ok(reply),
        Behaviour::HangUp => Err("421 4.3.2 Going away, as asked".to_owned()),
        behaviour => {
            mail.to.push((to, behaviour));
            Ok("250 2.1.5 Recipient ok".to_owned())
        }
    }
}

/// Takes a message. The reply, or `None` when the connection is to end.
async fn data(
    inner: &Inner,
    stream: &mut BufReader<Box<dyn Stream>>,
    mail: Transaction,
    (connection, encrypted): (usize, bool),
) -> Option<String> {
    say(stream, "354 Go ahead").await.then_some(())?;
    let has = |wanted: &Behaviour| mail.to.iter().any(|(_, b)| b == wanted);
    let (mut body, mut lines) = (Vec::new(), 0);
    loop {
        let line = read_line(stream).await?;
        if line == b".\r\n" {
            break;
        }
        body.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        lines += 1;
        if lines == 3 && has(&Behaviour::Drop) {
            return None;
        }
    }
    tokio::time::sleep(inner.offers.delay).await;
    if let Some(Behaviour::AtEnd(reply)) =
        mail.to.iter().map(|(_, b)| b).find(|b| matches!(b, Behaviour::AtEnd(_)))
    {
        return Some(reply.clone());
    }
    let to = mail.to.iter().map(|(to, _)| to.clone()).collect();
    let (from, parameters) = (mail.from.clone(), mail.parameters.clone());
    let kept = Mail { from, parameters, to, data: body, connection, encrypted };
    inner.mails.send_modify(|mails| mails.push(kept));
    if has(&Behaviour::Lost) || has(&Behaviour::Drop) {
        return None;
    }
    if has(&Behaviour::Slow) {
        std::future::pending::<()>().await;
    }
    Some("250 2.0.0 Kept".to_owned())
}

/// What stands in `<…>`, and what follows it.
fn path(line: &str) -> (String, String) {
    let after = line.split_once('<').map_or("", |(_, rest)| rest);
    let (path, rest) = after.split_once('>').unwrap_or((after, ""));
    (path.to_owned(), rest.trim().to_owned())
}

/// A line with its CRLF: only CRLF ends one, as RFC 5321 §2.3.8 has it.
async fn read_line(stream: &mut BufReader<Box<dyn Stream>>) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        let read = stream.read_until(b'\n', &mut line).await.ok()?;
        if read == 0 {
            return None;
        }
        if line.ends_with(b"\r\n") {
            return Some(line);
        }
    }
}

async fn say(stream: &mut BufReader<Box<dyn Stream>>, reply: &str) -> bool {
    stream.write_all(format!("{reply}\r\n").as_bytes()).await.is_ok()
        && stream.flush().await.is_ok()
}
