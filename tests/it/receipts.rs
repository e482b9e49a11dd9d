//! Receipts of posts, and what posting in a thread brings: its answers at once. Who gets a receipt, who
//! gets none, and that a machine never does.

use palabre::daemon::fanout;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Visibility;
use palabre::list::{ListId, PersonId, ThreadNo};
use palabre::mail::address::Address;
use palabre::store::outbox::{self, Load};
use palabre::store::people;
use palabre::store::wishes::{self, Attention};

use crate::harness::letters::{Letter, last_to, own, written};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ZOE: &str = "zoe@example.org";
const ANN: &str = "ann@example.org";

fn world() -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| s.name = "Jardins".to_owned());
    world.member(list, ZOE, Delivery::Weekly);
    world.member_as(list, ANN, Delivery::Each, Role::Owner);
    world.member(list, "noe@example.org", Delivery::Each);
    for who in [ZOE, "noe@example.org"] {
        world.usual_receipts(who);
    }
    (world, list)
}

fn to_zoe(world: &World) -> Vec<Letter> {
    own(world).into_iter().filter(|m| m.to == ZOE).collect()
}

fn id(world: &World, who: &str) -> PersonId {
    people::find(&world.site.store, &Address::parse(who).unwrap()).unwrap().unwrap().id
}

#[tokio::test]
async fn the_first_post_brings_one_and_the_second_does_not() {
    let (world, _) = world();
    world.write_to(ZOE, CDP, "Semis de tomates", "Quand les commencez-vous?").await;
    let all = to_zoe(&world);
    assert_eq!(all.len(), 1);
    let receipt = &all[0];
    assert_eq!(receipt.subject, "Publié : « Semis de tomates »");
    for words in [
        "2 personnes le recevront; les réponses vous arriveront par courriel.",
        "répondez « lire 1 »",
        "répondez « reçus oui »",
        "cdp-owner@lists.example.org",
    ] {
        assert!(receipt.text.contains(words), "{words}: {}", receipt.text);
    }
    assert!(receipt.raw.contains("Auto-Submitted: auto-replied"));
    assert_eq!(receipt.back.as_deref(), Some(REQUEST));
    // The sender's machine tries again; then she writes again.
    world.write_to(ZOE, CDP, "Semis de tomates", "Quand les commencez-vous?").await;
    world.write_to(ZOE, CDP, "Compost", "Et le compost?").await;
    assert_eq!(to_zoe(&world).len(), 1);
}

#[tokio::test]
async fn a_post_that_the_community_celebrates_brings_one() {
    let (world, _) = world();
    for n in 1..=12 {
        let who = if n == 1 { ANN } else { ZOE };
        world.write_to(who, CDP, &format!("Nouvelle {n}"), "Tout pousse.").await;
        world.pass(3_600);
    }
    let all: Vec<Letter> =
        to_zoe(&world).into_iter().filter(|m| m.subject.contains("Publié")).collect();
    let subjects: Vec<&str> = all.iter().map(|m| m.subject.as_str()).collect();
    assert_eq!(subjects, ["Publié : « Nouvelle 2 »", "Publié : « Nouvelle 10 »"]);
    let text = &all[1].text;
    assert!(text.contains("C'est le 10e message de « Jardins ». Merci à toutes"), "{text}");
    assert!(text.contains("« reçus non »") && !text.contains("premier message"), "{text}");
    assert!(!all[0].text.contains("e message de"));
}

#[tokio::test]
async fn who_wants_them_gets_each_and_who_wants_none_gets_none() {
    let (world, _) = world();
    world.write_to(ZOE, REQUEST, "reçus non", "").await;
    world.write_to(ZOE, CDP, "Un", "a").await;
    assert_eq!(to_zoe(&world).len(), 1, "the answer to the command");
    world.write_to(ZOE, REQUEST, "receipts yes", "").await;
    world.write_to(ZOE, CDP, "Deux", "b").await;
    world.write_to(ZOE, CDP, "Trois", "c").await;
    let all = to_zoe(&world);
    assert_eq!(all.len(), 4);
    assert!(all[3].subject.contains("« Trois »") && all[3].text.contains("« reçus non »"));
    // Five answers an hour, receipts among them.
    for n in 0..6 {
        world.write_to(ZOE, CDP, &format!("Encore {n}"), "d").await;
    }
    assert_eq!(to_zoe(&world).len(), 5);
}

#[tokio::test]
async fn a_page_is_named_where_there_is_one_and_a_window_has_its_own() {
    let (world, list) = world();
    let set = |change: fn(&mut palabre::list::settings::Settings)| {
        world.write(|tx| {
            let mut settings = palabre::store::lists::get(tx, list)?.unwrap();
            change(&mut settings);
            palabre::store::lists::put(tx, list, &settings);
            Ok(())
        });
    };
    set(|s| s.visibility = Visibility::Public);
    world.write_to(ZOE, CDP, "Un", "a").await;
    let told = last_to(&world, ZOE);
    assert!(told.text.contains("http://lists.example.org/fr/c/cdp/f/1/"), "{}", told.text);
    set(|s| s.undo = 300);
    world.write_to("noe@example.org", CDP, "Deux", "b").await;
    let told = last_to(&world, "noe@example.org");
    assert!(told.text.contains("« annuler »"), "{}", told.text);
    world.pass(301);
    let site = world.site.clone();
    let step = move || palabre::daemon::window::step(&site).unwrap();
    tokio::task::spawn_blocking(step).await.unwrap();
    assert_eq!(world.posts(list).len(), 2);
    assert_eq!(own(&world).iter().filter(|m| m.to == "noe@example.org").count(), 1);
}

#[tokio::test]
async fn a_machine_is_told_nothing() {
    let (world, list) = world();
    let raw = written(ZOE, CDP, "Rapport", "Tout va bien.");
    let raw = raw.replacen("MIME-Version", "X-Auto-Response-Suppress: All\nMIME-Version", 1);
    world.mail(ZOE, CDP, &raw).await;
    assert_eq!(world.posts(list).len(), 1);
    assert!(to_zoe(&world).is_empty());
}

/// Who is sent each post at once, in order of posts.
async fn copies(world: &World) -> Vec<Vec<String>> {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || fanout::step(&site).unwrap()).await.unwrap();
    let mut all: Vec<Vec<String>> = Vec::new();
    outbox::each_row(&world.site.store, |row| {
        if let Load::Copies { article, people: readers, .. } = &row.load {
            let at = article.0 as usize - 1;
            all.resize(all.len().max(at + 1), Vec::new());
            let of = |p: &PersonId| people::get(&world.site.store, *p).unwrap().unwrap();
            all[at].extend(readers.iter().map(|p| of(p).address.to_string()));
            all[at].sort();
        }
    })
    .unwrap();
    all
}

#[tokio::test]
async fn who_writes_in_a_thread_follows_it_unless_muted() {
    let (world, list) = world();
    world.write_to(ZOE, CDP, "Semis", "Quand?").await;
    let wish = |who: &str, thread: u32| {
        let found = wishes::get(&world.site.store, list, ThreadNo(thread), id(&world, who));
        found.unwrap().map(|w| w.attention)
    };
    assert_eq!(wish(ZOE, 1), Some(Attention::Follow));
    world.write_to(ANN, CDP, "Re: Semis", "En mars.").await;
    world.write_to(ANN, CDP, "Autre chose", "Bonjour").await;
    let all = copies(&world).await;
    assert_eq!(all[0], [ANN, "noe@example.org"], "her own words come with her digest");
    assert_eq!(all[1], [ANN, "noe@example.org", ZOE], "the answer comes at once");
    assert_eq!(all[2], [ANN, "noe@example.org"]);
    // Muted stays muted, also for who writes there again; nothing is followed by who wants no posts.
    world.write_to(ZOE, REQUEST, "sourdine 1", "").await;
    world.write_to(ZOE, CDP, "Re: Semis", "Merci!").await;
    assert_eq!(wish(ZOE, 1), Some(Attention::Mute));
    world.write_to("noe@example.org", REQUEST, "annonces", "").await;
    world.write_to("noe@example.org", CDP, "Re: Semis", "Moi aussi.").await;
    assert_eq!(wish("noe@example.org", 1), None);
    assert_eq!(copies(&world).await[4], [ANN]);
}
