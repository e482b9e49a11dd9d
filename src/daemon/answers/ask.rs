//! Puts a question to one person: a mail whose reply comes back with a token that only they were
//! given. What their answer does is the asker's business.

use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::robot::{self, Answer};
use crate::list::address::Addresses;
use crate::list::ask::{Ask, What};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{AskNo, ListId};
use crate::mail::address::Address;
use crate::mail::message_id::MessageId;
use crate::store::asks::{self, Mailed};
use crate::store::{StoreError, Tx};

/// A question to one person.
pub struct Question<'a> {
    /// The list it is about.
    pub list: ListId,
    /// Its settings.
    pub settings: &'a Settings,
    /// Whom it is for.
    pub person: &'a Person,
    /// What is asked.
    pub what: What,
    /// Days for which an answer counts.
    pub days: i64,
    /// Its subject.
    pub subject: String,
    /// Its words.
    pub text: String,
    /// What it answers.
    pub in_reply_to: Option<MessageId>,
}

/// Queues the question, and keeps its words: they come back quoted.
///
/// # Errors
/// When the store cannot be read.
pub fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    question: Question<'_>,
    now: Timestamp,
) -> Result<AskNo, StoreError> {
    let bounces = robot::reverse_path(site, question.settings, question.person);
    let no = asks::next_no(tx, question.list)?;
    put(site, tx, (question, no), bounces, now).map(|()| no)
}

/// The same, to see whether mail still arrives: if it comes back, it comes to an address of its own.
///
/// # Errors
/// When the store cannot be read.
pub fn probe(
    site: &Site,
    tx: &mut Tx<'_>,
    question: Question<'_>,
    now: Timestamp,
) -> Result<AskNo, StoreError> {
    let addresses = Addresses { list: &question.settings.address, secret: &site.secret };
    let no = asks::next_no(tx, question.list)?;
    put(site, tx, (question, no), addresses.probe(no), now).map(|()| no)
}

fn put(
    site: &Site,
    tx: &mut Tx<'_>,
    (question, no): (Question<'_>, AskNo),
    bounces: Address,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Question { list, settings, person, what, days, subject, text, in_reply_to } = question;
    let to = person.address.clone();
    let until = now.saturating_add(jiff::SignedDuration::from_hours(days * 24)).unwrap_or(now);
    asks::put(
        tx,
        &Ask { list, no, to, person: Some(person.id), what, asked: now, until, answered: None },
    );
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let reply_to = Some(addresses.confirm(no));
    let kept = text.clone();
    let answer = Answer { list, settings, person, reply_to, subject, text, in_reply_to };
    let message_id = robot::send_by(site, tx, answer, bounces, now)?;
    asks::put_mailed(tx, list, no, &Mailed { message_id, text: kept });
    Ok(())
}
