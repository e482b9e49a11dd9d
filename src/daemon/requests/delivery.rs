//! How posts reach a member: each at once, by a digest at an hour of their own, or calls only.

use super::answer::Said;
use super::desk::{Desk, Place};
use crate::digest::schedule::Cadence;
use crate::list::member::{Delivery, Person};
use crate::locale::Value;
use crate::request::{Command, when};
use crate::store::{Read, StoreError, Tx, articles, digests};

/// Days by which the volume of a list is told.
const VOLUME_DAYS: i64 = 28;
/// Posts looked at for it.
const VOLUME_POSTS: usize = 1_000;

/// Changes how posts reach the author.
pub(super) fn change(
    desk: &mut Desk<'_>,
    tx: &mut Tx<'_>,
    delivery: Delivery,
    command: &Command,
) -> Result<Said, StoreError> {
    let mut person = desk.person.clone();
    let cadence = Cadence::of(delivery);
    if let Some((day, minute)) = when::hour(&command.tail).filter(|_| cadence.is_some()) {
        person.digest_at =
            (day.unwrap_or(person.digest_at.0), minute.unwrap_or(person.digest_at.1));
    }
    let places: Vec<Place> = desk.places.iter().cloned().map(|p| choose(p, delivery)).collect();
    let same = |(old, new): (&Place, &Place)| old.membership.delivery == new.membership.delivery;
    let already = person == desk.person && desk.places.iter().zip(&places).all(same);
    desk.save(tx, command.verb, (person, places))?;
    let named = desk.named();
    let mut text = match cadence {
        Some(cadence) => digest_words(desk, tx, cadence)?,
        None => {
            let mut text = desk.t.a(key(delivery, "done"), "list", &named);
            if delivery == Delivery::Each {
                text = format!("{text} {}", volume(desk, tx)?);
            }
            text
        }
    };
    let subject = desk.t.a(key(delivery, "subject"), "list", &named);
    if already {
        return Ok(Said::told(subject, desk.t.a("already-so", "what", &text)));
    }
    text = desk.t.a("done", "what", &text);
    Ok(Said::done(subject, text))
}

fn choose(mut place: Place, delivery: Delivery) -> Place {
    place.membership.delivery = delivery;
    place.membership.chosen = true;
    place
}

fn key(delivery: Delivery, part: &str) -> &'static str {
    match (delivery, part) {
        (Delivery::Each, "subject") => "each-subject",
        (Delivery::Notices | Delivery::None, "subject") => "notices-subject",
        (_, "subject") => "digest-mode-subject",
        (Delivery::Each, _) => "each-done",
        _ => "notices-done",
    }
}

/// When digests come, and the first.
fn digest_words(desk: &Desk<'_>, tx: &Tx<'_>, cadence: Cadence) -> Result<String, StoreError> {
    let t = desk.t;
    let rhythm = rhythm(desk, &desk.person, cadence);
    let args = [("list", Value::from(desk.named())), ("rhythm", rhythm.into())];
    let done = t.text("digest-mode-done", &args);
    let state = digests::get(tx, desk.person.id)?;
    let first = state.as_ref().and_then(|s| s.turn(cadence)).map(|turn| {
        let zone = desk.zone();
        let args = [
            ("date", Value::from(t.date_with_weekday(turn.due, &zone))),
            ("time", t.time(turn.due, &zone).into()),
        ];
        t.text("digest-mode-first", &args)
    });
    Ok(format!("{done} {}", first.unwrap_or_default()).trim_end().to_owned())
}

/// « chaque lundi à 7 h 30 ».
pub(super) fn rhythm(desk: &Desk<'_>, person: &Person, cadence: Cadence) -> String {
    let hour = digests::hour_of(person);
    let zone = crate::clock::TimeZone::UTC;
    let day = jiff::civil::Date::constant(2024, 1, 1).at(0, 0, 0, 0);
    let at = day.with().time(hour.time()).build().ok().and_then(|d| d.to_zoned(zone.clone()).ok());
    let time = at.map_or_else(String::new, |at| desk.t.time(at.timestamp(), &zone));
    let args = [
        ("cadence", Value::from(cadence.word())),
        ("weekday", desk.t.weekday(hour.day().to_monday_one_offset()).into()),
        ("time", time.into()),
    ];
    desk.t.text("rhythm", &args)
}

/// What a member may expect: posts a week over the last four.
fn volume(desk: &Desk<'_>, from: &impl Read) -> Result<String, StoreError> {
    let since = desk.now - jiff::SignedDuration::from_hours(VOLUME_DAYS * 24);
    let mut posts = 0usize;
    for place in &desk.places {
        let last = articles::count(from, place.list)?;
        let recent = u32::try_from(VOLUME_POSTS).unwrap_or(u32::MAX);
        let after = crate::list::ArticleNo(last.saturating_sub(recent));
        let page = articles::after(from, place.list, Some(after), VOLUME_POSTS)?;
        posts += page.iter().filter(|a| !a.imported && a.received > since).count();
    }
    Ok(desk.t.n("each-volume", &posts.div_ceil(4)))
}
