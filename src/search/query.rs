//! What somebody looks for, out of whatever they typed: words, « phrases », `-without`, `begin*`, and
//! `from:`, `since:`, `until:`. Anything can be typed; what the index is asked is made of our own tokens
//! alone, each quoted, so that nothing of it is syntax.

use jiff::civil::Date;

use super::words::{each_word, folded};
use crate::mail::{recognise, stems};

/// Characters read of what was typed.
const TYPED: usize = 1_000;
/// Words looked for at once.
const WORDS: usize = 12;
/// Letters of the beginning of a word, at least: less would be half of all words.
const BEGINNING: usize = 2;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What must be there, and what must not.
    pub terms: Vec<Term>,
    /// Words of the name of who wrote it.
    pub who: Vec<String>,
    /// From this day on.
    pub since: Option<Date>,
    /// Up to this day.
    pub until: Option<Date>,
    /// Notes alone.
    pub kind: Kind,
    /// Whether more was typed than is looked for.
    pub cut: bool,
}

/// What kinds of texts are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Messages and notes.
    #[default]
    All,
    /// Notes.
    Notes,
}

/// A word, or several in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The words.
    pub words: Vec<Sought>,
    /// Whether it must be there.
    pub wanted: Wanted,
    /// Whether more letters may follow the last.
    pub open: bool,
}

/// Whether a term must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Yes.
    Yes,
    /// It must not.
    No,
}

/// A word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// In small letters, with its accents.
    pub said: String,
    /// Without them.
    pub folded: String,
}

impl Sought {
    /// The tokens that stand for it, in any language.
    pub fn tokens(&self) -> Vec<String> {
        let mut all = vec![self.folded.clone()];
        for tongue in stems::tongues() {
            let stem = tongue.stem(&self.folded);
            if !all.iter().any(|t| *t == stem) {
                all.push(stem.into_owned());
            }
        }
        all
    }
}

impl Query {
    /// Reads what was typed.
    pub fn parse(typed: &str) -> Self {
        let text: String = typed.chars().take(TYPED).collect();
        let mut query = Self { cut: text.len() < typed.len(), ..Self::default() };
        for chunk in Chunks(&text) {
            query.chunk(chunk);
        }
        query.thin();
        query
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        let wanted = self.terms.iter().any(|t| t.wanted == Wanted::Yes);
        let filtered = self.since.is_some() || self.until.is_some() || self.kind == Kind::Notes;
        !wanted && self.who.is_empty() && !filtered
    }

    /// Adds words of the name of who wrote it.
    pub fn by(&mut self, name: &str) {
        let name: String = name.chars().take(TYPED).collect();
        self.who.extend(folded(&name));
        self.who.truncate(WORDS);
    }

    /// The same for one of its words alone.
    pub fn only(&self, term: &Term) -> Self {
        Self { terms: vec![term.clone()], ..self.clone() }
    }

    fn chunk(&mut self, chunk: Chunk<'_>) {
        if let (Chunk::Word(word), Some((key, value))) = (chunk, key_of(chunk)) {
            return match key {
                Key::From => self.by(value),
                Key::Since => match day(value) {
                    Some((first, _)) => self.since = Some(first),
                    None => self.term(word, Wanted::Yes),
                },
                Key::Until => match day(value) {
                    Some((_, last)) => self.until = Some(last),
                    None => self.term(word, Wanted::Yes),
                },
            };
        }
        match chunk {
            Chunk::Word(word) => match word.strip_prefix(['-', '−', '–']) {
                Some(rest) if !self.terms.is_empty() => self.term(rest, Wanted::No),
                _ => self.term(word, Wanted::Yes),
            },
            Chunk::Phrase(phrase) => self.phrase(phrase, Wanted::Yes),
        }
    }

    /// One chunk between blanks: usually a word; « rendez-vous » is two in a row.
    fn term(&mut self, chunk: &str, wanted: Wanted) {
        let open = chunk.ends_with('*');
        let words = sought(chunk);
        // Both forms of « auteur·trice » are the same word: either will do, and the first stem finds it.
        let count = words.len();
        for (at, word) in words.into_iter().enumerate() {
            let open = open && at + 1 == count && word.folded.chars().count() >= BEGINNING;
            self.push(Term { words: vec![word], wanted, open });
        }
    }

    fn phrase(&mut self, phrase: &str, wanted: Wanted) {
        let mut words = sought(phrase);
        self.cut |= words.len() > WORDS;
        words.truncate(WORDS);
        match words.len() {
            0 => {}
            _ => self.push(Term { words, wanted, open: false }),
        }
    }

    fn push(&mut self, term: Term) {
        let known: usize = self.terms.iter().map(|t| t.words.len()).sum();
        if known + term.words.len() > WORDS {
            self.cut = true;
        } else if !self.terms.contains(&term) {
            self.terms.push(term);
        }
    }

    /// Small words go when others are left.
    fn thin(&mut self) {
        let small = |t: &Term| !t.open && t.words.iter().all(|w| stems::is_small(&w.said));
        let wanted = |t: &&Term| t.wanted == Wanted::Yes;
        if self.terms.iter().filter(wanted).any(|t| !small(t)) {
            self.terms.retain(|t| !small(t));
        }
    }
}

fn sought(text: &str) -> Vec<Sought> {
    let mut all: Vec<Sought> = Vec::new();
    let mut last = (usize::MAX, 0);
    each_word(text, |w| {
        // The other form of the same word.
        if w.span != last {
            all.push(Sought { said: w.said.to_owned(), folded: w.folded.to_owned() });
        }
        last = w.span;
    });
    all
}

#[derive(Clone, Copy)]
enum Key {
    From,
    Since,
    Until,
}

/// `from:marie`, in any language.
fn key_of(chunk: Chunk<'_>) -> Option<(Key, &str)> {
    let Chunk::Word(word) = chunk else { return None };
    let (key, value) = word.split_once(':')?;
    let key = folded(key);
    let is = |name: &str| recognise::expressions(name).contains(&key);
    let found = [
        (Key::From, "search-key-from"),
        (Key::Since, "search-key-since"),
        (Key::Until, "search-key-until"),
    ];
    let (key, _) = found.into_iter().find(|(_, name)| is(name))?;
    value.contains(char::is_alphanumeric).then_some((key, value))
}

/// The first and the last day of `2019`, `2019-05` or `2019-05-21`.
pub fn day(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.trim().split('-');
    let year: i16 = parts.next()?.parse().ok().filter(|y| (1..=9999).contains(y))?;
    let month: Option<i8> =
        parts.next().map(|m| m.parse().ok()).map_or(Some(None), |m| m.map(Some))?;
    let day: Option<i8> =
        parts.next().map(|d| d.parse().ok()).map_or(Some(None), |d| d.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let last = match (month, day) {
        (_, Some(_)) => first,
        (Some(_), None) => first.last_of_month(),
        (None, None) => first.last_of_year(),
    };
    Some((first, last))
}

/// What was typed, cut at blanks and quotation marks.
struct Chunks<'a>(&'a str);

#[derive(Clone, Copy)]
enum Chunk<'a> {
    Word(&'a str),
    Phrase(&'a str),
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        const OPEN: [char; 4] = ['"', '«', '“', '„'];
        const CLOSE: [char; 4] = ['"', '»', '”', '“'];
        self.0 = self.0.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
        if let Some(rest) = self.0.strip_prefix(OPEN) {
            // A quotation that is never closed is words.
            if let Some((phrase, after)) = rest.split_once(CLOSE) {
                self.0 = after;
                return Some(Chunk::Phrase(phrase));
            }
            self.0 = rest;
            return self.next();
        }
        let end = |c: char| c.is_whitespace() || c.is_control() || OPEN.contains(&c);
        let at = self.0.find(end).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at_checked(at)?;
        self.0 = rest;
        (!word.is_empty()).then_some(Chunk::Word(word))
    }
}

/// What the index is asked; `begins` tells the stems of the words that begin so.
pub(super) struct Asked {
    /// What must stand anywhere.
    pub wanted: Option<String>,
    /// Only who wrote it.
    pub who: Option<String>,
    /// What must not be there.
    pub unwanted: Option<String>,
}

impl Asked {
    pub fn new<E>(
        query: &Query,
        mut begins: impl FnMut(&str) -> Result<Vec<String>, E>,
    ) -> Result<Self, E> {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for term in &query.terms {
            let said = term.expression(&mut begins)?;
            match term.wanted {
                Wanted::Yes => wanted.push(said),
                Wanted::No => unwanted.push(said),
            }
        }
        let who: Vec<String> = query.who.iter().map(|w| quoted(w)).collect();
        let some = |all: Vec<String>, glue: &str| (!all.is_empty()).then(|| all.join(glue));
        Ok(Self {
            wanted: some(wanted, " AND "),
            who: some(who, " AND ").map(|w| format!("{{who}} : ({w})")),
            unwanted: some(unwanted, " OR "),
        })
    }

    /// The whole of it, with the words in these columns.
    pub fn expression(&self, columns: &str) -> Option<String> {
        let wanted = self.wanted.as_ref().map(|w| format!("{columns}({w})"));
        let all: Vec<String> = wanted.into_iter().chain(self.who.clone()).collect();
        let all = (!all.is_empty()).then(|| all.join(" AND "))?;
        Some(match &self.unwanted {
            Some(not) => format!("({all}) NOT ({not})"),
            None => all,
        })
    }
}

impl Term {
    fn expression<E>(
        &self,
        begins: &mut impl FnMut(&str) -> Result<Vec<String>, E>,
    ) -> Result<String, E> {
        let mut any: Vec<String> = Vec::new();
        match self.words.as_slice() {
            [word] => {
                any.extend(word.tokens());
                if self.open {
                    any.extend(begins(&word.folded)?);
                }
            }
            several => {
                // Each language leaves its own small words out of the index.
                for tongue in stems::tongues() {
                    let said = several.iter().filter(|w| !tongue.is_small(&w.said));
                    let said: Vec<_> = said.map(|w| tongue.stem(&w.folded).into_owned()).collect();
                    any.push(said.join(" "));
                }
            }
        }
        any.retain(|t| !t.is_empty());
        if any.is_empty() {
            any.push(self.words.iter().map(|w| w.folded.as_str()).collect::<Vec<_>>().join(" "));
        }
        any.sort_unstable();
        any.dedup();
        let any: Vec<String> = any.iter().map(|t| quoted(t)).collect();
        Ok(format!("({})", any.join(" OR ")))
    }
}

/// A string of the index's own language. Our tokens hold letters and digits alone; whatever happens, a
/// quotation mark is doubled and a NUL, at which it would end, goes.
fn quoted(token: &str) -> String {
    format!("\"{}\"", token.replace('\0', "").replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(typed: &str) -> String {
        let begins = |_: &str| Ok::<_, std::convert::Infallible>(Vec::new());
        let asked = Asked::new(&Query::parse(typed), begins).unwrap();
        asked.expression("").unwrap_or_default()
    }

    #[track_caller]
    fn check(typed: &str, want: &str) {
        assert_eq!(asked(typed), want, "{typed}");
    }

    #[test]
    fn words_become_quoted_tokens() {
        check("thé", "((\"the\"))");
        check("l'évaluation", "((\"evalu\" OR \"evaluation\"))");
        check("auteur·trice", "((\"auteur\"))");
        check(
            "semis -tomate",
            "(((\"sem\" OR \"semi\" OR \"semis\"))) NOT ((\"tomat\" OR \"tomate\"))",
        );
        check("« mise en place »", "((\"mis plac\" OR \"mise en place\"))");
        check("de:Marie from:tremblay", "{who} : (\"marie\" AND \"tremblay\")");
        check("le la", "((\"le\") AND (\"la\"))");
        check("the meeting of the board", "((\"meet\" OR \"meeting\") AND (\"board\"))");
    }

    #[test]
    fn nothing_typed_is_syntax() {
        for typed in [
            "\"",
            "«",
            "a\" OR \"b",
            "NEAR(a b)",
            "title:x",
            "{who}:x",
            "a*b",
            "^a",
            "(",
            "\0",
            "*",
            "--",
            "' OR 1=1",
        ] {
            let said = asked(typed);
            let bare: String = said.split('"').step_by(2).collect();
            let bare = bare.replace(" OR ", "").replace(" AND ", "").replace(" NOT ", "");
            assert!(bare.chars().all(|c| "()".contains(c)), "{typed}: {said}");
        }
        check("a NOT b", "((\"b\"))");
        assert!(Query::parse("\0\u{1}!?… « »").is_empty());
        assert!(Query::parse("-tomate").terms[0].wanted == Wanted::Yes, "there must be something");
    }

    #[test]
    fn however_much_is_typed() {
        let many = "mot1 mot2 ".repeat(1_000) + &"x".repeat(10_000);
        let query = Query::parse(&many);
        assert!(query.cut && query.terms.len() == 2, "{query:?}");
        let many: String = (0..1_000).map(|n| format!("mot{n} ")).collect();
        assert_eq!(Query::parse(&many).terms.len(), WORDS);
        let phrase: String = format!("« {many} »");
        assert!(Query::parse(&phrase).cut);
    }

    #[test]
    fn days() {
        let check = |text: &str, want: Option<(&str, &str)>| {
            let want = want.map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap()));
            assert_eq!(day(text), want, "{text}");
        };
        check("2019", Some(("2019-01-01", "2019-12-31")));
        check("2020-02", Some(("2020-02-01", "2020-02-29")));
        check("2019-05-21", Some(("2019-05-21", "2019-05-21")));
        for none in ["", "hier", "2019-13", "2019-02-30", "2019-5-1-1", "-1", "99999"] {
            check(none, None);
        }
        let query = Query::parse("semis depuis:2019-05 avant:2019-06-15 since:demain");
        assert_eq!(query.since, "2019-05-01".parse().ok());
        assert_eq!(query.until, "2019-06-15".parse().ok());
    }
}
