//! Listeners and the sessions they bear, from accept to a stop in seconds. Not the dialogue: what is
//! answered to what is decided in `session`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

pub use super::handler::{
    Body, Channel, Code, Envelope, Handler, Peer, Protocol, RcptVerdict, Verdict,
};
pub use super::limits::Limits;
pub use super::listener::{Arrival, Door, Endpoint, Listener, listen};
pub use super::tls::Certificate;

use super::conversation::{Conversation, House, Tally};
use super::limits::{Memory, Seats};
use super::reply::Reply;
use super::wire::Vigil;
use crate::clock::Clock;

/// What a server needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Our name, in the greeting and the Received field.
    pub hostname: String,
    /// How much of everything.
    pub limits: Limits,
    /// For STARTTLS; `None`: it is not offered.
    pub certificate: Option<Arc<Certificate>>,
    /// For the Received field's date, and nothing else.
    pub clock: Clock,
}

/// How long accepting pauses when the system has no descriptors or memory left: the connection stays
/// in the backlog, and trying again at once would only burn a core. Meanwhile a silent session ends.
const EXHAUSTED: Duration = Duration::from_secs(1);

/// The server: one for all listeners, which share its limits.
pub struct Server<H> {
    house: Arc<House<H>>,
}

impl<H: Handler> Server<H> {
    /// A server that asks `handler`.
    pub fn new(settings: Settings, handler: Arc<H>) -> Self {
        let Settings { hostname, limits, certificate, clock } = settings;
        let house = House {
            hostname: hostname.into(),
            seats: Seats::new(limits.clone()),
            memory: Memory::new(limits.memory_bytes),
            limits: Arc::new(limits),
            certificate,
            clock,
            handler,
            tally: Tally::default(),
            serial: AtomicU32::new(0),
        };
        Self { house: Arc::new(house) }
    }

    /// Serves until `stop` turns true or its sender is gone. Then no connection is accepted, sessions
    /// that wait for a command hear 421, messages under way may finish within [`Limits::stop_time`].
    pub async fn run(&self, listeners: Vec<Listener>, stop: watch::Receiver<bool>) {
        let mut accepting = JoinSet::new();
        for listener in listeners {
            accepting.spawn(accept(Arc::clone(&self.house), listener, stop.clone()));
        }
        while let Some(ended) = accepting.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "smtp.listener_failed");
            }
        }
    }

    /// How many of each reply were given, by code and enhanced code. Every limit has its own reply, so
    /// this is also how often each was met.
    pub fn replies(&self) -> BTreeMap<(u16, &'static str), u64> {
        self.house.tally.read()
    }

    /// Sessions at this moment.
    pub fn sessions(&self) -> usize {
        self.house.seats.count()
    }
}

/// One listener's life.
async fn accept<H: Handler>(
    house: Arc<House<H>>,
    listener: Listener,
    mut stop: watch::Receiver<bool>,
) {
    let mut sessions = JoinSet::new();
    loop {
        let arrival = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => break,
            Some(ended) = sessions.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "smtp.session_failed");
                }
                continue;
            }
            arrival = listener.accept() => arrival,
        };
        match arrival {
            Ok(arrival) => {
                if let Some(conversation) = seat(&house, arrival, &listener, &stop) {
                    sessions.spawn(conversation.run());
                }
            }
            // The peer is gone already: its trouble, not ours.
            Err(error) if is_peers(&error) => {}
            Err(error) => {
                tracing::error!(%error, endpoint = %listener.endpoint(), "smtp.accept_failed");
                house.seats.make_room();
                let _ = timeout(EXHAUSTED, stop.wait_for(|stop| *stop)).await;
            }
        }
    }
    drop(listener);
    let all = async { while sessions.join_next().await.is_some() {} };
    let _ = timeout(house.limits.stop_time, all).await;
    // What is left is cut off: no 250 was said, so nothing is lost.
    sessions.shutdown().await;
}

fn seat<H: Handler>(
    house: &Arc<House<H>>,
    arrival: Arrival,
    listener: &Listener,
    stop: &watch::Receiver<bool>,
) -> Option<Conversation<H>> {
    let Some(seat) = house.seats.take(arrival.ip) else {
        let reply = Reply::new(421, "4.7.0", "Too many connections");
        tracing::info!(peer = ?arrival.ip, "smtp.turned_away");
        house.tally.count(&reply);
        let mut words = Vec::new();
        reply.write(&mut words);
        arrival.turn_away(&words);
        return None;
    };
    let from = (listener.protocol, arrival.ip);
    let vigil = Vigil { seat, stop: stop.clone(), end: Instant::now() + house.limits.session_time };
    Some(Conversation::new(Arc::clone(house), arrival.into_stream(), from, vigil))
}

fn is_peers(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted, InvalidInput};
    // `set_nodelay` on a connection that was reset meanwhile says `InvalidInput`.
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted | InvalidInput)
}
