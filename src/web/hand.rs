//! Public pages served lately, kept whole with their headers: the next visitor gets them without a thread
//! that may block, without the store and without the file being read. Only a saving: each is looked at on
//! the disk again, by one `stat`, and the list must be as public as it was; what differs is made anew.
//! Knows nothing of who may read what: only what anybody got, who told nothing of themselves, is here.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::files::{accepts_gzip, is_current};
use super::known::{Known, Public};
use super::{Face, range};
use crate::archive::publish::path_below;
use crate::list::settings::Switch;
use crate::store::Store;

/// Octets of pages at hand. When there is no room left all go: what is read now is soon there again.
const ROOM: usize = 16 * 1024 * 1024;
/// A page larger than this is not kept.
const LARGEST: usize = 1024 * 1024;

/// The pages at hand.
#[derive(Debug)]
pub(super) struct Hand {
    known: Known,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    /// By path, and whether compressed.
    kept: HashMap<(String, bool), Arc<Kept>>,
    octets: usize,
}

/// A page as it was given.
#[derive(Debug)]
struct Kept {
    file: PathBuf,
    stamp: Stamp,
    /// What its list said of search engines; `None`: it is of no list.
    indexing: Option<Switch>,
    headers: HeaderMap,
    body: Bytes,
}

/// What tells a file from another that takes its place: each is a new one, renamed there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    size: u64,
    written: (i64, i64),
}

impl Stamp {
    fn of(file: &PathBuf) -> Option<Self> {
        let found = fs::symlink_metadata(file).ok().filter(fs::Metadata::is_file)?;
        let written = (found.mtime(), found.mtime_nsec());
        Some(Self { inode: found.ino(), size: found.size(), written })
    }
}

/// A page that shall be kept once it is there.
pub(super) struct Wanted {
    key: (String, bool),
    file: PathBuf,
    stamp: Stamp,
    indexing: Option<Switch>,
}

impl Hand {
    pub(super) fn new(store: &Store) -> Self {
        Self { known: Known::of(store), pages: Mutex::default() }
    }

    /// The page that a request asks for, or word that the visitor's copy is still good; `None`: it is to
    /// be made.
    pub(super) fn answer(&self, request: &Request) -> Option<Response> {
        let key = key(request)?;
        let public = self.known.at_hand()?;
        let indexing = indexing(&public, request.uri().path())?;
        let kept = {
            let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
            pages.kept.get(&key).filter(|kept| kept.indexing == indexing)?.clone()
        };
        if Stamp::of(&kept.file) != Some(kept.stamp) {
            return None;
        }
        let text = |name| kept.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let (tag, date) = (text(header::ETAG), text(header::LAST_MODIFIED));
        let mut headers = kept.headers.clone();
        if is_current(request.headers(), tag, date) {
            for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::ACCEPT_RANGES] {
                headers.remove(name);
            }
            return Some((StatusCode::NOT_MODIFIED, headers).into_response());
        }
        Some((headers, Body::from(kept.body.clone())).into_response())
    }

    /// What must be known before a page is made, so that it can be kept. Reads the lists, if somebody
    /// wrote since they were read.
    pub(super) fn wanted(&self, face: &Face, request: &Request) -> Option<Wanted> {
        let key = key(request)?;
        let conditional = [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE];
        if conditional.iter().any(|name| request.headers().contains_key(name)) {
            return None;
        }
        let public = self.known.public(&face.store).ok()?;
        let indexing = indexing(&public, request.uri().path())?;
        let file = path_below(&face.archive.public, request.uri().path())?;
        let stamp = Stamp::of(&file)?;
        Some(Wanted { key, file, stamp, indexing })
    }

    /// Keeps an answer, when it is a page of everybody's.
    pub(super) async fn keep(&self, wanted: Option<Wanted>, answer: Response) -> Response {
        let is_page = answer.status() == StatusCode::OK
            && answer.headers().contains_key(header::ETAG)
            && answer.headers().get(header::CACHE_CONTROL).is_some_and(|v| v == "public, no-cache");
        let Some(wanted) = wanted.filter(|_| is_page) else { return answer };
        let (parts, body) = answer.into_parts();
        // It stands in memory already, in one piece.
        let Ok(bytes) = to_bytes(body, usize::MAX).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        if bytes.len() <= LARGEST {
            let Wanted { key, file, stamp, indexing } = wanted;
            let (headers, body) = (parts.headers.clone(), bytes.clone());
            self.put(key, Kept { file, stamp, indexing, headers, body });
        }
        Response::from_parts(parts, Body::from(bytes))
    }

    fn put(&self, key: (String, bool), kept: Kept) {
        let octets = |kept: &Kept| kept.body.len() + kept.file.as_os_str().len() + 1500;
        let more = octets(&kept);
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = pages.kept.remove(&key) {
            pages.octets = pages.octets.saturating_sub(octets(&old));
        }
        if pages.octets + more > ROOM {
            *pages = Pages::default();
        }
        pages.octets += more;
        pages.kept.insert(key, Arc::new(kept));
    }
}

/// What a page is found by, if what it says hangs on nothing else in the request.
fn key(request: &Request) -> Option<(String, bool)> {
    let asked = request.headers();
    let plain = !asked.contains_key(header::COOKIE) && !range::is_asked(asked);
    let key = || (request.uri().path().to_owned(), accepts_gzip(asked));
    (plain && request.uri().query().is_none()).then(key)
}

/// What the list of a path says of search engines, `Some(None)` where there is no list; `None`: it is not
/// public.
fn indexing(public: &Public, path: &str) -> Option<Option<Switch>> {
    let mut parts = path.split('/').skip(1);
    let slug = match (parts.next(), parts.next(), parts.next()) {
        (Some("sitemap"), Some(slug), Some(_)) => slug,
        (_, Some("c"), Some(slug)) => slug,
        _ => return Some(None),
    };
    public.get(slug).map(|(_, settings)| Some(settings.indexing))
}
