//! Search by members who signed in: their private communities too, and nothing of others'.

use palabre::list::member::Delivery;
use palabre::list::settings::Visibility;

use super::{ANN, CDP, CLUB, ZOE, site};
use crate::harness::browser::{Browser, serve};

#[tokio::test]
async fn members_find_what_is_theirs() {
    let site = site();
    let world = &site.world;
    let other = world.list_with("autre@lists.example.org", |s| s.visibility = Visibility::Private);
    world.member(other, "max@example.org", Delivery::Weekly);
    world.member(site.cdp, "bob@example.org", Delivery::Weekly);
    site.posts(ANN, CDP, "Semis ouverts", "Des semis pour toutes et tous.").await;
    site.posts(ANN, CLUB, "Semis du cercle", "Des semis entre nous.").await;
    site.posts("Max <max@example.org>", "autre@lists.example.org", "Semis ailleurs", "Là-bas.")
        .await;
    site.note(ZOE, CDP, "Semis en note", "Visibilité : communauté\n\nPour les membres.").await;
    site.indexed().await;
    let served = serve(world).await;
    let titles = ["Semis ouverts", "Semis du cercle", "Semis ailleurs", "Semis en note"];
    for (who, want) in [
        (None, [true, false, false, false]),
        (Some("ann@example.org"), [true, true, false, true]),
        (Some("max@example.org"), [true, false, true, false]),
        (Some("bob@example.org"), [true, false, false, true]),
    ] {
        let mut browser = Browser::new(served);
        if let Some(who) = who {
            browser.signs_in(world, who).await;
        }
        let page = browser.get("/fr/recherche/?q=semis").await;
        let plain = page.text().replace("<mark>", "").replace("</mark>", "");
        assert_eq!(titles.map(|t| plain.contains(t)), want, "{who:?}: {plain}");
        // What a member found is no cache's to keep.
        let keeping = page.header("cache-control");
        assert_eq!(keeping == "private, no-store", who.is_some(), "{who:?}: {keeping}");
    }
    // Where it leads is theirs to read.
    let mut ann = Browser::new(served);
    ann.signs_in(world, "ann@example.org").await;
    let found = ann.get("/fr/recherche/?q=cercle&c=club").await.text();
    assert!(found.contains("/c/club/f/1/"), "{found}");
    assert_eq!(ann.get("/c/club/m/1").await.status, 302);
    assert_eq!(Browser::new(served).get("/c/club/m/1").await.status, 404);
}
