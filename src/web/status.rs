//! The state of the service, for who wonders whether mail goes out: `/fr/etat/`. A page of moments, never of
//! names, made when it is asked for.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Desk, Shared, blocking};
use crate::archive::{self, Status};
use crate::list::settings::Visibility;
use crate::list::{ArticleNo, ListId};
use crate::store::{Store, StoreError, articles, digests, lists, outbox};

/// `GET /{lang}/etat/`.
pub(super) async fn page(State(desk): State<Shared>, Path(code): Path<String>) -> Response {
    blocking(desk, move |desk| answer(desk, &code)).await
}

fn answer(desk: &Desk, code: &str) -> Result<Response, StoreError> {
    let Some(t) = archive::languages().iter().find(|l| l.code() == code) else {
        return Ok(desk.missing());
    };
    let status = read(desk)?;
    let kind =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok(match archive::status(&desk.face.archive, t, &status) {
        Ok(html) => (kind, html).into_response(),
        Err(error) => {
            tracing::error!(event = "status-failed", %error);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    })
}

fn read(desk: &Desk) -> Result<Status, StoreError> {
    let store = &desk.face.store;
    let now = desk.face.clock.now();
    let mut post = None;
    for (list, settings) in lists::all(store)? {
        // Of a private community not even the moment is told.
        if settings.visibility == Visibility::Public {
            post = post.max(last_post(store, list)?);
        }
    }
    let first = outbox::first(store)?;
    let late = first.map(|row| now.duration_since(row.due).as_mins());
    Ok(Status { now, post, digest: digests::last_moment(store)?, late: late.filter(|m| *m > 0) })
}

fn last_post(store: &Store, list: ListId) -> Result<Option<crate::clock::Timestamp>, StoreError> {
    let last = articles::count(store, list)?;
    Ok(articles::get(store, list, ArticleNo(last))?.map(|a| a.received))
}
