//! Reading a mail that makes a note: the subject is its title; a few first lines may set its terms, in
//! any language we have, with typos; the rest is its text.

use super::{BODY, Form, Licence, NAME, NAMES, Sight, TITLE};
use crate::list::NoteNo;
use crate::mail::recognise::{self, Expression};
use crate::request::{is_near, when};

/// Why a mail makes no note. Each is told to its author with the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No title.
    NoTitle,
    /// No text.
    NoText,
    /// More text than a page holds.
    LongText,
    /// This is no licence we know.
    Licence(String),
    /// This is nobody we know to show a note to.
    Sight(String),
    /// This is no number of a note.
    Twin(String),
}

/// A term that a line may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Term {
    Title,
    Notebooks,
    Categories,
    Authors,
    Licence,
    Sight,
    Rank,
    Twin,
}

const TERMS: [(Term, &str); 8] = [
    (Term::Title, "note-key-title"),
    (Term::Notebooks, "note-key-notebook"),
    (Term::Categories, "note-key-categories"),
    (Term::Authors, "note-key-authors"),
    (Term::Licence, "note-key-licence"),
    (Term::Sight, "note-key-sight"),
    (Term::Rank, "note-key-rank"),
    (Term::Twin, "note-key-twin"),
];

/// Reads a draft on top of what it says if its lines say nothing else.
///
/// # Errors
/// What is wrong with it.
pub fn read(base: &Form, title: &str, text: &str) -> Result<Form, Trouble> {
    let mut form = base.clone();
    let title = one_line(title);
    if !title.is_empty() {
        form.title = title;
    }
    let mut body = text.trim_start_matches(['\n', '\r']);
    loop {
        let (line, rest) = body.split_once('\n').unwrap_or((body, ""));
        if !line.trim().is_empty() && !set(&mut form, line)? {
            break;
        }
        body = rest;
        if body.is_empty() {
            break;
        }
    }
    form.body = tidy(body);
    match () {
        () if form.title.is_empty() => Err(Trouble::NoTitle),
        () if form.body.is_empty() => Err(Trouble::NoText),
        () if form.body.chars().count() > BODY => Err(Trouble::LongText),
        () => Ok(form),
    }
}

/// Takes a line of terms in; `false`: the text begins here.
fn set(form: &mut Form, line: &str) -> Result<bool, Trouble> {
    let Some((name, value)) = line.split_once([':', '：']) else { return Ok(false) };
    let name = recognise::words(name);
    let is = |(_, key): &&(Term, &str)| names(&name, &recognise::expressions(key));
    let Some((term, _)) = TERMS.iter().find(is) else { return Ok(false) };
    let value = value.trim();
    match term {
        Term::Title if !value.is_empty() => form.title = one_line(value),
        Term::Title => {}
        Term::Notebooks => form.notebooks = listed(value),
        Term::Categories => form.categories = listed(value),
        Term::Authors => form.authors = listed(value),
        Term::Licence if value.is_empty() => {}
        Term::Licence => {
            form.licence = licence(value).ok_or_else(|| Trouble::Licence(value.to_owned()))?;
        }
        Term::Sight if value.is_empty() => {}
        Term::Sight => form.sight = sight(value).ok_or_else(|| Trouble::Sight(value.to_owned()))?,
        Term::Rank => form.rank = when::number(value).filter(|n| *n > 0),
        Term::Twin if value.is_empty() => form.twin = None,
        Term::Twin => {
            let number = when::number(value).ok_or_else(|| Trouble::Twin(value.to_owned()))?;
            form.twin = Some(NoteNo(number));
        }
    }
    Ok(true)
}

/// Whether these are the words of one of the expressions, or nearly so.
fn names(said: &[String], expressions: &[Expression]) -> bool {
    let joined = said.concat();
    !said.is_empty() && said.len() <= 4 && expressions.iter().any(|e| is_near(&joined, &e.concat()))
}

/// The licence that somebody means.
fn licence(value: &str) -> Option<Licence> {
    // « CC BY-SA 4.0 »: which edition it is says nothing here.
    let words = recognise::words(value);
    let said: Vec<String> =
        words.into_iter().filter(|w| !w.bytes().all(|b| b.is_ascii_digit())).collect();
    chosen(&said, &Licence::ALL.map(|l| (l, format!("note-value-{}", l.word().replace('.', "-")))))
}

/// Those whom somebody means to show a note.
fn sight(value: &str) -> Option<Sight> {
    chosen(&recognise::words(value), &Sight::ALL.map(|s| (s, format!("note-value-{}", s.word()))))
}

/// What these words name: the longest expression they begin with, else one they nearly are.
fn chosen<T: Copy>(said: &[String], all: &[(T, String)]) -> Option<T> {
    let begun = |key: &str| recognise::begins(said, &recognise::expressions(key));
    let exact = all.iter().filter_map(|(value, key)| Some((begun(key)?, *value)));
    let exact = exact.max_by_key(|(length, _)| *length).map(|(_, value)| value);
    let near = |(_, key): &&(T, String)| names(said, &recognise::expressions(key));
    exact.or_else(|| all.iter().find(near).map(|(value, _)| *value))
}

/// « a, b; c », each once.
fn listed(value: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in value.split([',', ';']).map(name).filter(|n| !n.is_empty()) {
        if !all.iter().any(|known| super::same_name(known, &name)) && all.len() < NAMES {
            all.push(name);
        }
    }
    all
}

/// A name on one line, without marks of quotation, not too long.
fn name(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.trim_matches(['«', '»', '“', '”', '"', ' ', '\u{a0}', '.']).chars().take(NAME).collect()
}

fn one_line(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.chars().take(TITLE).collect()
}

/// Without blanks at line ends, and never two empty lines in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines().map(str::trim_end) {
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str, text: &str) -> Result<Form, Trouble> {
        super::read(&Form::empty(Sight::Community), title, text)
    }

    #[test]
    fn a_note_with_all_its_lines() {
        let text = "\nCarnet : Guides, Outils\nCatégories : animation, besoins; Animation\nLicence : CC BY 4.0\n\
                    Visibilité : publique\nAuteurs : Zoé Tremblay\nRang : 2\nTraduction de : 7\n\nBonjour.\n\n\n\nFin : oui.\n";
        let form = read("Un  guide", text).unwrap();
        assert_eq!(form.title, "Un guide");
        assert_eq!(form.notebooks, ["Guides", "Outils"]);
        assert_eq!(form.categories, ["animation", "besoins"]);
        assert_eq!((form.licence, form.sight), (Licence::By, Sight::Public));
        assert_eq!(form.authors, ["Zoé Tremblay"]);
        assert_eq!((form.rank, form.twin), (Some(2), Some(NoteNo(7))));
        assert_eq!(form.body, "Bonjour.\n\nFin : oui.");
    }

    #[test]
    fn english_and_typos() {
        let text = "Notebok: How-to\nCategores: a\nLicense: all rights reserved\nVisiblity: privat\n\nText.";
        let form = read("A guide", text).unwrap();
        assert_eq!((form.notebooks, form.categories), (vec!["How-to".into()], vec!["a".into()]));
        assert_eq!((form.licence, form.sight), (Licence::Reserved, Sight::Private));
    }

    #[test]
    fn what_is_not_said_stays() {
        let base = Form { licence: Licence::Zero, ..Form::empty(Sight::Public) };
        let form =
            super::read(&base, "T", "Attention : ceci est le texte.\nLicence : CC0").unwrap();
        assert_eq!(form.body, "Attention : ceci est le texte.\nLicence : CC0");
        assert_eq!((form.licence, form.sight), (Licence::Zero, Sight::Public));
        assert!(form.notebooks.is_empty());
    }

    #[test]
    fn licences_by_any_name() {
        for (said, want) in [
            ("CC BY-SA", Licence::BySa),
            ("cc by sa 4.0", Licence::BySa),
            ("CC-BY", Licence::By),
            ("CC0", Licence::Zero),
            ("domaine public", Licence::Zero),
            ("Tous droits réservés", Licence::Reserved),
            ("contenu de tiers", Licence::ThirdParty),
            ("Third-party content", Licence::ThirdParty),
        ] {
            assert_eq!(licence(said), Some(want), "{said}");
        }
    }

    #[test]
    fn troubles() {
        let long = "mot ".repeat(BODY / 3);
        for (title, text, want) in [
            ("", "Texte", Trouble::NoTitle),
            ("Titre", "Carnet : Guides\n", Trouble::NoText),
            ("Titre", long.as_str(), Trouble::LongText),
            ("Titre", "Licence : WTF\n\nTexte", Trouble::Licence("WTF".into())),
            ("Titre", "Visibilité : lundi\n\nTexte", Trouble::Sight("lundi".into())),
        ] {
            assert_eq!(read(title, text), Err(want), "{title}");
        }
    }
}
