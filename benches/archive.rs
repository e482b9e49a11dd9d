//! What an archive costs: import and all pages, a thousand messages, ten thousand, a hundred thousand;
//! and on each of them one post more, whose cost must not grow with what is there. The list is as lively
//! at every size (a message every 25 minutes), only older.
//!
//! `cargo bench --bench archive [-- SIZE…]`, such as `-- 1000 1000000`. Milliseconds are of processor
//! time, all threads together; ratios within one run are what counts. `-- mbox FOLDER SIZE` only writes
//! the messages, and one more, for `benches/peers.sh`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use palabre::archive::{Archive, Changes, Publisher, Scope};
use palabre::clock::{Clock, Timestamp};
use palabre::config::Config;
use palabre::daemon::post::{self, NewPost};
use palabre::daemon::{SharedSite, Site, import};
use palabre::list::ListId;
use palabre::list::settings::{Settings, Visibility};
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::{articles, lists};

const LIST: ListId = ListId(1);
/// Posts added one by one at each size.
const MORE: usize = 50;
/// Seconds from one message to the next.
const APART: i64 = 25 * 60;
/// The date of the first.
const BEGIN: i64 = 500_000_000;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let mut args = std::env::args().skip_while(|a| a != "mbox").skip(1);
    if let (Some(folder), Some(size)) = (args.next(), sizes.first()) {
        write_mbox(&format!("{folder}/all.mbox"), 0..*size);
        return write_mbox(&format!("{folder}/one.mbox"), *size..*size + 1);
    }
    let sizes = if sizes.is_empty() { vec![1000, 10_000, 100_000] } else { sizes };
    println!(
        "{:>9} {:>12} {:>12} {:>12} {:>14} {:>9} {:>7}",
        "messages", "import ms", "build ms", "both, 1/s", "one more, ms", "pages", "MB"
    );
    // All stay until the end: after many files were deleted, ext4 looks long for every new one.
    let folders: Vec<_> = sizes.into_iter().map(measure).collect();
    drop(folders);
}

fn measure(size: usize) -> tempfile::TempDir {
    let folder =
        tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or("/var/tmp".into())).unwrap();
    let config = Config::defaults(folder.path());
    let site = Site::open(&config, folder.path(), Clock::System, &mut |_, _| {}).unwrap();
    let mut settings = Settings::new(Address::parse("cdp@lists.example.org").unwrap());
    settings.visibility = Visibility::Public;
    site.store.write(|tx| lists::create(tx, &settings)).unwrap();
    let file = mbox(size);
    let (began, start) = (Instant::now(), processor());
    let done = import::mbox(&site, LIST, file.path(), &mut |_, _| {}).unwrap();
    assert_eq!(done.posts, size);
    let imported = processor() - start;
    let archive = site.archive();
    let publisher = Publisher::open(&archive).unwrap();
    let built = publisher.build(&site.store, Scope::All, &mut |_, _| {}).unwrap();
    publisher.sync().unwrap();
    drop(publisher);
    let (both, took) = (processor() - start, began.elapsed().as_secs_f64());
    let rate = size as f64 / took;
    // The first finds nothing on the shelf, as after a start; it is not counted.
    add(&site, &archive, size);
    let start = processor();
    (1..=MORE).for_each(|more| add(&site, &archive, size + more));
    let one = (processor() - start) / MORE as f64;
    println!(
        "{size:>9} {:>12.3} {:>12.3} {rate:>12.0} {one:>14.2} {:>9} {:>7}",
        imported / size as f64,
        (both - imported) / size as f64,
        built.pages,
        peak()
    );
    folder
}

/// One more post, and the pages it touches.
fn add(site: &SharedSite, archive: &Archive, i: usize) {
    let before = articles::last_event(&site.store).unwrap();
    let raw = mail(i);
    let message = Message::parse(raw.as_bytes());
    let new = NewPost::new(LIST, &message, message.from().unwrap(), date(i), "x");
    site.store.write(|tx| post::accept(tx, new)).unwrap();
    let mut changes = Changes::default();
    let mut at = before;
    for (position, event) in articles::events_after(&site.store, before, 1000).unwrap() {
        changes.add(&event);
        at = position;
    }
    Publisher::open(archive).unwrap().update(&site.store, &changes, at).unwrap();
}

/// Milliseconds that the processors worked for us.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) * 10.0
}

/// The most memory we ever had, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1000
}

fn date(i: usize) -> Timestamp {
    Timestamp::from_second(BEGIN + i64::try_from(i).unwrap() * APART).unwrap()
}

/// One message; every fourth opens a thread, and half of the others quote what they answer.
fn mail(i: usize) -> String {
    let mut out = String::with_capacity(3000);
    let thread = i - i % 4;
    write!(
        out,
        "From: Membre {} <m{}@example.org>\r\nTo: cdp@lists.example.org\r\nSubject: {}Sujet {thread}\r\n\
         Date: {}\r\nMessage-ID: <m{i}@example.org>\r\n",
        i % 97,
        i % 97,
        if i == thread { "" } else { "Re: " },
        date(i).strftime("%a, %d %b %Y %H:%M:%S +0000")
    )
    .unwrap();
    if i != thread {
        write!(out, "In-Reply-To: <m{}@example.org>\r\n", i - 1).unwrap();
    }
    out.push_str("Content-Type: text/plain; charset=utf-8\r\n\r\n");
    (0..25).for_each(|line| said(&mut out, "", i, line));
    if i % 4 > 1 {
        write!(out, "\r\nLe 20 mai 2019, Membre {} a écrit :\r\n", (i - 1) % 97).unwrap();
        (0..6).for_each(|line| said(&mut out, "> ", i - 1, line));
    }
    out
}

fn said(out: &mut String, mark: &str, i: usize, line: usize) {
    let (a, b) = (i * 7919 % 1009, (i + line) * 31 % 997);
    write!(
        out,
        "{mark}Au jardin {a}, ligne {line} : on a semé {b} rangs de fèves, et gardé l'eau.\r\n"
    )
    .unwrap();
}

fn mbox(count: usize) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    write_mbox(file.path().to_str().unwrap(), 0..count);
    file
}

fn write_mbox(path: &str, of: std::ops::Range<usize>) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for i in of {
        let mail = mail(i).replace("\r\n", "\n");
        write!(out, "From m@example.org Mon May 20 20:51:00 2019\n{mail}\n").unwrap();
    }
    out.flush().unwrap();
}
