//! What somebody new answers to the welcome series, and somebody quiet to our question: a digit, a
//! command, or a sentence for the humans.

use crate::clock::Timestamp;
use crate::daemon::answers::Answer;
use crate::daemon::requests::Reach;
use crate::daemon::{Site, owners, requests, robot};
use crate::list::ask::{Ask, What};
use crate::list::member::Person;
use crate::request::{self, Command, Verb, when};
use crate::smtp::handler::Verdict;
use crate::store::welcomes::{self, Series};
use crate::store::{StoreError, Tx, answered, asked, people};

/// The paces that are offered, in order.
const PACES: [Verb; 3] = [Verb::Each, Verb::Weekly, Verb::Monthly];
/// What somebody quiet may choose, after « as it is ».
const CHOICES: [Verb; 3] = [Verb::Monthly, Verb::Pause, Verb::Leave];
/// What may have brought somebody.
const REASONS: u8 = 4;

/// Carries the answer out. The last one counts.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    mut answer: Answer,
    ask: &Ask,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let person = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let Some(person) = person else { return Ok(Verdict::unknown()) };
    if people::membership(tx, ask.list, person.id)?.is_none() {
        return Ok(Verdict::accepted("Noted"));
    }
    let digit = when::digit(answer.said());
    let commands = match (&ask.what, digit) {
        (What::Brings, Some(n)) if (1..=REASONS).contains(&n) => {
            return brings(site, tx, &answer, (ask, &person, n), now);
        }
        (What::Pace, Some(n)) => {
            let pace = usize::from(n).checked_sub(1).and_then(|at| PACES.get(at));
            pace.map(|verb| Command::bare(*verb)).into_iter().collect()
        }
        (What::Quiet { .. }, Some(1)) => {
            if answered::may_answer(tx, &person.address, now)? {
                note(site, tx, &answer, (&person, "quiet-stays"), now)?;
            }
            return Ok(Verdict::accepted("Noted"));
        }
        (What::Quiet { .. }, Some(n)) => {
            let choice = usize::from(n).checked_sub(2).and_then(|at| CHOICES.get(at));
            choice.map(|verb| Command::bare(*verb)).into_iter().collect()
        }
        _ => request::read("", answer.said(), &[]).commands,
    };
    if answer.is_their_own(ask, &commands) {
        let reach = match ask.what {
            What::Quiet { everywhere: true } => Reach::Everywhere,
            _ => Reach::List,
        };
        return requests::in_answer(site, tx, answer, (&person, commands, reach), now);
    }
    if let Some(forward) = answer.forward.take() {
        owners::carry_out(site, tx, forward, now)?;
    }
    if asked::once_a_day(tx, &format!("newcomer-{}", ask.no), ask.list, person.id, now)? {
        note(site, tx, &answer, (&person, "newcomer-passed-on"), now)?;
    }
    Ok(Verdict::accepted("Passed on to the people in charge"))
}

/// Notes what brought them, and says so once.
fn brings(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, person, n): (&Ask, &Person, u8),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    if let Some(series) = welcomes::get(tx, ask.list, person.id)? {
        welcomes::put(tx, &Series { brings: Some(n), ..series })?;
    }
    tracing::info!(event = "brings", list = %ask.list, person = %person.id, n);
    if answered::may_answer(tx, &person.address, now)? {
        note(site, tx, answer, (person, "newcomer-noted"), now)?;
    }
    Ok(Verdict::accepted("Noted"))
}

pub(super) fn note(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (person, key): (&Person, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(person, &answer.settings);
    let words = (t.s(&format!("{key}-subject")), vec![t.a(key, "list", &answer.settings.name)]);
    let of = (answer.list, &answer.settings, person);
    robot::note(site, tx, of, words, (answer.message_id.clone(), now))
}
