//! The front page of somebody who signed in, made when it is asked for: their communities first. Everyone
//! else's is a file, which caches may keep.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::visitor::{self, Reader};
use super::{Desk, Keeping};
use crate::archive::{ArchiveError, OwnFront};
use crate::store::StoreError;

/// The front page of somebody who signed in; everyone else's is a file.
pub(super) fn own_front(
    desk: &Desk,
    front: OwnFront,
    headers: &HeaderMap,
) -> Result<Option<Response>, StoreError> {
    let visitor = desk.visitor(headers)?;
    let Some(person) = visitor.person() else { return Ok(None) };
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (list, settings, reader) in visitor::readable(&desk.face.store, &visitor)? {
        match reader {
            Reader::Member(_) => own.push((list, settings)),
            Reader::Anyone => others.push((list, settings)),
        }
    }
    let of = (own.as_slice(), others.as_slice());
    let page = front.render(&desk.face.archive, &desk.face.store, person.display(), of);
    let kind = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, Keeping::Nowhere.value()),
    ];
    Ok(Some(match page {
        Ok(html) => (kind, html).into_response(),
        Err(ArchiveError::Store(error)) => return Err(error),
        Err(error) => {
            tracing::error!(event = "front-page-failed", %error);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }))
}
