//! Digests that were sent, and what our identifiers lead to. Not the mail itself: the outbox has it
//! until it is delivered.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::digest::{Lettered, Named};
use crate::list::{AskNo, ListId, PersonId, ThreadNo};
use crate::mail::message_id::{IdHash, MessageId};
use crate::store::engine::{Read, Tx};
use crate::store::error::StoreError;
use crate::store::key::{Key, Parts, Table};
use crate::store::record::{self, Blob, Form, Record};

/// Days a digest can be answered by number.
const SENT_DAYS: i64 = 60;
/// From here on count mails that are no digests.
const NOTES: u32 = 1 << 31;

/// A digest that was sent: what a reply to it may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// To whom.
    pub person: PersonId,
    /// Its number.
    pub issue: u32,
    /// The list in whose name it went out.
    pub list: ListId,
    /// Its identifier.
    pub message_id: MessageId,
    /// When.
    pub at: Timestamp,
    /// The threads it names, with what it says of each.
    pub items: Vec<Named>,
    /// The polls it letters.
    #[serde(default)]
    pub polls: Vec<Lettered>,
    /// The threads it only counts, in order.
    #[serde(default)]
    pub counted: Vec<(ListId, ThreadNo)>,
    /// Whether nothing was new, and it was about a thread to read again.
    #[serde(default)]
    pub rereading: bool,
    /// What else it says.
    pub rest: String,
}

impl Sent {
    /// The lists of the threads it is about.
    pub fn lists(&self) -> impl Iterator<Item = ListId> {
        self.items.iter().map(|i| i.list).chain(self.counted.iter().map(|(list, _)| *list))
    }

    /// Everything it says, to know its quotation by.
    pub fn memory(&self) -> Vec<&str> {
        let items = self.items.iter().map(|i| i.text.as_str());
        items.chain([self.rest.as_str()]).collect()
    }
}

impl Record for Sent {
    const KIND: &'static str = "digest sent";
    const FORM: Form = Form::Named;
}

/// The counter that holds when the last digest went.
const LATEST: &str = "digest-sent";

fn sent_key(person: PersonId, issue: u32) -> Key {
    Key::new(Table::DigestSent).u32(person.0).u32(issue)
}

/// Packs what was sent, before the transaction.
///
/// # Errors
/// When it cannot be laid out.
pub fn pack(sent: &Sent) -> Result<Blob, StoreError> {
    Ok(Blob::new(&record::encode(sent)?))
}

/// Keeps what was sent, and forgets this person's digests of two months ago.
///
/// # Errors
/// When the store cannot be read.
pub fn put_sent(tx: &mut Tx<'_>, sent: &Sent, packed: Blob) -> Result<(), StoreError> {
    packed.put(tx, sent_key(sent.person, sent.issue));
    let lead = Lead::Digest { person: sent.person, issue: sent.issue };
    put_lead(tx, &sent.message_id, &lead);
    // Seconds fit until 2106.
    let at = u32::try_from(sent.at.as_second()).unwrap_or(u32::MAX);
    crate::store::set_number(tx, LATEST, 0, at);
    let (first, this) = (sent_key(sent.person, 0), sent_key(sent.person, sent.issue));
    forget_old(tx, sent, tx.range(&first, &this, 2)?)
}

/// When the last digest of all went; `None`: none did yet.
///
/// # Errors
/// When the store cannot be read.
pub fn last_moment(from: &impl Read) -> Result<Option<Timestamp>, StoreError> {
    let at = crate::store::last_number(from, LATEST, 0)?;
    Ok(Timestamp::from_second(i64::from(at)).ok().filter(|_| at > 0))
}

/// The oldest first, up to one that is still of use.
fn forget_old(
    tx: &mut Tx<'_>,
    sent: &Sent,
    rows: Vec<(Vec<u8>, Vec<u8>)>,
) -> Result<(), StoreError> {
    for (key, _) in rows {
        let mut parts = Parts::of(&key);
        parts.u32();
        let Some(known) = self::sent(tx, sent.person, parts.u32())? else { continue };
        if known.at.duration_since(sent.at).as_hours() >= -SENT_DAYS * 24 {
            break;
        }
        tx.delete(sent_key(known.person, known.issue));
        tx.delete(lead_key(&known.message_id.hash()));
    }
    Ok(())
}

/// Keeps what another mail of ours said of threads, so that a reply to it is read as one to a digest;
/// numbered apart from digests. Forgets this person's of two months ago.
///
/// # Errors
/// When the store cannot be read.
pub fn put_note(tx: &mut Tx<'_>, sent: Sent) -> Result<(), StoreError> {
    let issue = NOTES + crate::store::next_number(tx, "note", sent.person.0)?;
    let sent = Sent { issue, ..sent };
    pack(&sent)?.put(tx, sent_key(sent.person, issue));
    put_lead(tx, &sent.message_id, &Lead::Digest { person: sent.person, issue });
    let (first, this) = (sent_key(sent.person, NOTES), sent_key(sent.person, issue));
    forget_old(tx, &sent, tx.range(&first, &this, 2)?)
}

/// A digest that was sent.
///
/// # Errors
/// When the store cannot be read.
pub fn sent(from: &impl Read, person: PersonId, issue: u32) -> Result<Option<Sent>, StoreError> {
    let bytes = Blob::get(from, &sent_key(person, issue))?;
    bytes.map(|b| record::decode(&b)).transpose()
}

/// The last digest somebody was sent.
///
/// # Errors
/// When the store cannot be read.
pub fn last_sent(from: &impl Read, person: PersonId) -> Result<Option<Sent>, StoreError> {
    let issue = super::get(from, person)?.map_or(0, |s| s.issue);
    sent(from, person, issue)
}

/// What an identifier of ours leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lead {
    /// A digest.
    Digest {
        /// Whose.
        person: PersonId,
        /// Its number.
        issue: u32,
    },
    /// Our question about a reply that waits.
    Question {
        /// Whose.
        person: PersonId,
        /// The reply's number.
        no: u32,
    },
    /// Not ours: a reply that was dealt with, so that its sender's second try changes nothing.
    Done,
    /// A brief: the question that its reply answers.
    Brief {
        /// Its list.
        list: ListId,
        /// The question.
        ask: AskNo,
    },
}

impl Record for Lead {
    const KIND: &'static str = "sent identifier";
    const FORM: Form = Form::Compact;
}

fn lead_key(id: &IdHash) -> Key {
    Key::new(Table::SentId).bytes(id)
}

/// What one of our identifiers leads to.
///
/// # Errors
/// When the store cannot be read.
pub fn lead(from: &impl Read, id: &IdHash) -> Result<Option<Lead>, StoreError> {
    record::get(from, &lead_key(id))
}

/// Notes what an identifier of ours leads to.
pub fn put_lead(tx: &mut Tx<'_>, id: &MessageId, lead: &Lead) {
    record::put(tx, lead_key(&id.hash()), lead);
}

/// Notes that a reply with this mark was dealt with.
pub fn put_done(tx: &mut Tx<'_>, mark: &IdHash) {
    record::put(tx, lead_key(mark), &Lead::Done);
}
