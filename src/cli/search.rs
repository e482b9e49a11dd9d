//! `palabre search`: makes the search index anew. Following the log is the daemon's own work.

use std::collections::BTreeSet;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output, Step, count};
use crate::daemon::indexer::{self, Trouble};
use crate::list::ListId;
use crate::store::lists;

/// How often somebody who waits is told how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// What may be asked of the index.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum SearchVerb {
    /// Throw the search index away and make it anew from the log
    Build(Build),
}

/// Of which lists.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Build {
    /// Only this list's [default: every list's]
    list: Option<String>,
}

impl SearchVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let Self::Build(build) = self;
        let store = &desk.site.store;
        let lists: BTreeSet<ListId> = match &build.list {
            Some(list) => BTreeSet::from([find_list(store, list)?.0]),
            None => lists::all(store)?.into_iter().map(|(list, _)| list).collect(),
        };
        let library = &desk.site.search;
        lists.iter().for_each(|list| library.ask_anew(*list));
        let mut tell = |(done, total): (u64, u64)| {
            out.step(&Step { what: "posts".to_owned(), done, total });
        };
        if library.is_kept() {
            // The daemon's own keeper makes it; this waits.
            while !library.unfinished().is_disjoint(&lists) {
                tell(library.progress());
                std::thread::sleep(LOOK);
            }
        } else {
            indexer::catch_up(desk.site, &mut |done, all| tell((done, all))).map_err(failed)?;
        }
        let what = count(lists.len(), "list");
        out.line(&format!("the search index of {what} in {} is made", library.folder().display()));
        Ok(Exit::Done)
    }
}

fn failed(error: Trouble) -> CliError {
    match error {
        Trouble::Store(error) => CliError::Store(error),
        other => CliError::wrong(other.to_string()),
    }
}
