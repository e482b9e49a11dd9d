//! Work that panics: tried three times, then set aside, named by `check`, and no other row stands still.

use std::cell::Cell;

use palabre::daemon::aside::row;
use palabre::store::aside;

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
