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
    poll: &Poll,
) -> Result<Opening, StoreError> {
    let who = who(&site.store, poll)?;
    let args = [("who", Value::from(who.as_str())), ("list", settings.name.as_str().into())];
    Ok(Opening {
        hello: t.a("hello", "name", person.greeting()),
        asks: t.text(
            if poll.form.single().is_some() { "poll-asks" } else { "poll-asks-survey" },
            &args,
        ),
        title: poll.form.title.clone(),
        introduction: poll.form.introduction.clone(),
    })
}

/// The text of the mail that asks somebody.
pub fn poll_text(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    poll: &Poll,
) -> Result<String, StoreError> {
    let Opening { hello, asks, title, introduction } = opening(site, (t, settings, person), poll)?;
    let mut paragraphs = vec![hello, asks, title, introduction];
    paragraphs.extend(source::questions(&poll.form));
    paragraphs.extend(terms(t, &poll.form, &end(site, t, person, poll)));
    paragraphs.retain(|p| !p.is_empty());
    Ok(paragraphs.join("\n\n") + "\n")
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
    (poll, subject, address): (&Poll, &str, &Address),
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
        opening: opening(site, (t, settings, person), poll)?,
        options,
        questions,
        terms: terms(t, form, &end(site, t, person, poll)),
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
    let t = robot::locale_for(of.2, of.1);
    mail(site, tx, of, poll, (subject(t, of.1, "poll-subject", poll), now))
}

/// Reminds one member, once.
pub fn reminder(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    mail(site, tx, of, poll, (subject(t, of.1, "poll-reminder-subject", poll), now))
}

/// The mail with the questions: a reply goes to the ballot box.
fn mail(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    poll: &Poll,
    (subject, now): (String, Timestamp),
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let ballot_box = addresses.ballot(poll.no, person.id);
    let html = page(site, (t, settings, person), (poll, &subject, &ballot_box))?;
    let leave = t.a("poll-leave-by", "address", addresses.leave(person.id).as_str());
    let text = format!("{}\n-- \n{leave}\n", poll_text(site, (t, settings, person), poll)?);
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
