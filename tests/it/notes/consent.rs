//! Whose word a note needs: those whom it quotes, those who animate.

use palabre::list::settings::Visibility;
use palabre::store::notes::Say;

use super::{ANN, Club, DAY, NOTE, ZOE, club, has, lacks, quoted};
use crate::harness::letters::{Letter, last_to, own};

const SAID: &str =
    "Pour accueillir, nous envoyons d'abord un courriel court, puis un appel le lendemain matin.";
const BOB: &str = "Bob Roy <bob@example.org>";

/// Ann makes a note that quotes Bob, and says yes.
async fn quotes_bob(club: &Club) -> Letter {
    club.posts(BOB, "Accueil", SAID).await;
    let text = format!("Bob Roy nous a dit :\n\n> {SAID}\n\nEssayons.");
    let draft = club.writes(ANN, NOTE, "Accueillir", &text).await;
    club.answers(&draft, ANN, "oui").await
}

#[tokio::test]
async fn who_is_quoted_has_three_days() {
    let club = club(Visibility::Public);
    let told = quotes_bob(&club).await;
    has(&told, "cite Bob Roy, qui peut s'y opposer");
    has(&told, "30 mai 2019, 8 h");
    let asked = last_to(&club.world, "bob@example.org");
    has(&asked, "Une note vous cite : « Accueillir »");
    has(&asked, SAID);
    assert!(club.note(1).shown.is_none());
    club.later(2 * DAY).await;
    assert!(club.note(1).shown.is_none());
    club.later(DAY).await;
    assert!(club.note(1).shown.is_some());
    has(&club.last(ANN), "Publiée");
    assert!(club.body(1).contains("Bob Roy"));
    assert_eq!(club.note(1).quotes[0].say, Say::Agreed);
}

#[tokio::test]
async fn a_yes_publishes_at_once_and_a_name_can_be_left_out() {
    let club = club(Visibility::Public);
    quotes_bob(&club).await;
    let asked = last_to(&club.world, "bob@example.org");
    has(&club.answers(&asked, BOB, "heu").await, "Répondez « oui », « sans nom » ou « non »");
    has(&club.answers(&asked, BOB, "Sans nom svp").await, "sans votre nom");
    has(&club.last(ANN), "Elle ne nomme pas Bob Roy");
    assert_eq!(
        club.body(1),
        format!("Une personne de la communauté nous a dit :\n\n> {SAID}\n\nEssayons.")
    );
    // A change that quotes the same asks nobody again.
    let before = own(&club.world).iter().filter(|l| l.to == "bob@example.org").count();
    let text = club.asks(ANN, "modifier 1").await;
    let changed = quoted(&text).replace("Essayons.", "Essayons donc.");
    let echo = club.answers(&text, ANN, &changed).await;
    has(&club.answers(&echo, ANN, "oui").await, "version 2");
    assert_eq!(own(&club.world).iter().filter(|l| l.to == "bob@example.org").count(), before);
}

#[tokio::test]
async fn who_objects_is_not_quoted_in_public() {
    let club = club(Visibility::Public);
    quotes_bob(&club).await;
    let asked = last_to(&club.world, "bob@example.org");
    has(&club.answers(&asked, BOB, "Non, je ne veux pas").await, "ne paraît pas avec vos mots");
    let back = club.last(ANN);
    has(&back, "Bob Roy ne souhaite pas que ses mots soient cités");
    // Insisting changes nothing.
    let again = club.answers(&back, ANN, "oui").await;
    has(&again, "ne souhaite pas");
    assert!(club.note(1).shown.is_none());
    let closed = quoted(&again).replace("Visibilité : publique", "Visibilité : communauté");
    let shown = club.answers(&again, ANN, &closed).await;
    has(&club.answers(&shown, ANN, "oui").await, "Publiée");
    has(&club.last(ANN), "Les membres de « Cercle » peuvent la lire.");
}

#[tokio::test]
async fn one_may_quote_oneself_and_the_community_may_quote_all() {
    let club = club(Visibility::Public);
    club.posts(ANN, "Accueil", SAID).await;
    has(&club.publishes(ANN, "À moi", SAID).await, "Publiée");
    club.posts(
        BOB,
        "Suite",
        "Chez nous, on commence par demander ce dont chaque personne a besoin ici.",
    )
    .await;
    let text = "Visibilité : communauté\n\nChez nous, on commence par demander ce dont chaque personne a besoin ici.";
    has(&club.publishes(ANN, "À lui", text).await, "Publiée");
    assert!(own(&club.world).iter().all(|l| !l.subject.contains("vous cite")));
}

#[tokio::test]
async fn a_public_note_of_a_private_list_wants_the_teams_word() {
    let club = club(Visibility::Private);
    let text = "Visibilité : publique\n\nUn texte pour tout le monde.";
    let draft = club.writes(ANN, NOTE, "Ouvert", text).await;
    has(&draft, "si l'équipe d'animation est d'accord");
    has(&club.answers(&draft, ANN, "oui").await, "attend l'accord de l'équipe");
    let asked = club.last(ZOE);
    has(&asked, "que tout le monde pourra lire, alors que la communauté est privée");
    has(&asked, "Un texte pour tout le monde.");
    assert_eq!(club.world.reply_to(&asked, ANN, "oui").await, 550, "not theirs to say");
    club.answers(&asked, ZOE, "non, pas avant lundi").await;
    let back = club.last(ANN);
    has(&back, "« pas avant lundi »");
    let waits = club.answers(&back, ANN, "oui").await;
    has(&waits, "attend l'accord");
    club.answers(&club.last(ZOE), ZOE, "oui").await;
    has(&club.last(ANN), "Tout le monde peut la lire");
    assert!(club.note(1).agreed);
    // Who animates needs nobody's.
    has(&club.publishes(ZOE, "Aussi", text).await, "Tout le monde peut la lire");
    lacks(&club.last(ZOE), "attend");
}
