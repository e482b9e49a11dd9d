//! The ways through a community that stand on each of its lists: conversations, open questions, months,
//! weeks, notebooks, polls, numbers, search.

use askama::Template;

use super::Form;
use super::community::Community;
use super::page::Frame;
use crate::list::member::Order;
use crate::list::settings::Switch;
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
    /// What polls came to.
    Polls,
    /// Public numbers.
    Numbers,
    /// Looking something up.
    Search,
}

const ALL: [(Tab, &str); 8] = [
    (Tab::Latest, "archive-latest"),
    (Tab::Unanswered, "archive-unanswered"),
    (Tab::Months, "archive-by-month"),
    (Tab::Weeks, "archive-by-week"),
    (Tab::Notebooks, "archive-notebooks"),
    (Tab::Polls, "archive-polls"),
    (Tab::Numbers, "archive-numbers"),
    (Tab::Search, "search-do"),
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
                Tab::Polls => f.links.polls(slug),
                Tab::Numbers => f.links.numbers(slug),
                Tab::Search => f.links.search(slug),
            };
            Way { href, name: f.t.s(name), here: here == Some(tab) }
        };
        // No way leads to what there is none of.
        let ways = ALL.into_iter().filter(|(tab, _)| match tab {
            Tab::Polls => community.polls,
            Tab::Numbers => community.numbers == Switch::On,
            Tab::Search => f.links.form() == Form::Served,
            _ => true,
        });
        Self { label: f.t.s("archive-ways"), ways: ways.map(way).collect() }
    }
}
