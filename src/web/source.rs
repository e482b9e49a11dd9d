//! A message as it came, for members who signed in: `/c/cdp/m/12/source`. Without what was never meant for
//! them: who else got it unseen, what would make their mail program answer, other list managers' passwords
//! (threat 27). Strangers get the answer of what is not there, be the list public or not: it holds addresses.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::visitor::Reader;
use super::{Desk, Keeping, Shared, blocking, permalink};
use crate::list::{ArticleNo, headers};
use crate::mail::edit;
use crate::store::{StoreError, articles};

/// `GET /c/{slug}/m/{article}/source`.
pub(super) async fn source(
    State(desk): State<Shared>,
    Path((slug, article)): Path<(String, String)>,
    asked: HeaderMap,
) -> Response {
    blocking(desk, move |desk| {
        Ok(give(desk, (&slug, &article), &asked)?.unwrap_or_else(|| desk.missing()))
    })
    .await
}

fn give(
    desk: &Desk,
    (slug, article): (&str, &str),
    asked: &HeaderMap,
) -> Result<Option<Response>, StoreError> {
    let Some(open) = desk.open(slug, asked)? else { return Ok(None) };
    let no = permalink::number(article).map(ArticleNo);
    let (Reader::Member(_), Some(no)) = (open.reader, no) else { return Ok(None) };
    let raw = articles::raw(&desk.face.store, open.list, no)?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, Keeping::Nowhere.value()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok(raw.map(|raw| (headers, Body::from(without_hidden(&raw))).into_response()))
}

/// A mail with the fields that copies bear of it, and its body as it came.
pub fn without_hidden(raw: &[u8]) -> Vec<u8> {
    let raw = edit::canonical(raw);
    let (head, body) = edit::split(&raw);
    let mut out = Vec::with_capacity(raw.len());
    for field in edit::fields(head).filter(|f| !headers::stays_behind(&f.name.to_lowercase())) {
        out.extend_from_slice(field.bytes);
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
    out
}
