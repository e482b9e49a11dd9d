//! The static site: threads, communities, months, a front page and feeds, as pages that read well
//! anywhere and ask for nothing but themselves. A pure function of the store: what is deleted comes
//! back byte for byte. Not a web server, and no network.
//!
//! Every language of `templates/locale/` has its tree (`/fr/`, `/en/`). A private list's pages stand
//! under a root of their own and are never written, not even for a moment, under the public one.
//!
//! [`build`] makes all pages; [`Archive::update`] brings up to date those that a batch of events
//! touches, whose number does not grow with the archive.

mod blocks;
pub mod body;
mod build;
mod changes;
mod community;
pub mod document;
mod download;
mod feed;
pub mod found;
mod front_page;
mod head;
mod links;
mod list_build;
mod list_latest;
mod list_more;
mod list_page;
mod month_page;
mod note_history;
mod note_page;
mod notebook_page;
mod notes;
mod numbers_page;
mod one_click;
mod own_note;
mod page;
mod poll_page;
mod post;
pub mod publish;
mod questions;
mod redirect;
pub mod sanitize;
mod shelf;
mod sign_in;
mod site_pages;
pub mod search_page;
mod sitemap;
mod state;
mod status_page;
mod tabs;
mod thread_page;
mod tongue;
mod tree_page;
mod week;
mod week_page;

use std::path::PathBuf;

pub use build::{Built, Publisher, Scope, build};
pub use changes::Changes;
pub use download::Download;
pub use front_page::OwnFront;
pub use one_click::{Click, Moment, one_click};
pub use own_note::OwnNote;
pub use page::{content_security_policy, form_security_policy, languages, missing};
pub use post::page_of_message;
pub use questions::open_question;
pub use shelf::Shelf;
pub use sign_in::{Door, Seat, sign_in};
pub use status_page::{Status, status};

use crate::clock::TimeZone;
use crate::digest::facts::Host;
use crate::list::address::Secret;
use crate::list::settings::{Language, Visibility};
use crate::list::urls::Urls;
use crate::store::StoreError;

/// Who answers for what is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A daemon beside the files: permanent addresses, downloads and the state of the service are its.
    Served,
    /// Nobody: a copy for any web server, or to open from a folder. All of it is files, and links name
    /// them whole. It holds what is public, and nothing else.
    Alone,
}

/// What pages need to know of the site, and where they go.
#[derive(Clone, Debug)]
pub struct Archive {
    /// Where pages are on the web.
    pub urls: Urls,
    /// Language of a visitor of whom nothing is known.
    pub language: Language,
    /// Zone of dates where a list has none of its own.
    pub timezone: TimeZone,
    /// Who answers for what is no file.
    pub form: Form,
    /// Root of public pages.
    pub public: PathBuf,
    /// Root of private pages; not under `public`, nor the other way round.
    pub private: PathBuf,
    /// What the host says of itself.
    pub host: Host,
    /// Posts made ready lately.
    pub shelf: Shelf,
    /// Key of the addresses by which readers write to a note's authors.
    pub secret: Secret,
}

impl Archive {
    /// The root that pages of this visibility stand under.
    pub fn root(&self, visibility: Visibility) -> &PathBuf {
        match visibility {
            Visibility::Public => &self.public,
            Visibility::Private => &self.private,
        }
    }
}

/// Why pages could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The store could not be read.
    #[error("reading the store for the archive: {0}")]
    Store(#[from] StoreError),
    /// A page could not be written, compared or removed.
    #[error("{doing} {}: {source}", .path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A template failed; a defect of ours.
    #[error("making a page: {0}")]
    Template(#[from] askama::Error),
    /// The search index could not be read.
    #[error(transparent)]
    Search(#[from] crate::search::IndexError),
    /// Public and private pages would share a folder.
    #[error("the roots of public and private pages must not lie in each other: {} and {}", .0.display(), .1.display())]
    Roots(PathBuf, PathBuf),
}
