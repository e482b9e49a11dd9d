//! The buttons by which somebody who signed in gives their feed reader an address of its own to a list's feed,
//! and takes it back: `/fr/fil/`. What such an address opens is `web`'s.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Shared, blocking};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::list::ListId;
use crate::list::member::Person;
use crate::store::feed_keys::{self, FeedKey};
use crate::store::sessions::Kind;
use crate::store::{Read, StoreError};
use crate::web::Pass;
use crate::web::visitor::{self, Reader};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wish {
    /// The list's slug.
    #[serde(default)]
    list: String,
    /// `give` or `end`.
    #[serde(default)]
    what: String,
}

/// Somebody wants an address for their reader, or wants it back.
pub(super) async fn change(
    State(house): State<Shared>,
    Path(lang): Path<String>,
    headers: HeaderMap,
    wish: Result<Form<Wish>, FormRejection>,
) -> Response {
    blocking(house, move |house| {
        if let Err(refused) = house.pressed(&lang, &headers) {
            return Ok(refused);
        }
        let wish = wish.map(|Form(wish)| wish).unwrap_or_default();
        let site = &house.site;
        let visitor = house.visitor(&headers)?;
        let all = visitor::readable(&site.store, &visitor)?;
        let list = all.into_iter().find_map(|(list, settings, reader)| {
            let own = matches!(reader, Reader::Member(_)) && settings.slug() == wish.list;
            own.then_some(list)
        });
        let (Some(person), Some(list)) = (visitor.person(), list) else {
            return Ok(house.missing());
        };
        settle(site, (person, list), &wish.what, site.clock.now())?;
        let on = [(header::LOCATION, "../entrer/"), (header::CACHE_CONTROL, "private, no-store")];
        Ok((StatusCode::SEE_OTHER, on).into_response())
    })
    .await
}

fn settle(
    site: &Site,
    (person, list): (&Person, ListId),
    what: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let pass = match what {
        "give" => Pass::mint(Kind::Feed, person.id),
        "end" => None,
        _ => return Ok(()),
    };
    tracing::info!(event = "feed-key", person = %person.id, %list, given = pass.is_some());
    site.store.write(|tx| {
        match &pass {
            Some(pass) => {
                let address = person.address.key();
                let feed = FeedKey { random: pass.random(), address, since: now };
                feed_keys::put(tx, (person.id, list), &feed);
            }
            None => feed_keys::end(tx, person.id, list),
        }
        Ok(())
    })
}

/// The address that somebody's reader has of a list's feed, if it counts.
pub(super) fn address_of(
    site: &Site,
    from: &impl Read,
    (person, list, slug): (&Person, ListId, &str),
    lang: &str,
) -> Result<Option<String>, StoreError> {
    let known = feed_keys::get(from, person.id, list)?;
    let known = known.filter(|known| known.address == person.address.key());
    Ok(known.map(|known| {
        let pass = Pass::of(Kind::Feed, person.id, known.random);
        site.urls.keyed_feed(lang, slug, &pass.text(&site.secret))
    }))
}
