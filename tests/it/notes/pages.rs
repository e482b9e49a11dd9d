//! Notes on pages: where they may be read, and nowhere else; the same again after all was deleted.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use palabre::archive::{Scope, build};
use palabre::daemon::archiver;
use palabre::list::settings::Visibility;

use super::{ANN, Club, GUIDE, NOTE, ZOE, club, has};
use crate::archive::files;

impl Club {
    async fn published(&self) {
        let site = self.world.site.clone();
        let work = move || archiver::catch_up(&site, &mut |_, _| {}).unwrap();
        tokio::task::spawn_blocking(work).await.unwrap();
    }

    fn page(&self, path: &str) -> String {
        std::fs::read_to_string(self.file(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    fn file(&self, path: &str) -> PathBuf {
        self.world.site.public.join(path.trim_start_matches('/')).join("index.html")
    }

    fn trees(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let site = &self.world.site;
        let of = |root: &Path| {
            let own = |p: &PathBuf| !p.starts_with(".palabre");
            files(root).into_iter().filter(move |(p, _)| own(p)).collect::<BTreeMap<_, _>>()
        };
        let private = of(&site.private).into_iter().map(|(p, b)| (Path::new("private").join(p), b));
        of(&site.public).into_iter().chain(private).collect()
    }
}

/// What lines say, without what varies with the secret.
fn holds(page: &str, words: &[&str]) {
    for word in words {
        assert!(page.contains(word), "{word}\n{page}");
    }
}

#[tokio::test]
async fn a_note_has_all_its_fields() {
    let club = club(Visibility::Public);
    club.publishes(ANN, "Un guide", GUIDE).await;
    club.publishes(
        ZOE,
        "Un autre",
        "Carnet : Guides\nLicence : contenu de tiers\n\n# Début\n\nTexte.",
    )
    .await;
    let text = club.asks(ANN, "modifier 1").await;
    let changed = super::quoted(&text).replace("les besoins", "les rêves");
    let echo = club.answers(&text, ANN, &changed).await;
    club.answers(&echo, ANN, "oui").await;
    club.published().await;
    let page = club.page("fr/c/cdp/n/1/");
    holds(
        &page,
        &[
            "<h1><bdi>Un guide</bdi></h1>",
            "<p>Commencer par les rêves.</p>",
            "Contacter",
            "mailto:cdp%2Ba",
            "Intégrée par</dt><dd><bdi>Ann Lee</bdi>, <time datetime=\"2019-05-27T08:00-04:00\">",
            "Guides (2 notes)",
            "accueil, besoins",
            ">2 versions</a>",
            "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
            "publique",
            "<bdi>Cercle</bdi>",
            "Discuter de la note",
            "In-Reply-To=%3Cnote.cdp.1%40lists.example.org%3E",
            "\"@type\":\"Article\"",
            "\"license\":\"https://creativecommons.org/licenses/by-sa/4.0/deed.en\"",
        ],
    );
    assert!(!page.contains("ann@example.org"));
    let other = club.page("en/c/cdp/n/2/");
    holds(
        &other,
        &[
            "<h2 class=\"y\">Début</h2>",
            "Part of this note belongs to others",
            "Third-party content",
        ],
    );
    let history = club.page("fr/c/cdp/n/1/historique/");
    holds(
        &history,
        &[
            "<del>",
            "</span>besoins.</del>",
            "</span>rêves.</ins>",
            "Première version.",
            "restaurer%201%201",
        ],
    );
    holds(&club.page("fr/c/cdp/carnets/"), &["Guides", "2 notes", "Un autre"]);
    holds(&club.page("en/c/cdp/carnets/1/"), &["<bdi>Guides</bdi>", "Commencer par les rêves."]);
}

#[tokio::test]
async fn what_is_not_public_is_under_no_public_root() {
    let club = club(Visibility::Public);
    let canary = "canari-4d1b";
    let text = |sight: &str| format!("Visibilité : {sight}\nCarnet : {canary} {sight}\n\n{canary}");
    club.publishes(ANN, canary, &text("communauté")).await;
    club.publishes(ANN, canary, &text("privée")).await;
    club.writes(ANN, NOTE, canary, &text("publique")).await;
    club.published().await;
    for (path, bytes) in files(&club.world.site.public) {
        let said = String::from_utf8_lossy(&bytes);
        assert!(!said.contains(canary), "{}", path.display());
    }
    let private = files(&club.world.site.private);
    let holding = |path: &str| private.contains_key(Path::new(path));
    assert!(holding("fr/c/cdp/n/1/index.html") && !holding("fr/c/cdp/n/2/index.html"));
    assert!(!private.values().any(|b| String::from_utf8_lossy(b).contains("privée")));
    // A private list's note that its team let out stands alone.
    let club = super::club(Visibility::Private);
    club.publishes(ZOE, "Ouvert", "Visibilité : publique\n\nPour tout le monde.").await;
    club.publishes(ZOE, "Fermé", canary).await;
    club.published().await;
    let page = club.page("fr/c/cdp/n/1/");
    holds(&page, &["Pour tout le monde.", "Cercle"]);
    let public = files(&club.world.site.public);
    let of_list: Vec<_> = public.keys().filter(|p| p.starts_with("fr/c/cdp")).collect();
    assert_eq!(of_list.len(), 4, "{of_list:?}");
    assert!(public.values().all(|b| !String::from_utf8_lossy(b).contains(canary)));
    // Taken back, it stands nowhere.
    has(&club.asks(ZOE, "annuler").await, "défait");
    club.asks(ZOE, "annuler svp").await;
    club.published().await;
    assert!(files(&club.world.site.public).keys().all(|p| !p.starts_with("fr/c/cdp")));
    assert!(files(&club.world.site.private).keys().all(|p| !p.starts_with("fr/c/cdp/n")));
}

#[tokio::test]
async fn a_list_that_closes_takes_its_notes_along() {
    let club = club(Visibility::Public);
    club.publishes(ANN, "Un guide", GUIDE).await;
    club.published().await;
    assert!(club.file("fr/c/cdp/n/1/").exists());
    club.world.write(|tx| {
        let mut settings = palabre::store::lists::get(tx, club.cdp)?.unwrap();
        settings.visibility = Visibility::Private;
        palabre::store::lists::put(tx, club.cdp, &settings);
        let changed = palabre::store::articles::Event::ListChanged { list: club.cdp };
        palabre::store::articles::append_event(tx, &changed).map(|_| ())
    });
    club.published().await;
    assert!(!club.file("fr/c/cdp/n/1/").exists());
    assert!(club.world.site.private.join("fr/c/cdp/n/1/index.html").exists());
}

#[tokio::test]
async fn pages_followed_are_pages_made_anew() {
    let club = club(Visibility::Public);
    club.published().await;
    for (title, text) in [
        ("Un", "Carnet : A\n\nUn texte."),
        ("Deux", "Carnet : A, B\n\nDeux textes."),
        ("Trois", "Visibilité : communauté\nCarnet : B\nTraduction de : 1\n\nTrois textes."),
    ] {
        club.publishes(ANN, title, text).await;
        club.published().await;
    }
    let text = club.asks(ANN, "modifier 2").await;
    let moved = super::quoted(&text).replace("Carnet : A, B", "Carnet : C");
    let echo = club.answers(&text, ANN, &moved).await;
    club.answers(&echo, ANN, "oui").await;
    club.published().await;
    club.writes(ANN, NOTE, "Quatre", "Un brouillon.").await;
    club.published().await;
    let followed = club.trees();
    assert!(!club.file("fr/c/cdp/carnets/2/").exists(), "B holds nothing that all may read");
    for root in [&club.world.site.public, &club.world.site.private] {
        std::fs::remove_dir_all(root).unwrap();
    }
    build(&club.world.site.archive(), &club.world.site.store, Scope::All, &mut |_, _| {}).unwrap();
    let made = club.trees();
    let names = |t: &BTreeMap<PathBuf, Vec<u8>>| t.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&followed), names(&made));
    for (path, bytes) in &made {
        assert!(followed.get(path) == Some(bytes), "{}", path.display());
    }
}

#[tokio::test]
async fn attacks_in_every_field_are_words() {
    let club = club(Visibility::Public);
    let x =
        "<img src=x onerror=alert(1)></script><script>alert(2)</script>\u{202e}javascript:alert(3)";
    let text = format!(
        "Carnet : {x}\nCatégories : {x}\nAuteurs : {x}\n\n# {x}\n\n> {x}\n\n{x}\n\n- {x}\n- {x}"
    );
    let evil = format!("\"{x}\" <ann@example.org>");
    let draft = club.writes(ANN, NOTE, x, &text).await;
    club.answers(&draft, ANN, "oui").await;
    let raw = crate::harness::letters::written(&evil, NOTE, x, &text);
    club.world.mail("ann@example.org", NOTE, &raw).await;
    club.answers(&club.last(ANN), ANN, "oui").await;
    let text = club.asks(ANN, "modifier 1").await;
    let changed = super::quoted(&text).replace("- <img", "- encore <img");
    let echo = club.answers(&text, ANN, &changed).await;
    club.answers(&echo, ANN, "oui").await;
    club.published().await;
    for (path, bytes) in files(&club.world.site.public) {
        let page = String::from_utf8_lossy(&bytes);
        let bare = page.replace("<script type=\"application/ld+json\">", "").to_lowercase();
        assert!(!bare.contains("<script") && !bare.contains("<img"), "{}", path.display());
        assert!(!bare.contains('\u{202e}') && !bare.contains("href=\"javascript"));
        let data =
            page.split_once("ld+json\">").map(|(_, rest)| rest.split_once("</script>").unwrap().0);
        assert!(data.is_none_or(|d| !d.contains('<')), "{}", path.display());
    }
}

#[tokio::test]
async fn the_longest_note_is_one_flight() {
    let club = club(Visibility::Public);
    // Prose as people write it: our own.
    let own = std::fs::read_to_string("README.md").unwrap();
    let text: String = own.chars().take(palabre::animation::note::BODY - 100).collect();
    club.publishes(ANN, "Long", &text).await;
    club.published().await;
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zip.write_all(club.page("fr/c/cdp/n/1/").as_bytes()).unwrap();
    let size = zip.finish().unwrap().len();
    assert!(size <= 14 * 1024, "{size} octets");
}

#[tokio::test]
async fn a_conversation_names_the_notes_that_come_from_it() {
    let club = club(Visibility::Public);
    let words =
        "Pour accueillir, nous envoyons d'abord un courriel court, puis un appel le lendemain.";
    club.posts(ANN, "Accueil", words).await;
    let forward = format!(
        "---------- Forwarded message ---------\nDe : Ann Lee <ann@example.org>\n\
         Date: lun. 27 mai 2019 à 07:00\nSubject: Accueil\nTo: <cdp@lists.example.org>\n\n{words}\n"
    );
    club.publishes(ANN, "TR: Accueil", &forward).await;
    club.published().await;
    let no = club.note(1).thread.unwrap();
    let path = format!("fr/c/cdp/f/{no}/");
    let link =
        "À retenir, en note\u{a0}: <a class=\"b\" href=\"../../n/1/\"><bdi>Accueil</bdi></a>";
    holds(&club.page(&path), &[link]);
    holds(&club.page(&format!("en/c/cdp/f/{no}/")), &["Kept as a note:"]);
    // Taken back, the conversation says nothing of it; nor of what members alone read.
    club.asks(ANN, "annuler").await;
    club.published().await;
    assert!(!club.page(&path).contains("en note"));
}
