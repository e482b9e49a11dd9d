//! Mail that comes back: what counts and what does not, the question before anything is suspended, who
//! is told, and the way back.

use palabre::daemon::bounces as judging;
use palabre::daemon::digests;
use palabre::list::address::Addresses;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Language;
use palabre::list::{ListId, PersonId};
use palabre::mail::address::Address;
use palabre::mail::message_id::ReversePath;
use palabre::store::bounces::{self, Score};
use palabre::store::outbox::{self, Load};
use palabre::store::people;

use crate::delivery;
use crate::harness::letters::{Letter, last_to, own, written};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::Sink;
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const CDP_BOUNCES: &str = "cdp-bounces@lists.example.org";
const ZOE: &str = "zoe@example.org";
const ANN: &str = "ann@example.com";
const DAY: i64 = 86_400;
const UNKNOWN: (&str, &str) = ("5.1.1", "smtp; 550 5.1.1 No such user");

/// A list that Ann animates and Zoé reads.
fn world() -> (World, ListId, PersonId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| s.name = "Jardins".to_owned());
    world.member_as(list, ANN, Delivery::Each, Role::Animator);
    let zoe = world.member(list, ZOE, Delivery::Each);
    (world, list, zoe)
}

/// Where a member's mail comes back to.
fn back(world: &World, list: &str, person: PersonId) -> String {
    let list = Address::parse(list).unwrap();
    Addresses { list: &list, secret: &world.site.secret }.bounce(person).to_string()
}

/// Where the last question whether mail arrives comes back to.
fn probe_path(world: &World) -> String {
    let mut found = None;
    outbox::each_row(&world.site.store, |row| {
        if let Load::Mail { reverse_path: ReversePath::Address(path), .. } = row.load
            && path.local().contains("-bounces+p")
        {
            found = Some(path.to_string());
        }
    })
    .unwrap();
    found.expect("a question")
}

fn dsn((status, said): (&str, &str)) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.org\nTo: cdp-bounces@lists.example.org\nSubject: Undelivered\n\
         MIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; {ZOE}\nAction: failed\n\
         Status: {status}\nDiagnostic-Code: {said}\n\n--b\n\
         Content-Type: text/rfc822-headers\n\nTo: {CDP}\n--b--\n"
    )
}

fn score(world: &World, person: PersonId) -> Option<Score> {
    bounces::get(&world.site.store, person).unwrap()
}

fn days(world: &World, person: PersonId) -> usize {
    score(world, person).map_or(0, |s| s.days.len())
}

fn suspended(world: &World, list: ListId, person: PersonId) -> Option<String> {
    people::membership(&world.site.store, list, person).unwrap().unwrap().suspended
}

/// Lets a day pass, and judges.
async fn pass(world: &World, days: i64) {
    for _ in 0..days {
        world.pass(DAY);
        let site = world.site.clone();
        tokio::task::spawn_blocking(move || judging::step(&site).unwrap()).await.unwrap();
    }
}

/// Everything to these people comes back on so many days.
async fn come_back(world: &World, people: &[PersonId], days: i64) {
    for _ in 0..days {
        for person in people {
            let to = back(world, CDP, *person);
            assert!(world.mail("", &to, &dsn(UNKNOWN)).await.is_accepted());
        }
        pass(world, 1).await;
    }
}

fn to(world: &World, who: &str) -> Vec<Letter> {
    own(world).into_iter().filter(|m| m.to == who).collect()
}

#[tokio::test]
async fn forged_reports_change_nothing() {
    let (world, _, zoe) = world();
    world.list("autre@lists.example.org");
    let own = back(&world, CDP, zoe);
    let (local, domain) = own.split_once('@').unwrap();
    let other = back(&world, "autre@lists.example.org", zoe);
    let moved = other.replacen("autre-", "cdp-", 1);
    // A token that looks like a question's, and one of a number that nobody has.
    let probe = own.replacen("+b", "+p", 1);
    let nobody = back(&world, CDP, PersonId(4_000));
    for n in 0..100_u32 {
        let guessed = format!("{}{:02}@{domain}", &local[..local.len() - 2], n);
        for (from, to) in [
            ("", CDP_BOUNCES),
            ("", if guessed == own { CDP_BOUNCES } else { &guessed }),
            ("", moved.as_str()),
            ("evil@example.net", own.as_str()),
            ("", if n % 2 == 0 { probe.as_str() } else { nobody.as_str() }),
        ] {
            assert!(world.mail(from, to, &dsn(UNKNOWN)).await.is_accepted());
        }
    }
    // They are no member there: the token of that list is one nobody was sent.
    world.mail("", &other, &dsn(UNKNOWN)).await;
    assert_eq!(score(&world, zoe), None);
    assert!(own_is_silent(&world));
}

fn own_is_silent(world: &World) -> bool {
    own(world).is_empty()
}

#[tokio::test]
async fn a_day_counts_once_however_much_comes_back() {
    let (world, list, zoe) = world();
    let (path, raw) = (back(&world, CDP, zoe), dsn(UNKNOWN));
    for _ in 0..1000 {
        world.mail("", &path, &raw).await;
    }
    assert_eq!(days(&world, zoe), 1);
    pass(&world, 1).await;
    assert_eq!((days(&world, zoe), suspended(&world, list, zoe)), (1, None));
    pass(&world, 14).await;
    assert_eq!(score(&world, zoe), None, "forgotten");
    assert!(own_is_silent(&world));
}

#[tokio::test]
async fn absences_refusals_of_content_and_delays_never_count() {
    let (world, _, zoe) = world();
    let path = back(&world, CDP, zoe);
    let away = written(ZOE, &path, "Absence", "Je reviens bientôt.").replacen(
        "MIME-",
        "Auto-Submitted: auto-replied\nMIME-",
        1,
    );
    for _ in 0..8 {
        world.mail("", &path, &away).await;
        for refused in [
            ("5.7.1", "smtp; 550 5.7.1 Listed as spam"),
            ("5.0.0", "smtp; 554 5.7.509 DMARC"),
            ("4.4.1", "smtp; no answer"),
            ("4.4.7", "smtp; expired"),
            ("5.3.4", "smtp; 552 5.3.4 Too big"),
        ] {
            world.mail("", &path, &dsn(refused)).await;
        }
        world.mail("", &path, &written(ZOE, &path, "Bonjour", "Un mot d'une personne.")).await;
        pass(&world, 1).await;
    }
    assert_eq!(score(&world, zoe), None);
}

#[tokio::test]
async fn five_days_bring_a_question_and_only_its_return_suspends() {
    let (world, list, zoe) = world();
    let autre = world.list("autre@lists.example.org");
    world.member(autre, ZOE, Delivery::Weekly);
    come_back(&world, &[zoe], 4).await;
    assert!(own_is_silent(&world));
    come_back(&world, &[zoe], 1).await;
    let asked = last_to(&world, ZOE);
    assert_eq!(asked.subject, "« Jardins » : nos courriels vous arrivent-ils?");
    assert!(asked.raw.contains("Auto-Submitted: auto-generated") && asked.back.is_some());
    assert!(asked.text.contains("même vide"), "{}", asked.text);
    assert_eq!((own(&world).len(), suspended(&world, list, zoe)), (1, None));
    // Forged in its sender, of the wrong number, or no refusal: nothing.
    let path = probe_path(&world);
    world.mail("evil@example.net", &path, &dsn(UNKNOWN)).await;
    world.mail("", &path, &dsn(("5.7.1", "smtp; 550 5.7.1 spam"))).await;
    pass(&world, 1).await;
    assert_eq!((own(&world).len(), suspended(&world, list, zoe)), (1, None));
    for _ in 0..50 {
        assert!(world.mail("", &path, &dsn(UNKNOWN)).await.is_accepted());
    }
    pass(&world, 1).await;
    let why = suspended(&world, list, zoe).unwrap();
    assert_eq!(why, "mail came back since 2019-05-27: 550 5.1.1 No such user");
    assert!(suspended(&world, autre, zoe).is_some(), "in all their lists");
    let told = last_to(&world, ANN);
    assert_eq!(told.subject, "« Jardins » : les courriels ne se rendent plus à zoe");
    for words in ["27 mai", ZOE, "n'existe pas", "« retour » à cdp-request@lists.example.org"] {
        assert!(told.text.contains(words), "{words}: {}", told.text);
    }
    // Once, whatever comes after.
    world.mail("", &path, &dsn(UNKNOWN)).await;
    come_back(&world, &[zoe], 10).await;
    assert_eq!((to(&world, ANN).len(), to(&world, ZOE).len(), score(&world, zoe)), (1, 1, None));
    // The way back is one reply, even an empty one.
    assert_eq!(world.reply_to(&asked, ZOE, "").await, 250);
    assert_eq!((suspended(&world, list, zoe), suspended(&world, autre, zoe)), (None, None));
    assert!(last_to(&world, ZOE).text.contains("Les envois reprennent"));
    let count = own(&world).len();
    world.reply_to(&asked, ZOE, "").await;
    world.mail("", &path, &dsn(UNKNOWN)).await;
    pass(&world, 2).await;
    assert_eq!((own(&world).len(), suspended(&world, list, zoe)), (count, None));
}

#[tokio::test]
async fn a_question_that_arrives_clears_the_days_and_is_not_put_again_at_once() {
    let (world, list, zoe) = world();
    come_back(&world, &[zoe], 5).await;
    let path = probe_path(&world);
    come_back(&world, &[zoe], 7).await;
    assert!(days(&world, zoe) <= 1, "{:?}", score(&world, zoe));
    // Too late to mean anything.
    world.mail("", &path, &dsn(UNKNOWN)).await;
    come_back(&world, &[zoe], 6).await;
    assert_eq!((to(&world, ZOE).len(), suspended(&world, list, zoe)), (1, None));
    come_back(&world, &[zoe], 2).await;
    assert_eq!((to(&world, ZOE).len(), suspended(&world, list, zoe)), (2, None), "fourteen days");
}

#[tokio::test]
async fn who_answers_the_question_is_left_in_peace() {
    let (world, list, zoe) = world();
    world.write(|tx| {
        let mut person = people::get(tx, zoe)?.unwrap();
        person.language = Some(Language::new("en"));
        people::put(tx, &person);
        Ok(())
    });
    come_back(&world, &[zoe], 5).await;
    let (path, asked) = (probe_path(&world), last_to(&world, ZOE));
    assert_eq!(asked.subject, "“Jardins”: does our email reach you?");
    world.reply_to(&asked, ZOE, "Yes, it does").await;
    world.mail("", &path, &dsn(UNKNOWN)).await;
    pass(&world, 3).await;
    assert_eq!((days(&world, zoe), suspended(&world, list, zoe)), (0, None));
    assert!(to(&world, ANN).is_empty() && to(&world, ZOE).len() == 1);
}

#[tokio::test]
async fn the_word_back_resumes_too_and_what_the_host_suspended_stays() {
    let (world, list, zoe) = world();
    let autre = world.list("autre@lists.example.org");
    world.member(autre, ZOE, Delivery::Each);
    world.write(|tx| {
        let mut member = people::membership(tx, autre, zoe)?.unwrap();
        member.suspended = Some("by the host".to_owned());
        people::put_membership(tx, &member);
        Ok(())
    });
    come_back(&world, &[zoe], 5).await;
    let asked = last_to(&world, ZOE);
    world.mail("", &probe_path(&world), &dsn(UNKNOWN)).await;
    pass(&world, 1).await;
    world.write_to(ZOE, "cdp-request@lists.example.org", "retour", "").await;
    assert_eq!(suspended(&world, list, zoe), None);
    world.reply_to(&asked, ZOE, "").await;
    assert_eq!(suspended(&world, autre, zoe).as_deref(), Some("by the host"));
    come_back(&world, &[zoe], 4).await;
    assert_eq!((days(&world, zoe), suspended(&world, list, zoe)), (4, None), "from the start");
}

#[tokio::test]
async fn a_day_on_which_a_whole_domain_failed_counts_for_nobody() {
    let (world, list, zoe) = world();
    let mut all = vec![zoe];
    for n in 0..5 {
        all.push(world.member(list, &format!("m{n}@example.org"), Delivery::Each));
    }
    let alone = world.member(list, "alone@example.net", Delivery::Each);
    // Three of six, and somebody elsewhere.
    come_back(&world, &[all[0], all[1], all[2], alone], 5).await;
    assert_eq!(
        own(&world).iter().map(|m| m.to.as_str()).collect::<Vec<_>>(),
        ["alone@example.net"]
    );
    // Two of six are two people's own.
    pass(&world, 20).await;
    come_back(&world, &[all[0], all[1]], 5).await;
    assert_eq!((to(&world, ZOE).len(), to(&world, "m0@example.org").len()), (1, 1));
    // The question comes back on a day when everything does: it says nothing, nor does its replay.
    let path = probe_path(&world);
    world.mail("", &path, &dsn(UNKNOWN)).await;
    come_back(&world, &all, 1).await;
    world.mail("", &path, &dsn(UNKNOWN)).await;
    pass(&world, 1).await;
    assert!(all.iter().all(|person| suspended(&world, list, *person).is_none()));
}

#[tokio::test]
async fn a_day_on_which_half_of_everybody_failed_is_our_own_trouble() {
    let (world, list, _) = world();
    let all: Vec<PersonId> = (0..10)
        .map(|n| world.member(list, &format!("m@d{n}.example.net"), Delivery::Each))
        .collect();
    come_back(&world, &all, 6).await;
    assert!(own_is_silent(&world));
    come_back(&world, &all[1..], 5).await;
    assert_eq!(own(&world).len(), 9, "nine of twelve are too few to tell");
}

#[tokio::test]
async fn days_long_ago_and_another_address_do_not_count() {
    let (world, _, zoe) = world();
    come_back(&world, &[zoe], 4).await;
    pass(&world, 11).await;
    come_back(&world, &[zoe], 2).await;
    assert_eq!((days(&world, zoe), own(&world).len()), (2, 0));
    come_back(&world, &[zoe], 2).await;
    world.write(|tx| {
        let mut person = people::get(tx, zoe)?.unwrap();
        people::forget_address(tx, &person.address);
        person.address = Address::parse("zoe@example.net").unwrap();
        people::put(tx, &person);
        Ok(())
    });
    come_back(&world, &[zoe], 1).await;
    assert_eq!((days(&world, zoe), own(&world).len()), (1, 0));
}

#[tokio::test]
async fn what_we_are_refused_ourselves_counts_alike() {
    let people = ["x550@example.org", "x554@example.org"];
    let (world, list) = delivery::world(&people, |_| {});
    let id = |who: &str| {
        let address = Address::parse(who).unwrap();
        people::find(&world.site.store, &address).unwrap().unwrap().id
    };
    let sink = Sink::start().await;
    let outward = Outward::start(&world, relay(&sink));
    for n in 1..=5 {
        delivery::accept(&world, n).await;
        world.until("refusals", |w| w.failures().len() == n * 2).await;
        pass(&world, 1).await;
    }
    assert_eq!(days(&world, id("x554@example.org")), 0);
    // The question went out, and was refused as well.
    world.until("refusal of the question", |w| w.failures().len() == 11).await;
    pass(&world, 1).await;
    assert!(suspended(&world, list, id("x550@example.org")).is_some());
    assert!(suspended(&world, list, id("x554@example.org")).is_none());
    outward.stop().await;
}

#[tokio::test]
async fn a_suspended_member_gets_no_digest() {
    let (world, list, zoe) = world();
    world.write(|tx| {
        let mut member = people::membership(tx, list, zoe)?.unwrap();
        member.delivery = Delivery::Weekly;
        people::put_membership(tx, &member);
        Ok(())
    });
    come_back(&world, &[zoe], 5).await;
    world.mail("", &probe_path(&world), &dsn(UNKNOWN)).await;
    pass(&world, 1).await;
    world.write_to(ANN, CDP, "Semis", "Bonjour, voici des semis.").await;
    world.pass(8 * DAY);
    digests::run_due(&world.site, world.site.clock.now()).await.unwrap();
    assert_eq!(to(&world, ZOE).len(), 1, "the question alone");
}
