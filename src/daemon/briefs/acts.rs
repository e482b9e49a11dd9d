//! What each action of a brief does, once for all who animate, and how it is taken back. Each answers
//! with one sentence or two; who is told, and how, is the file of the reply's business.

use super::{Host, change, nudge};
use crate::animation::brief::Matter;
use crate::animation::brief::reply::Wish;
use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::post::NewPost;
use crate::daemon::router::derive::{self, Written};
use crate::daemon::{Site, moderation, owners, report, robot, scheduled, window};
use crate::digest::excerpt::shorten;
use crate::list::address::Addresses;
use crate::list::decision::Decision;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ArticleNo, HeldNo, ListId, PersonId, ThreadNo};
use crate::locale::{self, Locale, Value};
use crate::mail::address::Mailbox;
use crate::mail::message_id::{MessageId, hash_text};
use crate::mail::recognise;
use crate::request::when;
use crate::store::briefs::{self, Deed, Given, Sent, Undo};
use crate::store::{StoreError, Tx, articles, held, people, threads};

/// Characters of a title that is made of somebody's words.
const TITLE: usize = 60;

/// What became of something.
pub(super) struct Done {
    /// In a sentence or two.
    pub text: String,
    /// Whether `annuler` takes it back.
    pub undoable: bool,
    /// Whether all is as it was: not understood, done before, or no more to be done.
    pub unchanged: bool,
}

impl Done {
    /// Done.
    pub fn made(text: String, undoable: bool) -> Self {
        Self { text, undoable, unchanged: false }
    }

    /// Done, and nothing to take back.
    pub fn told(text: String) -> Self {
        Self::made(text, false)
    }

    /// Nothing was done.
    pub fn not(text: String) -> Self {
        Self { text, undoable: false, unchanged: true }
    }
}

/// Somebody's reply being carried out.
pub(super) struct Desk<'a> {
    pub site: &'a Site,
    pub host: &'a Host,
    pub answer: &'a Answer,
    pub t: &'static Locale,
    /// The week of the brief.
    pub week: u32,
    pub now: Timestamp,
}

impl Desk<'_> {
    /// Does one action.
    pub fn act(
        &self,
        tx: &mut Tx<'_>,
        given: &Given,
        (n, wish): (usize, Wish),
    ) -> Result<Done, StoreError> {
        let t = self.t;
        if wish == Wish::Skip {
            return Ok(Done::told(t.a("brief-skipped", "title", &given.title)));
        }
        if let Wish::Unclear(words) = &wish {
            let key = format!("brief-unclear-{}", given.matter.kind().word());
            let args = [("line", Value::from(words.as_str())), ("n", n.into())];
            return Ok(Done::not(t.text(&key, &args)));
        }
        if let Matter::Moderate(no) = given.matter {
            return self.moderate(tx, no, wish);
        }
        if let Some(deed) = briefs::deed(tx, self.host.list, (&given.matter, self.week))? {
            return self.was_done(tx, given, &deed, wish);
        }
        match &given.matter {
            Matter::Moderate(no) => self.moderate(tx, *no, wish),
            Matter::Reply(no) => self.reply(tx, given, *no, wish),
            Matter::Nudge(no) => self.nudge(tx, given, *no, wish),
            Matter::Greet(people) => self.greet(tx, given, people, wish),
            Matter::Restart(_) => self.restart(tx, given, wish),
        }
    }

    /// One thing done for the community: it counts as time that animating took.
    fn note(&self, tx: &mut Tx<'_>, matter: &Matter, undo: Option<Undo>) -> Result<(), StoreError> {
        self.mark(tx, matter, undo);
        report::note_action(self.site, tx, self.host.list)
    }

    fn mark(&self, tx: &mut Tx<'_>, matter: &Matter, undo: Option<Undo>) {
        let deed = Deed { by: self.host.person.id, at: self.now, undo };
        briefs::put_deed(tx, self.host.list, (matter, self.week), Some(&deed));
    }

    /// Somebody was first; words of one's own are not lost.
    fn was_done(
        &self,
        tx: &Tx<'_>,
        given: &Given,
        deed: &Deed,
        wish: Wish,
    ) -> Result<Done, StoreError> {
        let t = self.t;
        let by = people::get(tx, deed.by)?.map(|p| p.display().to_owned()).unwrap_or_default();
        let args = [
            ("title", Value::from(given.title.as_str())),
            ("who", by.as_str().into()),
            ("own", if deed.by == self.host.person.id { "yes" } else { "no" }.into()),
            ("when", t.date_time(deed.at, &self.host.zone).into()),
        ];
        let mut text = t.text("brief-was-done", &args);
        if matches!(wish, Wish::Text(_)) {
            let addresses = self.addresses();
            let to = match &given.matter {
                Matter::Reply(no) => articles::get(tx, self.host.list, *no)?.map(|a| a.thread),
                Matter::Nudge(no) => Some(*no),
                _ => None,
            };
            let to = to.map_or_else(
                || self.host.settings.address.to_string(),
                |no| addresses.thread(no).to_string(),
            );
            text = format!("{text} {}", t.a("brief-words-not-sent", "address", &to));
        }
        Ok(Done::not(text))
    }

    fn addresses(&self) -> Addresses<'_> {
        Addresses { list: &self.host.settings.address, secret: &self.site.secret }
    }

    fn moderate(&self, tx: &mut Tx<'_>, no: HeldNo, wish: Wish) -> Result<Done, StoreError> {
        let host = self.host;
        let Some(waiting) = held::get(tx, host.list, no)? else {
            let of = (host.list, &host.settings, &host.person);
            return Ok(Done::not(moderation::decided_before(self.site, tx, of, no)?));
        };
        let decision = match wish {
            Wish::Decide(decision) => decision,
            _ => Decision::Yes,
        };
        let decided = (waiting, &host.person, decision);
        let said = moderation::decide(self.site, tx, (&host.settings, self.now), decided)?;
        Ok(match said {
            Some(said) => Done::told(said),
            None => Done::not(self.t.s("brief-try-again")),
        })
    }

    /// Something in her name, made of this reply.
    fn written<'w>(&'w self, author: &'w Mailbox, (matter, salt): (&Matter, &str)) -> Written<'w> {
        let id = self.answer.message_id.as_ref().map_or("", MessageId::as_str);
        let kind = matter.kind().word();
        let mark = hash_text(&[b"brief", id.as_bytes(), kind.as_bytes(), salt.as_bytes()]);
        let original = self.answer.written.as_deref().unwrap_or_default();
        Written { author, original, mark, date: self.now, received: self.now }
    }

    fn author(&self) -> Mailbox {
        let person = &self.host.person;
        Mailbox::new(person.name.as_deref(), person.address.clone())
    }

    /// Posts it, or lets it wait; how it is taken back, if it can be.
    fn publish(&self, tx: &mut Tx<'_>, post: NewPost) -> Result<Option<Undo>, StoreError> {
        let (list, content) = (post.list, post.content);
        // What became of it is said in the one answer.
        window::post(self.site, tx, NewPost { quiet: true, ..post }, self.now)?;
        let waits = held::of_list(tx, list)?.into_iter().rfind(|h| h.content == content);
        Ok(waits.map(|held| Undo::Held(held.no)))
    }

    fn in_thread(
        &self,
        tx: &mut Tx<'_>,
        (given, thread): (&Given, ThreadNo),
        words: &str,
    ) -> Result<Done, StoreError> {
        let t = self.t;
        let author = self.author();
        let of = (self.host.list, &self.host.settings);
        let written = self.written(&author, (&given.matter, &thread.to_string()));
        let post = derive::in_thread(self.site, of, thread, words, &written)?;
        let Some(post) = post else { return Ok(Done::not(t.s("brief-gone"))) };
        let undo = self.publish(tx, post)?;
        let undoable = undo.is_some();
        self.note(tx, &given.matter, undo)?;
        let key = if undoable { "brief-replied-soon" } else { "brief-replied" };
        Ok(Done::made(t.a(key, "title", &given.title), undoable))
    }

    fn reply(
        &self,
        tx: &mut Tx<'_>,
        given: &Given,
        no: ArticleNo,
        wish: Wish,
    ) -> Result<Done, StoreError> {
        let Some(article) = articles::get(tx, self.host.list, no)? else {
            return Ok(Done::not(self.t.s("brief-gone")));
        };
        let words = match wish {
            Wish::Text(words) => words,
            // The ready words are a first reply, or nothing.
            _ if self.is_answered(tx, article.thread, no)? => {
                return Ok(Done::not(self.t.a("brief-answered-since", "title", &given.title)));
            }
            _ => given.words.clone(),
        };
        self.in_thread(tx, (given, article.thread), &words)
    }

    fn is_answered(
        &self,
        tx: &Tx<'_>,
        thread: ThreadNo,
        after: ArticleNo,
    ) -> Result<bool, StoreError> {
        let Some(post) = articles::get(tx, self.host.list, after)? else { return Ok(true) };
        for no in threads::articles(tx, self.host.list, thread)? {
            let other = articles::get(tx, self.host.list, no)?.filter(|_| no > after);
            if other.is_some_and(|a| !a.from.address.same_mailbox(&post.from.address)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn nudge(
        &self,
        tx: &mut Tx<'_>,
        given: &Given,
        no: ThreadNo,
        wish: Wish,
    ) -> Result<Done, StoreError> {
        let t = self.t;
        let name = match wish {
            Wish::Text(words) => return self.in_thread(tx, (given, no), &words),
            Wish::To(name) => Some(name),
            _ => None,
        };
        let Some(thread) = threads::resolve(tx, self.host.list, no)? else {
            return Ok(Done::not(t.s("brief-gone")));
        };
        if self.is_answered(tx, thread.no, thread.opener)? {
            return Ok(Done::not(t.a("brief-answered-since", "title", &given.title)));
        }
        let by = self.host.person.id;
        let asked = {
            let may = (given.people.clone(), name.as_deref());
            nudge::begin(self.site, tx, (&thread, by), may, self.now)?
        };
        let Some(asked) = asked else {
            return Ok(Done::not(t.a("brief-nobody-to-ask", "title", &given.title)));
        };
        self.note(tx, &given.matter, Some(Undo::Nudge(thread.no)))?;
        let args = [("name", Value::from(asked)), ("title", given.title.as_str().into())];
        Ok(Done::made(t.text("brief-nudged", &args), true))
    }

    fn greet(
        &self,
        tx: &mut Tx<'_>,
        given: &Given,
        all: &[PersonId],
        wish: Wish,
    ) -> Result<Done, StoreError> {
        let words = match wish {
            Wish::Text(words) => words,
            _ => given.words.clone(),
        };
        let names = self.welcome(tx, all, &words)?;
        if names.is_empty() {
            return Ok(Done::not(self.t.s("brief-gone")));
        }
        self.note(tx, &given.matter, None)?;
        for id in all {
            self.mark(tx, &Matter::Greet(vec![*id]), None);
        }
        Ok(Done::told(self.t.a("brief-greeted", "names", &self.t.joined(&names))))
    }

    /// A private word to each, to which they can answer her team.
    fn welcome(
        &self,
        tx: &mut Tx<'_>,
        all: &[PersonId],
        words: &str,
    ) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        for id in all {
            let host = self.host;
            let of = (host.list, &host.settings, &host.person);
            names.extend(welcome_one(self.site, tx, of, (*id, words), self.now)?);
        }
        Ok(names)
    }

    fn restart(&self, tx: &mut Tx<'_>, given: &Given, wish: Wish) -> Result<Done, StoreError> {
        let t = self.t;
        let (when, own) = match wish {
            Wish::Text(words) => (String::new(), words),
            Wish::At(when, own) => (when, own),
            _ => (String::new(), String::new()),
        };
        let now = self.now.to_zoned(self.host.zone.clone());
        let at = match when::moment(&when, &now) {
            None if !when.is_empty() && !says_now(&when) => {
                return Ok(Done::not(t.a("brief-unclear-when", "when", &when)));
            }
            at => at,
        };
        let (title, body) = match own.as_str() {
            "" => (given.words.clone(), self.body_of(&given.words)),
            own => {
                let first = own.lines().next().unwrap_or_default();
                (shorten(first, TITLE), own.to_owned())
            }
        };
        // As anybody writes it who wants it later.
        let said = at.as_ref().map(|at| at.strftime("%Y-%m-%d %H:%M").to_string());
        let body = match &said {
            Some(said) => format!("{}\n\n{body}", t.a("brief-publish-line", "when", said)),
            None => body,
        };
        let author = self.author();
        let written = self.written(&author, (&given.matter, &given.words));
        let of = (self.host.list, &self.host.settings);
        let post = derive::titled(self.site, of, (&title, &body), &written);
        let undo = self.publish(tx, NewPost { timed: said, ..post })?;
        let undoable = undo.is_some();
        self.note(tx, &given.matter, undo)?;
        let text = match at {
            Some(at) => {
                let person = &self.host.person;
                let when = scheduled::moment(self.site, t, person, at.timestamp());
                let args = [("title", Value::from(title.as_str())), ("when", when.into())];
                t.text("brief-published-later", &args)
            }
            None if undoable => t.a("brief-published-soon", "title", &title),
            None => t.a("brief-published", "title", &title),
        };
        Ok(Done::made(text, undoable))
    }

    fn body_of(&self, question: &str) -> String {
        let c = locale::get(&self.host.settings.language.0);
        c.a("brief-question-post", "question", question)
    }

    /// She is away: the others have her brief until she is back.
    pub fn away(&self, tx: &mut Tx<'_>, tail: &str) -> Result<Done, StoreError> {
        let (t, host, now) = (self.t, self.host, self.now);
        let today = now.to_zoned(host.zone.clone()).date();
        let until = when::until(tail, today);
        if until.is_none() && !when::says_nothing(tail) {
            let day = t.day_ahead(now, &host.zone);
            let args = [("tail", Value::from(tail)), ("day", day.into())];
            return Ok(Done::not(t.text("brief-away-how", &args)));
        }
        // Without a day: until the brief of four weeks from now.
        let until = until.unwrap_or_else(|| today.saturating_add(jiff::Span::new().weeks(4)));
        let end = until.at(0, 0, 0, 0).to_zoned(host.zone.clone());
        let end = end.map(|at| at.timestamp()).unwrap_or(now);
        change(self.site, tx, (host.list, host.person.id), (&|r| r.away = Some(end), now))?;
        let mut names = Vec::new();
        for other in owners::people_of(tx, host.list)? {
            if other.id != host.person.id && self.hand_over(tx, &other, end)? {
                names.push(other.display().to_owned());
                break;
            }
        }
        let args =
            [("date", Value::from(t.date(end, &host.zone))), ("names", t.joined(&names).into())];
        let key = if names.is_empty() { "brief-away-alone" } else { "brief-away" };
        Ok(Done::told(t.text(key, &args)))
    }

    /// Gives her brief to somebody else of the team until a day; `false`: they are away too.
    fn hand_over(
        &self,
        tx: &mut Tx<'_>,
        other: &Person,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let host = self.host;
        let Some(theirs) = Host::of(self.site, tx, (host.list, other.id))? else {
            return Ok(false);
        };
        let rhythm = super::settled(&super::rhythm_of(tx, &theirs, self.now)?, self.now);
        if rhythm.away.is_some()
            || theirs.member.suspended.is_some()
            || theirs.member.is_away(self.now)
        {
            return Ok(false);
        }
        let covers = |r: &mut briefs::Rhythm| r.covers = Some(until);
        change(self.site, tx, (host.list, other.id), (&covers, self.now))?;
        let t = robot::locale_for(other, &host.settings);
        let args = [
            ("who", Value::from(host.person.display().to_owned())),
            ("list", host.settings.name.as_str().into()),
            ("date", t.date(until, &theirs.zone).into()),
        ];
        let lines = vec![t.text("brief-yours", &args), t.s("brief-yours-how")];
        let of = (host.list, &host.settings, other);
        let subject = t.text("brief-yours-subject", &args);
        robot::note(self.site, tx, of, (subject, lines), (None, self.now))?;
        Ok(true)
    }

    /// Takes back what can be of what this brief's replies did: one action, or all of hers.
    pub fn undo(
        &self,
        tx: &mut Tx<'_>,
        sent: &Sent,
        only: Option<usize>,
    ) -> Result<Option<Done>, StoreError> {
        let mut undone = Vec::new();
        for (at, given) in sent.given.iter().enumerate() {
            if only.is_some_and(|n| n != at + 1) {
                continue;
            }
            let of = (&given.matter, self.week);
            let Some(deed) = briefs::deed(tx, self.host.list, of)? else { continue };
            if deed.by == self.host.person.id && self.take_back(tx, &deed)? {
                briefs::put_deed(tx, self.host.list, of, None);
                undone.push(self.t.a("quoted", "text", &given.title));
            }
        }
        Ok((!undone.is_empty())
            .then(|| Done::told(self.t.a("brief-undone", "titles", &self.t.joined(&undone)))))
    }

    fn take_back(&self, tx: &mut Tx<'_>, deed: &Deed) -> Result<bool, StoreError> {
        let list = self.host.list;
        match deed.undo {
            Some(Undo::Held(no)) => {
                let waits = held::get(tx, list, no)?.is_some();
                held::remove(tx, list, no);
                Ok(waits)
            }
            Some(Undo::Nudge(thread)) => {
                nudge::stop(tx, list, thread)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}

/// « maintenant »: no moment to come.
fn says_now(when: &str) -> bool {
    recognise::expressions("schedule-now").contains(&recognise::words(when))
}

/// A private welcome to somebody new; their name, if they are there.
fn welcome_one(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, by): (ListId, &Settings, &Person),
    (id, words): (PersonId, &str),
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(person) = people::get(tx, id)? else { return Ok(None) };
    if people::membership(tx, list, id)?.is_none() {
        return Ok(None);
    }
    let t = robot::locale_for(&person, settings);
    let args =
        [("who", Value::from(by.display().to_owned())), ("list", settings.name.as_str().into())];
    let lines = vec![words.to_owned(), t.text("welcome-from", &args), t.s("welcome-from-how")];
    let of = (list, settings, &person);
    let subject = t.text("welcome-from-subject", &args);
    robot::note(site, tx, of, (subject, lines), (None, now))?;
    tracing::info!(event = "greeted", %list, person = %id);
    Ok(Some(person.display().to_owned()))
}

/// The team's welcome to one member, at a command; their name.
///
/// # Errors
/// When the store cannot be read.
pub fn greet_by_command(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, by): (ListId, &Settings, &Person),
    person: PersonId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let saved = briefs::ready(tx, list)?.welcome;
    let c = locale::get(&settings.language.0);
    let words = saved.unwrap_or_else(|| c.a("brief-welcome", "list", &settings.name));
    super::note_answer(tx, list, by.id)?;
    let deed = Deed { by: by.id, at: now, undo: None };
    briefs::put_deed(tx, list, (&Matter::Greet(vec![person]), 0), Some(&deed));
    welcome_one(site, tx, (list, settings, by), (person, &words), now)
}
