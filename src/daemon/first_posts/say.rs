//! The three mails about a first post that waits: what is so, and what one may do about it. A reply to
//! any of them is posted in the thread, under its title and without our words.

use super::kin::Why;
use super::scene::Scene;
use crate::clock::Timestamp;
use crate::daemon::robot::locale_for;
use crate::daemon::threaded::{self, About};
use crate::daemon::{Site, window};
use crate::digest::excerpt::{clean, question_under};
use crate::list::address::{Addresses, Route};
use crate::list::member::Person;
use crate::list::thread::title;
use crate::locale::{Locale, Value};
use crate::store::{StoreError, Tx, digests};

/// One mail about first posts, ready but for its addressee's name.
struct Mail<'a> {
    site: &'a Site,
    /// The posts it is about.
    scenes: &'a [&'a Scene],
    person: &'a Person,
    subject: String,
    lines: Vec<String>,
    /// What is said of each post.
    items: Vec<String>,
    now: Timestamp,
}

/// Tells somebody who animates.
pub(super) fn to_team(
    site: &Site,
    tx: &mut Tx<'_>,
    human: &Person,
    scenes: &[Scene],
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(first) = scenes.first() else { return Ok(()) };
    let t = locale_for(human, &first.settings);
    let scenes: Vec<&Scene> = scenes.iter().collect();
    let alone = scenes.len() == 1;
    let args = [
        ("n", Value::from(scenes.len())),
        ("who", first.article.from.display().into()),
        ("list", first.settings.name.as_str().into()),
    ];
    let mut items = Vec::new();
    for (n, scene) in scenes.iter().enumerate() {
        items.push(item(site, t, (scene, human), (!alone).then_some(n + 1)));
    }
    let mut lines = vec![t.text("first-post-team", &args)];
    lines.extend(items.clone());
    lines.push(t.text("first-post-team-how", &args));
    lines.push(format!("{} {}", t.s("first-post-team-only"), t.s("reminders-stop")));
    let subject = t.text("first-post-team-subject", &args);
    send(tx, Mail { site, scenes: &scenes, person: human, subject, lines, items, now })
}

/// Asks somebody who wrote of the same.
pub(super) fn to_helper(
    site: &Site,
    tx: &mut Tx<'_>,
    (scene, person, why): (&Scene, &Person, &Why),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = locale_for(person, &scene.settings);
    let zone = digests::zone_of(person, &site.timezone);
    let at = why.at.to_zoned(zone);
    let words: Vec<String> = why.words.iter().take(3).map(|w| t.a("quoted", "text", w)).collect();
    let month = t.month_year(at.year(), at.month());
    let who = scene.article.from.display();
    let args = [
        ("who", Value::from(who)),
        ("list", scene.settings.name.as_str().into()),
        ("words", t.joined(&words).into()),
        ("month", month.into()),
    ];
    let item = item(site, t, (scene, person), None);
    let lines = vec![
        t.text("first-post-helper", &args),
        item.clone(),
        t.text("first-post-helper-why", &args),
        t.text("first-post-helper-how", &args),
        t.s("reminders-stop"),
    ];
    let subject = t.text("first-post-helper-subject", &args);
    send(tx, Mail { site, scenes: &[scene], person, subject, lines, items: vec![item], now })
}

/// Tells the author, and offers to ask anew.
pub(super) fn to_author(
    site: &Site,
    tx: &mut Tx<'_>,
    scene: &Scene,
    now: Timestamp,
) -> Result<(), StoreError> {
    let person = &scene.author;
    let t = locale_for(person, &scene.settings);
    let addresses = Addresses { list: &scene.settings.address, secret: &site.secret };
    let asks = if scene.asks() { "yes" } else { "no" };
    let args = [
        ("subject", Value::from(window::about(t, &title(&scene.article.subject)))),
        ("list", scene.settings.name.as_str().into()),
        ("asks", asks.into()),
    ];
    let readers = window::readers(tx, scene.post.list)?.map(|n| n.saturating_sub(1));
    let mut lines = vec![t.text("first-post-author", &args)];
    lines.extend(readers.filter(|n| *n > 1).map(|n| t.n("first-post-author-readers", &n)));
    lines.push(t.text("first-post-author-how", &args));
    if asks == "yes" {
        lines.push(t.s("first-post-author-template"));
    }
    lines.push(t.s("first-post-author-end"));
    lines.push(t.a("a-person-helps", "humans", addresses.fixed(Route::Owner).as_str()));
    let items = vec![lines.join("\n")];
    let subject = t.text("first-post-author-subject", &args);
    send(tx, Mail { site, scenes: &[scene], person, subject, lines, items, now })
}

/// « [2] Des vers qui fuient », who and when, how it begins, and where an answer goes.
fn item(
    site: &Site,
    t: &Locale,
    (scene, reader): (&Scene, &Person),
    number: Option<usize>,
) -> String {
    let zone = digests::zone_of(reader, &site.timezone);
    let subject = title(&scene.article.subject);
    let about = window::about(t, &subject);
    let heading = match number {
        Some(n) => format!("[{n}] {about}"),
        None => about,
    };
    let args = [
        ("who", Value::from(clean(scene.article.from.display(), &t.s("digest-address-hidden")))),
        ("when", t.date_time(scene.article.received, &zone).into()),
    ];
    let begins = question_under(&subject, &scene.words, &t.s("digest-address-hidden"));
    let mut lines = vec![heading, t.text("first-post-by", &args)];
    if !begins.is_empty() {
        lines.push(t.a("digest-quote", "text", &begins));
    }
    if number.is_some() {
        let addresses = Addresses { list: &scene.settings.address, secret: &site.secret };
        lines.push(format!("{} {}", t.s("digest-reply"), addresses.thread(scene.thread.no)));
    }
    lines.join("\n    ")
}

fn send(tx: &mut Tx<'_>, mail: Mail<'_>) -> Result<(), StoreError> {
    let Mail { site, scenes, person, subject, lines, items, now } = mail;
    let Some(first) = scenes.first() else { return Ok(()) };
    let (list, settings) = (first.post.list, &first.settings);
    tracing::info!(event = "first-post-mail", %list, person = %person.id, posts = scenes.len());
    let threads = scenes.iter().map(|scene| &scene.thread).zip(items).collect();
    let about = About { list, settings, threads };
    threaded::send(site, tx, (about, person), (subject, lines), now)
}
