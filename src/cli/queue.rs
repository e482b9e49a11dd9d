//! `palabre queue`: what has yet to go out. How it goes is `daemon`'s business.

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, few, find_list};
use super::output::{CliError, Exit, Output, Table, count, json as say_json};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::list::ListId;
use crate::store::outbox::{self, Failure, Found, Load, Row};
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
        #[arg(value_name = "ID", value_parser = number)]
        ids: Vec<u64>,
    },
    /// Forget rows: their mail will not go out
    Drop {
        /// Numbers, from `queue ls`
        #[arg(value_name = "ID", required = true, value_parser = number)]
        ids: Vec<u64>,
    },
    /// What was refused for good, or given up after five days; the last of each member
    Failed {
        /// Of this list only
        list: Option<String>,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "expects the number of a row, as palabre queue ls shows it".to_owned())
}

impl QueueVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        match self {
            Self::Ls { json } => ls(desk.site, *json, out),
            Self::Retry { ids } => retry(desk.site, ids, out),
            Self::Drop { ids } => drop_rows(desk.site, ids, out),
            Self::Failed { list, json } => failed(desk.site, list.as_deref(), *json, out),
        }
    }
}

fn retry(site: &Site, ids: &[u64], out: &mut dyn Output) -> Result<Exit, CliError> {
    let now = site.clock.now();
    let some = (!ids.is_empty()).then_some(ids);
    let found =
        site.store.write(|tx| -> Result<Found, StoreError> { outbox::retry(tx, some, now) })?;
    match found.done.len() {
        0 if ids.is_empty() && found.due.is_empty() => out.line("the queue is empty"),
        0 => {}
        moved => {
            // Destinations that rest are tried too: the host may know what they do not.
            site.tally.hurry();
            out.line(&format!("{} due now", count(moved, "row")));
        }
    }
    if !found.due.is_empty() {
        out.line(&format!("due already, and left alone: {}", numbers(&found.due)));
    }
    Ok(known(&found, out))
}

fn drop_rows(site: &Site, ids: &[u64], out: &mut dyn Output) -> Result<Exit, CliError> {
    let found = site.store.write(|tx| -> Result<Found, StoreError> { outbox::remove(tx, ids) })?;
    for row in &found.done {
        let (what, to) = words(site, row)?;
        tracing::warn!(event = "dropped", row = row.id, copies = row.load.copies());
        out.line(&format!("{} dropped: {what}, to {to}, will not go out", row.id));
    }
    Ok(known(&found, out))
}

/// Names the numbers that no row has.
fn known(found: &Found, out: &mut dyn Output) -> Exit {
    if found.unknown.is_empty() {
        return Exit::Done;
    }
    let unknown = numbers(&found.unknown);
    out.note(&format!("not in the queue (any more): {unknown}; see palabre queue ls"));
    Exit::Wrong
}

fn numbers(ids: &[u64]) -> String {
    few(&ids.iter().map(u64::to_string).collect::<Vec<_>>())
}

fn list_name(site: &Site, id: ListId) -> Result<String, StoreError> {
    Ok(lists::get(&site.store, id)?.map_or_else(|| id.to_string(), |s| s.slug()))
}

/// What a row sends, and to where, in words.
fn words(site: &Site, row: &Row) -> Result<(String, String), StoreError> {
    let list_name = |id| list_name(site, id);
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

fn failed(
    site: &Site,
    list: Option<&str>,
    as_json: bool,
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let list = list.map(|name| find_list(&site.store, name)).transpose()?.map(|(id, _)| id);
    let mut all = outbox::failures(&site.store, list, usize::MAX)?;
    all.sort_by_key(|f| std::cmp::Reverse(f.at));
    if as_json {
        let all: Result<Vec<_>, StoreError> = all.iter().map(|f| failure_json(site, f)).collect();
        return say_json(out, &all?);
    }
    if all.is_empty() {
        out.line("nothing failed for good");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&["WHEN", "WHAT", "TO", "STATUS", "LAST ANSWER"]);
    for failure in all.iter().take(SHOWN) {
        let when = failure.at.to_zoned(site.timezone.clone()).strftime("%Y-%m-%d %H:%M");
        let said = failure.text.chars().take(80).collect();
        let (what, to) = (what_failed(site, failure)?, failure.to.to_string());
        table.row(vec![when.to_string(), what, to, failure.status.clone(), said]);
    }
    table.say(out);
    if all.len() > SHOWN {
        out.line(&format!("… and {} more, with --json", all.len() - SHOWN));
    }
    Ok(Exit::Done)
}

fn what_failed(site: &Site, failure: &Failure) -> Result<String, StoreError> {
    let Some(list) = failure.list else { return Ok("mail".to_owned()) };
    let list = list_name(site, list)?;
    Ok(failure.article.map_or_else(|| format!("mail of {list}"), |no| format!("{list}/{no}")))
}

fn failure_json(site: &Site, failure: &Failure) -> Result<serde_json::Value, StoreError> {
    Ok(json!({
        "at": failure.at, "what": what_failed(site, failure)?, "to": failure.to.as_str(),
        "status": failure.status, "last": failure.text,
    }))
}
