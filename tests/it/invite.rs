//! Inviting by mail: who may, whom it reaches, what each answer does, and what keeps it from being a
//! cannon.

use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::{Joining, Language};
use palabre::mail::address::Address;
use palabre::store::people;

use crate::harness::letters::{Letter, last_to, own};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ANN: &str = "Ann Lee <ann@example.org>";
const ZOE: &str = "zoe@example.com";
const DAY: i64 = 86_400;

fn world(joining: Joining) -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| {
        s.name = "Jardins".to_owned();
        s.description = "Des jardins collectifs se parlent.".to_owned();
        s.joining = joining;
    });
    world.member_as(list, "ann@example.org", Delivery::Each, Role::Owner);
    world.write(|tx| {
        let mut ann = people::find(tx, &Address::parse("ann@example.org").unwrap())?.unwrap();
        ann.name = Some("Ann Lee".to_owned());
        people::put(tx, &ann);
        Ok(())
    });
    (world, list)
}

fn person(world: &World, address: &str) -> Option<palabre::list::member::Person> {
    people::find(&world.site.store, &Address::parse(address).unwrap()).unwrap()
}

fn member(world: &World, list: ListId, address: &str) -> bool {
    let of = |id| people::membership(&world.site.store, list, id).unwrap();
    person(world, address).is_some_and(|p| of(p.id).is_some())
}

fn to<'l>(all: &'l [Letter], who: &str) -> Vec<&'l Letter> {
    all.iter().filter(|m| m.to == who).collect()
}

#[tokio::test]
async fn one_mail_in_both_languages_and_an_empty_answer_joins_a_closed_list() {
    let (world, list) = world(Joining::Closed);
    let text = "inviter zoe@example.com, Max Roy <max@example.com>, ann@example.org, zoe@, \
                cdp@lists.example.org\n\nMerci!";
    assert_eq!(world.write_to(ANN, REQUEST, "", text).await, 250);
    let told = last_to(&world, "ann@example.org");
    for line in [
        "zoe@example.com : l'invitation est partie.",
        "max@example.com : l'invitation est partie.",
        "ann@example.org fait déjà partie",
        "« zoe@ » n'est pas une adresse",
        "cdp@lists.example.org est l'adresse d'une communauté.",
        "Nous vous dirons qui a rejoint.",
    ] {
        assert!(told.text.contains(line), "{line}: {}", told.text);
    }
    let all = own(&world);
    assert_eq!((all.len(), to(&all, ZOE).len(), to(&all, "max@example.com").len()), (3, 1, 1));
    let invitation = last_to(&world, ZOE);
    let subject = "Ann Lee vous invite dans « Jardins » / Ann Lee invites you to “Jardins”";
    assert_eq!(invitation.subject, subject);
    let (french, english) = invitation.text.split_once("\n-----").unwrap();
    assert!(french.contains("Bonjour,") && english.contains("Hello,"), "{}", invitation.text);
    for text in [french, english] {
        assert!(text.contains("Des jardins collectifs") && text.contains("cdp-owner@"), "{text}");
    }
    assert!(!invitation.raw.contains("Max") && invitation.raw.contains("Auto-Submitted: auto-"));
    assert!(!member(&world, list, ZOE) && person(&world, ZOE).is_none(), "nothing without answer");

    assert_eq!(world.reply_to(&invitation, ZOE, "").await, 250);
    assert!(member(&world, list, ZOE));
    assert_eq!(last_to(&world, ZOE).subject, "Bienvenue dans « Jardins »");
    let told = last_to(&world, "ann@example.org");
    assert_eq!(told.subject, "zoe@example.com a rejoint « Jardins »");
    // The same answer once more, and another, do nothing more.
    let before = own(&world).len();
    assert_eq!(world.reply_to(&invitation, ZOE, "").await, 250);
    assert_eq!(world.reply_to(&invitation, ZOE, "oui").await, 250);
    assert_eq!(own(&world).len(), before);
    // Max is called as Ann calls him, and written to in the language he answers in.
    world.reply_to(&last_to(&world, "max@example.com"), "max@example.com", "Yes please!").await;
    let max = person(&world, "max@example.com").unwrap();
    assert_eq!((max.name.as_deref(), max.language), (Some("Max Roy"), Some(Language::new("en"))));
    assert_eq!(last_to(&world, "max@example.com").subject, "Welcome to “Jardins”");
}

#[tokio::test]
async fn a_no_ends_it_kindly_and_holds_for_a_year() {
    let (world, list) = world(Joining::Open);
    world.write_to(ANN, REQUEST, "", "inviter zoe@example.com").await;
    assert_eq!(world.reply_to(&last_to(&world, ZOE), ZOE, "Non merci").await, 250);
    assert!(!member(&world, list, ZOE));
    let kind = last_to(&world, ZOE);
    assert!(kind.text.contains("nous ne vous y inviterons plus") && !kind.text.contains("Noted"));
    let asked = own(&world).len();
    for days in [1, 40, 200] {
        world.pass(days * DAY);
        world.write_to(ANN, REQUEST, &format!("inviter {ZOE}"), &days.to_string()).await;
        assert!(last_to(&world, "ann@example.org").text.contains("a déjà reçu une invitation"));
    }
    assert_eq!(to(&own(&world), ZOE).len(), 2, "of {asked}");
    world.pass(130 * DAY);
    world.write_to(ANN, REQUEST, "inviter", ZOE).await;
    assert_eq!(to(&own(&world), ZOE).len(), 3, "a year later, once more");
}

#[tokio::test]
async fn nobody_is_invited_twice_in_a_month_and_an_invitation_ends() {
    let (world, list) = world(Joining::Closed);
    world.write_to(ANN, REQUEST, "", "invite zoe@example.com").await;
    let first = last_to(&world, ZOE);
    world.pass(29 * DAY);
    world.write_to(ANN, REQUEST, "invite zoe@example.com", "").await;
    assert_eq!(to(&own(&world), ZOE).len(), 1);
    world.pass(2 * DAY);
    assert_eq!(world.reply_to(&first, ZOE, "oui").await, 550, "like a question that never was");
    assert!(!member(&world, list, ZOE));
    world.write_to(ANN, REQUEST, "invite zoe@example.com", "again").await;
    assert_eq!(to(&own(&world), ZOE).len(), 2);
}

#[tokio::test]
async fn only_those_who_animate_invite_and_see_the_word() {
    let (world, list) = world(Joining::Open);
    world.member(list, "bob@example.org", Delivery::Each);
    world.member_as(list, "eve@example.org", Delivery::Each, Role::Animator);
    world.write_to("bob@example.org", REQUEST, "", "inviter zoe@example.com").await;
    assert!(to(&own(&world), ZOE).is_empty());
    world.write_to("bob@example.org", REQUEST, "aide", "").await;
    assert!(!last_to(&world, "bob@example.org").text.contains("inviter"));
    world.write_to("eve@example.org", REQUEST, "aide", "").await;
    assert!(last_to(&world, "eve@example.org").text.contains("inviter a@b"));
    world.write_to("eve@example.org", REQUEST, "", "inviter zoe@example.com").await;
    let invitation = last_to(&world, ZOE);
    assert!(invitation.subject.starts_with("eve vous invite"));
    // Eve no longer animates: on a list that is not open, her word lets nobody in.
    world.write(|tx| {
        let eve = people::find(tx, &Address::parse("eve@example.org").unwrap())?.unwrap();
        people::remove_membership(tx, list, eve.id);
        let mut settings = palabre::store::lists::get(tx, list)?.unwrap();
        settings.joining = Joining::Request;
        palabre::store::lists::put(tx, list, &settings);
        Ok(())
    });
    world.reply_to(&invitation, ZOE, "oui").await;
    assert!(!member(&world, list, ZOE));
    assert!(last_to(&world, "ann@example.org").subject.contains("demande à rejoindre"));
}

#[tokio::test]
async fn it_is_no_cannon() {
    let (world, list) = world(Joining::Open);
    // One who invites: fifty a day, over many mails.
    for mail in 0..4 {
        let many: Vec<String> = (0..20).map(|n| format!("v{mail}.{n}@example.net")).collect();
        world.write_to(ANN, REQUEST, "inviter", &many.join("\n")).await;
    }
    let sent = |world: &World| own(world).iter().filter(|m| m.to.ends_with("@example.net")).count();
    assert_eq!(sent(&world), 50);
    assert!(last_to(&world, "ann@example.org").text.contains("la limite quotidienne"));
    world.pass(DAY);
    world.write_to(ANN, REQUEST, "inviter v3.19@example.net", "").await;
    assert_eq!(sent(&world), 51);
    // One who is meant: three a month, whatever lists there are.
    for n in 0..6 {
        let other = world.list(&format!("liste{n}@lists.example.org"));
        world.member_as(other, "ann@example.org", Delivery::Each, Role::Owner);
        let to = format!("liste{n}-request@lists.example.org");
        world.pass(2 * 3_600);
        world.write_to(ANN, &to, "inviter zoe@example.com", "").await;
    }
    assert_eq!(to(&own(&world), ZOE).len(), 3);
    // Whoever answers for a machine becomes no member.
    let invitation = last_to(&world, ZOE);
    let raw = format!(
        "From: {ZOE}\nTo: {0}\nSubject: Absence\nAuto-Submitted: auto-replied\n\nJe suis absente.\n",
        invitation.back.as_deref().unwrap()
    );
    world.mail(ZOE, invitation.back.as_deref().unwrap(), &raw).await;
    assert!(person(&world, ZOE).is_none() && !member(&world, list, ZOE));
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_is_not_carried_to_strangers() {
    let (world, _) = world(Joining::Open);
    world.write(|tx| {
        let mut ann = people::find(tx, &Address::parse("ann@example.org").unwrap())?.unwrap();
        ann.name = Some("Gagnez www.evil.example".to_owned());
        people::put(tx, &ann);
        Ok(())
    });
    world
        .write_to(ANN, REQUEST, "inviter", "\"Gratuit http://evil.example\" <zoe@example.com>")
        .await;
    let invitation = last_to(&world, ZOE);
    assert!(!invitation.raw.contains("evil"), "{}", invitation.raw);
    assert!(invitation.subject.starts_with("L'équipe d'animation vous invite"));
}
