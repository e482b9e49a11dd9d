//! The judgement of days that are over: whether they count, whether to ask, whether to stop sending.

use std::collections::HashMap;

use super::{REASON, say};
use crate::clock::Timestamp;
use crate::daemon::{Site, aside};
use crate::list::member::{Membership, Person};
use crate::list::{ListId, PersonId};
use crate::store::bounces::{self, Probe, Score};
use crate::store::{Read, StoreError, Tx, digests, people};

/// Days that are looked back upon.
const WINDOW: u32 = 14;
/// Days of them that bring the question.
const ENOUGH: usize = 5;
/// Days after which a question that did not come back has arrived.
const ARRIVED: i64 = 7;
/// Days before another question.
const APART: i64 = 14;
/// People of one domain from whom a day may count for nobody, when they are half of it.
const MANY: usize = 3;
/// The same of all domains together: then the trouble is ours.
const CROWD: usize = 10;
/// Rows that are due, taken at a time.
const PAGE: usize = 100;

/// People of each domain who are sent mail, counted once a look.
type Known = HashMap<String, usize>;

/// Judges whatever is due.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    let mut known = Known::new();
    loop {
        let now = site.clock.now();
        let due = bounces::due(&site.store, now, PAGE)?;
        if due.is_empty() {
            return Ok(());
        }
        for row in due {
            let what = format!("returned mail {}", row.1);
            let work = || site.store.write(|tx| turn(site, tx, row, (&mut known, now)));
            let drop = |tx: &mut Tx<'_>| {
                bounces::drop_orphan(tx, row);
                Ok(())
            };
            aside::row(site, &what, work, drop)?;
        }
    }
}

fn turn(
    site: &Site,
    tx: &mut Tx<'_>,
    (at, id): (Timestamp, PersonId),
    (known, now): (&mut Known, Timestamp),
) -> Result<(), StoreError> {
    // Rows know milliseconds.
    let same = |score: &Score| score.due.as_millisecond() == at.as_millisecond();
    let Some(mut score) = bounces::get(tx, id)?.filter(same) else {
        bounces::drop_orphan(tx, (at, id));
        return Ok(());
    };
    let open = sent_to(tx, id)?;
    let person = people::get(tx, id)?.filter(|p| p.address.same_mailbox(&score.address));
    let Some(person) = person.filter(|_| !open.is_empty()) else { return bounces::forget(tx, id) };
    let today = bounces::day_of(now);
    score.days.retain(|day| day.saturating_add(WINDOW) > today);
    if let Some(returned) = score.probe.as_ref().filter(|p| p.open).and_then(|p| p.returned) {
        if !is_outage(tx, (&score, bounces::day_of(returned)), known)? {
            return suspend(site, tx, (&person, &score, open), now);
        }
        // It says nothing, now or when it comes once more.
        score.probe = score.probe.map(|probe| Probe { open: false, ..probe });
    }
    if let Some(probe) = score.probe.take() {
        let age = now.duration_since(probe.sent).as_hours();
        let arrived = probe.open && age >= ARRIVED * 24;
        if arrived {
            tracing::info!(event = "bounces-cleared", person = %id);
            score.days.clear();
        }
        score.probe = (age < APART * 24).then_some(Probe { open: probe.open && !arrived, ..probe });
    }
    if score.probe.is_none() && counted(tx, &score, known)? >= ENOUGH {
        let list = open.iter().map(|m| m.list).find(|l| *l == score.list);
        let list = list.or(open.first().map(|m| m.list)).unwrap_or(score.list);
        score.probe = say::probe(site, tx, (list, &person), now)?;
    }
    if score.days.is_empty() && score.probe.is_none() {
        return bounces::forget(tx, id);
    }
    let due = next_due(&score, now);
    bounces::put(tx, &Score { due, ..score })
}

/// The memberships by which somebody is sent mail.
fn sent_to(from: &impl Read, id: PersonId) -> Result<Vec<Membership>, StoreError> {
    let mut open = Vec::new();
    for list in people::lists_of(from, id)? {
        let membership = people::membership(from, list, id)?;
        open.extend(membership.filter(|m| m.suspended.is_none()));
    }
    Ok(open)
}

/// The days that count.
fn counted(from: &impl Read, score: &Score, known: &mut Known) -> Result<usize, StoreError> {
    let mut count = 0;
    for day in &score.days {
        if !is_outage(from, (score, *day), known)? {
            count += 1;
        }
    }
    Ok(count)
}

/// Whether mail came back from so many on a day that it tells of the domain, or of us.
fn is_outage(
    from: &impl Read,
    (score, day): (&Score, u32),
    known: &mut Known,
) -> Result<bool, StoreError> {
    for (domain, many) in [(score.address.domain(), MANY), (bounces::EVERYWHERE, CROWD)] {
        let back = bounces::count(from, domain, day)?;
        if back >= many && back * 2 >= members_of(from, domain, known)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many of a domain are sent mail.
fn members_of(from: &impl Read, domain: &str, known: &mut Known) -> Result<usize, StoreError> {
    if let Some(all) = known.get(domain) {
        return Ok(*all);
    }
    let mut all = 0;
    for person in people::of_domain(from, domain)? {
        all += usize::from(!sent_to(from, person)?.is_empty());
    }
    known.insert(domain.to_owned(), all);
    Ok(all)
}

/// When there may be something to judge: a day falls out of sight, or the question has arrived.
fn next_due(score: &Score, now: Timestamp) -> Timestamp {
    let after = |at: Timestamp, hours: i64| {
        at.saturating_add(jiff::SignedDuration::from_hours(hours)).unwrap_or(at)
    };
    let fallen = score.days.first().map(|day| bounces::start_of(day.saturating_add(WINDOW)));
    let probed = score.probe.as_ref().map(|p| {
        let days = if p.open { ARRIVED } else { APART };
        after(p.sent, days * 24)
    });
    let next = fallen.into_iter().chain(probed).min();
    next.unwrap_or(now).max(after(now, 1))
}

/// Nothing more is sent; those who animate are told, once in each list.
fn suspend(
    site: &Site,
    tx: &mut Tx<'_>,
    (person, score, open): (&Person, &Score, Vec<Membership>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let since = score.days.first().copied().unwrap_or_else(|| bounces::day_of(now));
    let day = bounces::start_of(since).strftime("%Y-%m-%d").to_string();
    let status = score.status.as_deref().filter(|status| !score.text.contains(status));
    let said: Vec<&str> = status.into_iter().chain([score.text.as_str()]).collect();
    let why = format!("{REASON} {day}: {}", said.join(" ").trim());
    let lists: Vec<ListId> = open.iter().map(|m| m.list).collect();
    for membership in open {
        let suspended = Some(why.clone());
        people::put_membership(tx, &Membership { suspended, ..membership });
    }
    digests::settle(tx, person.id, &site.timezone, now)?;
    bounces::forget(tx, person.id)?;
    for list in lists {
        tracing::info!(event = "suspended", %list, person = %person.id);
        say::tell(site, tx, (list, person, score, since), now)?;
    }
    Ok(())
}
