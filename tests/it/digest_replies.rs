//! Replies to a digest as eight mail programs send them, whole: their MIME, their own reading of our HTML part,
//! their words around it, in French and English. Each of the three ways ends in the right thread, and nothing
//! of the digest, of its subject or of the program comes along.

mod programs;

use palabre::clock::Timestamp;
use palabre::daemon::digests;
use palabre::list::ListId;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Language;
use palabre::mail::address::Address;
use palabre::mail::message::Message;
use palabre::store::{articles, held, people};

use self::programs::{Draft, Left, PROGRAMS, Program, base64, both, escaped, wrapped};
use crate::digests::settle;
use crate::harness::world::World;
use crate::router::{Digest, post};

const CDP: &str = "cdp@lists.example.org";
const ANN: &str = "ann@example.org";
const ZOE: &str = "zoe@example.org";

struct Week {
    world: World,
    cdp: ListId,
    digest: Digest,
    english: bool,
    sent: std::cell::Cell<usize>,
}

const SUBJECTS: [&str; 4] =
    ["Une routine pour animer", "Guide de départ", "Rencontre de juin", "Budget 2020"];

async fn week(english: bool) -> Week {
    let world = World::new();
    let cdp = world.list_with(CDP, |s| {
        s.name = "Cercle".into();
        s.language = Language::new(if english { "en" } else { "fr" });
    });
    world.member(cdp, ANN, Delivery::Each);
    world.member(cdp, ZOE, Delivery::Weekly);
    settle(&world, ZOE);
    let texts = [
        "J'anime depuis un mois. Comment faites-vous, chaque semaine?",
        "Voici la première version du guide pour les nouvelles personnes.",
        "La prochaine rencontre a lieu mardi 4 juin, à midi, dans la grande salle.",
        "Voici les chiffres : 1. revenus 2. dépenses 3. réserve. Des questions?",
    ];
    for (subject, text) in SUBJECTS.into_iter().zip(texts) {
        post(&world, CDP, subject, text).await;
    }
    let now: Timestamp = "2019-06-03T11:30:00Z".parse().unwrap();
    world.site.clock.set(now);
    assert_eq!(digests::run_due(&world.site, now).await.unwrap().sent, 1);
    let digest = Digest::of(&world.own_mail().into_iter().rfind(|(to, _)| to == ZOE).unwrap().1);
    Week { world, cdp, digest, english, sent: 0.into() }
}

impl Week {
    /// The number of a thread in the digest.
    fn number(&self, subject: &str) -> usize {
        let line = self.digest.text.lines().find(|l| l.ends_with(subject)).unwrap();
        line.trim_start_matches('[').split(']').next().unwrap().parse().unwrap()
    }

    /// Sends a reply and says what was posted: titles and words.
    async fn reply(
        &self,
        program: Program,
        words: &str,
        left: &Left,
        to: &str,
    ) -> Vec<(String, String)> {
        let known = self.world.posts(self.cdp).len();
        self.sent.set(self.sent.get() + 1);
        let draft = Draft { words, left, subject: &self.digest.subject, english: self.english };
        let raw = format!(
            "From: Zoé Tremblay <{ZOE}>\nTo: <{to}>\nSubject: Re: {}\nMessage-ID: <{}@client.example.org>\nIn-Reply-To: {}\nReferences: {}\n\
             Date: Mon, 3 Jun 2019 12:00:00 +0000\nMIME-Version: 1.0\n{}",
            self.digest.subject,
            self.sent.get(),
            self.digest.id,
            self.digest.id,
            program.1(&draft)
        );
        let verdict = self.world.mail(ZOE, to, &raw).await;
        assert!(verdict.is_accepted(), "{}: {verdict:?}", program.0);
        let posts = self.world.posts(self.cdp).into_iter().skip(known);
        posts
            .map(|article| {
                let raw =
                    articles::raw(&self.world.site.store, self.cdp, article.no).unwrap().unwrap();
                let text = Message::parse(&raw).text().text.clone();
                let threads = self.world.threads(self.cdp);
                let thread = threads.iter().find(|t| t.no == article.thread).unwrap();
                (thread.subject.clone(), text.trim().to_owned())
            })
            .collect()
    }

    /// Whether Zoé is a member still.
    fn holds_zoe(&self) -> bool {
        let (store, zoe) = (&self.world.site.store, Address::parse(ZOE).unwrap());
        let zoe = people::find(store, &zoe).unwrap().unwrap();
        people::membership(store, ListId(1), zoe.id).unwrap().is_some()
    }

    fn mail_to_zoe(&self) -> usize {
        self.world.own_mail().iter().filter(|(to, _)| to == ZOE).count()
    }
}

fn posted(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(title, words)| ((*title).to_owned(), (*words).to_owned())).collect()
}

#[tokio::test]
async fn eight_programs_three_ways_in_two_languages() {
    for english in [false, true] {
        let words = match english {
            true => "Thanks, we're trying it in Rimouski.\n\nWe will tell you how it goes.",
            false => "Merci, on l'essaie à Rimouski.\n\nOn vous en redonne des nouvelles.",
        };
        for program in PROGRAMS {
            let name = (program.0, english);
            let week = week(english).await;
            let (whole, router) = (Left::whole(&week.digest), week.digest.router.clone());
            let guide = week.number("Guide de départ");
            let want = posted(&[("Guide de départ", words)]);
            let to_thread = week.digest.thread_address(guide);
            assert_eq!(
                week.reply(program, words, &whole, &to_thread).await,
                want,
                "{name:?} to the thread"
            );
            for mark in [
                format!("{guide} "),
                format!("[{guide}] "),
                format!("{guide}. "),
                format!("n° {guide} : "),
            ] {
                let said = format!("{mark}{words}");
                assert_eq!(
                    week.reply(program, &said, &whole, &router).await,
                    want,
                    "{name:?}: {mark}"
                );
            }
            let one = Left::item(&week.digest, guide);
            assert_eq!(
                week.reply(program, words, &one, &router).await,
                want,
                "{name:?} by quotation"
            );
            assert_eq!(week.mail_to_zoe(), 1, "{name:?}: the digest, and no question");
            // Nothing says where: nothing is published.
            let lost = "Bravo!";
            assert_eq!(week.reply(program, lost, &whole, &router).await, [], "{name:?}");
            assert_eq!(week.reply(program, "", &whole, &router).await, [], "{name:?}");
            assert_eq!(week.mail_to_zoe(), 3, "{name:?}: a question, and a word that it was empty");
        }
    }
}

#[tokio::test]
async fn several_paragraphs_and_a_signature_with_numbers() {
    for program in PROGRAMS {
        let week = week(false).await;
        let (whole, router) = (Left::whole(&week.digest), week.digest.router.clone());
        let (guide, meeting) = (week.number("Guide de départ"), week.number("Rencontre de juin"));
        let first = "Bravo pour le guide!\n\n2019 fut une grosse année; 30 personnes l'attendent.";
        let second = "J'y serai mardi,\navec la grille.";
        let want = posted(&[("Guide de départ", first), ("Rencontre de juin", second)]);
        for (open, close) in [("", " "), ("[", "] "), ("", ") "), ("#", " "), ("Fil ", " : ")] {
            let said = format!("{open}{guide}{close}{first}\n\n{open}{meeting}{close}{second}");
            let found = week.reply(program, &said, &whole, &router).await;
            assert_eq!(found, want, "{}: {open}{guide}{close}", program.0);
        }
        let signed =
            format!("{second}\n\nZoé Tremblay\n{guide} rue du Quai, Rimouski\n1 418 555-0199");
        let said = format!("{meeting} {signed}");
        let want = posted(&[("Rencontre de juin", &signed)]);
        assert_eq!(week.reply(program, &said, &whole, &router).await, want, "{}", program.0);
        // A sentence that begins with a quantity names no thread.
        for sentence in
            ["3 personnes viendront.", "2019 fut une bonne année.", "2 juin me convient."]
        {
            assert_eq!(
                week.reply(program, sentence, &whole, &router).await,
                [],
                "{}: {sentence}",
                program.0
            );
        }
    }
}

/// Answers between the lines of the digest: by their numbers; without, nobody can tell.
#[tokio::test]
async fn answers_typed_into_the_quoted_digest() {
    let week = week(false).await;
    let router = week.digest.router.clone();
    let whole = Left::whole(&week.digest);
    let inline: Program = ("inline", |d| {
        let mut out = "Le lun. 3 juin 2019 à 07:30, Cercle a écrit :\n".to_owned();
        let mut words = d.words.lines();
        for line in d.left.text.lines() {
            out += &format!("> {line}\n");
            if line.contains("Lire") || line.contains("Répondre") {
                out += &words.next().map_or_else(String::new, |w| format!("\n{w}\n\n"));
            }
        }
        format!("Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n{out}")
    });
    let at = |n: usize| SUBJECTS.iter().find(|s| week.number(s) == n).copied().unwrap();
    let posts = week.reply(inline, "1 Merci pour ça.\n2 Bravo à vous!", &whole, &router).await;
    assert_eq!(posts, posted(&[(at(1), "Merci pour ça."), (at(2), "Bravo à vous!")]));
    let posts = week.reply(inline, "Merci pour ça.\nBravo à vous!", &whole, &router).await;
    assert_eq!((posts, week.mail_to_zoe()), (vec![], 2), "asked");
}

/// « 1. » and the return key make a list of it in most programs.
#[tokio::test]
async fn numbers_that_a_program_makes_a_list_of() {
    let week = week(false).await;
    let router = week.digest.router.clone();
    let at = |n: usize| SUBJECTS.iter().find(|s| week.number(s) == n).copied().unwrap();
    let list: Program = ("list", |d| {
        let items: String = d
            .words
            .lines()
            .map(|l| format!("<li>{}</li>", escaped(l.split_once(". ").unwrap().1)))
            .collect();
        let html = format!(
            "<html><body><ol>{items}</ol><br><div class=\"gmail_quote\"><blockquote class=\"gmail_quote\">{}</blockquote></div></body></html>",
            d.left.html
        );
        let text: String = d.words.lines().map(|l| format!("   {l}\n")).collect();
        match d.english {
            true => format!("Content-Type: text/html; charset=utf-8\n{}", base64(&html)),
            false => both(&format!("{text}\n{}", wrapped(&d.left.read, "> ")), &html),
        }
    });
    let words = "1. Merci pour tout!\n2. J'y serai.\n3. Bonne idée.";
    let whole = Left::whole(&week.digest);
    let want =
        posted(&[(at(1), "Merci pour tout!"), (at(2), "J'y serai."), (at(3), "Bonne idée.")]);
    assert_eq!(week.reply(list, words, &whole, &router).await, want);
    let alone = Week { english: true, sent: 100.into(), ..week };
    assert_eq!(alone.reply(list, words, &whole, &router).await, want, "HTML alone");
}

#[tokio::test]
async fn a_thread_that_was_joined_or_closed_since() {
    let week = week(false).await;
    let (whole, router) = (Left::whole(&week.digest), week.digest.router.clone());
    let of = |subject: &str| {
        let threads = week.world.threads(week.cdp);
        threads.iter().find(|t| t.subject == subject).unwrap().no
    };
    let (guide, routine, meeting) = (of(SUBJECTS[1]), of(SUBJECTS[0]), of(SUBJECTS[2]));
    let team = |command: String| {
        let world = &week.world;
        async move { world.write_to(ANN, "cdp-request@lists.example.org", &command, "").await }
    };
    let ann = week.world.member_as(week.cdp, ANN, Delivery::Each, Role::Owner);
    assert_eq!(team(format!("fusionner {guide} avec {routine}")).await, 250);
    assert_eq!(team(format!("fermer {meeting}")).await, 250);
    assert_eq!(week.world.threads(week.cdp).len(), 3, "{ann}: joined");
    // To the thread that took it in; what is closed waits for the team.
    let said = format!(
        "{} Au guide.\n\n{} Au fil fermé.",
        week.number(SUBJECTS[1]),
        week.number(SUBJECTS[2])
    );
    let posts = week.reply(PROGRAMS[0], &said, &whole, &router).await;
    assert_eq!(posts, posted(&[(SUBJECTS[0], "Au guide.")]));
    let waiting = held::of_list(&week.world.site.store, week.cdp).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].subject, format!("Re: {}", SUBJECTS[2]));
    // A thread that its reader wants no more of takes their answer all the same.
    assert_eq!(
        week.world
            .write_to(
                ZOE,
                "cdp-request@lists.example.org",
                &format!("sourdine {}", of(SUBJECTS[3])),
                ""
            )
            .await,
        250
    );
    let said = format!("{} Un mot.", week.number(SUBJECTS[3]));
    assert_eq!(
        week.reply(PROGRAMS[1], &said, &whole, &router).await,
        posted(&[(SUBJECTS[3], "Un mot.")])
    );
}

#[tokio::test]
async fn words_for_a_community_that_is_gone_are_kept() {
    let week = week(false).await;
    let infos = week.world.list("infos@lists.example.org");
    week.world.member(infos, ANN, Delivery::Each);
    week.world.member(infos, ZOE, Delivery::Weekly);
    settle(&week.world, ZOE);
    post(&week.world, CDP, "Encore", "Du neuf ici aussi.").await;
    post(&week.world, "infos@lists.example.org", "Un avis", "Le local ferme à midi.").await;
    let now: Timestamp = "2019-06-10T11:30:00Z".parse().unwrap();
    week.world.site.clock.set(now);
    assert_eq!(digests::run_due(&week.world.site, now).await.unwrap().sent, 1);
    let last = week.world.own_mail().into_iter().rfind(|(to, _)| to == ZOE).unwrap().1;
    let week = Week { digest: Digest::of(&last), ..week };
    let settings = palabre::store::lists::get(&week.world.site.store, infos).unwrap().unwrap();
    week.world.write(|tx| {
        palabre::store::lists::remove(tx, infos, &settings);
        Ok(())
    });
    let said = format!("[{}] Merci de l'avis.", week.number("Un avis"));
    let whole = Left::whole(&week.digest);
    let (router, before) = (week.digest.router.clone(), week.mail_to_zoe());
    assert_eq!(week.reply(PROGRAMS[0], &said, &whole, &router).await, []);
    assert_eq!(week.mail_to_zoe(), before + 1, "asked where it goes");
}

#[tokio::test]
async fn a_word_for_us_below_a_number_is_published_nowhere() {
    let week = week(false).await;
    let (whole, router) = (Left::whole(&week.digest), week.digest.router.clone());
    let words = ["2 pause", "1 Merci à vous.\n\n2 Pause svp", "[2] désabonner"];
    for (n, word) in words.into_iter().enumerate() {
        assert_eq!(week.reply(PROGRAMS[0], word, &whole, &router).await, [], "{word}");
        assert_eq!(week.mail_to_zoe(), 2 + n, "{word}: asked");
    }
    assert!(week.holds_zoe(), "nobody left");
    let at = |n: usize| SUBJECTS.iter().find(|s| week.number(s) == n).copied().unwrap();
    assert_eq!(week.reply(PROGRAMS[0], "2 Oui", &whole, &router).await, posted(&[(at(2), "Oui")]));
}
