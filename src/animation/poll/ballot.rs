//! Reading an answer to a poll: a digit, several, a word of an option, or numbered lines for a survey.
//! What stands in somebody's quotation is never an answer.

use super::line::unquoted;
use super::{Answer, Ballot, COMMENT_LENGTH, Form, Kind, Question, SCALE, letter};
use crate::mail::recognise;
use crate::mail::text::{Segment, SegmentKind};
use crate::request::when;

/// Letters that a named option must have before a part of it is enough.
const ENOUGH: usize = 3;
/// Words of a greeting.
const GREETING: usize = 4;

/// Reads what somebody wrote, `segments` being their mail cut into their words and what they quote.
/// `None`: no answer can be read with certainty.
pub fn read(form: &Form, subject: &str, segments: &[Segment]) -> Option<Ballot> {
    let own = segments.iter().filter(|s| s.kind == SegmentKind::Words);
    let words = own.map(|s| s.text.as_str()).collect::<String>();
    match form.single() {
        Some(question) => {
            // A tapped option stands in the subject; a program's advertisement may be all the text.
            one(question, &words).or_else(|| {
                let theirs = recognise::words(subject) != recognise::words(&form.title);
                theirs.then(|| one(question, subject)).flatten()
            })
        }
        None => survey(form, segments),
    }
}

/// An answer as somebody would write it: what [`read`] reads as the same.
pub fn written(form: &Form, ballot: &Ballot) -> String {
    let join = |names: Vec<String>| names.join(", ");
    let mut lines = Vec::new();
    for (at, answer) in ballot.answers.iter().enumerate() {
        let said = match (answer, form.single(), form.questions.get(at).map(|q| q.kind)) {
            (Answer::Nothing, ..) => continue,
            (Answer::Words(text), ..) => text.clone(),
            (Answer::Chosen(numbers), None, Some(Kind::One | Kind::Many | Kind::Dates)) => {
                join(numbers.iter().map(|n| letter(usize::from(*n)).to_string()).collect())
            }
            (Answer::Chosen(numbers), ..) => {
                let base = form.questions.get(at).map_or(1, Question::base);
                join(numbers.iter().map(|n| (usize::from(*n) + base - 1).to_string()).collect())
            }
        };
        lines.push(if form.single().is_some() { said } else { format!("{}: {said}", at + 1) });
    }
    lines.extend(ballot.comment.clone());
    lines.join("\n")
}

/// An answer to the one question there is.
fn one(question: &Question, said: &str) -> Option<Ballot> {
    if question.kind == Kind::Text && !said.trim().is_empty() {
        let whole = said.trim().chars().take(COMMENT_LENGTH).collect();
        return Some(Ballot { answers: vec![Answer::Words(whole)], comment: None, name: None });
    }
    let mut lines = said.lines().map(str::trim).skip_while(|l| l.is_empty());
    let mut first = lines.next()?;
    let (chosen, rest) = loop {
        match (chosen(question, first), after_greeting(first)) {
            (Some(found), _) => break found,
            (None, Some("")) => first = lines.by_ref().find(|l| !l.is_empty())?,
            (None, rest) => first = rest?,
        }
    };
    let more = lines.collect::<Vec<_>>().join("\n");
    let rest = rest.trim_start_matches([')', '.', ':', ',', ';', '-', '–', ' ']);
    let comment = format!("{}\n{}", rest.trim(), more.trim());
    let comment: String = comment.trim().chars().take(COMMENT_LENGTH).collect();
    let words = comment.contains(char::is_alphabetic) && !when::says_nothing(&comment);
    let comment = words.then_some(comment);
    Some(Ballot { answers: vec![Answer::Chosen(chosen)], comment, name: None })
}

/// What follows « Bonjour Karine, » in a line; `None`: it greets nobody.
fn after_greeting(line: &str) -> Option<&str> {
    let (head, rest) = line.split_once([',', '!']).unwrap_or((line, ""));
    let said = recognise::words(head);
    let polite = said.first().is_some_and(|word| when::says_nothing(word));
    let greets = polite && said.len() <= GREETING && !head.contains(|c: char| c.is_ascii_digit());
    greets.then(|| rest.trim())
}

/// Whether numbers stand alone on the first line that is no greeting, whatever is written below.
pub fn stands_alone(said: &str) -> bool {
    let mut lines = said.lines().map(str::trim).filter(|l| !l.is_empty());
    let line = lines.find_map(|l| match after_greeting(l) {
        Some("") => None,
        rest => Some(rest.unwrap_or(l)),
    });
    let mut signs = line.unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).peekable();
    signs.peek().is_some() && signs.all(|c| c.is_ascii_digit())
}

/// The options that a line names, and what it says after them.
fn chosen<'l>(question: &Question, line: &'l str) -> Option<(Vec<u16>, &'l str)> {
    let named = by_text(question, line).map(|n| {
        let option = question.options.get(usize::from(n).saturating_sub(1));
        (vec![n], option.map_or("", |option| after(option, line)))
    });
    named.or_else(|| by_number(question, line))
}

/// What a line says after the words of an option.
fn after<'l>(option: &str, line: &'l str) -> &'l str {
    let words = recognise::words(option);
    let ends = line.match_indices(|c: char| !c.is_alphanumeric()).map(|(at, _)| at);
    let found = ends.filter_map(|at| line.split_at_checked(at));
    let mut rest = found.filter(|(head, _)| recognise::words(head) == words).map(|(_, rest)| rest);
    rest.next().unwrap_or_default()
}

/// `2`, `2)`, `#2`, « Option 2 », « deux », « 2, 4 et 5 », « 4 parce que… ».
fn by_number<'l>(question: &Question, line: &'l str) -> Option<(Vec<u16>, &'l str)> {
    let limit = u16::try_from(question.choices()).ok()?;
    let lower = u16::try_from(question.base()).ok()?;
    // The place of an option, from 1, by the number people know it by.
    let place = |n: u16| n.checked_add(1)?.checked_sub(lower).filter(|n| (1..=limit).contains(n));
    let mut rest = line;
    let mut numbers: Vec<u16> = Vec::new();
    loop {
        let skipped = skip_joints(rest, numbers.is_empty());
        let Some((n, after)) = number(question, skipped) else { break };
        // « 2 réunions, 300 personnes »: a number that is no option ends the list.
        let Some(n) = place(n) else {
            if numbers.is_empty() {
                return None;
            }
            break;
        };
        if !numbers.contains(&n) {
            numbers.push(n);
        }
        rest = after;
        if !question.takes_many() {
            break;
        }
    }
    if numbers.is_empty() {
        // « deux », but not the 2 of `2,5`.
        let spelled = !line.contains(|c: char| c.is_ascii_digit());
        let n = when::digit(line).filter(|_| spelled).map(u16::from);
        let n = n.and_then(place)?;
        return Some((vec![n], ""));
    }
    numbers.sort_unstable();
    Some((numbers, rest))
}

/// A whole number at the head, not a piece of `14:30` or `2e`, nor of `2,5` where one is chosen.
fn number<'l>(question: &Question, text: &'l str) -> Option<(u16, &'l str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits).filter(|(n, _)| !n.is_empty())?;
    let mut after = rest.chars();
    let glued = match (after.next(), after.next()) {
        (Some(c), _) if c.is_alphanumeric() => true,
        (Some(',' | '.' | ':' | '/' | '-'), Some(c)) => {
            c.is_ascii_digit() && !(question.takes_many() && rest.starts_with(','))
        }
        _ => false,
    };
    if glued { None } else { number.parse().ok().map(|n| (n, rest)) }
}

/// What stands before a number, or between two.
fn skip_joints(text: &str, first: bool) -> &str {
    const BEFORE: [&str; 8] = ["option", "choix", "choice", "no", "n°", "nº", "le", "la"];
    const BETWEEN: [&str; 4] = ["et", "and", "ou", "puis"];
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '#', ',', ';', '+', '&', '\u{a0}', '(', ')', '*']);
        let words: &[&str] = if first { &BEFORE } else { &BETWEEN };
        let lower = rest.to_lowercase();
        let word = words.iter().find(|w| {
            let after = lower.strip_prefix(**w).and_then(|a| a.chars().next());
            after.is_some_and(|c| !c.is_alphabetic())
        });
        match word.and_then(|w| rest.get(w.len()..)) {
            Some(after) => rest = after,
            None => return rest,
        }
    }
}

/// The one option whose words these are, or begin with, or are in.
fn by_text(question: &Question, line: &str) -> Option<u16> {
    let said = recognise::words(line);
    if said.is_empty() {
        return None;
    }
    let options: Vec<Vec<String>> = question.options.iter().map(|o| recognise::words(o)).collect();
    let only = |fits: &dyn Fn(&Vec<String>) -> bool| {
        let mut found = options.iter().enumerate().filter(|(_, o)| !o.is_empty() && fits(o));
        match (found.next(), found.next()) {
            (Some((at, _)), None) => u16::try_from(at + 1).ok(),
            _ => None,
        }
    };
    let digits = said.iter().all(|w| w.bytes().all(|b| b.is_ascii_digit()));
    let letters = said.iter().map(|w| w.chars().count()).sum::<usize>();
    only(&|o| *o == said)
        .or_else(|| if digits { None } else { only(&|o| said.starts_with(o)) })
        .or_else(|| {
            let enough = !digits && letters >= ENOUGH;
            if enough { only(&|o| o.windows(said.len()).any(|w| *w == said)) } else { None }
        })
}

/// Answers to several questions: by number (« 1: b, d »), or written under the quoted question.
fn survey(form: &Form, segments: &[Segment]) -> Option<Ballot> {
    let mut said: Vec<String> = vec![String::new(); form.questions.len()];
    let mut current: Option<usize> = None;
    for segment in segments {
        for line in segment.text.lines() {
            let line = unquoted(line);
            let (at, rest) = match numbered(form, line) {
                Some((at, rest)) => (Some(at), rest),
                None => (None, line),
            };
            current = at.or(current);
            if segment.kind != SegmentKind::Words || rest.is_empty() {
                continue;
            }
            if let Some(text) = current.and_then(|at| said.get_mut(at)) {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(rest);
            }
        }
    }
    let mut answers = Vec::new();
    for (question, text) in form.questions.iter().zip(&said) {
        answers.push(answer(question, text.trim())?);
    }
    let any = answers.iter().any(|a| *a != Answer::Nothing);
    any.then_some(Ballot { answers, comment: None, name: None })
}

/// `3: …`, `3. …`, `3) …`, `3 …`: the question's place and the rest of the line.
fn numbered<'l>(form: &Form, line: &'l str) -> Option<(usize, &'l str)> {
    let line = line.trim().trim_start_matches(['#', '*', ' ']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at_checked(digits)?;
    let number: usize = number.parse().ok()?;
    let at = number.checked_sub(1).filter(|at| *at < form.questions.len())?;
    let marked = rest.trim_start().strip_prefix([':', '.', ')', '-', '–', '=']);
    let rest = match marked {
        Some(rest) => rest.trim(),
        // « 3 b »: only where a letter follows, else it may be a number of something.
        None => rest.strip_prefix(' ').map(str::trim).filter(|r| r.chars().count() == 1)?,
    };
    Some((at, rest))
}

/// One answer of a survey; `None`: something was said that cannot be read.
fn answer(question: &Question, said: &str) -> Option<Answer> {
    if said.is_empty() || recognise::words(said).is_empty() {
        return Some(Answer::Nothing);
    }
    Some(match question.kind {
        Kind::Text => Answer::Words(said.chars().take(COMMENT_LENGTH).collect()),
        Kind::Scale => {
            let (n, _) = number(question, said.trim())?;
            let fits = n >= 1 && usize::from(n) <= SCALE;
            fits.then(|| Answer::Chosen(vec![n]))?
        }
        Kind::One | Kind::Many | Kind::Dates => {
            let first = said.lines().next().unwrap_or_default();
            let mut chosen =
                letters(question, first).or_else(|| by_text(question, first).map(|n| vec![n]))?;
            if !question.takes_many() {
                chosen.truncate(1);
            }
            Answer::Chosen(chosen)
        }
    })
}

/// « b, d », « a et c », “B) because”: letters that stand alone at the head.
fn letters(question: &Question, line: &str) -> Option<Vec<u16>> {
    let mut found: Vec<u16> = Vec::new();
    for word in line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let mut characters = word.chars();
        let letter = match (characters.next(), characters.next()) {
            (Some(c), None) if c.is_ascii_alphabetic() => c.to_ascii_lowercase(),
            _ if ["et", "and"].contains(&word.to_lowercase().as_str()) && !found.is_empty() => {
                continue;
            }
            _ => break,
        };
        let n = u16::from(u8::try_from(letter).ok()?.checked_sub(b'a')?) + 1;
        if usize::from(n) > question.options.len() {
            return None;
        }
        if !found.contains(&n) {
            found.push(n);
        }
    }
    found.sort_unstable();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests;
