//! Work that panics: tried three times, then set aside, named by `check`, and no other row stands still.

use std::cell::Cell;

use palabre::clock::Timestamp;
use palabre::daemon::{self, aside::row};
use palabre::list::PersonId;
use palabre::list::member::Delivery;
use palabre::store::aside::{self, Broken};
use palabre::store::polls::{self, Phase};
use palabre::store::{StoreError, Tx, briefs};

use crate::harness::world::World;

#[test]
fn three_tries_then_it_is_set_aside() {
    let world = World::new();
    let site = &world.site;
    let (tried, dropped) = (Cell::new(0), Cell::new(0));
    let broken = || {
        let work = || {
            tried.set(tried.get() + 1);
            panic!("a row that cannot be done")
        };
        let drop = |_: &mut palabre::store::Tx<'_>| {
            dropped.set(dropped.get() + 1);
            Ok(())
        };
        row(site, "welcome 1/5", work, drop).unwrap();
    };
    broken();
    broken();
    assert_eq!((tried.get(), dropped.get()), (2, 0));
    assert!(!aside::get(&site.store, "welcome 1/5").unwrap().unwrap().aside);
    broken();
    assert_eq!((tried.get(), dropped.get()), (3, 1), "its row is taken away");
    let known = aside::all(&site.store).unwrap();
    assert!(known.len() == 1 && known[0].aside && known[0].times == 3, "{known:?}");
    // The others go on, and what works again leaves nothing.
    let done = Cell::new(false);
    let work = || {
        done.set(true);
        Ok(())
    };
    row(site, "welcome 1/5", work, |_| Ok(())).unwrap();
    assert!(done.get() && aside::all(&site.store).unwrap().is_empty());
}

#[test]
fn a_digest_that_is_made_ends_what_is_said_of_it() {
    let world = World::new();
    let cdp = world.list("cdp@lists.example.org");
    let ann = world.member(cdp, "ann@example.org", Delivery::Daily);
    world.member(cdp, "bob@example.org", Delivery::Daily);
    crate::digests::settle(&world, "ann@example.org");
    crate::digests::settle(&world, "bob@example.org");
    let site = &world.site;
    let named = |who: PersonId| Broken {
        what: format!("digest of {who}"),
        times: 3,
        at: site.clock.now(),
        aside: true,
    };
    world.write(|tx| {
        aside::put(tx, &named(ann));
        aside::put(tx, &named(PersonId(4_000)));
        Ok(())
    });
    world.pass(2 * 86_400);
    let now = site.clock.now();
    let run = || palabre::daemon::digests::run_due_blocking(site, now).unwrap();
    let ran = std::thread::scope(|s| s.spawn(run).join().unwrap());
    assert_eq!((ran.skipped, ran.failed), (2, 0));
    let left: Vec<String> = aside::all(&site.store).unwrap().into_iter().map(|b| b.what).collect();
    assert_eq!(left, ["digest of 4000"]);
}

/// Work that breaks three times, as a loop of the daemon would try it.
fn breaks(world: &World, what: &str, drop: impl Fn(&mut Tx<'_>) -> Result<(), StoreError> + Sync) {
    std::thread::scope(|s| {
        s.spawn(|| (0..3).for_each(|_| row(&world.site, what, || panic!("it"), &drop).unwrap()))
            .join()
            .unwrap();
    });
}

#[tokio::test]
async fn a_poll_that_breaks_closes_a_day_later_and_a_brief_comes_the_week_after() {
    let club = crate::polls::club();
    let (world, cdp) = (&club.world, club.cdp);
    club.open("On y va?", "- oui\n- non\nFin : 6 juin 17 h").await;
    world.pass(11 * 86_400);
    let store = &world.site.store;
    let now = world.site.clock.now();
    let due = polls::due(store, now, 1).unwrap()[0];
    breaks(world, "poll 1/1", |tx| daemon::polls::put_off(tx, due, now));
    club.step().await;
    assert_ne!(club.poll().phase, Phase::Closed, "it waits for tomorrow");
    world.pass(86_400);
    club.step().await;
    assert_eq!(club.poll().phase, Phase::Closed);
    // What broke was named; this work goes by that name, and does no more.
    assert!(aside::get(store, "poll 1/1").unwrap().is_none());

    let begin = || daemon::briefs::begin(&world.site).unwrap();
    std::thread::scope(|s| s.spawn(begin).join().unwrap());
    let (at, list, zoe) = briefs::due(store, Timestamp::MAX, 1).unwrap()[0];
    world.site.clock.set(at);
    breaks(world, "brief 1/1", |tx| daemon::briefs::put_off(&world.site, tx, (at, list, zoe), at));
    assert!(briefs::due(store, at, 1).unwrap().is_empty());
    let next = briefs::due(store, Timestamp::MAX, 1).unwrap()[0].0;
    assert_eq!((list, next.duration_since(at).as_hours()), (cdp, 7 * 24));
}
