//! The answers to the questions whether mail arrives, and whether it is wanted. Any answer says that it
//! arrives, and brings back what was suspended; after a complaint only a yes does.

use super::Cause;
use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::{Site, owners, requests, robot};
use crate::list::ask::Ask;
use crate::list::member::{Membership, Person};
use crate::request::{self, Verb};
use crate::smtp::handler::Verdict;
use crate::store::bounces::{self, Probe, Score};
use crate::store::{Read, StoreError, Tx, asked, asks, digests, people};

/// Carries the answer out.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    ask: &Ask,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Some(person) = asked_of(tx, ask)? else { return Ok(Verdict::unknown()) };
    if asks::answer(tx, ask.list, ask.no, now)?.is_some() {
        if let Some(score) = bounces::get(tx, person.id)? {
            let probe = score.probe.map(|probe| Probe { open: false, ..probe });
            bounces::put(tx, &Score { days: Vec::new(), probe, ..score })?;
        }
        if lift(site, tx, (&person, Cause::Returned), now)? {
            welcome_back(site, tx, (&answer, &person, "returned-lifted"), now)?;
        }
    }
    if is_yes(&answer, ask) {
        return Ok(Verdict::accepted("Noted"));
    }
    other_words(site, tx, answer, (ask, &person, "probe-words"), now)
}

/// Carries the answer out of who reported our mail as unwanted.
///
/// # Errors
/// When the store cannot be read.
pub fn complaint_answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    ask: &Ask,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Some(person) = asked_of(tx, ask)? else { return Ok(Verdict::unknown()) };
    if !is_yes(&answer, ask) {
        return other_words(site, tx, answer, (ask, &person, "complaint-words"), now);
    }
    if asks::answer(tx, ask.list, ask.no, now)?.is_some()
        && lift(site, tx, (&person, Cause::Complaint), now)?
    {
        welcome_back(site, tx, (&answer, &person, "complaint-lifted"), now)?;
    }
    Ok(Verdict::accepted("Noted"))
}

/// Whose mailbox was asked, while it is theirs.
fn asked_of(from: &impl Read, ask: &Ask) -> Result<Option<Person>, StoreError> {
    let person = ask.person.map(|id| people::get(from, id)).transpose()?.flatten();
    Ok(person.filter(|p| p.address.same_mailbox(&ask.to)))
}

/// Whether an answer says no more than yes: in a word, by the word that ends a pause, or without one.
fn is_yes(answer: &Answer, ask: &Ask) -> bool {
    let words = answer.words.trim();
    let yes = request::answer_word(words).is_some_and(|(verb, _)| verb == Verb::Yes);
    let back = || {
        let commands = request::read("", words, &[]).commands;
        answer.is_their_own(ask, &commands) && commands.iter().all(|c| c.verb == Verb::Resume)
    };
    words.is_empty() || yes || back()
}

/// What else they say is theirs to say: a command of their own, or a word for the humans, once a day.
fn other_words(
    site: &Site,
    tx: &mut Tx<'_>,
    mut answer: Answer,
    (ask, person, once): (&Ask, &Person, &str),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let commands = request::read("", answer.words.trim(), &[]).commands;
    if answer.is_their_own(ask, &commands) {
        return requests::in_answer(
            site,
            tx,
            answer,
            (person, commands, requests::Reach::List),
            now,
        );
    }
    match answer.forward.take() {
        Some(forward) if asked::once_a_day(tx, once, ask.list, person.id, now)? => {
            owners::carry_out(site, tx, forward, now)
        }
        _ => Ok(Verdict::accepted("Noted")),
    }
}

/// Lifts what we suspended for this cause, and nothing else; whether there was anything.
fn lift(
    site: &Site,
    tx: &mut Tx<'_>,
    (person, cause): (&Person, Cause),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut lifted = false;
    for list in people::lists_of(tx, person.id)? {
        let membership = people::membership(tx, list, person.id)?;
        let ours = |m: &Membership| m.suspended.as_deref().map(Cause::of) == Some(cause);
        if let Some(membership) = membership.filter(ours) {
            people::put_membership(tx, &Membership { suspended: None, ..membership });
            tracing::info!(event = "resumed", %list, person = %person.id);
            lifted = true;
        }
    }
    if lifted {
        digests::settle(tx, person.id, &site.timezone, now)?;
    }
    Ok(lifted)
}

fn welcome_back(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, person, words): (&Answer, &Person, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, &answer.settings);
    let words = (t.s("resume-subject"), vec![t.s(words)]);
    let of = (answer.list, &answer.settings, person);
    robot::note(site, tx, of, words, (answer.message_id.clone(), now))
}
