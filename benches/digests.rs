//! What a week of personal digests costs: 10,000 members, twelve threads of four posts by default, made
//! and queued; beside it the same week as one digest for all, made once and queued for everybody. Then
//! where the time of a personal one goes: packing and queueing a mail like it, and making one that
//! shares nothing with another.
//!
//! `cargo bench --bench digests`, or `-- MEMBERS THREADS`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use palabre::clock::{Clock, TimeZone};
use palabre::config::Config;
use palabre::daemon::digests::{self, Whom};
use palabre::daemon::post::{self, NewPost};
use palabre::daemon::{Site, fanout};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Membership, Order, Person, Role};
use palabre::list::settings::{Language, Settings};
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::mail::message_id::ReversePath;
use palabre::store::outbox::{self, OwnMail};
use palabre::store::record::Blob;
use palabre::store::{Durability, StoreError, Tx, lists, people};

/// Posts of each thread.
const POSTS: usize = 4;
/// Communities where members are in several…
const COMMUNITIES: usize = 20;
/// …in so many each.
const OF: usize = 3;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let number = |at: usize, default| numbers.get(at).copied().unwrap_or(default);
    let (members, threads) = (number(0, 10_000), number(1, 12));
    personal(members, threads);
    mixed(members, threads);
    pieces(members, threads);
    for_all(members, threads);
}

/// Each member's own.
fn personal(members: usize, threads: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (site, _) = week(&folder, (members, Delivery::Weekly), threads);
    run(&site, &folder, ("personal digests", members));
}

/// Each member's own, where hardly two are told the same: twenty communities, each member in three of
/// them, two languages, two orders.
fn mixed(members: usize, threads: usize) {
    let folder = tempfile::tempdir().unwrap();
    let site = open(&folder);
    let each = threads.div_ceil(OF);
    let lists: Vec<ListId> =
        (0..COMMUNITIES).map(|no| create(&site, &format!("cdp{no}"))).collect();
    let all = |tx: &mut Tx<'_>| (0..members).try_for_each(|n| join_three(tx, &lists, n));
    site.store.write(all).unwrap();
    digests::heal(&site, site.clock.now()).unwrap();
    for (no, list) in lists.into_iter().enumerate() {
        for thread in no * each..(no + 1) * each {
            for n in 0..POSTS {
                accept(&site, list, post_of(thread, n, members).as_bytes());
            }
        }
    }
    run(&site, &folder, ("of three communities in twenty each", members));
}

fn join_three(tx: &mut Tx<'_>, lists: &[ListId], n: usize) -> Result<(), StoreError> {
    let step = 1 + n / COMMUNITIES % 6;
    let mut person = join(tx, lists[n % COMMUNITIES], (n, Delivery::Weekly))?;
    for list in [n + step, n + 2 * step + n / 120 % 3] {
        join(tx, lists[list % COMMUNITIES], (n, Delivery::Weekly))?;
    }
    person.language = Some(Language::new(if n.is_multiple_of(2) { "fr" } else { "en" }));
    person.order = if n % 4 < 2 { Order::Activity } else { Order::Posts };
    people::put(tx, &person);
    Ok(())
}

/// Makes and queues the digests that are due in a week.
fn run(site: &Site, folder: &tempfile::TempDir, (what, members): (&str, usize)) {
    let due = site.clock.now() + SignedDuration::from_hours(8 * 24);
    let (memory, before) = (resident(), disk(folder));
    let stop = sample();
    let measured = Measured::begin();
    let ran = digests::run_due_blocking(site, due).unwrap();
    assert_eq!(ran.sent, members, "{ran:?}");
    measured.end(what, members);
    let grown = (disk(folder) - before) / u64::try_from(members).unwrap();
    println!("  memory: {memory} MB before, {} MB at most; disk: {grown} octets a digest", stop());
}

/// Of the time of a digest: what its mail costs to pack and to queue, and what it would cost without the
/// others of its run.
fn pieces(members: usize, threads: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (site, _) = week(&folder, (members, Delivery::Weekly), threads);
    let person = |n: usize| {
        let address = format!("member{n}@d{}.example.net", n % 37);
        let address = Address::parse(&address).unwrap();
        people::find(&site.store, &address).unwrap().unwrap()
    };
    let now = site.clock.now() + SignedDuration::from_hours(8 * 24);
    let raw = digests::preview(&site, Whom::Person(person(members - 1).id), now).unwrap().unwrap();
    let mail = |n: usize| OwnMail {
        reverse_path: ReversePath::Null,
        to: person(n).address,
        list: None,
        person: None,
        raw: Blob::new(&raw),
    };
    let measured = Measured::begin();
    (0..members).for_each(|_| drop(std::hint::black_box(Blob::new(&raw))));
    measured.end("  of which packing such a mail", members);
    let measured = Measured::begin();
    let queued = |n: usize| {
        let mail = mail(n);
        let queue = |tx: &mut Tx<'_>| outbox::enqueue_mail(tx, mail, now);
        site.store.transact(Durability::Synced, queue).unwrap().1
    };
    (0..members).map(queued).collect::<Vec<_>>().into_iter().for_each(|t| t.wait().unwrap());
    measured.end("  of which packing and queueing it", members);
    let few = members.min(300);
    let measured = Measured::begin();
    for n in members - few..members {
        digests::preview(&site, Whom::Person(person(n).id), now).unwrap().unwrap();
    }
    measured.end("one that shares nothing", few);
}

/// One for everybody, a post like others from then on.
fn for_all(members: usize, threads: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (site, list) = week(&folder, (members, Delivery::Each), threads);
    fanout::step(&site).unwrap();
    let now = site.clock.now() + SignedDuration::from_hours(1);
    let measured = Measured::begin();
    let raw = digests::preview(&site, Whom::List(list), now).unwrap().unwrap();
    accept(&site, list, &raw);
    fanout::step(&site).unwrap();
    measured.end("one digest for all", members);
}

struct Measured(Instant, Duration);

impl Measured {
    fn begin() -> Self {
        Self(Instant::now(), processor_time())
    }

    fn end(self, what: &str, count: usize) {
        let (took, spent) = (self.0.elapsed(), processor_time() - self.1);
        let count_f = f64::from(u32::try_from(count).unwrap());
        println!(
            "{what}: {count} in {:.2} s, {:.0}/s; processor {:.3} ms each",
            took.as_secs_f64(),
            count_f / took.as_secs_f64(),
            spent.as_secs_f64() * 1000.0 / count_f
        );
    }
}

/// A community and its week.
fn week(
    folder: &tempfile::TempDir,
    (members, delivery): (usize, Delivery),
    threads: usize,
) -> (Arc<Site>, ListId) {
    let site = open(folder);
    let list = create(&site, "cdp");
    let all =
        |tx: &mut Tx<'_>| (0..members).try_for_each(|n| join(tx, list, (n, delivery)).map(drop));
    site.store.write(all).unwrap();
    digests::heal(&site, site.clock.now()).unwrap();
    for thread in 0..threads {
        for n in 0..POSTS {
            accept(&site, list, post_of(thread, n, members).as_bytes());
        }
    }
    (site, list)
}

fn open(folder: &tempfile::TempDir) -> Arc<Site> {
    let mut config = Config::defaults(folder.path());
    config.site.hostname = "lists.example.org".to_owned();
    Site::open(&config, folder.path(), Clock::System, &mut |_, _| {}).unwrap()
}

fn create(site: &Site, name: &str) -> ListId {
    let address = Address::parse(&format!("{name}@lists.example.org")).unwrap();
    site.store.write(|tx: &mut Tx<'_>| lists::create(tx, &Settings::new(address))).unwrap()
}

fn join(
    tx: &mut Tx<'_>,
    list: ListId,
    (n, delivery): (usize, Delivery),
) -> Result<Person, StoreError> {
    let address = Address::parse(&format!("member{n}@d{}.example.net", n % 37)).unwrap();
    let person = people::find_or_create(tx, &address, Some("Membre Lambda"))?;
    let membership = Membership {
        list,
        person: person.id,
        role: Role::Member,
        delivery,
        chosen: true,
        joined: Clock::System.now(),
        suspended: None,
        paused: None,
    };
    people::put_membership(tx, &membership);
    Ok(person)
}

/// A post by one of the members, in a thread of its own or in answer to its first.
fn post_of(thread: usize, n: usize, members: usize) -> String {
    let author = (thread * 7 + n * 13) % members.max(1);
    let (re, answers) = match n {
        0 => ("", String::new()),
        _ => ("Re: ", format!("In-Reply-To: <t{thread}.0@example.org>\r\n")),
    };
    let words = "Je propose de commencer par les semis sous abri, puis de voir ensemble ce que le jardin \
                 collectif peut accueillir. Est-ce que quelqu'un a déjà essayé avec des élèves?\r\n";
    format!(
        "From: Membre Lambda <member{author}@d{}.example.net>\r\nTo: cdp@lists.example.org\r\n\
         Subject: {re}Semis et jardin, fil {thread}\r\nDate: Mon, 27 May 2019 08:00:00 -0400\r\n\
         Message-ID: <t{thread}.{n}@example.org>\r\n{answers}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
        author % 37,
        words.repeat(4)
    )
}

fn accept(site: &Arc<Site>, list: ListId, raw: &[u8]) {
    let message = Message::parse(raw);
    let from = message.from().unwrap();
    let new = NewPost::new(list, &message, from, site.clock.now(), "lists.example.org")
        .in_zone(TimeZone::UTC);
    site.store.write(|tx: &mut Tx<'_>| post::accept(tx, new)).unwrap();
}

/// Looks at the memory until it is asked for the most there was, in MB.
fn sample() -> impl FnOnce() -> u64 {
    let ended = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = ended.clone();
    let looking = std::thread::spawn(move || {
        let mut most = 0;
        while !seen.load(std::sync::atomic::Ordering::Relaxed) {
            most = most.max(resident());
            std::thread::sleep(Duration::from_millis(20));
        }
        most
    });
    move || {
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
        looking.join().unwrap()
    }
}

/// Resident memory in MB.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4096 / 1_000_000
}

/// Octets in the data folder.
fn disk(folder: &tempfile::TempDir) -> u64 {
    fn of(path: &std::path::Path) -> u64 {
        let entries = std::fs::read_dir(path).unwrap().map(Result::unwrap);
        entries
            .map(|e| if e.path().is_dir() { of(&e.path()) } else { e.metadata().unwrap().len() })
            .sum()
    }
    of(folder.path())
}

/// User and system time of this process so far.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}
