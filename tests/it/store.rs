//! The store as a whole: what was put is there, whatever happens between; what cannot be is refused
//! with the way out. Damage of its files is `store_damage`'s.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use palabre::store::{Durability, Key, Read, Store, StoreError, Table, Tuning, Tx};
use proptest::prelude::*;

/// No reserve, tiny segments; a kill's map is believed, so that replay has something to do.
pub fn tight() -> Tuning {
    Tuning { segment_limit: 4096, reserve: 0, rebuild_below: 0, ..Tuning::default() }
}

pub fn open(data: &Path) -> Result<Store, StoreError> {
    Store::open_tuned(data, tight(), &mut |_, _| {})
}

pub fn key(n: u32) -> Key {
    Key::new(Table::Counter).u32(n)
}

/// A value that tells its number and, past 1 KB, stays in the journal.
pub fn value(n: u32, length: usize) -> Vec<u8> {
    n.to_le_bytes().into_iter().cycle().take(length.max(4)).collect()
}

pub fn put(store: &Store, n: u32, length: usize) {
    let done: Result<(), StoreError> = store.write(|tx| {
        tx.put(key(n), value(n, length));
        Ok(())
    });
    done.unwrap();
}

/// Everything in the store, by key.
pub fn all(store: &impl Read) -> BTreeMap<Vec<u8>, Vec<u8>> {
    store.prefixed(&Key::new(Table::Counter), usize::MAX).unwrap().into_iter().collect()
}

/// A copy of a data folder as a kill would leave it: its map, which only sled may copy, aside.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.join("journal")).unwrap();
    for name in ["FORMAT", "state"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
    for entry in std::fs::read_dir(from.join("journal")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join("journal").join(entry.file_name())).unwrap();
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// Puts (a length) and deletes (`None`), and whether the commit is synced.
    Commit(Vec<(u32, Option<usize>)>, bool),
    /// A clean stop and a start.
    Reopen,
    /// A kill that took the map with it, and a start.
    Kill,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let length = prop_oneof![0..40usize, 1020..1030usize, 3000..6000usize];
    let change = (0..30u32, proptest::option::weighted(0.8, length));
    let commit = (proptest::collection::vec(change, 1..8), any::<bool>());
    let step = prop_oneof![
        12 => commit.prop_map(|(changes, synced)| Step::Commit(changes, synced)),
        1 => Just(Step::Reopen),
        1 => Just(Step::Kill),
    ];
    proptest::collection::vec(step, 1..60)
}

/// What a transaction sees: the model, changed by what it put itself.
fn agrees(tx: &Tx<'_>, model: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<(), TestCaseError> {
    prop_assert_eq!(&all(tx), model);
    for n in [0, 7, 29] {
        let seen = tx.get(&key(n)).unwrap();
        prop_assert_eq!(seen.as_ref(), model.get(key(n).as_bytes()));
    }
    for limit in [0, 1, 3, 10] {
        let found = tx.range(&key(5), &key(25), limit).unwrap();
        let (from, to) = (key(5).into_bytes(), key(25).into_bytes());
        let want: Vec<_> =
            model.range(from..to).take(limit).map(|(k, v)| (k.clone(), v.clone())).collect();
        prop_assert_eq!(found, want);
    }
    Ok(())
}

fn commit(
    store: &Store,
    changes: &[(u32, Option<usize>)],
    durability: Durability,
    model: &mut BTreeMap<Vec<u8>, Vec<u8>>,
) -> Result<palabre::store::Ticket, TestCaseError> {
    let done = store.transact(durability, |tx| {
        for (n, length) in changes {
            match length {
                Some(length) => {
                    tx.put(key(*n), value(*n, *length));
                    model.insert(key(*n).into_bytes(), value(*n, *length));
                }
                None => {
                    tx.delete(key(*n));
                    model.remove(key(*n).as_bytes());
                }
            }
        }
        Ok::<_, StoreError>(agrees(tx, model))
    });
    let (agreed, ticket) = done.unwrap();
    agreed.map(|()| ticket)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn random_commits_stops_and_kills_agree_with_a_model(steps in steps()) {
        let root = tempfile::tempdir().unwrap();
        let mut data = root.path().join("0");
        let mut store = open(&data).unwrap();
        let mut model = BTreeMap::new();
        let mut waiting = Vec::new();
        for (i, step) in steps.iter().enumerate() {
            match step {
                Step::Commit(changes, synced) => {
                    let durability =
                        if *synced { Durability::Synced } else { Durability::Written };
                    waiting.push(commit(&store, changes, durability, &mut model)?);
                    continue;
                }
                Step::Reopen => drop(store),
                Step::Kill => {
                    for ticket in waiting.drain(..) {
                        ticket.wait().unwrap();
                    }
                    let next = root.path().join((i + 1).to_string());
                    copy(&data, &next);
                    data = next;
                    drop(store);
                }
            }
            store = open(&data).unwrap();
            prop_assert_eq!(&all(&store), &model);
        }
        for ticket in waiting {
            ticket.wait().unwrap();
        }
        prop_assert_eq!(&all(&store), &model);
    }
}

#[test]
fn a_hundred_threads_lose_no_number_and_keep_their_order() {
    const EACH: u32 = 30;
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).unwrap();
    let start = Arc::new(std::sync::Barrier::new(100));
    let threads: Vec<_> = (0..100u32)
        .map(|thread| {
            let (store, start) = (store.clone(), start.clone());
            std::thread::spawn(move || {
                start.wait();
                let mut last = 0;
                for i in 0..EACH {
                    let durability =
                        if i % 3 == 0 { Durability::Written } else { Durability::Synced };
                    let (no, ticket) = store
                        .transact(durability, |tx| {
                            let no = palabre::store::next_number(tx, "n", 0)?;
                            tx.put(key(1000 + no), thread.to_le_bytes().to_vec());
                            Ok::<_, StoreError>(no)
                        })
                        .unwrap();
                    ticket.wait().unwrap();
                    assert!(no > last, "a thread's later decision has a lower number");
                    let kept = store.get(&key(1000 + no)).unwrap();
                    assert_eq!(kept, Some(thread.to_le_bytes().to_vec()), "seen once told so");
                    last = no;
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    drop(store);
    let store = open(data.path()).unwrap();
    assert_eq!(palabre::store::last_number(&store, "n", 0).unwrap(), 100 * EACH);
    let mut each = BTreeMap::new();
    for no in 1..=100 * EACH {
        *each.entry(store.get(&key(1000 + no)).unwrap().unwrap()).or_insert(0) += 1;
    }
    assert!(each.len() == 100 && each.values().all(|n| *n == EACH), "{each:?}");
}

#[test]
fn a_decision_that_only_read_waits_for_what_it_read() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).unwrap();
    for n in 0..50 {
        let put = |tx: &mut Tx<'_>| {
            tx.put(key(n), value(n, 9));
            Ok::<_, StoreError>(())
        };
        drop(store.transact(Durability::Written, put).unwrap());
        let see = |tx: &mut Tx<'_>| Ok::<_, StoreError>(tx.get(&key(n))?.is_some());
        let (seen, ticket) = store.transact(Durability::Synced, see).unwrap();
        ticket.wait().unwrap();
        // An intake that finds the post already there may say 250 only now.
        assert!(seen && store.synced().seq == u64::from(n) + 1, "{:?}", store.synced());
    }
}

#[test]
fn the_journal_rolls_and_everything_stays_readable() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).unwrap();
    // More segments than are kept open for reading, some of one commit larger than a segment.
    (0..120).for_each(|n| put(&store, n, if n % 7 == 0 { 9000 } else { 1500 }));
    let segments = store.journal().segments().unwrap();
    assert!(segments.len() > 40 && segments[0] == 1, "{segments:?}");
    let whole = |store: &Store| {
        (0..120).all(|n| {
            store.get(&key(n)).unwrap() == Some(value(n, if n % 7 == 0 { 9000 } else { 1500 }))
        })
    };
    assert!(whole(&store));
    drop(store);
    assert!(whole(&open(data.path()).unwrap()));
    std::fs::remove_dir_all(data.path().join("map")).unwrap();
    assert!(whole(&open(data.path()).unwrap()));
}

#[test]
fn a_commit_that_failed_left_nothing() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).unwrap();
    let said: Result<(), StoreError> = store.write(|tx| {
        tx.put(key(1), vec![1]);
        Err(StoreError::Record("test", 0))
    });
    assert!(said.is_err());
    let huge: Result<(), StoreError> = store.write(|tx| {
        tx.put(key(2), vec![0; 129 * 1024 * 1024]);
        Ok(())
    });
    assert!(matches!(huge, Err(StoreError::TooLarge(_))));
    put(&store, 3, 5);
    assert_eq!(all(&store).into_keys().collect::<Vec<_>>(), [key(3).into_bytes()]);
}

#[test]
fn a_full_disk_refuses_and_goes_on_when_there_is_room() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).unwrap();
    (0..3).for_each(|n| put(&store, n, 500));
    drop(store);
    let greedy = Tuning { reserve: u64::MAX / 2, ..tight() };
    let store = Store::open_tuned(data.path(), greedy, &mut |_, _| {}).unwrap();
    let tickets: Vec<_> = (3..6)
        .map(|n| {
            let put = |tx: &mut Tx<'_>| {
                tx.put(key(n), value(n, 500));
                Ok::<_, StoreError>(())
            };
            store.transact(Durability::Synced, put).unwrap().1
        })
        .collect();
    for ticket in tickets {
        let error = ticket.wait().unwrap_err();
        assert!(error.is_full() && error.to_string().contains("room"), "{error}");
    }
    assert!(!*store.failure().borrow(), "a full disk is no failure of the store");
    assert_eq!(all(&store).len(), 3);
    let seen: Result<usize, StoreError> =
        store.transact(Durability::Synced, |tx| Ok(all(tx).len())).map(|(seen, _)| seen);
    assert_eq!(seen.unwrap(), 3, "what was refused is not decided either");
    drop(store);
    let store = open(data.path()).unwrap();
    put(&store, 9, 500);
    assert_eq!(all(&store).len(), 4);
}

#[test]
fn a_folder_belongs_to_one_process_at_a_time() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).unwrap();
    assert!(matches!(open(data.path()), Err(StoreError::InUse(_))));
    let again = store.clone();
    drop(store);
    assert!(matches!(open(data.path()), Err(StoreError::InUse(_))));
    drop(again);
    open(data.path()).unwrap();
}

#[test]
fn a_newer_folder_is_refused() {
    let data = tempfile::tempdir().unwrap();
    drop(open(data.path()).unwrap());
    std::fs::write(data.path().join("FORMAT"), "7\n").unwrap();
    let said = open(data.path()).unwrap_err().to_string();
    assert!(said.contains("newer Palabre (format 7, this one reads up to 1)"), "{said}");
}

/// Whether a start made the map anew: a file put into its folder is gone.
fn rebuilds(data: &Path, before: impl FnOnce(&Path), tuning: Tuning) -> bool {
    let sentinel = data.join("map/sentinel");
    std::fs::write(&sentinel, "").unwrap();
    before(data);
    let store = Store::open_tuned(data, tuning, &mut |_, _| {}).unwrap();
    assert_eq!(all(&store).len(), 20);
    !sentinel.exists()
}

#[test]
fn the_map_is_made_anew_only_when_it_cannot_be_believed() {
    let data = tempfile::tempdir().unwrap();
    let store = open(data.path()).unwrap();
    (0..20).for_each(|n| put(&store, n, 700));
    drop(store);
    let data = data.path();
    let cheap = Tuning { rebuild_below: u64::MAX, ..tight() };
    assert!(!rebuilds(data, |_| {}, cheap), "after a clean stop");
    assert!(!rebuilds(data, |_| {}, tight()), "after a clean stop");
    assert!(!rebuilds(data, |d| rewrite_state(d, "clean", "another boot"), tight()), "and a boot");
    assert!(!rebuilds(data, |d| rewrite_state(d, "running", ""), tight()), "after a kill");
    assert!(rebuilds(data, |d| rewrite_state(d, "running", ""), cheap), "where it costs nothing");
    assert!(rebuilds(data, |d| rewrite_state(d, "running", "another boot"), tight()), "power cut");
    assert!(rebuilds(data, |d| std::fs::remove_file(d.join("state")).unwrap(), tight()), "unknown");
    // Whether sled refuses garbage or takes it for an empty map, `rebuilds` checks that all is there.
    rebuilds(data, garble_map, tight());
}

/// Rewrites how the folder says it was left, as that stop would have left it.
fn rewrite_state(data: &Path, stop: &str, boot: &str) {
    let path = data.join("state");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut state: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    state["stop"] = stop.into();
    if !boot.is_empty() {
        state["boot"] = boot.into();
    }
    let line = state.to_string();
    let crc = crc32fast::hash(line.as_bytes());
    std::fs::write(path, format!("{line}\n{crc:08x}\n")).unwrap();
}

fn garble_map(data: &Path) {
    let path = data.join("map/db");
    let length = std::fs::metadata(&path).unwrap().len() as usize;
    std::fs::write(path, value(0x9e37_79b9, length)).unwrap();
    rewrite_state(data, "running", "");
}
