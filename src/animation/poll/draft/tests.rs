//! Drafts as people write them.

use super::*;
use crate::locale;

fn read(title: &str, body: &str) -> Result<Form, Trouble> {
    // Monday 27 May 2019, 10:00 in Montréal.
    let now: Timestamp = "2019-05-27T14:00:00Z".parse().unwrap();
    let zone = TimeZone::get("America/Toronto").unwrap();
    Reading { now, zone: &zone, t: locale::get("fr") }.read(title, body)
}

fn options(form: &Form) -> Vec<&str> {
    form.questions[0].options.iter().map(String::as_str).collect()
}

#[test]
fn a_poll() {
    let body = "Bonjour, il faut choisir.\n\n- mardi midi\n- jeudi soir, si la salle est\n  libre\n* samedi\n\nFin : 6 juin 17 h 30\nChoix : plusieurs\nAnonyme : non\nRésultats : après vote\nCommentaires : oui\n";
    let form = read("Quand se voir?", body).unwrap();
    assert_eq!(form.title, "Quand se voir?");
    assert_eq!(form.introduction, "Bonjour, il faut choisir.");
    assert_eq!(options(&form), ["mardi midi", "jeudi soir, si la salle est libre", "samedi"]);
    assert_eq!(form.questions[0].kind, Kind::Many);
    assert_eq!(form.closes.to_string(), "2019-06-06T21:30:00Z");
    assert_eq!(form.secrecy, Secrecy::Named);
    assert_eq!((form.comments, form.results), (Comments::Shown, Results::AfterVote));
}

#[test]
fn what_is_not_said() {
    let form = read("On se voit?", "").unwrap();
    assert_eq!(options(&form), ["oui", "non"]);
    assert_eq!(form.closes.to_string(), "2019-06-03T14:00:00Z");
    assert_eq!(form.secrecy, Secrecy::Secret);
    let form = read("Which?", "1. one\n2) two\nEnds: June 3 at 5 pm\nChoice: one").unwrap();
    assert_eq!(options(&form), ["one", "two"]);
    assert_eq!(form.closes.to_string(), "2019-06-03T21:00:00Z");
    let form = read("Votre humeur?", "Choix : 1-5\nFin : vendredi").unwrap();
    assert_eq!((form.questions[0].kind, form.questions[0].choices()), (Kind::Scale, 5));
    assert_eq!(form.closes.to_string(), "2019-05-31T21:00:00Z");
    let form = read("Une idée?", "Choix : texte\nFin : 6 juin").unwrap();
    assert_eq!((form.questions[0].kind, form.questions[0].choices()), (Kind::Text, 0));
}

#[test]
fn days() {
    let body = "- mardi 4 juin 14 h\n- Thu June 6, 2-4 pm, chez Ann\n- 2019-06-08\nChoix : dates";
    let form = read("Quand?", body).unwrap();
    assert_eq!(
        options(&form),
        [
            "mardi 4\u{a0}juin 2019, 14\u{a0}h",
            "jeudi 6\u{a0}juin 2019, 14\u{a0}h à 16\u{a0}h – chez Ann",
            "samedi 8\u{a0}juin 2019",
        ]
    );
    assert_eq!(form.questions[0].days.len(), 3);
    // A week would be too late: it ends the day before.
    assert_eq!(form.closes.to_string(), "2019-06-03T14:00:00Z");
    let form = read("Quand?", "- mercredi\n- jeudi\nChoix : dates").unwrap();
    assert_eq!(form.closes.to_string(), "2019-05-28T09:00:00Z");
}

#[test]
fn a_survey() {
    let body = "> Six questions.\n> \n> 1. Qu'est-ce qui vous amène?\n> a) apprendre\n> b) aider\n> Choix : plusieurs\n> 2. Combien de temps?\n> - une heure\n> - deux\n> 3. Que pouvez-vous offrir?\n";
    let form = read("Besoins", body).unwrap();
    assert_eq!(form.introduction, "Six questions.");
    let kinds: Vec<_> = form.questions.iter().map(|q| (q.kind, q.options.len())).collect();
    assert_eq!(kinds, [(Kind::Many, 2), (Kind::One, 2), (Kind::Text, 0)]);
    assert_eq!(form.questions[2].text, "Que pouvez-vous offrir?");
}

#[test]
fn people_from_outside() {
    let survey = "1. Quoi?\n2. Comment?\nSert à : offre\n";
    let form = read("Besoins", &format!("{survey}- a\n- b\nPersonnes : Ann <ann@example.org>\nbob@example.org\n\n- ann@example.org\nFin : 6 juin")).unwrap();
    let people: Vec<_> = form.people.iter().map(people::written).collect();
    assert_eq!(people, ["Ann <ann@example.org>", "bob@example.org"]);
    assert_eq!(form.questions[1].serves, Some(Use::Offer));
    assert_eq!(form.questions[1].options, ["a", "b"]);
    let body = "- a\n- b\nTo:\nann@example.org";
    assert_eq!(read("Quoi?", body), Err(Trouble::OnlySurveys));
    let wrong = format!("{survey}- a\n- b\nÀ : ann@, bob@example.org");
    assert_eq!(read("Quoi?", &wrong), Err(Trouble::Person("ann@".into())));
    let talk = read("Quoi?", "À : discuter\n- a\n- b").unwrap();
    assert_eq!((talk.introduction.as_str(), talk.people.len()), ("À : discuter", 0));
    let crowd: String = (0..51).map(|n| format!("p{n}@example.org\n")).collect();
    let crowd = format!("{survey}- a\n- b\nPersonnes :\n{crowd}");
    assert_eq!(read("Quoi?", &crowd), Err(Trouble::ManyPeople));
}

#[test]
fn troubles() {
    let many = (0..21).map(|n| format!("- option {n}\n")).collect::<String>();
    for (title, body, want) in [
        ("", "- a\n- b", Trouble::NoQuestion),
        ("Quoi?", "- une seule", Trouble::FewOptions),
        ("Quoi?", many.as_str(), Trouble::TooMany),
        ("Quoi?", "- a\n- b\nFin : hier", Trouble::End("hier".into())),
        ("Quoi?", "- a\n- b\nFin : 3 mai 2030", Trouble::End("3 mai 2030".into())),
        ("Quoi?", "- a\n- b\nChoix : au hasard", Trouble::Term("Choix : au hasard".into())),
        ("Quand?", "- 4 juin\n- 3/6\nChoix : dates", Trouble::Day("3/6".into())),
        (
            "Quand?",
            "Choix : dates\n- mardi 5 juin\n- 4 juin",
            Trouble::Weekday("mardi 5 juin".into(), Date::constant(2019, 6, 5)),
        ),
        (
            "Quand?",
            "- 4 juin\n- 7 juin\nChoix : dates\nFin : 5 juin",
            Trouble::Late("mardi 4\u{a0}juin 2019".into()),
        ),
    ] {
        assert_eq!(read(title, body), Err(want), "{body}");
    }
    let long = format!("- {}\n- b", "mot ".repeat(60));
    assert!(matches!(read("Quoi?", &long), Err(Trouble::LongOption(_))));
}
