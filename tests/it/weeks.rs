//! A week that is over is a page and a feed entry: posts belong to the week that was open when they came,
//! nothing later changes it but a thread that moves, and what is deleted comes back byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use palabre::daemon::{archiver, weeks};
use palabre::list::ListId;
use palabre::list::member::Delivery;
use palabre::list::settings::Visibility;
use palabre::store::weeks as stored;

use crate::digests::{ANN, CDP, ZOE, at, post};
use crate::harness::world::World;

fn public() -> (World, ListId) {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| {
        s.name = "Jardins".into();
        s.visibility = Visibility::Public;
    });
    world.member(cdp, ANN, Delivery::Each);
    world.member(cdp, ZOE, Delivery::Each);
    (world, cdp)
}

async fn work(world: &World) {
    let site = world.site.clone();
    let done = move || {
        weeks::step(&site).unwrap();
        archiver::catch_up(&site, &mut |_, _| {}).unwrap();
    };
    tokio::task::spawn_blocking(done).await.unwrap();
}

fn page(world: &World, path: &str) -> Option<String> {
    let page = std::fs::read_to_string(world.site.public.join(path)).ok();
    page.map(|text| text.replace('\u{a0}', " "))
}

fn files(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap()) {
        if entry.path().is_dir() {
            files(&entry.path(), found);
        } else {
            let name = entry.path().display().to_string();
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

#[tokio::test]
async fn a_week_that_is_over_is_a_page_in_each_language_and_an_entry_in_a_feed() {
    let (world, cdp) = public();
    post(
        &world,
        CDP,
        ANN,
        "Semis",
        "Les semis sont prêts. Qui en veut? Écrivez à ann@example.org.",
    )
    .await;
    post(&world, CDP, ZOE, "Re: Semis", "Pour moi douze plants.").await;
    work(&world).await;
    let week = "fr/c/cdp/resumes/2019-S22/index.html";
    assert_eq!(page(&world, week), None, "the week is not over");
    let list = page(&world, "fr/c/cdp/resumes/index.html").unwrap();
    assert!(list.contains("paraît ici, une fois la semaine finie"));
    // Sunday, then Monday, in Toronto.
    world.site.clock.set(at("2019-06-03T03:59:00Z"));
    work(&world).await;
    assert_eq!(page(&world, week), None);
    world.site.clock.set(at("2019-06-03T04:00:00Z"));
    post(&world, CDP, ANN, "Limaces", "De la semaine suivante.").await;
    work(&world).await;
    let text = page(&world, week).unwrap();
    assert!(text.contains("Résumé, 27 mai – 2 juin 2019"), "{text}");
    assert!(text.contains("2 messages de 2 personnes dans 1 fil."), "{text}");
    assert!(text.contains("« Les semis sont prêts. Qui en veut? »"), "{text}");
    assert!(text.contains("zoe : « Pour moi douze plants. »"), "{text}");
    assert!(text.contains("href=\"../../f/1/\""), "{text}");
    for never in ["ann@example.org", "cdp+f", "Limaces", "<script", "<img"] {
        assert!(!text.contains(never), "{never}");
    }
    let english = page(&world, "en/c/cdp/resumes/2019-S22/index.html").unwrap();
    assert!(english.contains("Digest, May 27 – June 2, 2019"), "{english}");
    let feed = page(&world, "fr/c/cdp/resumes/atom.xml").unwrap();
    assert_eq!(feed.matches("<entry>").count(), 1);
    assert!(feed.contains("<published>2019-06-03T04:00:00Z</published>"), "{feed}");
    assert!(feed.contains("/fr/c/cdp/resumes/2019-S22/"), "{feed}");
    assert!(page(&world, "fr/c/cdp/index.html").unwrap().contains("href=\"resumes/\""));
    assert_eq!(stored::all(&world.site.store, cdp).unwrap().len(), 1);
}

#[tokio::test]
async fn empty_weeks_leave_no_trace_and_long_stops_no_gap() {
    let (world, cdp) = public();
    post(&world, CDP, ANN, "Un", "Un.").await;
    world.site.clock.set(at("2019-06-12T12:00:00Z"));
    post(&world, CDP, ANN, "Trois", "Trois.").await;
    // Stopped for a month: both are ended at once, each its own.
    world.site.clock.set(at("2019-07-20T12:00:00Z"));
    work(&world).await;
    work(&world).await;
    let all: Vec<(u32, u32, u32)> = stored::all(&world.site.store, cdp)
        .unwrap()
        .iter()
        .map(|w| (w.no, w.first.0, w.last.0))
        .collect();
    assert_eq!(all, [(201_922, 1, 1), (201_924, 2, 2)]);
    let first = page(&world, "fr/c/cdp/resumes/2019-S22/index.html").unwrap();
    assert!(first.contains("href=\"../2019-S24/\""), "{first}");
    assert!(page(&world, "fr/c/cdp/resumes/2019-S23/index.html").is_none());
}

#[tokio::test]
async fn a_clock_that_goes_back_opens_no_week_again() {
    let (world, cdp) = public();
    post(&world, CDP, ANN, "Un", "Un.").await;
    world.site.clock.set(at("2019-06-12T12:00:00Z"));
    work(&world).await;
    world.site.clock.set(at("2019-05-29T12:00:00Z"));
    post(&world, CDP, ANN, "Deux", "Deux.").await;
    world.site.clock.set(at("2019-06-12T12:00:00Z"));
    work(&world).await;
    let all = stored::all(&world.site.store, cdp).unwrap();
    let all: Vec<(u32, u32, u32)> = all.iter().map(|w| (w.no, w.first.0, w.last.0)).collect();
    assert_eq!(all, [(201_922, 1, 2)]);
    let text = page(&world, "fr/c/cdp/resumes/2019-S22/index.html").unwrap();
    assert!(text.contains("Deux.") && text.contains("2 messages"), "{text}");
}

#[tokio::test]
async fn deleted_pages_come_back_and_a_joined_thread_is_followed() {
    let (world, cdp) = public();
    post(&world, CDP, ANN, "Semis", "Un.").await;
    world.pass(60);
    post(&world, CDP, ANN, "Courges", "Deux.").await;
    world.site.clock.set(at("2019-06-04T12:00:00Z"));
    work(&world).await;
    let before = page(&world, "fr/c/cdp/resumes/2019-S22/index.html").unwrap();
    assert!(before.contains("dans 2 fils"));
    // Joined after the week: its page says so, and the same as one made anew.
    let zone = world.site.timezone.clone();
    let threads = world.threads(cdp);
    let (one, other) = (threads[0].no, threads[1].no);
    world.write(|tx| palabre::daemon::reshape::merge(tx, cdp, (one, other), &zone).map(|_| ()));
    post(&world, CDP, ANN, "Plus tard", "Trois.").await;
    work(&world).await;
    let after = page(&world, "fr/c/cdp/resumes/2019-S22/index.html").unwrap();
    assert!(after.contains("dans 1 fil"), "{after}");
    let mut grown = BTreeMap::new();
    files(&world.site.public, &mut grown);
    std::fs::remove_dir_all(&world.site.public).unwrap();
    work(&world).await;
    let mut anew = BTreeMap::new();
    files(&world.site.public, &mut anew);
    assert_eq!(grown.keys().collect::<Vec<_>>(), anew.keys().collect::<Vec<_>>());
    for (name, bytes) in &grown {
        assert!(anew.get(name) == Some(bytes), "{name} differs");
    }
}

#[tokio::test]
async fn a_private_communitys_weeks_stand_under_no_public_root() {
    let (world, _) = public();
    let secret = world.list("secret@lists.example.org");
    world.member(secret, ANN, Delivery::Each);
    post(&world, "secret@lists.example.org", ANN, "Canari", "Rien de public.").await;
    world.site.clock.set(at("2019-06-04T12:00:00Z"));
    work(&world).await;
    assert!(world.site.private.join("fr/c/secret/resumes/2019-S22/index.html").exists());
    let mut all = BTreeMap::new();
    files(&world.site.public, &mut all);
    assert!(all.keys().all(|name| !name.contains("secret")));
    assert!(all.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Canari")));
}
