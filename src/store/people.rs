//! People and memberships: number → person, address → number, list ‖ person → membership and back.

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::introductions;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::list::member::{Membership, Person};
use crate::list::{ListId, PersonId};
use crate::mail::address::Address;

impl Record for Person {
    const KIND: &'static str = "person";
    const FORM: Form = Form::Named;
}

impl Record for Membership {
    const KIND: &'static str = "membership";
    const FORM: Form = Form::Named;
}

fn person_key(id: PersonId) -> Key {
    Key::new(Table::Person).u32(id.0)
}

fn member_key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::Member).u32(list.0).u32(person.0)
}

fn member_of_key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::MemberOf).u32(person.0).u32(list.0)
}

/// One person.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, id: PersonId) -> Result<Option<Person>, StoreError> {
    record::get(from, &person_key(id))
}

/// The person whose mail goes to this address, case aside.
///
/// # Errors
/// When the store cannot be read.
pub fn find(from: &impl Read, address: &Address) -> Result<Option<Person>, StoreError> {
    let key = Key::new(Table::PersonByAddress).text(&address.key());
    let id = from.get(&key)?.and_then(|b| b.as_slice().try_into().ok()).map(u32::from_be_bytes);
    id.map_or(Ok(None), |id| get(from, PersonId(id)))
}

/// The person at this address, made when nobody is.
///
/// # Errors
/// When the store cannot be read.
pub fn find_or_create(
    tx: &mut Tx<'_>,
    address: &Address,
    name: Option<&str>,
) -> Result<Person, StoreError> {
    if let Some(mut person) = find(tx, address)? {
        if person.name.is_none() && name.is_some() {
            person.name = name.map(str::to_owned);
            put(tx, &person);
        }
        return Ok(person);
    }
    let id = PersonId(super::next_number(tx, "person", 0)?);
    let person = Person::new(id, address.clone(), name.map(str::to_owned));
    put(tx, &person);
    Ok(person)
}

/// Those whose address is of this domain; all, when it is empty.
///
/// # Errors
/// When the store cannot be read.
pub fn of_domain(from: &impl Read, domain: &str) -> Result<Vec<PersonId>, StoreError> {
    let end = format!("@{}\0", domain.to_lowercase());
    let rows = from.prefixed(&Key::new(Table::PersonByAddress), usize::MAX)?;
    let of = |key: &[u8]| domain.is_empty() || key.ends_with(end.as_bytes());
    let same = rows.iter().filter(|(key, _)| of(key));
    let ids = same.filter_map(|(_, id)| id.as_slice().try_into().ok());
    Ok(ids.map(|id| PersonId(u32::from_be_bytes(id))).collect())
}

/// Writes a person. To change the address, [`forget_address`] the old one first.
pub fn put(tx: &mut Tx<'_>, person: &Person) {
    let by_address = Key::new(Table::PersonByAddress).text(&person.address.key());
    tx.put(by_address, person.id.0.to_be_bytes().to_vec());
    record::put(tx, person_key(person.id), person);
}

/// Nobody is known by this address any more.
pub fn forget_address(tx: &mut Tx<'_>, address: &Address) {
    tx.delete(Key::new(Table::PersonByAddress).text(&address.key()));
}

/// Forgets a person; their memberships and address were forgotten before.
pub fn remove(tx: &mut Tx<'_>, id: PersonId) {
    tx.delete(person_key(id));
}

/// One membership.
///
/// # Errors
/// When the store cannot be read.
pub fn membership(
    from: &impl Read,
    list: ListId,
    person: PersonId,
) -> Result<Option<Membership>, StoreError> {
    record::get(from, &member_key(list, person))
}

/// Writes a membership.
pub fn put_membership(tx: &mut Tx<'_>, membership: &Membership) {
    let (list, person) = (membership.list, membership.person);
    tx.put(member_of_key(list, person), Vec::new());
    record::put(tx, member_key(list, person), membership);
}

/// Ends a membership; what they said of themselves goes with it.
pub fn remove_membership(tx: &mut Tx<'_>, list: ListId, person: PersonId) {
    tx.delete(member_of_key(list, person));
    tx.delete(member_key(list, person));
    introductions::forget(tx, list, person);
}

/// A list's memberships in order of person, up to `limit`, from the one after `after`.
///
/// # Errors
/// When the store cannot be read.
pub fn memberships(
    from: &impl Read,
    list: ListId,
    after: Option<PersonId>,
    limit: usize,
) -> Result<Vec<Membership>, StoreError> {
    let start = member_key(list, PersonId(after.map_or(0, |p| p.0.saturating_add(1))));
    let end = Key::new(Table::Member).u32(list.0).end();
    from.range(&start, &end, limit)?.iter().map(|(_, v)| record::decode(v)).collect()
}

/// The lists a person belongs to.
///
/// # Errors
/// When the store cannot be read.
pub fn lists_of(from: &impl Read, person: PersonId) -> Result<Vec<ListId>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::MemberOf).u32(person.0), usize::MAX)?;
    Ok(rows
        .iter()
        .map(|(k, _)| {
            let mut parts = Parts::of(k);
            parts.u32();
            ListId(parts.u32())
        })
        .collect())
}
