//! Search: what is found, by whom, and what never is; how the index follows the log and survives damage.

mod mail;
mod members;

use std::collections::BTreeSet;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use palabre::clock::TimeZone;
use palabre::daemon::indexer::{self, Keeper, Step};
use palabre::daemon::notes as note_work;
use palabre::daemon::reshape;
use palabre::list::member::{Delivery, Role};
use palabre::list::settings::Visibility;
use palabre::list::{ListId, ThreadNo};
use palabre::search::{Index, Shelf};
use palabre::store::articles::{self, Event};
use palabre::store::{StoreError, lists};
use palabre::web;
use tower::ServiceExt as _;

use crate::harness::letters::{last_to, written};
use crate::harness::world::World;

const CDP: &str = "cdp@lists.example.org";
const CLUB: &str = "club@lists.example.org";
const ZOE: &str = "Zoé Tremblay <zoe@example.org>";
const ANN: &str = "Ann Lee <ann@example.org>";

struct Site {
    world: World,
    cdp: ListId,
}

/// A public list and a private one; Zoé animates both.
fn site() -> Site {
    let world = World::new();
    let list = |address: &str, name: &str, visibility| {
        world.list_with(address, |s| {
            s.name = name.to_owned();
            s.visibility = visibility;
        })
    };
    let cdp = list(CDP, "Communauté de pratique", Visibility::Public);
    let club = list(CLUB, "Cercle", Visibility::Private);
    for list in [cdp, club] {
        world.member_as(list, "zoe@example.org", Delivery::Weekly, Role::Animator);
        world.member(list, "ann@example.org", Delivery::Weekly);
    }
    Site { world, cdp }
}

impl Site {
    async fn posts(&self, who: &str, to: &str, subject: &str, text: &str) {
        self.world.pass(60);
        let date = self.world.site.clock.now().strftime("Date: %a, %d %b %Y %H:%M:%S +0000");
        let raw = written(who, to, subject, text);
        let raw = raw.replace("Date: Mon, 27 May 2019 07:00:00 -0400", &date.to_string());
        let address = who.split(['<', '>']).nth(1).unwrap();
        assert!(self.world.mail(address, to, &raw).await.is_accepted(), "{subject}");
    }

    /// Brings the index up to date.
    async fn indexed(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || indexer::catch_up(&site, &mut |_, _| {}).unwrap())
            .await
            .unwrap();
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let router = web::router(self.world.site.face()).unwrap();
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let status = answer.status();
        if status == StatusCode::OK {
            let policy = answer.headers()["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("form-action 'self'") && policy.contains("default-src 'none'"));
            assert_eq!(answer.headers()["x-robots-tag"], "noindex");
        }
        let body = axum::body::to_bytes(answer.into_body(), 1_000_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The page that a search comes to.
    async fn search(&self, more: &str) -> String {
        let (status, page) = self.get(&format!("/fr/recherche/?{more}")).await;
        assert_eq!(status, StatusCode::OK, "{more}");
        page
    }

    /// Titles found, in their order.
    async fn titles(&self, more: &str) -> Vec<String> {
        let page = self.search(more).await;
        let found = page.split("<li><a href=\"").skip(1).map(|rest| {
            let title = rest.split("<bdi>").nth(1).unwrap().split("</bdi>").next().unwrap();
            title.replace("<mark>", "").replace("</mark>", "")
        });
        found.collect()
    }

    async fn note(&self, who: &str, list: &str, subject: &str, text: &str) {
        let to = list.replace('@', "-note@");
        self.world.pass(3600);
        assert_eq!(self.world.write_to(who, &to, subject, text).await, 250);
        self.work().await;
        let address = who.split(['<', '>']).nth(1).unwrap();
        let draft = last_to(&self.world, address);
        assert_eq!(self.world.reply_to(&draft, who, "oui").await, 250);
        self.work().await;
    }

    async fn work(&self) {
        let site = self.world.site.clone();
        tokio::task::spawn_blocking(move || note_work::step(&site).unwrap()).await.unwrap();
    }

    /// All octets of the index under a folder.
    fn octets(&self, folder: &str) -> Vec<u8> {
        let mut waiting = vec![self.world.site.search.folder().join(folder)];
        let mut all = Vec::new();
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    all.extend(std::fs::read(path).unwrap());
                }
            }
        }
        all
    }

    fn file(&self, shelf: Shelf, list: ListId) -> PathBuf {
        self.world.site.search.current(shelf, list).expect("a file of the index")
    }

    fn change(&self, list: ListId, visibility: Visibility) {
        self.world.write(|tx| {
            let mut settings = lists::get(tx, list)?.unwrap();
            settings.visibility = visibility;
            lists::put(tx, list, &settings);
            articles::append_event(tx, &Event::ListChanged { list }).map(|_| ())
        });
    }
}

fn holds(octets: &[u8], word: &str) -> bool {
    octets.windows(word.len()).any(|w| w == word.as_bytes())
}

#[tokio::test]
async fn words_are_found_however_they_are_written() {
    let site = site();
    site.posts(ANN, CDP, "L'évaluation de la formation", "Quels outils pour évaluer?").await;
    site.posts(ZOE, CDP, "Nos auteur·trice·s", "Les œuvres des étudiant(e)s, et un thé.").await;
    site.posts(ANN, CDP, "Meetings", "We meet on Tuesday, and the communities are invited.").await;
    site.indexed().await;
    let evaluation = ["L&#39;évaluation de la formation"];
    for q in
        ["evaluation", "%C3%89VALUATIONS", "l%27evaluation", "l%E2%80%99%C3%A9valuation", "eval*"]
    {
        assert_eq!(site.titles(&format!("q={q}")).await, evaluation, "{q}");
    }
    for q in ["autrice", "auteurs", "oeuvre", "etudiante", "%C5%93uvres", "th%C3%A9", "tremblay"] {
        assert_eq!(site.titles(&format!("q={q}")).await, ["Nos auteur·trice·s"], "{q}");
    }
    for q in ["meeting", "community", "%22we+meet%22", "meeting+-evaluation"] {
        assert_eq!(site.titles(&format!("q={q}")).await, ["Meetings"], "{q}");
    }
    for q in ["rien", "%22tuesday+meet%22", "evaluation+meeting", "meeting+-tuesday"] {
        assert!(site.titles(&format!("q={q}")).await.is_empty(), "{q}");
    }
    let page = site.search("q=evaluation").await;
    assert!(page.contains("<mark>évaluer</mark>"), "{page}");
    assert!(page.contains("href=\"../c/cdp/f/1/#m1\""), "{page}");
    assert!(
        page.contains("1&nbsp;message")
            || page.contains("1\u{a0}message")
            || page.contains("1 message"),
        "{page}"
    );
    // English has the same, in its own tree.
    let (_, page) = site.get("/en/recherche/?q=evaluation").await;
    assert!(page.contains("href=\"../c/cdp/f/1/#m1\"") && page.contains("Search"), "{page}");
    assert_eq!(site.get("/de/recherche/?q=x").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn filters_and_the_order_of_what_is_found() {
    let site = site();
    site.posts(ANN, CDP, "Semis", "Les tomates lèvent.").await;
    site.world.pass(10 * 86_400);
    site.posts(ZOE, CDP, "Re: Semis", "Les courges aussi, pas les tomates.").await;
    site.posts(ZOE, CDP, "Autre chose", "Des tomates et du basilic.").await;
    site.posts(ANN, CDP, "Tomates", "Qui en veut?").await;
    site.note(ZOE, CDP, "Cultiver la tomate", "Carnet : Guides\n\nSemer en mars.").await;
    site.indexed().await;
    // Notes, titles, then the latest; a conversation once.
    let all = ["Cultiver la tomate", "Tomates", "Autre chose", "Semis"];
    assert_eq!(site.titles("q=tomate").await, all);
    assert!(site.search("q=tomate").await.contains("1 autre message du fil"));
    assert_eq!(site.titles("q=tomate&notes=1").await, all[..1]);
    assert_eq!(
        site.titles("q=tomate&de=zoe").await,
        ["Cultiver la tomate", "Autre chose", "Semis"]
    );
    assert_eq!(site.titles("q=tomate&de=Ann+Lee").await, ["Tomates", "Semis"]);
    assert_eq!(site.titles("q=tomate+de:ann").await, ["Tomates", "Semis"]);
    assert_eq!(site.titles("q=tomate&au=2019-05-31").await, ["Semis"]);
    assert_eq!(site.titles("q=tomate&du=2019-06").await, all);
    assert_eq!(site.titles("q=tomate&du=2019-05-27&au=2019-05-27").await, ["Semis"]);
    assert!(site.titles("q=tomate&du=2020").await.is_empty());
    // Nothing but filters.
    assert_eq!(site.titles("notes=1").await, all[..1]);
    assert_eq!(site.titles("de=ann&q=").await, ["Tomates", "Semis"]);
    assert!(
        site.search("q=tomate&du=demain")
            .await
            .contains("« demain »".replace(' ', "\u{a0}").as_str())
    );
    assert_eq!(site.titles("q=tomate&c=cdp").await, all);
    assert_eq!(site.get("/fr/recherche/?q=tomate&c=ailleurs").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_long_list_of_findings_has_pages() {
    let site = site();
    for n in 0..23 {
        site.posts(ANN, CDP, &format!("Sujet numero{n}"), "Le mot ordinaire.").await;
    }
    site.indexed().await;
    let first = site.titles("q=ordinaire").await;
    assert_eq!((first.len(), first[0].as_str()), (10, "Sujet numero22"));
    assert_eq!(site.titles("q=ordinaire&page=3").await.len(), 3);
    assert_eq!(site.titles("q=ordinaire&page=99").await.len(), 3, "the last one");
    let page = site.search("q=ordinaire&page=2").await;
    assert!(
        page.contains("href=\"?q=ordinaire\"") && page.contains("href=\"?q=ordinaire&#38;page=3\""),
        "{page}"
    );
}

#[tokio::test]
async fn who_mistypes_is_offered_what_is_there() {
    let site = site();
    site.posts(ANN, CDP, "Évaluation", "Une formation courte.").await;
    site.indexed().await;
    let page = site.search("q=%C3%A9valuatoin").await;
    assert!(page.contains("Rien pour") && page.contains(">évaluation</a>"), "{page}");
    // Together they are nowhere; alone one is.
    let page = site.search("q=formation+zibeline").await;
    assert!(page.contains(">formation</a>") && !page.contains(">zibeline</a>"), "{page}");
    assert!(site.search("q=zibeline").await.contains("Essayez un autre mot"));
}

#[tokio::test]
async fn whatever_is_typed_there_is_an_answer() {
    let site = site();
    site.posts(
        ANN,
        CDP,
        "Semis <b>gras</b> & \"guillemets\"",
        "Un <script>alert(1)</script> semis.",
    )
    .await;
    site.indexed().await;
    let long = "semis ".repeat(1_700);
    let many: String = (0..1_000).map(|n| format!("mot{n}+")).collect();
    let huge = "x".repeat(10_000);
    for q in [
        "",
        "%00",
        "%22",
        "%C2%AB",
        "%22+%22",
        "***",
        "-",
        "--",
        "()",
        "AND",
        "NOT",
        "OR+OR",
        "NEAR(a+b,2)",
        "title:semis",
        "%7Btitle%7D+:+semis",
        "semis%00semis",
        "%FF%FE",
        "%E2%80%AE",
        "'+OR+1=1--",
        "a*+b*+c*",
        "%F0%9F%8C%B1",
        "de:",
        "depuis:",
        "avant:9999-99",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%22%3E%3Cimg+src=x%3E",
        long.as_str(),
        many.as_str(),
        huge.as_str(),
    ] {
        for field in ["q", "de", "du", "au"] {
            let page = site.search(&format!("{field}={}", q.replace(' ', "+"))).await;
            assert!(page.contains("<h1") && page.len() < 60_000, "{field}={q}");
            let text = page.replace("<mark>", "").replace("</mark>", "");
            assert!(
                !text.contains("<script") && !text.contains("<img") && !text.contains("<b>"),
                "{text}"
            );
        }
    }
    let page = site.search("q=script").await;
    assert!(page.contains("&#60;<mark>script</mark>&#62;"), "{page}");
    for page in ["0", "-1", "999999999999", "x"] {
        site.search(&format!("q=semis&page={page}")).await;
    }
}

#[tokio::test]
async fn strangers_find_nothing_private() {
    let site = site();
    site.posts(ANN, CDP, "Ouvert", "Un message. Écrire à canari.adresse@secret.example.net.").await;
    site.posts(ANN, CLUB, "Canarititre", "Le canaricorps et canari.fichier.").await;
    site.note(ZOE, CLUB, "Canarinote", "Visibilité : publique\n\nCanaritexte.").await;
    site.note(ZOE, CDP, "Canarimembres", "Visibilité : communauté\n\nCanarientrenous.").await;
    site.note(ZOE, CDP, "Canariseule", "Visibilité : privée\n\nCanarimoi.").await;
    site.indexed().await;
    let canaries = [
        "canarititre",
        "canaricorps",
        "canarinote",
        "canaritexte",
        "canarimembres",
        "canarientrenous",
        "canariseule",
        "canarimoi",
        "cercle",
    ];
    for word in canaries {
        for more in ["", "&c=club", "&c=cdp", "&notes=1", "&de=zoe"] {
            let (_, page) = site.get(&format!("/fr/recherche/?q={word}{more}")).await;
            assert!(!page.contains("<li>"), "{word}{more}: {page}");
            let rest = page.replace(&format!("« {word} »").replace(' ', "\u{a0}"), "");
            let typed = format!("value=\"{word}\"");
            let rest = rest.replace(&typed, "").replace(&format!("q={word}"), "");
            assert!(!rest.to_lowercase().contains("canari"), "{rest}");
        }
    }
    // Unknown and forbidden answer alike.
    let (forbidden, unknown) =
        (site.get("/fr/recherche/?q=a&c=club").await, site.get("/fr/recherche/?q=a&c=none").await);
    assert_eq!(forbidden, unknown);
    // Neither a beginning nor a spelling tells of them.
    assert!(site.titles("q=canari*").await.iter().all(|t| t == "Ouvert"));
    assert!(!site.search("q=canarititr").await.contains(">canarititre<"));
    // What pages hide is not found either.
    assert!(site.titles("q=secret").await.is_empty());
    let public = site.octets("public");
    for word in canaries.iter().filter(|w| **w != "cercle") {
        assert!(!holds(&public, word), "{word}");
    }
    assert!(holds(&public, "ouvert") && !holds(&public, "secret"));
    assert!(holds(&site.octets("members"), "canarititr"), "members find it");
    assert!(!holds(&site.octets("members"), "canarimoi"), "nobody but Zoé reads it");
    use std::os::unix::fs::PermissionsExt as _;
    for folder in ["", "public", "members"] {
        let mode =
            site.world.site.search.folder().join(folder).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
}

#[tokio::test]
async fn a_list_that_becomes_private_leaves_no_trace() {
    let site = site();
    site.posts(ANN, CDP, "Semis", "Des tomates rarissimes.").await;
    site.indexed().await;
    assert_eq!(site.titles("q=tomate").await, ["Semis"]);
    site.change(site.cdp, Visibility::Private);
    // At once, before the index knows.
    assert!(site.titles("q=tomate").await.is_empty());
    site.indexed().await;
    assert!(!holds(&site.octets("public"), "rarissim"));
    assert!(holds(&site.octets("members"), "rarissim"));
    site.change(site.cdp, Visibility::Public);
    site.indexed().await;
    assert_eq!(site.titles("q=tomate").await, ["Semis"]);
    assert!(!holds(&site.octets("members"), "rarissim"), "in one place only");
    // Gone for good.
    let settings = lists::get(&site.world.site.store, site.cdp).unwrap().unwrap();
    site.world.write(|tx| {
        lists::remove(tx, site.cdp, &settings);
        articles::append_event(tx, &Event::ListChanged { list: site.cdp }).map(|_| ())
    });
    site.indexed().await;
    assert!(!holds(&site.octets(""), "rarissim"));
    assert!(site.titles("q=tomate").await.is_empty());
}

#[tokio::test]
async fn what_is_found_stands_where_it_stands_today() {
    let site = site();
    for (subject, text) in
        [("Semis", "Un rutabaga."), ("Récolte", "Un topinambour."), ("Re: Récolte", "Un panais.")]
    {
        site.posts(ANN, CDP, subject, text).await;
    }
    site.indexed().await;
    assert!(site.search("q=panais").await.contains("href=\"../c/cdp/f/2/#m3\""));
    site.world.write(|tx| {
        reshape::merge(tx, site.cdp, (ThreadNo(2), ThreadNo(1)), &TimeZone::UTC).map(|_| ())
    });
    // Before the index has read it, and after.
    for _ in 0..2 {
        let page = site.search("q=panais").await;
        assert!(
            page.contains("href=\"../c/cdp/f/1/#m3\"") && page.contains("<bdi>Semis</bdi>"),
            "{page}"
        );
        site.indexed().await;
    }
    site.world
        .write(|tx| reshape::split(tx, site.cdp, (ThreadNo(1), 2), &TimeZone::UTC).map(|_| ()));
    site.indexed().await;
    let page = site.search("q=topinambour").await;
    assert!(!page.contains("f/1/#m2"), "{page}");
}

#[tokio::test]
async fn a_note_is_found_by_what_it_says_now() {
    let site = site();
    site.note(ZOE, CDP, "Guide", "Parler de rutabaga.").await;
    site.indexed().await;
    assert_eq!(site.titles("q=rutabaga").await, ["Guide"]);
    site.world.pass(3600);
    assert_eq!(
        site.world.write_to(ZOE, "cdp-request@lists.example.org", "modifier 1", "").await,
        250
    );
    let text = last_to(&site.world, "zoe@example.org");
    let changed: String = text.text.lines().map(|l| format!("> {l}\n")).collect();
    let changed = changed.replace("rutabaga", "panais");
    assert_eq!(site.world.reply_to(&text, ZOE, &changed).await, 250);
    site.work().await;
    let echo = last_to(&site.world, "zoe@example.org");
    assert_eq!(site.world.reply_to(&echo, ZOE, "oui").await, 250);
    site.work().await;
    site.indexed().await;
    assert!(site.titles("q=rutabaga").await.is_empty());
    assert_eq!(site.titles("q=panais").await, ["Guide"]);
}

#[tokio::test]
async fn who_is_erased_is_not_found() {
    let site = site();
    site.posts("Anselmine Quetzal <ann@example.org>", CDP, "Semis", "Anselmine Quetzal sème.")
        .await;
    site.world.write(|tx| {
        let address = palabre::mail::address::Address::parse("ann@example.org").unwrap();
        let mut person = palabre::store::people::find(tx, &address)?.unwrap();
        person.name = Some("Anselmine Quetzal".to_owned());
        palabre::store::people::put(tx, &person);
        Ok(())
    });
    site.indexed().await;
    assert_eq!(site.titles("q=quetzal").await, ["Semis"]);
    let before = site.file(Shelf::Public, site.cdp);
    site.world.pass(3600);
    assert_eq!(
        site.world.write_to(ANN, "cdp-request@lists.example.org", "effacer mes données", "").await,
        250
    );
    let asked = last_to(&site.world, "ann@example.org");
    assert_eq!(site.world.reply_to(&asked, ANN, "oui").await, 250);
    // The first step takes it out; the next ones make the file anew, without what it was made of.
    let shared = site.world.site.clone();
    tokio::task::spawn_blocking(move || {
        assert_eq!(Keeper::new(&shared).step().unwrap(), Step::Moved)
    })
    .await
    .unwrap();
    assert!(
        site.titles("q=quetzal").await.is_empty() && site.titles("q=anselmine").await.is_empty()
    );
    site.indexed().await;
    assert_eq!(site.titles("q=seme").await, ["Semis"], "the words stay");
    assert_ne!(site.file(Shelf::Public, site.cdp), before);
    let left = site.octets("");
    assert!(!holds(&left, "quetzal") && !holds(&left, "anselmin"));
}

#[tokio::test]
async fn a_damaged_index_is_made_again() {
    let site = site();
    site.posts(ANN, CDP, "Semis", "Des tomates.").await;
    site.indexed().await;
    let file = site.file(Shelf::Public, site.cdp);
    std::fs::write(&file, b"this is no index at all, whatever its name says".repeat(200)).unwrap();
    let page = site.search("q=tomate").await;
    assert!(page.contains("se construit encore"), "{page}");
    site.indexed().await;
    assert_eq!(site.titles("q=tomate").await, ["Semis"]);
    // Another version's, and one made by halves.
    let file = site.file(Shelf::Public, site.cdp);
    let index = Index::open(&file).unwrap().unwrap();
    drop(index);
    let mut octets = std::fs::read(&file).unwrap();
    octets[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&file, octets).unwrap();
    assert!(site.titles("q=tomate").await.is_empty());
    site.indexed().await;
    assert_eq!(site.titles("q=tomate").await, ["Semis"]);
    // All of it lost.
    std::fs::remove_dir_all(site.world.site.search.folder()).unwrap();
    assert!(site.titles("q=tomate").await.is_empty());
    site.indexed().await;
    assert_eq!(site.titles("q=tomate").await, ["Semis"]);
    assert!(!site.world.site.search.folder().join("public").join("new").exists());
}

#[tokio::test]
async fn the_index_follows_from_wherever_it_stopped() {
    let site = site();
    site.posts(ANN, CDP, "Premier", "Un mot commun.").await;
    site.indexed().await;
    let at = articles::last_event(&site.world.site.store).unwrap();
    assert_eq!(articles::cursor(&site.world.site.store, "search").unwrap(), at);
    site.posts(ANN, CDP, "Deuxième", "Un mot commun.").await;
    // A step that is not written down is only done again.
    let shared = site.world.site.clone();
    tokio::task::spawn_blocking(move || Keeper::new(&shared).step().map(|_| ()).unwrap())
        .await
        .unwrap();
    assert_eq!(site.titles("q=commun").await, ["Deuxième", "Premier"]);
    site.posts(ANN, CDP, "Troisième", "Un mot commun.").await;
    site.indexed().await;
    assert_eq!(site.titles("q=commun").await, ["Troisième", "Deuxième", "Premier"]);
    let file = site.file(Shelf::Public, site.cdp);
    let index = Index::open(&file).unwrap().unwrap();
    assert_eq!((index.count().unwrap(), index.examine().unwrap()), (3, None));
    // A cursor ahead of the log is another store's.
    site.world.write(|tx| {
        articles::put_cursor(tx, "search", at + 1_000);
        Ok::<_, StoreError>(())
    });
    site.indexed().await;
    assert_eq!(site.titles("q=commun").await.len(), 3);
    assert_eq!(site.world.site.search.unfinished(), BTreeSet::new());
}

#[tokio::test]
async fn the_page_is_light_and_whole() {
    let site = site();
    site.list_more();
    for n in 0..12 {
        let text = format!("Le mot ordinaire {}", "et beaucoup d'autres mots encore ".repeat(30));
        site.posts(
            ANN,
            CDP,
            &format!("{} {n}", "Un sujet assez long pour deux lignes ".repeat(3)),
            &text,
        )
        .await;
    }
    site.indexed().await;
    for (path, rows) in [("", 0), ("?q=ordinaire&de=ann&notes=", 10), ("?q=rien", 0)] {
        let (_, page) = site.get(&format!("/fr/recherche/{path}")).await;
        assert_eq!(page.matches("<li>").count(), rows, "{path}");
        assert_eq!(page.matches("<h1").count(), 1);
        use std::io::Write as _;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        packed.write_all(page.as_bytes()).unwrap();
        let octets = packed.finish().unwrap().len();
        assert!(octets <= 14_000, "{path}: {octets} octets");
        // Every field has its words.
        for id in ["q", "c", "de", "du", "au", "notes"] {
            assert!(
                page.contains(&format!("for=\"{id}\"")) && page.contains(&format!("id=\"{id}\"")),
                "{id}"
            );
        }
        assert!(page.contains("name=\"robots\" content=\"noindex\""));
        assert!(page.contains("<form role=\"search\" action=\"./\">"), "{page}");
    }
    // The community somebody comes from is chosen.
    assert!(site.search("c=cdp").await.contains("<option value=\"cdp\" selected>"));
}

impl Site {
    /// A second public list, so that there is something to choose.
    fn list_more(&self) {
        self.world.list_with("jardins@lists.example.org", |s| s.visibility = Visibility::Public);
    }
}
