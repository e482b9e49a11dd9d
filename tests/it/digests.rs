//! Digests from the log to the outbox: each post told once, whatever happens meanwhile, at the local
//! hour, to members of several communities in one mail.

use palabre::clock::Timestamp;
use palabre::daemon::digests::{self, Ran, Whom};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Person};
use palabre::list::settings::{Language, Visibility};
use palabre::mail::message::Message;
use palabre::store::people;

use crate::harness::world::World;

pub const CDP: &str = "cdp@lists.example.org";
pub const ANN: &str = "ann@example.org";
pub const ZOE: &str = "zoe@example.org";
const DAY: i64 = 86_400;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn settle(world: &World, address: &str) -> Person {
    let address = palabre::mail::address::Address::parse(address).unwrap();
    let person = people::find(&world.site.store, &address).unwrap().unwrap();
    let (zone, now) = (world.site.timezone.clone(), world.site.clock.now());
    world.write(|tx| palabre::store::digests::settle(tx, person.id, &zone, now));
    person
}

pub fn weekly(world: &World, list: ListId, address: &str) -> Person {
    world.member(list, address, Delivery::Weekly);
    settle(world, address)
}

pub async fn post(world: &World, to: &str, from: &str, subject: &str, body: &str) {
    let now = world.site.clock.now();
    let raw = format!(
        "From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{}.{}@example.org>\n\
         Content-Type: text/plain; charset=utf-8\n\
         Date: {}\n\n{body}\n",
        subject.replace(|c: char| !c.is_ascii_alphanumeric(), "."),
        now.as_second(),
        now.to_zoned(palabre::clock::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000"),
    );
    assert!(world.mail(from, to, &raw).await.is_accepted());
}

pub async fn run(world: &World) -> Ran {
    digests::run_due(&world.site, world.site.clock.now()).await.unwrap()
}

/// Texts of the digests in the outbox for one address, oldest first.
pub fn digests_of(world: &World, address: &str) -> Vec<String> {
    let mail = world.own_mail();
    let theirs = mail.iter().filter(|(to, raw)| to == address && raw.contains("Precedence: list"));
    theirs.map(|(_, raw)| Message::parse(raw.as_bytes()).text().text.clone()).collect()
}

pub fn heads_of(world: &World, address: &str) -> Vec<String> {
    let mail = world.own_mail();
    mail.into_iter().filter(|(to, _)| to == address).map(|(_, raw)| raw).collect()
}

#[tokio::test]
async fn each_post_is_told_once_at_the_local_hour() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    post(&world, CDP, ANN, "Avant", "Avant Zoé.").await;
    let zoe = weekly(&world, cdp, ZOE);
    world.pass(DAY);
    post(&world, CDP, ANN, "Semis", "Les tomates sont semées.").await;
    assert_eq!(run(&world).await, Ran::default(), "nothing is due yet");
    // Monday 3 June, 7:30 in Toronto.
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    post(&world, CDP, ANN, "Pile", "Juste à l'heure.").await;
    assert_eq!(run(&world).await, Ran { sent: 1, ..Ran::default() });
    assert_eq!(run(&world).await, Ran::default(), "two runs, one mail");
    let first = digests_of(&world, ZOE);
    assert_eq!(first.len(), 1);
    assert!(first[0].contains("Les tomates") && first[0].contains("Juste à l'heure"));
    assert!(!first[0].contains("Avant"), "a new member begins now");
    post(&world, CDP, ANN, "Re: Semis", "Et les courges.").await;
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let all = digests_of(&world, ZOE);
    assert!(all[1].contains("Et les courges") && !all[1].contains("Les tomates"));
    // A quiet week: no mail.
    world.site.clock.set(at("2019-06-17T11:30:00Z"));
    assert_eq!(run(&world).await, Ran { skipped: 1, ..Ran::default() });
    let state = palabre::store::digests::get(&world.site.store, zoe.id).unwrap().unwrap();
    assert_eq!((state.issue, state.turns[0].due), (2, at("2019-06-24T11:30:00Z")));
}

#[tokio::test]
async fn a_digest_looks_like_mail_of_its_list() {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| {
        s.name = "Communauté de pratique".into();
        s.visibility = Visibility::Public;
    });
    world.member(cdp, ANN, Delivery::Each);
    weekly(&world, cdp, ZOE);
    post(&world, CDP, ANN, "Semis", "Bonjour.").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    run(&world).await;
    let raw = heads_of(&world, ZOE).remove(0);
    let mail = Message::parse(raw.as_bytes());
    let one = |name: &str| {
        let values = mail.header(name);
        assert_eq!(values.len(), 1, "{name}: {values:?}");
        values[0].clone()
    };
    assert_eq!(mail.subject(), "[Communauté de pratique] 27 mai – 2 juin : 1 fil");
    assert_eq!(mail.from().unwrap().address.as_str(), CDP);
    assert!(one("List-Id").contains("<cdp.lists.example.org>"));
    assert!(one("List-Unsubscribe").starts_with("<mailto:cdp-leave+u"));
    assert!(mail.header("List-Unsubscribe-Post").is_empty());
    assert_eq!(one("Auto-Submitted"), "auto-generated");
    assert_eq!(one("X-Auto-Response-Suppress"), "OOF, AutoReply");
    assert_eq!(one("Precedence"), "list");
    assert_eq!(one("Content-Language"), "fr-CA");
    assert!(one("Reply-To").contains("cdp+r"));
    let text = mail.text().text.clone();
    assert!(text.contains("Répondre\u{a0}: cdp+f1"), "{text}");
    assert!(text.contains("Lire\u{a0}: http://lists.example.org/fr/c/cdp/f/1/"), "{text}");
    assert!(raw.len() < 85 * 1024);
}

#[tokio::test]
async fn one_mail_for_all_communities_and_leaving_one_says_no_more_of_it() {
    let world = World::new();
    let lists: Vec<ListId> = ["cdp", "jardins", "reseau"]
        .iter()
        .map(|slug| world.list(&format!("{slug}@lists.example.org")))
        .collect();
    for list in &lists {
        world.member(*list, ANN, Delivery::Each);
        weekly(&world, *list, ZOE);
    }
    for slug in ["cdp", "jardins", "reseau"] {
        post(&world, &format!("{slug}@lists.example.org"), ANN, &format!("Fil {slug}"), "Bon.")
            .await;
    }
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = digests_of(&world, ZOE).remove(0);
    for slug in ["cdp", "jardins", "reseau"] {
        assert!(text.contains(&format!("Fil {slug}")) && text.contains(&format!("{slug}-leave+u")));
    }
    assert!(text.contains("[3] "));
    // Leaving by mail drops what was owed for that list alone.
    let leave = text.split_whitespace().find(|w| w.starts_with("jardins-leave+")).unwrap();
    post(&world, "jardins@lists.example.org", ANN, "Adieu", "Bon.").await;
    post(&world, CDP, ANN, "Encore", "Bon.").await;
    world.mail(ZOE, leave, &format!("From: {ZOE}\nSubject: x\n\nx\n")).await;
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = digests_of(&world, ZOE).remove(1);
    assert!(text.contains("Encore") && !text.contains("Adieu"), "{text}");
}

#[tokio::test]
async fn ones_own_words_are_no_digest_but_stand_in_the_next() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    weekly(&world, cdp, ZOE);
    post(&world, CDP, ZOE, "De moi", "Mes propres mots.").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await, Ran { skipped: 1, ..Ran::default() });
    post(&world, CDP, ANN, "Autre", "De quelqu'un d'autre.").await;
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = digests_of(&world, ZOE).remove(0);
    assert!(text.contains("De vous\u{a0}: De moi") && text.contains("[1] Autre"), "{text}");
    assert!(!text.contains("propres mots") && text.contains("1 message d'une personne"), "{text}");
}

#[tokio::test]
async fn a_thread_that_one_asked_to_follow_comes_before_livelier_ones() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    weekly(&world, cdp, ZOE);
    post(&world, CDP, ANN, "Suivi", "Ce que je suis.").await;
    for n in 0..9 {
        world.pass(60);
        for subject in [format!("Autre {n}"), format!("Re: Autre {n}")] {
            post(&world, CDP, ANN, &subject, "Bon.").await;
        }
    }
    assert_eq!(world.write_to(ZOE, "cdp-request@lists.example.org", "suivre 1", "").await, 250);
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = digests_of(&world, ZOE).remove(0);
    assert!(text.contains("Ce que je suis."), "in full, not on one line: {text}");
}

#[tokio::test]
async fn daylight_saving_and_clocks_that_jump() {
    let world = World::new();
    world.site.clock.set(at("2019-03-05T12:00:00Z"));
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    weekly(&world, cdp, ZOE);
    post(&world, CDP, ANN, "Un", "Un.").await;
    // The clocks changed on Sunday the 10th: 7:30 is 11:30 UTC now, not 12:30.
    world.site.clock.set(at("2019-03-11T11:29:59Z"));
    assert_eq!(run(&world).await, Ran::default());
    world.site.clock.set(at("2019-03-11T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    // Back by two days, a post, and the same hour again: nothing is sent twice.
    world.site.clock.set(at("2019-03-09T11:30:00Z"));
    post(&world, CDP, ANN, "Deux", "Deux.").await;
    digests_heal(&world).await;
    world.site.clock.set(at("2019-03-11T11:30:00Z"));
    assert_eq!(run(&world).await, Ran::default());
    world.site.clock.set(at("2019-03-18T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let texts = digests_of(&world, ZOE);
    assert!(texts[0].contains("Un.") && !texts[0].contains("Deux."));
    assert!(!texts[1].contains("Un.") && texts[1].contains("Deux."));
}

async fn digests_heal(world: &World) {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || digests::heal(&site, site.clock.now()))
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn every_cadence_and_a_change_of_mind_lose_nothing() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    world.member(cdp, ZOE, Delivery::Daily);
    settle(&world, ZOE);
    world.member(cdp, "luc@example.org", Delivery::Monthly);
    settle(&world, "luc@example.org");
    post(&world, CDP, ANN, "Un", "Premier.").await;
    world.site.clock.set(at("2019-05-28T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1, "the daily one");
    post(&world, CDP, ANN, "Deux", "Deuxième.").await;
    world.member(cdp, ZOE, Delivery::Weekly);
    settle(&world, ZOE);
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 2, "the weekly one, and the first Monday of the month");
    assert!(digests_of(&world, ZOE)[1].contains("Deuxième"));
    let monthly = digests_of(&world, "luc@example.org").remove(0);
    assert!(monthly.contains("Premier") && monthly.contains("Deuxième"));
}

#[tokio::test]
async fn preview_changes_nothing_and_send_now_sends_once() {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.language = Language::new("en"));
    world.member(cdp, ANN, Delivery::Each);
    let zoe = weekly(&world, cdp, ZOE);
    post(&world, CDP, ANN, "Seeds", "The seeds are in.").await;
    let (site, now) = (world.site.clone(), world.site.clock.now());
    let ann = settle(&world, ANN);
    tokio::task::spawn_blocking(move || {
        let own = "From you: Seeds";
        let all = [
            (Whom::Person(zoe.id), "The seeds are in."),
            (Whom::Person(ann.id), own),
            (Whom::List(cdp), "The seeds are in."),
        ];
        for (whom, words) in all {
            let raw = digests::preview(&site, whom, now).unwrap().unwrap();
            assert!(Message::parse(&raw).text().text.contains(words), "{whom:?}");
            assert_eq!(Message::parse(&raw).header("Content-Language"), ["en-CA"]);
        }
        let early = at("2019-05-01T00:00:00Z");
        assert!(digests::preview(&site, Whom::List(cdp), early).unwrap().is_none());
        assert_eq!(digests::send_now(&site, Whom::List(cdp), early).unwrap().sent, 0);
        assert_eq!(digests::send_now(&site, Whom::List(cdp), now).unwrap().sent, 1);
        assert_eq!(digests::send_now(&site, Whom::Person(zoe.id), now).unwrap().sent, 0);
    })
    .await
    .unwrap();
    assert_eq!(digests_of(&world, ZOE).len(), 1);
}

#[tokio::test]
async fn imports_are_history_and_suspended_members_catch_up() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    let zoe = weekly(&world, cdp, ZOE);
    let raw = b"From: Old <old@example.org>\r\nSubject: Qui vient?\r\nMessage-ID: <old@x>\r\n\
        Date: Mon, 20 May 2019 10:00:00 +0000\r\n\r\nQui vient?\r\n";
    let message = Message::parse(raw);
    let now = world.site.clock.now();
    use palabre::daemon::post::{NewPost, Source, accept};
    let old = NewPost::new(cdp, &message, message.from().unwrap(), now, "lists.example.org");
    world.write(|tx| accept(tx, old.from_source(Source::Import)));
    post(&world, CDP, ANN, "Neuf", "Neuf.").await;
    let suspend = |reason: Option<&str>| {
        let mut membership = people::membership(&world.site.store, cdp, zoe.id).unwrap().unwrap();
        membership.suspended = reason.map(str::to_owned);
        world.write(|tx| {
            people::put_membership(tx, &membership);
            Ok(())
        });
    };
    suspend(Some("bounces"));
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await, Ran { skipped: 1, ..Ran::default() });
    suspend(None);
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let text = digests_of(&world, ZOE).remove(0);
    assert!(text.contains("Neuf.") && !text.contains("Qui vient"), "{text}");
}

#[tokio::test]
async fn a_loop_sends_what_is_due_and_stops() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    weekly(&world, cdp, ZOE);
    post(&world, CDP, ANN, "Un", "Un.").await;
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    let (hand, stop) = palabre::daemon::Stop::new();
    let mut committed = world.site.store.committed();
    let running = tokio::spawn(digests::run(world.site.clone(), stop));
    crate::harness::within("the digest", async {
        while digests_of(&world, ZOE).is_empty() {
            committed.changed().await.unwrap();
        }
    })
    .await;
    hand.send(true).unwrap();
    crate::harness::within("the stop", running).await.unwrap();
}

/// The number of messages that a digest's first lines count.
fn counted(text: &str) -> usize {
    let pulse = text.split("\n\n").next().unwrap().replace('\n', " ");
    let before = pulse.split(" message").next().unwrap();
    before.split_whitespace().last().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_that_arrive_meanwhile_are_told_once() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    let members: Vec<String> = (0..6).map(|n| format!("m{n}@example.org")).collect();
    for member in &members {
        weekly(&world, cdp, member);
    }
    for n in 0..5 {
        post(&world, CDP, ANN, &format!("Avant {n}"), "Un message.").await;
    }
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    let meanwhile = async {
        for n in 0..40 {
            post(&world, CDP, ANN, &format!("Pendant {n}"), "Un message.").await;
        }
    };
    // Two runs at once, and posts all the while.
    let ((), one, two) = tokio::join!(meanwhile, run(&world), run(&world));
    assert_eq!(one.sent + two.sent, members.len());
    world.site.clock.set(at("2019-06-10T11:30:00Z"));
    run(&world).await;
    for member in &members {
        let told: usize = digests_of(&world, member).iter().map(|text| counted(text)).sum();
        assert_eq!(told, 45, "{member}");
        let numbers: Vec<usize> = (1..=digests_of(&world, member).len()).collect();
        for (text, n) in digests_of(&world, member).iter().zip(numbers) {
            assert!(text.contains(&format!("n°\u{a0}{n},")), "{text}");
        }
    }
}

#[test]
fn digests_begin_where_copies_end() {
    assert_eq!(palabre::store::digests::FANOUT, palabre::daemon::fanout::READER);
}
