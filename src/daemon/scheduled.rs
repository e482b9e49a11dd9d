//! Posts for later: a mail to the list whose first line says when, « Publier : lundi 9 h ». It waits as it
//! came; its author hears the exact moment, and takes it back or moves it by a reply. At its moment it is
//! a post like any other, without that line. How a moment is written is [`crate::request::when`]'s.

use super::answers::{self, Answer, Question};
use super::post::{self, NewPost, Place, Source};
use super::{Site, held as waiting, receipts, robot, window};
use crate::clock::{TimeZone, Timestamp, city};
use crate::list::admit::HoldReason;
use crate::list::ask::{Ask, What};
use crate::list::decision;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{HeldNo, ListId};
use crate::locale::{Locale, Value};
use crate::mail::message::Message;
use crate::mail::message_id::{MessageId, hash_text};
use crate::mail::recognise::{self, expressions, words};
use crate::mail::{edit, opening};
use crate::request::when;
use crate::smtp::handler::Verdict;
use crate::store::held::{self, Held};
use crate::store::record::Blob;
use crate::store::{Read, StoreError, Tx, asked, asks, digests, lists, people};

/// Words that may name a moment, after the colon; more of them are a title.
const FEW: usize = 5;
/// Days for which a mail waits whose moment nobody could read.
const DAYS: i64 = 7;
/// Days after the moment for which an answer is answered.
const AFTER: i64 = 2;
/// Signatures that hold no more without the first line.
const SEALS: [&str; 4] =
    ["DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results"];

/// When a mail is to be posted, in its author's words. `None`: it does not say, so now.
pub fn said(message: &Message<'_>) -> Option<String> {
    said_by(opening::first_line(message)?)
}

fn said_by(line: &str) -> Option<String> {
    let all = expressions("schedule-words");
    if let Some((head, tail)) = line.split_once([':', '：']) {
        let head = words(head);
        let meant = all.contains(&head) && words(tail).len() <= FEW;
        return (meant || (all.contains(&head) && when::is_date(tail)))
            .then(|| tail.trim().to_owned());
    }
    let said = words(line);
    let n = recognise::begins(&said, &all)?;
    let tail = said.get(n..).unwrap_or_default().join(" ");
    // Without a colon, all of it is a moment, whatever today is.
    let any: Timestamp = Timestamp::from_second(1_704_110_400).ok()?;
    let is = when::moment(&tail, &any.to_zoned(TimeZone::UTC)).is_some();
    is.then(|| line.split_whitespace().skip(n).collect::<Vec<_>>().join(" "))
}

/// Lets a post wait for the moment its author named. `Some`: it named none, and may go out now.
///
/// # Errors
/// When the store cannot be read.
pub fn wait(
    site: &Site,
    tx: &mut Tx<'_>,
    mut post: NewPost,
    now: Timestamp,
) -> Result<Option<NewPost>, StoreError> {
    let Some(said) = post.timed.take() else { return Ok(Some(post)) };
    let (list, quiet) = (post.list, post.quiet);
    let author = people::find(tx, &post.from.address)?;
    let (Some(author), Some(settings)) = (author, lists::get(tx, list)?) else {
        return Ok(Some(post));
    };
    if people::membership(tx, list, author.id)?.is_none() {
        return Ok(Some(post));
    }
    // Its sender may try again after it went out.
    let mark = hash_text(&[&post.content, &list.0.to_be_bytes(), b"scheduled"]);
    if digests::lead(tx, &mark)?.is_some() {
        return Ok(None);
    }
    digests::put_done(tx, &mark);
    let at = read(site, &author, &said, now);
    let id = post.message_id.clone();
    let no = waiting::hold(site, tx, post, HoldReason::Scheduled)?;
    let Some(held) = held::get(tx, list, no)? else { return Ok(None) };
    let held = set(tx, held, at, now);
    tracing::info!(event = "scheduled", %list, %no, at = ?held.at);
    if !quiet {
        let of = (list, &settings, &author);
        tell(site, tx, of, (&held, &said), (Some(id), now))?;
    }
    Ok(None)
}

/// The moment, by its author's clock.
fn read(site: &Site, author: &Person, said: &str, now: Timestamp) -> Option<Timestamp> {
    let zone = digests::zone_of(author, &site.timezone);
    when::moment(said, &now.to_zoned(zone)).map(|at| at.timestamp())
}

/// Notes the moment; without one, that at which it is forgotten.
fn set(tx: &mut Tx<'_>, held: Held, at: Option<Timestamp>, now: Timestamp) -> Held {
    let held = Held { at, ..held };
    held::update(tx, &held);
    held::put_due(tx, at.unwrap_or_else(|| later(now, DAYS)), held.list, held.no);
    held
}

fn later(from: Timestamp, days: i64) -> Timestamp {
    from.saturating_add(jiff::SignedDuration::from_hours(24 * days)).unwrap_or(from)
}

/// The moment in words: « lundi 3 juin 2019 à 9 h (heure de Toronto) ».
pub fn moment(site: &Site, t: &Locale, person: &Person, at: Timestamp) -> String {
    let zone = digests::zone_of(person, &site.timezone);
    let args = [
        ("date", Value::from(t.date_with_weekday(at, &zone))),
        ("time", t.time(at, &zone).into()),
        ("city", city(&zone).into()),
    ];
    t.text("scheduled-moment", &args)
}

/// Tells the author when it goes out, or asks.
fn tell(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, author): (ListId, &Settings, &Person),
    (held, said): (&Held, &str),
    (in_reply_to, now): (Option<MessageId>, Timestamp),
) -> Result<(), StoreError> {
    let t = robot::locale_for(author, settings);
    let subject = window::about(t, &held.subject);
    let (key, lines, days) = match held.at {
        Some(at) => {
            let when = moment(site, t, author, at);
            let args = [("subject", Value::from(subject.as_str())), ("when", when.into())];
            let mut lines = vec![t.text("scheduled", &args)];
            lines.extend(window::readers(tx, list)?.map(|n| t.n("window-readers", &n)));
            lines.push(t.s("scheduled-how"));
            let days = at.duration_since(now).as_hours() / 24 + 1 + AFTER;
            ("scheduled-subject", lines, days)
        }
        None => {
            let args = [("subject", Value::from(subject.as_str())), ("said", said.into())];
            let lines = vec![t.text("scheduled-when", &args), t.s("scheduled-when-how")];
            ("scheduled-when-subject", lines, DAYS)
        }
    };
    let question = Question {
        list,
        settings,
        person: author,
        what: What::Scheduled(held.no),
        days,
        subject: t.a(key, "subject", &subject),
        text: robot::paragraphs(t, author, &lines),
        in_reply_to,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}

/// The author takes it back, or names another moment.
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
    let of = (ask.list, &settings, &author);
    let back = (answer.message_id.clone(), now);
    let t = robot::locale_for(&author, &settings);
    let held = held::get(tx, ask.list, no)?.filter(|h| h.reason == HoldReason::Scheduled);
    let line = answer.said().lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
    let wanted = said_by(line).unwrap_or_else(|| line.to_owned());
    let at = match expressions("schedule-now").contains(&words(&wanted)) {
        true => Some(now),
        false => read(site, &author, &wanted, now),
    };
    match (held, at) {
        (Some(held), _) if decision::takes_back(answer.said()) => {
            asks::answer(tx, ask.list, ask.no, now)?;
            held::remove(tx, ask.list, no);
            tracing::info!(event = "taken-back", list = %ask.list, %no);
            let subject = window::about(t, &held.subject);
            let heading = t.a("taken-back-subject", "subject", &subject);
            let lines = vec![t.a("taken-back", "subject", &subject)];
            robot::note(site, tx, of, (heading, lines), back)?;
        }
        (Some(held), Some(at)) => {
            let held = set(tx, held, Some(at), now);
            tracing::info!(event = "scheduled", list = %ask.list, %no, at = ?held.at);
            tell(site, tx, of, (&held, &wanted), back)?;
        }
        (held, _) => {
            if asked::once_a_day(tx, &format!("scheduled-{no}"), ask.list, author.id, now)? {
                let key = if held.is_some() { "scheduled-unclear" } else { "scheduled-over" };
                let subject = held.map_or_else(|| answer.subject.clone(), |h| h.subject);
                let subject = window::about(t, &subject);
                let heading = t.a(&format!("{key}-subject"), "subject", &subject);
                let lines = vec![t.a(key, "subject", &subject)];
                robot::note(site, tx, of, (heading, lines), back)?;
            }
        }
    }
    Ok(Verdict::accepted("Noted"))
}

/// The post that a mail becomes at its moment: without its first line, and of that moment. Signatures
/// that the line was under go with it, so that copies say whose they are as the list's rules want.
///
/// # Errors
/// When the store cannot be read.
pub fn rebuild(
    site: &Site,
    held: &Held,
    raw: &[u8],
    now: Timestamp,
) -> Result<NewPost, StoreError> {
    let zone = site.zone_of(held.list)?;
    let date = held.at.unwrap_or(now).min(now).to_zoned(zone.clone());
    let date = jiff::fmt::rfc2822::to_string(&date).unwrap_or_default();
    let said = said(&Message::parse(raw)).is_some();
    let kept = said.then(|| opening::without_first_line(raw)).flatten();
    let edited = edit::with_field(kept.as_deref().unwrap_or(raw), ("Date", &date), &SEALS);
    let place = held.thread.map_or(Place::ByHeaders, Place::Thread);
    let message = Message::parse(&edited);
    let post = NewPost::new(held.list, &message, held.from.clone(), now, &site.hostname)
        .from_source(Source::Derived(Blob::new(raw)));
    Ok(post.at(place).in_zone(zone).seen(held.identity.clone()))
}

/// Its moment has come, or nobody said which that is.
///
/// # Errors
/// When the store cannot be read.
pub fn publish(
    site: &Site,
    tx: &mut Tx<'_>,
    (held, post): (&Held, Option<NewPost>),
    now: Timestamp,
) -> Result<(), StoreError> {
    // Rows know milliseconds.
    if held.at.is_some_and(|at| at.as_millisecond() > now.as_millisecond()) {
        return Ok(()); // moved: another row waits for that
    }
    held::remove(tx, held.list, held.no);
    let (Some(_), Some(post)) = (held.at, post) else { return Ok(()) };
    if !still_may(tx, held)? {
        tracing::info!(event = "scheduled-dropped", list = %held.list, no = %held.no);
        return Ok(());
    }
    let accepted = post::accept(tx, post)?;
    tracing::info!(event = "post", list = %held.list, article = %accepted.article(), scheduled = true);
    receipts::published(site, tx, (held.list, accepted), now)
}

/// Who has left meanwhile says nothing here any more.
fn still_may(from: &impl Read, held: &Held) -> Result<bool, StoreError> {
    let Some(author) = people::find(from, &held.from.address)? else { return Ok(false) };
    Ok(people::membership(from, held.list, author.id)?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, want: Option<&str>) {
        assert_eq!(said_by(line).as_deref(), want, "{line}");
    }

    #[test]
    fn first_lines() {
        check("Publier : lundi 9 h", Some("lundi 9 h"));
        check("PUBLIER: demain", Some("demain"));
        check("À publier : le 3 juin à 9 h du matin", Some("le 3 juin à 9 h du matin"));
        check("Publish: Monday 9 am", Some("Monday 9 am"));
        check("Publish Monday 9 am", Some("Monday 9 am"));
        check("Publier lundi 9 h", Some("lundi 9 h"));
        check("Publier : bientôt", Some("bientôt"));
        check("Publier : voici un guide de jardinage pour toutes et tous", None);
        check("Publier un guide, est-ce utile?", None);
        check("Bonjour : lundi 9 h", None);
        check("Bonjour", None);
    }
}
