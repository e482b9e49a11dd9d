//! Who somebody new is: said in reply to the welcome, shown to them first, told once in the members' digests
//! if they agree, answered by a word that hides both addresses, and gone at a word.

use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::{Posting, Visibility};
use palabre::mail::address::Address;
use palabre::store::{introductions, people};

use crate::digests::{at, run, weekly};
use crate::harness::letters::{Letter, last_to, own, written};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const JOIN: &str = "cdp-join@lists.example.org";
const ANN: &str = "ann@example.org";
const LEA: &str = "lea@example.org";
const LUC: &str = "luc@example.org";
const NEW: &str = "Noémie Roy <noemie@example.org>";
const NEW_ADDRESS: &str = "noemie@example.org";
const WORDS: &str = "Bonjour à toutes et à tous,\n\nJ'anime un café de quartier à Rimouski. Je cherche comment garder le monde.\n\nNoémie Roy";

/// A list with two readers of weekly digests, and Noémie who has just been welcomed.
async fn joined() -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| {
        s.name = "Cercle".to_owned();
        s.visibility = Visibility::Public;
    });
    world.member_as(list, ANN, Delivery::Each, Role::Owner);
    weekly(&world, list, LEA);
    weekly(&world, list, LUC);
    assert_eq!(world.write_to(NEW, JOIN, "", "").await, 250);
    answers(&world, "oui").await;
    (world, list)
}

/// Noémie answers the last mail of ours to her.
async fn answers(world: &World, text: &str) {
    assert_eq!(world.reply_to(&last_to(world, NEW_ADDRESS), NEW, text).await, 250, "{text}");
}

#[track_caller]
fn has(letter: &Letter, words: &str) {
    let all = format!(
        "{}\n{}",
        letter.subject,
        letter.text.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    assert!(all.contains(words), "{words}\n{all}");
}

/// The digests somebody got, oldest first.
fn digests(world: &World, who: &str) -> Vec<Letter> {
    let all = own(world).into_iter();
    all.filter(|l| {
        l.to == who && l.text.contains("POUR RÉPONDRE") | l.text.contains("NOUVELLES PERSONNES")
    })
    .collect()
}

async fn monday(world: &World, day: &str) {
    world.site.clock.set(at(&format!("2019-{day}T11:30:00Z")));
    run(world).await;
}

#[tokio::test]
async fn from_the_welcome_to_a_hello() {
    let (world, list) = joined().await;
    has(
        &last_to(&world, NEW_ADDRESS),
        "Pour vous présenter, répondez à ce courriel en deux phrases",
    );
    answers(&world, WORDS).await;
    let preview = last_to(&world, NEW_ADDRESS);
    has(&preview, "À confirmer : votre présentation dans « Cercle »");
    has(
        &preview,
        "Noémie « J'anime un café de quartier à Rimouski. Je cherche comment garder le monde. »",
    );
    let noemie =
        people::find(&world.site.store, &Address::parse(NEW_ADDRESS).unwrap()).unwrap().unwrap();
    assert!(
        introductions::get(&world.site.store, list, noemie.id).unwrap().is_none(),
        "not before the yes"
    );
    // One line more, then the yes.
    answers(&world, "Organisme : Café du coin").await;
    has(&last_to(&world, NEW_ADDRESS), "Noémie, Café du coin « J'anime");
    answers(&world, "Oui!\n\nNoémie\n\n> Voici ce que les autres membres liront").await;
    has(&last_to(&world, NEW_ADDRESS), "votre présentation paraîtra une fois");
    assert!(world.posts(list).is_empty(), "nothing was posted");
    monday(&world, "06-03").await;
    let told = digests(&world, LEA).pop().unwrap();
    has(&told, "[Cercle] 27 mai – 2 juin : 1 nouvelle personne");
    has(
        &told,
        "NOUVELLES PERSONNES Noémie, Café du coin « J'anime un café de quartier à Rimouski. Je cherche comment garder le monde. »",
    );
    assert!(!told.raw.contains(NEW_ADDRESS), "{}", told.raw);
    // Once in each reader's digests.
    assert_eq!(digests(&world, LUC).len(), 1);
    monday(&world, "06-10").await;
    assert_eq!((digests(&world, LEA).len(), digests(&world, LUC).len()), (1, 1));
    // A hello arrives, and so does the answer to it; no address shows.
    let hello = told
        .text
        .lines()
        .find_map(|l| l.trim().strip_prefix("Saluer Noémie : "))
        .unwrap()
        .to_owned();
    assert_eq!(
        world
            .write_to("Léa <lea@example.org>", &hello, "Bonjour Noémie", "Bienvenue! On se parle?")
            .await,
        250
    );
    let came = last_to(&world, NEW_ADDRESS);
    has(&came, "Bienvenue! On se parle?");
    assert!(!came.raw.contains(LEA), "{}", came.raw);
    assert!(world.posts(list).is_empty());
}

#[tokio::test]
async fn nothing_stands_in_public_and_nobody_is_presented_to_themselves() {
    let (world, list) = joined().await;
    weekly(&world, list, NEW_ADDRESS);
    answers(&world, WORDS).await;
    answers(&world, "yes").await;
    assert_eq!(world.write_to(ANN, CDP, "Semis", "Les semis sont prêts.").await, 250);
    monday(&world, "06-03").await;
    assert!(!digests(&world, NEW_ADDRESS).iter().any(|l| l.text.contains("NOUVELLES PERSONNES")));
    let site = world.site.clone();
    let done = move || {
        palabre::daemon::weeks::step(&site).unwrap();
        palabre::daemon::archiver::catch_up(&site, &mut |_, _| {}).unwrap();
    };
    tokio::task::spawn_blocking(done).await.unwrap();
    let mut found = 0;
    let mut folders = vec![world.site.public.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let bytes = std::fs::read(&entry).unwrap();
                assert!(
                    !String::from_utf8_lossy(&bytes).contains("café de quartier"),
                    "{}",
                    entry.display()
                );
                found += 1;
            }
        }
    }
    assert!(found > 10, "pages were made");
}

#[tokio::test]
async fn it_is_gone_at_a_word_on_leaving_and_by_erasure() {
    for end in ["annuler", "leave", "erase", "non"] {
        let (world, list) = joined().await;
        answers(&world, WORDS).await;
        if end == "non" {
            answers(&world, "Non merci").await;
            has(&last_to(&world, NEW_ADDRESS), "personne ne lira rien");
        } else {
            answers(&world, "oui").await;
        }
        match end {
            "annuler" => {
                answers(&world, "Annuler svp").await;
                has(&last_to(&world, NEW_ADDRESS), "ne paraîtra plus");
            }
            "leave" => {
                let raw = written(NEW, "cdp-leave@lists.example.org", "", "");
                world.mail(NEW_ADDRESS, "cdp-leave@lists.example.org", &raw).await;
                answers(&world, "oui").await;
            }
            "erase" => {
                let request = "cdp-request@lists.example.org";
                assert_eq!(world.write_to(NEW, request, "effacer mes données", "").await, 250);
                answers(&world, "oui").await;
            }
            _ => {}
        }
        let left = introductions::of_list(&world.site.store, list).unwrap();
        assert!(left.is_empty(), "{end}: {left:?}");
        monday(&world, "06-03").await;
        assert!(digests(&world, LEA).is_empty(), "{end}");
    }
}

#[tokio::test]
async fn a_reply_to_the_welcome_may_be_a_command_a_thank_you_or_a_question() {
    let (world, list) = joined().await;
    let welcome = last_to(&world, NEW_ADDRESS);
    let sent = own(&world).len();
    assert_eq!(world.reply_to(&welcome, NEW, "Merci beaucoup!\n\nNoémie").await, 250);
    assert_eq!(own(&world).len(), sent, "a thank you is not answered");
    assert_eq!(world.reply_to(&welcome, NEW, "mensuel").await, 250);
    has(&last_to(&world, NEW_ADDRESS), "le premier lundi du mois");
    let noemie =
        people::find(&world.site.store, &Address::parse(NEW_ADDRESS).unwrap()).unwrap().unwrap();
    let member = people::membership(&world.site.store, list, noemie.id).unwrap().unwrap();
    assert_eq!(member.delivery, Delivery::Monthly);
    assert_eq!(world.reply_to(&welcome, NEW, "Est-ce que je peux venir avec une amie?").await, 250);
    has(&last_to(&world, NEW_ADDRESS), "Votre réponse est transmise");
    let to_team =
        own(&world).into_iter().filter(|l| l.to == ANN).any(|l| l.raw.contains("avec une amie"));
    assert!(to_team, "the team reads it");
    assert!(introductions::of_list(&world.site.store, list).unwrap().is_empty());
}

#[tokio::test]
async fn a_list_whose_posts_wait_for_the_team_asks_nobody() {
    let world = World::new();
    let list = world.list_with(CDP, |s| s.posting = Posting::Held);
    world.member_as(list, ANN, Delivery::Each, Role::Owner);
    assert_eq!(world.write_to(NEW, JOIN, "", "").await, 250);
    answers(&world, "oui").await;
    let welcome = last_to(&world, NEW_ADDRESS);
    assert!(!welcome.text.contains("Vous verrez d'abord"), "{}", welcome.text);
    assert_eq!(welcome.back.as_deref(), Some("cdp-request@lists.example.org"));
}

#[tokio::test]
async fn in_english_too() {
    let (world, list) = joined().await;
    weekly(&world, list, "max@example.org");
    let max = people::find(&world.site.store, &Address::parse("max@example.org").unwrap())
        .unwrap()
        .unwrap();
    let english = palabre::list::settings::Language::new("en");
    world.write(|tx| {
        people::put(tx, &palabre::list::member::Person { language: Some(english), ..max });
        Ok(())
    });
    answers(&world, "Organization: Corner Café\n\nI host a neighbourhood café. Happy to be here!")
        .await;
    answers(&world, "Yes please").await;
    monday(&world, "06-03").await;
    let told = own(&world).into_iter().rfind(|l| l.to == "max@example.org").unwrap();
    has(
        &told,
        "NEW PEOPLE Noémie, Corner Café “I host a neighbourhood café. Happy to be here!” Say hello to Noémie:",
    );
}
