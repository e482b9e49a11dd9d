//! From a mail's subject and own words to commands. Deterministic: the longest expression wins, both
//! languages count at once, small misspellings are forgiven when only one command can be meant.

use super::catalogue::{Alias, Catalogue, catalogue};
use super::near;
use super::verb::{Tail, Verb};
use super::when;
use super::words::{Word, begins, longest, words};
use crate::mail::{recognise, subject};

/// Lines that are read; a command stands on top.
const LINES: usize = 10;
/// Commands carried out for one mail.
const COMMANDS: usize = 10;
/// A text longer than this holds no command in the middle of a line.
const SHORT_TEXT: usize = 40;
/// A longer text sent to everybody is no lone command, whatever politeness is in it.
const GUARDED_WORDS: usize = 20;
/// Words that may follow a command that takes few.
const FEW: usize = 4;

/// One command as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What is asked.
    pub verb: Verb,
    /// What follows the word, without politeness, spelled as written.
    pub tail: String,
    /// The line it stood on.
    pub line: String,
    /// The language of its word, when it belongs to one only.
    pub tongue: Option<&'static str>,
}

/// What a mail asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The commands, in order.
    pub commands: Vec<Command>,
    /// The first line that is neither a command nor politeness.
    pub unknown: Option<String>,
    /// Words on all such lines.
    pub words: usize,
}

/// Words that say nothing in this mail: its author's name and address, the community's name.
pub type Own<'a> = &'a [String];

/// Reads a mail: its subject (empty when it is only a reply's) and its author's own words.
pub fn read(title: &str, body: &str, own: Own<'_>) -> Reading {
    let mut title = subject::title(title);
    if catalogue().no_subject.iter().any(|e| recognise::words(&title) == *e) {
        title.clear();
    }
    let mut reading = read_body(body, own);
    let Some(mut command) = read_line(&title, own) else {
        if !title.is_empty() && !is_empty_talk(&title, own) {
            reading.words += words(&title).len();
            if reading.commands.is_empty() {
                reading.unknown = Some(title);
            }
        }
        return reading;
    };
    // “Help” is what our own links put in the subject: what is written below it is meant.
    if command.verb == Verb::Help && command.tail.is_empty() && !reading.commands.is_empty() {
        return reading;
    }
    if command.tail.is_empty() {
        // « Mot », and below it « mot : … »: said twice.
        let again = reading.commands.iter().find(|c| c.verb == command.verb);
        let again = again.filter(|c| c.verb.tail() == Tail::Text).map(|c| c.tail.clone());
        command.tail = again.unwrap_or_else(|| tail_from_body(command.verb, body, own));
    }
    // Below a subject that says it all, the rest is talk; below a cry for help, it may be for a human.
    if command.verb != Verb::Help {
        (reading.words, reading.unknown) = (0, None);
    }
    reading.commands = vec![command];
    reading
}

/// The lines of a body that count.
fn lines(body: &str) -> impl Iterator<Item = &str> {
    let ends = |line: &str| {
        let all = words(line);
        line == "--" || (!all.is_empty() && longest(&all, &catalogue().end) == Some(all.len()))
    };
    body.lines().map(str::trim).take_while(move |line| !ends(line))
}

fn read_body(body: &str, own: Own<'_>) -> Reading {
    let mut reading = Reading::default();
    let mut seen = 0;
    let mut rest = lines(body);
    while let Some(line) = rest.next() {
        if line.is_empty() {
            if reading.commands.is_empty() {
                continue;
            }
            break;
        }
        // Addresses go on below their command, a line each.
        if line.contains('@')
            && let Some(last) = reading.commands.last_mut()
            && last.verb.tail() == Tail::Addresses
            && read_line(line, own).is_none()
        {
            last.tail = format!("{}, {line}", last.tail).trim_start_matches(", ").to_owned();
            continue;
        }
        seen += 1;
        if seen > LINES {
            reading.words += words(line).len();
        } else if let Some(mut command) = read_line(line, own) {
            if command.verb.tail() == Tail::Text {
                let below: Vec<&str> = rest.by_ref().collect();
                command.tail = format!("{}\n{}", command.tail, below.join("\n")).trim().to_owned();
            }
            reading.commands.push(command);
            reading.commands.truncate(COMMANDS);
        } else if !is_empty_talk(line, own) {
            reading.words += words(line).len();
            reading.unknown.get_or_insert_with(|| line.to_owned());
        }
    }
    if reading.commands.is_empty() && reading.words <= SHORT_TEXT {
        reading.commands =
            pieces(body).find_map(|piece| read_line(&piece, own)).into_iter().collect();
    }
    reading
}

/// Parts of sentences, over the ends of lines.
fn pieces(body: &str) -> impl Iterator<Item = String> {
    let text = lines(body).take(LINES).collect::<Vec<_>>().join(" ");
    let parts: Vec<String> = text.split_inclusive(['.', '!', '?', ';', ',', ':']).fold(
        Vec::new(),
        |mut parts: Vec<String>, piece| {
            match parts.last_mut().filter(|_| !piece.starts_with(char::is_whitespace)) {
                Some(last) => last.push_str(piece),
                None => parts.push(piece.to_owned()),
            }
            parts
        },
    );
    parts.into_iter()
}

/// What the body adds to a command in the subject.
fn tail_from_body(verb: Verb, body: &str, own: Own<'_>) -> String {
    if matches!(verb.tail(), Tail::Nothing | Tail::Few) {
        return String::new();
    }
    let idle = |l: &&str| l.is_empty() || is_empty_talk(l, own);
    if verb.tail() == Tail::Text {
        return lines(body).collect::<Vec<_>>().join("\n").trim().to_owned();
    }
    if verb.tail() == Tail::Addresses {
        // As many as there are, up to the blank line before a name or a signature.
        let said = lines(body).skip_while(idle).take_while(|l| !l.is_empty());
        return said.filter(|l| !idle(l)).collect::<Vec<_>>().join(", ");
    }
    let said = lines(body).filter(|l| !idle(l)).take(LINES);
    let text = said.collect::<Vec<_>>().join(" ");
    if fits(verb, &text, own) { text } else { String::new() }
}

/// The command of one line; `None`: it holds none.
pub fn read_line(line: &str, own: Own<'_>) -> Option<Command> {
    let all = words(line);
    if all.is_empty() {
        let asks = !line.is_empty() && line.trim().chars().all(|c| c == '?');
        return asks.then(|| Command::new(Verb::Help, "", line, None));
    }
    let starts = starts(&all, own);
    let exact = starts.iter().find_map(|rest| exact(line, rest, own));
    exact.or_else(|| starts.iter().find_map(|rest| misspelt(line, rest, own)))
}

impl Command {
    /// A command that nobody wrote as such.
    pub fn bare(verb: Verb) -> Self {
        Self::new(verb, "", "", None)
    }

    fn new(verb: Verb, tail: &str, line: &str, tongue: Option<&'static str>) -> Self {
        Self { verb, tail: tail.to_owned(), line: line.trim().to_owned(), tongue }
    }
}

/// Where a command may begin: the line itself, and after each politeness on top of it.
fn starts<'w>(all: &'w [Word], own: Own<'_>) -> Vec<&'w [Word]> {
    let mut found = vec![all];
    let mut rest = all;
    while let Some(n) = small(rest, own) {
        rest = rest.get(n..).unwrap_or_default();
        found.push(rest);
    }
    found.retain(|rest| !rest.is_empty());
    found
}

/// How many words of politeness, or of no weight, come first.
fn small(rest: &[Word], own: Own<'_>) -> Option<usize> {
    let Catalogue { polite, filler, .. } = catalogue();
    let named = || rest.first().filter(|w| own.contains(&w.folded)).map(|_| 1);
    longest(rest, polite).max(longest(rest, filler)).or_else(named)
}

/// Whether these words say nothing.
fn weightless(mut rest: &[Word], own: Own<'_>) -> bool {
    while let Some(n) = small(rest, own) {
        rest = rest.get(n..).unwrap_or_default();
    }
    rest.is_empty()
}

fn is_empty_talk(line: &str, own: Own<'_>) -> bool {
    weightless(&words(line), own)
}

fn exact(line: &str, rest: &[Word], own: Own<'_>) -> Option<Command> {
    // One blank too many is no other word: « des abonner » is not « abonner ».
    let joined = |n: usize| rest.iter().take(n).map(|w| w.folded.as_str()).collect::<String>();
    let takes = |a: &Alias| {
        let n = a.words.len();
        let parted = || rest.len() > n && n < 3 && joined(n + 1) == a.letters;
        if begins(rest, &a.words) { Some(n) } else { parted().then_some(n + 1) }
    };
    let all = catalogue().aliases.iter().filter(|a| !a.verb.is_answer());
    let mut said: Vec<(&Alias, usize)> = all.filter_map(|a| Some((a, takes(a)?))).collect();
    // The longest first; of equals, the one written so (« résumé » is not “resume”), and one that
    // wants nothing more before one that wants addresses.
    let written = |a: &Alias, n: usize| {
        let end = rest.get(n.saturating_sub(1)).map_or(0, |w| w.end);
        let start = rest.first().map_or(0, |w| w.start);
        line.get(start..end).is_some_and(|said| said.to_lowercase() == a.shown.to_lowercase())
    };
    said.sort_by_key(|(a, n)| {
        (usize::MAX - a.letters.len(), !written(a, *n), a.verb.tail() == Tail::Addresses)
    });
    said.into_iter().find_map(|(alias, n)| taken(line, rest, alias, (n, own)))
}

/// The command, if what follows the alias fits it.
fn taken(line: &str, rest: &[Word], alias: &Alias, (n, own): (usize, Own<'_>)) -> Option<Command> {
    if alias.verb.tail() == Tail::Text {
        let text = text_after(line, rest, n)?;
        return Some(Command::new(alias.verb, text, line, Some(alias.tongue)));
    }
    let tail = tail(line, rest, n);
    let tail = match &alias.implied {
        Some(implied) => format!("{implied} {tail}"),
        None => tail.to_owned(),
    };
    if !fits(alias.verb, &tail, own) {
        return None;
    }
    let same = |a: &&Alias| a.verb == alias.verb && a.letters == alias.letters;
    let mut tongues = catalogue().aliases.iter().filter(same).map(|a| a.tongue);
    let tongue = tongues.all(|t| t == alias.tongue).then_some(alias.tongue);
    // Small words said more, but nothing that counts.
    let tail = if alias.verb.tail() == Tail::Nothing { "" } else { tail.trim() };
    Some(Command::new(alias.verb, tail, line, tongue))
}

/// What follows the first `n` words, without what surrounds it; politeness at its end is dropped
/// unless there is nothing else.
fn tail<'l>(line: &'l str, rest: &[Word], n: usize) -> &'l str {
    let all = rest.get(n..).unwrap_or_default();
    let Some(first) = all.first() else { return "" };
    let mut kept = all;
    while let Some(shorter) = without_polite_end(kept) {
        kept = shorter;
    }
    let cut = all.len() != kept.len() && !kept.is_empty();
    let start = rest.get(n.saturating_sub(1)).map_or(first.start, |w| w.end);
    let end = if cut { kept.last().map_or(line.len(), |w| w.end) } else { line.len() };
    let around = |c: char| c.is_whitespace() || ":,.;!?-–—«»\"“”()'’".contains(c);
    if kept.is_empty() { "" } else { line.get(start..end).unwrap_or_default().trim_matches(around) }
}

/// What follows a colon after the first `n` words, as it is written; nothing may follow at all.
fn text_after<'l>(line: &'l str, rest: &[Word], n: usize) -> Option<&'l str> {
    let end = rest.get(n.checked_sub(1)?)?.end;
    let after = line.get(end..)?.trim();
    if after.is_empty() { Some("") } else { after.strip_prefix(':').map(str::trim) }
}

fn without_polite_end(all: &[Word]) -> Option<&[Word]> {
    let ends = |e: &&Vec<String>| {
        let from = all.len().checked_sub(e.len());
        from.and_then(|from| all.get(from..)).is_some_and(|end| begins(end, e))
    };
    let n = catalogue().polite.iter().filter(ends).map(Vec::len).max()?;
    all.get(..all.len() - n)
}

/// Whether what follows a command's word can follow it.
fn fits(verb: Verb, tail: &str, own: Own<'_>) -> bool {
    let all = words(tail);
    if all.is_empty() {
        return verb != Verb::Remove;
    }
    match verb.tail() {
        Tail::Nothing => weightless(&all, own),
        Tail::Hour => weightless(&all, own) || when::hour(tail).is_some(),
        Tail::Free | Tail::Some | Tail::Text => true,
        Tail::Few => all.len() <= FEW,
        Tail::Addresses => tail.contains('@'),
        Tail::Number => when::number(tail).is_some(),
        Tail::NumberOrNothing => when::number(tail).is_some() || weightless(&all, own),
        Tail::Rhythm => when::rhythm(tail).is_some(),
        Tail::Choice => when::chosen(verb, tail).is_some(),
    }
}

/// The one command that these words may be a misspelling of.
fn misspelt(line: &str, rest: &[Word], own: Own<'_>) -> Option<Command> {
    let mut best: Option<(usize, Command, usize)> = None;
    let mut rivals: Vec<(usize, Verb)> = Vec::new();
    for alias in catalogue().aliases.iter().filter(|a| a.verb.forgives() && !a.verb.is_answer()) {
        let limit = near::allowed(alias.letters.chars().count());
        if limit == 0 {
            continue;
        }
        for n in 1..=rest.len().min(alias.words.len() + 1) {
            let said: String = rest.iter().take(n).map(|w| w.folded.as_str()).collect();
            let Some(far) = near::distance(&said, &alias.letters, limit) else { continue };
            // Slips of the hand rarely take the first letter of a short word.
            if limit < 2 && said.chars().next() != alias.letters.chars().next() {
                continue;
            }
            let Some(command) = taken(line, rest, alias, (n, own)) else { continue };
            rivals.push((far, command.verb));
            let letters = alias.letters.len();
            if best
                .as_ref()
                .is_none_or(|(f, _, l)| (far, usize::MAX - letters) < (*f, usize::MAX - l))
            {
                best = Some((far, command, letters));
            }
        }
    }
    let (far, command, _) = best?;
    let alone = rivals.iter().all(|(f, verb)| *f > far || *verb == command.verb);
    alone.then_some(command)
}

/// A lone command in what was sent to everybody; `None`: it is a post.
pub fn guarded(body: &str, own: Own<'_>) -> Option<Command> {
    // Most of what is written to everybody ends here.
    if body.split_whitespace().nth(GUARDED_WORDS).is_some() {
        return None;
    }
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut all: &[Word] = &words(&line);
    let Catalogue { polite, guarded, .. } = catalogue();
    let named = |w: Option<&Word>| w.is_some_and(|w| own.contains(&w.folded));
    while let Some(n) = longest(all, polite).or(named(all.first()).then_some(1)) {
        all = all.get(n..).unwrap_or_default();
    }
    while let Some(shorter) = without_polite_end(all)
        .or_else(|| all.split_last().filter(|(w, _)| named(Some(w))).map(|(_, rest)| rest))
    {
        all = shorter;
    }
    let (first, last) = (all.first()?, all.last()?);
    // « 2 désabonner » is about the second thread of a digest.
    if first.folded.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let core = line.get(first.start..last.end)?;
    let letters: String = all.iter().map(|w| w.folded.as_str()).collect();
    let near = |e: &Vec<String>| {
        let word = e.concat();
        let slips = near::allowed(word.chars().count()).saturating_sub(1);
        near::distance(&letters, &word, slips).is_some()
    };
    let command = read_line(core, own)?;
    let dated = command.verb == Verb::Pause && all.len() <= 6 && when::is_date(&command.tail);
    (all.len() <= 5 && guarded.iter().any(near) || dated).then_some(command)
}

/// The word that answers a question of ours, and what follows it: the first of the author's own words.
/// Anything else is `None`.
pub fn answer_word(text: &str) -> Option<(Verb, String)> {
    let line = text.lines().map(str::trim).find(|l| !l.is_empty())?;
    let all = words(line);
    let answers = [Verb::Yes, Verb::No, Verb::Spam, Verb::Undo];
    let meant = |rest: &&[Word]| {
        let of = catalogue().aliases.iter().filter(|a| answers.contains(&a.verb));
        let said = of.filter(|a| begins(rest, &a.words)).max_by_key(|a| a.letters.len())?;
        let end = rest.get(said.words.len().saturating_sub(1)).map_or(line.len(), |w| w.end);
        let before = |c: char| c.is_whitespace() || ":,.;!?-–—»\"”)".contains(c);
        let all = rest.get(said.words.len()..).unwrap_or_default();
        let reason = line.get(end..).unwrap_or_default().trim_start_matches(before);
        Some((said.verb, if weightless(all, &[]) { String::new() } else { reason.to_owned() }))
    };
    let (verb, mut reason) = starts(&all, &[]).iter().find_map(meant)?;
    for more in text.lines().map(str::trim).skip_while(|l| *l != line).skip(1) {
        if !more.is_empty() {
            reason = format!("{reason} {more}").trim().to_owned();
        }
    }
    Some((verb, reason))
}

/// The words of up to three commands that resemble a line, in one language; fewer when nothing does.
pub fn nearest(line: &str, tongue: &str) -> Vec<&'static str> {
    let said = words(line);
    let mut scored: Vec<(usize, &'static Alias)> = Vec::new();
    let own = catalogue().aliases.iter().filter(|a| a.tongue == tongue && a.words.len() == 1);
    let own = own.filter(|a| a.verb.is_personal());
    for alias in own.filter(|a| a.letters.len() > 3 && a.implied.is_none()) {
        let letters = alias.letters.chars().count();
        let best = said
            .iter()
            .filter_map(|w| near::distance(&w.folded, &alias.letters, letters / 2))
            .min();
        scored.extend(best.map(|far| (far * 100 / letters, alias)));
    }
    scored.sort_by_key(|(far, _)| *far);
    let mut verbs: Vec<Verb> = Vec::new();
    let mut shown = Vec::new();
    for (_, alias) in scored {
        if shown.len() < 3 && !verbs.contains(&alias.verb) {
            verbs.push(alias.verb);
            shown.push(alias.shown.as_str());
        }
    }
    shown
}

#[cfg(test)]
mod tests;
