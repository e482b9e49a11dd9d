//! The page at a thread's old place, once it was joined to another, and in a copy that stands alone at
//! each message's permanent address: links live on, with or without a web server of ours.

use askama::Template;

use super::community::Community;
use super::links::Links;
use super::page::Frame;
use super::{Archive, ArchiveError};
use crate::list::urls::Urls;
use crate::list::{ArticleNo, ThreadNo};
use crate::locale::{self, Locale};

#[derive(Template)]
#[template(path = "archive/redirect.html", whitespace = "minimize")]
struct Redirect {
    f: Frame,
    href: String,
    target: String,
    go: String,
}

/// Renders what stands at `from` now that its posts are in `into`.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    (from, into): (ThreadNo, ThreadNo),
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let path = Urls::new("").thread(t.code(), slug, from, 1);
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default();
    let f = Frame::new(archive, t, rest, t.s("archive-moved"));
    let page = Redirect {
        href: f.links.thread(slug, into, 1),
        target: archive.urls.thread(t.code(), slug, into, 1),
        go: t.s("archive-moved-here"),
        f,
    };
    Ok(page.render()?)
}

/// Renders what stands at a message's permanent address: it leads to a page of its thread.
///
/// # Errors
/// When the template fails.
pub(super) fn message(
    archive: &Archive,
    community: &Community,
    no: ArticleNo,
    (thread, page): (ThreadNo, usize),
) -> Result<String, ArchiveError> {
    let (t, slug) = (locale::get(&community.lang), &community.slug);
    let path = Urls::new("").message(slug, no) + "/";
    let links = Links::from(&path, t.code(), archive.form);
    let page = Redirect {
        href: format!("{}#m{no}", links.thread(slug, thread, page)),
        target: archive.urls.thread(t.code(), slug, thread, page),
        go: t.s("archive-flat"),
        f: Frame::new(archive, t, "", t.a("archive-message", "n", &no.to_string())),
    };
    Ok(page.render()?)
}
