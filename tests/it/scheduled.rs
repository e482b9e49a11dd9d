//! Posts for later: what the first line says, what the author hears, what comes of it at its moment.

use palabre::daemon::{Site, window};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Posting;
use palabre::mail::message::Message;
use palabre::store::{articles, held, people};

use crate::harness::letters::{last_to, own};
use crate::harness::world::{World, copy_all};

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ANN: &str = "ann@example.org";
const HOUR: i64 = 3_600;

/// Monday, 8 in the morning in Toronto.
fn gardens() -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| {
        s.name = "Jardins".to_owned();
        s.timezone = "America/Toronto".to_owned();
    });
    world.member_as(list, ANN, Delivery::Each, Role::Owner);
    world.member(list, "zoe@example.org", Delivery::Each);
    (world, list)
}

async fn later(world: &World, seconds: i64) {
    world.pass(seconds);
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || window::step(&site).unwrap()).await.unwrap();
}

fn text_of(world: &World, list: ListId, n: usize) -> String {
    let raw = articles::raw(&world.site.store, list, world.posts(list)[n].no).unwrap().unwrap();
    Message::parse(&raw).text().text.trim().to_owned()
}

#[tokio::test]
async fn it_waits_for_its_moment_and_is_a_post_like_any_other() {
    let (world, list) = gardens();
    let text = "Publier : mardi 9 h\n\nBonjour,\n\nQuoi de neuf au jardin?\n\nAnn";
    assert_eq!(world.write_to(ANN, CDP, "Du neuf", text).await, 250);
    assert_eq!(world.write_to(ANN, CDP, "Du neuf", text).await, 250, "the same mail again");
    assert!(world.posts(list).is_empty());
    let told = own(&world);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "Prévu : « Du neuf »");
    let want = "paraîtra mardi 28 mai 2019 à 9 h (heure de Toronto)";
    assert!(told[0].text.contains(want), "{}", told[0].text);
    assert!(told[0].text.contains("2 personnes le recevront"), "{}", told[0].text);
    later(&world, 25 * HOUR - 60).await;
    assert!(world.posts(list).is_empty());
    later(&world, 60).await;
    let posts = world.posts(list);
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].date, "2019-05-28T09:00:00-04:00".parse().unwrap());
    assert_eq!(text_of(&world, list, 0), "Bonjour,\n\nQuoi de neuf au jardin?\n\nAnn");
    let origin = articles::origin(&world.site.store, list, posts[0].no).unwrap().unwrap();
    assert!(String::from_utf8(origin).unwrap().contains("Publier : mardi 9 h"));
    later(&world, 48 * HOUR).await;
    assert_eq!(world.write_to(ANN, CDP, "Du neuf", text).await, 250, "the same mail, days later");
    assert_eq!(world.posts(list).len(), 1);
    assert!(held::of_list(&world.site.store, list).unwrap().is_empty());
    let late = world.reply_to(&told[0], ANN, "annuler").await;
    assert_eq!(late, 250);
    assert!(last_to(&world, ANN).text.contains("n'attend plus"));
}

#[tokio::test]
async fn it_is_taken_back_or_moved_by_a_reply() {
    let (world, list) = gardens();
    let zoe = "zoe@example.org";
    assert_eq!(world.write_to(zoe, CDP, "Semis", "Publish: Tuesday 9 am\n\nHello.").await, 250);
    assert_eq!(world.reply_to(&last_to(&world, zoe), zoe, "mercredi 10 h 30").await, 250);
    assert!(last_to(&world, zoe).text.contains("mercredi 29 mai 2019 à 10 h 30"));
    later(&world, 30 * HOUR).await;
    assert!(world.posts(list).is_empty(), "moved");
    assert_eq!(world.reply_to(&last_to(&world, zoe), zoe, "hum, on verra").await, 250);
    assert!(last_to(&world, zoe).text.contains("Rien n'a changé"));
    let receipt = own(&world).into_iter().rfind(|l| l.subject.starts_with("Prévu")).unwrap();
    assert_eq!(world.reply_to(&receipt, zoe, "Annuler svp\n\n> C'est noté").await, 250);
    assert!(last_to(&world, zoe).subject.starts_with("Retiré"));
    later(&world, 100 * HOUR).await;
    assert!(world.posts(list).is_empty());
    // By the command too, and at once.
    world.write_to(zoe, CDP, "Un", "Publier : demain\n\nUn.").await;
    world.write_to(zoe, REQUEST, "annuler", "").await;
    world.write_to(zoe, CDP, "Deux", "Publier : demain\n\nDeux.").await;
    assert_eq!(world.reply_to(&last_to(&world, zoe), zoe, "maintenant").await, 250);
    later(&world, 0).await;
    assert_eq!(world.posts(list).len(), 1);
    assert_eq!(text_of(&world, list, 0), "Deux.");
    later(&world, 100 * HOUR).await;
    assert_eq!(world.posts(list).len(), 1, "once");
}

#[tokio::test]
async fn a_moment_that_cannot_be_read_is_asked_for_and_a_title_is_none() {
    let (world, list) = gardens();
    let title = "Publier : voici notre guide de jardinage urbain\n\nBonne lecture.";
    assert_eq!(world.write_to(ANN, CDP, "Guide", title).await, 250);
    assert_eq!(world.posts(list).len(), 1);
    assert_eq!(world.write_to(ANN, CDP, "Fête", "Publier : bientôt\n\nLa fête!").await, 250);
    assert_eq!(world.posts(list).len(), 1);
    let asked = last_to(&world, ANN);
    assert_eq!(asked.subject, "Quand publier « Fête »?");
    assert_eq!(world.reply_to(&asked, ANN, "Publier : vendredi 17h").await, 250);
    assert!(last_to(&world, ANN).text.contains("vendredi 31 mai 2019 à 17 h"));
    later(&world, 24 * 5 * HOUR).await;
    assert_eq!(text_of(&world, list, 1), "La fête!");
    world.write_to(ANN, CDP, "Autre", "Publier : plus tard\n\nRien.").await;
    later(&world, 24 * 8 * HOUR).await;
    assert!(held::of_list(&world.site.store, list).unwrap().is_empty(), "forgotten");
    assert_eq!(world.posts(list).len(), 2);
}

#[tokio::test]
async fn what_waits_for_the_team_first_waits_for_its_moment_then() {
    let (world, list) = gardens();
    world.write(|tx| {
        let mut settings = palabre::store::lists::get(tx, list)?.unwrap();
        settings.posting = Posting::Held;
        palabre::store::lists::put(tx, list, &settings);
        Ok(())
    });
    let zoe = "zoe@example.org";
    assert_eq!(world.write_to(zoe, CDP, "Semis", "Publier : mardi 9 h\n\nBonjour.").await, 250);
    let question = own(&world).into_iter().rfind(|l| l.to == ANN).unwrap();
    assert_eq!(world.reply_to(&question, ANN, "oui").await, 250);
    assert!(world.posts(list).is_empty());
    assert!(last_to(&world, zoe).subject.starts_with("Prévu"));
    later(&world, 26 * HOUR).await;
    assert_eq!(text_of(&world, list, 0), "Bonjour.");
}

#[tokio::test]
async fn it_survives_a_stop_and_goes_with_its_author() {
    let (world, list) = gardens();
    let zoe = "zoe@example.org";
    world.write_to(ANN, CDP, "Du neuf", "Publier : mardi 9 h\n\nBonjour.").await;
    world.write_to(zoe, CDP, "Adieu", "Publier : mardi 9 h\n\nAdieu.").await;
    world.write(|tx| {
        let person = people::find(tx, &palabre::mail::address::Address::parse(zoe).unwrap())?;
        palabre::daemon::members::leave(&world.site, tx, list, person.unwrap().id)
    });
    let folder = tempfile::tempdir().unwrap();
    copy_all(&world.site.data, folder.path());
    let config = palabre::config::Config::defaults(folder.path());
    let at = world.site.clock.now() + jiff::SignedDuration::from_hours(30);
    let clock = palabre::clock::Clock::manual(at);
    let posts = tokio::task::spawn_blocking(move || {
        let site = Site::open(&config, folder.path(), clock, &mut |_, _| {}).unwrap();
        window::step(&site).unwrap();
        window::step(&site).unwrap();
        articles::after(&site.store, list, None, usize::MAX).unwrap()
    });
    let posts = posts.await.unwrap();
    assert_eq!(posts.iter().map(|p| p.subject.as_str()).collect::<Vec<_>>(), ["Du neuf"]);
}

#[tokio::test]
async fn what_the_host_lets_go_has_no_first_line() {
    let (world, list) = gardens();
    let text = "Publier : mardi 9 h\n\nBonjour,\n\nQuoi de neuf?";
    assert_eq!(world.write_to("inconnu@example.net", CDP, "Du neuf", text).await, 250);
    let waiting = held::of_list(&world.site.store, list).unwrap();
    let site = world.site.clone();
    let (no, now) = (waiting[0].no, world.site.clock.now());
    let release = move || palabre::daemon::held::release(&site, list, no, now).unwrap();
    assert!(tokio::task::spawn_blocking(release).await.unwrap().is_some());
    assert_eq!(text_of(&world, list, 0), "Bonjour,\n\nQuoi de neuf?");
}
