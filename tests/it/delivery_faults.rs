//! F5, one table: what a far side does wrong, and what becomes of each recipient, as a personal copy, as
//! a grouped one, as a mail of our own. Then better days come: who was put off gets it once, whose
//! answer was lost gets it again, and nobody else gets anything twice (promise P3).

use std::time::Duration;

use palabre::daemon::deliver::Exit;
use palabre::list::settings::Copies;
use palabre::list::{ListId, PersonId};
use palabre::mail::address::Address;
use palabre::mail::message_id::ReversePath;
use palabre::smtp::client::{Client, Timeouts};
use palabre::store::outbox::{self, Load, OwnMail};
use palabre::store::record::Blob;
use palabre::store::{bounces, people};
use tokio::task::JoinSet;

use super::delivery::{MINUTES, accept, recipients, world};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::{Behaviour, Fault, Sink};
use crate::harness::world::World;

/// In this order over one connection; `x` is the one whom things happen to.
const PEOPLE: [&str; 3] = ["a@example.org", "x@example.org", "z@example.org"];

/// Cases that run side by side.
const AT_ONCE: usize = 8;

/// How the mail under test comes to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Personal,
    Grouped,
    Own,
}

/// What happens, and what becomes of `a`, `x` and `z`: `ok`; `later`; `lost` when it may have arrived and
/// is tried again; or the status of a refusal for good, with `*` when it counts against them. Then the
/// connections that it took.
struct Case {
    to_x: Behaviour,
    to_all: Fault,
    alone: &'static str,
    grouped: &'static str,
}

fn x(to_x: Behaviour, alone: &'static str, grouped: &'static str) -> Case {
    Case { to_x, to_all: Fault::None, alone, grouped }
}

fn all(to_all: Fault, alone: &'static str, grouped: &'static str) -> Case {
    Case { to_x: Behaviour::Accept, to_all, alone, grouped }
}

fn cases() -> Vec<Case> {
    let at_rcpt = |reply: &str| Behaviour::AtRcpt(reply.to_owned());
    let at_end = |reply: &str| Behaviour::AtEnd(reply.to_owned());
    let at_mail = |reply: &str| Fault::AtMail(reply.to_owned());
    let at_banner = |reply: &str| Fault::AtBanner(reply.to_owned());
    let wordy = |code: &str| {
        let lines = format!("{code}-5.1.1 Words and more words for the one who reads\r\n");
        format!("{}{code} 5.1.1 Nobody", lines.repeat(64 * 1024 / lines.len()))
    };
    vec![
        x(Behaviour::Accept, "ok ok ok, 1", "ok ok ok, 1"),
        // At RCPT: theirs alone.
        x(at_rcpt("450 4.2.0 Greylisted"), "ok later ok, 1", "ok later ok, 1"),
        x(at_rcpt("452 4.2.2 Full"), "ok later ok, 1", "ok later ok, 1"),
        x(at_rcpt("550 5.1.1 Nobody"), "ok 5.1.1* ok, 1", "ok 5.1.1* ok, 1"),
        x(at_rcpt("550 5.7.1 Not from you"), "ok 5.7.1 ok, 1", "ok 5.7.1 ok, 1"),
        // A reply without words, without a status, in Latin-1, of 64 kB.
        x(at_rcpt("550 5.1.1"), "ok 5.1.1* ok, 1", "ok 5.1.1* ok, 1"),
        x(at_rcpt("550"), "ok 5.0.0* ok, 1", "ok 5.0.0* ok, 1"),
        x(at_rcpt("450 4.2.0"), "ok later ok, 1", "ok later ok, 1"),
        x(at_rcpt("550 Boîte inconnue"), "ok 5.0.0* ok, 1", "ok 5.0.0* ok, 1"),
        x(at_rcpt(&wordy("550")), "ok 5.1.1* ok, 1", "ok 5.1.1* ok, 1"),
        x(at_rcpt(&wordy("450")), "ok later ok, 1", "ok later ok, 1"),
        // The connection ends: with words, or without.
        x(Behaviour::HangUp, "ok later ok, 3", "later later later, 1"),
        x(Behaviour::Vanish, "ok later ok, 3", "later later later, 1"),
        // After the final dot: of the message, so of no address unless it says so.
        x(at_end("451 4.3.0 Failed"), "ok later ok, 1", "later later later, 1"),
        x(at_end("452 4.2.2 Full"), "ok later ok, 1", "ok later ok, 1"),
        x(at_end("421 4.3.2 Closing"), "ok later ok, 3", "later later later, 1"),
        x(at_end("554 5.7.1 Spam"), "ok 5.7.1 ok, 1", "5.7.1 5.7.1 5.7.1, 1"),
        x(at_end("554 No"), "ok 5.6.0 ok, 1", "5.6.0 5.6.0 5.6.0, 1"),
        x(at_end("550 5.1.1 Nobody"), "ok 5.1.1* ok, 1", "ok 5.1.1* ok, 1"),
        // No reply: in the middle of the message, after it, never, or after an hour.
        x(Behaviour::Drop, "ok later ok, 2", "later later later, 1"),
        x(Behaviour::Lost, "ok lost ok, 2", "lost lost lost, 1"),
        x(Behaviour::Slow, "ok lost ok, 2", "lost lost lost, 1"),
        x(Behaviour::Crawl, "ok later ok, 2", "later later later, 1"),
        // Before anybody was named.
        all(
            at_banner("421 4.3.2 Too many connections"),
            "later later later, 1",
            "later later later, 1",
        ),
        all(at_banner("554 5.7.1 Not you"), "later later later, 1", "later later later, 1"),
        all(at_banner(&wordy("554")), "later later later, 1", "later later later, 1"),
        all(at_mail("421 4.7.0 Slow down"), "later later later, 1", "later later later, 1"),
        all(at_mail("451 4.7.1 Later"), "later later later, 1", "later later later, 1"),
        all(at_mail("550 5.7.1 Not you"), "5.7.1 5.7.1 5.7.1, 1", "5.7.1 5.7.1 5.7.1, 1"),
        all(at_mail("530 5.7.0 Log in"), "later later later, 3", "later later later, 1"),
        all(Fault::Silent, "later later later, 3", "later later later, 1"),
        // Full, for one transaction: the rest go in another, and nobody waits.
        all(Fault::Most(2), "ok ok ok, 1", "ok ok ok, 1"),
        all(Fault::Most(1), "ok ok ok, 1", "ok ok ok, 1"),
        // TLS offered and broken: in the clear, on a second connection.
        all(Fault::NoTls, "ok ok ok, 2", "ok ok ok, 2"),
    ]
}

async fn run(kind: Kind) {
    let (mut waiting, mut wrong) = (cases(), Vec::new());
    while !waiting.is_empty() {
        let mut running = JoinSet::new();
        for case in waiting.split_off(waiting.len().saturating_sub(AT_ONCE)) {
            running.spawn(async move { case.run(kind).await });
        }
        wrong.extend(running.join_all().await.into_iter().flatten());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn faults_and_personal_copies() {
    run(Kind::Personal).await;
}

#[tokio::test]
async fn faults_and_grouped_copies() {
    run(Kind::Grouped).await;
}

#[tokio::test]
async fn faults_and_mail_of_our_own() {
    run(Kind::Own).await;
}

impl Case {
    /// What went otherwise than it should have.
    async fn run(self, kind: Kind) -> Option<String> {
        let (world, list) = world(&PEOPLE, |s| {
            s.copies = if kind == Kind::Grouped { Copies::Grouped } else { Copies::Personal };
        });
        let sink = Sink::start().await;
        let to_x = self.to_x.clone();
        sink.script(move |to| if to == PEOPLE[1] { to_x.clone() } else { Behaviour::Accept });
        sink.fail(self.to_all.clone());
        let _outward = Outward::with(&world, self.exit(&sink));
        match kind {
            Kind::Own => PEOPLE.iter().for_each(|to| own_mail(&world, list, to)),
            _ => accept(&world, 1).await,
        }
        world.until("everybody's answer", |w| w.is_fanned_out() && is_at_rest(w)).await;
        let seen = PEOPLE.map(|to| what_became_of(&world, &sink, to));
        let got = format!("{}, {}", seen.join(" "), sink.connections());
        let want = if kind == Kind::Grouped { self.grouped } else { self.alone };
        if got != want {
            return Some(format!("{:.90}: {got}; expected {want}", self.name()));
        }
        sink.script(|_| Behaviour::Accept);
        sink.fail(Fault::None);
        world.pass(7 * MINUTES);
        world.until_sent().await;
        let copies = recipients(&sink.mails());
        PEOPLE.iter().zip(&seen).find_map(|(to, seen)| {
            let want = match seen.as_str() {
                "ok" | "later" => 1,
                "lost" => 2,
                _ => 0,
            };
            let got = copies.get(*to).copied().unwrap_or_default();
            (got != want).then(|| format!("{:.90}: {to} got {got} of {want}", self.name()))
        })
    }

    fn name(&self) -> String {
        format!("{:?} {:?}", self.to_x, self.to_all)
    }

    /// One connection at a time; patient but where the fault is silence.
    fn exit(&self, sink: &Sink) -> Exit {
        let long = Duration::from_secs(20);
        let short = Duration::from_secs(2);
        let silent = matches!(self.to_x, Behaviour::Slow | Behaviour::Crawl);
        let message = if silent { short } else { long };
        let command = if self.to_all == Fault::Silent { short } else { long };
        let timeouts = Timeouts { connect: long, greeting: long, command, message };
        let client = Client::new("lists.example.org", timeouts).unwrap();
        Exit { route: relay(sink), client, connections: 1, per_destination: 1 }
    }
}

/// Whether all that is left waits for its time.
fn is_at_rest(world: &World) -> bool {
    let now = world.site.clock.now();
    world.rows().iter().all(|row| row.due > now)
}

fn person(world: &World, to: &str) -> PersonId {
    people::find(&world.site.store, &Address::parse(to).unwrap()).unwrap().unwrap().id
}

fn own_mail(world: &World, list: ListId, to: &str) {
    let address = Address::parse(to).unwrap();
    let now = world.site.clock.now();
    let bounces = Address::parse("cdp-bounces@lists.example.org").unwrap();
    let raw = "From: cdp-owner@lists.example.org\r\nSubject: Hi\r\n\r\n1\r\n2\r\n3\r\n4\r\n";
    world.write(|tx| {
        let person = Some(people::find_or_create(tx, &address, None)?.id);
        let reverse_path = ReversePath::Address(bounces);
        let raw = Blob::new(raw.as_bytes());
        let mail = OwnMail { reverse_path, to: address, list: Some(list), person, raw };
        outbox::enqueue_mail(tx, mail, now)
    });
}

/// In the words of [`Case`].
fn what_became_of(world: &World, sink: &Sink, to: &str) -> String {
    let who = person(world, to);
    let waits = world.rows().iter().any(|row| match &row.load {
        Load::Copies { people, .. } => people.contains(&who),
        Load::Mail { to: address, .. } => address.as_str() == to,
    });
    let came = recipients(&sink.mails()).contains_key(to);
    let failure = world.failures().into_iter().find(|f| f.to.as_str() == to);
    let counts = bounces::get(&world.site.store, who).unwrap().is_some();
    match (came, waits, failure, counts) {
        (true, false, None, false) => "ok".to_owned(),
        (false, true, None, false) => "later".to_owned(),
        (true, true, None, false) => "lost".to_owned(),
        (false, false, Some(f), true) => format!("{}*", f.status),
        (false, false, Some(f), false) => f.status,
        odd => format!("{odd:?}"),
    }
}
