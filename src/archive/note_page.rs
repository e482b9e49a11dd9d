//! A note's page in one language: its text, and below it all that is known of it.

use askama::Template;

use super::community::Community;
use super::notes::Bookcase;
use super::page::{Frame, machine};
use super::thread_page::percent;
use super::{Archive, ArchiveError, body, notebook_page, sanitize, tongue};
use crate::animation::note::{Licence, Sight, source};
use crate::list::address::{Addresses, Route, fixed};
use crate::list::thread;
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::store::notes::{Note, Shown, Version};

/// A note, and what stands beside it.
pub(super) struct Of<'a> {
    pub note: &'a Note,
    pub shown: &'a Shown,
    pub version: &'a Version,
    pub versions: usize,
    pub bookcase: &'a Bookcase,
    /// The subject of the message it comes from, and its identifier.
    pub origin: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "archive/note.html", whitespace = "minimize")]
struct NotePage<'a> {
    f: Frame,
    community: &'a Community,
    title: String,
    by: String,
    lang: Option<String>,
    /// Safe HTML.
    body: String,
    /// Part of it belongs to others.
    warned: bool,
    discuss: String,
    change: String,
    authors: Vec<Author>,
    author_count: usize,
    added_by: String,
    added: Moment,
    published: Option<Moment>,
    modified: Option<Moment>,
    notebooks: Vec<(String, String)>,
    categories: Option<String>,
    licence: String,
    licence_url: Option<String>,
    sight: String,
    history: String,
    versions: usize,
    thread: Option<String>,
    twin: Option<String>,
    /// Whether the community's own page stands under the same root.
    at_home: bool,
}

/// Somebody who wrote it, and the way to them.
struct Author {
    name: String,
    contact: Option<String>,
}

/// A moment in words and for machines.
struct Moment {
    text: String,
    machine: String,
}

/// Renders a note.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    community: &Community,
    of: &Of<'_>,
) -> Result<String, ArchiveError> {
    let (slug, Of { note, shown, version, .. }) = (&community.slug, of);
    let title = community.line(&shown.title);
    let path = Urls::new("").note(t.code(), slug, note.no);
    let tab = format!("{title} – {}", community.name);
    let sight = of.bookcase.sight;
    let mut f = notebook_page::frame(archive, t, (&path, tab), community, sight);
    let lang = tongue::guess(&version.form.body).unwrap_or_else(|| community.lang.clone());
    let moment = |at| Moment {
        text: t.date_time(at, &community.zone),
        machine: machine(at, &community.zone),
    };
    let authors: Vec<Author> = authors(archive, community, of, t);
    let names: Vec<String> = authors.iter().map(|a| a.name.clone()).collect();
    let said: Vec<_> = names.iter().map(|n| sanitize::isolated(n).into_owned()).collect();
    let categories: Vec<String> = shown.categories.iter().map(|c| community.line(c)).collect();
    let twin = shown.twin.filter(|no| of.bookcase.note(*no).is_some());
    let at_home = notebook_page::at_home(community, sight);
    let commands = percent(fixed(&community.address, Route::Request).as_str(), "@");
    let change = percent(&t.a("archive-note-change-mail", "n", &note.no.to_string()), "");
    if sight == Sight::Public {
        f.describe(&community.line(&shown.opening));
        f.show(community, &title, "article");
        f.data(&data(&f, community, of, (&title, &names, &lang)));
    }
    let page = NotePage {
        by: t.a("note-by", "names", &t.joined(&said)),
        body: text(&version.form.body, community),
        lang: (lang != t.code()).then_some(lang.clone()),
        warned: shown.licence == Licence::ThirdParty,
        discuss: discuss(t, community, of, &title),
        change: format!("mailto:{commands}?Subject={change}"),
        added_by: community.line(&note.by_name),
        added: moment(note.added),
        published: note.published.map(moment),
        modified: note.modified.map(moment),
        notebooks: notebooks(&f, community, of),
        categories: (!categories.is_empty()).then(|| categories.join(", ")),
        licence: source::licence_name(t, shown.licence),
        licence_url: shown.licence.url(t.code()),
        sight: source::sight_name(t, if sight == Sight::Public { sight } else { shown_sight(of) }),
        history: f.links.to(&Urls::new("").note_history(t.code(), slug, note.no, 1)),
        versions: of.versions,
        thread: note.thread.filter(|_| at_home).map(|no| f.links.thread(slug, no, 1)),
        twin: twin.map(|no| f.links.to(&Urls::new("").note(t.code(), slug, no))),
        author_count: authors.len(),
        authors,
        community,
        title,
        at_home,
        f,
    };
    Ok(page.render()?)
}

/// Who reads it, of those who read this page.
fn shown_sight(of: &Of<'_>) -> Sight {
    match of.shown.sight {
        Sight::Public if !of.note.agreed => Sight::Community,
        sight => sight,
    }
}

/// A text in blocks of safe HTML: headings and quotations as their marks say, the rest as any message's.
pub(super) fn text(text: &str, community: &Community) -> String {
    let mut out = String::new();
    let mut run: Vec<&str> = Vec::new();
    let mut quotes = false;
    // The first heading is the highest there is so far, whatever its marks: no level is left out.
    let mut highest = usize::MAX;
    let flush = |run: &mut Vec<&str>, quotes: bool, out: &mut String| {
        let said = std::mem::take(run).join("\n");
        if said.trim().is_empty() {
            return;
        }
        let html = body::html(&said, community.own());
        out.push_str(&if quotes { format!("<blockquote>{html}</blockquote>") } else { html });
    };
    for line in text.lines() {
        let marked = line.strip_prefix('>').map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
        let heading = line.trim_start_matches('#');
        let depth = line.len() - heading.len();
        if (1..=3).contains(&depth) && heading.starts_with(' ') && !heading.trim().is_empty() {
            flush(&mut run, quotes, &mut out);
            quotes = false;
            highest = highest.min(depth);
            let heading = Heading { deep: depth > highest, text: community.line(heading) };
            // Rendering into a String fails only if a template calls something that fails; none does.
            out.push_str(&heading.render().unwrap_or_default());
            continue;
        }
        if marked.is_some() != quotes && (quotes || !line.trim().is_empty()) {
            flush(&mut run, quotes, &mut out);
            quotes = marked.is_some();
        }
        run.push(marked.unwrap_or(line));
    }
    flush(&mut run, quotes, &mut out);
    out
}

/// A heading inside a note.
#[derive(Template)]
#[template(path = "archive/note_heading.html")]
struct Heading {
    deep: bool,
    text: String,
}

fn authors(archive: &Archive, community: &Community, of: &Of<'_>, t: &Locale) -> Vec<Author> {
    let addresses = Addresses { list: &community.address, secret: &archive.secret };
    let title = community.line(&subject(t, of, &of.shown.title));
    let title = percent(&title, "");
    let all = of.shown.authors.iter().map(|author| Author {
        name: community.line(&author.name),
        contact: author.person.map(|person| {
            let to = percent(addresses.relay(person).as_str(), "@");
            format!("mailto:{to}?Subject={title}")
        }),
    });
    all.collect()
}

fn subject(t: &Locale, of: &Of<'_>, title: &str) -> String {
    let no = of.note.no.to_string();
    t.text("archive-note-discuss-subject", &[("n", no.as_str().into()), ("title", title.into())])
}

/// A mail to everybody about the note. It answers the message that the note comes from, or one that
/// nobody wrote: so all that is said of the note is one conversation.
fn discuss(t: &Locale, community: &Community, of: &Of<'_>, title: &str) -> String {
    let (subject, id) = match &of.origin {
        Some((subject, id)) => (format!("Re: {}", thread::title(subject)), id.clone()),
        None => {
            let (no, host) = (of.note.no, community.address.domain());
            (subject(t, of, title), format!("<note.{}.{no}@{host}>", community.slug))
        }
    };
    format!(
        "mailto:{}?In-Reply-To={}&Subject={}",
        percent(community.address.as_str(), "@"),
        percent(&id, ""),
        percent(&sanitize::line(&subject, community.address.as_str()), "")
    )
}

/// « Guides (19 notes) », each a link.
fn notebooks(f: &Frame, community: &Community, of: &Of<'_>) -> Vec<(String, String)> {
    let books = of.shown.notebooks.iter().filter_map(|no| of.bookcase.notebook(*no));
    let named = books.map(|(book, count)| {
        let count = f.t.n("note-count", &count);
        let args = [("name", Value::from(community.line(&book.name))), ("count", count.into())];
        let path = Urls::new("").notebook(f.t.code(), &community.slug, book.no, 1);
        (f.links.to(&path), f.t.text("note-notebook", &args))
    });
    named.collect()
}

/// schema.org's Article.
fn data(
    f: &Frame,
    community: &Community,
    of: &Of<'_>,
    (title, names, lang): (&str, &[String], &str),
) -> serde_json::Value {
    let Of { note, shown, .. } = of;
    let people = names.iter().map(|n| serde_json::json!({ "@type": "Person", "name": n }));
    let mut article = serde_json::json!({
        "@context": "https://schema.org", "@type": "Article", "headline": title,
        "author": people.collect::<Vec<_>>(), "inLanguage": lang, "url": f.canonical,
        "publisher": { "@type": "Organization", "name": community.name },
    });
    if let Some(fields) = article.as_object_mut() {
        let mut add = |name: &str, value: Option<String>| {
            fields.extend(value.map(|v| (name.to_owned(), v.into())));
        };
        add("license", shown.licence.url("en"));
        add("datePublished", note.published.map(|at| machine(at, &community.zone)));
        let last = note.modified.or(note.published);
        add("dateModified", last.map(|at| machine(at, &community.zone)));
        let about: Vec<String> = shown.categories.iter().map(|c| community.line(c)).collect();
        add("keywords", (!about.is_empty()).then(|| about.join(", ")));
    }
    article
}
