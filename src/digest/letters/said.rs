//! What stands after a poll's letter: numbers, a yes or a no, an option's own words. Not how sure that makes
//! it a vote.

use std::sync::OnceLock;

use crate::animation::poll::{Ballot, Form, ballot};
use crate::list::decision::{self, Decision};
use crate::mail::recognise::{self, Expression, begins, words};
use crate::mail::text::uncut;
use crate::request::when;

/// Characters of what may be no more than a number and politeness.
const SHORT: usize = 40;
/// Blanks that may stand after a word.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\u{a0}', '\u{202f}'];

/// What follows the numbers at the head; `None`: there is none.
pub(super) fn numbers(said: &str) -> Option<&str> {
    const JOINTS: [&str; 4] = ["et", "and", "ou", "or"];
    const BEFORE: [&str; 6] = ["option", "choix", "choice", "n°", "no", "nº"];
    let mut rest = said;
    if let Some(word) = BEFORE.iter().find(|w| rest.to_lowercase().starts_with(**w)) {
        rest = rest.get(word.len()..)?.trim_start_matches([' ', '\u{a0}', '.', ':']);
    }
    let mut found = None;
    loop {
        let head = rest.trim_start_matches(['#', ' ', '\u{a0}', ',', ';', '&', '+']);
        let head = match JOINTS.iter().find_map(|j| head.strip_prefix(j)) {
            Some(after) if found.is_some() && after.starts_with(BLANKS) => after.trim_start(),
            _ => head,
        };
        let digits = head.bytes().take_while(u8::is_ascii_digit).count();
        let glued = head.get(digits..).and_then(|r| {
            let mut next = r.chars();
            let (first, second) = (next.next()?, next.next());
            let part = ['.', ',', ':', '/', '-'].contains(&first);
            Some(first.is_alphanumeric() || (part && second.is_some_and(|c| c.is_alphanumeric())))
        });
        // « 2,4 » are two options; « 14:30 » and « 2e » are none.
        let listed = head.get(digits..).is_some_and(|r| r.starts_with(','));
        if !(1..=2).contains(&digits) || (glued == Some(true) && !listed) {
            return found.or_else(|| (digits > 0).then_some(head).filter(|_| glued == Some(true)));
        }
        rest = head.get(digits..)?;
        found = Some(rest);
    }
}

/// Whether what follows the numbers is nothing: an end, a mark, politeness.
pub(super) fn is_whole(after: &str) -> bool {
    let short = after.chars().count() <= SHORT && !after.chars().any(|c| c.is_ascii_digit());
    short && !after.starts_with('%') && when::says_nothing(after)
}

/// « parce que », “because”, or a mark before more words.
pub(super) fn gives_reason(after: &str) -> bool {
    static REASONS: OnceLock<Vec<Expression>> = OnceLock::new();
    let reasons = REASONS.get_or_init(|| recognise::expressions("digest-vote-reasons"));
    after.starts_with(['.', ';', '(', '!', ':', '–', '—', '-'])
        || begins(&words(after), reasons).is_some()
}

/// Whether these are the very words of an option.
pub(super) fn is_option(form: &Form, said: &str) -> bool {
    let said = words(said);
    let options = form.single().map(|q| q.options.as_slice()).unwrap_or_default();
    !said.is_empty() && options.iter().any(|o| words(o) == said)
}

/// Whether all that is said is a yes or a no.
pub(super) fn decision_alone(said: &str) -> bool {
    let alone = words(said);
    let short = !alone.is_empty() && alone.len() <= 2;
    short && matches!(decision::read(said), Some(Decision::Yes | Decision::No(None)))
}

/// Whether it is the yes or the no of a poll that offers these.
pub(super) fn yes_or_no(form: &Form, said: &str) -> bool {
    decision_alone(said) && of_decision(form, said).is_some()
}

/// The option that says yes, or no, as somebody did.
fn of_decision(form: &Form, said: &str) -> Option<usize> {
    let wanted = decision::read(said)?;
    let options = form.single().map(|q| q.options.as_slice()).unwrap_or_default();
    let same = |o: &String| decision_alone(o) && decision::read(o).as_ref() == Some(&wanted);
    let mut found = options.iter().enumerate().filter(|(_, o)| same(o)).map(|(at, _)| at);
    found.next().filter(|_| found.next().is_none())
}

pub(super) fn answer(form: &Form, said: &str) -> Option<Ballot> {
    let first = said.lines().next().unwrap_or_default();
    if !is_option(form, first)
        && decision_alone(first)
        && let Some(at) = of_decision(form, first)
    {
        return ballot::read(form, "", &uncut(&(at + 1).to_string()).segments);
    }
    ballot::read(form, "", &uncut(said.trim()).segments)
}
