//! What search engines read of the lists that want to be found: robots.txt (RFC 9309), a sitemap of the site, one of
//! each month's conversations (sitemaps.org), so that one more post changes one of them. Of other lists
//! nothing stands here.

use askama::Template;

use super::community::Community;
use super::month_page::year_month;
use super::page::languages;
use super::{Archive, ArchiveError};
use crate::list::urls::PER_PAGE;
use crate::store::Read;
use crate::store::threads::{self, MonthNo, month_of};

#[derive(Template)]
#[template(path = "archive/robots.txt")]
struct Robots {
    maps: Vec<String>,
}

/// What robots may do, when these communities want to be found.
///
/// # Errors
/// When the template fails.
pub(super) fn robots(archive: &Archive, slugs: &[&str]) -> Result<String, ArchiveError> {
    let own = slugs.iter().map(|slug| archive.urls.sitemap_of(slug));
    let first = (!slugs.is_empty()).then(|| archive.urls.sitemap());
    Ok(Robots { maps: first.into_iter().chain(own).collect() }.render()?)
}

#[derive(Template)]
#[template(path = "archive/sitemap.xml")]
struct Pages {
    pages: Vec<(String, Option<String>)>,
}

/// The pages of the whole site and of these communities.
///
/// # Errors
/// When the template fails.
pub(super) fn site(archive: &Archive, slugs: &[&str]) -> Result<String, ArchiveError> {
    let mut pages = Vec::new();
    for t in languages().iter().filter(|_| !slugs.is_empty()) {
        pages.push((archive.urls.front(t.code()), None));
        for folder in ["aide", "confidentialite", "accessibilite"] {
            pages.push((archive.urls.of_site(t.code(), folder), None));
        }
        pages.extend(slugs.iter().map(|slug| (archive.urls.list(t.code(), slug), None)));
    }
    Ok(Pages { pages }.render()?)
}

#[derive(Template)]
#[template(path = "archive/sitemap_index.xml")]
struct Index {
    maps: Vec<String>,
}

/// A community's months.
///
/// # Errors
/// When the template fails.
pub(super) fn index(
    archive: &Archive,
    community: &Community,
    months: &[MonthNo],
) -> Result<String, ArchiveError> {
    let month = |no: &MonthNo| archive.urls.sitemap_month(&community.slug, year_month(*no));
    Ok(Index { maps: months.iter().map(month).collect() }.render()?)
}

/// The conversations opened in a month that search engines may keep, page by page.
///
/// # Errors
/// When the store cannot be read or the template fails.
pub(super) fn month(
    from: &impl Read,
    archive: &Archive,
    community: &Community,
    no: MonthNo,
) -> Result<String, ArchiveError> {
    let mut pages = Vec::new();
    for (thread, _) in threads::month(from, community.id, no)? {
        let Some(thread) = threads::get(from, community.id, thread)? else { continue };
        let opened = month_of(thread.opened, &community.zone) == no;
        let ripe = community.ripe.is_some_and(|ripe| thread.opener <= ripe);
        if !opened || !ripe {
            continue;
        }
        let last = thread.last.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let count = usize::try_from(thread.posts).unwrap_or(0).div_ceil(PER_PAGE).max(1);
        for (page, t) in (1..=count).flat_map(|page| languages().iter().map(move |t| (page, t))) {
            let url = archive.urls.thread(t.code(), &community.slug, thread.no, page);
            pages.push((url, Some(last.clone())));
        }
    }
    Ok(Pages { pages }.render()?)
}
