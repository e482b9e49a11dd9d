//! What a draft comes to by the clock: it is looked at for whom it quotes, published, or forgotten. Each
//! step is one transaction: a daemon killed at any moment has done it, or does it again.

use super::consent;
use super::draft::{Asked, after, drop_draft, show};
use super::origin::{self, Repeated};
use super::say::{self, Why};
use crate::animation::note::{Form, Sight};
use crate::clock::Timestamp;
use crate::daemon::{Site, aside};
use crate::digest::excerpt;
use crate::list::member::Person;
use crate::list::settings::{Settings, Visibility};
use crate::list::{ListId, NoteNo, PersonId};
use crate::locale;
use crate::mail::recognise;
use crate::store::changes::{self, Before};
use crate::store::notes::{self, Author, Draft, Due, Note, Say, Shown, Stage, Version};
use crate::store::{Read, StoreError, Tx, lists, people};

/// Drafts that are due, taken at a time.
const ROWS: usize = 20;
/// Hours in which those who are quoted may object.
const HOURS: i64 = 72;

/// Does what is due.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let now = site.clock.now();
        let due = notes::due(&site.store, now, ROWS)?;
        if due.is_empty() {
            return Ok(());
        }
        for row in due {
            let what = format!("note {}/{}", row.1, row.2);
            let drop = |tx: &mut Tx<'_>| {
                notes::drop_orphan(tx, row);
                Ok(())
            };
            aside::row(site, &what, || turn(site, row, now), drop)?;
        }
    }
}

fn turn(site: &Site, row: Due, now: Timestamp) -> Result<(), StoreError> {
    let (at, list, no, draft) = row;
    // Rows know milliseconds.
    let same = |d: &Draft| d.due.as_millisecond() == at.as_millisecond();
    let draft = notes::draft(&site.store, list, no, draft)?.filter(same);
    let (Some(note), Some(draft)) = (notes::get(&site.store, list, no)?, draft) else {
        return site.store.write(|tx| {
            notes::drop_orphan(tx, row);
            Ok(())
        });
    };
    // Looked for before the transaction: it may take a moment.
    let repeated = match (draft.stage, draft.form.sight) {
        (Stage::Ready, Sight::Public) => {
            origin::repeated(&site.store, list, (note.thread, &draft.form.body))?
        }
        _ => Vec::new(),
    };
    site.store.write(|tx| {
        let still = notes::draft(tx, list, no, draft.no)?.as_ref() == Some(&draft);
        let (true, Some(note)) = (still, notes::get(tx, list, no)?) else { return Ok(()) };
        let settings = lists::get(tx, list)?;
        let (Some(settings), Some(person)) = (settings, people::get(tx, draft.by)?) else {
            return drop_draft(tx, &note, &draft);
        };
        let of = Asked { note, draft, person, settings };
        match of.draft.stage {
            Stage::Author => drop_draft(tx, &of.note, &of.draft),
            Stage::Team => {
                say::team_is_silent(site, tx, (list, &of.settings, &of.person), &of, now)?;
                drop_draft(tx, &of.note, &of.draft)
            }
            Stage::Ready => ready(site, tx, of, &repeated, now),
            Stage::Quoted => {
                let mut of = of;
                for quoted in of.note.quotes.iter_mut().filter(|q| q.say == Say::Asked) {
                    quoted.say = Say::Agreed;
                }
                publish(site, tx, of, now)
            }
        }
    })
}

/// Asks those who are quoted and were not asked yet; or publishes.
fn ready(
    site: &Site,
    tx: &mut Tx<'_>,
    mut of: Asked,
    repeated: &[Repeated],
    now: Timestamp,
) -> Result<(), StoreError> {
    let is_public = opens(&of.note, &of.draft.form, &of.settings);
    let quotes = match is_public {
        true => consent::quoted(tx, &of, repeated)?,
        false => Vec::new(),
    };
    // Whom it quotes no more is not asked any more.
    of.note.quotes.retain(|q| quotes.iter().any(|(new, _)| new.person == q.person));
    let mut asked = Vec::new();
    for (quoted, passage) in quotes {
        if !of.note.quotes.iter().any(|q| q.person == quoted.person) {
            asked.extend((quoted.say == Say::Asked).then_some((quoted.person, passage)));
            of.note.quotes.push(quoted);
        }
    }
    if of.note.quotes.iter().any(|q| q.say == Say::Objects) {
        return objected(site, tx, of, now);
    }
    let waits = of.note.quotes.iter().any(|q| q.say == Say::Asked);
    if !waits {
        return publish(site, tx, of, now);
    }
    let until = after(now, HOURS);
    notes::put(tx, &of.note);
    let draft = Draft { stage: Stage::Quoted, due: until, ..of.draft.clone() };
    notes::put_draft(tx, (of.note.list, of.note.no), &draft)?;
    for (person, passage) in asked {
        consent::ask(site, tx, &of, (person, &passage, until), now)?;
    }
    say::waits_for_quoted(site, tx, (of.note.list, &of.settings, &of.person), (&of, until), now)
}

/// Whether everyone could read it.
fn opens(note: &Note, form: &Form, settings: &Settings) -> bool {
    form.sight == Sight::Public && (settings.visibility == Visibility::Public || note.agreed)
}

/// Somebody whom it quotes does not want it: back to its author.
pub(super) fn objected(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Asked,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Asked { note, draft, person, settings } = of;
    notes::put(tx, &note);
    let names: Vec<String> =
        note.quotes.iter().filter(|q| q.say == Say::Objects).map(|q| q.name.clone()).collect();
    let to = (note.list, &settings, &person);
    let why = Why::Objected(&names);
    show(site, tx, to, (&note, draft.no, draft.form, why), (None, now))
}

/// It is read from now on.
fn publish(site: &Site, tx: &mut Tx<'_>, of: Asked, now: Timestamp) -> Result<(), StoreError> {
    let Asked { note, draft, person, settings } = of;
    let (list, no) = (note.list, note.no);
    let last = notes::versions(tx, list, no)?.last().map_or(0, |v| v.no);
    let by_name = if person.id == note.by { note.by_name.clone() } else { person.display().into() };
    let form = unnamed(&note, &draft.form, &settings);
    let version = Version { no: last + 1, by: person.id, by_name, at: now, form };
    notes::put_version(tx, list, no, &version);
    notes::forget_draft(tx, (list, no), draft.no)?;
    let shown = shown_of(tx, (&note, &settings), &version)?;
    let before = note.clone();
    let note = Note {
        published: note.published.or(Some(now)),
        modified: (last > 0).then_some(now),
        shown: Some(shown),
        ..note
    };
    notes::publish(tx, &note, Some(&before))?;
    come_from_thread(tx, &note)?;
    pair_with_twin(tx, &note)?;
    let was = before.shown.as_ref().map(|s| s.version);
    let undo = vec![Before::Note { list, note: no, version: was }];
    changes::note(tx, person.id, "note", undo, now)?;
    say::published(site, tx, (list, &settings, &person), (&note, version.no, was.is_some()), now)?;
    tracing::info!(event = "note-published", %list, note = %no, version = version.no);
    Ok(())
}

/// What a note says, without the names of who did not want theirs there.
fn unnamed(note: &Note, form: &Form, settings: &Settings) -> Form {
    let mut form = form.clone();
    let somebody = locale::get(&settings.language.0).s("note-somebody");
    let first = somebody.chars().next().into_iter().flat_map(char::to_uppercase);
    let begins: String = first.chain(somebody.chars().skip(1)).collect();
    for quoted in note.quotes.iter().filter(|q| q.say == Say::Unnamed && !q.name.is_empty()) {
        let line = |line: &str| match line.strip_prefix(quoted.name.as_str()) {
            Some(rest) => format!("{begins}{}", rest.replace(&quoted.name, &somebody)),
            None => line.replace(&quoted.name, &somebody),
        };
        form.body = form.body.lines().map(line).collect::<Vec<_>>().join("\n");
        form.title = form.title.replace(&quoted.name, &somebody);
        form.authors.retain(|name| !crate::animation::note::same_name(name, &quoted.name));
    }
    form
}

/// A version as it is read.
fn shown_of(
    tx: &mut Tx<'_>,
    (note, settings): (&Note, &Settings),
    version: &Version,
) -> Result<Shown, StoreError> {
    let form = &version.form;
    let usual = [locale::get(&settings.language.0).s("note-usual-notebook")];
    let names = if form.notebooks.is_empty() { &usual[..] } else { &form.notebooks[..] };
    let mut notebooks = Vec::with_capacity(names.len());
    for name in names {
        notebooks.push(notes::find_notebook(tx, note.list, name)?);
    }
    notebooks.dedup();
    Ok(Shown {
        version: version.no,
        by: version.by,
        title: form.title.clone(),
        opening: excerpt::opening(&form.body, "…"),
        authors: authors(tx, note, form)?,
        notebooks,
        categories: form.categories.clone(),
        licence: form.licence,
        sight: form.sight,
        rank: form.rank,
        twin: form.twin,
    })
}

/// Those who wrote it: whoever it names, known by their name in the list; else whoever added it.
fn authors(from: &impl Read, note: &Note, form: &Form) -> Result<Vec<Author>, StoreError> {
    if form.authors.is_empty() {
        return Ok(vec![Author { name: note.by_name.clone(), person: Some(note.by) }]);
    }
    let mut known: Vec<(Vec<String>, PersonId)> = Vec::new();
    for member in people::memberships(from, note.list, None, usize::MAX)? {
        if let Some(person) = people::get(from, member.person)? {
            known.push((recognise::words(person.display()), person.id));
        }
    }
    known.push((recognise::words(&note.by_name), note.by));
    let of = |name: &String| {
        let words = recognise::words(name);
        let mut same = known.iter().filter(|(k, _)| *k == words).map(|(_, id)| *id);
        let one = same.next();
        // Two people of one name: nobody is written to by mistake.
        let person = one.filter(|one| same.all(|other| other == *one));
        Author { name: name.clone(), person }
    };
    Ok(form.authors.iter().map(of).collect())
}

/// Its thread knows of it.
fn come_from_thread(tx: &mut Tx<'_>, note: &Note) -> Result<(), StoreError> {
    let Some(thread) = note.thread else { return Ok(()) };
    let mut of = notes::of_thread(tx, note.list, thread)?;
    if !of.notes.contains(&note.no) {
        of.notes.push(note.no);
        notes::put_of_thread(tx, note.list, thread, &of);
    }
    Ok(())
}

/// The note it says again in another language leads to it, if it leads nowhere yet.
fn pair_with_twin(tx: &mut Tx<'_>, note: &Note) -> Result<(), StoreError> {
    let Some(twin) = note.shown.as_ref().and_then(|s| s.twin) else { return Ok(()) };
    let Some(mut other) = notes::get(tx, note.list, twin)? else { return Ok(()) };
    let Some(shown) = other.shown.as_mut().filter(|s| s.twin.is_none()) else { return Ok(()) };
    if twin != note.no {
        shown.twin = Some(note.no);
        notes::amend(tx, &other, None)?;
    }
    Ok(())
}

/// Takes the last publication of a note back: to this version, or to none.
///
/// # Errors
/// When the store cannot be read.
pub fn put_back(
    tx: &mut Tx<'_>,
    person: &Person,
    (list, no): (ListId, NoteNo),
    version: Option<u32>,
) -> Result<(), StoreError> {
    let (Some(note), Some(settings)) = (notes::get(tx, list, no)?, lists::get(tx, list)?) else {
        return Ok(());
    };
    let newest = note.shown.as_ref().map_or(0, |s| s.version);
    if newest <= version.unwrap_or(0) || !super::may_change(tx, &note, person)? {
        return Ok(());
    }
    let shown = match version.map(|v| notes::version(tx, list, no, v)).transpose()?.flatten() {
        Some(was) => {
            for gone in was.no + 1..=newest {
                notes::forget_version(tx, list, no, gone);
            }
            Some(shown_of(tx, (&note, &settings), &was)?)
        }
        None => None,
    };
    let modified = note.modified.filter(|_| version.is_some_and(|v| v > 1));
    tracing::info!(event = "note-taken-back", %list, note = %no);
    notes::amend(tx, &Note { shown, modified, ..note.clone() }, Some(&note))
}
