//! The headers every answer carries (threats 20, 21, 23): nothing is loaded, framed, guessed or told
//! to other sites.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use crate::archive::content_security_policy;

/// What robots may do with an answer, whatever stands in it.
pub(super) const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (ROBOTS, "noindex"),
];

/// Adds the headers to an answer; a route that set its own policy keeps it.
pub async fn secure(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(content_security_policy());
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    response
}
