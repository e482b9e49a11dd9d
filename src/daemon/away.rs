//! Machines that answer for a member who is away (product.md §8): counted, and never answered. After
//! the third in seven days the member is asked whether a pause would do. Of what a machine writes only
//! a date is read; what it is was known by its fields before ([`crate::mail::automatic`]).

use askama::Template;

use super::Site;
use super::answers::{self, Question};
use super::robot::locale_for;
use crate::clock::Timestamp;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::list::{ListId, PersonId};
use crate::locale::Locale;
use crate::mail::automatic::{Arrival, Automatic, automatic};
use crate::mail::message::Message;
use crate::mail::message_id::ReversePath;
use crate::request::when;
use crate::store::{Read, StoreError, Tx, asked, digests, lists, people};

/// Answers of a machine, within [`WEEK`], after which a pause is offered.
const ENOUGH: usize = 3;
/// Seconds within which they count.
const WEEK: i64 = 7 * 86_400;
/// Seconds before a pause is offered again.
const AGAIN: i64 = 30 * 86_400;
/// Days for which a yes counts.
const DAYS: i64 = 14;
/// Characters of such an answer in which a date is looked for.
const READ: usize = 800;

/// A machine answered for somebody.
pub struct Away {
    list: ListId,
    person: PersonId,
    text: String,
}

#[derive(Template)]
#[template(path = "mail/offer_pause.txt")]
struct OfferPause<'a> {
    t: &'a Locale,
    name: &'a str,
    until: Option<&'a str>,
    humans: &'a str,
}

/// Reads a mail as a machine's answer for a member: the one whose token it came to, or else the one
/// in whose name it is. `None`: it is something else.
///
/// # Errors
/// When the store cannot be read.
pub fn read(
    from: &impl Read,
    (list, person): (ListId, Option<PersonId>),
    message: &Message<'_>,
    reverse_path: &ReversePath,
) -> Result<Option<Away>, StoreError> {
    let arrival = Arrival { reverse_path: Some(reverse_path), own_list: &|_| false };
    if !matches!(automatic(message, &arrival), Some(Automatic::AutoReply(_))) {
        return Ok(None);
    }
    let author = || message.from().ok().map(|author| people::find(from, &author.address));
    let person = match person {
        Some(person) => Some(person),
        None => author().transpose()?.flatten().map(|person| person.id),
    };
    let text = message.text().text.chars().take(READ).collect();
    Ok(person.map(|person| Away { list, person, text }))
}

/// Counts it; the third asks.
///
/// # Errors
/// When the store cannot be read.
pub fn carry_out(
    site: &Site,
    tx: &mut Tx<'_>,
    away: &Away,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (list, person) = (away.list, away.person);
    let Some(membership) = people::membership(tx, list, person)? else { return Ok(()) };
    // Machines answer once for each list; the person is one.
    let count = asked::count_within(tx, "auto-reply", person, (now, WEEK))?;
    tracing::info!(event = "auto-reply", %list, %person, count);
    if count < ENOUGH || membership.is_away(now) {
        return Ok(());
    }
    if asked::once_within(tx, "offer-pause", (ListId(0), person), (now, AGAIN))? {
        offer(site, tx, away, now)?;
    }
    Ok(())
}

fn offer(site: &Site, tx: &mut Tx<'_>, away: &Away, now: Timestamp) -> Result<(), StoreError> {
    let (Some(person), Some(settings)) =
        (people::get(tx, away.person)?, lists::get(tx, away.list)?)
    else {
        return Ok(());
    };
    let t = locale_for(&person, &settings);
    let zone = digests::zone_of(&person, &site.timezone);
    let today = now.to_zoned(zone.clone()).date();
    let day = when::until(&away.text, today);
    let shown = day.and_then(|day| day.to_zoned(zone.clone()).ok());
    let shown = shown.map(|at| t.day_and_month(at.timestamp(), &zone));
    let humans = Addresses { list: &settings.address, secret: &site.secret }.fixed(Route::Owner);
    let mail =
        OfferPause { t, name: person.greeting(), until: shown.as_deref(), humans: humans.as_str() };
    // As the member would write it: everywhere, until that day.
    let command = day.map_or_else(|| "pause".to_owned(), |day| format!("pause {day}"));
    let question = Question {
        list: away.list,
        settings: &settings,
        person: &person,
        what: What::Command(format!("*\n{command}")),
        days: DAYS,
        subject: t.s("offer-pause-subject"),
        // Rendering into a String fails only if a template calls something that fails; none does.
        text: mail.render().unwrap_or_default(),
        in_reply_to: None,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}
