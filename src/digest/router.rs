//! Which thread does a reply to a digest go to? (product.md §4.4) By the number it begins with, by
//! the one thread the digest had, by the one thread it still quotes; otherwise its author is asked.
//! Pure: it neither posts nor asks, and what was quoted is already taken out.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::cues;
use super::layout::Named;
use crate::locale;

/// Where a reply belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routed {
    /// To these threads: number in the digest, and the words for each.
    Posts(Vec<(usize, String)>),
    /// It says nothing of its own.
    Empty,
    /// Nobody can tell: nothing is published, the author is asked.
    Ask,
}

/// Routes a reply. `own` are the author's words, `quoted` is what they left of the digest, `items`
/// are the threads it named.
///
/// Order: a number; (commands come here;) the digest's one thread; the one thread quoted.
pub fn route(own: &str, quoted: &str, items: &[Named]) -> Routed {
    if own.trim().is_empty() {
        return Routed::Empty;
    }
    match numbered(own, items) {
        Numbered::Posts(posts) if posts.is_empty() => return Routed::Empty,
        Numbered::Posts(posts) => return Routed::Posts(posts),
        Numbered::Unknown => return Routed::Ask,
        Numbered::None => {}
    }
    let whole = |n: usize| Routed::Posts(vec![(n, own.trim().to_owned())]);
    match (items, quoted_items(quoted, items).as_slice()) {
        ([only], _) => whole(only.n),
        (_, [only]) => whole(*only),
        _ => Routed::Ask,
    }
}

/// The answer to our question “which thread?”: its number and what else was said. `None`: no number
/// that was offered.
pub fn answer(own: &str, choices: &[Named]) -> Option<(usize, String)> {
    let known = |n: usize| choices.iter().any(|c| c.n == n);
    let (first, rest) = own.trim().split_once('\n').unwrap_or((own.trim(), ""));
    let numbers = first.split(|c: char| !c.is_ascii_digit()).filter_map(|d| d.parse().ok());
    let mut found: Vec<usize> = numbers.filter(|n| known(*n)).collect();
    found.dedup();
    let short = first.split_whitespace().count() <= 6;
    if short && found.len() > 1 {
        return None; // « 1 ou 2 »
    }
    if let Some(marker) = Marker::of(first).filter(|m| known(m.n)) {
        return Some((marker.n, format!("{}\n{rest}", marker.rest).trim().to_owned()));
    }
    // « le fil 3 svp », “number 3!”: a short line with one number.
    match found.as_slice() {
        [only] if short => Some((*only, rest.trim().to_owned())),
        _ => None,
    }
}

/// How a number is written at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `3 Merci`
    Bare,
    /// `[3] Merci`
    Bracket,
    /// `#3 Merci`
    Hash,
    /// `3) Merci`, `3. Merci`, `3: Merci`: as lists within a text are numbered too.
    Listed(char),
}

/// A number at the beginning of a line, and what follows.
pub(super) struct Marker<'a> {
    style: Style,
    n: usize,
    rest: &'a str,
}

impl<'a> Marker<'a> {
    pub(super) fn of(line: &'a str) -> Option<Self> {
        let line = line.trim_start();
        let (opened, after) = match line.chars().next()? {
            '[' => (Some(Style::Bracket), line.get(1..)?),
            '#' => (Some(Style::Hash), line.get(1..)?),
            _ => (None, line),
        };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let n = after.get(..digits).filter(|d| (1..=3).contains(&d.len()))?.parse().ok()?;
        let tail = after.get(digits..)?;
        let spaced = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
        let (style, rest) = match (opened, tail.chars().next()) {
            (Some(Style::Bracket), Some(']')) => (Style::Bracket, tail.get(1..)?),
            (Some(Style::Hash), _) if spaced(tail) => (Style::Hash, tail),
            (Some(Style::Hash), Some(':' | '.' | ')')) => (Style::Hash, tail.get(1..)?),
            (None, Some(')')) => (Style::Listed(')'), tail.get(1..)?),
            (None, Some(mark @ ('.' | ':'))) if spaced(tail.get(1..)?) => {
                (Style::Listed(mark), tail.get(1..)?)
            }
            (None, _) if spaced(tail) && !counts_things(tail) => (Style::Bare, tail),
            _ => return None,
        };
        let rest = rest.trim_start_matches([' ', '\t', '\u{a0}', '\u{202f}', ':', '-', '–', '—']);
        Some(Self { style, n, rest })
    }
}

/// « 14 h 30 », “3 people”, « 50 % »: a number that counts the next word is no thread's.
pub(super) fn counts_things(tail: &str) -> bool {
    static UNITS: OnceLock<HashSet<String>> = OnceLock::new();
    let units = UNITS.get_or_init(|| {
        let lists = locale::all().iter().flat_map(|l| {
            let months = (1..=12).map(|n| l.month(n));
            let units = l.s("digest-units");
            units.split('|').map(str::to_owned).chain(months).collect::<Vec<_>>()
        });
        lists.map(|word| word.trim().to_lowercase()).collect()
    });
    let word = tail.split_whitespace().next().unwrap_or_default().to_lowercase();
    units.contains(word.trim_end_matches([',', '.', ';', '!', '?', ':']))
}

enum Numbered {
    /// It does not begin with a number.
    None,
    /// It begins with one that the digest does not have.
    Unknown,
    /// The words for each number; none where a number stands alone.
    Posts(Vec<(usize, String)>),
}

/// Cuts numbered paragraphs apart. What comes before the first number may only greet, and goes with
/// it; all numbers are written like the first, so that a list within a paragraph stays in it.
fn numbered(own: &str, items: &[Named]) -> Numbered {
    let known = |n: usize| items.iter().any(|i| i.n == n);
    let lines: Vec<&str> = own.lines().collect();
    let begins = lines.iter().position(|l| !l.trim().is_empty() && !cues::greets(l));
    let first = begins.and_then(|at| lines.get(at)).and_then(|l| Marker::of(l));
    let (Some(begins), Some(first)) = (begins, first) else { return Numbered::None };
    if !known(first.n) {
        // « 45 personnes… » is a sentence; `[45]` was meant as a number.
        return match first.style {
            Style::Bare => Numbered::None,
            _ => Numbered::Unknown,
        };
    }
    let greeting = lines.iter().take(begins).filter(|l| !l.trim().is_empty());
    let mut posts: Vec<(usize, Vec<&str>)> = vec![(first.n, greeting.copied().collect())];
    let mut previous = "";
    for (at, line) in lines.iter().enumerate().skip(begins) {
        let marker = Marker::of(line).filter(|m| m.style == first.style && known(m.n));
        let taken = |n: usize| at > begins && posts.iter().any(|(known, _)| *known == n);
        match marker.filter(|m| !taken(m.n) && (at == begins || starts(m, line, previous))) {
            Some(marker) if at == begins => push(&mut posts, marker.rest),
            Some(marker) => posts.push((marker.n, vec![marker.rest])),
            None => push(&mut posts, line),
        }
        previous = line;
    }
    let joined = posts.into_iter().map(|(n, lines)| (n, lines.join("\n").trim().to_owned()));
    Numbered::Posts(joined.filter(|(_, text)| !text.is_empty()).collect())
}

fn push<'a>(posts: &mut [(usize, Vec<&'a str>)], line: &'a str) {
    if let Some((_, lines)) = posts.last_mut() {
        lines.push(line);
    }
}

/// Whether a later number begins a paragraph of its own: after an empty line; for marks that no list
/// in a text uses, after a line that did not merely run out of room.
fn starts(marker: &Marker<'_>, line: &str, previous: &str) -> bool {
    let wrapped = runs_on(previous, line);
    match marker.style {
        _ if previous.trim().is_empty() => true,
        Style::Bracket => true,
        Style::Bare | Style::Hash => !wrapped,
        Style::Listed(_) => false,
    }
}

/// Whether a line only goes on where the one before ran out of room.
pub(super) fn runs_on(previous: &str, line: &str) -> bool {
    let word = line.split_whitespace().next().map_or(0, |w| w.chars().count());
    previous.chars().count() + word >= 60
}

/// Words in a row that make a quotation recognisable.
const SHINGLE: usize = 3;

/// The numbers of the items that are quoted: their reply address stands there, or several runs of
/// words that only they have.
fn quoted_items(quoted: &str, items: &[Named]) -> Vec<usize> {
    let quoted_low = quoted.to_lowercase();
    let there = shingles(quoted);
    let each: Vec<HashSet<String>> = items.iter().map(|i| shingles(&i.text)).collect();
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let own = each.get(at).cloned().unwrap_or_default();
        let others = each.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, set)| set);
        let unique = own.iter().filter(|s| !others.clone().any(|o| o.contains(*s)));
        let seen = unique.filter(|s| there.contains(*s)).count();
        let addressed = item
            .text
            .split_whitespace()
            .filter(|w| w.contains('@'))
            .any(|w| quoted_low.contains(&w.to_lowercase()));
        if addressed || seen >= 2 {
            found.push(item.n);
        }
    }
    found
}

fn shingles(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.windows(SHINGLE).map(|w| w.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{ListId, ThreadNo};

    fn items(count: usize) -> Vec<Named> {
        let titles = ["Une routine pour animer", "Guide de départ", "Rencontre de juin"];
        (1..=count)
            .map(|n| {
                let title = titles.get(n - 1).copied().unwrap_or("Autre fil encore");
                Named {
                    n,
                    list: ListId(1),
                    thread: ThreadNo(u32::try_from(n).unwrap()),
                    title: title.to_owned(),
                    text: format!(
                        "[{n}] {title}\n    Ann Lee, lundi 9 h\n    « Texte du fil {title} numéro {n}, et la suite. »\n    \
                         Répondre : cdp+f{n}abcdefghij@listes.example.org"
                    ),
                }
            })
            .collect()
    }

    #[track_caller]
    fn check(own: &str, want: &[(usize, &str)]) {
        let want = want.iter().map(|(n, t)| (*n, (*t).to_owned())).collect();
        assert_eq!(route(own, "", &items(3)), Routed::Posts(want), "{own}");
    }

    #[track_caller]
    fn asks(own: &str) {
        assert_eq!(route(own, "", &items(3)), Routed::Ask, "{own}");
    }

    #[test]
    fn a_number_in_every_spelling() {
        let want = "Merci, on l'essaie à Rimouski.";
        for mark in
            ["2 ", "[2] ", "2) ", "2. ", "#2 ", "2: ", "2 - ", "[2]", "[2]\n", "2\n", " 2\u{a0}"]
        {
            check(&format!("{mark}{want}"), &[(2, want)]);
        }
        check("Bonjour à tous,\n\n2 Merci.", &[(2, "Bonjour à tous,\nMerci.")]);
        check(
            "2 Oui.\n\nEt deux choses :\n\n1. ceci\n\n3. cela",
            &[(2, "Oui.\n\nEt deux choses :\n\n1. ceci\n\n3. cela")],
        );
    }

    #[test]
    fn several_numbered_paragraphs_are_several_posts() {
        check(
            "1 Merci.\n\n3 J'y serai.\nAvec la grille.",
            &[(1, "Merci."), (3, "J'y serai.\nAvec la grille.")],
        );
        check("1 Merci.\n3 J'y serai.", &[(1, "Merci."), (3, "J'y serai.")]);
        check("[1] Merci.\n[3] J'y serai.", &[(1, "Merci."), (3, "J'y serai.")]);
        check("1. Merci.\n\n3. J'y serai.", &[(1, "Merci."), (3, "J'y serai.")]);
        // A list, and a line that ran out of room.
        check("1. Merci :\n2. oui\n3. non", &[(1, "Merci :\n2. oui\n3. non")]);
        let long = "1 Merci à toutes les personnes qui ont pris part à cette rencontre du";
        check(
            &format!("{long}\n3 juin dernier."),
            &[(1, &format!("{}\n3 juin dernier.", long.trim_start_matches("1 ")))],
        );
        check("1 Un.\n\n1 Encore.", &[(1, "Un.\n\n1 Encore.")]);
    }

    #[test]
    fn numbers_that_are_words_of_a_sentence() {
        for own in [
            "3 personnes viendront.",
            "2 h 30, c'est trop tôt.",
            "3 juin me convient.",
            "2 % suffisent",
            "45 sur 50 ont répondu",
            "2e étape",
            "2.5 millions",
            "[9] Bonjour",
            "9) Bonjour",
            "Voici. 2 Merci",
            "2019 fut bon",
        ] {
            asks(own);
        }
        assert_eq!(route("3", "", &items(3)), Routed::Empty);
        assert_eq!(route(" \n", "", &items(3)), Routed::Empty);
    }

    #[test]
    fn one_thread_or_one_quoted() {
        let one = items(1);
        assert_eq!(route("Merci!", "", &one), Routed::Posts(vec![(1, "Merci!".into())]));
        let three = items(3);
        assert_eq!(
            route("Merci!", &three[1].text, &three),
            Routed::Posts(vec![(2, "Merci!".into())])
        );
        let part = "> Guide de départ\n> Texte du fil Guide de départ numéro 2";
        assert_eq!(route("Merci!", part, &three), Routed::Posts(vec![(2, "Merci!".into())]));
        let all: String = three.iter().map(|i| i.text.as_str()).collect();
        assert_eq!(route("Merci!", &all, &three), Routed::Ask);
        assert_eq!(route("Merci!", "> Ann Lee, lundi 9 h", &three), Routed::Ask);
    }

    #[test]
    fn answers_to_the_question() {
        let choices = items(3);
        let answered = |own: &str| answer(own, &choices);
        for own in ["3", "3.", "[3]", "#3", " 3 ", "le fil 3 svp", "numéro 3!", "Le 3", "3)"] {
            assert_eq!(answered(own), Some((3, String::new())), "{own}");
        }
        assert_eq!(answered("3\n\nMerci!"), Some((3, "Merci!".into())));
        assert_eq!(answered("3 et dites-leur bonjour"), Some((3, "et dites-leur bonjour".into())));
        for own in [
            "7",
            "",
            "je ne sais pas",
            "1 ou 2",
            "Je pense que ce serait plutôt dans le fil 3 ou un autre",
        ] {
            assert_eq!(answered(own), None, "{own}");
        }
    }
}
