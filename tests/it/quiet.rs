//! Who reads and says nothing: who is asked and who is not, how many a day, what a digit does, and that
//! one word ends it.

use palabre::clock::{Clock, Timestamp};
use palabre::config::Config;
use palabre::daemon::{Site, quiet};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Membership, Pause, Role};
use palabre::mail::address::Address;
use palabre::store::people;

use crate::harness::letters::{Letter, last_to, own, written};
use crate::harness::world::{World, copy_all};
use crate::poll_clients::{PROGRAMS, mail};

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";
const DAY: i64 = 86_400;

/// A list where somebody animates and writes, and Zoé reads.
fn gardens() -> (World, ListId) {
    let world = World::new();
    let list = world.list_with(CDP, |s| {
        s.name = "Jardins".to_owned();
        s.timezone = "America/Toronto".to_owned();
    });
    world.member_as(list, ANN, Delivery::Each, Role::Owner);
    world.member(list, ZOE, Delivery::Weekly);
    (world, list)
}

/// Ann writes, on the day it is.
async fn post(world: &World, to: &str, subject: &str) {
    let date = world.site.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    let raw = written(ANN, to, subject, "Tout pousse.");
    let raw = raw.replace("Mon, 27 May 2019 07:00:00 -0400", &date);
    assert!(world.mail(ANN, to, &raw).await.is_accepted());
}

async fn step(world: &World) {
    let site = world.site.clone();
    let work = move || quiet::begin(&site).and_then(|()| quiet::step(&site));
    tokio::task::spawn_blocking(move || work().unwrap()).await.unwrap();
}

fn questions(world: &World) -> Vec<Letter> {
    own(world).into_iter().filter(|m| m.text.contains("Lire, c'est aussi participer")).collect()
}

/// Lets days pass; Ann writes every twentieth. The questions that were put meanwhile.
async fn days(world: &World, days: i64) -> Vec<Letter> {
    let before = questions(world).len();
    for _ in 0..days {
        world.pass(DAY);
        let day = world.site.clock.now().as_second() / DAY;
        if day % 20 == 0 {
            post(world, CDP, &format!("Nouvelles {day}")).await;
        }
        step(world).await;
    }
    questions(world).split_off(before)
}

fn zoe(world: &World, list: ListId) -> Option<Membership> {
    let store = &world.site.store;
    let id = people::find(store, &Address::parse(ZOE).unwrap()).unwrap()?.id;
    people::membership(store, list, id).unwrap()
}

#[tokio::test]
async fn one_question_after_ninety_days_and_none_for_half_a_year() {
    let (world, list) = gardens();
    assert!(days(&world, 89).await.is_empty());
    let asked = days(&world, 2).await;
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].to.as_str(), asked[0].subject.as_str()),
        (ZOE, "« Jardins » : on continue comme ça?")
    );
    let text = &asked[0].text;
    assert!(text.contains("2  Une fois par mois") && text.contains("« stop rappels »"), "{text}");
    assert!(text.split_whitespace().count() < 100, "{text}");
    assert!(days(&world, 178).await.is_empty());
    assert_eq!(days(&world, 4).await.len(), 1);
    assert_eq!(zoe(&world, list).unwrap().delivery, Delivery::Weekly, "no answer changes nothing");
}

#[tokio::test]
async fn any_mail_is_a_sign_of_life() {
    for to in [CDP, REQUEST, "cdp-owner@lists.example.org"] {
        let (world, _) = gardens();
        days(&world, 60).await;
        world
            .write_to(ZOE, to, "réglages", "Bonjour, je suis là, bonne journée à tout le monde.")
            .await;
        assert!(days(&world, 88).await.is_empty(), "{to}");
        assert_eq!(days(&world, 3).await.len(), 1, "{to}");
    }
}

#[tokio::test]
async fn a_digit_answers_and_annuler_takes_it_back() {
    let (world, list) = gardens();
    let asked = days(&world, 92).await.remove(0);
    assert_eq!(world.reply_to(&asked, ZOE, "1").await, 250);
    assert!(last_to(&world, ZOE).text.contains("rien ne change"));
    world.reply_to(&asked, ZOE, "2, svp\n\n> 3  Une pause\n-- \nTel. 555 1234").await;
    assert_eq!(zoe(&world, list).unwrap().delivery, Delivery::Monthly);
    assert!(last_to(&world, ZOE).text.contains("annuler"));
    world.write_to(ZOE, REQUEST, "annuler", "").await;
    assert_eq!(zoe(&world, list).unwrap().delivery, Delivery::Weekly);
    world.reply_to(&asked, ZOE, "Option 3").await;
    assert!(zoe(&world, list).unwrap().paused.is_some());
    world.write_to(ZOE, REQUEST, "annuler", "").await;
    world.pass(3_600);
    let before = own(&world).iter().filter(|m| m.to == ANN).count();
    world.reply_to(&asked, ZOE, "J'aimerais surtout parler de compostage avec vous.").await;
    assert_eq!(own(&world).iter().filter(|m| m.to == ANN).count(), before + 1, "for the humans");
    world.reply_to(&asked, ZOE, "4").await;
    assert!(zoe(&world, list).is_none());
    let left = last_to(&world, ZOE);
    world.reply_to(&left, ZOE, "annuler").await;
    assert!(zoe(&world, list).is_some());
}

fn delivery(world: &World, list: ListId) -> Delivery {
    zoe(world, list).unwrap().delivery
}

fn put(world: &World, list: ListId, delivery: Delivery) {
    let member = Membership { delivery, ..zoe(world, list).unwrap() };
    world.write(|tx| {
        people::put_membership(tx, &member);
        Ok(())
    });
}

/// « 2 » is quieter than what they have, and does what it said, whatever they chose meanwhile.
#[tokio::test]
async fn the_second_choice_is_quieter_and_does_what_was_shown() {
    let offers = [
        (Delivery::Each, "2  Une fois par mois", Delivery::Monthly),
        (Delivery::Daily, "2  Une fois par mois", Delivery::Monthly),
        (Delivery::Weekly, "2  Une fois par mois", Delivery::Monthly),
        (Delivery::Monthly, "2  Seulement les appels à tous", Delivery::Notices),
    ];
    for (before, offer, after) in offers {
        let (world, list) = gardens();
        put(&world, list, before);
        let asked = days(&world, 92).await.remove(0);
        assert!(asked.text.contains(offer), "{before:?}: {}", asked.text);
        for line in ["1  Oui, comme maintenant", "3  Une pause", "4  Partir"] {
            assert!(asked.text.contains(line), "{line}: {}", asked.text);
        }
        world.reply_to(&asked, ZOE, "2").await;
        assert_eq!(delivery(&world, list), after, "{before:?}");
        for meanwhile in [Delivery::Each, Delivery::Monthly, Delivery::Notices] {
            put(&world, list, meanwhile);
            world.pass(3_600);
            world.reply_to(&asked, ZOE, &format!("2 {meanwhile:?}")).await;
            assert_eq!(delivery(&world, list), after, "{before:?}, then {meanwhile:?}");
        }
    }
}

/// What twelve programs make of these answers.
#[tokio::test]
async fn as_people_answer_from_twelve_programs() {
    let (world, list) = gardens();
    let asked = days(&world, 92).await.remove(0);
    let team = || own(&world).iter().filter(|m| m.to == ANN).count();
    let before = team();
    for (at, (name, program)) in PROGRAMS.into_iter().enumerate() {
        let answers = [
            ("2", Delivery::Monthly, "du mois"),
            ("Bonjour,\n\n2. Merci!\n\nZoé", Delivery::Monthly, "du mois"),
            ("deux", Delivery::Monthly, "du mois"),
            ("la deuxième", Delivery::Monthly, "du mois"),
            ("The second one, thanks", Delivery::Monthly, "du mois"),
            ("Une fois par mois svp", Delivery::Monthly, "du mois"),
            ("Once a month", Delivery::Monthly, "du mois"),
            ("1", Delivery::Weekly, "rien ne change"),
            ("Oui", Delivery::Weekly, "rien ne change"),
            ("Oui, comme maintenant", Delivery::Weekly, "rien ne change"),
            ("Yes please", Delivery::Weekly, "rien ne change"),
            ("non", Delivery::Weekly, "4  Partir"),
            ("No thanks", Delivery::Weekly, "4  Partir"),
            ("7", Delivery::Weekly, "4  Partir"),
            ("", Delivery::Weekly, "arrivée vide"),
        ];
        // Some put an advertisement where nothing was written, which might be a sentence.
        let fills = ["outlook", "outlook-web", "yahoo", "proton", "iphone", "k9", "gmail-app"]
            .contains(&name);
        let answers = answers.into_iter().enumerate().filter(|(_, a)| !(a.0.is_empty() && fills));
        for (n, (words, want, told)) in answers {
            put(&world, list, Delivery::Weekly);
            world.pass(3_601);
            let raw =
                mail((name, n), asked.back.as_deref().unwrap(), &asked, &program(words, &asked));
            let raw = raw.replace(&format!("{name}@example.org"), ZOE);
            let raw = raw
                .replace("Date: Mon, 27 May 2019", &format!("X-N: {at}\nDate: Mon, 27 May 2019"));
            assert!(world.mail(ZOE, asked.back.as_deref().unwrap(), &raw).await.is_accepted());
            let got = last_to(&world, ZOE);
            assert_eq!(delivery(&world, list), want, "{name}: {words}\n{}", got.text);
            let said = got.text.contains(told) || got.subject.to_lowercase().contains(told);
            assert!(said, "{name}: {words}\n{}\n{}", got.subject, got.text);
        }
    }
    assert_eq!(team(), before, "none of this is for the humans");
    // A machine's answer is nobody's.
    let sent = own(&world).len();
    let away =
        written(ZOE, asked.back.as_deref().unwrap(), "Absence du bureau", "2 semaines au soleil");
    let away = away.replacen("MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version", 1);
    world.mail(ZOE, asked.back.as_deref().unwrap(), &away).await;
    assert_eq!((own(&world).len(), delivery(&world, list)), (sent, Delivery::Weekly));
    for (words, leaves) in [("2 semaines de pause", false), ("Partir", true)] {
        world.pass(3_601);
        world.reply_to(&asked, ZOE, words).await;
        assert_eq!(zoe(&world, list).is_none(), leaves, "{words}");
    }
}

#[tokio::test]
async fn one_word_ends_it_for_good() {
    let (world, _) = gardens();
    let asked = days(&world, 92).await.remove(0);
    world.reply_to(&asked, ZOE, "Stop rappels").await;
    assert!(last_to(&world, ZOE).subject.contains("rappels"));
    assert!(days(&world, 400).await.is_empty());
    let (world, _) = gardens();
    world.write_to(ZOE, REQUEST, "language en", "").await;
    let asked = days(&world, 92).await;
    assert!(asked.is_empty(), "in English");
    let asked = last_to(&world, ZOE);
    for line in ["1  Yes, as it is now", "2  Once a month", "3  A pause", "4  Leave"] {
        assert!(asked.text.contains(line), "{}", asked.text);
    }
    assert!(asked.text.contains("reply “stop reminders”"), "{}", asked.text);
    world.reply_to(&asked, ZOE, "Hi,\n\nstop remindres please").await;
    let sent = own(&world).iter().filter(|m| m.to == ZOE).count();
    days(&world, 400).await;
    assert_eq!(own(&world).iter().filter(|m| m.to == ZOE).count(), sent);
}

#[tokio::test]
async fn who_is_not_asked() {
    for why in ["away", "suspended", "notices", "nothing", "animates", "new"] {
        let (world, list) = gardens();
        if why == "new" {
            days(&world, 40).await;
        }
        world.write(|tx| {
            let id = people::find(tx, &Address::parse(ZOE).unwrap())?.unwrap().id;
            let mut member = people::membership(tx, list, id)?.unwrap();
            match why {
                "away" => member.paused = Some(Pause { since: member.joined, until: None }),
                "suspended" => member.suspended = Some("bounces".to_owned()),
                "notices" => member.delivery = Delivery::Notices,
                "nothing" => member.delivery = Delivery::None,
                "animates" => member.role = Role::Animator,
                _ => member.joined = world.site.clock.now(),
            }
            people::put_membership(tx, &member);
            Ok(())
        });
        assert!(days(&world, if why == "new" { 88 } else { 120 }).await.is_empty(), "{why}");
    }
    let (world, _) = gardens();
    for _ in 0..120 {
        world.pass(DAY);
        step(&world).await;
    }
    assert!(questions(&world).is_empty(), "nothing was said there: nothing is asked");
}

#[tokio::test]
async fn few_a_day_and_a_kill_in_between_asks_nobody_twice() {
    let (world, list) = gardens();
    for n in 0..400 {
        world.member(list, &format!("m{n}@example.org"), Delivery::Each);
    }
    assert!(days(&world, 89).await.is_empty());
    let per_day = 8;
    assert_eq!(days(&world, 2).await.len(), per_day, "one in fifty");
    let copy = tempfile::tempdir().unwrap();
    copy_all(&world.site.data, copy.path());
    let config = Config::defaults(copy.path());
    let now: Timestamp = world.site.clock.now();
    let site = Site::open(&config, copy.path(), Clock::manual(now), &mut |_, _| {}).unwrap();
    tokio::task::spawn_blocking(move || {
        quiet::begin(&site).and_then(|()| quiet::step(&site)).unwrap();
        let mut rows = 0;
        palabre::store::outbox::each_row(&site.store, |_| rows += 1).unwrap();
        assert_eq!(rows, per_day);
    })
    .await
    .unwrap();
    let asked = days(&world, 60).await;
    let mut all: Vec<String> = questions(&world).into_iter().map(|m| m.to).collect();
    assert_eq!(all.len(), 401);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 401, "nobody twice");
    assert_eq!(asked.len(), 401 - per_day);
}

#[tokio::test]
async fn one_question_about_several_communities() {
    let (world, list) = gardens();
    let other = world.list("nord@lists.example.org");
    world.member(other, ZOE, Delivery::Each);
    world.member(other, ANN, Delivery::Each);
    let mut asked = Vec::new();
    for n in 0..100 {
        asked.extend(days(&world, 1).await);
        if n % 20 == 0 {
            post(&world, "nord@lists.example.org", &format!("Neige {n}")).await;
        }
    }
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].subject, "Vos 2 communautés : on continue comme ça?");
    // What she joined since was not named in it.
    world.pass(DAY);
    let third = world.list("sud@lists.example.org");
    world.member(third, ZOE, Delivery::Each);
    let joined = world.site.clock.now();
    world.write(|tx| {
        let id = people::find(tx, &Address::parse(ZOE).unwrap())?.unwrap().id;
        let member = people::membership(tx, third, id)?.unwrap();
        people::put_membership(tx, &Membership { joined, ..member });
        Ok(())
    });
    world.reply_to(&asked[0], ZOE, "2").await;
    for list in [list, other] {
        assert_eq!(zoe(&world, list).unwrap().delivery, Delivery::Monthly);
    }
    assert_eq!(zoe(&world, third).unwrap().delivery, Delivery::Each);
}
