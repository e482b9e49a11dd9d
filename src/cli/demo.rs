//! `palabre demo`: a sample community on loopback, until Ctrl-C. The community is `demo`'s.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::output::{CliError, Output, count};
use super::terminal::Terminal;
use super::{forward, serve as daemon};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::values::socket;
use crate::daemon::control::Control;
use crate::daemon::serve;
use crate::daemon::{SharedSite, Stop, export, sign_in};
use crate::demo::{self, DemoError, Told};
use crate::web;

/// Ports tried after the one asked for.
const TRIES: u16 = 50;

/// Where the demo listens.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where it takes mail; the next free port when this one is taken
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:2525", value_parser = socket)]
    smtp: SocketAddr,
    /// Where it shows pages; the next free port when this one is taken
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", value_parser = socket)]
    http: SocketAddr,
}

/// The demo's data: the folder that was named, or one that goes when the demo ends.
struct Folder {
    path: PathBuf,
    passing: bool,
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.passing {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

impl Folder {
    fn new(named: Option<PathBuf>) -> Result<Self, CliError> {
        if let Some(path) = named {
            return Ok(Self { path, passing: false });
        }
        let path = std::env::temp_dir().join(format!("palabre-demo-{}", std::process::id()));
        // A folder that is there was left by a killed demo whose number came round again.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).map_err(|e| CliError::file("making", &path, &e))?;
        Ok(Self { path, passing: true })
    }
}

impl Demo {
    pub(super) fn run(
        &self,
        data: Option<PathBuf>,
        terminal: &mut Terminal,
    ) -> Result<u8, CliError> {
        let smtp = free(self.smtp, "--smtp", terminal)?;
        let http = free(self.http, "--http", terminal)?;
        let folder = Folder::new(data)?;
        let mut config = Config::defaults(&folder.path);
        demo::arrange(&mut config, smtp, http);
        let site = super::open(&config, &folder.path, Clock::System, terminal)?;
        let told = demo::tell(&site).map_err(failed)?;
        let runtime = tokio::runtime::Runtime::new()
            .map_err(|e| CliError::wrong(format!("starting the runtime: {e}")))?;
        let show = Show { smtp, http, folder: &folder.path, passing: folder.passing };
        let ended = runtime.block_on(work(&site, &config, (told, show), terminal));
        runtime.shutdown_timeout(Duration::from_millis(400));
        drop(site);
        ended
    }
}

fn failed(error: DemoError) -> CliError {
    match error {
        DemoError::Store(error) => CliError::Store(error),
        other => CliError::wrong(other.to_string()),
    }
}

/// The address, or the next one whose port nobody uses.
fn free(wanted: SocketAddr, option: &str, out: &mut dyn Output) -> Result<SocketAddr, CliError> {
    for more in 0..TRIES {
        let port = wanted.port().saturating_add(more);
        let address = SocketAddr::new(wanted.ip(), port);
        match TcpListener::bind(address).and_then(|l| l.local_addr()) {
            Ok(bound) => {
                if more > 0 {
                    out.note(&format!("{wanted} is taken; using {bound} instead"));
                }
                return Ok(bound);
            }
            Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(e) => return Err(CliError::Usage(format!("{option} {address}: {e}"))),
        }
    }
    Err(CliError::Usage(format!("{option} {wanted}: no port is free there; choose another")))
}

async fn work(
    site: &SharedSite,
    config: &Config,
    (told, show): (Option<Told>, Show<'_>),
    out: &mut dyn Output,
) -> Result<u8, CliError> {
    let (hand, mut stop) = Stop::new();
    let mut signals = daemon::Signals::listen()?;
    let control = Control::bind(&site.data)
        .map_err(|e| CliError::file("making the control socket in", &site.data, &e))?;
    let rooms = demo::rooms(site, config.delivery.maildir.clone(), show.smtp).map_err(failed)?;
    let public = web::router(site.face()).map_err(|e| CliError::wrong(e.to_string()))?;
    let pages = rooms
        .merge(public)
        .merge(sign_in::router(site.clone()))
        .merge(export::router(site.clone()));
    let running = serve::start(site, config, pages, &stop)
        .await
        .map_err(|e| CliError::Usage(e.to_string()))?;
    let handler = forward::handler(site.clone(), Arc::new(config.clone()));
    tokio::spawn(control.run(handler, stop.clone()));
    tokio::spawn(async move {
        signals.asked_to_stop().await;
        let _ = hand.send(true);
    });
    if let Some(told) = &told {
        demo::go_on(site, told, show.smtp).await.map_err(failed)?;
    }
    show.say(site, told.as_ref(), out)?;
    Ok(daemon::status(running.until(&mut stop).await))
}

/// What is said once everything is ready.
struct Show<'a> {
    smtp: SocketAddr,
    http: SocketAddr,
    folder: &'a Path,
    passing: bool,
}

impl Show<'_> {
    fn say(
        &self,
        site: &SharedSite,
        told: Option<&Told>,
        out: &mut dyn Output,
    ) -> Result<(), CliError> {
        let (http, folder) = (self.http, self.folder.display());
        out.line(&match told {
            Some(t) => format!(
                "Palabre's demo is ready: {}, {}, {}, all invented. Ctrl-C stops it.",
                count(t.communities, "list"),
                count(t.people, "member"),
                count(t.posts, "message")
            ),
            None => "Palabre's demo is ready again, as you left it. Ctrl-C stops it.".to_owned(),
        });
        out.line(&format!("  archive    http://{http}/"));
        out.line(&format!(
            "  mailboxes  http://{http}/demo/   open a digest, answer one of its conversations"
        ));
        if let Some((from, to)) = demo::example(site).map_err(failed)? {
            out.line(&format!(
                "  write      swaks --server {} --from {from} --to {to} --header 'Subject: Bonjour' \
                 --body 'Un mot pour tout le monde.'",
                self.smtp
            ));
        }
        let until = if self.passing { "   (until Ctrl-C)" } else { "" };
        out.line(&format!("  look       palabre --data {folder} thread ls jardins{until}"));
        Ok(())
    }
}
