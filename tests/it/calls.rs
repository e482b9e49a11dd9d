//! Calls to all, and the undo window: what a word sends, and what a word takes back.

use palabre::daemon::{fanout, window};
use palabre::list::address::Addresses;
use palabre::list::member::{Delivery, Role};
use palabre::list::{ListId, PersonId};
use palabre::store::outbox::Load;
use palabre::store::{articles, calls, held, lists, threads};

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const CALL: &str = "cdp-appel@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";

fn message(from: &str, to: &str, subject: &str, text: &str) -> String {
    format!(
        "From: {from}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{}.{}@example.org>\n\
         Date: Mon, 27 May 2019 07:00:00 -0400\nContent-Type: text/plain; charset=utf-8\n\n{text}\n",
        subject.replace([' ', ':', '«', '»', '\u{a0}', 'é', 'À'], "."),
        text.len()
    )
}

struct Mail {
    text: String,
    back: String,
}

fn last(world: &World, address: &str) -> Mail {
    let all = world.own_mail();
    let (_, raw) = all.iter().rfind(|(to, _)| to == address).unwrap();
    let message = palabre::mail::message::Message::parse(raw.as_bytes());
    Mail {
        text: format!("{}\n{}", message.subject(), message.text().text).replace('\u{a0}', " "),
        back: message.reply_to().first().map(|m| m.address.to_string()).unwrap_or_default(),
    }
}

#[track_caller]
fn has(mail: &Mail, words: &str) {
    assert!(mail.text.contains(words), "{words}\n{}", mail.text);
}

async fn work(world: &World) {
    let site = world.site.clone();
    tokio::task::spawn_blocking(move || {
        window::step(&site).unwrap();
        fanout::step(&site).unwrap();
    })
    .await
    .unwrap();
}

fn readers(world: &World) -> Vec<PersonId> {
    let mut all: Vec<PersonId> = Vec::new();
    for row in world.rows() {
        if let Load::Copies { people, .. } = row.load {
            all.extend(people);
        }
    }
    all.sort();
    all
}

fn community(undo: u32) -> (World, ListId, Vec<PersonId>) {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| {
        s.undo = undo;
        s.name = "Cercle".to_owned();
    });
    let zoe = world.member_as(cdp, ZOE, Delivery::Weekly, Role::Animator);
    let ann = world.member(cdp, ANN, Delivery::Each);
    if undo > 0 {
        world.usual_receipts(ANN);
    }
    let bob = world.member(cdp, "bob@example.org", Delivery::Notices);
    world.member(cdp, "max@example.org", Delivery::None);
    (world, cdp, vec![zoe, ann, bob])
}

#[tokio::test]
async fn a_call_goes_to_everybody_once_its_author_has_seen_the_headcount() {
    let (world, cdp, everybody) = community(0);
    let raw = message(ZOE, CALL, "Assemblée", "Mardi à 19 h, venez!");
    assert!(world.mail(ZOE, CALL, &raw).await.is_accepted());
    let question = last(&world, ZOE);
    has(&question, "À confirmer : « Appel à tous – Cercle : Assemblée »");
    has(&question, "Votre appel ira à 3 personnes");
    has(&question, "1 personne ne le recevra pas");
    assert!(world.posts(cdp).is_empty());
    let yes = message(ZOE, &question.back, "Re: appel", "oui\n\n> Votre appel ira");
    assert!(world.mail(ZOE, &question.back, &yes).await.is_accepted());
    has(&last(&world, ZOE), "C'est parti");
    work(&world).await;
    assert_eq!(world.posts(cdp)[0].subject, "Appel à tous – Cercle : Assemblée");
    assert_eq!(readers(&world), everybody);
    assert!(calls::get(&world.site.store, cdp, world.posts(cdp)[0].no).unwrap().is_some());
    let raw = articles::raw(&world.site.store, cdp, world.posts(cdp)[0].no).unwrap().unwrap();
    assert!(String::from_utf8_lossy(&raw).contains("Mardi à 19 h"));
    // One in seven days, whatever the address is called.
    world.pass(86_400);
    let call = "cdp+call@lists.example.org";
    assert!(
        world.mail(ZOE, call, &message(ZOE, call, "Encore", "Et mercredi?")).await.is_accepted()
    );
    has(&last(&world, ZOE), "Le prochain pourra partir à compter du 3 juin 2019");
    assert!(held::of_list(&world.site.store, cdp).unwrap().is_empty());
    world.pass(6 * 86_400);
    world.mail(ZOE, call, &message(ZOE, call, "Encore", "Et mercredi??")).await;
    let question = last(&world, ZOE);
    world.mail(ZOE, &question.back, &message(ZOE, CDP, "Re: x", "Non finalement")).await;
    has(&last(&world, ZOE), "votre appel n'est pas envoyé, et rien n'en reste");
    assert_eq!(
        (world.posts(cdp).len(), held::of_list(&world.site.store, cdp).unwrap().len()),
        (1, 0)
    );
}

#[tokio::test]
async fn answers_to_a_call_go_to_the_thread_when_its_author_says_so() {
    let (world, cdp, _) = community(0);
    for (said, replies) in [("oui", calls::Replies::Team), ("Oui, fil svp", calls::Replies::List)] {
        world.mail(ZOE, CALL, &message(ZOE, CALL, said, "Mardi à 19 h")).await;
        let question = last(&world, ZOE);
        has(&question, "répondez « oui, fil »");
        world.mail(ZOE, &question.back, &message(ZOE, CDP, "Re: x", said)).await;
        let post = world.posts(cdp).pop().unwrap();
        let call = calls::get(&world.site.store, cdp, post.no).unwrap().unwrap();
        assert_eq!(call.replies, replies, "{said}");
        world.pass(8 * 86_400);
    }
    has(&last(&world, ZOE), "Les réponses iront dans le fil");
}

#[tokio::test]
async fn only_those_who_animate_call_and_only_their_own_word_confirms() {
    let (world, cdp, _) = community(0);
    let raw = message(ANN, CALL, "Moi aussi", "Bonjour!");
    assert_eq!(world.mail(ANN, CALL, &raw).await.code.number(), 550);
    let stranger = message("x@example.com", CALL, "Pub", "Achetez!");
    assert_eq!(world.mail("x@example.com", CALL, &stranger).await.code.number(), 550);
    assert!(world.own_mail().is_empty());
    world.mail(ZOE, CALL, &message(ZOE, CALL, "Assemblée", "Mardi")).await;
    let question = last(&world, ZOE);
    let forged = message(ANN, CDP, "Re: x", "oui");
    assert_eq!(world.mail(ANN, &question.back, &forged).await.code.number(), 550);
    // Nobody says yes: after three days nothing waits.
    world.pass(3 * 86_400 + 1);
    work(&world).await;
    assert!(
        world.posts(cdp).is_empty() && held::of_list(&world.site.store, cdp).unwrap().is_empty()
    );
}

#[tokio::test]
async fn a_post_waits_for_the_window_and_then_goes_out_once() {
    let (world, cdp, _) = community(300);
    let raw = message(ANN, CDP, "Semis", "Qui a des graines?");
    for _ in 0..2 {
        assert!(world.mail(ANN, CDP, &raw).await.is_accepted());
    }
    assert_eq!(world.own_mail().len(), 1);
    let receipt = last(&world, ANN);
    has(&receipt, "il part à 8 h 05");
    has(&receipt, "2 personnes le recevront");
    has(&receipt, "répondez « annuler »");
    world.pass(299);
    work(&world).await;
    assert!(world.posts(cdp).is_empty());
    world.pass(1);
    work(&world).await;
    work(&world).await;
    assert_eq!((world.posts(cdp).len(), readers(&world).len()), (1, 1));
    // The sender's machine tries once more.
    assert!(world.mail(ANN, CDP, &raw).await.is_accepted());
    assert_eq!((world.posts(cdp).len(), world.own_mail().len()), (1, 1));
    let undo = message(ANN, CDP, "Re: x", "annuler");
    assert!(world.mail(ANN, &receipt.back, &undo).await.is_accepted());
    has(&last(&world, ANN), "Votre message était déjà parti");
}

#[tokio::test]
async fn annuler_takes_a_post_back_before_anybody_had_it() {
    let (world, cdp, _) = community(300);
    world.mail(ANN, CDP, &message(ANN, "cdp", "Salaires", "Oups, pas à tout le monde")).await;
    let receipt = last(&world, ANN);
    world.mail(ANN, &receipt.back, &message(ANN, CDP, "Re: x", "merci")).await;
    has(&last(&world, ANN), "alors rien n'a changé");
    let undo = "Annuler svp!\n\nEnvoyé de mon iPhone\n\n> Votre message est bien arrivé";
    world.mail(ANN, &receipt.back, &message(ANN, CDP, "Re: x", undo)).await;
    has(&last(&world, ANN), "n'est pas parti, et personne ne l'a reçu");
    world.pass(600);
    work(&world).await;
    assert!(world.posts(cdp).is_empty() && readers(&world).is_empty());
    assert!(threads::after(&world.site.store, cdp, None, 9).unwrap().is_empty());
    // By the command address too, the later of a post and a change first.
    let request = "cdp-request@lists.example.org";
    world.mail(ANN, request, &message(ANN, request, "résumé", "")).await;
    world.pass(60);
    world.mail(ANN, CDP, &message(ANN, "cdp", "Primes", "Oups encore")).await;
    world.mail(ANN, request, &message(ANN, request, "annuler", "")).await;
    has(&last(&world, ANN), "votre message « Primes » n'est pas parti");
    world.mail(ANN, request, &message(ANN, request, "annuler", " ")).await;
    has(&last(&world, ANN), "C'est défait");
    world.pass(600);
    work(&world).await;
    assert!(world.posts(cdp).is_empty());
    // A stranger's message waits for the team, not for the window, and no mail goes to them.
    let own = world.own_mail().len();
    world.mail("x@example.com", CDP, &message("x@example.com", CDP, "Bonjour", "Bonjour")).await;
    assert!(world.own_mail().iter().skip(own).all(|(to, _)| to == ZOE));
    let settings = lists::get(&world.site.store, cdp).unwrap().unwrap();
    let addresses = Addresses { list: &settings.address, secret: &world.site.secret };
    assert!(addresses.route("-appel").is_some());
}
