//! Threat 24: what is private is read by its members and by nobody else, at no address, in no form of asking,
//! in no file that a public web server may show. Words that stand nowhere else are planted in every field of
//! a private list, and looked for in every octet.

mod crash;
mod crawl;
mod feeds;
mod plant;

use palabre::daemon::members;
use palabre::list::member::Delivery;
use palabre::list::settings::Visibility;
use palabre::store::{lists, people};

use self::crawl::{Crawl, Ways};
use self::plant::{ANN, BOB, Garden, LEA, MAX, READ, UNREAD, canaries_in, canary};
use crate::archive::files;
use crate::harness::browser::{Browser, serve};

#[tokio::test]
async fn members_read_all_of_it_and_nobody_else_an_octet() {
    let garden = Garden::grown().await;
    let world = &garden.world;
    let site = serve(world).await;
    let mut ann = Browser::new(site);
    ann.signs_in(world, ANN).await;
    // Each canary that is meant to be read is, and none of those that wait for somebody's word.
    let all = Crawl::from(&ann, &["/", "/fr/", "/en/", "/fr/entrer/", "/fr/c/prive/"]).await;
    for n in READ {
        assert!(all.found.contains(&n), "{} is on no page of its members", canary(n));
    }
    for n in UNREAD {
        assert!(!all.found.contains(&n), "{} is on {:?}", canary(n), all.places(n));
    }
    // Every address that a member was led to, and every file there is.
    let mut paths = all.paths.clone();
    for (file, _) in files(&world.site.private) {
        let path = format!("/{}", file.display());
        paths.extend(path.strip_suffix("index.html").map(str::to_owned));
        paths.insert(path);
    }
    let private: Vec<&String> = paths.iter().filter(|p| p.contains("prive")).collect();
    for kind in ["/f/1/", "/m/1", "/source", ".mbox.gz", ".xml", "/n/1/", "/sondages/1/", "plan-"] {
        assert!(private.iter().any(|p| p.contains(kind)), "{kind} is not among {private:#?}");
    }
    let outside = garden.outsiders(site).await;
    assert!(private.len() * outside.len() > 1_000, "{} addresses", private.len());
    for (who, browser) in &outside {
        for path in &private {
            ways(browser, (who, path)).await;
        }
    }
    // And to all that the public is led to, from everywhere.
    let nobody = Browser::new(site);
    let public =
        Crawl::from(&nobody, &["/", "/fr/", "/en/", "/fr/noms/", "/sitemap.xml", "/robots.txt"])
            .await;
    assert!(public.paths.len() > 40, "{:?}", public.paths);
    assert!(public.found.is_empty(), "{:?}", public.found);
    for (file, bytes) in files(&world.site.public) {
        assert_eq!(canaries_in(&bytes), [0; 0], "{}", file.display());
    }
}

/// Asks for a private address in every way; the answer is that for an address that never was.
async fn ways(browser: &Browser, (who, path): (&str, &str)) {
    for Ways { method, more } in Ways::ALL {
        let private = browser.ask(method, path, more, "").await;
        let whole = [private.head.as_bytes(), &private.body].concat();
        assert_eq!(canaries_in(&whole), [0; 0], "{who} {method} {path} {more:?}");
        let never = browser.ask(method, &path.replace("prive", "nulle"), more, "").await;
        assert_eq!(private, never, "{who} {method} {path} {more:?}");
    }
}

#[tokio::test]
async fn what_members_get_is_kept_by_nobody() {
    let garden = Garden::grown().await;
    let site = serve(&garden.world).await;
    let mut ann = Browser::new(site);
    ann.signs_in(&garden.world, ANN).await;
    for path in [
        "/fr/c/prive/",
        "/fr/c/prive",
        "/fr/c/prive/f/1/",
        "/fr/c/prive/atom.xml",
        "/c/prive/m/1",
        "/c/prive/m/1/source",
        "/c/prive/f/1.xml",
        "/c/prive/f/1.mbox.gz",
        "/fr/c/prive/n/1/",
        "/fr/entrer/",
    ] {
        let answer = ann.ask("GET", path, &["Accept-Encoding: gzip"], "").await;
        assert!(answer.status < 400, "{path} {answer:?}");
        assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
        assert_eq!((answer.header("etag"), answer.header("last-modified")), ("", ""), "{path}");
        assert_eq!(answer.header("x-robots-tag"), "noindex", "{path}");
        let again = ann.ask("GET", path, &["If-None-Match: *"], "").await;
        assert_eq!(again.status, answer.status, "{path}");
    }
    let piece = ann.ask("GET", "/fr/c/prive/f/1/", &["Range: bytes=0-14"], "").await;
    assert_eq!((piece.status, piece.text().as_str()), (206, "<!doctype html>"));
    // A page of a public list stays one that everybody's caches keep, whoever asks.
    let mut bob = Browser::new(site);
    let before = bob.get("/fr/c/cdp/").await;
    bob.signs_in(&garden.world, BOB).await;
    assert_eq!(bob.get("/fr/c/cdp/").await, before);
    assert_eq!(before.header("cache-control"), "public, no-cache");
}

#[tokio::test]
async fn sources_are_for_members_of_public_lists_too() {
    let garden = Garden::grown().await;
    let site = serve(&garden.world).await;
    let (mut ann, mut bob) = (Browser::new(site), Browser::new(site));
    ann.signs_in(&garden.world, ANN).await;
    bob.signs_in(&garden.world, BOB).await;
    let source = bob.get("/c/cdp/m/1/source").await;
    assert_eq!(source.header("content-type"), "text/plain; charset=utf-8");
    assert!(source.header("content-security-policy").contains("sandbox"));
    let text = source.text();
    assert!(
        text.contains("From: Bob Roy <bob@example.org>") && text.contains("Bonjour."),
        "{text}"
    );
    for gone in ["aveugle@example.org", "Disposition-Notification-To", "sésame"] {
        assert!(!text.contains(gone), "{gone}\n{text}");
    }
    let never = Browser::new(site).get("/c/nulle/m/1/source").await;
    for other in [Browser::new(site), ann] {
        assert_eq!(other.get("/c/cdp/m/1/source").await, never);
    }
    for path in ["/c/cdp/m/0/source", "/c/cdp/m/99/source", "/c/cdp/m/x/source"] {
        assert_eq!(bob.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn what_members_read_of_a_public_list_is_theirs() {
    let garden = Garden::grown().await;
    let site = serve(&garden.world).await;
    let mut bob = Browser::new(site);
    let path = "/fr/c/cdp/n/1/";
    let never = bob.get("/fr/c/nulle/n/1/").await;
    assert_eq!(bob.get(path).await, never);
    bob.signs_in(&garden.world, BOB).await;
    let note = bob.get(path).await;
    assert!(note.status == 200 && note.text().contains("Entre nous"), "{note:?}");
    assert_eq!(note.header("cache-control"), "private, no-store");
    assert!(bob.get("/fr/c/cdp/carnets/").await.text().contains("Entre nous"));
    // Of a private list, the note that its team made everybody's is everybody's, and nothing beside it.
    let nobody = Browser::new(site);
    assert_eq!(nobody.get("/fr/c/prive/carnets/").await, never);
    garden.opens_a_note().await;
    let mut open = Vec::new();
    for no in 1..=6 {
        let path = format!("/fr/c/prive/n/{no}/");
        let note = nobody.get(&path).await;
        if note.status == 200 {
            assert!(note.text().contains("Pour tout le monde"), "{note:?}");
            open.push(path);
        } else {
            assert_eq!(note, never);
        }
    }
    assert_eq!(open.len(), 1);
    assert_eq!(nobody.get("/fr/c/prive/carnets/").await.status, 200);
    for path in ["/fr/c/prive/", "/fr/c/prive/f/1/", "/c/prive/m/1", "/fr/c/prive/atom.xml"] {
        assert_eq!(nobody.get(path).await, never, "{path}");
    }
}

#[tokio::test]
async fn what_changes_is_seen_at_the_next_look() {
    let garden = Garden::grown().await;
    let world = &garden.world;
    let site = serve(world).await;
    let mut ann = Browser::new(site);
    ann.signs_in(world, ANN).await;
    let path = "/fr/c/prive/f/1/";
    let never = ann.get("/fr/c/nulle/f/1/").await;
    assert_eq!(ann.get(path).await.status, 200);
    // A public list that closes, before its pages have moved.
    let page = "/fr/c/cdp/f/1/";
    assert_eq!(ann.get(page).await.status, 200);
    world.write(|tx| {
        let mut settings = lists::get(tx, garden.public)?.unwrap();
        settings.visibility = Visibility::Private;
        lists::put(tx, garden.public, &settings);
        Ok(())
    });
    assert_eq!(ann.get(page).await, never);
    // Who leaves one of their lists reads the other on.
    let person = people::find(&world.site.store, &ANN.parse().unwrap()).unwrap().unwrap();
    world.member(garden.public, ANN, Delivery::Each);
    world.write(|tx| members::leave(&world.site, tx, garden.list, person.id));
    assert_eq!(ann.get(path).await, never);
    assert!(ann.get("/fr/entrer/").await.text().contains("Vous lisez sous le nom de"));
}

#[tokio::test]
async fn a_private_note_is_read_by_who_wrote_it_alone() {
    let garden = Garden::grown().await;
    let world = &garden.world;
    let site = serve(world).await;
    let (mut zoe, mut ann) = (Browser::new(site), Browser::new(site));
    zoe.signs_in(world, "zoe@example.org").await;
    ann.signs_in(world, ANN).await;
    // The door leads its author to it, and to what it said before.
    let start = ["/fr/entrer/", "/en/entrer/"];
    let all = Crawl::from(&zoe, &start).await;
    for n in [46, 47] {
        assert!(all.found.contains(&n), "{} is on no page of its author's", canary(n));
    }
    let own: Vec<&String> = all.places(46).iter().filter(|p| p.contains("/c/prive/n/")).collect();
    assert!(own.iter().any(|p| p.ends_with("/historique/")) && own.len() > 3, "{own:?}");
    let note = zoe.get(own[0]).await;
    assert_eq!(note.header("cache-control"), "private, no-store");
    assert_eq!((note.header("x-robots-tag"), note.header("etag")), ("noindex", ""));
    // Members, those who animated with her, strangers: as if it were not.
    world.write(|tx| {
        let person = people::find(tx, &ANN.parse().unwrap())?.unwrap();
        let mut member = people::membership(tx, garden.list, person.id)?.unwrap();
        member.role = palabre::list::member::Role::Owner;
        people::put_membership(tx, &member);
        Ok(())
    });
    for path in &own {
        let never = ann.get("/fr/c/prive/n/999/").await;
        assert_eq!(ann.get(path).await, never, "{path}");
        ways(&Browser::new(site), ("nobody", path)).await;
    }
    assert!(!ann.get("/fr/entrer/").await.text().contains(&canary(46)));
    for (file, bytes) in files(&world.site.private) {
        assert!(canaries_in(&bytes).iter().all(|n| *n < 46), "{}", file.display());
    }
    // Who leaves reads it no more.
    let person = people::find(&world.site.store, &"zoe@example.org".parse().unwrap());
    let person = person.unwrap().unwrap();
    world.write(|tx| members::leave(&world.site, tx, garden.list, person.id));
    assert_eq!(zoe.get(own[0]).await, zoe.get("/fr/c/nulle/n/999/").await);
}

#[test]
fn names_are_spread() {
    // What the crawl looks for is not made of what stands in every page.
    assert_eq!(canaries_in(b"canaries, canary, canari"), [0; 0]);
    assert_eq!(canaries_in(format!("x{}y", canary(7)).as_bytes()), [7]);
    assert_eq!([LEA, MAX, BOB].len(), 3);
}
