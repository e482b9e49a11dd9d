//! Away and back: nothing is sent meanwhile, and one mail tells what was said. The digests' loop sends
//! that mail when the pause ends.

use super::answer::Said;
use super::desk::{Desk, Place};
use super::{card, delivery};
use crate::clock::Timestamp;
use crate::digest::schedule::Cadence;
use crate::list::member::{Delivery, Pause};
use crate::locale::Value;
use crate::request::{Command, when};
use crate::store::{StoreError, Tx, digests, people};

/// Nothing until a day, or until a word.
pub(super) fn pause(
    desk: &mut Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Said, StoreError> {
    let (t, zone) = (desk.t, desk.zone());
    let today = desk.now.to_zoned(zone.clone()).date();
    let until = when::until(&command.tail, today);
    if until.is_none() && !command.tail.is_empty() && !when::says_nothing(&command.tail) {
        let tail = crate::digest::excerpt::shorten(&command.tail, 40);
        let day = t.day_ahead(desk.now, &zone);
        let args = [("tail", Value::from(tail)), ("day", day.into())];
        return Ok(Said::told(t.s("pause-how-subject"), t.text("pause-how", &args)));
    }
    let hour = digests::hour_of(&desk.person).time();
    let until = until.and_then(|day| day.to_datetime(hour).to_zoned(zone.clone()).ok());
    let until = until.map(|at| at.timestamp());
    let now = desk.now;
    let places = desk.places.iter().cloned().map(|mut place| {
        let since = place.membership.paused.map_or(now, |p| p.since);
        place.membership.paused = Some(Pause { since, until });
        place
    });
    let places: Vec<Place> = places.collect();
    let person = desk.person.clone();
    desk.save(tx, command.verb, (person, places))?;
    let named = desk.named();
    let mut text = match until {
        Some(until) => {
            let args = [
                ("list", Value::from(named.as_str())),
                ("date", t.date_with_weekday(until, &zone).into()),
            ];
            t.text("pause-until", &args)
        }
        None => t.a("pause-open", "list", &named),
    };
    text = t.a("done", "what", &text);
    let others = people::lists_of(tx, desk.person.id)?.len().saturating_sub(desk.places.len());
    if others > 0 {
        let all = super::answer::everywhere(desk.site, &desk.settings);
        let args = [("n", Value::from(others)), ("address", Value::from(all.as_str()))];
        text = format!("{text}\n\n{}", t.text("pause-others", &args));
    }
    let subject = match until {
        Some(until) => t.a("pause-subject-until", "date", &t.day_and_month(until, &zone)),
        None => t.s("pause-subject"),
    };
    Ok(Said::done(subject, text))
}

/// Back: the mail that tells what was said goes out at once.
pub(super) fn resume(
    desk: &mut Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let (named, now) = (desk.named(), desk.now);
    let stopped = |p: &Place| p.membership.paused.is_some() || p.membership.suspended.is_some();
    let subject = t.s("resume-subject");
    if !desk.places.iter().any(stopped) {
        return Ok(Said::told(subject, t.a("resume-not-paused", "list", &named)));
    }
    let places: Vec<Place> = desk.places.iter().cloned().map(|p| back(p, now)).collect();
    let person = desk.person.clone();
    desk.save(tx, command.verb, (person, places))?;
    let mode = desk.places.first().map(|p| mode_after(desk, p)).unwrap_or_default();
    let args = [("list", Value::from(named)), ("mode", mode.into())];
    Ok(Said::done(subject, t.text("resume-done", &args)))
}

fn mode_after(desk: &Desk<'_>, place: &Place) -> String {
    match Cadence::of(place.membership.delivery) {
        Some(cadence) => {
            let rhythm = delivery::rhythm(desk, &desk.person, cadence);
            desk.t.a("mode-digest", "rhythm", &rhythm)
        }
        None => card::mode(desk, place),
    }
}

/// The end of a pause: now. Where there is nothing to catch up with, it is over; elsewhere it is when
/// the catch-up went out.
fn back(mut place: Place, now: Timestamp) -> Place {
    let nothing = matches!(place.membership.delivery, Delivery::Notices | Delivery::None);
    place.membership.suspended = None;
    place.membership.paused = match place.membership.paused {
        Some(pause) if !nothing => Some(Pause { until: Some(now), ..pause }),
        _ => None,
    };
    place
}
