//! People who are new and said who they are: each stands once in each reader's digests.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{News, Telling};
use crate::digest::facts::Newcomer;
use crate::list::ListId;
use crate::list::address::Addresses;
use crate::store::StoreError;
use crate::store::introductions::{self, Introduction};

/// How long somebody is new: a monthly digest and some days.
const NEW: SignedDuration = SignedDuration::from_hours(35 * 24);
/// People presented in one digest.
const MOST: usize = 12;

impl News<'_> {
    /// Those of one list, in the order in which they agreed. Nobody is presented to themselves.
    pub(super) fn newcomers(
        &mut self,
        telling: &Telling<'_>,
        (list, addresses): (ListId, &Addresses<'_>),
    ) -> Result<Vec<Newcomer>, StoreError> {
        let known = match self.introductions.get(&list) {
            Some(known) => known.clone(),
            None => {
                let mut all = introductions::of_list(&self.site.store, list)?;
                all.retain(|i| telling.now.duration_since(i.at) < NEW);
                all.sort_by_key(|i| i.event);
                let all = Arc::new(all);
                self.introductions.insert(list, all.clone());
                all
            }
        };
        let told = |i: &&Introduction| {
            i.person != telling.person.id && self.is_untold(telling, list, i.event)
        };
        let one = |i: &Introduction| Newcomer {
            name: i.name.clone(),
            organisation: i.organisation.clone(),
            text: i.text.clone(),
            hello: addresses.relay(i.person),
        };
        Ok(known.iter().filter(told).take(MOST).map(one).collect())
    }
}
