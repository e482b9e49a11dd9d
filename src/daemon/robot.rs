//! Our own short answers to people: one addressee, one subject, a few sentences, always marked as a
//! machine's (RFC 3834 §3.1) and always with a human to write to. Not digests: those have a shape of
//! their own.

use askama::Template;

use super::Site;
use super::tongues::Tongues;
use crate::clock::Timestamp;
use crate::list::address::{Addresses, Route};
use crate::list::headers;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::{self, Locale};
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::{Attached, Draft};
use crate::mail::message_id::{MessageId, ReversePath};
use crate::store::outbox::{self, OwnMail};
use crate::store::record::Blob;
use crate::store::{StoreError, Tx};

/// The number of somebody we do not keep: a stranger who proved an address, written to once.
pub const NOBODY: PersonId = PersonId(0);

/// One answer to one person about one list.
pub struct Answer<'a> {
    /// The list it is about.
    pub list: ListId,
    /// Its settings.
    pub settings: &'a Settings,
    /// Whom it is for.
    pub person: &'a Person,
    /// Where a reply to it goes; `None`: to the humans.
    pub reply_to: Option<Address>,
    /// Its subject.
    pub subject: String,
    /// Its words.
    pub text: String,
    /// What it answers.
    pub in_reply_to: Option<MessageId>,
}

#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct Notice<'a> {
    t: &'a Locale,
    name: &'a str,
    lines: &'a [String],
}

/// A greeting and paragraphs: the words of a short mail.
pub fn paragraphs(t: &Locale, person: &Person, lines: &[String]) -> String {
    if person.id == NOBODY && person.name.is_none() {
        return unnamed(t, lines);
    }
    // Rendering into a String fails only if a template calls something that fails; none does.
    Notice { t, name: person.greeting(), lines }.render().unwrap_or_default()
}

/// A greeting without a name, and paragraphs: for somebody who may not know us.
pub fn unnamed(t: &Locale, lines: &[String]) -> String {
    std::iter::once(t.s("hello-you")).chain(lines.iter().cloned()).collect::<Vec<_>>().join("\n\n")
}

/// Queues a short mail that wants no answer: to one person about one list.
///
/// # Errors
/// When the store cannot be read.
pub fn note(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    (subject, lines): (String, Vec<String>),
    (in_reply_to, now): (Option<MessageId>, Timestamp),
) -> Result<(), StoreError> {
    let text = paragraphs(locale_for(person, settings), person, &lines);
    let answer = Answer { list, settings, person, reply_to: None, subject, text, in_reply_to };
    send(site, tx, answer, now).map(|_| ())
}

/// Queues a short mail that wants no answer, to somebody who may be a stranger: in every language it
/// may take.
///
/// # Errors
/// When the store cannot be read.
pub fn say(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    words: &dyn Fn(&'static Locale) -> (String, Vec<String>),
    (in_reply_to, now): (Option<MessageId>, Timestamp),
) -> Result<(), StoreError> {
    let tongues = Tongues::of(person, settings);
    let subject = tongues.subject(|t| words(t).0);
    let text = tongues.text(|t| paragraphs(t, person, &words(t).1));
    let answer = Answer { list, settings, person, reply_to: None, subject, text, in_reply_to };
    send(site, tx, answer, now).map(|_| ())
}

/// The language somebody reads about a list: theirs, else the list's.
pub fn locale_for(person: &Person, settings: &Settings) -> &'static Locale {
    locale::get(&person.language.as_ref().unwrap_or(&settings.language).0)
}

/// Queues an answer; returns its identifier, so that a reply to it can be known.
///
/// # Errors
/// When the store cannot be read.
pub fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer<'_>,
    now: Timestamp,
) -> Result<MessageId, StoreError> {
    let bounces = reverse_path(site, answer.settings, answer.person);
    send_by(site, tx, answer, bounces, now)
}

/// The same, with files beside it.
///
/// # Errors
/// When the store cannot be read.
pub fn send_with(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer<'_>,
    files: &[Attached<'_>],
    now: Timestamp,
) -> Result<MessageId, StoreError> {
    let bounces = reverse_path(site, answer.settings, answer.person);
    queue(site, tx, (answer, bounces), files, now)
}

/// Where what we write to somebody about a list comes back to, if it does.
pub fn reverse_path(site: &Site, settings: &Settings, person: &Person) -> Address {
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    match person.id {
        NOBODY => addresses.fixed(Route::Bounce(None)),
        id => addresses.bounce(id),
    }
}

/// The same, with a reverse-path of its own.
///
/// # Errors
/// When the store cannot be read.
pub fn send_by(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer<'_>,
    bounces: Address,
    now: Timestamp,
) -> Result<MessageId, StoreError> {
    queue(site, tx, (answer, bounces), &[], now)
}

fn queue(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, bounces): (Answer<'_>, Address),
    files: &[Attached<'_>],
    now: Timestamp,
) -> Result<MessageId, StoreError> {
    let addresses = Addresses { list: &answer.settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let tongues = Tongues::of(answer.person, answer.settings);
    let message_id = MessageId::mint(&site.hostname);
    // RFC 3834 §5.2: an answer to a mail, or something we say of our own accord.
    let nature = if answer.in_reply_to.is_some() { "auto-replied" } else { "auto-generated" };
    let mut headers = vec![
        ("Auto-Submitted".to_owned(), nature.to_owned()),
        ("X-Auto-Response-Suppress".to_owned(), "OOF, AutoReply".to_owned()),
        ("Content-Language".to_owned(), tongues.tags()),
    ];
    // RFC 2369 §3, RFC 2919 §3: a list's answers say whose they are; not to who is none of it.
    if answer.person.id != NOBODY {
        let (settings, locale) = (answer.settings, locale_for(answer.person, answer.settings));
        let of = headers::Facts { settings, addresses: &addresses, urls: &site.urls, locale };
        headers.extend(of.identity().into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    let draft = Draft {
        // RFC 3834 §3.1.1: From is where a human can be reached; Reply-To is the robot's.
        from: Mailbox::new(Some(&answer.settings.name), humans),
        to: vec![Mailbox::new(answer.person.name.as_deref(), answer.person.address.clone())],
        reply_to: answer.reply_to.map(|address| Mailbox::new(Some(&answer.settings.name), address)),
        subject: answer.subject,
        date: now,
        message_id: message_id.clone(),
        references: answer.in_reply_to.iter().cloned().collect(),
        in_reply_to: answer.in_reply_to,
        headers,
        text: answer.text,
        html: None,
    };
    let mail = OwnMail {
        reverse_path: ReversePath::Address(bounces),
        to: answer.person.address.clone(),
        list: Some(answer.list),
        person: Some(answer.person.id).filter(|id| *id != NOBODY),
        raw: Blob::new(&draft.to_bytes_with(files)),
    };
    outbox::enqueue_mail(tx, mail, now)?;
    Ok(message_id)
}
