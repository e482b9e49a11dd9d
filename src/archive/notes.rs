//! Which pages of notes are made, and under which root: a note that everyone may read under the public
//! one, one for members under the private one, one of its author's alone nowhere ([`super::own_note`]). A notebook's page
//! counts and lists what stands under the same root.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Touched;
use super::community::Community;
use super::page::languages;
use super::publish::Tree;
use super::{Archive, ArchiveError, Form, note_history, note_page, notebook_page};
use crate::animation::note::Sight;
use crate::list::settings::Visibility;
use crate::list::urls::Urls;
use crate::list::{NoteNo, NotebookNo};
use crate::locale::Locale;
use crate::store::notes::{self, Note, Notebook, Shown};
use crate::store::{Read, StoreError, articles};

/// The notes that stand under one root, and their notebooks.
#[derive(Debug)]
pub(super) struct Bookcase {
    /// Who reads them.
    pub sight: Sight,
    notes: BTreeMap<NoteNo, (Note, Shown)>,
    books: Vec<Notebook>,
    inside: BTreeMap<NotebookNo, Vec<NoteNo>>,
}

impl Bookcase {
    /// Reads those that people of this sight read.
    fn read(from: &impl Read, community: &Community, sight: Sight) -> Result<Self, StoreError> {
        let mut bookcase = Self {
            sight,
            notes: BTreeMap::new(),
            books: notes::notebooks(from, community.id)?,
            inside: BTreeMap::new(),
        };
        let mut closed = false;
        for note in notes::of_list(from, community.id)? {
            let seen = note.sight(community.visibility);
            let open = match sight {
                Sight::Public => seen == Some(Sight::Public),
                _ => matches!(seen, Some(Sight::Public | Sight::Community)),
            };
            closed |= seen == Some(Sight::Community);
            if let Some(shown) = note.shown.clone().filter(|_| open) {
                for book in &shown.notebooks {
                    bookcase.inside.entry(*book).or_default().push(note.no);
                }
                bookcase.notes.insert(note.no, (note, shown));
            }
        }
        // Members of an open list read its public notes where everyone does.
        if sight != Sight::Public && community.visibility == Visibility::Public && !closed {
            bookcase.notes.clear();
            bookcase.inside.clear();
        }
        let place = |no: &NoteNo| {
            let found = bookcase.notes.get(no);
            let rank = found.and_then(|(_, shown)| shown.rank).unwrap_or(u32::MAX);
            let last = found.and_then(|(note, _)| note.modified.max(note.published));
            (rank, std::cmp::Reverse(last), *no)
        };
        let mut inside = std::mem::take(&mut bookcase.inside);
        inside.values_mut().for_each(|numbers| numbers.sort_by_key(place));
        Ok(Self { inside, ..bookcase })
    }

    /// One private note, as its author finds it: beside no other.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of_one(
        from: &impl Read,
        community: &Community,
        (note, shown): (&Note, &Shown),
    ) -> Result<Self, StoreError> {
        Ok(Self {
            sight: Sight::Private,
            notes: BTreeMap::from([(note.no, (note.clone(), shown.clone()))]),
            books: notes::notebooks(from, community.id)?,
            inside: BTreeMap::new(),
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// The notebooks that hold some, by name, with how many.
    pub fn notebooks(&self) -> Vec<(&Notebook, usize)> {
        let count = |b: &NotebookNo| self.inside.get(b).map_or(0, Vec::len);
        let mut all: Vec<_> = self.books.iter().map(|b| (b, count(&b.no))).collect();
        all.retain(|(_, count)| *count > 0);
        all.sort_by_key(|(book, _)| crate::mail::recognise::words(&book.name));
        all
    }

    /// A notebook with how many notes it holds.
    pub fn notebook(&self, no: NotebookNo) -> Option<(&Notebook, usize)> {
        self.notebooks().into_iter().find(|(book, _)| book.no == no)
    }

    /// A notebook's notes, by their rank, then the latest first.
    pub fn inside(&self, no: NotebookNo) -> Vec<&(Note, Shown)> {
        let numbers = self.inside.get(&no).into_iter().flatten();
        numbers.filter_map(|no| self.notes.get(no)).collect()
    }

    /// One of its notes.
    pub fn note(&self, no: NoteNo) -> Option<&(Note, Shown)> {
        self.notes.get(&no)
    }

    /// All of its notes, the latest first.
    pub fn latest(&self) -> Vec<&(Note, Shown)> {
        let mut all: Vec<_> = self.notes.values().collect();
        all.sort_by_key(|(note, _)| {
            std::cmp::Reverse((note.modified.max(note.published), note.no))
        });
        all
    }
}

/// A note's page in one language; `None`: it is not in this bookcase.
///
/// # Errors
/// When the store cannot be read, or the template fails.
pub(super) fn page_of(
    (archive, community): (&Archive, &Community),
    t: &'static Locale,
    from: &impl Read,
    (bookcase, no): (&Bookcase, NoteNo),
) -> Result<Option<String>, ArchiveError> {
    let Some((note, shown)) = bookcase.note(no) else { return Ok(None) };
    let list = community.id;
    let Some(version) = notes::version(from, list, no, shown.version)? else { return Ok(None) };
    let versions = usize::try_from(shown.version).unwrap_or(1);
    let origin = note.article.map(|no| articles::get(from, list, no)).transpose()?.flatten();
    let origin = origin.map(|a| (a.subject, a.message_id.bracketed()));
    let of = note_page::Of { note, shown, version: &version, versions, bookcase, origin };
    note_page::render(archive, t, community, &of).map(Some)
}

/// One list's notes, where they go.
pub(super) struct NoteBuild<'a> {
    pub archive: &'a Archive,
    pub public: &'a Tree,
    pub private: &'a Tree,
    pub community: &'a Community,
}

impl NoteBuild<'_> {
    /// Every page of every note.
    ///
    /// # Errors
    /// When the store cannot be read or a page not written.
    pub fn all(&self, from: &impl Read) -> Result<(), ArchiveError> {
        let every: BTreeSet<NoteNo> =
            notes::of_list(from, self.community.id)?.iter().map(|n| n.no).collect();
        let books: BTreeSet<NotebookNo> =
            notes::notebooks(from, self.community.id)?.iter().map(|b| b.no).collect();
        self.make(from, &every, &books)
    }

    /// What changed notes touch: their pages, their notebooks', and the notes that stand beside them,
    /// which say how many they are. The first poll that closes adds a way to the list of notebooks.
    ///
    /// # Errors
    /// When the store cannot be read or a page not written.
    pub fn touched(&self, from: &impl Read, touched: &Touched) -> Result<(), ArchiveError> {
        if touched.notes.is_empty() && touched.polls.is_empty() {
            return Ok(());
        }
        self.make(from, &touched.notes, &touched.notebooks)
    }

    fn make(
        &self,
        from: &impl Read,
        changed: &BTreeSet<NoteNo>,
        books: &BTreeSet<NotebookNo>,
    ) -> Result<(), ArchiveError> {
        for (sight, tree) in [(Sight::Public, self.public), (Sight::Community, self.private)] {
            // A copy that stands alone is everybody's.
            if sight != Sight::Public && self.archive.form == Form::Alone {
                continue;
            }
            let bookcase = Bookcase::read(from, self.community, sight)?;
            let of = Making { build: self, tree, bookcase: &bookcase };
            for no in changed {
                of.note(from, *no)?;
            }
            let beside = books.iter().flat_map(|b| bookcase.inside(*b)).map(|(note, _)| note.no);
            for no in beside.collect::<BTreeSet<_>>().difference(changed) {
                of.page(from, *no)?;
            }
            for book in books {
                of.notebook(*book)?;
            }
            of.notebooks()?;
        }
        Ok(())
    }
}

/// The pages under one root being made.
struct Making<'a> {
    build: &'a NoteBuild<'a>,
    tree: &'a Tree,
    bookcase: &'a Bookcase,
}

impl Making<'_> {
    /// A note's page and its history, or nothing where it is not read.
    fn note(&self, from: &impl Read, no: NoteNo) -> Result<(), ArchiveError> {
        let slug = &self.build.community.slug;
        let Some((note, shown)) = self.bookcase.note(no) else {
            for t in languages() {
                self.tree.remove(&Urls::new("").note(t.code(), slug, no))?;
            }
            return Ok(());
        };
        self.page(from, no)?;
        let versions = notes::versions(from, self.build.community.id, no)?;
        let of = (self.build.archive, self.build.community);
        for t in languages() {
            let path = |page| Urls::new("").note_history(t.code(), slug, no, page);
            let pages =
                note_history::render(of, t, (note, shown), (&versions, self.bookcase.sight))?;
            for (at, html) in pages.iter().enumerate() {
                self.tree.write(&path(at + 1), html.as_bytes())?;
            }
            self.tree.cut(pages.len() + 1, path)?;
        }
        Ok(())
    }

    fn page(&self, from: &impl Read, no: NoteNo) -> Result<(), ArchiveError> {
        let (of, slug) = (self.build.archive, &self.build.community.slug);
        for t in languages() {
            let html = page_of((of, self.build.community), t, from, (self.bookcase, no))?;
            let Some(html) = html else { return Ok(()) };
            self.tree.write(&Urls::new("").note(t.code(), slug, no), html.as_bytes())?;
        }
        Ok(())
    }

    fn notebook(&self, no: NotebookNo) -> Result<(), ArchiveError> {
        let community = self.build.community;
        let Some((book, _)) = self.bookcase.notebook(no) else {
            for t in languages() {
                self.tree.remove(&Urls::new("").notebook(t.code(), &community.slug, no, 1))?;
            }
            return Ok(());
        };
        let inside = self.bookcase.inside(no);
        for t in languages() {
            let path = |page| Urls::new("").notebook(t.code(), &community.slug, no, page);
            let pages = notebook_page::pages(inside.len());
            for page in 1..=pages {
                let of = (book, inside.as_slice(), page);
                let within = (community, self.bookcase.sight);
                let html = notebook_page::render(self.build.archive, t, within, of)?;
                self.tree.write(&path(page), html.as_bytes())?;
            }
            self.tree.cut(pages + 1, path)?;
        }
        Ok(())
    }

    fn notebooks(&self) -> Result<(), ArchiveError> {
        let community = self.build.community;
        for t in languages() {
            let path = Urls::new("").notebooks(t.code(), &community.slug);
            // The community's own lists lead to it, be there notes or none.
            let home = notebook_page::at_home(community, self.bookcase.sight);
            if self.bookcase.is_empty() && !home {
                self.tree.remove(&path)?;
            } else {
                let html =
                    notebook_page::render_index(self.build.archive, t, community, self.bookcase)?;
                self.tree.write(&path, html.as_bytes())?;
            }
        }
        Ok(())
    }
}
