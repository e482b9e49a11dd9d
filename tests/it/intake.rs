//! What becomes of mail that comes in: posts, what waits, what is refused, what is dropped, and what
//! nobody ever gets an answer to.

use palabre::daemon::held as waiting;
use palabre::list::HeldNo;
use palabre::list::address::Addresses;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Posting;
use palabre::mail::message_id::ReversePath;
use palabre::smtp::handler::{Channel, Handler, Peer, Verdict};
use palabre::store::{held, lists, people};

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";

fn message(from: &str, subject: &str, extra: &str) -> String {
    format!(
        "From: {from}\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{}@example.org>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\n{extra}\nBonjour à toutes et tous.\n",
        subject.replace(' ', ".")
    )
}

#[track_caller]
fn said(verdict: &Verdict, code: u16, enhanced: &str) {
    assert_eq!((verdict.code.number(), verdict.enhanced), (code, enhanced), "{}", verdict.text);
}

#[tokio::test]
async fn a_members_post_is_a_post() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    said(&world.mail(ANN, CDP, &message(ANN, "Semis", "")).await, 250, "2.0.0");
    let posts = world.posts(cdp);
    assert_eq!(posts[0].subject, "Semis");
    // The sender's machine did not hear our 250 and tries again: still one post.
    said(&world.mail(ANN, CDP, &message(ANN, "Semis", "")).await, 250, "2.0.0");
    assert_eq!(world.posts(cdp).len(), 1);
}

#[tokio::test]
async fn a_strangers_post_waits_and_is_released_once() {
    let world = World::new();
    let cdp = world.list(CDP);
    said(&world.mail(ANN, CDP, &message(ANN, "Semis", "")).await, 250, "2.0.0");
    said(&world.mail(ANN, CDP, &message(ANN, "Semis", "")).await, 250, "2.0.0");
    assert!(world.posts(cdp).is_empty() && world.own_mail().is_empty());
    let held = held::of_list(&world.site.store, cdp).unwrap();
    assert_eq!(held.len(), 1);
    let now = world.site.clock.now();
    // Waits for the disk like every write outside the daemon's tasks.
    tokio::task::spawn_blocking(move || {
        assert!(waiting::release(&world.site, cdp, HeldNo(1), now).unwrap().is_some());
        assert!(waiting::release(&world.site, cdp, HeldNo(1), now).unwrap().is_none());
        assert_eq!(world.posts(cdp).len(), 1);
        assert!(!waiting::discard(&world.site, cdp, HeldNo(1)).unwrap());
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn machines_and_loops_never_become_posts_and_never_get_an_answer() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    for (from, extra) in [
        (ANN, "Auto-Submitted: auto-replied\n"),
        (ANN, "Precedence: auto_reply\n"),
        (ANN, "X-Autoreply: yes\n"),
        ("", ""),
    ] {
        let raw = message(ANN, &format!("Absence {}", extra.len()), extra);
        said(&world.mail(from, CDP, &raw).await, 250, "2.0.0");
    }
    let looped = message(ANN, "Encore", "List-Id: CdP <cdp.lists.example.org>\n");
    said(&world.mail(ANN, CDP, &looped).await, 550, "5.4.6");
    let other = message(ANN, "Ailleurs", "List-Id: <autre.example.com>\n");
    said(&world.mail(ANN, CDP, &other).await, 550, "5.7.1");
    said(&world.mail(ANN, CDP, &message(CDP, "Moi", "")).await, 550, "5.7.1");
    let two = message("ann@example.org, bob@example.org", "Deux", "");
    said(&world.mail(ANN, CDP, &two).await, 550, "5.6.0");
    let bounces = "cdp-bounces+bogus@lists.example.org";
    said(&world.mail("", bounces, &message(ANN, "Echec", "")).await, 250, "2.0.0");
    assert!(world.posts(cdp).is_empty());
    // The third machine's answer is worth one question to its master: would a pause do?
    let own = world.own_mail();
    assert!(own.len() <= 1 && own.iter().all(|(_, raw)| raw.contains("cdp+c")), "{own:?}");
    assert!(held::of_list(&world.site.store, cdp).unwrap().is_empty());
}

#[tokio::test]
async fn only_those_who_animate_write_to_an_announcement_list() {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.posting = Posting::Animators);
    world.member(cdp, ANN, Delivery::Each);
    world.member_as(cdp, "zoe@example.org", Delivery::Each, Role::Owner);
    said(&world.mail(ANN, CDP, &message(ANN, "Moi aussi", "")).await, 550, "5.7.1");
    let zoe = "zoe@example.org";
    said(&world.mail(zoe, CDP, &message(zoe, "Annonce", "")).await, 250, "2.0.0");
    assert_eq!(world.posts(cdp).len(), 1);
}

#[tokio::test]
async fn a_threads_own_address_leads_to_the_thread() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    world.mail(ANN, CDP, &message(ANN, "Semis", "")).await;
    world.mail(ANN, CDP, &message(ANN, "Arrosage", "")).await;
    let first = world.threads(cdp)[0].no;
    let settings = lists::get(&world.site.store, cdp).unwrap().unwrap();
    let addresses = Addresses { list: &settings.address, secret: &world.site.secret };
    let reply = addresses.thread(first);
    said(&world.mail(ANN, reply.as_str(), &message(ANN, "Autre titre", "")).await, 250, "2.0.0");
    assert_eq!(world.threads(cdp)[0].posts, 2);
    let forged = reply.as_str().replacen("+f1", "+f2", 1);
    said(&world.mail(ANN, &forged, &message(ANN, "Faux", "")).await, 550, "5.1.1");
}

fn reply_to(raw: &str) -> String {
    let field = raw.lines().find_map(|l| l.strip_prefix("Reply-To:")).unwrap();
    field.split(['<', '>']).nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn one_leaves_at_once_and_comes_back_by_a_word() {
    let world = World::new();
    let cdp = world.list(CDP);
    let ann = world.member(cdp, ANN, Delivery::Each);
    let leave = "cdp-leave@lists.example.org";
    said(&world.mail(ANN, leave, &message(ANN, "Partir", "")).await, 250, "2.0.0");
    assert!(people::membership(&world.site.store, cdp, ann).unwrap().is_none());
    said(&world.mail(ANN, leave, &message(ANN, "Partir", "")).await, 250, "2.0.0");
    assert_eq!(world.own_mail().len(), 1);
    // One word in reply, and all is as before; the personal address asks nothing either.
    let back = reply_to(&world.own_mail()[0].1);
    let undo = format!("From: {ANN}\nSubject: Re: Partir\n\nAnnuler svp\n");
    said(&world.mail(ANN, &back, &undo).await, 250, "2.0.0");
    let again = people::membership(&world.site.store, cdp, ann).unwrap().unwrap();
    assert_eq!(again.delivery, Delivery::Each);
    let settings = lists::get(&world.site.store, cdp).unwrap().unwrap();
    let addresses = Addresses { list: &settings.address, secret: &world.site.secret };
    let personal = addresses.leave(ann).to_string();
    said(
        &world.mail("x@example.net", &personal, &message("x@example.net", "", "")).await,
        250,
        "2.0.0",
    );
    assert!(people::membership(&world.site.store, cdp, ann).unwrap().is_none());
    // A stranger learns nothing and causes nothing.
    let own = world.own_mail().len();
    let bob = "bob@example.org";
    said(&world.mail(bob, leave, &message(bob, "Partir", "")).await, 250, "2.0.0");
    assert_eq!(world.own_mail().len(), own);
}

#[tokio::test]
async fn mail_for_the_humans_reaches_them_as_it_came() {
    let world = World::new();
    let cdp = world.list(CDP);
    let bob = "bob@example.org";
    let owner = "cdp-owner@lists.example.org";
    said(&world.mail(bob, owner, &message(bob, "Une question", "")).await, 550, "5.2.1");
    world.member_as(cdp, ANN, Delivery::None, Role::Owner);
    for to in [owner, "cdp-aide@lists.example.org", "postmaster@lists.example.org", "postmaster"] {
        said(&world.mail(bob, to, &message(bob, "Une question", "")).await, 250, "2.0.0");
    }
    let mail = world.own_mail();
    assert_eq!(mail.len(), 4);
    assert!(mail.iter().all(|(to, raw)| to == ANN && raw.contains("Subject: Une question")));
    said(&world.mail(bob, "postmaster@elsewhere.example", "x").await, 550, "5.1.1");
    said(&world.mail(bob, "nobody@lists.example.org", "x").await, 550, "5.1.1");
}

/// T-token (threat 10): who tries addresses is sent away, whatever they try next; others are not.
#[tokio::test]
async fn who_guesses_addresses_is_sent_away_for_an_hour() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    let intake = palabre::daemon::intake::Intake::new(world.site.clone());
    let ask = |ip: &str, to: &str| {
        let peer =
            Peer { ip: Some(ip.parse().unwrap()), helo: "x".into(), channel: Channel::Plain };
        intake.recipient(&peer, &ReversePath::Null, to).code.number()
    };
    for n in 0..20 {
        let guess = format!("cdp+c{n}aaaaaaaaaaaaaaaa@lists.example.org");
        assert_eq!(ask("192.0.2.66", &guess), 550);
        assert_eq!(
            ask("127.0.0.1", &guess),
            550,
            "the server in front of us may pass on what it gets"
        );
    }
    assert_eq!(ask("192.0.2.66", CDP), 450);
    assert_eq!(ask("127.0.0.1", CDP), 250);
    assert_eq!(ask("192.0.2.67", CDP), 250);
    world.pass(3600);
    assert_eq!(ask("192.0.2.66", CDP), 250);
}

/// T-relay (threat 3): no form of address makes us carry somebody else's mail.
#[tokio::test]
async fn nothing_is_relayed() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    let intake = palabre::daemon::intake::Intake::new(world.site.clone());
    let peer = Peer { ip: None, helo: "x".into(), channel: Channel::Plain };
    let from = ReversePath::Address("x@example.net".parse().unwrap());
    for local in ["bob", "postmastre", "cdp2", "xcdp", "cdp+", "cdp-", "cdp.", "cdp+f1", "-request"]
    {
        for domain in ["lists.example.org", "example.com", "lists.example.org.example.com"] {
            for form in [
                format!("{local}@{domain}"),
                format!("{local}%{domain}@lists.example.org"),
                format!("{domain}!{local}@lists.example.org"),
                format!("@lists.example.org:{local}@{domain}"),
                format!("\"{local}@{domain}\"@lists.example.org"),
                format!("{local}@[127.0.0.1]"),
                format!("{local}@"),
                local.to_owned(),
            ] {
                let verdict = intake.recipient(&peer, &from, &form);
                assert_eq!(verdict.code.number(), 550, "{form}: {}", verdict.text);
            }
        }
    }
    assert!(world.rows().is_empty());
}
