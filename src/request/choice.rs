//! Which of a few things somebody chose that were offered with a digit each: by the digit, by its rank, or
//! by the words beside it, in any language we have. Not commands, and not polls, which may have any words.

use super::catalogue::catalogue;
use super::near::{distance, is_near};
use super::when::{is_polite, is_unit, ordinal, says_nothing, spelled};
use super::words::{Word, longest, words};
use crate::locale::{self, Value};

/// Words before a digit that only name it.
const FILLERS: [&str; 14] = [
    "le", "la", "l", "n", "no", "numero", "number", "option", "choix", "choice", "the", "reponse",
    "answer", "my",
];
/// Words after a rank that only name it.
const NAMED: [&str; 4] = ["one", "option", "choix", "choice"];
/// Words that may stand before what an offer says, or be left out.
const ARTICLES: [&str; 7] = ["un", "une", "le", "la", "a", "an", "the"];

/// The number of what somebody chose. `key` is the text that offered it, a line for each: « 2  Une fois par
/// mois ». What follows a digit is talk; `None`: nothing was chosen with certainty.
pub fn choice(said: &str, (key, args): (&str, &[(&str, Value<'_>)])) -> Option<u8> {
    let line = said.lines().map(str::trim).find(|l| !l.is_empty() && !is_small_talk(l))?;
    let all = words(line);
    // « Bonjour, 2 », on one line.
    let polite = longest(&all, &catalogue().polite).filter(|n| *n < all.len()).unwrap_or(0);
    let all = all.get(polite..)?;
    let at = all.iter().position(|w| !FILLERS.contains(&w.folded.as_str()))?;
    let (first, rest) = all.get(at..)?.split_first()?;
    if let Ok(n) = first.folded.parse() {
        // « 2 semaines de pause » chooses no 2.
        return (!rest.first().is_some_and(is_unit)).then_some(n);
    }
    // « Un ami m'en a parlé » chooses nothing.
    let named = rest.first().is_some_and(|w| NAMED.contains(&w.folded.as_str()));
    let alone = is_polite(rest.get(usize::from(named)..).unwrap_or_default());
    let in_words = || spelled(&first.folded).or_else(|| ordinal(&first.folded));
    by_words(all, (key, args)).or_else(|| in_words().filter(|_| alone))
}

/// « Bonjour, », "Hello all".
fn is_small_talk(line: &str) -> bool {
    says_nothing(line) || {
        let all = words(line);
        let polite = longest(&all, &catalogue().polite);
        let short = polite.is_some_and(|n| all.len() <= n + 2);
        short && line.ends_with([',', '!']) && !line.contains(|c: char| c.is_ascii_digit())
    }
}

fn by_words(said: &[Word], (key, args): (&str, &[(&str, Value<'_>)])) -> Option<u8> {
    let said = without_article(said);
    let texts: Vec<String> = locale::all().iter().map(|l| l.text(key, args)).collect();
    let mut found = texts.iter().flat_map(|t| t.lines()).filter_map(|line| {
        let (n, offer) = line.trim().split_once(' ')?;
        let offer = words(offer);
        let offer = without_article(&offer);
        let wrong = said.iter().zip(offer).filter(|(s, o)| !is_near(&s.folded, &o.folded));
        let wrong: Vec<_> = wrong.collect();
        // Among words that are right, a short one may be misspelt too: « une fois par moi ».
        let nearly = |(s, o): &(&Word, &Word)| distance(&s.folded, &o.folded, 1).is_some();
        let same = !offer.is_empty()
            && said.len() >= offer.len()
            && (wrong.is_empty()
                || (wrong.len() == 1 && offer.len() > 2 && wrong.iter().all(nearly)));
        let rest = said.get(offer.len()..).unwrap_or_default();
        (same && is_polite(rest)).then(|| n.parse().ok()).flatten()
    });
    found.next()
}

fn without_article(all: &[Word]) -> &[Word] {
    match all.split_first() {
        Some((first, rest)) if !rest.is_empty() && ARTICLES.contains(&first.folded.as_str()) => {
            rest
        }
        _ => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, want: Option<u8>) {
        let args = [("quieter", Value::from("monthly"))];
        assert_eq!(choice(said, ("quiet-choices", &args)), want, "{said}");
    }

    #[test]
    fn as_people_answer() {
        for two in [
            "2",
            "2.",
            "2)",
            "#2",
            "Le 2",
            "Option 2",
            "n° 2, merci",
            "deux",
            "Deux svp",
            "two",
            "la deuxième",
            "2e",
            "the second one",
            "Une fois par mois",
            "une fois par moi svp",
            "Once a month, please",
            "Bonjour,\n\n2\n\nPaul",
            "Hello!\n2",
            "Bonjour, 2. Merci!",
            "2 - une fois par mois",
        ] {
            check(two, Some(2));
        }
        check("Oui, comme maintenant", Some(1));
        check("1er", Some(1));
        check("Première", Some(1));
        check("first", Some(1));
        check("Partir", Some(4));
        check("leave", Some(4));
        check("une pause, merci", Some(3));
        check("Pause please", Some(3));
        check("troisième", Some(3));
        check("9", Some(9));
        for none in [
            "",
            "Merci!",
            "non",
            "Un ami m'en a parlé",
            "2 semaines de pause",
            "3 weeks away",
            "Première fois que je vous écris",
            "partir en voyage avec vous",
            "Bonjour à tous",
        ] {
            check(none, None);
        }
    }
}
