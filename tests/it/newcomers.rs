//! The welcome series: when each mail comes, what ends it, what its answers do, and that a daemon that
//! stops in between repeats nothing.

use palabre::clock::Clock;
use palabre::config::Config;
use palabre::daemon::{Site, newcomers};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Pause, Role};
use palabre::mail::address::Address;
use palabre::store::{people, welcomes};

use crate::harness::letters::{Letter, last_to, own};
use crate::harness::world::{World, copy_all};

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ZOE: &str = "zoe@example.org";
const DAY: i64 = 86_400;

/// A list that Zoé has just joined by mail, with the language she writes in.
async fn joined(word: &str) -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| s.name = "Jardins".to_owned());
    world.member_as(list, "ann@example.org", Delivery::Each, Role::Owner);
    // A clock tells more than our rows keep.
    let odd = std::time::Duration::from_nanos(123_456_789);
    world.site.clock.set(world.site.clock.now() + odd);
    world.write_to("Zoé Roy <zoe@example.org>", REQUEST, "", word).await;
    world.reply_to(&last_to(&world, ZOE), ZOE, "").await;
    assert_eq!(letters(&world).len(), 2, "the question and the welcome");
    (world, list)
}

fn letters(world: &World) -> Vec<Letter> {
    own(world).into_iter().filter(|m| m.to == ZOE).collect()
}

async fn step(world: &World) {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || newcomers::step(&site).unwrap()).await.unwrap();
}

/// Lets days pass, an hour at a time on the last; the letters that came.
async fn days(world: &World, days: i64) -> Vec<Letter> {
    let before = letters(world).len();
    for _ in 0..days {
        world.pass(DAY);
        step(world).await;
        step(world).await;
    }
    letters(world).into_iter().skip(before).collect()
}

fn zoe(world: &World) -> palabre::list::member::Person {
    people::find(&world.site.store, &Address::parse(ZOE).unwrap()).unwrap().unwrap()
}

#[tokio::test]
async fn three_mails_in_a_month_and_no_more() {
    let (world, list) = joined("rejoindre").await;
    assert!(days(&world, 3).await.is_empty());
    let fourth = days(&world, 1).await;
    assert_eq!(fourth.len(), 1);
    assert_eq!(fourth[0].subject, "Qu'est-ce qui vous amène dans « Jardins »?");
    assert!(fourth[0].text.contains("« stop accueil »") && fourth[0].text.contains("cdp-owner@"));
    assert!(fourth[0].raw.contains("Auto-Submitted: auto-generated"));
    assert!(days(&world, 5).await.is_empty());
    let tenth = days(&world, 1).await;
    assert_eq!(tenth.len(), 1);
    assert_eq!(tenth[0].text.matches("\n– ").count(), 3);
    assert!(tenth[0].text.contains(CDP) && tenth[0].back.as_deref() == Some(REQUEST));
    assert!(days(&world, 17).await.is_empty());
    let last = days(&world, 1).await;
    assert_eq!(last[0].subject, "« Jardins » : est-ce le bon rythme?");
    assert!(days(&world, 60).await.is_empty());
    for letter in fourth.iter().chain(&tenth).chain(&last) {
        let words = letter.text.split_whitespace().count();
        assert!(words <= 120, "{words}: {}", letter.text);
        assert!(!letter.text.contains("n'avez pas"), "nobody is told what they did not do");
    }
    let _ = list;
}

#[tokio::test]
async fn who_reads_digests_finds_the_tips_in_the_next_one() {
    let (world, _) = joined("rejoindre").await;
    world.write_to(ZOE, REQUEST, "hebdo", "").await;
    days(&world, 4).await;
    assert!(days(&world, 6).await.is_empty(), "no mail of their own");
    let digests = async |world: &World| {
        let now = world.site.clock.now();
        palabre::daemon::digests::run_due(&world.site, now).await.unwrap();
        last_to(world, ZOE)
    };
    for week in 0..2 {
        let subject = format!("Semis {week}");
        world.write_to("ann@example.org", CDP, &subject, "Bonjour, voici des semis.").await;
        world.pass(7 * DAY);
        let digest = digests(&world).await;
        assert!(digest.text.contains(&subject), "{}", digest.text);
        assert_eq!(digest.text.contains("TROIS CHOSES UTILES"), week == 0, "{}", digest.text);
        assert_eq!(digest.raw.contains("Trois choses utiles</h2>"), week == 0);
    }
}

#[tokio::test]
async fn a_digit_says_what_brings_one_and_a_digit_sets_the_pace() {
    let (world, list) = joined("subscribe").await;
    let ask = days(&world, 4).await.pop().unwrap();
    assert_eq!(ask.subject, "What brings you to “Jardins”?");
    assert_eq!(world.reply_to(&ask, ZOE, "2\n\nZoé\n-- \nTel. 555 1234").await, 250);
    let brings = || {
        let series = welcomes::get(&world.site.store, list, zoe(&world).id).unwrap();
        series.and_then(|s| s.brings)
    };
    assert_eq!(brings(), Some(2));
    assert_eq!(last_to(&world, ZOE).subject, "Noted");
    world.reply_to(&ask, ZOE, "Option 3, sorry").await;
    assert_eq!(brings(), Some(3));
    // A sentence is for the humans.
    let before = own(&world).iter().filter(|m| m.to == "ann@example.org").count();
    world.reply_to(&ask, ZOE, "I would like to learn how to graft apple trees.").await;
    let passed: Vec<_> = own(&world).into_iter().filter(|m| m.to == "ann@example.org").collect();
    assert_eq!(passed.len(), before + 1);
    assert!(passed.last().unwrap().text.contains("graft apple"));
    assert_eq!(last_to(&world, ZOE).subject, "Your answer was passed on");
    let pace = days(&world, 24).await.pop().unwrap();
    world.reply_to(&pace, ZOE, "deux").await;
    let member = people::membership(&world.site.store, list, zoe(&world).id).unwrap().unwrap();
    assert_eq!((member.delivery, member.chosen), (Delivery::Weekly, true));
    let told = last_to(&world, ZOE);
    assert!(told.text.contains("digest") && told.text.contains("undo"), "{}", told.text);
}

#[tokio::test]
async fn a_first_post_ends_it() {
    let (world, _) = joined("rejoindre").await;
    days(&world, 4).await;
    world.write_to(ZOE, CDP, "Bonjour", "Je m'appelle Zoé, je fais des semis.").await;
    let before = letters(&world).len();
    days(&world, 40).await;
    assert_eq!(letters(&world).len(), before);
}

#[tokio::test]
async fn a_word_ends_it_as_a_command_or_in_reply_and_can_be_taken_back() {
    for reply in [true, false] {
        let (world, _) = joined("rejoindre").await;
        let ask = days(&world, 4).await.pop().unwrap();
        if reply {
            world.reply_to(&ask, ZOE, "Stop accueil svp").await;
        } else {
            world.write_to(ZOE, REQUEST, "stop welcome", "").await;
        }
        let told = last_to(&world, ZOE);
        let word = if reply { "courriels d'accueil" } else { "welcome mails" };
        assert!(told.subject.contains(word), "{}", told.subject);
        assert!(days(&world, 20).await.is_empty());
        world.write_to(ZOE, REQUEST, "annuler", "").await;
        assert_eq!(days(&world, 20).await.len(), 2, "the undo's answer, and one mail that was due");
    }
}

#[tokio::test]
async fn who_is_away_or_gone_gets_none() {
    let (world, list) = joined("rejoindre").await;
    let id = zoe(&world).id;
    world.write(|tx| {
        let mut member = people::membership(tx, list, id)?.unwrap();
        member.paused = Some(Pause { since: member.joined, until: None });
        people::put_membership(tx, &member);
        Ok(())
    });
    assert!(days(&world, 5).await.is_empty());
    world.write(|tx| {
        let mut member = people::membership(tx, list, id)?.unwrap();
        member.paused = None;
        people::put_membership(tx, &member);
        Ok(())
    });
    assert_eq!(days(&world, 6).await.len(), 1, "what was passed over is not made up for");
    world.write(|tx| {
        people::remove_membership(tx, list, id);
        Ok(())
    });
    assert!(days(&world, 30).await.is_empty());
    assert!(welcomes::get(&world.site.store, list, id).unwrap().is_none());
}

#[tokio::test]
async fn after_a_long_stop_one_mail_and_a_kill_repeats_none() {
    let (world, _) = joined("rejoindre").await;
    world.pass(12 * DAY);
    step(&world).await;
    assert_eq!(letters(&world).len(), 3, "the tenth day's alone");
    assert!(last_to(&world, ZOE).subject.contains("Trois choses"));
    // As the disk is if the daemon dies now.
    let copy = tempfile::tempdir().unwrap();
    copy_all(&world.site.data, copy.path());
    let config = Config::defaults(copy.path());
    let clock = Clock::manual(world.site.clock.now());
    let site = Site::open(&config, copy.path(), clock, &mut |_, _| {}).unwrap();
    let again = site.clone();
    tokio::task::spawn_blocking(move || newcomers::step(&again).unwrap()).await.unwrap();
    let mut rows = 0;
    palabre::store::outbox::each_row(&site.store, |_| rows += 1).unwrap();
    assert_eq!(rows, own(&world).len());
}
