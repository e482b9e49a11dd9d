//! « @Prénom Nom »: who gets a post at once, and who is asked when a name is two people's.

use palabre::daemon::fanout;
use palabre::list::member::Delivery;
use palabre::list::{ListId, PersonId};
use palabre::store::outbox::Load;
use palabre::store::people;

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";

fn named(world: &World, list: ListId, address: &str, name: &str, delivery: Delivery) -> PersonId {
    let id = world.member(list, address, delivery);
    world.write(|tx| {
        let mut person = people::get(tx, id)?.unwrap();
        person.name = Some(name.to_owned());
        people::put(tx, &person);
        Ok(())
    });
    id
}

async fn post(world: &World, text: &str) {
    let raw = format!(
        "From: Ann Lee <{ANN}>\nTo: {CDP}\nSubject: Semis\nMessage-ID: <{}@example.org>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\nContent-Type: text/plain; charset=utf-8\n\n{text}\n",
        text.len()
    );
    assert!(world.mail(ANN, CDP, &raw).await.is_accepted());
    fan_out(world).await;
}

async fn fan_out(world: &World) {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || fanout::step(&site).unwrap()).await.unwrap();
}

/// Who has copies in the outbox.
fn readers(world: &World) -> Vec<PersonId> {
    let mut all: Vec<PersonId> = Vec::new();
    for row in world.rows() {
        if let Load::Copies { people, .. } = row.load {
            all.extend(people);
        }
    }
    all.sort();
    all
}

fn last_mail(world: &World) -> (String, String, String) {
    let (to, raw) = world.own_mail().pop().unwrap();
    let message = palabre::mail::message::Message::parse(raw.as_bytes());
    let back = message.reply_to().first().map(|m| m.address.to_string()).unwrap_or_default();
    (to, back, format!("{}\n{}", message.subject(), message.text().text).replace('\u{a0}', " "))
}

#[tokio::test]
async fn who_is_named_gets_the_post_at_once_however_they_read() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::None);
    let zoe = named(&world, cdp, "zoe@example.org", "Zoé Roy", Delivery::Weekly);
    let leo = named(&world, cdp, "leo@example.org", "Léo Côté", Delivery::Notices);
    named(&world, cdp, "max@example.org", "Max Roy", Delivery::Monthly);
    post(&world, "Bonjour @zoe roy et @Leo.Côté!\n\n> @Max, tu viens?\n").await;
    assert_eq!(readers(&world), [zoe, leo]);
    assert!(world.own_mail().is_empty());
}

#[tokio::test]
async fn a_name_that_two_bear_is_asked_back_and_nobody_is_mailed() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::None);
    named(&world, cdp, "marie.t@example.org", "Marie Tremblay", Delivery::Weekly);
    let gagnon = named(&world, cdp, "marie.g@example.org", "Marie Gagnon", Delivery::Weekly);
    post(&world, "Merci @Marie pour hier!").await;
    assert!(readers(&world).is_empty());
    let (to, back, text) = last_mail(&world);
    assert_eq!(to, ANN);
    for words in [
        "De qui parliez-vous avec « @Marie »?",
        "1. Marie Tremblay, membre depuis",
        "2. Marie Gagnon",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("marie.g@"), "no address of a member: {text}");
    let reply = |words: &str| {
        format!(
            "From: {ANN}\nTo: {back}\nSubject: Re: De qui\nContent-Type: text/plain; charset=utf-8\n\n{words}\n\n> 1. Marie Tremblay\n"
        )
    };
    assert!(world.mail(ANN, &back, &reply("la grande")).await.is_accepted());
    assert!(last_mail(&world).2.contains("Je n'ai pas compris") && readers(&world).is_empty());
    assert!(world.mail(ANN, &back, &reply("2 merci")).await.is_accepted());
    assert_eq!(readers(&world), [gagnon]);
    assert!(last_mail(&world).2.contains("Marie Gagnon reçoit votre message tout de suite"));
    // Once: another number changes nothing.
    world.mail(ANN, &back, &reply("1")).await;
    assert_eq!(readers(&world), [gagnon]);
}

#[tokio::test]
async fn everybody_is_a_word_like_any_other_and_its_author_is_told() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::None);
    named(&world, cdp, "zoe@example.org", "Zoé Roy", Delivery::Weekly);
    post(&world, "Bonjour @tous, réunion mardi.").await;
    assert!(readers(&world).is_empty());
    assert!(last_mail(&world).2.contains("« @tous » ne prévient personne de plus"));
    post(&world, "@tous : et mercredi aussi.").await;
    assert_eq!(world.own_mail().len(), 1, "one a day");
}
