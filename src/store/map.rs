//! The map: what answers reads. Everything in it can be rebuilt from the journal, so it promises
//! order and speed and no durability. This is the only file that names an engine.

use std::path::Path;

use super::StoreError;

/// A value as the map holds it: 0 and the bytes, or 1 and the place in the journal.
pub type Stored = Vec<u8>;

/// One engine behind the store.
pub trait Map: Send + Sync {
    /// The value of a key.
    ///
    /// # Errors
    /// When the engine fails.
    fn get(&self, key: &[u8]) -> Result<Option<Stored>, StoreError>;

    /// Up to `limit` entries with `from <= key < to`, in order of keys.
    ///
    /// # Errors
    /// When the engine fails.
    fn scan(
        &self,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Stored)>, StoreError>;

    /// Puts (`Some`) and deletes (`None`) at once, and notes that the journal is applied up to `seq`.
    ///
    /// # Errors
    /// When the engine fails.
    fn apply(&self, changes: Vec<(Vec<u8>, Option<Stored>)>, seq: u64) -> Result<(), StoreError>;

    /// The last record applied; 0 for an empty map.
    ///
    /// # Errors
    /// When the engine fails.
    fn applied(&self) -> Result<u64, StoreError>;

    /// Writes what is buffered, before a clean stop.
    ///
    /// # Errors
    /// When the engine fails.
    fn flush(&self) -> Result<(), StoreError>;
}

/// The applied marker's key: before every table.
const APPLIED: &[u8] = &[0];

/// sled 0.34 as the map: one tree, one batch a group.
pub struct SledMap(sled::Db);

impl SledMap {
    /// Opens or makes the map in `folder`.
    ///
    /// # Errors
    /// When sled refuses; the store then rebuilds the map.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let config = sled::Config::new()
            .path(folder)
            .cache_capacity(16 * 1024 * 1024)
            .mode(sled::Mode::HighThroughput)
            .flush_every_ms(Some(1000));
        // sled panics on some damage instead of answering; both mean "rebuild".
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| config.open()))
            .map_err(|_| StoreError::Map("sled could not read its own files".to_owned()))?
            .map(Self)
            .map_err(|e| StoreError::Map(e.to_string()))
    }
}

fn failed(e: sled::Error) -> StoreError {
    StoreError::Map(e.to_string())
}

impl Map for SledMap {
    fn get(&self, key: &[u8]) -> Result<Option<Stored>, StoreError> {
        Ok(self.0.get(key).map_err(failed)?.map(|v| v.to_vec()))
    }

    fn scan(
        &self,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Stored)>, StoreError> {
        self.0
            .range(from..to)
            .take(limit)
            .map(|entry| entry.map(|(k, v)| (k.to_vec(), v.to_vec())).map_err(failed))
            .collect()
    }

    fn apply(&self, changes: Vec<(Vec<u8>, Option<Stored>)>, seq: u64) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        batch.insert(APPLIED, &seq.to_be_bytes());
        self.0.apply_batch(batch).map_err(failed)
    }

    fn applied(&self) -> Result<u64, StoreError> {
        let marker = self.0.get(APPLIED).map_err(failed)?;
        Ok(marker.and_then(|m| m.as_ref().try_into().ok()).map_or(0, u64::from_be_bytes))
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.0.flush().map(|_| ()).map_err(failed)
    }
}
