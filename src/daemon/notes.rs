//! Notes: drafted by mail to the note address, shown to their author first, published at their word;
//! changed, restored and taken back the same way. What a draft says is [`crate::animation::note`]'s,
//! what a page shows the archive's.

mod consent;
mod draft;
mod erase;
mod idea;
mod markdown;
mod origin;
mod publish;
mod say;

pub use self::consent::answered as quote_answered;
pub(in crate::daemon) use self::draft::propose;
pub use self::draft::{Drafted, answered, carry_out, plan, team_answered};
pub use self::erase::{forget_person, written_by};
pub use self::idea::step as suggest;
pub use self::markdown::as_markdown;
pub use self::publish::{put_back, step};
pub(in crate::daemon) use self::say::{Why, whole};

use super::calls;
use crate::animation::note::Sight;
use crate::list::member::Person;
use crate::list::settings::{Settings, Visibility};
use crate::list::{ListId, NoteNo};
use crate::smtp::handler::Verdict;
use crate::store::notes::Note;
use crate::store::{Read, StoreError, people};

/// One person in one list.
type Of<'a> = (ListId, &'a Settings, &'a Person);

/// Who reads a note that says nothing about it: those who read the list's other pages.
fn usual_sight(settings: &Settings) -> Sight {
    match settings.visibility {
        Visibility::Public => Sight::Public,
        Visibility::Private => Sight::Community,
    }
}

/// Whether somebody may change a note: who added or wrote it, and those who animate.
///
/// # Errors
/// When the store cannot be read.
pub fn may_change(from: &impl Read, note: &Note, person: &Person) -> Result<bool, StoreError> {
    let member = people::membership(from, note.list, person.id)?.is_some();
    Ok(member && (note.is_of(person.id) || calls::animates(from, note.list, person)?))
}

/// Whether a member may read a note: a private one is its authors' alone.
pub fn may_read(note: &Note, person: &Person) -> bool {
    note.is_of(person.id) || note.shown.as_ref().is_some_and(|s| s.sight != Sight::Private)
}

/// The notes of a list that somebody alone reads: number and title.
///
/// # Errors
/// When the store cannot be read.
pub fn kept_for(
    from: &impl Read,
    list: ListId,
    person: &Person,
) -> Result<Vec<(NoteNo, String)>, StoreError> {
    let all = crate::store::notes::of_list(from, list)?.into_iter();
    let own = all.filter(|note| note.is_of(person.id)).filter_map(|note| {
        let shown = note.shown.filter(|shown| shown.sight == Sight::Private)?;
        Some((note.no, shown.title))
    });
    Ok(own.collect())
}

fn gone() -> Verdict {
    Verdict::accepted("Nothing waits any more")
}
