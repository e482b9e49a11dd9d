//! The demo's pages: what stands on each, and how a mail is shown without harm. Not how they are
//! asked for.

use askama::Template;
use linkify::{LinkFinder, LinkKind};

use super::mailbox::Line;
use crate::clock::{TimeZone, Timestamp};
use crate::locale::Locale;
use crate::mail::message::Attachment;

/// The archive's style, so that both look like one place.
const STYLE: &str = include_str!("../../templates/archive/style.css");
/// What only the demo's pages need.
const OWN_STYLE: &str = include_str!("../../templates/demo/demo.css");

/// What every page has.
#[derive(Debug)]
pub(super) struct Frame {
    /// The page's language.
    pub t: &'static Locale,
    pub title: String,
    /// The same page in the other languages: code, name, address.
    pub others: Vec<(&'static str, String, String)>,
    /// The way up: address, name.
    pub crumbs: Vec<(String, String)>,
}

impl Frame {
    pub fn style(&self) -> &'static str {
        STYLE
    }

    pub fn own_style(&self) -> &'static str {
        OWN_STYLE
    }
}

/// A community on the front page.
#[derive(Debug)]
pub(super) struct CommunityRow {
    pub name: String,
    pub address: String,
    /// Its public pages, when it has some.
    pub page: Option<String>,
    pub posts: usize,
}

/// A mailbox on the front page.
#[derive(Debug)]
pub(super) struct PersonRow {
    pub href: String,
    pub name: String,
    pub modes: Vec<String>,
    pub mails: usize,
}

#[derive(Template)]
#[template(path = "demo/front.html")]
pub(super) struct FrontPage {
    pub f: Frame,
    pub people: Vec<PersonRow>,
    pub communities: Vec<CommunityRow>,
    /// Whose mailbox to begin with.
    pub first: Option<(String, String)>,
    pub smtp: String,
}

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
pub(super) struct MailboxPage {
    pub f: Frame,
    pub address: String,
    pub modes: Vec<String>,
    pub lines: Vec<Line>,
    /// Lists to write to: address of the form, the list's name.
    pub lists: Vec<(String, String)>,
    pub zone: TimeZone,
}

impl MailboxPage {
    pub fn at(&self, at: &Timestamp) -> String {
        self.f.t.date_time(*at, &self.zone)
    }
}

/// Which of its two forms a mail is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Text,
    Html,
}

/// A mail.
#[derive(Debug)]
pub(super) struct MailView {
    pub from: String,
    pub to: String,
    pub at: String,
    pub text: Vec<Piece>,
    /// Address of the HTML form, when there is one.
    pub html: Option<String>,
    pub shown: Shown,
    pub files: Vec<Attachment>,
    pub headers: String,
}

impl MailView {
    pub fn is_html(&self) -> bool {
        self.shown == Shown::Html
    }
}

/// A form to write with.
#[derive(Debug)]
pub(super) struct FormView {
    pub action: String,
    pub to: String,
    pub subject: String,
    /// What the link that led here says it answers.
    pub in_reply_to: String,
    pub text: String,
}

#[derive(Template)]
#[template(path = "demo/mail.html")]
pub(super) struct MailPage {
    pub f: Frame,
    pub mail: MailView,
    pub form: FormView,
    /// The mail's own page, without a form of another address.
    pub href: String,
}

#[derive(Template)]
#[template(path = "demo/write.html")]
pub(super) struct WritePage {
    pub f: Frame,
    pub form: FormView,
}

/// What became of what was sent.
#[derive(Debug)]
pub(super) enum Fate {
    /// It stands in a thread, whose page has this address, if everybody may read it.
    Posted { thread: String, page: Option<String> },
    /// It was taken, and answered or passed on by mail.
    Taken,
    /// It was refused, with these words.
    Refused(String),
}

#[derive(Template)]
#[template(path = "demo/sent.html")]
pub(super) struct SentPage {
    pub f: Frame,
    pub fate: Fate,
    pub mailbox: String,
    pub front: String,
}

/// A piece of a mail's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Link { href: String, text: String },
}

/// Cuts a text into words and links: web addresses as they are; mail addresses of `host` to the form
/// at `form`.
pub(super) fn pieces(text: &str, host: &str, form: &str) -> Vec<Piece> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    let cut = finder.spans(text).map(|span| {
        let words = span.as_str().to_owned();
        let ours = words.to_lowercase().ends_with(&format!("@{host}"));
        let web = words.starts_with("http://") || words.starts_with("https://");
        match span.kind() {
            Some(LinkKind::Email) if ours => {
                Piece::Link { href: format!("{form}?to={}#reply", query(&words)), text: words }
            }
            Some(LinkKind::Url) if web => Piece::Link { href: words.clone(), text: words },
            _ => Piece::Text(words),
        }
    });
    cut.collect()
}

/// Percent-encodes what a query value cannot hold (RFC 3986 §3.4; `+` is a space in forms).
pub(super) fn query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || b"-._~@".contains(&b) => out.push(char::from(b)),
            b => out += &format!("%{b:02X}"),
        }
    }
    out
}

/// A mail's HTML for a frame that runs no script: mail links lead to the form at `form`, what could
/// fetch or act is taken out, the mail's own style is kept.
pub(super) fn framed(html: &str, form: &str) -> Result<String, askama::Error> {
    let form = form.to_owned();
    let clean = ammonia::Builder::default()
        .add_generic_attributes(["style", "align", "role"])
        .add_tag_attributes("table", ["width", "cellpadding", "cellspacing", "border"])
        .rm_tags(["img"])
        .add_clean_content_tags(["title"])
        .add_url_schemes(["mailto"])
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("a", "href") => Some(form_link(value, &form).into()),
            _ => Some(value.into()),
        })
        .clean(html)
        .to_string();
    FramedPage { html: clean }.render()
}

#[derive(Template)]
#[template(path = "demo/framed.html")]
struct FramedPage {
    html: String,
}

/// `mailto:a+b@x?subject=…` as the form's address; other links as they are. A `+` in a mail link is
/// a plus; in a form's query it would be a space.
fn form_link(link: &str, form: &str) -> String {
    let Some(target) = link.strip_prefix("mailto:") else { return link.to_owned() };
    let target = target.replace('+', "%2B");
    let (to, more) = target.split_once('?').unwrap_or((&target, ""));
    let joined = if more.is_empty() { "" } else { "&" };
    format!("{form}?to={to}{joined}{more}#reply")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_ours_lead_to_the_form() {
        let text =
            "Répondre : jardins+f4abc@listes.example.org, ou zoe@example.org\nhttps://x.example/a";
        let cut = pieces(text, "listes.example.org", "./");
        let links: Vec<_> = cut
            .iter()
            .filter_map(|p| match p {
                Piece::Link { href, .. } => Some(href.as_str()),
                Piece::Text(_) => None,
            })
            .collect();
        assert_eq!(
            links,
            ["./?to=jardins%2Bf4abc@listes.example.org#reply", "https://x.example/a"]
        );
        let whole: String = cut
            .iter()
            .map(|p| match p {
                Piece::Link { text, .. } | Piece::Text(text) => text.as_str(),
            })
            .collect();
        assert_eq!(whole, text);
    }

    #[test]
    fn mail_links_in_html_lead_to_the_form() {
        let html = r#"<p style="margin:0"><a href="mailto:l+f4@x.org?subject=Re%3A%20a+b">Oui</a>
            <a href="http://x.example/">y</a><img src="http://x.example/i"><script>1</script>"#;
        let page = framed(html, "F").unwrap();
        for want in [
            r#"style="margin:0""#,
            r#"href="F?to=l%2Bf4@x.org&amp;subject=Re%3A%20a%2Bb#reply""#,
            r#"href="http://x.example/""#,
        ] {
            assert!(page.contains(want), "{want} is not in {page}");
        }
        assert!(!page.contains("<img") && !page.contains("<script"));
    }
}
