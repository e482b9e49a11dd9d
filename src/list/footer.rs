//! The words under a copy in the community preset: how to reply, where the conversation is, how to
//! leave. Where they go in a message is [`crate::mail::footing`]'s business.

use askama::Template;

use crate::locale::Locale;
use crate::mail::address::Address;
use crate::mail::footing::Footer;

/// Stands where a member's own way out goes; no name or URL holds it.
const LEAVE: &str = "\u{1}";

/// Where a reply to a copy goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replies {
    /// To everyone.
    ToList,
    /// To the author: an announcement.
    ToAuthor,
    /// To those who animate: a call to all.
    ToTeam,
}

/// Where an empty mail says how one wants to hear of a thread.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// All of it, at once.
    pub follow: Address,
    /// Nothing more of it.
    pub mute: Address,
}

#[derive(Template)]
#[template(path = "mail/footer.txt")]
struct Text<'a> {
    t: &'a Locale,
    name: &'a str,
    reply: &'a str,
    thread: Option<&'a str>,
    wishes: Option<&'a Wishes>,
    leave: &'a str,
}

#[derive(Template)]
#[template(path = "mail/footer.html")]
struct Html<'a> {
    t: &'a Locale,
    name: &'a str,
    reply: &'a str,
    thread: Option<&'a str>,
    wishes: Option<&'a Wishes>,
    leave: &'a str,
}

/// The footer of one post in one language; each member's differs by their way out only.
#[derive(Clone, Debug)]
pub struct Model {
    text: String,
    html: String,
}

impl Model {
    /// The footer for posts of the list called `name`; `thread` is the page of the conversation, when
    /// there is one. Only a conversation of all has `wishes`.
    pub fn new(
        t: &Locale,
        name: &str,
        (thread, wishes): (Option<&str>, &Wishes),
        replies: Replies,
    ) -> Self {
        let wishes = Some(wishes).filter(|_| replies == Replies::ToList);
        let name = name.split(char::is_control).collect::<Vec<_>>().join(" ");
        let (name, leave) = (name.as_str(), LEAVE);
        let reply = match replies {
            Replies::ToList => "footer-reply",
            Replies::ToAuthor => "footer-reply-author",
            Replies::ToTeam => "footer-reply-team",
        };
        // Rendering into a String fails for no template without a failing filter.
        let text = Text { t, name, reply, thread, wishes, leave }.render().unwrap_or_default();
        let html = Html { t, name, reply, thread, wishes, leave }.render().unwrap_or_default();
        Self { text: lines(&text), html: ascii(&lines(&html)) }
    }

    /// The footer with this way out.
    pub fn for_leaving(&self, leave: &Address) -> Footer {
        let html = leave.as_str().replace('&', "&amp;").replace('\'', "&#39;");
        Footer {
            text: self.text.replace(LEAVE, leave.as_str()),
            html: self.html.replace(LEAVE, &ascii(&html)),
        }
    }
}

/// CRLF line ends, one at the end.
fn lines(text: &str) -> String {
    text.trim_end().split('\n').flat_map(|line| [line, "\r\n"]).collect()
}

/// Letters beyond ASCII as character references: the page's charset does not matter then.
fn ascii(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 32);
    for c in html.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    fn wishes() -> Wishes {
        let of =
            |word: &str| Address::parse(&format!("cdp+f4x-{word}@listes.example.org")).unwrap();
        Wishes { follow: of("suivre"), mute: of("muet") }
    }

    fn leave() -> Address {
        Address::parse("cdp-leave+u4x@listes.example.org").unwrap()
    }

    #[test]
    fn text() {
        let url = Some("https://listes.example.org/fr/c/cdp/f/4/");
        let model = Model::new(locale::get("fr"), "Communauté", (url, &wishes()), Replies::ToList);
        assert_eq!(
            model.for_leaving(&leave()).text,
            "\r\n-- \r\nCommunauté\r\nPour répondre à tout le monde, répondez à ce message.\r\n\
             Toute la conversation\u{a0}: https://listes.example.org/fr/c/cdp/f/4/\r\n\
             Pour ne plus rien recevoir de ce fil\u{a0}: cdp+f4x-muet@listes.example.org\r\n\
             Pour quitter cette communauté, écrivez à cdp-leave+u4x@listes.example.org\r\n"
        );
        let model = Model::new(locale::get("en"), "News", (None, &wishes()), Replies::ToAuthor);
        assert_eq!(
            model.for_leaving(&leave()).text,
            "\r\n-- \r\nNews\r\nYour reply will go to the person who wrote this message.\r\n\
             To leave this community, write to cdp-leave+u4x@listes.example.org\r\n"
        );
    }

    #[test]
    fn html_is_ascii_and_escaped() {
        let model = Model::new(locale::get("fr"), "<b>É\r\n", (None, &wishes()), Replies::ToList);
        let html = model.for_leaving(&Address::parse("a&'b@example.org").unwrap()).html;
        assert!(html.is_ascii() && html.ends_with("</div>\r\n"), "{html}");
        assert!(!html.contains("<b>") && html.contains("&#201;"), "{html}");
        assert!(html.contains("href=\"mailto:a&amp;&#39;b@example.org\""), "{html}");
        assert!(html.contains("mailto:cdp+f4x-suivre@") && html.contains("mailto:cdp+f4x-muet@"));
    }
}
