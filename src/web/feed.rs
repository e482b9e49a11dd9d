//! A private list's feed for a member's feed reader, which cannot sign in: `/fr/c/cdp/fil/KEY.xml`. The key
//! opens this one feed and nothing else, as long as its owner is a member; a key that was taken back, that
//! never was, or of a list that is not there, all answer alike (threat 24).

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::visitor::{self, Reader, Visitor};
use super::{Desk, Shared, blocking, files};
use crate::archive::publish::path_below;
use crate::list::urls::Urls;
use crate::store::{StoreError, lists};

/// `GET /{lang}/c/{slug}/fil/{key}.xml`.
pub(super) async fn keyed(
    State(desk): State<Shared>,
    Path((lang, slug, name)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    blocking(desk, move |desk| {
        let feed = given(desk, (&lang, &slug, &name), &headers)?;
        Ok(feed.unwrap_or_else(|| desk.missing()))
    })
    .await
}

fn given(
    desk: &Desk,
    (lang, slug, name): (&str, &str, &str),
    asked: &HeaderMap,
) -> Result<Option<Response>, StoreError> {
    let (store, archive) = (&desk.face.store, &desk.face.archive);
    let Some(key) = name.strip_suffix(".xml") else { return Ok(None) };
    let found = lists::all(store)?.into_iter().find(|(_, s)| s.slug() == slug);
    let Some((list, settings)) = found else { return Ok(None) };
    let visitor = Visitor::by_feed_key(store, &desk.face.secret, (key, list))?;
    let reader = visitor::may_read(store, &visitor, (list, &settings))?;
    let Some(Reader::Member(_)) = reader else { return Ok(None) };
    let path = Urls::new("").feed(lang, slug);
    let file = path_below(archive.root(settings.visibility), &path);
    Ok(file.and_then(|file| files::private(&file, asked)))
}
