//! The report as mail: what it looks like, when it comes, to whom, and what one may answer to it.

use std::fs;
use std::path::Path;

use palabre::animation::report::{Heading, Made, make};
use palabre::clock::Timestamp;
use palabre::daemon::report as work;
use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::locale;
use palabre::mail::message::Message;
use palabre::store::reports;

use super::figures::community;
use crate::digests::{at, post};
use crate::harness::letters::{Letter, last_to, own};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ASK: &str = "cdp-request@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";
const BOB: &str = "bob@example.org";
/// The whole mail, headers and sheet too.
const LIMIT: usize = 25 * 1024;

/// Compares with what is kept, or keeps it.
#[track_caller]
pub fn golden(name: &str, got: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report").join(name);
    if std::env::var_os("PALABRE_GOLDEN").is_some_and(|v| v == "write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, got).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == got, "{} differs; PALABRE_GOLDEN=write keeps:\n{got}", path.display());
}

fn made(tag: &str) -> Made {
    let heading =
        Heading { t: locale::get(tag), community: "Jardins partagés", reader: "Karine Pelletier" };
    make(&community(), heading)
}

/// Words as they are read, wherever lines end.
fn words(text: &str) -> Vec<String> {
    text.replace('\u{a0}', " ").split_whitespace().map(str::to_owned).collect()
}

#[test]
fn it_reads_the_same_as_text_and_as_html() {
    for tag in ["fr", "en"] {
        let made = made(tag);
        golden(&format!("report.{tag}.txt"), &format!("{}\n\n{}", made.subject, made.text));
        golden(&format!("report.{tag}.html"), &made.html);
        assert!(made.subject.chars().count() <= 70, "{}", made.subject);
        let body = made.html.split_once("<body").unwrap().1.split_once('>').unwrap().1;
        let bare: String = body
            .split('<')
            .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text))
            .collect::<Vec<_>>()
            .join(" ");
        let bare = bare.replace("&#39;", "'").replace("&#38;", "&").replace("&#62;", ">");
        let shown = words(&bare);
        for word in words(&made.text).iter().filter(|w| !w.chars().all(|c| c == '#')) {
            assert!(shown.iter().any(|w| w == word), "{tag}: “{word}” stands in the text only");
        }
        for never in ["<img", "http", "src=", "url(", "<script"] {
            assert!(!made.html.contains(never), "{tag}: {never}");
        }
    }
    golden("report.csv", &made("fr").sheet.replace("\r\n", "\n"));
}

struct Club {
    world: World,
    cdp: ListId,
}

/// Ann and Zoé animate, Zoé in Vancouver; Bob is a member.
fn club() -> Club {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.name = "Cercle".to_owned());
    world.member_as(cdp, ANN, Delivery::Each, Role::Owner);
    let zoe = world.member_as(cdp, ZOE, Delivery::Each, Role::Animator);
    world.member(cdp, BOB, Delivery::Each);
    world.write(|tx| {
        let mut person = palabre::store::people::get(tx, zoe)?.unwrap();
        person.timezone = Some("America/Vancouver".to_owned());
        palabre::store::people::put(tx, &person);
        Ok(())
    });
    Club { world, cdp }
}

fn reports_to<'a>(mail: &'a [Letter], who: &str) -> Vec<&'a Letter> {
    mail.iter().filter(|l| l.to == who && l.subject.starts_with("Bilan")).collect()
}

impl Club {
    async fn step(&self) {
        let site = self.world.site.clone();
        let work = move || {
            work::begin(&site).unwrap();
            work::step(&site).unwrap();
        };
        tokio::task::spawn_blocking(work).await.unwrap();
    }

    async fn on(&self, moment: &str) {
        self.world.site.clock.set(at(moment));
        self.step().await;
    }

    fn reports(&self, who: &str) -> usize {
        reports_to(&own(&self.world), who).len()
    }

    /// Lives from one moment at which something is due to the next.
    async fn until(&self, moment: &str) {
        let end: Timestamp = at(moment);
        while let Some(due) = reports::due(&self.world.site.store, end, 1).unwrap().first() {
            self.world.site.clock.set(due.at.max(self.world.site.clock.now()));
            self.step().await;
        }
        self.on(moment).await;
    }
}

#[tokio::test]
async fn it_comes_on_the_first_tuesday_at_a_quarter_past_seven_of_each_reader() {
    let club = club();
    club.step().await;
    post(&club.world, CDP, BOB, "Semis", "Qui veut des semis?").await;
    club.until("2019-06-04T11:14:59Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE)), (0, 0));
    club.on("2019-06-04T11:15:00Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE)), (1, 0));
    // The same moment again, the next days: once is once.
    club.step().await;
    club.on("2019-06-04T14:15:00Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE), club.reports(BOB)), (1, 1, 0));
    club.until("2019-07-01T12:00:00Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE)), (1, 1));
    club.until("2019-07-02T15:00:00Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE)), (2, 2));
    let letter = last_to(&club.world, ANN);
    assert_eq!(letter.subject, "Bilan de Cercle, 4 juin – 1er juillet");
    assert!(letter.raw.len() < LIMIT, "{}", letter.raw.len());
    let message = Message::parse(letter.raw.as_bytes());
    assert_eq!(message.header("Auto-Submitted"), ["auto-generated"]);
    assert_eq!(message.attachments()[0].name, "bilan-2019-07-01.csv");
    assert_eq!(letter.back.as_deref(), Some(ASK));
}

#[tokio::test]
async fn two_months_without_anything_have_no_report() {
    let club = club();
    club.step().await;
    club.until("2019-09-10T12:00:00Z").await;
    // They joined on 27 May, which is of the periods of June and July only.
    assert_eq!(club.reports(ANN), 2);
}

#[tokio::test]
async fn who_animates_no_more_or_is_away_gets_none() {
    let club = club();
    club.step().await;
    // The list's turn has come, the readers' hour has not.
    club.on("2019-06-04T06:00:00Z").await;
    let drop = |who: &str, role: Role| {
        let address = palabre::mail::address::Address::parse(who).unwrap();
        club.world.write(|tx| {
            let person = palabre::store::people::find(tx, &address)?.unwrap();
            let mut member = palabre::store::people::membership(tx, club.cdp, person.id)?.unwrap();
            member.role = role;
            palabre::store::people::put_membership(tx, &member);
            Ok(())
        });
    };
    drop(ZOE, Role::Member);
    club.on("2019-06-05T00:00:00Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE)), (1, 0));
}

#[tokio::test]
async fn a_stop_of_weeks_is_made_up_for_once() {
    let club = club();
    club.step().await;
    post(&club.world, CDP, BOB, "Semis", "Qui veut des semis?").await;
    // Down from before the first Tuesday of June to the end of August.
    club.on("2019-08-30T12:00:00Z").await;
    assert_eq!(club.reports(ANN), 1);
    let letter = last_to(&club.world, ANN);
    assert_eq!(letter.subject, "Bilan de Cercle, 7 mai – 3 juin", "of the days it was due for");
}

#[tokio::test]
async fn it_is_asked_for_stopped_and_taken_back_by_mail() {
    let club = club();
    let world = &club.world;
    post(world, CDP, BOB, "Semis", "Qui veut des semis?").await;
    club.on("2019-06-10T12:00:00Z").await;
    assert_eq!(world.write_to(ANN, ASK, "bilan", "").await, 250);
    let letter = last_to(world, ANN);
    assert_eq!(letter.subject, "Bilan de Cercle, 13 mai – 9 juin");
    let message = Message::parse(letter.raw.as_bytes());
    assert_eq!(message.header("Auto-Submitted"), ["auto-replied"]);
    world.write_to(ANN, ASK, "Bilan 2019-05", "svp").await;
    assert_eq!(last_to(world, ANN).subject, "Bilan de Cercle, 4–31 mai");
    world.write_to(ANN, ASK, "", "health May 2019").await;
    // The word is English, the reader's language is the list's.
    assert_eq!(last_to(world, ANN).subject, "Bilan de Cercle, 4–31 mai");
    world.write_to(ANN, ASK, "bilan 2020-02", "").await;
    assert!(last_to(world, ANN).text.contains("pas commencé"), "{}", last_to(world, ANN).text);
    world.write_to(BOB, ASK, "bilan", "").await;
    assert!(
        last_to(world, BOB).text.contains("équipe d'animation"),
        "{}",
        last_to(world, BOB).text
    );
    // No more of it, by answering to it; then again.
    assert_eq!(world.reply_to(&letter, ANN, "bilan non").await, 250);
    assert!(last_to(world, ANN).text.contains("ne vous arrivera plus"));
    let before = club.reports(ANN);
    club.until("2019-07-02T15:00:00Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE)), (before, 1));
    world.write_to(ANN, ASK, "annuler", "").await;
    post(world, CDP, BOB, "Récolte", "Qui veut des courges?").await;
    club.until("2019-08-06T15:00:00Z").await;
    assert_eq!(club.reports(ANN), before + 1);
}

#[tokio::test]
async fn what_was_sent_by_hand_does_not_come_again_by_the_clock() {
    let club = club();
    club.step().await;
    club.on("2019-06-04T05:00:00Z").await;
    let (site, cdp) = (club.world.site.clone(), club.cdp);
    let send = move || work::send_now(&site, cdp, "2019-06-04".parse().unwrap()).unwrap();
    assert_eq!(tokio::task::spawn_blocking(send.clone()).await.unwrap(), 2);
    assert_eq!(tokio::task::spawn_blocking(send).await.unwrap(), 0);
    club.until("2019-06-05T12:00:00Z").await;
    assert_eq!((club.reports(ANN), club.reports(ZOE)), (1, 1));
}

#[tokio::test]
async fn time_is_declared_for_the_report_it_answers() {
    let club = club();
    let world = &club.world;
    club.step().await;
    post(world, CDP, BOB, "Semis", "Qui veut des semis?").await;
    club.until("2019-06-04T16:00:00Z").await;
    let letter = last_to(world, ANN);
    assert!(letter.text.contains("Temps d'animation : rien de compté."), "{}", letter.text);
    // A rate, and the minutes of two people.
    world.write_to(ANN, ASK, "régler taux 30 $", "").await;
    world.reply_to(&letter, ANN, "temps 1 h 10").await;
    let noted = last_to(world, ANN);
    assert!(
        noted.text.contains("Noté : 1 h 10 pour les jours du bilan, 7 mai – 3 juin"),
        "{}",
        noted.text
    );
    world.write_to(ZOE, ASK, "temps 20 min", "").await;
    world.write_to(ZOE, ASK, "temps", "25").await;
    world.write_to(ANN, ASK, "bilan", "encore").await;
    let again = last_to(world, ANN);
    assert!(again.text.contains("Temps d'animation déclaré : 1 h 35"), "{}", again.text);
    assert!(
        again.text.contains("Coût par personne du noyau ou active : 47,50 $"),
        "{}",
        again.text
    );
    // Two weeks later, what is said is for the next report.
    club.on("2019-06-20T12:00:00Z").await;
    world.write_to(ANN, ASK, "time 15 min", "").await;
    assert!(last_to(world, ANN).text.contains("The report of July 2 will tell it"));
    world.write_to(ANN, ASK, "undo", "").await;
    world.write_to(ANN, ASK, "temps", "").await;
    assert!(
        last_to(world, ANN).text.contains("Écrivez par exemple"),
        "{}",
        last_to(world, ANN).text
    );
}

#[tokio::test]
async fn what_those_who_animate_do_is_counted() {
    let club = club();
    let world = &club.world;
    post(world, CDP, BOB, "Semis", "Qui veut des semis?").await;
    world.write_to(ANN, ASK, "épingler 1", "").await;
    world.write_to(ANN, ASK, "mot : bienvenue", "").await;
    world.write_to(ANN, ASK, "pause jusqu'au 3 juin", "").await;
    world.write_to(ANN, ASK, "reprendre", "").await;
    club.on("2019-06-10T12:00:00Z").await;
    world.write_to(ANN, ASK, "bilan", "").await;
    let text = last_to(world, ANN).text;
    assert!(text.contains("Temps d'animation estimé : 4 min (2 gestes de 2 minutes)"), "{text}");
}

#[tokio::test]
async fn who_left_is_counted_until_it_is_taken_back() {
    let club = club();
    let world = &club.world;
    world.pass(86_400 * 7);
    world.write_to(BOB, ASK, "quitter", "").await;
    let facts = || work::facts(&world.site, club.cdp, "2019-06-10".parse().unwrap()).unwrap();
    let left = || facts().members.iter().filter(|m| m.left.is_some()).count();
    assert_eq!((left(), facts().members.len()), (1, 3));
    world.write_to(BOB, ASK, "annuler", "").await;
    assert_eq!((left(), facts().members.len()), (0, 3));
}

#[tokio::test]
async fn once_a_quarter_it_says_that_members_can_be_asked_what_changed() {
    let club = club();
    let world = &club.world;
    for name in ["cyr", "dan"] {
        world.member(club.cdp, &format!("{name}@example.org"), Delivery::Each);
    }
    let offer = "répondez « valeur »";
    post(world, CDP, BOB, "Semis", "Qui veut des semis?").await;
    world.pass(2 * 86_400);
    world.write_to(ANN, ASK, "bilan", "").await;
    let report = last_to(world, ANN);
    assert!(report.text.contains(offer), "{}", report.text);
    // A member's word makes no poll; hers shows her one, in one mail.
    world.write_to(BOB, ASK, "valeur", "").await;
    assert!(last_to(world, BOB).text.contains("seule l'équipe d'animation"));
    let before = own(world).len();
    world.reply_to(&report, ANN, "Valeur svp").await;
    assert_eq!(own(world).len(), before + 1);
    let draft = last_to(world, ANN);
    assert!(draft.subject.starts_with("À confirmer"), "{}\n{}", draft.subject, draft.text);
    assert!(draft.text.contains("1. de bons échanges"), "{}", draft.text);
    world.write_to(ANN, ASK, "bilan", "").await;
    assert!(last_to(world, ANN).text.contains(offer), "a draft asks nobody");
    world.reply_to(&draft, ANN, "oui").await;
    world.write_to(ANN, ASK, "bilan", "").await;
    assert!(!last_to(world, ANN).text.contains(offer), "it is being asked");
    // The other ready form, in the other language; and how else a poll is made.
    world.write_to(ANN, ASK, "needs survey", "").await;
    assert!(last_to(world, ANN).text.contains("Que pourriez-vous offrir"));
    world.write_to(ANN, ASK, "sondage", "").await;
    let how = last_to(world, ANN);
    assert!(how.text.contains("cdp-poll@lists.example.org"), "{}", how.text);
}
