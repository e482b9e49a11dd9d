//! A notebook's page, and the page of all notebooks with the latest notes.

use askama::Template;

use super::community::Community;
use super::notes::Bookcase;
use super::page::{Crumb, Depth, Frame};
use super::tabs::{Tab, Tabs};
use super::thread_page::percent;
use super::{Archive, ArchiveError, sanitize};
use crate::animation::note::{Sight, source};
use crate::list::address::{Route, fixed};
use crate::list::settings::Visibility;
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::mail::address::Address;
use crate::store::notes::{Note, Notebook, Shown};

/// Notes on one page.
const PER_PAGE: usize = 25;

/// Pages that so many notes fill, from 1.
pub(super) fn pages(notes: usize) -> usize {
    notes.div_ceil(PER_PAGE).max(1)
}

/// Whether the community's other pages stand under the same root: a public note of a private community
/// stands alone.
pub(super) fn at_home(community: &Community, sight: Sight) -> bool {
    (sight == Sight::Public) == (community.visibility == Visibility::Public)
}

/// The frame of a page of notes at a path.
pub(super) fn frame(
    archive: &Archive,
    t: &'static Locale,
    (path, tab): (&str, String),
    community: &Community,
    sight: Sight,
) -> Frame {
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default();
    let mut f = Frame::new(archive, t, rest, tab);
    if at_home(community, sight) {
        f = f.under(community, Depth::Below);
    } else {
        f.crumbs.push(Crumb { href: f.links.front(), name: t.s("archive-communities") });
    }
    let notebooks = Urls::new("").notebooks(t.code(), &community.slug);
    if path != notebooks {
        let href = f.links.to(&notebooks);
        f.crumbs.push(Crumb { href, name: t.s("archive-notebooks") });
    }
    f
}

#[derive(Template)]
#[template(path = "archive/notebook.html", whitespace = "minimize")]
struct Page {
    f: Frame,
    title: String,
    /// The community's other lists, on the page of all notebooks.
    tabs: Option<Tabs>,
    /// Of all notebooks: each with its link, and how many notes it holds.
    books: Vec<(String, String, String)>,
    /// How many notes there are, of one notebook.
    count: Option<String>,
    rows: Vec<Row>,
    /// Where notes go, and a mail to it.
    address: Address,
    write: String,
}

/// A note among others.
struct Row {
    href: String,
    title: String,
    meta: String,
    licence: String,
    opening: String,
}

fn row(f: &Frame, community: &Community, (note, shown): &(Note, Shown)) -> Row {
    let t = f.t;
    let named = |name: &str| sanitize::isolated(&community.line(name)).into_owned();
    let names: Vec<String> = shown.authors.iter().map(|a| named(&a.name)).collect();
    let at = note.modified.or(note.published).unwrap_or(note.added);
    let meta = [t.joined(&names), t.date(at, &community.zone)];
    Row {
        href: f.links.to(&Urls::new("").note(t.code(), &community.slug, note.no)),
        title: community.line(&shown.title),
        meta: meta.join(" · "),
        licence: source::licence_name(t, shown.licence),
        opening: community.line(&shown.opening),
    }
}

/// Says what a page of notes is to who shares or finds it; of what only members read, nothing.
fn about_notes(f: &mut Frame, (of, sight): (&Community, Sight), title: &str, about: &str) {
    if sight == Sight::Public {
        f.describe(about);
        f.show(of, title, "website");
    }
}

fn note_address(community: &Community) -> Address {
    fixed(&community.address, Route::Note)
}

fn write(address: &Address) -> String {
    format!("mailto:{}", percent(address.as_str(), "@"))
}

/// Renders one page of a notebook.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    (community, sight): (&Community, Sight),
    (book, inside, page): (&Notebook, &[&(Note, Shown)], usize),
) -> Result<String, ArchiveError> {
    let path = |page| Urls::new("").notebook(t.code(), &community.slug, book.no, page);
    let title = community.line(&book.name);
    let tab = format!("{title} – {}", community.name);
    let mut f = frame(archive, t, (&path(page), tab), community, sight);
    f.before = (page > 1).then(|| f.links.to(&path(page - 1)));
    f.after = (page < pages(inside.len())).then(|| f.links.to(&path(page + 1)));
    let about = [("book", Value::from(title.as_str())), ("community", (&*community.name).into())];
    about_notes(&mut f, (community, sight), &title, &t.text("archive-notebook-about", &about));
    let shown = inside.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
    let page = Page {
        rows: shown.map(|of| row(&f, community, of)).collect(),
        tabs: None,
        count: Some(t.n("note-count", &inside.len())),
        books: Vec::new(),
        write: write(&note_address(community)),
        address: note_address(community),
        title,
        f,
    };
    Ok(page.render()?)
}

/// Renders the page of all notebooks.
///
/// # Errors
/// When the template fails.
pub(super) fn render_index(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    bookcase: &Bookcase,
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let path = Urls::new("").notebooks(t.code(), slug);
    let tab = t.a("archive-notebooks-of", "community", &community.name);
    let mut f = frame(archive, t, (&path, tab.clone()), community, bookcase.sight);
    let about = t.a("archive-notebooks-about", "community", &community.name);
    about_notes(&mut f, (community, bookcase.sight), &tab, &about);
    let link = |(book, count): (&Notebook, usize)| {
        let href = f.links.to(&Urls::new("").notebook(t.code(), slug, book.no, 1));
        (href, community.line(&book.name), t.n("note-count", &count))
    };
    let page = Page {
        books: bookcase.notebooks().into_iter().map(link).collect(),
        rows: bookcase
            .latest()
            .into_iter()
            .take(PER_PAGE)
            .map(|of| row(&f, community, of))
            .collect(),
        tabs: at_home(community, bookcase.sight)
            .then(|| Tabs::new(&f, community, Some(Tab::Notebooks))),
        count: None,
        title: t.s("archive-notebooks"),
        write: write(&note_address(community)),
        address: note_address(community),
        f,
    };
    Ok(page.render()?)
}
