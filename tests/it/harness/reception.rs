//! Palabre's SMTP server with a stand-in for the house behind it: knows a few addresses, keeps what it
//! is given, and fails on request. What the wire does can be tested so without a list.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use palabre::clock::Clock;
use palabre::mail::message_id::ReversePath;
use palabre::smtp::server::{
    Certificate, Code, Endpoint, Envelope, Handler, Limits, Listener, Peer, Protocol, RcptVerdict,
    Server, Settings, Verdict,
};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use super::within;

/// The stand-in. At `lists.example.org`:
///
/// | address | what happens |
/// |---|---|
/// | `cdp`, `nord`, `cdp-request`, `postmaster`, `été`, `list0`… | taken |
/// | `later` | RCPT: 450 |
/// | `trap` | RCPT: panic |
/// | `members` | after the message: 550 5.7.1 |
/// | `full` | after the message: 452 4.3.1 |
/// | `broken` | after the message: panic |
/// | `mute` | after the message: no verdict |
/// | `slow` | after the message: waits for [`Reception::release`] |
pub struct House {
    kept: watch::Sender<Vec<(Envelope, Vec<u8>)>>,
    gate: Semaphore,
    asked: Mutex<Vec<String>>,
}

impl Handler for House {
    fn recipient(&self, _: &Peer, _: &ReversePath, to: &str) -> RcptVerdict {
        self.asked.lock().unwrap().push(to.to_owned());
        let (local, domain) = to.rsplit_once('@').unwrap_or((to, "lists.example.org"));
        if domain != "lists.example.org" {
            return Verdict::refused("5.7.1", "No mail is relayed here");
        }
        match local {
            "cdp" | "nord" | "cdp-request" | "postmaster" | "été" => Verdict::accepted("Ok"),
            "members" | "full" | "broken" | "mute" | "slow" => Verdict::accepted("Ok"),
            _ if local.starts_with("list") => Verdict::accepted("Ok"),
            "later" => Verdict::new(Code::MailboxBusy, "4.2.0", "Not now"),
            "trap" => panic!("as asked"),
            _ => Verdict::unknown(),
        }
    }

    async fn message(&self, envelope: Envelope, raw: Vec<u8>) -> Vec<Verdict> {
        let to = envelope.recipients.clone();
        let is = |name: &str| to.iter().any(|to| to.split('@').next() == Some(name));
        if is("slow") {
            self.gate.acquire().await.unwrap().forget();
        }
        assert!(!is("broken"), "as asked");
        if is("mute") {
            return Vec::new();
        }
        let verdict = |to: &String| match to.split('@').next() {
            Some("members") => Verdict::refused("5.7.1", "Only members may post"),
            Some("full") => Verdict::new(Code::NoRoom, "4.3.1", "The disk is full"),
            _ => Verdict::accepted("Kept"),
        };
        let verdicts: Vec<_> = to.iter().map(verdict).collect();
        if verdicts.iter().any(Verdict::is_accepted) {
            self.kept.send_modify(|kept| kept.push((envelope, raw)));
        }
        verdicts
    }
}

/// What differs from one reception to another.
#[derive(Default)]
pub struct Desk {
    /// The limits.
    pub limits: Limits,
    /// Certificate and key files for STARTTLS.
    pub certificate: Option<(PathBuf, PathBuf)>,
}

/// A running server: an SMTP port, an LMTP port and an LMTP socket.
pub struct Reception {
    /// SMTP.
    pub smtp: std::net::SocketAddr,
    /// LMTP.
    pub lmtp: std::net::SocketAddr,
    /// LMTP.
    pub socket: PathBuf,
    /// The server itself.
    pub server: Arc<Server<House>>,
    house: Arc<House>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Reception {
    /// Opens with default limits.
    pub async fn open(folder: &Path) -> Self {
        Self::with(folder, Desk::default()).await
    }

    /// Opens; the Unix socket stands in `folder`. The clock stands at 2026-11-22 13:00 UTC.
    pub async fn with(folder: &Path, desk: Desk) -> Self {
        let house = Arc::new(House {
            kept: watch::Sender::new(Vec::new()),
            gate: Semaphore::new(0),
            asked: Mutex::default(),
        });
        let certificate =
            desk.certificate.map(|(chain, key)| Arc::new(Certificate::open(&chain, &key).unwrap()));
        let settings = Settings {
            hostname: "lists.example.org".into(),
            limits: desk.limits,
            certificate,
            clock: Clock::manual("2026-11-22T13:00:00Z".parse().unwrap()),
        };
        let port: Endpoint = "127.0.0.1:0".parse().unwrap();
        let socket = folder.join("lmtp.sock");
        let mut listeners = Vec::new();
        for (endpoint, protocol) in [
            (port.clone(), Protocol::Smtp),
            (port, Protocol::Lmtp),
            (Endpoint::Unix(socket.clone()), Protocol::Lmtp),
        ] {
            listeners.push(Listener::bind(&endpoint, protocol).unwrap());
        }
        let bound = |n: usize| match listeners[n].endpoint() {
            Endpoint::Tcp(address) => *address,
            Endpoint::Unix(_) => unreachable!(),
        };
        let (smtp, lmtp) = (bound(0), bound(1));
        let server = Arc::new(Server::new(settings, Arc::clone(&house)));
        let (stop, ear) = watch::channel(false);
        let running = Arc::clone(&server);
        let task = tokio::spawn(async move { running.run(listeners, ear).await });
        Self { smtp, lmtp, socket, server, house, stop, task }
    }

    /// What the house took.
    pub fn kept(&self) -> Vec<(Envelope, Vec<u8>)> {
        self.house.kept.borrow().clone()
    }

    /// Waits until the house took that many.
    pub async fn wait(&self, count: usize) -> Vec<(Envelope, Vec<u8>)> {
        let mut kept = self.house.kept.subscribe();
        within("messages", kept.wait_for(|kept| kept.len() >= count)).await.unwrap().clone()
    }

    /// The recipients the house was asked about.
    pub fn asked(&self) -> Vec<String> {
        self.house.asked.lock().unwrap().clone()
    }

    /// Lets one message to `slow` be decided on.
    pub fn release(&self) {
        self.house.gate.add_permits(1);
    }

    /// Asks the server to stop.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Asks it to stop, and waits until it has.
    pub async fn close(self) {
        self.stop();
        within("the server's end", self.task).await.unwrap();
    }
}
