//! Notes that a reader has not been told of: new ones, and those that say something else.

use std::sync::Arc;

use super::{News, Telling};
use crate::animation::note::Sight;
use crate::daemon::robot;
use crate::digest::facts::FreshNote;
use crate::list::ListId;
use crate::list::address::{Route, fixed};
use crate::list::settings::Settings;
use crate::store::notes::{self, Note};
use crate::store::{Read, StoreError};

impl News<'_> {
    /// Those of one list, by number. What somebody changed themselves is no news to them.
    pub(super) fn fresh_notes(
        &mut self,
        telling: &Telling<'_>,
        (list, settings): (ListId, &Settings),
    ) -> Result<Vec<FreshNote>, StoreError> {
        let known = match self.notes.get(&list) {
            Some(known) => known.clone(),
            None => {
                let read = Arc::new(readable(&self.site.store, list)?);
                self.notes.insert(list, read.clone());
                read
            }
        };
        let t = robot::locale_for(telling.person, settings);
        let mut found = Vec::new();
        for note in known.iter().filter(|n| self.is_untold(telling, list, n.event)) {
            let Some(shown) = note.shown.as_ref().filter(|s| s.by != telling.person.id) else {
                continue;
            };
            let open = note.sight(settings.visibility) == Some(Sight::Public);
            let url = || self.site.urls.note(t.code(), &settings.slug(), note.no);
            found.push(FreshNote {
                no: note.no,
                title: shown.title.clone(),
                authors: shown.authors.iter().map(|a| a.name.clone()).collect(),
                licence: shown.licence,
                opening: shown.opening.clone(),
                changed: note.modified.is_some(),
                page: (open && !self.site.urls.base().is_empty()).then(url),
                commands: fixed(&settings.address, Route::Request),
            });
        }
        Ok(found)
    }
}

/// The notes that members read.
fn readable(from: &impl Read, list: ListId) -> Result<Vec<Note>, StoreError> {
    let mut all = notes::of_list(from, list)?;
    all.retain(|n| n.shown.as_ref().is_some_and(|s| s.sight != Sight::Private));
    Ok(all)
}
