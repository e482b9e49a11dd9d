//! An answer to a poll: by the address that only one person was given, or by a bare number in reply to
//! the poll's mail. It never becomes a post.

use super::say::Occasion;
use super::{outside, say};
use crate::animation::poll::{Ballot, Kind, ballot};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer, Question};
use crate::daemon::{Site, robot};
use crate::list::admit::Proof;
use crate::list::ask::{Ask, What};
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::thread::title;
use crate::list::{ListId, PersonId, PollNo};
use crate::mail::address::{Address, Mailbox};
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::mail::text::{trim_message, uncut};
use crate::smtp::handler::Verdict;
use crate::store::polls::{self, Poll};
use crate::store::{StoreError, Tx, answered as limits, asked, asks, lists, people};

/// Days for which « Est-ce votre vote? » waits.
const DAYS: i64 = 7;

/// An answer, read.
pub struct Vote {
    pub(super) list: ListId,
    pub(super) settings: Settings,
    pub(super) poll: Poll,
    pub(super) voter: PersonId,
    /// What From says, where that does not prove whose vote it is.
    pub(super) doubtful: Option<Address>,
    pub(super) ballot: Option<Ballot>,
    pub(super) message_id: Option<MessageId>,
}

/// Reads an answer that came to somebody's ballot box.
///
/// # Errors
/// When the store cannot be read.
pub fn read(
    site: &Site,
    (list, settings): (ListId, &Settings),
    message: &Message<'_>,
    (author, no, voter): (&Mailbox, PollNo, PersonId),
) -> Result<Result<Vote, Verdict>, StoreError> {
    let Some(poll) = polls::get(&site.store, list, no)? else { return Ok(Err(Verdict::unknown())) };
    let person = people::get(&site.store, voter)?;
    let t = person.as_ref().map(|person| robot::locale_for(person, settings));
    let mut mailed = Vec::new();
    if let (Some(person), Some(t)) = (&person, t) {
        for occasion in [Occasion::First, Occasion::Reminder(2)] {
            mailed.push(say::poll_text(site, (t, settings, person), (&poll, occasion))?);
        }
    }
    let mailed: Vec<&str> = mailed.iter().map(String::as_str).collect();
    let said = trim_message(message, &mailed);
    Ok(Ok(Vote {
        list,
        settings: settings.clone(),
        ballot: ballot::read(&poll.form, &title(&message.subject()), &said.segments),
        poll,
        voter,
        doubtful: Some(&author.address)
            .filter(|from| !person.is_some_and(|p| p.address.same_mailbox(from)))
            .cloned(),
        message_id: message.message_id(),
    }))
}

impl Vote {
    /// Whether somebody may have written a word for us into their own box: one that is no answer, or where
    /// any words are.
    pub fn may_be_a_word(&self) -> bool {
        let words = self.poll.form.single().is_some_and(|q| q.kind == Kind::Text);
        self.doubtful.is_none() && (words || self.ballot.is_none())
    }
}

/// A number sent to the list, or to the humans, in reply to a poll's mail: a vote all the same. `None`: it
/// is something to say, or its author did not get that poll.
///
/// # Errors
/// When the store cannot be read.
pub fn in_thread(
    site: &Site,
    of: (ListId, &Settings),
    message: &Message<'_>,
    (author, proof): (&Mailbox, Proof),
) -> Result<Option<Vote>, StoreError> {
    let answers = message.in_reply_to().into_iter().chain(message.references());
    let Some(no) = answers.filter_map(|id| say::poll_of(site, of.0, &id)).next_back() else {
        return Ok(None);
    };
    let Some(person) = people::find(&site.store, &author.address)? else { return Ok(None) };
    if people::membership(&site.store, of.0, person.id)?.is_none() {
        return Ok(None);
    }
    let vote = read(site, of, message, (author, no, person.id))?.ok();
    // Anybody can write to the list in their name; the box's address only they were given.
    let doubtful = Some(author.address.clone()).filter(|_| proof != Proof::Proved);
    let vote = vote.map(|vote| Vote { doubtful, ..vote });
    // Words beside the number may be meant for everybody; those below one that stands alone are a name, a
    // telephone, thanks: a vote must not be told to all for their sake.
    let alone = ballot::stands_alone(&trim_message(message, &[]).reply());
    let bare = |b: &Ballot| b.comment.is_none() || alone;
    Ok(vote.filter(|vote| vote.ballot.as_ref().is_some_and(bare)))
}

/// Puts it in the box, or says why not.
///
/// # Errors
/// When the store cannot be read.
pub fn cast(
    site: &Site,
    tx: &mut Tx<'_>,
    vote: Vote,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Vote { list, settings, poll, voter, doubtful, ballot, message_id } = vote;
    let Some(person) = people::get(tx, voter)? else { return Ok(Verdict::unknown()) };
    if people::membership(tx, list, voter)?.is_none() {
        return Ok(Verdict::accepted("Not a member any more"));
    }
    // As it is now, not as it was when the mail was read.
    let Some(poll) = polls::get(tx, list, poll.no)? else { return Ok(Verdict::unknown()) };
    let of = (list, &settings, &person);
    let may_answer = |tx: &mut Tx<'_>| limits::may_answer(tx, &person.address, now);
    let back = (message_id, now);
    if !poll.is_open(now) {
        if may_answer(tx)? {
            say::late(site, tx, of, &poll, back)?;
        }
        return Ok(Verdict::accepted("Too late to count"));
    }
    let Some(ballot) = ballot else {
        if may_answer(tx)? {
            say::which(site, tx, of, (&poll, voter.into()), back)?;
        }
        return Ok(Verdict::accepted("Not understood; nothing is counted"));
    };
    if let Some(from) = doubtful {
        return question(site, tx, of, (&poll, &ballot, &from), now);
    }
    count(site, tx, of, (&poll, &ballot), back)
}

fn count(
    site: &Site,
    tx: &mut Tx<'_>,
    of: (ListId, &Settings, &Person),
    (poll, ballot): (&Poll, &Ballot),
    (in_reply_to, now): (Option<MessageId>, Timestamp),
) -> Result<Verdict, StoreError> {
    put(tx, poll, of.2, ballot);
    if limits::may_answer(tx, &of.2.address, now)? {
        say::receipt(site, tx, of, (poll, ballot, of.2.id.into()), (in_reply_to, now))?;
    }
    Ok(Verdict::accepted("Counted"))
}

pub(super) fn put(tx: &mut Tx<'_>, poll: &Poll, voter: &Person, ballot: &Ballot) {
    polls::cast(tx, poll, voter.id, &outside::named(poll, voter, ballot.clone()));
    tracing::info!(event = "voted", list = %poll.list, poll = %poll.no);
}

/// The mail was passed on, or comes from another address of theirs: the one who was asked says.
fn question(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    (poll, ballot, from): (&Poll, &Ballot, &Address),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if asked::once_a_day(tx, &format!("vote-{}", poll.no), list, person.id, now)? {
        let t = robot::locale_for(person, settings);
        let (subject, text) = say::is_it_yours((t, settings, person), (poll, ballot, from));
        let said = ballot::written(&poll.form, ballot);
        let what = What::Vote { poll: poll.no, said };
        let question =
            Question { list, settings, person, what, days: DAYS, subject, text, in_reply_to: None };
        answers::ask(site, tx, question, now)?;
    }
    Ok(Verdict::accepted("The person whose ballot it is says whether it counts"))
}

/// Whose ballot it is says whether that vote was theirs.
///
/// # Errors
/// When the store cannot be read.
pub fn claimed(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no, said): (&Ask, PollNo, &str),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let (Some(person), Some(settings)) = (person, lists::get(tx, ask.list)?) else {
        return Ok(Verdict::unknown());
    };
    let of = (ask.list, &settings, &person);
    let Some(poll) = polls::get(tx, ask.list, no)? else { return Ok(Verdict::unknown()) };
    let back = (answer.message_id.clone(), now);
    let read = |words: &str| ballot::read(&poll.form, "", &uncut(words).segments);
    let theirs = match decision::read(answer.said()) {
        Some(Decision::Yes) => read(said),
        Some(Decision::No(_) | Decision::Spam) => None,
        // A number says it too.
        None => match read(&answer.words) {
            Some(other) => Some(other),
            None => return Ok(Verdict::accepted("Not understood; nothing is counted")),
        },
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    match theirs {
        Some(_) if !poll.is_open(now) => {
            say::late(site, tx, of, &poll, back)?;
            Ok(Verdict::accepted("Too late to count"))
        }
        Some(ballot) => count(site, tx, of, (&poll, &ballot), back),
        None => Ok(Verdict::accepted("Not counted")),
    }
}
