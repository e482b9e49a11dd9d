//! `palabre serve`: starts the daemon and stops it when asked. The wiring of its loops is
//! `daemon::serve`'s.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::forward;
use super::output::CliError;
use super::terminal::Terminal;
use crate::clock::Clock;
use crate::config::Config;
use crate::daemon::control::Control;
use crate::daemon::serve::{self, Ending};
use crate::daemon::{SharedSite, Stop, export, one_click, sign_in};
use crate::web;

/// The journal could not be written (sysexits.h EX_IOERR): what a supervisor should not restart
/// blindly.
const EX_IOERR: u8 = 74;
/// What verbs under way may still take once all else has ended: a stop takes 5 s at most (P10).
const FAREWELL: Duration = Duration::from_millis(400);

/// How the daemon runs.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Logs as JSON, one object a line
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub(super) fn json(&self) -> bool {
        self.json
    }

    pub(super) fn run(
        &self,
        config: Option<&Path>,
        data: &Path,
        terminal: &mut Terminal,
    ) -> Result<u8, CliError> {
        let config = Config::load(config, data)?;
        let site = super::open(&config, data, Clock::System, terminal)?;
        let runtime = tokio::runtime::Runtime::new()
            .map_err(|e| CliError::wrong(format!("starting the runtime: {e}")))?;
        let ended = runtime.block_on(run(&config, data, &site));
        runtime.shutdown_timeout(FAREWELL);
        ended.map(status)
    }
}

/// The process's exit status for a way of ending.
pub(super) fn status(ending: Ending) -> u8 {
    match ending {
        Ending::Asked => 0,
        Ending::StoreFailed => EX_IOERR,
    }
}

async fn run(config: &Config, data: &Path, site: &SharedSite) -> Result<Ending, CliError> {
    let (hand, mut stop) = Stop::new();
    let mut signals = Signals::listen()?;
    let control = Control::bind(data)
        .map_err(|e| CliError::file("making the control socket in", data, &e))?;
    let pages = web::router(site.face()).map_err(|e| CliError::wrong(e.to_string()))?;
    let pages = pages
        .merge(one_click::router(site.clone()))
        .merge(sign_in::router(site.clone()))
        .merge(export::router(site.clone()));
    let running = serve::start(site, config, pages, &stop)
        .await
        .map_err(|e| CliError::Usage(e.to_string()))?;
    let control = tokio::spawn(
        control.run(forward::handler(site.clone(), Arc::new(config.clone())), stop.clone()),
    );
    tracing::info!("ready {}", running.bound());
    tokio::spawn(async move {
        signals.asked_to_stop().await;
        let _ = hand.send(true);
    });
    let ending = running.until(&mut stop).await;
    let _ = tokio::time::timeout(FAREWELL, control).await;
    Ok(ending)
}

/// What asks a process to stop. Listened to before anything is said to be ready.
pub(super) struct Signals([Signal; 3]);

impl Signals {
    /// SIGTERM, SIGINT, and SIGHUP of a terminal that is closed.
    pub(super) fn listen() -> Result<Self, CliError> {
        let listen =
            |kind| signal(kind).map_err(|e| CliError::wrong(format!("listening for signals: {e}")));
        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        let [term, int, hangup] = kinds.map(listen);
        Ok(Self([term?, int?, hangup?]))
    }

    /// Returns at the first of them.
    pub(super) async fn asked_to_stop(&mut self) {
        let [term, int, hangup] = &mut self.0;
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}
