//! What members who signed in take away: their own data (`/export/palabre.json`, `/export/messages.mbox`), and
//! those who animate a list its messages, settings and notes (`/export/cdp/messages.mbox`, `…/messages.json`,
//! `…/liste.json`, `…/notes.md`). `/export` leads to the page that lists them. Written while it is sent, so that no size of archive fills the memory; two at once.
//!
//! Fields that copies do not bear are left out here as well (threat 27); the host's own `palabre export`
//! leaves nothing out.

mod json;
mod pipe;

use std::io::{self, Write};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Semaphore;

use self::pipe::Pipe;
use super::{SharedSite, Site, notes, requests};
use crate::archive;
use crate::list::ListId;
use crate::list::member::{Person, Role};
use crate::mail::mbox;
use crate::store::articles::{self, Article};
use crate::store::{StoreError, lists, people};
use crate::web::visitor::{self, Reader, Visitor};
use crate::web::{chosen_language, secure, without_hidden};

/// Exports written at once; the next ones wait.
const SEATS: usize = 2;
/// Articles read at a time.
const CHUNK: usize = 200;

struct House {
    site: SharedSite,
    seats: Arc<Semaphore>,
}

type Shared = Arc<House>;

/// The routes, to be merged into the site's.
pub fn router(site: SharedSite) -> Router {
    let house = Arc::new(House { site, seats: Arc::new(Semaphore::new(SEATS)) });
    Router::new()
        .route("/export", get(door))
        .route("/export/{name}", get(own))
        .route("/export/{slug}/{name}", get(of_list))
        .layer(middleware::map_response(secure))
        .with_state(house)
}

/// What can be taken away.
#[derive(Clone, Debug)]
enum Export {
    /// All that is known of somebody.
    Record(Person),
    /// Every post of somebody's.
    Posts(Person),
    /// Every post of a list.
    Messages(ListId),
    /// The same as one JSON document.
    Json(ListId),
    /// A list's settings, and its members for who owns it.
    List(ListId, Role),
    /// What somebody reads of a list's notes.
    Notes(ListId, Person),
}

impl Export {
    /// What an address of ours stands for, if this visitor may have it.
    fn find(
        site: &Site,
        visitor: &Visitor,
        (slug, name): (Option<&str>, &str),
    ) -> Result<Option<Self>, StoreError> {
        let Some(person) = visitor.person() else { return Ok(None) };
        let Some(slug) = slug else {
            return Ok(match name {
                "palabre.json" => Some(Self::Record(person.clone())),
                "messages.mbox" => Some(Self::Posts(person.clone())),
                _ => None,
            });
        };
        let all = visitor::readable(&site.store, visitor)?;
        let found = all.into_iter().find(|(_, settings, _)| settings.slug() == slug);
        let Some((list, _, Reader::Member(role))) = found else { return Ok(None) };
        Ok(match name {
            _ if role == Role::Member => None,
            "messages.mbox" => Some(Self::Messages(list)),
            "messages.json" => Some(Self::Json(list)),
            "liste.json" => Some(Self::List(list, role)),
            "notes.md" => Some(Self::Notes(list, person.clone())),
            _ => None,
        })
    }

    fn media_type(&self) -> &'static str {
        match self {
            Self::Record(_) | Self::List(..) | Self::Json(_) => "application/json",
            Self::Posts(_) | Self::Messages(_) => "application/mbox",
            Self::Notes(..) => "text/markdown; charset=utf-8",
        }
    }

    fn write(&self, site: &Site, out: &mut impl Write) -> Result<(), Failure> {
        let store = &site.store;
        match self {
            Self::Record(person) => {
                let posts = requests::written_by(store, &person.address)?.len();
                out.write_all(&requests::record(store, person, posts)?)?;
            }
            Self::Posts(person) => {
                for article in requests::written_by(store, &person.address)? {
                    entry(site, out, &article)?;
                }
            }
            Self::Messages(list) => {
                let mut after = None;
                loop {
                    let some = articles::after(store, *list, after, CHUNK)?;
                    let Some(last) = some.last() else { break };
                    after = Some(last.no);
                    some.iter().try_for_each(|article| entry(site, out, article))?;
                }
            }
            Self::Json(list) => json::messages(site, *list, out)?,
            Self::List(list, role) => out.write_all(&about(site, *list, *role)?)?,
            Self::Notes(list, person) => {
                let Some(settings) = lists::get(store, *list)? else { return Ok(()) };
                let all = crate::store::notes::of_list(store, *list)?;
                for note in all.into_iter().filter(|note| notes::may_read(note, person)) {
                    if let Some((_, text)) = notes::as_markdown(site, &settings, &note)? {
                        out.write_all(text.as_bytes())?;
                        out.write_all(b"\n")?;
                    }
                }
            }
        }
        Ok(out.flush()?)
    }
}

fn entry(site: &Site, out: &mut impl Write, article: &Article) -> Result<(), Failure> {
    let raw = articles::raw(&site.store, article.list, article.no)?.unwrap_or_default();
    let postmark = (&article.from.address, article.received);
    Ok(mbox::write_entry(out, postmark, &without_hidden(&raw))?)
}

/// A list's settings; who its members are is its owners' to know (threat 25).
fn about(site: &Site, list: ListId, role: Role) -> Result<Vec<u8>, StoreError> {
    let mut members = Vec::new();
    if role == Role::Owner {
        for membership in people::memberships(&site.store, list, None, usize::MAX)? {
            if let Some(person) = people::get(&site.store, membership.person)? {
                members.push(serde_json::json!({
                    "address": person.address.as_str(), "name": person.name,
                    "role": membership.role.word(), "delivery": membership.delivery.word(),
                    "language": person.language.map(|l| l.0), "joined": membership.joined.to_string(),
                }));
            }
        }
    }
    let settings = lists::get(&site.store, list)?;
    let members = (role == Role::Owner).then_some(members);
    let all = serde_json::json!({ "settings": settings, "members": members });
    Ok(serde_json::to_vec_pretty(&all).unwrap_or_default())
}

/// Why an export stops.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody reads any more.
    #[error(transparent)]
    Gone(#[from] io::Error),
}

/// Where what can be taken away is listed.
async fn door(State(house): State<Shared>, headers: HeaderMap) -> Response {
    let code = chosen_language(&headers, &house.site.language);
    let on =
        [(header::LOCATION, format!("{code}/entrer/")), (header::VARY, "accept-language".into())];
    (StatusCode::FOUND, on).into_response()
}

async fn own(
    State(house): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    give(house, headers, (None, name)).await
}

async fn of_list(
    State(house): State<Shared>,
    Path((slug, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    give(house, headers, (Some(slug), name)).await
}

async fn give(house: Shared, headers: HeaderMap, asked: (Option<String>, String)) -> Response {
    let site = house.site.clone();
    let name = asked.1.clone();
    let finding = tokio::task::spawn_blocking(move || {
        let Site { store, secret, urls, clock, .. } = &*site;
        let visitor = Visitor::of(store, (secret, urls), &headers, clock.now())?;
        Export::find(&site, &visitor, (asked.0.as_deref(), &asked.1))
    });
    let export = match finding.await {
        Ok(Ok(Some(export))) => export,
        Ok(Ok(None)) => return missing(&house.site),
        Ok(Err(error)) => return failed(&error),
        Err(panic) => return failed(&panic),
    };
    // The semaphore is never closed.
    let seat = house.seats.clone().acquire_owned().await;
    let (mut pipe, body) = Pipe::new();
    let (kind, site) = (export.media_type(), house.site.clone());
    tokio::task::spawn_blocking(move || {
        let _seat = seat;
        match export.write(&site, &mut pipe) {
            Ok(()) => pipe.end(),
            Err(Failure::Gone(_)) => {}
            Err(Failure::Store(error)) => tracing::error!(event = "export-failed", %error),
        }
    });
    let named = format!("attachment; filename=\"{name}\"");
    let mut answer = ([(header::CONTENT_TYPE, kind)], body).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // Only names of ours come so far.
    headers.extend(HeaderValue::from_str(&named).ok().map(|v| (header::CONTENT_DISPOSITION, v)));
    answer
}

fn missing(site: &Site) -> Response {
    let page = archive::missing(&site.urls, &site.language).unwrap_or_default();
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::NOT_FOUND, kind, page).into_response()
}

fn failed(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(event = "export-failed", %error);
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
