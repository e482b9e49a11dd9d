//! The undo window: a post waits a while before it is one, its author is told, and takes it back by a
//! word. Also the clock of everything else that waits. Whether a list has a window is its settings'.

use std::time::Duration;

use super::answers::{self, Answer, Question};
use super::post::{self, NewPost};
use super::pulse::{Pulse, Woken};
use super::{
    SharedSite, Site, Stop, aside, bounces, briefs, first_posts, held as waiting, moderation,
    newcomers, notes, polls, quiet, receipts, report, robot, scheduled,
};
use crate::clock::Timestamp;
use crate::digest::excerpt::shorten;
use crate::list::admit::HoldReason;
use crate::list::ask::{Ask, What};
use crate::list::decision;
use crate::list::member::{Delivery, Person, Role};
use crate::list::settings::Settings;
use crate::list::{HeldNo, ListId};
use crate::locale::Locale;
use crate::mail::compose::line;
use crate::smtp::handler::Verdict;
use crate::store::held::{self, Held};
use crate::store::{Read, StoreError, Tx, asked, asks, digests, lists, marks, people};

/// Seconds between two looks at messages nobody was asked about.
const HOUR: i64 = 3600;
/// Rows that are due, taken at a time.
const PAGE: usize = 100;
/// Members counted for a receipt; a larger list says no number.
const COUNTED: usize = 1000;
/// Characters of a subject inside one of our sentences.
const SUBJECT: usize = 60;
/// Days for which an answer to the receipt is answered.
const DAYS: i64 = 2;

/// Posts a message, or lets it wait for the list's undo window.
///
/// # Errors
/// When the store cannot be read.
pub fn post(
    site: &Site,
    tx: &mut Tx<'_>,
    post: NewPost,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let list = post.list;
    if is_closed(tx, &post)? {
        let no = waiting::hold(site, tx, post, HoldReason::Closed)?;
        tracing::info!(event = "held", %list, %no, reason = "closed");
        return Ok(Verdict::accepted("Waiting for a moderator: this thread is closed"));
    }
    let Some(post) = scheduled::wait(site, tx, post, now)? else {
        return Ok(Verdict::accepted("It goes out at the moment its author chose"));
    };
    let settings = lists::get(tx, list)?.filter(|s| s.undo > 0);
    let known = settings.is_some() && post::known(tx, &post)?.is_some();
    let Some(settings) = settings.filter(|_| !known) else {
        let quiet = post.quiet;
        let accepted = post::accept(tx, post)?;
        tracing::info!(event = "post", %list, article = %accepted.article());
        if !quiet {
            receipts::published(site, tx, (list, accepted), now)?;
        }
        return Ok(Verdict::accepted(format!("Posted as message {}", accepted.article())));
    };
    let quiet = post.quiet;
    let waits = held::of_list(tx, list)?.iter().any(|h| h.content == post.content);
    let no = waiting::hold(site, tx, post, HoldReason::Window)?;
    if let Some(held) = held::get(tx, list, no)?.filter(|_| !waits) {
        let length = jiff::SignedDuration::from_secs(i64::from(settings.undo));
        let due = now.saturating_add(length).unwrap_or(now);
        held::put_due(tx, due, list, no);
        if !quiet {
            receipt(site, tx, (&settings, &held), (due, now))?;
        }
        tracing::info!(event = "window", %list, %no, seconds = settings.undo);
    }
    Ok(Verdict::accepted("It goes out shortly, unless its author takes it back"))
}

/// Whether its thread was closed, and its author is not of those who may close one.
fn is_closed(tx: &Tx<'_>, post: &NewPost) -> Result<bool, StoreError> {
    if !marks::are_there(tx, post.list)? || post::known(tx, post)?.is_some() {
        return Ok(false);
    }
    let Some(thread) = post::home(tx, post)? else { return Ok(false) };
    if marks::get(tx, post.list, thread)?.closed.is_none() {
        return Ok(false);
    }
    let author = people::find(tx, &post.from.address)?;
    let member = author.map(|a| people::membership(tx, post.list, a.id)).transpose()?.flatten();
    Ok(member.is_none_or(|m| m.role == Role::Member))
}

/// Tells the author, if they are a member, until when a word takes it back.
fn receipt(
    site: &Site,
    tx: &mut Tx<'_>,
    (settings, held): (&Settings, &Held),
    (due, now): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let Some(author) = people::find(tx, &held.from.address)? else { return Ok(()) };
    // Without it nobody would know that a word takes their post back: only a no does without.
    let silent = author.receipts == Some(false);
    if silent || people::membership(tx, held.list, author.id)?.is_none() {
        return Ok(());
    }
    let t = robot::locale_for(&author, settings);
    let mut lines = vec![t.text(
        "window",
        &[
            ("subject", about(t, &held.subject).into()),
            ("time", when(site, t, &author, due).into()),
        ],
    )];
    if let Some(readers) = readers(tx, held.list)? {
        lines.push(t.n("window-readers", &readers));
    }
    lines.push(t.s("window-how"));
    let question = Question {
        list: held.list,
        settings,
        person: &author,
        what: What::Unsend(held.no),
        days: DAYS,
        subject: t.a("window-subject", "subject", &about(t, &held.subject)),
        text: robot::paragraphs(t, &author, &lines),
        in_reply_to: None,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}

pub(super) fn about(t: &Locale, subject: &str) -> String {
    match line(subject) {
        none if none.is_empty() => t.s("moderate-no-subject"),
        some => shorten(&some, SUBJECT),
    }
}

fn when(site: &Site, t: &Locale, person: &Person, at: Timestamp) -> String {
    t.time(at, &digests::zone_of(person, &site.timezone))
}

/// How many members get what is posted, at once or in a digest.
pub(super) fn readers(from: &impl Read, list: ListId) -> Result<Option<usize>, StoreError> {
    let all = people::memberships(from, list, None, COUNTED)?;
    let silent = |d| matches!(d, Delivery::None | Delivery::Notices);
    let count = all.iter().filter(|m| m.suspended.is_none() && !silent(m.delivery)).count();
    Ok((all.len() < COUNTED).then_some(count))
}

/// The author answers the receipt.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, no): (&Ask, HeldNo),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let author = ask.person.map(|id| people::get(tx, id)).transpose()?.flatten();
    let (Some(author), Some(settings)) = (author, lists::get(tx, ask.list)?) else {
        return Ok(Verdict::unknown());
    };
    let t = robot::locale_for(&author, &settings);
    let held = held::get(tx, ask.list, no)?.filter(|h| h.reason == HoldReason::Window);
    let words = decision::takes_back(answer.said());
    let (key, held) = match held {
        Some(held) if words => {
            asks::answer(tx, ask.list, ask.no, now)?;
            held::remove(tx, ask.list, no);
            tracing::info!(event = "taken-back", list = %ask.list, %no);
            ("taken-back", Some(held))
        }
        Some(held) => ("window-unclear", Some(held)),
        None if ask.answered.is_some() => return Ok(Verdict::accepted("Taken back already")),
        None => ("window-over", None),
    };
    // One word about each, whatever a machine answers.
    if key != "taken-back"
        && !asked::once_a_day(tx, &format!("{key}-{no}"), ask.list, author.id, now)?
    {
        return Ok(Verdict::accepted("Noted"));
    }
    let subject = held.as_ref().map_or_else(|| answer.subject.clone(), |h| about(t, &h.subject));
    let lines = vec![t.a(key, "subject", &subject)];
    let of = (ask.list, &settings, &author);
    let heading = t.a(&format!("{key}-subject"), "subject", &subject);
    robot::note(site, tx, of, (heading, lines), (answer.message_id.clone(), now))?;
    Ok(Verdict::accepted("Noted"))
}

/// Takes back what somebody last wrote to a list, while it waits: its subject. For a command that
/// names nothing.
///
/// # Errors
/// When the store cannot be read.
pub fn take_back_last(
    tx: &mut Tx<'_>,
    (list, author): (ListId, &Person),
    since: Option<Timestamp>,
) -> Result<Option<String>, StoreError> {
    let own = |h: &Held| {
        matches!(h.reason, HoldReason::Window | HoldReason::Scheduled)
            && h.from.address.same_mailbox(&author.address)
    };
    let later = |h: &Held| own(h) && since.is_none_or(|since| h.received >= since);
    let last = held::of_list(tx, list)?.into_iter().rfind(later);
    Ok(last.map(|held| {
        held::remove(tx, list, held.no);
        tracing::info!(event = "taken-back", %list, no = %held.no);
        held.subject
    }))
}

/// Runs until stopped.
pub async fn run(site: SharedSite, mut stop: Stop) {
    let mut pulse = Pulse::new(&site.store);
    let mut asked_at: Option<Timestamp> = None;
    loop {
        pulse.begin();
        let at_work = site.clone();
        let now = site.clock.now();
        let hourly = asked_at.is_none_or(|at| (now.as_second() - at.as_second()).abs() >= HOUR);
        let work = tokio::task::spawn_blocking(move || {
            step(&at_work)?;
            newcomers::step(&at_work)?;
            first_posts::step(&at_work)?;
            quiet::step(&at_work)?;
            bounces::step(&at_work)?;
            polls::step(&at_work)?;
            report::step(&at_work)?;
            notes::step(&at_work)?;
            briefs::step(&at_work)?;
            if hourly {
                super::weeks::step(&at_work)?;
                super::ripe::step(&at_work)?;
                super::withdraw::step(&at_work)?;
                quiet::begin(&at_work)?;
                report::begin(&at_work)?;
                notes::suggest(&at_work)?;
                briefs::begin(&at_work)?;
                ask_teams(&at_work)?;
            }
            Ok::<_, StoreError>(())
        });
        match work.await {
            Ok(Ok(())) => asked_at = if hourly { Some(now) } else { asked_at },
            Ok(Err(error)) => {
                tracing::error!(event = "window-failed", %error);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) => {
                tracing::error!(event = "window-panicked", %error);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        pulse.end(Duration::ZERO);
        if pulse.wait(&mut stop).await == Woken::Stop {
            return;
        }
    }
}

/// Posts what has waited long enough; forgets what waited for an answer that did not come.
///
/// # Errors
/// When the store fails.
pub fn step(site: &Site) -> Result<(), StoreError> {
    loop {
        let now = site.clock.now();
        let due = held::due(&site.store, now, PAGE)?;
        if due.is_empty() {
            return Ok(());
        }
        for (at, list, no) in due {
            let what = format!("waiting message {list}/{no}");
            // It stays among those that wait: the team lets it go, or not.
            let drop = |tx: &mut Tx<'_>| {
                held::remove_due(tx, at, list, no);
                Ok(())
            };
            aside::row(site, &what, || let_go(site, (at, list, no), now), drop)?;
        }
    }
}

/// One that has waited long enough.
fn let_go(
    site: &Site,
    (at, list, no): (Timestamp, ListId, HeldNo),
    now: Timestamp,
) -> Result<(), StoreError> {
    let post = waiting::rebuild(site, list, no, now)?;
    site.store.write(|tx| {
        held::remove_due(tx, at, list, no);
        let Some(held) = held::get(tx, list, no)? else { return Ok(()) };
        if held.reason == HoldReason::Scheduled {
            return scheduled::publish(site, tx, (&held, post), now);
        }
        held::remove(tx, list, no);
        match (held.reason, post) {
            (HoldReason::Window, Some(post)) => post::accept(tx, post).map(|_| ()),
            _ => Ok::<_, StoreError>(()),
        }
    })
}

/// A team that was asked about many messages is asked about more the next day.
fn ask_teams(site: &Site) -> Result<(), StoreError> {
    let now = site.clock.now();
    for (list, _) in lists::all(&site.store)? {
        let waiting = held::of_list(&site.store, list)?;
        if waiting.iter().any(|h| h.asked.is_none() && h.reason.is_for_team()) {
            site.store.write(|tx| moderation::ask_more(site, tx, list, now))?;
        }
    }
    Ok(())
}
