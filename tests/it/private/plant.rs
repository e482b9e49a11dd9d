//! A private list with a word of its own in each field, a public one beside it, and those who may not read.

use std::net::SocketAddr;

use palabre::daemon::{archiver, members, notes, polls, weeks};
use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::{Posting, Switch, Visibility};
use palabre::store::{lists, people};

use crate::harness::browser::Browser;
use crate::harness::letters::{Letter, last_to, own};
use crate::harness::world::World;

pub const ANN: &str = "ann@example.org";
pub const BOB: &str = "bob@example.org";
pub const MAX: &str = "max@example.org";
pub const LEA: &str = "lea@example.org";
const ZOE: &str = "Zoé Tremblay <zoe@example.org>";
const PRIVE: &str = "prive@lists.example.org";
/// Enough for the split of a poll to be told.
pub const VOTERS: [&str; 6] =
    [ANN, LEA, "eve@example.org", "gil@example.org", "ida@example.org", "noe@example.org"];
const DAY: i64 = 86_400;

/// Canaries that members read, and those that wait or are one person's alone.
pub const READ: std::ops::Range<usize> = 0..46;
pub const UNREAD: std::ops::Range<usize> = 46..52;

/// A word that stands nowhere else.
pub fn canary(n: usize) -> String {
    format!("qzcanari{n:02}kx")
}

/// Which canaries stand in some octets, in either case.
pub fn canaries_in(octets: &[u8]) -> Vec<usize> {
    let text = String::from_utf8_lossy(octets).to_lowercase();
    let starts = text.split("qzcanari").skip(1);
    let mut found: Vec<usize> = starts.filter_map(|s| s.get(..2)?.parse().ok()).collect();
    found.dedup();
    found
}

pub struct Garden {
    pub world: World,
    /// The private list.
    pub list: ListId,
    /// The public one.
    pub public: ListId,
}

impl Garden {
    /// Everything planted, two weeks gone by, all pages made.
    pub async fn grown() -> Self {
        let world = World::new();
        let list = world.list_with(PRIVE, |s| {
            s.name = format!("Cercle {}", canary(0));
            s.description = format!("On y parle de {}.", canary(1));
            s.visibility = Visibility::Private;
            s.numbers = Switch::On;
        });
        let public = world.list_with("cdp@lists.example.org", |s| {
            s.name = "Communauté".to_owned();
            s.visibility = Visibility::Public;
            s.indexing = Switch::On;
        });
        world.member_as(list, "zoe@example.org", Delivery::Each, Role::Animator);
        world.member_as(public, "zoe@example.org", Delivery::Each, Role::Animator);
        for who in VOTERS {
            world.member(list, who, Delivery::Each);
        }
        world.member(public, BOB, Delivery::Each);
        let other =
            world.list_with("autre@lists.example.org", |s| s.visibility = Visibility::Private);
        world.member(other, MAX, Delivery::Each);
        let garden = Self { world, list, public };
        garden.posts().await;
        garden.notes().await;
        garden.poll().await;
        garden.waits().await;
        garden.world.pass(7 * DAY);
        garden.work().await;
        garden
    }

    async fn writes(&self, who: &str, to: &str, subject: &str, text: &str) {
        assert_eq!(self.world.write_to(who, to, subject, text).await, 250, "{subject}");
        self.work().await;
    }

    async fn answers(&self, who: &str, letter: &Letter, text: &str) {
        assert_eq!(self.world.reply_to(letter, who, text).await, 250, "{text}");
        self.work().await;
    }

    async fn work(&self) {
        let site = self.world.site.clone();
        let work = move || {
            notes::step(&site).unwrap();
            polls::step(&site).unwrap();
            weeks::step(&site).unwrap();
            archiver::catch_up(&site, &mut |_, _| {}).unwrap();
        };
        tokio::task::spawn_blocking(work).await.unwrap();
    }

    /// Canaries 2 to 33, in subjects, names, bodies, quotations, signatures, files and their names.
    async fn posts(&self) {
        let mut next = 2..;
        let mut word = || canary(next.next().unwrap());
        for n in 0..6 {
            let (subject, name, text) = (word(), word(), word());
            let (quote, sign) = (word(), word());
            let who = format!("\"Ann {name}\" <{ANN}>");
            let body = format!("Bonjour, {text}?\n\n> Avant : {quote}\n\nOui.\n\n-- \n{sign}");
            self.writes(&who, PRIVE, &format!("Fil {n} {subject}"), &body).await;
        }
        // An open question of its own, and a file.
        let (name, inside) = (word(), word());
        let raw = format!(
            "From: {ZOE}\nTo: {PRIVE}\nSubject: Plan\nMessage-ID: <plan@example.org>\n\
             Date: Mon, 27 May 2019 07:30:00 -0400\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
             Le plan.\n--b\nContent-Type: text/plain; name=\"plan-{name}.txt\"\n\
             Content-Disposition: attachment; filename=\"plan-{name}.txt\"\n\n{inside}\n--b--\n"
        );
        let taken = self.world.mail("zoe@example.org", PRIVE, &raw).await;
        assert_eq!(taken.code.number(), 250);
        let raw = "From: Bob Roy <bob@example.org>\nTo: cdp@lists.example.org\nSubject: Semis\n\
             Message-ID: <semis@example.org>\nDate: Mon, 27 May 2019 07:00:00 -0400\n\
             Bcc: aveugle@example.org\nDisposition-Notification-To: bob@example.org\n\
             X-Approved: sésame\n\nBonjour.\n";
        let taken = self.world.mail(BOB, "cdp@lists.example.org", raw).await;
        assert_eq!(taken.code.number(), 250);
    }

    /// Canaries 34 to 39; 46 and 47 are for one person.
    async fn notes(&self) {
        let (title, text, book, kind) = (canary(34), canary(35), canary(36), canary(37));
        let body =
            format!("Visibilité : communauté\nCarnet : {book}\nCatégories : {kind}\n\n{text}");
        self.note(&format!("Guide {title}"), &body).await;
        let (title, text) = (canary(46), canary(47));
        self.note(&format!("Journal {title}"), &format!("Visibilité : privée\n\n{text}")).await;
        let changed = format!("Visibilité : communauté\n\n{}", canary(38));
        self.note(&format!("Autre {}", canary(39)), &changed).await;
        let note = "cdp-note@lists.example.org";
        self.writes(ZOE, note, "Entre nous", "Visibilité : communauté\n\nEntre nous.").await;
        self.answers(ZOE, &last_to(&self.world, "zoe@example.org"), "oui").await;
    }

    /// Those who animate let a note out: its page names the community.
    pub async fn opens_a_note(&self) {
        self.note("Ouvert", "Visibilité : publique\n\nPour tout le monde.").await;
    }

    async fn note(&self, title: &str, text: &str) {
        self.world.pass(3_600);
        self.writes(ZOE, "prive-note@lists.example.org", title, text).await;
        self.answers(ZOE, &last_to(&self.world, "zoe@example.org"), "oui").await;
    }

    /// Canaries 40 to 43.
    async fn poll(&self) {
        let body = format!(
            "{}\n\n- mardi {}\n- jeudi {}\n\nFin : 1er juin 17 h\nRésultats : fin",
            canary(43),
            canary(41),
            canary(42)
        );
        let to = "prive-sondage@lists.example.org";
        self.writes(ZOE, to, &format!("Quand {}?", canary(40)), &body).await;
        self.answers(ZOE, &last_to(&self.world, "zoe@example.org"), "oui").await;
        for who in VOTERS {
            let of = |l: &Letter| l.to == who && l.subject.contains(&canary(40));
            let asked = own(&self.world).into_iter().rfind(of);
            self.answers(who, &asked.unwrap(), "1").await;
        }
        let (subject, text) = (canary(44), canary(45));
        self.writes(ANN, PRIVE, &format!("Suite {subject}"), &format!("Et {text}.")).await;
    }

    /// Canaries 48 to 51: held, planned, drafted.
    async fn waits(&self) {
        let to = "prive-note@lists.example.org";
        self.writes(
            ZOE,
            to,
            &format!("Brouillon {}", canary(48)),
            "Visibilité : communauté\n\nPas encore.",
        )
        .await;
        let later = format!("Publier : 1er juillet 9 h\n\nPlus tard {}.", canary(49));
        self.writes(ANN, PRIVE, "Plus tard", &later).await;
        self.world.write(|tx| {
            let mut settings = lists::get(tx, self.list)?.unwrap();
            settings.posting = Posting::Held;
            lists::put(tx, self.list, &settings);
            Ok(())
        });
        self.writes(ANN, PRIVE, &format!("Retenu {}", canary(50)), &canary(51)).await;
    }

    /// Everybody who may not read the private list, by what they bear.
    pub async fn outsiders(&self, site: SocketAddr) -> Vec<(&'static str, Browser)> {
        let world = &self.world;
        let mut expired = Browser::new(site);
        expired.signs_in(world, ANN).await;
        world.pass(30 * DAY);
        let (mut bob, mut max, mut lea) =
            (Browser::new(site), Browser::new(site), Browser::new(site));
        bob.signs_in(world, BOB).await;
        max.signs_in(world, MAX).await;
        lea.signs_in(world, LEA).await;
        let person = people::find(&world.site.store, &LEA.parse().unwrap()).unwrap().unwrap();
        world.write(|tx| members::leave(&world.site, tx, self.list, person.id));
        let mut out = Browser { ip: "192.0.3.1".to_owned(), ..Browser::new(site) };
        out.signs_in(world, ANN).await;
        let (ended, real) = (out.cookie.clone().unwrap(), out.cookie.clone().unwrap());
        out.post("/fr/sortir/", "where=here").await;
        let flipped = if real.ends_with('a') { "b" } else { "a" };
        let forged = format!("{}{flipped}", &real[..real.len() - 1]);
        let link = crate::harness::browser::link(&out.asks_link(world, ANN).await);
        let link = format!("palabre={}", link.rsplit('/').next().unwrap());
        vec![
            ("nobody", Browser::new(site)),
            ("a member of the public list", bob),
            ("a member of another private list", max),
            ("who left", lea),
            ("whose session expired", expired),
            ("who signed out", Browser::with(site, &ended)),
            ("a forger", Browser::with(site, &forged)),
            ("who bears a link as a cookie", Browser::with(site, &link)),
        ]
    }
}
