//! What can be found of a list: each post and each note as its page shows it. So an address that pages hide
//! cannot be found either, and a search tells nobody what they may not read.

use super::Archive;
use super::community::Community;
use super::{body, post, tongue};
use crate::animation::note::Sight;
use crate::list::settings::{Settings, Visibility};
use crate::list::thread;
use crate::list::{ArticleNo, ListId, NoteNo};
use crate::search::{Document, NOTES, Shelf};
use crate::store::articles::Article;
use crate::store::notes::{self, Note, Version};
use crate::store::{Read, StoreError, articles, threads, withdrawn};

/// The documents of one list.
#[derive(Debug)]
pub struct Documents {
    community: Community,
}

impl Documents {
    /// Those of the list with these settings.
    pub fn new(list: ListId, settings: &Settings, archive: &Archive) -> Self {
        Self { community: Community::new(list, settings, archive) }
    }

    /// Where its posts are found.
    pub fn home(&self) -> Shelf {
        home(self.community.visibility)
    }

    /// A post; `None`: there is none of this number.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn post(&self, from: &impl Read, no: ArticleNo) -> Result<Option<Document>, StoreError> {
        match articles::get(from, self.community.id, no)? {
            Some(article) => self.of_post(from, &article),
            None => Ok(None),
        }
    }

    /// What is known of a post as a document; `None`: it was taken out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of_post(
        &self,
        from: &impl Read,
        article: &Article,
    ) -> Result<Option<Document>, StoreError> {
        let community = &self.community;
        if withdrawn::is(from, article.list, article.no)? {
            return Ok(None);
        }
        let said = post::read(from, community, article)?;
        let title = community.line(&thread::title(&article.subject));
        let thread = threads::resolve(from, article.list, article.thread)?;
        let opens = thread.is_none_or(|t| t.opener == article.no);
        let mut body = said.words(community);
        // A reply bears its thread's title: found by it, but not before the one that opened it.
        if !opens {
            body.push_str(&title);
        }
        Ok(Some(Document {
            id: i64::from(article.no.0),
            date: article.date.as_second(),
            lang: said.lang(community),
            title: if opens { title } else { String::new() },
            body,
            who: community.line(article.from.display()),
        }))
    }

    /// A note and where it is found; `None`: by nobody but those who wrote it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn note(
        &self,
        from: &impl Read,
        no: NoteNo,
    ) -> Result<Option<(Shelf, Document)>, StoreError> {
        let Some(note) = notes::get(from, self.community.id, no)? else { return Ok(None) };
        let Some(shelf) = shelf_of(&note, self.community.visibility) else { return Ok(None) };
        let version = note.shown.as_ref().map(|s| s.version).unwrap_or_default();
        let version = notes::version(from, self.community.id, no, version)?;
        Ok(version.map(|version| (shelf, self.of_note(&note, &version))))
    }

    fn of_note(&self, note: &Note, version: &Version) -> Document {
        let community = &self.community;
        let shown = note.shown.as_ref();
        let categories = shown.map(|s| s.categories.join("\n")).unwrap_or_default();
        let authors = shown.into_iter().flat_map(|s| &s.authors);
        let date = note.modified.max(note.published).unwrap_or(note.added);
        Document {
            id: note_id(note.no),
            date: date.as_second(),
            lang: tongue::guess(&version.form.body).unwrap_or_else(|| community.lang.clone()),
            title: shown.map(|s| community.line(&s.title)).unwrap_or_default(),
            body: format!("{}\n{}", body::plain(&version.form.body, community.own()), categories),
            who: authors.map(|a| community.line(&a.name)).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// Where the posts of such a list are found.
pub fn home(visibility: Visibility) -> Shelf {
    match visibility {
        Visibility::Public => Shelf::Public,
        Visibility::Private => Shelf::Members,
    }
}

/// Where a note is found. A private list's public notes too are found by its members alone: a stranger's
/// search does not even open what there is of it.
pub(super) fn shelf_of(note: &Note, visibility: Visibility) -> Option<Shelf> {
    match (note.sight(visibility)?, visibility) {
        (Sight::Private, _) => None,
        (Sight::Public, Visibility::Public) => Some(Shelf::Public),
        _ => Some(Shelf::Members),
    }
}

/// The number of a note among documents.
pub fn note_id(no: NoteNo) -> i64 {
    NOTES + i64::from(no.0)
}
