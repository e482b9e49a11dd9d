//! Answers to our questions: mail to an address that only the person asked was given. Which question
//! it is decides who carries the answer out; each family has its file. The words of a command, and
//! mail nobody was asked for, are not read here.
//!
//! A question counts once, until its day. An unknown and an expired one look alike (threat 10), and
//! the same mail coming twice does nothing more.

mod ask;

use super::owners::Forward;
use super::post::{self, NewPost};
use super::{
    Site, bounces, briefs, calls, held, join, mentions, moderation, newcomers, notes, polls,
    requests, scheduled, sent, window,
};
use crate::clock::Timestamp;
use crate::list::ask::{Ask, What};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::thread::title;
use crate::list::{AskNo, HeldNo, ListId};
use crate::mail::address::Mailbox;
use crate::mail::message::Message;
use crate::mail::message_id::{IdHash, MessageId, hash_text};
use crate::mail::text::trim;
use crate::request::Command;
use crate::smtp::handler::Verdict;
use crate::store::{StoreError, Tx, asks, digests, lists, people};

pub use ask::{Question, ask, probe};

/// Seconds for which an answered question still takes mail, and does nothing: the sender's machine
/// may not have heard our 250.
const GRACE: i64 = 3600;

/// A mail to the address of a question.
pub struct Came<'a> {
    /// The list it is about.
    pub list: ListId,
    /// That list's settings.
    pub settings: &'a Settings,
    /// The question's number.
    pub no: AskNo,
    /// The mail.
    pub message: &'a Message<'a>,
    /// Its one author.
    pub author: &'a Mailbox,
    /// When it came.
    pub now: Timestamp,
}

/// An answer, read before the transaction.
pub struct Answer {
    /// The list it is about.
    pub list: ListId,
    /// That list's settings.
    pub settings: Settings,
    /// The question's number.
    pub no: AskNo,
    /// Who From says wrote it. The token proves that the mailbox asked was read, no more.
    pub from: Mailbox,
    /// Its subject without reply prefixes: some answer there.
    pub subject: String,
    /// The author's own words, nothing of our question among them.
    pub words: String,
    /// Its whole text, for what may be answered by changing our words.
    pub whole: String,
    /// Its identifier.
    pub message_id: Option<MessageId>,
    /// The mail itself for the humans, where a question may be answered with a sentence.
    pub forward: Option<Forward>,
    /// The mail itself, where a post may be made of it.
    pub written: Option<Vec<u8>>,
    /// The message that the question is about, ready to be posted.
    pub waiting: Option<Box<NewPost>>,
    mark: IdHash,
}

impl Answer {
    /// Whether these are commands, all about the one who was asked, from the mailbox that was asked. The
    /// mail may have been passed on: what it lets one do is its reader's, and asked from their mailbox.
    pub fn is_their_own(&self, ask: &Ask, commands: &[Command]) -> bool {
        self.from.address.same_mailbox(&ask.to)
            && !commands.is_empty()
            && commands.iter().all(|c| c.verb.is_personal())
    }

    /// What they say: their words, or the subject when the body is empty and the subject is no longer
    /// the question's.
    pub fn said(&self) -> &str {
        if self.words.trim().is_empty() { &self.subject } else { &self.words }
    }

    /// The mailbox that was asked, with the name of who answers if it is theirs: a name in somebody
    /// else's mail was anybody's.
    pub fn mailbox_of(&self, ask: &Ask, name: Option<String>) -> Mailbox {
        let own = self.from.name.clone().filter(|_| self.from.address.same_mailbox(&ask.to));
        Mailbox::new(own.or(name).as_deref(), ask.to.clone())
    }
}

/// Who was asked something that only those who animate decide, with their list's settings. `Err`: what
/// the wire is told; `why`, if it is not, or no more, theirs to say.
///
/// # Errors
/// When the store cannot be read.
pub fn of_team(
    tx: &Tx<'_>,
    (answer, ask): (&Answer, &Ask),
    why: &str,
) -> Result<Result<(Person, Settings), Verdict>, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let (Some(person), Some(settings)) = (person, lists::get(tx, ask.list)?) else {
        return Ok(Err(Verdict::unknown()));
    };
    let may = calls::animates(tx, ask.list, &person)? && moderation::is_from(answer, ask, &person);
    Ok(if may { Ok((person, settings)) } else { Err(Verdict::refused("5.7.1", why)) })
}

/// Whether mail to this question is refused at once, as for one that never was.
///
/// # Errors
/// When the store cannot be read.
pub fn is_closed(site: &Site, list: ListId, no: AskNo) -> Result<bool, StoreError> {
    let now = site.clock.now();
    Ok(match asks::get(&site.store, list, no)? {
        None => true,
        Some(ask) if now > ask.until => true,
        // Who answers late is told who was first.
        Some(ask)
            if matches!(
                ask.what,
                What::Moderate(_)
                    | What::Unsend(_)
                    | What::Scheduled(_)
                    | What::Admit { .. }
                    | What::Brief(_)
            ) =>
        {
            false
        }
        Some(ask) => ask.answered.is_some_and(|at| now.as_second() - at.as_second() > GRACE),
    })
}

/// Reads an answer.
///
/// # Errors
/// When the store cannot be read.
pub fn plan(site: &Site, came: &Came<'_>) -> Result<Answer, StoreError> {
    let store = &site.store;
    let known = asks::get(store, came.list, came.no)?;
    let mailed = asks::mailed(store, came.list, came.no)?;
    let memory: Vec<&str> = mailed.iter().map(|m| m.text.as_str()).collect();
    let words = trim(&came.message.text().text, &memory).reply();
    let waiting = match known.as_ref().and_then(|ask| message_of(&ask.what)) {
        Some(no) => held::rebuild(site, came.list, no, came.now)?.map(Box::new),
        None => None,
    };
    let is_open = |what: &What| {
        matches!(
            what,
            What::Brings
                | What::Pace
                | What::Quiet { .. }
                | What::Introduce
                | What::Introduction { .. }
                | What::Introduced
                | What::Probe
                | What::Complaint
        )
    };
    let open = known.as_ref().is_some_and(|ask| is_open(&ask.what));
    let makes = known.is_some_and(|ask| matches!(ask.what, What::Brief(_)));
    let number = came.no.0.to_be_bytes();
    Ok(Answer {
        list: came.list,
        settings: came.settings.clone(),
        no: came.no,
        from: came.author.clone(),
        subject: title(&came.message.subject()),
        words,
        whole: came.message.text().text.clone(),
        message_id: came.message.message_id(),
        forward: open.then(|| Forward::new(came.list, &came.settings.address, came.message.raw())),
        written: makes.then(|| came.message.raw().to_vec()),
        waiting,
        mark: hash_text(&[&post::content_hash(came.message), &number, b"answer"]),
    })
}

/// The message that a question is about.
fn message_of(what: &What) -> Option<HeldNo> {
    match what {
        What::Moderate(no) | What::Sent(no) | What::Call(no) | What::Unsend(no) => Some(*no),
        _ => None,
    }
}

/// Carries an answer out, in the transaction of the mail it came in.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Some(ask) = asks::get(tx, answer.list, answer.no)?.filter(|ask| now <= ask.until) else {
        return Ok(Verdict::unknown());
    };
    let mark = answer.mark;
    if digests::lead(tx, &mark)?.is_some() {
        return Ok(Verdict::accepted("Noted"));
    }
    let verdict = by_what(site, tx, (answer, ask), now)?;
    if verdict.is_accepted() {
        digests::put_done(tx, &mark);
    }
    Ok(verdict)
}

/// Each arm is one call into the file of whoever asks such questions.
fn by_what(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, ask): (Answer, Ask),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    match ask.what.clone() {
        What::Moderate(held) => moderation::answered(site, tx, answer, (&ask, held), now),
        What::Sent(held) => sent::answered(site, tx, answer, (&ask, held), now),
        What::Mention { article, people } => {
            mentions::answered(site, tx, &answer, (&ask, article, &people), now)
        }
        What::Call(held) => calls::answered(site, tx, answer, (&ask, held), now),
        What::Poll(no) => polls::answered(site, tx, &answer, (&ask, no), now),
        What::PollRuns(no) => polls::run_answered(site, tx, &answer, (&ask, no), now),
        What::PollAgain(no) => polls::again_answered(site, tx, &answer, (&ask, no), now),
        What::PollDay(no) => polls::day_answered(site, tx, &answer, (&ask, no), now),
        What::Vote { poll, said } => polls::claimed(site, tx, &answer, (&ask, poll, &said), now),
        What::Note { note, draft } => notes::answered(site, tx, &answer, (&ask, note, draft), now),
        What::NoteTeam { note, draft } => {
            notes::team_answered(site, tx, &answer, (&ask, note, draft), now)
        }
        What::NoteQuote { note, draft } => {
            notes::quote_answered(site, tx, &answer, (&ask, note, draft), now)
        }
        What::Unsend(held) => window::answered(site, tx, &answer, (&ask, held), now),
        What::Scheduled(held) => scheduled::answered(site, tx, &answer, (&ask, held), now),
        What::Brief(no) => briefs::answered(site, tx, answer, (&ask, no), now),
        What::Relief(of) => briefs::relief_answered(site, tx, &answer, (&ask, of), now),
        What::Address(new) => requests::address_answered(site, tx, answer, (&ask, &new), now),
        What::Erase => requests::erase_answered(site, tx, answer, &ask, now),
        What::Command(lines) => requests::command_answered(site, tx, answer, (&ask, &lines), now),
        What::Join { name, language } => {
            join::confirmed(site, tx, &answer, (&ask, name, language), now)
        }
        What::Admit { address, name, language } => {
            let about = Mailbox::new(name.as_deref(), address);
            join::admitted(site, tx, &answer, (&ask, &about, language), now)
        }
        What::Introduce | What::Introduction { .. } | What::Introduced => {
            newcomers::introduced(site, tx, answer, &ask, now)
        }
        What::Brings | What::Pace | What::Quiet { .. } => {
            newcomers::answered(site, tx, answer, &ask, now)
        }
        What::Probe => bounces::answered(site, tx, answer, &ask, now),
        What::Complaint => bounces::complaint_answered(site, tx, answer, &ask, now),
        What::Invite { name, by } => join::invited(site, tx, &answer, (&ask, name, by), now),
    }
}
