//! Answers as people and their programs write them, and what is read of each.

use super::*;
use crate::animation::poll::{Comments, Results, Secrecy};
use crate::clock::Timestamp;
use crate::mail::text::trim;

fn form(kind: Kind, options: &[&str]) -> Form {
    let options = options.iter().map(|o| (*o).to_owned()).collect();
    with(vec![Question {
        text: "Quand se voir?".into(),
        kind,
        options,
        days: vec![],
        serves: None,
    }])
}

fn with(questions: Vec<Question>) -> Form {
    Form {
        title: "Quand se voir?".into(),
        introduction: String::new(),
        questions,
        closes: Timestamp::UNIX_EPOCH,
        secrecy: Secrecy::Secret,
        comments: Comments::Kept,
        results: Results::AtEnd,
        people: vec![],
    }
}

const DAYS: [&str; 4] = ["mardi midi", "jeudi soir", "samedi", "peu importe"];

/// The mail people were sent, as it comes back below an answer.
const MAILED: &str = "Bonjour Zoé,\n\nQuand se voir?\n\n1  mardi midi\n2  jeudi soir\n3  samedi\n4  peu importe\n\nRépondez par un numéro avant le 6 juin 2019, 17 h.";

#[track_caller]
fn said(kind: Kind, mail: &str, want: Option<(&[u16], Option<&str>)>) {
    let form = form(kind, &DAYS);
    let read = super::read(&form, "Quand se voir?", &trim(mail, &[MAILED]).segments);
    let got = read.as_ref().map(|b| match b.answers.as_slice() {
        [Answer::Chosen(n)] => (n.as_slice(), b.comment.as_deref()),
        other => panic!("{other:?}"),
    });
    assert_eq!(got, want, "{mail:?}");
}

fn quoted() -> String {
    MAILED.lines().map(|l| format!("> {l}\n")).collect()
}

#[test]
fn one_of_them() {
    for text in
        ["2", "2)", "2.", "#2", "Option 2", "option n° 2", "le 2", "deux", " 2 \n", "(2)", "*2*"]
    {
        said(Kind::One, text, Some((&[2], None)));
    }
    said(Kind::One, "jeudi soir", Some((&[2], None)));
    said(Kind::One, "Jeudi", Some((&[2], None)));
    said(Kind::One, "samedi svp", Some((&[3], None)));
    said(Kind::One, "Samedi, avec plaisir", Some((&[3], Some("avec plaisir"))));
    said(Kind::One, "4 parce que je travaille", Some((&[4], Some("parce que je travaille"))));
    said(Kind::One, "2\n\nMerci d'organiser, Zoé", Some((&[2], Some("Merci d'organiser, Zoé"))));
    said(Kind::One, "1, 3", Some((&[1], None)));
    for text in [
        "Bonjour Karine,\n\n2",
        "Allo tout le monde!\n2\n\nMerci",
        "Hello all, 2!",
        "Bonjour, jeudi",
    ] {
        said(Kind::One, text, Some((&[2], None)));
    }
    said(Kind::One, "Bonjour à tous,\n\nPas avant 18 h", None);
    said(Kind::One, "Bonjour,\n\nMerci!", None);
    for text in [
        "",
        "5",
        "0",
        "17 h me va",
        "Bonjour!",
        "2,5",
        "2e choix",
        "14:30",
        "midi",
        "soir ou matin",
    ] {
        let got = (text == "midi").then_some((&[1u16][..], None));
        said(Kind::One, text, got);
    }
}

#[test]
fn several() {
    for text in ["1, 3", "1 et 3", "3 1", "1;3", "#1 #3", "1 & 3", "3, 1, 3", "1) 3)"] {
        said(Kind::Many, text, Some((&[1, 3], None)));
    }
    said(Kind::Many, "1, 3 mais pas avant 18 h", Some((&[1, 3], Some("mais pas avant 18 h"))));
    said(Kind::Many, "2", Some((&[2], None)));
    said(Kind::Many, "2,4", Some((&[2, 4], None)));
    said(Kind::Many, "9", None);
    let ballot = Ballot {
        answers: vec![Answer::Chosen(vec![1, 3])],
        comment: Some("mais pas avant 18 h".into()),
        name: None,
    };
    let form = form(Kind::Many, &DAYS);
    let again = trim(&written(&form, &ballot), &[]);
    assert_eq!(super::read(&form, "", &again.segments), Some(ballot));
}

/// Below an answer stands the form, as eight programs quote it, and signatures with digits.
#[test]
fn programs() {
    let quote = quoted();
    for mail in [
        format!("2\n\n{quote}"),
        format!(
            "2\n\nLe lun. 27 mai 2019 à 10 h 00, Atelier <a@lists.example.org> a écrit :\n{quote}"
        ),
        format!("2\n\n-- \nZoé, poste 4127\n{quote}"),
        format!("2\n\nEnvoyé de mon iPhone\n\n{quote}"),
        format!(
            "2\n\n________________________________\nDe : Atelier <a@lists.example.org>\nEnvoyé : 27 mai 2019 10:00\nÀ : Zoé\nObjet : Quand se voir?\n\n{MAILED}"
        ),
        format!("2\n\n-----Message d'origine-----\nDe : Atelier\n\n{MAILED}"),
        format!("2\n\n{MAILED}"),
        format!("{quote}\n2\n"),
    ] {
        let form = form(Kind::One, &DAYS);
        let read = super::read(&form, "Quand se voir?", &trim(&mail, &[MAILED]).segments);
        let answers = read.map(|b| b.answers);
        assert_eq!(answers, Some(vec![Answer::Chosen(vec![2])]), "{mail}");
    }
}

#[test]
fn a_tapped_option_stands_in_the_subject() {
    let form = form(Kind::One, &DAYS);
    let read = |subject: &str, text: &str| super::read(&form, subject, &trim(text, &[]).segments);
    let two = Some(vec![Answer::Chosen(vec![2])]);
    assert_eq!(read("2", "").map(|b| b.answers), two);
    assert_eq!(read("2 jeudi soir", "Envoyé de mon appareil Android\n").map(|b| b.answers), two);
    assert_eq!(read("Quand se voir?", ""), None);
    assert_eq!(read("3", "2").map(|b| b.answers), two, "words before the subject");
}

#[test]
fn a_scale_and_words() {
    let scale = form(Kind::Scale, &[]);
    let read = |form: &Form, text: &str| {
        super::read(form, "", &trim(text, &[]).segments).map(|b| b.answers)
    };
    assert_eq!(read(&scale, "4"), Some(vec![Answer::Chosen(vec![4])]));
    assert_eq!(read(&scale, "6"), None);
    let text = form(Kind::Text, &[]);
    assert_eq!(
        read(&text, "Une salle plus grande.\nEt du café."),
        Some(vec![Answer::Words("Une salle plus grande.\nEt du café.".into())])
    );
}

fn needs() -> Form {
    let question = |text: &str, kind, options: &[&str]| Question {
        text: text.into(),
        kind,
        options: options.iter().map(|o| (*o).to_owned()).collect(),
        days: vec![],
        serves: None,
    };
    with(vec![
        question(
            "Qu'est-ce qui vous amène?",
            Kind::Many,
            &["apprendre", "aider", "rencontrer", "autre"],
        ),
        question("Combien de temps par mois?", Kind::One, &["une heure", "deux", "plus"]),
        question("Que pouvez-vous offrir?", Kind::Text, &[]),
    ])
}

#[test]
fn several_questions() {
    let want = vec![
        Answer::Chosen(vec![2, 4]),
        Answer::Chosen(vec![1]),
        Answer::Words("Une salle,\net du café".into()),
    ];
    let form = needs();
    for mail in [
        "1: b, d\n2: a\n3: Une salle,\net du café\n",
        "1) B et D\n\n2) une heure\n\n3) Une salle,\net du café",
        "1. d b\n2 a\n3 - Une salle,\net du café",
        "> 1. Qu'est-ce qui vous amène?\n>    a) apprendre\n>    b) aider\nb, d\n> 2. Combien de temps par mois?\na\n> 3. Que pouvez-vous offrir?\nUne salle,\net du café\n",
    ] {
        let read = super::read(&form, "Besoins", &trim(mail, &[]).segments);
        assert_eq!(read.as_ref().map(|b| b.answers.clone()), Some(want.clone()), "{mail}");
        let again = written(&form, &read.unwrap());
        let again = super::read(&form, "", &trim(&again, &[]).segments);
        assert_eq!(again.map(|b| b.answers), Some(want.clone()));
    }
    let read = |mail: &str| super::read(&form, "Besoins", &trim(mail, &[]).segments);
    let some = read("2: b").map(|b| b.answers);
    assert_eq!(some, Some(vec![Answer::Nothing, Answer::Chosen(vec![2]), Answer::Nothing]));
    assert_eq!(read("Bonjour, merci de demander!"), None);
    assert_eq!(read("1: z"), None, "no such option");
}
