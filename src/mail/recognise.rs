//! Words by which mail programs and their users are known: out-of-office subjects, attribution lines,
//! device signatures. Only the tables and how words are compared; no decision.
//!
//! The tables are catalogue files, `templates/locale/<tag>/recognise.ftl`, so that a translator finds
//! them. Those of all languages count at once: a French list gets English mail.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::locale;

/// An expression as its words.
pub type Expression = Vec<String>;

/// Every table.
#[derive(Debug, Default)]
pub struct Tables {
    /// Subjects of out-of-office answers begin so.
    pub away: Vec<Expression>,
    /// Lone words that ask to leave.
    pub leave: Vec<Expression>,
    /// Lone words that ask for help.
    pub help: Vec<Expression>,
    /// « C'est bien moi »: answers to "did you send this?".
    pub mine: Vec<Expression>,
    /// « Ce n'est pas moi ».
    pub not_mine: Vec<Expression>,
    /// Words of politeness around a command.
    pub polite: Vec<Expression>,
    /// What ends an attribution line: « a écrit ».
    pub wrote: Vec<Expression>,
    /// What begins one: « Le 20 mai… ».
    pub on: Vec<Expression>,
    /// Names of months and days of the week.
    pub calendar: Vec<Expression>,
    /// « Message d'origine », between dashes.
    pub original: Vec<Expression>,
    /// « Message transféré »: what follows is meant to be read.
    pub forwarded: Vec<Expression>,
    /// Labels of a header block: who wrote.
    pub label_from: Vec<Expression>,
    /// When, in a word that only headers use: « Envoyé ».
    pub label_sent: Vec<Expression>,
    /// When: « Date ».
    pub label_date: Vec<Expression>,
    /// To whom.
    pub label_to: Vec<Expression>,
    /// About what.
    pub label_subject: Vec<Expression>,
    /// Device signatures begin so: « Envoyé de mon ».
    pub sent_from: Vec<Expression>,
    /// And name one of these.
    pub device: Vec<Expression>,
    /// « ci-dessous », « en rouge »: answers stand inside the quoted text.
    pub inline: Vec<Expression>,
    /// « P.-S. »
    pub postscript: Vec<Expression>,
}

/// The tables of all languages.
pub fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables {
        away: expressions("recognise-away"),
        leave: expressions("recognise-leave"),
        help: expressions("recognise-help"),
        mine: expressions("recognise-mine"),
        not_mine: expressions("recognise-not-mine"),
        polite: expressions("recognise-polite"),
        wrote: expressions("recognise-wrote"),
        on: expressions("recognise-on"),
        calendar: calendar(),
        original: expressions("recognise-original"),
        forwarded: expressions("recognise-forwarded"),
        label_from: expressions("recognise-label-from"),
        label_sent: expressions("recognise-label-sent"),
        label_date: expressions("recognise-label-date"),
        label_to: expressions("recognise-label-to"),
        label_subject: expressions("recognise-label-subject"),
        sent_from: expressions("recognise-sent-from"),
        device: expressions("recognise-device"),
        inline: expressions("recognise-inline"),
        postscript: expressions("recognise-postscript"),
    })
}

/// The expressions under a key of the catalogues, of all languages.
pub fn expressions(key: &str) -> Vec<Expression> {
    let mut all: Vec<Expression> = Vec::new();
    for text in locale::all().iter().map(|l| l.s(key)) {
        all.extend(text.lines().map(words).filter(|w| !w.is_empty()));
    }
    all
}

/// Months and days, from the catalogues that write our own dates, with their short forms.
fn calendar() -> Vec<Expression> {
    let mut all = expressions("recognise-calendar");
    for locale in locale::all() {
        let months = (1..=12).map(|n| ("month", n));
        for (key, n) in months.chain((1..=7).map(|n| ("weekday", n))) {
            let word = words(&locale.text(key, &[("n", locale::Value::from(n))]));
            if let Some(long) = word.first().filter(|w| w.chars().count() > 3) {
                all.push(vec![long.chars().take(3).collect()]);
            }
            all.push(word);
        }
    }
    all
}

/// The words of a text as they are compared: case, accents, punctuation and kinds of blanks do not
/// count. « Aujourd’hui, à 14 h » → `aujourd`, `hui`, `a`, `14`, `h`.
pub fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    each_word(text, |word| all.push(word.to_owned()));
    all
}

/// Calls `each` with every word of [`words`], without keeping any.
pub fn each_word(text: &str, mut each: impl FnMut(&str)) {
    if text.is_ascii() {
        return each_ascii_word(text, each);
    }
    let mut now = String::new();
    let mut take = |step: Step| match step {
        Step::Letter(c) => now.push(c),
        Step::Alone(c) => {
            end_word(&mut now, &mut each);
            each(c.encode_utf8(&mut [0; 4]));
        }
        Step::Break => end_word(&mut now, &mut each),
        Step::Nothing | Step::Several => {}
    };
    for c in text.chars() {
        match step(c) {
            Step::Several => fold(c).map(classify).for_each(&mut take),
            one => take(one),
        }
    }
    end_word(&mut now, &mut each);
}

/// A character without case and marks. One by one is enough: only marks depend on their neighbours.
fn fold(c: char) -> impl Iterator<Item = char> {
    let bare = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c));
    bare.flat_map(char::to_lowercase)
}

/// What a character does to the words around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is a letter or digit: this one, folded.
    Letter(char),
    /// It is a word by itself.
    Alone(char),
    /// It ends a word.
    Break,
    /// It is not seen.
    Nothing,
    /// It folds into more than one.
    Several,
}

/// Characters of a page of the table of steps.
const PAGE: u32 = 256;

/// What a character does, looked up where all living languages are written; each page of the table is
/// made for the first text that needs it.
fn step(c: char) -> Step {
    static PAGES: [OnceLock<Box<[Step]>>; PAGE as usize] = [const { OnceLock::new() }; 256];
    let number = u32::from(c);
    let page = PAGES.get((number / PAGE) as usize).map(|page| {
        let first = number - number % PAGE;
        let all = || (first..first + PAGE).map(|c| char::from_u32(c).map_or(Step::Break, look));
        page.get_or_init(|| all().collect())
    });
    let found = page.and_then(|page| page.get((number % PAGE) as usize));
    found.copied().unwrap_or(Step::Several)
}

fn look(c: char) -> Step {
    let mut folded = fold(c);
    match (folded.next(), folded.next()) {
        (None, _) => Step::Nothing,
        (Some(one), None) => classify(one),
        _ => Step::Several,
    }
}

/// What a folded character does.
fn classify(c: char) -> Step {
    if stands_alone(c) {
        Step::Alone(c)
    } else if c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric()) {
        Step::Letter(c)
    } else if is_joiner(c) {
        Step::Nothing
    } else {
        Step::Break
    }
}

/// [`each_word`] where there is nothing to fold but case: most words of most mail.
fn each_ascii_word(text: &str, mut each: impl FnMut(&str)) {
    let mut lower = String::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        if word.bytes().any(|b| b.is_ascii_uppercase()) {
            lower.clear();
            lower.extend(word.chars().map(|c| c.to_ascii_lowercase()));
            each(&lower);
        } else {
            each(word);
        }
    }
}

/// Whether `text` may begin with one of the expressions: cheap, for the many lines that do not.
pub fn may_begin(text: &str, expressions: &[Expression]) -> bool {
    let begins = |word: &str| expressions.iter().any(|e| e.first().is_some_and(|f| f == word));
    for chunk in text.split_whitespace().take(8) {
        let mut found = None;
        each_word(chunk, |word| {
            found.get_or_insert_with(|| begins(word));
        });
        if let Some(found) = found {
            return found;
        }
    }
    false
}

fn end_word(now: &mut String, each: &mut impl FnMut(&str)) {
    if !now.is_empty() {
        each(now);
        now.clear();
    }
}

/// Characters that show nothing and part no word: soft hyphen, zero-width ones.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Characters that are a word each: pictures, which may be somebody's whole answer, and writing
/// without blanks between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Whether `words` begins with one of the expressions; how many words the longest has.
pub fn begins(words: &[String], expressions: &[Expression]) -> Option<usize> {
    expressions.iter().filter(|e| words.starts_with(e)).map(Vec::len).max()
}

/// Whether `words` ends with one of the expressions; how many words the longest has.
pub fn ends(words: &[String], expressions: &[Expression]) -> Option<usize> {
    expressions.iter().filter(|e| words.ends_with(e)).map(Vec::len).max()
}

/// Whether one of the expressions stands anywhere in `words`.
pub fn holds(words: &[String], expressions: &[Expression]) -> bool {
    expressions.iter().any(|e| words.windows(e.len()).any(|w| w == e.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(words("« L’Été, à 14\u{202f}h 21 »"), ["l", "ete", "a", "14", "h", "21"]);
        assert_eq!(words("co\u{ad}opé\u{200b}ration"), ["cooperation"]);
        assert_eq!(words("Bravo👍🏽!"), ["bravo", "👍", "🏽"]);
        assert_eq!(words("会議です"), ["会", "議", "て", "す"]);
        assert!(words(" -- ").is_empty());
        assert_eq!(words("I'm HERE, at_last 2x"), ["i", "m", "here", "at", "last", "2x"]);
    }

    #[test]
    fn every_language_counts() {
        assert!(begins(&words("RÉPONSE AUTOMATIQUE : absente"), &tables().away).is_some());
        assert!(begins(&words("Out of Office: back Monday"), &tables().away).is_some());
        assert!(may_begin("« Réponse auto", &tables().away));
        assert!(!may_begin("Qui est absent?", &tables().away));
        assert!(begins(&words("Qui est absent du bureau lundi?"), &tables().away).is_none());
        assert!(tables().calendar.contains(&vec!["aout".to_owned()]));
        assert!(tables().calendar.contains(&vec!["wed".to_owned()]));
    }
}
