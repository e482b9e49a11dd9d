//! The two parts of a digest, text and HTML, from one view: same words, same links, same order. Not the
//! mail's header, nor how large it may be.

mod both;

use serde::{Deserialize, Serialize};

pub(super) use self::both::{Both, Laid};
use super::facts::Facts;
use super::select::{Plan, Shelf};
use super::view::{Item, Link, Paper, Section, View};
use crate::list::{ListId, PollNo, ThreadNo};
use crate::mail::part::Part;

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
            items.push(Named::new(item, item.spelled()?));
        }
        for item in &section.lines {
            items.push(Named::new(item, item.spelled_short()?));
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
