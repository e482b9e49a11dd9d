//! Search by mail: `chercher`, `search`.

use crate::harness::letters::{Letter, last_to};

use super::{ANN, CDP, CLUB, Site, ZOE, site};

/// A command and what was answered.
async fn asks(site: &Site, who: &str, to: &str, command: &str) -> Letter {
    site.world.pass(3600);
    assert_eq!(site.world.write_to(who, to, command, "").await, 250, "{command}");
    last_to(&site.world, who.split(['<', '>']).nth(1).unwrap())
}

const REQUEST: &str = "cdp-request@lists.example.org";
const EVERYWHERE: &str = "listes@lists.example.org";

#[tokio::test]
async fn members_search_by_mail_in_their_own_lists() {
    let site = site();
    site.posts(ZOE, CDP, "L'évaluation de la formation", "Quels outils pour évaluer?").await;
    site.posts(ANN, CDP, "Re: L'évaluation de la formation", "Une grille d'évaluation.").await;
    site.posts(ANN, CLUB, "Évaluation entre nous", "Le canari des évaluations.").await;
    site.note(ZOE, CDP, "Une grille", "Visibilité : communauté\n\nÉvaluer sans noter.").await;
    site.world.list_with("ailleurs@lists.example.org", |s| s.name = "Ailleurs".to_owned());
    site.posts(ZOE, "ailleurs@lists.example.org", "Évaluation d'ailleurs", "Autre.").await;
    site.indexed().await;
    let found = asks(&site, ANN, REQUEST, "chercher évaluation").await;
    let text = &found.text;
    assert!(text.contains("3 messages ou notes correspondent à « évaluation »"), "{text}");
    assert!(text.contains("[1] L'évaluation de la formation\n    Zoé Tremblay, 27 mai 2019 · 1 autre message du fil"), "{text}");
    assert!(
        text.contains("Quels outils pour évaluer?") && text.contains("Répondre : cdp+f"),
        "{text}"
    );
    assert!(text.contains("[note 1] Une grille") && text.contains("Évaluer sans noter."), "{text}");
    assert!(
        text.contains("« lire 1 »") && !text.contains("canari") && !text.contains("ailleurs"),
        "{text}"
    );
    // Of all one's communities, each under its name.
    let found = asks(&site, ANN, EVERYWHERE, "chercher évaluation").await;
    let text = &found.text;
    assert!(
        text.contains("Communauté de pratique")
            && text.contains("Cercle\n")
            && text.contains("canari"),
        "{text}"
    );
    assert!(!text.contains("ailleurs"), "{text}");
    // English, a person, a day, a phrase.
    let found = asks(&site, ANN, REQUEST, "search évaluation from:zoe before:2019-06").await;
    assert!(
        found.text.contains("has “évaluation from:zoe")
            || found.text.contains("have “évaluation from:zoe"),
        "{}",
        found.text
    );
    assert!(found.text.contains("notes and titles first"), "{}", found.text);
    let found = asks(&site, ANN, REQUEST, "chercher « grille d'évaluation »").await;
    assert!(found.text.contains("Une grille d'évaluation."), "{}", found.text);
}

#[tokio::test]
async fn a_search_by_mail_is_always_answered() {
    let site = site();
    site.posts(ANN, CDP, "Évaluation", "Une formation courte.").await;
    // Before there is an index.
    let told = asks(&site, ANN, REQUEST, "chercher évaluation").await;
    assert!(told.text.contains("se construit encore"), "{}", told.text);
    site.indexed().await;
    let told = asks(&site, ANN, REQUEST, "chercher évaluatoin").await;
    assert!(
        told.text.contains("Rien dans « Communauté de pratique »")
            && told.text.contains("« chercher évaluation »"),
        "{}",
        told.text
    );
    let told = asks(&site, ANN, REQUEST, "cherhcer formation").await;
    assert!(told.text.contains("[1] Évaluation"), "{}", told.text);
    for nothing in ["chercher", "chercher \"", "chercher ???"] {
        let told = asks(&site, ANN, REQUEST, nothing).await;
        assert!(told.text.contains("Écrivez ce que vous cherchez"), "{nothing}: {}", told.text);
    }
    let told = asks(&site, ANN, REQUEST, &format!("chercher {}", "zibeline ".repeat(500))).await;
    assert!(told.text.contains("Essayez un autre mot"), "{}", told.text);
    // Who is no member of the private list learns nothing of it.
    site.posts(ANN, CLUB, "Canari", "Entre nous.").await;
    site.indexed().await;
    let before = site.world.own_mail().len();
    site.world.pass(3600);
    let stranger = "Bob <bob@example.org>";
    site.world.write_to(stranger, "club-request@lists.example.org", "chercher canari", "").await;
    assert!(!site.world.own_mail()[before..].iter().any(|(_, text)| text.contains("Entre nous")));
}
