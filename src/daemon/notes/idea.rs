//! A thread that brought several people together deserves a note: one of those who animate is shown a
//! sketch of it, made of extracts and links. Once for a thread, once a week for a list, and never again
//! after « stop ».

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::draft::begin;
use super::say::Why;
use crate::animation::note::{Form, Licence, Sight, TITLE};
use crate::clock::Timestamp;
use crate::daemon::{Site, owners};
use crate::digest::excerpt;
use crate::list::member::{Order, Person};
use crate::list::settings::Settings;
use crate::list::{ListId, ThreadNo};
use crate::locale::{self, Value};
use crate::mail::message::Message;
use crate::mail::text::trim_message;
use crate::store::articles::{self, Article};
use crate::store::notes::{self, Note, ThreadNotes};
use crate::store::threads::{self, Thread};
use crate::store::{Read, StoreError, Tx, lists, people, withdrawn};

/// Posts that a thread must have…
const POSTS: u32 = 5;
/// …by so many people…
const PEOPLE: usize = 3;
/// …and hours that it must have been quiet; after so many days it is forgotten.
const QUIET: i64 = 48;
const OLD: i64 = 60;
/// Days between two suggestions to one list.
const APART: i64 = 7;
/// The hours in which such mail is sent.
const DAYLIGHT: std::ops::Range<i8> = 8..18;
/// Threads looked at, the latest first.
const LOOKED_AT: usize = 50;
/// Extracts of a sketch.
const EXTRACTS: usize = 8;
/// A post with fewer words is no extract.
const WORDS: usize = 8;
/// Thread 0 stands for the list.
const LIST: ThreadNo = ThreadNo(0);

/// Suggests what there is to suggest.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    let now = site.clock.now();
    for (list, settings) in lists::all(&site.store)? {
        if !may_suggest(&site.store, list, now)? {
            continue;
        }
        let local = now.to_zoned(site.zone_of(list)?);
        if DAYLIGHT.contains(&local.hour()) {
            suggest(site, (list, &settings), now)?;
        }
    }
    Ok(())
}

fn may_suggest(from: &impl Read, list: ListId, now: Timestamp) -> Result<bool, StoreError> {
    let of = notes::of_thread(from, list, LIST)?;
    let rested = |at: Timestamp| now.duration_since(at) >= SignedDuration::from_hours(24 * APART);
    Ok(!of.stopped && of.suggested.is_none_or(rested))
}

/// A thread to make a note of, with its posts.
struct Found {
    thread: Thread,
    posts: Vec<Article>,
    people: usize,
}

fn suggest(
    site: &Site,
    (list, settings): (ListId, &Settings),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(found) = best(&site.store, list, now)? else { return Ok(()) };
    let Some(person) = whom(&site.store, list, &found, now)? else { return Ok(()) };
    let form = sketch(site, settings, &found)?;
    let title = form.title.clone();
    site.store.write(|tx| {
        let of = notes::of_thread(tx, list, found.thread.no)?;
        if of.suggested.is_some() || !may_suggest(tx, list, now)? {
            return Ok(());
        }
        let suggested = Some(now);
        notes::put_of_thread(tx, list, found.thread.no, &ThreadNotes { suggested, ..of });
        let own = notes::of_thread(tx, list, LIST)?;
        notes::put_of_thread(tx, list, LIST, &ThreadNotes { suggested, ..own });
        let origin = Some((found.thread.opener, found.thread.no));
        let name = person.display().to_owned();
        let to = (list, settings, &person);
        begin(site, tx, to, (name, origin, form, Why::Idea(&title)), (None, now))?;
        tracing::info!(event = "note-suggested", %list, thread = %found.thread.no);
        Ok(())
    })
}

/// The thread that brought the most people together, of those that are quiet now.
fn best(from: &impl Read, list: ListId, now: Timestamp) -> Result<Option<Found>, StoreError> {
    let mut best: Option<Found> = None;
    for thread in threads::ordered(from, list, Order::Activity, LOOKED_AT)? {
        let hours = now.duration_since(thread.last).as_hours();
        let of = notes::of_thread(from, list, thread.no)?;
        let known = of.suggested.is_some() || !of.notes.is_empty();
        if known || thread.posts < POSTS || !(QUIET..OLD * 24).contains(&hours) {
            continue;
        }
        let mut posts = Vec::new();
        for no in threads::articles(from, list, thread.no)? {
            posts.extend(articles::get(from, list, no)?);
        }
        let people = posts.iter().map(|a| a.from.address.key()).collect::<BTreeSet<_>>().len();
        let better = best.as_ref().is_none_or(|b| people > b.people);
        if people >= PEOPLE && better && posts.iter().any(|a| !a.imported) {
            posts.sort_by_key(|a| (a.date, a.no));
            best = Some(Found { thread, posts, people });
        }
    }
    Ok(best)
}

/// Who is asked: of those who animate and are here, one who wrote in it.
fn whom(
    from: &impl Read,
    list: ListId,
    found: &Found,
    now: Timestamp,
) -> Result<Option<Person>, StoreError> {
    let mut team = Vec::new();
    for person in owners::people_of(from, list)? {
        let member = people::membership(from, list, person.id)?;
        if member.is_some_and(|m| !m.is_away(now) && m.suspended.is_none()) {
            team.push(person);
        }
    }
    let wrote = |p: &Person| found.posts.iter().any(|a| a.from.address.same_mailbox(&p.address));
    team.sort_by_key(|p| !wrote(p));
    Ok(team.into_iter().next())
}

/// Its extracts, each with its author, its day and where it stands.
fn sketch(site: &Site, settings: &Settings, found: &Found) -> Result<Form, StoreError> {
    let t = locale::get(&settings.language.0);
    let zone = site.zone_of(found.thread.list)?;
    let mut pieces = Vec::new();
    for article in &found.posts {
        if withdrawn::is(&site.store, article.list, article.no)? {
            continue;
        }
        let raw = articles::raw(&site.store, article.list, article.no)?.unwrap_or_default();
        let words = trim_message(&Message::parse(&raw), &[]).reply();
        if words.split_whitespace().count() < WORDS || pieces.len() == EXTRACTS {
            continue;
        }
        let url = site.urls.message(&settings.slug(), article.no);
        let args = [
            ("name", Value::from(article.from.display())),
            ("date", t.date(article.date, &zone).into()),
            ("text", excerpt::opening(&words, "…").into()),
            ("url", url.into()),
        ];
        pieces.push(t.text("note-extract", &args));
    }
    let title = excerpt::clean(&crate::list::thread::title(&found.thread.subject), "…");
    let title: String = title.chars().take(TITLE).collect();
    Ok(Form {
        title: if title.is_empty() { t.s("digest-no-subject") } else { title },
        body: format!("{}\n\n{}", t.s("note-extracts"), pieces.join("\n\n")),
        licence: Licence::ThirdParty,
        ..Form::empty(Sight::Community)
    })
}

/// Notes that a list wants no more suggestions; `false`: this note was none.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn stop(tx: &mut Tx<'_>, note: &Note) -> Result<bool, StoreError> {
    let Some(thread) = note.thread else { return Ok(false) };
    if note.published.is_some() || notes::of_thread(tx, note.list, thread)?.suggested.is_none() {
        return Ok(false);
    }
    let own = notes::of_thread(tx, note.list, LIST)?;
    notes::put_of_thread(tx, note.list, LIST, &ThreadNotes { stopped: true, ..own });
    Ok(true)
}
