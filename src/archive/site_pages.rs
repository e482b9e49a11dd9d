//! The pages of the whole site that are text: help, what becomes of what one writes, accessibility.
//! Their words are the catalogues'; what is here is their order, and what the host says of itself.

use askama::Template;

use super::page::{Crumb, Frame};
use super::{Archive, ArchiveError, Form};
use crate::locale::Locale;

/// What stands at the foot of every page: folders and the keys of their names. A copy that stands alone
/// can neither look anything up nor tell how the service is.
pub(super) fn foot(form: Form) -> &'static [(&'static str, &'static str)] {
    const ALL: &[(&str, &str)] = &[
        ("aide", "site-help"),
        ("confidentialite", "site-privacy"),
        ("accessibilite", "site-accessibility"),
        ("etat", "site-status"),
        ("recherche", "search-title"),
        ("entrer", "sign-in-door"),
    ];
    match form {
        Form::Served => ALL,
        Form::Alone => ALL.get(..3).unwrap_or(ALL),
    }
}

#[derive(Template)]
#[template(path = "archive/text.html", whitespace = "minimize")]
struct TextPage {
    f: Frame,
    title: String,
    sections: Vec<Section>,
}

#[derive(Default)]
struct Section {
    title: String,
    paragraphs: Vec<String>,
    /// Words and what they do.
    terms: Vec<(String, String)>,
}

impl Section {
    fn new(t: &Locale, key: &str) -> Self {
        let text = t.s(&format!("{key}-text"));
        Self { title: t.s(key), paragraphs: lines(&text), terms: Vec::new() }
    }

    fn with_terms(mut self, card: &str) -> Self {
        // A card's line: words, a colon with the language's own blank before it, what they do.
        let term = |line: String| {
            let (word, what) = line.split_once(": ")?;
            Some((word.trim_end_matches([' ', '\u{a0}']).to_owned(), what.to_owned()))
        };
        self.terms = lines(card).into_iter().filter_map(term).collect();
        self
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// Every text page in one language: its folder and its HTML; `indexed`: search engines may keep some of
/// the site.
///
/// # Errors
/// When the template fails.
pub(super) fn render(
    archive: &Archive,
    t: &'static Locale,
    indexed: bool,
) -> Result<Vec<(&'static str, String)>, ArchiveError> {
    let pages = [
        ("aide", "site-help", help(t, archive.form)),
        ("confidentialite", "site-privacy", privacy(archive, t)),
        ("accessibilite", "site-accessibility", accessibility(archive, t)),
    ];
    let page = |(folder, key, sections)| {
        let title = t.s(key);
        let mut f = Frame::new(archive, t, &format!("{folder}/"), title.clone());
        f.crumbs.push(Crumb { href: f.links.front(), name: t.s("archive-communities") });
        f.indexed = indexed;
        f.describe(&t.s(&format!("{key}-about")));
        Ok((folder, TextPage { f, title, sections }.render()?))
    };
    pages.into_iter().map(page).collect()
}

fn help(t: &Locale, form: Form) -> Vec<Section> {
    let search = match form {
        Form::Served => "site-help-search",
        Form::Alone => "site-help-search-alone",
    };
    vec![
        Section::new(t, "site-help-read"),
        Section::new(t, search),
        Section::new(t, "site-help-write"),
        Section::new(t, "site-help-join"),
        Section::new(t, "site-help-words").with_terms(&t.s("help-card")),
        Section::new(t, "site-help-feeds"),
    ]
}

fn privacy(archive: &Archive, t: &Locale) -> Vec<Section> {
    let mut who = Section::new(t, "site-privacy-who");
    let host = &archive.host;
    let said = [
        ("site-host", [host.name.as_str(), host.postal.as_str()].join(" ")),
        ("site-contact", host.contact.clone()),
        ("site-officer", host.privacy.clone()),
    ];
    for (key, what) in said.iter().filter(|(_, what)| !what.trim().is_empty()) {
        who.terms.push((t.s(key), what.trim().to_owned()));
    }
    vec![
        Section::new(t, "site-privacy-pages"),
        Section::new(t, "site-privacy-posts"),
        Section::new(t, "site-privacy-erase"),
        who,
    ]
}

fn accessibility(archive: &Archive, t: &Locale) -> Vec<Section> {
    let mut tell = Section::new(t, "site-accessibility-tell");
    if !archive.host.contact.is_empty() {
        tell.terms.push((t.s("site-contact"), archive.host.contact.clone()));
    }
    vec![
        Section::new(t, "site-accessibility-done"),
        Section::new(t, "site-accessibility-limits"),
        tell,
    ]
}
