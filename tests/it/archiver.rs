//! The archiver beside the intake: pages follow posts within a moment, come back when lost, and never
//! show what is not public any more.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use palabre::daemon::{Stop, archiver};
use palabre::list::member::Delivery;
use palabre::list::settings::Visibility;
use palabre::list::{ArticleNo, ListId, ThreadNo};
use palabre::store::articles::{self, Event};
use palabre::store::{Tx, lists, threads};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::harness::world::World;
use crate::harness::{DEADLINE, within};

const LIST: &str = "cdp@lists.example.org";

/// A site with one public list, one member, and the archiver at work.
struct Press {
    world: World,
    list: ListId,
    stop: watch::Sender<bool>,
    at_work: JoinHandle<()>,
}

impl Press {
    fn new() -> Self {
        let world = World::new();
        let list = world.list_with(LIST, |s| s.visibility = Visibility::Public);
        world.member(list, "ann@example.org", Delivery::Each);
        let (stop, at_work) = start(&world);
        Self { world, list, stop, at_work }
    }

    async fn post(&self, id: &str, subject: &str) {
        let raw = format!(
            "From: Ann <ann@example.org>\nTo: {LIST}\nSubject: {subject}\nMessage-ID: <{id}@x.org>\n\
             Date: Mon, 27 May 2019 08:00:00 -0400\n\nBonjour {id}\n"
        );
        assert!(self.world.mail("ann@example.org", LIST, &raw).await.is_accepted());
    }

    fn file(&self, path: &str) -> PathBuf {
        self.world.site.public.join(path)
    }

    async fn rest(self) -> World {
        self.stop.send_replace(true);
        within("the archiver's end", self.at_work).await.unwrap();
        self.world
    }
}

fn start(world: &World) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (hand, ear) = Stop::new();
    (hand, tokio::spawn(archiver::run(world.site.clone(), ear)))
}

/// Waits until a file says something, or is gone when `words` is `None`.
async fn until(file: &Path, words: Option<&str>) {
    let start = Instant::now();
    loop {
        let text = std::fs::read_to_string(file).ok();
        let there = match words {
            Some(words) => text.as_ref().is_some_and(|t| t.contains(words)),
            None => text.is_none(),
        };
        if there {
            return;
        }
        assert!(start.elapsed() < DEADLINE, "{}: waited for {words:?}", file.display());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_follow_posts() {
    let press = Press::new();
    press.post("a1", "Budget").await;
    until(&press.file("fr/c/cdp/f/1/index.html"), Some("Bonjour a1")).await;
    press.post("a2", "Autre chose").await;
    until(&press.file("en/c/cdp/atom.xml"), Some("Bonjour a2")).await;
    until(&press.file("fr/c/cdp/index.html"), Some("Autre chose")).await;
    until(&press.file("fr/c/cdp/2019-05/index.html"), Some("Autre chose")).await;
    let world = press.rest().await;
    // It stopped with everything on the disk, and says so.
    let cursor = articles::cursor(&world.site.store, "archive").unwrap();
    assert_eq!(cursor, articles::last_event(&world.site.store).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_pages_come_back_at_the_next_start() {
    let press = Press::new();
    press.post("a1", "Budget").await;
    until(&press.file("fr/c/cdp/f/1/index.html"), Some("Bonjour a1")).await;
    let world = press.rest().await;
    std::fs::remove_dir_all(&world.site.public).unwrap();
    let (stop, at_work) = start(&world);
    until(&world.site.public.join("fr/c/cdp/f/1/index.html"), Some("Bonjour a1")).await;
    stop.send_replace(true);
    within("the archiver's end", at_work).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_made_private_leaves_the_public_tree() {
    let press = Press::new();
    press.post("a1", "Budget").await;
    until(&press.file("fr/index.html"), Some("c/cdp/")).await;
    let close = |tx: &mut Tx<'_>| {
        let mut settings = lists::get(tx, press.list)?.unwrap();
        settings.visibility = Visibility::Private;
        lists::put(tx, press.list, &settings);
        articles::append_event(tx, &Event::ListChanged { list: press.list })
    };
    press.world.write(close);
    until(&press.file("fr/c/cdp/index.html"), None).await;
    until(&press.file("en/c/cdp/f/1/index.html"), None).await;
    let private = press.world.site.private.join("fr/c/cdp/f/1/index.html");
    until(&private, Some("Bonjour a1")).await;
    let front = std::fs::read_to_string(press.file("fr/index.html")).unwrap();
    assert!(!front.contains("cdp"));
    press.rest().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_without_messages_leaves_nothing() {
    let press = Press::new();
    press.post("a1", "Budget").await;
    let page = press.file("fr/c/cdp/2019-05/index.html");
    until(&page, Some("Budget")).await;
    until(&press.file("fr/c/cdp/mois/index.html"), Some("2019-05")).await;
    // As when the list's time zone put its messages into another month.
    press.world.write(|tx| {
        let (article, thread) = (ArticleNo(1), ThreadNo(1));
        threads::uncount_month(tx, press.list, 2019 * 12 + 4, thread)?;
        threads::count_month(tx, press.list, 2019 * 12 + 5, thread, 1)?;
        articles::append_event(tx, &Event::Reworded { list: press.list, thread, article })
    });
    until(&page, None).await;
    until(&press.file("en/c/cdp/2019-05/activite/index.html"), None).await;
    until(&press.file("fr/c/cdp/mois/index.html"), Some("2019-06")).await;
    let months = std::fs::read_to_string(press.file("fr/c/cdp/mois/index.html")).unwrap();
    assert!(!months.contains("2019-05"), "{months}");
    press.rest().await;
}
