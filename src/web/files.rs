//! Pages that are files: from the public tree for everyone, from the private one for members. Only paths
//! whose every part we could have written, only the types we write, only lists that the visitor may read
//! today.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::front::own_front;
use super::own_note::own_note;
use super::visitor::Reader;
use super::{Desk, Keeping, Shared, blocking, only_looks, permalink, range, sealed};
use crate::animation::note::Sight;
use crate::archive::OwnFront;
use crate::archive::publish::path_below;
use crate::clock::Timestamp;
use crate::list::NoteNo;
use crate::list::settings::{Switch, Visibility};
use crate::store::notes::{self, Note};
use crate::store::{StoreError, lists};

/// Everything that no other route answers.
pub(super) async fn page(State(desk): State<Shared>, request: Request) -> Response {
    if !only_looks(&request) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    if let Some(page) = desk.hand.answer(&request) {
        return page;
    }
    let (shared, wanted) = (desk.clone(), desk.hand.wanted(&desk.face, &request));
    let page = blocking(desk, move |desk| answer(desk, &request)).await;
    shared.hand.keep(wanted, page).await
}

fn answer(desk: &Desk, request: &Request) -> Result<Response, StoreError> {
    let path = request.uri().path();
    let front = OwnFront::at(path);
    if let Some(front) = front
        && let Some(page) = own_front(desk, front, request.headers())?
    {
        return Ok(page);
    }
    let Some(place) = place(desk, path, request.headers())? else { return Ok(desk.missing()) };
    let Some(file) = path_below(place.root, path) else { return Ok(desk.missing()) };
    match fs::symlink_metadata(&file) {
        Ok(known) if known.is_file() => {
            let mut page = match place.keeping {
                Keeping::Shared => read(desk, &file, &known, request.headers()),
                Keeping::Nowhere => private(&file, request.headers()),
            };
            if let Some(page) = &mut page {
                let robots = HeaderValue::from_static(place.robots);
                page.headers_mut().insert(super::headers::ROBOTS, robots);
                if front.is_some() {
                    page.headers_mut().append(header::VARY, HeaderValue::from_static("cookie"));
                }
            }
            Ok(page.unwrap_or_else(|| desk.missing()))
        }
        Ok(known) if known.is_dir() && file.join("index.html").is_file() => {
            let there = with_slash(path).map(|r| sealed(r, place.keeping));
            Ok(there.unwrap_or_else(|| desk.missing()))
        }
        _ => {
            if let Some(page) = own_note(desk, path, request.headers())? {
                return Ok(page);
            }
            Ok(permalink::moved(desk, request)?.unwrap_or_else(|| desk.missing()))
        }
    }
}

/// Under which root a page stands for this visitor, and on which terms.
struct Place<'a> {
    root: &'a Path,
    keeping: Keeping,
    robots: &'static str,
}

fn place<'a>(
    desk: &'a Desk,
    path: &str,
    headers: &HeaderMap,
) -> Result<Option<Place<'a>>, StoreError> {
    let archive = &desk.face.archive;
    let public = |robots| Place { root: &archive.public, keeping: Keeping::Shared, robots };
    let private = Place { root: &archive.private, keeping: Keeping::Nowhere, robots: "noindex" };
    let parts: Vec<&str> = path.split('/').collect();
    let (slug, rest) = match parts.as_slice() {
        ["", _, "c", slug, rest @ ..] => (*slug, rest),
        ["", "sitemap", slug, ..] => (*slug, &[][..]),
        // Each page of the whole site says for itself whether it may be kept.
        _ => return Ok(Some(public("all"))),
    };
    let Some(open) = desk.open(slug, headers)? else {
        return Ok(is_open_note(desk, slug, rest)?.then(|| public("noindex")));
    };
    // What only members read of a public list stands under the private root (`archive::notes`).
    let of_notes = matches!(rest, ["n" | "carnets", ..]);
    let apart = || path_below(&archive.private, path).is_some_and(|f| f.exists());
    Ok(Some(match (open.settings.visibility, open.reader) {
        (Visibility::Private, _) => private,
        (Visibility::Public, Reader::Member(_)) if of_notes && apart() => private,
        (Visibility::Public, _) if open.settings.indexing == Switch::On => public("all"),
        (Visibility::Public, _) => public("noindex"),
    }))
}

/// Whether it is a note's page, of a list that the visitor may not read, which its author and the team made
/// everybody's; or the list of such notes.
fn is_open_note(desk: &Desk, slug: &str, rest: &[&str]) -> Result<bool, StoreError> {
    let store = &desk.face.store;
    let open = |note: &Note| note.sight(Visibility::Private) == Some(Sight::Public);
    let Some((list, _)) = lists::all(store)?.into_iter().find(|(_, s)| s.slug() == slug) else {
        return Ok(false);
    };
    Ok(match rest {
        ["n", no, ..] => match permalink::number(no) {
            Some(no) => notes::get(store, list, NoteNo(no))?.is_some_and(|note| open(&note)),
            None => false,
        },
        ["carnets", ..] => notes::of_list(store, list)?.iter().any(open),
        _ => false,
    })
}

/// A page for members: read anew each time, compressed for this visitor alone, kept by nobody.
pub(super) fn private(file: &Path, asked: &HeaderMap) -> Option<Response> {
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    add(header::CONTENT_TYPE, media_type(file)?);
    add(header::CACHE_CONTROL, Keeping::Nowhere.value());
    let bytes = fs::read(file).ok()?;
    if accepts_gzip(asked)
        && !range::is_asked(asked)
        && let Some(packed) = gzip(&bytes)
    {
        add(header::CONTENT_ENCODING, "gzip");
        return Some((headers, Body::from(packed)).into_response());
    }
    Some(range::answer(asked, headers, bytes))
}

/// A folder's path without its slash leads to the one with it.
fn with_slash(path: &str) -> Option<Response> {
    let name = path.rsplit('/').next().filter(|n| !n.is_empty())?;
    Some((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("{name}/"))]).into_response())
}

/// A page, or word that the visitor's copy is still good.
fn read(desk: &Desk, file: &Path, known: &Metadata, asked: &HeaderMap) -> Option<Response> {
    let kind = media_type(file)?;
    let since = known.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    // Weak (RFC 9110 §8.8.1): the compressed form shares it.
    let tag = format!("W/\"{:x}-{:x}\"", known.len(), since.as_nanos());
    let date = Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()?;
    let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &str| {
        headers.extend(HeaderValue::from_str(value).ok().map(|v| (name, v)));
    };
    add(header::ETAG, &tag);
    add(header::LAST_MODIFIED, &date);
    add(header::CACHE_CONTROL, "public, no-cache");
    add(header::VARY, "accept-encoding");
    if is_current(asked, &tag, &date) {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    add(header::CONTENT_TYPE, kind);
    let gzip = accepts_gzip(asked) && !range::is_asked(asked);
    let kept = if gzip { desk.pantry.get(file, &tag) } else { None };
    let found =
        kept.map_or_else(|| fs::read(file).map(Found::Plain), |packed| Ok(Found::Packed(packed)));
    let bytes = match found {
        Ok(Found::Packed(packed)) => {
            add(header::CONTENT_ENCODING, "gzip");
            return Some((headers, Body::from(packed)).into_response());
        }
        Ok(Found::Plain(bytes)) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::error!(event = "page-unreadable", file = %file.display(), %error);
            return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        }
    };
    if let Some(packed) = gzip.then(|| self::gzip(&bytes)).flatten() {
        let packed = Bytes::from(packed);
        desk.pantry.put(file, &tag, packed.clone());
        add(header::CONTENT_ENCODING, "gzip");
        return Some((headers, Body::from(packed)).into_response());
    }
    Some(range::answer(asked, headers, bytes))
}

enum Found {
    Packed(Bytes),
    Plain(Vec<u8>),
}

/// Octets of compressed pages kept at hand.
const PANTRY: usize = 16 * 1024 * 1024;

/// Pages compressed lately, so that what many read is compressed once. When it is full it is emptied:
/// what is read now is soon there again.
#[derive(Debug, Default)]
pub(super) struct Pantry(Mutex<(Shelf, usize)>);

/// Each file's tag, and its octets compressed.
type Shelf = HashMap<PathBuf, (String, Bytes)>;

impl Pantry {
    fn get(&self, file: &Path, tag: &str) -> Option<Bytes> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.0.get(file).filter(|(known, _)| known == tag).map(|(_, packed)| packed.clone())
    }

    fn put(&self, file: &Path, tag: &str, packed: Bytes) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let octets = packed.len() + file.as_os_str().len() + 200;
        if shelf.1 + octets > PANTRY {
            *shelf = (HashMap::new(), 0);
        }
        shelf.1 += octets;
        shelf.0.insert(file.to_owned(), (tag.to_owned(), packed));
    }
}

/// What we write; anything else in the folder is not ours to serve.
fn media_type(file: &Path) -> Option<&'static str> {
    let name = file.file_name()?.to_str()?;
    match file.extension()?.to_str()? {
        "html" => Some("text/html; charset=utf-8"),
        "xml" if name.starts_with("atom") => Some("application/atom+xml; charset=utf-8"),
        "xml" => Some("application/xml; charset=utf-8"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

/// RFC 9110 §13.1: If-None-Match decides alone when it is there. Our own Last-Modified comes back to
/// the letter, so no date is parsed.
pub(super) fn is_current(asked: &HeaderMap, tag: &str, date: &str) -> bool {
    let value = |name| asked.get(name).and_then(|v| v.to_str().ok());
    let bare = |t: &str| t.trim().trim_start_matches("W/").to_owned();
    match value(header::IF_NONE_MATCH) {
        Some(tags) => tags.split(',').any(|t| t.trim() == "*" || bare(t) == bare(tag)),
        None => value(header::IF_MODIFIED_SINCE).is_some_and(|since| since.trim() == date),
    }
}

pub(super) fn accepts_gzip(asked: &HeaderMap) -> bool {
    let fields = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    fields.flat_map(|f| f.split(',')).any(|coding| {
        let (name, rest) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(rest.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        matches!(name.trim(), "gzip" | "x-gzip") && !refused
    })
}

/// The page compressed, when that makes it smaller.
pub(super) fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(6));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().filter(|packed| packed.len() < bytes.len())
}
