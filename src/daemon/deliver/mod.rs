//! Out: takes the rows of the outbox that are due, sends what they say, and notes what became of it.
//! Decides nothing about who gets what: that is [`super::fanout`]'s and the makers of mail's work.
//!
//! A row's way through the files: this one reads it, `load` finds its readers, `copies` has the article
//! ready in each language as `made` makes it, `seal` signs it, `lane` gives each destination its queue and rest, `carrier` speaks SMTP or
//! writes files, `batch` settles each copy and ends the row. Everything is in the store: what is in
//! memory here is only what is under way, and a restart reads it again.

pub mod backoff;
mod batch;
mod carrier;
mod copies;
mod lane;
mod load;
mod made;
mod seal;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::pulse::{Pulse, Woken};
use super::{SharedSite, Stop};
use crate::clock::Timestamp;
use crate::dns::Lookup;
use crate::smtp::client::{Client, Server, Tls};
use crate::store::outbox::{self, Row};
use crate::store::{Durability, StoreError, Tx};
use batch::{Ledger, Regroup};
use carrier::Depot;
use copies::Forms;
use lane::{Lanes, Staff};

/// Rows under way at once: about 50,000 copies known by name.
const ROWS: usize = 500;
/// Octets of articles under way, beyond which no further row is begun.
const OCTETS: usize = 64 * 1024 * 1024;
/// Rows read at a time.
const PAGE: usize = 200;
/// What workers may take to end when the daemon stops (P10).
const PATIENCE: Duration = Duration::from_secs(3);

/// How mail leaves.
#[derive(Clone)]
pub enum Route {
    /// Through one smarthost.
    Relay(Server),
    /// To each domain's own hosts.
    Direct {
        /// Who knows them.
        dns: Arc<dyn Lookup>,
        /// Their port: 25, but for tests.
        port: u16,
        /// How much TLS they are asked for.
        tls: Tls,
    },
    /// Into files, one Maildir for each address.
    Maildir {
        /// Where.
        folder: PathBuf,
        /// Whether each file is synced.
        durability: Durability,
    },
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Relay(server) => write!(f, "Relay({}:{})", server.host, server.port),
            Self::Direct { port, tls, .. } => write!(f, "Direct({port}, {tls:?})"),
            Self::Maildir { folder, .. } => write!(f, "Maildir({})", folder.display()),
        }
    }
}

/// The way out and its limits.
#[derive(Clone, Debug)]
pub struct Exit {
    /// How mail leaves.
    pub route: Route,
    /// What opens connections.
    pub client: Client,
    /// Connections at once in all; a relay may have them all. A destination's first connection is
    /// always allowed, so that slow destinations delay no other.
    pub connections: usize,
    /// Connections at once to one host of `direct`.
    pub per_destination: usize,
}

impl Exit {
    /// Workers of one destination.
    fn workers(&self) -> usize {
        match self.route {
            Route::Relay(_) => self.connections.max(1),
            Route::Direct { .. } => self.per_destination.min(self.connections).max(1),
            Route::Maildir { .. } => 2,
        }
    }

    /// How long a connection is kept without work.
    fn idle(&self) -> Duration {
        match self.route {
            Route::Relay(_) => Duration::from_secs(20),
            Route::Direct { .. } | Route::Maildir { .. } => Duration::from_secs(2),
        }
    }

    /// The queue that mail for a domain waits in.
    fn lane<'a>(&self, domain: &'a str) -> &'a str {
        match self.route {
            Route::Direct { .. } => domain,
            Route::Relay(_) | Route::Maildir { .. } => "",
        }
    }

    /// The queue that all of a row waits in, when it is one.
    fn lane_of<'a>(&self, row: &'a Row) -> Option<&'a str> {
        match (&self.route, &row.load) {
            (Route::Direct { .. }, outbox::Load::Copies { domain, .. }) => domain.as_deref(),
            (Route::Direct { .. }, outbox::Load::Mail { to, .. }) => Some(to.domain()),
            (Route::Relay(_) | Route::Maildir { .. }, _) => Some(""),
        }
    }

    fn regroup(&self) -> Regroup {
        match self.route {
            Route::Direct { .. } => Regroup::ByDomain,
            Route::Relay(_) | Route::Maildir { .. } => Regroup::Together,
        }
    }
}

/// Runs until stopped; what is under way then is ended, or left to the next start.
pub async fn run(site: SharedSite, mut stop: Stop, exit: Exit) {
    let (ended, mut endings) = mpsc::unbounded_channel();
    let mut desk = Desk::new(site.clone(), stop.clone(), exit, ended);
    let mut pulse = Pulse::new(&site.store);
    loop {
        pulse.begin();
        while let Ok(row) = endings.try_recv() {
            desk.under_way.remove(&row);
        }
        if let Err(error) = desk.look().await {
            tracing::error!(event = "delivery-failed", %error);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        pulse.end(desk.looking);
        if pulse.wait(&mut stop).await == Woken::Stop {
            desk.staff.finish(PATIENCE).await;
            return;
        }
    }
}

/// Where rows are handed out.
struct Desk {
    site: SharedSite,
    ledger: Arc<Ledger>,
    forms: Arc<Forms>,
    depot: Arc<Depot>,
    staff: Arc<Staff>,
    lanes: Arc<Lanes>,
    under_way: HashSet<u64>,
    /// Time the last look spent reading the queue.
    looking: Duration,
    /// How often somebody wanted the queue tried at once.
    hurries: u64,
}

impl Desk {
    fn new(site: SharedSite, stop: Stop, exit: Exit, ended: mpsc::UnboundedSender<u64>) -> Self {
        let ledger = Arc::new(Ledger::new(site.clone(), exit.regroup(), ended));
        let forms: Arc<Forms> = Arc::default();
        let depot = Arc::new(Depot::new(site.clone(), exit, forms.clone()));
        let staff = Arc::default();
        let lanes = Lanes::new(depot.clone(), stop, &staff);
        let under_way = HashSet::new();
        let (looking, hurries) = (Duration::ZERO, site.tally.hurries());
        Self { site, ledger, forms, depot, staff, lanes, under_way, looking, hurries }
    }

    /// Begins what is due and can be begun.
    async fn look(&mut self) -> Result<(), StoreError> {
        let now = self.site.clock.now();
        let hurries = self.site.tally.hurries();
        if std::mem::replace(&mut self.hurries, hurries) != hurries {
            self.lanes.wake();
        }
        let (mut after, mut resting) = (None, Vec::new());
        self.looking = Duration::ZERO;
        'rows: while self.has_room() {
            let began = Instant::now();
            let page = outbox::rows(&self.site.store, after, now, PAGE)?;
            self.looking += began.elapsed();
            let Some(last) = page.last() else { break };
            after = Some((last.due, last.id));
            for row in page {
                if self.under_way.contains(&row.id) {
                    continue;
                }
                let lane = self.depot.exit.lane_of(&row);
                if let Some(rest) = lane.and_then(|key| self.lanes.rest(key, now)) {
                    resting.push((row, rest.until));
                    continue;
                }
                match lane {
                    // One queue for all: nothing behind this row can go either.
                    Some("") if self.lanes.is_full("") => break 'rows,
                    Some(key) if self.lanes.is_full(key) => continue,
                    _ => self.begin(row).await?,
                }
                if !self.has_room() {
                    break 'rows;
                }
            }
        }
        self.lanes.forget(now);
        self.postpone(resting).await
    }

    fn has_room(&self) -> bool {
        self.under_way.len() < ROWS && self.forms.held() < OCTETS
    }

    async fn begin(&mut self, row: Row) -> Result<(), StoreError> {
        let id = row.id;
        self.under_way.insert(id);
        let (ledger, forms, exit) =
            (self.ledger.clone(), self.forms.clone(), self.depot.exit.clone());
        let copy = row.clone();
        let loading = move || load::load(&ledger, &forms, &exit, copy);
        let jobs = match tokio::task::spawn_blocking(loading).await {
            Ok(Ok(jobs)) => jobs,
            Ok(Err(error)) => {
                self.under_way.remove(&id);
                return Err(error);
            }
            Err(panic) => {
                self.under_way.remove(&id);
                return self.set_aside(row, &panic.to_string()).await;
            }
        };
        if jobs.is_empty() {
            // Everybody left, or the list is gone.
            let finish = |tx: &mut Tx<'_>| outbox::finish(tx, &row, Vec::new());
            let ((), ticket) = self.site.store.transact(Durability::Written, finish)?;
            ticket.await?;
            self.under_way.remove(&id);
            return Ok(());
        }
        let now = self.site.clock.now();
        for job in jobs {
            let domain = job.to.first().map_or("", |reader| reader.address.domain());
            let lane = self.depot.exit.lane(domain).to_owned();
            match self.lanes.rest(&lane, now) {
                Some(rest) => job.batch.put_off(job.to, &rest.failure, rest.until).await,
                None => self.lanes.push(&lane, job),
            }
        }
        Ok(())
    }

    /// A row that breaks its own preparation comes back later and later; the others go on (P5).
    async fn set_aside(&self, row: Row, why: &str) -> Result<(), StoreError> {
        tracing::error!(event = "row-set-aside", row = row.id, why);
        let history = row.history.again(why);
        let wait = backoff::interval(history.tries, row.id);
        let due = self.site.clock.now().saturating_add(wait).unwrap_or(row.due);
        self.postpone(vec![(Row { history, ..row }, due)]).await
    }

    async fn postpone(&self, rows: Vec<(Row, Timestamp)>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let ((), ticket) = self.site.store.transact(Durability::Written, |tx: &mut Tx<'_>| {
            rows.into_iter().try_for_each(|(row, due)| outbox::postpone(tx, row, due))
        })?;
        ticket.await
    }
}
