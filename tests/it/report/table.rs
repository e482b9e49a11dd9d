//! The table of whoever stewards 110 communities, most of them quiet: as many as one platform has.

use palabre::animation::report::{Counted, Facts, Member, Period, Post, Row, table};
use palabre::clock::{TimeZone, Timestamp};
use palabre::daemon::report as work;
use palabre::list::member::{Delivery, Role};
use palabre::locale;
use palabre::mail::address::Address;

use super::mail::golden;
use crate::digests::{at, post};
use crate::harness::letters::{last_to, own};
use crate::harness::world::World;

const STEWARD: &str = "steward@example.org";

fn period() -> Period {
    Period { end: "2019-06-04".parse().unwrap(), zone: TimeZone::get("America/Toronto").unwrap() }
}

fn day(n: i64, hour: i64) -> Timestamp {
    period().before(n) + jiff::SignedDuration::from_hours(hour)
}

/// The nth community: about four of ten have messages; in each fifth of those nobody answers.
fn facts(n: i64) -> Facts {
    let people = 4 + u32::try_from(n * 7 % 60).unwrap();
    let members = (0..people).map(|who| Member { who, joined: day(400, 0), left: None });
    let mut posts = Vec::new();
    if n * 3 % 10 < 4 {
        for thread in 0..=(n % 9) {
            let opens = day(34 - thread * 3, 9);
            let (author, no) =
                (u32::try_from(thread).unwrap() % people, u32::try_from(thread).unwrap());
            posts.push(Post { author, thread: no, at: opens, answers: None });
            if n % 5 != 0 {
                let (by, soon) =
                    ((author + 1) % people, jiff::SignedDuration::from_hours(5 + n % 40));
                posts.push(Post {
                    author: by,
                    thread: no,
                    at: opens + soon,
                    answers: Some(author),
                });
            }
        }
    }
    posts.sort_by_key(|p| p.at);
    Facts {
        period: period(),
        posts,
        notes: Vec::new(),
        members: members.collect(),
        team: [0].into(),
        counted: Counted::default(),
        counted_before: Counted::default(),
        rate: None,
    }
}

#[test]
fn one_hundred_and_ten_communities_in_one_mail() {
    let rows: Vec<Row> =
        (1..=110).map(|n| Row::new(format!("Communauté {n:03}"), &facts(n))).collect();
    let quiet = rows.iter().filter(|r| r.figures.posts == 0).count();
    assert!(quiet > 55, "{quiet} are quiet");
    let table = table(period(), rows);
    assert_eq!(table.rows().len(), 110);
    for tag in ["fr", "en"] {
        let t = locale::get(tag);
        let made = table.make(t, t.s("hello-you"));
        golden(&format!("table.{tag}.txt"), &format!("{}\n\n{}", made.subject, made.text));
        assert_eq!(made.html.matches("<th scope=\"rowgroup\"").count(), 110);
        assert!(made.html.len() + made.text.len() < 75 * 1024, "{}", made.html.len());
        let widest = made.text.lines().skip_while(|l| !l.starts_with("Com")).take(111);
        let widest = widest.map(|l| l.chars().count()).max().unwrap();
        assert!(widest <= 76, "{tag}: {widest} columns");
        assert_eq!(made.sheet.lines().count(), 111);
        let widths: std::collections::HashSet<usize> =
            made.sheet.lines().map(|l| l.split(',').count()).collect();
        assert_eq!(widths.len(), 1, "{widths:?}");
        assert!(made.sheet.len() < 40 * 1024, "{}", made.sheet.len());
    }
}

#[tokio::test]
async fn it_goes_to_the_steward_once_and_on_demand() {
    let world = World::with(|c| c.site.steward = Some(Address::parse(STEWARD).unwrap()));
    for n in 1..=3 {
        let list = world.list_with(&format!("c{n}@lists.example.org"), |s| {
            s.name = format!("Cercle {n}");
        });
        world.member_as(list, &format!("host{n}@example.org"), Delivery::Each, Role::Owner);
        if n == 3 {
            world.member(list, STEWARD, Delivery::None);
        }
    }
    for n in [1, 1, 2] {
        let to = format!("c{n}@lists.example.org");
        post(&world, &to, &format!("host{n}@example.org"), "Un secret", "Rien pour les autres")
            .await;
        world.pass(3600);
    }
    let run = async |moment: &str| {
        world.site.clock.set(at(moment));
        let site = world.site.clone();
        let work = move || {
            work::begin(&site).unwrap();
            work::step(&site).unwrap();
        };
        tokio::task::spawn_blocking(work).await.unwrap();
    };
    run("2019-06-01T12:00:00Z").await;
    run("2019-06-04T11:14:00Z").await;
    let tables = || own(&world).into_iter().filter(|l| l.to == STEWARD).count();
    assert_eq!(tables(), 0);
    run("2019-06-04T11:15:00Z").await;
    run("2019-06-04T12:15:00Z").await;
    assert_eq!(tables(), 1);
    let letter = last_to(&world, STEWARD);
    assert_eq!(letter.subject, "Bilan de vos 3 communautés, 7 mai – 3 juin");
    for n in 1..=3 {
        assert!(letter.text.contains(&format!("Cercle {n}")), "{}", letter.text);
    }
    for never in ["secret", "host1", "@example.org"] {
        assert!(!letter.text.contains(never), "{never}");
    }
    assert!(
        letter.raw.contains("From: \"lists.example.org\" <postmaster@lists.example.org>"),
        "{}",
        letter.raw
    );
    run("2019-07-01T12:00:00Z").await;
    assert_eq!(tables(), 1);
    run("2019-07-02T12:00:00Z").await;
    assert_eq!(tables(), 2);
    // Asked for at the address for all of one's communities: all of them, for the steward only.
    world.write_to(STEWARD, "listes@lists.example.org", "bilan", "").await;
    assert_eq!(
        last_to(&world, STEWARD).subject,
        "Bilan de vos 3 communautés, 4 juin – 1er juillet"
    );
    world.write_to("host1@example.org", "listes@lists.example.org", "bilan", "").await;
    let own = last_to(&world, "host1@example.org");
    assert_eq!(own.subject, "Bilan de Cercle 1, 4 juin – 1er juillet");
}
