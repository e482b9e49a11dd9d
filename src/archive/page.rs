//! What every page has in common: languages, head, style, the way up. Not what stands in it.

use std::sync::OnceLock;

use askama::Template;

use super::community::Community;
use super::head::About;
use super::links::Links;
use super::{Archive, ArchiveError, site_pages};
use crate::clock::{TimeZone, Timestamp};
use crate::list::settings::{Language, Visibility};
use crate::list::urls::Urls;
use crate::locale::{self, Locale};

/// One locale for each language code that has one, in order of code: the trees of the site.
pub fn languages() -> &'static [&'static Locale] {
    static ALL: OnceLock<Vec<&'static Locale>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut codes: Vec<_> = locale::all().iter().map(Locale::code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().map(locale::get).collect()
    })
}

/// The frame around a page's content.
#[derive(Debug)]
pub(super) struct Frame {
    /// The page's language.
    pub t: &'static Locale,
    /// What the browser's tab says.
    pub title: String,
    /// The page's own address, absolute.
    pub canonical: String,
    /// The page in each language.
    pub alternates: Vec<Alternate>,
    /// Links as seen from this page.
    pub links: Links,
    /// The way up, outermost first.
    pub crumbs: Vec<Crumb>,
    /// Path of the community's feed, when it has one.
    pub feed: Option<String>,
    /// The page before and after, for browsers that ask.
    pub before: Option<String>,
    /// See `before`.
    pub after: Option<String>,
    /// What it says of itself to machines.
    pub about: About,
    /// Whether search engines may keep it; not unless it says so.
    pub indexed: bool,
    /// Its style, and whether it may hold a form.
    pub sheet: Sheet,
}

/// Which style a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    /// Every page's.
    Plain,
    /// The same and what a form needs, which comes back to this site.
    Form,
}

/// The same page in one language.
#[derive(Debug)]
pub(super) struct Alternate {
    /// Its code.
    pub code: &'static str,
    /// Absolute address, for machines.
    pub url: String,
    /// Relative link, for people.
    pub href: String,
    /// The language's own name.
    pub name: String,
}

/// One step of the way up.
#[derive(Debug)]
pub(super) struct Crumb {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub name: String,
}

impl Frame {
    /// The frame of the page at `/LANG/` and then `rest`.
    pub fn new(archive: &Archive, t: &'static Locale, rest: &str, title: String) -> Self {
        let path = |code: &str| format!("/{code}/{rest}");
        let links = Links::from(&path(t.code()), t.code(), archive.form);
        let absolute = |code: &str| format!("{}{}", archive.urls.base(), path(code));
        let alternate = |l: &&'static Locale| Alternate {
            code: l.code(),
            url: absolute(l.code()),
            href: links.to(&path(l.code())),
            name: l.s("language-name"),
        };
        Self {
            t,
            title,
            canonical: absolute(t.code()),
            alternates: languages().iter().map(alternate).collect(),
            crumbs: Vec::new(),
            feed: None,
            before: None,
            after: None,
            about: About::default(),
            indexed: false,
            sheet: Sheet::Plain,
            links,
        }
    }

    /// Under the front page, and under the community when the page is not its first.
    pub fn under(mut self, community: &Community, depth: Depth) -> Self {
        let front = Crumb { href: self.links.front(), name: self.t.s("archive-communities") };
        self.crumbs.push(front);
        if depth == Depth::Below {
            let href = self.links.list(&community.slug);
            self.crumbs.push(Crumb { href, name: community.name.clone() });
        }
        // Of what is private a reader has an address of its own: no page holds one.
        let open = community.visibility == Visibility::Public;
        self.feed = open.then(|| self.links.feed(&community.slug));
        self
    }

    /// Says of itself what the door's page would: its own address lets somebody in.
    pub fn at_door(&mut self, archive: &Archive) {
        let path = |code: &str| Urls::new("").door(code);
        for alternate in &mut self.alternates {
            alternate.url = archive.urls.door(alternate.code);
            alternate.href = self.links.to(&path(alternate.code));
        }
        self.canonical = archive.urls.door(self.t.code());
    }

    /// The site's style, minified.
    pub fn style(&self) -> &'static str {
        match self.sheet {
            Sheet::Plain => style(),
            Sheet::Form => form_style(),
        }
    }

    /// The policy that a static host cannot send.
    pub fn policy(&self) -> String {
        let (style, forms) = match self.sheet {
            Sheet::Plain => (hash(), "'none'"),
            Sheet::Form => (form_hash(), "'self'"),
        };
        format!("default-src 'none'; style-src '{style}'; base-uri 'none'; form-action {forms}")
    }

    /// What other pages are told of this one when it leads to them. A form's page is told to ours: else
    /// browsers say of the form, too, that it comes from nowhere, and it is taken for another site's.
    pub fn referrer(&self) -> &'static str {
        if self.sheet == Sheet::Form { "same-origin" } else { "no-referrer" }
    }

    /// The page's language as Open Graph spells it: `fr_CA`.
    pub fn locale(&self) -> String {
        self.t.tag().replace('-', "_")
    }

    /// Where help is: at the same place on every page (WCAG 2.2, 3.2.6).
    pub fn help(&self) -> Vec<(String, String)> {
        let link = |(folder, name): &(&str, &str)| (self.links.of_site(folder), self.t.s(name));
        site_pages::foot(self.links.form()).iter().map(link).collect()
    }

    /// `ltr` or `rtl`, as the language is written.
    pub fn direction(&self) -> String {
        self.t.s("archive-direction")
    }
}

/// Where a page stands with regard to its community's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// It is the community's page.
    Top,
    /// It is one of those below.
    Below,
}

/// A moment for a `datetime` attribute, in the zone that the words beside it speak of.
pub(super) fn machine(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M%:z").to_string()
}

/// The Content-Security-Policy of every page, for a web server to send (threats 20, 23).
pub fn content_security_policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| policy(hash(), "'none'"))
}

/// The same for a page with a form that comes back here.
pub fn form_security_policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| policy(form_hash(), "'self'"))
}

fn policy(style: &str, forms: &str) -> String {
    format!(
        "default-src 'none'; style-src '{style}'; base-uri 'none'; form-action {forms}; \
         frame-ancestors 'none'"
    )
}

/// The style as it stands in every page.
fn style() -> &'static str {
    static STYLE: OnceLock<String> = OnceLock::new();
    STYLE.get_or_init(|| minify(include_str!("../../templates/archive/style.css")))
}

/// CSP Level 3 §8.3: the hash of the inlined style, so that no other is applied.
fn hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_of(style()))
}

/// The style of a page with a form.
pub(super) fn form_style() -> &'static str {
    static STYLE: OnceLock<String> = OnceLock::new();
    let more = || minify(include_str!("../../templates/archive/form.css"));
    STYLE.get_or_init(|| format!("{}{}", style(), more()))
}

pub(super) fn form_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_of(form_style()))
}

fn hash_of(style: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, style.as_bytes());
    format!("sha256-{}", data_encoding::BASE64.encode(digest.as_ref()))
}

/// Our own style sheet without comments and needless blanks. It holds no string with a comment or
/// two blanks in a row.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for (i, piece) in css.split("/*").enumerate() {
        let text = if i == 0 { piece } else { piece.split_once("*/").map_or("", |(_, t)| t) };
        for word in text.split_whitespace() {
            let glued = out.ends_with(['{', '}', ';', ',', ':', '>']);
            if !glued && !out.is_empty() && !word.starts_with(['{', '}', ';', ',', '>']) {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out.replace(";}", "}")
}

/// The page for what is not there, in every language at once: whoever meets it did not choose one.
/// It is shown at any path, so its links start at the root that `urls` have.
///
/// # Errors
/// When the template fails.
pub fn missing(urls: &Urls, first: &Language) -> Result<String, ArchiveError> {
    let site = urls.base().split_once("://").map_or("", |(_, rest)| rest);
    let root = site.split_once('/').map_or(String::new(), |(_, path)| format!("/{path}"));
    let tongues = tongues(first, |code| format!("{root}/{code}/"));
    Ok(Missing { tongues, style: style(), hash: hash() }.render()?)
}

/// Every language, the site's own first.
fn tongues(first: &Language, front: impl Fn(&str) -> String) -> Vec<Tongue> {
    let mut all: Vec<&'static Locale> = languages().to_vec();
    all.sort_by_key(|l| l.code() != locale::get(&first.0).code());
    all.into_iter().map(|t| Tongue { t, front: front(t.code()) }).collect()
}

/// The page at `/` for hosts that cannot choose a language: it leads to each.
///
/// # Errors
/// When the template fails.
pub(super) fn entrance(archive: &Archive) -> Result<String, ArchiveError> {
    let links = Links::from("/", "", archive.form);
    let tongues = tongues(&archive.language, |code| links.to(&format!("/{code}/")));
    Ok(Entrance { tongues, style: style(), hash: hash() }.render()?)
}

struct Tongue {
    t: &'static Locale,
    front: String,
}

#[derive(Template)]
#[template(path = "archive/missing.html", whitespace = "minimize")]
struct Missing {
    tongues: Vec<Tongue>,
    style: &'static str,
    hash: &'static str,
}

#[derive(Template)]
#[template(path = "archive/entrance.html", whitespace = "minimize")]
struct Entrance {
    tongues: Vec<Tongue>,
    style: &'static str,
    hash: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_is_small_and_minified() {
        assert!(style().len() <= 4096, "{} octets", style().len());
        assert!(!style().contains("/*") && !style().contains("  ") && !style().contains('\n'));
        assert_eq!(minify("a, b {\n  color: red;\n}\n/* x */ p > a {}"), "a,b{color:red}p>a{}");
    }

    #[test]
    fn one_tree_for_each_language() {
        let codes: Vec<_> = languages().iter().map(|l| l.code()).collect();
        assert_eq!(codes, ["en", "fr"]);
    }
}
