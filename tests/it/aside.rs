//! Work that panics: tried three times, then set aside, named by `check`, and no other row stands still.

use std::cell::Cell;

use palabre::daemon::aside::row;
use palabre::list::PersonId;
use palabre::list::member::Delivery;
use palabre::store::aside::{self, Broken};

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
