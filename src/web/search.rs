//! Search: `/fr/recherche/?q=`. It looks into the lists that the visitor may read, and opens no other file of the
//! index. A few at once; the next ones wait a moment, and are told when it would be long.

use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::files::{accepts_gzip, gzip};
use super::{Desk, Keeping, Shared, blocking, sealed, visitor};
use crate::archive::found::{self, Readable, SearchError};
use crate::archive::search_page::{self, Form};
use crate::archive::{self, form_security_policy};
use crate::search::Reader;
use crate::store::StoreError;

/// Octets of what is asked that are read.
const ASKED: usize = 16 * 1024;
/// How long a place is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /{lang}/recherche/`.
pub(super) async fn page(
    State(desk): State<Shared>,
    Path(code): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Response {
    let form = read(asked.as_deref().unwrap_or_default());
    let shared = desk.clone();
    // A form alone is no work.
    let seat = match form.query().is_empty() {
        true => None,
        false => match tokio::time::timeout(PATIENCE, shared.searching.acquire()).await {
            Ok(seat) => seat.ok(),
            Err(_) => return busy(&desk, &code),
        },
    };
    let response = blocking(desk, move |desk| answer(desk, &code, &form, &headers)).await;
    drop(seat);
    response
}

/// The fields of a query (URL Standard, application/x-www-form-urlencoded).
fn read(asked: &str) -> Form {
    let end = (0..=ASKED.min(asked.len())).rev().find(|at| asked.is_char_boundary(*at));
    let asked = asked.get(..end.unwrap_or(0)).unwrap_or_default();
    let fields: Vec<(String, String)> = asked
        .split('&')
        .take(50)
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    Form::new(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Percent-encoded text; what is no UTF-8 is shown as replaced.
fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let mut digit = || ahead.next().and_then(|b| char::from(b).to_digit(16));
        let coded = (byte == b'%').then(|| Some(digit()? * 16 + digit()?)).flatten();
        match coded.and_then(|value| u8::try_from(value).ok()) {
            Some(value) => {
                out.push(value);
                bytes.nth(1);
            }
            None => out.push(if byte == b'+' { b' ' } else { byte }),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The lists that the visitor may read today, and who may keep what is found there.
fn readable(desk: &Desk, asked: &HeaderMap) -> Result<(Vec<Readable>, Keeping), StoreError> {
    let visitor = desk.visitor(asked)?;
    let keeping = visitor.person().map_or(Keeping::Shared, |_| Keeping::Nowhere);
    let all = visitor::readable(&desk.face.store, &visitor)?.into_iter();
    let lists = all.map(|(list, settings, as_whom)| {
        let reader = match as_whom {
            visitor::Reader::Anyone => Reader::Everyone,
            visitor::Reader::Member(_) => Reader::Member,
        };
        Readable { list, settings, reader }
    });
    Ok((lists.collect(), keeping))
}

fn answer(desk: &Desk, code: &str, form: &Form, asked: &HeaderMap) -> Result<Response, StoreError> {
    let Some(t) = archive::languages().iter().find(|l| l.code() == code) else {
        return Ok(desk.missing());
    };
    let (lists, keeping) = readable(desk, asked)?;
    let chosen: Vec<Readable> = match form.community.as_str() {
        "" => lists.clone(),
        slug => lists.iter().filter(|l| l.settings.slug() == slug).cloned().collect(),
    };
    // A community that is not there, or not for everyone.
    if chosen.is_empty() && !form.community.is_empty() {
        return Ok(desk.missing());
    }
    let query = form.query();
    let face = &desk.face;
    let look = || {
        let wanted = (&query, form.page);
        found::search(&face.archive, &face.store, &face.search, &chosen, wanted)
    };
    let findings = match (!query.is_empty()).then(look).transpose() {
        Ok(findings) => findings,
        Err(SearchError::Store(error)) => return Err(error),
        Err(SearchError::Index(error)) => {
            tracing::error!(event = "search-failed", %error);
            return Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        }
    };
    match search_page::render(&face.archive, t, &lists, form, findings.as_ref()) {
        Ok(html) => Ok(sealed(respond(html, asked), keeping)),
        Err(error) => {
            tracing::error!(event = "search-failed", %error);
            Ok(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

fn respond(html: String, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &str| {
        headers.extend(HeaderValue::from_str(value).ok().map(|v| (name, v)));
    };
    add(header::CONTENT_TYPE, "text/html; charset=utf-8");
    add(header::CACHE_CONTROL, "no-cache");
    add(header::VARY, "accept-encoding");
    add(header::CONTENT_SECURITY_POLICY, form_security_policy());
    match accepts_gzip(asked).then(|| gzip(html.as_bytes())).flatten() {
        Some(packed) => {
            add(header::CONTENT_ENCODING, "gzip");
            (headers, packed).into_response()
        }
        None => (headers, html).into_response(),
    }
}

/// Too many search at once.
fn busy(desk: &Desk, code: &str) -> Response {
    let t = archive::languages().iter().find(|l| l.code() == code);
    let Some(t) = t else { return desk.missing() };
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::RETRY_AFTER, "5")];
    (StatusCode::SERVICE_UNAVAILABLE, kind, t.s("search-busy")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let form = read("q=l%27%C3%A9t%C3%A9+2019&c=cdp&notes=1&page=3&q2=x&&=&%");
        assert_eq!((form.q.as_str(), form.community.as_str(), form.page), ("l'été 2019", "cdp", 3));
        assert_eq!(read("q=100%&de=%zz%4").q, "100%");
        assert_eq!(read("q=%FF%00a%0d%0a").q, "\u{FFFD} a  ");
        assert!(read(&format!("q={}", "é".repeat(20_000))).q.len() <= ASKED);
    }
}
