//! "Did you send this?", by mail alone: what the member reads, what each word does, and what somebody
//! who writes in their name can bring about.

use std::net::IpAddr;

use palabre::list::admit::HoldReason;
use palabre::list::settings::{Language, Posting, Unproven};
use palabre::mail::message::Message;
use palabre::store::held;

use crate::auth::Stage;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";

fn evil() -> Option<IpAddr> {
    Some("192.0.2.66".parse().unwrap())
}

fn message(subject: &str, text: &str) -> String {
    format!(
        "From: Ann Lee <{ANN}>\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{}@example.org>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\nContent-Type: text/plain; charset=utf-8\n\n{text}\n",
        subject.len() * 31 + text.len()
    )
}

/// One mail of ours: whom to, subject, the address its answer goes to, words.
struct Mail {
    to: String,
    subject: String,
    back: Option<String>,
    text: String,
}

impl Stage {
    fn own(&self) -> Vec<Mail> {
        let read = |(to, raw): (String, String)| {
            let message = Message::parse(raw.as_bytes());
            let clear = |text: String| text.replace('\u{a0}', " ");
            Mail {
                to,
                subject: clear(message.subject()),
                back: message.reply_to().first().map(|m| m.address.to_string()),
                text: clear(message.text().text.clone()),
            }
        };
        self.world.own_mail().into_iter().map(read).collect()
    }

    async fn forge(&self, subject: &str) {
        let verdict = self.world.mail_by(evil(), ANN, CDP, &message(subject, "Cliquez ici")).await;
        assert!(verdict.is_accepted(), "{}", verdict.text);
    }

    /// Ann answers the last question; the code she is told.
    async fn answer(&self, text: &str) -> u16 {
        let question = self.own().into_iter().rev().find(|m| m.back.is_some()).unwrap();
        let raw = message(&format!("Re: {}", question.subject), text);
        let to = question.back.unwrap();
        self.world.mail_by(evil(), ANN, &to, &raw).await.code.number()
    }

    fn waits(&self) -> usize {
        held::of_list(&self.world.site.store, self.list).unwrap().len()
    }

    fn posted(&self) -> usize {
        self.world.posts(self.list).len()
    }
}

async fn stage() -> Stage {
    let stage = Stage::new(Some("none")).await;
    stage.set(|s| s.name = "Communauté".to_owned());
    stage
}

#[tokio::test]
async fn the_member_is_asked_and_shown_nothing_of_it() {
    let stage = stage().await;
    stage.forge("Virement urgent").await;
    let asked = stage.own();
    assert_eq!((asked.len(), asked[0].to.as_str()), (1, ANN), "and nobody else");
    assert_eq!(asked[0].subject, "Avez-vous envoyé « Virement urgent »?");
    let text = &asked[0].text;
    assert!(
        text.contains("Objet : Virement urgent") && text.contains("27 mai 2019, 8 h"),
        "{text}"
    );
    assert!(text.contains("« oui »") && text.contains("« non »") && text.contains("10 juin"));
    assert!(!text.contains("Cliquez"), "{text}");
    assert_eq!(stage.answer("Oui, c'est bien moi.\n\n> Un message en votre nom").await, 250);
    assert_eq!((stage.posted(), stage.waits()), (1, 0));
    let told = stage.own().pop().unwrap();
    assert_eq!(told.subject, "Publié : « Virement urgent »");
    // A second yes, and the same message coming again, change nothing.
    stage.answer("oui").await;
    stage.forge("Virement urgent").await;
    assert_eq!((stage.posted(), stage.waits(), stage.own().len()), (1, 0, 2));
}

#[tokio::test]
async fn each_word_does_what_it_says() {
    for (words, posted, waits) in [
        ("oui", 1, 0),
        ("Yes, that was me!", 1, 0),
        ("C’était bien moi, merci.", 1, 0),
        ("", 1, 0),
        ("> Il est de vous?", 1, 0),
        ("ok", 1, 0),
        ("non", 0, 0),
        ("Non!! Ce n'est pas moi.", 0, 0),
        ("ce n'est pas moi", 0, 0),
        ("I never sent this", 0, 0),
        ("pourriel", 0, 0),
        ("Je suis en vacances jusqu'au 3 juin et lirai votre message à mon retour.", 0, 1),
        ("Thank you for your message. I am away.", 0, 1),
    ] {
        let stage = stage().await;
        stage.forge("Virement").await;
        assert_eq!(stage.answer(words).await, 250, "{words}");
        assert_eq!((stage.posted(), stage.waits()), (posted, waits), "{words}");
        // One mail to ask, one to tell; a machine that answers on hears no more.
        for _ in 0..3 {
            stage.answer(words).await;
        }
        assert_eq!(stage.own().len(), 2, "{words}");
    }
}

#[tokio::test]
async fn declared_machines_answer_nothing() {
    let stage = stage().await;
    stage.forge("Virement").await;
    let back = stage.own()[0].back.clone().unwrap();
    let raw = format!("Auto-Submitted: auto-replied\n{}", message("Re: Virement", "oui"));
    assert!(stage.world.mail_by(evil(), ANN, &back, &raw).await.is_accepted());
    assert_eq!((stage.posted(), stage.waits(), stage.own().len()), (0, 1, 1));
}

/// A forger fills neither the member's mailbox nor the disk.
#[tokio::test]
async fn at_most_three_questions_a_day() {
    let stage = stage().await;
    for n in 0..30 {
        stage.forge(&format!("Virement {n}")).await;
    }
    assert_eq!((stage.own().len(), stage.waits()), (3, 30));
    stage.world.pass(86_400 + 1);
    stage.forge("Encore").await;
    assert_eq!(stage.own().len(), 4);
    // What nobody confirmed in two weeks goes.
    stage.world.pass(16 * 86_400);
    stage.forge("Plus tard").await;
    assert_eq!(stage.waits(), 1);
}

#[tokio::test]
async fn the_lists_other_rules_still_hold() {
    let stage = stage().await;
    stage.set(|s| s.posting = Posting::Held);
    let zoe = palabre::list::member::Role::Animator;
    let none = palabre::list::member::Delivery::None;
    stage.world.member_as(stage.list, "zoe@example.net", none, zoe);
    stage.forge("Semis").await;
    assert_eq!(stage.own().len(), 1, "the team is not asked about what may be forged");
    stage.answer("oui").await;
    let waiting = held::of_list(&stage.world.site.store, stage.list).unwrap();
    assert_eq!(waiting[0].reason, HoldReason::Moderated);
    assert!(stage.own().iter().any(|m| m.to == "zoe@example.net"), "now it is");
}

#[tokio::test]
async fn in_the_members_language() {
    let stage = stage().await;
    stage.set(|s| s.unproven = Unproven::Ask);
    stage.world.write(|tx| {
        let address = palabre::mail::address::Address::parse(ANN).unwrap();
        let mut person = palabre::store::people::find(tx, &address)?.unwrap();
        person.language = Some(Language::new("en"));
        palabre::store::people::put(tx, &person);
        Ok(())
    });
    stage.forge("Transfer").await;
    assert_eq!(stage.own()[0].subject, "Did you send “Transfer”?");
    stage.answer("no").await;
    assert_eq!(stage.own()[1].subject, "Thrown away: “Transfer”");
}
