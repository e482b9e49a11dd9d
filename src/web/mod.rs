//! The small HTTP face: public pages, permanent addresses, and the headers that keep both harmless.
//! Serves nothing private but files to who holds their keyed link, and changes nothing: its one form
//! asks, and there is no cookie and no session here.
//!
//! Whether a list is public is asked of the store at each request, so that a page left behind, or a
//! message of a private list, answers exactly as one that never was (threat 24).

mod attachment;
mod download;
mod files;
mod hand;
mod headers;
mod known;
mod language;
mod permalink;
mod range;
mod search;
mod seats;
mod server;
mod status;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use tokio::sync::Semaphore;

use files::Pantry;
use hand::Hand;
pub use headers::secure;
pub use server::{Limits, serve, serve_within};

use crate::archive::{self, Archive, ArchiveError};
use crate::clock::Clock;
use crate::list::ListId;
use crate::list::address::Secret;
use crate::list::settings::{Settings, Visibility};
use crate::search::Library;
use crate::store::{Store, StoreError, lists};

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
        .route("/c/{slug}/m/{article}/{part}/{name}", get(attachment::public))
        .route("/c/{slug}/f/{name}", get(download::thread))
        .route("/c/{slug}/mois/{name}", get(download::month))
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

    /// The public list of this slug.
    fn public_list(&self, slug: &str) -> Result<Option<(ListId, Settings)>, StoreError> {
        let public = |s: &Settings| s.visibility == Visibility::Public && s.slug() == slug;
        Ok(lists::all(&self.face.store)?.into_iter().find(|(_, s)| public(s)))
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
