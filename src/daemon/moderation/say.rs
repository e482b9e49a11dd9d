//! What is said around a message that waits: the question to each of the team, what was decided, and
//! the author's two notices. Decides nothing.

use askama::Template;

use super::Desk;
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer, Question};
use crate::daemon::robot;
use crate::digest::excerpt::shorten;
use crate::list::AskNo;
use crate::list::ask::{Ask, What};
use crate::list::member::Person;
use crate::locale::{Locale, Value};
use crate::mail::address::{Address, is_deceptive};
use crate::mail::compose::line;
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::store::held::{Decided, Held, Outcome};
use crate::store::{StoreError, Tx, asks, digests};

/// Days for which an answer decides.
const DAYS: i64 = 60;
/// Characters of a message that the question shows.
const SHOWN: usize = 6000;
/// Characters of a subject inside one of ours, and of a name.
const SUBJECT: usize = 42;
const NAME: usize = 24;
/// Files named in the question.
const FILES: usize = 10;

/// A message as a team sees it.
pub(super) struct Shown<'a> {
    pub held: &'a Held,
    pub message: &'a Message<'a>,
    /// How many more wait behind it.
    pub queue: usize,
    /// Whether a refused author is told.
    pub told: bool,
}

/// A decision as others hear of it.
pub(super) struct About<'a> {
    pub held: &'a Held,
    pub outcome: Outcome,
    pub reason: Option<&'a str>,
    /// Whether the author is told.
    pub told: bool,
}

struct View {
    from: String,
    subject: String,
    when: String,
    why: String,
    files: Option<String>,
    no: &'static str,
    refusing: &'static str,
    queue: usize,
    text: String,
    more: bool,
}

#[derive(Template)]
#[template(path = "mail/moderate.txt")]
struct Moderate<'a> {
    t: &'a Locale,
    name: &'a str,
    list: &'a str,
    v: View,
}

/// Puts the question about a message to one of the team.
pub(super) fn ask(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
    shown: &Shown<'_>,
) -> Result<AskNo, StoreError> {
    let t = robot::locale_for(person, desk.settings);
    let v = view(desk, t, person, shown);
    let mail = Moderate { t, name: person.greeting(), list: &desk.settings.name, v };
    let name = shorten(shown.held.from.display(), NAME);
    let args = [("subject", subject(t, shown.held).into()), ("name", Value::from(name))];
    let question = Question {
        list: desk.list,
        settings: desk.settings,
        person,
        what: What::Moderate(shown.held.no),
        days: DAYS,
        subject: t.text("moderate-subject", &args),
        // Rendering into a String fails only if a template calls something that fails; none does.
        text: mail.render().unwrap_or_default(),
        in_reply_to: None,
    };
    answers::ask(desk.site, tx, question, desk.now)
}

fn view(desk: &Desk<'_>, t: &Locale, person: &Person, shown: &Shown<'_>) -> View {
    let held = shown.held;
    let zone = digests::zone_of(person, &desk.site.timezone);
    let address = Value::from(held.from.address.as_str().to_owned());
    let from = match &held.from.name {
        Some(name) => {
            t.text("moderate-from", &[("name", Value::from(line(name))), ("address", address)])
        }
        None => t.text("moderate-from-nameless", &[("address", address)]),
    };
    let (text, more) = in_view(t, shown.message);
    View {
        from,
        subject: match line(&held.subject) {
            none if none.is_empty() => t.s("moderate-no-subject"),
            some => some,
        },
        when: t.date_time(held.received, &zone),
        why: t.s(held.reason.key()),
        files: files(t, shown.message),
        no: if shown.told { "moderate-no" } else { "moderate-no-stranger" },
        refusing: if shown.told { "moderate-no-does" } else { "moderate-no-does-stranger" },
        queue: shown.queue,
        text,
        more,
    }
}

/// The message's text, each line indented: nothing in it passes for ours, or for a signature.
fn in_view(t: &Locale, message: &Message<'_>) -> (String, bool) {
    let text = &message.text().text;
    let visible = |c: &char| !is_deceptive(*c) && (!c.is_control() || matches!(c, '\n' | '\t'));
    let clean: String = text.chars().filter(visible).collect();
    if clean.trim().is_empty() {
        return (format!("  {}", t.s("moderate-empty")), false);
    }
    let cut: String = clean.trim_end().chars().take(SHOWN).collect();
    let more = cut.len() < clean.trim_end().len();
    let lines = cut.lines().map(|l| format!("  {}", l.trim_end()).trim_end().to_owned());
    (lines.collect::<Vec<_>>().join("\n"), more)
}

fn files(t: &Locale, message: &Message<'_>) -> Option<String> {
    let all = message.attachments();
    let named = |a: &crate::mail::message::Attachment| {
        let name = match a.name.as_str() {
            "" => t.s("moderate-file-unnamed"),
            name => name.to_owned(),
        };
        let size = t.number(a.size.div_ceil(1024));
        t.text("moderate-file", &[("name", name.into()), ("size", size.into())])
    };
    let mut names: Vec<String> = all.iter().take(FILES).map(named).collect();
    names.extend((all.len() > FILES).then(|| "…".to_owned()));
    (!names.is_empty()).then(|| names.join(", "))
}

fn subject(t: &Locale, held: &Held) -> String {
    short_subject(t, &held.subject)
}

fn short_subject(t: &Locale, subject: &str) -> String {
    match line(subject) {
        none if none.is_empty() => t.s("moderate-no-subject"),
        some => shorten(&some, SUBJECT),
    }
}

/// One mail to one person: a subject and paragraphs.
struct Note<'a> {
    person: &'a Person,
    subject: String,
    lines: Vec<String>,
    reply_to: Option<Address>,
    in_reply_to: Option<MessageId>,
}

fn send(desk: &Desk<'_>, tx: &mut Tx<'_>, note: Note<'_>) -> Result<(), StoreError> {
    let t = robot::locale_for(note.person, desk.settings);
    let answer = robot::Answer {
        list: desk.list,
        settings: desk.settings,
        person: note.person,
        reply_to: note.reply_to,
        subject: note.subject,
        text: robot::paragraphs(t, note.person, &note.lines),
        in_reply_to: note.in_reply_to,
    };
    robot::send(desk.site, tx, answer, desk.now).map(|_| ())
}

/// To its author, a member: it waits.
pub(super) fn waits(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    author: &Person,
    held: &Held,
) -> Result<(), StoreError> {
    say(desk, tx, author, &|t| {
        let short = subject(t, held);
        let args =
            [("subject", Value::from(short.clone())), ("list", desk.settings.name.as_str().into())];
        let lines = vec![t.text("held", &args), t.s("held-next")];
        (t.a("held-subject", "subject", &short), lines)
    })
}

/// To its author, a member: it is refused. A reply goes to the humans.
pub(super) fn refused(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    author: &Person,
    about: &About<'_>,
) -> Result<(), StoreError> {
    say(desk, tx, author, &|t| {
        let short = subject(t, about.held);
        let args =
            [("subject", Value::from(short.clone())), ("list", desk.settings.name.as_str().into())];
        let mut lines = vec![t.text("refused", &args)];
        if let Some(reason) = about.reason {
            lines.push(t.s("refused-reason"));
            lines.push(reason.lines().map(|l| format!("  {l}")).collect::<Vec<_>>().join("\n"));
        }
        lines.push(t.s("refused-next"));
        (t.a("refused-subject", "subject", &short), lines)
    })
}

/// To its author, who may be a stranger.
fn say(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    author: &Person,
    words: &dyn Fn(&'static Locale) -> (String, Vec<String>),
) -> Result<(), StoreError> {
    robot::say(desk.site, tx, (desk.list, desk.settings, author), words, (None, desk.now))
}

fn heading(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Posted => "decided-yes-subject",
        Outcome::Refused => "decided-no-subject",
        Outcome::Dropped => "decided-spam-subject",
    }
}

fn named<'a>(
    t: &Locale,
    held: &'a Held,
    reason: Option<&'a str>,
) -> Vec<(&'static str, Value<'a>)> {
    vec![
        ("subject", subject(t, held).into()),
        ("name", Value::from(shorten(held.from.display(), NAME))),
        ("address", held.from.address.as_str().into()),
        ("reason", Value::from(line(reason.unwrap_or_default()).trim_end_matches('.').to_owned())),
    ]
}

/// To who decided: what became of it.
pub(super) fn decided(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
    about: &About<'_>,
    in_reply_to: Option<MessageId>,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, desk.settings);
    let lines = vec![decided_text(desk, person, about)];
    let subject = t.a(heading(about.outcome), "subject", &subject(t, about.held));
    send(desk, tx, Note { person, subject, lines, reply_to: None, in_reply_to })
}

/// What was decided, in a sentence for who did.
pub(super) fn decided_text(desk: &Desk<'_>, person: &Person, about: &About<'_>) -> String {
    let t = robot::locale_for(person, desk.settings);
    let key = match (about.outcome, about.told, about.reason) {
        (Outcome::Posted, ..) => "decided-yes",
        (Outcome::Dropped, ..) => "decided-spam",
        (Outcome::Refused, true, Some(_)) => "decided-no-told",
        (Outcome::Refused, true, None) => "decided-no-told-plain",
        (Outcome::Refused, false, _) => "decided-no-untold",
    };
    t.text(key, &named(t, about.held, about.reason))
}

/// To one of the others: who decided.
pub(super) fn decided_by(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (ask, person): (&Ask, &Person),
    about: &About<'_>,
    by: Option<&Person>,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, desk.settings);
    let key = match (about.outcome, about.reason) {
        (Outcome::Posted, _) => "decided-by-yes",
        (Outcome::Dropped, _) => "decided-by-spam",
        (Outcome::Refused, None) => "decided-by-no",
        (Outcome::Refused, Some(_)) => "decided-by-no-reason",
    };
    let mut args = named(t, about.held, about.reason);
    let who = by.map_or_else(|| t.s("decided-by-host"), |p| p.display().to_owned());
    args.push(("who", who.into()));
    let lines = vec![t.text(key, &args)];
    let subject = t.a(heading(about.outcome), "subject", &subject(t, about.held));
    let in_reply_to = asks::mailed(tx, ask.list, ask.no)?.map(|m| m.message_id);
    send(desk, tx, Note { person, subject, lines, reply_to: None, in_reply_to })
}

/// To who answers when it was decided already.
pub(super) fn late(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
    decided: Option<&Decided>,
    in_reply_to: Option<MessageId>,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, desk.settings);
    let text = late_text(desk, person, decided);
    let known = decided.map(|d| short_subject(t, &d.subject)).unwrap_or_default();
    let subject = t.a("late-subject", "subject", &known);
    send(desk, tx, Note { person, subject, lines: vec![text], reply_to: None, in_reply_to })
}

/// Who decided it before, if that is known.
pub(super) fn late_text(desk: &Desk<'_>, person: &Person, decided: Option<&Decided>) -> String {
    let t = robot::locale_for(person, desk.settings);
    decided.map_or_else(|| t.s("late-unknown"), |d| late_words(desk, t, person, d))
}

fn late_words(desk: &Desk<'_>, t: &Locale, person: &Person, decided: &Decided) -> String {
    let key = match decided.outcome {
        Outcome::Posted => "late-yes",
        Outcome::Refused => "late-no",
        Outcome::Dropped => "late-spam",
    };
    let who = decided.by.clone().unwrap_or_else(|| t.s("decided-by-host"));
    let at: Timestamp = decided.at;
    let date = t.date_time(at, &digests::zone_of(person, &desk.site.timezone));
    t.text(key, &[("who", who.into()), ("date", date.into())])
}

/// To who answered something we cannot read: the question stays open.
pub(super) fn unclear(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (ask, person): (&Ask, &Person),
    answer: &Answer,
    held: &Held,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, desk.settings);
    let told = super::author(tx, held)?.is_some();
    let mut lines = vec![t.s("unclear")];
    let said = answer.words.trim();
    if !said.is_empty() {
        lines.push(t.a("unclear-said", "said", &shorten(&line(said), 200)));
    }
    let choices = ["yes", "no", "spam"].map(|word| {
        let (word, does) = match word {
            "no" if !told => ("no-stranger", "no-does-stranger".to_owned()),
            word => (word, format!("{word}-does")),
        };
        let said = t.s(&format!("moderate-{word}"));
        format!("  {said} → {}", t.s(&format!("moderate-{does}")))
    });
    lines.push(format!("{}\n\n{}", t.s("moderate-how"), choices.join("\n")));
    let addresses =
        crate::list::address::Addresses { list: &desk.settings.address, secret: &desk.site.secret };
    let reply_to = Some(addresses.confirm(ask.no));
    let subject = t.a("unclear-subject", "subject", &subject(t, held));
    let in_reply_to = answer.message_id.clone();
    send(desk, tx, Note { person, subject, lines, reply_to, in_reply_to })
}

/// To who was asked: somebody answered in their stead.
pub(super) fn other_address(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    person: &Person,
    (held, from): (&Held, &Address),
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, desk.settings);
    let args = [
        ("address", Value::from(from.as_str())),
        ("subject", subject(t, held).into()),
        ("own", person.address.as_str().into()),
    ];
    let lines = vec![t.text("other-address", &args)];
    let subject = t.s("other-address-subject");
    send(desk, tx, Note { person, subject, lines, reply_to: None, in_reply_to: None })
}
