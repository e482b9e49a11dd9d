//! One thread of a digest in words: its title, what is counted, pieces of its posts, and its links. Not
//! where it stands.

use std::sync::Arc;

use jiff::SignedDuration;

use super::body::{Begins, Body, Of, Voice};
use super::{Item, Link, Maker, Quote};
use crate::digest::excerpt::{self, clean, shorten};
use crate::digest::facts::{Community, Conversation, ForReader, Meant, Post};
use crate::digest::select::{Limits, Pick};
use crate::locale::Value;

impl Maker<'_> {
    pub(super) fn question(&mut self, pick: Pick<'_>) -> Option<Item> {
        let community = self.facts.communities.get(pick.community)?;
        let reason = self.reason(pick.thread);
        self.told.push((community.list, pick.thread.no));
        Some(self.item((community, pick.thread), Begins::Asking, reason))
    }

    /// Who asked, when, and for how long it has waited.
    fn asked(&self, community: &Community, thread: &Conversation) -> Vec<String> {
        let opener = &thread.opener;
        let age = self.facts.now.duration_since(opener.received).as_hours() / 24;
        let args = [
            ("name", Value::from(self.name(&opener.name))),
            ("when", self.when(opener.date).into()),
            ("community", self.name(&community.name).into()),
        ];
        let several = self.shown.len() > 1;
        let asked = self.t.text(if several { "digest-asked-in" } else { "digest-asked" }, &args);
        let days = usize::try_from(age).unwrap_or(0);
        vec![asked, self.t.n("digest-waiting", &days)]
    }

    /// Why this question is one for the reader.
    fn reason(&self, thread: &Conversation) -> Option<String> {
        if let Some(for_reader) = &thread.for_reader {
            return Some(self.for_reader(for_reader));
        }
        let zone = &self.facts.reader.zone;
        let at = thread.wrote_of_it?.to_zoned(zone.clone());
        let today = self.facts.now.to_zoned(zone.clone());
        let month = self.t.month(at.month());
        // A month of the year before, or one that comes again: with its year.
        let near = today.duration_since(&at) < SignedDuration::from_hours(300 * 24);
        let year = at.year().to_string();
        let args = [
            ("month", Value::from(month)),
            ("year", if near { "" } else { year.as_str() }.into()),
            ("same", if near && today.month() == at.month() { "yes" } else { "no" }.into()),
        ];
        let key = if near { "digest-you-wrote" } else { "digest-you-wrote-long-ago" };
        Some(self.t.text(key, &args))
    }

    /// « Ann Lee vous mentionne, mardi 9 h ».
    fn for_reader(&self, of: &ForReader) -> String {
        let args = [
            ("name", Value::from(self.name(&of.post.name))),
            ("when", self.when(of.post.date).into()),
        ];
        let key = match of.why {
            Meant::Mention => "digest-names-you",
            Meant::Answer => "digest-answers-you",
        };
        self.t.text(key, &args)
    }

    /// A thread that waits for the reader.
    pub(super) fn mine(&mut self, pick: Pick<'_>) -> Option<Item> {
        let community = self.facts.communities.get(pick.community)?;
        let reason = pick.thread.for_reader.as_ref().map(|of| self.for_reader(of));
        self.told.push((community.list, pick.thread.no));
        Some(self.item((community, pick.thread), Begins::Plainly, reason))
    }

    /// One thread with pieces of its posts.
    fn item(
        &mut self,
        (community, thread): (&Community, &Conversation),
        begins: Begins,
        reason: Option<String>,
    ) -> Item {
        let mut item = self.line_with(community, thread, &[]);
        let voice = Voice::of(self.facts, self.shown.len(), self.limits.name);
        let of = Of::new(community.list, thread, begins, reason.as_ref());
        // What is read again is cut to its room, and so are the names of a digest too large.
        let shared = !self.facts.rereading && self.limits.name == Limits::FULL.name;
        if let Some(known) = self.bodies.known(&voice, &of).filter(|_| shared) {
            item.body = known;
            return item;
        }
        let meta = match begins {
            Begins::Plainly => self.meta(thread),
            Begins::Asking => self.asked(community, thread),
        };
        let (lang, meta) = (item.lang.clone(), meta.join(" · "));
        item.body = Arc::new(Body { lang, reason, meta, ..self.body(thread, begins) });
        if shared {
            self.bodies.keep(voice, of, &item.body);
        }
        item
    }

    /// Pieces of a thread's posts. An opener that an earlier digest told of is not told again: each message
    /// appears once. What is meant for the reader stands there though it came already: without it, nobody
    /// knows what waits.
    fn body(&self, thread: &Conversation, begins: Begins) -> Body {
        let meant = thread.for_reader.as_ref().map(|of| &of.post);
        let opens = thread.is_new() || meant.is_some_and(|post| post.no == thread.opener.no);
        let subject = crate::list::thread::title(&thread.subject);
        let cut = match begins {
            Begins::Plainly => excerpt::opening_under,
            Begins::Asking => excerpt::question_under,
        };
        let mut quotes = Vec::new();
        let opening = cut(&subject, &thread.opener.words, &self.hidden);
        if opens && !opening.is_empty() {
            let text = self.isolated(&shorten(&opening, self.piece));
            quotes.push(Quote { text: self.t.a("digest-quote", "text", &text) });
        }
        for post in excerpt::replies_with(thread, meant) {
            let words = excerpt::reply(&post.words, &self.hidden);
            let text = self.isolated(&shorten(&words, self.piece));
            let args = [("name", Value::from(self.name(&post.name))), ("text", text.into())];
            quotes.push(Quote { text: self.t.text("digest-quote-by", &args) });
        }
        Body { quotes, attached: self.attached(&thread.fresh), ..Body::default() }
    }

    pub(super) fn expanded(&mut self, community: &Community, thread: &Conversation) -> Item {
        self.item((community, thread), Begins::Plainly, None)
    }

    /// A thread in short: who, how many, until when.
    pub(super) fn line(&mut self, community: &Community, thread: &Conversation) -> Item {
        let meta = match thread.total {
            0 | 1 => self.meta(thread),
            _ => vec![self.name(&thread.opener.name), self.counted(thread), self.latest(thread)],
        };
        let mut item = self.line_with(community, thread, &meta);
        let reply = self.t.n("digest-reply-to-number", &item.n);
        if let Some(link) = item.links.first_mut().filter(|_| thread.reply_to.is_some()) {
            link.label = reply;
        }
        item
    }

    pub(super) fn line_with(
        &mut self,
        community: &Community,
        thread: &Conversation,
        meta: &[String],
    ) -> Item {
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
            body: Arc::new(Body { meta: meta.join(" · "), ..Body::default() }),
            links,
        }
    }

    pub(super) fn title(&self, thread: &Conversation) -> String {
        let title = clean(&crate::list::thread::title(&thread.subject), &self.hidden);
        let title = if title.is_empty() { self.t.s("digest-no-subject") } else { title };
        self.isolated(&shorten(&title, self.limits.title))
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
        let opened = t.text("digest-opened", &args);
        let mut meta = vec![opened, self.counted(thread), t.n("digest-people", &thread.people)];
        meta.extend((!self.facts.rereading).then(|| self.latest(thread)));
        meta
    }

    /// « 2 nouveaux messages sur 4 ».
    fn counted(&self, thread: &Conversation) -> String {
        let (t, n) = (self.t, thread.fresh.len());
        if n == 0 || n >= thread.total || self.facts.rereading {
            return t.n("digest-count-new", &thread.total);
        }
        let args = [
            ("n", Value::from(n)),
            ("count", t.number(n).into()),
            ("total", t.number(thread.total).into()),
        ];
        t.text("digest-count", &args)
    }

    fn latest(&self, thread: &Conversation) -> String {
        self.t.a("digest-last", "when", &self.when(thread.last))
    }

    pub(super) fn attached(&self, posts: &[Arc<Post>]) -> Option<String> {
        let all = posts.iter().flat_map(|p| &p.attachments).filter(|(name, _)| !name.is_empty());
        let files: Vec<String> = all
            .take(5)
            .map(|(name, size)| {
                let name = shorten(&clean(name, &self.hidden), self.limits.name);
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

    pub(super) fn web(&self, before: &str, label: String, url: &str) -> Link {
        let (shown, href) = (url.to_owned(), url.to_owned());
        Link { before: self.t.s(before), label, shown, href }
    }
}

/// RFC 6068 §2: an address and header fields, percent-encoded.
pub fn mailto(address: &str, fields: &[(&str, &str)]) -> String {
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
