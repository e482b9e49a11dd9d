//! What a page says of itself to those who link to it and those who index it: a description, and for
//! what is public the Open Graph fields and schema.org's JSON-LD. Not what people read.

use serde_json::{Value, json};

use super::community::Community;
use super::page::Frame;
use crate::clock::Timestamp;
use crate::digest::excerpt::shorten;
use crate::list::settings::Visibility;

/// Characters of a description.
const DESCRIPTION: usize = 160;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct About {
    /// In a sentence or two; may be empty.
    pub description: String,
    /// The fields that other sites show with a link to it; `None`: it is not public.
    pub shown: Option<Shown>,
}

/// What stands with a link to a public page.
#[derive(Debug)]
pub(super) struct Shown {
    /// Its title, without the community's name.
    pub title: String,
    /// Open Graph's type: `website`, `article`.
    pub kind: &'static str,
    /// Whose it is.
    pub site: String,
    /// JSON-LD, safe within HTML; empty: none.
    pub data: String,
}

/// A conversation, as schema.org sees one.
#[derive(Debug)]
pub(super) struct Discussion<'a> {
    /// Its title.
    pub title: &'a str,
    /// Who opened it.
    pub author: &'a str,
    /// How it begins.
    pub lead: &'a str,
    /// Its language.
    pub lang: &'a str,
    /// When it was opened.
    pub opened: Timestamp,
    /// When its last message came.
    pub last: Timestamp,
    /// Messages in all.
    pub messages: usize,
}

impl Frame {
    /// Says what the page is, for a search's extract.
    pub fn describe(&mut self, description: &str) {
        self.about.description = shorten(description.trim(), DESCRIPTION);
    }

    /// Says whose page it is to who shares a link to it; nothing of what is private.
    pub fn show(&mut self, community: &Community, title: &str, kind: &'static str) {
        self.about.shown = (community.visibility == Visibility::Public).then(|| Shown {
            title: title.to_owned(),
            kind,
            site: community.name.clone(),
            data: String::new(),
        });
    }

    /// The same of a page of the whole site.
    pub fn show_site(&mut self, title: &str, data: &Value) {
        let data = safe(data);
        let shown = Shown { title: title.to_owned(), kind: "website", site: String::new(), data };
        self.about.shown = Some(shown);
    }

    /// Adds what the page is to a machine that knows schema.org.
    pub fn data(&mut self, data: &Value) {
        if let Some(shown) = &mut self.about.shown {
            shown.data = safe(data);
        }
    }
}

/// JSON within a `script` element: nothing in it can end the element or begin another (threat 20).
fn safe(data: &Value) -> String {
    let text = data.to_string();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The front page: schema.org's WebSite.
pub(super) fn website(name: &str, url: &str, lang: &str) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": name,
        "url": url,
        "inLanguage": lang,
    })
}

/// A community: schema.org's CollectionPage.
pub(super) fn collection(community: &Community, url: &str) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": community.name,
        "url": url,
        "inLanguage": community.lang,
    })
}

/// A conversation: schema.org's DiscussionForumPosting.
pub(super) fn discussion(
    talk: &Discussion<'_>,
    url: &str,
    (community, list): (&str, &str),
) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": talk.title,
        "url": url,
        "author": { "@type": "Person", "name": talk.author },
        "datePublished": moment(talk.opened),
        "dateModified": moment(talk.last),
        "inLanguage": talk.lang,
        "text": talk.lead,
        "commentCount": talk.messages.saturating_sub(1),
        "isPartOf": { "@type": "CollectionPage", "name": community, "url": list },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_its_element() {
        let hostile = json!({ "name": "</script><script>alert(1)</script><!--\u{2028}&amp;" });
        let text = safe(&hostile);
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), hostile);
    }
}
