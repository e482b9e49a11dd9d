//! Records: how a typed value becomes bytes and back. Every value starts with its version, so that a
//! later Palabre can read an earlier one's.

use std::cell::RefCell;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::Key;

/// How a record is laid out after its version byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Postcard: small and fast, fields are fixed for a version. For what exists by the million.
    Compact,
    /// JSON: fields may be added with a default. For what people settle.
    Named,
}

/// A value that a table holds.
pub trait Record: Serialize + DeserializeOwned {
    /// What it is called in errors.
    const KIND: &'static str;
    /// Its present version.
    const VERSION: u8 = 1;
    /// Its layout.
    const FORM: Form;

    /// Reads an older version; `None` when there never was such a one.
    fn migrate(_version: u8, _bytes: &[u8]) -> Option<Self> {
        None
    }
}

/// A record's bytes.
///
/// # Errors
/// [`StoreError::Record`] when its layout cannot hold it.
pub fn encode<R: Record>(record: &R) -> Result<Vec<u8>, StoreError> {
    let mut bytes = vec![R::VERSION];
    let body = match R::FORM {
        Form::Compact => postcard::to_allocvec(record).ok(),
        Form::Named => serde_json::to_vec(record).ok(),
    };
    bytes.extend(body.ok_or(StoreError::Record(R::KIND, R::VERSION))?);
    Ok(bytes)
}

/// A record from its bytes.
///
/// # Errors
/// [`StoreError::Record`] when this version cannot read it.
pub fn decode<R: Record>(bytes: &[u8]) -> Result<R, StoreError> {
    let (version, body) = bytes.split_first().unwrap_or((&0, &[]));
    let read = if *version == R::VERSION {
        match R::FORM {
            Form::Compact => postcard::from_bytes(body).ok(),
            Form::Named => serde_json::from_slice(body).ok(),
        }
    } else {
        R::migrate(*version, body)
    };
    read.ok_or(StoreError::Record(R::KIND, *version))
}

/// The record at a key.
///
/// # Errors
/// When it cannot be read.
pub fn get<R: Record>(from: &impl Read, key: &Key) -> Result<Option<R>, StoreError> {
    from.get(key)?.map(|bytes| decode(&bytes)).transpose()
}

/// Puts a record at a key. One that cannot be written fails the whole transaction when it ends.
pub fn put<R: Record>(tx: &mut Tx<'_>, key: Key, record: &R) {
    match encode(record) {
        Ok(bytes) => tx.put(key, bytes),
        Err(error) => tx.spoil(error),
    }
}

/// With the compressor of this thread: a new one for each mail would cost more than the work.
fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> =
            const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|kept| match kept {
        Some(compressor) => compressor.compress(bytes),
        None => {
            let compressed = zstd::bulk::Compressor::new(1)?;
            kept.insert(compressed).compress(bytes)
        }
    })
}

/// With the decompressor of this thread, for the same reason.
fn decompress(packed: &[u8], size: usize) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
            const { RefCell::new(None) };
    }
    DECOMPRESSOR.with_borrow_mut(|kept| match kept {
        Some(decompressor) => decompressor.decompress(packed, size),
        None => kept.insert(zstd::bulk::Decompressor::new()?).decompress(packed, size),
    })
}

/// Bytes that may be large (mail): compressed before the transaction, so that the writer's lock is
/// held for none of it.
#[derive(Clone, Debug)]
pub struct Blob(Vec<u8>);

impl Blob {
    /// Compresses (zstd level 1: mail shrinks nearly as much as at 3, in half the time); keeps as is
    /// what does not shrink.
    pub fn new(bytes: &[u8]) -> Self {
        match compress(bytes) {
            Ok(packed) if packed.len() < bytes.len() => {
                let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                let mut stored = vec![1];
                stored.extend_from_slice(&size.to_le_bytes());
                stored.extend(packed);
                Self(stored)
            }
            _ => {
                let mut stored = vec![0];
                stored.extend_from_slice(bytes);
                Self(stored)
            }
        }
    }

    /// Puts it at a key.
    pub fn put(self, tx: &mut Tx<'_>, key: Key) {
        tx.put(key, self.0);
    }

    /// The bytes at a key, as they were given.
    ///
    /// # Errors
    /// When they cannot be read or unpacked.
    pub fn get(from: &impl Read, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        from.get(key)?.map(|stored| Self::unpack(&stored)).transpose()
    }

    fn unpack(stored: &[u8]) -> Result<Vec<u8>, StoreError> {
        let broken = || StoreError::Record("blob", stored.first().copied().unwrap_or(0));
        match stored.split_first().ok_or_else(broken)? {
            (0, bytes) => Ok(bytes.to_vec()),
            (1, rest) => {
                let (size, packed) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
                let size = u32::from_le_bytes(*size) as usize;
                decompress(packed, size).map_err(|_| broken())
            }
            _ => Err(broken()),
        }
    }
}
