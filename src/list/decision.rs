//! What an animator says about a message that waits: yes, no with a reason, or spam. The words are the
//! catalogues', of all languages at once; doubt decides nothing. Not the command language.

use std::sync::OnceLock;

use crate::locale;
use crate::mail::recognise::{self, Expression, begins, words};

/// Characters of a reason that are passed on.
const REASON: usize = 2000;
/// Words after a yes that are still politeness.
const POLITE_WORDS: usize = 6;

/// A decision about a message that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It goes out.
    Yes,
    /// It does not, and this is why.
    No(Option<String>),
    /// It does not, and nobody is told why.
    Spam,
}

struct Words {
    yes: Vec<Expression>,
    no: Vec<Expression>,
    spam: Vec<Expression>,
    but: Vec<Expression>,
    unsure: Vec<Expression>,
    undo: Vec<Expression>,
    greeting: Vec<Expression>,
    thread: Vec<Expression>,
}

fn tables() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| Words {
        yes: expressions("decision-yes"),
        no: expressions("decision-no"),
        spam: expressions("decision-spam"),
        but: expressions("decision-but"),
        unsure: expressions("decision-unsure"),
        undo: expressions("decision-undo"),
        greeting: expressions("decision-greeting"),
        thread: expressions("decision-thread"),
    })
}

fn expressions(key: &str) -> Vec<Expression> {
    let texts = locale::all().iter().map(|l| l.s(key)).collect::<Vec<_>>();
    let all = texts.iter().flat_map(|text| text.split(['\n', '|']));
    all.map(words).filter(|w| !w.is_empty()).collect()
}

/// Reads the author's own words, nothing quoted. `None`: they decide nothing clearly.
pub fn read(own: &str) -> Option<Decision> {
    let lines: Vec<&str> = own.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let (at, line) = lines.iter().enumerate().find(|(_, l)| !is_greeting(l))?;
    let line = after_greeting(line);
    let said = words(line);
    if begins(&said, &tables().unsure).is_some() {
        return None;
    }
    let (yes, no, spam) = (
        begins(&said, &tables().yes).unwrap_or(0),
        begins(&said, &tables().no).unwrap_or(0),
        begins(&said, &tables().spam).unwrap_or(0),
    );
    let rest = lines.get(at + 1..).unwrap_or_default();
    // The longest expression decides: « pas de problème » is no « pas ».
    match yes.max(no).max(spam) {
        0 => None,
        n if n == spam => Some(Decision::Spam),
        n if n == yes => is_plain_yes(&said, n, rest).then_some(Decision::Yes),
        n => Some(refusal(skip_words(line, n), rest)),
    }
}

/// The language of a yes or a no, when its word is of one language only.
pub fn tongue(own: &str) -> Option<&'static str> {
    let said = own.lines().map(str::trim).filter(|l| !l.is_empty()).find(|l| !is_greeting(l));
    let said = words(said.map(after_greeting).unwrap_or_default());
    let speaks = |locale: &&locale::Locale| {
        let all = ["decision-yes", "decision-no"].map(|key| locale.s(key)).join("|");
        let all: Vec<_> = all.split(['\n', '|']).map(words).filter(|w| !w.is_empty()).collect();
        begins(&said, &all).is_some()
    };
    let mut all = locale::all().iter().filter(speaks);
    all.next().filter(|_| all.next().is_none()).map(locale::Locale::code)
}

/// Whether somebody takes back what they wrote: « annuler », « undo ».
pub fn takes_back(own: &str) -> bool {
    let said = own.lines().map(str::trim).filter(|l| !l.is_empty()).find(|l| !is_greeting(l));
    let said = words(said.map(after_greeting).unwrap_or_default());
    said.len() <= POLITE_WORDS && begins(&said, &tables().undo).is_some()
}

/// Whether the yes to a call names where answers go: « oui, réponses au fil ».
pub fn names_thread(own: &str) -> bool {
    let line = own.lines().map(str::trim).find(|l| !l.is_empty() && !is_greeting(l));
    recognise::holds(&words(line.unwrap_or_default()), &tables().thread)
}

/// Whether a whole line only says hello, or names whom it speaks to.
fn is_greeting(line: &str) -> bool {
    let said = words(line);
    said.len() <= 4 && begins(&said, &tables().greeting).is_some() && !holds_decision(&said)
}

fn holds_decision(said: &[String]) -> bool {
    let tables = tables();
    [&tables.yes, &tables.no, &tables.spam].iter().any(|all| recognise::holds(said, all))
}

/// « Bonjour, oui » → « oui ».
fn after_greeting(line: &str) -> &str {
    let said = words(line);
    match begins(&said, &tables().greeting) {
        Some(n) if n < said.len() => skip_words(line, n),
        _ => line,
    }
}

/// A yes with conditions is for a human to read, not for us to carry out.
fn is_plain_yes(said: &[String], n: usize, rest: &[&str]) -> bool {
    let after = said.get(n..).unwrap_or_default();
    let doubtful = |some: &[String]| recognise::holds(some, &tables().but);
    let more = rest.first().map(|line| words(line)).unwrap_or_default();
    after.len() <= POLITE_WORDS && !doubtful(after) && !doubtful(&more)
}

fn refusal(first: &str, rest: &[&str]) -> Decision {
    let mut reason = first.to_owned();
    for line in rest {
        if !reason.is_empty() {
            reason.push('\n');
        }
        reason.push_str(line);
    }
    let said = words(&reason);
    if begins(&said, &tables().spam) == Some(said.len()) && !said.is_empty() {
        return Decision::Spam;
    }
    let polite = said.iter().all(|w| {
        recognise::tables().polite.iter().any(|p| p.as_slice() == std::slice::from_ref(w))
    });
    let reason: String = reason.chars().take(REASON).collect();
    Decision::No((!said.is_empty() && !polite).then_some(reason))
}

/// What stands after the first `n` words of a line, without the punctuation that parts them.
fn skip_words(line: &str, n: usize) -> &str {
    let mut at = 0;
    for (end, _) in line.char_indices().skip(1).chain([(line.len(), ' ')]) {
        let head = line.get(..end).unwrap_or_default();
        if words(head).len() > n {
            break;
        }
        at = end;
    }
    // `at` is before the first letter of word n + 1 or at the end.
    let tail = line.get(at..).unwrap_or_default();
    tail.trim_start_matches(|c: char| c.is_whitespace() || ",.:;–—-!)".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_an_answer() {
        assert_eq!(tongue("Bonjour,\n\noui, merci"), Some("fr"));
        assert_eq!(tongue("Yes please"), Some("en"));
        assert_eq!(tongue("No thanks"), Some("en"));
        assert_eq!(tongue("ok"), None);
        assert_eq!(tongue(""), None);
    }

    #[track_caller]
    fn check(own: &str, want: Option<Decision>) {
        assert_eq!(read(own), want, "{own}");
    }

    fn no(reason: &str) -> Option<Decision> {
        Some(Decision::No(Some(reason.to_owned())))
    }

    #[test]
    fn yes() {
        for own in [
            "oui",
            "Oui.",
            "OUI!!",
            "oui merci",
            "Ok",
            "OK pour moi",
            "d'accord",
            "D’accord 👍",
            "accepter",
            "J'accepte",
            "publier",
            "vas-y",
            "👍",
            "yes",
            "Yes, please.",
            "ok thanks!",
            "approve",
            "Approved",
            "go ahead",
            "no problem",
            "Bonjour,\n\nOui, merci.\n\nZoé",
            "Bonjour, oui",
            "Hi there,\n\nyes",
            "c'est bon",
            "pas de problème",
            "Allô!\noui\n",
            "oui, publiez-le",
        ] {
            check(own, Some(Decision::Yes));
        }
    }

    #[test]
    fn no_with_and_without_a_reason() {
        for own in ["non", "Non.", "non merci", "no", "No, thanks", "refuser", "reject", "Non svp"]
        {
            check(own, Some(Decision::No(None)));
        }
        check("non, c'est hors sujet", no("c'est hors sujet"));
        check("Non : la réunion est passée.", no("la réunion est passée."));
        check("NON – déjà publié\nhier soir", no("déjà publié\nhier soir"));
        check("no: wrong list\n\nTry the other one.", no("wrong list\nTry the other one."));
        check("Bonjour,\nnon\nC'est de la publicité.", no("C'est de la publicité."));
        check("refuse, too long", no("too long"));
    }

    #[test]
    fn spam() {
        for own in
            ["pourriel", "Pourriel!", "spam", "c'est du spam", "junk", "non, pourriel", "it's spam"]
        {
            check(own, Some(Decision::Spam));
        }
    }

    #[test]
    fn doubt_decides_nothing() {
        for own in [
            "",
            "  \n",
            "Bonjour,",
            "Qui est-ce?",
            "oui mais il faut changer le titre",
            "peut-être",
            "no idea",
            "aucune idée",
            "je ne sais pas",
            "yes but shorten it first",
            "not spam",
            "ce n'est pas un pourriel",
            "oui si elle enlève son numéro de téléphone",
            "Nonobstant",
            "oui\nmais pas avant lundi",
            "okapi",
            "Zoé, tu le publies?",
            "12",
            "Oui je me demande si on devrait vraiment laisser passer ce genre de message ici",
        ] {
            check(own, None);
        }
    }

    #[test]
    fn taking_back() {
        for own in ["annuler", "Annuler svp", "Bonjour,\nannulez", "UNDO", "cancel please", "oups"]
        {
            assert!(takes_back(own), "{own}");
        }
        for own in ["", "merci", "oui", "On ne peut pas annuler la réunion de demain soir"] {
            assert!(!takes_back(own), "{own}");
        }
    }
}
