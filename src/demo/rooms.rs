//! The demo's rooms on the web: `/demo/LANG/` is the front, `/demo/LANG/zoe/` a mailbox,
//! `/demo/LANG/zoe/3/` a mail with a form to answer it. No cookie, no script: what a page is about
//! stands in its address.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::DemoError;
use super::compose;
use super::pages;
use super::post::{self, Answers, Port, Words};
use super::view::Shown;
use crate::archive::languages;
use crate::daemon::SharedSite;
use crate::list::member::Person;
use crate::locale::{self, Locale};
use crate::mail::address::{Address, Mailbox};
use crate::mail::message_id::MessageId;
use crate::store::{articles, lists, people};

/// What the rooms need.
pub(super) struct House {
    pub site: SharedSite,
    /// Where mail is delivered to.
    pub maildir: PathBuf,
    pub port: Port,
    /// The port, as shown.
    pub smtp: String,
}

type Shared = Arc<House>;

/// Forms this long are refused: nobody types them.
const LONGEST: usize = 200_000;

/// The pages load nothing, are framed by nobody, and send their forms nowhere else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A mail's HTML: no script, no fetching, whatever it says.
const FRAMED: &str = "sandbox allow-top-navigation-by-user-activation; default-src 'none'; \
                      style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'";

/// Every route of the demo.
pub(super) fn router(house: House) -> Router {
    Router::new()
        .route("/demo", get(entrance))
        .route("/demo/", get(entrance))
        .route("/demo/{lang}/", get(front))
        .route("/demo/{lang}/{key}/", get(mailbox))
        .route("/demo/{lang}/{key}/write", get(blank).post(send_new))
        .route("/demo/{lang}/{key}/{no}/", get(mail).post(send_answer))
        .route("/demo/{lang}/{key}/{no}/html", get(html))
        .with_state(Arc::new(house))
}

/// What an address of ours says.
#[derive(Debug, Deserialize)]
struct Where {
    lang: String,
    key: Option<String>,
    no: Option<usize>,
}

/// Where one stands: the page's language, and whose mailbox it is.
pub(super) struct Visit {
    pub t: &'static Locale,
    pub person: Person,
}

impl Visit {
    /// Address of the person's mailbox.
    pub fn mailbox(&self, t: &Locale) -> String {
        format!("/demo/{}/{}/", t.code(), self.person.address.local())
    }
}

impl Where {
    fn language(&self) -> Option<&'static Locale> {
        languages().iter().find(|l| l.code() == self.lang).copied()
    }
}

impl House {
    /// Everybody who is a member of something, in order of coming.
    pub fn everybody(&self) -> Result<Vec<Person>, DemoError> {
        let store = &self.site.store;
        let mut found: Vec<Person> = Vec::new();
        for (list, _) in lists::all(store)? {
            for membership in people::memberships(store, list, None, usize::MAX)? {
                found.extend(people::get(store, membership.person)?);
            }
        }
        found.sort_by_key(|p| p.id);
        found.dedup_by_key(|p| p.id);
        Ok(found)
    }

    fn visit(&self, place: &Where) -> Result<Visit, DemoError> {
        let t = place.language().ok_or(DemoError::NoRoom)?;
        let key = place.key.as_deref().unwrap_or_default();
        let mut everybody = self.everybody()?.into_iter();
        let person = everybody.find(|p| p.address.local() == key).ok_or(DemoError::NoRoom)?;
        Ok(Visit { t, person })
    }
}

impl IntoResponse for DemoError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NoRoom => StatusCode::NOT_FOUND,
            Self::Form(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, self.to_string()).into_response()
    }
}

fn with_policy(policy: &'static str, page: String) -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, "no-store")];
    (headers, Html(page)).into_response()
}

/// Runs what reads files and the store on a thread that may wait.
async fn page(
    house: Shared,
    make: impl FnOnce(&House) -> Result<String, DemoError> + Send + 'static,
) -> Response {
    match tokio::task::spawn_blocking(move || make(&house)).await {
        Ok(Ok(page)) => with_policy(POLICY, page),
        Ok(Err(error)) => error.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn entrance(headers: HeaderMap) -> Redirect {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    let t = locale::get(asked.and_then(|a| a.split([',', ';']).next()).unwrap_or("fr"));
    Redirect::temporary(&format!("/demo/{}/", t.code()))
}

async fn front(State(house): State<Shared>, Path(place): Path<Where>) -> Response {
    page(house, move |house| pages::front(house, place.language().ok_or(DemoError::NoRoom)?)).await
}

async fn mailbox(State(house): State<Shared>, Path(place): Path<Where>) -> Response {
    page(house, move |house| pages::mailbox(house, &house.visit(&place)?)).await
}

/// What a link to a form may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub subject: String,
    /// Some mail programs understand it in a link (RFC 6068 §4).
    #[serde(default, rename = "In-Reply-To")]
    pub in_reply_to: String,
    #[serde(default, rename = "as")]
    shown: String,
}

async fn mail(
    State(house): State<Shared>,
    Path(place): Path<Where>,
    Query(asked): Query<Asked>,
) -> Response {
    page(house, move |house| {
        let visit = house.visit(&place)?;
        let shown = if asked.shown == "html" { Shown::Html } else { Shown::Text };
        pages::mail(house, &visit, place.no.unwrap_or_default(), (&asked, shown))
    })
    .await
}

async fn html(State(house): State<Shared>, Path(place): Path<Where>) -> Response {
    let made = tokio::task::spawn_blocking(move || {
        pages::html(&house, &house.visit(&place)?, place.no.unwrap_or_default())
    });
    match made.await {
        Ok(Ok(page)) => with_policy(FRAMED, page),
        Ok(Err(error)) => error.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn blank(
    State(house): State<Shared>,
    Path(place): Path<Where>,
    Query(asked): Query<Asked>,
) -> Response {
    page(house, move |house| pages::blank(&house.visit(&place)?, &asked)).await
}

/// A form, filled.
#[derive(Debug, Deserialize)]
struct Filled {
    to: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    in_reply_to: String,
    text: String,
}

async fn send_new(
    State(house): State<Shared>,
    Path(place): Path<Where>,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Response {
    send(house, place, headers, filled).await.unwrap_or_else(IntoResponse::into_response)
}

async fn send_answer(
    State(house): State<Shared>,
    Path(place): Path<Where>,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Response {
    send(house, place, headers, filled).await.unwrap_or_else(IntoResponse::into_response)
}

/// Sends what was written, through the port, and says what became of it.
async fn send(
    house: Shared,
    place: Where,
    headers: HeaderMap,
    filled: Filled,
) -> Result<Response, DemoError> {
    // A page elsewhere must not write in these people's names, even if they do not exist.
    let site = headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if site.is_some_and(|s| s != "same-origin" && s != "none") || filled.text.len() > LONGEST {
        return Err(DemoError::NoRoom);
    }
    let visit = house.visit(&place)?;
    let to =
        Address::parse(&filled.to).map_err(|e| DemoError::Form(format!("{}: {e}", filled.to)))?;
    let answered = match (place.no, MessageId::parse(&filled.in_reply_to)) {
        (_, Some(id)) => Answers::one(id),
        (Some(no), None) => compose::answered(&house, &visit, no, &to),
        (None, None) => Answers::default(),
    };
    let person = &visit.person;
    let from = Mailbox::new(person.name.as_deref(), person.address.clone());
    let words = Words { from, to, subject: filled.subject, text: filled.text };
    let parcel = post::parcel(&house.site, words, answered);
    let before = articles::last_event(&house.site.store)?;
    let refusal = house.port.send(&[parcel]).await?.into_iter().next().flatten();
    Ok(page(house, move |house| pages::sent(house, &visit, before, refusal)).await)
}
