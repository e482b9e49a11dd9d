//! Notes by command: the notebooks, the latest notes, one whole note; its text to be changed, an earlier
//! version of it. How a change goes on is [`crate::daemon::notes`]'.

use super::answer::Said;
use super::desk::{Desk, Place};
use crate::animation::note::{Sight, same_name};
use crate::daemon::notes::{self as work, Why};
use crate::list::NoteNo;
use crate::list::address::Route;
use crate::locale::{self, Value};
use crate::mail::message::Message;
use crate::mail::subject;
use crate::mail::text::uncut;
use crate::request::{self, Command, Verb, when};
use crate::store::notes::{self, Note, Shown};
use crate::store::{Read, StoreError, Tx};

/// Notes in one answer.
const LISTED: usize = 25;

/// A note in a command mail: « note », or « note Guides », in the subject, and below it a title and a
/// text. `None`: the mail is something else.
pub fn note_in(message: &Message<'_>) -> Option<(String, String)> {
    let command = request::read_line(&subject::title(&message.subject()), &[])?;
    if command.verb != Verb::Note || when::number(&command.tail).is_some() {
        return None;
    }
    let body = uncut(&message.text().text).reply();
    let (title, text) = body.trim().split_once('\n')?;
    if text.trim().is_empty() {
        return None;
    }
    let book = match command.tail.trim() {
        "" => String::new(),
        name => format!("{}\n", locale::get("en").a("note-term-notebook", "value", name)),
    };
    Some((title.trim().to_owned(), format!("{book}{text}")))
}

/// « Noté, merci! »: it says thanks, and asks for no note.
pub(super) fn is_noted(command: &Command) -> bool {
    let line = command.line.to_lowercase();
    line.contains("noté") || line.contains("note\u{301}")
}

/// What a command that only reads answers.
pub(super) fn read(
    desk: &Desk<'_>,
    from: &impl Read,
    command: &Command,
) -> Result<Said, StoreError> {
    if command.verb == Verb::Notebooks {
        return notebooks(desk, from);
    }
    if let Some(no) = when::number(&command.tail) {
        return match place(desk) {
            Ok(place) => whole(desk, from, place, NoteNo(no)),
            Err(said) => Ok(said),
        };
    }
    latest(desk, from, command.tail.trim())
}

/// The one community meant; `Err`: what to say instead.
fn place<'d>(desk: &'d Desk<'_>) -> Result<&'d Place, Said> {
    match desk.places.as_slice() {
        [place] => Ok(place),
        _ => Err(told(desk, "note-which-community", &[])),
    }
}

fn told(desk: &Desk<'_>, key: &str, args: &[(&str, Value<'_>)]) -> Said {
    Said::told(desk.t.s("note-none-subject"), desk.t.text(key, args))
}

/// Notes that the author may read, the latest first.
fn readable(
    desk: &Desk<'_>,
    from: &impl Read,
    place: &Place,
) -> Result<Vec<(Note, Shown)>, StoreError> {
    let all = notes::of_list(from, place.list)?.into_iter();
    let read = |note: Note| {
        let shown = note.shown.clone().filter(|_| work::may_read(&note, &desk.person))?;
        Some((note, shown))
    };
    let mut found: Vec<(Note, Shown)> = all.filter_map(read).collect();
    found.sort_by_key(|(note, _)| std::cmp::Reverse((note.modified.max(note.published), note.no)));
    Ok(found)
}

/// Where notes are written to.
fn address(place: &Place) -> String {
    crate::list::address::fixed(&place.settings.address, Route::Note).to_string()
}

fn notebooks(desk: &Desk<'_>, from: &impl Read) -> Result<Said, StoreError> {
    let t = desk.t;
    let mut paragraphs = Vec::new();
    for place in &desk.places {
        let name = place.settings.name.as_str();
        let mut readable = readable(desk, from, place)?;
        readable.retain(|(_, shown)| shown.sight != Sight::Private);
        let mut lines = Vec::new();
        for book in notes::notebooks(from, place.list)? {
            let inside = readable.iter().filter(|(_, s)| s.notebooks.contains(&book.no)).count();
            let count = t.n("note-count", &inside);
            let args = [("name", book.name.as_str().into()), ("count", Value::from(count))];
            lines.extend((inside > 0).then(|| format!("- {}", t.text("notebook-row", &args))));
        }
        if lines.is_empty() {
            let args = [("list", Value::from(name)), ("address", address(place).into())];
            paragraphs.push(t.text("notebooks-none", &args));
            continue;
        }
        lines.insert(0, t.a("notebooks-intro", "list", name));
        if place.settings.visibility == crate::list::settings::Visibility::Public {
            lines.push(desk.site.urls.notebooks(t.code(), &place.settings.slug()));
        }
        paragraphs.push(lines.join("\n"));
        paragraphs.push(t.s("notebook-read-how"));
    }
    paragraphs.dedup();
    Ok(Said::told(t.a("notebooks-subject", "list", &desk.named()), paragraphs.join("\n\n")))
}

/// The latest notes, or those of a notebook.
fn latest(desk: &Desk<'_>, from: &impl Read, named: &str) -> Result<Said, StoreError> {
    let (t, zone) = (desk.t, desk.zone());
    let mut paragraphs = Vec::new();
    for place in &desk.places {
        let name = place.settings.name.as_str();
        let mut found = readable(desk, from, place)?;
        let books = notes::notebooks(from, place.list)?;
        let book = books.iter().find(|b| same_name(&b.name, named));
        if let Some(book) = book {
            found.retain(|(_, shown)| shown.notebooks.contains(&book.no));
        }
        if found.is_empty() {
            let args = [("list", Value::from(name)), ("address", address(place).into())];
            paragraphs.push(t.text("notebooks-none", &args));
            continue;
        }
        let of = [("list", Value::from(name)), ("name", book.map_or("", |b| &b.name).into())];
        let mut lines = vec![t.text(if book.is_some() { "notes-of" } else { "notes-intro" }, &of)];
        for (note, shown) in found.iter().take(LISTED) {
            let names: Vec<String> = shown.authors.iter().map(|a| a.name.clone()).collect();
            let at = note.modified.or(note.published).unwrap_or(note.added);
            let args = [
                ("n", Value::from(note.no.to_string())),
                ("title", shown.title.as_str().into()),
                ("names", t.joined(&names).into()),
                ("date", t.date(at, &zone).into()),
            ];
            lines.push(t.text("note-row", &args));
        }
        paragraphs.push(lines.join("\n"));
        paragraphs.push(t.a("notes-how", "address", &address(place)));
    }
    Ok(Said::told(t.a("notes-subject", "list", &desk.named()), paragraphs.join("\n\n")))
}

fn whole(desk: &Desk<'_>, from: &impl Read, place: &Place, no: NoteNo) -> Result<Said, StoreError> {
    let t = desk.t;
    let number = no.to_string();
    let note = notes::get(from, place.list, no)?.filter(|n| work::may_read(n, &desk.person));
    let shown = note.as_ref().and_then(|n| n.shown.clone());
    let (Some(note), Some(shown)) = (note, shown) else { return Ok(none(desk, place, no)) };
    let Some(version) = notes::version(from, place.list, no, shown.version)? else {
        return Ok(none(desk, place, no));
    };
    let of = (t, &place.settings, &desk.person);
    let text = work::whole(desk.site, from, of, (&note, &version.form))?;
    let versions = notes::versions(from, place.list, no)?.len();
    let list = place.settings.address.to_string();
    let args = [("n", Value::from(number.as_str())), ("address", list.as_str().into())];
    let more = format!("{} {}", t.text("note-read-more", &args), t.n("note-versions", &versions));
    let subject =
        t.text("note-subject", &[("n", number.as_str().into()), ("title", shown.title.into())]);
    let said = Said::told(subject, format!("{text}\n\n{more}"));
    Ok(Said { says_settings: true, ..said })
}

fn none(desk: &Desk<'_>, place: &Place, no: NoteNo) -> Said {
    let args = [("n", Value::from(no.to_string())), ("list", place.settings.name.as_str().into())];
    told(desk, "note-none", &args)
}

/// The text of a note to be changed, or an earlier version of it. `None`: it goes in a mail of its own.
pub(super) fn change(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Option<Said>, StoreError> {
    let place = match place(desk) {
        Ok(place) => place,
        Err(said) => return Ok(Some(said)),
    };
    let numbers = numbers(&command.tail);
    let Some(no) = numbers.first().copied().map(NoteNo) else {
        let word = desk.word(command);
        return Ok(Some(told(desk, "note-which", &[("word", word.into())])));
    };
    let note = notes::get(tx, place.list, no)?.filter(|n| work::may_read(n, &desk.person));
    let Some(note) = note else { return Ok(Some(none(desk, place, no))) };
    if !work::may_change(tx, &note, &desk.person)? {
        let number = no.to_string();
        let list = place.settings.address.to_string();
        let args = [("n", Value::from(number)), ("address", list.into())];
        return Ok(Some(told(desk, "note-not-yours", &args)));
    }
    let versions = notes::versions(tx, place.list, no)?;
    let shown = note.shown.as_ref().map(|s| s.version);
    let current = versions.iter().find(|v| Some(v.no) == shown).or(versions.last());
    let Some(current) = current else { return Ok(Some(none(desk, place, no))) };
    let (form, why) = match (command.verb, numbers.get(1)) {
        (Verb::Edit, _) => (current.form.clone(), Why::Edit),
        (_, wanted) => {
            let wanted = wanted.copied().unwrap_or(current.no.saturating_sub(1));
            let Some(version) = versions.iter().find(|v| v.no == wanted && v.no != current.no)
            else {
                let args = [
                    ("n", Value::from(no.to_string())),
                    ("version", wanted.to_string().into()),
                    ("all", desk.t.n("archive-note-versions", &versions.len()).into()),
                ];
                return Ok(Some(told(desk, "note-no-version", &args)));
            };
            (version.form.clone(), Why::Restored(version.no, &current.form))
        }
    };
    let of = (place.list, &place.settings, &desk.person);
    work::propose(desk.site, tx, of, (&note, form, why), (None, desk.now))?;
    Ok(None)
}

/// « restaurer 12 version 2 », or the address of a note's page: the last numbers of it.
fn numbers(tail: &str) -> Vec<u32> {
    let tail = match tail.split_once("/n/") {
        Some((_, page)) => page,
        None => tail,
    };
    let words = tail.split(|c: char| !c.is_ascii_digit());
    words.filter_map(|w| w.parse().ok()).collect()
}
