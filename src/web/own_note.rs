//! A private note, for its author who signed in. To everybody else, the other members and those who animate
//! among them, it is as if it had never been written: the page that is not there answers.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::permalink::number;
use super::visitor::Reader;
use super::{Desk, Keeping};
use crate::animation::note::Sight;
use crate::archive::{ArchiveError, OwnNote, languages};
use crate::list::NoteNo;
use crate::store::{StoreError, notes};

/// The slug, the note and the page of it that a path names, in a language of ours.
fn read(path: &str) -> Option<(&str, &str, NoteNo, OwnNote)> {
    let parts: Vec<&str> = path.split('/').collect();
    let (lang, slug, no, page) = match parts.as_slice() {
        ["", lang, "c", slug, "n", no, ""] => (lang, slug, no, OwnNote::Page),
        ["", lang, "c", slug, "n", no, "historique", ""] => (lang, slug, no, OwnNote::History(1)),
        ["", lang, "c", slug, "n", no, "historique", page, ""] => {
            let page = usize::try_from(number(page).filter(|n| *n > 1)?).ok()?;
            (lang, slug, no, OwnNote::History(page))
        }
        _ => return None,
    };
    Some((lang, slug, NoteNo(number(no)?), page))
}

/// The page of a note that its author alone reads; `None`: it is none, or not theirs.
pub(super) fn own_note(
    desk: &Desk,
    path: &str,
    headers: &HeaderMap,
) -> Result<Option<Response>, StoreError> {
    let Some((lang, slug, no, page)) = read(path) else { return Ok(None) };
    let Some(t) = languages().iter().find(|t| t.code() == lang).copied() else { return Ok(None) };
    let Some(open) = desk.open(slug, headers)? else { return Ok(None) };
    let visitor = desk.visitor(headers)?;
    let (Some(person), Reader::Member(_)) = (visitor.person(), open.reader) else {
        return Ok(None);
    };
    let store = &desk.face.store;
    let private = |s: &notes::Note| s.sight(open.settings.visibility) == Some(Sight::Private);
    let note = notes::get(store, open.list, no)?.filter(|n| private(n) && n.is_of(person.id));
    let Some(note) = note else { return Ok(None) };
    let kind = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, Keeping::Nowhere.value()),
    ];
    match page.render(&desk.face.archive, t, store, (open.list, &open.settings, &note)) {
        Ok(html) => Ok(html.map(|html| (kind, html).into_response())),
        Err(ArchiveError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(event = "own-note-failed", %error);
            Ok(Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        }
    }
}
