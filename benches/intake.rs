//! What comes in, measured: posts accepted one by one, each durable, at several sessions at once,
//! beside the same with a sync of its own for each; and the import of a threaded mbox.
//!
//! `cargo bench --bench intake [-- MESSAGES]`. Ratios within one run are what counts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Instant;

use palabre::clock::Clock;
use palabre::config::Config;
use palabre::daemon::post::{self, NewPost};
use palabre::daemon::{SharedSite, Site, import};
use palabre::list::ListId;
use palabre::list::settings::Settings;
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::{StoreError, lists};

fn main() {
    let count: usize = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(10_000);
    println!("{:<44} {:>10} {:>12}", "what", "messages", "per second");
    for sessions in [1, 8, 64] {
        let name = format!("accepted, shared syncs, {sessions} sessions");
        row(&name, count / 4, |site| {
            accept(site, sessions, count / 4, |site, post| {
                site.store.write(|tx| post::accept(tx, post)).map(|_| ())
            })
        });
    }
    // One at a time through one lock: what a sync for each post costs.
    let alone = Mutex::new(());
    row("accepted, a sync for each, 8 sessions", count / 16, |site| {
        accept(site, 8, count / 16, |site, post| {
            let _turn = alone.lock().unwrap();
            site.store.write(|tx| post::accept(tx, post)).map(|_| ())
        });
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), mbox(count)).unwrap();
    row("imported from an mbox", count, |site| {
        let done = import::mbox(site, ListId(1), file.path(), &mut |_, _| {}).unwrap();
        assert_eq!(done.posts, count);
    });
}

fn row(name: &str, count: usize, run: impl FnOnce(&SharedSite)) {
    let folder =
        tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or("/var/tmp".into())).unwrap();
    let config = Config::defaults(folder.path());
    let site = Site::open(&config, folder.path(), Clock::System, &mut |_, _| {}).unwrap();
    let settings = Settings::new(Address::parse("cdp@lists.example.org").unwrap());
    site.store.write(|tx| lists::create(tx, &settings)).unwrap();
    let start = Instant::now();
    run(&site);
    let seconds = start.elapsed().as_secs_f64();
    println!("{name:<44} {count:>10} {:>12.0}", count as f64 / seconds);
}

fn accept(
    site: &SharedSite,
    sessions: usize,
    count: usize,
    put: impl Fn(&SharedSite, NewPost) -> Result<(), StoreError> + Sync,
) {
    std::thread::scope(|scope| {
        for session in 0..sessions {
            let put = &put;
            scope.spawn(move || {
                for i in (session..count).step_by(sessions) {
                    let raw = mail(i);
                    let message = Message::parse(raw.as_bytes());
                    let from = message.from().unwrap();
                    let post = NewPost::new(ListId(1), &message, from, Clock::System.now(), "x");
                    put(site, post).unwrap();
                }
            });
        }
    });
}

/// One message of about 4 KB; every fourth opens a thread.
fn mail(i: usize) -> String {
    let mut out = String::with_capacity(4500);
    let thread = i - i % 4;
    write!(
        out,
        "From: Member {} <m{}@example.org>\r\nTo: cdp@lists.example.org\r\nSubject: {}Sujet {thread}\r\n\
         Date: Mon, {} May 2019 {:02}:{:02}:00 +0000\r\nMessage-ID: <m{i}@example.org>\r\n",
        i % 97, i % 97, if i == thread { "" } else { "Re: " }, 1 + i % 28, i / 60 % 24, i % 60
    )
    .unwrap();
    if i != thread {
        write!(
            out,
            "In-Reply-To: <m{}@example.org>\r\nReferences: <m{thread}@example.org>\r\n",
            i - 1
        )
        .unwrap();
    }
    out.push_str("Content-Type: text/plain; charset=utf-8\r\n\r\n");
    for line in 0..50 {
        write!(
            out,
            "Ligne {line} du message {i} : on parle de jardins, de semis et de {}.\r\n",
            i * 7919 % 1009
        )
        .unwrap();
    }
    out
}

fn mbox(count: usize) -> String {
    let mut out = String::new();
    for i in 0..count {
        write!(
            out,
            "From m@example.org Mon May 20 20:51:00 2019\n{}\n",
            mail(i).replace("\r\n", "\n")
        )
        .unwrap();
    }
    out
}
