//! Surveys beyond the list: people whose addresses who animates pasted in a draft. Each gets one mail,
//! and nothing more unless they write back; a « non » ends it for good. They become nobody's members.
//! Which lines name them is read where drafts are.

use super::say;
use crate::animation::poll::{Ballot, ballot};
use crate::clock::Timestamp;
use crate::daemon::{Site, join};
use crate::list::address::Addresses;
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::thread::title;
use crate::list::{ListId, PollNo};
use crate::mail::address::{Address, Mailbox};
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::mail::recognise;
use crate::mail::text::trim_message;
use crate::smtp::handler::Verdict;
use crate::store::polls::{self, Guest, Outside, Poll, Standing, Voter};
use crate::store::{Read, StoreError, Tx, answered as limits, asked, lists, people};

/// How long a « non » to a list's surveys holds: for good.
const EVER: i64 = i64::MAX;

/// What somebody from outside answers, read.
pub struct Guested {
    list: ListId,
    settings: Settings,
    no: PollNo,
    guest: u16,
    ballot: Option<Ballot>,
    declines: bool,
    message_id: Option<MessageId>,
}

/// Those whom a draft names, and who of them may be asked now.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn guests(
    tx: &mut Tx<'_>,
    (list, host): (ListId, &Person),
    named: Vec<Mailbox>,
    now: Timestamp,
) -> Result<Vec<Guest>, StoreError> {
    let mut all = Vec::with_capacity(named.len());
    for mailbox in named {
        let may = may_ask(tx, (list, host), &mailbox.address, now)?;
        let standing = if may { Standing::Waiting } else { Standing::LeftOut };
        all.push(Guest { mailbox, standing });
    }
    Ok(all)
}

/// Not a member, who is asked as one; not who said no; and as many a day as may be invited.
fn may_ask(
    tx: &mut Tx<'_>,
    (list, host): (ListId, &Person),
    to: &Address,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if let Some(person) = people::find(tx, to)?
        && people::membership(tx, list, person.id)?.is_some()
    {
        return Ok(false);
    }
    if asked::lately(tx, &refused(list, to), EVER, now)? > 0
        || join::declines(tx, list, to, now)?
        || join::is_own_address(tx, to)?
    {
        return Ok(false);
    }
    join::may_write_to(tx, host.id, to, now)
}

fn refused(list: ListId, address: &Address) -> String {
    format!("no survey {list} {}", address.key())
}

/// Somebody from outside as a reader of ours; nothing of it is kept.
pub(super) fn reader(guest: &Guest) -> Person {
    let name = guest.mailbox.name.clone();
    Person { name, ..join::stranger(&guest.mailbox.address, None) }
}

/// Asks those who wait; how many that were.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    poll: &mut Poll,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let Some(settings) = lists::get(tx, poll.list)? else { return Ok(0) };
    let mut asked = 0;
    for at in 0..poll.guests.len() {
        let Some(guest) = poll.guests.get(at).filter(|g| g.standing == Standing::Waiting) else {
            continue;
        };
        let person = reader(guest);
        let number = u16::try_from(at + 1).unwrap_or(u16::MAX);
        say::outside(site, tx, (poll.list, &settings, &person), (poll, number), now)?;
        if let Some(guest) = poll.guests.get_mut(at) {
            guest.standing = Standing::Asked;
        }
        asked += 1;
    }
    Ok(asked)
}

/// What came of it, while the poll holds its key.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn outcome(from: &impl Read, poll: &Poll) -> Result<Outside, StoreError> {
    let mut all = Outside::default();
    for (at, guest) in poll.guests.iter().enumerate() {
        let number = u16::try_from(at + 1).unwrap_or(u16::MAX);
        all.answered += usize::from(polls::has_answered(from, poll, Voter::Guest(number))?);
        let unasked = matches!(guest.standing, Standing::Waiting | Standing::LeftOut);
        all.asked += usize::from(!unasked);
        all.unreached += usize::from(guest.standing == Standing::Unreached);
        all.declined += usize::from(guest.standing == Standing::Declined);
        all.left_out += usize::from(guest.standing == Standing::LeftOut);
    }
    Ok(all)
}

/// Reads what came to the box of somebody from outside. Whoever writes from there was given its address.
///
/// # Errors
/// When the store cannot be read.
pub fn guested(
    site: &Site,
    (list, settings): (ListId, &Settings),
    message: &Message<'_>,
    (no, guest): (PollNo, u16),
) -> Result<Result<Guested, Verdict>, StoreError> {
    let known = polls::get(&site.store, list, no)?;
    let Some(poll) = known.filter(|poll| of(poll, guest).is_some()) else {
        return Ok(Err(Verdict::unknown()));
    };
    let mailed = match of(&poll, guest) {
        Some(one) => say::outside_text(site, settings, (&poll, &reader(one), guest))?,
        None => String::new(),
    };
    let said = trim_message(message, &[&mailed]);
    let subject = title(&message.subject());
    let ballot = ballot::read(&poll.form, &subject, &said.segments);
    let words = said.reply();
    // A « non » may be all the subject: the mail's own way out writes it there.
    let declines = ballot.is_none()
        && (is_no(&words) || (recognise::words(&words).is_empty() && is_no(&subject)));
    let settings = settings.clone();
    let message_id = message.message_id();
    Ok(Ok(Guested { list, settings, no, guest, ballot, declines, message_id }))
}

fn of(poll: &Poll, guest: u16) -> Option<&Guest> {
    poll.guests.get(usize::from(guest).checked_sub(1)?)
}

fn is_no(said: &str) -> bool {
    let no = matches!(decision::read(said), Some(Decision::No(_) | Decision::Spam));
    no || recognise::tables().leave.contains(&recognise::words(said))
}

/// Puts it in the box, or ends it.
///
/// # Errors
/// When the store cannot be read.
pub fn host_guest(
    site: &Site,
    tx: &mut Tx<'_>,
    came: Guested,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Guested { list, settings, no, guest, ballot, declines, message_id } = came;
    let Some(mut poll) = polls::get(tx, list, no)? else { return Ok(Verdict::unknown()) };
    let Some(one) = of(&poll, guest) else { return Ok(Verdict::unknown()) };
    let person = reader(one);
    let (of, back) = ((list, &settings, &person), (message_id, now));
    if declines {
        let first = one.standing != Standing::Declined;
        end_for(tx, &mut poll, guest, now)?;
        if first && limits::may_answer(tx, &person.address, now)? {
            say::outside_no(site, tx, of, &poll, back)?;
        }
        return Ok(Verdict::accepted("Noted; you will be asked nothing more"));
    }
    let may = limits::may_answer(tx, &person.address, now)?;
    let voter = Voter::Guest(guest);
    if !poll.is_open(now) {
        if may {
            say::late(site, tx, of, &poll, back)?;
        }
        return Ok(Verdict::accepted("Too late to count"));
    }
    let Some(ballot) = ballot else {
        if may {
            say::which(site, tx, of, (&poll, voter), back)?;
        }
        return Ok(Verdict::accepted("Not understood; nothing is counted"));
    };
    let ballot = named(&poll, &person, ballot);
    polls::cast(tx, &poll, voter, &ballot);
    // Whatever came back, they were reached.
    stands(tx, &mut poll, guest, (Standing::Unreached, Standing::Asked))?;
    tracing::info!(event = "guest-answered", %list, poll = %no);
    if may {
        say::receipt(site, tx, of, (&poll, &ballot, voter), back)?;
    }
    Ok(Verdict::accepted("Counted"))
}

/// Their one mail came back: who asked is told with the result.
///
/// # Errors
/// When the store cannot be read.
pub fn unreached(
    tx: &mut Tx<'_>,
    (list, no): (ListId, PollNo),
    guest: u16,
) -> Result<(), StoreError> {
    let Some(mut poll) = polls::get(tx, list, no)? else { return Ok(()) };
    if polls::has_answered(tx, &poll, Voter::Guest(guest))? {
        return Ok(());
    }
    tracing::info!(event = "guest-unreached", %list, poll = %no);
    stands(tx, &mut poll, guest, (Standing::Asked, Standing::Unreached))
}

/// Changes how somebody from outside stands, if they stood so.
fn stands(
    tx: &mut Tx<'_>,
    poll: &mut Poll,
    guest: u16,
    (was, is): (Standing, Standing),
) -> Result<(), StoreError> {
    let at = usize::from(guest).checked_sub(1);
    let one = at.and_then(|at| poll.guests.get_mut(at)).filter(|one| one.standing == was);
    let Some(one) = one else { return Ok(()) };
    one.standing = is;
    polls::put(tx, poll)
}

/// A ballot with its name, where it says that it may have one.
pub(super) fn named(poll: &Poll, person: &Person, ballot: Ballot) -> Ballot {
    let name = poll.form.may_name(&ballot).then(|| person.display().to_owned());
    Ballot { name, ..ballot }
}

/// A « non » ends it: what they answered goes too, and no survey of this list asks them again.
fn end_for(tx: &mut Tx<'_>, poll: &mut Poll, guest: u16, now: Timestamp) -> Result<(), StoreError> {
    polls::take_back(tx, poll, Voter::Guest(guest));
    let at = usize::from(guest).saturating_sub(1);
    let Some(one) = poll.guests.get_mut(at) else { return Ok(()) };
    one.standing = Standing::Declined;
    let to = one.mailbox.address.clone();
    asked::few(tx, &refused(poll.list, &to), (1, EVER), now)?;
    tracing::info!(event = "survey-declined", list = %poll.list, poll = %poll.no);
    polls::put(tx, poll)
}

/// The box of whoever answers.
pub(super) fn box_of(addresses: &Addresses<'_>, poll: PollNo, voter: Voter) -> Address {
    match voter {
        Voter::Member(person) => addresses.ballot(poll, person),
        Voter::Guest(guest) => addresses.guest(poll, guest),
    }
}
