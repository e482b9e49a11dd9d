//! What a search found, as its readers see it: conversations and notes, each with where it stands today and
//! the words around what was sought. Whether they may read it is asked of the store once more, whatever the
//! index says.

use std::collections::HashMap;

use super::community::Community;
use super::document::shelf_of;
use super::{Archive, ArchiveError, body, page_of_message, post, tongue};
use crate::clock::Timestamp;
use crate::list::settings::{Settings, Visibility};
use crate::list::thread;
use crate::list::{ArticleNo, ListId, NoteNo, ThreadNo};
use crate::search::query::Wanted;
use crate::search::{Hit, IndexError, Library, Marker, NOTES, Piece, Query, Reader, Shelf};
use crate::store::articles::Article;
use crate::store::notes::Note;
use crate::store::threads::Thread;
use crate::store::{Read, StoreError, articles, notes, threads, withdrawn};

/// Conversations and notes on one page.
pub const PER_PAGE: usize = 10;
/// A longer thread is not read to know on which page of it a message stands: its permanent address knows.
const LONG: u32 = 500;

/// A list that somebody may look into, and as what.
#[derive(Clone, Debug)]
pub struct Readable {
    /// Its number.
    pub list: ListId,
    /// Its settings.
    pub settings: Settings,
    /// What they are there.
    pub reader: Reader,
}

/// Why nothing can be told.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SearchError> for ArchiveError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Index(error) => Self::Search(error),
            SearchError::Store(error) => Self::Store(error),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// One page of conversations and notes, the best first.
    pub rows: Vec<Row>,
    /// Which page, from 1.
    pub page: usize,
    /// How many there are.
    pub pages: usize,
    /// Messages and notes found.
    pub hits: usize,
    /// Conversations and notes they stand in.
    pub groups: usize,
    /// Whether there are more, older ones, that were not looked at.
    pub more: bool,
    /// Whether some list cannot be looked into yet.
    pub partial: bool,
    /// What may have been meant.
    pub meant: Option<String>,
    /// Words of the query that are found alone, where all together are not.
    pub alone: Vec<String>,
}

/// A conversation or a note.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it stands.
    pub community: Community,
    /// What it is.
    pub place: Place,
    /// Its title, marked; empty when it has none.
    pub title: Vec<Piece>,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub date: Timestamp,
    /// The words around what was found.
    pub extract: Vec<Piece>,
    /// Code of their language.
    pub lang: String,
    /// Other messages of the conversation that were found.
    pub others: usize,
}

/// Where something found stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A message, in its thread; on which page, when that is known.
    Post(ArticleNo, ThreadNo, Option<usize>),
    /// A note.
    Note(NoteNo),
}

/// Looks something up in the lists that somebody may read.
///
/// # Errors
/// When the index or the store cannot be read.
pub fn search(
    archive: &Archive,
    from: &impl Read,
    library: &Library,
    lists: &[Readable],
    (query, page): (&Query, usize),
) -> Result<Findings, SearchError> {
    Search { archive, from, library, lists, query }.page(page)
}

struct Search<'a, R> {
    archive: &'a Archive,
    from: &'a R,
    library: &'a Library,
    lists: &'a [Readable],
    query: &'a Query,
}

/// What was found of one conversation, or a note.
struct Group {
    list: usize,
    item: Item,
    others: usize,
}

enum Item {
    Post(Box<(Article, Thread)>),
    Note(Box<Note>),
}

impl<R: Read> Search<'_, R> {
    fn page(&self, page: usize) -> Result<Findings, SearchError> {
        let keys: Vec<(ListId, Reader)> = self.lists.iter().map(|l| (l.list, l.reader)).collect();
        // One list's days are its own; of several, the site's.
        let zone = match self.lists {
            [one] => Community::new(one.list, &one.settings, self.archive).zone,
            _ => self.archive.timezone.clone(),
        };
        let found = self.library.search(&keys, self.query, &zone)?;
        let (groups, hits) = self.groups(&found.hits)?;
        let pages = groups.len().div_ceil(PER_PAGE).max(1);
        let page = page.clamp(1, pages);
        let shown = groups.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
        let marker = Marker::new(self.query);
        let rows = shown.map(|g| self.row(g, &marker)).collect::<Result<_, StoreError>>()?;
        let mut findings = Findings {
            rows,
            page,
            pages,
            hits,
            groups: groups.len(),
            more: found.more,
            partial: found.partial,
            ..Findings::default()
        };
        if hits == 0 && !self.query.terms.is_empty() {
            (findings.meant, findings.alone) = self.instead(&keys, &zone)?;
        }
        Ok(findings)
    }

    /// The hits by conversation, in the order of the first of each; and how many may be read.
    fn groups(&self, hits: &[(Hit, ListId)]) -> Result<(Vec<Group>, usize), StoreError> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: HashMap<(usize, ThreadNo), usize> = HashMap::new();
        let mut count = 0;
        for (hit, list) in hits {
            let Some(at) = self.lists.iter().position(|l| l.list == *list) else { continue };
            let Some(item) =
                self.lists.get(at).map(|l| self.item(l, hit.id.0)).transpose()?.flatten()
            else {
                continue;
            };
            count += 1;
            if let Item::Post(post) = &item {
                let place = known.entry((at, post.1.no)).or_insert(groups.len());
                if let Some(group) = groups.get_mut(*place) {
                    group.others += 1;
                    continue;
                }
            }
            groups.push(Group { list: at, item, others: 0 });
        }
        Ok((groups, count))
    }

    /// What bears this number, if it may be read.
    fn item(&self, list: &Readable, id: i64) -> Result<Option<Item>, StoreError> {
        let open = |shelf: Shelf| shelf == Shelf::Public || list.reader == Reader::Member;
        let number = |id: i64| u32::try_from(id).unwrap_or(0);
        if id > NOTES {
            let note = notes::get(self.from, list.list, NoteNo(number(id - NOTES)))?;
            let seen = |n: &Note| shelf_of(n, list.settings.visibility).is_some_and(open);
            return Ok(note.filter(seen).map(|n| Item::Note(Box::new(n))));
        }
        let may = list.settings.visibility == Visibility::Public || list.reader == Reader::Member;
        let no = ArticleNo(number(id));
        let may = may && !withdrawn::is(self.from, list.list, no)?;
        let Some(article) = articles::get(self.from, list.list, no)?.filter(|_| may) else {
            return Ok(None);
        };
        let thread = threads::resolve(self.from, list.list, article.thread)?;
        Ok(thread.map(|thread| Item::Post(Box::new((article, thread)))))
    }

    fn row(&self, group: &Group, marker: &Marker) -> Result<Row, StoreError> {
        let Some(list) = self.lists.get(group.list) else { return Err(StoreError::Stopped) };
        let community = Community::new(list.list, &list.settings, self.archive);
        match &group.item {
            Item::Post(post) => {
                let (article, thread) = post.as_ref();
                self.post(community, (article, thread), group.others, marker)
            }
            Item::Note(note) => self.note(community, note, marker),
        }
    }

    fn post(
        &self,
        community: Community,
        (article, thread): (&Article, &Thread),
        others: usize,
        marker: &Marker,
    ) -> Result<Row, StoreError> {
        let read = || post::read(self.from, &community, article);
        let said = self.archive.shelf.said(article, read)?;
        let short = thread.posts <= LONG;
        let page = match short {
            true => page_of_message(self.from, article.list, article.no)?.map(|(_, page)| page),
            false => None,
        };
        Ok(Row {
            place: Place::Post(article.no, thread.no, page),
            title: marker.whole(&community.line(&thread::title(&thread.subject))),
            author: community.line(article.from.display()),
            date: article.date,
            extract: marker.extract(&said.words(&community)),
            lang: said.lang(&community),
            others,
            community,
        })
    }

    fn note(&self, community: Community, note: &Note, marker: &Marker) -> Result<Row, StoreError> {
        let shown = note.shown.as_ref();
        let version = shown.map(|s| s.version).unwrap_or_default();
        let version = notes::version(self.from, note.list, note.no, version)?;
        let text = version.map(|v| v.form.body).unwrap_or_default();
        let authors: Vec<String> =
            shown.into_iter().flat_map(|s| &s.authors).map(|a| community.line(&a.name)).collect();
        Ok(Row {
            place: Place::Note(note.no),
            title: marker.whole(&shown.map(|s| community.line(&s.title)).unwrap_or_default()),
            author: authors.join(", "),
            date: note.modified.max(note.published).unwrap_or(note.added),
            extract: marker.extract(&body::plain(&text, community.own())),
            lang: tongue::guess(&text).unwrap_or_else(|| community.lang.clone()),
            others: 0,
            community,
        })
    }

    /// For who found nothing: what they may have meant, or which of their words are found alone.
    fn instead(
        &self,
        keys: &[(ListId, Reader)],
        zone: &crate::clock::TimeZone,
    ) -> Result<(Option<String>, Vec<String>), SearchError> {
        let (mut alone, mut said, mut other) = (Vec::new(), Vec::new(), false);
        for term in self.query.terms.iter().filter(|t| t.wanted == Wanted::Yes) {
            let words: Vec<&str> = term.words.iter().map(|w| w.said.as_str()).collect();
            let words = words.join(" ");
            let found = self.library.search(keys, &self.query.only(term), zone)?;
            let there = !self.groups(&found.hits)?.0.is_empty();
            let like = match term.words.as_slice() {
                [word] if !there => self.library.like(keys, &word.folded)?,
                _ => None,
            };
            other |= like.is_some();
            said.push(like.unwrap_or_else(|| words.clone()));
            if there && self.query.terms.len() > 1 {
                alone.push(words);
            }
        }
        let meant = Some(said.join(" ")).filter(|_| other);
        // What is offered is there.
        let meant = match meant {
            Some(meant) => {
                let query = Query { terms: Query::parse(&meant).terms, ..self.query.clone() };
                let found = self.library.search(keys, &query, zone)?;
                Some(meant).filter(|_| self.groups(&found.hits).is_ok_and(|g| !g.0.is_empty()))
            }
            None => None,
        };
        Ok((meant, alone))
    }
}
