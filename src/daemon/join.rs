//! Joining by mail: a question to the address itself (nobody joins on an unproved From, RFC 3834 §2),
//! the team's word where the list wants it, and the welcome. Not who may post, nor commands.
//!
//! Somebody else may have asked: the question shows none of their words, and an address gets few of
//! them, whoever asks and for however many lists (threat 5).

mod invite;
mod say;

pub use self::invite::{BY_ONE, Outcome, answered as invited, declines, invite, may_write_to};

use std::net::IpAddr;

use super::answers::{self, Answer};
use super::members::{self, Newcomer};
use super::robot::NOBODY;
use super::{Site, moderation, newcomers, owners};
use crate::clock::Timestamp;
use crate::list::ask::{Ask, What};
use crate::list::decision::{self, Decision};
use crate::list::member::{Person, Role};
use crate::list::settings::{Joining, Language, Settings};
use crate::list::{ListId, PersonId};
use crate::mail::address::{Address, Mailbox};
use crate::smtp::handler::Verdict;
use crate::store::{StoreError, Tx, asked, asks, lists, people};

/// Questions that one address gets in a day, about all lists together.
const A_DAY: usize = 3;
/// Requests that one peer may hand over in an hour.
const A_PEER: usize = 20;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Days for which an answer counts.
const DAYS: i64 = 7;

/// Somebody who asks to join, by mail whose From proves nothing.
pub struct Wish {
    /// The list.
    pub list: ListId,
    /// Its settings.
    pub settings: Settings,
    /// Who From names.
    pub from: Mailbox,
    /// The language they asked in, when one could tell.
    pub language: Option<Language>,
    /// What handed the mail over; `None`: a server on this machine, which stands for many.
    pub peer: Option<IpAddr>,
}

/// What joining rests on in one transaction.
struct Desk<'a> {
    site: &'a Site,
    list: ListId,
    settings: &'a Settings,
    now: Timestamp,
}

/// Puts the question, when it may be put. The wire hears the same whatever happens (threat 25), but
/// for a closed list, which says so to all.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    wish: &Wish,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let noted = || Verdict::accepted("Noted; if this address may join, a mail says how");
    if wish.settings.joining == Joining::Closed {
        let why = "This community is joined by invitation; write to those who animate it";
        return Ok(Verdict::refused("5.7.1", why));
    }
    let desk = Desk { site, list: wish.list, settings: &wish.settings, now };
    let to = wish.from.address.key();
    if is_own_address(tx, &wish.from.address)?
        || !asked::few(tx, &format!("join {} {to}", wish.list), (1, DAY), now)?
        || !few_from(tx, wish.peer, now)?
        || !asked::few(tx, &format!("join {to}"), (A_DAY, DAY), now)?
    {
        tracing::info!(event = "join-unasked", list = %wish.list);
        return Ok(noted());
    }
    let known = people::find(tx, &wish.from.address)?;
    if let Some(person) = &known
        && people::membership(tx, wish.list, person.id)?.is_some()
    {
        say::member_already(&desk, tx, person)?;
        return Ok(noted());
    }
    let person = known.unwrap_or_else(|| stranger(&wish.from.address, wish.language.clone()));
    say::ask_to_confirm(&desk, tx, &person, wish)?;
    tracing::info!(event = "join-asked", list = %wish.list);
    Ok(noted())
}

fn few_from(tx: &mut Tx<'_>, peer: Option<IpAddr>, now: Timestamp) -> Result<bool, StoreError> {
    peer.map_or(Ok(true), |ip| asked::few(tx, &format!("join-from {ip}"), (A_PEER, HOUR), now))
}

/// A list's address, by any of its names, is nobody's mailbox (threat 6).
///
/// # Errors
/// When the store cannot be read.
pub fn is_own_address(tx: &Tx<'_>, address: &Address) -> Result<bool, StoreError> {
    Ok(lists::all(tx)?.iter().any(|(_, s)| {
        let local = address.local().to_lowercase();
        let rest = local.strip_prefix(&s.slug());
        s.address.domain().eq_ignore_ascii_case(address.domain())
            && rest.is_some_and(|r| r.is_empty() || r.starts_with(['-', '+']))
    }))
}

/// Somebody we do not keep. Whoever asked may have chosen any name: none is shown.
pub(super) fn stranger(address: &Address, language: Option<Language>) -> Person {
    Person { language, ..Person::new(NOBODY, address.clone(), None) }
}

/// The address answers: it is theirs, and they want to join.
///
/// # Errors
/// When the store cannot be read.
pub fn confirmed(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, name, language): (&Ask, Option<String>, Option<Language>),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if asks::answer(tx, ask.list, ask.no, now)?.is_none() {
        return Ok(Verdict::accepted("Answered already"));
    }
    // Any answer is a yes, but for a clear no.
    if matches!(decision::read(answer.said()), Some(Decision::No(_) | Decision::Spam)) {
        return Ok(Verdict::accepted("Noted; nothing changes"));
    }
    let desk = Desk { site, list: ask.list, settings: &answer.settings, now };
    let mailbox = answer.mailbox_of(ask, name);
    let language = language.or_else(|| decision::tongue(answer.said()).map(Language::new));
    match answer.settings.joining {
        Joining::Open => {
            welcome(&desk, tx, &mailbox, language)?;
            Ok(Verdict::accepted("Welcome"))
        }
        Joining::Request | Joining::Closed => ask_team(&desk, tx, (ask, &mailbox, language)),
    }
}

/// Asks those who animate whether somebody may join, and tells them that it waits.
fn ask_team(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (ask, mailbox, language): (&Ask, &Mailbox, Option<Language>),
) -> Result<Verdict, StoreError> {
    let name = mailbox.name.clone();
    let person = Person { name, ..stranger(&ask.to, language.clone()) };
    for one in &owners::people_of(tx, ask.list)? {
        say::ask_to_admit(desk, tx, one, (mailbox, language.clone()))?;
    }
    say::waits(desk, tx, &person)?;
    Ok(Verdict::accepted("Those who animate are asked"))
}

/// Makes somebody a member and welcomes them.
fn welcome(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    mailbox: &Mailbox,
    language: Option<Language>,
) -> Result<Option<PersonId>, StoreError> {
    let newcomer = Newcomer { language, ..Newcomer::new(mailbox.clone(), desk.now) };
    let Some(person) = members::join(desk.site, tx, desk.list, &newcomer)? else { return Ok(None) };
    say::welcome(desk, tx, &person)?;
    newcomers::begin(tx, desk.list, person.id, desk.now)?;
    tracing::info!(event = "joined", list = %desk.list, person = %person.id);
    Ok(Some(person.id))
}

/// One of those who animate answers about somebody who wants to join. The first clear answer
/// decides.
///
/// # Errors
/// When the store cannot be read.
pub fn admitted(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, about, language): (&Ask, &Mailbox, Option<Language>),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(animator) = person else { return Ok(Verdict::unknown()) };
    let role = people::membership(tx, ask.list, animator.id)?.map(|m| m.role);
    if !matches!(role, Some(Role::Animator | Role::Owner))
        || !moderation::is_from(answer, ask, &animator)
    {
        return Ok(Verdict::refused("5.7.1", "Only those who animate this list decide"));
    }
    let desk = Desk { site, list: ask.list, settings: &answer.settings, now };
    if is_decided(tx, ask)? {
        say::decided_before(&desk, tx, &animator, about)?;
        return Ok(Verdict::accepted("Decided already"));
    }
    let Some(decision) = decision::read(answer.said()) else {
        if asked::once_a_day(tx, &format!("admit-{}", ask.no), ask.list, animator.id, now)? {
            say::unclear(&desk, tx, &animator, (ask, about))?;
        }
        return Ok(Verdict::accepted("Not understood; nothing was decided"));
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    match decision {
        Decision::Yes => {
            welcome(&desk, tx, about, language)?;
            say::admitted(&desk, tx, &animator, about)?;
        }
        Decision::No(reason) => {
            let person = Person { name: about.name.clone(), ..stranger(&about.address, language) };
            say::turned_down(&desk, tx, &person, reason.as_deref())?;
            say::not_admitted(&desk, tx, &animator, about)?;
        }
        Decision::Spam => say::not_admitted(&desk, tx, &animator, about)?,
    }
    Ok(Verdict::accepted("Decided"))
}

/// Whether one of the team has answered about this request: all were asked at one moment.
fn is_decided(tx: &Tx<'_>, ask: &Ask) -> Result<bool, StoreError> {
    let same = |other: &Ask| other.what == ask.what && other.asked == ask.asked;
    Ok(asks::of_list(tx, ask.list)?.iter().any(|other| same(other) && other.answered.is_some()))
}

/// Puts a question about joining to one person.
fn put(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (person, what, days): (&Person, What, i64),
    (subject, text): (String, String),
) -> Result<(), StoreError> {
    let question = answers::Question {
        list: desk.list,
        settings: desk.settings,
        person,
        what,
        days,
        subject,
        text,
        in_reply_to: None,
    };
    answers::ask(desk.site, tx, question, desk.now).map(|_| ())
}
