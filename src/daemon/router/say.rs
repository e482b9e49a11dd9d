//! What we write to somebody whose reply was not simply posted: a question, or one sentence. At most
//! one mail for one reply.

use askama::Template;

use super::Asker;
use crate::daemon::Site;
use crate::daemon::robot::{self, Answer};
use crate::digest::Named;
use crate::digest::excerpt::shorten;
use crate::list::address::{Addresses, Route};
use crate::locale::Locale;
use crate::mail::message_id::MessageId;
use crate::store::digests::{self, PENDING_DAYS, Pending};
use crate::store::{StoreError, Tx};

/// Characters of somebody's words that we show them again.
const SHOWN: usize = 600;

/// What one sentence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// Nothing of their own was in it.
    Empty,
    /// We no longer keep what they answer about.
    Expired,
    /// It went to this thread before.
    Posted(String),
    /// They may not write in this community.
    NotTheirs(String),
}

#[derive(Template)]
#[template(path = "mail/which_thread.txt")]
struct WhichThread<'a> {
    t: &'a Locale,
    name: &'a str,
    choices: &'a [Named],
    words: &'a str,
    /// How to say that it was a vote, where it may be one.
    vote: String,
    until: &'a str,
    humans: &'a str,
}

#[derive(Template)]
#[template(path = "mail/reply_notice.txt")]
struct ReplyNotice<'a> {
    t: &'a Locale,
    name: &'a str,
    notice: &'a str,
    humans: &'a str,
}

/// The question of a reply that waits: subject and words.
pub(super) fn question(site: &Site, asker: &Asker<'_>, pending: &Pending) -> (String, String) {
    let t = robot::locale_for(asker.person, asker.settings);
    let zone = digests::zone_of(asker.person, &site.timezone);
    let until = pending.received + jiff::SignedDuration::from_hours(PENDING_DAYS * 24);
    let until = t.date(until, &zone);
    let addresses = Addresses { list: &asker.settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let mail = WhichThread {
        t,
        name: asker.person.greeting(),
        choices: &pending.choices,
        words: &shorten(&pending.text, SHOWN),
        vote: pending.polls.first().map_or_else(String::new, |poll| {
            t.a("which-thread-vote", "said", &format!("{}: 2", poll.letter))
        }),
        until: &until,
        humans: humans.as_str(),
    };
    // Rendering into a String fails only if a template calls something that fails; none does.
    (t.s("which-thread-subject"), mail.render().unwrap_or_default())
}

/// Sends words about a reply; a reply to them comes back to the router.
pub(super) fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    (subject, text): (String, String),
) -> Result<MessageId, StoreError> {
    let addresses = Addresses { list: &asker.settings.address, secret: &site.secret };
    let answer = Answer {
        list: asker.list,
        settings: asker.settings,
        person: asker.person,
        reply_to: Some(addresses.router(asker.person.id)),
        subject,
        text,
        in_reply_to: asker.answers.clone(),
    };
    robot::send(site, tx, answer, asker.now)
}

/// One sentence: subject and words.
pub(super) fn notice(site: &Site, asker: &Asker<'_>, notice: &Notice) -> (String, String) {
    let t = robot::locale_for(asker.person, asker.settings);
    let (subject, sentence) = match notice {
        Notice::Empty => ("empty-reply-subject", t.s("empty-reply")),
        Notice::Expired => ("expired-reply-subject", t.s("expired-reply")),
        Notice::Posted(title) => ("already-posted-subject", t.a("already-posted", "title", title)),
        Notice::NotTheirs(name) => ("not-yours-subject", t.a("not-yours", "community", name)),
    };
    let addresses = Addresses { list: &asker.settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let mail = ReplyNotice {
        t,
        name: asker.person.greeting(),
        notice: &sentence,
        humans: humans.as_str(),
    };
    (t.s(subject), mail.render().unwrap_or_default())
}
