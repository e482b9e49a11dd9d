//! A community as its pages show it, and the rows of its thread lists. View models: the store's
//! records with names cleaned and dates left to the page's language.

use super::body::Own;
use super::{Archive, poll_page, sanitize};
use crate::clock::{TimeZone, Timestamp};
use crate::list::address::{self, Route};
use crate::list::settings::{Joining, Settings, Switch, Visibility};
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::locale::Locale;
use crate::mail::address::Address;
use crate::store::threads::Thread;
use crate::store::{Read, StoreError, articles, ripe};

/// One community.
#[derive(Clone, Debug)]
pub struct Community {
    /// Its number.
    pub id: ListId,
    /// Its short name in paths.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Where posts go.
    pub address: Address,
    /// Zone of its dates.
    pub zone: TimeZone,
    /// Code of the language it speaks: `fr`.
    pub lang: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// How people become members.
    pub joining: Joining,
    /// The last post that search engines may keep; `None`: nothing of it.
    pub ripe: Option<ArticleNo>,
    /// Whether it had polls that are closed.
    pub polls: bool,
    /// Whether its numbers are told.
    pub numbers: Switch,
    /// The site's base URL.
    pub base: String,
}

impl Community {
    /// The community that these settings describe.
    pub fn new(id: ListId, settings: &Settings, archive: &Archive) -> Self {
        let own = settings.address.as_str();
        let zone = TimeZone::get(&settings.timezone).ok().filter(|_| !settings.timezone.is_empty());
        let code = settings.language.0.split(['-', '_']).next().unwrap_or_default();
        Self {
            id,
            slug: settings.slug(),
            name: sanitize::line(&settings.name, own),
            description: settings.description.clone(),
            address: settings.address.clone(),
            zone: zone.unwrap_or_else(|| archive.timezone.clone()),
            lang: code.to_lowercase(),
            visibility: settings.visibility,
            joining: settings.joining,
            ripe: None,
            polls: false,
            numbers: settings.numbers,
            base: archive.urls.base().to_owned(),
        }
    }

    /// The community of these settings, and what its pages lead to.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read(
        from: &impl Read,
        id: ListId,
        settings: &Settings,
        archive: &Archive,
    ) -> Result<Self, StoreError> {
        let ripe = if is_indexed(settings) { Some(ripe::up_to(from, id)?) } else { None };
        let polls = !poll_page::closed(from, id)?.is_empty();
        Ok(Self { ripe, polls, ..Self::new(id, settings, archive) })
    }

    /// What its pages may say in clear.
    pub fn own(&self) -> Own<'_> {
        Own { address: self.address.as_str(), base: &self.base }
    }

    /// Somebody's text on one line, fit to be shown.
    pub fn line(&self, text: &str) -> String {
        sanitize::line(text, self.address.as_str())
    }

    /// What the ways through it hang on that no setting says: a page is not the same when this is not.
    pub fn ways(&self) -> (bool, bool) {
        (self.polls, self.ripe.is_some())
    }

    /// Where joining is asked for.
    pub fn join(&self) -> Address {
        address::fixed(&self.address, Route::Join)
    }

    /// Where commands go.
    pub fn commands(&self) -> Address {
        address::fixed(&self.address, Route::Request)
    }

    /// Its addresses, and what each is for.
    pub fn addresses(&self, t: &Locale) -> Vec<(String, String)> {
        let fixed = |route| address::fixed(&self.address, route).to_string();
        let named = [
            ("archive-to-all", self.address.to_string()),
            ("archive-to-join", fixed(Route::Join)),
            ("archive-to-leave", fixed(Route::Leave)),
            ("archive-to-team", fixed(Route::Owner)),
            ("archive-to-commands", fixed(Route::Request)),
        ];
        named.into_iter().map(|(key, address)| (t.s(key), address)).collect()
    }
}

/// Whether search engines may keep a list's pages.
pub fn is_indexed(settings: &Settings) -> bool {
    settings.visibility == Visibility::Public && settings.indexing == Switch::On
}

/// One thread in a list of threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadRow {
    /// Its number.
    pub no: ThreadNo,
    /// Its title; empty when its opener gave none.
    pub title: String,
    /// Who opened it.
    pub author: String,
    /// When.
    pub opened: Timestamp,
    /// Its latest post's date.
    pub last: Timestamp,
    /// Posts counted: all of them, or those of a month.
    pub posts: usize,
}

impl ThreadRow {
    /// The row of a thread.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(
        from: &impl Read,
        community: &Community,
        thread: &Thread,
        posts: u32,
    ) -> Result<Self, StoreError> {
        let opener = articles::get(from, thread.list, thread.opener)?;
        Ok(Self {
            no: thread.no,
            title: community.line(&thread.subject),
            author: opener.map_or_else(String::new, |a| community.line(a.from.display())),
            opened: thread.opened,
            last: thread.last,
            posts: usize::try_from(posts).unwrap_or(usize::MAX),
        })
    }

    /// About how much room it takes.
    pub fn octets(&self) -> usize {
        size_of::<Self>() + self.title.len() + self.author.len()
    }
}
