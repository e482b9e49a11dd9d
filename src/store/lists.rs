//! Lists: number → settings, address → number.

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::list::ListId;
use crate::list::settings::Settings;
use crate::mail::address::Address;

impl Record for Settings {
    const KIND: &'static str = "list";
    const FORM: Form = Form::Named;
}

fn by_address(address: &Address) -> Key {
    Key::new(Table::ListByAddress).text(&address.key())
}

/// One list's settings.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, id: ListId) -> Result<Option<Settings>, StoreError> {
    record::get(from, &Key::new(Table::List).u32(id.0))
}

/// The list at exactly this address.
///
/// # Errors
/// When the store cannot be read.
pub fn find(from: &impl Read, address: &Address) -> Result<Option<ListId>, StoreError> {
    let bytes = from.get(&by_address(address))?;
    Ok(bytes.and_then(|b| b.as_slice().try_into().ok()).map(|b| ListId(u32::from_be_bytes(b))))
}

/// Every list, in order of creation.
///
/// # Errors
/// When the store cannot be read.
pub fn all(from: &impl Read) -> Result<Vec<(ListId, Settings)>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::List), usize::MAX)?;
    rows.iter().map(|(k, v)| Ok((ListId(Parts::of(k).u32()), record::decode(v)?))).collect()
}

/// Creates a list; the caller has checked that its address is free.
///
/// # Errors
/// When the store cannot be read.
pub fn create(tx: &mut Tx<'_>, settings: &Settings) -> Result<ListId, StoreError> {
    let id = ListId(super::next_number(tx, "list", 0)?);
    put(tx, id, settings);
    Ok(id)
}

/// Writes a list's settings. The address does not change here.
pub fn put(tx: &mut Tx<'_>, id: ListId, settings: &Settings) {
    tx.put(by_address(&settings.address), id.0.to_be_bytes().to_vec());
    record::put(tx, Key::new(Table::List).u32(id.0), settings);
}

/// Forgets a list's settings and address; its articles stay in the journal until erased.
pub fn remove(tx: &mut Tx<'_>, id: ListId, settings: &Settings) {
    tx.delete(by_address(&settings.address));
    tx.delete(Key::new(Table::List).u32(id.0));
}
