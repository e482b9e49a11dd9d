//! What members who signed in take away: their own data, and of a list what their part in it allows.

use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Visibility;
use palabre::mail::mbox::Mbox;

use crate::harness::browser::{Answer, Browser, serve};
use crate::harness::world::World;

const LIST: &str = "prive@lists.example.org";
const ALL: [&str; 6] = [
    "/export/palabre.json",
    "/export/messages.mbox",
    "/export/prive/messages.mbox",
    "/export/prive/liste.json",
    "/export/prive/notes.md",
    "/export/prive/messages.json",
];

/// Ann is a member, Zoé animates, Max owns the list; Bob is of another.
async fn club() -> World {
    let world = World::new();
    let list = world.list_with(LIST, |s| s.visibility = Visibility::Private);
    let other = world.list("cdp@lists.example.org");
    world.member(list, "ann@example.org", Delivery::Each);
    world.member_as(list, "zoe@example.org", Delivery::Each, Role::Animator);
    world.member_as(list, "max@example.org", Delivery::Each, Role::Owner);
    world.member_as(other, "bob@example.org", Delivery::Each, Role::Owner);
    let raw = "From: Ann Lee <ann@example.org>\nTo: prive@lists.example.org\nSubject: Semis\n\
         Message-ID: <semis@example.org>\nDate: Mon, 27 May 2019 07:00:00 -0400\n\
         Bcc: aveugle@example.org\n\nFrom here on, seeds.\n";
    assert_eq!(world.mail("ann@example.org", LIST, raw).await.code.number(), 250);
    assert_eq!(world.write_to("zoe@example.org", LIST, "Suite", "La suite.").await, 250);
    world
}

async fn takes(world: &World, browser: &mut Browser, who: &str) -> Vec<Answer> {
    browser.signs_in(world, who).await;
    let mut all = Vec::new();
    for path in ALL {
        all.push(browser.get(path).await);
    }
    all
}

fn posts(answer: &Answer) -> Vec<String> {
    let all = Mbox::new(answer.body.as_slice(), 0);
    all.map(|entry| String::from_utf8(entry.unwrap().raw).unwrap()).collect()
}

#[tokio::test]
async fn each_takes_what_is_theirs() {
    let world = club().await;
    let site = serve(&world).await;
    let never = Browser::new(site).get("/export/nulle/messages.mbox").await;
    assert_eq!(never.status, 404);
    for path in ALL {
        assert_eq!(Browser::new(site).get(path).await, never, "{path}");
    }
    let statuses = |all: &[Answer]| all.iter().map(|a| a.status).collect::<Vec<_>>();
    let ann = takes(&world, &mut Browser::new(site), "ann@example.org").await;
    assert_eq!(statuses(&ann), [200, 200, 404, 404, 404, 404]);
    assert_eq!(ann[2], never);
    for answer in &ann[..2] {
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\""));
    }
    let record: serde_json::Value = serde_json::from_slice(&ann[0].body).unwrap();
    assert_eq!((&record["address"], &record["posts"]), (&"ann@example.org".into(), &1.into()));
    let own = posts(&ann[1]);
    assert_eq!(own.len(), 1);
    assert!(own[0].contains("\nFrom here on, seeds.") && !own[0].contains("aveugle"), "{}", own[0]);
    let zoe = takes(&world, &mut Browser::new(site), "zoe@example.org").await;
    assert_eq!(statuses(&zoe), [200; 6]);
    let all: serde_json::Value = serde_json::from_slice(&zoe[5].body).unwrap();
    let first = &all["messages"][0];
    assert_eq!(
        (&all["format"], &all["list"]["address"]),
        (&"palabre-messages-1".into(), &LIST.into())
    );
    assert_eq!(all["messages"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&first["number"], &first["message_id"]),
        (&1.into(), &"<semis@example.org>".into())
    );
    assert_eq!(first["from"]["address"], "ann@example.org");
    assert_eq!(
        (&first["date"], &first["withdrawn_by"]),
        (&"2019-05-27T11:00:00Z".into(), &().into())
    );
    assert!(first["text"].as_str().unwrap().contains("seeds."));
    assert!(!zoe[5].text().contains("aveugle"), "{}", zoe[5].text());
    assert_eq!(posts(&zoe[2]).len(), 2);
    // Who the members are is the owners' to know.
    let list: serde_json::Value = serde_json::from_slice(&zoe[3].body).unwrap();
    assert!(list["members"].is_null() && list["settings"]["address"] == LIST, "{list}");
    let max = takes(&world, &mut Browser::new(site), "max@example.org").await;
    let list: serde_json::Value = serde_json::from_slice(&max[3].body).unwrap();
    assert_eq!(list["members"].as_array().unwrap().len(), 3);
    let bob = takes(&world, &mut Browser::new(site), "bob@example.org").await;
    assert_eq!(statuses(&bob), [200, 200, 404, 404, 404, 404]);
    let listed = Browser::new(site).get("/export").await;
    assert_eq!((listed.status, listed.header("location")), (302, "fr/entrer/"));
    assert_eq!(posts(&bob[1]).len(), 0);
}
