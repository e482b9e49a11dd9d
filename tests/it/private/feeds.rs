//! A feed reader, which cannot sign in, reads one list's feed by an address of its own; that address opens
//! nothing else, and nothing at all once it was taken back or its owner left.

use palabre::daemon::members;
use palabre::list::member::Delivery;
use palabre::store::people;

use super::crawl::Ways;
use super::plant::{ANN, Garden, LEA, canaries_in};
use super::ways;
use crate::harness::browser::{Browser, serve};

/// The path of the address that somebody's reader was given; `None`: none.
async fn given(browser: &Browser) -> Option<String> {
    let page = browser.get("/fr/entrer/").await.text();
    let rest = page.split("href=\"http://lists.example.org/fr/c/prive/fil/").nth(1)?;
    Some(format!("/fr/c/prive/fil/{}", rest.split('"').next()?))
}

#[tokio::test]
async fn a_reader_has_an_address_of_its_own() {
    let garden = Garden::grown().await;
    let world = &garden.world;
    let site = serve(world).await;
    let (nobody, mut ann) = (Browser::new(site), Browser::new(site));
    ann.signs_in(world, ANN).await;
    assert_eq!(given(&ann).await, None);
    // No page of a private list names a feed that no reader could read.
    for path in ["/fr/c/prive/", "/fr/c/prive/f/1/", "/fr/c/prive/sans-reponse/"] {
        let page = ann.get(path).await.text();
        assert!(!page.contains("atom.xml") && !page.contains("f/1.xml"), "{path}");
    }
    let said = ann.post("/fr/fil/", "list=prive&what=give").await;
    assert_eq!((said.status, said.header("location")), (303, "../entrer/"));
    let path = given(&ann).await.unwrap();
    let feed = nobody.get(&path).await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(feed.status == 200 && canaries_in(&feed.body).len() > 10, "{feed:?}");
    assert_eq!(feed.header("cache-control"), "private, no-store");
    assert_eq!((feed.header("x-robots-tag"), feed.header("set-cookie")), ("noindex", ""));
    assert_eq!(nobody.get(&path.replace("/fr/", "/en/")).await.status, 200);
    // It is the key of nothing else.
    let key = path.rsplit('/').next().unwrap().trim_end_matches(".xml").to_owned();
    let thief = Browser::with(site, &format!("palabre={key}"));
    for other in ["/fr/c/prive/", "/fr/c/prive/atom.xml", "/c/prive/f/1.xml", "/c/prive/m/1/source"]
    {
        assert_eq!(thief.get(other).await, nobody.get(&other.replace("prive", "nulle")).await);
    }
    for other in [
        path.replace("prive", "cdp"),
        path.replace("prive", "autre"),
        path.replace(".xml", ""),
        path.replace(".xml", ".mbox"),
        path.replace("/fr/", "/xx/"),
        format!("/fr/entrer/{key}"),
    ] {
        assert_eq!(nobody.get(&other).await.status, 404, "{other}");
    }
    let flipped = format!(
        "/fr/c/prive/fil/{}{}.xml",
        if key.starts_with('a') { 'b' } else { 'a' },
        &key[1..]
    );
    ways(&nobody, ("a guesser", &flipped)).await;
    // Taken back, it answers as one that never was, in every way of asking; the next one is another.
    ann.post("/fr/fil/", "list=prive&what=end").await;
    ways(&nobody, ("who held it", &path)).await;
    ann.post("/fr/fil/", "list=prive&what=give").await;
    let next = given(&ann).await.unwrap();
    assert!(next != path && nobody.get(&next).await.status == 200);
    ways(&nobody, ("who held the one before", &path)).await;
    assert_eq!(Ways::ALL.len(), 7);
}

#[tokio::test]
async fn it_ends_with_who_it_was_given_to() {
    let garden = Garden::grown().await;
    let world = &garden.world;
    let site = serve(world).await;
    let (nobody, mut lea) = (Browser::new(site), Browser::new(site));
    lea.signs_in(world, LEA).await;
    // Of a list that is not theirs, and from another site's page, nothing is given.
    assert_eq!(lea.post("/fr/fil/", "list=autre&what=give").await.status, 404);
    let foreign =
        lea.ask("POST", "/fr/fil/", &["Sec-Fetch-Site: cross-site"], "list=prive&what=give");
    assert_eq!(foreign.await.status, 403);
    assert_eq!(given(&lea).await, None);
    lea.post("/fr/fil/", "list=prive&what=give").await;
    let path = given(&lea).await.unwrap();
    assert_eq!(nobody.get(&path).await.status, 200);
    let person = people::find(&world.site.store, &LEA.parse().unwrap()).unwrap().unwrap();
    // Another address: whoever reads the old mailbox reads no feed.
    let moved = palabre::list::member::Person {
        address: "lea@example.com".parse().unwrap(),
        ..person.clone()
    };
    world.write(|tx| {
        people::put(tx, &moved);
        Ok(())
    });
    ways(&nobody, ("who moved", &path)).await;
    world.write(|tx| {
        people::put(tx, &person);
        Ok(())
    });
    assert_eq!(nobody.get(&path).await.status, 200);
    world.write(|tx| members::leave(&world.site, tx, garden.list, person.id));
    ways(&nobody, ("who left", &path)).await;
    world.member(garden.list, LEA, Delivery::Each);
    ways(&nobody, ("who came back", &path)).await;
}
