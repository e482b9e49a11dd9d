//! Replies to a brief as people write them.

use super::*;
use Kind::{Greet, Moderate, Nudge, Reply, Restart};

const ALL: [Kind; 5] = [Moderate, Reply, Nudge, Greet, Restart];

fn yes() -> Wish {
    Wish::Decide(Decision::Yes)
}

fn no(reason: &str) -> Wish {
    Wish::Decide(Decision::No((!reason.is_empty()).then(|| reason.to_owned())))
}

fn at(when: &str) -> Wish {
    Wish::At(when.to_owned(), String::new())
}

fn text(words: &str) -> Wish {
    Wish::Text(words.to_owned())
}

#[track_caller]
fn check(own: &str, want: &[(usize, Wish)]) {
    let want: Vec<Said> = want.iter().cloned().map(|(n, w)| Said::Act(n, w)).collect();
    assert_eq!(read(own, &ALL, "Karine Pelletier"), want, "{own}");
}

#[test]
fn one_action_a_line() {
    check("1 oui", &[(1, yes())]);
    check("1. Oui, merci", &[(1, yes())]);
    check("#1 ok", &[(1, yes())]);
    check("n° 1 : oui", &[(1, yes())]);
    check("1 non", &[(1, no(""))]);
    check("1 non, c'est de la publicité", &[(1, no("c'est de la publicité"))]);
    check("1 spam", &[(1, Wish::Decide(Decision::Spam))]);
    check("1", &[(1, Wish::Unclear(String::new()))]);
    check("2 envoyer", &[(2, Wish::Offered)]);
    check("2 envoyr svp", &[(2, Wish::Offered)]);
    check("2", &[(2, Wish::Offered)]);
    check("2 oui", &[(2, Wish::Offered)]);
    check("2 send", &[(2, Wish::Offered)]);
    check("2 Bienvenue!", &[(2, text("Bienvenue!"))]);
    check("3 relancer", &[(3, Wish::Offered)]);
    check("3 relencer", &[(3, Wish::Offered)]);
    check("3 nudge", &[(3, Wish::Offered)]);
    check("3 relancer à Louis", &[(3, Wish::To("Louis".into()))]);
    check("3 non", &[(3, Wish::Skip)]);
    check("3 plus tard", &[(3, Wish::Skip)]);
    check("4 acceuillir", &[(4, Wish::Offered)]);
    check("4 welcome", &[(4, Wish::Offered)]);
    check("5 publier lundi 9 h", &[(5, at("lundi 9 h"))]);
    check("5 publish Monday 9 am", &[(5, at("Monday 9 am"))]);
    check("5 lundi 9h", &[(5, at("lundi 9h"))]);
    check("5 publier", &[(5, at(""))]);
    check(
        "5 Qui a des plants de tomates à donner?",
        &[(5, text("Qui a des plants de tomates à donner?"))],
    );
    assert_eq!(read("9 oui", &ALL, ""), [Said::Unclear("9 oui".into())]);
    check("2 Envoyez-moi donc vos photos!", &[(2, text("Envoyez-moi donc vos photos!"))]);
}

#[test]
fn several_in_one_reply() {
    let many = "Bonjour,\n\n1 oui\n2 envoyer\n3 relancer\n4 accueillir\n5 publier lundi 9 h\n\nMerci!\nKarine";
    let rest = [(2, Wish::Offered), (3, Wish::Offered), (4, Wish::Offered)];
    let want = [vec![(1, yes())], rest.to_vec(), vec![(5, at("lundi 9 h"))]].concat();
    check(many, &want);
    check("1 non\n\nMerci,\nKarine", &[(1, no(""))]);
    check("2\n\nMerci!\nKarine Pelletier", &[(2, Wish::Offered)]);
    check("5 publier lundi 9 h\n\nMerci, Karine", &[(5, at("lundi 9 h"))]);
    check("1 oui, 3 relancer, 4 accueillir", &[(1, yes()), (3, Wish::Offered), (4, Wish::Offered)]);
    check("1 oui 3 relancer", &[(1, yes()), (3, Wish::Offered)]);
    check("1 oui et 3 relancer", &[(1, yes()), (3, Wish::Offered)]);
    check("2, 3 et 4", &[(2, Wish::Offered), (3, Wish::Offered), (4, Wish::Offered)]);
    check("3 4", &[(3, Wish::Offered), (4, Wish::Offered)]);
    check("1 yes; 5 publish Monday 9 am", &[(1, yes()), (5, at("Monday 9 am"))]);
}

#[test]
fn own_words_run_on() {
    let own = "2 Bonjour Zoé et bienvenue!\n\nPour les vers :\n1. de l'ombre\n2. du carton\n\nKarine\n\n3 relancer";
    let words =
        "Bonjour Zoé et bienvenue!\n\nPour les vers :\n1. de l'ombre\n2. du carton\n\nKarine";
    check(own, &[(2, text(words)), (3, Wish::Offered)]);
    check(
        "1 non\nC'est hors sujet.\n3 relancer",
        &[(1, no("C'est hors sujet.")), (3, Wish::Offered)],
    );
    check(
        "2 On a 3 bacs libres, 4 si on compte le vieux.",
        &[(2, text("On a 3 bacs libres, 4 si on compte le vieux."))],
    );
    check(
        "5 publier lundi 9 h\nQui vient samedi?",
        &[(5, Wish::At("lundi 9 h".into(), "Qui vient samedi?".into()))],
    );
    check(
        "2\nBienvenue Zoé, on a hâte de te lire.",
        &[(2, text("Bienvenue Zoé, on a hâte de te lire."))],
    );
}

#[test]
fn words_without_numbers() {
    check("relancer", &[(3, Wish::Offered)]);
    check("relancer 3 à Louis", &[(3, Wish::To("Louis".into()))]);
    check("accueillir", &[(4, Wish::Offered)]);
    check("publier lundi 9 h", &[(5, at("lundi 9 h"))]);
    check("envoyer", &[(2, Wish::Offered)]);
    assert_eq!(read("oui", &[Nudge], ""), [Said::Act(1, Wish::Offered)]);
    assert_eq!(read("oui", &ALL, ""), [Said::Unclear("oui".into())]);
    assert!(read("Merci!", &ALL, "").is_empty());
    assert!(read("", &ALL, "").is_empty());
    let prose = "Je ne sais pas trop quoi faire de tout cela";
    assert_eq!(read(prose, &ALL, ""), [Said::Unclear(prose.into())]);
}

#[test]
fn commands_between() {
    let found = read("1 oui\nmot : Belle semaine!\nÀ lundi.\n3 relancer", &ALL, "");
    let want = [
        Said::Act(1, yes()),
        Said::Word(Some("Belle semaine!\nÀ lundi.".into())),
        Said::Act(3, Wish::Offered),
    ];
    assert_eq!(found, want);
    let many =
        "accueil : Bienvenue!\nLa clé est ici.\nmot : Bonne semaine\nabsence jusqu'au 3 juin";
    let found = read(many, &ALL, "");
    assert!(
        matches!(found.as_slice(), [Said::Command(c), Said::Word(Some(word)), Said::Away(_)]
            if c.tail == "Bienvenue!\nLa clé est ici." && word == "Bonne semaine"),
        "{found:?}"
    );
    let found = read("9 publier\nmot : Bonne semaine", &ALL, "");
    assert!(matches!(found.as_slice(), [Said::Word(_), Said::Unclear(_)]), "{found:?}");
    assert_eq!(read("mot\n\nMerci\nKarine", &ALL, "Karine"), [Said::Word(None)]);
    assert_eq!(read("3 annuler", &ALL, ""), [Said::Undo(Some(3))]);
    assert_eq!(read("word", &ALL, ""), [Said::Word(None)]);
    assert_eq!(read("absence jusqu'au 3 juin", &ALL, ""), [Said::Away("jusqu'au 3 juin".into())]);
    assert_eq!(read("away until June 3", &ALL, ""), [Said::Away("until June 3".into())]);
    assert_eq!(read("annuler 3", &ALL, ""), [Said::Undo(Some(3))]);
    assert_eq!(read("undo", &ALL, ""), [Said::Undo(None)]);
    let found = read("pense-bête non", &ALL, "");
    assert!(matches!(found.as_slice(), [Said::Command(c)] if c.verb == Verb::Brief), "{found:?}");
}
