//! Commands around the brief: when it comes, who is asked about a question, the team's own welcome and
//! to whom it goes.

use super::super::answer::Said;
use super::super::desk::{Desk, Place};
use crate::daemon::briefs;
use crate::list::member::Role;
use crate::list::{ListId, PersonId};
use crate::locale::{self, Value};
use crate::mail::recognise;
use crate::request::Command;
use crate::request::when::{self, Rhythm as Wanted};
use crate::store::briefs::{self as kept, Pace, Ready, Rhythm};
use crate::store::changes::{self, Before};
use crate::store::{StoreError, Tx, people};

/// Characters of a welcome.
const WELCOME: usize = 2_000;

/// When one's own brief comes.
pub(super) fn rhythm(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let wanted = when::rhythm(&command.tail).unwrap_or(Wanted::Tell);
    let change = move |r: &mut Rhythm| {
        match wanted {
            Wanted::Tell => return,
            Wanted::Off => (r.pace, r.covers) = (Pace::Off, None),
            Wanted::Daily(minute) => (r.pace, r.minute) = (Pace::Daily, minute.unwrap_or(r.minute)),
            Wanted::Weekly(day, minute) => {
                r.pace = Pace::Weekly;
                r.weekday = day.unwrap_or(r.weekday);
                r.minute = minute.unwrap_or(r.minute);
            }
        }
        (r.away, r.unanswered, r.relief) = (None, 0, None);
    };
    let of = (place.list, desk.person.id);
    let Some((was, now)) = briefs::change(desk.site, tx, of, (&change, desk.now))? else {
        return Ok(super::told(desk, "animate-team-only"));
    };
    let key = match now.pace {
        Pace::Off => "brief-rhythm-is-off",
        Pace::Weekly => "brief-rhythm-is-weekly",
        Pace::Daily => "brief-rhythm-is-daily",
    };
    let zone = desk.zone();
    let day = i8::try_from(now.weekday).unwrap_or(1);
    let args = [
        ("list", Value::from(place.settings.name.as_str())),
        ("day", t.weekday(day).into()),
        ("time", t.time(now.due, &zone).into()),
        ("date", t.date_with_weekday(now.due, &zone).into()),
    ];
    let subject = t.text("brief-rhythm-subject", &args);
    let text = format!("{}\n\n{}", t.text(key, &args), t.s("brief-rhythm-how"));
    if wanted == Wanted::Tell {
        return Ok(Said::told(subject, text));
    }
    let before = vec![Before::Brief(Box::new(was))];
    changes::note(tx, desk.person.id, command.verb.word(), before, desk.now)?;
    Ok(Said::done(subject, text))
}

/// Has somebody asked about an open question.
pub(super) fn nudge(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let of = (place.list, desk.person.id);
    let said = briefs::nudge_by_command(desk.site, tx, of, &command.tail, (desk.t, desk.now))?;
    Ok(Said::told(desk.t.a("brief-done-subject", "list", &place.settings.name), said))
}

/// Keeps the team's own welcome, or tells it.
pub(super) fn save_welcome(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let subject = t.a("team-welcome-subject", "list", &place.settings.name);
    let text = command.tail.trim().to_owned();
    let was = kept::ready(tx, place.list)?;
    if text.is_empty() {
        let c = locale::get(&place.settings.language.0);
        let usual = || c.a("brief-welcome", "list", &place.settings.name);
        let now = t.a("team-welcome-now", "text", &was.welcome.unwrap_or_else(usual));
        return Ok(Said::told(subject, format!("{now}\n\n{}", t.s("team-welcome-how"))));
    }
    let long = text.chars().count();
    if long > WELCOME {
        let args = [("n", Value::from(long)), ("most", WELCOME.into())];
        return Ok(Said::told(subject, t.text("team-welcome-too-long", &args)));
    }
    let said = recognise::words(&text);
    let none = locale::all()
        .iter()
        .any(|l| l.s("word-none").split('|').any(|none| recognise::words(none) == said));
    let welcome = (!none).then(|| text.clone());
    kept::put_ready(tx, place.list, &Ready { welcome });
    let before = vec![Before::Greeting { list: place.list, ready: was }];
    changes::note(tx, desk.person.id, command.verb.word(), before, desk.now)?;
    if none {
        return Ok(Said::done(subject, t.s("team-welcome-usual")));
    }
    Ok(Said::done(subject, format!("{}\n\n{text}", t.s("team-welcome-saved"))))
}

/// Sends the welcome to somebody, by their name.
pub(super) fn greet(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let subject = t.a("brief-done-subject", "list", &place.settings.name);
    let found = named(tx, place.list, &command.tail)?;
    let id = match found.as_slice() {
        [one] => *one,
        [] => return Ok(Said::told(subject, t.a("greet-nobody", "name", &command.tail))),
        _ => return Ok(Said::told(subject, t.a("greet-several", "name", &command.tail))),
    };
    let of = (place.list, &place.settings, &desk.person);
    let name = briefs::greet_by_command(desk.site, tx, of, id, desk.now)?;
    let name = name.unwrap_or_else(|| command.tail.clone());
    Ok(Said::told(subject, t.a("brief-greeted", "names", &name)))
}

/// The members whose name, or address, has these words.
fn named(tx: &Tx<'_>, list: ListId, tail: &str) -> Result<Vec<PersonId>, StoreError> {
    let said = recognise::words(tail);
    let mut found = Vec::new();
    if said.is_empty() {
        return Ok(found);
    }
    for member in people::memberships(tx, list, None, usize::MAX)? {
        if member.role != Role::Member {
            continue;
        }
        let Some(person) = people::get(tx, member.person)? else { continue };
        let own = recognise::words(&format!("{} {}", person.display(), person.address));
        if said.iter().all(|w| own.contains(w)) {
            found.push(person.id);
        }
    }
    Ok(found)
}
