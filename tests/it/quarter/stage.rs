//! The daemon at work under a clock that jumps from one moment with something to do to the next: mail
//! comes in by SMTP, goes out into Maildirs, and every mail is noted with its moment.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::PathBuf;

use palabre::clock::Timestamp;
use palabre::config::{Config, Verify};
use palabre::daemon::Stop;
use palabre::daemon::serve::{self, Running};
use palabre::mail::address::{Address, Mailbox};
use palabre::mail::message::Message;
use palabre::smtp::server::Endpoint;
use palabre::store::{
    articles, bounces, briefs, digests, first_posts, held, notes, outbox, polls, quiet, reports,
    welcomes,
};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::harness::smtp::Client;
use crate::harness::within;
use crate::harness::world::World;

/// A mail that arrived.
pub struct Mail {
    /// When.
    pub at: Timestamp,
    /// In whose box.
    pub to: String,
    /// Its identifier, in brackets.
    pub id: String,
    /// From whom.
    pub from: Mailbox,
    /// Where a reply goes.
    pub back: Option<Address>,
    /// Its subject.
    pub subject: String,
    /// Its text part.
    pub text: String,
    /// Whether it is a digest.
    pub is_digest: bool,
    /// Whether it answers no mail.
    pub is_unasked: bool,
}

impl Mail {
    fn read(at: Timestamp, to: String, raw: &[u8]) -> Self {
        let message = Message::parse(raw);
        let has = |name: &str| !message.header(name).is_empty();
        Self {
            at,
            to,
            id: message.message_id().unwrap().bracketed(),
            from: message.from().unwrap(),
            back: message.reply_to().into_iter().next().map(|m| m.address),
            subject: message.subject(),
            text: message.text().text.trim_end().to_owned(),
            is_unasked: message.header("Auto-Submitted").iter().any(|v| v.contains("generated")),
            // What else we write comes from the humans' address.
            is_digest: has("Auto-Submitted")
                && !message.from().unwrap().address.local().ends_with("-owner"),
        }
    }
}

/// The daemon, and what it wrote so far.
pub struct Stage {
    pub world: World,
    /// Every mail, in order of arrival.
    pub mails: Vec<Mail>,
    /// Who wrote to us, and when.
    pub wrote: HashSet<(Timestamp, String)>,
    folder: PathBuf,
    seen: HashSet<PathBuf>,
    smtp: std::net::SocketAddr,
    hand: watch::Sender<bool>,
    task: JoinHandle<()>,
    pokes: u64,
}

impl Stage {
    /// Starts the daemon of a world that [`configure`] made.
    pub async fn start(world: World) -> Self {
        let data = world.site.data.clone();
        let mut config = Config::defaults(&data);
        configure(&mut config);
        let (hand, mut stop) = Stop::new();
        let running = serve::start(&world.site, &config, axum::Router::new(), &stop).await;
        let running: Running = running.unwrap();
        let Some(Endpoint::Tcp(smtp)) = running.bound().smtp.first().cloned() else {
            panic!("no SMTP port");
        };
        let task = tokio::spawn(async move {
            running.until(&mut stop).await;
        });
        // Those who are quiet, and those who animate, are looked for once an hour.
        let has_looked = |w: &World| {
            let store = &w.site.store;
            !quiet::due(store, Timestamp::MAX).unwrap().is_empty()
                && !briefs::due(store, Timestamp::MAX, 1).unwrap().is_empty()
        };
        world.until("its first look at everybody", has_looked).await;
        let folder = config.delivery.maildir.clone();
        let (mails, wrote, seen) = (Vec::new(), HashSet::new(), HashSet::new());
        Self { world, mails, wrote, folder, seen, smtp, hand, task, pokes: 0 }
    }

    /// Stops the daemon.
    pub async fn stop(self) -> (World, Vec<Mail>, HashSet<(Timestamp, String)>) {
        self.hand.send_replace(true);
        within("the daemon's end", self.task).await.unwrap();
        (self.world, self.mails, self.wrote)
    }

    /// Hands in a mail by SMTP, and waits until all it causes has arrived.
    pub async fn send(&mut self, from: &str, to: &str, message: &str) {
        self.wrote.insert((self.world.site.clock.now(), from.to_owned()));
        let mut client = Client::tcp(self.smtp).await;
        client.hello().await;
        let reply = client.mail(from, &[to], message).await;
        assert_eq!(reply.code, 250, "{from} to {to}: {}", reply.first());
        client.say("QUIT").await;
        self.settle().await;
    }

    /// Lets time pass: every moment at which something is due is lived.
    pub async fn until(&mut self, moment: Timestamp) {
        while let Some(due) = self.next_due().filter(|due| *due <= moment) {
            self.jump(due).await;
        }
        self.jump(moment).await;
    }

    async fn jump(&mut self, moment: Timestamp) {
        let clock = &self.world.site.clock;
        clock.set(moment.max(clock.now()));
        self.settle().await;
    }

    /// Wakes the loops and waits until nothing is left to do now.
    async fn settle(&mut self) {
        let idle = |w: &World| {
            let now = w.site.clock.now();
            w.is_fanned_out() && next_due(w).is_none_or(|due| due > now)
        };
        if !idle(&self.world) {
            // They look when the store changes; only the clock did.
            self.pokes += 1;
            let pokes = self.pokes;
            self.world.write(|tx| {
                articles::put_cursor(tx, "quarter", pokes);
                Ok(())
            });
            self.world.until("a daemon with nothing to do", idle).await;
        }
        self.collect();
    }

    /// When something is due next.
    fn next_due(&self) -> Option<Timestamp> {
        next_due(&self.world)
    }

    /// Notes what arrived.
    fn collect(&mut self) {
        let now = self.world.site.clock.now();
        let mut new: BTreeMap<(String, String, String), Mail> = BTreeMap::new();
        for folder in fs::read_dir(&self.folder).into_iter().flatten() {
            let folder = folder.unwrap();
            let to = folder.file_name().into_string().unwrap();
            for file in fs::read_dir(folder.path().join("new")).into_iter().flatten() {
                let path = file.unwrap().path();
                if !self.seen.contains(&path) {
                    let mail = Mail::read(now, to.clone(), &fs::read(&path).unwrap());
                    let order = (to.clone(), mail.subject.clone(), mail.id.clone());
                    new.insert(order, mail);
                    self.seen.insert(path);
                }
            }
        }
        self.mails.extend(new.into_values());
    }
}

/// What differs from the defaults: no proofs are asked for, a free port, files.
pub fn configure(config: &mut Config) {
    config.site.hostname = "lists.example.org".to_owned();
    config.base_url = "http://lists.example.org".to_owned();
    config.auth.verify = Verify::Off;
    config.smtp.listen = vec!["127.0.0.1:0".parse().unwrap()];
    config.http = Vec::new();
}

/// The earliest row of any table that waits for a moment.
fn next_due(world: &World) -> Option<Timestamp> {
    let store = &world.site.store;
    let far = Timestamp::MAX;
    let copies = outbox::rows(store, None, far, 1).unwrap().first().map(|row| row.due);
    let digest = digests::next_due(store).unwrap();
    let welcome = welcomes::due(store, far, 1).unwrap().first().map(|row| row.0);
    let held = held::due(store, far, 1).unwrap().first().map(|row| row.0);
    let first = first_posts::due(store, far, 1).unwrap().first().map(|row| row.0);
    let report = reports::due(store, far, 1).unwrap().first().map(|row| row.at);
    let round = quiet::due(store, far).unwrap().first().map(|row| row.0);
    let brief = briefs::due(store, far, 1).unwrap().first().map(|row| row.0);
    let nudge = palabre::daemon::briefs::nudges_until(store).unwrap();
    let poll = polls::due(store, far, 1).unwrap().first().map(|row| row.0);
    let note = notes::due(store, far, 1).unwrap().first().map(|row| row.0);
    let returned = bounces::due(store, far, 1).unwrap().first().map(|row| row.0);
    let all = [copies, digest, welcome, held, first, report, round, brief, nudge];
    let all = all.into_iter().chain([poll, note, returned]);
    all.flatten().min()
}
