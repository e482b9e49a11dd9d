//! A held message and those who decide about it, by mail alone: who is asked, what a word does, what
//! everybody else hears, and what no mail can bring about.

use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::{Language, Posting};
use palabre::smtp::handler::Verdict;
use palabre::store::{held, people};

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";
const MAX: &str = "max@example.org";
const STRANGER: &str = "inconnue@example.com";

fn message(from: &str, subject: &str, text: &str) -> String {
    format!(
        "From: {from}\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{}@example.org>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\nContent-Type: text/plain; charset=utf-8\n\n{text}\n",
        subject.replace(' ', ".")
    )
}

#[track_caller]
fn said(verdict: &Verdict, code: u16, enhanced: &str) {
    assert_eq!((verdict.code.number(), verdict.enhanced), (code, enhanced), "{}", verdict.text);
}

/// A list with two who animate, one in each language, and a member.
fn team(posting: Posting) -> (World, ListId) {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| {
        s.posting = posting;
        s.name = "Communauté".to_owned();
    });
    world.member_as(cdp, ZOE, Delivery::Weekly, Role::Animator);
    let max = world.member_as(cdp, MAX, Delivery::None, Role::Owner);
    world.member(cdp, ANN, Delivery::Each);
    world.write(|tx| {
        let mut person = people::get(tx, max)?.unwrap();
        person.language = Some(Language::new("en"));
        people::put(tx, &person);
        Ok(())
    });
    (world, cdp)
}

/// Our mail to somebody, oldest first, in clear.
fn to(world: &World, address: &str) -> Vec<Mail> {
    let all = world.own_mail();
    all.into_iter().filter(|(to, _)| to == address).map(|(_, raw)| Mail::read(&raw)).collect()
}

struct Mail {
    subject: String,
    reply_to: Option<String>,
    text: String,
}

impl Mail {
    fn read(raw: &str) -> Self {
        let message = palabre::mail::message::Message::parse(raw.as_bytes());
        Self {
            subject: message.subject(),
            reply_to: message.reply_to().first().map(|m| m.address.to_string()),
            text: message.text().text.replace('\u{a0}', " "),
        }
    }

    fn has(&self, words: &str) -> bool {
        self.subject.replace('\u{a0}', " ").contains(words) || self.text.contains(words)
    }
}

/// The address where a question is answered.
#[track_caller]
fn back(mail: &Mail) -> String {
    mail.reply_to.clone().unwrap_or_else(|| panic!("no Reply-To: {}", mail.text))
}

/// A phone's reply: the words on top, the question quoted below without a mark.
fn reply(from: &str, question: &Mail, words: &str) -> String {
    let quoted: String = question.text.lines().map(|l| format!("> {l}\n")).collect();
    let text = format!(
        "{words}\n\nEnvoyé de mon iPhone\n\n> Le 27 mai 2019 à 08:00, Communauté <cdp-owner@lists.example.org> a écrit :\n> \n{quoted}"
    );
    message(from, &format!("RE : {}", question.subject.replace('\u{a0}', " ")), &text)
        .replace("Message-ID: <", &format!("Message-ID: <{}.", from.len() + words.len()))
}

#[tokio::test]
async fn everyone_who_animates_is_asked_in_their_language_with_the_message_in_view() {
    let (world, cdp) = team(Posting::Members);
    let raw = message(
        "\"Bob Roy\" <inconnue@example.com>",
        "Semis de mai",
        "Qui a des graines?\n-- \nBob",
    );
    said(&world.mail(STRANGER, CDP, &raw).await, 250, "2.0.0");
    // The sender's machine tries again: nobody is asked twice.
    said(&world.mail(STRANGER, CDP, &raw).await, 250, "2.0.0");
    let (zoe, max) = (to(&world, ZOE), to(&world, MAX));
    assert_eq!((zoe.len(), max.len(), world.own_mail().len()), (1, 1, 2));
    for words in [
        "À décider : « Semis de mai » (Bob Roy)",
        "Bob Roy <inconnue@example.com>",
        "n'est pas membre",
        "  Qui a des graines?",
        "\n  --\n",
        "oui → il est publié",
        "pourriel",
    ] {
        assert!(zoe[0].has(words), "{words}\n{}", zoe[0].text);
    }
    for words in ["To decide: “Semis de mai”", "is not a member", "yes → it is posted"] {
        assert!(max[0].has(words), "{words}\n{}", max[0].text);
    }
    assert_ne!(back(&zoe[0]), back(&max[0]));
    assert!(world.posts(cdp).is_empty());
}

#[tokio::test]
async fn one_word_from_a_phone_publishes_and_the_others_learn_who_said_it() {
    let (world, cdp) = team(Posting::Members);
    world.mail(STRANGER, CDP, &message(STRANGER, "Semis", "Qui a des graines?")).await;
    let (zoe, max) = (to(&world, ZOE), to(&world, MAX));
    let yes = reply(ZOE, &zoe[0], "Oui, merci!");
    said(&world.mail(ZOE, &back(&zoe[0]), &yes).await, 250, "2.0.0");
    assert_eq!(world.posts(cdp)[0].subject, "Semis");
    assert_eq!(world.posts(cdp)[0].from.address.as_str(), STRANGER);
    assert!(held::of_list(&world.site.store, cdp).unwrap().is_empty());
    let (told, others) = (to(&world, ZOE), to(&world, MAX));
    assert!(told[1].has("C'est publié") && told.len() == 2, "{}", told[1].text);
    assert!(
        others[1].has("zoe posted the message “Semis”") && others.len() == 2,
        "{}",
        others[1].text
    );
    // Max is late: told once, and nothing changes, whatever he says.
    let no = reply(MAX, &max[0], "no, not here");
    said(&world.mail(MAX, &back(&max[0]), &no).await, 250, "2.0.0");
    assert!(
        to(&world, MAX)[2].has("zoe posted this message (May 27, 2019, 8 a.m.)")
            || to(&world, MAX)[2].has("zoe posted this message")
    );
    said(&world.mail(MAX, &back(&max[0]), &reply(MAX, &max[0], "no!!")).await, 250, "2.0.0");
    assert_eq!((to(&world, MAX).len(), world.posts(cdp).len()), (3, 1));
    // Zoé's machine sends her answer again: not a word more.
    said(&world.mail(ZOE, &back(&zoe[0]), &yes).await, 250, "2.0.0");
    assert_eq!(to(&world, ZOE).len(), 2);
    assert!(to(&world, STRANGER).is_empty(), "no mail to an address that nothing proves");
}

#[tokio::test]
async fn a_refused_member_gets_the_reason_and_a_refused_stranger_nothing() {
    let (world, cdp) = team(Posting::Held);
    world.mail(ANN, CDP, &message(ANN, "Vente de garage", "Samedi, chez moi.")).await;
    assert!(to(&world, ANN)[0].has("attend l'accord de l'équipe d'animation de « Communauté »"));
    let question = to(&world, ZOE);
    assert!(question[0].has("non, et le motif → il ne l'est pas; la personne reçoit votre motif"));
    let no = reply(
        ZOE,
        &question[0],
        "Non, c'est hors sujet ici.\nEssayez plutôt la liste du quartier.",
    );
    said(&world.mail(ZOE, &back(&question[0]), &no).await, 250, "2.0.0");
    let ann = to(&world, ANN);
    assert_eq!(ann.len(), 2);
    for words in [
        "Merci d'avoir écrit",
        "  c'est hors sujet ici.\n  Essayez plutôt la liste du quartier.",
        "répondez simplement",
    ] {
        assert!(ann[1].has(words), "{words}\n{}", ann[1].text);
    }
    assert!(!ann[1].has("iPhone") && !ann[1].has("Répondez à ce courriel par un mot"));
    assert!(to(&world, MAX)[1].has("zoe refused the message"), "{}", to(&world, MAX)[1].text);
    assert!(world.posts(cdp).is_empty());
    // Accept after a refusal: refused (threat 12).
    let max = to(&world, MAX);
    world.mail(MAX, &back(&max[0]), &reply(MAX, &max[0], "yes")).await;
    assert!(world.posts(cdp).is_empty());

    world.mail(STRANGER, CDP, &message(STRANGER, "Pub", "Achetez!")).await;
    let question = to(&world, ZOE).pop().unwrap();
    assert!(question.has("la personne n'est pas prévenue"), "{}", question.text);
    world.mail(ZOE, &back(&question), &reply(ZOE, &question, "pourriel")).await;
    assert!(to(&world, ZOE).pop().unwrap().has("C'est jeté"));
    assert!(to(&world, STRANGER).is_empty());
    assert!(held::of_list(&world.site.store, cdp).unwrap().is_empty());
}

#[tokio::test]
async fn doubt_is_asked_back_once_and_the_message_still_waits() {
    let (world, cdp) = team(Posting::Members);
    world.mail(STRANGER, CDP, &message(STRANGER, "Semis", "Qui a des graines?")).await;
    let question = to(&world, ZOE).pop().unwrap();
    for words in ["Oui mais il faut changer le titre", "Qui est-ce?"] {
        said(&world.mail(ZOE, &back(&question), &reply(ZOE, &question, words)).await, 250, "2.0.0");
    }
    let mail = to(&world, ZOE);
    assert_eq!(mail.len(), 2, "one a day");
    assert!(mail[1].has("Je n'ai pas compris") && mail[1].has("Oui mais il faut changer le titre"));
    assert!(world.posts(cdp).is_empty());
    world.mail(ZOE, &back(&mail[1]), &reply(ZOE, &mail[1], "ok")).await;
    assert_eq!(world.posts(cdp).len(), 1);
}

#[tokio::test]
async fn a_hundred_answers_at_once_post_once() {
    let (world, cdp) = team(Posting::Members);
    world.mail(STRANGER, CDP, &message(STRANGER, "Semis", "Qui a des graines?")).await;
    let (zoe, max) = (to(&world, ZOE).pop().unwrap(), to(&world, MAX).pop().unwrap());
    let world = std::sync::Arc::new(world);
    let mut all = tokio::task::JoinSet::new();
    for n in 0..100 {
        let (from, question) = if n % 2 == 0 { (ZOE, &zoe) } else { (MAX, &max) };
        let raw = reply(from, question, &format!("oui{}", "!".repeat(n)));
        let (world, back) = (world.clone(), back(question));
        all.spawn(async move { world.mail(from, &back, &raw).await });
    }
    while let Some(verdict) = all.join_next().await {
        said(&verdict.unwrap(), 250, "2.0.0");
    }
    assert_eq!(world.posts(cdp).len(), 1);
    // Each: the question, the outcome, and at most one word on being late.
    assert!(to(&world, ZOE).len() <= 3 && to(&world, MAX).len() <= 3);
}

#[tokio::test]
async fn no_mail_but_the_askeds_own_decides() {
    let (world, cdp) = team(Posting::Members);
    world.mail(STRANGER, CDP, &message(STRANGER, "Semis", "Qui a des graines?")).await;
    let question = to(&world, ZOE).pop().unwrap();
    let address = back(&question);
    // Forwarded to a member, who answers: refused, and Zoé is told, once.
    for words in ["oui", "yes"] {
        let raw = reply(ANN, &question, words);
        said(&world.mail(ANN, &address, &raw).await, 550, "5.7.1");
    }
    let told = to(&world, ZOE);
    assert!(told[1].has("Quelqu'un a répondu de ann@example.org") && told.len() == 2);
    // Another list's token, another number's, one that never was.
    let other = world.list("autre@lists.example.org");
    world.member_as(other, ZOE, Delivery::Each, Role::Owner);
    let yes = reply(ZOE, &question, "oui");
    let elsewhere = address.replacen("cdp+", "autre+", 1);
    said(&world.mail(ZOE, &elsewhere, &yes).await, 550, "5.1.1");
    said(&world.mail(ZOE, &address.replacen("+c", "+c2", 1), &yes).await, 550, "5.1.1");
    assert!(world.posts(cdp).is_empty());
    // She no longer animates.
    let zoe = people::find(&world.site.store, &ZOE.parse().unwrap()).unwrap().unwrap();
    world.write(|tx| {
        let mut membership = people::membership(tx, cdp, zoe.id)?.unwrap();
        membership.role = Role::Member;
        people::put_membership(tx, &membership);
        Ok(())
    });
    said(&world.mail(ZOE, &address, &yes).await, 550, "5.7.1");
    assert!(world.posts(cdp).is_empty());
    // Long after, the question is closed like one that never was.
    world.pass(61 * 86_400);
    said(&world.mail(ZOE, &address, &yes).await, 550, "5.1.1");
}

#[tokio::test]
async fn a_flood_does_not_fill_the_teams_mailboxes() {
    let (world, cdp) = team(Posting::Members);
    for n in 0..30 {
        world.mail(STRANGER, CDP, &message(STRANGER, &format!("Pub {n}"), "Achetez!")).await;
    }
    let mail = to(&world, ZOE);
    assert_eq!(mail.len(), 20);
    // A decision brings the next one; a member's message does not wait behind strangers'.
    world.mail(ZOE, &back(&mail[0]), &reply(ZOE, &mail[0], "spam")).await;
    let mail = to(&world, ZOE);
    assert_eq!(mail.len(), 22);
    assert!(mail[21].has("Pub 20") || mail[20].has("Pub 20"));
    assert_eq!(held::of_list(&world.site.store, cdp).unwrap().len(), 29);
}

#[tokio::test]
async fn what_a_list_has_set_makes_members_posts_wait() {
    let (world, cdp) = team(Posting::Members);
    world.write(|tx| {
        let mut settings = palabre::store::lists::get(tx, cdp)?.unwrap();
        settings.first_posts = 1;
        settings.max_size = 3000;
        settings.hold_files = vec!["exe".to_owned()];
        settings.max_recipients = 2;
        palabre::store::lists::put(tx, cdp, &settings);
        Ok(())
    });
    // The first post waits; once it is let through, the next ones do not.
    world.mail(ANN, CDP, &message(ANN, "Bonjour", "Je suis Ann.")).await;
    let question = to(&world, ZOE).pop().unwrap();
    assert!(question.has("un des premiers messages"), "{}", question.text);
    world.mail(ZOE, &back(&question), &reply(ZOE, &question, "oui")).await;
    world.mail(ANN, CDP, &message(ANN, "Encore", "Et merci.")).await;
    assert_eq!(world.posts(cdp).len(), 2);
    let long = "mot ".repeat(900);
    let many = message(ANN, "Tous", "Bonjour")
        .replace("\nSubject", ", a@example.org,\n b@example.org\nSubject");
    let file = message(ANN, "Outil", "x").replace(
        "Content-Type: text/plain; charset=utf-8\n\nx\n",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nVoici.\n--b\n\
         Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"a.EXE\"\n\nMZ\n--b--\n",
    );
    let astray = message(ANN, "Liste", "Pouvez-vous me désabonner de la liste svp?");
    for (raw, why) in [
        (message(ANN, "Long", &long), "large"),
        (many, "many recipients"),
        (file, "files of a kind that waits here"),
        (astray, "seems to be a command"),
    ] {
        said(&world.mail(ANN, CDP, &raw).await, 250, "2.0.0");
        let waiting = held::of_list(&world.site.store, cdp).unwrap();
        assert_eq!(waiting.last().unwrap().reason.word(), why);
    }
    // Those who animate are trusted with all of it.
    world.mail(ZOE, CDP, &message(ZOE, "Long aussi", &long)).await;
    assert_eq!(world.posts(cdp).len(), 3);
}
