//! Static pages from the public tree. Only paths whose every part we could have written, only the
//! types we write, only lists that are public today.

use std::fs::{self, Metadata};
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Desk, Shared, blocking, only_looks, permalink};
use crate::archive::publish::path_below;
use crate::clock::Timestamp;
use crate::store::StoreError;

/// Everything that no other route answers.
pub(super) async fn page(State(desk): State<Shared>, request: Request) -> Response {
    if !only_looks(&request) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    blocking(desk, move |desk| answer(desk, &request)).await
}

fn answer(desk: &Desk, request: &Request) -> Result<Response, StoreError> {
    let path = request.uri().path();
    let slug = match path.split('/').collect::<Vec<_>>().as_slice() {
        ["", _, "c", slug, ..] => Some(*slug),
        _ => None,
    };
    if let Some(slug) = slug
        && desk.public_list(slug)?.is_none()
    {
        return Ok(desk.missing());
    }
    let Some(file) = path_below(&desk.face.public, path) else { return Ok(desk.missing()) };
    match fs::symlink_metadata(&file) {
        Ok(known) if known.is_file() => {
            Ok(read(&file, &known, request.headers()).unwrap_or_else(|| desk.missing()))
        }
        Ok(known) if known.is_dir() && file.join("index.html").is_file() => {
            Ok(with_slash(path).unwrap_or_else(|| desk.missing()))
        }
        _ => Ok(permalink::moved(desk, request)?.unwrap_or_else(|| desk.missing())),
    }
}

/// A folder's path without its slash leads to the one with it.
fn with_slash(path: &str) -> Option<Response> {
    let name = path.rsplit('/').next().filter(|n| !n.is_empty())?;
    Some((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("{name}/"))]).into_response())
}

/// A page, or word that the visitor's copy is still good.
fn read(file: &Path, known: &Metadata, asked: &HeaderMap) -> Option<Response> {
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
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::error!(event = "page-unreadable", file = %file.display(), %error);
            return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        }
    };
    let packed = accepts_gzip(asked).then(|| gzip(&bytes)).flatten();
    if packed.is_some() {
        add(header::CONTENT_ENCODING, "gzip");
    }
    Some((headers, Body::from(packed.unwrap_or(bytes))).into_response())
}

/// What we write; anything else in the folder is not ours to serve.
fn media_type(file: &Path) -> Option<&'static str> {
    match file.extension()?.to_str()? {
        "html" => Some("text/html; charset=utf-8"),
        "xml" => Some("application/atom+xml; charset=utf-8"),
        _ => None,
    }
}

/// RFC 9110 §13.1: If-None-Match decides alone when it is there. Our own Last-Modified comes back to
/// the letter, so no date is parsed.
fn is_current(asked: &HeaderMap, tag: &str, date: &str) -> bool {
    let value = |name| asked.get(name).and_then(|v| v.to_str().ok());
    let bare = |t: &str| t.trim().trim_start_matches("W/").to_owned();
    match value(header::IF_NONE_MATCH) {
        Some(tags) => tags.split(',').any(|t| t.trim() == "*" || bare(t) == bare(tag)),
        None => value(header::IF_MODIFIED_SINCE).is_some_and(|since| since.trim() == date),
    }
}

fn accepts_gzip(asked: &HeaderMap) -> bool {
    let fields = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    fields.flat_map(|f| f.split(',')).any(|coding| {
        let (name, rest) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(rest.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        matches!(name.trim(), "gzip" | "x-gzip") && !refused
    })
}

/// The page compressed, when that makes it smaller.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(6));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().filter(|packed| packed.len() < bytes.len())
}
