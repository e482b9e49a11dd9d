//! `palabre import`: history from files, without a mail being sent. The reading is `daemon::import`'s.

use std::path::PathBuf;

use clap::Subcommand;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output, Step, count};
use super::path;
use crate::daemon::import::{self, ImportError, Imported};

/// What may be imported.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum ImportVerb {
    /// An mbox file; a second run goes on where the first stopped
    Mbox {
        /// The list's address, or the part before the @
        list: String,
        /// The file
        path: PathBuf,
    },
    /// A Maildir
    Maildir {
        /// The list's address, or the part before the @
        list: String,
        /// The folder that holds cur and new
        path: PathBuf,
    },
}

impl ImportVerb {
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        let (Self::Mbox { path, .. } | Self::Maildir { path, .. }) = self;
        path::absolute(path)
    }

    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let (Self::Mbox { list, path } | Self::Maildir { list, path }) = self;
        let (id, settings) = find_list(&desk.site.store, list)?;
        let read = match self {
            Self::Mbox { .. } => import::mbox,
            Self::Maildir { .. } => import::maildir,
        };
        let what = match self {
            Self::Mbox { .. } => "octets",
            Self::Maildir { .. } => "files",
        };
        let done = read(desk.site, id, path, &mut |done, total| {
            out.step(&Step { what: what.to_owned(), done, total });
        });
        let done = done.map_err(|e| match e {
            ImportError::Store(e) => CliError::Store(e),
            unreadable => CliError::wrong(unreadable.to_string()),
        })?;
        out.line(&format!("{}: {}", settings.address, words(&done)));
        Ok(Exit::Done)
    }
}

fn words(done: &Imported) -> String {
    let mut words = format!("{} imported", count(done.posts, "post"));
    for (n, what) in [
        (done.known, "already there"),
        (done.unusable, "passed over: no readable author, or larger than 50 MB"),
    ] {
        if n > 0 {
            words += &format!(", {n} {what}");
        }
    }
    if done.resumed_at > 0 {
        words += &format!("; went on from octet {}", done.resumed_at);
    }
    words
}
