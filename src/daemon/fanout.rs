//! From one post to its copies: reads the log, and for each post queues a copy for every member who
//! takes each message. Makes no copy and sends nothing: that is [`super::deliver`]'s work.
//!
//! Whoever is a member when the fanout reads the list gets the post: that is within moments of its
//! acceptance, and from then on the outbox knows them by name (promise P2). A huge list is queued over
//! several transactions, each with how far it came; a crash goes on from there, so nobody is left out
//! and nobody is queued twice.

use std::time::Duration;

use super::pulse::{Pulse, Woken};
use super::{SharedSite, Site, Stop, mentions};
use crate::clock::Timestamp;
use crate::list::member::{Delivery, Membership};
use crate::list::{ArticleNo, ListId, PersonId, ThreadNo};
use crate::store::articles::{self, Event};
use crate::store::outbox::{self, CHUNK, FanoutPart, History, Load};
use crate::store::wishes::{self, Attention, Wish};
use crate::store::{StoreError, Tx, calls, lists, people, threads};

/// The name of its cursor.
pub const READER: &str = "fanout";
/// Rows queued in one transaction: 20,000 copies.
const ROWS: usize = 200;
/// Members of one domain from which it has rows of its own: a slow one then holds up no other.
const OWN_ROWS: usize = 20;
/// Events and members read at a time.
const PAGE: usize = 1000;

/// Runs until stopped.
pub async fn run(site: SharedSite, mut stop: Stop) {
    let mut pulse = Pulse::new(&site.store);
    loop {
        pulse.begin();
        let at_work = site.clone();
        match tokio::task::spawn_blocking(move || step(&at_work)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(event = "fanout-failed", %error);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) => {
                tracing::error!(event = "fanout-panicked", %error);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        pulse.end(Duration::ZERO);
        if pulse.wait(&mut stop).await == Woken::Stop {
            return;
        }
    }
}

/// Reads the log to its end.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let cursor = articles::cursor(&site.store, READER)?;
        let events = articles::events_after(&site.store, cursor, PAGE)?;
        let Some((last, _)) = events.last() else { return Ok(()) };
        let mut passed = None;
        for (at, event) in &events {
            match event {
                Event::Posted { list, article, imported: false, .. } => {
                    post(site, *at, *list, *article)?;
                    passed = None;
                }
                _ => passed = Some(*at),
            }
        }
        if passed == Some(*last) {
            site.store.write(|tx| {
                articles::put_cursor(tx, READER, *last);
                Ok::<_, StoreError>(())
            })?;
        }
    }
}

/// Who is to get a copy: ordered by domain, then by number.
type Reader = (String, PersonId);

fn post(site: &Site, at: u64, list: ListId, article: ArticleNo) -> Result<(), StoreError> {
    let settings = lists::get(&site.store, list)?;
    let known = articles::get(&site.store, list, article)?;
    let (Some(settings), Some(known)) = (settings, known) else {
        return site.store.write(|tx| end(tx, at));
    };
    let now = site.clock.now();
    let mentions = mentions::of(site, &known)?;
    let called = calls::get(&site.store, list, article)?.is_some();
    let post = Post { at, list, thread: known.thread, called };
    let mut readers = readers(site, &post, |person| mentions.people.contains(&person))?;
    let done = outbox::fanout_part(&site.store)?.filter(|part| part.event == at);
    if let Some(done) = done {
        let done = (done.domain, done.person);
        readers.retain(|reader| *reader > done);
    }
    let copies = readers.len();
    let rows = rows(readers);
    // With the last part, so that it is said once.
    let finish = |tx: &mut Tx<'_>| {
        mentions.tell(site, tx, (&known, &settings), now)?;
        end(tx, at)
    };
    let mut parts = rows.chunks(ROWS).peekable();
    while let Some(part) = parts.next() {
        let ends = parts.peek().is_none();
        site.store.write(|tx| {
            queue(tx, (list, article), part, now)?;
            match part.last().and_then(|row| row.last()) {
                Some((domain, person)) if !ends => {
                    let domain = domain.clone();
                    outbox::put_fanout_part(tx, &FanoutPart { event: at, domain, person: *person });
                    Ok(())
                }
                _ => finish(tx),
            }
        })?;
    }
    if rows.is_empty() {
        site.store.write(finish)?;
    }
    tracing::info!(event = "fanned-out", %list, %article, copies, rows = rows.len());
    Ok(())
}

/// The event is done with.
fn end(tx: &mut Tx<'_>, at: u64) -> Result<(), StoreError> {
    articles::put_cursor(tx, READER, at);
    outbox::end_fanout_part(tx);
    Ok(())
}

/// A post as far as who gets it goes.
struct Post {
    at: u64,
    list: ListId,
    thread: ThreadNo,
    called: bool,
}

/// Members who want this post at once, in order.
fn readers(
    site: &Site,
    post: &Post,
    named: impl Fn(PersonId) -> bool,
) -> Result<Vec<Reader>, StoreError> {
    let list = post.list;
    let thread = threads::resolve(&site.store, list, post.thread)?.map_or(post.thread, |t| t.no);
    let wishes = wishes::of_thread(&site.store, list, thread)?;
    let wish = |person: PersonId| {
        let found = wishes.binary_search_by_key(&person, |(p, _)| *p).ok()?;
        wishes.get(found).map(|(_, wish)| *wish)
    };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = people::memberships(&site.store, list, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.person);
        for member in page {
            let called = post.called && super::calls::reaches(&member);
            let takes = called || takes(&member, wish(member.person), post.at);
            let away = member.suspended.is_some() || member.paused.is_some();
            if !away
                && (takes || named(member.person))
                && let Some(person) = people::get(&site.store, member.person)?
                && (takes || person.mentions)
            {
                found.push((person.address.domain().to_owned(), person.id));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Whether a member gets this post at once by what they chose. Nobody does who is away: one whose
/// pause is over but not yet told of is told of it with what they missed.
fn takes(member: &Membership, wish: Option<Wish>, at: u64) -> bool {
    match wish {
        Some(Wish { attention: Attention::Mute, .. }) => false,
        Some(Wish { attention: Attention::Follow, since }) => {
            member.delivery == Delivery::Each || at > since
        }
        None => member.delivery == Delivery::Each,
    }
}

/// Cuts readers into rows, in order: a domain of many has rows of its own, the others share.
fn rows(readers: Vec<Reader>) -> Vec<Vec<Reader>> {
    let mut rows: Vec<Vec<Reader>> = Vec::new();
    let mut shared: Vec<Reader> = Vec::new();
    for run in readers.chunk_by(|a, b| a.0 == b.0) {
        if run.len() >= OWN_ROWS {
            rows.extend((!shared.is_empty()).then(|| std::mem::take(&mut shared)));
            rows.extend(run.chunks(CHUNK).map(<[Reader]>::to_vec));
            continue;
        }
        for reader in run {
            if shared.len() == CHUNK {
                rows.push(std::mem::take(&mut shared));
            }
            shared.push(reader.clone());
        }
    }
    rows.extend((!shared.is_empty()).then_some(shared));
    rows
}

fn queue(
    tx: &mut Tx<'_>,
    (list, article): (ListId, ArticleNo),
    rows: &[Vec<Reader>],
    due: Timestamp,
) -> Result<(), StoreError> {
    for row in rows {
        let people = row.iter().map(|(_, person)| *person).collect();
        let domain = common(row.iter().map(|(domain, _)| domain.as_str()));
        let load = Load::Copies { list, article, people, domain };
        outbox::enqueue(tx, load, History::new(due), due)?;
    }
    Ok(())
}

/// The domain of all, when it is one.
pub(super) fn common<'a>(mut domains: impl Iterator<Item = &'a str>) -> Option<String> {
    let first = domains.next()?;
    domains.all(|d| d == first).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(counts: &[(&str, u32)], want: &[usize]) {
        let mut readers = Vec::new();
        for (domain, count) in counts {
            for _ in 0..*count {
                let number = u32::try_from(readers.len()).unwrap();
                readers.push(((*domain).to_owned(), PersonId(number)));
            }
        }
        let cut = rows(readers.clone());
        assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), want);
        assert_eq!(cut.concat(), readers, "in order, nobody twice");
    }

    #[test]
    fn rows_by_domain() {
        check(&[], &[]);
        check(&[("a", 3), ("b", 2)], &[5]);
        check(&[("a", 3), ("b", 250), ("c", 1)], &[3, 100, 100, 50, 1]);
        check(&[("a", 19), ("b", 19), ("c", 19), ("d", 19), ("e", 19), ("f", 19)], &[100, 14]);
        check(&[("a", 100), ("b", 20)], &[100, 20]);
    }

    #[test]
    fn a_domain_is_common_or_not() {
        assert_eq!(common(["a", "a"].into_iter()), Some("a".to_owned()));
        assert_eq!(common(["a", "b"].into_iter()), None);
        assert_eq!(common(std::iter::empty()), None);
    }
}
