//! Files of posts. Those that copies link to instead of carrying them: `/a/cdp/12/2/CODE/grille.pdf`; the
//! code in the link is the right to read, whether the list is public does not matter, for only its readers
//! got it. And those of a list for all who may read it: `/c/cdp/m/12/2/grille.pdf`.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::{Desk, Shared, blocking, permalink};
use crate::list::address::Addresses;
use crate::list::{ArticleNo, ListId};
use crate::mail::message::Message;
use crate::store::{StoreError, articles, lists};

/// `GET /a/{slug}/{article}/{part}/{code}/{name}`.
pub(super) async fn file(
    State(desk): State<Shared>,
    Path((slug, article, part, code, _name)): Path<(String, u32, u32, String, String)>,
) -> Response {
    blocking(desk, move |desk| {
        let found = read(desk, &slug, (ArticleNo(article), part), &code)?;
        Ok(found.unwrap_or_else(|| desk.missing()))
    })
    .await
}

/// `GET /c/{slug}/m/{article}/{part}/{name}`.
pub(super) async fn of_list(
    State(desk): State<Shared>,
    Path((slug, article, part, _name)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Response {
    blocking(desk, move |desk| {
        let place = permalink::number(&article).zip(part.parse().ok());
        let found = match (desk.open(&slug, &headers)?, place) {
            (Some(open), Some((article, part))) => {
                give(desk, open.list, (ArticleNo(article), part))?
            }
            _ => None,
        };
        Ok(found.unwrap_or_else(|| desk.missing()))
    })
    .await
}

fn read(
    desk: &Desk,
    slug: &str,
    (no, part): (ArticleNo, u32),
    code: &str,
) -> Result<Option<Response>, StoreError> {
    let store = &desk.face.store;
    let Some((list, settings)) = lists::all(store)?.into_iter().find(|(_, s)| s.slug() == slug)
    else {
        return Ok(None);
    };
    let addresses = Addresses { list: &settings.address, secret: &desk.face.secret };
    if !addresses.is_file_code(no, part, code) {
        return Ok(None);
    }
    give(desk, list, (no, part))
}

/// A part of a post's mail that is attached to it, as a file.
fn give(
    desk: &Desk,
    list: ListId,
    (no, part): (ArticleNo, u32),
) -> Result<Option<Response>, StoreError> {
    let Some(raw) = articles::raw(&desk.face.store, list, no)? else { return Ok(None) };
    let message = Message::parse(&raw);
    let Ok(index) = usize::try_from(part) else { return Ok(None) };
    let known = message.attachments().into_iter().find(|a| a.part == index);
    let bytes = message.attachment_bytes(index).map(<[u8]>::to_vec);
    Ok(known.zip(bytes).map(|(attachment, bytes)| as_file(&attachment.name, bytes)))
}

/// Whatever it says it is, it is saved, never shown (threat 21).
fn as_file(name: &str, bytes: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    let mut add = |name: HeaderName, value: &str| {
        headers.extend(HeaderValue::from_str(value).ok().map(|v| (name, v)));
    };
    add(header::CONTENT_TYPE, "application/octet-stream");
    add(header::CONTENT_DISPOSITION, &disposition(name));
    add(header::CACHE_CONTROL, "private, no-store");
    add(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    (headers, Body::from(bytes)).into_response()
}

/// RFC 6266 §4.3, RFC 8187 §3.2: a name of any letters, percent-encoded.
fn disposition(name: &str) -> String {
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let plain = if plain.is_empty() { "file".to_owned() } else { plain };
    let octet = |b: u8| match char::from(b) {
        c if is_plain(c) => c.to_string(),
        _ => format!("%{b:02X}"),
    };
    let coded: String = name.bytes().map(octet).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out() {
        assert_eq!(
            disposition("été \"x\"\r\n.pdf"),
            "attachment; filename=\"_t___x___.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22%0D%0A.pdf"
        );
        assert_eq!(disposition(""), "attachment; filename=\"file\"; filename*=UTF-8''");
    }
}
