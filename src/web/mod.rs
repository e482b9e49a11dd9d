//! The small HTTP face: pages, permanent addresses, and the headers that keep both harmless. What is
//! private goes to members who signed in, and files to who holds their keyed link. Changes nothing: the
//! forms, and the mail that signs somebody in, are the daemon's.
//!
//! Who may read a list is asked of the store at each request ([`visitor`]), so that a page left behind, or
//! a message of a private list, answers a stranger exactly as one that never was (threat 24).

mod attachment;
mod download;
mod feed;
mod files;
mod front;
mod hand;
mod headers;
mod known;
mod language;
mod own_note;
mod pass;
mod permalink;
mod range;
mod search;
mod seats;
mod server;
mod source;
mod status;
pub mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use tokio::sync::Semaphore;

use files::Pantry;
use hand::Hand;
pub use headers::secure;
pub use language::choose as chosen_language;
pub use pass::Pass;
pub use server::{Client, Limits, serve, serve_within};
pub use source::without_hidden;

use crate::archive::{self, Archive, ArchiveError};
use crate::clock::Clock;
use crate::list::ListId;
use crate::list::address::Secret;
use crate::list::settings::{Settings, Visibility};
use crate::search::Library;
use crate::store::{Store, StoreError, lists};
use visitor::{Reader, Visitor};

/// What the face shows.
#[derive(Clone, Debug)]
pub struct Face {
    /// The store, for permanent addresses and for what is public today.
    pub store: Store,
    /// Where pages are, and what those that are made when asked for need to know.
    pub archive: Archive,
    /// Keys the links to files.
    pub secret: Secret,
    /// For the state of the service.
    pub clock: Clock,
    /// The search index.
    pub search: Arc<Library>,
}

/// The face, and what it needs at hand.
#[derive(Debug)]
struct Desk {
    face: Face,
    missing: Bytes,
    pantry: Pantry,
    /// Pages served lately, whole.
    hand: Hand,
    /// Seats of those for whom much must be read at once.
    heavy: Semaphore,
    /// Seats of those who search.
    searching: Semaphore,
}

/// Downloads made at once; the next ones wait.
const HEAVY: usize = 2;
/// Searches at once.
const SEARCHING: usize = 2;

type Shared = Arc<Desk>;

/// Every route of the public site. More can be merged into it; [`secure`] gives them the same
/// headers.
///
/// # Errors
/// When the page for what is not there cannot be made.
pub fn router(face: Face) -> Result<Router, ArchiveError> {
    let missing = archive::missing(&face.archive.urls, &face.archive.language)?.into();
    let (heavy, searching) = (Semaphore::new(HEAVY), Semaphore::new(SEARCHING));
    let (hand, pantry) = (Hand::new(&face.store), Pantry::default());
    let desk = Arc::new(Desk { face, missing, pantry, hand, heavy, searching });
    Ok(Router::new()
        .route("/", get(entrance))
        .route("/c/{slug}/m/{article}", get(permalink::message))
        .route("/c/{slug}/m/{article}/source", get(source::source))
        .route("/c/{slug}/m/{article}/{part}/{name}", get(attachment::of_list))
        .route("/c/{slug}/f/{name}", get(download::thread))
        .route("/c/{slug}/mois/{name}", get(download::month))
        .route("/{lang}/c/{slug}/fil/{key}", get(feed::keyed))
        .route("/{lang}/etat/", get(status::page))
        .route("/{lang}/recherche/", get(search::page))
        .route("/a/{slug}/{article}/{part}/{code}/{name}", get(attachment::file))
        .fallback(files::page)
        .with_state(desk)
        .layer(middleware::map_response(secure)))
}

/// `/` leads to the visitor's language.
async fn entrance(State(desk): State<Shared>, headers: HeaderMap) -> Response {
    let code = language::choose(&headers, &desk.face.archive.language);
    found(&format!("{code}/"))
}

impl Desk {
    /// What is not there, or not for everyone.
    fn missing(&self) -> Response {
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (StatusCode::NOT_FOUND, kind, self.missing.clone()).into_response()
    }

    /// Who bears these headers.
    fn visitor(&self, headers: &HeaderMap) -> Result<Visitor, StoreError> {
        let Face { store, archive, secret, clock, .. } = &self.face;
        Visitor::of(store, (secret, &archive.urls), headers, clock.now())
    }

    /// The list of this slug, if who bears these headers may read it.
    fn open(&self, slug: &str, headers: &HeaderMap) -> Result<Option<Open>, StoreError> {
        let visitor = self.visitor(headers)?;
        let store = &self.face.store;
        let Some((list, settings)) = lists::all(store)?.into_iter().find(|(_, s)| s.slug() == slug)
        else {
            return Ok(None);
        };
        let reader = visitor::may_read(store, &visitor, (list, &settings))?;
        Ok(reader.map(|reader| Open { list, settings, reader }))
    }
}

/// A list that the visitor may read.
struct Open {
    list: ListId,
    settings: Settings,
    reader: Reader,
}

impl Open {
    /// Whether a cache on the way may keep what is told of it.
    fn keeping(&self) -> Keeping {
        match self.settings.visibility {
            Visibility::Public => Keeping::Shared,
            Visibility::Private => Keeping::Nowhere,
        }
    }
}

/// Who may keep an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeping {
    /// Everyone, asking each time whether it is still good.
    Shared,
    /// Nobody, not even the visitor's own browser: its way back shows nothing once they signed out.
    Nowhere,
}

impl Keeping {
    fn value(self) -> &'static str {
        match self {
            Self::Shared => "public, no-cache",
            Self::Nowhere => "private, no-store",
        }
    }
}

/// Runs what reads files or the store on a thread that may block.
async fn blocking(
    desk: Shared,
    answer: impl FnOnce(&Desk) -> Result<Response, StoreError> + Send + 'static,
) -> Response {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(event = "web-failed", %error);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    };
    match tokio::task::spawn_blocking(move || answer(&desk)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => failed(&error),
        Err(panic) => failed(&panic),
    }
}

/// Marks an answer as nobody's to keep.
fn sealed(mut response: Response, keeping: Keeping) -> Response {
    if keeping == Keeping::Nowhere {
        let value = HeaderValue::from_static(keeping.value());
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    response
}

/// A redirect that depends on the visitor's language. Relative (RFC 9110 §10.2.2), so that it holds
/// under any host name and path prefix.
fn found(to: &str) -> Response {
    let headers = [
        (header::LOCATION, to),
        (header::VARY, "accept-language"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (StatusCode::FOUND, headers).into_response()
}

/// Whether a request only asks to see something.
fn only_looks(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}
