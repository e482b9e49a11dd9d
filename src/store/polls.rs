//! Polls: what they ask and how far they have come, who has answered, and the answers. The roll and the
//! ballots are two tables whose rows are named by codes of a key that the poll alone holds: once it is
//! closed the key is gone, and nothing says any more whose ballot is whose. Who may ask is decided above.

use ring::hmac;
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};

use super::articles::{self, Event};
use super::engine::{Read, Tx};
use super::error::StoreError;
use super::key::{Key, Parts, Table};
use super::record::{self, Form as Written, Record};
use crate::animation::poll::{Ballot, Form};
use crate::clock::Timestamp;
use crate::list::{ListId, PersonId, PollNo};
use crate::mail::address::Mailbox;

/// Octets of a code.
const CODE: usize = 16;

/// Who answers a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voter {
    /// A member.
    Member(PersonId),
    /// Somebody from outside, by their number among those asked, from 1.
    Guest(u16),
}

impl From<PersonId> for Voter {
    fn from(person: PersonId) -> Self {
        Self::Member(person)
    }
}

impl std::fmt::Display for Voter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Member(person) => write!(f, "{person}"),
            Self::Guest(no) => write!(f, "guest {no}"),
        }
    }
}

/// Somebody from outside whom a survey asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Who.
    pub mailbox: Mailbox,
    /// What became of it.
    pub standing: Standing,
}

/// What became of asking somebody from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// They are to be asked.
    Waiting,
    /// They were.
    Asked,
    /// They were, and want to be asked nothing more.
    Declined,
    /// They were, and the mail came back.
    Unreached,
    /// They may not be asked: members are already, some want nothing, and a day has its measure.
    LeftOut,
}

/// What came of asking people from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// Those who were asked.
    pub asked: usize,
    /// Those of them who answered.
    pub answered: usize,
    /// Those of them who want to be asked nothing more.
    pub declined: usize,
    /// Those who might not be asked.
    pub left_out: usize,
    /// Those whose mail came back.
    #[serde(default)]
    pub unreached: usize,
}

/// How far a poll has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Its author has not said yes.
    Draft,
    /// It is being sent.
    Opening,
    /// Answers count.
    Open,
    /// Those who have not answered are being reminded; answers count.
    Reminding,
    /// Answers count no more; its author is to say which of the days that came out alike.
    Choosing,
    /// Answers count no more; those who answered are being told.
    Closing,
    /// All is said.
    Closed,
}

/// One poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// Its list.
    pub list: ListId,
    /// Its number there.
    pub no: PollNo,
    /// What it asks.
    pub form: Form,
    /// Who asks.
    pub by: PersonId,
    /// When it was drafted.
    pub drafted: Timestamp,
    /// How far it has come.
    pub phase: Phase,
    /// In a phase that goes through the members: the last that is done with.
    #[serde(default)]
    pub reached: Option<PersonId>,
    /// People it was sent to.
    #[serde(default)]
    pub asked: usize,
    /// Those from outside among them, until a month after its end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// Once it is closed: what came of asking them.
    #[serde(default)]
    pub outside: Outside,
    /// Of days that came out alike: the option that its author chose, from 1.
    #[serde(default)]
    pub day: Option<u16>,
    /// When something is to be done about it.
    #[serde(default)]
    pub due: Option<Timestamp>,
    /// Names the rows of roll and ballots; gone when all is said.
    #[serde(default)]
    pub key: Option<[u8; 32]>,
}

impl Record for Poll {
    const KIND: &'static str = "poll";
    const FORM: Written = Written::Named;
}

impl Record for Ballot {
    const KIND: &'static str = "ballot";
    const FORM: Written = Written::Named;
}

/// A name for a voter that only the poll's key can make.
type Code = [u8; CODE];

impl Poll {
    /// Whether answers count.
    pub fn is_open(&self, now: Timestamp) -> bool {
        let asks = matches!(self.phase, Phase::Opening | Phase::Open | Phase::Reminding);
        asks && now < self.form.closes
    }

    fn code(&self, what: &str, voter: Voter) -> Option<Code> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.key?);
        let text = format!("{what} {voter}");
        hmac::sign(&key, text.as_bytes()).as_ref().first_chunk().copied()
    }
}

/// A new key; `None`: the system gives no random numbers.
pub fn new_key() -> Option<[u8; 32]> {
    let mut key = [0; 32];
    ring::rand::SystemRandom::new().fill(&mut key).ok().map(|()| key)
}

fn key(list: ListId, no: PollNo) -> Key {
    Key::new(Table::Poll).u32(list.0).u32(no.0)
}

fn due_key(at: Timestamp, list: ListId, no: PollNo) -> Key {
    Key::new(Table::PollDue).time(at).u32(list.0).u32(no.0)
}

fn row(table: Table, list: ListId, no: PollNo) -> Key {
    Key::new(table).u32(list.0).u32(no.0)
}

/// The number the next poll of a list will have.
///
/// # Errors
/// When the store cannot be read.
pub fn next_no(tx: &mut Tx<'_>, list: ListId) -> Result<PollNo, StoreError> {
    super::next_number(tx, "poll", list.0).map(PollNo)
}

/// One poll.
///
/// # Errors
/// When the store cannot be read.
pub fn get(from: &impl Read, list: ListId, no: PollNo) -> Result<Option<Poll>, StoreError> {
    record::get(from, &key(list, no))
}

/// All polls of a list, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub fn of_list(from: &impl Read, list: ListId) -> Result<Vec<Poll>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::Poll).u32(list.0), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}

/// Writes a poll in the place of the one there was.
///
/// # Errors
/// When the store cannot be read.
pub fn put(tx: &mut Tx<'_>, poll: &Poll) -> Result<(), StoreError> {
    let closed = |p: &Poll| p.phase == Phase::Closed;
    if closed(poll) && !get(tx, poll.list, poll.no)?.is_some_and(|old| closed(&old)) {
        let event = Event::PollClosed { list: poll.list, poll: poll.no };
        articles::append_event(tx, &event)?;
    }
    forget_due(tx, poll.list, poll.no)?;
    if let Some(due) = poll.due {
        tx.put(due_key(due, poll.list, poll.no), Vec::new());
    }
    record::put(tx, key(poll.list, poll.no), poll);
    Ok(())
}

/// Forgets a poll and all answers to it.
///
/// # Errors
/// When the store cannot be read.
pub fn forget(tx: &mut Tx<'_>, list: ListId, no: PollNo) -> Result<(), StoreError> {
    forget_due(tx, list, no)?;
    tx.delete(key(list, no));
    for table in [Table::Roll, Table::Ballot] {
        for (row, _) in tx.prefixed(&row(table, list, no), usize::MAX)? {
            tx.delete(row.into());
        }
    }
    Ok(())
}

fn forget_due(tx: &mut Tx<'_>, list: ListId, no: PollNo) -> Result<(), StoreError> {
    if let Some(due) = get(tx, list, no)?.and_then(|old| old.due) {
        tx.delete(due_key(due, list, no));
    }
    Ok(())
}

/// Those about which something is to be done, earliest first, up to `limit`.
///
/// # Errors
/// When the store cannot be read.
pub fn due(
    from: &impl Read,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<(Timestamp, ListId, PollNo)>, StoreError> {
    let rows = from.prefixed(&Key::new(Table::PollDue), limit)?;
    let read = |(key, _): &(Vec<u8>, Vec<u8>)| {
        let mut parts = Parts::of(key);
        (parts.time(), ListId(parts.u32()), PollNo(parts.u32()))
    };
    Ok(rows.iter().map(read).take_while(|(at, ..)| *at <= now).collect())
}

/// Drops a due row that no poll stands behind.
pub fn drop_orphan(tx: &mut Tx<'_>, (at, list, no): (Timestamp, ListId, PollNo)) {
    tx.delete(due_key(at, list, no));
}

/// Puts somebody's ballot in the box, in the place of the one they had put there.
pub fn cast(tx: &mut Tx<'_>, poll: &Poll, voter: impl Into<Voter>, ballot: &Ballot) {
    let voter = voter.into();
    let (Some(roll), Some(code)) = (poll.code("roll", voter), poll.code("ballot", voter)) else {
        return;
    };
    tx.put(row(Table::Roll, poll.list, poll.no).bytes(&roll), Vec::new());
    record::put(tx, row(Table::Ballot, poll.list, poll.no).bytes(&code), ballot);
}

/// Takes somebody's ballot out of the box.
pub fn take_back(tx: &mut Tx<'_>, poll: &Poll, voter: impl Into<Voter>) {
    let voter = voter.into();
    let (Some(roll), Some(code)) = (poll.code("roll", voter), poll.code("ballot", voter)) else {
        return;
    };
    tx.delete(row(Table::Roll, poll.list, poll.no).bytes(&roll));
    tx.delete(row(Table::Ballot, poll.list, poll.no).bytes(&code));
}

/// Whether somebody has answered. Of a poll about which all is said, nobody can tell.
///
/// # Errors
/// When the store cannot be read.
pub fn has_answered(
    from: &impl Read,
    poll: &Poll,
    voter: impl Into<Voter>,
) -> Result<bool, StoreError> {
    let Some(code) = poll.code("roll", voter.into()) else { return Ok(false) };
    Ok(from.get(&row(Table::Roll, poll.list, poll.no).bytes(&code))?.is_some())
}

/// Somebody's ballot, while the poll holds its key.
///
/// # Errors
/// When the store cannot be read.
pub fn ballot(
    from: &impl Read,
    poll: &Poll,
    voter: impl Into<Voter>,
) -> Result<Option<Ballot>, StoreError> {
    let Some(code) = poll.code("ballot", voter.into()) else { return Ok(None) };
    record::get(from, &row(Table::Ballot, poll.list, poll.no).bytes(&code))
}

/// All ballots, in the order of their codes: in none.
///
/// # Errors
/// When the store cannot be read.
pub fn ballots(from: &impl Read, poll: &Poll) -> Result<Vec<Ballot>, StoreError> {
    let rows = from.prefixed(&row(Table::Ballot, poll.list, poll.no), usize::MAX)?;
    rows.iter().map(|(_, value)| record::decode(value)).collect()
}
