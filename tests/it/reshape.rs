//! Threads joined, parted, closed and put on top: where posts stand, and where later ones go.

use palabre::clock::TimeZone;
use palabre::daemon::reshape::{self, Mark};
use palabre::list::member::{Delivery, Role};
use palabre::list::{ListId, ThreadNo};
use palabre::store::articles::Event;
use palabre::store::{articles, held, marks, threads};

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";

async fn post(world: &World, from: &str, (id, subject): (&str, &str), answers: &[&str]) {
    let refs: Vec<String> = answers.iter().map(|id| format!("<{id}@x>")).collect();
    let reply = match refs.last() {
        Some(last) => format!("In-Reply-To: {last}\nReferences: {}\n", refs.join(" ")),
        None => String::new(),
    };
    world.pass(60);
    let date = world.site.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    let raw = format!(
        "From: {from}\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{id}@x>\nDate: {date}\n{reply}\nBonjour, {id}.\n"
    );
    assert!(world.mail(from, CDP, &raw).await.is_accepted());
}

fn community() -> (World, ListId) {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Weekly);
    world.member_as(cdp, ZOE, Delivery::Weekly, Role::Animator);
    (world, cdp)
}

/// Thread numbers of all posts, in order of arrival.
fn places(world: &World, list: ListId) -> Vec<u32> {
    world.posts(list).iter().map(|p| p.thread.0).collect()
}

/// Every index agrees with the tables it was made from.
fn sound(world: &World) {
    let found = palabre::store::check::check_open(&world.site.store, &mut |_, _| {});
    let found = found.unwrap();
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test]
async fn threads_are_joined_into_the_older() {
    let (world, cdp) = community();
    post(&world, ANN, ("a", "Semis"), &[]).await;
    post(&world, ANN, ("b", "Semis de mai"), &[]).await;
    post(&world, ANN, ("c", "Re: Semis de mai"), &["b"]).await;
    let zone = TimeZone::UTC;
    let joined =
        world.write(|tx| reshape::merge(tx, cdp, (ThreadNo(2), ThreadNo(1)), &zone)).unwrap();
    assert_eq!(
        (joined.home.no, joined.home.posts, joined.home.subject.as_str()),
        (ThreadNo(1), 3, "Semis")
    );
    assert_eq!(places(&world, cdp), [1, 1, 1]);
    post(&world, ANN, ("d", "Re: Semis de mai"), &["b", "c"]).await;
    assert_eq!(places(&world, cdp), [1, 1, 1, 1]);
    assert!(world.write(|tx| reshape::merge(tx, cdp, (ThreadNo(2), ThreadNo(1)), &zone)).is_none());
    assert!(world.write(|tx| reshape::merge(tx, cdp, (ThreadNo(1), ThreadNo(9)), &zone)).is_none());
    sound(&world);
    // Taken back: what had come goes again, what answered since stays, and nothing joins them again.
    let back = |world: &World| {
        world.write(|tx| reshape::unmerge(tx, (cdp, ThreadNo(1)), &joined.came, &zone))
    };
    assert_eq!(back(&world).map(|t| (t.no, t.posts)), Some((ThreadNo(3), 2)));
    assert_eq!(places(&world, cdp), [1, 3, 3, 1]);
    assert!(back(&world).is_none(), "they are not there any more");
    post(&world, ANN, ("e", "Re: Semis de mai"), &["b", "c"]).await;
    assert_eq!(places(&world, cdp), [1, 3, 3, 1, 3]);
    sound(&world);
}

#[tokio::test]
async fn a_thread_is_parted_and_stays_so() {
    let (world, cdp) = community();
    post(&world, ANN, ("a", "Semis"), &[]).await;
    post(&world, ZOE, ("b", "Re: Semis"), &["a"]).await;
    post(&world, ANN, ("c", "Re: Semis"), &["a", "b"]).await;
    let zone = TimeZone::UTC;
    for at in [0, 1, 4] {
        assert!(world.write(|tx| reshape::split(tx, cdp, (ThreadNo(1), at), &zone)).is_none());
    }
    let new = world.write(|tx| reshape::split(tx, cdp, (ThreadNo(1), 2), &zone)).unwrap();
    assert_eq!((new.no, new.posts, new.subject.as_str()), (ThreadNo(2), 2, "Semis"));
    assert_eq!(places(&world, cdp), [1, 2, 2]);
    // Its references name both threads: the nearest decides, and nothing is joined again.
    post(&world, ZOE, ("d", "Re: Semis"), &["a", "b", "c"]).await;
    post(&world, ZOE, ("e", "Re: Semis"), &["a"]).await;
    assert_eq!(places(&world, cdp), [1, 2, 2, 2, 1]);
    let events = articles::events_after(&world.site.store, 0, 99).unwrap();
    assert!(events.iter().any(|(_, e)| matches!(e, Event::Moved { into: ThreadNo(2), .. })));
    // Joined by hand again, it is one like before.
    world.write(|tx| reshape::merge(tx, cdp, (ThreadNo(2), ThreadNo(1)), &zone)).unwrap();
    post(&world, ANN, ("f", "Re: Semis"), &["a", "b", "c", "d"]).await;
    assert_eq!(places(&world, cdp), [1; 6]);
    assert_eq!(threads::get(&world.site.store, cdp, ThreadNo(1)).unwrap().unwrap().posts, 6);
    sound(&world);
}

#[tokio::test]
async fn posts_to_a_closed_thread_wait_for_the_team() {
    let (world, cdp) = community();
    post(&world, ANN, ("a", "Semis"), &[]).await;
    let now = world.site.clock.now();
    let mark = |world: &World, since| {
        world.write(|tx| reshape::mark(tx, (cdp, ThreadNo(1)), Mark::Closed, since)).unwrap().1
    };
    assert!(mark(&world, Some(now)) && !mark(&world, Some(now)));
    post(&world, ANN, ("b", "Re: Semis"), &["a"]).await;
    post(&world, ANN, ("c", "Arrosage"), &[]).await;
    post(&world, ZOE, ("d", "Re: Semis"), &["a"]).await;
    assert_eq!(places(&world, cdp), [1, 2, 1]);
    let waiting = held::of_list(&world.site.store, cdp).unwrap();
    assert_eq!((waiting.len(), waiting[0].reason.word()), (1, "its thread is closed"));
    assert!(mark(&world, None));
    post(&world, ANN, ("e", "Re: Semis"), &["a"]).await;
    assert_eq!(places(&world, cdp), [1, 2, 1, 1]);
    world.write(|tx| reshape::mark(tx, (cdp, ThreadNo(1)), Mark::Pinned, Some(now))).unwrap();
    assert_eq!(marks::pinned(&world.site.store, cdp).unwrap(), [ThreadNo(1)]);
    sound(&world);
}
