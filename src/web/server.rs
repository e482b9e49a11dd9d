//! The accept loop. axum's own has no deadline for a connection that says nothing, and spins when
//! the process is out of file descriptors (reliability.md §1.10): this one has, and waits. When all
//! seats are taken, who has been silent longest gives theirs up ([`super::seats`]).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::util::MapRequest;

use super::seats::{GRACE, Room, Seat, Watched};
use crate::smtp::server::{Arrival, Door};

/// Who is at the other end of a connection: a proxy, where there is one; `None`: a Unix socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub Option<IpAddr>);

/// How much the loop takes on (threat 32).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; the next one takes the seat of who was silent longest.
    pub connections: usize,
    /// Time for a request's header to come in whole, from the first moment of the connection or the
    /// end of the answer before.
    pub header: Duration,
    /// Life of a connection, however busy.
    pub life: Duration,
    /// Time for answers under way when we stop.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            header: Duration::from_secs(10),
            life: Duration::from_secs(300),
            farewell: Duration::from_secs(3),
        }
    }
}

/// Wait after an accept that failed: out of descriptors, most likely.
const BACK_OFF: Duration = Duration::from_millis(500);

/// Serves until `stop` resolves, within the default limits.
pub async fn serve(door: Door, router: Router, stop: impl Future<Output = ()>) {
    serve_within(Limits::default(), door, router, stop).await;
}

/// [`serve`], within these limits.
pub async fn serve_within(
    limits: Limits,
    door: Door,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let room = Arc::new(Room::new(limits.connections, GRACE));
    let (bell, leaving) = watch::channel(false);
    let mut guests = JoinSet::new();
    // Who was accepted and has no seat yet.
    let mut arrived: Option<Arrival> = None;
    tokio::pin!(stop);
    loop {
        let next = async {
            if arrived.is_none() {
                arrived = Some(door.accept().await?);
            }
            Ok::<_, std::io::Error>(room.seat().await)
        };
        let accepted = tokio::select! {
            () = &mut stop => break,
            _ = guests.join_next(), if !guests.is_empty() => continue,
            next = next => next,
        };
        match accepted {
            Ok(seat) => {
                let Some(arrival) = arrived.take() else { continue };
                guests.spawn(attend(limits, arrival, router.clone(), leaving.clone(), seat));
            }
            Err(error) => {
                tracing::warn!(event = "accept-failed", %error);
                tokio::select! { () = &mut stop => break, () = sleep(BACK_OFF) => {} }
            }
        }
    }
    drop(door);
    bell.send_replace(true);
    let all_gone = async { while guests.join_next().await.is_some() {} };
    let _ = timeout(limits.farewell, all_gone).await;
    guests.shutdown().await;
}

/// One connection, to its end.
async fn attend(
    limits: Limits,
    arrival: Arrival,
    router: Router,
    mut leaving: watch::Receiver<bool>,
    seat: Seat,
) {
    let client = Client(arrival.ip());
    let router = MapRequest::new(router, move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(client);
        request
    });
    let stream = Watched::new(arrival.into_stream(), seat.pulse());
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    tokio::pin!(connection);
    let life = sleep(limits.life);
    tokio::pin!(life);
    let done = tokio::select! {
        // What goes wrong here is the visitor's doing (gone, too slow, not HTTP): no news.
        _ = connection.as_mut() => true,
        () = seat.wanted() => true,
        _ = leaving.wait_for(|now| *now) => false,
        () = &mut life => false,
    };
    if !done {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(limits.farewell, connection).await;
    }
}
