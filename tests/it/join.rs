//! Joining by mail alone: what the address is asked, what each answer does, what a stranger can bring
//! about in somebody else's name.

use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Joining;
use palabre::mail::address::Address;
use palabre::store::people;

use crate::harness::letters::{Letter, last_to, own, written};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const JOIN: &str = "cdp-join@lists.example.org";
const ZOE: &str = "zoe@example.org";
const ANN: &str = "ann@example.org";

fn mail(from: &str, subject: &str, text: &str) -> String {
    written(from, JOIN, subject, text)
}

fn world(joining: Joining) -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| {
        s.name = "Communauté".to_owned();
        s.joining = joining;
    });
    world.member_as(list, ANN, Delivery::Each, Role::Owner);
    (world, list)
}

fn member(world: &World, list: ListId, address: &str) -> bool {
    let store = &world.site.store;
    let person = people::find(store, &Address::parse(address).unwrap()).unwrap();
    person.is_some_and(|p| people::membership(store, list, p.id).unwrap().is_some())
}

/// `who` answers the last mail of ours to them.
async fn answer(world: &World, who: &str, text: &str) -> u16 {
    world.reply_to(&last_to(world, who), who, text).await
}

#[tokio::test]
async fn an_empty_mail_a_question_an_empty_answer_a_welcome() {
    let (world, list) = world(Joining::Open);
    let raw = mail("\"Gagnez http://evil.example\" <zoe@example.org>", "Cliquez ici", "");
    assert!(world.mail(ZOE, JOIN, &raw).await.is_accepted());
    assert!(!member(&world, list, ZOE), "not before the address has answered");
    let asked = own(&world);
    assert_eq!((asked.len(), asked[0].to.as_str()), (1, ZOE));
    let subject =
        "Rejoindre « Communauté »? Répondez pour confirmer / Join “Communauté”? Reply to confirm";
    assert_eq!(asked[0].subject, subject, "nobody knows what a stranger reads");
    let (french, english) = asked[0].text.split_once("\n-----").unwrap();
    assert!(french.starts_with("(English below.)") && french.contains("C'est bien vous?"));
    assert!(english.contains("Was it you?") && english.contains("A person can help too"));
    assert!(asked[0].raw.contains("Content-Language: fr-CA, en-CA"));
    assert!(!asked[0].raw.contains("evil") && !asked[0].raw.contains("Cliquez"), "no echo");
    assert!(asked[0].raw.contains("Auto-Submitted: auto-") && !asked[0].raw.contains("List-Id"));
    assert_eq!(answer(&world, ZOE, "").await, 250);
    assert!(member(&world, list, ZOE));
    let welcome = own(&world).pop().unwrap();
    assert_eq!(welcome.subject, "Bienvenue dans « Communauté »");
    assert!(welcome.text.contains(CDP) && welcome.text.contains("« hebdo »"), "{}", welcome.text);
    assert!(
        welcome.back.as_deref().is_some_and(|b| b.starts_with("cdp+c")),
        "a word, or who they are"
    );
    assert!(welcome.text.split_whitespace().count() <= 120, "{}", welcome.text);
    // The sender's machine, or the member, tries once more.
    assert!(answer_to(&world, &asked[0], ZOE, "").await);
    assert_eq!(own(&world).len(), 2);
}

async fn answer_to(world: &World, question: &Letter, who: &str, text: &str) -> bool {
    world.reply_to(question, who, text).await == 250
}

/// How often, and who animates: where everybody may come in. Where the team decides, a stranger learns neither.
#[tokio::test]
async fn the_question_says_how_often_and_who_animates() {
    for joining in [Joining::Open, Joining::Request] {
        let (world, list) = world(joining);
        for (at, name) in ["Ann Lee", "Bob Roy"].into_iter().enumerate() {
            let who = ["ann@example.org", "bob@example.org"][at];
            world.member_as(list, who, Delivery::Each, Role::Owner);
            world.write(|tx| {
                let person = people::find(tx, &Address::parse(who).unwrap())?.unwrap();
                let name = Some(name.to_owned());
                people::put(tx, &palabre::list::member::Person { name, ..person });
                Ok(())
            });
        }
        for n in 0..6 {
            world.write_to(ANN, CDP, &format!("Nouvelles {n}"), "Tout va bien.").await;
        }
        world.write_to(ZOE, "cdp-request@lists.example.org", "rejoindre", "").await;
        let asked = last_to(&world, ZOE);
        let team = "Ann Lee et Bob Roy animent cette communauté : cdp-owner@";
        for words in ["C'est environ 2 messages par semaine.", team] {
            assert_eq!(asked.text.contains(words), joining == Joining::Open, "{}", asked.text);
        }
        assert!(asked.text.contains("Un mot suffira pour changer de rythme"), "{}", asked.text);
        assert!(asked.text.contains("cdp-owner@lists.example.org"), "{}", asked.text);
        if joining == Joining::Open {
            answer(&world, ZOE, "oui").await;
            let welcome = last_to(&world, ZOE);
            assert!(welcome.text.contains(team), "{}", welcome.text);
            let words = welcome.text.split_whitespace().count();
            assert!(words <= 120, "{words}: {}", welcome.text);
        }
    }
}

#[tokio::test]
async fn a_command_asks_too_in_its_own_language() {
    let (world, list) = world(Joining::Open);
    let request = "cdp-request@lists.example.org";
    let raw = mail(ZOE, "Hello", "Hi, I'd like to subscribe please\n\nZoé");
    assert!(world.mail(ZOE, request, &raw).await.is_accepted());
    let asked = own(&world).pop().unwrap();
    assert_eq!(asked.subject, "Join “Communauté”? Reply to confirm");
    assert_eq!(answer(&world, ZOE, "Yes!").await, 250);
    assert!(member(&world, list, ZOE));
    assert_eq!(own(&world).pop().unwrap().subject, "Welcome to “Communauté”");
}

#[tokio::test]
async fn no_means_no_and_time_runs_out() {
    let (world, list) = world(Joining::Open);
    world.mail(ZOE, JOIN, &mail(ZOE, "", "")).await;
    answer(&world, ZOE, "Non merci, ce n'est pas moi.").await;
    assert!(!member(&world, list, ZOE));
    assert_eq!(own(&world).len(), 1);
    world.pass(2 * 86_400);
    world.mail(ZOE, JOIN, &mail(ZOE, "", "")).await;
    world.pass(8 * 86_400);
    let late = answer(&world, ZOE, "oui").await;
    assert_eq!((late, member(&world, list, ZOE)), (550, false), "like a question that never was");
}

#[tokio::test]
async fn who_is_a_member_is_told_so_and_a_list_is_none() {
    let (world, _) = world(Joining::Open);
    world.mail(ANN, JOIN, &mail(ANN, "", "")).await;
    let told = own(&world);
    assert_eq!((told.len(), told[0].to.as_str()), (1, ANN));
    assert_eq!(told[0].subject, "Vous êtes déjà membre de « Communauté »");
    world.mail(ANN, JOIN, &mail(ANN, "", "")).await;
    for list in [CDP, "cdp-owner@lists.example.org", "CDP+x@lists.example.org"] {
        world.mail(list, JOIN, &mail(list, "", "")).await;
    }
    assert_eq!(own(&world).len(), 1, "once a day, and never to ourselves");
}

#[tokio::test]
async fn a_bombed_address_gets_three_mails_whatever_is_asked_in_its_name() {
    let world = World::new();
    for n in 0..20 {
        world.list(&format!("liste{n}@lists.example.org"));
    }
    for round in 0..10 {
        for n in 0..20 {
            let to = format!("liste{n}-join@lists.example.org");
            let raw = mail(ZOE, &format!("{round} {n}"), "achetez");
            let verdict = world.mail(ZOE, &to, &raw).await;
            assert!(verdict.is_accepted(), "the wire says the same to all");
        }
    }
    assert_eq!(own(&world).len(), 3);
    // One peer, many victims.
    let peer = Some("192.0.2.66".parse().unwrap());
    for n in 0..60 {
        let victim = format!("v{n}@example.org");
        world.mail_by(peer, &victim, "liste1-join@lists.example.org", &mail(&victim, "", "")).await;
    }
    assert_eq!(own(&world).len(), 3 + 20);
}

#[tokio::test]
async fn the_team_lets_people_in_and_the_first_answer_decides() {
    let (world, list) = world(Joining::Request);
    world.member_as(list, "marc@example.org", Delivery::Each, Role::Animator);
    world.mail(ZOE, JOIN, &mail("Zoé Roy <zoe@example.org>", "", "")).await;
    answer(&world, ZOE, "oui").await;
    assert!(!member(&world, list, ZOE));
    let mails = own(&world);
    let question = |to: &str| mails.iter().rposition(|m| m.to == to && m.back.is_some()).unwrap();
    let (ann, marc) = (&mails[question(ANN)], &mails[question("marc@example.org")]);
    assert_eq!(ann.subject, "Zoé Roy <zoe@example.org> demande à rejoindre « Communauté »");
    assert_ne!(ann.back, marc.back, "each has a token of their own");
    assert!(mails.iter().any(|m| m.to == ZOE && m.subject.contains("attend l'équipe")));
    // Somebody else with Ann's question decides nothing.
    assert!(!answer_to(&world, ann, ZOE, "oui").await);
    assert!(answer_to(&world, ann, ANN, "Oui, avec plaisir!\n\n> demande à rejoindre").await);
    assert!(member(&world, list, ZOE));
    assert!(answer_to(&world, marc, "marc@example.org", "non, inconnu").await);
    assert!(member(&world, list, ZOE), "the first decided");
    let last = own(&world).pop().unwrap();
    assert!(last.to.starts_with("marc") && last.text.contains("déjà répondu"), "{}", last.text);
    assert_eq!(own(&world).iter().filter(|m| m.subject.starts_with("Bienvenue")).count(), 1);
}

#[tokio::test]
async fn who_is_turned_down_hears_why_and_a_closed_list_says_so_at_once() {
    let (world, list) = self::world(Joining::Request);
    world.mail(ZOE, JOIN, &mail(ZOE, "", "")).await;
    answer(&world, ZOE, "").await;
    answer(&world, ANN, "non Cette liste est réservée aux bénévoles.").await;
    assert!(!member(&world, list, ZOE));
    let told = own(&world).into_iter().rev().find(|m| m.to == ZOE).unwrap();
    assert!(told.text.contains("réservée aux bénévoles"), "{}", told.text);
    let (world, _) = self::world(Joining::Closed);
    let verdict = world.mail(ZOE, JOIN, &mail(ZOE, "", "")).await;
    assert_eq!(verdict.code.number(), 550);
    assert!(own(&world).is_empty());
}
