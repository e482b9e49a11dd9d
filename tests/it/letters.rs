//! Votes by letter in reply to a digest: cast in the box of the one it was sent to, the other words posted,
//! one receipt; and what must never be taken for a vote.

use palabre::list::PollNo;
use palabre::list::member::{Delivery, Role};
use palabre::mail::message::Message;
use palabre::store::polls;

use crate::harness::letters::{Letter, last_to, own};
use crate::harness::world::World;
use crate::router::{CLIENTS, Client, Digest, body, post, reply};

const CDP: &str = "cdp@lists.example.org";
const POLL: &str = "cdp-sondage@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";
const BOB: &str = "bob@example.org";

/// Two threads and two open polls, and Zoé's digest of them.
struct Week {
    world: World,
    cdp: palabre::list::ListId,
    digest: Digest,
}

const DAYS: &str = "- mardi midi\n- jeudi soir\n- samedi\n\nFin : 6 juin 17 h";
const ROOM: &str = "- Oui\n- Non\n\nFin : 9 juin 17 h";

async fn week_of(threads: &[&str]) -> Week {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| s.name = "Cercle".to_owned());
    world.member_as(cdp, ANN, Delivery::Each, Role::Animator);
    world.member(cdp, BOB, Delivery::Each);
    crate::digests::weekly(&world, cdp, ZOE);
    for (subject, options) in [("Quand se voir?", DAYS), ("Garder le local?", ROOM)] {
        assert_eq!(world.write_to(ANN, POLL, subject, options).await, 250);
        let draft = last_to(&world, ANN);
        assert_eq!(world.reply_to(&draft, ANN, "oui").await, 250);
        let site = world.site.clone();
        let step = move || palabre::daemon::polls::step(&site).unwrap();
        tokio::task::spawn_blocking(step).await.unwrap();
    }
    for title in threads {
        post(&world, CDP, title, &format!("Voici ce que nous savons de {title}, en deux mots."))
            .await;
    }
    world.site.clock.set(crate::digests::at("2019-06-03T11:30:00Z"));
    crate::digests::run(&world).await;
    let mail = world.own_mail().into_iter().filter(|(to, _)| to == ZOE).map(|(_, raw)| raw);
    let digest = Digest::of(&mail.collect::<Vec<_>>().pop().unwrap());
    Week { world, cdp, digest }
}

async fn week() -> Week {
    week_of(&["Semis", "Budget"]).await
}

impl Week {
    async fn answers(&self, client: Client, id: &str, words: &str) {
        let text = body(client, words, &self.digest, &self.digest.text);
        self.sends(ZOE, &self.digest.router.clone(), id, &text).await;
    }

    async fn sends(&self, from: &str, to: &str, id: &str, text: &str) {
        let verdict = self.world.mail(from, to, &reply(from, &self.digest, id, text)).await;
        assert!(verdict.is_accepted(), "{verdict:?}");
    }

    /// What stands in the box of a poll, all ballots: « 2 », « 1,3 ».
    fn ballots(&self, no: u32) -> Vec<String> {
        let store = &self.world.site.store;
        let poll = polls::get(store, self.cdp, PollNo(no)).unwrap().unwrap();
        let said = |b: &palabre::animation::poll::Ballot| format!("{:?}", b.answers);
        let all: Vec<String> = polls::ballots(store, &poll).unwrap().iter().map(said).collect();
        all.iter()
            .map(|s| s.chars().filter(|c| c.is_ascii_digit() || *c == ',').collect())
            .collect()
    }

    /// Title and words of each post after the first two.
    fn posts(&self) -> Vec<(String, String)> {
        let posts = self.world.posts(self.cdp).into_iter().skip(2);
        let told = |a: palabre::store::articles::Article| {
            let raw =
                palabre::store::articles::raw(&self.world.site.store, self.cdp, a.no).unwrap();
            (a.subject.clone(), Message::parse(&raw.unwrap()).text().text.trim().to_owned())
        };
        posts.map(told).collect()
    }

    /// What Zoé was written since the digest.
    fn receipts(&self) -> Vec<Letter> {
        let of = |l: &Letter| l.to == ZOE;
        let all: Vec<Letter> = own(&self.world).into_iter().filter(of).collect();
        let at = all.iter().position(|l| l.text.contains("SONDAGES OUVERTS")).unwrap();
        all.into_iter().skip(at + 1).collect()
    }
}

#[tokio::test]
async fn the_digest_says_how_and_each_client_votes() {
    for (at, client) in CLIENTS.into_iter().enumerate() {
        let week = week().await;
        assert!(
            week.digest
                .text
                .replace('\u{a0}', " ")
                .contains("par la lettre et le numéro : « A 2 »")
        );
        let words = ["A 2", "a: 2", "A2", "Sondage A : 2", "A\u{a0}2\n\nMerci!"][at];
        week.answers(client, "vote", words).await;
        assert_eq!(week.ballots(1), ["2"], "{client:?}");
        assert_eq!(week.posts(), [], "{client:?}");
        let receipts = week.receipts();
        assert_eq!(receipts.len(), 1, "{client:?}");
        assert!(receipts[0].text.contains("Noté : 2 – jeudi soir"), "{}", receipts[0].text);
        // Another number in reply to the receipt.
        assert_eq!(week.world.reply_to(&receipts[0], ZOE, "3").await, 250);
        assert_eq!(week.ballots(1), ["3"]);
    }
}

#[tokio::test]
async fn votes_and_posts_in_one_mail_have_one_receipt() {
    for client in CLIENTS {
        let week = week().await;
        week.answers(
            client,
            "both",
            "1 Merci, on l'essaie à Rimouski.\nA 2\n\nB oui\n\n2 J'y serai.",
        )
        .await;
        assert_eq!(
            (week.ballots(1), week.ballots(2)),
            (vec!["2".into()], vec!["1".into()]),
            "{client:?}"
        );
        let posts: Vec<String> = week.posts().into_iter().map(|(_, words)| words).collect();
        assert_eq!(posts, ["Merci, on l'essaie à Rimouski.", "J'y serai."], "{client:?}");
        let receipts = week.receipts();
        assert_eq!(receipts.len(), 1, "{client:?}");
        let told = &receipts[0];
        assert_eq!(told.subject, "Vos réponses aux sondages");
        for line in [
            "A. Quand se voir?\nNoté : 2 – jeudi soir",
            "B. Garder le local?\nNoté : 1 – Oui",
            "Vos autres mots sont publiés dans « Semis » et « Budget »",
        ] {
            assert!(told.text.contains(line), "{line}\n{}", told.text);
        }
        // One changes one's mind by the same letters, in reply to the receipt.
        assert_eq!(week.world.reply_to(told, ZOE, "B 2").await, 250);
        assert_eq!((week.ballots(1), week.ballots(2)), (vec!["2".into()], vec!["2".into()]));
        assert_eq!(week.posts().len(), 2);
    }
}

#[tokio::test]
async fn a_wrong_option_and_a_closed_poll_are_answered_kindly() {
    let week = week().await;
    week.answers(Client::Gmail, "wrong", "A 7").await;
    assert_eq!(week.ballots(1), [] as [&str; 0]);
    let said = week.receipts().pop().unwrap();
    assert!(said.subject.starts_with("Quel numéro?"), "{}", said.subject);
    assert!(said.text.contains("2. jeudi soir"), "{}", said.text);
    assert_eq!(week.world.reply_to(&said, ZOE, "2").await, 250);
    assert_eq!(week.ballots(1), ["2"]);
    // The first poll closes; its letter still means it.
    week.world.site.clock.set(crate::digests::at("2019-06-07T12:00:00Z"));
    let site = week.world.site.clone();
    tokio::task::spawn_blocking(move || palabre::daemon::polls::step(&site).unwrap())
        .await
        .unwrap();
    week.answers(Client::Apple, "late", "A 3\nB non").await;
    assert_eq!(week.ballots(2), ["2"]);
    let said = week.receipts().pop().unwrap();
    assert!(
        said.text.contains("A. Quand se voir?\nMerci d'avoir répondu. Ce sondage s'est terminé"),
        "{}",
        said.text
    );
    assert!(said.text.contains("B. Garder le local?\nNoté : 2 – Non"), "{}", said.text);
    assert_eq!(week.posts(), []);
}

#[tokio::test]
async fn words_are_never_votes_and_a_doubt_is_asked() {
    for words in [
        "A mon avis, c'est mieux ainsi.",
        "À demain",
        "A good idea",
        "A 2 h je ne peux pas",
        "À 2, on y arrive.",
    ] {
        let week = week_of(&["Semis"]).await;
        week.answers(Client::Outlook, "words", words).await;
        assert_eq!((week.ballots(1), week.ballots(2)), (vec![], vec![]), "{words}");
        assert_eq!(week.world.posts(week.cdp).len(), 2, "the one thread's: {words}");
    }
    for words in ["A samedi", "A 2, on y arrive"] {
        let week = week_of(&["Semis"]).await;
        week.answers(Client::Gmail, "doubt", words).await;
        assert_eq!(week.ballots(1), [] as [&str; 0], "{words}");
        assert_eq!(week.world.posts(week.cdp).len(), 1, "neither counted nor posted: {words}");
        let asked = week.receipts().pop().unwrap();
        assert_eq!(asked.subject, "Dans quel fil va votre réponse?");
        assert!(
            asked.text.contains("Si c'était un vote, répondez par la lettre du sondage"),
            "{}",
            asked.text
        );
        assert_eq!(week.world.reply_to(&asked, ZOE, "A: 3").await, 250);
        assert_eq!(week.ballots(1), ["3"], "{words}");
        assert_eq!(week.world.posts(week.cdp).len(), 1, "{words}");
    }
}

#[tokio::test]
async fn a_vote_is_the_one_the_digest_was_sent_to() {
    let week = week().await;
    // Passed on, and answered by somebody else: Zoé is asked.
    week.sends(BOB, &week.digest.router.clone(), "forwarded", "A 1").await;
    assert_eq!(week.ballots(1), [] as [&str; 0]);
    let asked = week.receipts().pop().unwrap();
    assert!(asked.subject.starts_with("Est-ce votre vote?"), "{}", asked.subject);
    assert_eq!(week.posts(), []);
    // Sent to a thread of it: a ballot is no post.
    let thread = week.digest.thread_address(1);
    week.sends(ZOE, &thread, "astray", "A 2").await;
    assert_eq!(week.posts(), []);
    // Without references, as some programs reply.
    let bare = format!(
        "From: {ZOE}\nTo: x@lists.example.org\nSubject: Re: x\nMessage-ID: <bare@example.org>\n\nB 2\n"
    );
    assert!(week.world.mail(ZOE, &week.digest.router, &bare).await.is_accepted());
    assert_eq!(week.ballots(2), ["2"]);
    assert_eq!(week.posts(), []);
}

#[tokio::test]
async fn a_member_who_reads_english_votes_in_english() {
    let week = week().await;
    week.answers(
        Client::Thunderbird,
        "en",
        "2 Thanks, see you there.\n\nB yes\n\nA: 1 because I work on Thursdays",
    )
    .await;
    assert_eq!((week.ballots(1), week.ballots(2)), (vec!["1".into()], vec!["1".into()]));
    assert_eq!(week.posts().len(), 1);
    let said = week.receipts().pop().unwrap();
    assert!(
        said.text.contains("Avec ce commentaire : « because I work on Thursdays »"),
        "{}",
        said.text
    );
}
