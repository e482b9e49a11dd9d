//! The one mail that answers a command mail: its parts, who to turn to, and the fields of a robot's
//! (RFC 3834 §3.1) that belongs to a list (RFC 2369 §3).

use askama::Template;

use super::desk::Desk;
use crate::animation::report::Made;
use crate::daemon::Site;
use crate::list::headers;
use crate::list::settings::Settings;
use crate::locale::Locale;
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::Draft;
use crate::mail::message_id::{MessageId, ReversePath};
use crate::store::outbox::{self, OwnMail};
use crate::store::record::Blob;
use crate::store::{StoreError, Tx};

/// The local part of the address for all of one's communities.
const EVERYWHERE: &str = "listes";

/// What one command has to say.
pub(super) struct Said {
    /// The subject, if it speaks first.
    pub subject: String,
    /// Its paragraphs.
    pub text: String,
    /// Whether `annuler` takes it back.
    pub undoable: bool,
    /// Whether one's settings in one line would say the same again.
    pub says_settings: bool,
    /// Where a reply goes instead of to the commands.
    pub reply_to: Option<Address>,
    /// A report, which is a mail of its own.
    pub report: Option<Box<Made>>,
}

impl Said {
    /// Something done that can be taken back.
    pub fn done(subject: String, text: String) -> Self {
        Self { undoable: true, ..Self::told(subject, text) }
    }

    /// Something told; nothing changed.
    pub fn told(subject: String, text: String) -> Self {
        let (undoable, says_settings) = (false, false);
        Self { subject, text, undoable, says_settings, reply_to: None, report: None }
    }
}

#[derive(Template)]
#[template(path = "mail/answer.txt")]
struct Answer<'a> {
    t: &'a Locale,
    name: &'a str,
    guarded: bool,
    parts: &'a [String],
    undoable: bool,
    settings: Option<String>,
    humans: &'a str,
}

/// `listes@`, in the domain of a list.
pub(super) fn everywhere(site: &Site, settings: &Settings) -> Address {
    let spelled = |domain: &str| Address::parse(&format!("{EVERYWHERE}@{domain}"));
    spelled(settings.address.domain())
        .or_else(|_| spelled(&site.hostname))
        .unwrap_or_else(|_| settings.address.clone())
}

/// Whether a local part is that of the address for all of one's communities.
pub fn is_everywhere(local: &str) -> bool {
    [EVERYWHERE, "lists"].iter().any(|word| local.eq_ignore_ascii_case(word))
}

/// Queues the answer.
pub(super) fn send(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (answers, guarded): (Option<MessageId>, bool),
    said: Vec<Said>,
) -> Result<(), StoreError> {
    let Some(first) = said.first() else { return Ok(()) };
    let (t, person) = (desk.t, &desk.person);
    let humans = desk.humans();
    let parts: Vec<String> = said.iter().map(|s| s.text.trim_end().to_owned()).collect();
    let mail = Answer {
        t,
        name: person.greeting(),
        guarded,
        parts: &parts,
        undoable: said.iter().any(|s| s.undoable),
        settings: (!said.iter().any(|s| s.says_settings))
            .then(|| super::card::settings_line(desk))
            .flatten(),
        humans: humans.as_str(),
    };
    let reply_to = said.iter().find_map(|s| s.reply_to.clone()).filter(|_| said.len() == 1);
    let sender = Some(desk.settings.name.as_str());
    let addresses = desk.addresses();
    let identity = headers::Facts {
        settings: &desk.settings,
        addresses: &addresses,
        urls: &desk.site.urls,
        locale: t,
    };
    let mut fields = identity.identity();
    fields.extend(identity.way_out(Some(person.id)));
    fields.push(("Auto-Submitted", "auto-replied".to_owned()));
    fields.push(("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()));
    fields.push(("Content-Language", t.tag().to_owned()));
    let draft = Draft {
        // RFC 3834 §3.1.1: From is where a human can be reached; Reply-To is the robot's.
        from: Mailbox::new(sender, humans.clone()),
        to: vec![Mailbox::new(person.name.as_deref(), person.address.clone())],
        reply_to: Some(Mailbox::new(sender, reply_to.unwrap_or_else(|| desk.commands()))),
        subject: first.subject.clone(),
        date: desk.now,
        message_id: MessageId::mint(&desk.site.hostname),
        references: answers.iter().cloned().collect(),
        in_reply_to: answers,
        headers: fields.into_iter().map(|(n, v)| (n.to_owned(), v)).collect(),
        // Rendering into a String fails only if a template calls something that fails; none does.
        text: mail.render().unwrap_or_default(),
        html: None,
    };
    let mail = OwnMail {
        reverse_path: ReversePath::Address(addresses.bounce(person.id)),
        to: person.address.clone(),
        list: Some(desk.list),
        person: Some(person.id),
        raw: Blob::new(&draft.to_bytes()),
    };
    outbox::enqueue_mail(tx, mail, desk.now).map(|_| ())
}
