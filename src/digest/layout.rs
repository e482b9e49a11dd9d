//! The two parts of a digest, text and HTML, from one view: same words, same links, same order, and
//! within a size that no mail program clips. Not the mail's header.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::schedule::Cadence;
use super::select::{self, Limits, Plan, Shelf};
use super::view::{self, Item, Link, Paper, View};
use crate::list::{ListId, ThreadNo};

/// Columns of the text part.
const WIDTH: usize = 72;

/// Octets of the parts, as they travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// HTML part after transfer encoding. Gmail clips at about 102 KB.
    pub html: usize,
    /// Text part after transfer encoding.
    pub text: usize,
}

impl Budget {
    /// product.md §4.3.
    pub const MAIL: Self = Self { html: 60 * 1024, text: 40 * 1024 };
}

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

/// A digest made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Subject, at most 70 characters.
    pub subject: String,
    /// Text part, LF line ends.
    pub text: String,
    /// HTML part; none in the traditional forms.
    pub html: String,
    /// Whole messages, each a part of its own.
    pub messages: Vec<Vec<u8>>,
    /// Lists of the communities in it, in order of number.
    pub lists: Vec<ListId>,
    /// The threads it names, in order.
    pub items: Vec<Named>,
    /// The threads that it only counts, in order.
    pub counted: Vec<(ListId, ThreadNo)>,
    /// What it says besides its items.
    pub rest: String,
}

#[derive(Template)]
#[template(path = "mail/digest.txt", ext = "txt")]
pub(super) struct TextPart<'a> {
    pub v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/digest.html", ext = "html")]
struct HtmlPart<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/digest_item.txt", ext = "txt")]
struct ItemText<'a> {
    item: &'a Item,
}

/// Makes the digest of these facts, as large as the budget allows.
///
/// # Errors
/// When a template fails, which no value can make it do.
pub fn make(facts: &Facts, budget: Budget) -> Result<Made, askama::Error> {
    let mut limits = match facts.cadence {
        Cadence::Return => Limits::RETURN,
        _ => Limits::FULL,
    };
    loop {
        let plan = select::plan(facts, limits);
        let view = view::view(facts, &plan);
        let text = TextPart { v: &view }.render()?;
        let html = HtmlPart { v: &view }.render()?;
        let fits = encoded_size(&html) <= budget.html && encoded_size(&text) <= budget.text;
        match limits.lower().filter(|_| !fits) {
            Some(lower) => limits = lower,
            None => return collect(view, counted(facts, &plan), text, html),
        }
    }
}

/// The threads that are only a number.
fn counted(facts: &Facts, plan: &Plan<'_>) -> Vec<(ListId, ThreadNo)> {
    let of = |s: &Shelf<'_>| {
        let list = facts.communities.get(s.community).map(|c| c.list);
        list.map(|list| s.more.iter().map(|t| (list, t.no)).collect::<Vec<_>>())
    };
    plan.shelves.iter().filter_map(of).flatten().collect()
}

/// What a mail says, for its replies.
pub(super) fn collect(
    view: View,
    counted: Vec<(ListId, ThreadNo)>,
    text: String,
    html: String,
) -> Result<Made, askama::Error> {
    let sections = || view.sections.iter();
    let mut items = Vec::new();
    for item in sections().flat_map(|s| s.items.iter().chain(&s.lines)) {
        let labels = item.links.iter().map(|l| format!("\n{}", l.label)).collect::<String>();
        items.push(Named {
            n: item.n,
            list: item.list,
            thread: item.thread,
            title: item.title.clone(),
            text: ItemText { item }.render()? + &labels,
        });
    }
    let mut rest = vec![view.hello.clone(), view.pulse.clone(), view.preheader.clone()];
    rest.extend(sections().map(|s| s.heading.clone()));
    rest.extend(
        sections().flat_map(|s| {
            s.says.iter().map(|s| &s.text).chain(&s.received).chain(&s.more).cloned()
        }),
    );
    let polls = || sections().flat_map(|s| &s.polls);
    rest.extend(polls().flat_map(|p| {
        let options = p.options.iter().flat_map(|o| [o.line(), o.label.clone()]);
        [p.title.clone(), p.meta.clone(), p.link.line(), p.link.label.clone()]
            .into_iter()
            .chain(options)
            .collect::<Vec<_>>()
    }));
    let links = sections().filter_map(|s| s.more_link.as_ref());
    let links = links.chain(&view.leave).chain(&view.contacts);
    rest.extend(links.flat_map(|l| [format!("{} {}", l.before, l.shown), l.label.clone()]));
    rest.extend(view.how);
    rest.extend(view.tips);
    rest.extend([view.t.s("digest-how"), view.why, view.rhythm, view.change]);
    rest.extend(view.sender);
    let (subject, lists, rest) = (view.subject, view.lists, rest.join("\n"));
    let messages = Vec::new();
    Ok(Made { subject, lists, text, html, messages, items, counted, rest })
}

/// Octets of a text in quoted-printable (RFC 2045 §6.7), soft line breaks included: the encoding
/// that mail in French gets.
pub fn encoded_size(text: &str) -> usize {
    let octets = text.bytes().map(|b| match b {
        b'\n' => 2,
        b'=' | 0..=8 | 11..=31 | 127.. => 3,
        _ => 1,
    });
    let plain: usize = octets.sum();
    plain + plain / 73 * 3
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

    /// A line of its own below the title.
    fn below(&self, text: &str) -> String {
        wrap("    ", text, 4)
    }
}

impl Paper {
    fn titled(&self) -> String {
        wrap("", &self.title, 3)
    }

    fn meta(&self) -> String {
        wrap("    ", &self.meta, 4)
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
}

impl View {
    /// A name for the end of the digest.
    pub(super) fn slug(&self) -> &str {
        &self.slug
    }

    fn opening(&self) -> String {
        wrap("", &format!("{} {}", self.hello, self.pulse), 0)
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
