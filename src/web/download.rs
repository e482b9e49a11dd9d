//! Conversations and months to take away: `/c/cdp/f/12.xml`, `/c/cdp/f/12.mbox.gz`,
//! `/c/cdp/mois/2019-05.mbox.gz`. Made for who asks, two at once at most; nothing is kept.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::files::is_current;
use super::{Desk, Keeping, Shared, blocking, range};
use crate::archive::{ArchiveError, Download};
use crate::store::{StoreError, articles};

/// `GET /c/{slug}/f/{name}`.
pub(super) async fn thread(
    State(desk): State<Shared>,
    Path((slug, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    give(desk, slug, Download::of_thread(&name), headers).await
}

/// `GET /c/{slug}/mois/{name}`.
pub(super) async fn month(
    State(desk): State<Shared>,
    Path((slug, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    give(desk, slug, Download::of_month(&name), headers).await
}

async fn give(
    desk: Shared,
    slug: String,
    download: Option<Download>,
    asked: HeaderMap,
) -> Response {
    let shared = desk.clone();
    // The semaphore is never closed.
    let _seat = shared.heavy.acquire().await;
    blocking(desk, move |desk| {
        let Some(download) = download else { return Ok(desk.missing()) };
        Ok(made(desk, &slug, download, &asked)?.unwrap_or_else(|| desk.missing()))
    })
    .await
}

fn made(
    desk: &Desk,
    slug: &str,
    download: Download,
    asked: &HeaderMap,
) -> Result<Option<Response>, StoreError> {
    let store = &desk.face.store;
    let Some(open) = desk.open(slug, asked)? else { return Ok(None) };
    let keeping = open.keeping();
    // What is made hangs on the log alone: nothing new in it, nothing new here.
    let tag = format!("W/\"{:x}\"", articles::last_event(store)?);
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &str| {
        headers.extend(HeaderValue::from_str(value).ok().map(|v| (name, v)));
    };
    add(header::CACHE_CONTROL, keeping.value());
    if keeping == Keeping::Shared {
        add(header::ETAG, &tag);
    }
    if keeping == Keeping::Shared && is_current(asked, &tag, "") {
        return Ok(Some((StatusCode::NOT_MODIFIED, headers).into_response()));
    }
    add(header::CONTENT_TYPE, download.media_type());
    match download.make(&desk.face.archive, store, (open.list, &open.settings)) {
        Ok(bytes) => Ok(bytes.map(|bytes| range::answer(asked, headers, bytes))),
        Err(ArchiveError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(event = "download-failed", %error);
            Ok(Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        }
    }
}
