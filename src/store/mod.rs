//! Typed tables over one ordered key-value store: a journal that is the truth and a map that answers
//! reads. The only module that names an engine; nothing above it knows how bytes lie.
//!
//! # Tables
//! Each key is a tag byte and then the parts, big-endian (`key.rs`).
//!
//! | table | key | value | module |
//! |---|---|---|---|
//! | Counter | name ‖ owner | last number given out | here |
//! | List | list | settings | `lists` |
//! | ListByAddress | address | list | `lists` |
//! | Person | person | person | `people` |
//! | PersonByAddress | address | person | `people` |
//! | Member | list ‖ person | membership | `people` |
//! | MemberOf | person ‖ list | – | `people` |
//! | Article | list ‖ article | what is known of a post | `articles` |
//! | Raw, Origin | list ‖ article | mail as received; what a derived post was made from | `articles` |
//! | Identity | list ‖ article | what SPF, DKIM and DMARC said of a post | `articles` |
//! | Withdrawn | list ‖ article | that a post was taken out, by whom, and what was known of it | `withdrawn` |
//! | WithdrawnRaw | list ‖ article ‖ part | its mail, while that can be undone | `withdrawn` |
//! | WithdrawnDue | due ‖ list ‖ article | – | `withdrawn` |
//! | Node | list ‖ message-id hash | posts bearing it, thread waiting for it | `threads` |
//! | Thread | list ‖ thread | conversation | `threads` |
//! | ThreadArticle | list ‖ thread ‖ article | – | `threads` |
//! | ByActivity, ByOpening | list ‖ time, later first ‖ thread | – | `threads` |
//! | Month | list ‖ month ‖ thread | posts | `threads` |
//! | Subject | list ‖ base subject hash | thread | `threads` |
//! | Posted | list ‖ person | posts so far | `posted` |
//! | Mark | list ‖ thread | closed, on top | `marks` |
//! | Saying | list | what is to be said on top of digests | `sayings` |
//! | Held, HeldRaw | list ‖ number | a message that waits; its mail | `held` |
//! | HeldDue | due ‖ list ‖ number | – | `held` |
//! | Call | list ‖ article | who answers to it go to, and when it went out | `calls` |
//! | Decided | list ‖ number | who decided what about it, and when | `held` |
//! | Asked | list ‖ person ‖ question | when it was last asked | `asked` |
//! | Ask | list ‖ number | a question that one person's word answers | `asks` |
//! | AskWords | list ‖ number | that question as it was mailed | `asks` |
//! | Change | person ‖ number | how things were before a command | `changes` |
//! | Wish | list ‖ thread ‖ person | follow or mute, since when | `wishes` |
//! | WishOf | person ‖ list ‖ thread | – | `wishes` |
//! | SignIn, Session | person ‖ hash | the address it was mailed to, and until when it counts | `sessions` |
//! | FeedKey | person ‖ list | what the address of their feed reader bears | `feed_keys` |
//! | Answered | address | when it was answered within the hour | `answered` |
//! | Welcome | list ‖ person | how far a newcomer's welcome mails have come | `welcomes` |
//! | WelcomeDue | due ‖ list ‖ person | – | `welcomes` |
//! | Aside | what was being done | how often it broke, and whether it is tried no more | `aside` |
//! | Introduction | list ‖ person | what somebody new lets the others read of them | `introductions` |
//! | FirstPost | list ‖ article | a first post without a reply, and how often it was looked at | `first_posts` |
//! | FirstPostDue | due ‖ list ‖ article | – | `first_posts` |
//! | Signs | person | their last sign of life, and when they were asked about their pace | `quiet` |
//! | Round | list | since when signs are noted, who was asked today | `quiet` |
//! | RoundDue | due ‖ list | – | `quiet` |
//! | Returned | person | the days on which their mail came back | `bounces` |
//! | ReturnedDay | domain, or none for all ‖ day ‖ person | – | `bounces` |
//! | Poll | list ‖ poll | what it asks and how far it has come | `polls` |
//! | PollDue | due ‖ list ‖ poll | – | `polls` |
//! | Roll | list ‖ poll ‖ code of a voter | – | `polls` |
//! | Ballot | list ‖ poll ‖ another code | the answers | `polls` |
//! | Note | list ‖ note | what is known of a note | `notes` |
//! | NoteVersion | list ‖ note ‖ version | what it said, since when, by whom | `notes` |
//! | NoteDraft | list ‖ note ‖ draft | what it shall say, and whose word that waits for | `notes` |
//! | NoteDue | due ‖ list ‖ note ‖ draft | – | `notes` |
//! | Notebook | list ‖ notebook | its name | `notes` |
//! | NoteThread | list ‖ thread | the notes that come from it, and when one was suggested | `notes` |
//! | Brief | list ‖ person | when somebody who animates wants her brief, how often she answers | `briefs` |
//! | BriefDue | due ‖ list ‖ person | – | `briefs` |
//! | BriefSent | list ‖ person ‖ number | what a brief offered | `briefs` |
//! | Animation | 0 ‖ list; 1 ‖ list ‖ thread; 2 ‖ list ‖ matter | words ready; who is asked about a question; what was done | `briefs` |
//! | ReturnedDue | due ‖ person | – | `bounces` |
//! | Week | list ‖ year and week | the posts of a week that is over | `weeks` |
//! | Event | position | what happened | `articles` |
//! | Cursor | reader | position | `articles` |
//! | Outbox | due ‖ row | copies or a mail to send | `outbox` |
//! | Settled | row ‖ person | – | `outbox` |
//! | OutMail | row | mail of our own making | `outbox` |
//! | Digest | person | what has yet to be told, and when | `digests` |
//! | DigestDue | due ‖ person ‖ cadence | – | `digests` |
//! | DigestSent | person ‖ issue | what a digest said, by thread | `digests` |
//! | SentId | message-id hash | the digest or question it names | `digests` |
//! | Pending | person ‖ number | a reply that waits for a thread; its mail | `digests` |
//! | Ledger | list ‖ 0 ‖ day; list ‖ 1 ‖ person | what a day came to; when somebody joined and left | `ledger` |
//! | Report | 0 ‖ due ‖ list ‖ person; 1 ‖ list; 2 ‖ list ‖ person | –; when it is due next; what somebody chose and declared | `reports` |
//! | Failure | list ‖ person ‖ time, later first ‖ number | what will never arrive | `outbox` |
//!
//! # States of a post
//! A0 absent · A1 logged (acknowledged: article, raw, node, thread, event in one commit) · A2 fanned
//! out (the fanout cursor has passed its event; outbox rows exist) · A3 settled for every member (no
//! outbox row is left). A crash between A1 and A2 runs the fanout again; between A2 and A3 a member
//! may see a post twice only if the far side's answer was lost; never zero times.

pub mod answered;
pub mod articles;
pub mod aside;
pub mod asked;
pub mod asks;
pub mod backup;
pub mod bounces;
pub mod briefs;
pub mod calls;
pub mod check;
pub mod changes;
mod commit;
pub mod digests;
mod engine;
mod error;
mod folder;
pub mod feed_keys;
pub mod first_posts;
pub mod held;
pub mod introductions;
pub mod journal;
pub mod key;
pub mod ledger;
pub mod lists;
mod map;
pub mod marks;
pub mod notes;
pub mod outbox;
pub mod people;
pub mod polls;
pub mod posted;
mod queue;
pub mod quiet;
pub mod record;
mod recovery;
pub mod repair;
pub mod reports;
pub mod ripe;
pub mod sayings;
pub mod sessions;
pub mod threads;
mod tx;
pub mod weeks;
pub mod welcomes;
pub mod wishes;
pub mod withdrawn;

pub use engine::{Durability, Entries, Progress, Read, Store, Ticket, Tuning, Tx};
pub use error::StoreError;
pub use folder::{FORMAT, Room, make_private, write_private};
pub use key::{Key, Table};
pub use map::MapTuning;

fn counter(name: &str, owner: u32) -> Key {
    Key::new(Table::Counter).text(name).u32(owner)
}

/// The last number given out under a name, for one owner (a list, or 0); 0 when none was.
///
/// # Errors
/// When the store cannot be read.
pub fn last_number(from: &impl Read, name: &str, owner: u32) -> Result<u32, StoreError> {
    let bytes = from.get(&counter(name, owner))?;
    Ok(bytes.and_then(|b| b.as_slice().try_into().ok()).map_or(0, u32::from_be_bytes))
}

/// The next number under a name, from 1.
///
/// # Errors
/// When the store cannot be read.
pub fn next_number(tx: &mut Tx<'_>, name: &str, owner: u32) -> Result<u32, StoreError> {
    let next = last_number(tx, name, owner)? + 1;
    tx.put(counter(name, owner), next.to_be_bytes().to_vec());
    Ok(next)
}

/// Sets a number that is not given out one by one: how far something has come.
fn set_number(tx: &mut Tx<'_>, name: &str, owner: u32, number: u32) {
    tx.put(counter(name, owner), number.to_be_bytes().to_vec());
}

/// The last 64-bit number given out under a name.
///
/// # Errors
/// When the store cannot be read.
pub fn last_u64(from: &impl Read, name: &str) -> Result<u64, StoreError> {
    let bytes = from.get(&counter(name, 0))?;
    Ok(bytes.and_then(|b| b.as_slice().try_into().ok()).map_or(0, u64::from_be_bytes))
}

/// The next 64-bit number under a name, from 1.
///
/// # Errors
/// When the store cannot be read.
pub fn next_u64(tx: &mut Tx<'_>, name: &str) -> Result<u64, StoreError> {
    let next = last_u64(tx, name)? + 1;
    tx.put(counter(name, 0), next.to_be_bytes().to_vec());
    Ok(next)
}
