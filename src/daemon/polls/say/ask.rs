//! The mail that asks: the questions, how one answers and on which terms, and an address of one's own
//! for the answer. Not its draft, nor what is said to an answer.

use askama::Template;

use super::{Of, end, subject, terms};
use crate::animation::poll::{Kind, letter, source};
use crate::clock::Timestamp;
use crate::daemon::{Site, digests, robot};
use crate::digest::mailto;
use crate::list::address::{Addresses, Route};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::Draft;
use crate::mail::message_id::{MessageId, ReversePath};
use crate::store::outbox::{self, OwnMail};
use crate::store::polls::Poll;
use crate::store::record::Blob;
use crate::store::{Read, StoreError, Tx, people};

fn who(from: &impl Read, poll: &Poll) -> Result<String, StoreError> {
    Ok(people::get(from, poll.by)?.map(|p| p.display().to_owned()).unwrap_or_default())
}

/// Which of a poll's mails it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The question.
    First,
    /// Its one reminder, so many days before the end.
    Reminder(i64),
}

/// The days that are left, for a reminder that may be late.
fn days_left(poll: &Poll, now: Timestamp) -> i64 {
    (poll.form.closes.duration_since(now).as_hours() + 12) / 24
}

/// What stands before the options.
struct Opening {
    hello: String,
    asks: String,
    title: String,
    introduction: String,
}

fn opening(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, occasion): (&Poll, Occasion),
) -> Result<Opening, StoreError> {
    let who = who(&site.store, poll)?;
    let (key, left) = match (occasion, poll.form.single()) {
        (Occasion::First, Some(_)) => ("poll-asks", 0),
        (Occasion::First, None) => ("poll-asks-survey", 0),
        (Occasion::Reminder(left), Some(_)) => ("poll-reminds", left),
        (Occasion::Reminder(left), None) => ("poll-reminds-survey", left),
    };
    let list = Value::from(settings.name.as_str());
    let args = [("who", Value::from(who.as_str())), ("list", list), ("n", left.into())];
    Ok(Opening {
        hello: t.a("hello", "name", person.greeting()),
        asks: t.text(key, &args),
        title: poll.form.title.clone(),
        introduction: poll.form.introduction.clone(),
    })
}

/// The text of the mail that asks somebody.
pub fn poll_text(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, occasion): (&Poll, Occasion),
) -> Result<String, StoreError> {
    let of = (t, settings, person);
    let Opening { hello, asks, title, introduction } = opening(site, of, (poll, occasion))?;
    let mut paragraphs = vec![hello, asks, title, introduction];
    paragraphs.extend(source::questions(&poll.form));
    paragraphs.extend(below(site, (t, person), (poll, occasion)));
    paragraphs.retain(|p| !p.is_empty());
    Ok(paragraphs.join("\n\n") + "\n")
}

/// How one answers, on which terms, and how one gets no more reminders.
fn below(
    site: &Site,
    (t, person): (&Locale, &Person),
    (poll, occasion): (&Poll, Occasion),
) -> Vec<String> {
    let stop = (occasion != Occasion::First).then(|| t.s("reminders-stop"));
    let terms = terms(t, &poll.form, &end(site, t, person, poll));
    terms.into_iter().chain(stop).collect()
}

#[derive(Template)]
#[template(path = "mail/poll.html")]
struct Page<'a> {
    t: &'a Locale,
    subject: &'a str,
    opening: Opening,
    /// Of one question: what is tapped, and where that goes.
    options: Vec<(String, String)>,
    /// Of several: each with its options.
    questions: Vec<(String, Vec<String>)>,
    terms: Vec<String>,
    leave: (String, String),
}

fn page(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, occasion, subject, address): (&Poll, Occasion, &str, &Address),
) -> Result<String, StoreError> {
    let form = &poll.form;
    let tap = |n: usize, label: &str| {
        let said = format!("{n} {label}");
        let shown = format!("{n}. {label}");
        let shown = if label.is_empty() { n.to_string() } else { shown };
        (shown, mailto(address.as_str(), &[("subject", said.trim())]))
    };
    let options = match form.single() {
        Some(q) if q.kind == Kind::Scale => (1..=q.choices()).map(|n| tap(n, "")).collect(),
        Some(q) => q.options.iter().enumerate().map(|(at, o)| tap(q.number(at), o)).collect(),
        None => Vec::new(),
    };
    let lettered = |at: usize, option: &String| format!("{}) {option}", letter(at + 1));
    let questions = match form.single() {
        Some(_) => Vec::new(),
        None => form
            .questions
            .iter()
            .map(|q| {
                let options = q.options.iter().enumerate().map(|(at, o)| lettered(at, o));
                (q.text.clone(), options.collect())
            })
            .collect(),
    };
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let page = Page {
        t,
        subject,
        opening: opening(site, (t, settings, person), (poll, occasion))?,
        options,
        questions,
        terms: below(site, (t, person), (poll, occasion)),
        leave: (t.s("poll-leave"), mailto(addresses.leave(person.id).as_str(), &[])),
    };
    // Rendering into a String fails only if a template calls something that fails; none does.
    Ok(page.render().unwrap_or_default())
}

/// Asks one member.
pub fn question(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    mail(site, tx, of, (poll, Occasion::First), now)
}

/// Reminds one member, once.
pub fn reminder(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    mail(site, tx, of, (poll, Occasion::Reminder(days_left(poll, now))), now)
}

/// The mail with the questions: a reply goes to the ballot box.
fn mail(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, occasion): (&Poll, Occasion),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let subject = match occasion {
        Occasion::First => subject(t, settings, ("poll-subject", 0), poll),
        Occasion::Reminder(left) => subject(t, settings, ("poll-reminder-subject", left), poll),
    };
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let ballot_box = addresses.ballot(poll.no, person.id);
    let html = page(site, (t, settings, person), (poll, occasion, &subject, &ballot_box))?;
    let leave = t.a("poll-leave-by", "address", addresses.leave(person.id).as_str());
    let asked = poll_text(site, (t, settings, person), (poll, occasion))?;
    let text = format!("{asked}\n-- \n{leave}\n");
    let draft = Draft {
        from: Mailbox::new(Some(&settings.name), addresses.fixed(Route::Owner)),
        to: vec![Mailbox::new(person.name.as_deref(), person.address.clone())],
        reply_to: Some(Mailbox::new(Some(&settings.name), ballot_box)),
        subject,
        date: now,
        message_id: MessageId::mint_of(&format!("poll.{list}.{}", poll.no), &site.hostname),
        in_reply_to: None,
        references: Vec::new(),
        headers: digests::list_fields(site, settings, &addresses, (person.id, t)),
        text,
        html: (!person.text_only).then_some(html),
    };
    let mail = OwnMail {
        reverse_path: ReversePath::Address(addresses.bounce(person.id)),
        to: person.address.clone(),
        list: Some(list),
        person: Some(person.id),
        raw: Blob::new(&draft.to_bytes()),
    };
    outbox::enqueue_mail(tx, mail, now).map(|_| ())
}
