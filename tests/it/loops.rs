//! Loops and robots (threats 6, 7): lists subscribed to each other, forwarders that strip what they
//! carry, mail of our own that comes back, machines that answer. Everything ends, and nobody is
//! flooded.

use palabre::list::ListId;
use palabre::list::address::Addresses;
use palabre::list::member::{Delivery, Role};
use palabre::mail::message::Message;
use palabre::smtp::handler::Verdict;
use palabre::store::{lists, people};

use crate::harness::outward::{Outward, relay};
use crate::harness::sink::{Mail, Sink};
use crate::harness::world::World;

const ANN: &str = "ann@example.com";
const NORD: &str = "nord@lists.example.org";
const SUD: &str = "sud@lists.example.net";

fn message(subject: &str) -> String {
    format!(
        "Received: from a by b; Mon, 27 May 2019 07:00:00 -0400\nFrom: Ann <{ANN}>\nTo: {NORD}\n\
         Subject: {subject}\nMessage-ID: <{subject}@example.com>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\n\nBonjour à toutes et tous,\nles semis?\n"
    )
}

#[track_caller]
fn said(verdict: &Verdict, code: u16, enhanced: &str) {
    assert_eq!((verdict.code.number(), verdict.enhanced), (code, enhanced), "{}", verdict.text);
}

/// A site with one list, and its way out.
struct Site {
    world: World,
    list: ListId,
    address: &'static str,
    sink: Sink,
    _outward: Outward,
}

impl Site {
    /// The list has Ann and the other list as members.
    async fn new(address: &'static str, other: &str) -> Self {
        let host = address.split('@').nth(1).unwrap().to_owned();
        let world = World::with(|config| config.site.hostname = host);
        let list = world.list(address);
        world.member(list, ANN, Delivery::Each);
        world.member(list, other, Delivery::Each);
        let sink = Sink::start().await;
        let _outward = Outward::start(&world, relay(&sink));
        Self { world, list, address, sink, _outward }
    }

    async fn take(&self, from: &str, raw: &str) -> Verdict {
        self.world.mail(from, self.address, raw).await
    }

    /// The one copy that left for another list.
    async fn copy_to(&self, other: &str) -> Mail {
        self.world.until_sent().await;
        let to_other = |m: &&Mail| m.to.iter().any(|to| to == other);
        self.sink.mails().iter().find(to_other).cloned().expect("a copy for the other list")
    }

    fn posts(&self) -> usize {
        self.world.posts(self.list).len()
    }
}

/// The message without the fields of these names.
fn without(raw: &str, names: &[&str]) -> String {
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    let mut kept = String::new();
    let mut keep = true;
    for line in head.split("\r\n") {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap().to_lowercase();
            keep = !names.iter().any(|n| name.starts_with(n));
        }
        if keep {
            kept += line;
            kept += "\r\n";
        }
    }
    format!("{kept}\r\n{body}")
}

#[tokio::test]
async fn lists_subscribed_to_each_other_end_at_once() {
    let (nord, sud) = (Site::new(NORD, SUD).await, Site::new(SUD, NORD).await);
    said(&nord.take(ANN, &message("Semis")).await, 250, "2.0.0");
    let copy = nord.copy_to(SUD).await;
    said(&sud.take(&copy.from, &copy.text()).await, 550, "5.7.1");
    assert_eq!((nord.posts(), sud.posts()), (1, 0));
}

/// T-loop: whatever a forwarder strips, each list has the message once.
#[tokio::test]
async fn stripped_copies_come_back_only_once() {
    let fields = ["list-", "precedence", "sender", "x-", "received", "archived-at", "reply-to"];
    let more = ["list-", "precedence", "sender", "x-", "received", "reply-to", "message-id"];
    for stripped in [fields.as_slice(), more.as_slice()] {
        let (nord, sud) = (Site::new(NORD, SUD).await, Site::new(SUD, NORD).await);
        said(&nord.take(ANN, &message("Semis")).await, 250, "2.0.0");
        let copy = nord.copy_to(SUD).await;
        let bare = without(&copy.text(), stripped);
        said(&sud.take(ANN, &bare).await, 250, "2.0.0");
        let back = sud.copy_to(NORD).await;
        let bare = without(&back.text(), stripped);
        said(&nord.take(ANN, &bare).await, 550, "5.4.6");
        nord.world.until_sent().await;
        assert_eq!((nord.posts(), sud.posts()), (1, 1), "{stripped:?}");
        assert_eq!(nord.sink.mails().len(), 2);
    }
}

#[tokio::test]
async fn a_copy_forwarded_straight_back_is_refused() {
    let nord = Site::new(NORD, SUD).await;
    said(&nord.take(ANN, &message("Semis")).await, 250, "2.0.0");
    let copy = nord.copy_to(SUD).await;
    said(&nord.take(&copy.from, &copy.text()).await, 550, "5.4.6");
    let names = ["list-", "precedence", "sender", "x-", "reply-to", "message-id"];
    said(&nord.take(ANN, &without(&copy.text(), &names)).await, 550, "5.4.6");
    let many = "Received: from a by b; Mon, 27 May 2019 07:00:00 -0400\n".repeat(51);
    said(&nord.take(ANN, &format!("{many}{}", message("Autre"))).await, 550, "5.4.6");
    assert_eq!(nord.posts(), 1);
    // The member's own answer, with the whole copy below it, is an answer.
    let quoted = copy.text().split_once("\r\n\r\n").unwrap().1.to_owned();
    let answer =
        message("Semis").replace("<Semis@", "<Answer@").replace("Subject: ", "Subject: Re: ");
    let answer =
        answer.replace("Bonjour à", &format!("Oui!\n\nAnn a écrit :\n{quoted}\nBonjour à"));
    said(&nord.take(ANN, &answer).await, 250, "2.0.0");
    assert_eq!(nord.posts(), 2);
}

#[tokio::test]
async fn an_owner_whose_mailbox_answers_to_the_owners_ends() {
    let world = World::new();
    let list = world.list(NORD);
    world.member_as(list, "zoe@example.net", Delivery::None, Role::Owner);
    for to in ["nord-owner@lists.example.org", "postmaster@lists.example.org"] {
        said(&world.mail(ANN, to, &message("Question")).await, 250, "2.0.0");
        let (_, forwarded) = world.own_mail().pop().unwrap();
        said(&world.mail("zoe@example.net", to, &forwarded).await, 550, "5.4.6");
    }
    assert_eq!(world.own_mail().len(), 2);
}

/// Three answers of one machine within a week: its owner is asked, once, and a yes is a pause.
#[tokio::test]
async fn a_machine_that_goes_on_has_its_owner_offered_a_pause() {
    let world = World::new();
    let list = world.list(NORD);
    let ann = world.member(list, ANN, Delivery::Each);
    let settings = lists::get(&world.site.store, list).unwrap().unwrap();
    let addresses = Addresses { list: &settings.address, secret: &world.site.secret };
    let token = addresses.bounce(ann);
    let answer = |n: u32| {
        message(&format!("Absence{n}"))
            .replace("Received:", "Auto-Submitted: auto-replied\nReceived:")
            .replace("les semis?", "Je serai de retour le 3 juin 2019.")
    };
    for n in 0..2 {
        said(&world.mail("", token.as_str(), &answer(n)).await, 250, "2.0.0");
        world.pass(3600);
    }
    assert!(world.own_mail().is_empty());
    // One that comes to the list itself counts too; a bounce does not.
    let bounce = message("Undelivered").replace(ANN, "MAILER-DAEMON@example.com");
    said(&world.mail("", token.as_str(), &bounce).await, 250, "2.0.0");
    assert!(world.own_mail().is_empty());
    for n in 2..20 {
        said(&world.mail(ANN, NORD, &answer(n)).await, 250, "2.0.0");
    }
    let mail = world.own_mail();
    assert_eq!((mail.len(), mail[0].0.as_str()), (1, ANN));
    let question = Message::parse(mail[0].1.as_bytes());
    assert_eq!(question.subject(), "Une pause pendant votre absence?");
    let text = question.text().text.replace('\u{a0}', " ");
    assert!(text.contains("il parle du 3 juin") && text.contains("« oui »"), "{text}");
    let back = question.reply_to()[0].address.to_string();
    // The machine answers this too, and changes nothing.
    said(&world.mail("", &back, &answer(30)).await, 250, "2.0.0");
    let away = |world: &World| {
        let membership = people::membership(&world.site.store, list, ann).unwrap().unwrap();
        membership.is_away(world.site.clock.now())
    };
    assert!(!away(&world));
    let yes = message("Oui").replace("Bonjour à toutes et tous,\nles semis?", "Oui merci");
    said(&world.mail(ANN, &back, &yes).await, 250, "2.0.0");
    assert!(away(&world));
    world.pass(5 * 86_400);
    assert!(away(&world), "until the day the machine named");
    world.pass(3 * 86_400);
    assert!(!away(&world));
}

/// T-vacation: two hundred machines answer one post, half of them against RFC 3834.
#[tokio::test]
async fn two_hundred_vacation_programs_answer_nobody() {
    let world = World::new();
    let list = world.list(NORD);
    world.member(list, ANN, Delivery::Each);
    let machines: Vec<_> = (0..200).map(|n| format!("m{n}@example.net")).collect();
    for machine in &machines {
        world.member(list, machine, Delivery::None);
    }
    said(&world.mail(ANN, NORD, &message("Semis")).await, 250, "2.0.0");
    let subjects = [
        "Réponse automatique : Semis",
        "Absence du bureau Re: Semis",
        "Out of Office AutoReply: Semis",
        "Automatic reply: Semis",
        "RE: Out of office: Semis",
        "Absente du bureau : Semis",
    ];
    let fields = [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied (vacation)",
        "X-Autoreply: yes",
        "Precedence: auto_reply",
        "X-Autorespond: x",
        "X-Mail-Autoreply: x",
    ];
    for (n, machine) in machines.iter().enumerate() {
        let obeys = n % 2 == 0;
        let subject = if obeys { "Re: Semis" } else { subjects[n / 2 % subjects.len()] };
        let field = if obeys { fields[n / 2 % fields.len()] } else { "X-Mailer: Absence" };
        let raw = format!(
            "{field}\nFrom: {machine}\nTo: {NORD}\nSubject: {subject}\n\
             Message-ID: <a{n}@example.net>\nIn-Reply-To: <Semis@example.com>\n\
             Date: Mon, 27 May 2019 08:00:{:02} -0400\n\nJe suis absent.\n",
            n % 60
        );
        // Some use the null reverse-path, as they should.
        let path = if n % 4 == 0 { "" } else { machine };
        said(&world.mail(path, NORD, &raw).await, 250, "2.0.0");
    }
    assert_eq!(world.posts(list).len(), 1);
    assert!(world.own_mail().is_empty());
}
