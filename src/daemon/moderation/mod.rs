//! Messages that wait are put to those who animate, each by a mail of their own; the first clear
//! answer decides, the others learn of it, and the author is told kindly. Not the words (`say`), nor
//! what a message's waiting means (`daemon::held`).
//!
//! An author who is no member hears from us only if their own domain vouched for the message: else a
//! forged author would get our mail (threat 4).

mod say;

use super::answers::Answer;
use super::post::{self, Accepted, NewPost};
use super::report;
use super::{Site, mentions, owners, receipts, robot, scheduled};
use crate::clock::Timestamp;
use crate::list::admit::HoldReason;
use crate::list::ask::Ask;
use crate::list::decision::{self, Decision};
use crate::list::member::{Person, Role};
use crate::list::settings::Settings;
use crate::list::{HeldNo, ListId, holds};
use crate::mail::address::Address;
use crate::mail::message::Message;
use crate::mail::message_id::MessageId;
use crate::smtp::handler::Verdict;
use crate::store::held::{self, Decided, Held, Outcome};
use crate::store::{Read, StoreError, Tx, asked, asks, lists, people, posted};
use say::{About, Shown};

/// Messages about which a team is asked within a day; the others are shown as these are decided.
const AT_ONCE: usize = 20;
/// The time within which [`AT_ONCE`] counts.
const DAY: i64 = 86_400;

/// A list, and when.
#[derive(Clone, Copy)]
struct Desk<'a> {
    site: &'a Site,
    list: ListId,
    settings: &'a Settings,
    now: Timestamp,
}

/// Why a post waits although its author may write: what the list has set. For every way by which a
/// member's mail becomes a post.
///
/// # Errors
/// When the store cannot be read.
pub fn reason_to_wait(
    from: &impl Read,
    (list, settings): (ListId, &Settings),
    (author, message): (&Address, &Message<'_>),
) -> Result<Option<HoldReason>, StoreError> {
    let person = people::find(from, author)?;
    let role = match &person {
        Some(person) => people::membership(from, list, person.id)?.map(|m| m.role),
        None => None,
    };
    if matches!(role, Some(Role::Animator | Role::Owner)) {
        return Ok(None);
    }
    let posted = match &person {
        Some(person) if settings.first_posts > 0 => posted::count(from, list, person.id)?,
        _ => 0,
    };
    let reason = holds::reason(settings, &holds::Look::of(message, posted));
    if reason.is_some() {
        return Ok(reason);
    }
    let many = mentions::are_many(from, list, (author, message))?;
    Ok(many.then_some(HoldReason::Mentions))
}

/// A message has begun to wait: tells its author, if they are a member, and asks the team.
///
/// # Errors
/// When the store cannot be read.
pub fn waits(site: &Site, tx: &mut Tx<'_>, held: &Held, now: Timestamp) -> Result<(), StoreError> {
    if !held.reason.is_for_team() {
        return Ok(());
    }
    let Some(settings) = lists::get(tx, held.list)? else { return Ok(()) };
    let desk = Desk { site, list: held.list, settings: &settings, now };
    if let Some(author) = author(tx, held)?
        && asked::once_a_day(tx, &waits_key(&author), held.list, author.id, now)?
    {
        say::waits(&desk, tx, &author, held)?;
    }
    fill(&desk, tx)
}

/// A stranger is known by their address alone.
fn waits_key(author: &Person) -> String {
    match author.id {
        robot::NOBODY => format!("held {}", author.address.key()),
        _ => "held".to_owned(),
    }
}

/// Asks about what nobody was asked about yet, as far as a team should be asked in a day.
///
/// # Errors
/// When the store cannot be read.
pub fn ask_more(
    site: &Site,
    tx: &mut Tx<'_>,
    list: ListId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(settings) = lists::get(tx, list)? else { return Ok(()) };
    fill(&Desk { site, list, settings: &settings, now }, tx)
}

fn fill(desk: &Desk<'_>, tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let waiting = held::of_list(tx, desk.list)?;
    let lately = |at: Timestamp| (desk.now.as_second() - at.as_second()).abs() < DAY;
    let shown = waiting.iter().filter(|h| h.asked.is_some_and(lately)).count();
    let mut open: Vec<Held> =
        waiting.into_iter().filter(|h| h.asked.is_none() && h.reason.is_for_team()).collect();
    if open.is_empty() || shown >= AT_ONCE {
        return Ok(());
    }
    let team = owners::people_of(tx, desk.list)?;
    // A member's message does not wait behind a stranger's.
    open.sort_by_key(|h| (h.reason == HoldReason::Stranger, h.no));
    let count = open.len();
    for (i, held) in open.into_iter().take(AT_ONCE - shown).enumerate() {
        put_to(desk, tx, held, &team, count.saturating_sub(AT_ONCE - shown).min(count - i - 1))?;
    }
    Ok(())
}

/// Asks each of the team about one message.
fn put_to(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    mut held: Held,
    team: &[Person],
    queue: usize,
) -> Result<(), StoreError> {
    let Some(raw) = held::raw(tx, held.list, held.no)? else { return Ok(()) };
    let told = author(tx, &held)?.is_some();
    let message = Message::parse(&raw);
    let shown = Shown { held: &held, message: &message, queue, told };
    let mut numbers = Vec::with_capacity(team.len());
    for person in team {
        numbers.push(say::ask(desk, tx, person, &shown)?);
    }
    if !numbers.is_empty() {
        held.asked = Some(desk.now);
        held.asks = numbers;
        held::update(tx, &held);
        tracing::info!(event = "moderation-asked", list = %held.list, no = %held.no, team = team.len());
    }
    Ok(())
}

/// Somebody of the team answers. Idempotent: whatever comes after the first decision changes nothing
/// (threat 12).
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    mut answer: Answer,
    (ask, no): (&Ask, HeldNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let post = answer.waiting.take();
    let desk = Desk { site, list: answer.list, settings: &answer.settings, now };
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    let role = people::membership(tx, ask.list, person.id)?.map(|m| m.role);
    if !matches!(role, Some(Role::Animator | Role::Owner)) {
        return Ok(Verdict::refused("5.7.1", "Only those who animate this list decide"));
    }
    let waiting = held::get(tx, ask.list, no)?;
    // A forwarded question is not an answer's right (threat 11).
    if !is_from(&answer, ask, &person) {
        if let Some(held) = &waiting
            && asked::once_a_day(tx, "other-address", ask.list, person.id, now)?
        {
            say::other_address(&desk, tx, &person, (held, &answer.from.address))?;
        }
        let why = "Only the address that was asked can answer this; nothing was decided";
        return Ok(Verdict::refused("5.7.1", why));
    }
    let Some(held) = waiting else { return late(&desk, tx, &answer, (ask, no, &person)) };
    let Some(decision) = decision::read(answer.said()) else {
        if asked::once_a_day(tx, &format!("unclear-{no}"), ask.list, person.id, now)? {
            say::unclear(&desk, tx, (ask, &person), &answer, &held)?;
        }
        return Ok(Verdict::accepted("Not understood; nothing was decided"));
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    carry_out(&desk, tx, (&answer, post), (held, &person, decision))
}

/// Whether an answer says it is from whoever was asked.
pub fn is_from(answer: &Answer, ask: &Ask, person: &Person) -> bool {
    [&person.address, &ask.to].iter().any(|own| own.same_mailbox(&answer.from.address))
}

fn carry_out(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (answer, post): (&Answer, Option<Box<NewPost>>),
    decided: (Held, &Person, Decision),
) -> Result<Verdict, StoreError> {
    let tell = Tell::ByMail(answer.message_id.clone());
    let done = conclude(desk, tx, (post.map(|p| *p), tell), decided)?;
    // It waited in the durable view when the answer was read, or nobody could answer about it.
    Ok(done.map_or_else(Verdict::failed, |_| Verdict::accepted("Decided")))
}

/// How whoever decided hears of it.
enum Tell {
    /// By a mail that answers theirs.
    ByMail(Option<MessageId>),
    /// From whoever called.
    Caller,
}

/// Carries out what one of the team decided in another mail than the answer to its question; what is said
/// to them. `None`: it cannot be carried out now.
///
/// # Errors
/// When the store cannot be read.
pub fn decide(
    site: &Site,
    tx: &mut Tx<'_>,
    (settings, now): (&Settings, Timestamp),
    decided: (Held, &Person, Decision),
) -> Result<Option<String>, StoreError> {
    let list = decided.0.list;
    let post = super::held::rebuild(site, list, decided.0.no, now)?;
    conclude(&Desk { site, list, settings, now }, tx, (post, Tell::Caller), decided)
}

/// What is said to who decides what was decided already.
///
/// # Errors
/// When the store cannot be read.
pub fn decided_before(
    site: &Site,
    tx: &Tx<'_>,
    (list, settings, person): (ListId, &Settings, &Person),
    no: HeldNo,
) -> Result<String, StoreError> {
    let desk = Desk { site, list, settings, now: site.clock.now() };
    Ok(say::late_text(&desk, person, held::decided(tx, list, no)?.as_ref()))
}

fn conclude(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    (post, tell): (Option<NewPost>, Tell),
    (held, person, decision): (Held, &Person, Decision),
) -> Result<Option<String>, StoreError> {
    let outcome = match decision {
        Decision::Yes => Outcome::Posted,
        Decision::No(_) => Outcome::Refused,
        Decision::Spam => Outcome::Dropped,
    };
    if outcome == Outcome::Posted && post.is_none() {
        return Ok(None);
    }
    settle(desk, tx, &held, (outcome, Some(person)))?;
    if let (Outcome::Posted, Some(post)) = (outcome, post) {
        publish(desk, tx, post)?;
    }
    let reason = match &decision {
        Decision::No(reason) => reason.as_deref(),
        Decision::Yes | Decision::Spam => None,
    };
    let author = author(tx, &held)?;
    let about = About { held: &held, outcome, reason, told: author.is_some() };
    if let (Some(author), Outcome::Refused) = (&author, outcome) {
        say::refused(desk, tx, author, &about)?;
    }
    if let Tell::ByMail(in_reply_to) = tell {
        say::decided(desk, tx, person, &about, in_reply_to)?;
    }
    tell_others(desk, tx, &about, Some(person))?;
    fill(desk, tx)?;
    Ok(Some(say::decided_text(desk, person, &about)))
}

/// It goes out, now or when its author wanted it.
fn publish(desk: &Desk<'_>, tx: &mut Tx<'_>, post: NewPost) -> Result<(), StoreError> {
    let Some(post) = scheduled::wait(desk.site, tx, post, desk.now)? else { return Ok(()) };
    let (list, quiet) = (post.list, post.quiet);
    let accepted = post::accept(tx, post)?;
    if quiet {
        return Ok(());
    }
    receipts::published(desk.site, tx, (list, accepted), desk.now)
}

/// It waits no more.
fn settle(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    held: &Held,
    (outcome, by): (Outcome, Option<&Person>),
) -> Result<(), StoreError> {
    held::close(
        tx,
        &Decided {
            list: held.list,
            no: held.no,
            subject: held.subject.clone(),
            outcome,
            by: by.map(|p| p.display().to_owned()),
            at: desk.now,
        },
    );
    if by.is_some() {
        report::note_action(desk.site, tx, held.list)?;
    }
    tracing::info!(event = "moderated", list = %held.list, no = %held.no, ?outcome);
    Ok(())
}

/// Everybody who was asked, but for who decided.
fn tell_others(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    about: &About<'_>,
    by: Option<&Person>,
) -> Result<(), StoreError> {
    for no in &about.held.asks {
        let Some(ask) = asks::get(tx, desk.list, *no)? else { continue };
        let other = ask.person.filter(|id| by.is_none_or(|p| p.id != *id));
        let Some(other) = other.map(|id| people::get(tx, id)).transpose()?.flatten() else {
            continue;
        };
        let role = people::membership(tx, desk.list, other.id)?.map(|m| m.role);
        if matches!(role, Some(Role::Animator | Role::Owner)) {
            say::decided_by(desk, tx, (&ask, &other), about, by)?;
        }
    }
    Ok(())
}

/// Somebody answers after it was decided.
fn late(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no, person): (&Ask, HeldNo, &Person),
) -> Result<Verdict, StoreError> {
    asks::answer(tx, ask.list, ask.no, desk.now)?;
    if asked::once_a_day(tx, &format!("late-{no}"), ask.list, person.id, desk.now)? {
        let decided = held::decided(tx, desk.list, no)?;
        say::late(desk, tx, person, decided.as_ref(), answer.message_id.clone())?;
    }
    Ok(Verdict::accepted("Decided already"))
}

/// Whoever keeps the host decided, at the command line: posts or drops, and tells the team.
///
/// # Errors
/// When the store cannot be read.
pub fn by_host(
    site: &Site,
    tx: &mut Tx<'_>,
    held: &Held,
    post: Option<NewPost>,
    now: Timestamp,
) -> Result<Option<Accepted>, StoreError> {
    let outcome = if post.is_some() { Outcome::Posted } else { Outcome::Dropped };
    let accepted = post.map(|post| post::accept(tx, post)).transpose()?;
    let Some(settings) = lists::get(tx, held.list)? else { return Ok(accepted) };
    let desk = Desk { site, list: held.list, settings: &settings, now };
    settle(&desk, tx, held, (outcome, None))?;
    tell_others(&desk, tx, &About { held, outcome, reason: None, told: false }, None)?;
    fill(&desk, tx)?;
    Ok(accepted)
}

/// The author of a message, if we may write to them about it: a member, or somebody whose address
/// their own domain vouched for when it came (threat 4).
fn author(from: &impl Read, held: &Held) -> Result<Option<Person>, StoreError> {
    let address = &held.from.address;
    if let Some(person) = people::find(from, address)?
        && people::membership(from, held.list, person.id)?.is_some()
    {
        return Ok(Some(person));
    }
    let proved = held.identity.as_ref().is_some_and(|i| i.aligned);
    let name = held.from.name.clone();
    Ok(proved.then(|| Person::new(robot::NOBODY, address.clone(), name)))
}
