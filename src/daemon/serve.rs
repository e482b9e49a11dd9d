//! The daemon put together: every listener bound, every loop running, one stop for all. Not the
//! command line: who asks for the stop, and what is printed, is `cli`'s.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::intake::Intake;
use super::metrics::{self, Watched};
use super::way_out::way_out;
use super::{SharedSite, Stop, archiver, deliver, digests, fanout, indexer, window};
use crate::config::Config;
use crate::smtp::handler::Protocol;
use crate::smtp::server::{Certificate, Door, Endpoint, Listener, Server, Settings};
use crate::smtp::tls::BadCertificate;
use crate::web;

/// What a stop may take, mail in flight included (P10).
pub const PATIENCE: Duration = Duration::from_secs(4);

/// Why the daemon does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address cannot be listened on.
    #[error("{key}: cannot listen on {endpoint}: {}", reason(.source))]
    Bind {
        /// The configuration key that names it.
        key: &'static str,
        /// The address.
        endpoint: String,
        /// What the system said.
        source: io::Error,
    },
    /// The certificate.
    #[error("smtp.tls_certificate: {0}")]
    Certificate(#[from] BadCertificate),
    /// The resolver of `direct`.
    #[error("dns.resolver: {0}")]
    Dns(String),
    /// TLS towards other servers.
    #[error("setting up TLS: {0}")]
    Tls(String),
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            "another program uses it; stop that program, or choose another port".to_owned()
        }
        io::ErrorKind::PermissionDenied => format!(
            "{error}; ports under 1024 need root or the capability CAP_NET_BIND_SERVICE (see config/palabre.service)"
        ),
        io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        _ => error.to_string(),
    }
}

/// Where the daemon listens, once it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// SMTP.
    pub smtp: Vec<Endpoint>,
    /// LMTP.
    pub lmtp: Vec<Endpoint>,
    /// Pages.
    pub http: Vec<Endpoint>,
    /// Numbers for who watches.
    pub metrics: Vec<Endpoint>,
}

/// `smtp=ADDR lmtp=ADDR http=ADDR`, several with commas, none as `-`; `metrics=ADDR` where there is one.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn join(all: &[impl ToString]) -> String {
            let all: Vec<String> = all.iter().map(ToString::to_string).collect();
            if all.is_empty() { "-".to_owned() } else { all.join(",") }
        }
        let (smtp, lmtp, http) = (join(&self.smtp), join(&self.lmtp), join(&self.http));
        write!(f, "smtp={smtp} lmtp={lmtp} http={http}")?;
        match self.metrics.as_slice() {
            [] => Ok(()),
            some => write!(f, " metrics={}", join(some)),
        }
    }
}

/// A daemon at work.
pub struct Running {
    tasks: JoinSet<()>,
    bound: Bound,
    failure: watch::Receiver<bool>,
}

/// How the daemon ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was asked to.
    Asked,
    /// The journal could not be written: exit status 74, nothing more is acknowledged.
    StoreFailed,
}

/// Binds every listener, then starts every loop. `pages` is the web face to serve; the demo adds
/// rooms to it.
///
/// # Errors
/// When an address is taken or the certificate cannot be read: nothing is left running.
pub async fn start(
    site: &SharedSite,
    config: &Config,
    pages: axum::Router,
    stop: &Stop,
) -> Result<Running, ServeError> {
    let mut bound = Bound::default();
    let mut mail = Vec::new();
    for address in &config.smtp.listen {
        let listener = Listener::tcp(*address, &config.smtp.listen, Protocol::Smtp);
        let listener = listener.map_err(failed("smtp.listen", address))?;
        bound.smtp.push(listener.endpoint().clone());
        mail.push(listener);
    }
    for endpoint in &config.lmtp {
        let listener = Listener::bind(endpoint, Protocol::Lmtp);
        let listener = listener.map_err(failed("lmtp.listen", endpoint))?;
        bound.lmtp.push(listener.endpoint().clone());
        mail.push(listener);
    }
    let (pages_at, bound_at) = bind_web("http.listen", &config.http)?;
    bound.http = bound_at;
    let watched: Vec<Endpoint> = config.metrics.iter().copied().map(Endpoint::Tcp).collect();
    let (metrics_at, bound_at) = bind_web("http.metrics", &watched)?;
    bound.metrics = bound_at;
    let server = Arc::new(mail_server(site, config)?);
    let numbers = metrics::router(Watched { site: site.clone(), mail: server.clone() });
    let exit = way_out(config)?;
    let mut tasks = JoinSet::new();
    let ear = stop.watched();
    tasks.spawn(async move { server.run(mail, ear).await });
    let pages_at = pages_at.into_iter().map(|door| (door, pages.clone()));
    let metrics_at = metrics_at.into_iter().map(|door| (door, numbers.clone()));
    for (door, router) in pages_at.chain(metrics_at) {
        let mut stop = stop.clone();
        tasks.spawn(web::serve(door, router, async move { stop.requested().await }));
    }
    tasks.spawn(archiver::run(site.clone(), stop.clone()));
    tasks.spawn(indexer::run(site.clone(), stop.clone()));
    tasks.spawn(digests::run(site.clone(), stop.clone()));
    tasks.spawn(window::run(site.clone(), stop.clone()));
    tasks.spawn(fanout::run(site.clone(), stop.clone()));
    tasks.spawn(deliver::run(site.clone(), stop.clone(), exit));
    Ok(Running { tasks, bound, failure: site.store.failure() })
}

/// What an address that cannot be listened on comes to.
fn failed(
    key: &'static str,
    endpoint: &dyn ToString,
) -> impl FnOnce(io::Error) -> ServeError + use<> {
    let endpoint = endpoint.to_string();
    move |source| ServeError::Bind { key, endpoint, source }
}

/// Doors of HTTP, and where they are.
fn bind_web(
    key: &'static str,
    endpoints: &[Endpoint],
) -> Result<(Vec<Door>, Vec<Endpoint>), ServeError> {
    let tcp = |e: &Endpoint| match e {
        Endpoint::Tcp(address) => Some(*address),
        Endpoint::Unix(_) => None,
    };
    let addresses: Vec<SocketAddr> = endpoints.iter().filter_map(tcp).collect();
    let open = |e: &Endpoint| Door::bind(e, &addresses).map_err(failed(key, e));
    let doors = endpoints.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let bound = doors.iter().map(|door| door.endpoint().clone()).collect();
    Ok((doors, bound))
}

fn mail_server(site: &SharedSite, config: &Config) -> Result<Server<Intake>, ServeError> {
    let tls = config.smtp.tls.as_ref();
    let certificate = tls.map(|t| Certificate::open(&t.certificate, &t.key)).transpose()?;
    let settings = Settings {
        hostname: site.hostname.clone(),
        limits: config.smtp.limits.clone(),
        certificate: certificate.map(Arc::new),
        clock: site.clock.clone(),
    };
    Ok(Server::new(settings, Arc::new(Intake::new(site.clone()))))
}

impl Running {
    /// Where it listens.
    pub fn bound(&self) -> &Bound {
        &self.bound
    }

    /// Works until the stop is asked for, or the store can take no more; then waits for the loops to
    /// end, [`PATIENCE`] at most.
    pub async fn until(mut self, stop: &mut Stop) -> Ending {
        let ending = tokio::select! {
            () = stop.requested() => Ending::Asked,
            _ = self.failure.wait_for(|failed| *failed) => Ending::StoreFailed,
        };
        if ending == Ending::Asked {
            let all = async { while self.tasks.join_next().await.is_some() {} };
            if tokio::time::timeout(PATIENCE, all).await.is_err() {
                tracing::warn!(event = "stop-cut-short");
            }
        }
        self.tasks.abort_all();
        ending
    }
}
