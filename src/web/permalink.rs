//! Permanent addresses: `/c/cdp/m/12` leads to the message wherever it stands today, whatever was
//! merged since. Nothing is said of a private list but to its members, not even that it exists.

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Desk, Shared, blocking, found, language, sealed};
use crate::archive::page_of_message;
use crate::list::settings::Language;
use crate::list::urls::Urls;
use crate::list::{ArticleNo, ThreadNo};
use crate::store::{StoreError, threads};

/// `GET /c/{slug}/m/{article}`.
pub(super) async fn message(
    State(desk): State<Shared>,
    Path((slug, article)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    blocking(desk, move |desk| {
        Ok(locate(desk, &slug, &article, &headers)?.unwrap_or_else(|| desk.missing()))
    })
    .await
}

fn locate(
    desk: &Desk,
    slug: &str,
    article: &str,
    headers: &HeaderMap,
) -> Result<Option<Response>, StoreError> {
    let Some(open) = desk.open(slug, headers)? else { return Ok(None) };
    let Some(no) = number(article).map(ArticleNo) else { return Ok(None) };
    let place = page_of_message(&desk.face.store, open.list, no)?;
    Ok(place.map(|(thread, page)| {
        let code = language::choose(headers, &open.settings.language);
        let path = Urls::new("").thread(code, slug, thread, page);
        sealed(found(&format!("../../..{path}#m{no}")), open.keeping())
    }))
}

/// Where a page of a thread went, when there is none at its path: the thread has fewer pages today,
/// or was joined to another.
pub(super) fn moved(desk: &Desk, request: &Request) -> Result<Option<Response>, StoreError> {
    let parts: Vec<&str> = request.uri().path().split('/').collect();
    let ["", code, "c", slug, "f", thread, _page, ""] = parts.as_slice() else { return Ok(None) };
    let Some(open) = desk.open(slug, request.headers())? else { return Ok(None) };
    let Some(no) = number(thread).map(ThreadNo) else { return Ok(None) };
    let home = threads::resolve(&desk.face.store, open.list, no)?;
    let ours = |code: &str| language::choose(&HeaderMap::new(), &Language::new(code)) == code;
    let keeping = open.keeping();
    Ok(home
        .filter(|_| ours(code))
        .map(|home| sealed(found(&format!("../../{}/", home.no)), keeping)))
}

/// A number as our own links write it: digits, no sign, no leading zero.
pub(super) fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}
