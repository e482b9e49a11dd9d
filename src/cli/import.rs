//! `palabre import`: history from files, without a mail being sent. The reading is `daemon::import`'s.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output, Step, count, json as say_json};
use super::path;
use crate::daemon::import::{self, ImportError, Imported};

/// What may be imported.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum ImportVerb {
    /// An mbox file, plain or .gz; a second run goes on where the first stopped
    Mbox(Import),
    /// A Maildir
    Maildir(Import),
}

/// From where to where.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Import {
    /// The list's address, or the part before the @
    list: String,
    /// The file, or the folder that holds cur and new
    path: PathBuf,
    /// The account as one JSON document
    #[arg(long)]
    json: bool,
}

impl ImportVerb {
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        let (Self::Mbox(import) | Self::Maildir(import)) = self;
        path::absolute(&mut import.path)
    }

    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let (Self::Mbox(import) | Self::Maildir(import)) = self;
        self.check()?;
        let (id, settings) = find_list(&desk.site.store, &import.list)?;
        let (read, what): (Reader, _) = match self {
            Self::Mbox(_) => (import::mbox, "octets"),
            Self::Maildir(_) => (import::maildir, "files"),
        };
        let done = read(desk.site, id, &import.path, &mut |done, total| {
            out.step(&Step { what: what.to_owned(), done, total });
        });
        let done = done.map_err(|e| match e {
            ImportError::Store(e) => CliError::Store(e),
            unreadable => CliError::wrong(unreadable.to_string()),
        })?;
        if import.json {
            say_json(out, &done)?;
        } else {
            say(out, settings.address.as_str(), &done);
        }
        Ok(if done.broken.is_some() { Exit::Wrong } else { Exit::Done })
    }

    /// Names the slips that the system's own words for them would hide.
    fn check(&self) -> Result<(), CliError> {
        let (Self::Mbox(import) | Self::Maildir(import)) = self;
        if import.list.contains('/') {
            let what = "is a path; the list comes first, then the path";
            return Err(CliError::wrong(format!("{} {what}", import.list)));
        }
        let path = &import.path;
        let what = match self {
            Self::Mbox(_) if path.is_dir() => "it is a folder; “import maildir” takes folders",
            Self::Maildir(_) if path.is_file() => "it is a file; “import mbox” takes files",
            Self::Maildir(_) if path.is_dir() && !path.join("cur").is_dir() => {
                "it holds no folder cur: it is no Maildir"
            }
            _ => return Ok(()),
        };
        Err(CliError::wrong(format!("{}: {what}", path.display())))
    }
}

type Reader = fn(
    &crate::daemon::Site,
    crate::list::ListId,
    &std::path::Path,
    import::Progress<'_>,
) -> Result<Imported, ImportError>;

/// Messages that are named one by one; of the others, how many.
const NAMED: usize = 20;

/// The account in words: every message that was met is in it.
fn say(out: &mut dyn Output, list: &str, done: &Imported) {
    let mut words = format!("{list}: {} imported", count(done.posts, "post"));
    let read = done.posts + done.known + done.rejected.len();
    if read > done.posts {
        words += &format!(" of {}", count(read, "message"));
    }
    if done.known > 0 {
        words += &format!(", {} already there", done.known);
    }
    if !done.rejected.is_empty() {
        words += &format!(", {} not taken", done.rejected.len());
    }
    if done.resumed_at > 0 {
        words += if read > 0 {
            "; the file was read before, up to these"
        } else {
            "; the file was read to its end before"
        };
    }
    out.line(&words);
    for (mend, n) in &done.mended {
        out.line(&format!("  {n:>6}  {}", mend.words()));
    }
    for rejected in done.rejected.iter().take(NAMED) {
        let name = rejected.name.escape_default();
        out.line(&format!("not taken: at {}, “{name}”: {}", rejected.at, rejected.why.words()));
    }
    if done.rejected.len() > NAMED {
        out.line(&format!("not taken: {} more", done.rejected.len() - NAMED));
    }
    if let Some(path) = &done.kept_in {
        out.line(&format!("what was not taken is kept in {}", path.display()));
    }
    if let Some(broken) = &done.broken {
        let (at, why) = (broken.at, &broken.why);
        out.line(&format!(
            "the file breaks off after octet {at} ({why}): a whole one goes on there"
        ));
    }
}
