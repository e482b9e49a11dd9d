//! Votes by the letters of a digest: several in one mail, one answer to all of them and to what was posted
//! beside them. Which words are votes is [`crate::digest::letters`]'s.

use super::say;
use super::vote::{self, Vote};
use crate::animation::poll::{Ballot, source};
use crate::clock::Timestamp;
use crate::daemon::{Site, robot};
use crate::digest::Lettered;
use crate::digest::excerpt::shorten;
use crate::list::address::Addresses;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId};
use crate::locale::Value;
use crate::mail::address::Address;
use crate::mail::message_id::MessageId;
use crate::smtp::handler::Verdict;
use crate::store::digests::{self, Lead};
use crate::store::polls::{self, Poll};
use crate::store::{StoreError, Tx, answered as limits, lists, people};

/// Votes of one mail.
pub struct Votes {
    /// The list in whose name the digest went out, with its settings.
    pub of: (ListId, Settings),
    /// Whose digest it was.
    pub voter: PersonId,
    /// Each with its letter.
    pub votes: Vec<(char, Vote)>,
    /// Titles of the threads to which the other words go.
    pub posted: Vec<String>,
    /// What the answer, when it is answered, leads to.
    pub lead: Lead,
    /// The mail.
    pub message_id: Option<MessageId>,
}

/// The polls that a digest showed, as they are now.
///
/// # Errors
/// When the store cannot be read.
pub fn shown(site: &Site, of: &[Lettered]) -> Result<Vec<(char, Poll)>, StoreError> {
    let one = |l: &Lettered| {
        let poll = polls::get(&site.store, l.list, l.poll)?;
        Ok(poll.map(|poll| (l.letter, poll)))
    };
    of.iter().filter_map(|l| one(l).transpose()).collect()
}

/// One vote; `doubtful`: who sent it, where that is not proved to be the voter. `None`: its list is gone.
///
/// # Errors
/// When the store cannot be read.
pub fn one(
    site: &Site,
    poll: &Poll,
    ballot: Option<Ballot>,
    (voter, doubtful): (PersonId, Option<Address>),
    message_id: Option<MessageId>,
) -> Result<Option<Vote>, StoreError> {
    let (list, poll) = (poll.list, poll.clone());
    let vote = |settings| Vote { list, settings, poll, voter, doubtful, ballot, message_id };
    Ok(lists::get(&site.store, list)?.map(vote))
}

/// Puts them in their boxes, and answers all at once.
///
/// # Errors
/// When the store cannot be read.
pub fn cast_all(
    site: &Site,
    tx: &mut Tx<'_>,
    Votes { of, voter, mut votes, posted, lead, message_id }: Votes,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if votes.len() == 1 && posted.is_empty() {
        let only = votes.pop().map(|(_, only)| vote::cast(site, tx, only, now));
        return only.unwrap_or_else(|| Ok(Verdict::accepted("Noted")));
    }
    let Some(person) = people::get(tx, voter)? else { return Ok(Verdict::unknown()) };
    let mut said = Vec::with_capacity(votes.len());
    for (letter, vote) in votes {
        let title = vote.poll.form.title.clone();
        let told = settle(site, tx, (&person, &of.1), vote, now)?;
        said.extend(told.map(|told| format!("{letter}. {title}\n{told}")));
    }
    if said.is_empty() || !limits::may_answer(tx, &person.address, now)? {
        return Ok(Verdict::accepted("Noted"));
    }
    let answer = answer(site, (&of, &person), (said, &posted), message_id);
    let id = robot::send(site, tx, answer, now)?;
    digests::put_lead(tx, &id, &lead);
    Ok(Verdict::accepted("Counted"))
}

fn answer<'a>(
    site: &Site,
    ((list, settings), person): (&'a (ListId, Settings), &'a Person),
    (said, posted): (Vec<String>, &[String]),
    in_reply_to: Option<MessageId>,
) -> robot::Answer<'a> {
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let subject = t.n("poll-letters-subject", &said.len());
    let mut lines = said;
    lines.push(t.s("poll-letters-again"));
    lines.extend((!posted.is_empty()).then(|| {
        let titles: Vec<String> =
            posted.iter().map(|title| t.a("quoted", "text", &shorten(title, 60))).collect();
        t.a("poll-letters-posted", "titles", &t.joined(&titles))
    }));
    robot::Answer {
        list: *list,
        settings,
        person,
        reply_to: Some(addresses.router(person.id)),
        subject,
        text: robot::paragraphs(t, person, &lines),
        in_reply_to,
    }
}

/// What became of one; `None`: it is asked of the one whose ballot it is.
fn settle(
    site: &Site,
    tx: &mut Tx<'_>,
    (person, of): (&Person, &Settings),
    vote: Vote,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let t = robot::locale_for(person, of);
    let poll = polls::get(tx, vote.list, vote.poll.no)?;
    let Some(poll) = poll.filter(|p| p.is_open(now)) else {
        let end = say::end(site, t, person, &vote.poll);
        return Ok(Some(t.a("poll-late", "date", &end)));
    };
    let Some(ballot) = &vote.ballot else {
        let mut lines = vec![t.s("poll-which")];
        lines.extend(source::questions(&poll.form));
        return Ok(Some(lines.join("\n")));
    };
    if vote.doubtful.is_some() || people::membership(tx, vote.list, vote.voter)?.is_none() {
        vote::cast(site, tx, vote, now)?;
        return Ok(None);
    }
    vote::put(tx, &poll, person, ballot);
    let chosen = say::chosen(t, &poll.form, ballot).join("; ");
    let end = say::end(site, t, person, &poll);
    let args = [("said", Value::from(chosen)), ("date", end.into())];
    let mut lines = vec![t.text("poll-letter-noted", &args)];
    let comment = ballot.comment.as_ref();
    lines.extend(comment.map(|c| t.a("poll-noted-comment", "said", &shorten(c, 200))));
    lines.extend(say::so_far(t, tx, &poll)?);
    Ok(Some(lines.join("\n")))
}
