//! How fast copies leave, and what each costs: 1,000 members × 20 posts by default, to a sink in a
//! process of its own, so that the processor time counted is ours alone.
//!
//! `cargo bench --bench fanout`, or `-- MEMBERS POSTS CONNECTIONS`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader as StdReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use palabre::clock::{Clock, TimeZone};
use palabre::config::Config;
use palabre::daemon::deliver::{self, Exit, Route};
use palabre::daemon::post::{self, NewPost};
use palabre::daemon::{Site, Stop, fanout};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Membership, Role};
use palabre::list::settings::Settings;
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::smtp::client::{Client, Server, Timeouts, Tls};
use palabre::store::{StoreError, Tx, articles, lists, outbox, people};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    if std::env::args().any(|a| a == "sink") {
        sink();
        return;
    }
    let number = |at: usize, default| numbers.get(at).copied().unwrap_or(default);
    let (members, posts, connections) = (number(0, 1000), number(1, 20), number(2, 20));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("sink")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    StdReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim().parse().unwrap();
    run((members, posts), connections, port);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn run((members, posts): (usize, usize), connections: usize, port: u16) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::defaults(folder.path());
    config.site.hostname = "lists.example.org".to_owned();
    let site = Site::open(&config, folder.path(), Clock::System, &mut |_, _| {}).unwrap();
    let list = fill(&site, members);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for n in 0..posts {
        accept(&site, list, n);
    }
    let client = Client::new("lists.example.org", Timeouts::default()).unwrap();
    let host = "127.0.0.1".to_owned();
    let route = Route::Relay(Server { host, port, tls: Tls::Off, login: None });
    let exit = Exit { route, client, connections, per_destination: 5 };
    let (hand, stop) = Stop::new();
    let (began, used) = (Instant::now(), processor_time());
    runtime.block_on(async {
        let fanout = tokio::spawn(fanout::run(site.clone(), stop.clone()));
        let deliver = tokio::spawn(deliver::run(site.clone(), stop, exit));
        let mut committed = site.store.committed();
        while !is_done(&site) {
            let _ = tokio::time::timeout(Duration::from_millis(50), committed.changed()).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (took, spent) = (began.elapsed(), processor_time() - used);
        report(members * posts, took, spent);
        hand.send(true).unwrap();
        fanout.await.unwrap();
        deliver.await.unwrap();
    });
}

fn report(copies: usize, took: Duration, spent: Duration) {
    let count = u32::try_from(copies).unwrap();
    let per_second = f64::from(count) / took.as_secs_f64();
    let per_thousand = spent.as_secs_f64() * 1000.0 / f64::from(count);
    println!("{copies} copies in {:.2} s: {per_second:.0}/s", took.as_secs_f64());
    println!("processor: {:.2} s, {per_thousand:.3} s per 1,000 copies", spent.as_secs_f64());
}

fn is_done(site: &Site) -> bool {
    let read = articles::cursor(&site.store, fanout::READER).unwrap();
    read == articles::last_event(&site.store).unwrap()
        && outbox::first(&site.store).unwrap().is_none()
}

fn fill(site: &Site, members: usize) -> ListId {
    let address = Address::parse("cdp@lists.example.org").unwrap();
    site.store
        .write(|tx: &mut Tx<'_>| {
            let list = lists::create(tx, &Settings::new(address))?;
            for n in 0..members {
                let address = format!("member{n}@d{}.example.net", n % 37);
                let person = people::find_or_create(tx, &Address::parse(&address).unwrap(), None)?;
                let membership = Membership {
                    list,
                    person: person.id,
                    role: Role::Member,
                    delivery: Delivery::Each,
                    chosen: false,
                    joined: site.clock.now(),
                    suspended: None,
                    paused: None,
                };
                people::put_membership(tx, &membership);
            }
            Ok::<_, StoreError>(list)
        })
        .unwrap()
}

fn accept(site: &Arc<Site>, list: ListId, n: usize) {
    let body =
        "Une ligne de texte comme il y en a tant dans les listes de discussion.\r\n".repeat(50);
    let raw = format!(
        "Received: from a.example.org by lists.example.org; Mon, 27 May 2019 12:00:00 +0000\r\n\
         From: Ann Lee <ann@example.org>\r\nTo: cdp@lists.example.org\r\nSubject: Post {n}\r\n\
         Date: Mon, 27 May 2019 08:00:00 -0400\r\nMessage-ID: <p{n}@example.org>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n{body}"
    );
    let message = Message::parse(raw.as_bytes());
    let from = message.from().unwrap();
    let new = NewPost::new(list, &message, from, site.clock.now(), "lists.example.org")
        .in_zone(TimeZone::UTC);
    site.store.write(|tx: &mut Tx<'_>| post::accept(tx, new)).unwrap();
}

/// User and system time of this process so far.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// Takes everything, keeps nothing.
fn sink() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let _ = stream.set_nodelay(true);
                let mut stream = BufReader::with_capacity(32 * 1024, stream);
                let _ = stream.write_all(b"220 sink\r\n").await;
                let (mut line, mut data) = (Vec::new(), false);
                let mut out: Vec<u8> = Vec::new();
                loop {
                    line.clear();
                    if stream.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    let answer: &[u8] = match (data, line.first()) {
                        (true, _) if line != b".\r\n" => continue,
                        (true, _) => b"250 2.0.0 ok\r\n",
                        (false, Some(b'E')) => b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
                        (false, Some(b'D')) => b"354 go\r\n",
                        _ => b"250 ok\r\n",
                    };
                    data = answer.starts_with(b"354");
                    out.extend_from_slice(answer);
                    if stream.buffer().is_empty() {
                        if stream.write_all(&out).await.is_err() {
                            return;
                        }
                        out.clear();
                    }
                }
            });
        }
    });
}
