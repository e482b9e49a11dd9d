//! The answer to the question whether mail arrives: any answer says that it does, and brings back what
//! was suspended.

use super::REASON;
use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::{Site, owners, requests, robot};
use crate::list::ask::Ask;
use crate::list::member::{Membership, Person};
use crate::request::{self, Verb};
use crate::smtp::handler::Verdict;
use crate::store::bounces::{self, Probe, Score};
use crate::store::{StoreError, Tx, asked, asks, digests, people};

/// Carries the answer out.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    mut answer: Answer,
    ask: &Ask,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let person = person.filter(|p| p.address.same_mailbox(&ask.to));
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    if asks::answer(tx, ask.list, ask.no, now)?.is_some() {
        if let Some(score) = bounces::get(tx, person.id)? {
            let probe = score.probe.map(|probe| Probe { open: false, ..probe });
            bounces::put(tx, &Score { days: Vec::new(), probe, ..score })?;
        }
        if lift(site, tx, &person, now)? {
            welcome_back(site, tx, &answer, &person, now)?;
        }
    }
    let words = answer.words.trim();
    let yes = request::answer_word(words).is_some_and(|(verb, _)| verb == Verb::Yes);
    if words.is_empty() || yes {
        return Ok(Verdict::accepted("Noted"));
    }
    // What else they say is theirs to say: a command of their own, or a word for the humans.
    let commands = request::read("", words, &[]).commands;
    if answer.is_their_own(ask, &commands) {
        if commands.iter().all(|c| c.verb == Verb::Resume) {
            return Ok(Verdict::accepted("Noted"));
        }
        return requests::in_answer(site, tx, answer, (&person, commands), now);
    }
    match answer.forward.take() {
        Some(forward) if asked::once_a_day(tx, "probe-words", ask.list, person.id, now)? => {
            owners::carry_out(site, tx, forward, now)
        }
        _ => Ok(Verdict::accepted("Noted")),
    }
}

/// Lifts what we suspended, and nothing that the host did; whether there was anything.
fn lift(site: &Site, tx: &mut Tx<'_>, person: &Person, now: Timestamp) -> Result<bool, StoreError> {
    let mut lifted = false;
    for list in people::lists_of(tx, person.id)? {
        let membership = people::membership(tx, list, person.id)?;
        let ours = |m: &Membership| m.suspended.as_ref().is_some_and(|s| s.starts_with(REASON));
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
    answer: &Answer,
    person: &Person,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, &answer.settings);
    let words = (t.s("resume-subject"), vec![t.s("returned-lifted")]);
    let of = (answer.list, &answer.settings, person);
    robot::note(site, tx, of, words, (answer.message_id.clone(), now))
}
