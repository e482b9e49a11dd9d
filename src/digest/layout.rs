//! The two parts of a digest, text and HTML, from one view: same words, same links, same order. Not the
//! mail's header, nor how large it may be.

use std::sync::Arc;

use askama::Template;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::select::{Plan, Shelf};
use super::view::{Body, Item, Link, Paper, Piece, Section, View};
use crate::list::{ListId, PollNo, ThreadNo};
use crate::mail::part::{Part, Stretch};

/// What begins the threads on one line.
const LIST: &str = r#"<ul style="list-style:none;margin:20px 0 0;padding:0">"#;
/// Columns of the text part.
const WIDTH: usize = 72;

/// A thread as the digest named it, for the replies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its number in the digest, from 1.
    pub n: usize,
    /// Its list.
    pub list: ListId,
    /// Its number in the list.
    pub thread: ThreadNo,
    /// Its title as shown.
    pub title: String,
    /// All that was said of it, in either part.
    pub text: String,
}

impl Named {
    fn new(item: &Item, mut text: String) -> Self {
        item.links.iter().for_each(|link| {
            text.push('\n');
            text.push_str(&link.label);
        });
        let title = item.title.clone();
        Self { n: item.n, list: item.list, thread: item.thread, title, text }
    }
}

/// A poll as the digest lettered it, for the replies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lettered {
    /// Its letter in the digest.
    pub letter: char,
    /// Its list.
    pub list: ListId,
    /// Its number in the list.
    pub poll: PollNo,
}

/// A digest made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Subject, at most 70 characters.
    pub subject: String,
    /// Text part.
    pub text: Part,
    /// HTML part; none in the traditional forms.
    pub html: Option<Part>,
    /// Whole messages, each a part of its own.
    pub messages: Vec<Vec<u8>>,
    /// Lists of the communities in it, in order of number.
    pub lists: Vec<ListId>,
    /// The threads it names, in order.
    pub items: Vec<Named>,
    /// The polls it letters, in order.
    pub polls: Vec<Lettered>,
    /// The threads that it only counts, in order.
    pub counted: Vec<(ListId, ThreadNo)>,
    /// What it says besides its items.
    pub rest: String,
}

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
pub(super) struct Laid {
    both: Both,
    text: String,
}

/// Some lines of both parts.
#[derive(Clone, Debug)]
pub(super) struct Both {
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

/// The text part alone, of a digest in one of the traditional forms.
pub(super) fn text_of(v: &View) -> Result<String, askama::Error> {
    let polls: Vec<Section> = v.own.polls.iter().cloned().collect();
    let mut all = vec![Both::head(v)?];
    for sections in [&v.above, &polls, &v.below] {
        all.extend(Both::sections(v, sections)?);
    }
    all.push(Both::foot(v)?);
    Ok(Both::parts(all).0.text())
}

/// The threads that are only a number.
pub(super) fn counted(facts: &Facts, plan: &Plan<'_>) -> Vec<(ListId, ThreadNo)> {
    let of = |s: &Shelf<'_>| {
        let list = facts.communities.get(s.community).map(|c| c.list);
        list.map(|list| s.more.iter().map(|t| (list, t.no)).collect::<Vec<_>>())
    };
    plan.shelves.iter().filter_map(of).flatten().collect()
}

/// The threads that sections name.
pub(super) fn named<'a>(
    sections: impl Iterator<Item = &'a Section>,
) -> Result<Vec<Named>, askama::Error> {
    let mut items = Vec::new();
    for section in sections {
        for item in &section.items {
            let body = item.body.laid()?.text.as_str();
            let text = format!("{}\n{body}{}", item.titled(), TextLinks { item }.render()?);
            items.push(Named::new(item, text));
        }
        for item in &section.lines {
            items.push(Named::new(item, TextItem { item }.render()?));
        }
    }
    Ok(items)
}

/// What sections say besides their threads.
pub(super) fn besides<'a>(sections: impl Iterator<Item = &'a Section>) -> Vec<String> {
    let mut said = Vec::new();
    for section in sections {
        said.push(section.heading.clone());
        said.extend(section.says.iter().map(|s| s.text.clone()));
        said.extend(section.received.iter().chain(&section.more).cloned());
        for poll in &section.polls {
            said.extend([poll.title.clone(), poll.meta.clone()]);
            said.extend([poll.link.line(), poll.link.label.clone()]);
            said.extend(poll.options.iter().flat_map(|o| [o.line(), o.label.clone()]));
        }
        said.extend(section.more_link.iter().flat_map(Link::said));
    }
    said
}

/// What stands around the sections.
pub(super) fn around(v: &View) -> Vec<String> {
    let own = &v.own;
    let mut said = vec![own.hello.clone(), v.pulse.clone(), v.preheader.clone()];
    said.extend(besides(own.polls.iter()));
    said.extend(own.leave.iter().chain(&v.contacts).flat_map(Link::said));
    said.extend(v.how.iter().chain(&own.tips).chain(&v.sender).cloned());
    let foot = [v.t.s("digest-how"), v.why.clone(), own.rhythm.clone(), v.change.clone()];
    said.extend(foot);
    said
}

/// Lines of at most [`WIDTH`] columns under `indent`, the first one led by `lead`. Breaks at ordinary
/// blanks only: a number stays with its unit.
fn wrap(lead: &str, text: &str, indent: usize) -> String {
    broken(lead, text, (indent, WIDTH))
}

fn broken(lead: &str, text: &str, (indent, most): (usize, usize)) -> String {
    let pad = " ".repeat(indent);
    let mut lines = vec![lead.to_owned()];
    let mut empty = true;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let width = lines.last().map_or(0, |l| l.chars().count());
        if !empty && width + 1 + word.chars().count() > most {
            lines.push(pad.clone());
            empty = true;
        }
        if let Some(line) = lines.last_mut() {
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
    }
    lines.join("\n")
}

/// A line broken at blanks where it is too long; what was quoted stays as it was.
pub(super) fn wrapped_to(line: &str, width: usize) -> String {
    if line.chars().count() <= width || line.starts_with('>') {
        return line.to_owned();
    }
    broken("", line, (0, width))
}

impl Item {
    /// `[3] Title`, wrapped under itself.
    fn titled(&self) -> String {
        let lead = format!("[{}] ", self.n);
        wrap(&lead, &self.title, 4)
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

impl Paper {
    fn titled(&self) -> String {
        wrap("", &self.title, 3)
    }

    fn meta(&self) -> String {
        wrap("    ", &self.meta, 4)
    }

    fn said(&self) -> Option<String> {
        self.said.as_ref().map(|said| wrap("    ", said, 4))
    }

    fn options(&self) -> Vec<String> {
        let one = |o: &Link| wrap(&format!("    {}", o.before), &o.shown, 7);
        self.options.iter().map(one).collect()
    }
}

impl Link {
    /// « Répondre : cdp+f…@… », never wrapped.
    fn line(&self) -> String {
        format!("{} {}", self.before, self.shown)
    }

    /// In either part.
    fn said(&self) -> [String; 2] {
        [self.line(), self.label.clone()]
    }
}

impl View {
    /// A name for the end of the digest.
    pub(super) fn slug(&self) -> &str {
        &self.slug
    }

    fn opening(&self) -> String {
        wrap("", &format!("{} {}", self.own.hello, self.pulse), 0)
    }

    fn tip(&self, tip: &str) -> String {
        wrap("", &self.t.a("newcomer-tip", "tip", tip), 2)
    }

    fn wrapped(&self, text: &str) -> String {
        wrap("", text, 0)
    }

    fn capitals(&self, text: &str) -> String {
        text.to_uppercase()
    }
}
