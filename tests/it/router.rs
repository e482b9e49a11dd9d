//! Replies to digests as people's mail programs write them: by number, to a thread's own address, or
//! with one thread's quotation left; what becomes of the others; and what must never be published.

use palabre::clock::Timestamp;
use palabre::daemon::digests;
use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Posting;
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::smtp::handler::Verdict;
use palabre::store::{articles, held, people};

use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";

/// A digest in somebody's mailbox.
pub struct Digest {
    pub id: String,
    pub subject: String,
    pub router: String,
    pub text: String,
    pub html: String,
}

impl Digest {
    pub fn of(raw: &str) -> Self {
        let mail = Message::parse(raw.as_bytes());
        Self {
            id: mail.message_id().unwrap().bracketed(),
            subject: mail.subject(),
            router: mail.reply_to()[0].address.to_string(),
            text: mail.text().text.clone(),
            html: mail.html().unwrap_or_default(),
        }
    }

    /// The lines about one thread.
    pub fn item(&self, n: usize) -> String {
        let from = self.text.find(&format!("[{n}] ")).unwrap();
        self.text[from..].split("\n\n").next().unwrap().to_owned()
    }

    pub fn thread_address(&self, n: usize) -> String {
        let item = self.item(n);
        item.split_whitespace().find(|w| w.contains("@lists.")).unwrap().to_owned()
    }
}

/// How a mail program lays out a reply.
#[derive(Clone, Copy, Debug)]
pub enum Client {
    /// Words on top, every line quoted with `>`, attribution over two lines.
    Gmail,
    /// Words on top, header block, nothing marked.
    Outlook,
    /// Words below the quotation.
    Thunderbird,
    /// Attribution with its own mark, a phone's signature.
    Apple,
    /// A rule and a header block, nothing marked.
    Yahoo,
}

pub const CLIENTS: [Client; 5] =
    [Client::Gmail, Client::Outlook, Client::Thunderbird, Client::Apple, Client::Yahoo];

fn marked(text: &str) -> String {
    text.lines().map(|l| if l.is_empty() { ">\n".to_owned() } else { format!("> {l}\n") }).collect()
}

pub fn body(client: Client, words: &str, digest: &Digest, quoted: &str) -> String {
    let nbsp = '\u{a0}';
    match client {
        Client::Gmail => format!(
            "{words}\n\nLe lun. 3 juin 2019, à 07{nbsp}h{nbsp}30, cdp <{CDP}>\na écrit{nbsp}:\n\n{}",
            marked(quoted)
        ),
        Client::Outlook => format!(
            "{words}\n\nDe{nbsp}: cdp <{CDP}>\nEnvoyé{nbsp}: 3 juin 2019 07:30\nÀ{nbsp}: {ZOE}\nObjet{nbsp}: {}\n\n{quoted}\n",
            digest.subject
        ),
        Client::Thunderbird => {
            format!("Le 03/06/2019 à 07:30, cdp a écrit{nbsp}:\n{}\n{words}\n", marked(quoted))
        }
        Client::Apple => format!(
            "{words}\n\nEnvoyé de mon iPhone\n\n> Le 3 juin 2019 à 07:30, cdp <{CDP}> a écrit{nbsp}:\n> \n{}",
            marked(quoted)
        ),
        Client::Yahoo => format!(
            "{words}\n\n    Le lundi 3 juin 2019 à 07 h 30 min 00 s UTC−4, cdp <{CDP}> a écrit{nbsp}:  \n \n {quoted}\n"
        ),
    }
}

pub fn reply(from: &str, digest: &Digest, id: &str, body: &str) -> String {
    format!(
        "From: Zoé <{from}>\nTo: x@lists.example.org\nSubject: Re: {}\nMessage-ID: <{id}@example.org>\n\
         In-Reply-To: {}\nReferences: {}\nDate: Mon, 3 Jun 2019 12:00:00 +0000\n\
         MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}",
        digest.subject, digest.id, digest.id
    )
}

pub async fn post(world: &World, to: &str, subject: &str, body: &str) {
    let label = subject.replace(|c: char| !c.is_ascii_alphanumeric(), ".");
    let raw = format!(
        "From: Ann Lee <{ANN}>\nTo: {to}\nSubject: {subject}\nMessage-ID: <{label}@example.org>\n\
         Content-Type: text/plain; charset=utf-8\nDate: Mon, 27 May 2019 12:00:00 +0000\n\n{body}\n"
    );
    assert!(world.mail(ANN, to, &raw).await.is_accepted());
}

/// A community with three threads, and Zoé's digest of them.
async fn three_threads() -> (World, ListId, Digest) {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    world.member(cdp, ZOE, Delivery::Weekly);
    settle(&world, ZOE);
    post(
        &world,
        CDP,
        "Une routine pour animer",
        "J'anime depuis un mois. Comment faites-vous, chaque semaine?",
    )
    .await;
    post(
        &world,
        CDP,
        "Guide de départ",
        "Voici la première version du guide pour les nouvelles personnes.",
    )
    .await;
    post(
        &world,
        CDP,
        "Rencontre de juin",
        "La prochaine rencontre a lieu mardi 4 juin, à midi, dans la grande salle.",
    )
    .await;
    let digest = digest(&world).await;
    (world, cdp, digest)
}

fn settle(world: &World, address: &str) {
    let address = Address::parse(address).unwrap();
    let person = people::find(&world.site.store, &address).unwrap().unwrap();
    let (zone, now) = (world.site.timezone.clone(), world.site.clock.now());
    world.write(|tx| palabre::store::digests::settle(tx, person.id, &zone, now));
}

async fn digest(world: &World) -> Digest {
    let now: Timestamp = "2019-06-03T11:30:00Z".parse().unwrap();
    world.site.clock.set(now);
    assert_eq!(digests::run_due(&world.site, now).await.unwrap().sent, 1);
    Digest::of(&robot_mail(world).pop().unwrap())
}

fn robot_mail(world: &World) -> Vec<String> {
    let mail = world.own_mail().into_iter();
    mail.filter(|(to, _)| to == ZOE).map(|(_, raw)| raw).collect()
}

/// Posts after the first `known`: thread title and words, each checked for what must not be there.
fn new_posts(world: &World, list: ListId, known: usize, digest: &Digest) -> Vec<(String, String)> {
    let posts = world.posts(list).into_iter().skip(known);
    posts
        .map(|article| {
            let raw = articles::raw(&world.site.store, list, article.no).unwrap().unwrap();
            let text = Message::parse(&raw).text().text.clone();
            for line in digest.text.lines().filter(|l| l.trim().chars().count() > 12) {
                assert!(!text.contains(line.trim()), "the digest is quoted: {text}");
            }
            assert!(!article.subject.contains(&digest.subject), "{}", article.subject);
            assert!(!text.contains("a écrit") && !text.contains("Envoyé de mon"), "{text}");
            let threads = world.threads(list);
            let thread = threads.iter().find(|t| t.no == article.thread).unwrap();
            assert!(article.derived);
            let origin = articles::origin(&world.site.store, list, article.no).unwrap().unwrap();
            assert!(String::from_utf8_lossy(&origin).contains("Subject: Re: "));
            (thread.subject.clone(), text.trim().to_owned())
        })
        .collect()
}

#[track_caller]
fn accepted(verdict: &Verdict) {
    assert!(verdict.is_accepted(), "{verdict:?}");
}

#[tokio::test]
async fn five_clients_three_ways() {
    let words = "Merci, on l'essaie à Rimouski.\n\nOn vous en redonne des nouvelles.";
    for client in CLIENTS {
        let (world, cdp, digest) = three_threads().await;
        let title = digest.item(2).lines().next().unwrap().trim_start_matches("[2] ").to_owned();
        let want = vec![(title, words.to_owned())];
        let quoted = digest.text.clone();
        // By its number.
        let raw = reply(ZOE, &digest, "n", &body(client, &format!("2 {words}"), &digest, &quoted));
        accepted(&world.mail(ZOE, &digest.router, &raw).await);
        assert_eq!(new_posts(&world, cdp, 3, &digest), want, "{client:?} by number");
        // To the thread's own address.
        let raw = reply(ZOE, &digest, "t", &body(client, words, &digest, &quoted));
        accepted(&world.mail(ZOE, &digest.thread_address(2), &raw).await);
        assert_eq!(new_posts(&world, cdp, 4, &digest), want, "{client:?} to the thread");
        // With only that thread quoted.
        let raw = reply(ZOE, &digest, "q", &body(client, words, &digest, &digest.item(2)));
        accepted(&world.mail(ZOE, &digest.router, &raw).await);
        assert_eq!(new_posts(&world, cdp, 5, &digest), want, "{client:?} by quotation");
        assert_eq!(robot_mail(&world).len(), 1, "{client:?}: the digest, and no question");
    }
}

#[tokio::test]
async fn several_numbered_paragraphs_go_each_to_their_thread() {
    let (world, cdp, digest) = three_threads().await;
    let words = "1 Merci pour la routine.\n\n3 J'y serai mardi.\nAvec la grille.";
    let raw = reply(ZOE, &digest, "a", &body(Client::Gmail, words, &digest, &digest.text));
    accepted(&world.mail(ZOE, &digest.router, &raw).await);
    // The sender's machine tries again: still two posts.
    accepted(&world.mail(ZOE, &digest.router, &raw).await);
    let posts = new_posts(&world, cdp, 3, &digest);
    let texts: Vec<&str> = posts.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["Merci pour la routine.", "J'y serai mardi.\nAvec la grille."]);
    assert_ne!(posts[0].0, posts[1].0);
    let article = world.posts(cdp).pop().unwrap();
    assert_eq!(article.from.address.as_str(), ZOE);
    assert!(article.subject.starts_with("Re: "));
}

#[tokio::test]
async fn a_reply_that_names_no_thread_is_kept_and_its_author_asked() {
    let (world, cdp, digest) = three_threads().await;
    let words = "Merci à vous toutes, c'est très utile.";
    let raw = reply(ZOE, &digest, "a", &body(Client::Gmail, words, &digest, &digest.text));
    accepted(&world.mail(ZOE, &digest.router, &raw).await);
    accepted(&world.mail(ZOE, &digest.router, &raw).await);
    assert_eq!(world.posts(cdp).len(), 3, "nothing is published");
    let mail = robot_mail(&world);
    assert_eq!(mail.len(), 2, "one question");
    let question = Digest::of(&mail[1]);
    assert_eq!(question.subject, "Dans quel fil va votre réponse?");
    assert!(question.text.contains("[3] ") && question.text.contains(words), "{}", question.text);
    assert!(mail[1].contains("Auto-Submitted: auto-replied"));
    // No number: asked once more, then no more.
    for (i, words) in ["Je ne sais pas", "Quoi?", "Hein?"].iter().enumerate() {
        let raw = reply(
            ZOE,
            &question,
            &format!("b{i}"),
            &body(Client::Gmail, words, &question, &question.text),
        );
        accepted(&world.mail(ZOE, &question.router, &raw).await);
    }
    assert_eq!(robot_mail(&world).len(), 3);
    let raw = reply(ZOE, &question, "c", &body(Client::Outlook, "3", &question, &question.text));
    accepted(&world.mail(ZOE, &question.router, &raw).await);
    let posts = new_posts(&world, cdp, 3, &digest);
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].1, words);
    let title = digest.item(3).lines().next().unwrap().trim_start_matches("[3] ").to_owned();
    assert_eq!(posts[0].0, title);
    // Answered again: said so, posted once.
    let raw = reply(ZOE, &question, "d", "2\n");
    accepted(&world.mail(ZOE, &question.router, &raw).await);
    assert_eq!(world.posts(cdp).len(), 4);
    assert!(Digest::of(&robot_mail(&world)[3]).text.contains("déjà publiée"));
}

#[tokio::test]
async fn an_answer_without_references_finds_what_waits_and_a_late_one_is_told() {
    let (world, cdp, digest) = three_threads().await;
    let raw = reply(ZOE, &digest, "a", "Merci à vous.\n");
    accepted(&world.mail(ZOE, &digest.router, &raw).await);
    let bare = format!("From: {ZOE}\nSubject: Re\nMessage-ID: <x@x>\n\n2\n");
    accepted(&world.mail(ZOE, &digest.router, &bare).await);
    assert_eq!(new_posts(&world, cdp, 3, &digest)[0].1, "Merci à vous.");
    let raw = reply(ZOE, &digest, "b", "Encore merci.\n");
    accepted(&world.mail(ZOE, &digest.router, &raw).await);
    let question = Digest::of(&robot_mail(&world)[2]);
    world.pass(15 * 86_400);
    accepted(&world.mail(ZOE, &question.router, &reply(ZOE, &question, "c", "2\n")).await);
    assert_eq!(world.posts(cdp).len(), 4);
    assert!(Digest::of(&robot_mail(&world)[3]).text.contains("14\u{a0}jours"));
}

#[tokio::test]
async fn a_digest_of_one_thread_needs_no_number() {
    let world = World::new();
    let cdp = world.list(CDP);
    world.member(cdp, ANN, Delivery::Each);
    world.member(cdp, ZOE, Delivery::Weekly);
    settle(&world, ZOE);
    post(&world, CDP, "Guide de départ", "Voici la première version du guide.").await;
    let digest = digest(&world).await;
    assert!(digest.text.contains("Répondez à ce courriel"), "{}", digest.text);
    for (i, client) in CLIENTS.into_iter().enumerate() {
        let words = format!("Merci, voici mon avis numéro {i}.");
        let raw =
            reply(ZOE, &digest, &format!("r{i}"), &body(client, &words, &digest, &digest.text));
        // Some programs answer the list's own address instead of Reply-To.
        let to = if i == 0 { CDP } else { &digest.router };
        accepted(&world.mail(ZOE, to, &raw).await);
        let posts = new_posts(&world, cdp, 1 + i, &digest);
        assert_eq!(posts, [("Guide de départ".to_owned(), words)], "{client:?}");
    }
    assert_eq!(world.threads(cdp).len(), 1);
}

#[tokio::test]
async fn an_empty_reply_is_said_to_be_empty_and_machines_are_never_answered() {
    let (world, cdp, digest) = three_threads().await;
    for client in CLIENTS {
        let raw =
            reply(ZOE, &digest, &format!("{client:?}"), &body(client, "", &digest, &digest.text));
        accepted(&world.mail(ZOE, &digest.router, &raw).await);
    }
    let mail = robot_mail(&world);
    assert_eq!(mail.len(), 2, "one notice a day");
    assert!(Digest::of(&mail[1]).text.contains("arrivée vide"), "{}", mail[1]);
    let absent = reply(ZOE, &digest, "auto", "2 Je suis absente.\n").replacen(
        "MIME-Version",
        "Auto-Submitted: auto-replied\nMIME-Version",
        1,
    );
    accepted(&world.mail(ZOE, &digest.router, &absent).await);
    accepted(&world.mail("", &digest.router, &reply(ZOE, &digest, "null", "2 Erreur.\n")).await);
    assert_eq!((world.posts(cdp).len(), robot_mail(&world).len()), (3, 2));
    // A reply to the notice is a reply to the digest.
    let notice = Digest::of(&mail[1]);
    accepted(
        &world.mail(ZOE, &notice.router, &reply(ZOE, &notice, "again", "2 Cette fois.\n")).await,
    );
    assert_eq!(new_posts(&world, cdp, 3, &digest)[0].1, "Cette fois.");
}

#[tokio::test]
async fn somebody_elses_router_posts_nothing_but_what_a_human_lets_through() {
    let (world, cdp, digest) = three_threads().await;
    let bob = "bob@example.org";
    world.member(cdp, bob, Delivery::Each);
    for (i, words) in ["2 De Bob.", "Sans numéro, de Bob.", ""].iter().enumerate() {
        let raw = reply(
            bob,
            &digest,
            &format!("bob{i}"),
            &body(Client::Gmail, words, &digest, &digest.text),
        );
        accepted(&world.mail(bob, &digest.router, &raw).await);
    }
    // Beside the digest: one word to Bob that his message waits.
    assert_eq!((world.posts(cdp).len(), world.own_mail().len()), (3, 2));
    let waiting = held::of_list(&world.site.store, cdp).unwrap();
    assert_eq!(waiting.len(), 2);
    for held in &waiting {
        assert_eq!(held.reason.word(), "answers another member's digest");
        assert!(!held.subject.contains(&digest.subject), "{}", held.subject);
        let raw = held::raw(&world.site.store, cdp, held.no).unwrap().unwrap();
        assert!(!String::from_utf8_lossy(&raw).contains("ON ATTEND"));
    }
}

#[tokio::test]
async fn the_rules_of_each_list_hold_for_replies_too() {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.posting = Posting::Held);
    let news = world.list_with("infos@lists.example.org", |s| s.posting = Posting::Animators);
    for list in [cdp, news] {
        world.member_as(list, ANN, Delivery::Each, Role::Owner);
        world.member(list, ZOE, Delivery::Weekly);
    }
    settle(&world, ZOE);
    post(&world, CDP, "Modéré", "Ici tout attend.").await;
    post(&world, "infos@lists.example.org", "Annonce", "Ici on lit.").await;
    let digest = digest(&world).await;
    assert!(!digest.text.contains("infos+f"), "no reply address where one may not write");
    let cdp_item = if digest.item(1).contains("Modéré") { 1 } else { 2 };
    let both = format!("{cdp_item} Un mot.\n\n{} Un autre mot.", 3 - cdp_item);
    accepted(&world.mail(ZOE, &digest.router, &reply(ZOE, &digest, "a", &both)).await);
    assert_eq!((world.posts(cdp).len(), world.posts(news).len()), (1, 1));
    assert_eq!(held::of_list(&world.site.store, cdp).unwrap().len(), 1);
    let only = format!("{} Seulement ici.", 3 - cdp_item);
    let verdict = world.mail(ZOE, &digest.router, &reply(ZOE, &digest, "b", &only)).await;
    assert_eq!(verdict.code.number(), 550);
}

/// The mail programs that quote our HTML part and send no text of their own.
fn html_body(words: &str, digest: &Digest, outlook: bool) -> String {
    let quoted = digest.html.split("<body").nth(1).unwrap().split_once('>').unwrap().1;
    let quoted = quoted.split("</body>").next().unwrap();
    let words: String = words.lines().map(|l| format!("<div>{l}</div>")).collect();
    if outlook {
        format!(
            "<html><body>{words}<hr><div id=\"divRplyFwdMsg\"><b>De :</b> cdp &lt;{CDP}&gt;<br>\
             <b>Envoyé :</b> lundi 3 juin 2019 07:30<br><b>À :</b> {ZOE}<br><b>Objet :</b> {}</div>\
             <div>{quoted}</div></body></html>",
            digest.subject
        )
    } else {
        format!(
            "<html><body>{words}<br><div class=\"gmail_quote\"><div class=\"gmail_attr\">Le lun. 3 juin 2019 à 07:30, \
             cdp &lt;{CDP}&gt; a écrit :<br></div><blockquote type=\"cite\">{quoted}</blockquote></div></body></html>"
        )
    }
}

#[tokio::test]
async fn replies_that_quote_the_html_part() {
    let words = "Merci, on l'essaie à Rimouski.";
    for outlook in [true, false] {
        let (world, cdp, digest) = three_threads().await;
        let html = |raw: String| raw.replacen("text/plain", "text/html", 1);
        let body = html_body(&format!("2 {words}"), &digest, outlook);
        let raw = html(reply(ZOE, &digest, "n", &body));
        accepted(&world.mail(ZOE, &digest.router, &raw).await);
        let posts = new_posts(&world, cdp, 3, &digest);
        assert_eq!(posts.len(), 1, "outlook {outlook}");
        assert_eq!(posts[0].1, words);
        let raw = html(reply(ZOE, &digest, "t", &html_body(words, &digest, outlook)));
        accepted(&world.mail(ZOE, &digest.thread_address(2), &raw).await);
        let posts = new_posts(&world, cdp, 4, &digest);
        assert_eq!(posts[0].1, words, "outlook {outlook}");
        let raw = html(reply(ZOE, &digest, "q", &html_body("Bravo à l'équipe!", &digest, outlook)));
        accepted(&world.mail(ZOE, &digest.router, &raw).await);
        assert_eq!(world.posts(cdp).len(), 5, "nothing published");
        assert_eq!(robot_mail(&world).len(), 2, "the digest, and the question");
    }
}
