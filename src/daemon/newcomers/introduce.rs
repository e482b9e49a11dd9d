//! Who somebody new is, in two sentences: written in reply to the welcome, shown to them as the others will
//! read it, and told once in the members' digests if they say yes. Nobody else sees it, no public page has it.
//!
//! Whoever wants to say hello writes to an address that hides both addresses, not to a thread: a word from one
//! person asks nothing back, and a newcomer need not see their own welcome go to everyone.

mod say;
mod words;

use super::next_due as due_after;
use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::requests::{self, Reach};
use crate::daemon::{Site, owners};
use crate::list::ask::{Ask, Portrait, What};
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::list::settings::{Posting, Preset, Settings};
use crate::locale::Locale;
use crate::request;
use crate::smtp::handler::Verdict;
use crate::store::articles::{self, Event};
use crate::store::introductions::{self, Introduction};
use crate::store::{StoreError, Tx, asked, asks, people, welcomes};

/// Whether somebody new is asked to say who they are: where posts wait for the team, or only the team
/// writes, a digest is no way around that.
pub fn invites(settings: &Settings) -> bool {
    settings.preset == Preset::Community
        && matches!(settings.posting, Posting::Members | Posting::Anyone)
}

/// « Léa, Café du coin ».
pub fn headed(t: &Locale, name: &str, organisation: Option<&str>) -> String {
    match organisation {
        Some(of) => {
            t.text("digest-newcomer-of", &[("name", name.into()), ("organisation", of.into())])
        }
        None => name.to_owned(),
    }
}

/// Carries out an answer to the welcome, to the preview, or to the last word.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: Answer,
    ask: &Ask,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    if people::membership(tx, ask.list, person.id)?.is_none() {
        return Ok(Verdict::accepted("Noted"));
    }
    let takes_back = decision::takes_back(answer.said());
    let decision = decision::read(answer.said());
    match (&ask.what, decision) {
        (What::Introduced, Some(Decision::No(_) | Decision::Spam)) => {
            take_back(site, tx, (&answer, ask, &person), now)
        }
        (What::Introduced, _) if takes_back => take_back(site, tx, (&answer, ask, &person), now),
        (What::Introduction { .. }, Some(Decision::Yes)) => {
            agree(site, tx, (&answer, ask, &person), now)
        }
        (What::Introduction { .. }, Some(Decision::No(None) | Decision::Spam)) => {
            drop(site, tx, (&answer, ask, &person), now)
        }
        (What::Introduction { .. }, _) if takes_back => {
            drop(site, tx, (&answer, ask, &person), now)
        }
        _ => other(site, tx, (answer, ask, &person), now),
    }
}

/// Neither a yes nor a no: a command, an introduction, or a word for the team.
fn other(
    site: &Site,
    tx: &mut Tx<'_>,
    (mut answer, ask, person): (Answer, &Ask, &Person),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let reading = request::read("", answer.said(), &[]);
    if reading.words == 0 && answer.is_their_own(ask, &reading.commands) {
        return requests::in_answer(site, tx, answer, (person, reading.commands, Reach::List), now);
    }
    let before = match &ask.what {
        What::Introduction { portrait } => Some(portrait.clone()),
        _ => None,
    };
    let said = words::read(&answer.words, person, before.as_ref());
    if let Some(portrait) = said.filter(|_| invites(&answer.settings)) {
        return propose(site, tx, (&answer, ask, person), portrait, now);
    }
    if words::is_polite(&answer.words, person) {
        return Ok(Verdict::accepted("Noted"));
    }
    if let Some(forward) = answer.forward.take() {
        owners::carry_out(site, tx, forward, now)?;
    }
    if asked::once_a_day(tx, &format!("newcomer-{}", ask.no), ask.list, person.id, now)? {
        super::answer::note(site, tx, &answer, (person, "newcomer-passed-on"), now)?;
    }
    Ok(Verdict::accepted("Passed on to the people in charge"))
}

/// Shows them what the others would read.
fn propose(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, ask, person): (&Answer, &Ask, &Person),
    portrait: Portrait,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if asked::few(tx, &format!("introduce-{}-{}", ask.list, person.id), PREVIEWS, now)? {
        say::preview(site, tx, (answer, person), portrait, now)?;
    }
    Ok(Verdict::accepted("Shown to its author first"))
}

/// Previews that one person may ask for in a day.
const PREVIEWS: (usize, i64) = (10, 86_400);

fn agree(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, ask, person): (&Answer, &Ask, &Person),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let What::Introduction { portrait } = &ask.what else { return Ok(Verdict::unknown()) };
    if asks::answer(tx, ask.list, ask.no, now)?.is_none() {
        return Ok(Verdict::accepted("Answered already"));
    }
    // A position of the log of its own: later than all that any digest has told.
    let event = articles::append_event(tx, &Event::ListChanged { list: ask.list })?;
    let Portrait { name, organisation, text } = portrait.clone();
    let (list, person_id) = (ask.list, person.id);
    introductions::put(
        tx,
        &Introduction { list, person: person_id, name, organisation, text, at: now, event },
    );
    // Who has said who they are is not asked what brings them.
    if let Some(series) =
        welcomes::get(tx, list, person_id)?.filter(|s| s.due.is_some() && s.done == 0)
    {
        let series = welcomes::Series { done: 1, ..series };
        let due = due_after(&series, now);
        welcomes::put(tx, &welcomes::Series { due, ..series })?;
    }
    tracing::info!(event = "introduced", %list, person = %person_id);
    say::agreed(site, tx, (answer, person), now)?;
    Ok(Verdict::accepted("The others will read it"))
}

fn drop(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, ask, person): (&Answer, &Ask, &Person),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if asks::answer(tx, ask.list, ask.no, now)?.is_some() {
        say::told(site, tx, (answer, person), "introduction-dropped", now)?;
    }
    Ok(Verdict::accepted("Nobody reads it"))
}

fn take_back(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, ask, person): (&Answer, &Ask, &Person),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if asks::answer(tx, ask.list, ask.no, now)?.is_some() {
        introductions::forget(tx, ask.list, person.id);
        say::told(site, tx, (answer, person), "introduction-removed", now)?;
    }
    Ok(Verdict::accepted("Taken back"))
}
