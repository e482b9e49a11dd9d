//! Mail for the humans: whoever animates a list, or keeps the host. It goes on as it came, to each in
//! a mail of their own; nothing is ever answered from here.

use super::Site;
use crate::clock::Timestamp;
use crate::list::address::{Addresses, Route};
use crate::list::member::{Person, Role};
use crate::list::{ListId, PersonId};
use crate::mail::address::Address;
use crate::mail::edit;
use crate::mail::message_id::ReversePath;
use crate::smtp::handler::Verdict;
use crate::store::outbox::{self, OwnMail};
use crate::store::record::Blob;
use crate::store::{Read, StoreError, Tx, lists, people};

/// The trace by which a message that an owner's mailbox sends back is known (threat 6).
const TRACE: &str = "X-Loop";

/// A message on its way to humans.
pub struct Forward {
    list: Option<ListId>,
    raw: Blob,
}

impl Forward {
    /// For those who animate a list.
    pub fn new(list: ListId, address: &Address, raw: &[u8]) -> Self {
        Self { list: Some(list), raw: Blob::new(&traced(address.as_str(), raw)) }
    }

    /// For whoever keeps this host (postmaster, abuse: RFC 5321 §4.5.1, RFC 2142 §4).
    pub fn to_host(hostname: &str, raw: &[u8]) -> Self {
        Self { list: None, raw: Blob::new(&traced(&host_trace(hostname), raw)) }
    }
}

/// What stands in the trace of mail to whoever keeps the host.
pub fn host_trace(hostname: &str) -> String {
    format!("postmaster@{hostname}")
}

/// As it came, under one field of ours.
fn traced(address: &str, raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + 80);
    edit::write_field(&mut out, TRACE, address);
    out.extend_from_slice(raw);
    out
}

/// One human and where their mail goes.
type Human = (Option<PersonId>, Address);

/// Those who animate a list, its owners among them.
///
/// # Errors
/// When the store cannot be read.
pub fn people_of(from: &impl Read, list: ListId) -> Result<Vec<Person>, StoreError> {
    let mut found = Vec::new();
    for member in people::memberships(from, list, None, usize::MAX)? {
        if member.role != Role::Member {
            found.extend(people::get(from, member.person)?);
        }
    }
    Ok(found)
}

fn of_list(from: &impl Read, list: ListId) -> Result<Vec<Human>, StoreError> {
    let all = people_of(from, list)?;
    Ok(all.into_iter().map(|person| (Some(person.id), person.address)).collect())
}

/// Whoever keeps the host: the configured postmaster, else the owners of every list.
fn of_host(site: &Site, from: &impl Read) -> Result<Vec<Human>, StoreError> {
    if let Some(postmaster) = &site.postmaster {
        return Ok(vec![(None, postmaster.clone())]);
    }
    let mut found: Vec<Human> = Vec::new();
    for (list, _) in lists::all(from)? {
        for human in of_list(from, list)? {
            if !found.iter().any(|known| known.0 == human.0) {
                found.push(human);
            }
        }
    }
    Ok(found)
}

/// Whether mail for the host reaches anybody.
pub fn host_verdict(site: &Site) -> Verdict {
    match of_host(site, &site.store) {
        Ok(humans) if humans.is_empty() => {
            Verdict::refused("5.1.1", "Nobody is named postmaster here (site.postmaster)")
        }
        Ok(_) => Verdict::accepted("Go ahead"),
        Err(error) => {
            tracing::error!(event = "recipient-failed", %error);
            Verdict::failed()
        }
    }
}

/// Queues the message for each human.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    forward: Forward,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let (humans, reverse_path) = match forward.list {
        Some(list) => (of_list(tx, list)?, reverse_path(site, tx, list)?),
        None => (of_host(site, tx)?, ReversePath::Null),
    };
    // A list without animators still has a host: its mail is never lost.
    let humans = if humans.is_empty() { of_host(site, tx)? } else { humans };
    if humans.is_empty() {
        return Ok(Verdict::refused("5.2.1", "Nobody reads mail at this address yet"));
    }
    for (person, to) in humans {
        let (reverse_path, raw) = (reverse_path.clone(), forward.raw.clone());
        outbox::enqueue_mail(
            tx,
            OwnMail { reverse_path, to, list: forward.list, person, raw },
            now,
        )?;
    }
    Ok(Verdict::accepted("Passed on to the people in charge"))
}

fn reverse_path(site: &Site, from: &impl Read, list: ListId) -> Result<ReversePath, StoreError> {
    Ok(lists::get(from, list)?.map_or(ReversePath::Null, |settings| {
        let addresses = Addresses { list: &settings.address, secret: &site.secret };
        ReversePath::Address(addresses.fixed(Route::Bounce(None)))
    }))
}
