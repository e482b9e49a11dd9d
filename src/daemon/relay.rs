//! A private word to somebody whose address nobody sees: the mail is made anew, from an address that
//! leads back to whoever wrote. Never archived, never quoted. Who is no member of the list writes to
//! those who animate it.

use super::Site;
use crate::clock::Timestamp;
use crate::list::address::Addresses;
use crate::list::admit::Proof;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::{self, Value};
use crate::mail::address::Mailbox;
use crate::mail::compose::{Draft, line};
use crate::mail::message::Message;
use crate::mail::message_id::{MessageId, ReversePath};
use crate::smtp::handler::{Code, Verdict};
use crate::store::outbox::{self, OwnMail};
use crate::store::record::Blob;
use crate::store::{Read, StoreError, Tx, asked, people};

/// Words that one person may send in an hour.
const PER_HOUR: (usize, i64) = (10, 3600);

/// A word to pass on.
pub struct Word {
    list: ListId,
    settings: Settings,
    from: Person,
    name: String,
    to: PersonId,
    subject: String,
    text: String,
    files: usize,
    message_id: Option<MessageId>,
    answers: Vec<MessageId>,
}

/// Reads a word. `None`: its author is no member, or nothing vouches for them.
///
/// # Errors
/// When the store cannot be read.
pub fn plan(
    site: &Site,
    (list, settings): (ListId, &Settings),
    message: &Message<'_>,
    (author, proof, to): (&Mailbox, Proof, PersonId),
) -> Result<Option<Word>, StoreError> {
    let Some(from) = people::find(&site.store, &author.address)? else { return Ok(None) };
    if proof == Proof::Missing || !is_member(&site.store, list, from.id)? {
        return Ok(None);
    }
    let name = from.name.clone().or_else(|| author.name.clone());
    Ok(Some(Word {
        list,
        settings: settings.clone(),
        name: name.unwrap_or_else(|| from.display().to_owned()),
        from,
        to,
        subject: line(&message.subject()),
        text: message.text().text.clone(),
        files: message.attachments().len(),
        message_id: message.message_id(),
        answers: message.references(),
    }))
}

fn is_member(from: &impl Read, list: ListId, person: PersonId) -> Result<bool, StoreError> {
    Ok(people::membership(from, list, person)?.is_some())
}

/// Passes it on.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    word: Word,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let to = people::get(tx, word.to)?;
    let Some(to) = to.filter(|to| is_member(tx, word.list, to.id).unwrap_or(false)) else {
        return Ok(Verdict::unknown());
    };
    if !asked::few(tx, &format!("relay-{}", word.from.id), PER_HOUR, now)? {
        let later = "Too many private words within an hour, try again later";
        return Ok(Verdict::new(Code::MailboxBusy, "4.7.1", later));
    }
    let Word { list, settings, from, name, .. } = &word;
    let t = locale::get(&to.language.as_ref().unwrap_or(&settings.language).0);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let (back, own) = (addresses.relay(from.id), addresses.relay(to.id));
    let args = [("name", Value::from(name.as_str())), ("list", settings.name.as_str().into())];
    let mut foot = t.text("relay-foot", &args);
    if word.files > 0 {
        foot = format!("{} {foot}", t.n("relay-files", &word.files));
    }
    // What one wrote the other quotes: no address of either stands in it.
    let text = word.text.replace(from.address.as_str(), back.as_str());
    let text = text.replace(to.address.as_str(), own.as_str());
    let draft = Draft {
        from: Mailbox::new(Some(&t.text("relay-from", &args)), back),
        to: vec![Mailbox::new(to.name.as_deref(), to.address.clone())],
        reply_to: None,
        subject: word.subject.clone(),
        date: now,
        message_id: MessageId::mint(&site.hostname),
        references: word.answers.iter().chain(&word.message_id).cloned().collect(),
        in_reply_to: word.message_id.clone(),
        headers: vec![("X-Loop".to_owned(), settings.address.to_string())],
        text: format!("{}\n\n-- \n{foot}\n", text.trim_end()),
        html: None,
    };
    let mail = OwnMail {
        reverse_path: ReversePath::Address(addresses.bounce(to.id)),
        to: to.address.clone(),
        list: Some(*list),
        person: Some(to.id),
        raw: Blob::new(&draft.to_bytes()),
    };
    outbox::enqueue_mail(tx, mail, now)?;
    tracing::info!(event = "relayed", list = %list);
    Ok(Verdict::accepted("Passed on"))
}
