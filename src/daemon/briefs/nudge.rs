//! An open question put to those who wrote of the same, one after the other, three days apart, until
//! somebody answers. Each is told why they; nobody is asked twice in two weeks, whatever the community.

use jiff::SignedDuration;

use super::item::MAY_KNOW;
use crate::animation::brief::{Matter, reply};
use crate::archive::open_question;
use crate::clock::Timestamp;
use crate::daemon::first_posts::{self, Wanted};
use crate::daemon::robot::locale_for;
use crate::daemon::window::about;
use crate::daemon::{Site, threaded};
use crate::digest::excerpt::{clean, question_under};
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PersonId, ThreadNo};
use crate::locale::{Locale, Value};
use crate::mail::recognise::words as folded;
use crate::request::when;
use crate::store::briefs::{self, Deed, MayKnow, Nudge, Undo};
use crate::store::threads::Thread;
use crate::store::{Read, StoreError, Tx, digests, lists, marks, people, threads};

/// Hours between two people.
const APART: i64 = 72;

/// Somebody who may know, and why.
#[derive(Clone, Debug)]
pub(super) struct May {
    /// Who.
    pub person: Person,
    /// Words they share with the question, as it spells them.
    pub words: Vec<String>,
    /// When they wrote them.
    pub at: Timestamp,
}

/// Those who may be asked about a question, the likeliest first.
pub(super) fn may_know(
    site: &Site,
    thread: &Thread,
    now: Timestamp,
) -> Result<Vec<May>, StoreError> {
    let Some((opener, words)) = open_question(&site.store, thread)? else { return Ok(Vec::new()) };
    let author = people::find(&site.store, &opener.from.address)?.map(|p| p.id);
    let wanted = Wanted {
        list: thread.list,
        article: opener.no,
        thread: thread.no,
        subject: &opener.subject,
        words: &words,
        author,
    };
    let mut found = Vec::new();
    for kin in first_posts::find_kin(site, &wanted)? {
        if first_posts::is_rested(&site.store, kin.person.id, now)? {
            found.push(May { person: kin.person, words: kin.why.words, at: kin.why.at });
        }
    }
    Ok(found)
}

/// Begins to ask; the name of the first. `None`: nobody can be asked.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn begin(
    site: &Site,
    tx: &mut Tx<'_>,
    (thread, by): (&Thread, PersonId),
    (mut next, name): (Vec<MayKnow>, Option<&str>),
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    if let Some(name) = name.map(folded) {
        let mut named = Vec::new();
        for (id, ..) in &next {
            let own = people::get(tx, *id)?.map(|p| folded(p.display())).unwrap_or_default();
            named.extend(name.iter().all(|w| own.contains(w)).then_some(*id));
        }
        // A stable order: who is named comes first.
        next.sort_by_key(|(id, ..)| !named.contains(id));
    }
    let nudge = Nudge { list: thread.list, thread: thread.no, by, next, asked: 0, due: now };
    let (nudge, first) = ask_next(site, tx, nudge, now)?;
    if first.is_some() {
        briefs::put_nudge(tx, &nudge);
    }
    Ok(first)
}

/// Asks the next who may still be asked; their name.
fn ask_next(
    site: &Site,
    tx: &mut Tx<'_>,
    mut nudge: Nudge,
    now: Timestamp,
) -> Result<(Nudge, Option<String>), StoreError> {
    let (Some(settings), Some(thread)) =
        (lists::get(tx, nudge.list)?, threads::resolve(tx, nudge.list, nudge.thread)?)
    else {
        return Ok((Nudge { next: Vec::new(), ..nudge }, None));
    };
    while !nudge.next.is_empty() {
        let (id, words, at) = nudge.next.remove(0);
        let Some(person) = people::get(tx, id)? else { continue };
        if people::membership(tx, nudge.list, id)?.is_none() || !person.reminders {
            continue;
        }
        if !first_posts::may_ask(tx, id, now)? {
            continue;
        }
        write(site, tx, (&settings, &thread), &May { person: person.clone(), words, at }, now)?;
        nudge.asked += 1;
        nudge.due = now.saturating_add(SignedDuration::from_hours(APART)).unwrap_or(now);
        tracing::info!(event = "nudged", list = %nudge.list, thread = %nudge.thread, person = %id);
        return Ok((nudge, Some(person.display().to_owned())));
    }
    Ok((nudge, None))
}

/// « On a pensé à vous parce que… »: a reply is posted in the thread.
fn write(
    site: &Site,
    tx: &mut Tx<'_>,
    (settings, thread): (&Settings, &Thread),
    may: &May,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((opener, words)) = open_question(tx, thread)? else { return Ok(()) };
    let person = &may.person;
    let t = locale_for(person, settings);
    let zone = digests::zone_of(person, &site.timezone);
    let when = may.at.to_zoned(zone.clone());
    let hidden = t.s("digest-address-hidden");
    let shared: Vec<String> = may.words.iter().take(3).map(|w| t.a("quoted", "text", w)).collect();
    let args = [
        ("who", Value::from(clean(opener.from.display(), &hidden))),
        ("list", settings.name.as_str().into()),
        ("words", t.joined(&shared).into()),
        ("month", t.month_year(when.year(), when.month()).into()),
        ("title", thread.subject.as_str().into()),
    ];
    let begins = question_under(&thread.subject, &words, &hidden);
    let mut item = vec![about(t, &thread.subject)];
    item.extend((!begins.is_empty()).then(|| t.a("digest-quote", "text", &begins)));
    let item = item.join("\n    ");
    let lines = vec![
        t.text("nudge", &args),
        item.clone(),
        t.text("nudge-why", &args),
        t.s("nudge-how"),
        t.s("reminders-stop"),
    ];
    let of = threaded::About { list: thread.list, settings, threads: vec![(thread, item)] };
    threaded::send(site, tx, (of, person), (t.text("nudge-subject", &args), lines), now)
}

/// Begins to ask at a command: the number is that of her last brief, else a thread's. What became of it.
///
/// # Errors
/// When the store cannot be read.
pub fn nudge_by_command(
    site: &Site,
    tx: &mut Tx<'_>,
    of: (ListId, PersonId),
    tail: &str,
    (t, now): (&Locale, Timestamp),
) -> Result<String, StoreError> {
    let (list, by) = of;
    let n = when::number(tail).unwrap_or(0);
    let last = briefs::get(tx, list, by)?.map_or(0, |r| r.no);
    let given = briefs::sent(tx, list, by, last)?.and_then(|sent| {
        let at = usize::try_from(n).ok()?.checked_sub(1)?;
        sent.given.into_iter().nth(at).map(|g| g.matter)
    });
    let no = match given {
        Some(Matter::Nudge(no)) => no,
        _ => ThreadNo(n),
    };
    let Some(thread) = threads::resolve(tx, list, no)? else {
        return Ok(t.s("brief-gone"));
    };
    let title = about(t, &thread.subject);
    if briefs::nudge(tx, list, thread.no)?.is_some() {
        return Ok(t.a("nudge-before", "title", &title));
    }
    if open_question(tx, &thread)?.is_none() {
        return Ok(t.a("brief-answered-since", "title", &title));
    }
    let name = reply::named(tail);
    super::note_answer(tx, list, by)?;
    let may = may_know(site, &thread, now)?.into_iter().take(MAY_KNOW);
    let may = may.map(|m| (m.person.id, m.words, m.at)).collect();
    let Some(asked) = begin(site, tx, (&thread, by), (may, name.as_deref()), now)? else {
        return Ok(t.a("brief-nobody-to-ask", "title", &title));
    };
    let deed = Deed { by, at: now, undo: Some(Undo::Nudge(thread.no)) };
    briefs::put_deed(tx, list, (&Matter::Nudge(thread.no), 0), Some(&deed));
    Ok(t.text("brief-nudged", &[("name", asked.into()), ("title", title.into())]))
}

/// When the next person is asked about some question.
///
/// # Errors
/// When the store cannot be read.
pub fn until(from: &impl Read) -> Result<Option<Timestamp>, StoreError> {
    Ok(briefs::nudges(from)?.first().map(|nudge| nudge.due))
}

/// Asks those whose turn it is; what was answered is over.
pub(super) fn step(site: &Site) -> Result<(), StoreError> {
    let now = site.clock.now();
    for nudge in briefs::nudges(&site.store)?.into_iter().take_while(|n| n.due <= now) {
        let zone = site.zone_of(nudge.list)?;
        if let Some(morning) = first_posts::until_daylight(now, &zone) {
            put_off(site, &nudge, morning)?;
            continue;
        }
        site.store.write(|tx| {
            if briefs::nudge(tx, nudge.list, nudge.thread)?.as_ref() != Some(&nudge) {
                return Ok(());
            }
            let thread = threads::resolve(tx, nudge.list, nudge.thread)?;
            let open = match &thread {
                Some(thread) => {
                    marks::get(tx, nudge.list, thread.no)?.closed.is_none()
                        && open_question(tx, thread)?.is_some()
                }
                None => false,
            };
            let next = match open {
                true => ask_next(site, tx, nudge.clone(), now)?.0,
                false => Nudge { next: Vec::new(), ..nudge.clone() },
            };
            briefs::put_nudge(tx, &next);
            Ok(())
        })?;
    }
    Ok(())
}

fn put_off(site: &Site, nudge: &Nudge, due: Timestamp) -> Result<(), StoreError> {
    site.store.write(|tx| {
        if briefs::nudge(tx, nudge.list, nudge.thread)?.as_ref() == Some(nudge) {
            briefs::put_nudge(tx, &Nudge { due, ..nudge.clone() });
        }
        Ok(())
    })
}

/// Nobody else is asked about it.
pub(super) fn stop(tx: &mut Tx<'_>, list: ListId, thread: ThreadNo) -> Result<(), StoreError> {
    if let Some(nudge) = briefs::nudge(tx, list, thread)? {
        briefs::put_nudge(tx, &Nudge { next: Vec::new(), ..nudge });
    }
    Ok(())
}
