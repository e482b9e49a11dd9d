//! The store, measured: commits a second with shared syncs and without, and what the map costs in
//! memory, disk and time as a site grows.
//!
//! `cargo bench --bench store [-- commits | memory [MESSAGES…]]`. Ratios within one run are
//! what counts. Each line on memory is a process of its own; BENCH_DIR says on which disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

use palabre::clock::{TimeZone, Timestamp};
use palabre::daemon::post::{self, NewPost, Place, Source};
use palabre::list::ListId;
use palabre::list::settings::Settings;
use palabre::list::thread::References;
use palabre::mail::address::{Address, Mailbox};
use palabre::mail::message_id::{MessageId, hash_text};
use palabre::store::record::Blob;
use palabre::store::{Durability, Key, MapTuning, Read, Store, StoreError, Table, Tuning, lists};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let numbers: Vec<u32> = args.iter().filter_map(|a| a.parse().ok()).collect();
    match args.first().map(String::as_str) {
        Some("grow") => grow(numbers[0], numbers[1], numbers[2]),
        Some("reopen") => reopen(Path::new(&args[1]), numbers[0], numbers[1]),
        Some("memory") => memory(&numbers),
        _ => commits(),
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or("/var/tmp".into())).unwrap()
}

/// Commits of one value of 6 KB and six index entries, for three seconds each.
fn commits() {
    println!(
        "{:<52} {:>10} {:>12} {:>12}",
        "one 6 KB value and 6 index entries", "commits/s", "p50 ms", "p99 ms"
    );
    for threads in [1, 8, 64] {
        measure(
            &format!("shared syncs, {threads} threads"),
            threads,
            &|_| None,
            Durability::Synced,
        );
    }
    let alone = Mutex::new(());
    for threads in [8, 64] {
        let turn = |_| Some(alone.lock().unwrap());
        measure(
            &format!("a sync for each commit, {threads} threads"),
            threads,
            &turn,
            Durability::Synced,
        );
    }
    measure("written, not synced, 8 threads", 8, &|_| None, Durability::Written);
}

fn measure<'a>(
    name: &str,
    threads: u64,
    turn: &(dyn Fn(u64) -> Option<std::sync::MutexGuard<'a, ()>> + Sync),
    durability: Durability,
) {
    let folder = folder();
    let store = Store::open(folder.path()).unwrap();
    let (next, start) = (AtomicU64::new(0), Barrier::new(usize::try_from(threads).unwrap()));
    let waits = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                start.wait();
                let (began, mut own) = (Instant::now(), Vec::new());
                while began.elapsed() < Duration::from_secs(3) {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let (value, at) = (noise(n, 6 * 1024), Instant::now());
                    let _turn = turn(n);
                    commit(&store, n, value, durability);
                    own.push(at.elapsed().as_secs_f64() * 1000.0);
                }
                waits.lock().unwrap().extend(own);
            });
        }
    });
    let mut waits = waits.into_inner().unwrap();
    waits.sort_by(f64::total_cmp);
    let (p50, p99) = (waits[waits.len() / 2], waits[waits.len() * 99 / 100]);
    println!("{name:<52} {:>10.0} {p50:>12.2} {p99:>12.2}", waits.len() as f64 / 3.0);
}

fn commit(store: &Store, n: u64, value: Vec<u8>, durability: Durability) {
    let put = |tx: &mut palabre::store::Tx<'_>| {
        tx.put(Key::new(Table::Raw).u64(n), value);
        let tables = [
            Table::Article,
            Table::Node,
            Table::Thread,
            Table::Event,
            Table::Month,
            Table::Subject,
        ];
        for table in tables {
            let key =
                Key::new(table).u32((n % 97) as u32).u64(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            tx.put(key, noise(n, 40));
        }
        Ok::<_, StoreError>(())
    };
    store.transact(durability, put).unwrap().1.wait().unwrap();
}

/// Octets that do not shrink.
fn noise(n: u64, length: usize) -> Vec<u8> {
    let mut state = n.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1;
    let word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(word).flatten().take(length).collect()
}

/// What a site of so many messages costs, for several settings of the map.
fn memory(sizes: &[u32]) {
    println!(
        "{:>9} {:>6} {:>7} | {:>9} {:>7} {:>9} {:>7} {:>8} | {:>8} {:>8} | {:>8} {:>8}",
        "messages",
        "cache",
        "flush",
        "per s",
        "RSS MB",
        "journal",
        "map MB",
        "close s",
        "open s",
        "RSS MB",
        "rebuild",
        "RSS MB"
    );
    let sizes = if sizes.is_empty() { &[0, 10_000, 100_000] } else { sizes };
    for size in sizes {
        for (cache, flush) in [(4, 1000), (16, 1000), (16, 5000), (64, 1000)] {
            run(&["grow".into(), size.to_string(), cache.to_string(), flush.to_string()]);
        }
    }
}

fn run(args: &[String]) {
    let done = std::process::Command::new(std::env::current_exe().unwrap()).args(args).status();
    assert!(done.unwrap().success());
}

fn tuning(cache: u32, flush: u32) -> Tuning {
    let map = MapTuning { cache: u64::from(cache) << 20, flush_every_ms: u64::from(flush) };
    Tuning { map, ..Tuning::default() }
}

fn grow(messages: u32, cache: u32, flush: u32) {
    let folder = folder();
    let store = Store::open_tuned(folder.path(), tuning(cache, flush), &mut |_, _| {}).unwrap();
    let address = Address::parse("discussion@lists.example.org").unwrap();
    let list = store.write(|tx| lists::create(tx, &Settings::new(address.clone()))).unwrap();
    let began = Instant::now();
    let mut last = None;
    for batch in 0..messages.div_ceil(500) {
        let posts = batch * 500..((batch + 1) * 500).min(messages);
        let posts: Vec<NewPost> = posts.map(|n| new_post(list, n)).collect();
        let accept = |tx: &mut palabre::store::Tx<'_>| {
            posts.into_iter().try_for_each(|p| post::accept(tx, p).map(|_| ()))
        };
        last = Some(store.transact::<_, StoreError>(Durability::Synced, accept).unwrap().1);
    }
    last.map_or(Ok(()), palabre::store::Ticket::wait).unwrap();
    let rate = f64::from(messages) / began.elapsed().as_secs_f64();
    std::thread::sleep(Duration::from_secs(2));
    let (rss, began) = (rss(), Instant::now());
    drop(store);
    let closed = began.elapsed().as_secs_f64();
    let (journal, map) = (size(&folder.path().join("journal")), size(&folder.path().join("map")));
    print!(
        "{messages:>9} {cache:>6} {flush:>7} | {rate:>9.0} {rss:>7} {journal:>9} {map:>7} {closed:>8.2} | "
    );
    std::io::Write::flush(&mut std::io::stdout()).unwrap();
    let path = folder.path().to_string_lossy().into_owned();
    run(&["reopen".into(), path.clone(), cache.to_string(), flush.to_string()]);
    print!(" | ");
    std::fs::remove_dir_all(folder.path().join("map")).unwrap();
    run(&["reopen".into(), path, cache.to_string(), flush.to_string()]);
    println!();
}

/// Opens a store, waits until it is quiet, and says how long that took and what it holds.
fn reopen(folder: &Path, cache: u32, flush: u32) {
    let began = Instant::now();
    let store = Store::open_tuned(folder, tuning(cache, flush), &mut |_, _| {}).unwrap();
    let opened = began.elapsed().as_secs_f64();
    // Some reading, as archive pages ask for.
    for n in 1..200u32 {
        let from = Key::new(Table::Article).u32(1).u32(n * 977);
        store.range(&from, &Key::new(Table::Article).end(), 20).unwrap();
    }
    std::thread::sleep(Duration::from_secs(1));
    print!("{opened:>8.2} {:>8}", rss());
}

fn new_post(list: ListId, n: u32) -> NewPost {
    let id = |n: u32| MessageId::parse(&format!("{n:08x}.5ced1a@mail.example.org")).unwrap();
    let opener = n - n % 8;
    let at = Timestamp::from_second(1_000_000_000 + i64::from(n) * 60).unwrap();
    let reply = n != opener;
    NewPost {
        list,
        raw: Blob::new(&noise(u64::from(n), 1200)),
        size: 1200,
        content: hash_text(&[&n.to_be_bytes()]),
        message_id: id(n),
        from: Mailbox {
            name: Some("Rosalie Beaulieu".to_owned()),
            address: Address::parse(&format!("rosalie.{}@example.org", n % 1000)).unwrap(),
        },
        subject: format!("{}Réunion du comité, point {opener}", if reply { "Re: " } else { "" }),
        date: at,
        received: at,
        references: References {
            in_reply_to: reply.then(|| id(n - 1)).into_iter().collect(),
            references: (opener..n).map(id).collect(),
        },
        place: Place::ByHeaders,
        source: Source::Import,
        zone: TimeZone::UTC,
        quiet: false,
        identity: None,
        timed: None,
    }
}

fn rss() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// Megabytes under a folder.
fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| if p.is_dir() { size(&p) } else { p.metadata().unwrap().len() >> 20 }).sum()
}
