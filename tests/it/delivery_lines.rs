//! What connections do to delivery: kept, limited, refused, tired, slow. Not what becomes of a copy once
//! the far side has answered (`delivery`).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use palabre::daemon::deliver::{Exit, Route};
use palabre::list::settings::Copies;
use palabre::smtp::client::{Client, Server, Timeouts, Tls};
use palabre::store::outbox;

use super::delivery::{MINUTES, accept, once, recipients, world};
use crate::harness::dns::{Dns, Zone};
use crate::harness::outward::{Outward, client, direct, relay, timeouts};
use crate::harness::sink::{Behaviour, Fault, Offers, Sink, by_local_part};
use crate::harness::tls::Pair;
use crate::harness::world::World;

#[tokio::test]
async fn a_relay_that_is_away_rests_and_loses_nothing() {
    let (world, _) = world(&["b@example.org", "c@example.net"], |_| ());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = free.local_addr().unwrap();
    drop(free);
    let host = place.ip().to_string();
    let server = Server { host, port: place.port(), tls: Tls::Opportunistic, login: None };
    let _outward = Outward::start(&world, Route::Relay(server));
    accept(&world, 1).await;
    world.until("a deferred row", |w| w.counts().deferred == 1).await;
    assert_eq!((world.counts().rows, world.counts().copies), (1, 2), "{:?}", world.rows());
    // While it rests, a new post does not even try.
    accept(&world, 2).await;
    let rests = |w: &World| w.rows().iter().all(|r| r.due > w.site.clock.now());
    world.until("two rows that wait", |w| w.counts().rows == 2 && rests(w)).await;
    assert_eq!(world.counts().deferred, 1);
    let sink = Sink::at(place, Offers::default()).await;
    world.pass(10 * MINUTES);
    world.until_sent().await;
    assert_eq!(sink.mails().len(), 4);
}

/// The host who mended the relay does not wait for the rest to end: `queue retry`.
#[tokio::test]
async fn somebody_in_a_hurry_ends_a_rest() {
    let (world, _) = world(&["b@example.org", "c@example.net"], |_| ());
    let sink = Sink::start().await;
    sink.fail(Fault::AtBanner("421 4.3.2 Not now".to_owned()));
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    world.until("a deferred row", |w| w.counts().deferred == 1).await;
    sink.fail(Fault::None);
    let now = world.site.clock.now();
    let found = world.write(|tx| outbox::retry(tx, None, now));
    assert_eq!(found.done.len(), 1);
    world.site.tally.hurry();
    world.until_sent().await;
    assert_eq!(sink.mails().len(), 2);
}

#[tokio::test]
async fn connections_are_kept_and_limited() {
    let members: Vec<String> = (0..150).map(|n| format!("m{n}@example.org")).collect();
    let names: Vec<&str> = members.iter().map(String::as_str).collect();
    let (world, _) = world(&names, |_| ());
    let sink = Sink::start().await;
    let exit = Exit { route: relay(&sink), client: client(), connections: 3, per_destination: 5 };
    let _outward = Outward::with(&world, exit);
    accept(&world, 1).await;
    world.until_sent().await;
    assert_eq!(recipients(&sink.mails()), once(&names));
    assert!(sink.most_open() <= 3 && sink.connections() <= 3, "{}", sink.connections());
}

/// A far side that takes two connections and refuses the third is served over two, and nobody waits
/// for a rest.
#[tokio::test]
async fn too_many_connections_are_fewer_connections() {
    let members: Vec<String> = (0..80).map(|n| format!("m{n}@example.org")).collect();
    let names: Vec<&str> = members.iter().map(String::as_str).collect();
    let (world, _) = world(&names, |_| ());
    let sink = Sink::start().await;
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = door.local_addr().unwrap().port();
    let behind = sink.address();
    tokio::spawn(async move {
        let inside = Arc::new(AtomicUsize::new(0));
        while let Ok((mut stream, _)) = door.accept().await {
            if inside.load(Ordering::SeqCst) >= 2 {
                use tokio::io::AsyncWriteExt;
                let _ = stream.write_all(b"421 4.7.0 Too many connections\r\n").await;
                continue;
            }
            inside.fetch_add(1, Ordering::SeqCst);
            let inside = inside.clone();
            tokio::spawn(async move {
                let mut through = tokio::net::TcpStream::connect(behind).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut through).await;
                inside.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    let server = Server { host: "127.0.0.1".to_owned(), port, tls: Tls::Off, login: None };
    let _outward = Outward::start(&world, Route::Relay(server));
    accept(&world, 1).await;
    world.until_sent().await;
    assert_eq!(recipients(&sink.mails()), once(&names));
    assert!(sink.most_open() <= 2);
}

/// A far side that hangs up on an idle or tired connection costs a new connection, and no delay.
#[tokio::test]
async fn a_tired_connection_is_replaced() {
    let members: Vec<String> = (0..30).map(|n| format!("m{n}@example.org")).collect();
    let names: Vec<&str> = members.iter().map(String::as_str).collect();
    let (world, _) = world(&names, |_| ());
    let sink = Sink::start().await;
    let seen = AtomicUsize::new(0);
    sink.script(move |_| match seen.fetch_add(1, Ordering::SeqCst) % 4 {
        3 => Behaviour::HangUp,
        _ => Behaviour::Accept,
    });
    let exit = Exit { route: relay(&sink), client: client(), connections: 1, per_destination: 5 };
    let _outward = Outward::with(&world, exit);
    accept(&world, 1).await;
    world.until_sent().await;
    assert_eq!(recipients(&sink.mails()), once(&names));
    assert!(sink.connections() > 5);
}

/// P4: a host that takes everything and answers nothing holds up its own mail only.
#[tokio::test]
async fn a_slow_destination_delays_no_other() {
    let slow: Vec<String> = (0..30).map(|n| format!("xslow{n}@slow.example")).collect();
    let mut names: Vec<&str> = slow.iter().map(String::as_str).collect();
    names.extend(["a@fast.example", "b@fast.example", "c@other.example"]);
    let (world, _) = world(&names, |_| ());
    let fast = Sink::start().await;
    let place = SocketAddr::from(([127, 0, 0, 2], fast.address().port()));
    let stuck = Sink::at(place, Offers::default()).await;
    let dns = Dns::start().await;
    dns.mail("slow.example", place.ip());
    dns.mail("fast.example", fast.address().ip()).mail("other.example", fast.address().ip());
    let mut exit = Exit {
        route: direct(dns.resolver(), fast.address().port()),
        client: client(),
        connections: 50,
        per_destination: 5,
    };
    exit.client =
        palabre::smtp::client::Client::new("lists.example.org", Default::default()).unwrap();
    let _outward = Outward::with(&world, exit);
    for n in 1..=3 {
        accept(&world, n).await;
        fast.wait(n * 3).await;
    }
    assert!(stuck.most_open() <= 5, "{}", stuck.most_open());
    assert_eq!(stuck.mails().len(), 5, "one for each connection");
}

/// P4, of those who share a row: who was put off comes back in time, whatever another domain takes.
#[tokio::test]
async fn a_slow_destination_delays_nobodys_next_try() {
    let (world, _) = world(&["xslow@slow.example", "x450@fast.example", "b@fast.example"], |_| ());
    let fast = Sink::start().await;
    let place = SocketAddr::from(([127, 0, 0, 3], fast.address().port()));
    let stuck = Sink::at(place, Offers::default()).await;
    let dns = Dns::start().await;
    dns.mail("slow.example", place.ip()).mail("fast.example", fast.address().ip());
    let route = direct(dns.resolver(), fast.address().port());
    let patient = Client::new("lists.example.org", Timeouts::default()).unwrap();
    let exit = Exit { route, client: patient, connections: 50, per_destination: 5 };
    let outward = Outward::with(&world, exit.clone());
    accept(&world, 1).await;
    stuck.wait(1).await;
    world.until("a row for x450", |w| w.counts().deferred == 1).await;
    assert_eq!(world.counts().rows, 2, "the first goes on: {:?}", world.rows());
    fast.script(|_| Behaviour::Accept);
    world.pass(7 * MINUTES);
    world.until("x450's row to end", |w| w.counts().rows == 1).await;
    // Another start finds only what is under way.
    outward.kill().await;
    stuck.script(|_| Behaviour::Accept);
    let _again = Outward::with(&world, exit);
    world.until_sent().await;
    assert_eq!(recipients(&fast.mails()), once(&["x450@fast.example", "b@fast.example"]));
    assert_eq!(stuck.mails().len(), 2, "its answer was lost");
}

/// One recipient on whom the far side hangs up does not stop the others.
#[tokio::test]
async fn one_poisoned_recipient_rests_nobody_else() {
    let (world, _) = world(&["x421@example.org", "b@example.org"], |_| ());
    let sink = Sink::start().await;
    let poisoned = Arc::new(AtomicBool::new(true));
    let still = poisoned.clone();
    sink.script(move |to| match still.load(Ordering::SeqCst) {
        true => by_local_part(to),
        false => Behaviour::Accept,
    });
    let _outward = Outward::start(&world, relay(&sink));
    for n in 1..=4 {
        accept(&world, n).await;
        let want = n;
        sink.wait_for("b's copy", |mails| mails.len() >= want).await;
    }
    world.until("rows for x421", |w| w.counts().deferred == 4).await;
    poisoned.store(false, Ordering::SeqCst);
    world.pass(10 * MINUTES);
    world.until_sent().await;
    assert_eq!(sink.mails().len(), 8);
}

/// The same in a grouped copy, where the one takes all others with them: it gets smaller at each failure.
#[tokio::test]
async fn a_grouped_copy_gets_past_a_poisoned_recipient() {
    let members: Vec<String> = (0..30).map(|n| format!("m{n}@example.org")).collect();
    let mut names: Vec<&str> = members.iter().map(String::as_str).collect();
    names.insert(12, "x421@example.org");
    let (world, _) = world(&names, |s| s.copies = Copies::Grouped);
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    for _ in 0..4 {
        let put_off = |w: &World| w.rows().iter().all(|row| row.due > w.site.clock.now());
        world.until("a try", |w| w.is_fanned_out() && put_off(w)).await;
        let due = world.rows().iter().map(|row| row.due).max().unwrap();
        world.pass(due.duration_since(world.site.clock.now()).as_secs());
    }
    names.remove(12);
    sink.wait_for("all others", |mails| recipients(mails) == once(&names)).await;
}

/// The limit is the host's, however many domains it serves.
#[tokio::test]
async fn domains_of_one_host_share_its_connections() {
    let members: Vec<String> = (0..60).map(|n| format!("m{n}@d{}.example", n % 3)).collect();
    let names: Vec<&str> = members.iter().map(String::as_str).collect();
    let (world, _) = world(&names, |_| ());
    let sink = Sink::start().await;
    let dns = Dns::start().await;
    for domain in ["d0.example", "d1.example", "d2.example"] {
        dns.set(domain, Zone::Mx(vec![(5, "mx.example".into())]));
    }
    dns.set("mx.example", Zone::Host(sink.address().ip()));
    let route = direct(dns.resolver(), sink.address().port());
    let exit = Exit { route, client: client(), connections: 20, per_destination: 2 };
    let _outward = Outward::with(&world, exit);
    accept(&world, 1).await;
    world.until_sent().await;
    assert_eq!(recipients(&sink.mails()), once(&names));
    assert!(sink.most_open() <= 2, "{}", sink.most_open());
}

/// `delivery.tls = "required"`: nothing goes in the clear, nothing is lost, and it counts for nobody.
#[tokio::test]
async fn required_tls_waits_for_a_certificate() {
    let (world, _) = world(&["b@example.org"], |_| ());
    let pair = Pair::new("127.0.0.1");
    let sink = Sink::start().await;
    let trusting = Client::trusting("lists.example.org", timeouts(), pair.roots()).unwrap();
    let start = |sink: &Sink| {
        let Route::Relay(server) = relay(sink) else { panic!("a relay") };
        let route = Route::Relay(Server { tls: Tls::Required, ..server });
        let client = trusting.clone();
        Outward::with(&world, Exit { route, client, connections: 1, per_destination: 1 })
    };
    let outward = start(&sink);
    accept(&world, 1).await;
    world.until("a deferred row", |w| w.counts().deferred == 1).await;
    assert!(world.rows()[0].history.last.contains("STARTTLS is required"), "{:?}", world.rows());
    outward.stop().await;
    assert!(sink.mails().is_empty() && world.failures().is_empty());
    let newer = Sink::with(Offers { tls: Some(pair.acceptor()), ..Offers::default() }).await;
    let _outward = start(&newer);
    world.pass(10 * MINUTES);
    assert!(newer.wait(1).await[0].encrypted);
}
