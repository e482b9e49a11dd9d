//! Polls: asked by mail to the poll address by somebody who animates, shown to them first, sent at
//! their word, answered to a box that is not the list, told when they close. How a draft and an answer
//! are read is [`crate::animation::poll`]'s.

mod day;
mod draft;
mod letters;
mod outside;
mod say;
mod turn;
mod vote;
mod yearly;

pub use self::day::day_answered;
pub use self::draft::{Drafted, answered, carry_out, plan, show_ready};
pub use self::letters::{Votes, cast_all, one, shown};
pub use self::outside::{Guested, guested, host_guest, unreached};
pub use self::turn::{close_now, put_off, run_answered, step};
pub use self::vote::{Vote, cast, claimed, in_thread, read};
pub use self::yearly::{again_answered, before};

use super::answers::Answer;
use super::{Site, calls, moderation, report};
use crate::list::ask::Ask;
use crate::list::member::{Person, Role};
use crate::list::settings::{Polls, Settings};
use crate::list::{ListId, PersonId};
use crate::smtp::handler::Verdict;
use crate::store::{Read, StoreError, Tx, lists, people};

/// Whether somebody may make polls here.
///
/// # Errors
/// When the store cannot be read.
pub fn may_make(
    from: &impl Read,
    (list, settings): (ListId, &Settings),
    person: &Person,
) -> Result<bool, StoreError> {
    let member = people::membership(from, list, person.id)?;
    Ok(member.is_some_and(|m| m.role != Role::Member || settings.polls == Polls::Members))
}

/// Who made a poll and answers about it, with their list's settings; `Err`: what the wire is told, `why`
/// if it is not, or no more, theirs to say.
fn maker(
    site: &Site,
    tx: &mut Tx<'_>,
    (answer, ask): (&Answer, &Ask),
    why: &str,
) -> Result<Result<(Person, Settings), Verdict>, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let (Some(person), Some(settings)) = (person, lists::get(tx, ask.list)?) else {
        return Ok(Err(Verdict::unknown()));
    };
    let may = may_make(tx, (ask.list, &settings), &person)?;
    if !may || !moderation::is_from(answer, ask, &person) {
        return Ok(Err(Verdict::refused("5.7.1", why)));
    }
    if calls::animates(tx, ask.list, &person)? {
        report::note_action(site, tx, ask.list)?;
    }
    Ok(Ok((person, settings)))
}

/// Members read at a time.
const PAGE: usize = 200;

/// Members that a poll reaches, of those after one, with the last that was looked at; `None`: there
/// are no more.
type Reached = Option<(PersonId, Vec<PersonId>)>;

fn reached(from: &impl Read, list: ListId, after: Option<PersonId>) -> Result<Reached, StoreError> {
    let page = people::memberships(from, list, after, PAGE)?;
    let Some(last) = page.last().map(|m| m.person) else { return Ok(None) };
    Ok(Some((last, page.iter().filter(|m| calls::reaches(m)).map(|m| m.person).collect())))
}

/// How many members a poll reaches.
fn count_reached(from: &impl Read, list: ListId) -> Result<usize, StoreError> {
    let (mut count, mut after) = (0, None);
    while let Some((last, people)) = reached(from, list, after)? {
        count += people.len();
        after = Some(last);
    }
    Ok(count)
}
