//! `palabre held`: messages that wait for a human's word. The acts themselves are `daemon::held`'s.

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output, Table, json as say_json, merged, pairs};
use crate::daemon::post::Accepted;
use crate::daemon::{Site, held as waiting};
use crate::list::{HeldNo, ListId};
use crate::mail::message::Message;
use crate::store::held::{self, Held};
use crate::store::lists;

/// What may be asked of messages that wait.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum HeldVerb {
    /// What waits, in one list or in all
    Ls {
        /// The list's address, or the part before the @
        list: Option<String>,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// One message that waits
    Show {
        /// The list's address, or the part before the @
        list: String,
        /// Its number
        no: HeldNo,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Post messages that wait
    Release {
        /// The list's address, or the part before the @
        list: String,
        /// Their numbers
        #[arg(required = true)]
        no: Vec<HeldNo>,
    },
    /// Forget messages that wait; their authors are not told
    Drop {
        /// The list's address, or the part before the @
        list: String,
        /// Their numbers
        #[arg(required = true)]
        no: Vec<HeldNo>,
    },
}

impl HeldVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let site = desk.site;
        match self {
            Self::Ls { list, json } => ls(site, list.as_deref(), *json, out),
            Self::Show { list, no, json } => show(site, (list, *no), *json, out),
            Self::Release { list, no } => each(site, list, no, out, |id, no| {
                Ok(waiting::release(site, id, no, site.clock.now())?.map(|a| match a {
                    Accepted::New { article, thread, .. } => {
                        format!("posted as {article}, thread {thread}")
                    }
                    Accepted::Duplicate { article } => format!("was posted already, as {article}"),
                }))
            }),
            Self::Drop { list, no } => each(site, list, no, out, |id, no| {
                Ok(waiting::discard(site, id, no)?.then(|| "dropped".to_owned()))
            }),
        }
    }
}

fn each(
    site: &Site,
    name: &str,
    numbers: &[HeldNo],
    out: &mut dyn Output,
    act: impl Fn(ListId, HeldNo) -> Result<Option<String>, CliError>,
) -> Result<Exit, CliError> {
    let (id, settings) = find_list(&site.store, name)?;
    let mut exit = Exit::Done;
    for no in numbers {
        match act(id, *no)? {
            Some(words) => out.line(&format!("{no}: {words}")),
            None => {
                out.note(&format!("{no}: nothing waits under this number in {}", settings.address));
                exit = Exit::Wrong;
            }
        }
    }
    Ok(exit)
}

fn as_json(list: &str, held: &Held) -> serde_json::Value {
    json!({
        "list": list, "id": held.no, "subject": held.subject, "received": held.received,
        "from": { "name": held.from.name, "address": held.from.address },
        "reason": held.reason, "thread": held.thread, "size": held.size,
    })
}

fn ls(site: &Site, name: Option<&str>, json: bool, out: &mut dyn Output) -> Result<Exit, CliError> {
    let lists = match name {
        Some(name) => vec![find_list(&site.store, name)?],
        None => lists::all(&site.store)?,
    };
    let mut table = Table::new(&["LIST", "NO", "RECEIVED", "FROM", "WHY", "SUBJECT"]);
    let mut rows = Vec::new();
    for (id, settings) in lists {
        for held in held::of_list(&site.store, id)? {
            let at = held.received.to_zoned(site.timezone.clone());
            table.row(vec![
                settings.slug(),
                held.no.to_string(),
                at.strftime("%Y-%m-%d %H:%M").to_string(),
                held.from.address.to_string(),
                held.reason.to_string(),
                held.subject.clone(),
            ]);
            rows.push(as_json(settings.address.as_str(), &held));
        }
    }
    if json {
        return say_json(out, &rows);
    }
    if table.is_empty() {
        out.line("nothing waits");
    } else {
        table.say(out);
    }
    Ok(Exit::Done)
}

fn show(
    site: &Site,
    (name, no): (&str, HeldNo),
    wants_json: bool,
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let (id, settings) = find_list(&site.store, name)?;
    let found = held::get(&site.store, id, no)?.zip(held::raw(&site.store, id, no)?);
    let Some((held, raw)) = found else {
        let problem = format!("nothing waits under {no} in {}", settings.address);
        return Err(CliError::wrong(problem));
    };
    let text = Message::parse(&raw).text().text.clone();
    if wants_json {
        let row = as_json(settings.address.as_str(), &held);
        return say_json(out, &merged(row, json!({ "text": text })));
    }
    pairs(
        out,
        &[
            ("from", format!("{} <{}>", held.from.display(), held.from.address)),
            ("subject", held.subject.clone()),
            ("received", held.received.to_zoned(site.timezone.clone()).to_string()),
            ("why", held.reason.to_string()),
        ],
    );
    out.line("");
    text.lines().for_each(|line| out.line(line));
    Ok(Exit::Done)
}
