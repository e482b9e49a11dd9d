//! Digests of one run share what is the same for several readers; each must be, to the octet, the one made
//! for that reader alone.

use palabre::daemon::digests::{self, Whom};
use palabre::list::member::{Delivery, Form, Person, Role};
use palabre::list::settings::{Language, Visibility};
use palabre::list::{PersonId, ThreadNo};
use palabre::store::wishes::{self, Attention, Wish};
use palabre::store::{lists, people};

use crate::digests::{CDP, at, heads_of, post, settle, weekly};
use crate::harness::letters::last_to;
use crate::harness::world::World;

const JARDIN: &str = "jardin@lists.example.org";
const NOWHERE: ThreadNo = ThreadNo(999);
const DAY: i64 = 86_400;
const READERS: [&str; 14] = [
    "plain1", "plain2", "plain3", "english", "west", "order", "author", "asker", "follower",
    "muted", "named", "text", "whole", "voter",
];

fn address(name: &str) -> String {
    format!("{name}@example.org")
}

/// A mail without what is never the same twice: its identifier, and the boundaries that come from it.
fn lasting(raw: &str) -> String {
    let passing = |line: &&str| {
        !line.starts_with("Message-ID:") && !line.starts_with("--=") && !line.contains("boundary=")
    };
    raw.lines().filter(passing).collect::<Vec<_>>().join("\n")
}

/// Two communities, one public, and everybody for whom something is different.
async fn week() -> World {
    let world = World::new();
    let public = |s: &mut palabre::list::settings::Settings| s.visibility = Visibility::Public;
    let (cdp, jardin) = (world.list_with(CDP, public), world.list(JARDIN));
    world.member_as(cdp, &address("host"), Delivery::Each, Role::Animator);
    world.member_as(jardin, &address("host"), Delivery::Each, Role::Animator);
    let people: Vec<Person> = READERS.iter().map(|n| weekly(&world, cdp, &address(n))).collect();
    for name in ["plain2", "plain3", "author", "named"] {
        weekly(&world, jardin, &address(name));
    }
    let change = |name: &str, change: &dyn Fn(&mut Person)| {
        let at = READERS.iter().position(|n| *n == name).unwrap();
        let mut person = people[at].clone();
        change(&mut person);
        world.write(|tx| {
            people::put(tx, &person);
            Ok(())
        });
        settle(&world, &address(name));
    };
    change("plain1", &|p| p.name = Some("Zoé, d'un très long nom qui coupe la ligne".into()));
    change("plain3", &|p| p.digest_at = (3, 18));
    change("english", &|p| p.language = Some(Language::new("en")));
    change("west", &|p| p.timezone = Some("America/Vancouver".into()));
    change("order", &|p| p.order = palabre::list::member::Order::Posts);
    change("named", &|p| p.name = Some("Noémie".into()));
    change("text", &|p| p.text_only = true);
    change("whole", &|p| p.form = Form::Mime);
    for n in 0..12 {
        world.pass(DAY / 3);
        let words = "Bonjour.\n\nVoici ce que je propose. Est-ce que ça vous va?\n";
        post(&world, CDP, &address(["author", "host"][n % 2]), &format!("Fil {n}"), words).await;
        post(&world, CDP, &address("host"), &format!("Re: Fil {n}"), "D'accord.").await;
    }
    post(&world, CDP, &address("asker"), "Une brouette?", "Qui aurait une brouette?").await;
    post(&world, CDP, &address("host"), "Corvée", "Le volet est pour @Noémie.").await;
    post(&world, JARDIN, &address("author"), "Semis", "Les semis sont prêts.").await;
    wish(&world, "follower", ThreadNo(2), Some(Attention::Follow));
    wish(&world, "muted", ThreadNo(2), Some(Attention::Mute));
    poll(&world).await;
    world
}

fn wish(world: &World, name: &str, thread: ThreadNo, attention: Option<Attention>) {
    let wish = attention.map(|attention| Wish { attention, since: 0 });
    let person = person(world, name);
    world.write(|tx| {
        for (list, _) in lists::all(tx)? {
            wishes::put(tx, list, thread, person, wish);
        }
        Ok(())
    });
}

fn person(world: &World, name: &str) -> PersonId {
    let address = palabre::mail::address::Address::parse(&address(name)).unwrap();
    people::find(&world.site.store, &address).unwrap().unwrap().id
}

/// An open poll that one of them has answered.
async fn poll(world: &World) {
    let body = "Choisissons.\n\n- mardi\n- jeudi\n\nFin : 12 juin 17 h";
    let to = "cdp-sondage@lists.example.org";
    assert_eq!(world.write_to(&address("host"), to, "Quand se voir?", body).await, 250);
    let draft = last_to(world, &address("host"));
    assert_eq!(world.reply_to(&draft, &address("host"), "oui").await, 250);
    let site = world.site.clone();
    let step = move || palabre::daemon::polls::step(&site).unwrap();
    tokio::task::spawn_blocking(step).await.unwrap();
    let asked = last_to(world, &address("voter"));
    assert_eq!(world.reply_to(&asked, &address("voter"), "2").await, 250);
}

#[tokio::test]
async fn each_digest_of_a_run_is_the_one_its_reader_would_get_alone() {
    let world = week().await;
    world.pass(5 * DAY);
    let now = at("2019-06-07T12:00:00Z");
    world.site.clock.set(now);
    let all: Vec<PersonId> = READERS.iter().map(|name| person(&world, name)).collect();
    // Who wishes anything of any thread is looked at apart, even if there is no such thread.
    READERS.iter().for_each(|name| wish(&world, name, NOWHERE, Some(Attention::Follow)));
    let site = world.site.clone();
    let one = move |person: PersonId| {
        let raw = digests::preview(&site, Whom::Person(person), now).unwrap();
        String::from_utf8(raw.unwrap()).unwrap()
    };
    let alone = move || all.into_iter().map(one).collect::<Vec<String>>();
    let alone = tokio::task::spawn_blocking(alone).await.unwrap();
    READERS.iter().for_each(|name| wish(&world, name, NOWHERE, None));
    let site = world.site.clone();
    let send = move || {
        for (list, _) in lists::all(&site.store).unwrap() {
            digests::send_now(&site, Whom::List(list), now).unwrap();
        }
    };
    tokio::task::spawn_blocking(send).await.unwrap();
    let mut bodies = std::collections::HashSet::new();
    for (name, alone) in READERS.iter().zip(&alone) {
        let sent = heads_of(&world, &address(name));
        let sent = sent.iter().rfind(|raw| raw.contains("Precedence: list")).unwrap();
        assert_eq!(lasting(sent), lasting(alone), "{name}");
        bodies.insert(lasting(sent).split_once("\n\n").unwrap().1.to_owned());
    }
    assert_eq!(bodies.len(), READERS.len(), "no two of them read the same");
}
