//! What those who animate, and those who own a list, settle by mail: threads, people, roles, settings;
//! each echoed, and taken back by a word.

use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Posting;
use palabre::store::{lists, marks, people};

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ASK: &str = "cdp-request@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";
const MAX: &str = "max@example.org";

fn community() -> (World, ListId) {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.name = "Cercle".to_owned());
    world.member(cdp, ANN, Delivery::Weekly);
    world.member_as(cdp, ZOE, Delivery::Weekly, Role::Owner);
    world.member_as(cdp, MAX, Delivery::Weekly, Role::Animator);
    (world, cdp)
}

async fn post(world: &World, id: &str, subject: &str, answers: &str) {
    world.pass(60);
    let reply =
        if answers.is_empty() { String::new() } else { format!("In-Reply-To: <{answers}@x>\n") };
    let date = world.site.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    let raw = format!(
        "From: {ANN}\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{id}@x>\nDate: {date}\n{reply}\nBonjour.\n"
    );
    assert!(world.mail(ANN, CDP, &raw).await.is_accepted());
}

/// A command, and what was answered.
async fn ask(world: &World, from: &str, command: &str) -> String {
    world.pass(3600);
    let before = world.own_mail().len();
    let id = world.site.clock.now().as_second();
    let raw = format!(
        "From: {from}\nTo: {ASK}\nSubject: {command}\nMessage-ID: <{id}@x>\n\
         Content-Type: text/plain; charset=utf-8\n\n"
    );
    assert!(world.mail(from, ASK, &raw).await.is_accepted());
    let mail = world.own_mail();
    let own = mail.iter().skip(before).find(|(to, _)| to == from);
    let Some((_, raw)) = own else { return String::new() };
    let message = palabre::mail::message::Message::parse(raw.as_bytes());
    format!("{}\n{}", message.subject(), message.text().text).replace('\u{a0}', " ")
}

#[track_caller]
fn has(answer: &str, words: &str) {
    assert!(answer.contains(words), "{words}\n{answer}");
}

#[tokio::test]
async fn threads_are_joined_parted_closed_and_pinned_by_mail() {
    let (world, cdp) = community();
    post(&world, "a", "Semis", "").await;
    post(&world, "b", "Arrosage", "").await;
    post(&world, "c", "Re: Arrosage", "b").await;
    has(
        &ask(&world, MAX, "fusionner 2 avec 1").await,
        "les deux fils n'en font qu'un, « Semis » (n° 1)",
    );
    assert!(world.posts(cdp).iter().all(|p| p.thread.0 == 1));
    has(&ask(&world, MAX, "annuler").await, "C'est défait");
    assert_eq!(world.posts(cdp).iter().map(|p| p.thread.0).collect::<Vec<_>>(), [1, 3, 3]);
    has(&ask(&world, MAX, "fusionner 3 avec 1").await, "« Semis » (n° 1)");
    has(&ask(&world, MAX, "split 1 from 2").await, "2 messages are now a thread apart");
    assert_eq!(world.posts(cdp)[2].thread.0, 4);
    ask(&world, MAX, "undo").await;
    assert!(world.posts(cdp).iter().all(|p| p.thread.0 == 1));
    ask(&world, MAX, "split 1 from 2").await;
    has(&ask(&world, ZOE, "fermer 1").await, "le fil « Semis » est fermé");
    let store = &world.site.store;
    assert!(marks::get(store, cdp, palabre::list::ThreadNo(1)).unwrap().closed.is_some());
    has(&ask(&world, ZOE, "fermer 1").await, "Rien n'a changé : c'était déjà ainsi");
    ask(&world, ZOE, "annuler").await;
    assert!(marks::get(store, cdp, palabre::list::ThreadNo(1)).unwrap().closed.is_none());
    has(&ask(&world, MAX, "épingler 5").await, "reste en tête de la page");
    assert_eq!(marks::pinned(store, cdp).unwrap().len(), 1);
    has(&ask(&world, MAX, "épingler 5 non").await, "reprend sa place");
    has(&ask(&world, MAX, "fermer 99").await, "il n'y a pas de fil n° 99");
    has(&ask(&world, ANN, "fermer 1").await, "seule l'équipe d'animation peut faire cela");
}

#[tokio::test]
async fn owners_settle_people_roles_and_the_list_and_take_it_back() {
    let (world, cdp) = community();
    let role = |address: &str| {
        let store = &world.site.store;
        let person = people::find(store, &address.parse().unwrap()).unwrap()?;
        people::membership(store, cdp, person.id).unwrap().map(|m| m.role)
    };
    has(
        &ask(&world, ZOE, "rôle ann@example.org animation").await,
        "a maintenant ce rôle : animation",
    );
    assert_eq!(role(ANN), Some(Role::Animator));
    ask(&world, ZOE, "annuler").await;
    assert_eq!(role(ANN), Some(Role::Member));
    has(&ask(&world, ZOE, "rôle zoe@example.org membre").await, "n'appartiendrait plus à personne");
    has(
        &ask(&world, MAX, "rôle max@example.org propriétaire").await,
        "seules les personnes propriétaires",
    );
    has(&ask(&world, ZOE, "retirer ann@example.org").await, "ann@example.org : c'est fait");
    assert_eq!(role(ANN), None);
    assert!(world.own_mail().iter().any(|(to, _)| to == ANN), "nobody leaves without a word");
    ask(&world, ZOE, "annuler").await;
    assert_eq!(role(ANN), Some(Role::Member));
    let posting = || lists::get(&world.site.store, cdp).unwrap().unwrap().posting;
    has(
        &ask(&world, ZOE, "régler publication retenus").await,
        "posting vaut maintenant « held » (c'était « members »)",
    );
    assert_eq!(posting(), Posting::Held);
    has(&ask(&world, MAX, "régler publication tous").await, "seules les personnes propriétaires");
    has(
        &ask(&world, ZOE, "régler publication bleu").await,
        "« bleu » n'est pas une valeur possible",
    );
    ask(&world, ZOE, "annuler").await;
    assert_eq!(posting(), Posting::Members);
    let team = ask(&world, ANN, "équipe").await;
    has(&team, "– zoe, propriétaire");
    has(&team, "cdp-owner@lists.example.org");
    assert!(!team.contains(ZOE), "no address of anybody: {team}");
}
