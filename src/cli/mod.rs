//! The command line: reads what is asked, asks the running daemon or does it here, says how it went.
//! Thin: the rules stand below. One file a family of verbs.

mod archive;
mod backup;
mod check;
mod demo;
mod desk;
mod brief;
mod digest;
mod dkim;
mod export;
mod forward;
mod held;
mod import;
mod input;
mod inspect;
mod list;
mod list_set;
mod member;
mod member_import;
mod member_set;
mod moment;
mod output;
mod path;
mod queue;
mod report;
mod roster;
mod search;
mod serve;
mod stats;
mod terminal;
mod thread;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::config::{Config, DEFAULT_DATA};
use crate::daemon::{SharedSite, Site};
use desk::Desk;
use output::{CliError, Exit, Output};
use terminal::Terminal;

/// An email-first discussion list server.
#[derive(Debug, Parser)]
#[command(args_override_self = true, name = "palabre", version, about, max_term_width = 100)]
struct Cli {
    /// Configuration file [default: config/palabre.toml if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data folder [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A living sample community on loopback; says where to look and what to try
    Demo(demo::Demo),
    /// The daemon: takes mail in, sends copies out, serves pages; stops at SIGTERM or Ctrl-C
    Serve(serve::Serve),
    /// Bring a backup back, into a new or empty data folder
    Restore(backup::Restore),
    #[command(flatten)]
    Verb(Verb),
}

/// What may be asked of a data folder, here or through the daemon that holds it.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
enum Verb {
    /// What is wrong, and how to mend it: configuration, DNS, store, queue, pages
    Check(check::Check),
    /// Create, show and settle lists
    #[command(subcommand)]
    List(list::ListVerb),
    /// Add, show, settle and remove members
    #[command(subcommand)]
    Member(member::MemberVerb),
    /// Bring history in; no mail is sent
    #[command(subcommand)]
    Import(import::ImportVerb),
    /// Write a list into files: mbox, members, settings
    Export(export::Export),
    /// Pages
    #[command(subcommand)]
    Archive(archive::ArchiveVerb),
    /// The search index
    #[command(subcommand)]
    Search(search::SearchVerb),
    /// Conversations as Palabre sees them
    #[command(subcommand)]
    Thread(thread::ThreadVerb),
    /// Show or send digests
    #[command(subcommand)]
    Digest(digest::DigestVerb),
    /// Show or send the monthly reports
    #[command(subcommand)]
    Report(report::ReportVerb),
    /// Show or send the brief of those who animate a list
    #[command(subcommand)]
    Brief(brief::BriefVerb),
    /// Keys that mail is signed with, and their DNS records
    #[command(subcommand)]
    Dkim(dkim::DkimVerb),
    /// What has yet to go out
    #[command(subcommand)]
    Queue(queue::QueueVerb),
    /// Messages that wait for a human's word
    #[command(subcommand)]
    Held(held::HeldVerb),
    /// How Palabre understands one raw message, without acting on it
    Inspect(inspect::Inspect),
    /// One month of a list in numbers
    Stats(stats::Stats),
    /// Copy everything that cannot be made anew, while serving
    Backup(backup::Backup),
}

impl Verb {
    /// Makes the verb mean the same elsewhere: whole paths, files read.
    fn prepare(&mut self) -> Result<(), CliError> {
        match self {
            Self::Member(verb) => verb.prepare(),
            Self::Import(verb) => verb.prepare(),
            Self::Export(verb) => verb.prepare(),
            Self::Inspect(verb) => verb.prepare(),
            Self::Archive(verb) => verb.prepare(),
            Self::Backup(verb) => verb.prepare(),
            Self::List(_)
            | Self::Digest(_)
            | Self::Report(_)
            | Self::Search(_)
            | Self::Brief(_)
            | Self::Dkim(_)
            | Self::Thread(_)
            | Self::Queue(_)
            | Self::Held(_)
            | Self::Check(_)
            | Self::Stats(_) => Ok(()),
        }
    }

    /// Whether it may start a data folder that is not there yet.
    fn may_begin(&self) -> bool {
        let makes_keys = matches!(self, Self::Dkim(dkim::DkimVerb::Make { .. }));
        makes_keys || matches!(self, Self::List(list::ListVerb::Create(_)))
    }

    fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        match self {
            Self::List(verb) => verb.run(desk, out),
            Self::Member(verb) => verb.run(desk, out),
            Self::Import(verb) => verb.run(desk, out),
            Self::Export(verb) => verb.run(desk, out),
            Self::Archive(verb) => verb.run(desk, out),
            Self::Search(verb) => verb.run(desk, out),
            Self::Thread(verb) => verb.run(desk, out),
            Self::Digest(verb) => verb.run(desk, out),
            Self::Report(verb) => verb.run(desk, out),
            Self::Brief(verb) => verb.run(desk, out),
            Self::Dkim(verb) => verb.run(desk, out),
            Self::Queue(verb) => verb.run(desk, out),
            Self::Held(verb) => verb.run(desk, out),
            Self::Inspect(verb) => verb.run(desk, out),
            Self::Stats(verb) => verb.run(desk, out),
            Self::Check(verb) => verb.run(desk, out),
            Self::Backup(verb) => verb.run(desk, out),
        }
    }
}

/// Reads the command line and does what it asks; the process's exit status.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut terminal = Terminal::new();
    let status = match obey(cli, &mut terminal) {
        Ok(status) => status,
        Err(error) => {
            terminal.note(&format!("palabre: {error}"));
            error.status()
        }
    };
    ExitCode::from(status)
}

fn obey(cli: Cli, terminal: &mut Terminal) -> Result<u8, CliError> {
    let config = cli.config.as_deref();
    match cli.command {
        Command::Demo(demo) => {
            start_log("warn", false);
            demo.run(cli.data.map(whole).transpose()?, terminal)
        }
        Command::Serve(serve) => {
            start_log("info", serve.json());
            serve.run(config, &data_folder(cli.data)?, terminal)
        }
        Command::Restore(restore) => {
            start_log("warn", false);
            restore.run(&data_folder(cli.data)?, terminal).map(status)
        }
        Command::Verb(verb) => {
            start_log("warn", false);
            ask(verb, config, &data_folder(cli.data)?, terminal)
        }
    }
}

/// The data folder as a whole path, so that it means the same whoever works on it.
fn data_folder(data: Option<PathBuf>) -> Result<PathBuf, CliError> {
    whole(data.unwrap_or_else(|| PathBuf::from(DEFAULT_DATA)))
}

fn whole(path: PathBuf) -> Result<PathBuf, CliError> {
    std::path::absolute(&path).map_err(|e| CliError::file("finding", &path, &e))
}

/// Logs go to the standard error, filtered by RUST_LOG.
fn start_log(default: &str, json: bool) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    // Whatever the filter, scripts wait for the line that says “ready”.
    let always = "palabre::cli::serve=info".parse();
    let filter = match always {
        Ok(always) => filter.add_directive(always),
        Err(_) => filter,
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if json { log.json().try_init() } else { log.with_ansi(false).try_init() };
}

/// Asks the daemon that holds the folder, or does it here when none does.
fn ask(
    mut verb: Verb,
    config: Option<&Path>,
    data: &Path,
    terminal: &mut Terminal,
) -> Result<u8, CliError> {
    verb.prepare()?;
    if let Verb::Inspect(inspect) = &mut verb {
        inspect.verify(config, data)?;
        if inspect.needs_no_store() {
            return inspect.say(Vec::new(), None, terminal).map(status);
        }
    }
    if let Some(status) = forward::ask(&verb, data, terminal)? {
        return Ok(status);
    }
    if let Verb::Check(check) = &verb {
        return check.run_here(&Config::load(config, data)?, data, terminal).map(status);
    }
    if !verb.may_begin() && !data.join("FORMAT").exists() {
        return Err(CliError::wrong(format!(
            "there is no Palabre data in {}; begin with “palabre list create ADDRESS”, or say where \
             it is with --data",
            data.display()
        )));
    }
    let config = Config::load(config, data)?;
    let site = open(&config, data, Clock::System, terminal)?;
    let exit = verb.run(&Desk { site: &site, config: &config }, terminal)?;
    Ok(status(exit))
}

/// Opens the data folder, with a bar when its map must be rebuilt.
fn open(
    config: &Config,
    data: &Path,
    clock: Clock,
    terminal: &mut Terminal,
) -> Result<SharedSite, CliError> {
    let opened = Site::open(config, data, clock, &mut |done, total| {
        terminal.step(&output::Step { what: "octets of the journal".to_owned(), done, total });
    });
    opened.map_err(|e| in_use(e, data))
}

fn status(exit: Exit) -> u8 {
    match exit {
        Exit::Done => 0,
        Exit::Wrong => 1,
    }
}

/// A folder that is held by a process which does not answer deserves more than “in use”.
fn in_use(error: crate::daemon::SetupError, data: &Path) -> CliError {
    match error.into() {
        CliError::Store(crate::store::StoreError::InUse(_)) => CliError::wrong(format!(
            "another palabre process holds {} and does not answer on {}; it may be starting or \
             stopping: try again in a moment",
            data.display(),
            data.join(crate::daemon::control::SOCKET).display()
        )),
        other => other,
    }
}
