//! `palabre serve`: starts the daemon and stops it when asked. The wiring of its loops is
//! `daemon::serve`'s.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::forward;
use super::output::CliError;
use super::terminal::Terminal;
use crate::clock::Clock;
use crate::config::Config;
use crate::daemon::Stop;
use crate::daemon::control::Control;

/// What a stop may take, mail in flight included (P10).
const PATIENCE: Duration = Duration::from_secs(4);

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
        let (hand, stop) = Stop::new();
        let ended = runtime.block_on(async {
            let control = Control::bind(data)
                .map_err(|e| CliError::file("making the control socket in", data, &e))?;
            let handler = forward::handler(site.clone());
            let control = tokio::spawn(control.run(handler, stop));
            asked_to_stop().await?;
            let _ = hand.send(true);
            let _ = tokio::time::timeout(PATIENCE, control).await;
            Ok(0)
        });
        runtime.shutdown_timeout(PATIENCE);
        ended
    }
}

/// Returns at SIGTERM, SIGINT.
async fn asked_to_stop() -> Result<(), CliError> {
    let listen =
        |kind| signal(kind).map_err(|e| CliError::wrong(format!("listening for signals: {e}")));
    let mut term = listen(SignalKind::terminate())?;
    let mut int = listen(SignalKind::interrupt())?;
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}
