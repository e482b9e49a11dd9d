//! What a note said before, the latest version first: who changed which words, and how to bring one back.

use askama::Template;

use super::community::Community;
use super::page::{Frame, machine};
use super::thread_page::percent;
use super::{Archive, ArchiveError, notebook_page};
use crate::animation::note::{Sight, diff, source};
use crate::list::address::{Route, fixed};
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::store::notes::{Note, Shown, Version};

/// Versions on one page.
const PER_PAGE: usize = 5;
/// Characters of what changed that are shown of one version.
const CHANGED: usize = 4_000;

#[derive(Template)]
#[template(path = "archive/note_history.html", whitespace = "minimize")]
struct History {
    f: Frame,
    title: String,
    page: usize,
    note: String,
    entries: Vec<Entry>,
}

/// One version.
struct Entry {
    anchor: String,
    name: String,
    who: String,
    at: String,
    datetime: String,
    current: bool,
    first: bool,
    /// What changed, paragraph by paragraph.
    changed: Vec<Vec<(Kind, String)>>,
    cut: bool,
    /// The mail that brings it back.
    restore: Option<String>,
}

/// What became of words.
#[derive(PartialEq)]
enum Kind {
    Same,
    Added,
    Removed,
}

/// Renders all pages of a note's history.
///
/// # Errors
/// When a template fails.
pub(super) fn render(
    (archive, community): (&Archive, &Community),
    t: &'static Locale,
    (note, shown): (&Note, &Shown),
    (versions, sight): (&[Version], Sight),
) -> Result<Vec<String>, ArchiveError> {
    let slug = &community.slug;
    let title = community.line(&shown.title);
    let pages = versions.len().div_ceil(PER_PAGE).max(1);
    let path = |page| Urls::new("").note_history(t.code(), slug, note.no, page);
    let mut out = Vec::with_capacity(pages);
    for page in 1..=pages {
        let tab = t.a("archive-note-history-of", "title", &title);
        let tab = format!("{tab} – {}", community.name);
        let mut f = notebook_page::frame(archive, t, (&path(page), tab), community, sight);
        f.before = (page > 1).then(|| f.links.to(&path(page - 1)));
        f.after = (page < pages).then(|| f.links.to(&path(page + 1)));
        let of_page = versions.iter().enumerate().rev().skip((page - 1) * PER_PAGE).take(PER_PAGE);
        let entry = |(at, version): (usize, &Version)| {
            let before = at.checked_sub(1).and_then(|at| versions.get(at));
            entry(t, community, (note, shown), (version, before))
        };
        let entries = of_page.map(entry).collect();
        let note = f.links.to(&Urls::new("").note(t.code(), slug, note.no));
        out.push(History { title: title.clone(), page, note, entries, f }.render()?);
    }
    Ok(out)
}

fn entry(
    t: &'static Locale,
    community: &Community,
    (note, shown): (&Note, &Shown),
    (version, before): (&Version, Option<&Version>),
) -> Entry {
    let parted = |v: &Version| source::parted(t, &v.form);
    let all = before.map(|was| diff::paragraphs(&parted(was), &parted(version)));
    let mut left = CHANGED;
    let mut changed = Vec::new();
    let paragraphs = all.unwrap_or_default();
    let count = paragraphs.len();
    for paragraph in paragraphs {
        let pieces = diff::near(paragraph).into_iter().map(|piece| piece_of(community, piece));
        let pieces: Vec<(Kind, String)> = pieces.collect();
        let size: usize = pieces.iter().map(|(_, text)| text.chars().count()).sum();
        if size > left {
            break;
        }
        left -= size;
        changed.push(pieces);
    }
    let no = version.no.to_string();
    let current = version.no == shown.version;
    let number = note.no.to_string();
    let args = [("n", Value::from(number.as_str())), ("version", no.as_str().into())];
    let commands = percent(fixed(&community.address, Route::Request).as_str(), "@");
    let subject = percent(&t.text("archive-note-restore-mail", &args), "");
    Entry {
        anchor: format!("v{no}"),
        name: t.a("archive-note-version", "n", &no),
        who: community.line(&version.by_name),
        at: t.date_time(version.at, &community.zone),
        datetime: machine(version.at, &community.zone),
        current,
        first: before.is_none(),
        cut: changed.len() < count,
        changed,
        restore: (!current).then(|| format!("mailto:{commands}?Subject={subject}")),
    }
}

fn piece_of(community: &Community, piece: diff::Piece) -> (Kind, String) {
    let kind = match piece.change {
        diff::Change::Same => Kind::Same,
        diff::Change::Added => Kind::Added,
        diff::Change::Removed => Kind::Removed,
    };
    (kind, community.line(&piece.text))
}
