//! The lists as of the last commit, read once for all requests until the next: each asks which lists are
//! public, and to read them all for every page would cost more than the page. Never older than the store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::list::ListId;
use crate::list::settings::{Settings, Visibility};
use crate::store::{Store, StoreError, lists};

/// The public lists by their short names.
pub(super) type Public = HashMap<String, (ListId, Settings)>;

/// What is known of the lists.
#[derive(Debug)]
pub(super) struct Known {
    committed: watch::Receiver<u64>,
    /// Of which commit, and what.
    last: Mutex<Option<(u64, Arc<Public>)>>,
}

impl Known {
    /// Nothing yet.
    pub(super) fn of(store: &Store) -> Self {
        Self { committed: store.committed(), last: Mutex::default() }
    }

    /// The public lists, if that is known without reading anything.
    pub(super) fn at_hand(&self) -> Option<Arc<Public>> {
        let now = *self.committed.borrow();
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(at, _)| *at == now).map(|(_, public)| public.clone())
    }

    /// The public lists. Blocks while the store is read.
    pub(super) fn public(&self, store: &Store) -> Result<Arc<Public>, StoreError> {
        if let Some(public) = self.at_hand() {
            return Ok(public);
        }
        // What is read may be newer than this commit, never older.
        let now = *self.committed.borrow();
        let mut public = Public::new();
        for (id, settings) in lists::all(store)? {
            if settings.visibility == Visibility::Public {
                public.entry(settings.slug()).or_insert((id, settings));
            }
        }
        let public = Arc::new(public);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, public.clone()));
        Ok(public)
    }
}
