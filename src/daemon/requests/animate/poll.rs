//! « Sondage besoins », « valeur »: a ready form, shown to who asks for it as any draft is; else how a poll
//! is made. « Clore »: one's own poll ends. The polls themselves are [`crate::daemon::polls`]'.

use super::super::answer::Said;
use super::super::desk::Desk;
use crate::daemon::polls;
use crate::daemon::{calls, report};
use crate::digest::excerpt::shorten;
use crate::list::address::Route;
use crate::locale::Value;
use crate::mail::recognise;
use crate::request::Command;
use crate::store::polls::{self as kept, Poll};
use crate::store::{StoreError, Tx};

/// Shows the form that was named. `None`: its draft is the answer.
pub(in crate::daemon::requests) fn make(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Option<Said>, StoreError> {
    let mut may = Vec::new();
    for place in &desk.places {
        if polls::may_make(tx, (place.list, &place.settings), &desk.person)? {
            may.push(place);
        }
    }
    let place = match may.as_slice() {
        [place] => *place,
        [] => return Ok(Some(super::told(desk, "animate-team-only"))),
        _ => return Ok(Some(super::told(desk, "animate-which"))),
    };
    let of = (place.list, &place.settings, &desk.person);
    if polls::show_ready(desk.site, tx, of, &command.tail, desk.now)? {
        return Ok(None);
    }
    let t = desk.t;
    let address = crate::list::address::fixed(&place.settings.address, Route::Poll);
    let args =
        [("address", Value::from(address.as_str())), ("list", place.settings.name.as_str().into())];
    Ok(Some(Said::told(t.text("poll-made-subject", &args), t.text("poll-made-by", &args))))
}

/// Closes the author's one open poll, or the one whose question has these words.
pub(in crate::daemon::requests) fn close(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Said, StoreError> {
    let said = recognise::words(&command.tail);
    let named = |poll: &Poll| {
        let title = recognise::words(&poll.form.title);
        said.iter().all(|word| title.contains(word))
    };
    let mut open = Vec::new();
    for place in &desk.places {
        let theirs = |p: &Poll| p.by == desk.person.id && p.is_open(desk.now);
        open.extend(kept::of_list(tx, place.list)?.into_iter().filter(theirs));
    }
    if open.len() > 1 {
        open.retain(named);
    }
    let t = desk.t;
    let title = |poll: &Poll| t.a("quoted", "text", &shorten(&poll.form.title, 60));
    match open.as_slice() {
        [] => Ok(super::told(desk, "poll-close-none")),
        [poll] => {
            if calls::animates(tx, poll.list, &desk.person)? {
                report::note_action(desk.site, tx, poll.list)?;
            }
            polls::close_now(desk.site, tx, poll.clone(), desk.now)?;
            let title = title(poll);
            let subject = t.a("poll-closed-subject", "title", &title);
            Ok(Said::told(subject, t.a("poll-closed", "title", &title)))
        }
        several => {
            let titles: Vec<String> = several.iter().map(title).collect();
            let which = t.a("poll-close-which", "titles", &t.joined(&titles));
            Ok(Said::told(t.s("animate-nothing-subject"), which))
        }
    }
}
