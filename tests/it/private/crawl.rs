//! Follows every link of a site, as one browser sees it, and remembers which canaries it met where.

use std::collections::{BTreeMap, BTreeSet};

use super::plant::canaries_in;
use crate::harness::browser::{Answer, Browser};

/// A way of asking for the same thing.
pub struct Ways {
    pub method: &'static str,
    pub more: &'static [&'static str],
}

impl Ways {
    pub const ALL: [Self; 7] = [
        Self { method: "GET", more: &[] },
        Self { method: "HEAD", more: &[] },
        Self { method: "GET", more: &["Accept-Encoding: gzip"] },
        Self { method: "GET", more: &["Range: bytes=0-"] },
        Self { method: "GET", more: &["If-None-Match: *"] },
        Self { method: "GET", more: &["If-Modified-Since: Mon, 27 May 2019 12:00:00 GMT"] },
        Self { method: "POST", more: &[] },
    ];
}

/// What one browser found.
pub struct Crawl {
    pub paths: BTreeSet<String>,
    pub found: BTreeSet<usize>,
    met: BTreeMap<usize, Vec<String>>,
}

impl Crawl {
    /// Follows all links from here.
    pub async fn from(browser: &Browser, start: &[&str]) -> Self {
        let mut waiting: Vec<String> = start.iter().map(|s| (*s).to_owned()).collect();
        let (mut paths, mut met) = (BTreeSet::new(), BTreeMap::<usize, Vec<String>>::new());
        while let Some(path) = waiting.pop() {
            if !paths.insert(path.clone()) {
                continue;
            }
            let answer = browser.get(&path).await;
            assert!(answer.status < 400, "{path} is linked to and answers {}", answer.status);
            for n in canaries_in(&[answer.head.as_bytes(), &answer.body].concat()) {
                met.entry(n).or_default().push(path.clone());
            }
            waiting.extend(links(&answer).iter().filter_map(|link| resolved(&path, link)));
        }
        Self { paths, found: met.keys().copied().collect(), met }
    }

    /// Where a canary was met.
    pub fn places(&self, n: usize) -> &[String] {
        self.met.get(&n).map_or(&[], Vec::as_slice)
    }
}

fn links(answer: &Answer) -> Vec<String> {
    let mut found = vec![answer.header("location").to_owned()];
    let kind = answer.header("content-type");
    if kind.contains("html") || kind.contains("xml") {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        for (start, end) in [("href=\"", '"'), ("src=\"", '"'), ("<loc>", '<'), ("url=", '"')] {
            found.extend(
                text.split(start).skip(1).filter_map(|s| Some(s.split_once(end)?.0.into())),
            );
        }
    }
    found.retain(|l| !l.is_empty());
    found
}

/// The path that a link leads to, if it stays here (RFC 3986 §5.2, as far as our pages need it).
fn resolved(from: &str, link: &str) -> Option<String> {
    let link = link.split('#').next()?.replace("&amp;", "&");
    let here = link.strip_prefix("http://lists.example.org").map(str::to_owned);
    let link = here.unwrap_or(link);
    if link.is_empty() || link.contains(':') || link.starts_with("//") {
        return None;
    }
    if link.starts_with('/') {
        return Some(link);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    let folder = link.ends_with("..") || link.ends_with('.') && !path.ends_with('/');
    Some(if folder { path + "/" } else { path })
}
