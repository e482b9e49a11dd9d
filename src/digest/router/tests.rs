//! Replies as people write them: numbers that name threads, and numbers that do not.

use super::*;
use crate::list::{ListId, ThreadNo};

fn items(count: usize) -> Vec<Named> {
    let titles = ["Une routine pour animer", "Guide de départ", "Rencontre de juin"];
    (1..=count)
        .map(|n| {
            let title = titles.get(n - 1).copied().unwrap_or("Autre fil encore");
            Named {
                n,
                list: ListId(1),
                thread: ThreadNo(u32::try_from(n).unwrap()),
                title: title.to_owned(),
                text: format!(
                    "[{n}] {title}\n    Ann Lee, lundi 9 h\n    « Texte du fil {title} numéro {n}, et la suite. »\n    \
                     Répondre : cdp+f{n}abcdefghij@listes.example.org"
                ),
            }
        })
        .collect()
}

#[track_caller]
fn check(own: &str, want: &[(usize, &str)]) {
    let want = want.iter().map(|(n, t)| (*n, (*t).to_owned())).collect();
    assert_eq!(routed(own, "", &items(3)), Routed::Posts(want), "{own}");
}

fn routed(own: &str, quoted: &str, items: &[Named]) -> Routed {
    route(&Said { own, quoted, name: "Zoé Tremblay" }, items)
}

#[track_caller]
fn asks(own: &str) {
    assert_eq!(routed(own, "", &items(3)), Routed::Ask, "{own}");
}

#[test]
fn a_number_in_every_spelling() {
    let want = "Merci, on l'essaie à Rimouski.";
    for mark in
        ["2 ", "[2] ", "2) ", "2. ", "#2 ", "2: ", "2 - ", "[2]", "[2]\n", "2\n", " 2\u{a0}"]
            .into_iter()
            .chain(["n° 2 ", "N°2 : ", "nº 2\n", "no 2 ", "No. 2: ", "Numéro 2 : ", "Fil 2 : "])
            .chain(["Thread 2: ", "Thread #2 - ", "Pour le fil no 2, ", "Number 2. "])
    {
        check(&format!("{mark}{want}"), &[(2, want)]);
    }
    check("Bonjour à tous,\n\n2 Merci.", &[(2, "Bonjour à tous,\nMerci.")]);
    check(
        "2 Oui.\n\nEt deux choses :\n\n1. ceci\n\n3. cela",
        &[(2, "Oui.\n\nEt deux choses :\n\n1. ceci\n\n3. cela")],
    );
}

#[test]
fn several_numbered_paragraphs_are_several_posts() {
    check(
        "1 Merci.\n\n3 J'y serai.\nAvec la grille.",
        &[(1, "Merci."), (3, "J'y serai.\nAvec la grille.")],
    );
    check("1 Merci.\n3 J'y serai.", &[(1, "Merci."), (3, "J'y serai.")]);
    check("[1] Merci.\n[3] J'y serai.", &[(1, "Merci."), (3, "J'y serai.")]);
    check("1. Merci.\n\n3. J'y serai.", &[(1, "Merci."), (3, "J'y serai.")]);
    // A list, and a line that ran out of room.
    check("1. Merci :\n2. oui\n3. non", &[(1, "Merci :\n2. oui\n3. non")]);
    let long = "1 Merci à toutes les personnes qui ont pris part à cette rencontre du";
    check(
        &format!("{long}\n3 juin dernier."),
        &[(1, &format!("{}\n3 juin dernier.", long.trim_start_matches("1 ")))],
    );
    check("1 Un.\n\n1 Encore.", &[(1, "Un.\n\n1 Encore.")]);
    check("1 Un.\n\n3 Trois.\n\n1 Encore.", &[(1, "Un.\n\nEncore."), (3, "Trois.")]);
    // What programs make of « 1. » and the return key.
    check("1. Merci.\n2. J'y serai!\n3. Oui.", &[(1, "Merci."), (2, "J'y serai!"), (3, "Oui.")]);
    check(
        "2. Merci. Deux choses :\n1. oui.\n3. non.",
        &[(2, "Merci. Deux choses :\n1. oui.\n3. non.")],
    );
    check(
        "2. Merci. Deux choses :\n\n1. oui.\n\n3. non.",
        &[(2, "Merci. Deux choses :\n\n1. oui.\n\n3. non.")],
    );
    check("n° 1 Merci.\n\nn° 3 J'y serai.", &[(1, "Merci."), (3, "J'y serai.")]);
    check("1 merci beaucoup\n\n3 j'y serai", &[(1, "merci beaucoup"), (3, "j'y serai")]);
}

#[test]
fn a_signature_with_numbers_is_no_thread() {
    for below in [
        "Zoé Tremblay\n3 rue du Quai, Rimouski\n418 555-0199",
        "Zoé Tremblay\nMaison du quai\n3 Main Street\n1 800 555-0199",
        "Zoé\n1 (418) 555-0199",
        "1 418 555 0199",
    ] {
        check(&format!("2 Merci.\n\n{below}"), &[(2, &format!("Merci.\n\n{below}"))]);
    }
    check("1 Merci.\nZoé\n\n3 J'y serai.\nZoé", &[(1, "Merci.\nZoé"), (3, "J'y serai.\nZoé")]);
}

#[test]
fn a_later_number_that_no_thread_has_is_asked_about() {
    for own in ["1 Merci.\n\n9 J'y serai.", "[1] Merci.\n[9] J'y serai.", "1) Oui.\n\n9) Non."] {
        asks(own);
    }
    for more in
        ["45 personnes sur 60 ont répondu.", "2019 fut bon.", "10 ans déjà!", "12 fois sur 20"]
    {
        check(&format!("1 Merci.\n\n{more}"), &[(1, &format!("Merci.\n\n{more}"))]);
    }
}

#[test]
fn numbers_that_are_words_of_a_sentence() {
    for own in [
        "3 personnes viendront.",
        "2 h 30, c'est trop tôt.",
        "3 juin me convient.",
        "2 % suffisent",
        "45 sur 50 ont répondu",
        "2e étape",
        "2.5 millions",
        "[9] Bonjour",
        "9) Bonjour",
        "Voici. 2 Merci",
        "2019 fut bon",
        "3 d'entre nous viendront.",
        "2 of us will come",
        "3 rue du Quai",
        "2 sur 3 ont répondu",
        "Le fil 2 est très bien",
        "Thread 2 is very good",
        "no 2 personnes",
    ] {
        asks(own);
    }
    assert_eq!(routed("3", "", &items(3)), Routed::Empty);
    assert_eq!(routed(" \n", "", &items(3)), Routed::Empty);
}

#[test]
fn one_thread_or_one_quoted() {
    let one = items(1);
    assert_eq!(routed("Merci!", "", &one), Routed::Posts(vec![(1, "Merci!".into())]));
    let three = items(3);
    assert_eq!(routed("Merci!", &three[1].text, &three), Routed::Posts(vec![(2, "Merci!".into())]));
    let part = "> Guide de départ\n> Texte du fil Guide de départ numéro 2";
    assert_eq!(routed("Merci!", part, &three), Routed::Posts(vec![(2, "Merci!".into())]));
    let all: String = three.iter().map(|i| i.text.as_str()).collect();
    assert_eq!(routed("Merci!", &all, &three), Routed::Ask);
    assert_eq!(routed("Merci!", "> Ann Lee, lundi 9 h", &three), Routed::Ask);
}

#[test]
fn answers_to_the_question() {
    let choices = items(3);
    let answered = |own: &str| answer(own, &choices);
    for own in ["3", "3.", "[3]", "#3", " 3 ", "le fil 3 svp", "numéro 3!", "Le 3", "3)"] {
        assert_eq!(answered(own), Some((3, String::new())), "{own}");
    }
    assert_eq!(answered("3\n\nMerci!"), Some((3, "Merci!".into())));
    assert_eq!(answered("3 et dites-leur bonjour"), Some((3, "et dites-leur bonjour".into())));
    for own in [
        "7",
        "",
        "je ne sais pas",
        "1 ou 2",
        "Je pense que ce serait plutôt dans le fil 3 ou un autre",
    ] {
        assert_eq!(answered(own), None, "{own}");
    }
}
