//! Threads one wants all of, or nothing more of: by number, by the thread's own address, or in reply
//! to one of its messages.

use super::answer::Said;
use super::desk::{Desk, Place};
use crate::list::{ListId, ThreadNo};
use crate::mail::message::Message;
use crate::request::{Command, Verb, when};
use crate::store::changes::{self, Before};
use crate::store::threads::{self, Thread};
use crate::store::wishes::{self, Attention, Wish};
use crate::store::{Read, StoreError, Tx, articles};

/// Identifiers of a mail that are looked up.
const LINKS: usize = 20;

/// The thread that a mail answers.
pub(super) fn answered(
    from: &impl Read,
    list: ListId,
    message: &Message<'_>,
) -> Result<Option<ThreadNo>, StoreError> {
    let references = message.references();
    let ids = message.in_reply_to().into_iter().chain(references.into_iter().rev());
    for id in ids.take(LINKS) {
        if let Some(thread) = threads::node(from, list, &id.hash())?.and_then(|n| n.thread) {
            return Ok(Some(thread));
        }
    }
    Ok(None)
}

/// The thread a command names, and its place. `Err`: what to say instead.
pub(super) fn named<'d>(
    desk: &'d Desk<'_>,
    from: &impl Read,
    command: &Command,
) -> Result<Result<(&'d Place, Thread), Said>, StoreError> {
    let t = desk.t;
    let subject = t.s("which-one-subject");
    let [place] = desk.places.as_slice() else {
        return Ok(Err(Said::told(subject, t.s("which-community"))));
    };
    let number = when::number(&command.tail).map(ThreadNo).or(desk.thread);
    let Some(number) = number else {
        return Ok(Err(Said::told(subject, t.a("which-one", "word", &desk.word(command)))));
    };
    Ok(match threads::resolve(from, place.list, number)? {
        Some(thread) => Ok((place, thread)),
        None => Err(Said::told(subject, t.a("no-such-thread", "n", &number.to_string()))),
    })
}

/// The thread's title as it is shown.
pub(super) fn title(desk: &Desk<'_>, thread: &Thread) -> String {
    let hidden = desk.t.s("digest-address-hidden");
    let title = crate::digest::excerpt::clean(&thread.subject, &hidden);
    if title.is_empty() { desk.t.s("digest-no-subject") } else { title }
}

/// Follows, mutes, or neither.
pub(super) fn wish(
    desk: &mut Desk<'_>,
    tx: &mut Tx<'_>,
    command: &Command,
) -> Result<Said, StoreError> {
    let (list, thread) = match named(desk, tx, command)? {
        Ok((place, thread)) => (place.list, thread),
        Err(said) => return Ok(said),
    };
    let since = articles::last_event(tx)?;
    let of = |attention| Some(Wish { attention, since });
    let (wish, word) = match command.verb {
        Verb::Follow => (of(Attention::Follow), "follow"),
        Verb::Mute => (of(Attention::Mute), "mute"),
        _ => (None, "unfollow"),
    };
    let person = desk.person.id;
    let was = wishes::get(tx, list, thread.no, person)?;
    let same = was.map(|w| w.attention) == wish.map(|w| w.attention);
    let title = title(desk, &thread);
    let subject = desk.t.a(&format!("{word}-subject"), "title", &title);
    let what = desk.t.a(&format!("{word}-done"), "title", &title);
    if same {
        return Ok(Said::told(subject, desk.t.a("already-so", "what", &what)));
    }
    wishes::put(tx, list, thread.no, person, wish);
    let before = vec![Before::Wish { list, thread: thread.no, wish: was }];
    changes::note(tx, person, command.verb.word(), before, desk.now)?;
    Ok(Said::done(subject, desk.t.a("done", "what", &what)))
}
