//! Invitations: somebody who animates names an address, and it gets one mail. Nothing happens without
//! its answer; its answer proves it, and makes a member even of a closed list. Not the command: which
//! addresses a mail names is read where commands are.
//!
//! An invitation goes to somebody who asked for nothing. So an address gets one of a list in a month,
//! few of all lists, and none for a year after a no; and nobody sends many in a day (threat 5).

use super::say::{helped, note, of_list, shown};
use super::{A_DAY, DAY, Desk, put, stranger, welcome};
use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::tongues::Tongues;
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::ask::{Ask, What};
use crate::list::decision::{self, Decision};
use crate::list::member::{Person, Role};
use crate::list::settings::{Joining, Language, Settings};
use crate::list::{ListId, PersonId};
use crate::locale::{Locale, Value};
use crate::mail::address::{Address, Mailbox};
use crate::mail::compose::line;
use crate::smtp::handler::Verdict;
use crate::store::{Read, StoreError, Tx, asked, asks, people};

/// Invitations that one person sends in a day, to all lists together.
pub const BY_ONE: usize = 50;
/// Invitations that one address gets in a month, to all lists together.
const TO_ONE: usize = 3;
/// Days for which the answer counts, and in which no second invitation to the list goes out.
const DAYS: i64 = 30;
const MONTH: i64 = DAYS * DAY;
/// How long a no holds.
const YEAR: i64 = 365 * DAY;
/// Characters of an inviter's name, and of a list's description.
const NAME: usize = 60;
const DESCRIPTION: usize = 400;

/// What became of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The invitation goes out.
    Invited,
    /// They are a member.
    Member,
    /// They were invited lately, or want no invitation: which of the two is theirs to tell.
    Before,
    /// Too many today, from who asks or to who is meant.
    Later,
    /// It is a list's own address.
    Ours,
}

/// Invites one address to a list, when it may be.
///
/// # Errors
/// When the store cannot be read.
pub fn invite(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, inviter): (ListId, &Settings, &Person),
    who: &Mailbox,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let desk = Desk { site, list, settings, now };
    let to = who.address.key();
    if super::is_own_address(tx, &who.address)? {
        return Ok(Outcome::Ours);
    }
    let known = people::find(tx, &who.address)?;
    if let Some(person) = &known
        && people::membership(tx, list, person.id)?.is_some()
    {
        return Ok(Outcome::Member);
    }
    let invited = format!("invite {list} {to}");
    if declines(tx, list, &who.address, now)? || asked::lately(tx, &invited, MONTH, now)? > 0 {
        return Ok(Outcome::Before);
    }
    if !may_write_to(tx, inviter.id, &who.address, now)?
        || !asked::few(tx, &format!("join {to}"), (A_DAY, DAY), now)?
    {
        return Ok(Outcome::Later);
    }
    asked::few(tx, &invited, (1, MONTH), now)?;
    let person = known.unwrap_or_else(|| stranger(&who.address, None));
    let what = What::Invite { name: who.name.clone(), by: inviter.id };
    ask(&desk, tx, (&person, inviter), what)?;
    tracing::info!(event = "invited", %list, by = %inviter.id);
    Ok(Outcome::Invited)
}

/// Whether an address said no to a list within a year.
///
/// # Errors
/// When the store cannot be read.
pub fn declines(
    from: &impl Read,
    list: ListId,
    address: &Address,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(asked::lately(from, &declined(list, address), YEAR, now)? > 0)
}

/// Whether somebody who animates may write to one more address that asked for nothing, today and from
/// this host. Notes that they did.
///
/// # Errors
/// When the store cannot be read.
pub fn may_write_to(
    tx: &mut Tx<'_>,
    by: PersonId,
    to: &Address,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(asked::few(tx, &format!("inviting {by}"), (BY_ONE, DAY), now)?
        && asked::few(tx, &format!("invited {}", to.key()), (TO_ONE, MONTH), now)?)
}

fn declined(list: ListId, address: &Address) -> String {
    format!("declined {list} {}", address.key())
}

/// “Do you want to join?”, of somebody who did not ask.
fn ask(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (person, inviter): (&Person, &Person),
    what: What,
) -> Result<(), StoreError> {
    let tongues = Tongues::of(person, desk.settings);
    let args = |t: &Locale| {
        let list = Value::from(desk.settings.name.as_str());
        [("who", Value::from(name_of(t, inviter))), ("list", list)]
    };
    let description = shorten(&line(&desk.settings.description), DESCRIPTION);
    let text = tongues.text(|t| {
        let mut lines = vec![t.text("invite", &args(t))];
        lines.extend((!description.is_empty()).then(|| description.clone()));
        lines.extend([t.s("invite-how"), t.s("invite-what"), t.s("invite-no"), helped(desk, t)]);
        robot::unnamed(t, &lines)
    });
    let subject = tongues.subject(|t| t.text("invite-subject", &args(t)));
    put(desk, tx, (person, what, DAYS), (subject, text))
}

/// Who invites. A name that leads elsewhere is not carried to strangers.
fn name_of(t: &Locale, inviter: &Person) -> String {
    let name = line(inviter.display());
    let leads = ["://", "www.", "@"].iter().any(|mark| name.contains(mark));
    if leads { t.s("invite-somebody") } else { shorten(&name, NAME) }
}

/// The address answers an invitation: anything but a no is a yes.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, name, by): (&Ask, Option<String>, PersonId),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if asks::answer(tx, ask.list, ask.no, now)?.is_none() {
        return Ok(Verdict::accepted("Answered already"));
    }
    let desk = Desk { site, list: ask.list, settings: &answer.settings, now };
    let tongue = decision::tongue(answer.said()).map(Language::new);
    let said = decision::read(answer.said());
    if let Some(Decision::No(_) | Decision::Spam) = said {
        asked::few(tx, &declined(ask.list, &ask.to), (1, YEAR), now)?;
        tracing::info!(event = "invitation-declined", list = %ask.list);
        // Who calls it spam wants no more mail, not even a kind word.
        if !matches!(said, Some(Decision::Spam)) {
            goodbye(&desk, tx, &someone(tx, &ask.to, tongue)?)?;
        }
        return Ok(Verdict::accepted("Noted; nothing changes"));
    }
    let mailbox = answer.mailbox_of(ask, name);
    let inviter = people::get(tx, by)?;
    let role = people::membership(tx, ask.list, by)?.map(|m| m.role);
    let holds = matches!(role, Some(Role::Animator | Role::Owner));
    if !holds && answer.settings.joining != Joining::Open {
        // Whoever invited animates no more: the team decides, as for anybody.
        return super::ask_team(&desk, tx, (ask, &mailbox, tongue));
    }
    if welcome(&desk, tx, &mailbox, tongue)?.is_some()
        && let Some(inviter) = inviter.filter(|_| holds)
    {
        note(&desk, tx, &inviter, |t| {
            let who = Value::from(shown(&mailbox));
            let args = [("who", who), ("list", desk.settings.name.as_str().into())];
            (t.text("invite-joined-subject", &args), vec![t.text("invite-joined", &args)])
        })?;
    }
    Ok(Verdict::accepted("Welcome"))
}

/// Whoever has this address, or nobody we keep.
fn someone(tx: &Tx<'_>, address: &Address, tongue: Option<Language>) -> Result<Person, StoreError> {
    Ok(people::find(tx, address)?.unwrap_or_else(|| stranger(address, tongue)))
}

fn goodbye(desk: &Desk<'_>, tx: &mut Tx<'_>, person: &Person) -> Result<(), StoreError> {
    note(desk, tx, person, |t| {
        let words = vec![of_list(t, desk, "invite-declined"), helped(desk, t)];
        (of_list(t, desk, "invite-declined-subject"), words)
    })
}
