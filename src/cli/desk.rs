//! What every verb works with: the site, its configuration, and the questions all verbs ask (which
//! list, which member). Not a verb.

use crate::cli::output::CliError;
use crate::config::{Config, nearest};
use crate::daemon::Site;
use crate::list::ListId;
use crate::list::member::{Membership, Person};
use crate::list::settings::Settings;
use crate::mail::address::{Address, Mailbox};
use crate::store::{Read, lists, people};

/// Where verbs work.
pub(super) struct Desk<'a> {
    /// The open site.
    pub site: &'a Site,
    /// What it was opened with.
    pub config: &'a Config,
}

/// The list an address or a short name stands for.
pub(super) fn find_list(from: &impl Read, name: &str) -> Result<(ListId, Settings), CliError> {
    let all = lists::all(from)?;
    let is_named = |settings: &Settings| {
        settings.address.key() == name.to_lowercase() || settings.slug() == name.to_lowercase()
    };
    if let Some(found) = all.iter().find(|(_, settings)| is_named(settings)) {
        return Ok(found.clone());
    }
    let addresses: Vec<String> = all.iter().map(|(_, s)| s.address.to_string()).collect();
    let slugs: Vec<String> = all.iter().map(|(_, s)| s.slug()).collect();
    let near = nearest(name, addresses.iter().chain(&slugs).map(String::as_str));
    Err(CliError::wrong(match (near, addresses.is_empty()) {
        (Some(near), _) => format!("there is no list {name}; did you mean {near}?"),
        (None, true) => format!("there is no list {name}; create it: palabre list create {name}"),
        (None, false) => format!("there is no list {name}; there are: {}", few(&addresses)),
    }))
}

/// The member of a list whose mail goes to an address.
pub(super) fn find_member(
    from: &impl Read,
    list: &(ListId, Settings),
    address: &Address,
) -> Result<(Person, Membership), CliError> {
    let person = people::find(from, address)?;
    let member = match &person {
        Some(person) => people::membership(from, list.0, person.id)?,
        None => None,
    };
    person
        .zip(member)
        .ok_or_else(|| CliError::wrong(format!("{address} is not a member of {}", list.1.address)))
}

/// Some of many, so that a sentence stays one.
pub(super) fn few(words: &[String]) -> String {
    let mut shown: Vec<&str> = words.iter().take(8).map(String::as_str).collect();
    if words.len() > 8 {
        shown.push("…");
    }
    shown.join(", ")
}

/// `Zoé Roy <zoe@example.org>`, `"Roy, Zoé" <zoe@example.org>` or `zoe@example.org`.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, String> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>').and_then(|t| t.rsplit_once('<')) {
        Some((name, address)) => (Some(name.trim().trim_matches('"').trim()), address),
        None => (None, text),
    };
    let address =
        Address::parse(address).map_err(|e| format!("“{text}” is not an address: {e}"))?;
    Ok(Mailbox::new(name, address))
}
