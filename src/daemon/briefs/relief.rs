//! Who takes over: when four briefs found nobody with time, the others who animate are asked once, and
//! whoever keeps the host is told. Nobody is blamed; the brief goes on, short, until somebody says yes.

use super::{Host, RELIEF, change, rhythm_of, settled};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Answer, Question};
use crate::daemon::{Site, owners, robot};
use crate::list::PersonId;
use crate::list::ask::{Ask, What};
use crate::list::decision::{self, Decision};
use crate::list::member::Person;
use crate::locale::Value;
use crate::smtp::handler::Verdict;
use crate::store::briefs::{self, Pace, Rhythm};
use crate::store::{StoreError, Tx, asked, asks, people};

/// Days for which the question waits, and is not asked again.
const DAYS: i64 = 28;

/// The end of a month's relief: four briefs, the one of the last day too.
fn month(now: Timestamp) -> Timestamp {
    now.saturating_add(jiff::SignedDuration::from_hours(24 * (DAYS + 1))).unwrap_or(now)
}

/// Asks the others, if it is time; the rhythm with a note of it.
pub(super) fn due(
    site: &Site,
    tx: &mut Tx<'_>,
    (host, rhythm): (&Host, Rhythm),
    now: Timestamp,
) -> Result<Rhythm, StoreError> {
    if rhythm.unanswered <= RELIEF || rhythm.relief.is_some() {
        return Ok(rhythm);
    }
    let mut others = Vec::new();
    for other in owners::people_of(tx, host.list)? {
        if other.id == host.person.id {
            continue;
        }
        let Some(theirs) = Host::of(site, tx, (host.list, other.id))? else { continue };
        let known = settled(&rhythm_of(tx, &theirs, now)?, now);
        // Somebody of the team does what the briefs ask.
        if known.pace != Pace::Off && known.unanswered < RELIEF && known.no > 0 {
            return Ok(rhythm);
        }
        others.push(other);
    }
    let once = format!("brief-relief {}", host.list);
    if asked::few(tx, &once, (1, DAYS * 86_400), now)? {
        for other in &others {
            ask(site, tx, (host, other), now)?;
        }
        tell_host(site, tx, host, now)?;
        tracing::info!(event = "relief-asked", list = %host.list, others = others.len());
    }
    Ok(Rhythm { relief: Some(now), ..rhythm })
}

/// « Qui prend la relève ce mois-ci? »
fn ask(
    site: &Site,
    tx: &mut Tx<'_>,
    (host, other): (&Host, &Person),
    now: Timestamp,
) -> Result<(), StoreError> {
    let t = robot::locale_for(other, &host.settings);
    let args = [
        ("who", Value::from(host.person.display().to_owned())),
        ("list", host.settings.name.as_str().into()),
    ];
    let lines = vec![t.text("relief", &args), t.s("relief-how")];
    let question = Question {
        list: host.list,
        settings: &host.settings,
        person: other,
        what: What::Relief(host.person.id),
        days: DAYS,
        subject: t.text("relief-subject", &args),
        text: robot::paragraphs(t, other, &lines),
        in_reply_to: None,
    };
    answers::ask(site, tx, question, now).map(|_| ())
}

/// Whoever keeps the host may name somebody.
fn tell_host(site: &Site, tx: &mut Tx<'_>, host: &Host, now: Timestamp) -> Result<(), StoreError> {
    let Some(address) = site.postmaster.clone() else { return Ok(()) };
    let keeper = Person::new(robot::NOBODY, address, None);
    let args = [
        ("list", Value::from(host.settings.name.as_str())),
        ("address", host.settings.address.as_str().into()),
    ];
    let words = |t: &'static crate::locale::Locale| {
        (t.text("relief-subject", &args), vec![t.text("relief-host", &args)])
    };
    robot::say(site, tx, (host.list, &host.settings, &keeper), &words, (None, now))
}

/// One of the others answers.
///
/// # Errors
/// When the store cannot be read.
pub fn answered(
    site: &Site,
    tx: &mut Tx<'_>,
    answer: &Answer,
    (ask, of): (&Ask, PersonId),
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let (person, settings) =
        match answers::of_team(tx, (answer, ask), "Only those who animate take over")? {
            Ok(both) => both,
            Err(verdict) => return Ok(verdict),
        };
    let t = robot::locale_for(&person, &settings);
    let to = (ask.list, &settings, &person);
    let back = (answer.message_id.clone(), now);
    let name = people::get(tx, of)?.map(|p| p.display().to_owned()).unwrap_or_default();
    let end = month(now);
    let zone = crate::store::digests::zone_of(&person, &site.timezone);
    let args = [
        ("who", Value::from(name)),
        ("list", settings.name.as_str().into()),
        ("date", t.date(end, &zone).into()),
        ("taker", person.display().to_owned().into()),
    ];
    let key = match decision::read(answer.said()) {
        None => {
            if asked::once_a_day(tx, "relief-unclear", ask.list, person.id, now)? {
                let words = (t.text("relief-subject", &args), vec![t.s("relief-how")]);
                robot::note(site, tx, to, words, back)?;
            }
            return Ok(Verdict::accepted("Not understood; nothing changed"));
        }
        Some(Decision::No(_) | Decision::Spam) => "relief-no",
        Some(Decision::Yes) => {
            let known = briefs::get(tx, ask.list, of)?;
            let taken = known.is_some_and(|r| r.away.is_some_and(|until| until > now));
            if taken { "relief-taken" } else { "relief-yes" }
        }
    };
    asks::answer(tx, ask.list, ask.no, now)?;
    if key == "relief-yes" {
        let covers = |r: &mut Rhythm| {
            (r.covers, r.unanswered, r.away) = (Some(end), 0, None);
        };
        change(site, tx, (ask.list, person.id), (&covers, now))?;
        let rests = |r: &mut Rhythm| {
            // Asked once: until she answers a brief, nobody is asked again.
            (r.away, r.unanswered) = (Some(end), 0);
        };
        change(site, tx, (ask.list, of), (&rests, now))?;
        tell_relieved(site, tx, (ask, of, person.display()), end)?;
        tracing::info!(event = "relieved", list = %ask.list, by = %person.id);
    }
    let words = (t.text("relief-done-subject", &args), vec![t.text(key, &args)]);
    robot::note(site, tx, to, words, back)?;
    Ok(Verdict::accepted("Noted"))
}

fn tell_relieved(
    site: &Site,
    tx: &mut Tx<'_>,
    (ask, of, taker): (&Ask, PersonId, &str),
    until: Timestamp,
) -> Result<(), StoreError> {
    let Some(host) = Host::of(site, tx, (ask.list, of))? else { return Ok(()) };
    let t = robot::locale_for(&host.person, &host.settings);
    let args = [
        ("taker", Value::from(taker.to_owned())),
        ("list", host.settings.name.as_str().into()),
        ("date", t.date(until, &host.zone).into()),
    ];
    let words = (t.text("relieved-subject", &args), vec![t.text("relieved", &args)]);
    let to = (ask.list, &host.settings, &host.person);
    robot::note(site, tx, to, words, (None, site.clock.now()))
}
