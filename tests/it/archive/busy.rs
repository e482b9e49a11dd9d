//! Many conversations, and long ones: what one more post costs, in pages made and records read. No time is
//! asserted on; the counts say what grows and what does not.

use std::sync::atomic::{AtomicU64, Ordering};

use palabre::archive::{Built, Changes, Publisher};
use palabre::list::ListId;
use palabre::list::settings::Visibility;
use palabre::store::{Entries, Key, Read, Store, StoreError, articles};

use super::{Pages, files, sample};

/// A store that counts what is read of it.
struct Counted<'a> {
    store: &'a Store,
    records: AtomicU64,
}

impl Read for Counted<'_> {
    fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.records.fetch_add(1, Ordering::Relaxed);
        self.store.get(key)
    }

    fn range(&self, from: &Key, to: &Key, limit: usize) -> Result<Entries, StoreError> {
        let found = self.store.range(from, to, limit)?;
        self.records.fetch_add(found.len() as u64, Ordering::Relaxed);
        Ok(found)
    }
}

/// Adds a post; what its pages cost: made, and records read.
fn add(pages: &Pages, list: ListId, raw: &[u8]) -> (Built, u64) {
    let after = articles::last_event(&pages.store).unwrap();
    pages.post(list, raw);
    let mut changes = Changes::default();
    for (_, event) in articles::events_after(&pages.store, after, 100).unwrap() {
        changes.add(&event);
    }
    let at = articles::last_event(&pages.store).unwrap();
    let from = Counted { store: &pages.store, records: AtomicU64::new(0) };
    let publisher = Publisher::open(&pages.archive).unwrap();
    let built = publisher.update(&from, &changes, at).unwrap();
    (built, from.records.into_inner())
}

/// The n-th minute of June 2019, from its tenth day on.
fn minute(n: usize) -> String {
    format!("{:02} Jun 2019 {:02}:{:02}:00 -0400", 10 + n / 1440, n / 60 % 24, n % 60)
}

/// A community in whose latest month so many conversations were opened, and what a reply to the last of
/// them, a new one, and another reply cost.
fn busy(conversations: usize) -> (Pages, [(Built, u64); 3]) {
    let pages = Pages::new();
    let list = pages.list("cdp", "CdP", Visibility::Public);
    for month in ["Jan", "Feb", "Mar", "Apr", "May"] {
        let date = format!("03 {month} 2019 12:00:00 -0500");
        pages.post(list, &sample::mail(1, &date, &format!("En {month}"), "Bonjour."));
    }
    let post = |n: usize, subject: &str| sample::mail(n, &minute(n), subject, "Bonjour.");
    for n in 0..conversations {
        pages.post(list, &post(n, &format!("Sujet {n}")));
    }
    pages.build();
    let last = conversations - 1;
    let at = |n: usize| conversations + n;
    // The first post after a build finds nothing known yet.
    add(&pages, list, &post(at(0), &format!("Re: Sujet {last}")));
    let costs = [
        add(&pages, list, &post(at(1), &format!("Re: Sujet {last}"))),
        add(&pages, list, &post(at(2), "Un autre")),
        add(&pages, list, &post(at(3), "Re: Un autre")),
    ];
    (pages, costs)
}

/// In a month of 210 conversations or of 330, a page more, one more post reads and makes the same.
#[test]
fn a_busy_month_costs_no_more() {
    let (some, few) = busy(210);
    let (_, many) = busy(330);
    assert_eq!(few.map(|(built, _)| built.pages), many.map(|(built, _)| built.pages));
    for ((_, few), (_, many)) in few.iter().zip(many) {
        assert!(many <= few + 10, "{few} records read in the calm month, {many} in the busy one");
    }
    // What was left alone is what would have been made.
    let grown = files(&some.archive.public);
    std::fs::remove_dir_all(&some.archive.public).unwrap();
    some.build();
    assert!(files(&some.archive.public) == grown, "pages differ from those made at once");
}

/// A thread of 300 posts grows: pages made stay as many, and records read grow with it, not faster.
#[test]
fn a_long_thread_costs_what_it_is_long() {
    let grow = |posts: usize| {
        let pages = Pages::new();
        let list = pages.list("cdp", "CdP", Visibility::Public);
        let post = |n: usize| sample::mail(n, &minute(n), "Re: Longue histoire", "Et alors?");
        (0..posts).for_each(|n| pages.post(list, &post(n)));
        pages.build();
        add(&pages, list, &post(posts));
        add(&pages, list, &post(posts + 1))
    };
    let ((short, few), (long, many)) = (grow(100), grow(300));
    assert_eq!(short.pages, long.pages);
    // One record of the thread's list and one of each post, twice at most.
    assert!(many - few <= 2 * 2 * 200, "{few} and {many} records read");
}
