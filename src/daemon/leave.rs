//! Leaving a list by mail: at once by the personal address that stands in every copy, after a
//! confirmation by the plain one, because From alone proves nothing. Not the command language.

use askama::Template;

use super::robot::{self, Answer};
use super::{Site, members};
use crate::clock::Timestamp;
use crate::list::address::{Addresses, Route};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::Locale;
use crate::mail::address::Address;
use crate::smtp::handler::Verdict;
use crate::store::{StoreError, Tx, asked, lists, people};

/// Somebody who wants to leave.
pub struct Leaving {
    list: ListId,
    who: Who,
}

enum Who {
    /// Proved by the token of their own copy.
    Proved(PersonId),
    /// Claimed in From.
    Claimed(Address),
}

impl Leaving {
    /// By the personal address.
    pub fn by_token(list: ListId, person: PersonId) -> Self {
        Self { list, who: Who::Proved(person) }
    }

    /// By the plain address, from whoever From names.
    pub fn asked(list: ListId, from: Address) -> Self {
        Self { list, who: Who::Claimed(from) }
    }
}

#[derive(Template)]
#[template(path = "mail/left.txt")]
struct Left<'a> {
    t: &'a Locale,
    name: &'a str,
    list: &'a str,
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
        Who::Proved(person) => people::get(tx, *person)?,
        Who::Claimed(address) => people::find(tx, address)?,
    };
    let (Some(person), Some(settings)) = (person, lists::get(tx, leaving.list)?) else {
        return Ok(verdict());
    };
    if people::membership(tx, leaving.list, person.id)?.is_none() {
        return Ok(verdict());
    }
    match leaving.who {
        Who::Proved(_) => {
            members::leave(site, tx, leaving.list, person.id)?;
            tracing::info!(event = "left", list = %leaving.list, person = %person.id);
            say(site, tx, (leaving.list, &settings, &person), Words::Left, now)?;
        }
        Who::Claimed(_) => {
            // At most one question a day, or a stranger could fill a member's mailbox.
            if asked::once_a_day(tx, "leave", leaving.list, person.id, now)? {
                say(site, tx, (leaving.list, &settings, &person), Words::Confirm, now)?;
            }
        }
    }
    Ok(verdict())
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
    let (name, listed, humans) = (person.display(), settings.name.as_str(), humans.as_str());
    let (subject, text, reply_to) = match words {
        Words::Left => {
            let mail = Left { t, name, list: listed, humans };
            (t.a("left-subject", "list", listed), mail.render(), None)
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
