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
    let noted = last_to(&world, ZOE);
    assert_eq!(noted.subject, "Noted");
    assert!(noted.text.contains("“Sharing what I know”"), "{}", noted.text);
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

/// Answers to the last question that leave all as it is, or ask again.
#[tokio::test]
async fn a_yes_a_no_and_nothing_at_all() {
    let (world, list) = joined("rejoindre").await;
    let ask = days(&world, 4).await.pop().unwrap();
    let team = || own(&world).iter().filter(|m| m.to == "ann@example.org").count();
    let before = team();
    for words in ["", "oui", "6"] {
        world.pass(3_601);
        world.reply_to(&ask, ZOE, words).await;
        let told = last_to(&world, ZOE);
        assert!(told.text.contains("2  Partager ce que je sais"), "{words}: {}", told.text);
        assert_eq!(told.back, ask.back, "one answers that mail as well");
    }
    world.reply_to(&last_to(&world, ZOE), ZOE, "Rencontrer des gens").await;
    let series = welcomes::get(&world.site.store, list, zoe(&world).id).unwrap();
    assert_eq!(series.unwrap().brings, Some(3));
    let pace = days(&world, 24).await.pop().unwrap();
    assert!(pace.text.contains("1  Chaque message (comme maintenant)\n"), "{}", pace.text);
    assert!(pace.text.contains("2  Un résumé par semaine\n"), "{}", pace.text);
    for (words, said) in [
        ("Oui, merci!", "rien ne change"),
        ("non", "2  Un résumé par semaine"),
        ("", "2  Un résumé par semaine"),
        ("un résumé par mois", "premier lundi du mois"),
    ] {
        world.pass(3_601);
        world.reply_to(&pace, ZOE, words).await;
        let told = last_to(&world, ZOE);
        assert!(told.text.contains(said) || told.subject.contains(said), "{words}: {}", told.text);
    }
    let member = people::membership(&world.site.store, list, zoe(&world).id).unwrap().unwrap();
    assert_eq!(member.delivery, Delivery::Monthly);
    assert_eq!(team(), before, "none of this is for the humans");
}

/// The fourth day of who joined at midnight begins with daylight, where they are.
#[tokio::test]
async fn nobody_is_woken_up() {
    let (world, list) = joined("rejoindre").await;
    let id = zoe(&world).id;
    world.write(|tx| {
        let person = people::get(tx, id)?.unwrap();
        let timezone = Some("Pacific/Auckland".to_owned());
        people::put(tx, &palabre::list::member::Person { timezone, ..person });
        Ok(())
    });
    let here = palabre::clock::TimeZone::get("Pacific/Auckland").unwrap();
    let mut came = Vec::new();
    for _ in 0..24 * 40 {
        world.pass(3_600);
        let before = letters(&world).len();
        step(&world).await;
        if letters(&world).len() > before {
            came.push(world.site.clock.now().to_zoned(here.clone()).hour());
        }
    }
    assert_eq!(came.len(), 3);
    assert!(came.iter().all(|hour| (7..20).contains(hour)), "{came:?}");
    assert!(welcomes::get(&world.site.store, list, id).unwrap().unwrap().due.is_none());
}

/// Who reads once a month has no digest between the tenth and the twenty-eighth day.
#[tokio::test]
async fn the_tips_wait_for_a_digest_however_late_it_is() {
    let (world, _) = joined("rejoindre").await;
    world.write_to(ZOE, REQUEST, "mensuel", "").await;
    days(&world, 35).await;
    world.write_to("ann@example.org", CDP, "Semis", "Bonjour, voici des semis.").await;
    world.pass(31 * DAY);
    let now = world.site.clock.now();
    palabre::daemon::digests::run_due(&world.site, now).await.unwrap();
    let digest = last_to(&world, ZOE);
    assert!(digest.text.contains("TROIS CHOSES UTILES"), "{}", digest.text);
    // Its example lies ahead of who reads it.
    let ahead = "pause jusqu'au ";
    let day = digest.text.replace('\n', " ").split(ahead).nth(1).unwrap()[..8].to_owned();
    assert!(!day.starts_with("3 juin"), "{day}");
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

/// In reply to any of its mails, with the typos of its words, in both languages.
#[tokio::test]
async fn the_word_ends_it_from_any_of_its_mails() {
    let words = [
        (
            "rejoindre",
            ["Stop acceuil", "stop accueil svp", "Bonjour,\n\narrêter l'accueil", "stop acueil"],
        ),
        (
            "subscribe",
            ["Stop welcom", "stop welcome please", "Hi,\n\nStop welcome", "stop wellcome"],
        ),
    ];
    for (join, typos) in words {
        for (mail, word) in typos.into_iter().enumerate() {
            let (world, list) = joined(join).await;
            // The welcome, the fourth, the tenth, and a digest with the tips.
            if mail == 3 {
                world.write_to(ZOE, REQUEST, "hebdo", "").await;
            }
            let letter = match mail {
                0 => last_to(&world, ZOE),
                1 => days(&world, 4).await.pop().unwrap(),
                2 => days(&world, 10).await.pop().unwrap(),
                _ => {
                    days(&world, 10).await;
                    world.write_to("ann@example.org", CDP, "Semis", "Bonjour, des semis.").await;
                    world.pass(7 * DAY);
                    let now = world.site.clock.now();
                    palabre::daemon::digests::run_due(&world.site, now).await.unwrap();
                    last_to(&world, ZOE)
                }
            };
            assert_eq!(world.reply_to(&letter, ZOE, word).await, 250, "{word}");
            let series = welcomes::get(&world.site.store, list, zoe(&world).id).unwrap().unwrap();
            assert_eq!(series.due, None, "{word}\n{}", last_to(&world, ZOE).text);
            assert!(world.posts(list).iter().all(|p| p.from.address.as_str() != ZOE), "{word}");
            assert!(days(&world, 30).await.is_empty(), "{word}");
        }
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
