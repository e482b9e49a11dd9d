//! A digest in words, before it has a form: every sentence chosen from the catalogue, every piece of
//! members' text cleaned and cut. The two templates print the same view, so both parts say the same.

use jiff::SignedDuration;

use super::excerpt::{self, clean, shorten};
use super::facts::{Community, Conversation, Facts, Post};
use super::schedule::Cadence;
use super::select::{Pick, Plan};
use super::subject::{self, Counts};
use crate::clock::{TimeZone, Timestamp};
use crate::list::{ListId, ThreadNo};
use crate::locale::{Locale, Value};
use crate::mail::address::Address;

/// Characters of a title.
const TITLE: usize = 120;
/// Characters of anybody's name.
const NAME: usize = 60;
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
    pub meta: String,
    pub quotes: Vec<Quote>,
    pub attached: Option<String>,
    pub links: Vec<Link>,
}

/// Items under a heading.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub heading: String,
    pub items: Vec<Item>,
    pub lines: Vec<Item>,
    pub more: Option<String>,
    pub more_link: Option<Link>,
}

/// The whole mail.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub t: &'static Locale,
    pub subject: String,
    /// Lists of the communities in it, in order of number.
    pub lists: Vec<ListId>,
    pub preheader: String,
    pub hello: String,
    pub pulse: String,
    pub sections: Vec<Section>,
    /// Three things worth knowing, for somebody new.
    pub tips: Vec<String>,
    /// How to reply, where one may.
    pub how: Option<String>,
    pub why: String,
    pub rhythm: String,
    pub leave: Vec<Link>,
}

/// Builds the view of a plan.
pub(super) fn view(facts: &Facts, plan: &Plan<'_>) -> View {
    let t = facts.reader.locale;
    let shown = plan.communities().into_iter().filter_map(|i| facts.communities.get(i)).collect();
    let mut maker = Maker { facts, shown, t, n: 0, hidden: t.s("digest-address-hidden") };
    let sections = maker.sections(plan);
    let items = || sections.iter().flat_map(|s| s.items.iter().chain(&s.lines));
    let preheader = items().next().map(|i| i.title.clone()).unwrap_or_default();
    let counts = maker.counts(plan);
    let minutes = reading_minutes(&sections);
    let name = facts.reader.name.as_deref().map(|n| maker.name(n));
    View {
        t,
        lists: maker.shown.iter().map(|c| c.list).collect(),
        subject: subject::subject(facts, maker.shown.first().copied(), counts),
        preheader,
        hello: match name.filter(|n| !n.is_empty()) {
            Some(name) => t.a("digest-hello", "name", &name),
            None => t.s("digest-hello-nobody"),
        },
        pulse: maker.pulse(counts, minutes),
        how: maker.how(items().count()).filter(|_| maker.may_reply()),
        tips: facts.tips.iter().flat_map(|(_, list)| tips(t, list)).collect(),
        why: maker.why(),
        rhythm: maker.rhythm(),
        leave: maker.shown.iter().map(|c| maker.leave(c)).collect(),
        sections,
    }
}

/// Three things worth knowing for somebody new to a list.
pub fn tips(t: &Locale, list: &Address) -> [String; 3] {
    let keys = ["newcomer-tip-write", "newcomer-tip-mention", "newcomer-tip-pace"];
    keys.map(|key| t.a(key, "address", list.as_str()))
}

fn reading_minutes(sections: &[Section]) -> usize {
    let words = |text: &str| text.split_whitespace().count();
    let of_item = |i: &Item| {
        words(&i.title) + words(&i.meta) + i.quotes.iter().map(|q| words(&q.text)).sum::<usize>()
    };
    let items = sections.iter().flat_map(|s| s.items.iter().chain(&s.lines));
    items.map(of_item).sum::<usize>().div_ceil(PACE).max(1)
}

struct Maker<'a> {
    facts: &'a Facts,
    /// The communities that have something in it.
    shown: Vec<&'a Community>,
    t: &'static Locale,
    n: usize,
    hidden: String,
}

impl Maker<'_> {
    fn counts(&self, plan: &Plan<'_>) -> Counts {
        let threads = self.shown.iter().flat_map(|c| &c.threads);
        Counts {
            communities: self.shown.len(),
            threads: threads.filter(|t| !t.fresh.is_empty()).count(),
            questions: plan.questions.len(),
        }
    }

    fn sections(&mut self, plan: &Plan<'_>) -> Vec<Section> {
        let mut sections = Vec::new();
        if !plan.questions.is_empty() {
            let items = plan.questions.iter().filter_map(|q| self.question(*q)).collect();
            let heading = self.t.s("digest-help-wanted");
            sections.push(Section { heading, items, lines: vec![], more: None, more_link: None });
        }
        for shelf in &plan.shelves {
            let Some(community) = self.facts.communities.get(shelf.community) else { continue };
            let items = shelf.expanded.iter().map(|t| self.expanded(community, t)).collect();
            let lines = shelf.lines.iter().map(|t| self.line(community, t)).collect();
            let heading = match self.shown.len() {
                1 => self.t.s("digest-threads-heading"),
                _ => self.name(&community.name),
            };
            let more = (shelf.more > 0).then(|| self.t.n("digest-more", &shelf.more));
            let more_link = community.page.as_ref().filter(|_| more.is_some()).map(|page| {
                let label = self.t.a("digest-see-all", "community", &self.name(&community.name));
                self.web("digest-read", label, page)
            });
            sections.push(Section { heading, items, lines, more, more_link });
        }
        sections
    }

    fn question(&mut self, pick: Pick<'_>) -> Option<Item> {
        let community = self.facts.communities.get(pick.community)?;
        let (thread, opener) = (pick.thread, &pick.thread.opener);
        let age = self.facts.now.duration_since(opener.received).as_hours() / 24;
        let args = [
            ("name", Value::from(self.name(&opener.name))),
            ("when", self.when(opener.date).into()),
            ("community", self.name(&community.name).into()),
        ];
        let several = self.shown.len() > 1;
        let asked = self.t.text(if several { "digest-asked-in" } else { "digest-asked" }, &args);
        let days = usize::try_from(age).unwrap_or(0);
        let meta = [asked, self.t.n("digest-waiting", &days)];
        Some(self.item(community, thread, &meta))
    }

    /// One thread with pieces of its posts. An opener that an earlier digest told of is not told
    /// again: each message appears once.
    fn item(&mut self, community: &Community, thread: &Conversation, meta: &[String]) -> Item {
        let mut item = self.line_with(community, thread, meta);
        let opening = excerpt::opening(&thread.opener.words, &self.hidden);
        if thread.is_new() && !opening.is_empty() {
            let text = self.isolated(&opening);
            item.quotes.push(Quote { text: self.t.a("digest-quote", "text", &text) });
        }
        for post in excerpt::replies(thread) {
            let text = self.isolated(&excerpt::reply(&post.words, &self.hidden));
            let args = [("name", Value::from(self.name(&post.name))), ("text", text.into())];
            item.quotes.push(Quote { text: self.t.text("digest-quote-by", &args) });
        }
        item.attached = self.attached(&thread.fresh);
        item
    }

    fn expanded(&mut self, community: &Community, thread: &Conversation) -> Item {
        let meta = self.meta(thread);
        self.item(community, thread, &meta)
    }

    fn line(&mut self, community: &Community, thread: &Conversation) -> Item {
        let meta = self.meta(thread);
        let mut item = self.line_with(community, thread, &meta);
        let reply = self.t.n("digest-reply-to-number", &item.n);
        if let Some(link) = item.links.first_mut().filter(|_| thread.reply_to.is_some()) {
            link.label = reply;
        }
        item
    }

    fn line_with(&mut self, community: &Community, thread: &Conversation, meta: &[String]) -> Item {
        self.n += 1;
        let title = self.title(thread);
        let mut links: Vec<Link> = self.reply_link(thread, &title).into_iter().collect();
        if let Some(page) = &thread.page {
            links.push(self.web("digest-read", self.t.n("digest-read-number", &self.n), page));
        }
        let code = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
        let foreign = code(&community.language.0) != self.t.code();
        Item {
            n: self.n,
            list: community.list,
            thread: thread.no,
            title,
            lang: foreign.then(|| code(&community.language.0)).filter(|c| !c.is_empty()),
            meta: meta.join(" · "),
            quotes: Vec::new(),
            attached: None,
            links,
        }
    }

    fn title(&self, thread: &Conversation) -> String {
        let title = clean(&crate::list::thread::title(&thread.subject), &self.hidden);
        let title = if title.is_empty() { self.t.s("digest-no-subject") } else { title };
        self.isolated(&shorten(&title, TITLE))
    }

    fn meta(&self, thread: &Conversation) -> Vec<String> {
        let t = self.t;
        let args = [
            ("name", Value::from(self.name(&thread.opener.name))),
            ("when", self.when(thread.opener.date).into()),
        ];
        if thread.total <= 1 {
            return vec![t.text("digest-one-message", &args)];
        }
        let counted = if thread.fresh.len() >= thread.total {
            t.n("digest-count-new", &thread.total)
        } else {
            let n = thread.fresh.len();
            let args = [
                ("n", Value::from(n)),
                ("count", t.number(n).into()),
                ("total", t.number(thread.total).into()),
            ];
            t.text("digest-count", &args)
        };
        vec![
            t.text("digest-opened", &args),
            counted,
            t.n("digest-people", &thread.people),
            t.a("digest-last", "when", &self.when(thread.last)),
        ]
    }

    fn attached(&self, posts: &[std::sync::Arc<Post>]) -> Option<String> {
        let all = posts.iter().flat_map(|p| &p.attachments).filter(|(name, _)| !name.is_empty());
        let files: Vec<String> = all
            .take(5)
            .map(|(name, size)| {
                let name = shorten(&clean(name, &self.hidden), NAME);
                let size = self.t.number(size.div_ceil(1024));
                self.t.text("digest-file", &[("name", name.into()), ("size", size.into())])
            })
            .collect();
        (!files.is_empty()).then(|| self.t.a("digest-attached", "files", &files.join("; ")))
    }

    fn reply_link(&self, thread: &Conversation, title: &str) -> Option<Link> {
        let to = thread.reply_to.as_ref()?.as_str();
        let subject = format!("Re: {title}");
        let answers = thread.latest.bracketed();
        let query = [("subject", subject.as_str()), ("In-Reply-To", answers.as_str())];
        Some(Link {
            before: self.t.s("digest-reply"),
            label: self.t.a("digest-reply-in", "title", title),
            shown: to.to_owned(),
            href: mailto(to, &query),
        })
    }

    fn web(&self, before: &str, label: String, url: &str) -> Link {
        let (shown, href) = (url.to_owned(), url.to_owned());
        Link { before: self.t.s(before), label, shown, href }
    }

    fn leave(&self, community: &Community) -> Link {
        let label = self.t.a("digest-leave", "community", &self.name(&community.name));
        let shown = community.leave.to_string();
        Link {
            before: self.t.a("digest-leave-at", "community", &self.name(&community.name)),
            label,
            href: mailto(&shown, &[]),
            shown,
        }
    }

    fn pulse(&self, counts: Counts, minutes: usize) -> String {
        let t = self.t;
        let threads = || self.shown.iter().flat_map(|c| &c.threads);
        let posts: Vec<&Post> = threads().flat_map(|t| &t.fresh).map(AsRef::as_ref).collect();
        let mut people: Vec<String> = posts.iter().map(|p| p.author.key()).collect();
        people.sort_unstable();
        people.dedup();
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
        if self.facts.cadence != Cadence::Weekly || first == last || long {
            return subject::days(self.t, self.facts.days);
        }
        let same = first.month() == last.month() && first.year() == last.year();
        let day = |n: i8| self.t.text("day", &[("d", Value::from(n))]);
        let args = [
            ("day1", Value::from(day(first.day()))),
            ("day2", day(last.day()).into()),
            ("month1", self.t.month(first.month()).into()),
            ("month2", self.t.month(last.month()).into()),
        ];
        self.t.text(if same { "digest-week" } else { "digest-week-two-months" }, &args)
    }

    fn may_reply(&self) -> bool {
        self.shown.iter().flat_map(|c| &c.threads).any(|t| t.reply_to.is_some())
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
        let all = match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                let args = [("first", rest.join(", ").into()), ("last", last.as_str().into())];
                self.t.text("digest-and", &args)
            }
            None => String::new(),
        };
        self.t.a("digest-why", "communities", &all)
    }

    fn rhythm(&self) -> String {
        let hour = self.facts.reader.hour;
        // Any day will do: only the time of day is said.
        let at = self.facts.days.0.to_datetime(hour.time()).to_zoned(TimeZone::UTC);
        let time =
            at.map_or_else(|_| String::new(), |at| self.t.time(at.timestamp(), &TimeZone::UTC));
        let args = [
            ("cadence", Value::from(self.facts.cadence.word())),
            ("issue", self.t.number(self.facts.issue as usize).into()),
            ("weekday", self.t.weekday(hour.day().to_monday_one_offset()).into()),
            ("time", time.into()),
        ];
        self.t.text("digest-rhythm", &args)
    }

    /// The day of the week and the hour within the last six days, else the date.
    fn when(&self, at: Timestamp) -> String {
        let zone = &self.facts.reader.zone;
        let age = self.facts.now.duration_since(at);
        if age > SignedDuration::from_hours(6 * 24 + 12) {
            return self.t.a("digest-when-old", "date", &self.t.day_and_month(at, zone));
        }
        let weekday = at.to_zoned(zone.clone()).weekday().to_monday_one_offset();
        let args = [
            ("weekday", Value::from(self.t.weekday(weekday))),
            ("time", self.t.time(at, zone).into()),
        ];
        self.t.text("digest-when", &args)
    }

    fn name(&self, name: &str) -> String {
        self.isolated(&shorten(&clean(name, &self.hidden), NAME))
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

/// RFC 6068 §2: an address and header fields, percent-encoded.
fn mailto(address: &str, fields: &[(&str, &str)]) -> String {
    let mut out = format!("mailto:{}", encoded(address, "@+"));
    for (i, (name, value)) in fields.iter().enumerate() {
        out.push(if i == 0 { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.push_str(&encoded(value, "@"));
    }
    out
}

fn encoded(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || also.contains(c) {
            out.push(c);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
