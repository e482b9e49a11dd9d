//! Commands from somebody we do not know: one short answer, in the language of their word or in all we
//! have, that tells how to join and whom to write to. Only when their own domain vouches for the mail,
//! so that nobody can make us write to others (threat 4), and once a day. It says of nobody else
//! whether they are a member (threat 25). What is more than a command is for the humans.

use super::{Came, PROSE};
use crate::clock::Timestamp;
use crate::daemon::owners::{self, Forward};
use crate::daemon::robot::{self, NOBODY};
use crate::daemon::{Site, join};
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::member::Person;
use crate::list::settings::{Joining, Language, Settings};
use crate::locale::Value;
use crate::mail::message_id::MessageId;
use crate::mail::text::trim_message;
use crate::request::{self, Verb};
use crate::smtp::handler::Verdict;
use crate::store::{StoreError, Tx, answered, asked};

/// Seconds within which a stranger is answered once.
const DAY: i64 = 86_400;

/// A stranger's command.
pub struct Stranger {
    list: ListId,
    settings: Settings,
    person: Person,
    /// Whether they ask for help, or for what only members have.
    helped: bool,
    answers: Option<MessageId>,
    /// The mail for the humans, when it may not be answered.
    forward: Forward,
}

/// Reads a mail from somebody we do not know, whose own domain vouches for it. `None`: the humans
/// read it.
pub fn read(came: &Came<'_>) -> Option<Stranger> {
    if came.hinted || came.everywhere {
        return None;
    }
    let message = came.message;
    let body = trim_message(message, &[]).reply();
    let subject = message.subject();
    let reading = request::read(&subject, &body, &[]);
    let empty = subject.trim().is_empty() && body.trim().is_empty();
    let words = |text: &str| text.split_whitespace().count();
    let long = words(&subject) + words(&body) >= 2 * PROSE;
    // « Je cherche une personne qui… » is no command of somebody who knows none.
    let talk = reading.commands.iter().any(|c| c.verb == Verb::Search);
    if long || talk || reading.words >= PROSE || (reading.commands.is_empty() && !empty) {
        return None;
    }
    let tongue = reading.commands.iter().find_map(|c| c.tongue).map(Language::new);
    let nobody = Person::new(NOBODY, came.author.address.clone(), None);
    Some(Stranger {
        list: came.list,
        settings: came.settings.clone(),
        person: Person { language: tongue, ..nobody },
        helped: reading.commands.iter().all(|c| c.verb == Verb::Help),
        answers: message.message_id(),
        forward: Forward::new(came.list, &came.settings.address, message.raw()),
    })
}

/// Answers them, or passes their mail on.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    stranger: Stranger,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Stranger { list, settings, person, helped, answers, forward } = stranger;
    let to = &person.address;
    if join::is_own_address(tx, to)?
        || !asked::few(tx, &format!("stranger {}", to.key()), (1, DAY), now)?
        || !answered::may_answer(tx, to, now)?
    {
        return owners::carry_out(site, tx, forward, now);
    }
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let (join, humans) = (addresses.fixed(Route::Join), addresses.fixed(Route::Owner));
    let name = settings.name.as_str();
    let entry = match settings.joining {
        Joining::Closed => "stranger-invited",
        Joining::Open | Joining::Request => "stranger-join",
    };
    let words = |t: &crate::locale::Locale| {
        let first = if helped { "stranger-help" } else { "stranger-no-member" };
        let lines = vec![
            t.a(first, "list", name),
            t.text(entry, &[("join", Value::from(join.as_str()))]),
            t.s("stranger-elsewhere"),
            t.a("a-person-helps", "humans", humans.as_str()),
        ];
        let subject = if helped { "stranger-help-subject" } else { "not-a-member-subject" };
        (t.a(subject, "list", name), lines)
    };
    robot::say(site, tx, (list, &settings, &person), &words, (answers, now))?;
    tracing::info!(event = "stranger-answered", %list);
    Ok(Verdict::accepted("Noted"))
}
