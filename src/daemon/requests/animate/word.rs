//! `mot : …`: what those who animate want said, once, on top of each reader's next digest.

use super::super::answer::Said;
use super::super::desk::{Desk, Place};
use crate::digest::excerpt::visible;
use crate::digest::schedule::Cadence;
use crate::locale::{self, Value};
use crate::mail::recognise;
use crate::request::Command;
use crate::store::articles::{self, Event};
use crate::store::changes::{self, Before};
use crate::store::sayings::{self, Saying};
use crate::store::{StoreError, Tx, people};

/// Characters of it.
const MOST: usize = 600;

/// Says it, says nothing more, or tells what is being said.
pub(super) fn word(
    desk: &Desk<'_>,
    tx: &mut Tx<'_>,
    place: &Place,
    command: &Command,
) -> Result<Said, StoreError> {
    let t = desk.t;
    let subject = t.a("word-subject", "list", &place.settings.name);
    let text = paragraphs(&command.tail);
    let long = text.chars().count();
    let was = sayings::get(tx, place.list)?;
    if text.is_empty() {
        let now = was.map(|was| t.a("word-now", "text", &was.text));
        let lines: Vec<String> = now.into_iter().chain([t.s("word-how")]).collect();
        return Ok(Said::told(subject, lines.join("\n\n")));
    }
    if long > MOST {
        let args = [("n", Value::from(long)), ("most", MOST.into())];
        return Ok(Said::told(subject, t.text("word-too-long", &args)));
    }
    let ends = recognise::words(&text);
    let ends = locale::all()
        .iter()
        .any(|l| l.s("word-none").split('|').any(|none| recognise::words(none) == ends));
    if ends && was.is_none() {
        return Ok(Said::told(subject, t.s("animate-already")));
    }
    // A position of the log of its own: later than all that any digest has told.
    let event = articles::append_event(tx, &Event::ListChanged { list: place.list })?;
    let new = Saying { person: desk.person.id, at: desk.now, event, text };
    sayings::put(tx, place.list, (!ends).then_some(&new));
    let before = Before::Saying { list: place.list, saying: was };
    changes::note(tx, desk.person.id, command.verb.word(), vec![before], desk.now)?;
    if ends {
        return Ok(Said::done(subject, t.s("word-removed")));
    }
    let all = people::memberships(tx, place.list, None, usize::MAX)?;
    let readers = all.iter().filter(|m| Cadence::of(m.delivery).is_some()).count();
    let quoted = t.a("digest-quote", "text", &new.text);
    Ok(Said::done(subject, format!("{}\n\n{quoted}", t.n("word-done", &readers))))
}

/// Lines without blanks around, controls and characters that hide others.
fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let seen = visible(line);
        seen.split([' ', '\t']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    });
    lines.filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}
