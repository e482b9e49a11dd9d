//! What follows the commands of those who animate: numbers, addresses of pages, roles, keys and their
//! values. Reading only.

use crate::list::member::Role;
use crate::locale;
use crate::mail::address::Address;
use crate::mail::recognise;

/// What a word of a command names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Named {
    /// A bare number.
    Number(u32),
    /// `…/f/12/`.
    Thread(u32),
    /// `…/m/57`.
    Message(u32),
}

/// Numbers and addresses of pages, in order.
pub(in super::super) fn numbers(tail: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for word in tail.split_whitespace() {
        let after = |mark: &str| {
            let rest = word.split_once(mark)?.1;
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<u32>().ok()
        };
        let bare = word.trim_matches(|c: char| !c.is_ascii_digit());
        if let Some(n) = after("/f/") {
            found.push(Named::Thread(n));
        } else if let Some(n) = after("/m/") {
            found.push(Named::Message(n));
        } else if !word.contains('/')
            && let Ok(n) = bare.parse()
        {
            found.push(Named::Number(n));
        }
    }
    found
}

/// Whether a mark is to be lifted: « fermer 12 non ».
pub(super) fn lifts(tail: &str) -> bool {
    has(tail, "animate-lift-words")
}

fn has(tail: &str, key: &str) -> bool {
    let said = recognise::words(tail);
    locale::all().iter().any(|l| {
        let all = l.s(key);
        all.split('|').map(recognise::words).any(|w| recognise::holds(&said, &[w]))
    })
}

/// The addresses that a tail names.
pub(super) fn addresses(tail: &str) -> Vec<Address> {
    let edges = |c: char| "<>(),;:\"«»".contains(c) || c.is_whitespace();
    tail.split(edges).filter_map(|w| Address::parse(w.trim_end_matches('.')).ok()).collect()
}

/// The role that a tail names.
pub(super) fn role(tail: &str) -> Option<Role> {
    let roles = [Role::Owner, Role::Animator, Role::Member];
    roles.into_iter().find(|role| has(tail, &format!("role-words-{}", role.word())))
}

/// A key of a setting and its value, in our own words: « publication retenus » → `posting`, `held`.
pub(super) fn setting(tail: &str, keys: &[&'static str]) -> Option<(&'static str, String)> {
    let tail = tail.trim();
    let known = |said: &str| {
        let said = recognise::words(said);
        keys.iter().copied().find(|key| {
            locale::all().iter().any(|l| {
                let all = l.s(&format!("setting-{key}"));
                all.split('|').any(|alias| recognise::words(alias) == said)
            })
        })
    };
    // The longest beginning that is a key.
    let cuts = tail.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | '='));
    let cuts: Vec<usize> = cuts.map(|(at, _)| at).collect();
    let (key, rest) = cuts.iter().rev().find_map(|at| {
        let (head, rest) = tail.split_at_checked(*at)?;
        Some((known(head)?, rest))
    })?;
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '='));
    Some((key, value(rest)))
}

/// A value in the words of the settings, when it is one of the catalogues'.
fn value(said: &str) -> String {
    let spoken = recognise::words(said);
    for locale in locale::all() {
        for line in locale.s("setting-values").split('|') {
            if let Some((alias, word)) = line.split_once('=')
                && recognise::words(alias) == spoken
            {
                return word.trim().to_owned();
            }
        }
    }
    said.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Named::{Message, Number, Thread};

    #[test]
    fn what_numbers_name() {
        assert_eq!(numbers("12 avec 9"), [Number(12), Number(9)]);
        assert_eq!(numbers("n° 12, à partir du 3."), [Number(12), Number(3)]);
        assert_eq!(
            numbers("https://x.example/fr/c/cdp/f/4/2/ <https://x.example/c/cdp/m/57>"),
            [Thread(4), Message(57)]
        );
        assert!(numbers("le fil").is_empty());
    }

    #[test]
    fn settings_and_roles() {
        let keys = crate::daemon::settle::by_mail();
        let check = |tail: &str, want: Option<(&str, &str)>| {
            let got = setting(tail, &keys);
            assert_eq!(got.as_ref().map(|(k, v)| (*k, v.as_str())), want, "{tail}");
        };
        check("publication retenus", Some(("posting", "held")));
        check("posting: held", Some(("posting", "held")));
        check("délai 5m", Some(("undo", "5m")));
        check("nom Communauté de pratique", Some(("name", "Communauté de pratique")));
        check("premiers messages 2", Some(("first-posts", "2")));
        check("visibilité publique", Some(("visibility", "public")));
        check("couleur bleu", None);
        assert_eq!(role("zoe@example.org animatrice"), Some(Role::Animator));
        assert_eq!(role("zoe@example.org propriétaire"), Some(Role::Owner));
        assert_eq!(role("zoe@example.org"), None);
        assert_eq!(addresses("zoe@example.org, <max@example.org>").len(), 2);
        assert!(lifts("12 non") && !lifts("12"));
    }
}
