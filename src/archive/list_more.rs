//! One list's pages beside its conversations: polls, public numbers, and what search engines read. All of
//! them, or those that a batch of events touches.

use std::collections::BTreeSet;

use super::changes::Touched;
use super::list_build::ListBuild;
use super::month_page::year_month;
use super::numbers_page::{self, Numbers};
use super::page::languages;
use super::poll_page::{self, Outcome};
use super::post::Conversation;
use super::{ArchiveError, sitemap};
use crate::list::settings::Switch;
use crate::list::urls::{PER_PAGE, Urls};
use crate::list::{ArticleNo, PollNo, ThreadNo};
use crate::store::threads::{self, MonthNo};
use crate::store::{Read, articles};

/// Posts come of age at once over which all pages are made anew: a list that wants to be found from now on.
const MANY: u32 = 5_000;

impl ListBuild<'_> {
    /// All of them.
    pub(super) fn all_more(
        &self,
        from: &impl Read,
        months: &[MonthNo],
    ) -> Result<(), ArchiveError> {
        for poll in poll_page::closed(from, self.community.id)? {
            self.poll(from, poll.no)?;
        }
        self.polls(from)?;
        self.numbers(from)?;
        self.sitemaps(from, &months.iter().copied().collect())?;
        self.sitemap(months)
    }

    /// Polls that were closed.
    pub(super) fn touched_polls(
        &self,
        from: &impl Read,
        touched: &Touched,
    ) -> Result<(), ArchiveError> {
        if touched.polls.is_empty() {
            return Ok(());
        }
        touched.polls.iter().try_for_each(|no| self.poll(from, *no))?;
        self.polls(from)
    }

    fn poll(&self, from: &impl Read, no: PollNo) -> Result<(), ArchiveError> {
        let Some(outcome) = Outcome::read(from, self.community.id, no)? else { return Ok(()) };
        for t in languages() {
            let html = poll_page::render(self.archive, t, self.community, &outcome)?;
            let path = Urls::new("").poll(t.code(), &self.community.slug, no);
            self.tree.write(&path, html.as_bytes())?;
        }
        Ok(())
    }

    fn polls(&self, from: &impl Read) -> Result<(), ArchiveError> {
        let polls = poll_page::closed(from, self.community.id)?;
        for t in languages().iter().filter(|_| !polls.is_empty()) {
            let html = poll_page::render_index(self.archive, t, self.community, &polls)?;
            let path = Urls::new("").polls(t.code(), &self.community.slug);
            self.tree.write(&path, html.as_bytes())?;
        }
        Ok(())
    }

    /// The public numbers, where the list wants them told.
    pub(super) fn numbers(&self, from: &impl Read) -> Result<(), ArchiveError> {
        let path = |code: &str| Urls::new("").numbers(code, &self.community.slug);
        if self.community.numbers == Switch::Off {
            return languages().iter().try_for_each(|t| self.tree.remove(&path(t.code())));
        }
        let numbers = Numbers::read(from, self.community)?;
        for t in languages() {
            let html = numbers_page::render(self.archive, t, self.community, &numbers)?;
            self.tree.write(&path(t.code()), html.as_bytes())?;
        }
        Ok(())
    }

    /// The pages of posts that search engines may keep from now on. `None`: so many that all is to be
    /// made anew; else the months in which their conversations were opened.
    pub(super) fn ripened(
        &self,
        from: &impl Read,
        touched: &Touched,
    ) -> Result<Option<BTreeSet<MonthNo>>, ArchiveError> {
        let mut months = BTreeSet::new();
        let Some((after, up_to)) = touched.ripe else { return Ok(Some(months)) };
        if up_to.0.saturating_sub(after.0) > MANY {
            return Ok(None);
        }
        let mut seen: BTreeSet<ThreadNo> = BTreeSet::new();
        for no in after.0 + 1..=up_to.0 {
            let article = articles::get(from, self.community.id, ArticleNo(no))?;
            let Some(thread) = article.map(|a| a.thread).filter(|t| seen.insert(*t)) else {
                continue;
            };
            let Some(talk) = Conversation::read(from, self.community.id, thread)? else { continue };
            // What a page begins with says when it is old enough.
            let heads = talk.posts.iter().enumerate().step_by(PER_PAGE);
            let mut fresh = heads.filter(|(_, a)| a.no > after && a.no <= up_to);
            let Some((start, _)) = fresh.next() else { continue };
            self.conversation(from, &talk, start)?;
            months.insert(threads::month_of(talk.thread.opened, &self.community.zone));
        }
        Ok(Some(months))
    }

    /// What search engines read of these months.
    pub(super) fn sitemaps(
        &self,
        from: &impl Read,
        months: &BTreeSet<MonthNo>,
    ) -> Result<(), ArchiveError> {
        let (paths, slug) = (Urls::new(""), &self.community.slug);
        for no in months.iter().filter(|_| self.community.ripe.is_some()) {
            let xml = sitemap::month(from, self.archive, self.community, *no)?;
            self.tree.write(&paths.sitemap_month(slug, year_month(*no)), xml.as_bytes())?;
        }
        Ok(())
    }

    /// What leads search engines to the months, where they may keep any.
    pub(super) fn sitemap(&self, months: &[MonthNo]) -> Result<(), ArchiveError> {
        let (paths, slug) = (Urls::new(""), &self.community.slug);
        if self.community.ripe.is_none() {
            return self.tree.remove(&paths.sitemaps(slug));
        }
        let xml = sitemap::index(self.archive, self.community, months)?;
        self.tree.write(&paths.sitemap_of(slug), xml.as_bytes())
    }
}
