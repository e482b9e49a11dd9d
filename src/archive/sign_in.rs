//! Where members sign in by a mailed link, see as whom they read, and sign out: `/fr/entrer/`. Made when it
//! is asked for, never written as a file. Not who may sign in: that is the daemon's.

use askama::Template;

use super::page::{Crumb, Frame, Sheet};
use super::{Archive, ArchiveError};
use crate::list::NoteNo;
use crate::list::address::{self, Route};
use crate::list::member::{Person, Role};
use crate::list::settings::{Settings, Visibility};
use crate::list::urls::Urls;
use crate::locale::Locale;

/// Where the visitor stands.
#[derive(Clone, Copy, Debug)]
pub enum Door<'a> {
    /// Outside: an address is asked for.
    Outside,
    /// What was given is no address.
    NoAddress,
    /// A mail goes, if the address is a member's; nobody is told whether it does.
    Asked,
    /// Behind a link that counts: a button, since programs that follow links press none.
    Link {
        /// Whose it is.
        name: &'a str,
    },
    /// Behind a link that was used, is too old or never was.
    Stale,
    /// Too much was asked from there.
    Busy,
    /// Inside.
    Inside {
        /// As whom.
        person: &'a Person,
        /// Their communities, by name.
        communities: &'a [Seat],
    },
}

/// A community of somebody's.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Its settings.
    pub settings: Settings,
    /// What they may do there.
    pub role: Role,
    /// The address that their feed reader has of its feed.
    pub feed: Option<String>,
    /// Notes that they alone read: number and title.
    pub notes: Vec<(NoteNo, String)>,
}

#[derive(Template)]
#[template(path = "archive/sign_in.html", whitespace = "minimize")]
struct Page<'a> {
    f: Frame,
    title: String,
    lines: Vec<String>,
    /// Where the form for an address goes, if there is one.
    ask: Option<String>,
    wrong: bool,
    /// The button that signs in.
    enter: bool,
    inside: Option<Inside<'a>>,
}

/// What somebody signed in finds.
struct Inside<'a> {
    person: &'a Person,
    rows: Vec<Row<'a>>,
    /// What is theirs to take away.
    own: Vec<(String, String)>,
    out: String,
    /// Where the buttons for feed readers go.
    feeds: String,
}

struct Row<'a> {
    settings: &'a Settings,
    href: String,
    /// A mail that asks what is chosen.
    mail: String,
    /// What those who animate take away of it.
    files: Vec<(String, String)>,
    /// Its name in addresses, where a feed reader needs an address of its own.
    closed: Option<String>,
    /// That address.
    feed: Option<&'a str>,
    /// Notes that nobody else reads.
    notes: Vec<(String, &'a str)>,
}

impl Inside<'_> {
    fn any_closed(&self) -> bool {
        self.rows.iter().any(|row| row.closed.is_some())
    }
}

/// Renders the page.
///
/// # Errors
/// When the template fails.
pub fn sign_in(
    archive: &Archive,
    t: &'static Locale,
    door: Door<'_>,
) -> Result<String, ArchiveError> {
    let (title, words): (&str, &[&str]) = match door {
        Door::Outside | Door::NoAddress => ("sign-in-door", &["sign-in-intro", "sign-in-by-mail"]),
        Door::Asked => ("sign-in-asked", &["sign-in-asked-what", "sign-in-asked-nothing"]),
        Door::Link { .. } => ("sign-in-link", &[]),
        Door::Stale => ("sign-in-stale", &["sign-in-stale-what"]),
        Door::Busy => ("sign-in-busy", &["sign-in-busy-what"]),
        Door::Inside { .. } => ("sign-in-door", &[]),
    };
    let linked = matches!(door, Door::Link { .. } | Door::Stale);
    let rest = if linked { "entrer/lien" } else { "entrer/" };
    let title = t.s(title);
    let mut f = Frame::new(archive, t, rest, title.clone());
    f.crumbs.push(Crumb { href: f.links.front(), name: t.s("archive-communities") });
    if linked {
        f.at_door(archive);
    }
    f.sheet = Sheet::Form;
    let mut lines: Vec<String> = words.iter().map(|key| t.s(key)).collect();
    if let Door::Link { name } = door {
        lines = vec![t.a("sign-in-link-who", "name", name), t.s("sign-in-link-what")];
    }
    let asks = matches!(door, Door::Outside | Door::NoAddress | Door::Stale);
    let page = Page {
        ask: asks.then(|| f.links.of_site("entrer")),
        wrong: matches!(door, Door::NoAddress),
        enter: matches!(door, Door::Link { .. }),
        inside: inside(&f, door),
        title,
        lines,
        f,
    };
    Ok(page.render()?)
}

fn inside<'a>(f: &Frame, door: Door<'a>) -> Option<Inside<'a>> {
    let Door::Inside { person, communities } = door else { return None };
    let row = |seat: &'a Seat| {
        let Seat { settings, role, feed, notes } = seat;
        let commands = address::fixed(&settings.address, Route::Request);
        let slug = settings.slug();
        let file = |(key, name): (&str, &str)| (f.t.s(key), f.links.export(Some(&slug), name));
        Row {
            href: f.links.list(&slug),
            files: match role {
                Role::Member => Vec::new(),
                _ => OF_LIST.into_iter().map(file).collect(),
            },
            closed: (settings.visibility == Visibility::Private).then(|| slug.clone()),
            feed: feed.as_deref(),
            notes: notes
                .iter()
                .map(|(no, title)| {
                    let path = Urls::new("").note(f.t.code(), &slug, *no);
                    (f.links.to(&path), title.as_str())
                })
                .collect(),
            mail: format!("mailto:{commands}?Subject={}", f.t.s("sign-in-settings-mail")),
            settings,
        }
    };
    let rows = communities.iter().map(row).collect();
    let file = |(key, name): (&str, &str)| (f.t.s(key), f.links.export(None, name));
    let own = OWN.into_iter().map(file).collect();
    let (out, feeds) = (f.links.of_site("sortir"), f.links.of_site("fil"));
    Some(Inside { person, rows, own, out, feeds })
}

/// What everyone takes away, and what those who animate a list: a key of words, a file.
const OWN: [(&str, &str); 2] =
    [("sign-in-take-record", "palabre.json"), ("sign-in-take-posts", "messages.mbox")];
const OF_LIST: [(&str, &str); 4] = [
    ("sign-in-take-messages", "messages.mbox"),
    ("sign-in-take-json", "messages.json"),
    ("sign-in-take-notes", "notes.md"),
    ("sign-in-take-list", "liste.json"),
];
