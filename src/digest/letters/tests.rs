//! Votes by letter as people write them, and words that only look like votes.

use super::*;
use crate::animation::poll::{Answer, Comments, Kind, Question, Results, Secrecy};
use crate::clock::Timestamp;

fn form(title: &str, kind: Kind, options: &[&str]) -> Form {
    let options = options.iter().map(|o| (*o).to_owned()).collect();
    Form {
        title: title.to_owned(),
        introduction: String::new(),
        questions: vec![Question {
            text: title.to_owned(),
            kind,
            options,
            days: Vec::new(),
            serves: None,
        }],
        closes: Timestamp::UNIX_EPOCH,
        secrecy: Secrecy::Secret,
        comments: Comments::Kept,
        results: Results::AtEnd,
        people: vec![],
    }
}

/// A: one day; B: yes or no; C: several; D: words; E: a scale; F: a survey.
fn forms() -> Vec<Form> {
    let days = ["Mardi midi", "Jeudi", "Demain", "Samedi matin"];
    let mut survey = form("Besoins", Kind::Many, &["un", "deux", "trois", "quatre"]);
    survey.questions.push(Question { kind: Kind::Text, ..survey.questions[0].clone() });
    vec![
        form("Quand se voir?", Kind::One, &days),
        form("Garder le local?", Kind::One, &["Oui", "Non"]),
        form("Quels sujets?", Kind::Many, &["Budget", "Animation", "Outils", "Droit"]),
        form("Un mot?", Kind::Text, &[]),
        form("Utile?", Kind::Scale, &[]),
        survey,
    ]
}

fn read_all(own: &str) -> Read {
    let forms = forms();
    let shown = |(at, form)| Shown { letter: char::from(b'A' + u8::try_from(at).unwrap()), form };
    let shown: Vec<Shown<'_>> = forms.iter().enumerate().map(shown).collect();
    read(own, &shown)
}

/// « A2 B1,3 »: what was read, a comment after a blank.
fn told(read: &Read) -> String {
    let answer = |a: &Answer| match a {
        Answer::Nothing => "-".to_owned(),
        Answer::Words(text) => format!("({text})"),
        Answer::Chosen(all) => all.iter().map(u16::to_string).collect::<Vec<_>>().join(","),
    };
    let one = |(letter, ballot): &(char, Option<Ballot>)| match ballot {
        None => format!("{letter}?"),
        Some(b) => {
            let said = b.answers.iter().map(answer).collect::<Vec<_>>().join("/");
            let comment = b.comment.as_ref().map_or_else(String::new, |c| format!(" “{c}”"));
            format!("{letter}{said}{comment}")
        }
    };
    read.votes.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn votes(own: &str, want: &str) {
    let read = read_all(own);
    assert_eq!((told(&read).as_str(), read.rest.as_str()), (want, ""), "{own}");
    assert!(!read.doubtful, "{own}");
}

#[track_caller]
fn mixed(own: &str, want: &str, rest: &str) {
    let read = read_all(own);
    assert_eq!((told(&read).as_str(), read.rest.as_str()), (want, rest), "{own}");
}

#[track_caller]
fn words_only(own: &str) {
    let read = read_all(own);
    assert_eq!((told(&read).as_str(), read.rest.as_str()), ("", own.trim()), "{own}");
    assert!(!read.doubtful, "{own}");
}

#[track_caller]
fn asks(own: &str) {
    let read = read_all(own);
    assert_eq!((told(&read).as_str(), read.rest.as_str()), ("", own.trim()), "{own}");
    assert!(read.doubtful, "{own}");
}

#[test]
fn one_letter_and_one_number() {
    for own in [
        "A 2",
        "a 2",
        "A2",
        "a2",
        "A: 2",
        "A : 2",
        "a: 2",
        "A\u{a0}: 2",
        "A) 2",
        "A. 2",
        "A.2",
        "A - 2",
        "A – 2",
        "A-2",
        "A = 2",
        "A=2",
        "A → 2",
        "A -> 2",
        "[A] 2",
        "(A) 2",
        "#A 2",
        "A, 2",
        "A 2.",
        "A 2!",
        "A 2)",
        "A #2",
        "A n° 2",
        "A option 2",
        "A choix 2",
        "A: option 2",
        "- A 2",
        "* A: 2",
        "« A 2 »",
        "« A 2 ».",
        "“A 2”",
        "\"A 2\"",
        "A\n2",
        "A :\n2",
        "A  2  ",
        "Sondage A : 2",
        "Sondage A 2",
        "sondage a: 2",
        "Poll A: 2",
        "Vote A 2",
        "Vote : A 2",
        "Mon vote : A 2",
        "My vote: A 2",
        "Question A : 2",
        "A 2 svp",
        "A 2, merci!",
        "A 2 please",
        "A 2 thanks",
        "A: 2 merci",
        "A 2\u{a0}",
        "A\u{a0}2",
        "A\t2",
        "A : n° 2",
        "A 02",
        "A: jeudi",
        "A: deux",
        "Sondage A : jeudi",
        "A) jeudi",
        "[A] Jeudi",
        "A = jeudi",
    ] {
        votes(own, "A2");
    }
}

#[test]
fn yes_and_no_and_words_of_options() {
    for own in [
        "B oui",
        "B Oui.",
        "b oui",
        "B yes",
        "B: yes",
        "B : oui",
        "B) oui",
        "B 1",
        "B oui merci",
        "B ok",
        "Poll B yes",
        "B = oui",
    ] {
        votes(own, "B1");
    }
    for own in ["B non", "B no", "b: non", "B) Non", "B non merci", "B 2"] {
        votes(own, "B2");
    }
    votes("C budget", "C1");
    votes("C: Outils", "C3");
    votes("E 4", "E4");
    votes("E: 5", "E5");
    votes("D: plus d'ateliers", "D(plus d'ateliers)");
    votes("Sondage D : plus d'ateliers", "D(plus d'ateliers)");
}

#[test]
fn several_options_and_several_polls() {
    for own in [
        "C 2, 4",
        "C 2,4",
        "c: 2, 4",
        "C: 2 et 4",
        "C 2 and 4",
        "C : 2; 4",
        "C 2 & 4",
        "C 2 4",
        "C) 2, 4",
        "[C] 2, 4",
        "C 2, 4, merci",
        "C 2 + 4",
    ] {
        votes(own, "C2,4");
    }
    for own in [
        "A 2, B 1",
        "A2 B1",
        "A 2 B oui",
        "A: 2; B: oui",
        "A 2 et B 1",
        "A 2 and B yes",
        "A: 2, B: 1",
        "a 2, b 1",
        "A 2 / B 1",
        "A 2\nB 1",
        "A 2\n\nB oui",
        "A: 2\r\nB: 1",
        "A2, B1",
    ] {
        votes(own, "A2 B1");
    }
    votes("A 2, C 2, 4", "A2 C2,4");
    votes("A 1\nA 2", "A2");
    votes("B 1\nA 2\nC 3", "B1 A2 C3");
    votes("F 1: b, d\n2: Rien d'autre", "F2,4/(Rien d'autre)");
}

#[test]
fn a_comment_stands_with_its_vote() {
    votes("A 2 parce que le midi est trop court", "A2 “parce que le midi est trop court”");
    votes("A 2 because I work on Tuesdays", "A2 “because I work on Tuesdays”");
    votes("A: 2 le midi est trop court", "A2 “le midi est trop court”");
    votes("A 2 (le midi est trop court)", "A2 “(le midi est trop court)”");
    votes("A 2. Le midi est trop court.", "A2 “Le midi est trop court.”");
    votes("A 2\nLe midi est trop court.", "A2 “Le midi est trop court.”");
    votes("A 2 – le midi est trop court\nB 1", "A2 “le midi est trop court” B1");
}

#[test]
fn votes_among_other_words() {
    mixed("3 Merci, on l'essaie.\nA 2", "A2", "3 Merci, on l'essaie.");
    mixed("3 Merci, on l'essaie.\n\nA 2", "A2", "3 Merci, on l'essaie.");
    mixed("A 2\n\n3 Merci, on l'essaie.", "A2", "3 Merci, on l'essaie.");
    mixed("A 2\n3 Merci, on l'essaie.", "A2", "3 Merci, on l'essaie.");
    mixed("1 Oui.\nA 2\nB yes\n3 Merci.", "A2 B1", "1 Oui.\n3 Merci.");
    mixed("Bonjour,\n\nA 2\n\nMerci!", "A2", "Bonjour,\n\n\nMerci!");
    mixed(
        "A 2\n\nJe serai à la rencontre avec la grille.",
        "A2",
        "Je serai à la rencontre avec la grille.",
    );
    mixed(
        "1 Merci.\n\nA mon avis, c'est mieux.\n\nB 1",
        "B1",
        "1 Merci.\n\nA mon avis, c'est mieux.",
    );
}

#[test]
fn an_answer_that_is_none_is_said_so() {
    for own in ["A 9", "A: 9", "[A] 9", "Sondage A : 7", "A 0", "Sondage A : bof"] {
        votes(own, "A?");
    }
    votes("B 3", "B?");
}

#[test]
fn words_that_begin_with_a() {
    for own in [
        "A mon avis, c'est une bonne idée.",
        "A mon avis",
        "À mon avis",
        "À demain",
        "À demain!",
        "A bientôt",
        "À jeudi!",
        "À 2, on y arrive.",
        "A good idea",
        "A good idea!",
        "A few words about the budget.",
        "A lot of us would come.",
        "A quand la prochaine?",
        "A plus",
        "A plus tard",
        "A tout de suite",
        "A 2 h, je ne peux pas",
        "A 9 h",
        "A 14 h 30",
        "A 14:30",
        "A 2 personnes on y arrive",
        "A 3 people job",
        "A 2-year plan",
        "A 2nd thought",
        "A 20 % près",
        "A 5 km d'ici",
        "A4 recto",
        "A4 est trop grand",
        "A1 et A2 sont des niveaux",
        "A. Roy",
        "A. Lee",
        "A.-M. Roy",
        "A-t-on voté?",
        "a good idea",
        "a 2 cents contribution",
        "As I said",
        "Ah oui",
        "Alors, 2",
        "Au 2",
        "ABC 2",
        "D'accord",
        "D’accord pour jeudi",
        "C'est 2 fois mieux",
        "J'ai 2 questions",
        "C est bon",
        "B. Roy",
        "B2B, c'est autre chose",
        "C'est noté",
        "A\n\nZoé",
        "I agree",
        "A) d'abord le budget\nB) ensuite le local",
        "A) The budget\nB) The room",
        "Plan A : 2",
        "Option A serait mieux",
        "À 2",
        "â 2",
        "Ä 2",
        "2 A",
        "Oui",
        "Bonjour",
        "B oui mais pas le lundi, et encore, ça dépend",
        "A part ça, oui.",
    ] {
        words_only(own);
    }
}

#[test]
fn what_may_be_either_is_asked() {
    for own in [
        "A jeudi",
        "A Jeudi!",
        "A demain",
        "A 2 on y arrive",
        "A 2, on y arrive",
        "A: on attend",
        "A: 2 h",
        "G 2",
        "I 2",
        "G: 1",
        "A oui",
        "[A]",
    ] {
        asks(own);
    }
}

#[test]
fn no_letter_no_vote() {
    let none = read("A 2", &[]);
    assert_eq!((none.votes.len(), none.rest.as_str()), (0, "A 2"));
    let wrapped = "1 Nous avons relu le document, et je crois que le mieux est le niveau\nA 2";
    words_only(wrapped);
}
