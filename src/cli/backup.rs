//! `palabre backup` and `palabre restore`. The copying is the store's.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::output::{CliError, Exit, Output, Step};
use super::path;
use crate::store::backup;

/// Where a backup goes.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Backup {
    /// A new or empty folder
    dir: PathBuf,
}

/// Where a backup comes from.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The folder that a backup made
    dir: PathBuf,
}

fn progress(out: &mut dyn Output) -> impl FnMut(u64, u64) {
    move |done, total| out.step(&Step { what: "segments".to_owned(), done, total })
}

impl Backup {
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        path::absolute(&mut self.dir)
    }

    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let copied = backup::backup(&desk.site.store, &self.dir, &mut progress(out))?;
        let lost: Vec<_> = copied.faults.iter().filter(|f| f.is_loss()).collect();
        for fault in &lost {
            out.note(&format!("{} is damaged at octet {}", fault.file.display(), fault.offset));
        }
        out.line(&format!(
            "{} octets of journal in {}; bring them back with: palabre --data NEW restore {}",
            copied.octets,
            self.dir.display(),
            self.dir.display()
        ));
        if lost.is_empty() {
            return Ok(Exit::Done);
        }
        out.note("the store is damaged, and so is this backup: palabre check says more");
        Ok(Exit::Wrong)
    }
}

impl Restore {
    pub(super) fn run(&self, data: &Path, out: &mut dyn Output) -> Result<Exit, CliError> {
        let copied = backup::restore(&self.dir, data, &mut progress(out))?;
        out.line(&format!(
            "{} octets of journal restored to {}; the first start makes map and pages anew",
            copied.octets,
            data.display()
        ));
        Ok(Exit::Done)
    }
}
