//! Reports of unwanted mail: the member whose tokens they bear is sent nothing more, and told; every
//! other report changes nothing, and no post that speaks of one is taken for one.

use palabre::daemon::digests;
use palabre::list::address::Addresses;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Language;
use palabre::list::{ListId, PersonId};
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::people;

use crate::delivery::accept;
use crate::harness::letters::{Letter, last_to, own, written};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::Sink;
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const AUTRE: &str = "autre@lists.example.org";
const OWNER: &str = "cdp-owner@lists.example.org";
const ZOE: &str = "zoe@example.org";
const ANN: &str = "ann@example.com";
const FBL: &str = "fbl@mail.example.net";
const DAY: i64 = 86_400;

/// A list that Ann animates and Zoé reads.
fn world() -> (World, ListId, PersonId) {
    let world = World::with(|config| config.base_url = "https://lists.example.org".to_owned());
    let list = world.list_with(CDP, |s| s.name = "Jardins".to_owned());
    world.member_as(list, ANN, Delivery::Each, Role::Animator);
    let zoe = world.member(list, ZOE, Delivery::Each);
    (world, list, zoe)
}

fn addresses<T>(world: &World, list: &str, ask: impl FnOnce(Addresses<'_>) -> T) -> T {
    let list = Address::parse(list).unwrap();
    ask(Addresses { list: &list, secret: &world.site.secret })
}

/// Where a member's mail comes back to.
fn back(world: &World, list: &str, person: PersonId) -> String {
    addresses(world, list, |a| a.bounce(person).to_string())
}

/// The header of a copy as its reader's mailbox has it.
fn copy(world: &World, list: &str, person: PersonId, id: &str) -> String {
    let leave = addresses(world, list, |a| a.leave(person));
    format!(
        "Return-Path: <{}>\nList-Unsubscribe: <mailto:{leave}>\nFrom: Max <max@example.org>\n\
         Message-ID: <{id}@example.org>\nDate: Mon, 27 May 2019 06:00:00 -0400\nSubject: Semis\n",
        back(world, list, person)
    )
}

/// A report by a mail service, its recipient blacked out.
fn report(header: &str) -> String {
    typed("abuse", header)
}

fn typed(kind: &str, header: &str) -> String {
    format!(
        "From: <{FBL}>\nTo: {OWNER}\nSubject: FW: Semis\nMessage-ID: <r@mail.example.net>\n\
         Date: Mon, 27 May 2019 07:30:00 -0400\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"=b\"\n\n\
         --=b\nContent-Type: text/plain\n\nThis is an abuse report.\n\n\
         --=b\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\n\
         User-Agent: Feedback/1.0\nVersion: 1\nOriginal-Rcpt-To: <redacted@example.org>\n\n\
         --=b\nContent-Type: message/rfc822\n\n{header}\nDes semis?\n\n--=b--\n"
    )
}

fn suspended(world: &World, list: ListId, person: PersonId) -> Option<String> {
    people::membership(&world.site.store, list, person).unwrap().and_then(|m| m.suspended)
}

fn to(world: &World, who: &str) -> Vec<Letter> {
    own(world).into_iter().filter(|m| m.to == who).collect()
}

fn encloses(letter: &Letter, words: &str) -> bool {
    let message = Message::parse(letter.raw.as_bytes());
    message.parts().any(|part| String::from_utf8_lossy(part.bytes).contains(words))
}

#[tokio::test]
async fn a_report_of_a_real_copy_suspends_tells_and_is_taken_back_by_one_reply() {
    let (world, list, zoe) = world();
    let sink = Sink::start().await;
    let outward = Outward::start(&world, relay(&sink));
    world.member(list, "ann@example.org", Delivery::None);
    accept(&world, 1).await;
    let copies = sink.wait(2).await;
    let copy = copies.iter().find(|m| m.to[0] == ZOE).unwrap().text().replace("\r\n", "\n");
    // The provider keeps what the copy says and blacks its reader out.
    let raw = report(copy.split_once("\n\n").unwrap().0).replace(ZOE, "redacted");
    outward.stop().await;
    assert!(world.mail("fbl@mail.example.net", OWNER, &raw).await.is_accepted());
    let why = suspended(&world, list, zoe).unwrap();
    assert_eq!(why, "reported as unwanted on 2019-05-27");
    let said = last_to(&world, ZOE);
    assert_eq!(said.subject, "« Jardins » : les envois à votre adresse sont suspendus");
    for words in ["signalé comme indésirable", "Répondez « oui »", "« désabonner »"] {
        assert!(said.text.contains(words), "{words}: {}", said.text);
    }
    let told = last_to(&world, ANN);
    assert_eq!(told.subject, "« Jardins » : un courriel signalé comme indésirable");
    assert!(told.text.contains("le seul signalement en 30 jours"), "{}", told.text);
    assert!(!told.raw.contains(ZOE) && !told.text.to_lowercase().contains("zoe"), "{}", told.text);
    // The same once more, by another way, from elsewhere: nothing.
    for path in [CDP, &back(&world, CDP, zoe), "postmaster@lists.example.org"] {
        assert!(world.mail("", path, &raw).await.is_accepted());
    }
    assert_eq!(own(&world).len(), 2);
    assert_eq!(world.reply_to(&said, ZOE, "Oui\n\n> Votre service de courriel").await, 250);
    assert_eq!(suspended(&world, list, zoe), None);
    assert!(last_to(&world, ZOE).text.contains("reprennent dès maintenant"));
    // A replay after the way back, and the same word once more.
    world.mail("fbl@mail.example.net", OWNER, &raw.replace("<r@", "<s@")).await;
    world.reply_to(&said, ZOE, "Oui!").await;
    assert_eq!((suspended(&world, list, zoe), own(&world).len()), (None, 3));
    assert_eq!(world.posts(list).len(), 1);
}

#[tokio::test]
async fn every_address_that_reports_come_to_takes_them() {
    let (world, list, zoe) = world();
    let own_path = back(&world, CDP, zoe);
    let paths = [
        own_path.as_str(),
        "cdp-bounces@lists.example.org",
        OWNER,
        "abuse@lists.example.org",
        "postmaster@lists.example.org",
        "cdp-request@lists.example.org",
        CDP,
    ];
    for (n, path) in paths.into_iter().enumerate() {
        // From a service, and from somebody's own mailbox.
        let from = if n % 2 == 0 { FBL } else { ZOE };
        let raw = report(&copy(&world, CDP, zoe, &format!("m{n}"))).replace(FBL, from);
        assert!(world.mail(from, path, &raw).await.is_accepted(), "{path}");
        assert!(suspended(&world, list, zoe).is_some(), "{path}");
        let said = last_to(&world, ZOE);
        world.reply_to(&said, ZOE, "").await;
        assert_eq!(suspended(&world, list, zoe), None, "{path}");
    }
    assert!(world.posts(list).is_empty());
    // Once a day, however many complain; then how many did.
    assert_eq!(to(&world, ANN).len(), 1);
    world.pass(DAY);
    world.mail(FBL, OWNER, &report(&copy(&world, CDP, zoe, "later"))).await;
    let told = last_to(&world, ANN);
    assert!(told.text.contains("Cela fait 8 signalements en 30 jours"), "{}", told.text);
}

#[tokio::test]
async fn one_token_is_enough_wherever_it_stands() {
    let (world, list, zoe) = world();
    let token = addresses(&world, CDP, |a| a.leave_token(zoe));
    let leave = addresses(&world, CDP, |a| a.leave(zoe).to_string());
    let path = back(&world, CDP, zoe);
    let said_by = format!("abuse\nOriginal-Mail-From: <{path}>");
    let headers = [
        ("abuse", format!("List-Unsubscribe: <mailto:{leave}?subject=x>\n")),
        ("abuse", format!("List-Unsubscribe:\n <https://lists.example.org/l/cdp/{token}>\n")),
        ("abuse", format!("return-path: <{path}>\n")),
        ("x-new-type", format!("Return-Path: {path}\n")),
        (said_by.as_str(), "X-Redacted: yes\n".to_owned()),
    ];
    for (n, (kind, header)) in headers.into_iter().enumerate() {
        let raw = typed(kind, &format!("Message-ID: <h{n}@example.org>\n{header}"));
        world.mail(FBL, OWNER, &raw).await;
        assert!(suspended(&world, list, zoe).is_some(), "{raw}");
        world.write_to(ZOE, "cdp-request@lists.example.org", "retour", "").await;
        assert_eq!(suspended(&world, list, zoe), None);
    }
}

#[tokio::test]
async fn forged_and_other_reports_change_nothing() {
    let (world, list, zoe) = world();
    let max = world.member(list, "max@example.org", Delivery::Each);
    let autre = world.list(AUTRE);
    let good = copy(&world, CDP, zoe, "m");
    let path = back(&world, CDP, zoe);
    let wrong = |path: &str| {
        let (at, _) = path.split_once('@').unwrap();
        let last = if at.ends_with('0') { "1" } else { "0" };
        format!("{}{last}@lists.example.org", &at[..at.len() - 1])
    };
    let bare = "Message-ID: <m@example.org>\nSubject: Semis\n";
    let two = format!("{good}{}", copy(&world, CDP, max, "m"));
    let elsewhere = copy(&world, AUTRE, zoe, "m");
    let forged = [
        report(bare),
        report(&format!("{bare}To: {ZOE}\nX-Original-To: {ZOE}\n")),
        report(&format!("{bare}Return-Path: <{}>\n", wrong(&path))),
        report(&format!("{bare}Return-Path: <{}>\n", path.replace("+b", "+u"))),
        report(&elsewhere.replace("autre-", "cdp-")),
        report(&format!("{bare}To: {path}\nReferences: <{path}>\n\n{good}")),
        report(&two),
        report(&good.replace("27 May", "20 Apr")),
        typed("not-spam", &good),
        typed("auth-failure", &good),
    ];
    for raw in &forged {
        assert!(world.mail(FBL, OWNER, raw).await.is_accepted());
        assert_eq!(suspended(&world, list, zoe), None, "{raw}");
        assert_eq!(suspended(&world, list, max), None, "{raw}");
    }
    // To another's path, and of another list's mail.
    world.mail(FBL, &back(&world, CDP, max), &report(&good)).await;
    world.mail(FBL, OWNER, &report(&elsewhere)).await;
    world.member(autre, ZOE, Delivery::Each);
    world.mail(FBL, OWNER, &report(&elsewhere)).await;
    world.mail(FBL, "autre-owner@lists.example.org", &report(&good)).await;
    for (list, person) in [(list, zoe), (list, max), (autre, zoe)] {
        assert_eq!(suspended(&world, list, person), None);
    }
    // Nobody wrote anything, but what came for the host goes to who keeps it.
    assert!(own(&world).is_empty());
    world.mail(FBL, "abuse@lists.example.org", &report(bare)).await;
    assert_eq!(to(&world, ANN).len(), 1);
    // Who has left is left in peace.
    world.write_to(ZOE, &addresses(&world, CDP, |a| a.leave(zoe).to_string()), "", "").await;
    let count = own(&world).len();
    world.mail(FBL, OWNER, &report(&good)).await;
    assert_eq!(own(&world).len(), count);
}

#[tokio::test]
async fn digests_of_several_communities_and_the_robots_own_mail() {
    let (world, list, zoe) = world();
    let autre = world.list_with(AUTRE, |s| s.name = "Forêts".to_owned());
    world.member_as(autre, ANN, Delivery::Each, Role::Animator);
    world.member(autre, ZOE, Delivery::Weekly);
    world.write(|tx| {
        let mut member = people::membership(tx, list, zoe)?.unwrap();
        member.delivery = Delivery::Weekly;
        people::put_membership(tx, &member);
        let zone = world.site.timezone.clone();
        palabre::store::digests::settle(tx, zoe, &zone, world.site.clock.now())
    });
    world.write_to(ANN, CDP, "Semis", "Bonjour, voici des semis.").await;
    world.write_to(ANN, AUTRE, "Bois", "Bonjour, voici du bois.").await;
    world.pass(7 * DAY);
    digests::run_due(&world.site, world.site.clock.now()).await.unwrap();
    let digest = last_to(&world, ZOE);
    // All but where answers go is blacked out.
    let header = digest.raw.replace("\r\n", "\n").split_once("\n\n").unwrap().0.to_owned() + "\n";
    let header = header.replace("cdp-leave+", "x").replace("autre-leave+", "x");
    let header = header.replace("/l/", "/x/");
    world.mail(FBL, "abuse@lists.example.org", &report(&header)).await;
    for list in [list, autre] {
        assert!(suspended(&world, list, zoe).is_some());
    }
    let said = last_to(&world, ZOE);
    assert!(said.text.contains("et d'autres communautés"), "{}", said.text);
    assert_eq!((to(&world, ZOE).len(), to(&world, ANN).len()), (2, 2), "one mail, and one a list");
    // What we said of it is unwanted as well: that is no reason to say it again.
    let header = said.raw.replace("\r\n", "\n").split_once("\n\n").unwrap().0.to_owned() + "\n";
    world.mail(FBL, OWNER, &report(&header)).await;
    assert_eq!((to(&world, ZOE).len(), to(&world, ANN).len()), (2, 2));
    // Other words than a yes start nothing: they go to the humans.
    world.reply_to(&said, ZOE, "Je préfère y penser, merci.").await;
    assert!(suspended(&world, list, zoe).is_some());
    assert_eq!(to(&world, ANN).len(), 3);
    world.reply_to(&said, ZOE, "non").await;
    assert!(suspended(&world, list, zoe).is_some());
    world.reply_to(&said, ZOE, "reprendre").await;
    assert_eq!((suspended(&world, list, zoe), suspended(&world, autre, zoe)), (None, None));
}

#[tokio::test]
async fn the_answer_may_be_to_leave_and_a_suspension_by_others_stays() {
    let (world, list, zoe) = world();
    world.write(|tx| {
        let mut person = people::get(tx, zoe)?.unwrap();
        person.language = Some(Language::new("en"));
        people::put(tx, &person);
        Ok(())
    });
    world.mail(FBL, OWNER, &report(&copy(&world, CDP, zoe, "m"))).await;
    let said = last_to(&world, ZOE);
    assert_eq!(said.subject, "“Jardins”: we no longer send to your address");
    let request = "cdp-request@lists.example.org";
    world.write_to(ZOE, request, "settings", "").await;
    let settings = last_to(&world, ZOE);
    assert!(
        settings.text.contains("because an email was reported as unwanted"),
        "{}",
        settings.text
    );
    world.write_to(ZOE, request, "my data", "").await;
    assert!(own(&world).iter().any(|m| encloses(m, "reported as unwanted on 2019-05-27")));
    world.reply_to(&said, ZOE, "unsubscribe").await;
    assert!(people::membership(&world.site.store, list, zoe).unwrap().is_none());

    let max = world.member(list, "max@example.org", Delivery::Each);
    world.write(|tx| {
        let mut member = people::membership(tx, list, max)?.unwrap();
        member.suspended = Some("by the host".to_owned());
        people::put_membership(tx, &member);
        Ok(())
    });
    world.mail(FBL, OWNER, &report(&copy(&world, CDP, max, "m"))).await;
    assert_eq!(suspended(&world, list, max).as_deref(), Some("by the host"));
    assert!(to(&world, "max@example.org").is_empty());
}

#[tokio::test]
async fn posts_that_speak_of_a_complaint_or_enclose_one_are_posted() {
    let (world, list, zoe) = world();
    let complaint = report(&copy(&world, CDP, zoe, "m"));
    let pasted = written(ANN, CDP, "Que faire de ceci?", &format!("Bonjour,\n\n{complaint}"));
    let quoted: String = complaint.lines().map(|l| format!("> {l}\n")).collect();
    let quoted = written(ANN, CDP, "Encore", &format!("Une idée?\n\n{quoted}"));
    let enclosed = format!(
        "From: {ANN}\nTo: {CDP}\nSubject: FW: plainte\nMessage-ID: <fw@example.org>\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=fw\n\n\
         --fw\nContent-Type: text/plain\n\nJ'ai reçu ceci.\n\n\
         --fw\nContent-Type: message/rfc822\n\n{complaint}\n--fw--\n"
    );
    let parts = complaint
        .replace("multipart/report; report-type=feedback-report", "multipart/mixed")
        .replace(FBL, ANN)
        .replace("FW: Semis", "FW: semis");
    for (n, raw) in [pasted, quoted, enclosed, parts].iter().enumerate() {
        assert!(world.mail(ANN, CDP, raw).await.is_accepted());
        assert_eq!(world.posts(list).len(), n + 1, "{raw}");
    }
    assert_eq!(suspended(&world, list, zoe), None);
}
