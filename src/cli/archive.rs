//! `palabre archive`: brings pages up to date. What stands on them is `archive`'s.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output, Step, count};
use super::path;
use crate::archive::{self, Archive, ArchiveError, Form, Scope};
use crate::daemon::archiver;

/// What may be asked of the archive.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum ArchiveVerb {
    /// Bring the pages up to date; all of them when the folder is empty
    Build(Build),
}

/// Which pages, and where to.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Build {
    /// Make all pages of this list anew [default: what is not up to date, of every list]
    list: Option<String>,
    /// Make a whole copy of the public pages here, for any web server or to open from the folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl ArchiveVerb {
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        let Self::Build(build) = self;
        build.out.as_mut().map_or(Ok(()), path::absolute)
    }

    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let Self::Build(build) = self;
        let site = desk.site;
        let mut progress = |done, total| {
            out.step(&Step { what: "posts".to_owned(), done, total });
        };
        if build.list.is_none() && build.out.is_none() {
            archiver::catch_up(site, &mut progress).map_err(failed)?;
            out.line(&format!("the pages in {} are up to date", site.public.display()));
            return Ok(Exit::Done);
        }
        let scope = match &build.list {
            Some(list) => Scope::List(find_list(&site.store, list)?.0),
            None => Scope::All,
        };
        let own = site.archive();
        let archive = match build.out.clone() {
            Some(public) => Archive { public, form: Form::Alone, ..own },
            None => own,
        };
        let built = archive::build(&archive, &site.store, scope, &mut progress).map_err(failed)?;
        let (posts, pages) = (as_usize(built.posts), as_usize(built.pages));
        out.line(&format!(
            "{} on {} in {}, {} of them new",
            count(posts, "post"),
            count(pages, "page"),
            archive.public.display(),
            built.written
        ));
        Ok(Exit::Done)
    }
}

fn as_usize(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn failed(error: ArchiveError) -> CliError {
    match error {
        ArchiveError::Store(error) => CliError::Store(error),
        other => CliError::wrong(other.to_string()),
    }
}
