//! A post taken out of the archive: by whom, from where, and back. Words that stand nowhere else are looked
//! for in every page, feed, download, index and mail.

use std::io::Read as _;

use palabre::daemon::{archiver, digests, fanout, indexer, requests, weeks, withdraw};
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Visibility;
use palabre::list::{ArticleNo, ListId};
use palabre::mail::address::Mailbox;
use palabre::mail::message::Message;
use palabre::store::withdrawn;
use palabre::store::{articles, lists};

use crate::archive::files;
use crate::harness::browser::{Browser, serve};
use crate::harness::letters::{last_to, own};
use crate::harness::outward::{Outward, relay};
use crate::harness::sink::{Mail, Sink};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const REQUEST: &str = "cdp-request@lists.example.org";
const ANN: &str = "Ann Lee <ann@example.org>";
const MAX: &str = "Max Roy <max@example.org>";
const ZOE: &str = "Zoé Tremblay <zoe@example.org>";
/// Stands in the body, the subject and the name of the file of Ann's post.
const WORD: &str = "rutabagasecret";
const DAY: i64 = 86_400;

struct Stage {
    world: World,
    cdp: ListId,
}

/// Ann asked something with a file; Max answered and quoted nothing. Zoé animates, Léa reads a digest.
async fn stage() -> Stage {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| {
        s.name = "Communauté".to_owned();
        s.visibility = Visibility::Public;
    });
    world.member(cdp, "ann@example.org", Delivery::None);
    world.member(cdp, "max@example.org", Delivery::None);
    world.member_as(cdp, "zoe@example.org", Delivery::None, Role::Animator);
    world.member(cdp, "lea@example.org", Delivery::Weekly);
    let stage = Stage { world, cdp };
    let file = format!(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
         Content-Type: text/plain; charset=utf-8\n\nQui sème le {WORD} à Québec?\n--b\n\
         Content-Type: text/plain; name=\"{WORD}.txt\"\n\
         Content-Disposition: attachment; filename=\"{WORD}.txt\"\n\n{WORD}\n--b--\n"
    );
    stage.posts(ANN, ("a1", ""), "Semis de mai", &file).await;
    stage.posts(MAX, ("m1", "<a1@example.org>"), "Re: Semis de mai", &text("Moi, en avril.")).await;
    stage.works().await;
    stage
}

fn text(words: &str) -> String {
    format!("Content-Type: text/plain; charset=utf-8\n\n{words}\n")
}

impl Stage {
    async fn posts(
        &self,
        who: &str,
        (id, answers): (&str, &str),
        subject: &str,
        rest: &str,
    ) -> u16 {
        self.world.pass(60);
        let date = self.world.site.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        let parent = match answers {
            "" => String::new(),
            id => format!("In-Reply-To: {id}\nReferences: {id}\n"),
        };
        let raw = format!(
            "From: {who}\nTo: {CDP}\nSubject: {subject}\nMessage-ID: <{id}@example.org>\n\
             Date: {date}\n{parent}{rest}"
        );
        let address = who.split(['<', '>']).nth(1).unwrap();
        self.world.mail(address, CDP, &raw).await.code.number()
    }

    /// Says words in reply to a post, to everybody.
    async fn says(&self, who: &str, post: &str, words: &str) -> u16 {
        let id = format!("{}{}", post.len(), self.world.own_mail().len());
        let answers = format!("<{post}@example.org>");
        let code = self.posts(who, (&id, &answers), "Re: Semis de mai", &text(words)).await;
        self.works().await;
        code
    }

    async fn works(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || {
            weeks::step(&site).unwrap();
            archiver::catch_up(&site, &mut |_, _| {}).unwrap();
            indexer::catch_up(&site, &mut |_, _| {}).unwrap();
        })
        .await
        .unwrap();
    }

    fn words_of(&self, no: u32) -> String {
        let raw = articles::raw(&self.world.site.store, self.cdp, ArticleNo(no));
        Message::parse(&raw.unwrap().unwrap()).text().text.clone()
    }

    /// Everything of this site that holds the word: files, and what is made when asked for.
    async fn places(&self) -> Vec<String> {
        let mut found = Vec::new();
        for root in [&self.world.site.public, &self.world.site.private] {
            for (file, bytes) in files(root) {
                if holds(&bytes) {
                    found.push(file.display().to_string());
                }
            }
        }
        for (file, bytes) in files(&self.world.site.data.join("search")) {
            if holds(&bytes) {
                let index = file.parent().unwrap().display().to_string();
                found.push(format!("search/{index}"));
            }
        }
        let site = serve(&self.world).await;
        let (nobody, mut member) = (Browser::new(site), Browser::new(site));
        member.signs_in(&self.world, "max@example.org").await;
        for path in [
            "/fr/c/cdp/f/1/",
            "/en/c/cdp/f/1/",
            "/c/cdp/f/1.xml",
            "/c/cdp/f/1.mbox.gz",
            "/c/cdp/mois/2019-05.mbox.gz",
            "/c/cdp/m/1/source",
            "/fr/recherche/?q=rutabagasecret",
        ] {
            for browser in [&nobody, &member] {
                // What was asked for stands in the answer: only what was found counts.
                let body = browser.get(path).await.body;
                let text = String::from_utf8_lossy(&body).replace("value=\"rutabagasecret\"", "");
                if holds(&body) && (!path.contains("?q=") || text.contains("<mark>")) {
                    found.push(path.to_owned());
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    async fn forgets(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || withdraw::step(&site).unwrap()).await.unwrap();
    }

    async fn page(&self, path: &str) -> String {
        Browser::new(serve(&self.world).await).get(path).await.text()
    }
}

/// Whether some octets, packed or not, hold the word.
fn holds(bytes: &[u8]) -> bool {
    let mut plain = Vec::new();
    let packed = flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).is_ok();
    let all = if packed { plain.as_slice() } else { bytes };
    String::from_utf8_lossy(all).to_lowercase().contains(WORD)
}

#[tokio::test]
async fn its_author_takes_it_out_of_everything_and_puts_it_back() {
    let stage = stage().await;
    let before = stage.places().await;
    for kind in ["fr/c/cdp/f/1/index.html", "en/c/cdp/atom.xml", "/c/cdp/m/1/source"] {
        assert!(before.iter().any(|p| p.contains(kind)), "{kind} {before:?}");
    }
    assert!(before.iter().any(|p| p.starts_with("search/")), "{before:?}");
    let raw = stage.words_of(1);
    assert_eq!(stage.says(ANN, "a1", "retirer").await, 250);
    assert_eq!(stage.world.posts(stage.cdp).len(), 2, "no post");
    let receipt = last_to(&stage.world, "ann@example.org");
    assert_eq!(receipt.subject, "Hors de l'archive : « Semis de mai »");
    assert!(!receipt.text.contains("à toute la communauté"), "it was no slip: {}", receipt.text);
    for said in ["restent chez les personnes", "« annuler »", "Le titre du fil reste"] {
        assert!(receipt.text.contains(said), "{said}\n{}", receipt.text);
    }
    assert_eq!(stage.places().await, Vec::<String>::new());
    let page = stage.page("/fr/c/cdp/f/1/").await;
    assert!(page.contains("Message retiré par son auteur ou autrice"), "{page}");
    assert!(page.contains("\"text\":\"Message retiré") && page.contains("Moi, en avril."));
    assert!(stage.page("/en/c/cdp/f/1/").await.contains("Message withdrawn by its author"));
    assert!(stage.page("/fr/c/cdp/atom.xml").await.contains("Message retiré par son auteur"));
    assert!(stage.page("/c/cdp/m/1").await.is_empty(), "its address leads on");
    // Once is enough, and a word takes it back.
    assert_eq!(stage.says(ANN, "a1", "retirer mon message svp").await, 250);
    assert!(last_to(&stage.world, "ann@example.org").text.contains("c'était déjà ainsi"));
    assert_eq!(stage.world.reply_to(&receipt, ANN, "annuler").await, 250);
    stage.works().await;
    assert_eq!((stage.words_of(1), stage.places().await), (raw, before));
    let findings = palabre::store::check::check_open(&stage.world.site.store, &mut |_, _| {});
    assert!(findings.unwrap().iter().all(|f| !f.is_problem()));
}

#[tokio::test]
async fn in_english_by_its_number_and_alone_in_its_thread() {
    let stage = stage().await;
    let subject = format!("About {WORD}");
    assert_eq!(stage.posts(ANN, ("a2", ""), &subject, &text("Nothing else.")).await, 250);
    stage.works().await;
    assert_eq!(stage.world.write_to(ANN, REQUEST, "withdraw", "").await, 250);
    let which = last_to(&stage.world, "ann@example.org");
    assert!(which.text.contains(&format!("withdraw 3 (“About {WORD}”")), "{}", which.text);
    assert_eq!(stage.world.reply_to(&which, ANN, "withdraw 3").await, 250);
    stage.works().await;
    assert!(!stage.page("/en/c/cdp/").await.contains(WORD), "its title went with it");
    assert!(stage.page("/fr/c/cdp/f/2/").await.contains("<h1><bdi>Message retiré</bdi></h1>"));
    let receipt = last_to(&stage.world, "ann@example.org");
    assert!(!receipt.text.contains("title of the thread stays"), "{}", receipt.text);
    assert_eq!(stage.world.reply_to(&receipt, ANN, "undo").await, 250);
    stage.works().await;
    assert!(stage.page("/en/c/cdp/f/2/").await.contains(&subject));
}

#[tokio::test]
async fn the_team_may_and_its_author_is_told_and_nobody_else_may() {
    let stage = stage().await;
    assert_eq!(stage.says(MAX, "a1", "retirer mon message").await, 250);
    assert!(!stage.words_of(1).contains("retiré"), "somebody else's is never meant");
    assert!(stage.words_of(2).contains("retiré par son auteur"), "his own one there is");
    assert_eq!(stage.world.write_to(MAX, REQUEST, "retirer 1", "").await, 250);
    assert!(last_to(&stage.world, "max@example.org").text.contains("de quelqu'un d'autre"));
    assert_eq!(stage.says(ZOE, "a1", "retirer").await, 250);
    assert!(stage.words_of(1).contains("retiré par l'équipe"), "{}", stage.words_of(1));
    let told = last_to(&stage.world, "ann@example.org");
    assert!(told.text.contains("L'équipe d'animation de « Communauté » a retiré"), "{}", told.text);
    assert!(stage.page("/fr/c/cdp/f/1/").await.contains("retiré par l'équipe d'animation"));
    let receipt = last_to(&stage.world, "zoe@example.org");
    assert_eq!(stage.world.reply_to(&receipt, ZOE, "annuler").await, 250);
    assert!(stage.words_of(1).contains(WORD));
}

#[tokio::test]
async fn a_lone_word_that_answers_no_post_of_theirs_is_as_it_was() {
    let stage = stage().await;
    assert_eq!(stage.posts(ANN, ("a2", ""), "Les carottes", &text("Je les garde?")).await, 250);
    assert_eq!(stage.posts(MAX, ("m2", "<a2@example.org>"), "Re: x", &text("Retirer.")).await, 250);
    assert_eq!(stage.world.posts(stage.cdp).len(), 4, "it is a post");
    assert_eq!(stage.world.write_to(MAX, REQUEST, "", "retirer").await, 250);
    assert!(last_to(&stage.world, "max@example.org").text.contains("vous ne recevrez plus rien"));
}

#[tokio::test]
async fn what_nothing_proves_is_asked_first() {
    let stage = stage().await;
    let world = &stage.world;
    let settings = lists::get(&world.site.store, stage.cdp).unwrap().unwrap();
    let forged = format!(
        "From: {ANN}\r\nTo: {CDP}\r\nSubject: Re: Semis\r\nMessage-ID: <f@example.org>\r\n\
         In-Reply-To: <a1@example.org>\r\n\r\nretirer\r\n"
    );
    let message = Message::parse(forged.as_bytes());
    let author = Mailbox::new(Some("Ann Lee"), "ann@example.org".parse().unwrap());
    let came = requests::Came {
        list: stage.cdp,
        settings: &settings,
        everywhere: false,
        message: &message,
        author: &author,
        thread: None,
        hinted: false,
        proved: false,
        vouched: false,
    };
    let asked = requests::guard(&world.site, &came).unwrap().unwrap();
    let now = world.site.clock.now();
    world.write(|tx| requests::carry_out(&world.site, tx, asked, now));
    assert!(stage.words_of(1).contains(WORD));
    let question = last_to(world, "ann@example.org");
    assert!(question.text.contains("retirer un message de l'archive"), "{}", question.text);
    assert_eq!(world.reply_to(&question, ANN, "oui").await, 250);
    assert!(stage.words_of(1).contains("retiré par son auteur"));
    // Who animates takes somebody else's out with more than an address: the same is asked.
    let zoe = Mailbox::new(None, "zoe@example.org".parse().unwrap());
    let forged = forged.replace("a1@", "m1@");
    let message = Message::parse(forged.as_bytes());
    let came = requests::Came { message: &message, author: &zoe, proved: true, ..came };
    let asked = requests::guard(&world.site, &came).unwrap().unwrap();
    world.write(|tx| requests::carry_out(&world.site, tx, asked, now));
    assert!(stage.words_of(2).contains("en avril"));
    assert!(last_to(world, "zoe@example.org").text.contains("retirer un message de l'archive"));
}

#[tokio::test]
async fn what_has_not_been_mailed_yet_is_not() {
    let stage = stage().await;
    stage.world.member(stage.cdp, "eve@example.org", Delivery::Each);
    stage.world.write(|tx| {
        let zone = &stage.world.site.timezone;
        for (who, _) in [("lea@example.org", 0), ("eve@example.org", 0)] {
            let person = palabre::store::people::find(tx, &who.parse().unwrap())?.unwrap();
            palabre::store::digests::settle(tx, person.id, zone, stage.world.site.clock.now())?;
        }
        Ok(())
    });
    let asks = text("Qui a du panaisperdu?");
    assert_eq!(stage.posts(ANN, ("a3", ""), "Troc", &asks).await, 250);
    assert_eq!(stage.posts(MAX, ("m3", ""), "Rencontre", &text("Mardi à midi.")).await, 250);
    let shared = stage.world.site.clone();
    tokio::task::spawn_blocking(move || fanout::step(&shared).unwrap()).await.unwrap();
    assert_eq!(stage.says(ANN, "a3", "retirer").await, 250);
    let sink = Sink::start().await;
    let out = Outward::start(&stage.world, relay(&sink));
    stage.world.until_sent().await;
    out.stop().await;
    let to_eve = |m: &Mail| m.to.iter().any(|r| r.contains("eve@example.org"));
    let mails: Vec<String> = sink.mails().iter().filter(|m| to_eve(m)).map(Mail::text).collect();
    assert!(mails.iter().any(|m| m.contains("Mardi")), "{mails:?}");
    assert!(!mails.iter().any(|m| m.contains("panaisperdu") || m.contains("retir")), "{mails:?}");
    stage.world.pass(8 * DAY);
    let sent = digests::run_due(&stage.world.site, stage.world.site.clock.now()).await.unwrap();
    assert!(sent.sent > 0);
    let digest = own(&stage.world).into_iter().rfind(|l| l.to == "lea@example.org").unwrap();
    assert!(
        digest.text.contains("Mardi à midi") && !digest.raw.contains("panaisperdu"),
        "{}",
        digest.text
    );
    assert!(!digest.text.contains("Message retiré"), "{}", digest.text);
}

#[tokio::test]
async fn after_thirty_days_and_for_who_is_erased_its_words_are_forgotten() {
    let stage = stage().await;
    assert_eq!(stage.says(ANN, "a1", "retirer").await, 250);
    let receipt = last_to(&stage.world, "ann@example.org");
    let kept = || withdrawn::kept(&stage.world.site.store, stage.cdp, ArticleNo(1));
    stage.forgets().await;
    assert!(kept().unwrap().is_some());
    stage.world.pass(30 * DAY + 3_600);
    stage.forgets().await;
    assert!(kept().unwrap().is_none());
    assert_eq!(stage.world.reply_to(&receipt, ANN, "annuler").await, 250);
    assert!(!stage.words_of(1).contains(WORD));
    assert_eq!(stage.says(MAX, "m1", "retirer").await, 250);
    assert_eq!(stage.world.write_to(MAX, REQUEST, "effacer mes données", "").await, 250);
    let asked = last_to(&stage.world, "max@example.org");
    assert_eq!(stage.world.reply_to(&asked, MAX, "oui").await, 250);
    let kept = withdrawn::kept(&stage.world.site.store, stage.cdp, ArticleNo(2));
    assert!(kept.unwrap().is_none());
    stage.works().await;
    let page = stage.page("/fr/c/cdp/f/1/").await;
    assert!(!page.contains("Max Roy") && page.contains("Message retiré"), "{page}");
}
