//! Signing in by a mailed link: who gets one, what it opens, how often, and what ends it (threats 10, 25,
//! 30).

use palabre::daemon::members;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::{Language, Visibility};
use palabre::list::{ListId, PersonId};
use palabre::mail::address::Address;
use palabre::store::{people, quiet, sessions};

use crate::harness::browser::{Browser, link, mail_after, serve};
use crate::harness::letters::{last_to, own};
use crate::harness::world::World;

const LIST: &str = "prive@lists.example.org";
const REQUEST: &str = "prive-request@lists.example.org";
const ANN: &str = "ann@example.org";
const HOUR: i64 = 3_600;

struct Club {
    world: World,
    list: ListId,
    ann: PersonId,
}

fn club() -> Club {
    let world = World::new();
    let list = world.list_with(LIST, |s| {
        s.name = "Cercle".to_owned();
        s.visibility = Visibility::Private;
    });
    let ann = world.member_as(list, ANN, Delivery::Each, Role::Member);
    Club { world, list, ann }
}

impl Club {
    /// Whether a browser is let in, as the door says.
    async fn lets_in(&self, browser: &Browser) -> bool {
        browser.get("/fr/entrer/").await.text().contains("Vous lisez sous le nom de")
    }
}

#[tokio::test]
async fn a_link_signs_in_once_from_any_browser() {
    let Club { world, ann, .. } = club();
    let site = serve(&world).await;
    let (mut desk, mut phone) = (Browser::new(site), Browser::new(site));
    let door = desk.get("/fr/entrer/").await;
    assert!(door.text().contains("<label for=\"a\">Votre adresse courriel</label>"));
    assert!(door.header("content-security-policy").contains("form-action 'self'"));
    assert_eq!(door.header("cache-control"), "private, no-store");
    // Else browsers send « Origin: null » with the form (Fetch §3.2).
    assert_eq!(door.header("referrer-policy"), "same-origin");
    assert!(door.text().contains("name=\"referrer\" content=\"same-origin\""));
    let letter = desk.asks_link(&world, "  ANN@Example.org ").await;
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), (ANN, "Votre lien pour entrer"));
    assert!(letter.raw.contains("Auto-Submitted: auto-generated"), "{}", letter.raw);
    let path = link(&letter);
    // A scanner looks as often as it likes.
    for method in ["GET", "HEAD", "GET", "OPTIONS", "GET"] {
        let seen = phone.ask(method, &path, &[], "").await;
        assert_eq!(seen.header("set-cookie"), "", "{method}");
    }
    let page = phone.get(&path).await;
    assert!(page.text().contains("Vous lirez sous le nom de ann"), "{}", page.text());
    assert!(!page.text().contains(path.rsplit('/').next().unwrap()), "the link on its page");
    let entered = phone.post(&path, "").await;
    assert_eq!((entered.status, entered.header("location")), (303, "../"));
    // Who comes to read has given a sign, and is not asked whether all is well.
    let signs = quiet::signs(&world.site.store, ann).unwrap();
    assert_eq!(signs.last, Some(world.site.clock.now()));
    let cookie = entered.header("set-cookie");
    for part in ["; Path=/", "; Max-Age=2592000", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let inside = phone.get("/en/entrer/").await.text();
    assert!(inside.contains("You are reading as") && inside.contains("Cercle"), "{inside}");
    // It was used, and is then as one that never was.
    let used = desk.ask("POST", &path, &[], "").await;
    let never = desk.ask("POST", &format!("/fr/entrer/{}", "a".repeat(56)), &[], "").await;
    assert_eq!((used.status, used.header("set-cookie")), (404, ""));
    assert!(used.text().contains("Ce lien ne sert plus"));
    assert_eq!(used, never);
    assert_eq!(desk.get(&path).await, desk.get("/fr/entrer/x").await);
}

#[tokio::test]
async fn the_mail_speaks_as_the_page_did_unless_its_reader_chose() {
    let Club { world, ann, .. } = club();
    let site = serve(&world).await;
    let mut browser = Browser::new(site);
    let form = "address=ann%40example.org";
    for (page, subject) in
        [("/en/entrer/", "Your link to sign in"), ("/fr/entrer/", "Votre lien pour entrer")]
    {
        let before = own(&world).len();
        browser.post(page, form).await;
        let letter = mail_after(&world, before).await;
        assert_eq!(letter.subject, subject);
        assert!(link(&letter).starts_with(page), "{}", letter.text);
    }
    world.write(|tx| {
        let mut person = people::get(tx, ann)?.unwrap();
        person.language = Some(Language("fr".to_owned()));
        people::put(tx, &person);
        Ok(())
    });
    let before = own(&world).len();
    browser.post("/en/entrer/", form).await;
    assert_eq!(mail_after(&world, before).await.subject, "Votre lien pour entrer");
}

#[tokio::test]
async fn who_asks_learns_nothing_of_others() {
    let Club { world, .. } = club();
    let site = serve(&world).await;
    let mut browser = Browser::new(site);
    let stranger = browser.post("/fr/entrer/", "address=nobody%40example.org").await;
    let letter = browser.asks_link(&world, ANN).await;
    assert_eq!(letter.to, ANN);
    let member = browser.post("/fr/entrer/", "address=ann%40example.org").await;
    assert_eq!(member, stranger);
    mail_after(&world, 1).await;
    assert!(own(&world).iter().all(|l| l.to == ANN));
    let broken = browser.post("/fr/entrer/", "address=ann").await;
    assert_eq!(broken.status, 422);
    assert!(broken.text().contains("Cette adresse n&#39;est pas complète"), "{}", broken.text());
    for form in ["", "x=y", "address=", "address=a%40b%0d%0aBcc:x%40y", "%ff"] {
        let answer = browser.post("/fr/entrer/", form).await;
        assert_eq!(answer.status, 422, "{form}");
    }
}

#[tokio::test]
async fn one_mailbox_gets_three_an_hour_and_one_network_asks_twenty() {
    let Club { world, list, .. } = club();
    world.member(list, "bob@example.org", Delivery::Each);
    let site = serve(&world).await;
    let mut browser = Browser::new(site);
    for n in 0..3 {
        browser.asks_link(&world, ANN).await;
        assert_eq!(own(&world).len(), n + 1);
    }
    browser.post("/fr/entrer/", "address=ann%40example.org").await;
    // The next mail is somebody else's: the fourth was not written.
    assert_eq!(browser.asks_link(&world, "bob@example.org").await.to, "bob@example.org");
    for _ in 0..15 {
        assert_eq!(browser.post("/fr/entrer/", "address=x%40example.org").await.status, 200);
    }
    let busy = browser.post("/en/entrer/", "address=bob%40example.org").await;
    assert_eq!(busy.status, 429);
    browser.ip = "192.0.2.200".to_owned();
    assert_eq!(browser.post("/fr/entrer/", "address=x%40example.org").await.status, 429);
    browser.ip = "198.51.100.1".to_owned();
    browser.asks_link(&world, "bob@example.org").await;
    world.pass(HOUR);
    browser.ip = "192.0.2.200".to_owned();
    assert_eq!(browser.asks_link(&world, ANN).await.to, ANN);
    // Guesses are counted apart from those who ask, and a link that counts is none.
    let mut guesser = Browser { ip: "203.0.113.9".to_owned(), ..Browser::new(site) };
    let path = link(&last_to(&world, ANN));
    for n in 0..20 {
        assert_eq!(guesser.get(&format!("/fr/entrer/{n}")).await.status, 404);
    }
    assert_eq!(guesser.get(&path).await.status, 429);
    assert_eq!(guesser.post(&path, "").await.status, 429);
    assert_eq!(browser.get(&path).await.status, 200);
}

#[tokio::test]
async fn links_and_sessions_end() {
    let club = club();
    let site = serve(&club.world).await;
    let world = &club.world;
    let mut late = Browser::new(site);
    let path = link(&late.asks_link(world, ANN).await);
    world.pass(30 * 60);
    assert_eq!(late.get(&path).await.status, 404);
    assert_eq!(late.post(&path, "").await.status, 404);
    let (mut one, mut two, mut three) = (late.clone(), late.clone(), late.clone());
    one.signs_in(world, ANN).await;
    two.signs_in(world, ANN).await;
    world.pass(HOUR);
    three.signs_in(world, ANN).await;
    // Here only.
    let kept = one.clone();
    let out = one.post("/fr/sortir/", "where=here").await;
    assert_eq!((out.status, out.header("location")), (303, "../entrer/"));
    assert!(out.header("set-cookie").contains("Max-Age=0") && one.cookie.is_none());
    assert!(!club.lets_in(&kept).await && club.lets_in(&two).await);
    // Everywhere, links that wait included.
    let waiting = link(&one.asks_link(world, ANN).await);
    let kept = two.clone();
    two.post("/en/sortir/", "where=everywhere").await;
    assert!(!club.lets_in(&kept).await && !club.lets_in(&three).await);
    assert_eq!(one.post(&waiting, "").await.status, 404);
    // By itself.
    world.pass(HOUR);
    one.signs_in(world, ANN).await;
    world.pass(30 * 24 * HOUR - 1);
    assert!(club.lets_in(&one).await);
    world.pass(1);
    assert!(!club.lets_in(&one).await);
}

#[tokio::test]
async fn what_changes_about_a_person_ends_their_sessions() {
    let club = club();
    let site = serve(&club.world).await;
    let world = &club.world;
    let mut browser = Browser::new(site);
    browser.signs_in(world, ANN).await;
    let waiting = link(&browser.asks_link(world, ANN).await);
    // Leaving, and coming back.
    world.write(|tx| members::leave(&world.site, tx, club.list, club.ann));
    assert!(!club.lets_in(&browser).await);
    world.member(club.list, ANN, Delivery::Each);
    assert!(!club.lets_in(&browser).await);
    assert_eq!(browser.post(&waiting, "").await.status, 404);
    // Another address, however it came about.
    world.pass(HOUR);
    browser.signs_in(world, ANN).await;
    world.write(|tx| {
        let mut person = people::get(tx, club.ann)?.unwrap();
        people::forget_address(tx, &person.address);
        person.address = Address::parse("ann@example.com").unwrap();
        people::put(tx, &person);
        Ok(())
    });
    assert!(!club.lets_in(&browser).await);
    // Erasure.
    browser.signs_in(world, "ann@example.com").await;
    assert_eq!(world.write_to("ann@example.com", REQUEST, "effacer mes données", "").await, 250);
    let question = last_to(world, "ann@example.com");
    assert_eq!(world.reply_to(&question, "ann@example.com", "oui").await, 250);
    assert!(people::get(&world.site.store, club.ann).unwrap().is_none());
    assert!(!club.lets_in(&browser).await);
    assert_eq!(sessions::of(&world.site.store, club.ann).unwrap(), []);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let club = club();
    let site = serve(&club.world).await;
    let world = &club.world;
    let mut browser = Browser::new(site);
    let path = link(&browser.asks_link(world, ANN).await);
    let evil = ["Origin: https://evil.example"];
    let fetched = ["Origin: http://lists.example.org", "Sec-Fetch-Site: cross-site"];
    for lines in [&evil[..], &fetched[..], &["Origin: null"][..]] {
        for to in [path.as_str(), "/fr/entrer/", "/fr/sortir/"] {
            let answer = browser.ask("POST", to, lines, "address=ann%40example.org").await;
            assert_eq!((answer.status, answer.header("set-cookie")), (403, ""), "{lines:?} {to}");
        }
    }
    browser.post(&path, "").await;
    assert!(club.lets_in(&browser).await);
    assert_eq!(browser.ask("POST", "/fr/sortir/", &evil, "where=everywhere").await.status, 403);
    assert!(club.lets_in(&browser).await);
    // Looking signs nobody out.
    assert_ne!(browser.get("/fr/sortir/").await.status, 200);
    assert!(club.lets_in(&browser).await);
    for path in ["/xx/entrer/", "/xx/entrer/y", "/xx/sortir/"] {
        assert_eq!(browser.ask("POST", path, &[], "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_word_by_mail_brings_a_link_too() {
    let club = club();
    let site = serve(&club.world).await;
    let world = &club.world;
    assert_eq!(world.write_to(ANN, REQUEST, "Bonjour, les archvies svp", "").await, 250);
    let letter = last_to(world, ANN);
    assert_eq!(letter.subject, "Votre lien pour entrer");
    let mut browser = Browser::new(site);
    assert_eq!(browser.post(&link(&letter), "").await.status, 303);
    assert!(club.lets_in(&browser).await);
    assert_eq!(world.write_to(ANN, REQUEST, "Sign me in please", "").await, 250);
    let letter = last_to(world, ANN);
    assert_eq!(letter.subject, "Your link to sign in");
    assert!(link(&letter).starts_with("/en/entrer/"), "{}", letter.text);
    world.write_to(ANN, REQUEST, "archives", "").await;
    world.write_to(ANN, REQUEST, "archives", "svp").await;
    assert!(last_to(world, ANN).text.contains("trois liens en une heure"));
    // To who reads English, in English; a stranger gets none.
    world.pass(HOUR);
    world.write(|tx| {
        let mut person = people::get(tx, club.ann)?.unwrap();
        person.language = Some(Language::new("en"));
        people::put(tx, &person);
        Ok(())
    });
    assert_eq!(browser.asks_link(world, ANN).await.subject, "Your link to sign in");
    world.write_to("eve@example.net", REQUEST, "archives", "").await;
    assert!(own(world).iter().all(|l| l.to == ANN || !l.text.contains("/entrer/")));
}

/// The store knows hashes only: who reads a copy of it signs in as nobody.
#[tokio::test]
async fn the_store_holds_no_link_and_no_cookie() {
    let club = club();
    let site = serve(&club.world).await;
    let mut browser = Browser::new(site);
    browser.signs_in(&club.world, ANN).await;
    let cookie = browser.cookie.clone().unwrap();
    let value = cookie.split_once('=').unwrap().1.to_owned();
    let secret = data_encoding::BASE32_NOPAD.decode(value.to_uppercase().as_bytes()).unwrap();
    for (path, bytes) in crate::archive::files(&club.world.site.data) {
        let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
        assert!(!holds(value.as_bytes()) && !holds(&secret[4..20]), "{}", path.display());
    }
    assert_eq!(sessions::of(&club.world.site.store, club.ann).unwrap().len(), 1);
}
