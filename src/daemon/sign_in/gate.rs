//! Whether a form comes from our own pages, and how often one network may ask and guess. Counted in memory,
//! since it only slows somebody down: a restart forgets it. What one mailbox may be sent is the store's.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};

use crate::clock::Timestamp;
use crate::list::urls::Urls;

/// Links asked for from one network within an hour; the misses it may make are as many (threat 10).
const PER_HOUR: usize = 20;
/// Networks remembered. When there are more, all are forgotten: so many at once are an attack that no
/// count by network stops.
const NETWORKS: usize = 20_000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kept {
    /// Links asked for.
    Asking,
    /// Links that were none, or no more.
    Looking,
}

/// The first octets of an address: a /24, or a /64; of nobody, none.
type Network = Option<[u8; 8]>;

/// What networks did within the hour, in seconds.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<HashMap<(Kept, Network), Vec<i64>>>);

impl Gate {
    /// Whether one more is let through. Asking counts when it is let through, looking when it missed.
    pub fn admits(&self, kept: Kept, from: Option<IpAddr>, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = within_the_hour(&mut all, (kept, network(from)), now);
        let room = times.len() < PER_HOUR;
        if room && kept == Kept::Asking {
            times.push(now.as_second());
        }
        room
    }

    /// A link was none.
    pub fn missed(&self, from: Option<IpAddr>, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        within_the_hour(&mut all, (Kept::Looking, network(from)), now).push(now.as_second());
    }
}

fn within_the_hour(
    all: &mut HashMap<(Kept, Network), Vec<i64>>,
    key: (Kept, Network),
    now: Timestamp,
) -> &mut Vec<i64> {
    if all.len() >= NETWORKS && !all.contains_key(&key) {
        all.retain(|_, times| times.last().is_some_and(|t| (now.as_second() - t).abs() < 3_600));
        if all.len() >= NETWORKS {
            all.clear();
        }
    }
    let times = all.entry(key).or_default();
    times.retain(|t| (now.as_second() - t).abs() < 3_600);
    times
}

fn network(ip: Option<IpAddr>) -> Network {
    ip.map(|ip| match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            [0, 0, 0, 0, 0, a, b, c]
        }
        IpAddr::V6(ip) => {
            let [a, b, c, d, e, f, g, h, ..] = ip.octets();
            [a, b, c, d, e, f, g, h]
        }
    })
}

/// Who asks. Beside us stands a proxy, and what it adds last to X-Forwarded-For is whom it serves; what
/// others claim is not read.
pub(super) fn client(headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
    let beside = peer.is_none_or(|ip| ip.to_canonical().is_loopback());
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    let said = last.and_then(|v| v.to_str().ok()).and_then(|v| v.rsplit(',').next());
    let said = said.and_then(|ip| ip.trim().parse().ok());
    said.filter(|_| beside).or(peer)
}

/// Whether a form was sent from one of our pages. Browsers say so themselves (Fetch Metadata, or Origin, RFC
/// 6454 §7); lynx and w3m say neither, follow no form of another site by themselves, and are let through.
pub(super) fn is_ours(headers: &HeaderMap, urls: &Urls) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    let Some((_, authority)) = origin.split_once("://") else { return false };
    let host = urls.base().split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    [Some(host), text(header::HOST.as_str())]
        .into_iter()
        .flatten()
        .any(|known| !known.is_empty() && known.eq_ignore_ascii_case(authority))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        all.iter().map(|(n, v)| (n.parse().unwrap(), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn forms_of_other_sites() {
        let urls = Urls::new("https://listes.example.org/palabre");
        let check = |all: &[_], want| assert_eq!(is_ours(&headers(all), &urls), want, "{all:?}");
        check(&[], true);
        check(&[("sec-fetch-site", "same-origin"), ("origin", "null")], true);
        check(&[("sec-fetch-site", "none")], true);
        for other in ["cross-site", "same-site", "x", ""] {
            check(&[("sec-fetch-site", other), ("origin", "https://listes.example.org")], false);
        }
        check(&[("origin", "https://listes.example.org")], true);
        check(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], true);
        check(&[("origin", "https://evil.example"), ("host", "listes.example.org")], false);
        check(&[("origin", "https://listes.example.org.evil.example")], false);
        check(&[("origin", "null")], false);
    }

    #[test]
    fn only_the_proxy_beside_us_is_believed() {
        let ip = |text: &str| Some(text.parse().unwrap());
        let said = headers(&[("x-forwarded-for", "10.9.9.9, 192.0.2.7")]);
        assert_eq!(client(&said, ip("127.0.0.1")), ip("192.0.2.7"));
        assert_eq!(client(&said, ip("198.51.100.4")), ip("198.51.100.4"));
        assert_eq!(client(&headers(&[("x-forwarded-for", "x")]), ip("::1")), ip("::1"));
        assert_eq!(client(&HeaderMap::new(), None), None);
    }

    #[test]
    fn a_network_asks_so_often_within_an_hour() {
        let gate = Gate::default();
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        let asks =
            |ip: &str, second| gate.admits(Kept::Asking, Some(ip.parse().unwrap()), at(second));
        assert!((0..20).all(|i| asks(&format!("192.0.2.{i}"), i)));
        assert!(!asks("192.0.2.99", 30));
        assert!(asks("192.0.3.1", 30) && asks("2001:db8::1", 30));
        assert!(asks("192.0.2.1", 3_601));
        // Looking counts only what missed.
        let looks = |second| gate.admits(Kept::Looking, None, at(second));
        assert!((0..100).all(looks));
        (0..20).for_each(|i| gate.missed(None, at(i)));
        assert!(!looks(21) && looks(4_000));
    }
}
