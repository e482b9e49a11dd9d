//! Numbers for whoever watches the daemon: `GET /metrics` in Prometheus' text format, on a listener of
//! its own (`http.metrics`), never on that of the pages, which a web server may show to the world.
//! Numbers only: no list, no domain, no address.

use std::fmt::{Display, Write as _};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::SharedSite;
use super::intake::Intake;
use super::tally::Count;
use crate::smtp::server::Server;
use crate::store::{StoreError, outbox};
use crate::web::secure;

/// Fields by which a proxy says whom it asks for. Whoever that is, it is not the one who watches.
const PROXIED: [&str; 5] = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];

/// What is watched.
#[derive(Clone)]
pub struct Watched {
    /// The site.
    pub site: SharedSite,
    /// Mail in.
    pub mail: Arc<Server<Intake>>,
}

/// The one route there is on that listener.
pub fn router(watched: Watched) -> Router {
    Router::new()
        .route("/metrics", get(show))
        .layer(middleware::map_response(secure))
        .with_state(watched)
}

async fn show(State(watched): State<Watched>, headers: HeaderMap) -> Response {
    if PROXIED.iter().any(|name| headers.contains_key(*name)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let failed = |error: &dyn Display| {
        tracing::error!(event = "metrics-failed", %error);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    };
    match tokio::task::spawn_blocking(move || text(&watched)).await {
        Ok(Ok(text)) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
                .into_response()
        }
        Ok(Err(error)) => failed(&error),
        Err(panic) => failed(&panic),
    }
}

/// All numbers at this moment.
///
/// # Errors
/// When the store cannot be read.
pub fn text(watched: &Watched) -> Result<String, StoreError> {
    let Watched { site, mail } = watched;
    let mut page = Page(String::new());
    page.family("palabre_smtp_replies_total", "counter", "Replies given to those who bring mail.");
    for ((code, status), count) in mail.replies() {
        page.sample("palabre_smtp_replies_total", &[("code", &code), ("status", &status)], count);
    }
    page.gauge("palabre_smtp_sessions", "Sessions of those who bring mail.", mail.sessions());
    for what in Count::ALL {
        let (name, help) = about(what);
        page.family(name, "counter", help);
        let (label, values) = what.labels();
        for value in values {
            let count = site.tally.get(what, value);
            match label {
                "" => page.sample(name, &[], count),
                label => page.sample(name, &[(label, value)], count),
            }
        }
    }
    let help = "Connections to other servers at this moment.";
    page.gauge("palabre_delivery_connections", help, site.tally.is_open());
    page.queue(site)?;
    page.store(site)?;
    Ok(page.0)
}

fn about(what: Count) -> (&'static str, &'static str) {
    match what {
        Count::Received => {
            ("palabre_messages_total", "Messages that came in, by recipient and decision.")
        }
        Count::Delivered => ("palabre_delivered_total", "Copies and mails that a far side took."),
        Count::Deferred => (
            "palabre_deferred_total",
            "Attempts that failed for now, by what the failure was about.",
        ),
        Count::Refused => {
            ("palabre_refused_total", "Copies and mails refused for good, by what it was about.")
        }
        Count::Expired => ("palabre_expired_total", "Copies and mails given up after five days."),
        Count::Connection => ("palabre_connections_total", "Connections to other servers."),
        Count::Rest => ("palabre_rests_total", "Times that a destination was given a rest."),
    }
}

/// A page in the text format: a family's help and type stand before its samples.
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// Values of labels are words of ours: nothing in them needs escaping.
    fn sample(&mut self, name: &str, labels: &[(&str, &dyn Display)], value: impl Display) {
        let labels: Vec<String> = labels.iter().map(|(k, v)| format!("{k}=\"{v}\"")).collect();
        let _ = match labels.as_slice() {
            [] => writeln!(self.0, "{name} {value}"),
            some => writeln!(self.0, "{name}{{{}}} {value}", some.join(",")),
        };
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.sample(name, &[], value);
    }

    fn queue(&mut self, site: &SharedSite) -> Result<(), StoreError> {
        let counts = outbox::counts(&site.store, None)?;
        let now = site.clock.now();
        let age = counts.oldest.map_or(0, |since| now.duration_since(since).as_secs().max(0));
        self.gauge("palabre_queue_rows", "Rows in the queue.", counts.rows);
        self.gauge("palabre_queue_copies", "Copies and mails in the queue.", counts.copies);
        self.gauge(
            "palabre_queue_deferred_rows",
            "Rows that failed at least once.",
            counts.deferred,
        );
        self.gauge("palabre_queue_oldest_seconds", "Age of the oldest row.", age);
        Ok(())
    }

    fn store(&mut self, site: &SharedSite) -> Result<(), StoreError> {
        let parts = [("journal", site.store.journal().size()?), ("map", site.store.map_size()?)];
        self.family("palabre_store_bytes", "gauge", "Octets on the disk.");
        for (part, size) in parts {
            self.sample("palabre_store_bytes", &[("part", &part)], size);
        }
        // A file system that does not say is no reason to say nothing else.
        if let Ok(room) = site.store.room() {
            self.gauge("palabre_store_free_bytes", "Octets left on the disk.", room.octets);
        }
        Ok(())
    }
}
