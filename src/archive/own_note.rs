//! A private note's page, and what it said before, for who wrote it: made when it is asked for, held by no
//! file. Who asks is known above.

use super::community::Community;
use super::notes::{Bookcase, page_of};
use super::{Archive, ArchiveError, note_history};
use crate::animation::note::Sight;
use crate::list::ListId;
use crate::list::settings::Settings;
use crate::locale::Locale;
use crate::store::Read;
use crate::store::notes::{self, Note};

/// What somebody asks to see of their note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnNote {
    /// The note.
    Page,
    /// A page of what it said before, from 1.
    History(usize),
}

impl OwnNote {
    /// Renders it; `None`: there is no such page of it.
    ///
    /// # Errors
    /// When the store cannot be read, or the template fails.
    pub fn render(
        self,
        archive: &Archive,
        t: &'static Locale,
        from: &impl Read,
        (list, settings, note): (ListId, &Settings, &Note),
    ) -> Result<Option<String>, ArchiveError> {
        let Some(shown) = &note.shown else { return Ok(None) };
        let community = Community::read(from, list, settings, archive)?;
        match self {
            Self::Page => {
                let bookcase = Bookcase::of_one(from, &community, (note, shown))?;
                page_of((archive, &community), t, from, (&bookcase, note.no))
            }
            Self::History(page) => {
                let versions = notes::versions(from, list, note.no)?;
                let of = (versions.as_slice(), Sight::Private);
                let pages = note_history::render((archive, &community), t, (note, shown), of)?;
                Ok(page.checked_sub(1).and_then(|at| pages.into_iter().nth(at)))
            }
        }
    }
}
