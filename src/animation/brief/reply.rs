//! Reading the reply to a brief: numbers with a word or with one's own words, in any order, several on a
//! line; commands between them. What nobody can tell is said back, and nothing is done about it.

use crate::list::decision::{self, Decision};
use crate::mail::recognise::{self, begins, expressions, words};
use crate::request::{self, Command, Verb, is_near};

use super::Kind;

/// Words up to which a line is an action, not somebody's own text.
const SHORT: usize = 6;
/// Words from which a line may be one's own text where a word would do.
const TEXT: usize = 3;

/// What is wanted of one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// What the brief offers: the draft, the mail, the welcome.
    Offered,
    /// A decision about a message.
    Decide(Decision),
    /// These words instead.
    Text(String),
    /// The offered question, at this moment; these words instead of it when there are any.
    At(String, String),
    /// The one of this name first.
    To(String),
    /// Nothing, this time.
    Skip,
    /// Nobody can tell; the words.
    Unclear(String),
}

/// One thing that a reply says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// About an action, by its number.
    Act(usize, Wish),
    /// What digests say first: the draft, or these words.
    Word(Option<String>),
    /// She is away, until what she wrote.
    Away(String),
    /// What was done shall not be; of one action, or of all.
    Undo(Option<usize>),
    /// Any other command.
    Command(Command),
    /// A line that says nothing we know.
    Unclear(String),
}

/// A number at the beginning of a line, and what follows.
struct Marked<'a> {
    n: usize,
    rest: &'a str,
}

/// `2 oui`, `2) oui`, `#2: oui`, « n° 2 oui »; a number that the brief has.
fn marked(line: &str, offered: usize) -> Option<Marked<'_>> {
    let line = line.trim_start_matches(['#', '[', '(', '*', '-', '–', ' ', '\u{a0}']);
    let bare = ["n°", "no ", "nº", "N°", "No ", "numéro ", "number "];
    let line = bare.iter().find_map(|head| line.strip_prefix(head)).unwrap_or(line).trim_start();
    let end = line.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = line.split_at_checked(end)?;
    let n: usize = digits.parse().ok().filter(|n| (1..=offered).contains(n))?;
    let parted = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    parted.then(|| Marked { n, rest: rest.trim_start_matches(is_edge) })
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || ".):,;]–—-".contains(c)
}

/// An action being read: its number and its lines.
struct Open {
    n: usize,
    lines: Vec<String>,
}

/// Reads the author's own words, nothing quoted, for actions of these kinds; `name` is theirs.
pub fn read(own: &str, offered: &[Kind], name: &str) -> Vec<Said> {
    let name = words(name);
    let mut reading = Reading { offered, name, said: Vec::new(), open: None, unclear: None };
    let mut blank = true;
    let mut rest = own.lines().map(str::trim);
    while let Some(line) = rest.next() {
        if line == "--" {
            break;
        }
        if line.is_empty() {
            reading.go_on("");
        } else if let Some(all) = reading.numbers(line, blank) {
            reading.close();
            for (n, words) in all {
                reading.close();
                reading.open = Some(Open { n, lines: vec![words] });
            }
        } else if reading.takes_back(line, blank) {
            reading.close();
            let named = line.split_whitespace().find_map(|w| w.parse().ok());
            reading.said.push(Said::Undo(named));
        } else if let Some(mut command) = reading.command(line, blank) {
            reading.close();
            let text = matches!(command.verb, Verb::Word | Verb::SaveWelcome);
            if text && line.contains([':', '：']) {
                // To the next number, or to the end.
                let goes_on =
                    |l: &&str| *l != "--" && marked(l, offered.len()).is_none() && !ends_text(l);
                let below: Vec<String> =
                    rest.clone().take_while(goes_on).map(str::to_owned).collect();
                rest.by_ref().take(below.len()).for_each(drop);
                let all: Vec<String> = std::iter::once(command.tail).chain(below).collect();
                command.tail = reading.without_goodbye(&all).join("\n").trim().to_owned();
            }
            reading.obey(command);
        } else {
            reading.go_on(line);
        }
        blank = line.is_empty();
    }
    reading.close();
    let numbered = |line: &String| line.starts_with(|c: char| c.is_ascii_digit());
    let unclear = reading.unclear.take();
    let told = unclear.filter(|line| reading.said.is_empty() || numbered(line));
    reading.said.extend(told.map(Said::Unclear));
    reading.said
}

struct Reading<'a> {
    offered: &'a [Kind],
    name: Vec<String>,
    said: Vec<Said>,
    open: Option<Open>,
    unclear: Option<String>,
}

impl Reading<'_> {
    fn kind(&self, n: usize) -> Option<Kind> {
        self.offered.get(n.checked_sub(1)?).copied()
    }

    /// The action that alone is of a kind.
    fn only(&self, kind: Kind) -> Option<usize> {
        let mut found = self.offered.iter().enumerate().filter(|(_, k)| **k == kind);
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at + 1)
    }

    fn is_taken(&self, n: usize) -> bool {
        let done = self.said.iter().any(|s| matches!(s, Said::Act(m, _) if *m == n));
        done || self.open.as_ref().is_some_and(|open| open.n == n)
    }

    /// The actions that a line begins, each with the words after its number.
    fn numbers(&self, line: &str, blank: bool) -> Option<Vec<(usize, String)>> {
        let first = marked(line, self.offered.len())?;
        let (kind, rest) = (self.kind(first.n)?, first.rest);
        // A list within somebody's own text stays in it.
        let within = self.open.as_ref().is_some_and(|o| is_text(o, self.kind(o.n)));
        let begins = is_action(kind, rest) || (blank && kind != Kind::Moderate);
        if within && (self.is_taken(first.n) || !begins) {
            return None;
        }
        let mut all = vec![(first.n, String::new())];
        let mut taken = vec![first.n];
        let (mut from, mut at) = (0, 0);
        // Another number begins another action where what stands before it is one.
        for piece in rest.split_inclusive(|c: char| c.is_whitespace() || ",;".contains(c)) {
            let here = rest.get(at..).unwrap_or_default();
            let (n, words) = all.last()?;
            let before = rest.get(from..at).unwrap_or_default();
            let kind = self.kind(*n)?;
            if words.is_empty()
                && let Some(next) =
                    marked(here, self.offered.len()).filter(|m| !taken.contains(&m.n))
                && !here.starts_with(['(', '*'])
                && is_action(kind, joined(before))
                && self.kind(next.n).is_some_and(|k| begins_action(k, next.rest))
            {
                let before = joined(before).to_owned();
                if let Some(last) = all.last_mut() {
                    last.1 = before;
                }
                taken.push(next.n);
                all.push((next.n, String::new()));
                from = rest.len() - next.rest.len();
            }
            at += piece.len();
        }
        if let Some(last) = all.last_mut() {
            last.1 = rest.get(from..).unwrap_or_default().trim().to_owned();
        }
        Some(all)
    }

    /// Whether a line takes back what was done: « annuler », « annuler 3 ».
    fn takes_back(&self, line: &str, blank: bool) -> bool {
        let within = self.open.as_ref().is_some_and(|o| is_text(o, self.kind(o.n))) && !blank;
        !within && takes_back(&[line.to_owned()])
    }

    /// A command, where one may stand: not in the middle of somebody's own text.
    fn command(&self, line: &str, blank: bool) -> Option<Command> {
        if self.open.as_ref().is_some_and(|o| is_text(o, self.kind(o.n))) && !blank {
            return None;
        }
        let command = request::read_line(line, &[])?;
        let long = words(line).len() > SHORT + 2;
        let text = matches!(command.verb, Verb::Word | Verb::SaveWelcome);
        (text || !long).then_some(command)
    }

    fn obey(&mut self, command: Command) {
        let named = request::when::number(&command.tail).and_then(|n| usize::try_from(n).ok());
        let named = named.filter(|n| (1..=self.offered.len()).contains(n));
        self.said.push(match command.verb {
            Verb::Word => Said::Word(Some(command.tail).filter(|t| !t.is_empty())),
            // “welcome” alone is the action's word.
            Verb::SaveWelcome if self.is_about_all(&command) => {
                Said::Act(self.only(Kind::Greet).unwrap_or_default(), Wish::Offered)
            }
            Verb::Pause => Said::Away(command.tail),
            Verb::Undo => Said::Undo(named),
            Verb::Nudge => match named.or_else(|| self.only(Kind::Nudge)) {
                Some(n) => Said::Act(n, to_whom(&command.tail)),
                None => Said::Unclear(command.line),
            },
            Verb::Greet if named.is_some() || self.is_about_all(&command) => {
                match named.or_else(|| self.only(Kind::Greet)) {
                    Some(n) => Said::Act(n, Wish::Offered),
                    None => Said::Command(command),
                }
            }
            _ => Said::Command(command),
        });
    }

    /// « accueillir » alone, or with a name while one action welcomes.
    fn is_about_all(&self, command: &Command) -> bool {
        command.tail.trim().is_empty() && self.only(Kind::Greet).is_some()
    }

    /// One more line of what is open; else a line of its own.
    fn go_on(&mut self, line: &str) {
        if let Some(open) = &mut self.open {
            open.lines.push(line.to_owned());
            return;
        }
        if line.is_empty() || request::when::says_nothing(line) {
            return;
        }
        // « oui » where one thing is asked; « envoyer », « publier lundi » where one kind takes it.
        let said = words(line);
        let by_word = [Kind::Reply, Kind::Nudge, Kind::Greet, Kind::Restart];
        let named = by_word.into_iter().find(|kind| begins_word(*kind, &said));
        let n = named.and_then(|kind| self.only(kind)).or(match self.offered {
            [_] if decision::read(line).is_some() => Some(1),
            _ => None,
        });
        match n {
            Some(n) if !self.is_taken(n) => {
                self.open = Some(Open { n, lines: vec![line.to_owned()] });
            }
            // A number that the brief has not is told, whatever else was said.
            _ if self.said.is_empty() || line.starts_with(|c: char| c.is_ascii_digit()) => {
                self.unclear.get_or_insert_with(|| line.to_owned());
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(Open { n, lines }) = self.open.take() else { return };
        let Some(kind) = self.kind(n) else { return };
        let core = self.without_goodbye(&lines);
        if takes_back(core) {
            return self.said.push(Said::Undo(Some(n)));
        }
        // A name and a word of thanks end a post too, but make none.
        let wish = match wish(kind, core) {
            Wish::Text(_) => wish(kind, &lines),
            other => other,
        };
        self.said.push(Said::Act(n, wish));
    }

    /// The lines but for the last ones that only end a mail.
    fn without_goodbye<'l>(&self, lines: &'l [String]) -> &'l [String] {
        let says = |(at, line): (usize, &String)| {
            (at == 0 && !line.is_empty()) || !self.says_goodbye(line)
        };
        let end = (0..lines.len()).rev().find(|at| lines.get(*at).is_some_and(|l| says((*at, l))));
        lines.get(..end.map_or(0, |at| at + 1)).unwrap_or_default()
    }

    /// Whether a line is nothing but thanks, or its author's name.
    fn says_goodbye(&self, line: &str) -> bool {
        let mut said = words(line);
        said.retain(|word| !self.name.contains(word));
        request::when::says_nothing(&said.join(" "))
    }
}

/// Without what only joins: « 1 oui et 3 relancer ».
fn joined(text: &str) -> &str {
    let edges = |c: char| c.is_whitespace() || ",;&".contains(c);
    let mut text = text.trim_matches(edges);
    for word in ["et", "and", "puis", "then"] {
        text = text
            .strip_prefix(word)
            .filter(|r| r.is_empty() || r.starts_with(edges))
            .unwrap_or(text);
        text =
            text.strip_suffix(word).filter(|r| r.is_empty() || r.ends_with(edges)).unwrap_or(text);
        text = text.trim_matches(edges);
    }
    text
}

/// Whether a line below a text is a command of its own: « mot : … », « absence jusqu'au 3 juin ».
fn ends_text(line: &str) -> bool {
    request::read_line(line, &[]).is_some_and(|command| match command.verb {
        Verb::Word | Verb::SaveWelcome => line.contains([':', '：']),
        Verb::Pause => request::when::is_date(&command.tail),
        _ => false,
    })
}

/// Whether lines say nothing but « annuler ».
fn takes_back(lines: &[String]) -> bool {
    let text = lines.join(" ");
    words(&text).len() <= TEXT && decision::takes_back(&text)
}

/// Whether what is open has become somebody's own text.
fn is_text(open: &Open, kind: Option<Kind>) -> bool {
    let text = open.lines.join("\n");
    kind.is_some_and(|kind| !is_action(kind, text.trim()))
}

/// Whether these words are one of the words of an action, and no text.
fn is_action(kind: Kind, said: &str) -> bool {
    let lines = [said.to_owned()];
    words(said).len() <= SHORT
        && match wish(kind, &lines) {
            Wish::Text(_) => false,
            Wish::Decide(Decision::No(reason)) => reason.is_none(),
            Wish::Unclear(_) => said.trim().is_empty(),
            Wish::At(_, text) => text.is_empty(),
            Wish::Offered | Wish::Decide(_) | Wish::To(_) | Wish::Skip => true,
        }
}

/// Whether an action may begin so: with nothing, or with one of its words.
fn begins_action(kind: Kind, rest: &str) -> bool {
    let rest = joined(rest);
    let said = words(rest);
    let first = |n: usize| rest.split_whitespace().take(n).collect::<Vec<_>>().join(" ");
    said.is_empty()
        || said.first().is_some_and(|w| w.parse::<usize>().is_ok())
        || begins_word(kind, &said)
        || (1..=said.len().min(3)).any(|n| is_action(kind, first(n).trim_end_matches([',', ';'])))
}

/// Whether words begin with the word of a kind's action, small slips forgiven.
fn begins_word(kind: Kind, said: &[String]) -> bool {
    length_of_word(kind, said) > 0
}

fn length_of_word(kind: Kind, said: &[String]) -> usize {
    let key = match kind {
        Kind::Moderate => return 0,
        Kind::Reply => "brief-say-send",
        Kind::Nudge => "brief-say-nudge",
        Kind::Greet => "brief-say-greet",
        Kind::Restart => "brief-say-publish",
    };
    let all = expressions(key);
    let near = || {
        let first = said.first()?;
        let slip = |e: &Vec<String>| matches!(e.as_slice(), [one] if is_near(first, one));
        all.iter().any(slip).then_some(1)
    };
    begins(said, &all).or_else(near).unwrap_or(0)
}

/// What the words after an action's number want of it.
fn wish(kind: Kind, lines: &[String]) -> Wish {
    let text = lines.join("\n").trim().to_owned();
    if kind == Kind::Moderate {
        // What stands below an empty line is no part of the reason.
        let near = decision::read(text.split("\n\n").next().unwrap_or_default());
        return near.map_or(Wish::Unclear(text), Wish::Decide);
    }
    let (first, below) = text.split_once('\n').unwrap_or((text.as_str(), ""));
    let said = words(first);
    if said.is_empty() {
        return Wish::Offered;
    }
    let n = length_of_word(kind, &said);
    let after = first.split_whitespace().skip(n).collect::<Vec<_>>().join(" ");
    let after = after.trim_start_matches(is_edge);
    if let Some(wish) = by_word(kind, (n, after), below.trim()) {
        return wish;
    }
    if begins(&said, &expressions("brief-say-skip")).is_some_and(|n| said.len() <= n + 2) {
        return Wish::Skip;
    }
    match decision::read(first) {
        Some(Decision::Yes) if said.len() <= TEXT => return Wish::Offered,
        Some(Decision::No(None)) => return Wish::Skip,
        _ => {}
    }
    let enough = kind == Kind::Reply || words(&text).len() >= TEXT;
    if enough { Wish::Text(text) } else { Wish::Unclear(text) }
}

/// What the word of an action says with what follows it; `None`: it is the beginning of a sentence.
fn by_word(kind: Kind, (n, after): (usize, &str), below: &str) -> Option<Wish> {
    let nothing = request::when::says_nothing(after);
    let few = words(after).len() <= TEXT;
    match kind {
        Kind::Restart if (n > 0 && (nothing || few)) || names_moment(after) => {
            let own = if words(below).len() >= TEXT { below } else { "" };
            let when = if nothing { "" } else { after };
            Some(Wish::At(when.to_owned(), own.to_owned()))
        }
        Kind::Nudge if n > 0 && few => Some(to_whom(after)),
        Kind::Greet if n > 0 && few => Some(Wish::Offered),
        Kind::Reply if n > 0 && nothing => Some(Wish::Offered),
        _ => None,
    }
}

/// Whether a text is a moment, whatever today is.
fn names_moment(text: &str) -> bool {
    let any = jiff::civil::date(2024, 1, 1).at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    any.is_ok_and(|any| request::when::moment(text, &any).is_some())
}

/// Whom a tail names: « 3 à Louis » → Louis.
pub fn named(tail: &str) -> Option<String> {
    match to_whom(tail) {
        Wish::To(name) => Some(name),
        _ => None,
    }
}

fn to_whom(tail: &str) -> Wish {
    let small = |w: &&str| {
        let said = recognise::words(w).concat();
        said.is_empty()
            || said.parse::<usize>().is_ok()
            || ["a", "to", "la", "le", "the", "svp", "please", "merci", "thanks"]
                .contains(&said.as_str())
    };
    let name: Vec<&str> = tail.split_whitespace().filter(|w| !small(w)).collect();
    if name.is_empty() { Wish::Offered } else { Wish::To(name.join(" ")) }
}

#[cfg(test)]
mod tests;
