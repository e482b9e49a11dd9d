//! Calls to all: written to the call address by somebody who animates, confirmed by their reply to a
//! headcount, one in seven days. Everybody gets it who gets anything; answers go to the team.

use super::answers::{self, Answer, Question};
use super::post::{self, NewPost, Source};
use super::{Site, held as waiting, report, robot};
use crate::clock::Timestamp;
use crate::digest::excerpt::shorten;
use crate::list::admit::HoldReason;
use crate::list::ask::{Ask, What};
use crate::list::decision::{self, Decision};
use crate::list::member::{Delivery, Membership, Person, Role};
use crate::list::settings::Settings;
use crate::list::{HeldNo, ListId};
use crate::locale::{self, Locale, Value};
use crate::mail::address::Mailbox;
use crate::mail::compose::line;
use crate::mail::edit;
use crate::mail::message::Message;
use crate::mail::text::trim_message;
use crate::smtp::handler::Verdict;
use crate::store::calls::{self, Call, Replies};
use crate::store::held;
use crate::store::record::Blob;
use crate::store::{Read, StoreError, Tx, asked, asks, digests, people};

/// Days between two calls.
const DAYS_BETWEEN: i64 = 7;
/// Days for which an unconfirmed call is kept.
const DAYS: i64 = 3;
/// Characters of a call that people read to its end.
const LONG: usize = 1500;
/// Characters of a subject inside one of our sentences.
const SUBJECT: usize = 60;
/// Members read at a time.
const PAGE: usize = 1000;

/// Whether a call reaches a member: not who takes nothing at all, nor who is away.
pub fn reaches(member: &Membership) -> bool {
    member.suspended.is_none() && member.paused.is_none() && member.delivery != Delivery::None
}

/// Somebody's mail to the call address.
pub struct Calling {
    post: Box<NewPost>,
    person: Person,
    settings: Settings,
    readers: usize,
    left_out: usize,
    long: Option<usize>,
}

/// Reads a call. `Err`: only those who animate call everybody.
///
/// # Errors
/// When the store cannot be read.
pub fn plan(
    site: &Site,
    (list, settings): (ListId, &Settings),
    message: &Message<'_>,
    (author, now): (&Mailbox, Timestamp),
) -> Result<Result<Calling, Verdict>, StoreError> {
    let refused =
        || Verdict::refused("5.7.1", "Only the people who animate this list call everybody");
    let Some(person) = people::find(&site.store, &author.address)? else {
        return Ok(Err(refused()));
    };
    if !animates(&site.store, list, &person)? {
        return Ok(Err(refused()));
    }
    let (mut readers, mut left_out, mut after) = (0, 0, None);
    loop {
        let page = people::memberships(&site.store, list, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.person);
        let reached = page.iter().filter(|m| reaches(m)).count();
        readers += reached;
        left_out += page.len() - reached;
    }
    let raw = with_subject(message, &called(settings, &message.subject()));
    let length = trim_message(message, &[]).reply().chars().count();
    let post = NewPost::new(list, &Message::parse(&raw), author.clone(), now, &site.hostname)
        .from_source(Source::Derived(Blob::new(message.raw())))
        .in_zone(site.zone_of(list)?);
    Ok(Ok(Calling {
        post: Box::new(post),
        person,
        settings: settings.clone(),
        readers,
        left_out,
        long: (length > LONG).then_some(length),
    }))
}

/// Whether somebody is one of those who animate a list.
///
/// # Errors
/// When the store cannot be read.
pub fn animates(from: &impl Read, list: ListId, person: &Person) -> Result<bool, StoreError> {
    let member = people::membership(from, list, person.id)?;
    Ok(member.is_some_and(|m| m.role != Role::Member))
}

/// « Appel à tous – Communauté : réunion mardi », in the list's language.
fn called(settings: &Settings, subject: &str) -> String {
    let t = locale::get(&settings.language.0);
    let subject = line(subject);
    let subject = if subject.is_empty() { t.s("moderate-no-subject") } else { subject };
    let args = [("list", Value::from(settings.name.as_str())), ("subject", subject.into())];
    t.text("call-title", &args)
}

/// The message under another subject; everything else to the octet.
fn with_subject(message: &Message<'_>, subject: &str) -> Vec<u8> {
    let value = if subject.is_ascii() { subject.to_owned() } else { edit::phrase(subject) };
    edit::with_field(message.raw(), ("Subject", &value), &[])
}

/// Keeps the call and asks its author, or says when the next may go out.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    calling: Calling,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Calling { post, person, settings, readers, left_out, long } = calling;
    let list = post.list;
    let t = robot::locale_for(&person, &settings);
    let subject = shorten(&post.subject, SUBJECT);
    let of = (list, &settings, &person);
    if let Some(next) = next_call(tx, list)?.filter(|next| *next > now) {
        if asked::once_a_day(tx, "call-early", list, person.id, now)? {
            let lines = vec![early(site, t, &person, next)];
            let subject = t.a("call-early-subject", "subject", &subject);
            robot::note(site, tx, of, (subject, lines), (Some(post.message_id), now))?;
        }
        return Ok(Verdict::accepted("Not sent: the last call is too recent"));
    }
    let known = held::of_list(tx, list)?.iter().any(|h| h.content == post.content);
    if known || post::known(tx, &post)?.is_some() {
        return Ok(Verdict::accepted("Waiting for its author's word"));
    }
    let in_reply_to = Some(post.message_id.clone());
    let no = waiting::hold(site, tx, *post, HoldReason::Call)?;
    let day = jiff::SignedDuration::from_hours(24);
    held::put_due(
        tx,
        now.saturating_add(day * i32::try_from(DAYS).unwrap_or(1)).unwrap_or(now),
        list,
        no,
    );
    let mut lines = vec![t.n("call-confirm", &readers)];
    if left_out > 0 {
        lines.push(t.n("call-left-out", &left_out));
    }
    if let Some(length) = long {
        lines.push(t.n("call-long", &length));
    }
    lines.push(t.s("call-replies"));
    lines.push(t.s("call-how"));
    let question = Question {
        list,
        settings: &settings,
        person: &person,
        what: What::Call(no),
        days: DAYS,
        subject: t.a("call-subject", "subject", &subject),
        text: robot::paragraphs(t, &person, &lines),
        in_reply_to,
    };
    answers::ask(site, tx, question, now)?;
    tracing::info!(event = "call-asked", %list, %no, readers);
    Ok(Verdict::accepted("Waiting for its author's word"))
}

fn next_call(from: &impl Read, list: ListId) -> Result<Option<Timestamp>, StoreError> {
    let between = jiff::SignedDuration::from_hours(24 * DAYS_BETWEEN);
    Ok(calls::last(from, list)?.and_then(|at| at.checked_add(between).ok()))
}

fn early(site: &Site, t: &Locale, person: &Person, next: Timestamp) -> String {
    let zone = digests::zone_of(person, &site.timezone);
    t.a("call-early", "date", &t.date_time(next, &zone))
}

/// The author says whether it goes out.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    mut answer: Answer,
    (ask, no): (&Ask, HeldNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let why = "Only the person who wrote this call can confirm it; nothing was sent";
    let (person, settings) = match answers::of_team(tx, (&answer, ask), why)? {
        Ok(both) => both,
        Err(verdict) => return Ok(verdict),
    };
    report::note_action(site, tx, ask.list)?;
    let t = robot::locale_for(&person, &settings);
    let of = (ask.list, &settings, &person);
    let back = (answer.message_id.clone(), now);
    let Some(held) = held::get(tx, ask.list, no)? else {
        return Ok(Verdict::accepted("Nothing waits any more"));
    };
    let subject = shorten(&held.subject, SUBJECT);
    let (heading, lines) = match decision::read(answer.said()) {
        Some(Decision::Yes) => {
            let next = next_call(tx, ask.list)?.filter(|next| *next > now);
            match (next, answer.waiting.take()) {
                (Some(next), _) => ("call-early-subject", vec![early(site, t, &person, next)]),
                (None, Some(post)) => {
                    let article = post::accept(tx, *post)?.article();
                    let (replies, where_to) = match decision::names_thread(answer.said()) {
                        true => (Replies::List, "call-sent-thread"),
                        false => (Replies::Team, "call-sent-team"),
                    };
                    calls::put(tx, ask.list, article, &Call { at: now, replies });
                    tracing::info!(event = "call", list = %ask.list, %article);
                    ("call-sent-subject", vec![t.s("call-sent"), t.s(where_to)])
                }
                (None, None) => return Ok(Verdict::failed()),
            }
        }
        Some(Decision::No(_) | Decision::Spam) => {
            ("call-dropped-subject", vec![t.s("call-dropped")])
        }
        None => {
            if asked::once_a_day(tx, &format!("call-{no}"), ask.list, person.id, now)? {
                let subject = t.a("call-unclear-subject", "subject", &subject);
                robot::note(site, tx, of, (subject, vec![t.s("call-unclear")]), back)?;
            }
            return Ok(Verdict::accepted("Not understood; nothing was sent"));
        }
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    held::remove(tx, ask.list, no);
    robot::note(site, tx, of, (t.a(heading, "subject", &subject), lines), back)?;
    Ok(Verdict::accepted("Noted"))
}
