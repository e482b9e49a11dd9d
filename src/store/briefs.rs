//! The briefs of those who animate: when each wants hers and how often she answers, what the last ones
//! offered, what was done of it by whom, who is being asked about a question. What a brief says, and
//! what an action does, is decided above.

use serde::{Deserialize, Serialize};

use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form, Record};
use crate::animation::brief::Matter;
use crate::clock::Timestamp;
use crate::list::{AskNo, HeldNo, ListId, PersonId, ThreadNo};

/// Briefs of a person that are kept, to be answered.
const KEPT: u32 = 12;

/// How often somebody wants her brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// Once a week.
    Weekly,
    /// And on the other working days, when something is due.
    Daily,
    /// Never.
    Off,
}

/// One person's briefs about one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// The list.
    pub list: ListId,
    /// Who animates it.
    pub person: PersonId,
    /// How often.
    pub pace: Pace,
    /// The day of the week, 1 is Monday.
    pub weekday: u8,
    /// Minutes after midnight, by her clock.
    pub minute: u16,
    /// When the next one is due.
    pub due: Timestamp,
    /// The number of the last one.
    #[serde(default)]
    pub no: u32,
    /// Weekly briefs in a row that nobody answered.
    #[serde(default)]
    pub unanswered: u32,
    /// Until when she is away.
    #[serde(default)]
    pub away: Option<Timestamp>,
    /// Until when she has somebody else's, whatever her pace.
    #[serde(default)]
    pub covers: Option<Timestamp>,
    /// When the others were asked who takes over.
    #[serde(default)]
    pub relief: Option<Timestamp>,
}

impl Record for Rhythm {
    const KIND: &'static str = "rhythm of briefs";
    const FORM: Form = Form::Named;
}

/// A brief that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The list.
    pub list: ListId,
    /// To whom.
    pub person: PersonId,
    /// Its number among hers.
    pub no: u32,
    /// When.
    pub at: Timestamp,
    /// The question that its reply answers.
    pub ask: AskNo,
    /// Its actions.
    pub given: Vec<Given>,
    /// The draft of what digests could say first.
    #[serde(default)]
    pub word: Option<String>,
}

impl Record for Sent {
    const KIND: &'static str = "brief sent";
    const FORM: Form = Form::Named;
}

/// An action as it was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What it is about.
    pub matter: Matter,
    /// The words that are ready: a draft, a question, a welcome.
    #[serde(default)]
    pub words: String,
    /// What it is called when it is spoken of.
    pub title: String,
    /// Those who may know, each with the words they share with it and when they wrote.
    #[serde(default)]
    pub people: Vec<MayKnow>,
}

/// Somebody who may know: the words they share with a question, and when they wrote them.
pub type MayKnow = (PersonId, Vec<String>, Timestamp);

/// What was done about a matter, once for all who animate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// How it is taken back, while it can be.
    #[serde(default)]
    pub undo: Option<Undo>,
}

/// How a deed is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undo {
    /// A message that still waits to go out.
    Held(HeldNo),
    /// Nobody else is asked about this question.
    Nudge(ThreadNo),
}

impl Record for Deed {
    const KIND: &'static str = "deed";
    const FORM: Form = Form::Named;
}

/// Those who may know, asked one after the other about an open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nudge {
    /// The list.
    pub list: ListId,
    /// The question.
    pub thread: ThreadNo,
    /// Who had them asked.
    pub by: PersonId,
    /// Who is still to be asked, in order, each with the words they share with it and when they wrote.
    pub next: Vec<MayKnow>,
    /// How many were asked.
    pub asked: usize,
    /// When the next is asked, if nobody answers.
    pub due: Timestamp,
}

impl Record for Nudge {
    const KIND: &'static str = "nudge";
    const FORM: Form = Form::Named;
}

/// What a list's team has ready.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ready {
    /// Their own welcome.
    pub welcome: Option<String>,
}

impl Record for Ready {
    const KIND: &'static str = "words ready";
    const FORM: Form = Form::Named;
}

fn key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::Brief).u32(list.0).u32(person.0)
}

fn due_key(at: Timestamp, list: ListId, person: PersonId) -> Key {
    Key::new(Table::BriefDue).time(at).u32(list.0).u32(person.0)
}

/// One person's briefs about a list; `None`: none were ever due.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, person: PersonId) -> Result<Option<Rhythm>, StoreError> {
    record::get(from, &key(list, person))
}

/// Writes it in the place of what there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put(tx: &mut Tx<'_>, rhythm: &Rhythm) -> Result<(), StoreError> {
    if let Some(old) = get(tx, rhythm.list, rhythm.person)? {
        tx.delete(due_key(old.due, old.list, old.person));
    }
    tx.put(due_key(rhythm.due, rhythm.list, rhythm.person), Vec::new());
    record::put(tx, key(rhythm.list, rhythm.person), rhythm);
    Ok(())
}

/// Forgets somebody's briefs about a list.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, list: ListId, person: PersonId) -> Result<(), StoreError> {
    if let Some(old) = get(tx, list, person)? {
        tx.delete(due_key(old.due, list, person));
    }
    tx.delete(key(list, person));
    for (row, _) in tx.prefixed(&sent_key(list, person), usize::MAX)? {
        tx.delete(row.into());
    }
    Ok(())
}

/// A row by due time.
pub type DueRow = (Timestamp, ListId, PersonId);

/// Briefs that are due up to `now`, the earliest first, up to `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(from: &impl Read, now: Timestamp, limit: usize) -> Result<Vec<DueRow>, StoreError> {
    let end = Key::new(Table::BriefDue).time(now).end();
    let rows = from.range(&Key::new(Table::BriefDue), &end, limit)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        (parts.time(), ListId(parts.u32()), PersonId(parts.u32()))
    };
    Ok(rows.iter().map(read).collect())
}

/// Drops a due row that no rhythm stands behind.
pub fn drop_orphan(tx: &mut Tx<'_>, (at, list, person): DueRow) {
    tx.delete(due_key(at, list, person));
}

fn sent_key(list: ListId, person: PersonId) -> Key {
    Key::new(Table::BriefSent).u32(list.0).u32(person.0)
}

/// A brief that was sent.
///
/// # Errors
/// When the store cannot be read.
pub fn sent(
    from: &impl Read,
    list: ListId,
    person: PersonId,
    no: u32,
) -> Result<Option<Sent>, StoreError> {
    record::get(from, &sent_key(list, person).u32(no))
}

/// Keeps what was sent, and forgets what is old.
pub fn put_sent(tx: &mut Tx<'_>, sent: &Sent) {
    record::put(tx, sent_key(sent.list, sent.person).u32(sent.no), sent);
    if let Some(old) = sent.no.checked_sub(KEPT) {
        tx.delete(sent_key(sent.list, sent.person).u32(old));
    }
}

/// What a list's team keeps beside its briefs.
#[derive(Clone, Copy)]
enum Shelf {
    Ready = 0,
    Nudge = 1,
    Deed = 2,
}

fn shelf(list: ListId, shelf: Shelf) -> Key {
    Key::new(Table::Animation).u8(shelf as u8).u32(list.0)
}

/// The words that a team has ready.
///
/// # Errors
/// When the store cannot be read.
pub fn ready(from: &impl Read, list: ListId) -> Result<Ready, StoreError> {
    Ok(record::get(from, &shelf(list, Shelf::Ready))?.unwrap_or_default())
}

/// Writes them.
pub fn put_ready(tx: &mut Tx<'_>, list: ListId, ready: &Ready) {
    record::put(tx, shelf(list, Shelf::Ready), ready);
}

fn nudge_key(list: ListId, thread: ThreadNo) -> Key {
    shelf(list, Shelf::Nudge).u32(thread.0)
}

/// Who is being asked about a question, or was.
///
/// # Errors
/// When the store cannot be read.
pub fn nudge(
    from: &impl Read,
    list: ListId,
    thread: ThreadNo,
) -> Result<Option<Nudge>, StoreError> {
    record::get(from, &nudge_key(list, thread))
}

/// Writes it in the place of what there was.
pub fn put_nudge(tx: &mut Tx<'_>, nudge: &Nudge) {
    record::put(tx, nudge_key(nudge.list, nudge.thread), nudge);
}

/// Those that are not over, the earliest due first.
///
/// # Errors
/// When the store cannot be read.
pub fn nudges(from: &impl Read) -> Result<Vec<Nudge>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Animation).u8(Shelf::Nudge as u8), usize::MAX)?;
    let all = rows.iter().map(|(_, value)| record::decode::<Nudge>(value));
    let mut open = all.collect::<Result<Vec<_>, _>>()?;
    open.retain(|nudge| !nudge.next.is_empty());
    open.sort_by_key(|nudge| nudge.due);
    Ok(open)
}

/// What tells matters apart, once for all.
fn deed_key(list: ListId, matter: &Matter, week: u32) -> Key {
    let (kind, target, more) = match matter {
        Matter::Moderate(no) => (b'm', no.0, 0),
        Matter::Reply(no) => (b'r', no.0, 0),
        Matter::Nudge(no) => (b'n', no.0, 0),
        Matter::Greet(people) => (b'g', people.first().map_or(0, |p| p.0), 0),
        // The same question may come again in a year.
        Matter::Restart(place) => (b'q', u32::from(*place), week),
    };
    shelf(list, Shelf::Deed).u8(kind).u32(target).u32(more)
}

/// What was done about a matter; `week` tells rounds of the same apart.
///
/// # Errors
/// When the store cannot be read.
pub fn deed(
    from: &impl Read,
    list: ListId,
    (matter, week): (&Matter, u32),
) -> Result<Option<Deed>, StoreError> {
    record::get(from, &deed_key(list, matter, week))
}

/// Notes what was done; `None`: it was taken back.
pub fn put_deed(
    tx: &mut Tx<'_>,
    list: ListId,
    (matter, week): (&Matter, u32),
    deed: Option<&Deed>,
) {
    match deed {
        Some(deed) => record::put(tx, deed_key(list, matter, week), deed),
        None => tx.delete(deed_key(list, matter, week)),
    }
}
