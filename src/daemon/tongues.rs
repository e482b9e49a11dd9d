//! The languages a mail of ours is in: its reader's, or for somebody whose language nobody knows all
//! that we have, one below the other, French first. Not the words: those are the catalogues'.

use super::robot::NOBODY;
use crate::list::member::Person;
use crate::list::settings::{Language, Settings};
use crate::locale::{self, Locale};

/// The language that comes first in a mail that has several.
const FIRST: &str = "fr";
/// Between the languages of one mail.
const RULE: &str = "----------------------------------------";

/// The languages of one mail, in order; never none.
#[derive(Clone, Debug)]
pub struct Tongues {
    first: &'static Locale,
    others: Vec<&'static Locale>,
}

impl Tongues {
    /// Those in which somebody is written to about a list.
    pub fn of(person: &Person, settings: &Settings) -> Self {
        match &person.language {
            Some(language) => Self::one(language),
            None if person.id != NOBODY => Self::one(&settings.language),
            None => {
                let first = locale::get(FIRST);
                let others = locale::all().iter().filter(|t| t.tag() != first.tag()).collect();
                Self { first, others }
            }
        }
    }

    /// One language.
    pub fn one(language: &Language) -> Self {
        Self { first: locale::get(&language.0), others: Vec::new() }
    }

    /// A subject in all of them.
    pub fn subject(&self, words: impl Fn(&'static Locale) -> String) -> String {
        self.each(&words).join(" / ")
    }

    /// A text in all of them; on top, that the others follow.
    pub fn text(&self, words: impl Fn(&'static Locale) -> String) -> String {
        let below: Vec<String> =
            self.others.iter().map(|t| t.s("in-this-language-below")).collect();
        let top = (!below.is_empty()).then(|| below.join(" "));
        let texts = self.each(&|t| words(t).trim_end().to_owned());
        let whole = texts.join(&format!("\n\n{RULE}\n\n"));
        top.into_iter().chain([whole]).collect::<Vec<_>>().join("\n\n") + "\n"
    }

    fn each(&self, words: &impl Fn(&'static Locale) -> String) -> Vec<String> {
        [self.first].iter().chain(&self.others).map(|t| words(t)).collect()
    }

    /// The value of Content-Language (RFC 3282 §2).
    pub fn tags(&self) -> String {
        self.each(&|t| t.tag().to_owned()).join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::PersonId;
    use crate::mail::address::Address;

    #[track_caller]
    fn check(person: PersonId, language: Option<&str>, want: &str) {
        let address = Address::parse("cdp@lists.example.org").unwrap();
        let settings = Settings { language: Language::new("en"), ..Settings::new(address.clone()) };
        let language = language.map(Language::new);
        let person = Person { language, ..Person::new(person, address, None) };
        assert_eq!(Tongues::of(&person, &settings).tags(), want);
    }

    #[test]
    fn theirs_or_the_list_s_or_all() {
        check(PersonId(4), Some("fr"), "fr-CA");
        check(PersonId(4), None, "en-CA");
        check(NOBODY, Some("fr"), "fr-CA");
        check(NOBODY, None, "fr-CA, en-CA");
    }

    #[test]
    fn one_below_the_other() {
        let both = Tongues { first: locale::get("fr"), others: vec![locale::get("en")] };
        assert_eq!(both.subject(|t| t.code().to_owned()), "fr / en");
        let text = both.text(|t| format!("{}!\n", t.code()));
        assert_eq!(text, format!("(English below.)\n\nfr!\n\n{RULE}\n\nen!\n"));
        let one = Tongues::one(&Language::new("fr"));
        assert_eq!(one.text(|t| t.code().to_owned()), "fr\n");
    }
}
