//! The page of a week that is over, the list of weeks, and their feed (RFC 4287): a digest for who reads
//! pages or feeds rather than mail.

use askama::Template;

use super::community::Community;
use super::page::{Depth, Frame};
use super::sanitize::isolated;
use super::tabs::{Tab, Tabs};
use super::week::{Thread, Week};
use super::{Archive, ArchiveError};
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::store::weeks::{self, WeekNo, year_week};

/// Weeks in the list of them; older ones lead from one to the next.
pub(super) const LISTED: usize = 104;
/// Weeks in the feed.
pub(super) const IN_FEED: usize = 10;

#[derive(Template)]
#[template(path = "archive/week.html", whitespace = "minimize")]
struct WeekPage {
    f: Frame,
    name: String,
    digest: Digest,
    weeks: String,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

/// What stands on the page and in the feed.
#[derive(Template)]
#[template(path = "archive/week_threads.html", whitespace = "minimize")]
struct Digest {
    pulse: String,
    items: Vec<Item>,
    more: Option<String>,
}

/// A thread in words.
struct Item {
    href: String,
    title: String,
    meta: String,
    opening: Option<String>,
    replies: Vec<String>,
    files: Option<String>,
}

/// « Résumé, 20–26 mai 2019 ».
fn name(t: &Locale, no: WeekNo) -> String {
    let (first, last) = weeks::days(no);
    let args =
        [("days", Value::from(t.days(first, last))), ("year", last.year().to_string().into())];
    t.text("archive-week", &args)
}

impl Digest {
    fn new(t: &Locale, week: &Week, href: impl Fn(&Thread) -> String) -> Self {
        let pulse = [
            ("messages", Value::from(t.n("digest-messages", &week.posts))),
            ("people", t.n("digest-by-people", &week.people).into()),
            ("threads", t.n("digest-threads", &week.all_threads).into()),
        ];
        let rest = week.all_threads.saturating_sub(week.threads.len());
        Self {
            pulse: t.text("archive-week-pulse", &pulse),
            items: week.threads.iter().map(|thread| Item::new(t, thread, href(thread))).collect(),
            more: (rest > 0).then(|| t.n("archive-week-more", &rest)),
        }
    }
}

impl Item {
    fn new(t: &Locale, thread: &Thread, href: String) -> Self {
        let by = |name: &String| t.a("archive-week-opened", "name", &isolated(name));
        let mut meta: Vec<String> = thread.opened_by.iter().map(by).collect();
        meta.push(t.n("archive-messages", &thread.posts));
        meta.extend((thread.people > 1).then(|| t.n("digest-people", &thread.people)));
        let reply = |(name, text): &(String, String)| {
            let name = isolated(name).into_owned();
            let args = [("name", Value::from(name)), ("text", text.as_str().into())];
            t.text("digest-quote-by", &args)
        };
        let file = |(name, size): &(String, usize)| {
            let size = t.number(size.div_ceil(1024));
            let args = [("name", Value::from(name.as_str())), ("size", size.into())];
            t.text("digest-file", &args)
        };
        let files: Vec<String> = thread.files.iter().map(file).collect();
        Self {
            href,
            title: match thread.title.as_str() {
                "" => t.s("archive-no-subject"),
                title => title.to_owned(),
            },
            meta: meta.join(" · "),
            opening: thread.opening.as_ref().map(|text| t.a("digest-quote", "text", text)),
            replies: thread.replies.iter().map(reply).collect(),
            files: (!files.is_empty()).then(|| t.a("digest-attached", "files", &files.join("; "))),
        }
    }
}

/// Renders a week.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    week: &Week,
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let path = Urls::new("").week(t.code(), slug, year_week(week.no));
    let rest = path.strip_prefix(&format!("/{}/", t.code())).unwrap_or_default().to_owned();
    let name = name(t, week.no);
    let mut f = Frame::new(archive, t, &rest, format!("{name} – {}", community.name))
        .under(community, Depth::Below);
    f.describe(&format!("{name}, {}", community.name));
    f.show(community, &name, "article");
    let neighbour = |no: WeekNo| (f.links.week(slug, year_week(no)), self::name(t, no));
    let (before, after) = (week.before.map(neighbour), week.after.map(neighbour));
    f.before = before.as_ref().map(|(href, _)| href.clone());
    f.after = after.as_ref().map(|(href, _)| href.clone());
    let page = WeekPage {
        digest: Digest::new(t, week, |thread| f.links.thread(slug, thread.no, 1)),
        weeks: f.links.weeks(slug),
        name,
        before,
        after,
        f,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "archive/weeks.html", whitespace = "minimize")]
struct WeeksPage {
    f: Frame,
    tabs: Tabs,
    weeks: Vec<(String, String)>,
}

/// Renders the list of weeks, the latest first.
///
/// # Errors
/// When the template fails.
pub(super) fn render_index(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    weeks: &[weeks::Week],
) -> Result<String, ArchiveError> {
    let slug = &community.slug;
    let tab = format!("{} – {}", t.s("archive-weeks"), community.name);
    let rest = format!("c/{slug}/resumes/");
    let mut f = Frame::new(archive, t, &rest, tab).under(community, Depth::Below);
    // Here the feed is that of the weeks.
    f.feed = f.feed.map(|_| "atom.xml".to_owned());
    f.describe(&t.a("archive-weeks-about", "community", &community.name));
    f.show(community, &t.s("archive-weeks"), "website");
    let latest = weeks.iter().rev().take(LISTED);
    let weeks = latest.map(|w| (f.links.week(slug, year_week(w.no)), name(t, w.no))).collect();
    let tabs = Tabs::new(&f, community, Some(Tab::Weeks));
    Ok(WeeksPage { f, tabs, weeks }.render()?)
}

#[derive(Template)]
#[template(path = "archive/weeks_feed.xml", whitespace = "minimize")]
struct Feed<'a> {
    t: &'static Locale,
    community: &'a Community,
    title: String,
    this: String,
    page: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    link: String,
    title: String,
    published: String,
    content: String,
}

/// Renders the feed of the latest weeks, the latest first.
///
/// # Errors
/// When a template fails.
pub(super) fn render_feed(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    latest: &[Week],
) -> Result<String, ArchiveError> {
    let (urls, slug) = (&archive.urls, &community.slug);
    // It stands there from the Monday on.
    let published = |no: WeekNo| {
        let end = weeks::days(no).1.tomorrow().ok();
        let end = end.and_then(|day| day.to_zoned(community.zone.clone()).ok());
        end.map_or_else(String::new, |at| at.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    let mut entries = Vec::new();
    for week in latest {
        let digest = Digest::new(t, week, |thread| urls.thread(t.code(), slug, thread.no, 1));
        entries.push(Entry {
            link: urls.week(t.code(), slug, year_week(week.no)),
            title: name(t, week.no),
            published: published(week.no),
            content: digest.render()?,
        });
    }
    let feed = Feed {
        t,
        title: t.a("archive-weeks-of", "community", &community.name),
        this: urls.weeks_feed(t.code(), slug),
        page: urls.weeks(t.code(), slug),
        updated: entries
            .first()
            .map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |entry| entry.published.clone()),
        entries,
        community,
    };
    Ok(feed.render()?)
}
