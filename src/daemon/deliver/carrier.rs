//! What carries a job away: an SMTP connection to one destination, kept and reopened, or files. Not
//! the queue before it (`lane`), nor the book-keeping after it (`batch`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::batch::{Content, Job, Reader};
use super::copies::{Form, Forms};
use super::{Exit, Route};
use crate::daemon::SharedSite;
use crate::daemon::maildir::{self, Letter};
use crate::daemon::tally::{Count, Open};
use crate::dns::{self, Unroutable};
use crate::mail::address::Address;
use crate::mail::message_id::ReversePath;
use crate::mail::transport::{self, Path};
use crate::smtp::client::{Connection, Failure, Outcome, Reach, Server, Transaction};
use crate::store::Durability;

/// What became of a job.
pub(super) enum Carried {
    /// These readers have an outcome; the jobs are what is left, to be sent at once.
    Done(Vec<(Reader, Outcome)>, Vec<Job>),
    /// No connection could be had: nothing was tried.
    Unreachable(Failure),
}

/// Destinations that may have a connection when all other seats are taken.
const FIRST_SEATS: usize = 256;

/// What all carriers share.
pub(super) struct Depot {
    pub(super) site: SharedSite,
    pub(super) exit: Exit,
    forms: Arc<Forms>,
    /// Connections in all, each destination's first aside.
    seats: Arc<Semaphore>,
    /// Each destination's first connection: the slow ones must not take every seat (P4).
    firsts: Arc<Semaphore>,
    /// Connections to one host.
    hosts: Mutex<HashMap<String, Weak<Semaphore>>>,
}

impl Depot {
    pub(super) fn new(site: SharedSite, exit: Exit, forms: Arc<Forms>) -> Self {
        let seats = Arc::new(Semaphore::new(exit.connections));
        let firsts = Arc::new(Semaphore::new(FIRST_SEATS));
        Self { site, exit, forms, seats, firsts, hosts: Mutex::default() }
    }

    fn host(&self, name: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get(name).and_then(Weak::upgrade) {
            return known;
        }
        hosts.retain(|_, seats| seats.strong_count() > 0);
        let seats = Arc::new(Semaphore::new(self.exit.per_destination));
        hosts.insert(name.to_owned(), Arc::downgrade(&seats));
        seats
    }
}

/// An open connection and the seats it takes.
struct Line {
    connection: Connection,
    /// Recipients that one transaction takes, as far as we know.
    most: usize,
    _seats: (Option<OwnedSemaphorePermit>, Option<OwnedSemaphorePermit>),
    _presence: Presence,
    _open: Open,
}

/// Counts a destination's connections, from the moment one is tried until it ends.
struct Presence {
    counter: Arc<AtomicUsize>,
    is_first: bool,
}

impl Presence {
    fn new(counter: &Arc<AtomicUsize>) -> Self {
        let before = counter.fetch_add(1, Ordering::SeqCst);
        Self { counter: counter.clone(), is_first: before == 0 }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.counter.fetch_sub(1, Ordering::SeqCst);
    }
}

/// One worker's way out to one destination.
pub(super) struct Carrier {
    depot: Arc<Depot>,
    destination: String,
    present: Arc<AtomicUsize>,
    line: Option<Line>,
    /// The form in use for a far side that takes less than the article's own needs.
    plainer: Option<Arc<Form>>,
    /// Reused from copy to copy.
    buffer: Vec<u8>,
}

impl Carrier {
    /// To one destination, whose connections `present` counts.
    pub(super) fn new(depot: Arc<Depot>, destination: &str, present: Arc<AtomicUsize>) -> Self {
        let destination = destination.to_owned();
        Self { depot, destination, present, line: None, plainer: None, buffer: Vec::new() }
    }

    /// Says goodbye.
    pub(super) async fn close(&mut self) {
        if let Some(line) = self.line.take() {
            line.connection.quit().await;
        }
    }

    /// Sends a job.
    pub(super) async fn carry(&mut self, job: &Job) -> Carried {
        if let Route::Maildir { folder, durability } = &self.depot.exit.route {
            let (folder, durability) = (folder.clone(), *durability);
            let Some(reverse_path) = self.prepare(job, Path::Utf8).await else {
                return refuse_all(job, &unmade());
            };
            let outcomes = self.file(job, (folder, durability), reverse_path).await;
            return Carried::Done(outcomes, Vec::new());
        }
        loop {
            let path = match &self.line {
                Some(line) => line.connection.path(),
                None => match self.open().await {
                    Ok(line) => self.line.insert(line).connection.path(),
                    Err(failure) if failure.is_permanent() => return refuse_all(job, &failure),
                    Err(failure) => return Carried::Unreachable(failure),
                },
            };
            let Some(reverse_path) = self.prepare(job, path).await else {
                return refuse_all(job, &unmade());
            };
            let Some(line) = &mut self.line else { continue };
            let used = line.connection.taken() > 0;
            let (now, later) = job.to.split_at(line.most.min(job.to.len()));
            let outcomes = send(&mut line.connection, now, &reverse_path, &self.buffer).await;
            if !line.connection.is_usable() {
                self.line = None;
                // A far side that tired of waiting hangs up on an idle connection: once more, on a
                // new one, if nothing can have been taken.
                if used && outcomes.iter().all(is_hang_up) {
                    continue;
                }
                if let Some(failure) = turned_away(&outcomes) {
                    return Carried::Unreachable(failure);
                }
            } else if outcomes.iter().any(is_crowded) {
                line.most = outcomes.iter().filter(|o| **o == Outcome::Accepted).count().max(1);
            }
            return done(job, now.iter().cloned().zip(outcomes).collect(), later);
        }
    }

    /// Writes the job's message into the buffer, as this path takes it; returns its reverse-path. `None`:
    /// the message breaks its own making, which is no reason to stop delivering (P5).
    async fn prepare(&mut self, job: &Job, path: Path) -> Option<ReversePath> {
        let form = match &job.form {
            Some(form) if !form.suits(path) => Some(self.plainer(form, path).await?),
            own => own.clone(),
        };
        let writing = AssertUnwindSafe(|| self.write(job, form.as_deref(), path));
        let written = std::panic::catch_unwind(writing).ok();
        self.plainer = form;
        written
    }

    /// The form that was used last, if it does; else one made anew from what the author wrote.
    async fn plainer(&self, form: &Arc<Form>, path: Path) -> Option<Arc<Form>> {
        let (depot, form) = (self.depot.clone(), form.clone());
        let making = move || depot.forms.plainer(&depot.site, &form, path);
        match tokio::task::spawn_blocking(making).await {
            Ok(Ok(made)) => made,
            Ok(Err(error)) => {
                tracing::error!(event = "copy-failed", %error);
                None
            }
            Err(error) => {
                tracing::error!(event = "copy-failed", %error);
                None
            }
        }
    }

    /// Writes the job's message into the buffer; returns its reverse-path.
    fn write(&mut self, job: &Job, form: Option<&Form>, path: Path) -> ReversePath {
        let site = &self.depot.site;
        match (form, &job.batch.content) {
            (Some(form), _) => {
                form.write(site, job.own, &mut self.buffer);
                form.reverse_path(site, job.own)
            }
            (None, Content::Mail(reverse_path, raw)) => {
                let fitted = transport::fit(raw, path);
                self.buffer.clear();
                self.buffer.extend_from_slice(fitted.as_deref().unwrap_or(raw));
                reverse_path.clone()
            }
            (None, Content::Copies) => ReversePath::Null,
        }
    }

    async fn open(&self) -> Result<Line, Failure> {
        let presence = Presence::new(&self.present);
        match &self.depot.exit.route {
            Route::Relay(server) => self.open_relay(server, presence).await,
            Route::Direct { dns, port, tls } => {
                let mut presence = presence;
                let unroutable = |why: Unroutable| match why {
                    Unroutable::Permanent(status, text) => Failure::permanent(status, text),
                    Unroutable::Temporary(_, text) => Failure::connection(text),
                };
                let own = &self.depot.site.hostname;
                let hosts = dns::hosts(dns.as_ref(), &self.destination, own).await;
                let mut last = Failure::connection("no host");
                for host in hosts.map_err(unroutable)? {
                    let host_seat = seat(&self.depot.host(&host)).await;
                    let addresses = dns::addresses(dns.as_ref(), &host).await.map_err(unroutable);
                    let server = Server { host, port: *port, tls: *tls, login: None };
                    match self.try_addresses(&server, addresses, (host_seat, presence)).await {
                        Ok(line) => return Ok(line),
                        Err((failure, back)) => (last, presence) = (failure, back),
                    }
                }
                Err(last)
            }
            Route::Maildir { .. } => Err(Failure::connection("files have no connection")),
        }
    }

    async fn open_relay(&self, server: &Server, presence: Presence) -> Result<Line, Failure> {
        let found = tokio::net::lookup_host((server.host.as_str(), server.port)).await;
        let addresses = found
            .map(|found| found.map(|at| at.ip()).collect())
            .map_err(|e| Failure::connection(format!("looking up {}: {e}", server.host)));
        let opened = self.try_addresses(server, addresses, (None, presence)).await;
        opened.map_err(|(failure, _)| failure)
    }

    /// Connects at the first address that answers; gives the presence back when none does.
    async fn try_addresses(
        &self,
        server: &Server,
        addresses: Result<Vec<IpAddr>, Failure>,
        (host_seat, presence): (Option<OwnedSemaphorePermit>, Presence),
    ) -> Result<Line, (Failure, Presence)> {
        let addresses = match addresses {
            Ok(addresses) => addresses,
            Err(failure) => return Err((failure, presence)),
        };
        let first = presence.is_first;
        let seat = seat(if first { &self.depot.firsts } else { &self.depot.seats }).await;
        let mut last = Failure::connection(format!("{} has no address", server.host));
        let tally = &self.depot.site.tally;
        for ip in addresses {
            match self.depot.exit.client.open(server, ip).await {
                Ok(connection) => {
                    let (host, encrypted) = (&server.host, connection.is_encrypted());
                    tally.count(Count::Connection, if encrypted { "tls" } else { "clear" });
                    let _open = tally.open();
                    tracing::debug!(event = "connected", %host, %ip, encrypted);
                    let _seats = (host_seat, seat);
                    let most = usize::MAX;
                    return Ok(Line { connection, most, _seats, _presence: presence, _open });
                }
                Err(failure) => {
                    tally.count(Count::Connection, "failed");
                    tracing::debug!(event = "not-connected", host = %server.host, %ip, why = %failure);
                    last = failure;
                }
            }
        }
        Err((last, presence))
    }

    /// Writes the job's message into files: one for each reader.
    async fn file(
        &mut self,
        job: &Job,
        (folder, durability): (std::path::PathBuf, Durability),
        reverse_path: ReversePath,
    ) -> Vec<(Reader, Outcome)> {
        let message = std::mem::take(&mut self.buffer);
        let seconds = job.batch.row.history.since.as_second();
        let host = self.depot.site.hostname.clone();
        let names: Vec<(String, Reader)> = job
            .to
            .iter()
            .map(|reader| (file_name(job, reader, seconds, &host), reader.clone()))
            .collect();
        let writing = tokio::task::spawn_blocking(move || {
            let write = |(name, reader): (String, Reader)| {
                let letter = Letter {
                    name: &name,
                    reverse_path: &reverse_path,
                    to: &reader.address,
                    message: &message,
                };
                let outcome = match maildir::deliver(&folder, durability, letter) {
                    Ok(()) => Outcome::Accepted,
                    Err(error) => {
                        tracing::error!(event = "maildir-failed", %error);
                        Outcome::Refused(Failure::temporary("4.3.0", error.to_string()))
                    }
                };
                (reader, outcome)
            };
            (names.into_iter().map(write).collect(), message)
        });
        match writing.await {
            Ok((outcomes, message)) => {
                self.buffer = message;
                outcomes
            }
            Err(error) => {
                let failure = Failure::temporary("4.3.0", error.to_string());
                let refused = |r: &Reader| (r.clone(), Outcome::Refused(failure.clone()));
                job.to.iter().map(refused).collect()
            }
        }
    }
}

/// Waits for a seat; `None` only when there are none to wait for any more.
async fn seat(seats: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    seats.clone().acquire_owned().await.ok()
}

fn refuse_all(job: &Job, failure: &Failure) -> Carried {
    let refused = |r: &Reader| (r.clone(), Outcome::Refused(failure.clone()));
    Carried::Done(job.to.iter().map(refused).collect(), Vec::new())
}

/// What was tried, and what is left: those for whom there was no room, those who had to wait for that
/// reason, and, one by one, those of a message that was refused because of one of them (P4).
fn done(job: &Job, tried: Vec<(Reader, Outcome)>, later: &[Reader]) -> Carried {
    let shared = tried.len() > 1;
    let is_anybodys = |outcome: &Outcome| match outcome {
        Outcome::Refused(f) => shared && f.reach == Reach::Message && f.is_of_somebody(),
        _ => false,
    };
    let (crowd, tried): (Vec<_>, Vec<_>) = tried.into_iter().partition(|(_, o)| is_crowded(o));
    let (doubtful, tried): (Vec<_>, Vec<_>) = tried.into_iter().partition(|(_, o)| is_anybodys(o));
    let rest: Vec<Reader> =
        crowd.into_iter().map(|(reader, _)| reader).chain(later.iter().cloned()).collect();
    let alone = doubtful.into_iter().map(|(reader, _)| vec![reader]);
    let left = alone.chain((!rest.is_empty()).then_some(rest)).map(|to| job.only_for(to));
    Carried::Done(tried, left.collect())
}

fn unmade() -> Failure {
    Failure::temporary("4.3.0", "the copy could not be made")
}

fn is_hang_up(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Refused(f) if f.reach == Reach::Connection || f.is_farewell())
}

fn is_crowded(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Crowded(_))
}

/// The farewell that met us before anybody was named: the far side wants nothing for now.
fn turned_away(outcomes: &[Outcome]) -> Option<Failure> {
    outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Refused(f) if f.reach == Reach::Host && f.is_farewell() => Some(f.clone()),
        _ => None,
    })
}

async fn send(
    connection: &mut Connection,
    to: &[Reader],
    reverse_path: &ReversePath,
    message: &[u8],
) -> Vec<Outcome> {
    let recipients: Vec<&Address> = to.iter().map(|r| &r.address).collect();
    connection.send(Transaction { reverse_path, recipients: &recipients, message }).await
}

/// A name that is this copy's for ever: a repetition after a crash replaces the file.
fn file_name(job: &Job, reader: &Reader, seconds: i64, host: &str) -> String {
    use crate::store::outbox::Load;
    let person = reader.person.map_or(0, |p| p.0);
    match &job.batch.row.load {
        Load::Copies { list, article, .. } => {
            format!("{seconds}.L{list}A{article}P{person}.{host}")
        }
        Load::Mail { .. } => format!("{seconds}.R{}.{host}", job.batch.row.id),
    }
}
