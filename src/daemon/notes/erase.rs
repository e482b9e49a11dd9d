//! Somebody who wants to be forgotten: their notes stay without their name, as their posts do; what only
//! they could read goes.

use crate::animation::note::{Sight, same_name};
use crate::list::ListId;
use crate::list::member::Person;
use crate::store::notes::{self, Note};
use crate::store::{Read, StoreError, Tx, lists};

/// Nobody's number.
const NOBODY: crate::list::PersonId = crate::daemon::robot::NOBODY;

/// All notes that somebody added or wrote.
///
/// # Errors
/// When the store cannot be read.
pub fn written_by(from: &impl Read, person: &Person) -> Result<Vec<Note>, StoreError> {
    let mut found = Vec::new();
    for (list, _) in lists::all(from)? {
        found.extend(notes::of_list(from, list)?.into_iter().filter(|n| n.is_of(person.id)));
    }
    Ok(found)
}

/// Takes somebody's name out of all notes, and forgets what only they could read. `nobody` stands for
/// them; `without` takes their name out of a text.
///
/// # Errors
/// When the store cannot be read.
pub fn forget_person(
    tx: &mut Tx<'_>,
    person: &Person,
    nobody: &str,
    without: &dyn Fn(&str) -> String,
) -> Result<(), StoreError> {
    for (list, _) in lists::all(tx)? {
        for note in notes::of_list(tx, list)? {
            let private = note.shown.as_ref().is_none_or(|s| s.sight == Sight::Private);
            if note.by == person.id && private {
                notes::forget(tx, list, note.no)?;
            } else {
                unname(tx, (list, note), (person, nobody), without)?;
            }
        }
    }
    Ok(())
}

fn unname(
    tx: &mut Tx<'_>,
    (list, note): (ListId, Note),
    (person, nobody): (&Person, &str),
    without: &dyn Fn(&str) -> String,
) -> Result<(), StoreError> {
    let mut changed = false;
    for version in notes::versions(tx, list, note.no)? {
        let mut new = version.clone();
        if new.by == person.id {
            (new.by, new.by_name) = (NOBODY, nobody.to_owned());
        }
        new.form.title = without(&new.form.title);
        new.form.body = without(&new.form.body);
        new.form.authors = new.form.authors.iter().map(|a| renamed(a, person, nobody)).collect();
        if new != version {
            notes::put_version(tx, list, note.no, &new);
            changed = true;
        }
    }
    for draft in notes::drafts(tx, list, note.no)? {
        if draft.by == person.id {
            notes::forget_draft(tx, (list, note.no), draft.no)?;
        }
    }
    let mut new = note.clone();
    if new.by == person.id {
        (new.by, new.by_name) = (NOBODY, nobody.to_owned());
    }
    new.quotes.retain(|q| q.person != person.id);
    if let Some(shown) = &mut new.shown {
        if shown.by == person.id {
            shown.by = NOBODY;
        }
        shown.title = without(&shown.title);
        shown.opening = without(&shown.opening);
        for author in &mut shown.authors {
            if author.person == Some(person.id)
                || renamed(&author.name, person, nobody) != author.name
            {
                (author.name, author.person) = (nobody.to_owned(), None);
            }
        }
    }
    if new != note || changed {
        notes::amend(tx, &new, Some(&note))?;
    }
    Ok(())
}

fn renamed(name: &str, person: &Person, nobody: &str) -> String {
    let same = same_name(name, person.display());
    if same { nobody.to_owned() } else { name.to_owned() }
}
