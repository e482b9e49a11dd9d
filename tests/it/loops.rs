//! Loops and robots (threats 6, 7): lists subscribed to each other, forwarders that strip what they
//! carry, mail of our own that comes back, machines that answer. Everything ends, and nobody is
//! flooded.

use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::smtp::handler::Verdict;

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
