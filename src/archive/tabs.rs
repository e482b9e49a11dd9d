//! The ways through a community that stand on each of its lists: conversations, open questions, months,
//! weeks, notebooks.

use askama::Template;

use super::community::Community;
use super::page::Frame;
use crate::list::member::Order;
use crate::list::urls::Urls;

/// One way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    /// The latest conversations.
    Latest,
    /// Questions without an answer.
    Unanswered,
    /// Months.
    Months,
    /// Weeks that are over.
    Weeks,
    /// Notebooks.
    Notebooks,
}

const ALL: [(Tab, &str); 5] = [
    (Tab::Latest, "archive-latest"),
    (Tab::Unanswered, "archive-unanswered"),
    (Tab::Months, "archive-by-month"),
    (Tab::Weeks, "archive-by-week"),
    (Tab::Notebooks, "archive-notebooks"),
];

/// The ways, as seen from one of them.
#[derive(Debug, Template)]
#[template(path = "archive/tabs.html", whitespace = "minimize")]
pub(super) struct Tabs {
    label: String,
    ways: Vec<Way>,
}

#[derive(Debug)]
struct Way {
    href: String,
    name: String,
    here: bool,
}

impl Tabs {
    /// The ways from the page of this frame.
    pub fn new(f: &Frame, community: &Community, here: Option<Tab>) -> Self {
        let slug = &community.slug;
        let way = |(tab, name): (Tab, &str)| {
            let href = match tab {
                Tab::Latest => f.links.threads(slug, Order::Activity, 1),
                Tab::Unanswered => f.links.unanswered(slug),
                Tab::Months => f.links.months(slug),
                Tab::Weeks => f.links.weeks(slug),
                Tab::Notebooks => f.links.to(&Urls::new("").notebooks(f.t.code(), slug)),
            };
            Way { href, name: f.t.s(name), here: here == Some(tab) }
        };
        Self { label: f.t.s("archive-ways"), ways: ALL.into_iter().map(way).collect() }
    }
}
