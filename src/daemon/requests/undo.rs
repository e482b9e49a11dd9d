//! Taking back the last change, within thirty days of it, or a post that has not left yet.

use super::answer::Said;
use super::desk::Desk;
use super::{animate, card, withdraw};
use crate::daemon::{notes, window};
use crate::digest::excerpt::shorten;
use crate::list::member::{Membership, Person};
use crate::store::changes::{self, Before};
use crate::store::{StoreError, Tx, digests, ledger, lists, people, reports, welcomes, wishes};

/// Characters of a subject inside one of our sentences.
const SUBJECT: usize = 60;

/// Puts things back as they were before the author's last change.
pub(super) fn undo(desk: &mut Desk<'_>, tx: &mut Tx<'_>) -> Result<Said, StoreError> {
    let t = desk.t;
    let change = changes::last(tx, desk.person.id, desk.now)?;
    for place in &desk.places {
        let since = change.as_ref().map(|c| c.at);
        let unsent = window::take_back_last(tx, (place.list, &desk.person), since)?;
        if let Some(subject) = unsent {
            let subject = shorten(&subject, SUBJECT);
            let heading = t.a("taken-back-subject", "subject", &subject);
            return Ok(Said::told(heading, t.a("taken-back", "subject", &subject)));
        }
    }
    let Some(change) = change else {
        return Ok(Said::told(t.s("nothing-to-undo-subject"), t.s("nothing-to-undo")));
    };
    let mut back = None;
    for before in &change.before {
        match before {
            Before::Person(was) => {
                desk.person = chosen_again(&desk.person, was);
                people::put(tx, &desk.person);
            }
            Before::Membership(was) => membership(desk, tx, was)?,
            Before::Left(was) => back = Some(rejoin(desk, tx, was)?),
            Before::Wish { list, thread, wish } => {
                wishes::put(tx, *list, *thread, desk.person.id, *wish);
            }
            Before::Report { list, own } => reports::put_own(tx, *list, desk.person.id, own),
            Before::Welcome(was) => welcomes::put(tx, was)?,
            Before::Note { list, note, version } => {
                notes::put_back(tx, &desk.person, (*list, *note), *version)?;
            }
            Before::Withdrawn { list, article } => {
                withdraw::put_back(desk, tx, (*list, *article))?;
            }
            others => animate::put_back(desk, tx, others)?,
        }
    }
    changes::forget(tx, &change)?;
    digests::settle(tx, desk.person.id, &desk.site.timezone, desk.now)?;
    desk.look_again(tx)?;
    let text = match back {
        Some(name) => t.a("undone-left", "list", &name),
        None => t.text("undone", &[("verb", change.verb.as_str().into())]),
    };
    // What was settled for others says nothing about one's own choices.
    let own = |b: &Before| {
        matches!(
            b,
            Before::Person(_) | Before::Membership(_) | Before::Left(_) | Before::Wish { .. }
        )
    };
    if !change.before.iter().any(own) {
        return Ok(Said::told(t.s("undone-subject"), text));
    }
    let table = card::settings(desk, tx)?;
    let text = format!("{text}\n\n{}", table.text);
    Ok(Said { says_settings: true, ..Said::told(t.s("undone-subject"), text) })
}

/// What somebody had chosen, for who they are now.
fn chosen_again(now: &Person, was: &Person) -> Person {
    Person { id: now.id, address: now.address.clone(), ..was.clone() }
}

/// What was chosen about one list; what others decided there since stays.
fn membership(desk: &Desk<'_>, tx: &mut Tx<'_>, was: &Membership) -> Result<(), StoreError> {
    if let Some(mut now) = people::membership(tx, was.list, desk.person.id)? {
        now.delivery = was.delivery;
        now.chosen = was.chosen;
        now.paused = was.paused;
        people::put_membership(tx, &now);
    }
    Ok(())
}

/// A member again, as they were; the list's name.
fn rejoin(desk: &Desk<'_>, tx: &mut Tx<'_>, was: &Membership) -> Result<String, StoreError> {
    if people::membership(tx, was.list, desk.person.id)?.is_none() {
        people::put_membership(tx, was);
        ledger::stayed(tx, was.list, desk.person.id);
    }
    Ok(lists::get(tx, was.list)?.map_or_else(String::new, |s| s.name))
}
