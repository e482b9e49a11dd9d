//! The one mail that somebody from outside gets: who asks, why, what, and the one word that ends it.

use super::{Back, Of, end, terms, titled};
use crate::animation::poll::source;
use crate::clock::Timestamp;
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::digest::mailto;
use crate::list::address::{Addresses, Route};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{self, Locale, Value};
use crate::mail::address::Mailbox;
use crate::mail::compose::{Draft, line};
use crate::mail::message_id::{MessageId, ReversePath};
use crate::store::outbox::{self, OwnMail};
use crate::store::polls::Poll;
use crate::store::record::Blob;
use crate::store::{StoreError, Tx, people};

/// Characters of a host's name and of a list's description.
const NAME: usize = 60;
const DESCRIPTION: usize = 400;

/// Who asks. A name that leads elsewhere is not carried to strangers.
fn who(site: &Site, t: &Locale, poll: &Poll) -> Result<String, StoreError> {
    let name = people::get(&site.store, poll.by)?.map(|p| line(p.display())).unwrap_or_default();
    let leads = name.is_empty() || ["://", "www.", "@"].iter().any(|mark| name.contains(mark));
    Ok(if leads { t.s("invite-somebody") } else { shorten(&name, NAME) })
}

/// The text of the mail.
pub fn outside_text(
    site: &Site,
    settings: &Settings,
    (poll, person, _): (&Poll, &Person, u16),
) -> Result<String, StoreError> {
    let t = locale::get(&settings.language.0);
    let args = [("who", Value::from(who(site, t, poll)?)), ("list", settings.name.as_str().into())];
    let mut lines = vec![t.text("poll-outside", &args)];
    let description = shorten(&line(&settings.description), DESCRIPTION);
    lines.extend((!description.is_empty()).then_some(description));
    lines.push(t.s("poll-outside-choice"));
    // In the other languages too: the mail may not be in its reader's.
    let others = locale::all().iter().filter(|other| other.tag() != t.tag());
    lines.extend(others.map(|other| other.s("poll-outside-no-alone")));
    lines.push(poll.form.title.clone());
    lines.push(poll.form.introduction.clone());
    lines.extend(source::questions(&poll.form));
    lines.extend(terms(t, &poll.form, &end(site, t, person, poll)));
    lines.push(t.s("poll-outside-kept"));
    lines.retain(|l| !l.trim().is_empty());
    Ok(robot::paragraphs(t, person, &lines))
}

/// Asks somebody from outside, once.
pub fn outside(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, guest): (&Poll, u16),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = locale::get(&settings.language.0);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let ballot_box = addresses.guest(poll.no, guest);
    let no = mailto(ballot_box.as_str(), &[("subject", &t.s("poll-no"))]);
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let draft = Draft {
        from: Mailbox::new(Some(&settings.name), addresses.fixed(Route::Owner)),
        to: vec![Mailbox::new(person.name.as_deref(), person.address.clone())],
        reply_to: Some(Mailbox::new(Some(&settings.name), ballot_box)),
        subject: titled(t, "poll-outside-subject", poll),
        date: now,
        message_id: MessageId::mint(&site.hostname),
        in_reply_to: None,
        references: Vec::new(),
        headers: vec![
            header("Auto-Submitted", "auto-generated"),
            header("X-Auto-Response-Suppress", "OOF, AutoReply"),
            header("Content-Language", t.tag()),
            // RFC 2369 §3.2: one word, and there is no more.
            header("List-Unsubscribe", &format!("<{no}>")),
        ],
        text: outside_text(site, settings, (poll, person, guest))?,
        html: None,
    };
    let mail = OwnMail {
        reverse_path: ReversePath::Address(addresses.unreached(poll.no, guest)),
        to: person.address.clone(),
        list: Some(list),
        person: None,
        raw: Blob::new(&draft.to_bytes()),
    };
    outbox::enqueue_mail(tx, mail, now).map(|_| ())
}

/// They want to be asked nothing more.
pub fn outside_no(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let lines = vec![t.a("poll-outside-ended", "list", &of.1.name)];
    robot::note(site, tx, of, (titled(t, "poll-outside-ended-subject", poll), lines), back)
}
