//! Which lists' pages are made, and in which order: all, or those that a batch of events touches.
//! Lists come before the front page that leads to them; the trees' memory of themselves comes last.

use std::path::PathBuf;

use super::changes::Changes;
use super::community::Community;
use super::front_page::{self, By};
use super::list_build::ListBuild;
use super::notes::NoteBuild;
use super::page::{self, languages};
use super::publish::Tree;
use super::state::{Mark, State, made_for};
use super::{Archive, ArchiveError, Form, site_pages, sitemap};
use crate::list::ListId;
use crate::list::settings::{Settings, Visibility};
use crate::list::urls::Urls;
use crate::store::{Read, StoreError, articles, lists};

/// Which lists' pages to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every list's.
    All,
    /// One list's, and the front page.
    List(ListId),
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Posts whose pages were made.
    pub posts: u64,
    /// Pages made.
    pub pages: u64,
    /// Pages whose bytes were new.
    pub written: u64,
}

/// Makes all pages in scope anew; files that hold the right bytes are left alone. `progress` is told
/// posts done and posts in all.
///
/// # Errors
/// When the store cannot be read or a page not written.
pub fn build(
    archive: &Archive,
    from: &(impl Read + Sync),
    scope: Scope,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Built, ArchiveError> {
    Publisher::open(archive)?.build(from, scope, progress)
}

/// The trees of a site, open for writing.
#[derive(Debug)]
pub struct Publisher {
    archive: Archive,
    public: Tree,
    private: Tree,
}

impl Publisher {
    /// Opens both trees.
    ///
    /// # Errors
    /// When they cannot be made, or one lies in the other.
    pub fn open(archive: &Archive) -> Result<Self, ArchiveError> {
        let absolute = |p: &PathBuf| std::path::absolute(p).unwrap_or_else(|_| p.clone());
        let (public, private) = (absolute(&archive.public), absolute(&archive.private));
        if public.starts_with(&private) || private.starts_with(&public) {
            return Err(ArchiveError::Roots(public, private));
        }
        let (public, private) = (Tree::open(&archive.public)?, Tree::open(&archive.private)?);
        Ok(Self { archive: archive.clone(), public, private })
    }

    fn tree(&self, visibility: Visibility) -> &Tree {
        match visibility {
            Visibility::Public => &self.public,
            Visibility::Private => &self.private,
        }
    }

    /// Up to which event the pages are there; `None` when all must be made: the folder is new, or
    /// its pages are another version's.
    pub fn at(&self) -> Option<u64> {
        let both = [State::read(&self.public)?, State::read(&self.private)?];
        let current = made_for(&self.archive);
        both.iter().all(|s| s.made_for == current).then(|| both.iter().map(|s| s.at).min())?
    }

    /// [`build`].
    ///
    /// # Errors
    /// As [`build`].
    pub fn build(
        &self,
        from: &(impl Read + Sync),
        scope: Scope,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Built, ArchiveError> {
        let before = (self.made(), self.written());
        self.archive.shelf.forget_pages();
        let at = articles::last_event(from)?;
        let all = lists::all(from)?;
        self.sweep(&all)?;
        let wanted = |id: ListId| scope == Scope::All || scope == Scope::List(id);
        let chosen: Vec<Community> = all
            .iter()
            .filter(|(id, s)| wanted(*id) && self.holds(s.visibility))
            .map(|(id, s)| self.community(from, *id, s))
            .collect::<Result<_, StoreError>>()?;
        let mut total = 0;
        for community in &chosen {
            total += u64::from(articles::count(from, community.id)?);
        }
        let mut posts = 0;
        for community in &chosen {
            let before = posts;
            posts += self.list(community).all(from, &mut |done| progress(before + done, total))?;
            self.notes(community).all(from)?;
        }
        self.front(from, &all)?;
        if scope == Scope::All {
            self.remember(&all, at)?;
        }
        Ok(Built { posts, pages: self.made() - before.0, written: self.written() - before.1 })
    }

    /// Brings up to date what a batch of events touches; `at` is the last of them.
    ///
    /// # Errors
    /// When the store cannot be read or a page not written.
    pub fn update(
        &self,
        from: &(impl Read + Sync),
        changes: &Changes,
        at: u64,
    ) -> Result<Built, ArchiveError> {
        let before = (self.made(), self.written());
        let all = lists::all(from)?;
        if self.sweep(&all)? {
            self.front(from, &all)?;
        }
        let states = [&self.public, &self.private].map(|t| State::read(t).unwrap_or_default());
        let mut posts = 0;
        for (id, settings) in &all {
            let known = states.iter().any(|s| s.knows(*id, settings));
            let community = self.community(from, *id, settings)?;
            if !known {
                posts += self.list(&community).all(from, &mut |_| {})?;
                self.notes(&community).all(from)?;
            } else if let Some(touched) = changes.lists.get(id) {
                posts += self.list(&community).touched(from, touched)?;
                self.notes(&community).touched(from, touched)?;
            }
        }
        self.front(from, &all)?;
        self.remember(&all, at)?;
        Ok(Built { posts, pages: self.made() - before.0, written: self.written() - before.1 })
    }

    /// Whether pages of this visibility are ours to write: a copy that stands alone is everybody's.
    fn holds(&self, visibility: Visibility) -> bool {
        self.archive.form == Form::Served || visibility == Visibility::Public
    }

    /// The visibilities of which there are pages here.
    fn kinds(&self) -> impl Iterator<Item = Visibility> {
        let kinds = [Visibility::Public, Visibility::Private];
        kinds.into_iter().filter(|kind| self.holds(*kind))
    }

    /// Makes what was written durable.
    ///
    /// # Errors
    /// When the disk says so.
    pub fn sync(&self) -> Result<(), ArchiveError> {
        self.public.sync()?;
        self.private.sync()
    }

    fn made(&self) -> u64 {
        self.public.made() + self.private.made()
    }

    fn written(&self) -> u64 {
        self.public.written() + self.private.written()
    }

    fn list<'a>(&'a self, community: &'a Community) -> ListBuild<'a> {
        ListBuild { archive: &self.archive, tree: self.tree(community.visibility), community }
    }

    fn notes<'a>(&'a self, community: &'a Community) -> NoteBuild<'a> {
        let (public, private) = (&self.public, &self.private);
        NoteBuild { archive: &self.archive, public, private, community }
    }

    fn community(
        &self,
        from: &impl Read,
        id: ListId,
        settings: &Settings,
    ) -> Result<Community, StoreError> {
        Community::read(from, id, settings, &self.archive)
    }

    /// Removes pages of lists that are gone, or that now belong to the other tree: before anything
    /// else, since a list may just have been made private. Tells whether there were any.
    fn sweep(&self, all: &[(ListId, Settings)]) -> Result<bool, ArchiveError> {
        let mut any = false;
        for visibility in self.kinds() {
            let tree = self.tree(visibility);
            let state = State::read(tree).unwrap_or_default();
            let stays = |slug: &str, mark: &Mark| {
                all.iter().any(|(id, s)| {
                    *id == mark.list && s.visibility == visibility && s.slug() == slug
                })
            };
            for (slug, _) in state.lists.iter().filter(|(slug, mark)| !stays(slug, mark)) {
                any = true;
                // Notes stand under either root: what is left is made again.
                for (t, tree) in
                    languages().iter().flat_map(|t| [(t, &self.public), (t, &self.private)])
                {
                    tree.remove(&Urls::new("").list(t.code(), slug))?;
                }
                tree.remove(&Urls::new("").neutral(slug))?;
                tree.remove(&Urls::new("").sitemaps(slug))?;
            }
        }
        Ok(any)
    }

    /// Writes down what the trees hold now.
    fn remember(&self, all: &[(ListId, Settings)], at: u64) -> Result<(), ArchiveError> {
        for visibility in self.kinds() {
            let of_tree = all.iter().filter(|(_, s)| s.visibility == visibility);
            let lists = of_tree.map(|(id, s)| (s.slug(), Mark::of(*id, s))).collect();
            let state = State { made_for: made_for(&self.archive), at, lists };
            state.write(self.tree(visibility))?;
        }
        Ok(())
    }

    /// The pages of no list: front pages and entrance, and what stands beside them.
    fn front(&self, from: &impl Read, all: &[(ListId, Settings)]) -> Result<(), ArchiveError> {
        let all = all.iter().map(|(id, s)| self.community(from, *id, s));
        let entries = front_page::read(from, &all.collect::<Result<Vec<_>, _>>()?)?;
        let indexed = front_page::indexed(&entries);
        for (t, by) in languages().iter().flat_map(|t| By::ALL.map(|by| (*t, by))) {
            let html = front_page::render(&self.archive, t, &entries, by)?;
            self.public.write(&by.path(t.code()), html.as_bytes())?;
        }
        // What hangs on no post need not be made anew for one.
        let known = self.archive.shelf.take_site();
        if known.as_deref().is_none_or(|known| known != indexed) {
            self.site(&indexed)?;
        }
        self.archive.shelf.put_site(indexed.iter().map(|s| (*s).to_owned()).collect());
        Ok(())
    }

    /// What stands beside them: texts, robots, “not here”. `indexed`: communities that want to be found.
    fn site(&self, indexed: &[&str]) -> Result<(), ArchiveError> {
        let maps = sitemap::site(&self.archive, indexed)?;
        self.public.write(&Urls::new("").sitemap(), maps.as_bytes())?;
        let robots = sitemap::robots(&self.archive, indexed)?;
        self.public.write("/robots.txt", robots.as_bytes())?;
        for t in languages() {
            for (folder, html) in site_pages::render(&self.archive, t, !indexed.is_empty())? {
                self.public.write(&Urls::new("").of_site(t.code(), folder), html.as_bytes())?;
            }
        }
        self.public.write("/", page::entrance(&self.archive)?.as_bytes())?;
        let missing = page::missing(&self.archive.urls, &self.archive.language)?;
        self.public.write("/404.html", missing.as_bytes())
    }
}
