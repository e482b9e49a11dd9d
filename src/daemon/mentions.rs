//! People named in a post: they get it at once, however they read the list. A name that several bear
//! is asked back to the author, and nobody is mailed. Whom a name means is `list::mention`'s.

use askama::Template;

use super::answers::{self, Answer, Question};
use super::robot;
use super::{Site, fanout, owners};
use crate::clock::{TimeZone, Timestamp};
use crate::digest::excerpt::shorten;
use crate::list::address::{Addresses, Route};
use crate::list::ask::{Ask, What};
use crate::list::member::{Delivery, Membership, Person, Role};
use crate::list::mention::{self, Known, Meant};
use crate::list::settings::Settings;
use crate::list::{ArticleNo, ListId, PersonId};
use crate::locale::Locale;
use crate::mail::address::Address;
use crate::mail::message::Message;
use crate::mail::text::trim_message;
use crate::smtp::handler::Verdict;
use crate::store::articles::{self, Article};
use crate::store::outbox::{self, History, Load};
use crate::store::{Read, StoreError, Tx, asked, asks, digests, lists, people};

/// Days for which an answer counts.
const DAYS: i64 = 7;
/// Names asked back about one post.
const ASKED: usize = 3;
/// People to choose from.
const CHOICES: usize = 9;
/// Members read at a time.
const PAGE: usize = 1000;
/// Characters of a subject inside one of our sentences.
const SUBJECT: usize = 60;

/// What a post's mentions bring about.
#[derive(Debug, Default)]
pub struct Mentions {
    /// Who gets it at once.
    pub people: Vec<PersonId>,
    meant: Meant,
}

/// Reads the mentions of a post.
///
/// # Errors
/// When the store cannot be read.
pub fn of(site: &Site, article: &Article) -> Result<Mentions, StoreError> {
    let Some(raw) = articles::raw(&site.store, article.list, article.no)? else {
        return Ok(Mentions::default());
    };
    let message = Message::parse(&raw);
    // Most posts end here.
    if !message.text().text.contains('@') {
        return Ok(Mentions::default());
    }
    let names = mention::names(&trim_message(&message, &[]).reply());
    let meant = meant(&site.store, article.list, &article.from.address, &names)?;
    let mut people = meant.people.clone();
    if meant.team {
        people.extend(owners::people_of(&site.store, article.list)?.iter().map(|p| p.id));
    }
    Ok(Mentions { people, meant })
}

/// Whether a post names more people than one post may.
///
/// # Errors
/// When the store cannot be read.
pub fn are_many(
    from: &impl Read,
    list: ListId,
    (author, message): (&Address, &Message<'_>),
) -> Result<bool, StoreError> {
    let text = &message.text().text;
    if text.matches('@').count() <= mention::LIMIT {
        return Ok(false);
    }
    let names = mention::names(&trim_message(message, &[]).reply());
    if names.len() <= mention::LIMIT {
        return Ok(false);
    }
    Ok(meant(from, list, author, &names)?.people.len() > mention::LIMIT)
}

fn meant(
    from: &impl Read,
    list: ListId,
    author: &Address,
    names: &[String],
) -> Result<Meant, StoreError> {
    if names.is_empty() {
        return Ok(Meant::default());
    }
    let author = people::find(from, author)?.map(|p| p.id);
    let (mut known, mut after) = (Vec::new(), None);
    loop {
        let page = people::memberships(from, list, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.person);
        for member in page {
            if let Some(person) = people::get(from, member.person)? {
                known.push(Known::new(person.id, person.display()));
            }
        }
    }
    Ok(mention::resolve(names, &known, author))
}

#[derive(Template)]
#[template(path = "mail/which_person.txt")]
struct Which<'a> {
    t: &'a Locale,
    name: &'a str,
    subject: &'a str,
    called: &'a str,
    choices: &'a [String],
}

impl Mentions {
    /// Tells the author what was unclear, if they are a member: nobody else hears from us.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tell(
        &self,
        site: &Site,
        tx: &mut Tx<'_>,
        (article, settings): (&Article, &Settings),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if self.meant.ambiguous.is_empty() && !self.meant.everybody {
            return Ok(());
        }
        let Some(author) = people::find(tx, &article.from.address)? else { return Ok(()) };
        let Some(member) = people::membership(tx, article.list, author.id)? else { return Ok(()) };
        let about = About { site, article, settings, author: &author, now };
        for (name, who) in self.meant.ambiguous.iter().take(ASKED) {
            // Those who get each message have it already: there is nothing to ask.
            if waits_for_one(tx, article.list, who)? {
                about.ask(tx, name, who)?;
            }
        }
        if self.meant.everybody
            && member.role == Role::Member
            && asked::once_a_day(tx, "everybody", article.list, author.id, now)?
        {
            about.not_everybody(tx)?;
        }
        Ok(())
    }
}

struct About<'a> {
    site: &'a Site,
    article: &'a Article,
    settings: &'a Settings,
    author: &'a Person,
    now: Timestamp,
}

impl About<'_> {
    fn ask(&self, tx: &mut Tx<'_>, name: &str, who: &[PersonId]) -> Result<(), StoreError> {
        let t = robot::locale_for(self.author, self.settings);
        let zone = digests::zone_of(self.author, &self.site.timezone);
        let who: Vec<PersonId> = who.iter().copied().take(CHOICES).collect();
        let mut choices = Vec::with_capacity(who.len());
        for id in &who {
            choices.push(choice(tx, (self.article.list, *id), t, &zone)?);
        }
        let subject = shorten(&self.article.subject, SUBJECT);
        let mail = Which {
            t,
            name: self.author.greeting(),
            subject: &subject,
            called: name,
            choices: &choices,
        };
        let question = Question {
            list: self.article.list,
            settings: self.settings,
            person: self.author,
            what: What::Mention { article: self.article.no, people: who },
            days: DAYS,
            subject: t.a("which-person-subject", "name", name),
            text: mail.render().unwrap_or_default(),
            in_reply_to: Some(self.article.message_id.clone()),
        };
        answers::ask(self.site, tx, question, self.now).map(|_| ())
    }

    fn not_everybody(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let t = robot::locale_for(self.author, self.settings);
        let addresses = Addresses { list: &self.settings.address, secret: &self.site.secret };
        let humans = addresses.fixed(Route::Owner);
        let subject = shorten(&self.article.subject, SUBJECT);
        let lines = vec![
            t.a("not-everybody", "subject", &subject),
            t.a("not-everybody-call", "humans", humans.as_str()),
        ];
        let answers = Some(self.article.message_id.clone());
        let of = (self.article.list, self.settings, self.author);
        robot::note(self.site, tx, of, (t.s("not-everybody-subject"), lines), (answers, self.now))
    }
}

/// Whether one of these would not get a post at once without being named.
fn waits_for_one(from: &impl Read, list: ListId, who: &[PersonId]) -> Result<bool, StoreError> {
    for id in who {
        let member = people::membership(from, list, *id)?;
        if member.is_some_and(|m| m.delivery != Delivery::Each) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// « Marie Roy, membre depuis le 3 mai 2019 »: never an address.
fn choice(
    from: &impl Read,
    (list, id): (ListId, PersonId),
    t: &Locale,
    zone: &TimeZone,
) -> Result<String, StoreError> {
    let name = people::get(from, id)?.map(|p| p.display().to_owned()).unwrap_or_default();
    let Some(member) = people::membership(from, list, id)? else { return Ok(name) };
    let date = t.date(member.joined, zone);
    Ok(t.text("which-person-since", &[("name", name.into()), ("date", date.into())]))
}

/// Whether somebody who was mentioned can be sent anything now.
fn takes(membership: &Membership) -> bool {
    membership.suspended.is_none()
}

/// The author says by a number whom they meant.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, article, who): (&Ask, ArticleNo, &[PersonId]),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let author = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let (Some(author), Some(settings)) = (author, lists::get(tx, ask.list)?) else {
        return Ok(Verdict::unknown());
    };
    if ask.answered.is_some() {
        return Ok(Verdict::accepted("Noted"));
    }
    let t = robot::locale_for(&author, &settings);
    let of = (ask.list, &settings, &author);
    let back = (answer.message_id.clone(), now);
    let Some(id) = number(answer.said()).and_then(|n| who.get(n.checked_sub(1)?)) else {
        if asked::once_a_day(tx, &format!("which-{}", ask.no), ask.list, author.id, now)? {
            let lines = vec![t.s("person-unclear")];
            robot::note(site, tx, of, (answer.subject.clone(), lines), back)?;
        }
        return Ok(Verdict::accepted("Not understood"));
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    let name = people::get(tx, *id)?.map(|p| p.display().to_owned()).unwrap_or_default();
    let takes = people::membership(tx, ask.list, *id)?.is_some_and(|m| takes(&m));
    let line = if takes {
        send_to(tx, (ask.list, article), *id, now)?;
        t.a("person-told", "name", &name)
    } else {
        t.s("person-gone")
    };
    robot::note(site, tx, of, (t.a("person-told-subject", "name", &name), vec![line]), back)?;
    Ok(Verdict::accepted("Noted"))
}

fn send_to(
    tx: &mut Tx<'_>,
    (list, article): (ListId, ArticleNo),
    person: PersonId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(known) = people::get(tx, person)? else { return Ok(()) };
    let domain = fanout::common(std::iter::once(known.address.domain()));
    let load = Load::Copies { list, article, people: vec![person], domain };
    outbox::enqueue(tx, load, History::new(now), now).map(|_| ())
}

/// The first word, when it is a number.
fn number(said: &str) -> Option<usize> {
    let word = said.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty())?;
    word.parse().ok()
}
