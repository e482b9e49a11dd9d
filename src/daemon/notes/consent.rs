//! Those whom a public note quotes are asked first: three days to object, or to be quoted without their
//! name. Saying nothing lets it be.

use super::draft::{Asked, asked};
use super::origin::Repeated;
use super::{publish, say};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::answers::Answer;
use crate::list::NoteNo;
use crate::list::PersonId;
use crate::list::ask::Ask;
use crate::list::decision::{self, Decision};
use crate::mail::recognise;
use crate::smtp::handler::Verdict;
use crate::store::notes::{self, Draft, Quoted, Say, Stage};
use crate::store::{Read, StoreError, Tx, asks, people};

/// Those other than its author whom a note quotes, each with a passage. Who left is not written to: their
/// name does not stand in it.
pub(super) fn quoted(
    from: &impl Read,
    of: &Asked,
    repeated: &[Repeated],
) -> Result<Vec<(Quoted, String)>, StoreError> {
    let mut found: Vec<(Quoted, String)> = Vec::new();
    for Repeated { article, passage } in repeated {
        let name = article.from.display().to_owned();
        let Some(person) = people::find(from, &article.from.address)? else {
            let nobody = found.iter().any(|(q, _)| q.name == name);
            if !nobody {
                let (person, article) = (PersonId(0), article.no);
                found.push((Quoted { person, name, article, say: Say::Unnamed }, String::new()));
            }
            continue;
        };
        let own = person.id == of.draft.by || person.id == of.note.by;
        if own || found.iter().any(|(q, _)| q.person == person.id) {
            continue;
        }
        let member = people::membership(from, of.note.list, person.id)?;
        let reached = member.is_some_and(|m| m.suspended.is_none());
        let say = if reached { Say::Asked } else { Say::Unnamed };
        let quoted = Quoted { person: person.id, name, article: article.no, say };
        found.push((quoted, passage.clone()));
    }
    Ok(found)
}

/// Asks one of them.
pub(super) fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    of: &Asked,
    (person, passage, until): (PersonId, &str, Timestamp),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(person) = people::get(tx, person)? else { return Ok(()) };
    say::ask_quoted(site, tx, (of.note.list, &of.settings, &person), (of, passage, until), now)
}

/// One of them says so.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no, draft): (&Ask, NoteNo, u32),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let of = match asked(tx, (answer, ask), (no, draft, Stage::Quoted))? {
        Ok(of) => of,
        Err(verdict) => return Ok(verdict),
    };
    let Asked { mut note, draft, person, settings } = of;
    let to = (ask.list, &settings, &person);
    let back = (answer.message_id.clone(), now);
    let first = answer.said().lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let said = recognise::words(first);
    let unnamed = recognise::holds(&said, &recognise::expressions("note-value-unnamed"));
    let say = match decision::read(answer.said()) {
        _ if unnamed => Say::Unnamed,
        Some(Decision::Yes) => Say::Agreed,
        Some(Decision::No(_) | Decision::Spam) => Say::Objects,
        None => {
            say::unclear_quoted(site, tx, to, &draft.form, back)?;
            return Ok(Verdict::accepted("Not understood"));
        }
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    for quoted in note.quotes.iter_mut().filter(|q| q.person == person.id) {
        quoted.say = say;
    }
    say::quoted_thanks(site, tx, to, (&draft.form, say), back)?;
    tracing::info!(event = "note-quoted", list = %ask.list, note = %no, say = ?say);
    if say == Say::Objects {
        let Some(author) = people::get(tx, draft.by)? else { return Ok(super::gone()) };
        publish::objected(site, tx, Asked { note, draft, person: author, settings }, now)?;
        return Ok(Verdict::accepted("Noted"));
    }
    let all = note.quotes.iter().all(|q| q.say != Say::Asked);
    notes::put(tx, &note);
    if all {
        notes::put_draft(tx, (note.list, note.no), &Draft { due: now, ..draft })?;
    }
    Ok(Verdict::accepted("Noted"))
}
