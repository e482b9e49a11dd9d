//! A digest in words, before it has a form: every sentence chosen from the catalogue, every piece of
//! members' text cleaned and cut. The two templates print the same view, so both parts say the same.

mod body;
mod contents;
mod items;
mod own;
mod reread;
mod sections;

use std::sync::Arc;

use jiff::SignedDuration;

pub(super) use self::body::{Bodies, Body};
pub(super) use self::contents::contents;
pub use self::items::mailto;
pub use self::own::tips;
pub(super) use self::own::{Own, own};
use super::excerpt::{clean, shorten};
use super::facts::{Community, Facts, Host, Post};
use super::schedule::Cadence;
use super::select::{Limits, Plan};
use super::subject::{self, Counts};
use crate::clock::{TimeZone, Timestamp};
use crate::list::{ListId, ThreadNo};
use crate::locale::{Locale, Value};

/// Words that people read in a minute.
const PACE: usize = 200;

/// A link: what the text part says before the target, what the HTML part says for it.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// « Répondre », before the bare target.
    pub before: String,
    /// « Répondre dans ce fil : Une routine… », the link's whole text.
    pub label: String,
    /// Address or URL as people read it.
    pub shown: String,
    /// The same as a link.
    pub href: String,
}

/// What somebody wrote.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    /// With its marks and, for a reply, its author.
    pub text: String,
}

/// One thread.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub n: usize,
    pub list: ListId,
    pub thread: ThreadNo,
    pub title: String,
    /// Its community's language, where it is not the reader's.
    pub lang: Option<String>,
    pub body: Arc<Body>,
    pub links: Vec<Link>,
}

/// A paragraph, with what in it is the address of a page.
#[derive(Clone, Debug)]
pub(super) struct Say {
    pub text: String,
    /// The same in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a paragraph.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Words.
    Words(String),
    /// The address of a page, shown as it is.
    Link(String),
    /// Letters that stand raised: the end of « 1001e ».
    Raised(String),
}

/// One poll, or one note.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    /// With its letter.
    pub title: String,
    pub meta: String,
    /// How it begins.
    pub said: Option<String>,
    /// Each an answer, tapped or typed.
    pub options: Vec<Link>,
    pub link: Link,
}

/// Items under a heading.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub heading: String,
    /// Paragraphs on top.
    pub says: Vec<Say>,
    pub items: Vec<Item>,
    pub lines: Vec<Item>,
    pub polls: Vec<Paper>,
    /// What the reader was sent one by one, and what they wrote.
    pub received: Vec<String>,
    pub more: Option<String>,
    pub more_link: Option<Link>,
}

/// The whole mail.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub t: &'static Locale,
    pub subject: String,
    /// The short name of the first community.
    pub slug: String,
    /// Lists of the communities in it, in order of number.
    pub lists: Vec<ListId>,
    pub preheader: String,
    pub pulse: String,
    /// What stands above the polls…
    pub above: Vec<Section>,
    /// …and below them.
    pub below: Vec<Section>,
    /// What is this reader's alone.
    pub own: Own,
    /// How to reply, where one may.
    pub how: Option<String>,
    /// Whether the foot stands below a signature's mark (RFC 3676 §4.3): it ends what is quoted.
    pub signs: bool,
    pub why: String,
    /// Words that change how the mail comes.
    pub change: String,
    /// Who sends it, and whom to write to about that.
    pub sender: Option<String>,
    pub contacts: Vec<Link>,
}

/// Builds the view of a plan; bodies that were made for others are used again.
pub(super) fn view(facts: &Facts, plan: &Plan<'_>, bodies: &mut Bodies) -> View {
    let mut maker = Maker::new((facts, plan.limits), &plan.communities(facts), bodies);
    let (above, below) = match facts.rereading {
        true => (maker.rereading().into_iter().collect(), Vec::new()),
        false => (maker.above(plan), maker.below()),
    };
    finish(maker, plan, (above, below), 0)
}

/// What stands around the sections; so many words are read besides.
fn finish(
    maker: Maker<'_>,
    plan: &Plan<'_>,
    (above, below): (Vec<Section>, Vec<Section>),
    besides: usize,
) -> View {
    let (t, facts) = (maker.t, maker.facts);
    let sections = || above.iter().chain(&below);
    let items = || sections().flat_map(|s| s.items.iter().chain(&s.lines));
    let preheader = items().next().map(|i| i.title.clone()).unwrap_or_default();
    let counts = maker.counts(plan);
    let minutes = reading_minutes(sections(), besides);
    View {
        t,
        lists: maker.shown.iter().map(|c| c.list).collect(),
        slug: maker.shown.first().map_or_else(String::new, |c| c.slug.clone()),
        subject: match items().next().filter(|_| facts.rereading) {
            Some(item) => subject::rereading(facts, maker.shown.first().copied(), &item.title),
            None => subject::subject(facts, maker.shown.first().copied(), counts),
        },
        preheader,
        pulse: maker.quiet().unwrap_or_else(|| maker.pulse(counts, minutes)),
        how: maker.how(items().count()).filter(|_| maker.may_reply()),
        signs: true,
        why: maker.why(),
        change: maker.change(),
        sender: maker.sender(),
        contacts: maker.contacts(),
        own: maker.own(),
        above,
        below,
    }
}

fn reading_minutes<'a>(
    sections: impl Iterator<Item = &'a Section> + Clone,
    besides: usize,
) -> usize {
    let words = |text: &str| text.split_whitespace().count();
    let of_item = |i: &Item| {
        words(&i.title)
            + words(&i.body.meta)
            + i.body.quotes.iter().map(|q| words(&q.text)).sum::<usize>()
    };
    let items = sections.clone().flat_map(|s| s.items.iter().chain(&s.lines));
    let says = sections.flat_map(|s| &s.says).map(|say| words(&say.text)).sum::<usize>();
    (items.map(of_item).sum::<usize>() + says + besides).div_ceil(PACE).max(1)
}

struct Maker<'a> {
    facts: &'a Facts,
    /// The communities that have something in it.
    shown: Vec<&'a Community>,
    t: &'static Locale,
    bodies: &'a mut Bodies,
    n: usize,
    /// Threads that wait for an answer, and so are not told of again below.
    told: Vec<(ListId, ThreadNo)>,
    /// Characters of a piece of somebody's words, if fewer than usual.
    piece: usize,
    limits: Limits,
    hidden: String,
}

impl<'a> Maker<'a> {
    /// These communities have something in it, by their place among the facts.
    fn new((facts, limits): (&'a Facts, Limits), shown: &[usize], bodies: &'a mut Bodies) -> Self {
        let t = facts.reader.locale;
        let shown = shown.iter().filter_map(|i| facts.communities.get(*i)).collect();
        let hidden = t.s("digest-address-hidden");
        Self { facts, shown, t, bodies, n: 0, told: Vec::new(), piece: usize::MAX, limits, hidden }
    }
}

impl Maker<'_> {
    fn counts(&self, plan: &Plan<'_>) -> Counts {
        let threads = self.shown.iter().flat_map(|c| c.threads.iter());
        Counts {
            communities: self.shown.len(),
            threads: threads.filter(|t| !t.fresh.is_empty()).count(),
            questions: plan.questions.len(),
            notes: self.shown.iter().map(|c| c.notes.len()).sum(),
            people: self.shown.iter().map(|c| c.newcomers.len()).sum(),
        }
    }

    fn pulse(&self, counts: Counts, minutes: usize) -> String {
        let t = self.t;
        let threads = || self.shown.iter().flat_map(|c| c.threads.iter());
        let posts: Vec<&Post> = threads().flat_map(|t| &t.fresh).map(AsRef::as_ref).collect();
        let mut people: Vec<String> = posts.iter().map(|p| p.author.key()).collect();
        people.sort_unstable();
        people.dedup();
        if posts.is_empty() {
            return t.a("digest-pulse-quiet", "period", &self.period());
        }
        let args = [
            ("period", Value::from(self.period())),
            ("messages", t.n("digest-messages", &posts.len()).into()),
            ("people", t.n("digest-by-people", &people.len()).into()),
            ("threads", t.n("digest-threads", &counts.threads).into()),
            ("minutes", minutes.into()),
        ];
        t.text("digest-pulse", &args)
    }

    fn period(&self) -> String {
        let (first, last) = self.facts.days;
        // After a long stop of the machine, a week's digest may be a month's.
        let long = last.duration_since(first).as_hours() > 7 * 24;
        if first == last {
            return self.t.a("digest-day", "day", &subject::days(self.t, self.facts.days));
        }
        let week = self.facts.cadence == Cadence::Weekly && !long;
        let same = first.month() == last.month() && first.year() == last.year();
        let day = |n: i8| self.t.text("day", &[("d", Value::from(n))]);
        let args = [
            ("day1", Value::from(day(first.day()))),
            ("day2", day(last.day()).into()),
            ("month1", self.t.month(first.month()).into()),
            ("month2", self.t.month(last.month()).into()),
        ];
        let key = match (week, same) {
            (true, true) => "digest-week",
            (true, false) => "digest-week-two-months",
            (false, true) => "digest-days",
            (false, false) => "digest-days-two-months",
        };
        self.t.text(key, &args)
    }

    fn may_reply(&self) -> bool {
        self.shown.iter().flat_map(|c| c.threads.iter()).any(|t| t.reply_to.is_some())
    }

    fn how(&self, items: usize) -> Option<String> {
        match items {
            0 => None,
            1 => Some(self.t.s("digest-how-one")),
            _ => Some(self.t.s("digest-how-text")),
        }
    }

    fn why(&self) -> String {
        let names: Vec<String> = self.shown.iter().map(|c| self.name(&c.name)).collect();
        self.t.a("digest-why", "communities", &self.t.joined(&names))
    }

    /// « Répondez « pause », « tout »… »: the words that fit how this one comes.
    fn change(&self) -> String {
        let args = [
            ("cadence", Value::from(self.facts.cadence.word())),
            ("n", Value::from(self.shown.len())),
        ];
        self.t.text("digest-change", &args)
    }

    /// Who answers for the mail (Canada's anti-spam law, s. 6(2)): legal name and postal address.
    fn sender(&self) -> Option<String> {
        let Host { name, postal, .. } = &self.facts.host;
        let both: Vec<&str> =
            [name, postal].into_iter().map(|s| s.trim()).filter(|s| !s.is_empty()).collect();
        (!both.is_empty()).then(|| self.t.a("digest-sender", "who", &both.join(", ")))
    }

    /// The same law's contact, and the person in charge of personal information (Québec's Law 25).
    fn contacts(&self) -> Vec<Link> {
        let Host { contact, privacy, .. } = &self.facts.host;
        let both = [("digest-contact", contact), ("digest-privacy", privacy)];
        both.into_iter()
            .filter(|(_, to)| !to.is_empty())
            .map(|(key, to)| Link {
                before: self.t.s(&format!("{key}-at")),
                label: self.t.s(key),
                shown: to.clone(),
                href: if to.contains("://") { to.clone() } else { mailto(to, &[]) },
            })
            .collect()
    }

    /// An hour that no line end parts: “7:30 a.m.”.
    fn time(&self, at: Timestamp, zone: &TimeZone) -> String {
        self.t.time(at, zone).replace(' ', "\u{a0}")
    }

    /// The day of the week and the hour within the last six days, else the date.
    fn when(&self, at: Timestamp) -> String {
        let zone = &self.facts.reader.zone;
        let age = self.facts.now.duration_since(at);
        if age > SignedDuration::from_hours(300 * 24) {
            return self.t.a("digest-when-old", "date", &self.t.date(at, zone));
        }
        if age > SignedDuration::from_hours(6 * 24 + 12) {
            return self.t.a("digest-when-old", "date", &self.t.day_and_month(at, zone));
        }
        let weekday = at.to_zoned(zone.clone()).weekday().to_monday_one_offset();
        let args = [
            ("weekday", Value::from(self.t.weekday(weekday))),
            ("time", self.time(at, zone).into()),
        ];
        self.t.text("digest-when", &args)
    }

    fn name(&self, name: &str) -> String {
        self.isolated(&shorten(&clean(name, &self.hidden), self.limits.name))
    }

    /// Right-to-left words within our line: isolated, or they pull its punctuation and figures along
    /// (Unicode Standard Annex 9, §2.4).
    fn isolated(&self, text: &str) -> String {
        let rtl = |c: char| {
            matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
                | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
        };
        if text.chars().any(rtl) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
    }
}
