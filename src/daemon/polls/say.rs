//! The mails of polls: to their author, to those who are asked, to those who answered. Every sentence
//! is the catalogue's.

use askama::Template;

use crate::animation::poll::draft::Trouble;
use crate::animation::poll::tally::{self, Tally};
use crate::animation::poll::{Answer, Ballot, Comments, Form, Kind, Results, Secrecy, source};
use crate::animation::poll::{FEW, OPTION_LENGTH, OPTIONS, QUESTIONS, letter};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Question};
use crate::daemon::{Site, digests, robot};
use crate::digest::excerpt::shorten;
use crate::digest::mailto;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PollNo};
use crate::locale::{Locale, Value};
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::Draft;
use crate::mail::message_id::{MessageId, ReversePath};
use crate::mail::recognise;
use crate::store::outbox::{self, OwnMail};
use crate::store::polls::{self, Poll};
use crate::store::record::Blob;
use crate::store::{Read, StoreError, Tx, digests as rhythm, people};

/// One person in one list.
type Of<'a> = (ListId, &'a Settings, &'a Person);
/// What a mail answers, and when.
type Back = (Option<MessageId>, Timestamp);

/// Characters of a title in a subject.
const TITLE: usize = 40;

/// A title, short enough to stand in a subject of ours.
pub(super) fn short(title: &str) -> String {
    shorten(title, TITLE)
}

/// The poll whose mail has this identifier.
pub(super) fn poll_of(site: &Site, list: ListId, id: &MessageId) -> Option<PollNo> {
    let (name, host) = id.as_str().split_once('@')?;
    let rest = name.strip_prefix("poll.")?.strip_prefix(&list.to_string())?.strip_prefix('.')?;
    let no = rest.split('.').next()?.parse().ok()?;
    host.eq_ignore_ascii_case(&site.hostname).then_some(no)
}

/// The end of a poll by somebody's clock.
fn end(site: &Site, t: &Locale, person: &Person, poll: &Poll) -> String {
    t.date_time(poll.form.closes, &rhythm::zone_of(person, &site.timezone))
}

/// A moment as the list writes it.
pub(super) fn moment(
    site: &Site,
    (list, settings, person): Of<'_>,
    at: Timestamp,
) -> Result<String, StoreError> {
    Ok(robot::locale_for(person, settings).date_time(at, &site.zone_of(list)?))
}

fn who(from: &impl Read, poll: &Poll) -> Result<String, StoreError> {
    Ok(people::get(from, poll.by)?.map(|p| p.display().to_owned()).unwrap_or_default())
}

/// How one answers, and on which terms: two paragraphs.
fn terms(t: &Locale, form: &Form, end: &str) -> Vec<String> {
    let key = match form.single().map(|q| q.kind) {
        Some(Kind::One) => "poll-how-one",
        Some(Kind::Many | Kind::Dates) => "poll-how-many",
        Some(Kind::Scale) => "poll-how-scale",
        Some(Kind::Text) => "poll-how-text",
        None => "poll-how-survey",
    };
    let secret = match form.secrecy {
        Secrecy::Secret => t.s("poll-secret"),
        Secrecy::Named => t.s("poll-named"),
    };
    let beside = match (form.single().map(|q| q.kind), form.comments) {
        (None | Some(Kind::Text), _) => String::new(),
        (_, Comments::Kept) => t.s("poll-comments-kept"),
        (_, Comments::Shown) => t.s("poll-comments-shown"),
    };
    let second = [secret, beside].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
    vec![t.a(key, "date", end), second.join(" ")]
}

/// What stands before the options.
struct Opening {
    hello: String,
    asks: String,
    title: String,
    introduction: String,
}

fn opening(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    poll: &Poll,
) -> Result<Opening, StoreError> {
    let who = who(&site.store, poll)?;
    let args = [("who", Value::from(who.as_str())), ("list", settings.name.as_str().into())];
    Ok(Opening {
        hello: t.a("hello", "name", person.display()),
        asks: t.text("poll-asks", &args),
        title: poll.form.title.clone(),
        introduction: poll.form.introduction.clone(),
    })
}

/// The text of the mail that asks somebody.
pub(super) fn poll_text(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    poll: &Poll,
) -> Result<String, StoreError> {
    let Opening { hello, asks, title, introduction } = opening(site, (t, settings, person), poll)?;
    let mut paragraphs = vec![hello, asks, title, introduction];
    paragraphs.extend(source::questions(&poll.form));
    paragraphs.extend(terms(t, &poll.form, &end(site, t, person, poll)));
    paragraphs.retain(|p| !p.is_empty());
    Ok(paragraphs.join("\n\n") + "\n")
}

#[derive(Template)]
#[template(path = "mail/poll.html")]
struct Page<'a> {
    t: &'a Locale,
    subject: &'a str,
    opening: Opening,
    /// Of one question: what is tapped, and where that goes.
    options: Vec<(String, String)>,
    /// Of several: each with its options.
    questions: Vec<(String, Vec<String>)>,
    terms: Vec<String>,
    leave: (String, String),
}

fn page(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, subject, address): (&Poll, &str, &Address),
) -> Result<String, StoreError> {
    let form = &poll.form;
    let tap = |n: usize, label: &str| {
        let said = format!("{n} {label}");
        let shown = format!("{n}. {label}");
        let shown = if label.is_empty() { n.to_string() } else { shown };
        (shown, mailto(address.as_str(), &[("subject", said.trim())]))
    };
    let options = match form.single() {
        Some(q) if q.kind == Kind::Scale => (1..=q.choices()).map(|n| tap(n, "")).collect(),
        Some(q) => q.options.iter().enumerate().map(|(at, o)| tap(at + 1, o)).collect(),
        None => Vec::new(),
    };
    let lettered = |at: usize, option: &String| format!("{}) {option}", letter(at + 1));
    let questions = match form.single() {
        Some(_) => Vec::new(),
        None => form
            .questions
            .iter()
            .map(|q| {
                let options = q.options.iter().enumerate().map(|(at, o)| lettered(at, o));
                (q.text.clone(), options.collect())
            })
            .collect(),
    };
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let page = Page {
        t,
        subject,
        opening: opening(site, (t, settings, person), poll)?,
        options,
        questions,
        terms: terms(t, form, &end(site, t, person, poll)),
        leave: (t.s("poll-leave"), mailto(addresses.leave(person.id).as_str(), &[])),
    };
    // Rendering into a String fails only if a template calls something that fails; none does.
    Ok(page.render().unwrap_or_default())
}

/// Asks one member.
pub(super) fn question(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    mail(site, tx, of, poll, (subject(t, of.1, "poll-subject", poll), now))
}

/// Reminds one member, once.
pub(super) fn reminder(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    mail(site, tx, of, poll, (subject(t, of.1, "poll-reminder-subject", poll), now))
}

fn subject(t: &Locale, settings: &Settings, key: &str, poll: &Poll) -> String {
    let title = short(&poll.form.title);
    t.text(key, &[("list", settings.name.as_str().into()), ("title", title.as_str().into())])
}

/// The mail with the questions: a reply goes to the ballot box.
fn mail(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    poll: &Poll,
    (subject, now): (String, Timestamp),
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let ballot_box = addresses.ballot(poll.no, person.id);
    let html = page(site, (t, settings, person), (poll, &subject, &ballot_box))?;
    let leave = t.a("poll-leave-by", "address", addresses.leave(person.id).as_str());
    let text = format!("{}\n-- \n{leave}\n", poll_text(site, (t, settings, person), poll)?);
    let draft = Draft {
        from: Mailbox::new(Some(&settings.name), addresses.fixed(Route::Owner)),
        to: vec![Mailbox::new(person.name.as_deref(), person.address.clone())],
        reply_to: Some(Mailbox::new(Some(&settings.name), ballot_box)),
        subject,
        date: now,
        message_id: MessageId::mint_of(&format!("poll.{list}.{}", poll.no), &site.hostname),
        in_reply_to: None,
        references: Vec::new(),
        headers: digests::list_fields(site, settings, &addresses, (person.id, t)),
        text,
        html: (!person.text_only).then_some(html),
    };
    let mail = OwnMail {
        reverse_path: ReversePath::Address(addresses.bounce(person.id)),
        to: person.address.clone(),
        list: Some(list),
        person: Some(person.id),
        raw: Blob::new(&draft.to_bytes()),
    };
    outbox::enqueue_mail(tx, mail, now).map(|_| ())
}

/// Shows a draft to its author: what members get, and the same to be changed.
pub(super) fn draft(
    site: &Site,
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, readers): (&Poll, usize),
) -> Result<String, StoreError> {
    let shown = poll_text(site, (t, settings, person), poll)?;
    let indented = |line: &str| format!("    {line}").trim_end().to_owned();
    let shown = shown.lines().map(indented).collect::<Vec<_>>().join("\n");
    let source = source::source(t, &poll.form, &site.zone_of(poll.list)?);
    let lines = [
        t.n("poll-draft-goes-to", &readers),
        t.s("poll-draft-how"),
        shown,
        t.s("poll-draft-change"),
        source,
    ];
    Ok(robot::paragraphs(t, person, &lines))
}

/// One short mail to one person about a poll.
fn note(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (subject, lines): (String, Vec<String>),
    back: Back,
) -> Result<(), StoreError> {
    robot::note(site, tx, of, (subject, lines), back)
}

/// A draft that makes no poll, with the way out.
pub(super) fn trouble(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    trouble: &Trouble,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let numbers = [
        ("questions", Value::from(QUESTIONS)),
        ("options", OPTIONS.into()),
        ("length", OPTION_LENGTH.into()),
    ];
    let wrong = match trouble {
        Trouble::NoQuestion => t.s("poll-trouble-question"),
        Trouble::FewOptions => t.s("poll-trouble-few"),
        Trouble::TooMany => t.text("poll-trouble-many", &numbers),
        Trouble::LongOption(said) => {
            let said = [("said", Value::from(shorten(said, 60)))];
            t.text("poll-trouble-long", &[&numbers[..], &said[..]].concat())
        }
        Trouble::End(said) => t.a("poll-trouble-end", "said", said),
        Trouble::Term(said) => t.a("poll-trouble-term", "said", said),
    };
    let lines = vec![wrong, t.s("poll-usage")];
    note(site, tx, of, (t.s("poll-trouble-subject"), lines), back)
}

/// A poll that its author gave up.
pub(super) fn dropped(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let subject = t.a("poll-dropped-subject", "title", &short(&poll.form.title));
    note(site, tx, of, (subject, vec![t.s("poll-dropped")]), back)
}

/// Neither yes nor no, nor a draft.
pub(super) fn unclear(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let key = match poll.phase {
        polls::Phase::Draft => "poll-unclear",
        _ => "poll-unclear-runs",
    };
    let subject = t.a("poll-unclear-subject", "title", &short(&poll.form.title));
    note(site, tx, of, (subject, vec![t.s(key)]), back)
}

/// It goes out; its author can close it by a word.
pub(super) fn opened(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, readers): (&Poll, usize),
    (in_reply_to, now): Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let lines = vec![
        t.n("poll-opened", &readers),
        t.a("poll-opened-end", "date", &end(site, t, person, poll)),
    ];
    let days = poll.form.closes.duration_since(now).as_hours() / 24 + 1;
    let question = Question {
        list,
        settings,
        person,
        what: What::PollRuns(poll.no),
        days,
        subject: t.a("poll-opened-subject", "title", &short(&poll.form.title)),
        text: robot::paragraphs(t, person, &lines),
        in_reply_to,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}

/// Whether somebody says that their poll shall end now.
pub(super) fn closes(said: &str) -> bool {
    let words = recognise::words(said.lines().find(|l| !l.trim().is_empty()).unwrap_or_default());
    recognise::begins(&words, &recognise::expressions("poll-value-close")).is_some()
}

/// What somebody chose, in words.
fn chosen(t: &Locale, form: &Form, ballot: &Ballot) -> Vec<String> {
    let one = |(at, answer): (usize, &Answer)| {
        let question = form.questions.get(at)?;
        let said = match answer {
            Answer::Nothing => return None,
            Answer::Words(text) => t.a("quoted", "text", &shorten(text, 60)),
            Answer::Chosen(numbers) => {
                let name = |n: &u16| {
                    let place = usize::from(*n);
                    let option = question.options.get(place.saturating_sub(1));
                    match (option, form.single()) {
                        (Some(option), Some(_)) => format!("{n} – {option}"),
                        (Some(option), None) => option.clone(),
                        (None, _) => n.to_string(),
                    }
                };
                numbers.iter().map(name).collect::<Vec<_>>().join("; ")
            }
        };
        Some(if form.single().is_some() { said } else { format!("{}. {said}", at + 1) })
    };
    ballot.answers.iter().enumerate().filter_map(one).collect()
}

/// Tells somebody what was counted.
pub(super) fn receipt(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, ballot): (&Poll, &Ballot),
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let said = chosen(t, &poll.form, ballot);
    let end = end(site, t, of.2, poll);
    let mut lines = match poll.form.single() {
        Some(_) => {
            let args = [("said", Value::from(said.join(" "))), ("date", end.as_str().into())];
            vec![t.text("poll-noted", &args)]
        }
        None => vec![t.s("poll-noted-survey"), said.join("\n"), t.a("poll-again", "date", &end)],
    };
    lines.extend(
        ballot.comment.as_ref().map(|c| t.a("poll-noted-comment", "said", &shorten(c, 200))),
    );
    if poll.form.results == Results::AfterVote {
        let tally = tally::count(&poll.form, &polls::ballots(tx, poll)?);
        lines.push(t.n("poll-so-far", &tally.ballots));
        lines.extend(tally::paragraphs(t, &poll.form, &tally));
    }
    let subject = t.a("poll-noted-subject", "title", &short(&poll.form.title));
    ballot_note(site, tx, of, (poll, subject, lines), back)
}

/// A note whose reply is another answer.
fn ballot_note(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): Of<'_>,
    (poll, subject, lines): (&Poll, String, Vec<String>),
    (in_reply_to, now): Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, settings);
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let text = robot::paragraphs(t, person, &lines);
    let reply_to = Some(addresses.ballot(poll.no, person.id));
    let answer = robot::Answer { list, settings, person, reply_to, subject, text, in_reply_to };
    robot::send(site, tx, answer, now).map(|_| ())
}

/// Asks again what somebody meant.
pub(super) fn which(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let mut lines = vec![t.s("poll-which")];
    lines.extend(source::questions(&poll.form));
    lines.extend(terms(t, &poll.form, &end(site, t, of.2, poll)).into_iter().take(1));
    let subject = t.a("poll-which-subject", "title", &short(&poll.form.title));
    ballot_note(site, tx, of, (poll, subject, lines), back)
}

/// An answer that came too late.
pub(super) fn late(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    poll: &Poll,
    back: Back,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let subject = t.a("poll-late-subject", "title", &short(&poll.form.title));
    let line = t.a("poll-late", "date", &end(site, t, of.2, poll));
    note(site, tx, of, (subject, vec![line]), back)
}

/// « Est-ce votre vote? »
pub(super) fn is_it_yours(
    (t, settings, person): (&Locale, &Settings, &Person),
    (poll, ballot, from): (&Poll, &Ballot, &Address),
) -> (String, String) {
    let said = chosen(t, &poll.form, ballot).join(" ");
    let args = [
        ("from", Value::from(from.as_str())),
        ("said", said.into()),
        ("title", poll.form.title.as_str().into()),
        ("list", settings.name.as_str().into()),
    ];
    let lines = [t.text("poll-is-it-yours", &args), t.s("poll-is-it-yours-how")];
    let subject = t.a("poll-is-it-yours-subject", "title", &short(&poll.form.title));
    (subject, robot::paragraphs(t, person, &lines))
}

/// The result as everybody reads it.
fn outcome(t: &Locale, poll: &Poll, tally: &Tally) -> Vec<String> {
    let args = [
        ("n", Value::from(tally.ballots)),
        ("asked", poll.asked.into()),
        ("title", poll.form.title.as_str().into()),
    ];
    let mut lines = vec![t.text("poll-result", &args)];
    if tally.ballots > 0 {
        lines.extend(tally::paragraphs(t, &poll.form, tally));
    }
    lines
}

fn comments(t: &Locale, tally: &Tally) -> Option<String> {
    let quoted = tally.comments.iter().map(|c| tally::quoted(c)).collect::<Vec<_>>();
    (!quoted.is_empty()).then(|| format!("{}\n{}", t.s("poll-comments"), quoted.join("\n")))
}

/// Tells one voter the result.
pub(super) fn result(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, tally): (&Poll, &Tally),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let mut lines = outcome(t, poll, tally);
    if poll.form.comments == Comments::Shown && tally::is_told(&poll.form, tally) {
        lines.extend(comments(t, tally));
    }
    lines.push(t.s("poll-result-thanks"));
    note(site, tx, of, (subject(t, of.1, "poll-result-subject", poll), lines), (None, now))
}

/// Who answered what, of a poll that said so when it asked.
pub(super) fn by_name(
    tx: &Tx<'_>,
    (settings, author): (&Settings, &Person),
    poll: &Poll,
) -> Result<Vec<String>, StoreError> {
    let (mut lines, mut after) = (Vec::new(), None);
    if poll.form.secrecy == Secrecy::Secret {
        return Ok(lines);
    }
    let t = robot::locale_for(author, settings);
    while let Some((last, members)) = super::reached(tx, poll.list, after)? {
        after = Some(last);
        for id in members {
            let (Some(person), Some(ballot)) = (people::get(tx, id)?, polls::ballot(tx, poll, id)?)
            else {
                continue;
            };
            let said = chosen(t, &poll.form, &ballot).join(" · ");
            let args = [("who", Value::from(person.display())), ("said", said.into())];
            lines.push(t.text("poll-who-said", &args));
        }
    }
    Ok(lines)
}

/// Tells its author the result, with what only they read.
pub(super) fn report(
    site: &Site,
    tx: &mut Tx<'_>,
    of: Of<'_>,
    (poll, tally, named): (&Poll, &Tally, Vec<String>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(of.2, of.1);
    let mut lines = outcome(t, poll, tally);
    if tally::is_told(&poll.form, tally) {
        lines.extend(comments(t, tally));
    }
    lines.extend((!named.is_empty()).then(|| named.join("\n")));
    lines.push(t.n("poll-result-author", &FEW));
    note(site, tx, of, (subject(t, of.1, "poll-result-subject", poll), lines), (None, now))
}
