//! The search page in one language: a plain form that comes back here, and what was found. Made when it is
//! asked for, never written as a file. Who may look into which list is decided by who calls.

use askama::Template;

use super::found::{Findings, Place, Readable, Row};
use super::page::{Crumb, Frame, Sheet, machine};
use super::thread_page::percent;
use super::{Archive, ArchiveError};
use crate::digest::excerpt::{shorten, visible};
use crate::list::urls::Urls;
use crate::locale::{Locale, Value};
use crate::search::{Kind, Piece, Query, query};

/// Characters of what was sought inside our sentences.
const SAID: usize = 80;
/// Characters of a field that are given back.
const FIELD: usize = 300;
/// Pages that can be asked for.
const PAGES: usize = 100;

/// The form as it was sent; each field as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// `q`: what is looked for.
    pub q: String,
    /// `c`: the community, by its short name; empty: all.
    pub community: String,
    /// `de`: words of the author's name.
    pub who: String,
    /// `du`: the first day.
    pub since: String,
    /// `au`: the last day.
    pub until: String,
    /// `notes`: notes alone.
    pub kind: Kind,
    /// `page`, from 1.
    pub page: usize,
}

impl Form {
    /// The form that these fields make; unknown ones do not count.
    pub fn new<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut form = Self { page: 1, ..Self::default() };
        for (name, value) in fields {
            let short = || value.chars().filter(|c| !c.is_control()).take(FIELD).collect();
            match name {
                // Longer than it is shown: it is read as far as the search reads it.
                "q" => {
                    form.q = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
                }
                "c" => form.community = short(),
                "de" => form.who = short(),
                "du" => form.since = short(),
                "au" => form.until = short(),
                "notes" => form.kind = if value.is_empty() { Kind::All } else { Kind::Notes },
                "page" => form.page = value.parse().unwrap_or(1).clamp(1, PAGES),
                _ => {}
            }
        }
        form
    }

    /// What it looks for.
    pub fn query(&self) -> Query {
        let mut asked = Query::parse(&self.q);
        asked.by(&self.who);
        asked.since = query::day(&self.since).map(|(first, _)| first).or(asked.since);
        asked.until = query::day(&self.until).map(|(_, last)| last).or(asked.until);
        asked.kind = self.kind;
        asked
    }

    /// The form as the end of an address, for another page of it.
    fn address(&self, page: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                parts.push(format!("{name}={}", percent(value, "")));
            }
        };
        let q: String = self.q.chars().take(FIELD).collect();
        add("q", &q);
        add("c", &self.community);
        add("de", &self.who);
        add("du", &self.since);
        add("au", &self.until);
        add("notes", if self.kind == Kind::Notes { "1" } else { "" });
        if page > 1 {
            add("page", &page.to_string());
        }
        if parts.is_empty() { "./".to_owned() } else { format!("?{}", parts.join("&")) }
    }

    fn is_filtered(&self) -> bool {
        let fields = [&self.who, &self.since, &self.until];
        fields.iter().any(|f| !f.is_empty()) || self.kind == Kind::Notes
    }
}

#[derive(Template)]
#[template(path = "archive/search.html", whitespace = "minimize")]
struct SearchPage<'a> {
    f: Frame,
    title: String,
    form: &'a Form,
    q: String,
    notes: bool,
    open: bool,
    /// Short name and name of each community that may be chosen.
    communities: Vec<(String, String)>,
    /// What there is to say of what was found, or why nothing was.
    says: Vec<String>,
    /// Other things to look for: address and words.
    instead: Vec<(String, String)>,
    rows: Vec<Shown<'a>>,
    page: Option<String>,
}

struct Shown<'a> {
    row: &'a Row,
    href: String,
    /// Its title, or that it has none.
    title: Vec<Piece>,
    untitled: Option<String>,
    date: String,
    machine: String,
    note: bool,
    community: Option<&'a str>,
    others: Option<String>,
}

/// Renders the page; `findings`: what was found of what the form looks for, when it looks for something.
///
/// # Errors
/// When the template fails.
pub fn render(
    archive: &Archive,
    t: &'static Locale,
    lists: &[Readable],
    form: &Form,
    findings: Option<&Findings>,
) -> Result<String, ArchiveError> {
    let said: String = form.q.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = shorten(&visible(&said), SAID);
    let title = match (findings, said.is_empty()) {
        (Some(_), false) => t.a("search-title-of", "words", &said),
        _ => t.s("search-title"),
    };
    let f = frame(archive, t, (lists, form, findings), title.clone());
    let several = lists.len() > 1 && form.community.is_empty();
    let rows = findings.iter().flat_map(|found| &found.rows);
    let mut communities: Vec<(String, String)> =
        lists.iter().map(|l| (l.settings.slug(), l.settings.name.clone())).collect();
    communities.sort_by_key(|(_, name)| name.to_lowercase());
    let page = SearchPage {
        says: says(t, form, &said, findings),
        instead: findings.map(|found| instead(form, found)).unwrap_or_default(),
        rows: rows.map(|row| shown(&f, row, several)).collect(),
        page: findings.filter(|found| found.pages > 1).map(|found| {
            let args = [("n", Value::from(found.page)), ("all", found.pages.into())];
            t.text("search-page", &args)
        }),
        q: form.q.chars().take(FIELD).collect(),
        notes: form.kind == Kind::Notes,
        open: form.is_filtered(),
        communities,
        title,
        form,
        f,
    };
    Ok(page.render()?)
}

fn frame(
    archive: &Archive,
    t: &'static Locale,
    (lists, form, findings): (&[Readable], &Form, Option<&Findings>),
    title: String,
) -> Frame {
    let mut f = Frame::new(archive, t, "recherche/", title);
    f.sheet = Sheet::Form;
    f.crumbs.push(Crumb { href: f.links.front(), name: t.s("archive-communities") });
    let here = |l: &&Readable| l.settings.slug() == form.community;
    if let Some(list) = lists.iter().find(here) {
        let (href, name) = (f.links.list(&list.settings.slug()), list.settings.name.clone());
        f.crumbs.push(Crumb { href, name });
    }
    for alternate in &mut f.alternates {
        alternate.href.push_str(form.address(form.page).trim_start_matches("./"));
    }
    if let Some(found) = findings {
        f.before = (found.page > 1).then(|| form.address(found.page - 1));
        f.after = (found.page < found.pages).then(|| form.address(found.page + 1));
    }
    f
}

/// What there is to say above what was found.
fn says(t: &Locale, form: &Form, said: &str, findings: Option<&Findings>) -> Vec<String> {
    let mut says = Vec::new();
    for typed in [&form.since, &form.until] {
        if !typed.trim().is_empty() && query::day(typed).is_none() {
            says.push(t.a("search-no-day", "day", typed));
        }
    }
    let Some(found) = findings else {
        if !form.q.trim().is_empty() {
            says.push(t.s("search-no-words"));
        }
        return says;
    };
    if form.query().cut {
        says.push(t.s("search-cut"));
    }
    if found.hits == 0 {
        let none =
            if said.is_empty() { t.s("search-none-so") } else { t.a("search-none", "words", said) };
        says.push(none);
        if found.meant.is_none() && found.alone.is_empty() {
            says.push(t.s(if form.is_filtered() { "search-try-filters" } else { "search-try" }));
        }
    } else {
        let messages = t.n("search-messages", &found.hits);
        let args = [
            ("messages", Value::from(messages)),
            ("threads", t.n("search-threads", &found.groups).into()),
        ];
        says.push(t.text(if found.more { "search-found-latest" } else { "search-found" }, &args));
    }
    if found.partial {
        says.push(t.s("search-partial"));
    }
    says
}

fn instead(form: &Form, found: &Findings) -> Vec<(String, String)> {
    let words = found.meant.iter().chain(&found.alone);
    let of = |words: &String| {
        let other = Form { q: words.clone(), ..form.clone() };
        (other.address(1), words.clone())
    };
    words.map(of).collect()
}

fn shown<'a>(f: &Frame, row: &'a Row, several: bool) -> Shown<'a> {
    let (slug, t) = (&row.community.slug, f.t);
    let href = match row.place {
        Place::Post(article, thread, Some(page)) => {
            format!("{}#m{article}", f.links.thread(slug, thread, page))
        }
        Place::Post(article, ..) => f.links.message(slug, article),
        Place::Note(no) => f.links.to(&Urls::new("").note(t.code(), slug, no)),
    };
    Shown {
        href,
        title: row.title.clone(),
        untitled: row.title.is_empty().then(|| t.s("archive-no-subject")),
        date: t.date(row.date, &row.community.zone),
        machine: machine(row.date, &row.community.zone),
        note: matches!(row.place, Place::Note(_)),
        community: several.then_some(row.community.name.as_str()),
        others: (row.others > 0).then(|| t.n("search-others", &row.others)),
        row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_survives_its_address() {
        let form = Form::new(
            [("q", "l'été & « 100 % »"), ("c", "cdp"), ("notes", "1"), ("x", "y")].into_iter(),
        );
        assert_eq!(
            form.address(2),
            "?q=l%27%C3%A9t%C3%A9%20%26%20%C2%AB%20100%20%25%20%C2%BB&c=cdp&notes=1&page=2"
        );
        assert_eq!(Form::new([("page", "-3"), ("notes", "")].into_iter()).address(1), "./");
        assert_eq!(Form::new([("page", "999999999999999999999")].into_iter()).page, 1);
    }
}
