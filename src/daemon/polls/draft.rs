//! A new poll: read, kept, shown to its author as members will get it, and sent at their word.

use super::{count_reached, maker, may_make, outside, say};
use crate::animation::poll::Form;
use crate::animation::poll::draft::{Reading, Trouble};
use crate::animation::poll::source;
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer, Question};
use crate::daemon::{Site, calls, robot};
use crate::list::ask::{Ask, What};
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::thread::title;
use crate::list::{ListId, PollNo};
use crate::locale;
use crate::mail::address::Mailbox;
use crate::mail::compose::line;
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::mail::recognise;
use crate::mail::text::trim_message;
use crate::smtp::handler::Verdict;
use crate::store::polls::{self, Outside, Phase, Poll};
use crate::store::{Read, StoreError, Tx, answered as limits, asks, people};

/// Days for which a draft waits for its author's word.
const DAYS: i64 = 7;

/// A mail to the poll address, read.
pub struct Drafted {
    list: ListId,
    settings: Settings,
    person: Person,
    /// `None`: here only those who animate make polls.
    read: Option<Result<Form, Trouble>>,
    message_id: Option<MessageId>,
}

/// Reads a draft. `Err`: only members ask everybody.
///
/// # Errors
/// When the store cannot be read.
pub fn plan(
    site: &Site,
    (list, settings): (ListId, &Settings),
    message: &Message<'_>,
    (author, now): (&Mailbox, Timestamp),
) -> Result<Result<Drafted, Verdict>, StoreError> {
    let refused = || Verdict::refused("5.7.1", "Only members of this list make polls");
    let Some(person) = people::find(&site.store, &author.address)? else {
        return Ok(Err(refused()));
    };
    if people::membership(&site.store, list, person.id)?.is_none() {
        return Ok(Err(refused()));
    }
    let zone = site.zone_of(list)?;
    let t = locale::get(&settings.language.0);
    let reading = Reading { now, zone: &zone, t };
    let subject = line(&title(&message.subject()));
    let body = trim_message(message, &[]).reply();
    let may = may_make(&site.store, (list, settings), &person)?;
    let read = match ready(&subject, &body) {
        // What they add sets terms, or names people from outside.
        Some(form) if recognise::words(&subject).is_empty() => filled(&reading, form, ""),
        Some(form) => filled(&reading, form, &body),
        None => reading.read(&subject, &body),
    };
    let read = may.then(|| allowed(&site.store, (list, &person), read)).transpose()?;
    let settings = settings.clone();
    Ok(Ok(Drafted { list, settings, person, read, message_id: message.message_id() }))
}

/// What was read, unless it asks what only those who animate may.
fn allowed(
    from: &impl Read,
    (list, person): (ListId, &Person),
    read: Result<Form, Trouble>,
) -> Result<Result<Form, Trouble>, StoreError> {
    let outside = read.as_ref().is_ok_and(|form| !form.people.is_empty());
    let may = !outside || calls::animates(from, list, person)?;
    Ok(if may { read } else { Err(Trouble::OnlyHosts) })
}

/// « besoins » or « valeur », in the subject or as all the text: which ready form that is.
fn ready(subject: &str, body: &str) -> Option<&'static str> {
    let forms = [("needs", "poll-value-needs"), ("ready-value", "poll-value-of-value")];
    let said = |text: &str| {
        let words = recognise::words(text);
        forms.iter().find(|(_, key)| recognise::expressions(key).contains(&words))
    };
    // Who writes their own questions under such a subject gets those.
    let listed = |line: &str| {
        let line = line.trim_start();
        line.starts_with(['-', '*', '•']) || line.starts_with(|c: char| c.is_ascii_digit())
    };
    let own = body.lines().any(|line| listed(line) && !line.contains('@'));
    let found = if recognise::words(subject).is_empty() { said(body) } else { said(subject) };
    let found = found.filter(|_| !own);
    found.map(|(form, _)| *form)
}

/// A ready form, with what is added to it.
fn filled(reading: &Reading<'_>, form: &str, added: &str) -> Result<Form, Trouble> {
    let words = |part: &str| reading.t.s(&format!("poll-{form}-{part}"));
    reading.read(&words("title"), &format!("{}\n{added}", words("form")))
}

/// Shows the ready form of this name to who asks for it, as a draft; `false`: none has it.
///
/// # Errors
/// When the store cannot be read.
pub fn show_ready(
    site: &Site,
    tx: &mut Tx<'_>,
    of: (ListId, &Settings, &Person),
    said: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (list, settings, _) = of;
    let zone = site.zone_of(list)?;
    let reading = Reading { now, zone: &zone, t: locale::get(&settings.language.0) };
    let Some(Ok(form)) = ready(said, "").map(|form| filled(&reading, form, "")) else {
        return Ok(false);
    };
    let no = polls::next_no(tx, list)?;
    show(site, tx, of, (no, form), (None, now))?;
    Ok(true)
}

/// Keeps the draft and shows it to its author, or says what is wrong with it.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    drafted: Drafted,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Drafted { list, settings, person, read, message_id } = drafted;
    if !limits::may_answer_within(tx, &person.address, limits::PER_HOUR_AT_WORK, now)? {
        let later = "Too many polls within an hour, try again later";
        return Ok(Verdict::new(crate::smtp::handler::Code::MailboxBusy, "4.7.1", later));
    }
    let of = (list, &settings, &person);
    match read {
        None => {
            say::not_theirs(site, tx, of, (message_id, now))?;
            return Ok(Verdict::accepted("Here those who animate make polls; its author is told"));
        }
        Some(Err(trouble)) => say::trouble(site, tx, of, &trouble, (message_id, now))?,
        Some(Ok(form)) => {
            let no = polls::next_no(tx, list)?;
            show(site, tx, of, (no, form), (message_id, now))?;
        }
    }
    Ok(Verdict::accepted("Its author is shown the poll first"))
}

/// Writes the draft and asks its author.
pub(super) fn show(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    (no, form): (PollNo, Form),
    (in_reply_to, now): (Option<MessageId>, Timestamp),
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let forget = now.saturating_add(jiff::SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
    let poll = Poll {
        list,
        no,
        form,
        by: person.id,
        drafted: now,
        phase: Phase::Draft,
        reached: None,
        asked: 0,
        guests: Vec::new(),
        outside: Outside::default(),
        day: None,
        due: Some(forget),
        key: None,
    };
    polls::put(tx, &poll)?;
    let readers = count_reached(tx, list)?;
    let text = say::draft(site, (t, settings, person), (&poll, readers))?;
    let question = Question {
        list,
        settings,
        person,
        what: What::Poll(no),
        days: DAYS,
        subject: say::titled(t, "poll-draft-subject", &poll),
        text,
        in_reply_to,
    };
    answers::ask(site, tx, question, now)?;
    tracing::info!(event = "poll-drafted", %list, poll = %no, readers);
    Ok(())
}

/// Its author says whether it goes out, or how it shall be.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no): (&Ask, PollNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let why = "Only the person who drafted this poll can send it; nothing was sent";
    let (person, settings) = match maker(site, tx, (answer, ask), why)? {
        Ok(both) => both,
        Err(verdict) => return Ok(verdict),
    };
    let draft = polls::get(tx, ask.list, no)?.filter(|poll| poll.phase == Phase::Draft);
    let Some(poll) = draft else { return Ok(Verdict::accepted("Nothing waits any more")) };
    let of = (ask.list, &settings, &person);
    let back = (answer.message_id.clone(), now);
    let form = match decision::read(answer.said()) {
        Some(Decision::Yes) => return open(site, tx, of, poll, (ask, back)),
        Some(Decision::No(None) | Decision::Spam) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            polls::forget(tx, ask.list, no)?;
            say::dropped(site, tx, of, &poll, back)?;
            return Ok(Verdict::accepted("Forgotten"));
        }
        Some(Decision::No(Some(_))) | None => {
            let zone = site.zone_of(ask.list)?;
            let t = locale::get(&settings.language.0);
            let read = |(title, body): (String, String)| {
                let read = Reading { now, zone: &zone, t }.read(&title, &body);
                allowed(&*tx, (ask.list, &person), read)
            };
            // The same draft, quoted below words that decide nothing, is no correction.
            let read = source::corrected(&answer.whole).map(read).transpose()?;
            read.filter(|r| r.as_ref() != Ok(&poll.form))
        }
    };
    match form {
        None => say::unclear(site, tx, of, &poll, back)?,
        Some(Err(trouble)) => say::trouble(site, tx, of, &trouble, back)?,
        Some(Ok(form)) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            show(site, tx, of, (no, form), back)?;
        }
    }
    Ok(Verdict::accepted("Its author is shown the poll again"))
}

/// It goes out.
fn open(
    site: &Site,
    tx: &mut Tx<'_>,
    of: (ListId, &Settings, &Person),
    poll: Poll,
    (ask, (in_reply_to, now)): (&Ask, (Option<MessageId>, Timestamp)),
) -> Result<Verdict, StoreError> {
    asks::answer(tx, ask.list, ask.no, now)?;
    let soonest = now.saturating_add(jiff::SignedDuration::from_hours(1)).unwrap_or(now);
    if poll.form.closes < soonest {
        let ended = Trouble::End(say::moment(site, of, poll.form.closes)?);
        say::trouble(site, tx, of, &ended, (in_reply_to, now))?;
        return Ok(Verdict::accepted("Its end is past; nothing was sent"));
    }
    let Some(key) = polls::new_key() else { return Ok(Verdict::failed()) };
    let mut poll = Poll { phase: Phase::Opening, due: Some(now), key: Some(key), ..poll };
    let named = std::mem::take(&mut poll.form.people);
    poll.guests = outside::guests(tx, (poll.list, of.2), named, now)?;
    polls::put(tx, &poll)?;
    let readers = count_reached(tx, poll.list)?;
    say::opened(site, tx, of, (&poll, readers), (in_reply_to, now))?;
    tracing::info!(event = "poll-opened", list = %poll.list, poll = %poll.no, readers);
    Ok(Verdict::accepted("It goes out"))
}
