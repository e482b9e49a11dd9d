//! From an accepted post to the last member: who gets what, what a refusal does, and what a stop, a
//! kill or a slow host does not do (promises P2 to P4).

use std::collections::BTreeMap;

use palabre::daemon::deliver::Route;
use palabre::daemon::fanout;
use palabre::list::ListId;
use palabre::list::member::Delivery;
use palabre::list::settings::{Copies, Language, Preset, Settings};
use palabre::mail::address::Address;
use palabre::mail::message_id::ReversePath;
use palabre::store::outbox::{self, FanoutPart, Load, OwnMail};
use palabre::store::record::Blob;
use palabre::store::{Durability, articles, bounces, people};

use crate::harness::dns::{Dns, Zone};
use crate::harness::outward::{Outward, direct, relay};
use crate::harness::sink::{Behaviour, Mail, Offers, Sink};
use crate::harness::world::World;

const LIST: &str = "cdp@lists.example.org";
pub(crate) const MINUTES: i64 = 60;
const HOURS: i64 = 60 * MINUTES;

pub(crate) fn post(n: usize) -> String {
    format!(
        "From: Ann Lee <ann@example.org>\r\nTo: {LIST}\r\nSubject: Post {n}\r\n\
         Message-ID: <p{n}@example.org>\r\nDate: Mon, 27 May 2019 08:00:00 -0400\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello {n}\r\n"
    )
}

/// A world with one list, its author and these other members.
pub(crate) fn world(members: &[&str], change: impl FnOnce(&mut Settings)) -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(LIST, |settings| {
        settings.language = Language::new("en");
        change(settings);
    });
    world.member(list, "ann@example.org", Delivery::None);
    for member in members {
        world.member(list, member, Delivery::Each);
    }
    (world, list)
}

pub(crate) async fn accept(world: &World, n: usize) {
    let verdict = world.mail("ann@example.org", LIST, &post(n)).await;
    assert!(verdict.is_accepted(), "{verdict:?}");
}

pub(crate) fn recipients(mails: &[Mail]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for to in mails.iter().flat_map(|mail| &mail.to) {
        *found.entry(to.clone()).or_default() += 1;
    }
    found
}

pub(crate) fn once(members: &[&str]) -> BTreeMap<String, usize> {
    members.iter().map(|m| ((*m).to_owned(), 1)).collect()
}

#[tokio::test]
async fn each_member_gets_a_copy_of_their_own() {
    let (world, list) = world(&["b@example.org", "c@example.net"], |_| ());
    world.member(list, "daily@example.org", Delivery::Daily);
    let gone = world.member(list, "gone@example.org", Delivery::Each);
    world.write(|tx| {
        let mut member = people::membership(tx, list, gone)?.unwrap();
        member.suspended = Some("bounces".to_owned());
        people::put_membership(tx, &member);
        Ok(())
    });
    let sink = Sink::start().await;
    let outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    let mails = sink.wait(2).await;
    world.until_sent().await;
    assert_eq!(recipients(&mails), once(&["b@example.org", "c@example.net"]));
    for mail in &mails {
        assert!(mail.from.starts_with("cdp-bounces+b"), "{}", mail.from);
        assert!(mail.header("list-unsubscribe").unwrap().starts_with("<mailto:cdp-leave+u"));
        assert_eq!(mail.header("from").unwrap(), "Ann Lee <ann@example.org>");
        assert!(mail.text().contains("\r\n\r\nHello 1\r\n\r\n-- \r\ncdp\r\n"), "{}", mail.text());
        assert!(mail.text().contains("To leave this community, write to cdp-leave+u"));
    }
    assert_ne!(mails[0].from, mails[1].from);
    // The same path for the next post: greylisting must not start again.
    accept(&world, 2).await;
    let later = sink.wait(4).await;
    let path = |mails: &[Mail], to: &str| {
        mails.iter().rev().find(|m| m.to[0] == to).map(|m| m.from.clone())
    };
    assert_eq!(path(&mails, "b@example.org"), path(&later, "b@example.org"));
    outward.stop().await;
    assert!(world.failures().is_empty());
}

#[tokio::test]
async fn transparent_copies_keep_the_body_to_the_octet() {
    let (world, _) = world(&["b@example.org"], |s| s.preset = Preset::Transparent);
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    let body = ".dot\r\n..two\r\n  \r\nété \r\n\r\n\r\n";
    let raw = post(1).replace("Hello 1\r\n", body);
    assert!(world.mail("ann@example.org", LIST, &raw).await.is_accepted());
    let mail = sink.wait(1).await.remove(0);
    let (_, received) =
        mail.text().split_once("\r\n\r\n").map(|(h, b)| (h.to_owned(), b.to_owned())).unwrap();
    assert_eq!(received, body);
    assert_eq!(mail.parameters, "BODY=8BITMIME");
}

#[tokio::test]
async fn grouped_copies_share_a_transaction_and_name_nobody() {
    let members = ["b@example.org", "c@example.net", "x450@example.org", "x550@example.org"];
    let (world, _) = world(&members, |s| s.copies = Copies::Grouped);
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    let mail = sink.wait(1).await.remove(0);
    assert_eq!(recipients(std::slice::from_ref(&mail)), once(&["b@example.org", "c@example.net"]));
    assert_eq!(mail.from, "cdp-bounces@lists.example.org");
    let way_out = "<mailto:cdp-leave@lists.example.org>";
    assert_eq!(mail.header("list-unsubscribe").as_deref(), Some(way_out));
    assert!(!mail.text().contains("cdp-leave+"));
    // One row of its own for who was refused for now, one record for who was refused for good.
    world.until("a row for x450", |w| w.counts().deferred == 1).await;
    assert_eq!(world.counts().copies, 1);
    assert_eq!(world.failures()[0].to.as_str(), "x550@example.org");
}

/// F5: each class of answer, recipient by recipient; nobody delays anybody (P4).
#[tokio::test]
async fn every_answer_has_its_consequence() {
    let fine = ["b@example.org", "c@example.org"];
    let later = ["x450@example.org", "x451@example.org", "x421@example.org", "xdrop@example.org"];
    let unknown = ["xlost@example.org", "xslow@example.org"];
    let never = ["x550@example.org", "x554@example.org"];
    let all: Vec<&str> = [&fine[..], &later, &unknown, &never].concat();
    let (world, list) = world(&all, |_| ());
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    world.until("rows for those to try again", |w| w.counts().deferred > 0).await;
    let waiting: usize = world.rows().iter().map(|row| row.load.copies()).sum();
    assert_eq!(waiting, later.len() + unknown.len());
    let now = world.site.clock.now();
    for row in world.rows() {
        let wait = row.due.duration_since(now).as_secs();
        assert!((5 * MINUTES..=6 * MINUTES).contains(&wait), "{wait}");
        assert_eq!((row.history.tries, row.history.since), (1, now));
        assert!(!row.history.last.is_empty());
    }
    let failures: BTreeMap<String, String> =
        world.failures().into_iter().map(|f| (f.to.to_string(), f.status)).collect();
    let want = [("x550@example.org", "5.1.1"), ("x554@example.org", "5.7.1")];
    assert_eq!(failures, want.map(|(to, status)| (to.to_owned(), status.to_owned())).into());
    assert!(world.failures().iter().all(|f| f.list == Some(list) && f.person.is_some()));
    assert_eq!(recipients(&sink.mails()), once(&[&fine[..], &unknown].concat()));
    // Better days: what was refused for good is never tried again.
    sink.script(|_| Behaviour::Accept);
    world.pass(10 * MINUTES);
    world.until_sent().await;
    let mut want = once(&[&fine[..], &later].concat());
    want.extend(unknown.map(|to| (to.to_owned(), 2)));
    assert_eq!(recipients(&sink.mails()), want);
}

#[tokio::test]
async fn intervals_grow_and_after_five_days_there_is_a_record() {
    let (world, _) = world(&["x450@example.org"], |_| ());
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    let mut waits = Vec::new();
    for tries in 1..=200 {
        let ended = |w: &World| {
            !w.failures().is_empty() || w.rows().first().is_some_and(|r| r.history.tries == tries)
        };
        world.until("an attempt", ended).await;
        let Some(row) = world.rows().pop() else { break };
        waits.push(row.due.duration_since(world.site.clock.now()).as_secs());
        world.pass(waits[waits.len() - 1]);
    }
    assert!(waits.windows(2).take(3).all(|w| w[1] > w[0] * 3 / 2), "{waits:?}");
    assert!(waits.iter().all(|w| *w <= 72 * MINUTES), "{waits:?}");
    let total: i64 = waits.iter().sum();
    assert!((115 * HOURS..=125 * HOURS).contains(&total), "{total}");
    let failure = world.failures().remove(0);
    assert_eq!(failure.status, "4.4.7");
    assert!(failure.text.contains("450 4.2.0 Busy"), "{}", failure.text);
    // It says nothing of the address, and is there for who asks.
    let person = failure.person.unwrap();
    assert_eq!(bounces::get(&world.site.store, person).unwrap(), None);
    assert_eq!(outbox::failures_of(&world.site.store, person).unwrap(), [failure]);
    assert!(world.rows().is_empty() && sink.mails().is_empty());
}

/// A far side that takes the message and never says so gets it again, but not every hour for five days.
#[tokio::test]
async fn a_reply_lost_each_time_repeats_the_copy_ever_later() {
    let (world, _) = world(&["xlost@example.org", "b@example.org"], |_| ());
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    for tries in 1..=50 {
        let ended = |w: &World| {
            !w.failures().is_empty() || w.rows().first().is_some_and(|r| r.history.tries == tries)
        };
        world.until("an attempt", ended).await;
        let Some(row) = world.rows().pop() else { break };
        world.pass(row.due.duration_since(world.site.clock.now()).as_secs());
    }
    assert_eq!(world.failures()[0].status, "4.4.7");
    let copies = recipients(&sink.mails());
    assert_eq!(copies["b@example.org"], 1);
    assert!((5..=10).contains(&copies["xlost@example.org"]), "{copies:?}");
}

/// Promise P3: whatever was settled before a kill is not sent again after it.
#[tokio::test]
async fn a_restart_repeats_nothing_settled() {
    let mut members: Vec<String> = (0..60).map(|n| format!("m{n}@example.org")).collect();
    members.push("xslow@example.org".to_owned());
    let names: Vec<&str> = members.iter().map(String::as_str).collect();
    let (world, _) = world(&names, |_| ());
    let sink = Sink::start().await;
    let outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    world
        .until("sixty settled", |w| {
            let settled = |row: &outbox::Row| outbox::settled(&w.site.store, row.id).unwrap().len();
            w.rows().first().is_some_and(|row| settled(row) == 60)
        })
        .await;
    sink.wait(61).await;
    outward.kill().await;
    sink.script(|_| Behaviour::Accept);
    let _again = Outward::start(&world, relay(&sink));
    world.until_sent().await;
    let mut want = once(&names);
    want.insert("xslow@example.org".to_owned(), 2);
    assert_eq!(recipients(&sink.mails()), want);
    assert!(world.failures().is_empty());
}

#[tokio::test]
async fn a_stop_ends_what_is_under_way_and_loses_nothing() {
    let members: Vec<String> = (0..200).map(|n| format!("m{n}@example.org")).collect();
    let names: Vec<&str> = members.iter().map(String::as_str).collect();
    let (world, _) = world(&names, |_| ());
    let sink = Sink::start().await;
    accept(&world, 1).await;
    let mut rounds = 0;
    while rounds == 0 || !world.is_fanned_out() || !world.rows().is_empty() {
        let before = sink.mails().len();
        let outward = Outward::start(&world, relay(&sink));
        sink.wait((before + 30).min(200)).await;
        outward.stop().await;
        rounds += 1;
        assert!(rounds < 20);
    }
    assert_eq!(recipients(&sink.mails()), once(&names), "each once, over {rounds} rounds");
}

#[tokio::test]
async fn names_decide_where_mail_goes() {
    let domains = ["null", "unknown", "failing", "refusing", "empty", "bare", "fallback"];
    let members = domains.map(|domain| format!("m@{domain}.example"));
    let names: Vec<&str> = members.iter().map(String::as_str).collect();
    let (world, _) = world(&names, |_| ());
    let sink = Sink::start().await;
    let here = sink.address().ip();
    let dns = Dns::start().await;
    use hickory_resolver::proto::op::ResponseCode;
    dns.set("null.example", Zone::Mx(vec![(0, String::new())]))
        .set("failing.example", Zone::Code(ResponseCode::ServFail))
        .set("refusing.example", Zone::Code(ResponseCode::Refused))
        .set("empty.example", Zone::Empty)
        .set("bare.example", Zone::Host(here))
        .set(
            "fallback.example",
            Zone::Mx(vec![(5, "gone.example".into()), (9, "mx.example".into())]),
        )
        .set("mx.example", Zone::Host(here));
    let _outward = Outward::start(&world, direct(dns.resolver(), sink.address().port()));
    accept(&world, 1).await;
    let all = |w: &World| (w.counts().rows, w.counts().deferred) == (3, 3) && w.is_fanned_out();
    world.until("three rows", all).await;
    assert_eq!(recipients(&sink.mails()), once(&["m@bare.example", "m@fallback.example"]));
    let failures: BTreeMap<String, String> =
        world.failures().into_iter().map(|f| (f.to.to_string(), f.status)).collect();
    let want = [("m@null.example", "5.1.10"), ("m@unknown.example", "5.1.2")];
    assert_eq!(failures, want.map(|(to, status)| (to.to_owned(), status.to_owned())).into());
}

#[tokio::test]
async fn an_older_far_side_gets_what_it_understands() {
    let (world, _) = world(&["b@example.org", "zoé@example.org"], |_| ());
    let extensions = vec!["PIPELINING".to_owned()];
    let sink = Sink::with(Offers { extensions, ..Offers::default() }).await;
    let _outward = Outward::start(&world, relay(&sink));
    let raw = post(1).replace("Hello 1", "été");
    assert!(world.mail("ann@example.org", LIST, &raw).await.is_accepted());
    let mail = sink.wait(1).await.remove(0);
    assert!(mail.data.is_ascii());
    assert!(mail.text().contains("=C3=A9t=C3=A9"), "{}", mail.text());
    assert_eq!(mail.parameters, "");
    world.until_sent().await;
    let failure = world.failures().remove(0);
    assert_eq!((failure.to.as_str(), failure.status.as_str()), ("zoé@example.org", "5.6.7"));
    // A newer one takes both.
    let newer = Sink::start().await;
    let (world, _) = self::world(&["zoé@example.org"], |_| ());
    let _outward = Outward::start(&world, relay(&newer));
    accept(&world, 1).await;
    let mail = newer.wait(1).await.remove(0);
    assert_eq!((mail.to[0].as_str(), mail.parameters.as_str()), ("zoé@example.org", "SMTPUTF8"));
}

/// T-bcc: what authors hide or ask for does not reach members.
#[tokio::test]
async fn hidden_fields_do_not_leave() {
    let (world, _) = world(&["b@example.org"], |_| ());
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    let hidden = [
        "Bcc",
        "Resent-Bcc",
        "Return-Receipt-To",
        "Disposition-Notification-To",
        "X-Confirm-Reading-To",
        "Approved",
        "X-Approved",
        "Authorization",
        "Delivered-To",
        "X-Original-To",
        "Envelope-To",
        "Return-Path",
        "Errors-To",
    ];
    let canaries: String = hidden
        .iter()
        .enumerate()
        .map(|(n, name)| format!("{name}: canary{n} <canary{n}@example.com>\r\n"))
        .collect();
    let raw = format!("{canaries}{}", post(1));
    let verdict = world.mail("ann@example.org", LIST, &raw).await;
    assert!(verdict.is_accepted(), "{verdict:?}");
    let mail = sink.wait(1).await.remove(0);
    assert!(!mail.text().contains("canary"), "{}", mail.text());
}

#[tokio::test]
async fn our_own_mail_goes_the_same_way() {
    let (world, list) = world(&[], |_| ());
    let mail = |to: &str, reverse_path| OwnMail {
        reverse_path,
        to: Address::parse(to).unwrap(),
        list: Some(list),
        person: None,
        raw: Blob::new(b"From: cdp-owner@lists.example.org\r\nSubject: Hi\r\n\r\n.\r\n"),
    };
    let now = world.site.clock.now();
    let bounces = ReversePath::Address(Address::parse("cdp-bounces@lists.example.org").unwrap());
    for (to, path) in [
        ("b@example.org", bounces.clone()),
        ("c@example.org", ReversePath::Null),
        ("x550@example.org", bounces.clone()),
        ("x450@example.org", bounces),
    ] {
        world.write(|tx| outbox::enqueue_mail(tx, mail(to, path), now));
    }
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    world.until("one row", |w| w.counts().rows == 1 && w.counts().deferred == 1).await;
    let mails = sink.mails();
    assert_eq!(recipients(&mails), once(&["b@example.org", "c@example.org"]));
    let null = mails.iter().find(|m| m.to[0] == "c@example.org").unwrap();
    assert_eq!(null.from, "");
    assert!(null.text().ends_with("Subject: Hi\r\n\r\n.\r\n"), "{}", null.text());
    assert_eq!(world.failures()[0].to.as_str(), "x550@example.org");
    sink.script(|_| Behaviour::Accept);
    world.pass(10 * MINUTES);
    world.until_sent().await;
    assert_eq!(sink.mails().len(), 3);
}

#[tokio::test]
async fn into_maildirs() {
    let (world, _) = world(&["b@example.org", "c@example.net"], |_| ());
    let folder = world.site.data.join("outbox");
    let route = Route::Maildir { folder: folder.clone(), durability: Durability::Written };
    let _outward = Outward::start(&world, route);
    accept(&world, 1).await;
    world.until_sent().await;
    for to in ["b@example.org", "c@example.net"] {
        let new: Vec<_> = std::fs::read_dir(folder.join(to).join("new")).unwrap().collect();
        assert_eq!(new.len(), 1);
        let text = std::fs::read_to_string(new[0].as_ref().unwrap().path()).unwrap();
        assert!(text.starts_with("Return-Path: <cdp-bounces+b"), "{text}");
        assert!(text.contains(&format!("\r\nDelivered-To: {to}\r\n")), "{text}");
        for part in ["tmp", "cur"] {
            assert_eq!(std::fs::read_dir(folder.join(to).join(part)).unwrap().count(), 0);
        }
    }
}

#[tokio::test]
async fn who_left_meanwhile_gets_nothing_more() {
    let (world, list) = world(&["x450@example.org", "b@example.org"], |_| ());
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    world.until("a row to try again", |w| w.counts().deferred == 1).await;
    world.write(|tx| {
        let address = Address::parse("x450@example.org").unwrap();
        let person = people::find(tx, &address)?.unwrap();
        people::remove_membership(tx, list, person.id);
        Ok(())
    });
    sink.script(|_| Behaviour::Accept);
    world.pass(10 * MINUTES);
    world.until_sent().await;
    assert_eq!(recipients(&sink.mails()), once(&["b@example.org"]));
}

/// A fanout that a crash cut in two goes on where it was, and queues nobody twice.
#[tokio::test]
async fn a_fanout_goes_on_after_a_crash() {
    let names = ["a@a.example", "b@b.example", "c@c.example", "d@d.example"];
    let (world, _) = world(&names, |_| ());
    accept(&world, 1).await;
    let event = articles::last_event(&world.site.store).unwrap();
    world.write(|tx| {
        let person = people::find(tx, &Address::parse("b@b.example").unwrap())?.unwrap().id;
        let domain = "b.example".to_owned();
        outbox::put_fanout_part(tx, &FanoutPart { event, domain, person });
        Ok(())
    });
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || fanout::step(&site)).await.unwrap().unwrap();
    assert_eq!(world.counts().copies, 2);
    assert!(world.is_fanned_out());
    assert_eq!(outbox::fanout_part(&world.site.store).unwrap(), None);
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || fanout::step(&site)).await.unwrap().unwrap();
    assert_eq!(world.counts().copies, 2);
}

#[tokio::test]
async fn a_list_that_is_gone_leaves_nothing_behind() {
    let (world, list) = world(&["x450@example.org"], |_| ());
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    world.until("a row to try again", |w| w.counts().deferred == 1).await;
    world.write(|tx| {
        let settings = palabre::store::lists::get(tx, list)?.unwrap();
        palabre::store::lists::remove(tx, list, &settings);
        Ok(())
    });
    world.pass(60 * MINUTES);
    world.until_sent().await;
    assert!(sink.mails().is_empty());
    assert!(!world.rows().iter().any(|r| matches!(r.load, Load::Copies { .. })));
}

/// Each reader's footer is in their language; the post stays as it was written.
#[tokio::test]
async fn footers_speak_the_readers_language() {
    let (world, list) = world(&["b@example.org"], |_| ());
    let zoe = world.member(list, "zoe@example.org", Delivery::Each);
    world.write(|tx| {
        let mut person = people::get(tx, zoe)?.unwrap();
        person.language = Some(Language::new("fr"));
        people::put(tx, &person);
        Ok(())
    });
    let sink = Sink::start().await;
    let _outward = Outward::start(&world, relay(&sink));
    accept(&world, 1).await;
    let mails = sink.wait(2).await;
    let to = |who: &str| mails.iter().find(|m| m.to[0] == who).unwrap().text();
    assert!(to("b@example.org").contains("To reply to everyone"));
    assert!(to("zoe@example.org").contains("Pour r=C3=A9pondre =C3=A0 tout le monde"));
}
