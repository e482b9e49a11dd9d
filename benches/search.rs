//! Looking something up: how fast the index is made, how large it is, and how long the worst sensible queries
//! take, beside what was done before: every word of every message read again, of the latest 3,000 alone.
//!
//! `cargo bench --bench search` (100,000 messages), `-- 1000000`. Nothing is asserted: ratios are what counts.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use palabre::clock::TimeZone;
use palabre::list::ListId;
use palabre::search::words::folded;
use palabre::search::{Document, Library, Query, Reader, Shelf};

/// Words of a message.
const WORDS: u64 = 150;
/// Words there are.
const VOCABULARY: u64 = 60_000;
/// Messages that the search of before looked into.
const SCANNED: u64 = 3_000;
/// Documents written together.
const TOGETHER: u64 = 500;
/// Turns of each query; the median and the worst are told.
const TURNS: usize = 9;

const SYLLABLES: [&str; 16] = [
    "ca", "ri", "to", "mé", "lu", "pan", "sor", "vi", "ne", "dou", "fa", "gri", "bo", "ché", "tal",
    "er",
];

/// A number that looks like chance.
fn chance(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

fn word(n: u64) -> String {
    let mut left = n + 300;
    let mut out = String::new();
    while left > 0 {
        out.push_str(SYLLABLES[usize::try_from(left % 16).unwrap_or(0)]);
        left /= 16;
    }
    out
}

/// Words as often as in a language: the n-th about 1/n as often as the first.
fn some_word(seed: u64) -> String {
    let share = (chance(seed) % 1_000_000) as f64 / 1_000_000.0;
    word(((VOCABULARY as f64).powf(share) - 1.0) as u64)
}

fn document(no: u64) -> Document {
    let seed = no * 1_000;
    let words: Vec<String> = (0..WORDS).map(|w| some_word(seed + w)).collect();
    let mut body = words.join(" ");
    // Two words that half of all messages hold, and one in ten thousand.
    for (common, every) in
        [("formation", 2), ("évaluation", 2), ("rencontre", 7), ("topinambour", 10_000)]
    {
        if chance(seed + 900 + every + common.len() as u64).is_multiple_of(every) {
            body.push(' ');
            body.push_str(common);
        }
    }
    Document {
        id: i64::try_from(no).unwrap_or(0) + 1,
        date: 1_000_000_000 + i64::try_from(no).unwrap_or(0) * 300,
        lang: "fr".to_owned(),
        title: if no.is_multiple_of(8) {
            words.iter().take(5).cloned().collect::<Vec<_>>().join(" ")
        } else {
            String::new()
        },
        body,
        who: format!("{} {}", some_word(seed + 950), some_word(seed + 951)),
    }
}

fn octets(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let of = |path: PathBuf| {
        if path.is_dir() { octets(&path) } else { path.metadata().map_or(0, |m| m.len()) }
    };
    entries.map(|e| of(e.path())).sum()
}

fn timed(mut what: impl FnMut() -> usize) -> (Duration, Duration, usize) {
    let mut found = 0;
    let mut times: Vec<Duration> = (0..TURNS)
        .map(|_| {
            let began = Instant::now();
            found = black_box(what());
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[TURNS / 2], times[TURNS - 1], found)
}

fn main() {
    let count = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(100_000_u64);
    let folder = tempfile::tempdir().unwrap();
    let library = Library::new(folder.path().join("search"));
    let list = ListId(1);
    let began = Instant::now();
    let mut making = Duration::ZERO;
    let mut fresh = library.begin(Shelf::Public, list).unwrap();
    for start in (0..count).step_by(usize::try_from(TOGETHER).unwrap_or(1)) {
        let made = Instant::now();
        let some: Vec<Document> = (start..(start + TOGETHER).min(count)).map(document).collect();
        making += made.elapsed();
        fresh.index.write(|batch| some.iter().try_for_each(|d| batch.put(d).map(|_| ()))).unwrap();
    }
    fresh.finish().unwrap();
    let took = began.elapsed() - making;
    let size = octets(folder.path());
    println!(
        "{count} messages of {WORDS} words: indexed in {:.1} s ({:.0} a second), {:.0} MB ({} octets each)",
        took.as_secs_f64(),
        count as f64 / took.as_secs_f64(),
        size as f64 / 1e6,
        size / count
    );
    let mut index = library.open(Shelf::Public, list).unwrap().unwrap();
    let one = document(count + 1);
    let (median, worst, _) = timed(|| index.write(|batch| batch.put(&one)).map_or(0, usize::from));
    println!("one more: {median:.1?}, worst {worst:.1?}");
    drop(index);
    let lists = [(list, Reader::Everyone)];
    for typed in [
        "topinambour",
        "formation",
        "formation évaluation",
        "« formation évaluation »",
        "« évaluation rencontre »",
        "form*",
        "ca*",
        "formation topinambour",
        "formation -évaluation",
        "formation de:carito",
        "formation depuis:2003-01 avant:2003-02",
        "zibeline",
    ] {
        let query = Query::parse(typed);
        let look = || library.search(&lists, &query, &TimeZone::UTC).map_or(0, |f| f.hits.len());
        let (median, worst, found) = timed(look);
        println!("{typed:42} {found:4} hits  {median:>10.1?}  worst {worst:>10.1?}");
    }
    let (median, _, _) =
        timed(|| usize::from(library.like(&lists, "evalution").is_ok_and(|l| l.is_some())));
    println!("{:42} {:>21.1?}", "a spelling", median);
    let texts: Vec<String> =
        (count.saturating_sub(SCANNED)..count).map(|no| document(no).body).collect();
    let scan = || texts.iter().filter(|t| folded(t).iter().any(|w| w == "topinambour")).count();
    let (median, _, found) = timed(scan);
    let all = median.as_secs_f64() * count as f64 / texts.len() as f64;
    println!(
        "beside it, words of the latest {} read again: {found} hits {median:.1?}; of all: {all:.1} s",
        texts.len()
    );
}
