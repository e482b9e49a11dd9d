//! A digest as mail: header, parts, and the record that its replies are read by. Not its words.

use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::digest::Made;
use crate::digest::facts::Facts;
use crate::list::address::Addresses;
use crate::list::headers;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::Locale;
use crate::mail::address::Mailbox;
use crate::mail::compose::Draft;
use crate::mail::message_id::{MessageId, ReversePath};
use crate::store::digests::Sent;
use crate::store::outbox::OwnMail;
use crate::store::record::Blob;

/// A digest ready to go.
pub(super) struct Ready {
    /// The mail's octets.
    pub raw: Vec<u8>,
    /// The list about which it carries tips for a newcomer.
    pub tips: Option<ListId>,
    /// What it says, for its replies.
    pub sent: Sent,
    /// Where its bounces go.
    pub reverse_path: ReversePath,
}

/// The list that stands in a digest's header fields, with its settings.
pub(super) type Bearer<'a> = (ListId, &'a Settings);

/// Makes the mail of a digest. Several communities share one mail, so one list's fields stand for
/// all: a mail has one List-Id (RFC 2919 §3).
pub(super) fn ready(
    site: &Site,
    person: &Person,
    (facts, made): (&Facts, Made),
    (list, settings): Bearer<'_>,
    now: Timestamp,
) -> Ready {
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let t = facts.reader.locale;
    let message_id = MessageId::mint(&site.hostname);
    let name = sender_name(t, settings, made.lists.len());
    let draft = Draft {
        from: Mailbox::new(Some(&name), settings.address.clone()),
        to: vec![Mailbox::new(person.name.as_deref(), person.address.clone())],
        reply_to: Some(Mailbox::new(Some(&name), addresses.router(person.id))),
        subject: made.subject,
        date: now,
        message_id: message_id.clone(),
        in_reply_to: None,
        references: Vec::new(),
        headers: fields(site, settings, &addresses, (person.id, t)),
        text: String::new(),
        html: None,
    };
    let sent = Sent {
        person: person.id,
        issue: facts.issue,
        list,
        message_id,
        at: now,
        items: made.items,
        polls: made.polls,
        counted: made.counted,
        rereading: facts.rereading,
        rest: format!("{name} <{}>\n{}\n{}", settings.address, person.address, made.rest),
    };
    let reverse_path = ReversePath::Address(addresses.bounce(person.id));
    let tips = facts.tips.as_ref().map(|(list, _)| *list);
    let html = made.html.as_ref().filter(|_| !person.text_only);
    let raw = match made.messages.as_slice() {
        [] => draft.to_bytes_of(&made.text, html),
        messages => Draft { text: made.text.text(), ..draft }.to_digest(messages),
    };
    Ready { raw, tips, sent, reverse_path }
}

fn sender_name(t: &Locale, settings: &Settings, communities: usize) -> String {
    let others = communities.saturating_sub(1);
    if others == 0 {
        return settings.name.clone();
    }
    let args = [("first", settings.name.as_str().into()), ("n", others.into())];
    t.text("digest-from-several", &args)
}

/// The fields of a list's own mail to one of its members: which list, the way out, whose work it is.
pub(in crate::daemon) fn fields(
    site: &Site,
    settings: &Settings,
    addresses: &Addresses<'_>,
    (person, locale): (PersonId, &Locale),
) -> Vec<(String, String)> {
    let facts = headers::Facts { settings, addresses, urls: &site.urls, locale };
    let mut fields = facts.identity();
    fields.extend(facts.way_out(Some(person)));
    fields.push(("Precedence", "list".to_owned()));
    // RFC 3834 §5; the second is Microsoft's word for the same.
    fields.push(("Auto-Submitted", "auto-generated".to_owned()));
    fields.push(("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()));
    fields.push(("Content-Language", locale.tag().to_owned()));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Ready {
    /// The row of the outbox.
    pub fn own_mail(&self, person: &Person) -> OwnMail {
        OwnMail {
            reverse_path: self.reverse_path.clone(),
            to: person.address.clone(),
            list: Some(self.sent.list),
            person: Some(person.id),
            raw: Blob::new(&self.raw),
        }
    }
}
