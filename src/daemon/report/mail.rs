//! A report as a mail: from the community, with its sheet beside it.

use crate::animation::report::Made;
use crate::clock::Timestamp;
use crate::daemon::{Site, digests, robot};
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::Locale;
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::{Attached, Draft};
use crate::mail::message_id::{MessageId, ReversePath};
use crate::store::outbox::{self, OwnMail};
use crate::store::record::Blob;
use crate::store::{StoreError, Tx};

/// One reader, about one list.
pub type Of<'a> = (ListId, &'a Settings, &'a Person);

fn files(made: &Made) -> [Attached<'_>; 1] {
    let bytes = made.sheet.clone().into_bytes();
    [Attached { name: &made.file, media_type: "text/csv", bytes }]
}

/// The whole message to somebody who animates; a reply to it is a command.
pub fn message(
    site: &Site,
    (_, settings, person): Of<'_>,
    made: &Made,
    (answers, now): (Option<MessageId>, Timestamp),
) -> Vec<u8> {
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let t = robot::locale_for(person, settings);
    let sender = Some(settings.name.as_str());
    let mut headers = digests::list_fields(site, settings, &addresses, (person.id, t));
    // RFC 3834 §5.2: an answer says so.
    let said = headers.iter_mut().find(|(name, _)| name == "Auto-Submitted");
    if let (Some((_, value)), true) = (said, answers.is_some()) {
        "auto-replied".clone_into(value);
    }
    let draft = Draft {
        from: Mailbox::new(sender, addresses.fixed(Route::Owner)),
        to: vec![Mailbox::new(person.name.as_deref(), person.address.clone())],
        reply_to: Some(Mailbox::new(sender, addresses.fixed(Route::Request))),
        subject: made.subject.clone(),
        date: now,
        message_id: MessageId::mint(&site.hostname),
        references: answers.iter().cloned().collect(),
        in_reply_to: answers,
        headers,
        text: made.text.clone(),
        html: (!person.text_only).then(|| made.html.clone()),
    };
    draft.to_bytes_with(&files(made))
}

/// Queues it.
///
/// # Errors
/// When the store cannot be read.
pub fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (made, answers): (&Made, Option<MessageId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (list, settings, person) = of;
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let mail = OwnMail {
        reverse_path: ReversePath::Address(addresses.bounce(person.id)),
        to: person.address.clone(),
        list: Some(list),
        person: Some(person.id),
        raw: Blob::new(&message(site, of, made, (answers, now))),
    };
    outbox::enqueue_mail(tx, mail, now).map(|_| ())
}

/// The whole message to whoever stewards all communities; a reply goes to whoever keeps the host.
pub fn to_steward(
    site: &Site,
    to: &Address,
    (made, t): (&Made, &Locale),
    now: Timestamp,
) -> Vec<u8> {
    let host = Address::parse(&format!("postmaster@{}", site.hostname));
    let name = if site.host.name.is_empty() { &site.hostname } else { &site.host.name };
    let draft = Draft {
        from: Mailbox::new(Some(name), host.unwrap_or_else(|_| to.clone())),
        to: vec![Mailbox::new(None, to.clone())],
        reply_to: None,
        subject: made.subject.clone(),
        date: now,
        message_id: MessageId::mint(&site.hostname),
        in_reply_to: None,
        references: Vec::new(),
        headers: vec![
            ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
            ("X-Auto-Response-Suppress".to_owned(), "OOF, AutoReply".to_owned()),
            ("Content-Language".to_owned(), t.tag().to_owned()),
        ],
        text: made.text.clone(),
        html: Some(made.html.clone()),
    };
    draft.to_bytes_with(&files(made))
}

/// Queues it. Nobody is written to about its coming back: who gets it is the configuration's.
///
/// # Errors
/// When the store cannot be read.
pub fn send_to_steward(
    tx: &mut Tx<'_>,
    to: &Address,
    raw: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mail = OwnMail {
        reverse_path: ReversePath::Null,
        to: to.clone(),
        list: None,
        person: None,
        raw: Blob::new(raw),
    };
    tracing::info!(event = "report-table");
    outbox::enqueue_mail(tx, mail, now).map(|_| ())
}
