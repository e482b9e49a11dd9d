//! One message as it came, and what is known of it before anything is decided: whose it is, whether a human
//! wrote it. Decides nothing.

use crate::auth::{Identity, Seen};
use crate::clock::Timestamp;
use crate::daemon::{Site, owners};
use crate::list::ListId;
use crate::list::admit::{Nature, Proof};
use crate::list::member::Role;
use crate::list::settings::Settings;
use crate::mail::address::Address;
use crate::mail::automatic::{Arrival, Automatic, automatic, list_id};
use crate::mail::message::Message;
use crate::smtp::handler::Envelope;
use crate::store::{StoreError, lists, people};

/// One message as it came.
pub(super) struct Arrived<'a> {
    pub(super) envelope: &'a Envelope,
    pub(super) message: &'a Message<'a>,
    pub(super) seen: &'a Seen,
    pub(super) now: Timestamp,
}

impl Arrived<'_> {
    /// What SPF, DKIM and DMARC said, when they were asked.
    pub(super) fn identity(&self) -> Option<&Identity> {
        match self.seen {
            Seen::Judged(identity) => Some(identity),
            Seen::Unjudged | Seen::Unresolved => None,
        }
    }

    /// Whether it is really its author's.
    pub(super) fn proof(&self) -> Proof {
        match self.identity() {
            Some(identity) if identity.aligned => Proof::Proved,
            Some(identity) if identity.has_policy() => Proof::Missing,
            Some(_) => Proof::Unpublished,
            None => Proof::Proved,
        }
    }
}

/// What a member is in a list, by the address they write from.
pub(super) fn role_of(
    site: &Site,
    list: ListId,
    author: &Address,
) -> Result<Option<Role>, StoreError> {
    let Some(person) = people::find(&site.store, author)? else { return Ok(None) };
    Ok(people::membership(&site.store, list, person.id)?.map(|m| m.role))
}

/// The zone of a list's dates.
pub(super) fn zone(site: &Site, settings: &Settings) -> crate::clock::TimeZone {
    crate::clock::TimeZone::get(&settings.timezone).unwrap_or_else(|_| site.timezone.clone())
}

/// Whether a human wrote it, as far as its header tells.
pub(super) fn nature(site: &Site, arrived: &Arrived<'_>) -> Result<Nature, StoreError> {
    const TRACES: [&str; 4] = ["list-id", "list-post", "x-loop", "x-beenthere"];
    let mut ours: Vec<String> = Vec::new();
    if TRACES.iter().any(|name| arrived.message.has_header(name)) {
        ours.extend(lists::all(&site.store)?.iter().map(|(_, settings)| settings.list_id()));
        ours.push(list_id(&owners::host_trace(&site.hostname)));
    }
    let own_list = |id: &str| ours.iter().any(|own| own.eq_ignore_ascii_case(id));
    let reverse_path = Some(&arrived.envelope.reverse_path);
    Ok(match automatic(arrived.message, &Arrival { reverse_path, own_list: &own_list }) {
        Some(Automatic::OwnLoop | Automatic::TooManyHops) => Nature::Loop,
        Some(Automatic::OtherList) => Nature::OtherList,
        Some(reason) if reason.forbids_posting() => Nature::Automatic,
        _ => Nature::Human,
    })
}
