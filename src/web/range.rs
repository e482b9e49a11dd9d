//! Pieces of what is given whole (RFC 9110 §14): one range of octets, for a download that broke off. Several
//! at once, or one that cannot be read, get the whole: the standard lets a server choose (§14.2).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Whether a piece is asked for. A condition on it (If-Range) never holds here: our tags are weak
/// (§13.1.5), so it gets the whole.
pub(super) fn is_asked(asked: &HeaderMap) -> bool {
    asked.contains_key(header::RANGE) && !asked.contains_key(header::IF_RANGE)
}

/// What was asked for of these octets.
pub(super) fn answer(asked: &HeaderMap, mut headers: HeaderMap, bytes: Vec<u8>) -> Response {
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let field = asked.get(header::RANGE).filter(|_| is_asked(asked)).and_then(|v| v.to_str().ok());
    let all = bytes.len();
    let span = match field.and_then(|field| range(field, all)) {
        None => return (headers, Body::from(bytes)).into_response(),
        Some(span) => span,
    };
    let piece = span.and_then(|(first, last)| Some((first, last, bytes.get(first..=last)?)));
    let said = match piece {
        Some((first, last, _)) => format!("bytes {first}-{last}/{all}"),
        None => format!("bytes */{all}"),
    };
    headers.extend(HeaderValue::from_str(&said).ok().map(|v| (header::CONTENT_RANGE, v)));
    match piece {
        Some((_, _, piece)) => {
            (StatusCode::PARTIAL_CONTENT, headers, Body::from(piece.to_vec())).into_response()
        }
        None => (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response(),
    }
}

/// First and last octet of `bytes=…`; `None`: give the whole; `Some(None)`: there is no such piece.
fn range(field: &str, all: usize) -> Option<Option<(usize, usize)>> {
    let (first, last) = field.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<usize>().unwrap_or(usize::MAX))
    };
    let end = all.checked_sub(1);
    match (first, last) {
        ("", suffix) => {
            let length = number(suffix)?;
            Some(end.filter(|_| length > 0).map(|end| (all.saturating_sub(length), end)))
        }
        (first, "") => {
            let first = number(first)?;
            Some(end.filter(|end| first <= *end).map(|end| (first, end)))
        }
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if first > last {
                return None;
            }
            Some(end.filter(|end| first <= *end).map(|end| (first, last.min(end))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let check = |field: &str, want| assert_eq!(range(field, 10), want, "{field}");
        check("bytes=0-3", Some(Some((0, 3))));
        check("bytes=4-", Some(Some((4, 9))));
        check("bytes=-3", Some(Some((7, 9))));
        check("bytes=-99", Some(Some((0, 9))));
        check("bytes=8-99", Some(Some((8, 9))));
        check("bytes=10-", Some(None));
        check("bytes=-0", Some(None));
        for whole in
            ["bytes=3-2", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes=-", "bytes=+1-2"]
        {
            check(whole, None);
        }
        assert_eq!(range("bytes=0-", 0), Some(None));
    }
}
