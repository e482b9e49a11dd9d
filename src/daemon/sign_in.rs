//! Signing in by a mailed link, and out: `/fr/entrer/`, `/fr/entrer/LINK`, `/fr/sortir/`. No password; what
//! only looks at a link (a scanner of mail that follows every one) uses nothing up, a button does. Whether
//! an address is a member's is told to its own mailbox alone: the answer is the same, and goes out before
//! anything is looked up (threats 10, 25). As what somebody reads is `web::visitor`'s.

mod feeds;
mod gate;
mod mail;

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router, middleware};
use serde::Deserialize;
use tokio::sync::Semaphore;

use self::gate::{Gate, Kept};
pub use self::mail::{link, send, words};
use super::{SharedSite, Site, notes};
use crate::archive::{self, Archive, Door, Seat};
use crate::clock::Timestamp;
use crate::locale::Locale;
use crate::mail::address::Address;
use crate::store::sessions::{self, Entry, Kind};
use crate::store::{StoreError, Tx, quiet};
use crate::web::visitor::{self, Reader, SESSION_DAYS, Visitor};
use crate::web::{Client, Pass, secure};

/// Minutes for which a link counts.
pub const LINK_MINUTES: i64 = 30;
/// Octets of a form.
const LONGEST: usize = 16 * 1024;
/// Links being written at once; what comes beyond that is dropped, and may be asked for again.
const WRITING: usize = 32;

struct House {
    site: SharedSite,
    archive: Archive,
    gate: Gate,
    writing: Arc<Semaphore>,
}

type Shared = Arc<House>;

/// The routes, to be merged into the site's.
pub fn router(site: SharedSite) -> Router {
    let archive = site.archive();
    let writing = Arc::new(Semaphore::new(WRITING));
    let house = Arc::new(House { site, archive, gate: Gate::default(), writing });
    Router::new()
        .route("/{lang}/entrer/", get(look).post(ask))
        .route("/{lang}/entrer/{pass}", get(see).post(enter))
        .route("/{lang}/sortir/", post(leave))
        .route("/{lang}/fil/", post(feeds::change))
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(middleware::map_response(secure))
        .with_state(house)
}

/// Who asks, and from where.
struct Asked {
    headers: HeaderMap,
    client: Option<Extension<Client>>,
}

impl Asked {
    fn from(&self) -> Option<std::net::IpAddr> {
        gate::client(&self.headers, self.client.and_then(|Extension(client)| client.0))
    }
}

/// The door, from outside or inside.
async fn look(
    State(house): State<Shared>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Response {
    blocking(house, move |house| {
        let Some(t) = language(&lang) else { return Ok(house.missing()) };
        let visitor = house.visitor(&headers)?;
        let Some(person) = visitor.person() else { return Ok(house.page(t, Door::Outside)) };
        let mut communities = Vec::new();
        let store = &house.site.store;
        for (list, settings, reader) in visitor::readable(store, &visitor)? {
            if let Reader::Member(role) = reader {
                let slug = settings.slug();
                let feed = (person, list, slug.as_str());
                let feed = feeds::address_of(&house.site, store, feed, t.code())?;
                let notes = notes::kept_for(store, list, person)?;
                communities.push(Seat { settings, role, feed, notes });
            }
        }
        communities.sort_by_key(|seat| seat.settings.name.to_lowercase());
        Ok(house.page(t, Door::Inside { person, communities: &communities }))
    })
    .await
}

#[derive(Debug, Default, Deserialize)]
struct Given {
    #[serde(default)]
    address: String,
}

/// An address was given. The answer hangs on nothing but the form and where it came from.
async fn ask(
    State(house): State<Shared>,
    Path(lang): Path<String>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    given: Result<Form<Given>, FormRejection>,
) -> Response {
    let Some(t) = language(&lang) else { return house.missing() };
    if !gate::is_ours(&headers, &house.site.urls) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let given = given.map(|Form(given)| given).unwrap_or_default();
    let Ok(address) = Address::parse(given.address.trim()) else {
        let page = house.page(t, Door::NoAddress);
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    };
    let asked = Asked { headers, client };
    if !house.gate.admits(Kept::Asking, asked.from(), house.site.clock.now()) {
        return (StatusCode::TOO_MANY_REQUESTS, house.page(t, Door::Busy)).into_response();
    }
    match house.writing.clone().try_acquire_owned() {
        Ok(seat) => {
            let site = house.site.clone();
            tokio::task::spawn_blocking(move || {
                let _seat = seat;
                if let Err(error) = mail::send(&site, &address, t) {
                    tracing::error!(event = "sign-in-mail-failed", %error);
                }
            });
        }
        Err(_) => tracing::warn!(event = "sign-in-mail-dropped"),
    }
    house.page(t, Door::Asked)
}

/// Somebody, or a machine, looks at a link.
async fn see(
    State(house): State<Shared>,
    Path((lang, pass)): Path<(String, String)>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
) -> Response {
    let asked = Asked { headers, client };
    blocking(house, move |house| {
        let Some(t) = language(&lang) else { return Ok(house.missing()) };
        let (store, now) = (&house.site.store, house.site.clock.now());
        if !house.gate.admits(Kept::Looking, asked.from(), now) {
            return Ok((StatusCode::TOO_MANY_REQUESTS, house.page(t, Door::Busy)).into_response());
        }
        let person = match Pass::read(&house.site.secret, Kind::Link, &pass) {
            Some(pass) => visitor::counts(store, &pass, Kind::Link, now)?,
            None => None,
        };
        let Some(person) = person else { return Ok(house.stale(t, &asked)) };
        Ok(house.page(t, Door::Link { name: person.display() }))
    })
    .await
}

/// The button behind a link.
async fn enter(
    State(house): State<Shared>,
    Path((lang, pass)): Path<(String, String)>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
) -> Response {
    let asked = Asked { headers, client };
    blocking(house, move |house| {
        let site = &house.site;
        let t = match house.pressed(&lang, &asked.headers) {
            Ok(t) => t,
            Err(refused) => return Ok(refused),
        };
        let now = site.clock.now();
        if !house.gate.admits(Kept::Looking, asked.from(), now) {
            return Ok((StatusCode::TOO_MANY_REQUESTS, house.page(t, Door::Busy)).into_response());
        }
        let Some(link) = Pass::read(&site.secret, Kind::Link, &pass) else {
            return Ok(house.stale(t, &asked));
        };
        match site.store.write(|tx| open(tx, &link, now))? {
            Some(session) => Ok(house.moved("../", Some(&session))),
            None => Ok(house.stale(t, &asked)),
        }
    })
    .await
}

/// Uses a link up and opens a session; `None`: it counts no more, or the system gives no random numbers.
fn open(tx: &mut Tx<'_>, link: &Pass, now: Timestamp) -> Result<Option<Pass>, StoreError> {
    let Some(person) = visitor::counts(tx, link, Kind::Link, now)? else { return Ok(None) };
    let Some(session) = Pass::mint(Kind::Session, person.id) else { return Ok(None) };
    sessions::end(tx, Kind::Link, (person.id, &link.hash()));
    let expires = now + jiff::SignedDuration::from_hours(24 * SESSION_DAYS);
    let entry = Entry { address: person.address.key(), expires };
    sessions::open(tx, Kind::Session, (person.id, &session.hash()), &entry, now)?;
    quiet::note_sign(tx, person.id, now)?;
    tracing::info!(event = "signed-in", person = %person.id);
    Ok(Some(session))
}

#[derive(Debug, Default, Deserialize)]
struct From {
    #[serde(default, rename = "where")]
    place: String,
}

/// Signing out, here or everywhere.
async fn leave(
    State(house): State<Shared>,
    Path(lang): Path<String>,
    headers: HeaderMap,
    from: Result<Form<From>, FormRejection>,
) -> Response {
    blocking(house, move |house| {
        if let Err(refused) = house.pressed(&lang, &headers) {
            return Ok(refused);
        }
        let everywhere = from.is_ok_and(|Form(from)| from.place == "everywhere");
        if let Some(pass) = house.visitor(&headers)?.pass() {
            house.site.store.write(|tx| match everywhere {
                true => sessions::forget(tx, pass.person()),
                false => {
                    sessions::end(tx, Kind::Session, (pass.person(), &pass.hash()));
                    Ok(())
                }
            })?;
        }
        Ok(house.moved("../entrer/", None))
    })
    .await
}

fn language(code: &str) -> Option<&'static Locale> {
    archive::languages().iter().find(|l| l.code() == code).copied()
}

impl House {
    fn visitor(&self, headers: &HeaderMap) -> Result<Visitor, StoreError> {
        let Site { store, secret, urls, clock, .. } = &*self.site;
        Visitor::of(store, (secret, urls), headers, clock.now())
    }

    fn missing(&self) -> Response {
        let page = archive::missing(&self.site.urls, &self.site.language).unwrap_or_default();
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (StatusCode::NOT_FOUND, kind, page).into_response()
    }

    /// The language of a page whose button was pressed; what is not ours, or no such page, is refused.
    #[expect(clippy::result_large_err, reason = "the answer is what the caller sends")]
    fn pressed(&self, lang: &str, headers: &HeaderMap) -> Result<&'static Locale, Response> {
        let t = language(lang).ok_or_else(|| self.missing())?;
        match gate::is_ours(headers, &self.site.urls) {
            true => Ok(t),
            false => Err(StatusCode::FORBIDDEN.into_response()),
        }
    }

    /// What was guessed, used and too old is one answer; each is counted.
    fn stale(&self, t: &'static Locale, asked: &Asked) -> Response {
        self.gate.missed(asked.from(), self.site.clock.now());
        (StatusCode::NOT_FOUND, self.page(t, Door::Stale)).into_response()
    }

    /// A page with a form that comes back here; nobody keeps it.
    fn page(&self, t: &'static Locale, door: Door<'_>) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "private, no-store"),
            (header::CONTENT_SECURITY_POLICY, archive::form_security_policy()),
            (header::REFERRER_POLICY, "same-origin"),
        ];
        match archive::sign_in(&self.archive, t, door) {
            Ok(html) => (headers, html).into_response(),
            Err(error) => {
                tracing::error!(event = "sign-in-page-failed", %error);
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    /// On to another page, with a cookie or without one.
    fn moved(&self, to: &'static str, session: Option<&Pass>) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, HeaderValue::from_static(to));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        let cookie = visitor::set_cookie(&self.site.urls, &self.site.secret, session);
        headers.extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
        (StatusCode::SEE_OTHER, headers).into_response()
    }
}

/// Runs what reads or writes the store on a thread that may wait.
async fn blocking(
    house: Shared,
    answer: impl FnOnce(&House) -> Result<Response, StoreError> + Send + 'static,
) -> Response {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(event = "sign-in-failed", %error);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    };
    match tokio::task::spawn_blocking(move || answer(&house)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => failed(&error),
        Err(panic) => failed(&panic),
    }
}
