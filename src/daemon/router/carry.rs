//! Carries a reply out, in the transaction of the mail it came in. Decides nothing anew but what a
//! second try, or a second answer, has decided before.

use super::say::{self, Notice};
use super::{Act, Asker, Reply};
use crate::clock::Timestamp;
use crate::daemon::{Site, held, polls, window};
use crate::smtp::handler::Verdict;
use crate::store::digests::{self, Lead, Pending};
use crate::store::record::Blob;
use crate::store::{StoreError, Tx, asked, last_number};

/// Questions about one reply: the first, and one more.
const QUESTIONS: u32 = 2;
/// Replies of one person that may wait within a day; then their mail is refused in the session.
const WAITING: u32 = 10;

/// Carries a reply out. A sender's second try of the same mail changes nothing.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    reply: Reply,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if digests::lead(tx, &reply.mark)?.is_some() {
        return Ok(Verdict::accepted("Noted"));
    }
    let answered = reply.acts.iter().find_map(|a| match a {
        Act::Answered(no, _) => Some(*no),
        _ => None,
    });
    if let (Some(no), Some(person)) = (answered, &reply.person)
        && digests::pending(tx, person.id, no)?.is_none_or(|p| p.posted.is_some())
    {
        return Ok(Verdict::accepted("Posted already"));
    }
    let Reply { list, settings, person, answers, digest, mark, acts } = reply;
    let asker = person.as_ref().map(|person| Asker {
        list,
        settings: &settings,
        person,
        answers: answers.clone(),
        digest: digest.clone(),
        now,
    });
    let mut verdict = Verdict::accepted("Noted");
    for act in acts {
        let said = carry_out_one(site, tx, act, asker.as_ref(), now)?;
        if !said.is_accepted() {
            return Ok(said);
        }
        verdict = said;
    }
    digests::put_done(tx, &mark);
    Ok(verdict)
}

fn carry_out_one(
    site: &Site,
    tx: &mut Tx<'_>,
    act: Act,
    asker: Option<&Asker<'_>>,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    Ok(match (act, asker) {
        (Act::Post(post), _) => {
            let now = post.received;
            window::post(site, tx, *post, now)?
        }
        (Act::Hold(post, reason), _) => {
            let list = post.list;
            let no = held::hold(site, tx, *post, reason)?;
            tracing::info!(event = "held", %list, %no, %reason);
            Verdict::accepted("Waiting for a moderator")
        }
        (Act::Vote(votes), _) => polls::cast_all(site, tx, *votes, now)?,
        (Act::Refuse(verdict), _) => verdict,
        (Act::Answered(no, title), Some(asker)) => {
            if let Some(mut pending) = digests::pending(tx, asker.person.id, no)? {
                pending.posted = Some(title);
                digests::put_pending(tx, &pending, None)?;
            }
            Verdict::accepted("Posted")
        }
        (Act::Say(notice), Some(asker)) => notify(site, tx, asker, &notice)?,
        (Act::Ask(pending, raw), Some(asker)) => ask(site, tx, asker, *pending, raw)?,
        (Act::AskAgain(no), Some(asker)) => ask_again(site, tx, asker, no)?,
        (Act::Say(_) | Act::Ask(..) | Act::AskAgain(_) | Act::Answered(..), None) => {
            Verdict::accepted("Noted")
        }
    })
}

fn notify(
    site: &Site,
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    notice: &Notice,
) -> Result<Verdict, StoreError> {
    // A machine that does not say it is one must not keep us talking.
    let often = match notice {
        Notice::NotTheirs(_) => "not-yours",
        Notice::Empty => "empty-reply",
        Notice::Expired | Notice::Posted(_) => "late-answer",
    };
    if asked::once_a_day(tx, often, asker.list, asker.person.id, asker.now)? {
        let id = say::send(site, tx, asker, say::notice(site, asker, notice))?;
        if let Some(digest) = &asker.digest {
            digests::put_lead(tx, &id, digest);
        }
    }
    Ok(Verdict::accepted("Noted"))
}

fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    mut pending: Pending,
    raw: Blob,
) -> Result<Verdict, StoreError> {
    let last = last_number(tx, "pending", pending.person.0)?;
    let tenth = last.checked_sub(WAITING - 1).filter(|no| *no > 0);
    let tenth = tenth.map(|no| digests::pending(tx, pending.person, no)).transpose()?.flatten();
    if tenth.is_some_and(|p| asker.now.duration_since(p.received).as_hours() < 24) {
        let full = "Too many replies wait for a thread; write to a thread's own address";
        return Ok(Verdict::refused("5.7.1", full));
    }
    pending.no = digests::next_pending(tx, pending.person)?;
    let no = pending.no;
    digests::put_pending(tx, &pending, Some(raw))?;
    question(site, tx, asker, pending)?;
    tracing::info!(event = "asked-thread", list = %asker.list, person = %asker.person.id, no);
    Ok(Verdict::accepted("Kept; its author is asked for the thread"))
}

fn ask_again(
    site: &Site,
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    no: u32,
) -> Result<Verdict, StoreError> {
    let pending = digests::pending(tx, asker.person.id, no)?;
    if let Some(pending) = pending.filter(|p| p.posted.is_none() && p.questions < QUESTIONS) {
        question(site, tx, asker, pending)?;
    }
    Ok(Verdict::accepted("Noted"))
}

fn question(
    site: &Site,
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    mut pending: Pending,
) -> Result<(), StoreError> {
    let (subject, text) = say::question(site, asker, &pending);
    pending.question.clone_from(&text);
    pending.questions += 1;
    digests::put_pending(tx, &pending, None)?;
    let id = say::send(site, tx, asker, (subject, text))?;
    digests::put_lead(tx, &id, &Lead::Question { person: pending.person, no: pending.no });
    Ok(())
}
