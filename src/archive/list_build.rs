//! One list's pages: all of them on every processor, or those that new posts touch, whose number does
//! not grow with the archive.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError, mpsc};

use super::changes::Touched;
use super::community::Community;
use super::download::Download;
use super::list_latest::Dirt;
use super::page::languages;
use super::post::{self, Conversation};
use super::publish::Tree;
use super::week::Week;
use super::{Archive, ArchiveError, Form, redirect, thread_page, tree_page, week_page};
use crate::list::urls::Urls;
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::store::threads::{self, MonthNo};
use crate::store::weeks::{self, WeekNo};
use crate::store::{Read, StoreError, notes};

/// Where one list's pages go, and what they say of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListBuild<'a> {
    pub archive: &'a Archive,
    pub tree: &'a Tree,
    pub community: &'a Community,
}

/// A share of the work that one thread takes at a time.
enum Work {
    Threads(Vec<ThreadNo>),
    Month(MonthNo),
}

/// Threads of a share.
const SHARE: usize = 64;

/// What is left to do of a list.
struct Queue {
    list: ListId,
    last: Option<ThreadNo>,
    months: Vec<MonthNo>,
}

impl Queue {
    fn next(&mut self, from: &impl Read) -> Result<Option<Work>, StoreError> {
        let share = threads::after(from, self.list, self.last, SHARE)?;
        if let Some(last) = share.last() {
            self.last = Some(last.no);
            return Ok(Some(Work::Threads(share.iter().map(|t| t.no).collect())));
        }
        Ok(self.months.pop().map(Work::Month))
    }
}

impl ListBuild<'_> {
    /// Every page of the list, on all processors. Returns its posts; `progress` is told them.
    ///
    /// # Errors
    /// When the store cannot be read or a page not written.
    pub fn all(
        &self,
        from: &(impl Read + Sync),
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, ArchiveError> {
        self.archive.shelf.forget_pages();
        let months = threads::months(from, self.community.id)?;
        let queue = Queue { list: self.community.id, last: None, months: months.clone() };
        let queue = Mutex::new(queue);
        let workers = std::thread::available_parallelism().map_or(1, |n| n.get().min(16));
        let mut posts = 0;
        std::thread::scope(|scope| {
            let (tell, told) = mpsc::channel();
            for _ in 0..workers {
                let (tell, queue, months) = (tell.clone(), &queue, &months);
                scope.spawn(move || self.drain(from, queue, months, &tell));
            }
            drop(tell);
            for done in told {
                posts += done?;
                progress(posts);
            }
            Ok::<(), ArchiveError>(())
        })?;
        self.lists(from, &months, None)?;
        self.all_more(from, &months)?;
        let weeks = weeks::all(from, self.community.id)?;
        weeks.iter().try_for_each(|week| self.week(from, &weeks, week.no))?;
        self.week_list(from, &weeks)?;
        Ok(posts)
    }

    /// Takes shares until none is left, somebody failed, or nobody listens any more.
    fn drain(
        &self,
        from: &impl Read,
        queue: &Mutex<Queue>,
        months: &[MonthNo],
        tell: &mpsc::Sender<Result<u64, ArchiveError>>,
    ) {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next(from);
            let done = match next {
                Ok(None) => return,
                Ok(Some(Work::Threads(threads))) => self.threads(from, &threads),
                Ok(Some(Work::Month(no))) => self.month(from, (months, no), None).map(|()| 0),
                Err(error) => Err(error.into()),
            };
            let failed = done.is_err();
            if tell.send(done).is_err() || failed {
                return;
            }
        }
    }

    fn threads(&self, from: &impl Read, threads: &[ThreadNo]) -> Result<u64, ArchiveError> {
        threads.iter().try_fold(0, |posts, no| Ok(posts + self.thread(from, *no)?))
    }

    /// What new posts and joins touch. Returns the posts whose pages were made.
    ///
    /// # Errors
    /// When the store cannot be read or a page not written.
    pub fn touched(
        &self,
        from: &(impl Read + Sync),
        touched: &Touched,
    ) -> Result<u64, ArchiveError> {
        let list = self.community.id;
        if touched.reworded {
            self.archive.shelf.forget_open();
        }
        // What was moved, joined or reworded by hand is rare, and may leave a month behind it empty.
        if !touched.whole.is_empty() || !touched.merged.is_empty() {
            self.archive.shelf.forget_pages();
        }
        let Some(mut opened) = self.ripened(from, touched)? else {
            return self.all(from, &mut |_| {});
        };
        let mut posts = 0;
        for no in touched.merged.keys() {
            posts += self.thread(from, *no)?;
        }
        let grown = touched.merged.values().chain(&touched.whole);
        let grown: BTreeSet<ThreadNo> = grown.copied().collect();
        let (mut dirty, mut seen) = (BTreeSet::new(), BTreeSet::new());
        // Posts whose place, or whose thread's title, may be another.
        let mut moved: Vec<ArticleNo> = Vec::new();
        for no in touched.posts.keys().chain(&grown) {
            let Some(thread) = threads::resolve(from, list, *no)? else { continue };
            if !seen.insert(thread.no) {
                continue;
            }
            let Some(talk) = Conversation::read(from, list, thread.no)? else { continue };
            let whole = thread.no != *no || grown.contains(no);
            let fresh = touched.posts.get(no).filter(|_| !whole);
            let start = fresh.and_then(|fresh| talk.appended(fresh)).unwrap_or(0);
            let zone = &self.community.zone;
            let changed: BTreeSet<MonthNo> =
                talk.posts.iter().skip(start).map(|a| threads::month_of(a.date, zone)).collect();
            // What search engines may not keep yet stands in none of their lists.
            if talk.posts.iter().any(|a| self.community.ripe.is_some_and(|ripe| a.no <= ripe)) {
                opened.insert(threads::month_of(talk.thread.opened, zone));
                opened.extend(changed.iter().filter(|_| start == 0));
            }
            dirty.extend(changed);
            if start == 0 {
                moved.extend(talk.posts.iter().map(|a| a.no));
            }
            posts += self.conversation(from, &talk, start)?;
        }
        posts += self.noted(from, touched, &seen)?;
        self.touched_polls(from, touched)?;
        self.touched_weeks(from, touched, &moved)?;
        let ended = !touched.weeks.is_empty() || !touched.polls.is_empty();
        if ended || !grown.is_empty() {
            self.numbers(from)?;
        }
        seen.extend(touched.posts.keys().chain(touched.merged.keys()));
        self.touched_lists(from, &Dirt { threads: &seen, months: &dirty }, &opened)?;
        Ok(posts)
    }

    /// The conversations that changed notes come from, whose first pages name them.
    fn noted(
        &self,
        from: &impl Read,
        touched: &Touched,
        made: &BTreeSet<ThreadNo>,
    ) -> Result<u64, ArchiveError> {
        let (list, mut posts) = (self.community.id, 0);
        let mut threads = BTreeSet::new();
        for no in &touched.notes {
            threads.extend(notes::get(from, list, *no)?.and_then(|note| note.thread));
        }
        for no in threads.difference(made) {
            if let Some(talk) = Conversation::read(from, list, *no)? {
                posts += self.conversation(from, &talk, talk.posts.len())?;
            }
        }
        Ok(posts)
    }

    /// A thread's pages, or the page that leads to the thread it was joined to.
    fn thread(&self, from: &impl Read, no: ThreadNo) -> Result<u64, ArchiveError> {
        let list = self.community.id;
        if let Some(talk) = Conversation::read(from, list, no)? {
            return self.conversation(from, &talk, 0);
        }
        let Some(home) = threads::resolve(from, list, no)? else { return Ok(0) };
        let slug = &self.community.slug;
        for t in languages() {
            let path = |page| Urls::new("").thread(t.code(), slug, no, page);
            let html = redirect::render(self.archive, t, self.community, (no, home.no))?;
            self.tree.write(&path(1), html.as_bytes())?;
            self.cut(2, path)?;
        }
        Ok(0)
    }

    /// The pages of a conversation that posts from index `start` on change, and the first, which
    /// counts them.
    pub(super) fn conversation(
        &self,
        from: &impl Read,
        talk: &Conversation,
        start: usize,
    ) -> Result<u64, ArchiveError> {
        let (slug, no, pages) = (&self.community.slug, talk.thread.no, talk.pages());
        // The page before gets a link when the first new post opens a page.
        let first = Conversation::page_of(start.saturating_sub(1));
        let mut posts = 0;
        for page in (1..=pages).filter(|p| *p == 1 || *p >= first) {
            let shown = post::posts(from, self.community, &self.archive.shelf, talk, page)?;
            for t in languages() {
                let html =
                    thread_page::render(self.archive, t, self.community, talk, (page, &shown))?;
                self.tree
                    .write(&Urls::new("").thread(t.code(), slug, no, page), html.as_bytes())?;
            }
            posts += u64::try_from(shown.len()).unwrap_or(0);
        }
        for t in languages() {
            self.cut(pages + 1, |page| Urls::new("").thread(t.code(), slug, no, page))?;
        }
        self.tree_pages(from, talk, start)?;
        if self.archive.form == Form::Alone {
            self.alone(from, talk)?;
        }
        Ok(posts)
    }

    /// What a daemon would answer of a conversation, as files.
    fn alone(&self, from: &impl Read, talk: &Conversation) -> Result<(), ArchiveError> {
        let (slug, no) = (&self.community.slug, talk.thread.no);
        for (index, article) in talk.posts.iter().enumerate() {
            let place = (no, Conversation::page_of(index));
            let html = redirect::message(self.archive, self.community, article.no, place)?;
            let path = Urls::new("").message(slug, article.no) + "/";
            self.tree.write(&path, html.as_bytes())?;
        }
        for kind in ["xml", "mbox.gz"] {
            let name = format!("{no}.{kind}");
            let bytes = Download::of_thread(&name)
                .map(|d| d.of_community(self.archive, from, self.community))
                .transpose()?
                .flatten();
            self.tree
                .write(&Urls::new("").thread_file(slug, no, kind), &bytes.unwrap_or_default())?;
        }
        Ok(())
    }

    /// The tree of a conversation from the post at index `start` on; all of it when there was none.
    fn tree_pages(
        &self,
        from: &impl Read,
        talk: &Conversation,
        start: usize,
    ) -> Result<(), ArchiveError> {
        let (slug, no, pages) = (&self.community.slug, talk.thread.no, tree_page::pages(talk));
        let path = |code: &str, page| Urls::new("").tree(code, slug, no, page);
        let there = languages().iter().all(|t| self.tree.has(&path(t.code(), 1)));
        let first = if there { tree_page::page_of(start.saturating_sub(1)) } else { 1 };
        for page in first..=pages {
            let range = tree_page::on_page(talk, page);
            let posts = post::some(from, (self.community, &self.archive.shelf), talk, range)?;
            for t in languages() {
                let title = thread_page::title(t, self.community, talk);
                let shown = (page, title.as_str(), posts.as_slice());
                let html = tree_page::render(self.archive, t, self.community, talk, shown)?;
                self.tree.write(&path(t.code(), page), html.as_bytes())?;
            }
        }
        languages().iter().try_for_each(|t| self.cut(pages + 1, |page| path(t.code(), page)))
    }

    /// Weeks that ended, with their neighbours; and those of posts that moved.
    fn touched_weeks(
        &self,
        from: &impl Read,
        touched: &Touched,
        moved: &[ArticleNo],
    ) -> Result<(), ArchiveError> {
        let last = weeks::closed_up_to(from, self.community.id)?;
        let any = !touched.weeks.is_empty() || moved.iter().any(|no| *no <= last);
        if !any && touched.polls.is_empty() {
            return Ok(());
        }
        let weeks = weeks::all(from, self.community.id)?;
        let mut dirty = BTreeSet::new();
        for no in moved {
            let at = weeks.partition_point(|w| w.last < *no);
            dirty.extend(weeks.get(at).filter(|w| w.first <= *no).map(|w| w.no));
        }
        let known: Vec<u32> = weeks.iter().map(|w| w.no).collect();
        dirty.extend(with_neighbours(&known, &touched.weeks));
        dirty.iter().try_for_each(|no| self.week(from, &weeks, *no))?;
        self.week_list(from, &weeks)
    }

    fn week(
        &self,
        from: &impl Read,
        weeks: &[weeks::Week],
        no: WeekNo,
    ) -> Result<(), ArchiveError> {
        let Some(week) = Week::read(from, self.community, weeks, no)? else { return Ok(()) };
        for t in languages() {
            let html = week_page::render(self.archive, t, self.community, &week)?;
            let path = Urls::new("").week(t.code(), &self.community.slug, weeks::year_week(no));
            self.tree.write(&path, html.as_bytes())?;
        }
        Ok(())
    }

    /// The list of weeks and their feed.
    fn week_list(&self, from: &impl Read, weeks: &[weeks::Week]) -> Result<(), ArchiveError> {
        let (paths, slug) = (Urls::new(""), &self.community.slug);
        let mut latest = Vec::new();
        for week in weeks.iter().rev().take(week_page::IN_FEED) {
            latest.extend(Week::read(from, self.community, weeks, week.no)?);
        }
        for t in languages() {
            let html = week_page::render_index(self.archive, t, self.community, weeks)?;
            self.tree.write(&paths.weeks(t.code(), slug), html.as_bytes())?;
            let xml = week_page::render_feed(self.archive, t, self.community, &latest)?;
            self.tree.write(&paths.weeks_feed(t.code(), slug), xml.as_bytes())?;
        }
        Ok(())
    }

    /// Removes pages from number `from` on, that an earlier state of things had.
    pub(super) fn cut(
        &self,
        from: usize,
        path: impl Fn(usize) -> String,
    ) -> Result<(), ArchiveError> {
        self.tree.cut(from, path)
    }
}

/// These months and those before and after each, which link to them.
pub(super) fn with_neighbours(months: &[MonthNo], dirty: &BTreeSet<MonthNo>) -> BTreeSet<MonthNo> {
    let mut out = BTreeSet::new();
    for no in dirty {
        let at = months.partition_point(|m| m < no);
        let start = at.saturating_sub(1);
        out.extend(months.iter().skip(start).take(at - start + 2));
    }
    out
}
