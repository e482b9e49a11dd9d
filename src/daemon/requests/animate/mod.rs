//! Commands of those who animate (people asked in; threads joined, parted, closed, put on top) and of
//! those who own a list (people, roles, settings). Each is echoed, and can be taken back.
//! Who is speaking was proved, or asked, before it comes here.

mod brief;
mod invite;
mod owners;
pub(super) mod poll;
pub(super) mod report;
mod word;
mod words;

pub(super) use owners::put_back;
pub(super) use words::{Named, numbers};

use super::answer::Said;
use super::desk::{Desk, Place};
use crate::daemon::owners::people_of;
use crate::daemon::reshape::{self, Mark};
use crate::list::address::Route;
use crate::list::member::Role;
use crate::list::{ArticleNo, ThreadNo};
use crate::locale::Value;
use crate::request::{Command, Verb};
use crate::store::changes::{self, Before};
use crate::store::threads::Thread;
use crate::store::{StoreError, Tx, marks, people, threads};

/// One command of this family.
pub(super) fn act(desk: &Desk<'_>, tx: &mut Tx<'_>, command: &Command) -> Result<Said, StoreError> {
    if command.verb == Verb::Team {
        return team(desk, tx);
    }
    if matches!(command.verb, Verb::Report | Verb::Time) {
        return report::change(desk, tx, command);
    }
    let owned = matches!(command.verb, Verb::Remove | Verb::Role | Verb::Set);
    let may = |p: &&Place| match p.membership.role {
        Role::Owner => true,
        Role::Animator => !owned,
        Role::Member => false,
    };
    let mut places = desk.places.iter().filter(may);
    let place = match (places.next(), places.next()) {
        (Some(one), None) => one.clone(),
        (Some(_), Some(_)) => return Ok(told(desk, "animate-which")),
        (None, _) if owned => return Ok(told(desk, "animate-owners-only")),
        (None, _) => return Ok(told(desk, "animate-team-only")),
    };
    let said = match command.verb {
        Verb::Merge => merge(desk, tx, &place, command),
        Verb::Split => split(desk, tx, &place, command),
        Verb::Close => mark(desk, tx, &place, (command, Mark::Closed)),
        Verb::Pin => mark(desk, tx, &place, (command, Mark::Pinned)),
        Verb::Word => word::word(desk, tx, &place, command),
        Verb::Brief => brief::rhythm(desk, tx, &place, command),
        Verb::Nudge => brief::nudge(desk, tx, &place, command),
        Verb::SaveWelcome => brief::save_welcome(desk, tx, &place, command),
        Verb::Greet => brief::greet(desk, tx, &place, command),
        Verb::Invite => invite::invite(desk, tx, &place, command),
        Verb::Remove => owners::remove(desk, tx, &place, command),
        Verb::Role => owners::role(desk, tx, &place, command),
        _ => owners::set(desk, tx, &place, command),
    }?;
    if said.undoable || command.verb == Verb::Invite {
        crate::daemon::report::note_action(desk.site, tx, place.list)?;
    }
    Ok(said)
}

/// One sentence, and nothing changed.
fn told(desk: &Desk<'_>, key: &str) -> Said {
    Said::told(desk.t.s("animate-nothing-subject"), desk.t.s(key))
}

/// Who animates: names and roles, no address but the team's.
fn team(desk: &Desk<'_>, tx: &Tx<'_>) -> Result<Said, StoreError> {
    let t = desk.t;
    let mut paragraphs = Vec::new();
    for place in &desk.places {
        let mut lines = vec![t.a("team-of", "list", &place.settings.name)];
        for person in people_of(tx, place.list)? {
            let role = people::membership(tx, place.list, person.id)?.map(|m| m.role);
            let role = role.unwrap_or(Role::Animator);
            let args =
                [("name", Value::from(person.display().to_owned())), ("role", role.word().into())];
            lines.push(t.text("team-one", &args));
        }
        let humans = crate::list::address::fixed(&place.settings.address, Route::Owner);
        lines.push(t.a("team-write", "humans", humans.as_str()));
        paragraphs.push(lines.join("\n"));
    }
    Ok(Said::told(t.a("team-subject", "list", &desk.named()), paragraphs.join("\n\n")))
}

fn missing(desk: &Desk<'_>, no: ThreadNo) -> Said {
    let text = desk.t.a("animate-no-thread", "n", &no.to_string());
    Said::told(desk.t.s("animate-nothing-subject"), text)
}

fn named(thread: &Thread) -> [(&'static str, Value<'_>); 2] {
    [("title", thread.subject.as_str().into()), ("n", thread.no.to_string().into())]
}

/// A number, or what a page's address leads to: the thread, and the place of a message in it.
fn places(
    tx: &Tx<'_>,
    place: &Place,
    tail: &str,
) -> Result<Vec<(Option<ThreadNo>, usize)>, StoreError> {
    let mut found = Vec::new();
    for named in words::numbers(tail) {
        found.push(match named {
            words::Named::Number(n) => (None, usize::try_from(n).unwrap_or(0)),
            words::Named::Thread(n) => (Some(ThreadNo(n)), 0),
            words::Named::Message(n) => match reshape::place_of(tx, place.list, ArticleNo(n))? {
                Some((thread, at)) => (Some(thread), at),
                None => (None, 0),
            },
        });
    }
    Ok(found)
}

fn thread_of((thread, n): (Option<ThreadNo>, usize)) -> ThreadNo {
    thread.unwrap_or_else(|| ThreadNo(u32::try_from(n).unwrap_or(0)))
}

fn merge(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let all = places(tx, place, &command.tail)?;
    let [one, other] = all.as_slice() else { return Ok(told(desk, "merge-how")) };
    let (one, other) = (thread_of(*one), thread_of(*other));
    for no in [one, other] {
        if threads::resolve(tx, place.list, no)?.is_none() {
            return Ok(missing(desk, no));
        }
    }
    let zone = desk.site.zone_of(place.list)?;
    let Some(joined) = reshape::merge(tx, place.list, (one, other), &zone)? else {
        return Ok(told(desk, "merge-same"));
    };
    let before = Before::Merged { list: place.list, thread: joined.home.no, came: joined.came };
    changes::note(tx, desk.person.id, command.verb.word(), vec![before], desk.now)?;
    let (t, args) = (desk.t, named(&joined.home));
    Ok(Said::done(t.text("merged-subject", &args), t.text("merged", &args)))
}

fn split(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let all = places(tx, place, &command.tail)?;
    let (no, at) = match all.as_slice() {
        // « diviser 12 à partir de 3 », or by the permanent address of the message alone.
        [thread, at] => (thread_of(*thread), at.1),
        [(Some(thread), at)] if *at > 0 => (*thread, *at),
        _ => return Ok(told(desk, "split-how")),
    };
    if threads::resolve(tx, place.list, no)?.is_none() {
        return Ok(missing(desk, no));
    }
    let zone = desk.site.zone_of(place.list)?;
    let Some(new) = reshape::split(tx, place.list, (no, at), &zone)? else {
        return Ok(told(desk, "split-where"));
    };
    let t = desk.t;
    let mut args = named(&new).to_vec();
    args.push(("posts", Value::from(new.posts)));
    let before = Before::Split { list: place.list, thread: no, new: new.no };
    changes::note(tx, desk.person.id, command.verb.word(), vec![before], desk.now)?;
    Ok(Said::done(t.text("split-subject", &args), t.text("split", &args)))
}

fn mark(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    (command, mark): (&Command, Mark),
) -> Result<Said, StoreError> {
    let all = places(tx, place, &command.tail)?;
    let how = if mark == Mark::Closed { "close-how" } else { "pin-how" };
    let [one] = all.as_slice() else { return Ok(told(desk, how)) };
    let lifts = words::lifts(&command.tail);
    let no = thread_of(*one);
    let Some(thread) = threads::resolve(tx, place.list, no)? else {
        return Ok(missing(desk, no));
    };
    let before = marks::get(tx, place.list, thread.no)?;
    let since = (!lifts).then_some(desk.now);
    let Some((thread, changed)) = reshape::mark(tx, (place.list, thread.no), mark, since)? else {
        return Ok(missing(desk, no));
    };
    let key = match (mark, lifts) {
        (Mark::Closed, false) => "closed",
        (Mark::Closed, true) => "reopened",
        (Mark::Pinned, false) => "pinned",
        (Mark::Pinned, true) => "unpinned",
    };
    let t = desk.t;
    let subject = t.text(&format!("{key}-subject"), &named(&thread));
    let text = t.text(key, &named(&thread));
    if !changed {
        return Ok(Said::told(subject, t.s("animate-already")));
    }
    let before = Before::Marks { list: place.list, thread: thread.no, marks: before };
    changes::note(tx, desk.person.id, command.verb.word(), vec![before], desk.now)?;
    Ok(Said::done(subject, text))
}
