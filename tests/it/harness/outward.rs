//! The way out of a [`World`]: fanout and delivery running against a sink, stopped and started at
//! will.

use std::sync::Arc;
use std::time::Duration;

use palabre::daemon::deliver::{self, Exit, Route};
use palabre::daemon::{Stop, fanout};
use palabre::dns::Lookup;
use palabre::smtp::client::{Client, Server, Timeouts, Tls};
use palabre::store::outbox::{self, Counts, Failure, Row};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::sink::Sink;
use super::world::World;
use super::{DEADLINE, within};

/// Timeouts that a test can wait for.
pub fn timeouts() -> Timeouts {
    let second = Duration::from_secs(2);
    Timeouts { connect: second, greeting: second, command: second, message: second }
}

/// A client that trusts nobody in particular.
pub fn client() -> Client {
    Client::new("lists.example.org", timeouts()).unwrap()
}

/// A route through one server, in the clear unless it offers TLS.
pub fn relay(sink: &Sink) -> Route {
    let (host, port) = (sink.address().ip().to_string(), sink.address().port());
    Route::Relay(Server { host, port, tls: Tls::Opportunistic, login: None })
}

/// A route by MX, to hosts that all listen at one port.
pub fn direct(dns: Arc<dyn Lookup>, port: u16) -> Route {
    Route::Direct { dns, port, tls: Tls::Opportunistic }
}

/// The running loops; they end when dropped.
pub struct Outward {
    hand: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Outward {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Outward {
    /// Starts fanout and delivery.
    pub fn start(world: &World, route: Route) -> Self {
        Self::with(world, Exit { route, client: client(), connections: 20, per_destination: 5 })
    }

    /// Starts them with other limits.
    pub fn with(world: &World, exit: Exit) -> Self {
        let (hand, stop) = Stop::new();
        let fanout = tokio::spawn(fanout::run(world.site.clone(), stop.clone()));
        let deliver = tokio::spawn(deliver::run(world.site.clone(), stop, exit));
        Self { hand, tasks: vec![fanout, deliver] }
    }

    /// Asks both to stop and waits until they did.
    pub async fn stop(mut self) {
        let _ = self.hand.send(true);
        for task in std::mem::take(&mut self.tasks) {
            within("a loop to end", task).await.unwrap();
        }
    }

    /// Ends both without a word.
    pub async fn kill(mut self) {
        for task in std::mem::take(&mut self.tasks) {
            task.abort();
            let _ = task.await;
        }
    }
}

impl World {
    /// Rows of the outbox, by due time.
    pub fn rows(&self) -> Vec<Row> {
        let mut found = Vec::new();
        outbox::each_row(&self.site.store, |row| found.push(row)).unwrap();
        found
    }

    /// Failures so far.
    pub fn failures(&self) -> Vec<Failure> {
        outbox::failures(&self.site.store, None, usize::MAX).unwrap()
    }

    /// What waits in the outbox.
    pub fn counts(&self) -> Counts {
        outbox::counts(&self.site.store, None).unwrap()
    }

    /// Waits until the store satisfies `enough`.
    pub async fn until(&self, what: &str, enough: impl Fn(&World) -> bool) {
        let mut committed = self.site.store.committed();
        let waiting = async {
            while !enough(self) {
                committed.changed().await.unwrap();
            }
        };
        if tokio::time::timeout(DEADLINE, waiting).await.is_err() {
            panic!(
                "waited {DEADLINE:?} for {what}; rows {:?}, failures {:?}",
                self.rows(),
                self.failures()
            );
        }
    }

    /// Waits until the fanout has read the log and the outbox is empty.
    pub async fn until_sent(&self) {
        self.until("an empty outbox", |w| w.is_fanned_out() && w.rows().is_empty()).await;
    }

    /// Whether the fanout has read the whole log.
    pub fn is_fanned_out(&self) -> bool {
        use palabre::store::articles;
        let (store, reader) = (&self.site.store, fanout::READER);
        articles::cursor(store, reader).unwrap() == articles::last_event(store).unwrap()
    }
}
