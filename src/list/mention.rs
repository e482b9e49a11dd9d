//! « @Prénom Nom » in a post: whom its author means among the members. Pure; how a mentioned person is
//! reached is the daemon's.
//!
//! A mention begins at a word's edge and never inside an address or a link. Case and accents do not
//! count. A full name wins over a first name; a name that several bear is nobody's.

use std::sync::OnceLock;

use super::PersonId;
use crate::locale;
use crate::mail::recognise::{begins, words};

/// People one post may name; more, and somebody who animates confirms it.
pub const LIMIT: usize = 5;
/// Mentions looked at in one post.
const MOST: usize = 100;
/// Words of a name.
const WORDS: usize = 6;

/// A member by what they may be called.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who.
    pub id: PersonId,
    full: Vec<String>,
    first: Vec<String>,
}

impl Known {
    /// A member called `name`; the local part of the address when they gave none.
    pub fn new(id: PersonId, name: &str) -> Self {
        let first = name.split_whitespace().next().unwrap_or_default();
        Self { id, full: words(name), first: words(first) }
    }

    /// How many words of `said` name this member.
    fn named_by(&self, said: &[String]) -> usize {
        let by = |form: &Vec<String>| !form.is_empty() && said.starts_with(form);
        [&self.full, &self.first].into_iter().filter(|f| by(f)).map(Vec::len).max().unwrap_or(0)
    }
}

/// Whom a post means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    /// Each one person.
    pub people: Vec<PersonId>,
    /// Names that several bear, as written, and who bears them.
    pub ambiguous: Vec<(String, Vec<PersonId>)>,
    /// « @animation »: those who animate.
    pub team: bool,
    /// « @tous »: a member cannot call everybody.
    pub everybody: bool,
}

/// The names after each @ of the author's own words, in order, none twice.
pub fn names(own: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = ' ';
    for (at, c) in own.char_indices() {
        let edge = before.is_whitespace() || "([«\"'“‘*-–—/,;:".contains(before);
        if c == '@' && edge && !is_in_link(own, at) {
            let name = name_after(own.get(at + 1..).unwrap_or_default());
            if !name.is_empty() && !found.contains(&name) && found.len() < MOST {
                found.push(name);
            }
        }
        before = c;
    }
    found
}

/// Whether what stands around belongs to a link: `https://social.example/@ann`.
fn is_in_link(own: &str, at: usize) -> bool {
    let head = own.get(..at).unwrap_or_default();
    let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://") || word.contains("www.")
}

/// A name's words, up to what ends it: a line, a mark of punctuation, a full stop before a blank.
fn name_after(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let stop = c == '.' && chars.peek().is_none_or(|n| n.is_whitespace());
        let joins =
            c.is_alphanumeric() || matches!(c, ' ' | '\u{a0}' | '-' | '.' | '\'' | '’' | '_');
        if stop || !(joins || c == '\u{2011}') || (out.is_empty() && c == ' ') {
            break;
        }
        out.push(c);
    }
    let words = out.split_whitespace().take(WORDS);
    words.collect::<Vec<_>>().join(" ")
}

/// Finds whom the names mean. The author never means themselves.
pub fn resolve(names: &[String], members: &[Known], author: Option<PersonId>) -> Meant {
    let mut meant = Meant::default();
    for name in names {
        let said: Vec<String> = name.split('_').flat_map(words).collect();
        if begins(&said, &special().0).is_some() {
            meant.team = true;
            continue;
        }
        let named = members.iter().map(|m| (m.named_by(&said), m.id)).filter(|(n, _)| *n > 0);
        let named: Vec<(usize, PersonId)> = named.collect();
        let longest = named.iter().map(|(n, _)| *n).max().unwrap_or(0);
        let mut who: Vec<PersonId> =
            named.iter().filter(|(n, _)| *n == longest).map(|(_, id)| *id).collect();
        match who.as_slice() {
            [] => meant.everybody |= begins(&said, &special().1).is_some(),
            [one] => {
                if Some(*one) != author && !meant.people.contains(one) {
                    meant.people.push(*one);
                }
            }
            _ => {
                who.retain(|id| Some(*id) != author);
                let name =
                    name.split_whitespace().take(longest.max(1)).collect::<Vec<_>>().join(" ");
                match who.as_slice() {
                    [one] if !meant.people.contains(one) => meant.people.push(*one),
                    [_] => {}
                    _ => meant.ambiguous.push((name, who)),
                }
            }
        }
    }
    meant
}

type Expressions = Vec<Vec<String>>;

/// Names of the team, and of everybody.
fn special() -> &'static (Expressions, Expressions) {
    static SPECIAL: OnceLock<(Expressions, Expressions)> = OnceLock::new();
    SPECIAL.get_or_init(|| {
        let of = |key: &str| {
            let texts = locale::all().iter().map(|l| l.s(key)).collect::<Vec<_>>();
            texts.iter().flat_map(|t| t.split('|')).map(words).collect::<Expressions>()
        };
        (of("mention-team"), of("mention-everybody"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> Vec<Known> {
        ["Zoé Roy", "Jean-Pierre Côté", "Marie Tremblay", "Marie Gagnon", "ann", "Léo d'Arcy"]
            .iter()
            .zip(1..)
            .map(|(name, n)| Known::new(PersonId(n), name))
            .collect()
    }

    #[track_caller]
    fn check(text: &str, people: &[u32], ambiguous: &[&str]) {
        let meant = resolve(&names(text), &members(), Some(PersonId(5)));
        let ids: Vec<u32> = meant.people.iter().map(|p| p.0).collect();
        let unclear: Vec<&str> = meant.ambiguous.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!((ids.as_slice(), unclear.as_slice()), (people, ambiguous), "{text}");
    }

    #[test]
    fn whom_a_post_means() {
        check("@Zoé, as-tu vu?", &[1], &[]);
        check("Demande à @zoe roy demain", &[1], &[]);
        check("(@ZOE.ROY)", &[1], &[]);
        check("@zoe_roy", &[1], &[]);
        check("@Jean-Pierre Côté et @Jean-Pierre", &[2], &[]);
        check("@jean pierre, merci", &[2], &[]);
        check("@Léo d’Arcy.", &[6], &[]);
        check("@Marie Gagnon et @Marie", &[4], &["Marie"]);
        check("@marie peux-tu?", &[], &["marie"]);
        check("@ann c'est moi", &[], &[]);
        check("Bonjour @Zoé.\n@Marie Tremblay?", &[1, 3], &[]);
    }

    #[test]
    fn what_is_no_mention() {
        for text in [
            "zoe@example.org",
            "écrire à zoe@roy.example",
            "https://social.example/@zoe",
            "@",
            "@ Zoé",
            "@inconnue",
            "@zoette",
            "www.social.example/@zoe",
            "5@zoé",
        ] {
            check(text, &[], &[]);
        }
    }

    #[test]
    fn the_team_and_everybody() {
        let meant = |text: &str| resolve(&names(text), &members(), None);
        assert!(meant("@animation svp").team && meant("@team?").team && meant("@équipe").team);
        assert!(meant("@tous, bonjour").everybody && meant("@everyone").everybody);
        assert!(!meant("@tousignant").everybody);
        assert_eq!(names(&"@zoé ".repeat(1000)).len(), 1);
    }
}
