//! A member who changes her mind: from each message to digests of any rhythm and back, away and back, another
//! hour, another zone, threads followed, names called. Whatever the order, each post reaches her: as a copy or in
//! one digest, and once.

use std::collections::BTreeMap;

use palabre::list::ListId;
use palabre::list::member::{Delivery, Form};
use palabre::mail::address::Address;
use palabre::store::outbox::{self, Load};
use palabre::store::people;

use crate::digests::{ANN, CDP, ZOE, at, digests_of, post, run, settle};
use crate::harness::world::World;

const ASK: &str = "cdp-request@lists.example.org";
const ZONES: [&str; 4] = ["America/Toronto", "Europe/Paris", "America/Regina", "Pacific/Auckland"];
const WORDS: [&str; 14] = [
    "tout",
    "quotidien",
    "résumé",
    "mensuel",
    "résumé mercredi 9 h",
    "quotidien 6 h 30",
    "pause",
    "pause 3 jours",
    "reprendre",
    "reprendre",
    "suivre 1",
    "mentions non",
    "mentions oui",
    "annuler",
];

/// Numbers that look as if by chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

struct Walk {
    world: World,
    cdp: ListId,
    posts: u32,
    /// Posts that name her: when she wants no such copies any more, a digest may tell them again.
    naming: Vec<u32>,
    /// What happened, to be read where it went wrong.
    story: Vec<String>,
}

impl Walk {
    fn begin() -> Self {
        let world = World::new();
        let cdp = world.list(CDP);
        world.member(cdp, ANN, Delivery::Each);
        world.member(cdp, ZOE, Delivery::Each);
        let mut zoe = settle(&world, ZOE);
        zoe.form = Form::Mime;
        world.write(|tx| {
            people::put(tx, &zoe);
            Ok(())
        });
        world.pass(60);
        Self { world, cdp, posts: 0, naming: Vec::new(), story: Vec::new() }
    }

    fn say(&mut self, what: &str) {
        self.story.push(format!("{} {what}", self.world.site.clock.now()));
    }

    async fn post(&mut self, thread: u64, words: &str) {
        self.posts += 1;
        let n = self.posts;
        self.naming.extend(Some(n).filter(|_| words.contains('@')));
        self.say(&format!("post {n} in {thread}: {words}"));
        let answers = match u64::from(n) > 3 {
            true => format!("In-Reply-To: <p.{}.@example.org>\n", thread + 1),
            false => String::new(),
        };
        let raw = format!(
            "From: Ann Lee <{ANN}>\nTo: {CDP}\nSubject: Fil {thread}\nMessage-ID: <p.{n}.@example.org>\n{answers}\
             Content-Type: text/plain; charset=utf-8\n\n{words}\n"
        );
        assert!(self.world.mail(ANN, CDP, &raw).await.is_accepted());
    }

    async fn ask(&mut self, words: &str) {
        self.say(words);
        let now = self.world.site.clock.now().as_second();
        let raw = format!(
            "From: {ZOE}\nTo: {ASK}\nSubject: {words}\nMessage-ID: <ask.{now}.{}@example.org>\n\
             Content-Type: text/plain; charset=utf-8\n\n\n",
            self.story.len()
        );
        assert!(self.world.mail(ZOE, ASK, &raw).await.is_accepted(), "{words}");
    }

    /// Her machine moves to another zone.
    fn travel(&mut self, zone: &str) {
        self.say(zone);
        let address = Address::parse(ZOE).unwrap();
        let mut zoe = people::find(&self.world.site.store, &address).unwrap().unwrap();
        zoe.timezone = Some(zone.to_owned());
        self.world.write(|tx| {
            people::put(tx, &zoe);
            Ok(())
        });
        settle(&self.world, ZOE);
    }

    async fn fan_out(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || palabre::daemon::fanout::step(&site).unwrap())
            .await
            .unwrap();
    }

    async fn digests(&mut self) {
        let ran = run(&self.world).await;
        assert_eq!(ran.failed, 0);
        if ran.sent + ran.skipped > 0 {
            self.say(&format!("{ran:?}"));
        }
    }

    async fn step(&mut self, chance: &mut Chance) {
        match chance.below(10) {
            0..=3 => {
                let thread = chance.below(3);
                let words = if chance.below(6) == 0 {
                    "Bonjour @zoe, qu'en dites-vous?"
                } else {
                    "Bonjour."
                };
                self.post(thread, words).await;
            }
            4 | 5 => self.ask(chance.of(&WORDS)).await,
            6 if chance.below(3) == 0 => self.travel(chance.of(&ZONES)),
            _ => {
                let hours = 1 + i64::try_from(chance.below(60)).unwrap();
                self.fan_out().await;
                self.world.pass(hours * 3600);
                self.digests().await;
            }
        }
        // Copies go out a little later, as on a busy day.
        if chance.below(3) > 0 {
            self.fan_out().await;
        }
    }

    /// How often each post reached her.
    fn reached(&self) -> BTreeMap<u32, usize> {
        let zoe =
            people::find(&self.world.site.store, &Address::parse(ZOE).unwrap()).unwrap().unwrap();
        let mut found: BTreeMap<u32, usize> = (1..=self.posts).map(|n| (n, 0)).collect();
        outbox::each_row(&self.world.site.store, |row| {
            if let Load::Copies { article, people, .. } = &row.load {
                let copies = people.iter().filter(|id| **id == zoe.id).count();
                *found.entry(article.0).or_default() += copies;
            }
        })
        .unwrap();
        for (_, raw) in self.world.own_mail().iter().filter(|(to, _)| to == ZOE) {
            for n in 1..=self.posts {
                let times = raw.matches(&format!("\nMessage-ID: <p.{n}.@example.org>")).count();
                *found.entry(n).or_default() += times;
            }
        }
        found
    }
}

#[tokio::test]
async fn a_member_who_changes_her_mind_gets_each_post_once() {
    for seed in 1..=5 {
        let mut chance = Chance(seed);
        let mut walk = Walk::begin();
        for thread in 0..3 {
            walk.post(thread, "Bonjour.").await;
        }
        for _ in 0..50 {
            walk.step(&mut chance).await;
        }
        // Back, and two months later: nothing is owed any more.
        walk.ask("reprendre").await;
        for _ in 0..60 {
            walk.world.pass(86_400);
            walk.fan_out().await;
            walk.digests().await;
        }
        let reached = walk.reached();
        let again = |n: &u32| {
            walk.naming.contains(n) && walk.story.iter().any(|s| s.contains("mentions non"))
        };
        let right = |(n, times): &(&u32, &usize)| **times == 1 || (**times == 2 && again(n));
        let wrong: Vec<_> = reached.iter().filter(|one| !right(one)).collect();
        assert!(wrong.is_empty(), "seed {seed}: {wrong:?}\n{}", walk.story.join("\n"));
        assert_eq!(walk.world.posts(walk.cdp).len(), reached.len());
    }
}

/// One mail a person: on the day on which two rhythms meet, it tells of both.
#[tokio::test]
async fn two_rhythms_that_meet_make_one_mail() {
    let world = World::new();
    let (cdp, jardins) = (world.list(CDP), world.list("jardins@lists.example.org"));
    for (list, delivery) in [(cdp, Delivery::Daily), (jardins, Delivery::Weekly)] {
        world.member(list, ANN, Delivery::Each);
        world.member(list, ZOE, delivery);
    }
    settle(&world, ZOE);
    post(&world, CDP, ANN, "Chaque jour", "Un.").await;
    post(&world, "jardins@lists.example.org", ANN, "Chaque semaine", "Deux.").await;
    world.site.clock.set(at("2019-05-28T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    post(&world, CDP, ANN, "Un autre jour", "Trois.").await;
    // Monday.
    world.site.clock.set(at("2019-06-03T11:30:00Z"));
    assert_eq!(run(&world).await.sent, 1);
    let told = digests_of(&world, ZOE);
    assert_eq!(told.len(), 2);
    let says =
        |text: &str| ["Chaque jour", "Chaque semaine", "Un autre jour"].map(|t| text.contains(t));
    assert_eq!(says(&told[0]), [true, false, false]);
    assert_eq!(says(&told[1]), [false, true, true], "{}", told[1]);
    assert_eq!(run(&world).await.sent, 0);
}
