//! Where things stand on the web: the one place that spells paths. Knows no files.
//!
//! `/` chooses a language; `/fr/` is the front, `/fr/recherche/` the search, `/fr/c/cdp/` a community, `/fr/c/cdp/f/4/` a thread
//! (page 2: `/fr/c/cdp/f/4/2/`), `/fr/c/cdp/2019-05/` a month, `/fr/c/cdp/mois/` all months,
//! `/fr/c/cdp/resumes/2019-S21/` a week, `/fr/c/cdp/ouverts/` the threads by opening, `/fr/c/cdp/sans-reponse/`
//! the open questions, `/fr/c/cdp/carnets/3/` a notebook, `/fr/c/cdp/n/12/` a note, `/fr/c/cdp/atom.xml` its feed.
//! `/c/cdp/m/12` leads to a message wherever it stands, for ever; `/c/cdp/m/12/source` is it as it came.
//! `/fr/entrer/` is where members sign in.

use super::ids::{ArticleNo, NoteNo, NotebookNo, PollNo, ThreadNo};
use super::member::Order;

/// Messages on one page of a thread.
pub const PER_PAGE: usize = 25;

/// URLs under one base, such as `https://listes.example.org`; an empty base gives paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urls {
    base: String,
}

impl Urls {
    /// URLs under `base`; a trailing slash is dropped.
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned() }
    }

    /// Whether one-click addresses may be given out (RFC 8058 §3.1 wants HTTPS).
    pub fn is_https(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// Whether somebody elsewhere can open them: not while nobody set `base_url`.
    pub fn reach_members(&self) -> bool {
        let host = self.base.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
        !host.is_empty()
            && !host.starts_with("127.")
            && !host.starts_with("[::1]")
            && !host.starts_with("localhost")
    }

    /// A post's file, by its code; the name is only for who reads the link.
    pub fn file(
        &self,
        slug: &str,
        (article, part): (ArticleNo, u32),
        code: &str,
        name: &str,
    ) -> String {
        format!("{}/a/{slug}/{article}/{part}/{code}/{}", self.base, plain_name(name))
    }

    /// A file of a post, for who may read its list; the name is only for who reads the link.
    pub fn public_file(
        &self,
        slug: &str,
        (article, part): (ArticleNo, usize),
        name: &str,
    ) -> String {
        format!("{}/c/{slug}/m/{article}/{part}/{}", self.base, plain_name(name))
    }

    /// A message as it came, for members who signed in.
    pub fn source(&self, slug: &str, article: ArticleNo) -> String {
        format!("{}/source", self.message(slug, article))
    }

    /// What members who signed in take away: their own, or a list's.
    pub fn export(&self, slug: Option<&str>, name: &str) -> String {
        let of = slug.map(|slug| format!("{slug}/")).unwrap_or_default();
        format!("{}/export/{of}{name}", self.base)
    }

    /// Where members sign in and out.
    pub fn door(&self, lang: &str) -> String {
        self.of_site(lang, "entrer")
    }

    /// Where a mailed link leads that signs somebody in.
    pub fn sign_in(&self, lang: &str, pass: &str) -> String {
        format!("{}{pass}", self.door(lang))
    }

    /// Where a member leaves by one click, by their own token.
    pub fn leave(&self, slug: &str, token: &str) -> String {
        format!("{}/l/{slug}/{token}", self.base)
    }

    /// The base itself, without a trailing slash.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The front page in one language (`fr`).
    pub fn front(&self, lang: &str) -> String {
        format!("{}/{lang}/", self.base)
    }

    /// A page of the whole site, by its folder: `/fr/aide/`.
    pub fn of_site(&self, lang: &str, folder: &str) -> String {
        format!("{}{folder}/", self.front(lang))
    }

    /// The search, with one community chosen.
    pub fn search_in(&self, lang: &str, slug: &str) -> String {
        format!("{}?c={slug}", self.of_site(lang, "recherche"))
    }

    /// A community's page.
    pub fn list(&self, lang: &str, slug: &str) -> String {
        format!("{}/{lang}/c/{slug}/", self.base)
    }

    /// One page of a community's threads in one order; the first by activity is the community's.
    pub fn threads(&self, lang: &str, slug: &str, order: Order, page: usize) -> String {
        let base = self.list(lang, slug);
        match (order, page) {
            (Order::Activity, 0 | 1) => base,
            (Order::Activity, page) => format!("{base}p/{page}/"),
            (Order::Posts, 0 | 1) => format!("{base}ouverts/"),
            (Order::Posts, page) => format!("{base}ouverts/{page}/"),
        }
    }

    /// A thread's page; pages count from 1.
    pub fn thread(&self, lang: &str, slug: &str, thread: ThreadNo, page: usize) -> String {
        let base = format!("{}/{lang}/c/{slug}/f/{thread}/", self.base);
        if page > 1 { format!("{base}{page}/") } else { base }
    }

    /// A thread as a tree; pages count from 1.
    pub fn tree(&self, lang: &str, slug: &str, thread: ThreadNo, page: usize) -> String {
        let base = format!("{}arbre/", self.thread(lang, slug, thread, 1));
        if page > 1 { format!("{base}{page}/") } else { base }
    }

    /// A month's page.
    pub fn month(&self, lang: &str, slug: &str, year: i16, month: i8) -> String {
        format!("{}/{lang}/c/{slug}/{year:04}-{month:02}/", self.base)
    }

    /// One page of a month in one order; pages count from 1.
    pub fn month_page(
        &self,
        (lang, slug): (&str, &str),
        ym: (i16, i8),
        order: Order,
        page: usize,
    ) -> String {
        let mut path = self.month(lang, slug, ym.0, ym.1);
        if order == Order::Activity {
            path.push_str("activite/");
        }
        if page > 1 {
            path.push_str(&format!("{page}/"));
        }
        path
    }

    /// The questions that nobody answered yet.
    pub fn unanswered(&self, lang: &str, slug: &str) -> String {
        format!("{}sans-reponse/", self.list(lang, slug))
    }

    /// The feed of those questions.
    pub fn unanswered_feed(&self, lang: &str, slug: &str) -> String {
        format!("{}atom.xml", self.unanswered(lang, slug))
    }

    /// The months of a community.
    pub fn months(&self, lang: &str, slug: &str) -> String {
        format!("{}mois/", self.list(lang, slug))
    }

    /// A week of a community: `/resumes/2019-S21/`.
    pub fn week(&self, lang: &str, slug: &str, (year, week): (i16, i8)) -> String {
        format!("{}{year:04}-S{week:02}/", self.weeks(lang, slug))
    }

    /// The weeks of a community.
    pub fn weeks(&self, lang: &str, slug: &str) -> String {
        format!("{}resumes/", self.list(lang, slug))
    }

    /// The feed of its weeks.
    pub fn weeks_feed(&self, lang: &str, slug: &str) -> String {
        format!("{}atom.xml", self.weeks(lang, slug))
    }

    /// What a community's polls came to.
    pub fn polls(&self, lang: &str, slug: &str) -> String {
        format!("{}sondages/", self.list(lang, slug))
    }

    /// What one poll came to.
    pub fn poll(&self, lang: &str, slug: &str, poll: PollNo) -> String {
        format!("{}{poll}/", self.polls(lang, slug))
    }

    /// A community's public numbers.
    pub fn numbers(&self, lang: &str, slug: &str) -> String {
        format!("{}bilan/", self.list(lang, slug))
    }

    /// A community's feed.
    pub fn feed(&self, lang: &str, slug: &str) -> String {
        format!("{}/{lang}/c/{slug}/atom.xml", self.base)
    }

    /// That feed for one member's reader, which cannot sign in.
    pub fn keyed_feed(&self, lang: &str, slug: &str, key: &str) -> String {
        format!("{}/{lang}/c/{slug}/fil/{key}.xml", self.base)
    }

    /// The notebooks of a community.
    pub fn notebooks(&self, lang: &str, slug: &str) -> String {
        format!("{}carnets/", self.list(lang, slug))
    }

    /// One page of a notebook; pages count from 1.
    pub fn notebook(&self, lang: &str, slug: &str, notebook: NotebookNo, page: usize) -> String {
        let base = format!("{}{notebook}/", self.notebooks(lang, slug));
        if page > 1 { format!("{base}{page}/") } else { base }
    }

    /// A note.
    pub fn note(&self, lang: &str, slug: &str, note: NoteNo) -> String {
        format!("{}n/{note}/", self.list(lang, slug))
    }

    /// One page of what a note said before; pages count from 1.
    pub fn note_history(&self, lang: &str, slug: &str, note: NoteNo, page: usize) -> String {
        let base = format!("{}historique/", self.note(lang, slug, note));
        if page > 1 { format!("{base}{page}/") } else { base }
    }

    /// A conversation to take away, in no language: its feed (`xml`), its messages (`mbox.gz`).
    pub fn thread_file(&self, slug: &str, thread: ThreadNo, kind: &str) -> String {
        format!("{}/c/{slug}/f/{thread}.{kind}", self.base)
    }

    /// A month's messages to take away, in no language.
    pub fn month_file(&self, slug: &str, (year, month): (i16, i8)) -> String {
        format!("{}/c/{slug}/mois/{year:04}-{month:02}.mbox.gz", self.base)
    }

    /// What search engines read first of the whole site.
    pub fn sitemap(&self) -> String {
        format!("{}/sitemap.xml", self.base)
    }

    /// Where what search engines read of a community stands.
    pub fn sitemaps(&self, slug: &str) -> String {
        format!("{}/sitemap/{slug}/", self.base)
    }

    /// A community's months, for search engines.
    pub fn sitemap_of(&self, slug: &str) -> String {
        format!("{}index.xml", self.sitemaps(slug))
    }

    /// The conversations opened in a month, for search engines.
    pub fn sitemap_month(&self, slug: &str, (year, month): (i16, i8)) -> String {
        format!("{}{year:04}-{month:02}.xml", self.sitemaps(slug))
    }

    /// Where a community's pages of no language stand.
    pub fn neutral(&self, slug: &str) -> String {
        format!("{}/c/{slug}/", self.base)
    }

    /// A message's permanent address, in no language.
    pub fn message(&self, slug: &str, article: ArticleNo) -> String {
        format!("{}/c/{slug}/m/{article}", self.base)
    }
}

/// A file's name as links show it.
fn plain_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).take(60).collect();
    if name.trim_matches(['-', '.']).is_empty() { "file".to_owned() } else { name }
}
