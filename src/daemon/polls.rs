//! Polls: asked by mail to the poll address by somebody who animates, shown to them first, sent at
//! their word, answered to a box that is not the list, told when they close. How a draft and an answer
//! are read is [`crate::animation::poll`]'s.

mod day;
mod draft;
mod letters;
mod say;
mod turn;
mod vote;

pub use self::day::day_answered;
pub use self::draft::{Drafted, answered, carry_out, plan};
pub use self::letters::{Votes, cast_all, one, shown};
pub use self::turn::{run_answered, step};
pub use self::vote::{Vote, cast, claimed, in_thread, read};

use super::calls;
use crate::list::{ListId, PersonId};
use crate::store::{Read, StoreError, people};

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
