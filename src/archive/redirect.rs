//! The page at a thread's old place, once it was joined to another: links to it live on, with or
//! without a web server of ours.

use askama::Template;

use super::community::Community;
use super::links::Links;
use super::page::Frame;
use super::{Archive, ArchiveError};
use crate::list::ThreadNo;
use crate::list::urls::Urls;
use crate::locale::Locale;

#[derive(Template)]
#[template(path = "archive/redirect.html", whitespace = "minimize")]
struct Redirect {
    f: Frame,
    href: String,
    target: String,
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
    let links = Links::from(&path, t.code());
    let page = Redirect {
        href: links.thread(slug, into, 1),
        target: archive.urls.thread(t.code(), slug, into, 1),
        f: Frame::new(archive, t, rest, t.s("archive-moved")),
    };
    Ok(page.render()?)
}
