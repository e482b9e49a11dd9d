//! The reply to a brief: who may, what it says, what became of each of its parts, in one mail. A reply
//! is never a post, and what was done once is not done again.

use super::acts::{Desk, Done};
use super::{gather, note_answer};
use crate::animation::brief::Kind;
use crate::animation::brief::reply::{self, Said};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer};
use crate::daemon::intake::Target;
use crate::daemon::{Site, requests, robot};
use crate::list::address::{Addresses, Route};
use crate::list::ask::Ask;
use crate::list::{AskNo, ListId};
use crate::locale::Value;
use crate::mail::message::Message;
use crate::request::{Command, Verb};
use crate::smtp::handler::{Code, Verdict};
use crate::store::asks::{self, Mailed};
use crate::store::briefs::{self, Sent};
use crate::store::digests::{self, Lead};
use crate::store::{Read, StoreError, Tx, answered as limits};

/// The question that a mail to another address answers, when it answers a brief.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::daemon) fn astray(
    from: &impl Read,
    target: &Target,
    message: &Message<'_>,
) -> Result<Option<AskNo>, StoreError> {
    let elsewhere = matches!(
        target.route,
        Route::Post | Route::Thread(_) | Route::Router(_) | Route::Owner | Route::Request
    );
    if !elsewhere {
        return Ok(None);
    }
    for id in message.in_reply_to() {
        if let Some(Lead::Brief { list, ask }) = digests::lead(from, &id.hash())?
            && list == target.list
        {
            return Ok(Some(ask));
        }
    }
    Ok(None)
}

/// Does what a reply says.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    (ask, no): (&Ask, u32),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let why = "Only the person who animates this list, and got this brief, answers it";
    let (person, settings) = match answers::of_team(tx, (&answer, ask), why)? {
        Ok(both) => both,
        Err(verdict) => return Ok(verdict),
    };
    if !limits::may_answer_within(tx, &person.address, limits::PER_HOUR_AT_WORK, now)? {
        let later = "Too many replies within an hour, try again later";
        return Ok(Verdict::new(Code::MailboxBusy, "4.7.1", later));
    }
    note_answer(tx, ask.list, person.id)?;
    let Some(sent) = briefs::sent(tx, ask.list, person.id, no)? else {
        return Ok(Verdict::accepted("This brief is too old"));
    };
    let Some(host) = super::Host::of(site, tx, (ask.list, person.id))? else {
        return Ok(Verdict::unknown());
    };
    let kinds: Vec<Kind> = sent.given.iter().map(|g| g.matter.kind()).collect();
    let said = reply::read(&answer.words, &kinds, person.display());
    let desk = Desk {
        site,
        t: robot::locale_for(&person, &settings),
        week: gather::week_of(&host, sent.at),
        host: &host,
        answer: &answer,
        now,
    };
    let mut done = Vec::new();
    for one in said {
        done.extend(say(&desk, tx, &sent, one)?);
    }
    if done.is_empty() {
        done.push(Done::not(desk.t.s("brief-nothing")));
    }
    let text = tell(&desk, tx, ask, done)?;
    tracing::info!(event = "brief-answered", list = %ask.list, person = %person.id, no, text = text.len());
    Ok(Verdict::accepted("Noted"))
}

/// One part of a reply.
fn say(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    sent: &Sent,
    said: Said,
) -> Result<Option<Done>, StoreError> {
    let t = desk.t;
    let command = |verb: Verb, tail: String| Command { tail, ..Command::bare(verb) };
    Ok(Some(match said {
        Said::Act(n, wish) => {
            let Some(given) = n.checked_sub(1).and_then(|at| sent.given.get(at)) else {
                return Ok(None);
            };
            let done = desk.act(tx, given, (n, wish))?;
            let args = [("n", Value::from(n)), ("text", done.text.into())];
            Done { text: t.text("brief-done", &args), ..done }
        }
        Said::Word(text) => match text.or_else(|| sent.word.clone()) {
            Some(text) => obey(desk, tx, command(Verb::Word, text))?,
            None => obey(desk, tx, command(Verb::Word, String::new()))?,
        },
        Said::Away(tail) => desk.away(tx, &tail)?,
        Said::Undo(n) => match desk.undo(tx, sent, n)? {
            Some(done) => done,
            None => obey(desk, tx, Command::bare(Verb::Undo))?,
        },
        Said::Command(command) => obey(desk, tx, command)?,
        Said::Unclear(line) => Done::not(t.a("brief-unclear", "line", &line)),
    }))
}

/// A command, as if it came to the command address.
fn obey(desk: &Desk<'_>, tx: &mut Tx<'_>, command: Command) -> Result<Done, StoreError> {
    let of = (desk.host.list, &desk.host.settings, &desk.host.person);
    let said = requests::said_in_answer(desk.site, tx, of, vec![command], desk.now)?;
    let undoable = said.iter().any(|(_, undoable)| *undoable);
    let text: Vec<String> = said.into_iter().map(|(text, _)| text).collect();
    Ok(Done::made(text.join("\n\n"), undoable))
}

/// The one mail that says what became of it; a reply to it goes on with the same brief.
fn tell(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    ask: &Ask,
    done: Vec<Done>,
) -> Result<String, StoreError> {
    let (t, host) = (desk.t, desk.host);
    let undoable = done.iter().any(|d| d.undoable);
    let unchanged = done.iter().filter(|d| d.unchanged).count();
    let outcome = match done.len() - unchanged {
        0 => "none",
        _ if unchanged > 0 => "some",
        _ => "all",
    };
    let named = [("list", Value::from(host.settings.name.as_str())), ("outcome", outcome.into())];
    let mut lines: Vec<String> = done.into_iter().map(|d| d.text).collect();
    // What answers for itself has nothing to say here.
    lines.retain(|line| !line.is_empty());
    lines.push(t.s(if undoable { "brief-undo-how" } else { "brief-go-on" }));
    let addresses = Addresses { list: &host.settings.address, secret: &desk.site.secret };
    let text = robot::paragraphs(t, &host.person, &lines);
    let reply = robot::Answer {
        list: host.list,
        settings: &host.settings,
        person: &host.person,
        reply_to: Some(addresses.confirm(ask.no)),
        subject: t.text("brief-done-subject", &named),
        text: text.clone(),
        in_reply_to: desk.answer.message_id.clone(),
    };
    let message_id = robot::send(desk.site, tx, reply, desk.now)?;
    digests::put_lead(tx, &message_id, &Lead::Brief { list: ask.list, ask: ask.no });
    remember(tx, (ask.list, ask.no), &text)?;
    Ok(text)
}

/// What was said comes back quoted.
fn remember(tx: &mut Tx<'_>, (list, no): (ListId, AskNo), text: &str) -> Result<(), StoreError> {
    if let Some(mailed) = asks::mailed(tx, list, no)? {
        let text = format!("{}\n\n{text}", mailed.text);
        asks::put_mailed(tx, list, no, &Mailed { text, ..mailed });
    }
    Ok(())
}
