//! `palabre dkim`: the keys that mail is signed with, and the records to publish. Which lists sign is
//! their own setting (`list set LIST dkim`).

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::Desk;
use super::output::{CliError, Exit, Output, json as say_json};
use crate::auth::dkim::{Algorithm, Key};
use crate::daemon::Site;
use crate::daemon::keys::kinds;
use crate::list::settings::Dkim;
use crate::store::lists;

/// What may be asked of keys.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum DkimVerb {
    /// Make keys, and say which records to publish; a second key of a kind waits until you remove the first
    Make {
        /// Which [default: one of each kind that is missing]
        #[arg(value_name = "ed25519|rsa", value_parser = kind())]
        kind: Option<Dkim>,
    },
    /// Every key: whether it signs, and its record
    Ls {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Remove a key for good; the next one of its kind, if there is one, signs from now on
    Rm {
        /// Its name, from `dkim ls`
        #[arg(value_name = "SELECTOR")]
        selector: String,
    },
}

fn kind() -> impl TypedValueParser<Value = Dkim> {
    PossibleValuesParser::new([Dkim::Ed25519.word(), Dkim::Rsa.word()])
        .try_map(|w| w.parse::<Dkim>())
}

impl DkimVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let site = desk.site;
        match self {
            Self::Make { kind } => {
                let made = match kind {
                    Some(kind) => make(site, kinds(*kind))?,
                    None => site.keys.make_missing(Dkim::Both)?,
                };
                if made.is_empty() {
                    out.line("there is a key of each kind; to replace one, name its kind");
                }
                say_records(site, &made, out)?;
                out.line("then, for each list: palabre list set LIST dkim both");
                Ok(Exit::Done)
            }
            Self::Ls { json: true } => {
                let keys = site.keys.all();
                let described: Result<Vec<_>, CliError> =
                    keys.iter().map(|key| described(site, key)).collect();
                say_json(out, &described?)
            }
            Self::Ls { json: false } => ls(site, out),
            Self::Rm { selector } => {
                site.keys.remove(selector)?;
                out.line(&format!("{selector} is removed; so may be its records"));
                Ok(Exit::Done)
            }
        }
    }
}

fn make(site: &Site, kinds: &[Algorithm]) -> Result<Vec<Arc<Key>>, CliError> {
    kinds.iter().map(|kind| site.keys.make(*kind).map_err(CliError::from)).collect()
}

/// The domains that lists send from; the host's own while there is no list.
pub(super) fn domains(site: &Site) -> Result<BTreeSet<String>, CliError> {
    let all = lists::all(&site.store)?;
    let mut found: BTreeSet<_> = all.iter().map(|(_, s)| s.address.domain().to_owned()).collect();
    if found.is_empty() {
        found.insert(site.hostname.clone());
    }
    Ok(found)
}

/// What to publish for these keys.
pub(super) fn say_records(
    site: &Site,
    keys: &[Arc<Key>],
    out: &mut dyn Output,
) -> Result<(), CliError> {
    if keys.is_empty() {
        return Ok(());
    }
    out.line("publish in the DNS (palabre check says when it is there):");
    for domain in domains(site)? {
        for key in keys {
            out.line(&record(key, &domain));
        }
    }
    Ok(())
}

/// A record as a zone file has it.
pub(super) fn record(key: &Key, domain: &str) -> String {
    format!("{}. TXT {}", key.record_name(domain), key.zone_text())
}

fn signs(site: &Site, key: &Key) -> bool {
    site.keys.chosen(Dkim::Both).iter().any(|k| k.selector() == key.selector())
}

fn ls(site: &Site, out: &mut dyn Output) -> Result<Exit, CliError> {
    let keys = site.keys.all();
    if keys.is_empty() {
        out.line("there is no key; make some: palabre dkim make");
    }
    for key in &keys {
        let state = if signs(site, key) { "signs" } else { "waits for an older one to be removed" };
        out.line(&format!("{}  {}  {state}", key.selector(), key.algorithm().word()));
        for domain in domains(site)? {
            out.line(&format!("  {}", record(key, &domain)));
        }
    }
    Ok(Exit::Done)
}

fn described(site: &Site, key: &Key) -> Result<serde_json::Value, CliError> {
    let names: Vec<_> = domains(site)?.iter().map(|domain| key.record_name(domain)).collect();
    Ok(json!({
        "selector": key.selector(), "kind": key.algorithm().word(), "signs": signs(site, key),
        "names": names, "record": key.record(), "zone": key.zone_text(),
    }))
}
