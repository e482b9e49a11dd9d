//! The state of the service: when the last message and the last digest went, and whether mail waits. Made
//! when it is asked for, never written as a file: it speaks of now.

use askama::Template;

use super::page::{Crumb, Frame};
use super::{Archive, ArchiveError};
use crate::clock::Timestamp;
use crate::locale::Locale;

/// What there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Now.
    pub now: Timestamp,
    /// When the last message of a public community came.
    pub post: Option<Timestamp>,
    /// When the last digest went out.
    pub digest: Option<Timestamp>,
    /// Minutes for which mail has been late; `None`: none is.
    pub late: Option<i64>,
}

#[derive(Template)]
#[template(path = "archive/status.html", whitespace = "minimize")]
struct StatusPage {
    f: Frame,
    queue: String,
    facts: Vec<(String, String)>,
    now: String,
}

/// Renders the page.
///
/// # Errors
/// When the template fails.
pub fn status(
    archive: &Archive,
    t: &'static Locale,
    status: &Status,
) -> Result<String, ArchiveError> {
    let mut f = Frame::new(archive, t, "etat/", t.s("site-status"));
    f.crumbs.push(Crumb { href: f.links.front(), name: t.s("archive-communities") });
    let moment = |at: Timestamp| t.date_time(at, &archive.timezone);
    let said = |at: Option<Timestamp>| at.map_or_else(|| t.s("site-status-never"), moment);
    let queue = match status.late.map(|minutes| usize::try_from(minutes).unwrap_or(0)) {
        None => t.s("site-status-on-time"),
        Some(minutes) if minutes < 120 => t.n("site-status-late", &minutes),
        Some(minutes) => t.n("site-status-late-hours", &(minutes / 60)),
    };
    let facts = vec![
        (t.s("site-status-post"), said(status.post)),
        (t.s("site-status-digest"), said(status.digest)),
    ];
    let now = t.a("site-status-now", "date", &moment(status.now));
    Ok(StatusPage { f, queue, facts, now }.render()?)
}
