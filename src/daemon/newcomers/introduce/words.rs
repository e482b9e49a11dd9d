//! What somebody says of themselves in a reply: two sentences, with or without lines such as
//! « Organisme : … » above them. Reads; shows nothing to anybody.

use crate::digest::cues;
use crate::digest::excerpt::{clean, opening, shorten};
use crate::list::ask::Portrait;
use crate::list::member::Person;
use crate::mail::recognise::{self, Expression};
use crate::request::when;

/// Characters of the sentences.
const TEXT: usize = 280;
/// Characters of a name, and of an organisation.
const NAME: usize = 40;
const ORGANISATION: usize = 80;
/// Fewer words introduce nobody.
const FEW: usize = 4;

/// Reads a reply; what `before` said and the reply leaves out stays. `None`: it introduces nobody.
pub(super) fn read(own: &str, person: &Person, before: Option<&Portrait>) -> Option<Portrait> {
    let (mut name, mut organisation, mut rest) = (None, None, Vec::new());
    for line in own.lines() {
        match field(line) {
            Some((Field::Name, value)) if rest.is_empty() => name = Some(shorten(value, NAME)),
            Some((Field::Organisation, value)) => organisation = Some(shorten(value, ORGANISATION)),
            _ if rest.is_empty() && (line.trim().is_empty() || cues::greets(line)) => {}
            _ => rest.push(line),
        }
    }
    while rest.last().is_some_and(|line| signs(line, person)) {
        rest.pop();
    }
    let text = opening(after_hello(&rest.join("\n")), "…");
    let text = shorten(&text, TEXT);
    let said = text.split_whitespace().count();
    let asks =
        text.split_inclusive(['.', '!', '?']).next().is_some_and(|first| cues::asks("", first));
    let text = match before {
        _ if said >= FEW && !asks => text,
        Some(before) if said == 0 && (name.is_some() || organisation.is_some()) => {
            before.text.clone()
        }
        _ => return None,
    };
    let before_name = before.map(|b| b.name.clone());
    let organisation = organisation.or_else(|| before.and_then(|b| b.organisation.clone()));
    Some(Portrait {
        name: clean(&name.or(before_name).unwrap_or_else(|| first_name(person)), "…"),
        organisation: organisation.map(|o| clean(&o, "…")).filter(|o| !o.is_empty()),
        text,
    })
}

/// Whether a reply says thank you, and nothing else.
pub(super) fn is_polite(own: &str, person: &Person) -> bool {
    own.lines().all(|line| cues::greets(line) || signs(line, person))
}

/// « Bonjour! Je cultive… »: without its hello, which is none of the two sentences.
fn after_hello(text: &str) -> &str {
    let hello = text.split_inclusive(['!', '.', ',']).next().unwrap_or_default();
    let rest = text.get(hello.len()..).unwrap_or_default().trim_start();
    if cues::greets(hello) && !rest.is_empty() { rest } else { text }
}

/// « Léa Roy » → « Léa ».
fn first_name(person: &Person) -> String {
    let shown = person.display();
    shorten(shown.split_whitespace().next().unwrap_or(shown), NAME)
}

enum Field {
    Name,
    Organisation,
}

/// « Organisme : Maison des jeunes ».
fn field(line: &str) -> Option<(Field, &str)> {
    let (label, value) = line.split_once([':', '：'])?;
    let label = recognise::words(label);
    let is = |key: &str| {
        let known: Vec<Expression> = recognise::expressions(key);
        known.contains(&label)
    };
    let field = match () {
        () if is("introduction-label-name") => Field::Name,
        () if is("introduction-label-organisation") => Field::Organisation,
        () => return None,
    };
    Some((field, value.trim())).filter(|(_, value)| !value.is_empty())
}

/// A line that only signs: nothing, politeness, or a name.
fn signs(line: &str, person: &Person) -> bool {
    let names = recognise::words(person.display());
    let said = recognise::words(line);
    said.iter().all(|word| names.contains(word)) || when::says_nothing(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::PersonId;
    use crate::mail::address::Address;

    fn lea() -> Person {
        Person::new(
            PersonId(1),
            Address::parse("lea@example.org").unwrap(),
            Some("Léa Roy".to_owned()),
        )
    }

    #[track_caller]
    fn check(own: &str, want: Option<(&str, Option<&str>, &str)>) {
        let read = read(own, &lea(), None);
        let read =
            read.as_ref().map(|w| (w.name.as_str(), w.organisation.as_deref(), w.text.as_str()));
        assert_eq!(read, want, "{own}");
    }

    #[test]
    fn two_sentences_and_no_more() {
        let text = "J'anime un café de quartier à Rimouski. Je cherche comment garder le monde d'une fois à l'autre.";
        for own in [
            text.to_owned(),
            format!("Bonjour à toutes et à tous,\n\n{text}\n\nLéa Roy"),
            format!("Bonjour! {text}"),
            format!("{text} J'ai aussi un chien.\n\nMerci!\nLéa"),
        ] {
            check(&own, Some(("Léa", None, text)));
        }
        let both = format!("Prénom : Léa-Rose\nOrganisme : Café du coin\n\n{text}");
        check(&both, Some(("Léa-Rose", Some("Café du coin"), text)));
        let english =
            "Name: Lee\nOrganization: Corner Café\nI host a neighbourhood café. Happy to be here.";
        let said = "I host a neighbourhood café. Happy to be here.";
        check(english, Some(("Lee", Some("Corner Café"), said)));
    }

    #[test]
    fn what_introduces_nobody() {
        for own in [
            "",
            "Merci!",
            "Merci beaucoup",
            "Thanks!",
            "Bonjour",
            "Comment change-t-on d'adresse?",
            "OK",
        ] {
            check(own, None);
        }
        let polite = |own: &str| is_polite(own, &lea());
        assert!(
            polite("Merci beaucoup!\n\nLéa Roy") && polite("Thank you") && !polite("Qui anime?")
        );
    }

    #[test]
    fn a_correction_keeps_what_it_leaves_out() {
        let before = read("J'anime un café de quartier à Rimouski.", &lea(), None).unwrap();
        let after = read("Organisme : Café du coin", &lea(), Some(&before)).unwrap();
        assert_eq!(after.text, before.text);
        assert_eq!(after.organisation.as_deref(), Some("Café du coin"));
    }
}
