//! Leaving by one click (RFC 8058): a POST acts at once, without cookie or redirect, as often as it
//! comes; whatever only looks (GET, HEAD, a scanner that follows every link) changes nothing and sees a
//! page with a button. The address bears the member's own token, which lasts as long as the membership.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::leave::{self, Leaving};
use super::robot::locale_for;
use super::{SharedSite, Site};
use crate::archive::{self, Click, Moment};
use crate::list::address::{Addresses, Route};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::store::{StoreError, Tx, lists, people};
use crate::web::secure;

/// Octets of a form: a mailbox provider sends a few hundred.
const LONGEST: usize = 16 * 1024;

/// The one route, to be merged into the site's.
pub fn router(site: SharedSite) -> Router {
    Router::new()
        .route("/l/{slug}/{token}", get(look).post(act))
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(middleware::map_response(secure))
        .with_state(site)
}

/// What an address names.
struct Membership {
    list: ListId,
    settings: Settings,
    person: Person,
}

async fn look(
    State(site): State<SharedSite>,
    Path((slug, token)): Path<(String, String)>,
) -> Response {
    answer(site, (slug, token), None).await
}

async fn act(
    State(site): State<SharedSite>,
    Path((slug, token)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    // RFC 8058 §3.2: without this pair it is no request to leave.
    let Some(click) = clicked(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    answer(site, (slug, token), Some(click)).await
}

async fn answer(site: SharedSite, named: (String, String), click: Option<Click>) -> Response {
    let working = move || respond(&site, (&named.0, &named.1), click);
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(event = "one-click-failed", %error);
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    };
    match tokio::task::spawn_blocking(working).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => failed(&error),
        Err(panic) => failed(&panic),
    }
}

fn respond(site: &Site, named: (&str, &str), click: Option<Click>) -> Result<Response, StoreError> {
    let Some(found) = find(site, named)? else {
        let page = archive::missing(&site.urls, &site.language).unwrap_or_default();
        return Ok((StatusCode::NOT_FOUND, html(page)).into_response());
    };
    let Membership { list, person, settings } = &found;
    if let Some(click) = click {
        site.store.write(|tx| carry_out(site, tx, (*list, person.id), click))?;
    }
    let member = people::membership(&site.store, *list, person.id)?.is_some();
    let moment = match (member, click) {
        (true, Some(Click::Undo)) => Moment::Back,
        (true, _) => Moment::Ask,
        (false, _) if leave::may_return(site, *list, person.id)? => Moment::Left,
        (false, _) => Moment::Outside,
    };
    let page = archive::one_click(locale_for(person, settings), &settings.name, moment);
    Ok(html(page.unwrap_or_default()).into_response())
}

/// Nothing of it is kept on the way, and its one form comes back here.
fn html(page: String) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, archive::form_security_policy()),
    ];
    (headers, page)
}

/// Whose address it is; `None`: nobody's.
fn find(site: &Site, (slug, token): (&str, &str)) -> Result<Option<Membership>, StoreError> {
    let all = lists::all(&site.store)?;
    let known = all.into_iter().find(|(_, settings)| settings.slug() == slug);
    let Some((list, settings)) = known else { return Ok(None) };
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let Some(Route::LeaveBy(person)) = addresses.route(&format!("-leave+{token}")) else {
        return Ok(None);
    };
    let person = people::get(&site.store, person)?;
    Ok(person.map(|person| Membership { list, settings, person }))
}

/// The member that an address was made for, by its last two parts.
///
/// # Errors
/// When the store cannot be read.
pub fn whose(site: &Site, named: (&str, &str)) -> Result<Option<(ListId, PersonId)>, StoreError> {
    Ok(find(site, named)?.map(|found| (found.list, found.person.id)))
}

fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, person): (ListId, PersonId),
    click: Click,
) -> Result<(), StoreError> {
    let now = site.clock.now();
    match click {
        Click::Leave => {
            leave::carry_out(site, tx, Leaving::by_token(list, person), now).map(|_| ())
        }
        Click::Undo => leave::take_back(site, tx, (list, person), now),
    }
}

/// The click that a form's octets bring: urlencoded or multipart/form-data (RFC 8058 §3.2). Few
/// octets, one known name: no parser is needed to find it.
fn clicked(body: &[u8]) -> Option<Click> {
    let text = String::from_utf8_lossy(body);
    let pair = |click: Click| format!("List-Unsubscribe={}", click.value());
    let urlencoded = |click: &Click| text.trim().split('&').any(|p| p == pair(*click));
    let multipart = |click: &Click| {
        let (_, part) = text.split_once("List-Unsubscribe\"")?;
        let (_, value) = part.split_once("\r\n\r\n")?;
        value.strip_prefix(click.value())?.starts_with("\r\n").then_some(())
    };
    [Click::Leave, Click::Undo].into_iter().find(|c| urlencoded(c) || multipart(c).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(clicked(b"List-Unsubscribe=One-Click"), Some(Click::Leave));
        assert_eq!(clicked(b"a=b&List-Unsubscribe=Undo\r\n"), Some(Click::Undo));
        let form = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
                    One-Click\r\n--x--\r\n";
        assert_eq!(clicked(form.as_bytes()), Some(Click::Leave));
        for bad in ["", "List-Unsubscribe=", "x=List-Unsubscribe", "List-Unsubscribe=One-Clicks"] {
            assert_eq!(clicked(bad.as_bytes()), None, "{bad}");
        }
    }
}
