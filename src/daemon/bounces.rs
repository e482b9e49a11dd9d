//! Mail that comes back for good (wire.md, bounces; threat 8): whose it was is known by the signed
//! reverse-path or by our own delivery, never by what the report quotes. Each day counts once. A day is
//! judged when it is over, so that a domain where everybody's mail came back counts for nobody; five
//! such days of fourteen bring a question to an address of its own, and only if that comes back too
//! the mail to somebody is suspended. Nothing that comes back is ever answered. A complaint suspends at
//! once.

mod answer;
mod complaint;
mod judge;
mod say;

pub use self::answer::{answered, complaint_answered};
pub use self::complaint::{Complaint, complained, complaint};
pub use self::judge::step;

use super::{Site, polls};
use crate::clock::Timestamp;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::list::{AskNo, ListId, PersonId, PollNo};
use crate::mail::address::Address;
use crate::mail::delivery_status::{self, Class, Recipient};
use crate::mail::message::Message;
use crate::mail::message_id::ReversePath;
use crate::smtp::handler::Envelope;
use crate::store::bounces::{self, Probe, Score};
use crate::store::outbox::{Failure, Load};
use crate::store::{Read, StoreError, Tx, asks, lists, people};

/// Characters kept of what a far side said.
const SAID: usize = 200;
/// How the reason of a suspension begins that we decided; the host's own reasons begin otherwise.
const REASON: &str = "mail came back since";
/// The same after a complaint.
const COMPLAINT: &str = "reported as unwanted on";

/// Why somebody is sent nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Their mail came back.
    Returned,
    /// They did not want it.
    Complaint,
    /// Whoever keeps this host knows.
    Host,
}

impl Cause {
    /// The cause that stands in a membership (`suspended`).
    pub fn of(reason: &str) -> Self {
        match reason {
            reason if reason.starts_with(REASON) => Self::Returned,
            reason if reason.starts_with(COMPLAINT) => Self::Complaint,
            _ => Self::Host,
        }
    }
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// What a member was sent.
    Member(PersonId),
    /// A question whether mail still arrives.
    Probe(AskNo),
    /// A survey that somebody from outside was sent.
    Guest(PollNo, u16),
}

/// A report that counts.
pub struct Returned {
    list: ListId,
    of: Of,
    why: Why,
}

/// Why it came back.
struct Why {
    status: Option<String>,
    text: String,
}

impl Why {
    fn of(recipient: &Recipient) -> Self {
        // RFC 3464 §2.3.6: the type of the words stands before them.
        let said = recipient.diagnostic.trim_start_matches("smtp;").trim();
        let plain = said.chars().map(|c| if c.is_control() { ' ' } else { c });
        Self { status: recipient.status.map(|s| s.to_string()), text: plain.take(SAID).collect() }
    }
}

/// Reads what came to an address for returned mail. `None`: it changes nothing: it is no report, not a
/// mail server's (RFC 5321 §4.5.5: those have no reverse-path), bears no token of ours, or says nothing
/// of the address.
pub fn read(
    (list, of): (ListId, Option<Of>),
    message: &Message<'_>,
    envelope: &Envelope,
) -> Option<Returned> {
    let null = envelope.reverse_path == ReversePath::Null;
    let report = delivery_status::report(message, Some(&envelope.reverse_path));
    let class = |class: Class| {
        report.iter().flat_map(|r| &r.recipients).filter(|r| r.class == class).count()
    };
    tracing::info!(
        event = "bounce", %list, ?of, id = envelope.id, null, permanent = class(Class::Permanent),
        temporary = class(Class::Temporary), policy = class(Class::Policy)
    );
    let of = of.filter(|_| null)?;
    // Who asked somebody from outside wants to know of all that did not arrive, whatever the reason.
    let counts = |r: &&Recipient| match of {
        Of::Guest(..) => r.class != Class::Temporary,
        Of::Member(_) | Of::Probe(_) => r.is_of_address(),
    };
    let failed = report.iter().flat_map(|r| &r.recipients).find(counts)?;
    Some(Returned { list, of, why: Why::of(failed) })
}

/// Counts a report.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(tx: &mut Tx<'_>, came: Returned, now: Timestamp) -> Result<(), StoreError> {
    let Returned { list, of, why } = came;
    match of {
        Of::Member(person) => match score_of(tx, (list, person), now)? {
            Some(score) => count(tx, score, (list, why), now),
            None => Ok(()),
        },
        Of::Probe(no) => probe_returned(tx, (list, no), why, now),
        Of::Guest(no, guest) => polls::unreached(tx, (list, no), guest),
    }
}

/// A far side refused what we brought it: the same, without a report.
///
/// # Errors
/// When the store cannot be read.
pub fn refused(
    site: &Site,
    tx: &mut Tx<'_>,
    (failure, load): (&Failure, &Load),
    now: Timestamp,
) -> Result<(), StoreError> {
    let said = delivery_status::refusal(&failure.status, &failure.text);
    let back = match load {
        Load::Mail { reverse_path: ReversePath::Address(back), .. } => {
            route_of(site, tx, failure.list, back)?
        }
        _ => None,
    };
    if let (Some(list), Some(Route::Unreached(no, guest))) = (failure.list, back) {
        return polls::unreached(tx, (list, no), guest);
    }
    let (Some(list), Some(id)) = (failure.list, failure.person) else { return Ok(()) };
    // What went to an address that somebody has yet to confirm says nothing of theirs.
    let own = |to: &Address| to.same_mailbox(&failure.to);
    if !said.is_of_address() || !people::get(tx, id)?.is_some_and(|p| own(&p.address)) {
        return Ok(());
    }
    let of = match back {
        Some(Route::Probe(no)) => Of::Probe(no),
        _ => Of::Member(id),
    };
    carry_out(tx, Returned { list, of, why: Why::of(&said) }, now)
}

/// What a reverse-path of a list asks for.
fn route_of(
    site: &Site,
    from: &impl Read,
    list: Option<ListId>,
    back: &Address,
) -> Result<Option<Route>, StoreError> {
    let Some(settings) = list.map(|list| lists::get(from, list)).transpose()?.flatten() else {
        return Ok(None);
    };
    let addresses = Addresses { list: &settings.address, secret: &site.secret };
    let suffix = back.local().strip_prefix(settings.address.local());
    Ok(suffix.and_then(|suffix| addresses.route(suffix)))
}

/// The question itself came back: judged when the day is over. Once, and only while it is open.
fn probe_returned(
    tx: &mut Tx<'_>,
    (list, no): (ListId, AskNo),
    why: Why,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ask = asks::get(tx, list, no)?;
    let open = ask.filter(|a| a.what == What::Probe && a.is_open(now));
    let Some(person) = open.and_then(|a| a.person) else { return Ok(()) };
    let Some(mut score) = score_of(tx, (list, person), now)? else { return Ok(()) };
    let same = |p: &&mut Probe| (p.list, p.no) == (list, no) && p.open && p.returned.is_none();
    let Some(probe) = score.probe.as_mut().filter(same) else { return Ok(()) };
    probe.returned = Some(now);
    tracing::info!(event = "probe-returned", %list, %person);
    // It is of today, whatever came back before.
    let today = bounces::day_of(now);
    score.days.retain(|day| *day != today);
    count(tx, score, (list, why), now)
}

/// What came back so far from a member who is sent mail; an empty score when nothing has.
fn score_of(
    from: &impl Read,
    (list, id): (ListId, PersonId),
    now: Timestamp,
) -> Result<Option<Score>, StoreError> {
    let member = people::membership(from, list, id)?.filter(|m| m.suspended.is_none());
    let (Some(_), Some(person)) = (member, people::get(from, id)?) else { return Ok(None) };
    let known = bounces::get(from, id)?.filter(|s| s.address.same_mailbox(&person.address));
    let (address, due) = (person.address, bounces::start_of(bounces::day_of(now) + 1));
    let (days, status, text, probe) = (Vec::new(), None, String::new(), None);
    Ok(Some(known.unwrap_or(Score { person: id, address, list, days, status, text, probe, due })))
}

/// One day counts once, however much comes back on it.
fn count(
    tx: &mut Tx<'_>,
    mut score: Score,
    (list, why): (ListId, Why),
    now: Timestamp,
) -> Result<(), StoreError> {
    let today = bounces::day_of(now);
    if score.days.contains(&today) {
        return Ok(());
    }
    score.days.push(today);
    score.days.sort_unstable();
    let tomorrow = bounces::start_of(today + 1);
    let (due, Why { status, text }) = (score.due.min(tomorrow), why);
    tracing::info!(event = "bounce-day", %list, person = %score.person, days = score.days.len());
    bounces::put(tx, &Score { list, status, text, due, ..score })
}
