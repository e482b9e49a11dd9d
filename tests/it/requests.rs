//! What commands change in who gets what: pauses, followed and muted threads, replies to digests; and
//! whom nobody answers: robots, strangers, floods, mail that proves nothing.

use palabre::daemon::{digests, fanout, requests};
use palabre::list::member::Delivery;
use palabre::list::{ListId, PersonId};
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::smtp::handler::Verdict;
use palabre::store::outbox::{self, Load};
use palabre::store::{lists, people};

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const COMMANDS: &str = "cdp-request@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";

fn mail(from: &str, subject: &str, extra: &str, body: &str) -> String {
    let id =
        format!("{}.{}", subject.replace(|c: char| !c.is_ascii_alphanumeric(), "."), body.len());
    format!(
        "From: {from}\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{id}@example.org>\n{extra}\
         Date: Mon, 27 May 2019 08:00:00 -0400\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    )
}

async fn command(world: &World, from: &str, words: &str) -> Verdict {
    world.mail(from, COMMANDS, &mail(from, "", "", words)).await
}

async fn post(world: &World, subject: &str) {
    let raw = mail(ANN, subject, "", "Bonjour, voici des nouvelles du jardin.");
    assert!(world.mail(ANN, CDP, &raw).await.is_accepted());
    work(world).await;
}

/// Copies, and the digests that are due.
async fn work(world: &World) -> usize {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || fanout::step(&site).unwrap()).await.unwrap();
    digests::run_due(&world.site, world.site.clock.now()).await.unwrap().sent
}

/// How many copies of posts were queued for somebody.
fn copies(world: &World, person: PersonId) -> usize {
    let mut count = 0;
    outbox::each_row(&world.site.store, |row| {
        if let Load::Copies { people, .. } = &row.load {
            count += people.iter().filter(|p| **p == person).count();
        }
    })
    .unwrap();
    count
}

fn settle(world: &World, person: PersonId) {
    let (zone, now) = (world.site.timezone.clone(), world.site.clock.now());
    world.write(|tx| palabre::store::digests::settle(tx, person, &zone, now));
}

/// A list where Ann writes, and Zoé reads in some way.
fn two(delivery: Delivery) -> (World, ListId, PersonId) {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::None);
    let zoe = world.member(cdp, ZOE, delivery);
    settle(&world, zoe);
    (world, cdp, zoe)
}

fn last_digest(world: &World) -> String {
    let (to, raw) = world.own_mail().pop().unwrap();
    assert_eq!(to, ZOE);
    Message::parse(raw.as_bytes()).text().text.clone()
}

#[tokio::test]
async fn away_means_nothing_then_all_of_it_once() {
    let (world, _, zoe) = two(Delivery::Each);
    post(&world, "Avant").await;
    assert_eq!(copies(&world, zoe), 1);
    assert!(command(&world, ZOE, "pause 1 semaine").await.is_accepted());
    post(&world, "Pendant").await;
    world.pass(3 * 86_400);
    post(&world, "Encore").await;
    assert_eq!(copies(&world, zoe), 1);
    world.pass(5 * 86_400);
    assert_eq!(work(&world).await, 1);
    let text = last_digest(&world);
    assert!(
        text.contains("Pendant") && text.contains("Encore") && !text.contains("Avant"),
        "{text}"
    );
    assert_eq!(work(&world).await, 0, "once");
    post(&world, "Ensuite").await;
    assert_eq!(copies(&world, zoe), 2);
}

#[tokio::test]
async fn a_pause_holds_digests_back_and_loses_nothing() {
    let (world, _, zoe) = two(Delivery::Weekly);
    post(&world, "Avant").await;
    assert!(command(&world, ZOE, "pause").await.is_accepted());
    post(&world, "Pendant").await;
    world.pass(8 * 86_400);
    assert_eq!(work(&world).await, 0, "Monday passes by");
    assert!(command(&world, ZOE, "de retour").await.is_accepted());
    assert_eq!(work(&world).await, 1);
    let text = last_digest(&world);
    assert!(text.contains("Avant") && text.contains("Pendant"), "{text}");
    post(&world, "Ensuite").await;
    world.pass(7 * 86_400);
    assert_eq!(work(&world).await, 1);
    let text = last_digest(&world);
    assert!(text.contains("Ensuite") && !text.contains("Pendant"), "{text}");
    assert_eq!(copies(&world, zoe), 0);
}

#[tokio::test]
async fn a_followed_thread_comes_at_once_and_a_muted_one_never() {
    let (world, cdp, zoe) = two(Delivery::Weekly);
    post(&world, "Semis").await;
    post(&world, "Arrosage").await;
    let threads = world.threads(cdp);
    let settings = lists::get(&world.site.store, cdp).unwrap().unwrap();
    let addresses =
        palabre::list::address::Addresses { list: &settings.address, secret: &world.site.secret };
    let (follow, mute) =
        (addresses.follow(threads[0].no, "fr"), addresses.mute(threads[1].no, "fr"));
    for to in [follow.as_str(), mute.as_str()] {
        assert!(world.mail(ZOE, to, &mail(ZOE, "", "", "")).await.is_accepted());
        // Who is no member learns nothing.
        assert!(
            world
                .mail("bob@example.org", to, &mail("bob@example.org", "", "", ""))
                .await
                .is_accepted()
        );
    }
    assert_eq!(world.own_mail().len(), 2);
    for (subject, body) in [("Re: Semis", "Les miens lèvent."), ("Re: Arrosage", "Il pleut.")] {
        assert!(world.mail(ANN, CDP, &mail(ANN, subject, "", body)).await.is_accepted());
    }
    work(&world).await;
    assert_eq!(copies(&world, zoe), 1);
    world.pass(7 * 86_400);
    assert_eq!(work(&world).await, 1);
    let text = last_digest(&world);
    assert!(text.contains("Semis") && !text.contains("Les miens lèvent"), "sent before: {text}");
    assert!(!text.contains("Arrosage"), "muted: {text}");
}

#[tokio::test]
async fn a_command_in_reply_to_a_digest_is_one() {
    let (world, cdp, zoe) = two(Delivery::Weekly);
    post(&world, "Semis").await;
    world.pass(7 * 86_400);
    assert_eq!(work(&world).await, 1);
    let (_, raw) = world.own_mail().pop().unwrap();
    let digest = Message::parse(raw.as_bytes());
    let (router, id) = (digest.reply_to()[0].address.to_string(), digest.message_id().unwrap());
    let extra = format!("In-Reply-To: {}\n", id.bracketed());
    let body = "mensuel svp\n\n> Semis\n> Ann, lundi";
    let raw = mail(ZOE, &format!("Re: {}", digest.subject()), &extra, body);
    assert!(world.mail(ZOE, &router, &raw).await.is_accepted());
    let membership = people::membership(&world.site.store, cdp, zoe).unwrap().unwrap();
    assert_eq!(membership.delivery, Delivery::Monthly);
    assert_eq!(world.posts(cdp).len(), 1);
}

#[tokio::test]
async fn robots_and_strangers_get_no_answer() {
    let (world, cdp, zoe) = two(Delivery::Each);
    for extra in
        ["Auto-Submitted: auto-replied\n", "X-Autoreply: yes\n", "Precedence: auto_reply\n"]
    {
        world.mail(ZOE, COMMANDS, &mail(ZOE, "aide", extra, "")).await;
    }
    world.mail("", COMMANDS, &mail(ZOE, "aide", "", "")).await;
    world.mail(ZOE, COMMANDS, &mail(ZOE, "Réponse automatique : absente", "", "pause")).await;
    // The third machine's answer is worth one question to its master: would a pause do?
    let own = world.own_mail();
    assert!(own.len() <= 1 && own.iter().all(|(_, raw)| raw.contains("cdp+c")), "{own:?}");
    // A hint is no proof: what is asked is done, and nothing is said.
    world.mail(ZOE, COMMANDS, &mail(ZOE, "mensuel", "Precedence: bulk\n", "")).await;
    assert_eq!(world.own_mail().len(), own.len());
    let membership = people::membership(&world.site.store, cdp, zoe).unwrap().unwrap();
    assert_eq!(membership.delivery, Delivery::Monthly);
    // T-backscatter: nobody animates here, so nobody hears of a stranger's commands at all.
    for words in ["aide", "désabonner", "mes données", "effacer mes données", "?"] {
        command(&world, "bob@example.org", words).await;
    }
    assert_eq!(world.own_mail().len(), own.len());
}

#[tokio::test]
async fn floods_and_monsters_are_answered_once() {
    let (world, _, _) = two(Delivery::Each);
    for words in [
        "help ../../etc/passwd".to_owned(),
        "|id; $(reboot)".to_owned(),
        "x".repeat(1 << 20),
        "quotidien\n".repeat(10_000),
        format!("chercher {}", "a ".repeat(5_000)),
    ] {
        let before = world.own_mail().len();
        assert!(command(&world, ZOE, &words).await.is_accepted());
        assert!(world.own_mail().len() <= before + 1);
        assert!(world.own_mail().iter().all(|(_, raw)| raw.len() < 16_384));
    }
    let verdict = command(&world, ZOE, "aide").await;
    assert_eq!((verdict.code.number(), verdict.enhanced), (450, "4.7.1"));
    world.pass(3_600);
    assert!(command(&world, ZOE, "aide").await.is_accepted());
}

#[tokio::test]
async fn what_nothing_proves_is_asked_back() {
    let (world, cdp, zoe) = two(Delivery::Each);
    let settings = lists::get(&world.site.store, cdp).unwrap().unwrap();
    let author = palabre::mail::address::Mailbox::new(None, Address::parse(ZOE).unwrap());
    let ask = |words: &str| {
        let raw = mail(ZOE, "", "", words).replace('\n', "\r\n");
        let message = Message::parse(raw.as_bytes());
        let came = requests::Came {
            list: cdp,
            settings: &settings,
            everywhere: false,
            message: &message,
            author: &author,
            thread: None,
            hinted: false,
            proved: false,
            vouched: false,
        };
        let asked = requests::plan(&world.site, &came).unwrap().unwrap();
        let now = world.site.clock.now();
        world.write(|tx| requests::carry_out(&world.site, tx, asked, now));
    };
    ask("résumé mardi 18 h");
    ask("effacer mes données");
    let delivery = || people::membership(&world.site.store, cdp, zoe).unwrap().unwrap().delivery;
    assert_eq!(delivery(), Delivery::Each);
    let sent = world.own_mail();
    assert_eq!(sent.len(), 1, "one question a day");
    let question = Message::parse(sent[0].1.as_bytes());
    let back = question.reply_to()[0].address.to_string();
    assert!(!question.text().text.contains("mardi"), "nothing of the mail is carried on");
    assert!(world.mail(ZOE, &back, &mail(ZOE, "Re: x", "", "oui")).await.is_accepted());
    assert_eq!(delivery(), Delivery::Weekly);
    assert_eq!(people::get(&world.site.store, zoe).unwrap().unwrap().digest_at, (2, 18 * 60));
}
