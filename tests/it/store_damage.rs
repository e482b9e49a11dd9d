//! Files of the store that are not as they were written: cut, flipped, swapped, missing. Never is a
//! commit lost in silence: the store refuses, naming file and place, or has everything.

use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use palabre::store::journal::walk::{Event, Plan, Wrong, walk};
use palabre::store::journal::{Journal, Position};
use palabre::store::{Durability, StoreError};

use super::store::{all, copy, open, put, value};
use crate::harness::world::copy_all;

/// A store of `commits` synced one by one, as a kill would leave it in `killed` and a clean stop in
/// `closed`.
struct Left {
    _root: tempfile::TempDir,
    killed: PathBuf,
    closed: PathBuf,
    /// Where each record of segment 1 ends.
    ends: Vec<u64>,
}

fn left(commits: u32, length: usize) -> Left {
    let root = tempfile::tempdir().unwrap();
    let (closed, killed) = (root.path().join("closed"), root.path().join("killed"));
    let store = open(&closed).unwrap();
    (0..commits).for_each(|n| put(&store, n, length));
    copy(&closed, &killed);
    drop(store);
    let ends = ends(&killed);
    Left { _root: root, killed, closed, ends }
}

fn segment(data: &Path, number: u32) -> PathBuf {
    data.join(format!("journal/{number:08}.log"))
}

fn ends(data: &Path) -> Vec<u64> {
    let mut ends = vec![80];
    let journal = Journal::at(&data.join("journal"));
    walk(&journal, Plan::default(), &mut |event| {
        if let Event::Record(record) = event {
            ends.push(record.end);
        }
        Ok(())
    })
    .unwrap();
    ends
}

/// Opens a copy of `data` that `harm` had its way with; how many commits it has, or why it refuses.
fn after(data: &Path, harm: impl FnOnce(&Path)) -> Result<usize, StoreError> {
    let root = tempfile::tempdir().unwrap();
    copy(data, root.path());
    harm(root.path());
    let store = open(root.path())?;
    let found = all(&store);
    for (n, (_, kept)) in (0u32..).zip(&found) {
        assert_eq!(*kept, value(n, kept.len()), "commits are lost from the end only");
    }
    // What was recovered can be built upon, and is still there the next time.
    put(&store, found.len() as u32, 50);
    drop(store);
    assert_eq!(all(&open(root.path()).unwrap()).len(), found.len() + 1);
    Ok(found.len())
}

fn flip(path: &Path, offset: u64, bit: u8) {
    let file = std::fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    let mut octet = [0];
    file.read_exact_at(&mut octet, offset).unwrap();
    file.write_all_at(&[octet[0] ^ (1 << bit)], offset).unwrap();
}

fn cut(path: &Path, length: u64) {
    std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
}

/// Numbers that look random and are the same every time.
fn seeded(count: usize) -> impl Iterator<Item = u64> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
    .take(count)
}

#[test]
fn a_tail_cut_at_any_octet_after_a_kill_costs_no_whole_record() {
    let left = left(8, 60);
    let total = *left.ends.last().unwrap();
    // The head was made durable before the first start was over.
    let error = after(&left.killed, |data| cut(&segment(data, 1), 79)).unwrap_err();
    assert!(matches!(error, StoreError::NotAJournal(_)), "{error}");
    for length in 80..=total {
        let whole = left.ends.iter().filter(|end| **end <= length).count().saturating_sub(1);
        // Every octet is looked at; some and the borders are opened as a whole store.
        let border = left.ends.iter().any(|end| end.abs_diff(length) <= 1);
        if border || length % 23 == 0 {
            let found = after(&left.killed, |data| cut(&segment(data, 1), length));
            assert_eq!(found.unwrap(), whole, "cut to {length} octets");
        }
        let root = tempfile::tempdir().unwrap();
        copy(&left.killed, root.path());
        cut(&segment(root.path(), 1), length);
        let mut faults = Vec::new();
        let journal = Journal::at(&root.path().join("journal"));
        let end = walk(&journal, Plan::default(), &mut |event| {
            if let Event::Fault(fault) = event {
                faults.push(fault.wrong.clone());
            }
            Ok(())
        });
        assert_eq!(end.unwrap().seq, whole as u64, "cut to {length} octets");
        let torn = !left.ends.contains(&length);
        assert_eq!(faults, if torn { vec![Wrong::Torn] } else { vec![] }, "cut to {length} octets");
    }
}

#[test]
fn after_a_clean_stop_no_octet_may_be_missing() {
    let left = left(8, 60);
    let total = *left.ends.last().unwrap();
    for length in (0..total).step_by(41).chain(left.ends.iter().copied().filter(|e| *e < total)) {
        let error = after(&left.closed, |data| cut(&segment(data, 1), length)).unwrap_err();
        assert!(error.to_string().contains("00000001.log"), "cut to {length}: {error}");
    }
    assert_eq!(after(&left.closed, |_| {}).unwrap(), 8);
}

#[test]
fn a_flipped_bit_in_what_was_acknowledged_is_named() {
    let left = left(8, 60);
    let (last, total) = (left.ends[7], left.ends[8]);
    for random in seeded(64) {
        let (offset, bit) = (random % total, (random >> 32) as u8 % 8);
        let start = left.ends.iter().copied().filter(|end| *end <= offset).max();
        let harm = |data: &Path| flip(&segment(data, 1), offset, bit);
        let (closed, killed) = (after(&left.closed, harm), after(&left.killed, harm));
        let Some(start) = start else {
            // The head is written twice: one copy is enough.
            assert_eq!((closed.unwrap(), killed.unwrap()), (8, 8), "octet {offset}");
            continue;
        };
        let named = |outcome: Result<usize, StoreError>| match outcome.unwrap_err() {
            StoreError::Damaged { file, offset } => {
                assert!(file.ends_with("journal/00000001.log"), "{file:?}");
                offset
            }
            other => panic!("octet {offset}: {other}"),
        };
        assert_eq!(named(closed), start, "octet {offset}");
        // After a kill the last record cannot be told from one that was being written.
        if start < last {
            assert_eq!(named(killed), start, "octet {offset}");
        } else {
            assert_eq!(killed.unwrap(), 7, "octet {offset}");
        }
    }
}

#[test]
fn pages_that_reached_the_disk_out_of_order_are_a_torn_tail() {
    let root = tempfile::tempdir().unwrap();
    let store = open(&root.path().join("live")).unwrap();
    (0..3).for_each(|n| put(&store, n, 60));
    // Written, never synced: a power cut may keep the later ones and lose the first.
    let unsynced = |n: u32| {
        let put = |tx: &mut palabre::store::Tx<'_>| {
            tx.put(super::store::key(n), value(n, 60));
            Ok::<_, StoreError>(())
        };
        store.transact(Durability::Written, put).unwrap().1.wait().unwrap();
    };
    (3..6).for_each(unsynced);
    let killed = root.path().join("killed");
    copy(&root.path().join("live"), &killed);
    let ends = ends(&killed);
    assert_eq!(after(&killed, |_| {}).unwrap(), 6);
    assert_eq!(after(&killed, |d| flip(&segment(d, 1), ends[3] + 40, 2)).unwrap(), 3);
    assert_eq!(after(&killed, |d| flip(&segment(d, 1), ends[4], 2)).unwrap(), 4);
    let error = after(&killed, |d| flip(&segment(d, 1), ends[2] + 40, 2)).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { offset, .. } if offset == ends[2]), "{error}");
}

#[test]
fn a_segment_that_is_gone_swapped_or_replaced_is_named() {
    let left = left(24, 900);
    let count = Journal::at(&left.killed.join("journal")).segments().unwrap().len() as u32;
    assert!(count > 4);
    let middle = count / 2;
    let named = |data: &Path, number: u32, harm: &dyn Fn(&Path)| {
        let error = after(data, |d| harm(d)).unwrap_err();
        assert!(error.to_string().contains(&format!("{number:08}.log")), "{number}: {error}");
    };
    for data in [&left.killed, &left.closed] {
        for number in [1, middle, count] {
            named(data, number, &|d| std::fs::remove_file(segment(d, number)).unwrap());
            named(data, number, &|d| cut(&segment(d, number), 0));
            // The end of the last segment, after a kill, is a tail like any other.
            if number < count || data == &left.closed {
                named(data, number, &|d| cut(&segment(d, number), 200));
            }
            named(data, number, &|d| {
                std::fs::remove_file(segment(d, number)).unwrap();
                std::fs::create_dir(segment(d, number)).unwrap();
            });
            named(data, number, &|d| std::fs::write(segment(d, number), value(3, 999)).unwrap());
        }
        named(data, middle, &|d| {
            let aside = d.join("aside");
            std::fs::rename(segment(d, middle), &aside).unwrap();
            std::fs::rename(segment(d, middle + 1), segment(d, middle)).unwrap();
            std::fs::rename(&aside, segment(d, middle + 1)).unwrap();
        });
        named(data, middle, &|d| {
            std::fs::copy(segment(d, middle - 1), segment(d, middle)).map(|_| ()).unwrap();
        });
    }
    // A roll that power took before its head was whole is no damage: nothing was put into it.
    for octets in [0, 40, 80] {
        let unborn = |d: &Path| std::fs::write(segment(d, count + 1), vec![0; octets]).unwrap();
        assert_eq!(after(&left.killed, unborn).unwrap(), 24);
    }
}

#[test]
fn mail_that_looks_like_a_record_is_never_taken_for_one() {
    let root = tempfile::tempdir().unwrap();
    let live = root.path().join("live");
    let store = open(&live).unwrap();
    (0..3).for_each(|n| put(&store, n, 60));
    // The octets of a whole, sound record with the next number, as somebody might mail them.
    let mut forged = Vec::new();
    palabre::store::journal::layout::frame(&mut forged, b"guessed!", (5, 4), |out| {
        palabre::store::journal::layout::encode(out, &[b'C', 0, 0, 0, 99], Some(b"mine"));
    });
    let payload = [vec![0; 900], forged, vec![0; 900]].concat();
    let done: Result<(), StoreError> = store.write(|tx| {
        tx.put(super::store::key(3), payload);
        Ok(())
    });
    done.unwrap();
    let killed = root.path().join("killed");
    copy(&live, &killed);
    let ends = ends(&killed);
    let found = after(&killed, |d| flip(&segment(d, 1), ends[3] + 50, 1));
    assert_eq!(found.unwrap(), 3, "the torn record goes as a whole");
}

#[test]
fn a_map_with_flipped_bits_answers_as_the_journal_does() {
    let left = left(60, 900);
    drop(open(&left.closed).unwrap());
    let length = std::fs::metadata(left.closed.join("map/db")).unwrap().len();
    for random in seeded(48) {
        let root = tempfile::tempdir().unwrap();
        copy(&left.closed, root.path());
        copy_all(&left.closed.join("map"), &root.path().join("map"));
        flip(&root.path().join("map/db"), random % length, (random >> 32) as u8 % 8);
        let store = open(root.path()).unwrap();
        let found = all(&store);
        let right = (0u32..).zip(found.values()).all(|(n, kept)| *kept == value(n, 900));
        assert!(found.len() == 60 && right, "octet {}", random % length);
    }
}

#[test]
fn the_end_of_an_empty_store_is_where_its_first_segment_begins() {
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path()).unwrap();
    assert_eq!(store.synced(), Position { segment: 1, offset: 80, seq: 0 });
    drop(store);
    assert_eq!(open(root.path()).unwrap().synced(), Position { segment: 1, offset: 80, seq: 0 });
}
