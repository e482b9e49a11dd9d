//! Commands whose mail proves nothing: their author's mailbox is asked first, and its answer carries
//! them out (product.md §3.2, rule 8).

use askama::Template;

use super::{Asked, Reading, desk::Desk};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::{Answer, Question, ask};
use crate::daemon::robot;
use crate::list::ListId;
use crate::list::ask::{Ask, What};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::Locale;
use crate::mail::message_id::MessageId;
use crate::request::{self, Command, Verb};
use crate::smtp::handler::Verdict;
use crate::store::{StoreError, Tx, asks, people};

/// Days for which the answer counts.
const DAYS: i64 = 3;

#[derive(Template)]
#[template(path = "mail/did_you_ask.txt")]
struct DidYouAsk<'a> {
    t: &'a Locale,
    name: &'a str,
    list: &'a str,
    commands: &'a [String],
    humans: &'a str,
}

/// Asks the author whether they wrote this. The commands are shown as we understood them, in our own
/// words: nothing of a stranger's mail is carried to them.
pub(super) fn question(desk: &Desk<'_>, tx: &mut Tx<'_>, asked: &Asked) -> Result<(), StoreError> {
    let t = robot::locale_for(&desk.person, &desk.settings);
    let understood = |c: &Command| t.a("quoted", "text", &t.s(&format!("asked-{}", c.verb.word())));
    let commands: Vec<String> = asked.reading.commands.iter().map(understood).collect();
    let humans = desk.humans();
    let mail = DidYouAsk {
        t,
        name: desk.person.greeting(),
        list: &desk.settings.name,
        commands: &commands,
        humans: humans.as_str(),
    };
    let question = Question {
        list: desk.list,
        settings: &desk.settings,
        person: &desk.person,
        what: What::Command(as_lines(asked)),
        days: DAYS,
        subject: t.a("did-you-ask-subject", "list", &desk.settings.name),
        text: mail.render().unwrap_or_default(),
        in_reply_to: None,
    };
    ask(desk.site, tx, question, desk.now).map(|_| ())
}

/// The commands, a line each, as they will be read again.
fn as_lines(asked: &Asked) -> String {
    let whole = |c: &Command| {
        if c.line.contains(&c.tail) { c.line.clone() } else { format!("{} {}", c.line, c.tail) }
    };
    let first = if asked.everywhere { "*\n" } else { "" };
    let lines: Vec<String> = asked.reading.commands.iter().map(whole).collect();
    format!("{first}{}", lines.join("\n"))
}

/// The author's word on it: yes carries the commands out.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    (ask, lines): (&Ask, &str),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    if asks::answer(tx, ask.list, ask.no, now)?.is_none() {
        return Ok(Verdict::accepted("Noted"));
    }
    // An empty reply is a yes: only this mailbox was given the address.
    let said = request::answer_word(&answer.words);
    if !answer.words.trim().is_empty() && said.is_none_or(|(verb, _)| verb != Verb::Yes) {
        return Ok(Verdict::accepted("Nothing was changed"));
    }
    let (everywhere, lines) = lines.strip_prefix("*\n").map_or((false, lines), |l| (true, l));
    let own = super::own_words(&person.name, &person, &answer.settings);
    let commands = lines.lines().filter_map(|line| request::read_line(line, &own)).collect();
    carry_out(site, tx, answer, (person, everywhere, commands), now)
}

/// What commands in an answer are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The list of the question.
    List,
    /// All the communities that their author had joined at that moment.
    Everywhere {
        /// When the question was put.
        joined_by: Timestamp,
    },
}

/// Commands in the answer to a question of ours: its token proves whose they are.
///
/// # Errors
/// When the store cannot be read.
pub fn in_answer(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    (person, commands, reach): (&Person, Vec<Command>, Reach),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let joined_by = match reach {
        Reach::List => None,
        Reach::Everywhere { joined_by } => Some(joined_by),
    };
    let of = (answer.list, answer.settings);
    let asked = asked_by(person.clone(), of, joined_by.is_some(), commands, answer.message_id);
    super::carry_out(site, tx, Asked { joined_by, ..asked }, now)
}

/// The same, said by whoever calls: what each command did, and whether `annuler` takes it back.
///
/// # Errors
/// When the store cannot be read.
pub fn said_in_answer(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    commands: Vec<Command>,
    now: Timestamp,
) -> Result<Vec<(String, bool)>, StoreError> {
    let asked = asked_by(person.clone(), (list, settings.clone()), false, commands, None);
    let mut desk = Desk::open(site, tx, &asked, now)?;
    let mut said = Vec::new();
    for command in &asked.reading.commands {
        let command = &desk.as_meant(command);
        said.extend(super::act(&mut desk, tx, command)?.map(|s| (s.text, s.undoable)));
    }
    Ok(said)
}

fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    (person, everywhere, commands): (Person, bool, Vec<Command>),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let of = (answer.list, answer.settings);
    super::carry_out(site, tx, asked_by(person, of, everywhere, commands, answer.message_id), now)
}

/// Commands that their author is known to have given.
fn asked_by(
    person: Person,
    (list, settings): (ListId, Settings),
    everywhere: bool,
    commands: Vec<Command>,
    answers: Option<MessageId>,
) -> Asked {
    Asked {
        list,
        settings,
        everywhere,
        joined_by: None,
        person,
        answers,
        reading: Reading { commands, ..Reading::default() },
        read: Vec::new(),
        thread: None,
        empty: false,
        guarded: false,
        hinted: false,
        proved: true,
        vouched: true,
        raw: None,
    }
}
