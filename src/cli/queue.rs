//! `palabre queue`: what has yet to go out. How it goes is `daemon`'s business.

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::Desk;
use super::output::{CliError, Exit, Output, Table, count, json as say_json};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::store::outbox::{self, Load, Row};
use crate::store::{StoreError, lists};

/// Rows shown without `--json`.
const SHOWN: usize = 200;

/// What may be asked of the queue.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum QueueVerb {
    /// What waits, first due first
    Ls {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Try now: these rows, or all
    Retry {
        /// Numbers, from `queue ls`
        #[arg(value_name = "ID")]
        ids: Vec<u64>,
    },
    /// Forget rows: their mail will not go out
    Drop {
        /// Numbers, from `queue ls`
        #[arg(value_name = "ID", required = true)]
        ids: Vec<u64>,
    },
}

impl QueueVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let store = &desk.site.store;
        match self {
            Self::Ls { json } => ls(desk.site, *json, out),
            Self::Retry { ids } => {
                let now = desk.site.clock.now();
                let some = (!ids.is_empty()).then_some(ids.as_slice());
                let moved = store
                    .write(|tx| -> Result<usize, StoreError> { outbox::retry(tx, some, now) })?;
                out.line(&format!("{} due now", count(moved, "row")));
                Ok(all_known(ids, moved, out))
            }
            Self::Drop { ids } => {
                let gone =
                    store.write(|tx| -> Result<usize, StoreError> { outbox::remove(tx, ids) })?;
                out.line(&format!("{} dropped", count(gone, "row")));
                Ok(all_known(ids, gone, out))
            }
        }
    }
}

fn all_known(asked: &[u64], found: usize, out: &mut dyn Output) -> Exit {
    if found >= asked.len() {
        return Exit::Done;
    }
    out.note("some of these numbers are not in the queue (any more), or were due already");
    Exit::Wrong
}

/// What a row sends, and to where, in words.
fn words(site: &Site, row: &Row) -> Result<(String, String), StoreError> {
    let list_name = |id| -> Result<String, StoreError> {
        Ok(lists::get(&site.store, id)?.map_or_else(|| id.to_string(), |s| s.slug()))
    };
    Ok(match &row.load {
        Load::Copies { list, article, people, domain } => (
            format!("{} of {}/{article}", count(people.len(), "copy"), list_name(*list)?)
                .replace("copys", "copies"),
            domain.clone().unwrap_or_else(|| "several domains".to_owned()),
        ),
        Load::Mail { to, list, .. } => {
            let of = list.map(list_name).transpose()?.map(|l| format!(" of {l}"));
            (format!("mail{}", of.unwrap_or_default()), to.to_string())
        }
    })
}

fn ls(site: &Site, as_json: bool, out: &mut dyn Output) -> Result<Exit, CliError> {
    let limit = if as_json { usize::MAX } else { SHOWN };
    let rows = outbox::rows(&site.store, None, Timestamp::MAX, limit)?;
    if as_json {
        let rows: Result<Vec<_>, StoreError> = rows.iter().map(|r| row_json(site, r)).collect();
        return say_json(out, &rows?);
    }
    let counts = outbox::counts(&site.store, None)?;
    if rows.is_empty() {
        out.line("the queue is empty");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["ID", "DUE", "TRIES", "WHAT", "TO", "LAST ANSWER"]);
    for row in &rows {
        let (what, to) = words(site, row)?;
        let due = row.due.to_zoned(site.timezone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let last = row.history.last.chars().take(80).collect();
        table.row(vec![row.id.to_string(), due, row.history.tries.to_string(), what, to, last]);
    }
    table.say(out);
    if counts.rows > rows.len() {
        out.line(&format!("… and {}", count(counts.rows - rows.len(), "more row")));
    }
    Ok(Exit::Done)
}

fn row_json(site: &Site, row: &Row) -> Result<serde_json::Value, StoreError> {
    let (what, to) = words(site, row)?;
    Ok(json!({
        "id": row.id, "due": row.due, "since": row.history.since, "tries": row.history.tries,
        "last": row.history.last, "what": what, "to": to, "copies": row.load.copies(),
    }))
}
