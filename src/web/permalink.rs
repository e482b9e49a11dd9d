//! Permanent addresses: `/c/cdp/m/12` leads to the message wherever it stands today, whatever was
//! merged since. Nothing is said of a private list but to its members, not even that it exists.

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Desk, Shared, blocking, found, language, sealed};
use crate::archive::{Download, page_of_message};
use crate::list::settings::Language;
use crate::list::urls::Urls;
use crate::list::{ArticleNo, ThreadNo};
use crate::store::{StoreError, threads};

/// `GET /c/{slug}/m/{article}`.
pub(super) async fn message(
    State(desk): State<Shared>,
    Path((slug, article)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    blocking(desk, move |desk| {
        Ok(locate(desk, &slug, &article, &headers)?.unwrap_or_else(|| desk.missing()))
    })
    .await
}

fn locate(
    desk: &Desk,
    slug: &str,
    article: &str,
    headers: &HeaderMap,
) -> Result<Option<Response>, StoreError> {
    let Some(open) = desk.open(slug, headers)? else { return Ok(None) };
    let Some(no) = number(article).map(ArticleNo) else { return Ok(None) };
    let place = page_of_message(&desk.face.store, open.list, no)?;
    Ok(place.map(|(thread, page)| {
        let code = language::choose(headers, &open.settings.language);
        let path = Urls::new("").thread(code, slug, thread, page);
        sealed(found(&format!("../../..{path}#m{no}")), open.keeping())
    }))
}

/// Where a page went, when there is none at its path: the thread has fewer pages today, or was joined to
/// another; or its address was written with more than we write, the title after a thread's number
/// (`/f/12-semis/`), a month below the months (`/mois/2019-05/`).
pub(super) fn moved(desk: &Desk, request: &Request) -> Result<Option<Response>, StoreError> {
    let parts: Vec<&str> = request.uri().path().split('/').collect();
    let (code, slug, to) = match parts.as_slice() {
        ["", code, "c", slug, "f", thread, _page, ""] => (code, slug, To::Thread(thread, "../../")),
        // Its own address without a page leads nowhere else.
        ["", code, "c", slug, "f", thread, ""] if thread.contains('-') => {
            (code, slug, To::Thread(thread, "../"))
        }
        ["", code, "c", slug, "mois", month, ""] => (code, slug, To::Month(month)),
        _ => return Ok(None),
    };
    let ours = language::choose(&HeaderMap::new(), &Language::new(code)) == *code;
    let Some(open) = desk.open(slug, request.headers())?.filter(|_| ours) else { return Ok(None) };
    let (store, list) = (&desk.face.store, open.list);
    let place = match to {
        To::Thread(named, up) => {
            let no = named.split_once('-').map_or(named, |(no, _)| no);
            let home = number(no).map(|no| threads::resolve(store, list, ThreadNo(no)));
            home.transpose()?.flatten().map(|home| format!("{up}{}/", home.no))
        }
        To::Month(named) => match Download::of_month(&format!("{named}.mbox.gz")) {
            Some(Download::Month(no)) => {
                let there = threads::months(store, list)?.contains(&no);
                there.then(|| format!("../../{named}/"))
            }
            _ => None,
        },
    };
    Ok(place.map(|place| sealed(found(&place), open.keeping())))
}

/// What such an address names: a thread, and the way up from there; a month.
enum To<'a> {
    Thread(&'a str, &'static str),
    Month(&'a str),
}

/// A number as our own links write it: digits, no sign, no leading zero.
pub(super) fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain)
}
