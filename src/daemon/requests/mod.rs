//! Commands carried out: a mail to `cdp-request@` (or to `listes@`, for all one's communities) is read
//! by [`crate::request`], each command takes effect, and at most one answer goes back, in the
//! transaction of the mail. Who may animate, and how, is asked in the files of those commands.
//!
//! Strangers' commands are `stranger`'s; what else they write goes to the humans (threats 4, 5, 25).

mod address;
mod animate;
mod answer;
mod card;
mod delivery;
mod desk;
mod notes;
mod own_data;
mod pause;
mod personal;
mod proof;
mod reading;
mod search;
pub mod stranger;
mod threads;
mod undo;
mod withdraw;

pub use self::address::answered as address_answered;
pub use self::answer::is_everywhere;
pub use self::notes::note_in;
pub use self::own_data::{FORMER_MEMBER, answered as erase_answered, record, written_by};
pub use self::proof::{Reach, answered as command_answered, in_answer, said_in_answer};

use self::answer::Said;
use self::desk::Desk;
use super::owners::{self, Forward};
use super::{Site, leave, report, sign_in};
use crate::clock::Timestamp;
use crate::list::address::Route;
use crate::list::admit::Proof;
use crate::list::member::{Person, Role};
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::mail::address::Mailbox;
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::mail::recognise;
use crate::mail::text::trim_message;
use crate::request::verb::Tail;
use crate::request::{self, Command, Reading, Verb};
use crate::smtp::handler::{Code, Verdict};
use crate::store::{Read, StoreError, Tx, answered, digests, lists, people};

/// From this many words on, what holds no command is meant for a human.
const PROSE: usize = 8;

/// A mail to a command address.
#[derive(Clone, Copy)]
pub struct Came<'a> {
    /// The list it is about; of `listes@`, any of the author's.
    pub list: ListId,
    /// Its settings.
    pub settings: &'a Settings,
    /// Whether it is about all the author's communities.
    pub everywhere: bool,
    /// The mail.
    pub message: &'a Message<'a>,
    /// Its one author.
    pub author: &'a Mailbox,
    /// The thread whose own address it came to.
    pub thread: Option<ThreadNo>,
    /// Whether a machine may have sent it: its commands count, nothing is answered.
    pub hinted: bool,
    /// Whether its author's domain vouches for it, or the list does not ask.
    pub proved: bool,
    /// Whether its author's domain vouches for it.
    pub vouched: bool,
}

/// What a mail asks, read before the transaction.
pub struct Asked {
    list: ListId,
    settings: Settings,
    everywhere: bool,
    /// Communities that they joined later are not meant.
    joined_by: Option<Timestamp>,
    person: Person,
    answers: Option<MessageId>,
    reading: Reading,
    /// What the commands that only read answer, by their place among the commands.
    read: Vec<Option<Said>>,
    /// The thread that the mail answers, or whose own address it came to.
    thread: Option<ThreadNo>,
    /// Nothing was written at all.
    empty: bool,
    /// Sent to everybody by mistake, and not published.
    guarded: bool,
    hinted: bool,
    proved: bool,
    vouched: bool,
    raw: Option<Forward>,
}

/// Whether a mail asks to join, and in which language when its word belongs to one only.
pub fn asks_to_join(message: &Message<'_>) -> Option<Option<&'static str>> {
    let reading = request::read(&message.subject(), &trim_message(message, &[]).reply(), &[]);
    reading.commands.first().filter(|c| c.verb == Verb::Join).map(|c| c.tongue)
}

/// Reads a command mail. `None`: its author is nobody we know; a human reads it.
///
/// # Errors
/// When the store cannot be read.
pub fn plan(site: &Site, came: &Came<'_>) -> Result<Option<Asked>, StoreError> {
    let host = format!("@{}", site.hostname);
    // A reply to one of our answers has our subject: what counts is written below it.
    let ours = came.message.in_reply_to().iter().any(|id| id.as_str().ends_with(&host));
    let subject = if ours { String::new() } else { came.message.subject() };
    plan_of(site, came, subject)
}

fn plan_of(site: &Site, came: &Came<'_>, subject: String) -> Result<Option<Asked>, StoreError> {
    let Some(person) = people::find(&site.store, &came.author.address)? else { return Ok(None) };
    let message = came.message;
    let body = trim_message(message, &[]).reply();
    let own = own_words(&came.author.name, &person, came.settings);
    let reading = request::read(&subject, &body, &own);
    let prose = reading.words >= PROSE;
    let mut asked = Asked {
        list: came.list,
        settings: came.settings.clone(),
        everywhere: came.everywhere,
        joined_by: None,
        answers: message.message_id(),
        read: Vec::new(),
        thread: threads::answered(&site.store, came.list, message)?,
        empty: subject.trim().is_empty() && body.trim().is_empty(),
        guarded: false,
        hinted: came.hinted,
        proved: came.proved,
        vouched: came.vouched,
        raw: prose.then(|| Forward::new(came.list, &came.settings.address, message.raw())),
        person,
        reading,
    };
    withdraw::settle(&site.store, &mut asked, message)?;
    with_reading(site, asked).map(Some)
}

/// What only reads is read now, not while others wait to write.
fn with_reading(site: &Site, mut asked: Asked) -> Result<Asked, StoreError> {
    let reads = |verb: Verb| reading::is_reading(verb) || verb == Verb::Report;
    if asked.reading.commands.iter().any(|c| reads(c.verb)) {
        let desk = Desk::open(site, &site.store, &asked, site.clock.now())?;
        let read = |command: &Command| match command.verb {
            _ if desk.places.is_empty() => Ok(None),
            Verb::Report => animate::report::read(&desk, &site.store, command),
            verb if reading::is_reading(verb) => {
                reading::read(&desk, &site.store, command).map(Some)
            }
            _ => Ok(None),
        };
        let read = asked.reading.commands.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        asked.read = read;
    }
    Ok(asked)
}

/// Follow or mute, by mail to the thread's own address for it. `None`: its author is nobody we know.
///
/// # Errors
/// When the store cannot be read.
pub fn wish(
    site: &Site,
    came: &Came<'_>,
    (verb, thread): (Verb, ThreadNo),
) -> Result<Option<Asked>, StoreError> {
    let Some(person) = people::find(&site.store, &came.author.address)? else { return Ok(None) };
    if people::membership(&site.store, came.list, person.id)?.is_none() {
        return Ok(None);
    }
    let command = Command { verb, tail: String::new(), line: String::new(), tongue: None };
    Ok(Some(Asked {
        list: came.list,
        settings: came.settings.clone(),
        everywhere: false,
        joined_by: None,
        answers: came.message.message_id(),
        reading: Reading { commands: vec![command], ..Reading::default() },
        read: Vec::new(),
        thread: Some(thread),
        empty: false,
        guarded: false,
        hinted: came.hinted,
        proved: came.proved,
        vouched: came.vouched,
        raw: None,
        person,
    }))
}

/// A lone command that a member sent to everybody; `None`: it is a post.
///
/// # Errors
/// When the store cannot be read.
pub fn guard(site: &Site, came: &Came<'_>) -> Result<Option<Asked>, StoreError> {
    if !may_be_lone(&came.message.text().text) || !came.message.attachments().is_empty() {
        return Ok(None);
    }
    let Some(person) = people::find(&site.store, &came.author.address)? else { return Ok(None) };
    let own = own_words(&came.author.name, &person, came.settings);
    let body = trim_message(came.message, &[]).reply();
    let subject = came.message.subject();
    // An empty mail is its subject.
    let said = if body.trim().is_empty() { &subject } else { &body };
    let Some(command) = request::guarded(said, &own) else { return Ok(None) };
    // What a mail of ours told them to write is no slip.
    let mut told = false;
    for id in came.message.in_reply_to() {
        told |= digests::lead(&site.store, &id.hash())?.is_some();
    }
    let mut asked = Asked {
        list: came.list,
        settings: came.settings.clone(),
        everywhere: false,
        joined_by: None,
        answers: came.message.message_id(),
        reading: Reading { commands: vec![command], ..Reading::default() },
        read: Vec::new(),
        thread: came.thread.map_or_else(
            || threads::answered(&site.store, came.list, came.message),
            |thread| Ok(Some(thread)),
        )?,
        empty: false,
        guarded: !told,
        hinted: came.hinted,
        proved: came.proved,
        vouched: came.vouched,
        raw: None,
        person,
    };
    withdraw::settle(&site.store, &mut asked, came.message)?;
    // A word that is this one's or a leaver's, and that answers no post of theirs, may just be said.
    let said = asked.reading.commands.iter().any(withdraw::is_bare);
    Ok((!said).then_some(asked))
}

/// A command alone, about its author alone, in reply to a mail of ours; `None`: it is something else.
///
/// # Errors
/// When the store cannot be read.
pub fn alone(site: &Site, came: &Came<'_>) -> Result<Option<Asked>, StoreError> {
    if !may_be_lone(&came.message.text().text) || !came.message.attachments().is_empty() {
        return Ok(None);
    }
    // Nobody but us knows the address: the subject is ours, unless it is all there is.
    let said = trim_message(came.message, &[]).reply();
    // « [2] désabonner » is about the second thread, or a slip: not to be done at once.
    if said.trim_start().trim_start_matches(['[', '#']).starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    let asked = match said.trim() {
        "" => plan(site, came)?,
        _ => plan_of(site, came, String::new())?,
    };
    let asked = asked.filter(|asked| asked.reading.words == 0);
    Ok(asked.filter(|asked| {
        let commands = asked.reading.commands.as_slice();
        matches!(commands, [command] if command.verb.is_personal() && !is_talk(command))
    }))
}

/// « Time zones make it hard for me » names none.
fn is_talk(command: &Command) -> bool {
    let named = || request::when::chosen(command.verb, &command.tail).is_some();
    command.verb == Verb::Zone && !command.tail.trim().is_empty() && !named()
}

/// A command in reply to a digest, whose foot names some; `None`: it is a reply.
///
/// # Errors
/// When the store cannot be read.
pub fn in_reply_to_digest(site: &Site, came: &Came<'_>) -> Result<Option<Asked>, StoreError> {
    let Some(asked) = alone(site, came)? else { return Ok(None) };
    let [command] = asked.reading.commands.as_slice() else { return Ok(None) };
    // What a digest of several communities is answered counts for all of them; but threads have
    // their numbers in one.
    let numbered = matches!(command.verb.tail(), Tail::Number | Tail::NumberOrNothing);
    let sent = digests::last_sent(&site.store, asked.person.id)?;
    if !numbered && sent.is_some_and(|s| s.lists().any(|list| list != came.list)) {
        let asked = Asked { everywhere: true, read: Vec::new(), ..asked };
        return with_reading(site, asked).map(Some);
    }
    Ok(Some(asked))
}

/// Whether a text may be one short line and quotations: looked at before it is taken apart.
fn may_be_lone(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let Some(first) = lines.next() else { return true };
    first.starts_with('>') || first.ends_with(':') || first.split_whitespace().count() <= 8
}

/// Words that say nothing in this mail: its author's and the community's names.
fn own_words(name: &Option<String>, person: &Person, settings: &Settings) -> Vec<String> {
    let names = [name.as_deref(), person.name.as_deref(), Some(person.address.as_str())];
    let of_list = [settings.name.as_str(), settings.address.as_str()];
    let all = names.into_iter().flatten().chain(of_list);
    all.flat_map(recognise::words).collect()
}

/// Carries a command mail out and answers it.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    mut asked: Asked,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let prepared = std::mem::take(&mut asked.read);
    let mut prepared = prepared.into_iter();
    let Asked { reading, person, .. } = &asked;
    if !asked.empty && reading.commands.is_empty() && reading.unknown.is_none() {
        return Ok(Verdict::accepted("You are welcome"));
    }
    let at_work = asked.vouched && animates(tx, asked.list, person)?;
    let limit = if at_work { answered::PER_HOUR_AT_WORK } else { answered::PER_HOUR };
    if !asked.hinted && !answered::may_answer_within(tx, &person.address, limit, now)? {
        // Nothing is lost: the sender's machine keeps it until we talk again.
        let later = "Too many commands within an hour, try again later";
        return Ok(Verdict::new(Code::MailboxBusy, "4.7.1", later));
    }
    let mut desk = Desk::open(site, tx, &asked, now)?;
    // What animates a list wants its author's own domain, or their own answer (threat 11).
    let animates = reading.commands.iter().any(|c| !c.verb.is_own());
    let animates = animates || withdraw::of_others(tx, &asked)?;
    let proved = asked.vouched || (asked.proved && !animates);
    if !proved && !reading.commands.is_empty() {
        // One question a day, or a stranger could fill a member's mailbox.
        if crate::store::asked::once_a_day(tx, "command", asked.list, person.id, now)? {
            proof::question(&desk, tx, &asked)?;
        }
        return Ok(Verdict::accepted("Their author is asked first"));
    }
    let mut said = Vec::new();
    for command in &reading.commands {
        let command = &desk.as_meant(command);
        tracing::info!(event = "command", list = %asked.list, person = %person.id, verb = command.verb.word());
        said.extend(match prepared.next().flatten() {
            Some(read) => Some(read),
            None => act(&mut desk, tx, command)?,
        });
    }
    if reading.commands.is_empty() {
        let line = reading.unknown.as_deref();
        said.push(match line {
            Some(line) => card::not_understood(&desk, line, asked.raw.is_some()),
            None => card::help(&desk),
        });
    }
    if let Some(forward) = asked.raw {
        owners::carry_out(site, tx, forward, now)?;
    }
    let (reports, said): (Vec<Said>, Vec<Said>) =
        said.into_iter().partition(|one| one.report.is_some());
    for made in reports.iter().filter_map(|one| one.report.as_deref()).filter(|_| !asked.hinted) {
        let of = (desk.list, &desk.settings, &desk.person);
        report::send(site, tx, of, (made, asked.answers.clone()), now)?;
    }
    if !said.is_empty() && !asked.hinted {
        answer::send(&desk, tx, (asked.answers, asked.guarded), said)?;
    }
    Ok(Verdict::accepted("Done"))
}

fn animates(from: &impl Read, list: ListId, person: &Person) -> Result<bool, StoreError> {
    Ok(people::membership(from, list, person.id)?.is_some_and(|m| m.role != Role::Member))
}

/// One command. `None`: it answers for itself.
fn act(
    desk: &mut Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Option<Said>, StoreError> {
    use crate::list::member::Delivery;
    if desk.places.is_empty()
        && !matches!(command.verb, Verb::Help | Verb::Undo | Verb::MyData | Verb::Erase)
    {
        return Ok(Some(card::not_a_member(desk)));
    }
    Ok(Some(match command.verb {
        Verb::Help => card::help(desk),
        Verb::Settings => card::settings(desk, tx)?,
        Verb::Each => delivery::change(desk, tx, Delivery::Each, command)?,
        Verb::Daily => delivery::change(desk, tx, Delivery::Daily, command)?,
        Verb::Weekly => delivery::change(desk, tx, Delivery::Weekly, command)?,
        Verb::Monthly => delivery::change(desk, tx, Delivery::Monthly, command)?,
        Verb::Notices => delivery::change(desk, tx, Delivery::Notices, command)?,
        Verb::Pause => pause::pause(desk, tx, command)?,
        Verb::Resume => pause::resume(desk, tx, command)?,
        Verb::Follow | Verb::Mute | Verb::Unfollow => threads::wish(desk, tx, command)?,
        Verb::Order
        | Verb::Mentions
        | Verb::Receipts
        | Verb::Reminders
        | Verb::Language
        | Verb::Zone
        | Verb::Text
        | Verb::Html
        | Verb::Mime
        | Verb::Plain
        | Verb::Name => personal::change(desk, tx, command)?,
        Verb::Undo => undo::undo(desk, tx)?,
        Verb::Withdraw => withdraw::act(desk, tx, command)?,
        Verb::StopWelcome => personal::stop_welcome(desk, tx)?,
        Verb::Address => return address::change(desk, tx, command),
        Verb::Archives => archives(desk, tx)?,
        Verb::MyData => return own_data::export(desk, tx),
        Verb::Erase => return own_data::erase(desk, tx),
        Verb::Latest | Verb::Unanswered | Verb::Read | Verb::ReadAll | Verb::Search => {
            reading::read(desk, tx, command)?
        }
        Verb::Note if notes::is_noted(command) => return Ok(None),
        Verb::Notebooks | Verb::Note => notes::read(desk, tx, command)?,
        Verb::Edit | Verb::Restore => return notes::change(desk, tx, command),
        Verb::Poll => return animate::poll::make(desk, tx, command),
        Verb::ClosePoll => animate::poll::close(desk, tx, command)?,
        Verb::Leave => {
            return leaving(desk, tx);
        }
        Verb::Team
        | Verb::Merge
        | Verb::Split
        | Verb::Close
        | Verb::Pin
        | Verb::Word
        | Verb::Report
        | Verb::Time
        | Verb::Brief
        | Verb::Nudge
        | Verb::SaveWelcome
        | Verb::Greet
        | Verb::Invite
        | Verb::Remove
        | Verb::Role
        | Verb::Set => animate::act(desk, tx, command)?,
        _ => card::not_understood(desk, &command.line, false),
    }))
}

/// A link that lets the author in.
fn archives(desk: &Desk<'_>, tx: &mut Tx<'_>) -> Result<Said, StoreError> {
    let (t, subject) = (desk.t, desk.t.s("sign-in-subject"));
    let pass = sign_in::link(desk.site, tx, &desk.person, desk.now)?;
    let text = pass.map_or_else(
        || t.s("sign-in-mail-later"),
        |pass| sign_in::words(desk.site, t, &pass).join("\n\n"),
    );
    Ok(Said { says_settings: true, ..Said::told(subject, text) })
}

/// Leaves the communities meant. Who is not vouched for is asked by a mail of its own.
fn leaving(desk: &mut Desk<'_>, tx: &mut Tx<'_>) -> Result<Option<Said>, StoreError> {
    let lists: Vec<ListId> = desk.places.iter().map(|p| p.list).collect();
    if !desk.vouched {
        for list in lists {
            let leaving = leave::Leaving::asked(list, desk.person.address.clone(), Proof::Missing);
            leave::carry_out(desk.site, tx, leaving, desk.now)?;
        }
        return Ok(None);
    }
    let names: Vec<String> = desk.places.iter().map(|p| p.settings.name.clone()).collect();
    leave::end(desk.site, tx, (&lists, desk.person.id), desk.now)?;
    desk.look_again(tx)?;
    // The address for all of one's communities knows nobody who is in none.
    let back = desk.addresses().fixed(Route::Request);
    let t = desk.t;
    let done: Vec<String> = names.iter().map(|name| t.a("left", "list", name)).collect();
    let subject = t.a("left-subject", "list", names.first().map_or("", String::as_str));
    let undo = leave::undo_how(desk.site, t, &desk.person, desk.now);
    let text = [done.join("\n"), t.s("left-posts-stay"), String::new(), undo];
    let says_settings = desk.places.is_empty();
    Ok(Some(Said { reply_to: Some(back), says_settings, ..Said::told(subject, text.join("\n")) }))
}

/// The list whose name stands on what concerns all of a person's communities: their first.
///
/// # Errors
/// When the store cannot be read.
pub fn bearer(site: &Site, author: &Mailbox) -> Result<Option<(ListId, Settings)>, StoreError> {
    let Some(person) = people::find(&site.store, &author.address)? else { return Ok(None) };
    for list in people::lists_of(&site.store, person.id)? {
        if let Some(settings) = lists::get(&site.store, list)? {
            return Ok(Some((list, settings)));
        }
    }
    Ok(None)
}
