//! One action of a brief as its reader sees it: what waits, why it is worth a minute, what is ready, what
//! to reply. Reads only.

use super::Host;
use super::nudge::{self, May};
use crate::animation::brief::{Matter, bank};
use crate::clock::Timestamp;
use crate::daemon::first_posts::{Scene, words_of};
use crate::daemon::{Site, window};
use crate::digest::excerpt::{clean, question_under, shorten};
use crate::list::thread::title;
use crate::list::{ArticleNo, HeldNo, PersonId, ThreadNo};
use crate::locale::{self, Locale, Value};
use crate::mail::message::Message;
use crate::mail::name::given;
use crate::mail::text::trim_message;
use crate::store::briefs::{self, Given};
use crate::store::{StoreError, articles, first_posts, held, people, threads};

/// Characters of a message that waits.
const HELD: usize = 200;
/// Characters of a welcome that is shown.
const WELCOME: usize = 160;
/// People shown who may know.
pub(super) const MAY_KNOW: usize = 3;

/// An action, and what is said of it.
pub(super) struct Item {
    /// What is kept of it.
    pub given: Given,
    /// What it asks, in a few words.
    pub what: String,
    /// What is said below.
    pub lines: Vec<String>,
}

/// Somebody's brief being written.
pub(super) struct Page<'a> {
    pub site: &'a Site,
    pub host: &'a Host,
    pub t: &'static Locale,
    pub now: Timestamp,
}

impl Page<'_> {
    /// The list's own language: what members will read.
    pub fn common(&self) -> &'static Locale {
        locale::get(&self.host.settings.language.0)
    }

    /// What is said of a matter under this number. `None`: it is over.
    pub fn item(&self, n: usize, matter: &Matter) -> Result<Option<Item>, StoreError> {
        match matter {
            Matter::Moderate(no) => self.moderate(n, *no),
            Matter::Reply(no) => self.reply(n, *no),
            Matter::Nudge(no) => self.nudge(n, *no),
            Matter::Greet(people) => self.greet(n, people),
            Matter::Restart(place) => Ok(self.restart(n, *place)),
        }
    }

    fn quoted(&self, text: &str) -> String {
        self.t.a("digest-quote", "text", text)
    }

    fn hidden(&self) -> String {
        self.t.s("digest-address-hidden")
    }

    fn how(&self, key: &str, n: usize, args: &[(&str, Value<'_>)]) -> String {
        let mut all = vec![("n", Value::from(n))];
        all.extend(args.iter().cloned());
        self.t.text(key, &all)
    }

    fn moderate(&self, n: usize, no: HeldNo) -> Result<Option<Item>, StoreError> {
        let (store, list, t) = (&self.site.store, self.host.list, self.t);
        let (Some(held), Some(raw)) = (held::get(store, list, no)?, held::raw(store, list, no)?)
        else {
            return Ok(None);
        };
        let words = trim_message(&Message::parse(&raw), &[]).reply();
        let begins = shorten(&clean(&words, &self.hidden()), HELD);
        let name = clean(held.from.display(), &self.hidden());
        let subject = window::about(t, &held.subject);
        let args = [
            ("subject", Value::from(subject.as_str())),
            ("when", t.date_time(held.received, &self.host.zone).into()),
        ];
        let mut lines = vec![t.text("brief-about", &args)];
        lines.extend((!begins.is_empty()).then(|| self.quoted(&begins)));
        lines.push(t.a("moderate-why", "why", &t.s(held.reason.key())));
        lines.push(self.how("brief-moderate-how", n, &[]));
        let given = Given {
            matter: Matter::Moderate(no),
            words: String::new(),
            title: subject,
            people: Vec::new(),
        };
        Ok(Some(Item { given, what: t.a("brief-moderate", "name", &name), lines }))
    }

    fn reply(&self, n: usize, no: ArticleNo) -> Result<Option<Item>, StoreError> {
        let (store, t) = (&self.site.store, self.t);
        let Some(post) = first_posts::get(store, self.host.list, no)? else { return Ok(None) };
        let Some(scene) = Scene::of(store, &post)? else { return Ok(None) };
        let name = clean(scene.article.from.display(), &self.hidden());
        let subject = window::about(t, &title(&scene.article.subject));
        let draft =
            [("name", Value::from(given(&name))), ("list", self.host.settings.name.clone().into())];
        let key = if scene.asks() { "brief-draft-question" } else { "brief-draft-post" };
        let draft = self.common().text(key, &draft);
        let args = [
            ("subject", Value::from(subject.as_str())),
            ("when", t.date_time(scene.article.received, &self.host.zone).into()),
        ];
        let begins = question_under(&subject, &scene.words, &self.hidden());
        let mut lines = vec![t.text("brief-about", &args)];
        lines.extend((!begins.is_empty()).then(|| self.quoted(&begins)));
        lines.push(t.s("brief-reply-why"));
        lines.push(t.a("brief-ready", "text", &draft));
        lines.push(self.how("brief-reply-how", n, &[]));
        let given =
            Given { matter: Matter::Reply(no), words: draft, title: subject, people: Vec::new() };
        Ok(Some(Item { given, what: t.a("brief-reply", "name", &name), lines }))
    }

    fn nudge(&self, n: usize, no: ThreadNo) -> Result<Option<Item>, StoreError> {
        let (store, list, t) = (&self.site.store, self.host.list, self.t);
        let Some(thread) = threads::resolve(store, list, no)? else { return Ok(None) };
        let Some(opener) = articles::get(store, list, thread.opener)? else { return Ok(None) };
        let name = clean(opener.from.display(), &self.hidden());
        let subject = window::about(t, &thread.subject);
        let days = usize::try_from(self.now.duration_since(opener.received).as_hours() / 24);
        let args = [("subject", Value::from(subject.as_str())), ("n", days.unwrap_or(0).into())];
        let begins = question_under(&subject, &words_of(store, &opener)?, &self.hidden());
        let mut lines = vec![t.text("brief-open-since", &args)];
        lines.extend((!begins.is_empty()).then(|| self.quoted(&begins)));
        let may: Vec<May> = nudge::may_know(self.site, &thread, self.now)?;
        let shown = may.iter().take(MAY_KNOW);
        let mut who = Vec::new();
        for May { person, words, at } in shown {
            let zone = &self.host.zone;
            let when = at.to_zoned(zone.clone());
            let words: Vec<String> =
                words.iter().take(3).map(|w| t.a("quoted", "text", w)).collect();
            let args = [
                ("name", Value::from(person.display().to_owned())),
                ("month", t.month_year(when.year(), when.month()).into()),
                ("words", t.joined(&words).into()),
            ];
            who.push(t.text("brief-may-know", &args));
        }
        let key = if who.is_empty() { "brief-nudge-alone-how" } else { "brief-nudge-how" };
        lines.extend((!who.is_empty()).then(|| t.s("brief-nudge-why")));
        lines.extend(who);
        let first = may.first().map(|m| m.person.display().to_owned()).unwrap_or_default();
        lines.push(self.how(key, n, &[("name", first.into())]));
        let people = may.into_iter().take(MAY_KNOW).map(|m| (m.person.id, m.words, m.at)).collect();
        let given =
            Given { matter: Matter::Nudge(no), words: String::new(), title: subject, people };
        Ok(Some(Item { given, what: t.a("brief-nudge", "name", &name), lines }))
    }

    fn greet(&self, n: usize, all: &[PersonId]) -> Result<Option<Item>, StoreError> {
        let (store, t) = (&self.site.store, self.t);
        let mut names = Vec::new();
        for id in all {
            names.extend(people::get(store, *id)?.map(|p| clean(p.display(), &self.hidden())));
        }
        if names.is_empty() {
            return Ok(None);
        }
        let words = welcome(self)?;
        let args = [("n", Value::from(names.len())), ("names", t.joined(&names).into())];
        let lines = vec![
            t.text("brief-greet-why", &args),
            t.a("brief-ready", "text", &shorten(&words.replace('\n', " "), WELCOME)),
            self.how("brief-greet-how", n, &[]),
        ];
        let matter = Matter::Greet(all.to_vec());
        let given = Given { matter, words, title: t.joined(&names), people: Vec::new() };
        Ok(Some(Item { given, what: t.text("brief-greet", &args), lines }))
    }

    fn restart(&self, n: usize, place: u8) -> Option<Item> {
        let question = bank::question(self.common(), place)?;
        let lines = vec![self.quoted(&question), self.how("brief-restart-how", n, &[])];
        let given = Given {
            matter: Matter::Restart(place),
            words: question.clone(),
            title: shorten(&question, 60),
            people: Vec::new(),
        };
        Some(Item { given, what: self.t.s("brief-restart"), lines })
    }
}

/// The welcome that a team saved, or the ready one.
fn welcome(page: &Page<'_>) -> Result<String, StoreError> {
    let saved = briefs::ready(&page.site.store, page.host.list)?.welcome;
    let ready = || page.common().a("brief-welcome", "list", &page.host.settings.name);
    Ok(saved.unwrap_or_else(ready))
}
