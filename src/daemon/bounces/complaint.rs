//! Complaints: somebody's mail service reports that they did not want our mail. Whose it is, our own
//! tokens in the reported message's header say, and nothing else does: what a report quotes is mostly
//! blacked out, and anybody may write one. Their mail is suspended at once, and they are told, once.

use super::{COMPLAINT, say};
use crate::clock::Timestamp;
use crate::daemon::intake::{self, Target};
use crate::daemon::{Site, one_click};
use crate::list::address::Route;
use crate::list::member::Membership;
use crate::list::{ListId, PersonId};
use crate::mail::feedback::Feedback;
use crate::mail::message_id::{IdHash, hash_text};
use crate::store::digests::{self, Lead};
use crate::store::ledger::{self, Day};
use crate::store::{StoreError, Tx, asks, people};

/// Days after which a reported message says nothing any more.
const OLD: i64 = 30;
/// Fields of one name, and addresses in one, that are looked at: ours have one or two.
const LOOKED_AT: usize = 8;

/// Whose mail it was, and in the name of which list.
type Whose = (ListId, PersonId);

/// A complaint that counts.
pub struct Complaint {
    whose: Whose,
    /// The lists whose mail it was: a digest has several.
    lists: Vec<ListId>,
    mark: IdHash,
}

/// Reads what came as a report. `at` is the list that it came to, and whose reverse-path, if it was
/// one. `None`: it changes nothing: no complaint, too old, or no one token of ours in it.
///
/// # Errors
/// When the store cannot be read.
pub fn complaint(
    site: &Site,
    at: Option<(ListId, Option<PersonId>)>,
    report: &Feedback,
    now: Timestamp,
) -> Result<Option<Complaint>, StoreError> {
    let whose = whose(site, at, report)?;
    tracing::info!(event = "complaint", kind = %word(&report.kind), ?whose);
    let age = |date: Timestamp| now.duration_since(date).as_hours();
    let old = report.date().is_some_and(|date| age(date) > OLD * 24);
    let Some((list, person)) = whose.filter(|_| report.is_complaint() && !old) else {
        return Ok(None);
    };
    let mut lists = vec![list];
    let lead = report.message_id().map(|id| digests::lead(&site.store, &id.hash()));
    if let Some(Lead::Digest { person: of, issue }) = lead.transpose()?.flatten()
        && of == person
        && let Some(sent) = digests::sent(&site.store, person, issue)?
    {
        lists.extend(sent.items.iter().map(|item| item.list));
    }
    let number = |n: u32| n.to_be_bytes();
    let mark = hash_text(&[&report.mark(), &number(list.0), &number(person.0), b"complaint"]);
    Ok(Some(Complaint { whose: (list, person), lists, mark }))
}

/// The type of a report, fit for the log.
fn word(kind: &str) -> String {
    kind.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect()
}

/// The member whose tokens the report bears, all of them theirs and of the list that it came to.
fn whose(
    site: &Site,
    at: Option<(ListId, Option<PersonId>)>,
    report: &Feedback,
) -> Result<Option<Whose>, StoreError> {
    let own = at.and_then(|(list, person)| Some((list, person?)));
    let mut found: Vec<Whose> = own.into_iter().collect();
    let mail_from = report.mail_from.iter().map(ToString::to_string);
    let mut written: Vec<String> = mail_from.collect();
    // Of Reply-To, what it says on the robot's mail and on digests; on posts it names nobody.
    for name in ["Return-Path", "List-Unsubscribe", "Reply-To"] {
        written.extend(report.header(name).into_iter().take(LOOKED_AT));
    }
    for text in &written {
        for piece in pieces(text).take(LOOKED_AT) {
            found.extend(whose_token(site, piece)?);
        }
    }
    let Some(first) = found.first().copied() else { return Ok(None) };
    let here = at.is_none_or(|(list, _)| list == first.0);
    Ok(Some(first).filter(|_| here && found.iter().all(|one| *one == first)))
}

/// The addresses in a field: `<https://…>, <mailto:cdp-leave+u…@…?subject=x>`.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || "<>,;\"()".contains(c));
    let bare = words.map(|word| word.strip_prefix("mailto:").unwrap_or(word));
    bare.map(|word| word.split('?').next().unwrap_or_default()).filter(|word| !word.is_empty())
}

/// The member that one of our own addresses was made for.
fn whose_token(site: &Site, piece: &str) -> Result<Option<Whose>, StoreError> {
    if piece.starts_with("https://") {
        let mut parts = piece.rsplitn(3, '/');
        let (token, slug) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        return one_click::whose(site, (slug, token));
    }
    let Some(Target { list, route, .. }) = intake::resolve(site, piece)? else { return Ok(None) };
    let person = match route {
        Route::Bounce(person) => person,
        Route::LeaveBy(person) | Route::Router(person) | Route::Ballot(_, person) => Some(person),
        Route::Probe(no) | Route::Confirm(no) => {
            asks::get(&site.store, list, no)?.and_then(|ask| ask.person)
        }
        _ => None,
    };
    Ok(person.map(|person| (list, person)))
}

/// Suspends the member's mail and tells them, and those who animate. The same report coming once more
/// changes nothing, not even after their way back.
///
/// # Errors
/// When the store cannot be read.
pub fn complained(
    site: &Site,
    tx: &mut Tx<'_>,
    came: &Complaint,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (_, id) = came.whose;
    if digests::lead(tx, &came.mark)?.is_some() {
        return Ok(());
    }
    digests::put_done(tx, &came.mark);
    let Some(person) = people::get(tx, id)? else { return Ok(()) };
    let why = format!("{COMPLAINT} {}", now.strftime("%Y-%m-%d"));
    let mut suspended: Vec<ListId> = Vec::new();
    for list in &came.lists {
        let open = people::membership(tx, *list, id)?.filter(|m| m.suspended.is_none());
        let Some(membership) = open else { continue };
        people::put_membership(tx, &Membership { suspended: Some(why.clone()), ..membership });
        tracing::info!(event = "suspended", %list, person = %id);
        let one = Day { complaints: 1, ..Day::default() };
        ledger::add(tx, *list, site.today(*list)?, one)?;
        suspended.push(*list);
    }
    let Some(first) = suspended.first() else { return Ok(()) };
    digests::settle(tx, id, &site.timezone, now)?;
    say::complained(site, tx, (*first, &suspended, &person), now)?;
    for list in suspended {
        say::tell_complaint(site, tx, (list, &person), now)?;
    }
    Ok(())
}
