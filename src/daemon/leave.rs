//! Leaving a list by mail: at once by the personal address that stands in every copy, or when the
//! author's domain vouches for the mail; else after a confirmation, because From alone proves nothing.
//! `annuler` brings it all back for thirty days. Not the command language.

use askama::Template;

use super::robot::{self, Answer};
use super::{Site, members};
use crate::clock::Timestamp;
use crate::list::address::{Addresses, Route};
use crate::list::admit::Proof;
use crate::list::member::{Membership, Person};
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::Locale;
use crate::mail::address::Address;
use crate::request::Verb;
use crate::smtp::handler::Verdict;
use crate::store::changes::{self, Before, Change};
use crate::store::{Read, StoreError, Tx, asked, digests, ledger, lists, people};

/// Somebody who wants to leave.
pub struct Leaving {
    list: ListId,
    who: Who,
}

enum Who {
    /// By the token of their own copy.
    Known(PersonId),
    /// Named in From, and vouched for by their domain or not.
    Named(Address, Proof),
}

impl Leaving {
    /// By the personal address.
    pub fn by_token(list: ListId, person: PersonId) -> Self {
        Self { list, who: Who::Known(person) }
    }

    /// By the plain address, from whoever From names.
    pub fn asked(list: ListId, from: Address, proof: Proof) -> Self {
        Self { list, who: Who::Named(from, proof) }
    }
}

#[derive(Template)]
#[template(path = "mail/left.txt")]
struct Left<'a> {
    t: &'a Locale,
    name: &'a str,
    list: &'a str,
    undo: &'a str,
    humans: &'a str,
}

#[derive(Template)]
#[template(path = "mail/confirm_leave.txt")]
struct Confirm<'a> {
    t: &'a Locale,
    name: &'a str,
    list: &'a str,
    humans: &'a str,
}

/// Ends the membership, or asks the member to confirm. Strangers learn nothing: the answer at the
/// wire is the same, and no mail is sent (threats 4, 25).
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    leaving: Leaving,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let verdict = || Verdict::accepted("Noted");
    let person = match &leaving.who {
        Who::Known(person) => people::get(tx, *person)?,
        Who::Named(address, _) => people::find(tx, address)?,
    };
    let (Some(person), Some(settings)) = (person, lists::get(tx, leaving.list)?) else {
        return Ok(verdict());
    };
    if people::membership(tx, leaving.list, person.id)?.is_none() {
        return Ok(verdict());
    }
    match leaving.who {
        Who::Known(_) | Who::Named(_, Proof::Proved) => {
            end(site, tx, (&[leaving.list], person.id), now)?;
            say(site, tx, (leaving.list, &settings, &person), Words::Left, now)?;
        }
        Who::Named(..) => {
            // At most one question a day, or a stranger could fill a member's mailbox.
            if asked::once_a_day(tx, "leave", leaving.list, person.id, now)? {
                say(site, tx, (leaving.list, &settings, &person), Words::Confirm, now)?;
            }
        }
    }
    Ok(verdict())
}

/// Takes a leaving back, if it was the last thing that the person changed and lately; else nothing.
///
/// # Errors
/// When the store cannot be read.
pub fn take_back(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, person): (ListId, PersonId),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((change, was)) = left(tx, (list, person), now)? else { return Ok(()) };
    if people::membership(tx, list, person)?.is_none() {
        people::put_membership(tx, &was);
        ledger::stayed(tx, list, person);
    }
    changes::forget(tx, &change)?;
    tracing::info!(event = "came-back", %list, %person);
    digests::settle(tx, person, &site.timezone, now)
}

/// Whether [`take_back`] would do something.
///
/// # Errors
/// When the store cannot be read.
pub fn may_return(site: &Site, list: ListId, person: PersonId) -> Result<bool, StoreError> {
    Ok(left(&site.store, (list, person), site.clock.now())?.is_some())
}

fn left(
    from: &impl Read,
    (list, person): (ListId, PersonId),
    now: Timestamp,
) -> Result<Option<(Change, Membership)>, StoreError> {
    let Some(change) = changes::last(from, person, now)? else { return Ok(None) };
    let was = change.before.iter().find_map(|before| match before {
        Before::Left(was) if was.list == list => Some(was.clone()),
        _ => None,
    });
    Ok(was.map(|was| (change, was)))
}

/// How leaving is taken back, and until when, in a sentence.
pub fn undo_how(site: &Site, t: &Locale, person: &Person, now: Timestamp) -> String {
    let zone = digests::zone_of(person, &site.timezone);
    let days = jiff::SignedDuration::from_hours(changes::UNDO_DAYS * 24);
    t.a("left-by-mistake", "until", &t.day_and_month(now + days, &zone))
}

/// Ends somebody's memberships of these lists, to be taken back as one.
///
/// # Errors
/// When the store cannot be read.
pub fn end(
    site: &Site,
    tx: &mut Tx<'_>,
    (listed, person): (&[ListId], PersonId),
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut before = Vec::with_capacity(listed.len());
    for list in listed.iter().copied() {
        let Some(membership) = people::membership(tx, list, person)? else { continue };
        before.push(Before::Left(membership));
        members::leave(site, tx, list, person)?;
        tracing::info!(event = "left", %list, %person);
    }
    changes::note(tx, person, Verb::Leave.word(), before, now)
}

enum Words {
    Left,
    Confirm,
}

fn say(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    words: Words,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let (name, listed, humans) = (person.greeting(), settings.name.as_str(), humans.as_str());
    let (subject, text, reply_to) = match words {
        Words::Left => {
            let undo = &undo_how(site, t, person, now);
            let mail = Left { t, name, list: listed, undo, humans };
            let back = addresses.fixed(Route::Request);
            (t.a("left-subject", "list", listed), mail.render(), Some(back))
        }
        Words::Confirm => {
            let mail = Confirm { t, name, list: listed, humans };
            let back = addresses.leave(person.id);
            (t.a("confirm-leave-subject", "list", listed), mail.render(), Some(back))
        }
    };
    // Rendering into a String fails only if a template calls something that fails; none does.
    let text = text.unwrap_or_default();
    let answer = Answer { list, settings, person, reply_to, subject, text, in_reply_to: None };
    robot::send(site, tx, answer, now).map(|_| ())
}
