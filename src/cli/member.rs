//! `palabre member`: adds, shows, settles and removes members. Sends nothing: whoever asks here
//! answers for the members' consent.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, find_list, find_member, mailbox};
use super::output::{CliError, Exit, Output, Table, json as say_json, pairs};
use super::{member_import, member_set};
use crate::config::values::known_language;
use crate::daemon::members::{self, Newcomer};
use crate::list::ListId;
use crate::list::member::{Delivery, Membership, Person, Role};
use crate::list::settings::{Language, Settings};
use crate::mail::address::{Address, Mailbox};
use crate::store::{Read, StoreError, Tx, outbox, people};

/// Memberships read at a time.
const CHUNK: usize = 1000;

/// What may be asked of members.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum MemberVerb {
    /// Add members
    Add(Add),
    /// Every member of a list
    Ls {
        /// The list's address, or the part before the @
        list: String,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// One member
    Show {
        /// The list's address, or the part before the @
        list: String,
        /// The member's address
        address: Address,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Change one setting of a member
    Set {
        /// The list's address, or the part before the @
        list: String,
        /// The member's address
        address: Address,
        /// What to change
        #[arg(value_parser = PossibleValuesParser::new(member_set::KEYS))]
        key: String,
        /// To what
        value: String,
    },
    /// Remove members; what they wrote stays
    Rm {
        /// The list's address, or the part before the @
        list: String,
        /// Their addresses
        #[arg(required = true, value_name = "ADDRESS")]
        addresses: Vec<Address>,
    },
    /// Add the members of a file: one address a line, or CSV with a header
    Import(Import),
}

/// Members to be.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Add {
    /// The list's address, or the part before the @
    list: String,
    /// “Name <address>” or just the address
    #[arg(required = true, value_name = "MAILBOX", value_parser = mailbox)]
    mailboxes: Vec<Mailbox>,
    /// What they may do
    #[arg(long, default_value = "member", value_parser = role())]
    role: Role,
    /// How posts reach them [default: each, changed for a digest when the list gets busy]
    #[arg(long, value_parser = delivery())]
    delivery: Option<Delivery>,
    /// Their language [default: the list's]
    #[arg(long, value_name = "L", value_parser = known_language)]
    language: Option<Language>,
}

/// A file of members to be.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Import {
    /// The list's address, or the part before the @
    pub list: String,
    /// One address a line, or CSV with a header (address, name, delivery, language, role); “-” is
    /// the standard input
    pub file: PathBuf,
    /// What the file holds, once read.
    #[arg(skip)]
    pub text: String,
}

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::WORDS).try_map(|w| w.parse::<Role>())
}

fn delivery() -> impl TypedValueParser<Value = Delivery> {
    PossibleValuesParser::new(Delivery::WORDS).try_map(|w| w.parse::<Delivery>())
}

impl MemberVerb {
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        match self {
            Self::Import(import) => import.prepare(),
            _ => Ok(()),
        }
    }

    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        match self {
            Self::Add(add) => add.run(desk, out),
            Self::Ls { list, json } => ls(desk, list, *json, out),
            Self::Show { list, address, json } => show(desk, (list, address), *json, out),
            Self::Set { list, address, key, value } => {
                member_set::set(desk, (list, address), (key, value), out)
            }
            Self::Rm { list, addresses } => rm(desk, list, addresses, out),
            Self::Import(import) => member_import::run(import, desk, out),
        }
    }
}

impl Add {
    fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let (list, settings) = find_list(&desk.site.store, &self.list)?;
        let now = desk.site.clock.now();
        let newcomer = |mailbox: &Mailbox| Newcomer {
            role: self.role,
            delivery: self.delivery,
            language: self.language.clone(),
            ..Newcomer::new(mailbox.clone(), now)
        };
        let join = |tx: &mut Tx<'_>, mailbox| {
            members::join(desk.site, tx, list, &newcomer(mailbox)).map(|joined| joined.is_some())
        };
        for mailbox in &self.mailboxes {
            refuse_lists(&desk.site.store, &mailbox.address)?;
        }
        let joined = desk.site.store.write(|tx| -> Result<Vec<bool>, StoreError> {
            self.mailboxes.iter().map(|m| join(tx, m)).collect()
        })?;
        for (mailbox, new) in self.mailboxes.iter().zip(joined) {
            out.line(&if new {
                format!("{} is now a member of {}", mailbox.address, settings.address)
            } else {
                format!("{} already was a member; nothing changed", mailbox.address)
            });
        }
        Ok(Exit::Done)
    }
}

/// A list that is a member of a list sends every post to itself for ever.
pub(super) fn refuse_lists(from: &impl Read, address: &Address) -> Result<(), CliError> {
    match crate::store::lists::find(from, address)? {
        Some(_) => Err(CliError::wrong(format!("{address} is a list here; it cannot be a member"))),
        None => Ok(()),
    }
}

/// Every member of a list, in the order they came.
pub(super) fn all(from: &impl Read, list: ListId) -> Result<Vec<(Person, Membership)>, StoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let some = people::memberships(from, list, after, CHUNK)?;
        let last = some.last().map(|m| m.person).filter(|_| some.len() == CHUNK);
        for membership in some {
            if let Some(person) = people::get(from, membership.person)? {
                found.push((person, membership));
            }
        }
        match last {
            Some(last) => after = Some(last),
            None => return Ok(found),
        }
    }
}

fn as_json(settings: &Settings, person: &Person, membership: &Membership) -> serde_json::Value {
    json!({
        "id": person.id, "address": person.address, "name": person.name,
        "language": person.language.as_ref().unwrap_or(&settings.language),
        "role": membership.role, "delivery": membership.delivery, "chosen": membership.chosen,
        "joined": membership.joined, "suspended": membership.suspended,
        "digest_at": member_set::digest_words(person.digest_at),
        "timezone": person.timezone, "order": person.order, "text_only": person.text_only,
        "form": person.form,
    })
}

fn ls(desk: &Desk<'_>, name: &str, json: bool, out: &mut dyn Output) -> Result<Exit, CliError> {
    let store = &desk.site.store;
    let (list, settings) = find_list(store, name)?;
    let mut members = all(store, list)?;
    members.sort_by_key(|(person, _)| person.address.key());
    if json {
        let rows: Vec<_> = members.iter().map(|(p, m)| as_json(&settings, p, m)).collect();
        return say_json(out, &rows);
    }
    let mut table = Table::new(&["ADDRESS", "NAME", "ROLE", "DELIVERY", ""]);
    for (person, membership) in &members {
        table.row(vec![
            person.address.to_string(),
            person.name.clone().unwrap_or_default(),
            membership.role.to_string(),
            membership.delivery.to_string(),
            membership
                .suspended
                .as_ref()
                .map(|why| format!("suspended: {why}"))
                .unwrap_or_default(),
        ]);
    }
    if table.is_empty() {
        out.note(&format!("{} has no member yet", settings.address));
    } else {
        table.say(out);
    }
    Ok(Exit::Done)
}

fn show(
    desk: &Desk<'_>,
    (list, address): (&str, &Address),
    json: bool,
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let store = &desk.site.store;
    let list = find_list(store, list)?;
    let (person, membership) = find_member(store, &list, address)?;
    if json {
        return say_json(out, &as_json(&list.1, &person, &membership));
    }
    let chosen = if membership.chosen { "their choice" } else { "the default" };
    let language = person.language.as_ref().unwrap_or(&list.1.language);
    let zone = &desk.site.timezone;
    let lost = outbox::last_failure(store, list.0, person.id)?.map_or_else(
        || "nothing".to_owned(),
        |f| {
            let day = f.at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M");
            let status = Some(f.status).filter(|status| !f.text.contains(status));
            let said: Vec<String> = status.into_iter().chain([f.text]).collect();
            format!("{day}, the last time: {}", said.join(" "))
        },
    );
    pairs(
        out,
        &[
            ("address", person.address.to_string()),
            ("name", person.name.clone().unwrap_or_default()),
            ("role", membership.role.to_string()),
            ("delivery", format!("{} ({chosen})", membership.delivery)),
            ("digest-at", member_set::digest_words(person.digest_at)),
            ("language", language.to_string()),
            ("timezone", person.timezone.clone().unwrap_or_else(|| "the list's".to_owned())),
            ("order", person.order.to_string()),
            ("text-only", if person.text_only { "yes" } else { "no" }.to_owned()),
            ("form", person.form.to_string()),
            (
                "joined",
                membership.joined.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
            ),
            ("suspended", membership.suspended.clone().unwrap_or_else(|| "no".to_owned())),
            ("not-delivered", lost),
        ],
    );
    Ok(Exit::Done)
}

fn rm(
    desk: &Desk<'_>,
    name: &str,
    addresses: &[Address],
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let store = &desk.site.store;
    let list = find_list(store, name)?;
    let mut exit = Exit::Done;
    for address in addresses {
        match find_member(store, &list, address) {
            Ok((person, _)) => {
                store.write(|tx| -> Result<(), StoreError> {
                    members::leave(desk.site, tx, list.0, person.id)
                })?;
                out.line(&format!("{address} is no longer a member of {}", list.1.address));
            }
            Err(CliError::Wrong(sentence)) => {
                out.note(&format!("palabre: {sentence}"));
                exit = Exit::Wrong;
            }
            Err(other) => return Err(other),
        }
    }
    Ok(exit)
}
