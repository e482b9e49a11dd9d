//! Joining, changing and leaving: each in one transaction, digests brought in line. Whether somebody
//! may was decided before; nobody is written to here.

use super::Site;
use crate::clock::Timestamp;
use crate::list::member::{Delivery, Membership, Person, Role};
use crate::list::settings::Language;
use crate::list::{ListId, PersonId};
use crate::mail::address::Mailbox;
use crate::store::ledger::{self, Departure};
use crate::store::{StoreError, Tx, digests, feed_keys, people, sessions};

/// Somebody who shall be a member.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// Who.
    pub mailbox: Mailbox,
    /// What they may do.
    pub role: Role,
    /// How posts reach them; `None`: as is usual, and it may change with the list.
    pub delivery: Option<Delivery>,
    /// Their language, when they said.
    pub language: Option<Language>,
    /// Since when.
    pub joined: Timestamp,
}

impl Newcomer {
    /// A plain member.
    pub fn new(mailbox: Mailbox, joined: Timestamp) -> Self {
        Self { mailbox, role: Role::Member, delivery: None, language: None, joined }
    }
}

/// Makes somebody a member. `None`: they were one, and stay as they were.
///
/// # Errors
/// When the store cannot be read.
pub fn join(
    site: &Site,
    tx: &mut Tx<'_>,
    list: ListId,
    newcomer: &Newcomer,
) -> Result<Option<Person>, StoreError> {
    let mailbox = &newcomer.mailbox;
    let mut person = people::find_or_create(tx, &mailbox.address, mailbox.name.as_deref())?;
    if people::membership(tx, list, person.id)?.is_some() {
        return Ok(None);
    }
    if person.language.is_none() && newcomer.language.is_some() {
        person.language.clone_from(&newcomer.language);
        people::put(tx, &person);
    }
    let membership = Membership {
        list,
        person: person.id,
        role: newcomer.role,
        delivery: newcomer.delivery.unwrap_or(Delivery::Each),
        chosen: newcomer.delivery.is_some(),
        joined: newcomer.joined,
        suspended: None,
        paused: None,
    };
    people::put_membership(tx, &membership);
    ledger::stayed(tx, list, person.id);
    digests::settle(tx, person.id, &site.timezone, site.clock.now())?;
    Ok(Some(person))
}

/// Writes what somebody changed about themselves or their membership.
///
/// # Errors
/// When the store cannot be read.
pub fn change(
    site: &Site,
    tx: &mut Tx<'_>,
    person: &Person,
    membership: &Membership,
) -> Result<(), StoreError> {
    people::put(tx, person);
    people::put_membership(tx, membership);
    digests::settle(tx, person.id, &site.timezone, site.clock.now())
}

/// Ends a membership; what was posted stays.
///
/// # Errors
/// When the store cannot be read.
pub fn leave(
    site: &Site,
    tx: &mut Tx<'_>,
    list: ListId,
    person: PersonId,
) -> Result<(), StoreError> {
    let now = site.clock.now();
    if let Some(Membership { joined, .. }) = people::membership(tx, list, person)? {
        ledger::left(tx, list, &Departure { person, joined, left: now });
    }
    people::remove_membership(tx, list, person);
    feed_keys::end(tx, person, list);
    // Of the others a session still reads; of none it ends, and does not come back with a later return.
    if people::lists_of(tx, person)?.is_empty() {
        sessions::forget(tx, person)?;
    }
    digests::settle(tx, person, &site.timezone, now)
}
