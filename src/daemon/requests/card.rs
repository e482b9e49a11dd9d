//! What one can write, what one has chosen, and what we did not understand.

use askama::Template;

use super::answer::Said;
use super::delivery::rhythm;
use super::desk::{Desk, Place};
use crate::clock::city;
use crate::daemon::bounces::Cause;
use crate::digest::excerpt::shorten;
use crate::digest::schedule::Cadence;
use crate::list::address::Route;
use crate::list::member::{Delivery, Form};
use crate::locale::{self, Locale, Value};
use crate::request::parse::nearest;
use crate::store::wishes::{self, Attention};
use crate::store::{Read, StoreError, digests, people};

/// Characters of a line that we did not understand and show again.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "mail/card.txt")]
struct Card<'a> {
    t: &'a Locale,
    commands: &'a str,
    everywhere: &'a str,
    animates: bool,
}

/// The card of commands.
pub(super) fn help(desk: &Desk<'_>) -> Said {
    let commands = desk.addresses().fixed(Route::Request);
    let everywhere = super::answer::everywhere(desk.site, &desk.settings);
    let card = Card {
        t: desk.t,
        commands: commands.as_str(),
        everywhere: everywhere.as_str(),
        animates: desk
            .places
            .iter()
            .any(|p| p.membership.role != crate::list::member::Role::Member),
    };
    let subject = desk.t.a("help-subject", "list", &desk.settings.name);
    Said::told(subject, card.render().unwrap_or_default())
}

/// The author is no member of the list they write about.
pub(super) fn not_a_member(desk: &Desk<'_>) -> Said {
    let name = &desk.settings.name;
    let join = desk.addresses().fixed(Route::Join);
    let args = [("list", Value::from(name.as_str())), ("join", Value::from(join.as_str()))];
    Said::told(desk.t.a("not-a-member-subject", "list", name), desk.t.text("not-a-member", &args))
}

/// A line that holds no command: it is quoted, with what it may have meant.
pub(super) fn not_understood(desk: &Desk<'_>, line: &str, passed_on: bool) -> Said {
    let t = desk.t;
    let subject = t.s("not-understood-subject");
    let links = line.contains("://") || line.contains("www.") || line.contains('@');
    let mut text = if passed_on {
        t.s("not-understood-passed-on")
    } else if links {
        // Whoever borrowed this address shall not make us carry links to its owner.
        t.s("not-understood-plain")
    } else {
        t.a("not-understood", "line", &shorten(line, SHOWN))
    };
    let near = if passed_on || links { Vec::new() } else { nearest(line, t.code()) };
    let mut near: Vec<String> = near.into_iter().map(|w| t.a("quoted", "text", w)).collect();
    let usual = t.s("usual-words");
    let usual = usual.split('|').map(|w| t.a("quoted", "text", w.trim()));
    near.extend(usual.filter(|w| !near.contains(w)).collect::<Vec<_>>());
    let pick = |n: usize| Value::from(near.get(n).cloned().unwrap_or_default());
    let args = [("a", pick(0)), ("b", pick(1)), ("c", pick(2))];
    let choices = if passed_on { "you-can-write" } else { "did-you-mean" };
    text = format!("{text} {}", t.text(choices, &args));
    Said::told(subject, text)
}

#[derive(Template)]
#[template(path = "mail/settings.txt")]
struct Settings<'a> {
    t: &'a Locale,
    name: &'a str,
    address: &'a str,
    language: &'a str,
    zone: &'a str,
    order: &'a str,
    form: &'a str,
    mentions: bool,
    reminders: bool,
    receipts: &'a str,
    communities: &'a [Community],
    /// A day to come, for an example.
    day: &'a str,
}

struct Community {
    name: String,
    address: String,
    mode: String,
    next: Option<String>,
    paused: Option<String>,
    stopped: Option<String>,
    followed: usize,
    muted: usize,
}

/// All one has chosen, in all communities.
pub(super) fn settings(desk: &Desk<'_>, from: &impl Read) -> Result<Said, StoreError> {
    let (t, person) = (desk.t, &desk.person);
    let mut communities = Vec::new();
    for list in people::lists_of(from, person.id)? {
        let membership = people::membership(from, list, person.id)?;
        let settings = crate::store::lists::get(from, list)?;
        if let (Some(membership), Some(settings)) = (membership, settings) {
            communities.push(community(desk, from, &Place { list, settings, membership })?);
        }
    }
    let language = locale::get(&person.language.as_ref().unwrap_or(&desk.settings.language).0);
    let receipts = match person.receipts {
        None => "first",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let table = Settings {
        t,
        name: person.name.as_deref().unwrap_or("–"),
        address: person.address.as_str(),
        language: &language.s("language-name"),
        zone: &city(&desk.zone()),
        order: person.order.word(),
        form: match person.form {
            Form::Summary if person.text_only => "text",
            Form::Summary => "html",
            other => other.word(),
        },
        mentions: person.mentions,
        reminders: person.reminders,
        receipts,
        communities: &communities,
        day: &t.day_ahead(desk.now, &desk.zone()),
    };
    let said = Said::told(t.s("settings-subject"), table.render().unwrap_or_default());
    Ok(Said { says_settings: true, ..said })
}

fn community(desk: &Desk<'_>, from: &impl Read, place: &Place) -> Result<Community, StoreError> {
    let (t, zone) = (desk.t, desk.zone());
    let wishes = wishes::of_person(from, desk.person.id, place.list)?;
    let count = |kind| wishes.iter().filter(|(_, w)| w.attention == kind).count();
    let state = digests::get(from, desk.person.id)?;
    let cadence = Cadence::of(place.membership.delivery);
    let next = cadence.and_then(|c| state.as_ref()?.turn(c).map(|turn| turn.due));
    Ok(Community {
        name: place.settings.name.clone(),
        address: place.settings.address.to_string(),
        mode: mode(desk, place),
        next: next.map(|due| t.a("settings-next", "date", &t.date_with_weekday(due, &zone))),
        paused: place.membership.paused.map(|pause| match pause.until {
            Some(until) => t.a("settings-paused-until", "date", &t.date(until, &zone)),
            None => t.s("settings-paused"),
        }),
        stopped: place.membership.suspended.as_deref().map(|why| {
            t.s(match Cause::of(why) {
                Cause::Returned => "settings-stopped",
                Cause::Complaint => "settings-complained",
                Cause::Host => "settings-suspended",
            })
        }),
        followed: count(Attention::Follow),
        muted: count(Attention::Mute),
    })
}

/// « un résumé chaque lundi à 7 h 30 ».
pub(super) fn mode(desk: &Desk<'_>, place: &Place) -> String {
    let delivery = place.membership.delivery;
    match Cadence::of(delivery) {
        Some(cadence) => desk.t.a("mode-digest", "rhythm", &rhythm(desk, &desk.person, cadence)),
        None => desk.t.s(match delivery {
            Delivery::Notices => "mode-notices",
            Delivery::None => "mode-none",
            _ => "mode-each",
        }),
    }
}

/// One's settings where the command was about, in one line.
pub(super) fn settings_line(desk: &Desk<'_>) -> Option<String> {
    let place = desk.places.first().filter(|_| desk.places.len() == 1)?;
    let args = [
        ("list", Value::from(place.settings.name.as_str())),
        ("mode", mode(desk, place).into()),
        ("paused", if place.membership.is_away(desk.now) { "yes" } else { "no" }.into()),
    ];
    Some(desk.t.text("settings-line", &args))
}
