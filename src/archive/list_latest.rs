//! One list's lists of conversations: its months, the latest, the open questions, and the feeds. After a
//! post those pages are made again that say something else than before, so that it costs the same in a busy
//! month as in a calm one, and in an old archive as in a young one.

use std::collections::BTreeSet;

use super::download::Download;
use super::list_build::{ListBuild, with_neighbours};
use super::list_page::{self, Before, Latest, Rhythm};
use super::month_page::{self, Month};
use super::page::languages;
use super::questions::{self, Questions};
use super::shelf::{Kind, Shown};
use super::{ArchiveError, Form, feed};
use crate::list::ThreadNo;
use crate::list::member::Order;
use crate::list::urls::Urls;
use crate::store::Read;
use crate::store::threads::{self, MonthNo};

/// What changed since the lists were made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dirt<'a> {
    /// Conversations that say something else than before, under every number they had.
    pub threads: &'a BTreeSet<ThreadNo>,
    /// Months in which they do.
    pub months: &'a BTreeSet<MonthNo>,
}

impl ListBuild<'_> {
    /// The lists that this touches. `mapped`: months of which search engines read something else.
    pub(super) fn touched_lists(
        &self,
        from: &impl Read,
        dirt: &Dirt<'_>,
        mapped: &BTreeSet<MonthNo>,
    ) -> Result<(), ArchiveError> {
        let (list, shelf) = (self.community.id, &self.archive.shelf);
        let known = match shelf.take(list, Kind::Months).as_deref() {
            Some(Shown::Months(months)) => Some(months.clone()),
            _ => None,
        };
        let new = |no: &&MonthNo| known.as_ref().is_none_or(|known| !known.contains(no));
        let new: BTreeSet<MonthNo> = dirt.months.iter().filter(new).copied().collect();
        let months = match known {
            Some(months) if new.is_empty() => months,
            known => {
                let months = threads::months(from, list)?;
                self.months(&months)?;
                self.past_months(&months)?;
                if known.is_none() || self.community.ripe.is_some() {
                    self.sitemap(&months)?;
                }
                months
            }
        };
        self.sitemaps(from, &mapped.union(&new).copied().collect())?;
        let beside = with_neighbours(&months, &new);
        for no in dirt.months.union(&beside).filter(|no| months.contains(no)) {
            self.month(from, (&months, *no), Some(dirt))?;
        }
        self.lists(from, &months, Some(dirt))?;
        shelf.put(list, Kind::Months, Shown::Months(months));
        Ok(())
    }

    /// A month's threads; all of its pages, or those that say something else now.
    pub(super) fn month(
        &self,
        from: &impl Read,
        (months, no): (&[MonthNo], MonthNo),
        dirt: Option<&Dirt<'_>>,
    ) -> Result<(), ArchiveError> {
        let (list, kind) = (self.community.id, Kind::Month(no));
        let before = dirt.and_then(|_| self.archive.shelf.take(list, kind));
        let before = match before.as_deref() {
            Some(Shown::Month(month)) => Some(month),
            _ => None,
        };
        let month = match before.zip(dirt) {
            Some((before, dirt)) => before.after(from, self.community, months, dirt.threads)?,
            None => Month::read(from, self.community, months, no)?,
        };
        self.month_pages(&month, before)?;
        if self.archive.form == Form::Alone {
            let bytes = Download::Month(no).of_community(self.archive, from, self.community)?;
            let path = Urls::new("").month_file(&self.community.slug, month_page::year_month(no));
            self.tree.write(&path, &bytes.unwrap_or_default())?;
        }
        if dirt.is_some() {
            self.archive.shelf.put(list, kind, Shown::Month(month));
        }
        Ok(())
    }

    fn month_pages(&self, month: &Month, before: Option<&Month>) -> Result<(), ArchiveError> {
        let slug = &self.community.slug;
        for order in month_page::ORDERS {
            let path = |code: &str, page| {
                Urls::new("").month_page((code, slug), month.year_month(), order, page)
            };
            for page in 1..=month.pages() {
                if before.is_some_and(|b| b.says(order, page) == month.says(order, page)) {
                    continue;
                }
                for t in languages() {
                    let shown = (order, page);
                    let html = month_page::render(self.archive, t, self.community, month, shown)?;
                    self.tree.write(&path(t.code(), page), html.as_bytes())?;
                }
            }
            for t in languages() {
                self.cut(month.pages() + 1, |page| path(t.code(), page))?;
            }
        }
        Ok(())
    }

    /// The list of months.
    fn months(&self, months: &[MonthNo]) -> Result<(), ArchiveError> {
        for t in languages() {
            let html = month_page::render_index(self.archive, t, self.community, months)?;
            let path = Urls::new("").months(t.code(), &self.community.slug);
            self.tree.write(&path, html.as_bytes())?;
        }
        Ok(())
    }

    /// Months whose last message went elsewhere leave nothing behind.
    fn past_months(&self, months: &[MonthNo]) -> Result<(), ArchiveError> {
        let (paths, slug) = (Urls::new(""), &self.community.slug);
        let past = |name: &str| month_page::is_past(name, months);
        for t in languages() {
            self.tree.sweep(&paths.list(t.code(), slug), past)?;
        }
        self.tree.sweep(&format!("{}mois/", paths.neutral(slug)), past)?;
        self.tree.sweep(&paths.sitemaps(slug), past)
    }

    /// The latest threads in both orders, the open questions, the feeds; everything of it with the list of
    /// months, or what says something else now.
    pub(super) fn lists(
        &self,
        from: &impl Read,
        months: &[MonthNo],
        dirt: Option<&Dirt<'_>>,
    ) -> Result<(), ArchiveError> {
        if dirt.is_none() {
            self.months(months)?;
            self.past_months(months)?;
        }
        self.feed(from)?;
        self.questions(from, dirt)?;
        for order in [Order::Posts, Order::Activity] {
            let (list, kind) = (self.community.id, Kind::Latest(order));
            let before = dirt.and_then(|_| self.archive.shelf.take(list, kind));
            let before = match before.as_deref() {
                Some(Shown::Latest(latest)) => Some(latest),
                _ => None,
            };
            let rhythm = before.zip(dirt).map(|(b, dirt)| (b.rhythm(), dirt.months));
            let rhythm = Rhythm::read(from, self.community, months, rhythm)?;
            let known: Before<'_, Latest> = before.zip(dirt.map(|d| d.threads));
            let latest = Latest::read(from, self.community, (order, rhythm), known)?;
            self.latest(&latest, (order, before))?;
            if dirt.is_some() {
                self.archive.shelf.put(list, kind, Shown::Latest(latest));
            }
        }
        Ok(())
    }

    fn latest(
        &self,
        latest: &Latest,
        (order, before): (Order, Option<&Latest>),
    ) -> Result<(), ArchiveError> {
        let (paths, slug) = (Urls::new(""), &self.community.slug);
        for t in languages() {
            let path = |page| paths.threads(t.code(), slug, order, page);
            for page in 1..=latest.pages() {
                if before.is_none_or(|b| b.says(page) != latest.says(page)) {
                    let html = list_page::render(self.archive, t, self.community, latest, page)?;
                    self.tree.write(&path(page), html.as_bytes())?;
                }
            }
            self.cut(latest.pages() + 1, path)?;
        }
        Ok(())
    }

    /// The feed of the latest posts.
    fn feed(&self, from: &impl Read) -> Result<(), ArchiveError> {
        let (urls, slug) = (&self.archive.urls, &self.community.slug);
        let latest = feed::Latest::read(from, self.community, &self.archive.shelf)?;
        for t in languages() {
            let of = feed::Subject {
                title: self.community.name.clone(),
                this: urls.feed(t.code(), slug),
                page: urls.list(t.code(), slug),
            };
            let xml = feed::render(self.archive, t, self.community, &of, latest.posts())?;
            self.tree.write(&Urls::new("").feed(t.code(), slug), xml.as_bytes())?;
        }
        Ok(())
    }

    /// The open questions and their feed.
    fn questions(&self, from: &impl Read, dirt: Option<&Dirt<'_>>) -> Result<(), ArchiveError> {
        let (urls, paths, slug) = (&self.archive.urls, Urls::new(""), &self.community.slug);
        let (list, shelf) = (self.community.id, &self.archive.shelf);
        let open = Questions::read(from, self.community, shelf)?;
        let asked = open.asked(self.community);
        let before = dirt.and_then(|_| shelf.take(list, Kind::Questions));
        let same = matches!(before.as_deref(), Some(Shown::Questions(known)) if *known == asked);
        for t in languages().iter().filter(|_| !same) {
            let html = questions::render(self.archive, t, self.community, &open)?;
            self.tree.write(&paths.unanswered(t.code(), slug), html.as_bytes())?;
            let of = feed::Subject {
                title: t.a("archive-unanswered-of", "community", &self.community.name),
                this: urls.unanswered_feed(t.code(), slug),
                page: urls.unanswered(t.code(), slug),
            };
            let xml = feed::render(self.archive, t, self.community, &of, open.latest())?;
            self.tree.write(&paths.unanswered_feed(t.code(), slug), xml.as_bytes())?;
        }
        if dirt.is_some() {
            shelf.put(list, Kind::Questions, Shown::Questions(asked));
        }
        Ok(())
    }
}
