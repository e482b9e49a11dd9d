//! Another address for the same person: the old mailbox says yes, then the new one. Only then it
//! changes, in all their communities. Whether somebody else has the new address is told to nobody but
//! its own mailbox.

use super::answer::Said;
use super::desk::Desk;
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::{Answer, Question, ask};
use crate::daemon::robot::{self, Answer as Robot};
use crate::list::address::{Addresses, Route};
use crate::list::ask::{Ask, What};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::Value;
use crate::mail::address::Address;
use crate::request::{self, Command, Verb};
use crate::smtp::handler::Verdict;
use crate::store::{StoreError, Tx, asked, asks, digests, lists, people, sessions};

/// Days for which each of the two answers counts.
const DAYS: i64 = 3;

/// Asks the old mailbox. `None`: the question is the answer.
pub(super) fn change(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Option<Said>, StoreError> {
    let t = desk.t;
    let subject = t.s("address-subject");
    let Some(new) = first_address(&command.tail) else {
        return Ok(Some(Said::told(subject, t.s("address-how"))));
    };
    if new.same_mailbox(&desk.person.address) {
        return Ok(Some(Said::told(subject, t.a("address-same", "address", new.as_str()))));
    }
    if is_ours(tx, &new)? {
        return Ok(Some(Said::told(subject, t.s("address-ours"))));
    }
    let args =
        [("old", Value::from(desk.person.address.as_str())), ("new", Value::from(new.as_str()))];
    let text = notice(desk.site, &desk.settings, &desk.person, &t.text("address-ask-old", &args));
    put(desk.site, tx, (desk.list, &desk.settings, &desk.person), (new, text), desk.now)?;
    Ok(None)
}

/// The first address in a text.
pub(super) fn first_address(text: &str) -> Option<Address> {
    let around = |c: char| "<>()[],;:.\"'«»".contains(c);
    let mut words = text.split(|c: char| c.is_whitespace() || "<>,;".contains(c));
    words.find_map(|w| {
        Some(w.trim_matches(around))
            .filter(|w| w.contains('@'))
            .and_then(|w| Address::parse(w).ok())
    })
}

/// Whether it is an address of one of our lists: none can be a member (threat 6).
fn is_ours(tx: &Tx<'_>, address: &Address) -> Result<bool, StoreError> {
    let listed = lists::all(tx)?;
    let local = address.local().to_lowercase();
    Ok(listed.iter().any(|(_, s)| {
        let own = s.address.local().to_lowercase();
        let rest = local.strip_prefix(&own);
        s.address.domain().eq_ignore_ascii_case(address.domain())
            && rest.is_some_and(|r| r.is_empty() || r.starts_with(['-', '+']))
    }))
}

/// Puts the question to the mailbox of `person`, which may be their new one.
fn put(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (crate::list::ListId, &Settings, &Person),
    (new, text): (Address, String),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let question = Question {
        list,
        settings,
        person,
        what: What::Address(new),
        days: DAYS,
        subject: t.s("address-ask-subject"),
        text,
        in_reply_to: None,
    };
    ask(site, tx, question, now).map(|_| ())
}

/// One sentence to one person, with a human to turn to.
fn notice(site: &Site, settings: &Settings, person: &Person, sentence: &str) -> String {
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let humans = addresses.fixed(Route::Owner);
    let hello = t.a("hello", "name", person.greeting());
    let help = t.a("a-person-helps", "humans", humans.as_str());
    format!("{hello}\n\n{sentence}\n\n{help}\n")
}

/// The old mailbox's word, then the new one's.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    (question, new): (&Ask, &Address),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = question.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    if asks::answer(tx, question.list, question.no, now)?.is_none() {
        return Ok(Verdict::accepted("Noted"));
    }
    let said = request::answer_word(&answer.words);
    if !answer.words.trim().is_empty() && said.is_none_or(|(verb, _)| verb != Verb::Yes) {
        return Ok(Verdict::accepted("Nothing was changed"));
    }
    let settings = &answer.settings;
    let t = robot::locale_for(&person, settings);
    if !question.to.same_mailbox(new) {
        // At most one mail a day to a mailbox that has not said anything yet (threat 5).
        if asked::once_a_day(tx, "new-address", question.list, person.id, now)? {
            let arrived = Person { address: new.clone(), ..person.clone() };
            let args =
                [("list", Value::from(settings.name.as_str())), ("new", Value::from(new.as_str()))];
            let text = notice(site, settings, &arrived, &t.text("address-ask-new", &args));
            put(site, tx, (question.list, settings, &arrived), (new.clone(), text), now)?;
        }
        return Ok(Verdict::accepted("Noted"));
    }
    finish(site, tx, (question, settings, person), new, now)
}

/// Both said yes.
fn finish(
    site: &Site,
    tx: &mut Tx<'_>,
    (question, settings, person): (&Ask, &Settings, Person),
    new: &Address,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let t = robot::locale_for(&person, settings);
    let arrived = Person { address: new.clone(), ..person.clone() };
    let tell = |tx: &mut Tx<'_>, to: &Person, sentence: &str| {
        let mail = Robot {
            list: question.list,
            settings,
            person: to,
            reply_to: None,
            subject: t.s("address-subject"),
            text: notice(site, settings, to, sentence),
            in_reply_to: None,
        };
        robot::send(site, tx, mail, now).map(|_| ())
    };
    if people::find(tx, new)?.is_some_and(|other| other.id != person.id) {
        tell(tx, &arrived, &t.s("address-taken"))?;
        return Ok(Verdict::accepted("Noted"));
    }
    sessions::forget(tx, person.id)?;
    people::forget_address(tx, &person.address);
    people::put(tx, &arrived);
    digests::settle(tx, arrived.id, &site.timezone, now)?;
    tracing::info!(event = "address-changed", person = %person.id);
    tell(tx, &arrived, &t.a("address-done", "new", new.as_str()))?;
    tell(tx, &person, &t.a("address-left", "new", new.as_str()))?;
    Ok(Verdict::accepted("Done"))
}

#[cfg(test)]
mod tests {
    use super::first_address;

    #[test]
    fn addresses_in_a_text() {
        let check = |text: &str, want: Option<&str>| {
            assert_eq!(first_address(text).map(|a| a.to_string()).as_deref(), want, "{text}");
        };
        check("zoe@example.com", Some("zoe@example.com"));
        check("c'est <zoe@example.com>.", Some("zoe@example.com"));
        check("de zoe@example.org à zoe@example.com", Some("zoe@example.org"));
        check("aucune", None);
    }
}
