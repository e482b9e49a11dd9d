//! Lines of both parts, printed by their templates and encoded once: what stands on top and at the end, a
//! section, a thread. Not which of them stand in a mail.

use std::sync::Arc;

use askama::Template;

use super::wrap;
use crate::digest::view::{Body, Item, Piece, Section, View};
use crate::mail::part::{Part, Stretch};

/// What begins the threads on one line.
const LIST: &str = r#"<ul style="list-style:none;margin:20px 0 0;padding:0">"#;
#[derive(Template)]
#[template(path = "mail/digest_head.txt", ext = "txt")]
struct TextHead<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/digest_section.txt", ext = "txt")]
struct TextSection<'a> {
    v: &'a View,
    section: &'a Section,
}

#[derive(Template)]
#[template(path = "mail/digest_section_end.txt", ext = "txt")]
struct TextSectionEnd<'a> {
    v: &'a View,
    section: &'a Section,
}

#[derive(Template)]
#[template(path = "mail/digest_foot.txt", ext = "txt")]
struct TextFoot<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/digest_head.html", ext = "html")]
struct HtmlHead<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/digest_section.html", ext = "html")]
struct HtmlSection<'a> {
    section: &'a Section,
}

#[derive(Template)]
#[template(path = "mail/digest_section_end.html", ext = "html")]
struct HtmlSectionEnd<'a> {
    section: &'a Section,
}

#[derive(Template)]
#[template(path = "mail/digest_foot.html", ext = "html")]
struct HtmlFoot<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/digest_item.txt", ext = "txt")]
struct TextItem<'a> {
    item: &'a Item,
}

#[derive(Template)]
#[template(path = "mail/digest_item.html", ext = "html")]
struct HtmlItem<'a> {
    item: &'a Item,
}

#[derive(Template)]
#[template(path = "mail/digest_body.txt", ext = "txt")]
struct TextBody<'a> {
    body: &'a Body,
}

#[derive(Template)]
#[template(path = "mail/digest_body.html", ext = "html")]
struct HtmlBody<'a> {
    body: &'a Body,
}

#[derive(Template)]
#[template(path = "mail/digest_links.txt", ext = "txt")]
struct TextLinks<'a> {
    item: &'a Item,
}

#[derive(Template)]
#[template(path = "mail/digest_links.html", ext = "html")]
struct HtmlLinks<'a> {
    item: &'a Item,
}

#[derive(Template)]
#[template(path = "mail/digest_line.html", ext = "html")]
struct HtmlLine<'a> {
    item: &'a Item,
}

/// The body of an item, laid out.
#[derive(Clone, Debug)]
pub(in crate::digest) struct Laid {
    both: Both,
    text: String,
}

/// Some lines of both parts.
#[derive(Clone, Debug)]
pub(in crate::digest) struct Both {
    text: Arc<Stretch>,
    html: Arc<Stretch>,
}

impl Both {
    fn new(text: &str, html: &str) -> Self {
        // The templates begin each line of HTML with its line end.
        let html = Stretch::new(html.trim_start_matches('\n'));
        Self { text: Arc::new(Stretch::new(text)), html: Arc::new(html) }
    }

    /// What stands on top.
    pub fn head(v: &View) -> Result<Self, askama::Error> {
        Ok(Self::new(&TextHead { v }.render()?, &HtmlHead { v }.render()?))
    }

    /// Sections one after the other.
    pub fn sections(v: &View, sections: &[Section]) -> Result<Vec<Self>, askama::Error> {
        let mut all = Vec::new();
        for section in sections {
            let text = TextSection { v, section }.render()?;
            all.push(Self::new(&text, &HtmlSection { section }.render()?));
            for item in &section.items {
                all.push(Self::new(&format!("\n{}", item.titled()), &HtmlItem { item }.render()?));
                all.push(item.body.laid()?.both.clone());
                let text = TextLinks { item }.render()?;
                all.push(Self::new(text.trim_start_matches('\n'), &HtmlLinks { item }.render()?));
            }
            all.extend(Self::lines(&section.lines)?);
            let text = TextSectionEnd { v, section }.render()?;
            all.push(Self::new(&text, &HtmlSectionEnd { section }.render()?));
        }
        Ok(all)
    }

    /// Threads on one line.
    fn lines(lines: &[Item]) -> Result<Vec<Self>, askama::Error> {
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let mut all = vec![Self::new("", LIST)];
        for item in lines {
            let text = format!("\n{}", TextItem { item }.render()?);
            all.push(Self::new(&text, &HtmlLine { item }.render()?));
        }
        all.push(Self::new("", "</ul>"));
        Ok(all)
    }

    /// What stands at the end.
    pub fn foot(v: &View) -> Result<Self, askama::Error> {
        Ok(Self::new(&TextFoot { v }.render()?, &HtmlFoot { v }.render()?))
    }

    /// The two parts.
    pub fn parts(all: impl IntoIterator<Item = Self>) -> (Part, Part) {
        let (mut text, mut html) = (Part::default(), Part::default());
        for stretch in all {
            text.push(stretch.text);
            html.push(stretch.html);
        }
        (text, html)
    }
}

impl Body {
    /// A line of its own below the title.
    fn below(&self, text: &str) -> String {
        wrap("    ", text, 4)
    }

    /// Both parts of it.
    fn laid(&self) -> Result<&Laid, askama::Error> {
        if let Some(laid) = self.laid.get() {
            return Ok(laid);
        }
        let text = TextBody { body: self }.render()?;
        let both = Both::new(&text, &HtmlBody { body: self }.render()?);
        Ok(self.laid.get_or_init(|| Laid { both, text }))
    }
}

impl Item {
    /// All that the text part says of it.
    pub(super) fn spelled(&self) -> Result<String, askama::Error> {
        let body = self.body.laid()?.text.as_str();
        Ok(format!("{}\n{body}{}", self.titled(), TextLinks { item: self }.render()?))
    }

    /// The same of a thread on one line.
    pub(super) fn spelled_short(&self) -> Result<String, askama::Error> {
        TextItem { item: self }.render()
    }
}
