//! What those who own a list settle by mail: who is in it, what they may do, and its settings. Every
//! change is echoed, and `annuler` takes it back.

use super::super::answer::Said;
use super::super::desk::{Desk, Place};
use super::{told, words};
use crate::daemon::{briefs as brief_rhythms, members, owners, reshape, robot, settle};
use crate::list::member::{Membership, Person, Role};
use crate::locale::Value;
use crate::request::Command;
use crate::store::articles::{self, Event};
use crate::store::briefs::{self, Rhythm};
use crate::store::changes::{self, Before};
use crate::store::{StoreError, Tx, digests, ledger, lists, marks, people, sayings};

/// People that one command may take out: more is the host's work.
const MOST: usize = 20;

/// Takes people out of a list.
pub(super) fn remove(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let addresses = words::addresses(&command.tail);
    if addresses.is_empty() || addresses.len() > MOST {
        return Ok(told(desk, "remove-how"));
    }
    let (mut lines, mut before) = (Vec::new(), Vec::new());
    for address in addresses {
        let found = member(tx, place, &address)?;
        let key = match found {
            None => "remove-nobody",
            Some((_, membership)) if is_last_owner(tx, place, &membership)? => "last-owner",
            Some((person, membership)) => {
                members::leave(desk.site, tx, place.list, person.id)?;
                before.push(Before::Removed(membership));
                tell_removed(desk, tx, place, &person)?;
                "removed"
            }
        };
        lines.push(t.a(key, "address", address.as_str()));
    }
    let subject = t.a("remove-subject", "list", &place.settings.name);
    if before.is_empty() {
        return Ok(Said::told(subject, lines.join("\n")));
    }
    changes::note(tx, desk.person.id, command.verb.word(), before, desk.now)?;
    Ok(Said::done(subject, lines.join("\n")))
}

fn member(
    tx: &Tx<'_>,
    place: &Place,
    address: &crate::mail::address::Address,
) -> Result<Option<(Person, Membership)>, StoreError> {
    let Some(person) = people::find(tx, address)? else { return Ok(None) };
    let membership = people::membership(tx, place.list, person.id)?;
    Ok(membership.map(|m| (person, m)))
}

/// A list that nobody owns could be settled by nobody.
fn is_last_owner(tx: &Tx<'_>, place: &Place, leaving: &Membership) -> Result<bool, StoreError> {
    if leaving.role != Role::Owner {
        return Ok(false);
    }
    for person in owners::people_of(tx, place.list)? {
        let role = people::membership(tx, place.list, person.id)?.map(|m| m.role);
        if person.id != leaving.person && role == Some(Role::Owner) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Nobody is shown the door without a word.
fn tell_removed(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    person: &Person,
) -> Result<(), StoreError> {
    if person.id == desk.person.id {
        return Ok(());
    }
    let t = robot::locale_for(person, &place.settings);
    let name = &place.settings.name;
    let lines = vec![t.a("you-were-removed", "list", name), t.s("you-were-removed-why")];
    let subject = t.a("you-were-removed-subject", "list", name);
    robot::note(
        desk.site,
        tx,
        (place.list, &place.settings, person),
        (subject, lines),
        (None, desk.now),
    )
}

/// Changes what somebody may do.
pub(super) fn role(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let addresses = words::addresses(&command.tail);
    let ([address], Some(role)) = (addresses.as_slice(), words::role(&command.tail)) else {
        return Ok(told(desk, "role-how"));
    };
    let subject = t.a("role-subject", "list", &place.settings.name);
    let Some((_, old)) = member(tx, place, address)? else {
        return Ok(Said::told(subject, t.a("remove-nobody", "address", address.as_str())));
    };
    if role != Role::Owner && is_last_owner(tx, place, &old)? {
        return Ok(Said::told(subject, t.a("last-owner", "address", address.as_str())));
    }
    let args = [("address", Value::from(address.as_str())), ("role", role.word().into())];
    if old.role == role {
        return Ok(Said::told(subject, t.text("role-same", &args)));
    }
    people::put_membership(tx, &Membership { role, ..old.clone() });
    changes::note(tx, desk.person.id, command.verb.word(), vec![Before::Role(old)], desk.now)?;
    Ok(Said::done(subject, t.text("role-done", &args)))
}

/// Changes a setting of the list; without a value, shows them.
pub(super) fn set(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let subject = t.a("set-subject", "list", &place.settings.name);
    let Some(old) = lists::get(tx, place.list)? else { return Ok(told(desk, "set-how")) };
    let Some((key, value)) = words::setting(&command.tail, &settle::by_mail()) else {
        let line = |key| format!("  {key} = {}", settle::one_shown(&old, key));
        let lines: Vec<String> = settle::by_mail().into_iter().map(line).collect();
        return Ok(Said::told(subject, format!("{}\n\n{}", t.s("set-how"), lines.join("\n"))));
    };
    let new = match settle::changed(old.clone(), key, &value) {
        Ok(new) => new,
        Err(_) => {
            let args = [("key", Value::from(key)), ("value", value.as_str().into())];
            return Ok(Said::told(subject, t.text("set-wrong", &args)));
        }
    };
    let now = settle::one_shown(&new, key);
    let args = [
        ("key", Value::from(key)),
        ("value", now.as_str().into()),
        ("old", settle::one_shown(&old, key).into()),
    ];
    if new == old {
        return Ok(Said::told(subject, t.text("set-same", &args)));
    }
    lists::put(tx, place.list, &new);
    articles::append_event(tx, &Event::ListChanged { list: place.list })?;
    let before = Before::Settings { list: place.list, settings: Box::new(old) };
    changes::note(tx, desk.person.id, command.verb.word(), vec![before], desk.now)?;
    Ok(Said::done(subject, t.text("set-done", &args)))
}

/// Puts back what somebody who animates had changed, if they still may.
///
/// # Errors
/// When the store cannot be read.
pub(in super::super) fn put_back(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    before: &Before,
) -> Result<(), StoreError> {
    let list = match before {
        Before::Removed(was) | Before::Role(was) => was.list,
        Before::Brief(was) => was.list,
        Before::Settings { list, .. }
        | Before::Greeting { list, .. }
        | Before::Saying { list, .. }
        | Before::Marks { list, .. }
        | Before::Merged { list, .. }
        | Before::Split { list, .. } => *list,
        _ => return Ok(()),
    };
    let role = people::membership(tx, list, desk.person.id)?.map(|m| m.role);
    let may = match before {
        Before::Brief(_)
        | Before::Greeting { .. }
        | Before::Saying { .. }
        | Before::Marks { .. }
        | Before::Merged { .. }
        | Before::Split { .. } => {
            matches!(role, Some(Role::Animator | Role::Owner))
        }
        _ => role == Some(Role::Owner),
    };
    // Who gave their own role away takes it back: nobody else decided it since.
    let own = matches!(before, Before::Role(was) if was.person == desk.person.id);
    if !may && !own {
        return Ok(());
    }
    match before {
        Before::Removed(was) if people::membership(tx, list, was.person)?.is_none() => {
            people::put_membership(tx, was);
            ledger::stayed(tx, list, was.person);
            digests::settle(tx, was.person, &desk.site.timezone, desk.now)?;
        }
        Before::Role(was) => {
            if let Some(now) = people::membership(tx, list, was.person)? {
                people::put_membership(tx, &Membership { role: was.role, ..now });
            }
        }
        Before::Settings { settings, .. } => {
            lists::put(tx, list, settings);
            articles::append_event(tx, &Event::ListChanged { list })?;
        }
        Before::Brief(was) => {
            let of = (list, desk.person.id);
            let (pace, weekday, minute, away) = (was.pace, was.weekday, was.minute, was.away);
            let change = |r: &mut Rhythm| {
                (r.pace, r.weekday, r.minute, r.away) = (pace, weekday, minute, away);
            };
            brief_rhythms::change(desk.site, tx, of, (&change, desk.now))?;
        }
        Before::Greeting { ready, .. } => briefs::put_ready(tx, list, ready),
        Before::Saying { saying, .. } => sayings::put(tx, list, saying.as_ref()),
        Before::Merged { thread, came, .. } => {
            let zone = desk.site.zone_of(list)?;
            reshape::unmerge(tx, (list, *thread), came, &zone)?;
        }
        Before::Split { thread, new, .. } => {
            let zone = desk.site.zone_of(list)?;
            reshape::merge(tx, list, (*thread, *new), &zone)?;
        }
        Before::Marks { thread, marks, .. } => {
            let now = marks::get(tx, list, *thread)?;
            marks::put(tx, list, *thread, &marks::Marks { parted: now.parted, ..*marks });
            articles::append_event(tx, &Event::Marked { list, thread: *thread })?;
        }
        _ => {}
    }
    Ok(())
}
