//! What somebody unknown hears who writes a command, and when they hear nothing.

use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Joining;

use crate::auth::Stage;
use crate::harness::letters::{last_to, own, written};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ZOE: &str = "zoe@example.org";
const OWNER: &str = "owen@example.net";

/// A list with an owner; `example.org` vouches for mail from 192.0.2.10.
async fn stage() -> Stage {
    let stage = Stage::new(None).await;
    stage.set(|s| s.name = "Jardins".to_owned());
    stage.world.member_as(stage.list, OWNER, Delivery::Each, Role::Owner);
    stage
}

/// Zoé writes to the command address from where her domain sends, or from elsewhere.
async fn writes(stage: &Stage, from: &str, raw: &str) {
    let peer = Some(from.parse().unwrap());
    assert!(stage.world.mail_by(peer, ZOE, REQUEST, raw).await.is_accepted());
}

async fn says(stage: &Stage, subject: &str, text: &str) {
    writes(stage, "192.0.2.10", &written(ZOE, REQUEST, subject, text)).await;
}

fn passed_on(world: &World) -> usize {
    own(world).iter().filter(|m| m.to == OWNER).count()
}

#[tokio::test]
async fn a_word_of_one_language_is_answered_in_it_and_others_in_both() {
    for (word, tags, both) in [
        ("désabonner", "fr-CA", false),
        ("unsubscribe", "en-CA", false),
        ("pause", "fr-CA, en-CA", true),
        ("", "fr-CA, en-CA", true),
    ] {
        let stage = stage().await;
        says(&stage, word, "").await;
        let told = last_to(&stage.world, ZOE);
        assert!(told.raw.contains(&format!("Content-Language: {tags}\r\n")), "{}", told.raw);
        assert_eq!(told.text.contains("\n-----"), both, "{}", told.text);
        assert!(told.text.contains(if both { "Bonjour,\n" } else { ",\n" }));
        assert!(told.text.contains("cdp-join@") && told.text.contains("cdp-owner@"));
        assert_eq!(passed_on(&stage.world), 0, "{word}");
        assert!(told.back.is_none(), "a reply goes to the humans");
    }
}

#[tokio::test]
async fn once_a_day_and_then_the_humans_read_it() {
    let stage = stage().await;
    for n in 0..5 {
        says(&stage, "aide", &"\n".repeat(n)).await;
    }
    assert_eq!(own(&stage.world).iter().filter(|m| m.to == ZOE).count(), 1);
    assert_eq!(passed_on(&stage.world), 4, "nothing is lost");
}

#[tokio::test]
async fn prose_machines_and_what_nothing_proves_are_not_answered() {
    let stage = stage().await;
    let text = "Bonjour, je cherche une personne qui saurait tailler un vieux pommier, merci.";
    says(&stage, "Une question", text).await;
    assert_eq!(passed_on(&stage.world), 1);
    let hinted = written(ZOE, REQUEST, "aide", "");
    let hinted = hinted.replacen("MIME-Version", "Precedence: bulk\nMIME-Version", 1);
    writes(&stage, "192.0.2.10", &hinted).await;
    // Anybody may write this name: its owner would get our mail (threat 4).
    writes(&stage, "192.0.2.66", &written(ZOE, REQUEST, "help", "")).await;
    let world = &stage.world;
    world
        .mail_by(Some("192.0.2.10".parse().unwrap()), CDP, REQUEST, &written(CDP, REQUEST, "?", ""))
        .await;
    assert!(own(&stage.world).iter().all(|m| m.to == OWNER));
}

#[tokio::test]
async fn a_closed_list_names_no_way_in_that_is_shut() {
    let stage = stage().await;
    stage.set(|s| s.joining = Joining::Closed);
    says(&stage, "aide", "").await;
    let told = last_to(&stage.world, ZOE);
    assert!(told.text.contains("l'invitation de l'équipe") && !told.text.contains("cdp-join@"));
}
