//! "Did you send this?": a post in a member's name that nothing proves waits for that member's own
//! word. The mail names it by its subject and date and shows none of it: somebody else may have
//! written it, to be read (threats 4, 13). Not moderation: the team decides about what is proved.

use askama::Template;

use super::answers::{self, Answer, Question};
use super::post::{self, NewPost};
use super::robot::{self, locale_for};
use super::{Site, moderation, scheduled};
use crate::clock::Timestamp;
use crate::digest::excerpt::shorten;
use crate::list::address::{Addresses, Route};
use crate::list::admit::{self, Decision, Facts, HoldReason, Nature, Proof};
use crate::list::ask::{Ask, What};
use crate::list::decision;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{HeldNo, ListId};
use crate::locale::Locale;
use crate::mail::compose::line;
use crate::mail::message::Message;
use crate::mail::recognise::{self, begins, words};
use crate::smtp::handler::Verdict;
use crate::store::held::{self, Decided, Held, Outcome};
use crate::store::{StoreError, Tx, asked, asks, digests, lists, people};

/// Questions that one person gets in a day, whoever writes in their name.
const QUESTIONS: [&str; 3] = ["sent", "sent-2", "sent-3"];
/// Days for which an answer counts, and for which a message waits for one.
const DAYS: i64 = 14;
/// Characters of a subject that are shown.
const SUBJECT: usize = 60;

#[derive(Template)]
#[template(path = "mail/did_you_send.txt")]
struct DidYouSend<'a> {
    t: &'a Locale,
    name: &'a str,
    list: &'a str,
    subject: &'a str,
    when: &'a str,
    until: &'a str,
    humans: &'a str,
}

#[derive(Template)]
#[template(path = "mail/sent_answer.txt")]
struct SentAnswer<'a> {
    t: &'a Locale,
    name: &'a str,
    lines: &'a [String],
    humans: &'a str,
}

/// A message has begun to wait for its author's word: asks them, three times a day at most.
///
/// # Errors
/// When the store cannot be read.
pub fn waits(site: &Site, tx: &mut Tx<'_>, held: &Held, now: Timestamp) -> Result<(), StoreError> {
    if held.reason != HoldReason::Unproven {
        return Ok(());
    }
    sweep(tx, held.list, now)?;
    let Some(settings) = lists::get(tx, held.list)? else { return Ok(()) };
    let Some(person) = people::find(tx, &held.from.address)? else { return Ok(()) };
    for question in QUESTIONS {
        // For all lists together: it is one mailbox that a forger would fill.
        if asked::once_a_day(tx, question, ListId(0), person.id, now)? {
            return question_to(site, tx, (held, &settings, &person), now);
        }
    }
    tracing::info!(event = "unproven-unasked", list = %held.list, no = %held.no);
    Ok(())
}

/// Forgets what nobody confirmed in time.
fn sweep(tx: &mut Tx<'_>, list: ListId, now: Timestamp) -> Result<(), StoreError> {
    for held in held::of_list(tx, list)? {
        let age = now.duration_since(held.received).as_hours();
        if held.reason == HoldReason::Unproven && age > DAYS * 24 {
            close(tx, &held, (Outcome::Dropped, None), now);
        }
    }
    Ok(())
}

fn question_to(
    site: &Site,
    tx: &mut Tx<'_>,
    (held, settings, person): (&Held, &Settings, &Person),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = locale_for(person, settings);
    let zone = digests::zone_of(person, &site.timezone);
    let subject = subject(t, held);
    let humans = humans(site, settings);
    let mail = DidYouSend {
        t,
        name: person.greeting(),
        list: &settings.name,
        subject: &subject,
        when: &t.date_time(held.received, &zone),
        until: &t.day_and_month(now + jiff::SignedDuration::from_hours(DAYS * 24), &zone),
        humans: humans.as_str(),
    };
    let question = Question {
        list: held.list,
        settings,
        person,
        what: What::Sent(held.no),
        days: DAYS,
        subject: t.a("sent-subject", "subject", &subject),
        // Rendering into a String fails only if a template calls something that fails; none does.
        text: mail.render().unwrap_or_default(),
        in_reply_to: None,
    };
    let ask = answers::ask(site, tx, question, now)?;
    tracing::info!(event = "asked-author", list = %held.list, no = %held.no, %ask);
    Ok(())
}

/// The member answers. A machine that answers for them says neither yes nor no.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    (ask, no): (&Ask, HeldNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let (Some(person), Some(held)) = (person, held::get(tx, ask.list, no)?) else {
        return Ok(Verdict::accepted("Answered already"));
    };
    if held.reason != HoldReason::Unproven {
        return Ok(Verdict::accepted("Answered already"));
    }
    let desk = (site, &held, &person);
    match said(&answer) {
        Said::Unclear => {
            if asked::once_a_day(tx, &format!("sent-unclear-{no}"), ask.list, person.id, now)? {
                unclear(tx, desk, (ask, &answer), now)?;
            }
            Ok(Verdict::accepted("Not understood; the message still waits"))
        }
        Said::No => {
            asks::answer(tx, ask.list, ask.no, now)?;
            close(tx, &held, (Outcome::Dropped, Some(&person)), now);
            say(tx, desk, &answer, Words::NotTheirs, now)?;
            Ok(Verdict::accepted("Dropped"))
        }
        Said::Yes => {
            asks::answer(tx, ask.list, ask.no, now)?;
            admit_again(tx, desk, answer, now)
        }
    }
}

/// It is theirs: the rules for any proved post of theirs decide.
fn admit_again(
    tx: &mut Tx<'_>,
    desk: (&Site, &Held, &Person),
    mut answer: Answer,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let (site, held, person) = desk;
    // It waited in the durable view when the answer was read, or nobody could answer about it.
    let Some(post) = answer.waiting.take() else { return Ok(Verdict::failed()) };
    let role = people::membership(tx, held.list, person.id)?.map(|m| m.role);
    let raw = held::raw(tx, held.list, held.no)?.unwrap_or_default();
    let message = Message::parse(&raw);
    let facts = Facts {
        nature: Nature::Human,
        from_list: false,
        role,
        proof: Proof::Proved,
        posting: answer.settings.posting,
        unproven: answer.settings.unproven,
        readable: !message.is_too_complex(),
        held: 0,
    };
    let of = ((held.list, &answer.settings), (&held.from.address, &message));
    let decision = match admit::decide(facts) {
        Decision::Post => {
            moderation::reason_to_wait(tx, of.0, of.1)?.map_or(Decision::Post, Decision::Hold)
        }
        other => other,
    };
    match decision {
        Decision::Post => {
            if publish(tx, desk, *post, now)? {
                say(tx, desk, &answer, Words::Posted, now)?;
            }
        }
        Decision::Hold(reason) => {
            let held = Held { reason, ..held.clone() };
            held::update(tx, &held);
            moderation::waits(site, tx, &held, now)?;
        }
        Decision::Refuse(_) | Decision::Drop => {
            close(tx, held, (Outcome::Refused, None), now);
            say(tx, desk, &answer, Words::MayNot, now)?;
        }
    }
    Ok(Verdict::accepted("Confirmed"))
}

/// Posts it; `false`: later, as its author wanted, and they were told.
fn publish(
    tx: &mut Tx<'_>,
    (site, held, person): (&Site, &Held, &Person),
    post: NewPost,
    now: Timestamp,
) -> Result<bool, StoreError> {
    close(tx, held, (Outcome::Posted, Some(person)), now);
    let Some(post) = scheduled::wait(site, tx, post, now)? else { return Ok(false) };
    let accepted = post::accept(tx, post)?;
    tracing::info!(event = "post", list = %held.list, article = %accepted.article(), confirmed = true);
    Ok(true)
}

fn close(tx: &mut Tx<'_>, held: &Held, (outcome, by): (Outcome, Option<&Person>), at: Timestamp) {
    let (list, no, subject) = (held.list, held.no, held.subject.clone());
    let by = by.map(|person| person.display().to_owned());
    held::close(tx, &Decided { list, no, subject, outcome, by, at });
}

enum Said {
    Yes,
    No,
    Unclear,
}

/// An empty reply is a yes: the address it came to was given to nobody else.
fn said(answer: &Answer) -> Said {
    let own = words(&answer.words);
    let tables = recognise::tables();
    if begins(&own, &tables.not_mine).is_some() {
        return Said::No;
    }
    if own.is_empty() || begins(&own, &tables.mine).is_some() {
        return Said::Yes;
    }
    match decision::read(&answer.words) {
        Some(decision::Decision::Yes) => Said::Yes,
        Some(decision::Decision::No(_) | decision::Decision::Spam) => Said::No,
        None => Said::Unclear,
    }
}

enum Words {
    Posted,
    NotTheirs,
    MayNot,
}

fn say(
    tx: &mut Tx<'_>,
    (site, held, person): (&Site, &Held, &Person),
    answer: &Answer,
    words: Words,
    now: Timestamp,
) -> Result<(), StoreError> {
    let settings = &answer.settings;
    let t = locale_for(person, settings);
    let subject = subject(t, held);
    let args = [("subject", subject.as_str().into()), ("list", settings.name.as_str().into())];
    let (title, lines) = match words {
        Words::Posted => ("sent-posted-subject", vec![t.text("sent-posted", &args)]),
        Words::NotTheirs => {
            ("sent-dropped-subject", vec![t.text("sent-dropped", &args), t.s("sent-dropped-safe")])
        }
        Words::MayNot => ("sent-may-not-subject", vec![t.text("sent-may-not", &args)]),
    };
    let humans = humans(site, settings);
    let mail = SentAnswer { t, name: person.greeting(), lines: &lines, humans: humans.as_str() };
    let mail = robot::Answer {
        list: held.list,
        settings,
        person,
        reply_to: None,
        subject: t.text(title, &args),
        text: mail.render().unwrap_or_default(),
        in_reply_to: answer.message_id.clone(),
    };
    robot::send(site, tx, mail, now).map(|_| ())
}

/// Asks again, once: the same address takes the answer.
fn unclear(
    tx: &mut Tx<'_>,
    (site, held, person): (&Site, &Held, &Person),
    (ask, answer): (&Ask, &Answer),
    now: Timestamp,
) -> Result<(), StoreError> {
    let settings = &answer.settings;
    let t = locale_for(person, settings);
    let subject = subject(t, held);
    let lines = [t.a("sent-unclear", "subject", &subject), t.s("sent-unclear-how")];
    let humans = humans(site, settings);
    let mail = SentAnswer { t, name: person.greeting(), lines: &lines, humans: humans.as_str() };
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let mail = robot::Answer {
        list: held.list,
        settings,
        person,
        reply_to: Some(addresses.confirm(ask.no)),
        subject: t.a("sent-subject", "subject", &subject),
        text: mail.render().unwrap_or_default(),
        in_reply_to: answer.message_id.clone(),
    };
    robot::send(site, tx, mail, now).map(|_| ())
}

fn subject(t: &Locale, held: &Held) -> String {
    match line(&held.subject) {
        none if none.is_empty() => t.s("moderate-no-subject"),
        some => shorten(&some, SUBJECT),
    }
}

fn humans(site: &Site, settings: &Settings) -> crate::mail::address::Address {
    Addresses { list: &settings.address, secret: &site.secret }.fixed(Route::Owner)
}
