//! The visitor's language among ours (RFC 9110 §12.5.4). Remembers nothing of them.

use axum::http::{HeaderMap, header};

use crate::archive::languages;
use crate::list::settings::Language;

/// The code of the tree to show: the best of Accept-Language that we have, else `otherwise`, else
/// whatever there is.
pub fn choose(headers: &HeaderMap, otherwise: &Language) -> &'static str {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    asked
        .and_then(best)
        .or_else(|| ours(&otherwise.0))
        .or_else(|| languages().first().map(|l| l.code()))
        .unwrap_or("en")
}

/// The language of ours that a field wants most; the first among equals.
fn best(field: &str) -> Option<&'static str> {
    let mut found: Option<(&'static str, u16)> = None;
    for range in field.split(',').take(50) {
        let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
        let weight = quality(rest);
        let better = weight > 0 && found.is_none_or(|(_, w)| weight > w);
        if let Some(code) = ours(tag).filter(|_| better) {
            found = Some((code, weight));
        }
    }
    found.map(|(code, _)| code)
}

fn ours(tag: &str) -> Option<&'static str> {
    let code = tag.trim().split(['-', '_']).next()?.to_lowercase();
    languages().iter().map(|l| l.code()).find(|c| *c == code)
}

/// RFC 9110 §12.4.2, in thousandths; what cannot be read counts as 1.
fn quality(parameters: &str) -> u16 {
    let value = parameters.split(';').find_map(|p| p.trim().strip_prefix("q="));
    let Some((whole, part)) = value.map(|v| v.split_once('.').unwrap_or((v, ""))) else {
        return 1000;
    };
    let thousandths: u16 = format!("{part:0<3}").get(..3).and_then(|p| p.parse().ok()).unwrap_or(0);
    if whole.trim() == "0" { thousandths } else { 1000 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_language() {
        let check = |field: &str, want| assert_eq!(best(field), want, "{field}");
        check("fr-CA,fr;q=0.9,en;q=0.8", Some("fr"));
        check("de, en-GB;q=0.7, fr;q=0.75", Some("fr"));
        check("fr;q=0, en;q=0.1", Some("en"));
        check("de", None);
        check("*", None);
        check(";;q=,,", None);
        let none = HeaderMap::new();
        assert_eq!(choose(&none, &Language::new("fr-CA")), "fr");
        assert_eq!(choose(&none, &Language::new("xx")), "en");
    }
}
