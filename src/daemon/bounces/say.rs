//! What we say when mail comes back or is not wanted: the question to the member, a word to the team. The
//! far side's own words stay in the log: they are a stranger's.

use crate::clock::Timestamp;
use crate::daemon::answers::{self, Question};
use crate::daemon::robot::{self, locale_for};
use crate::daemon::{Site, owners};
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::locale::{Locale, Value};
use crate::mail::delivery_status::Status;
use crate::store::bounces::{self, Probe, Score};
use crate::store::{StoreError, Tx, asked, digests, lists};

/// Days for which an answer to the question counts.
const ANSWER: i64 = 60;
/// Seconds for which complaints are counted.
const LATELY: i64 = 30 * 86_400;
/// Complaints that are counted in that time.
const MOST: usize = 1_000;

/// Asks somebody whether our mail reaches them.
pub(super) fn probe(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, person): (ListId, &Person),
    now: Timestamp,
) -> Result<Option<Probe>, StoreError> {
    let Some(settings) = lists::get(tx, list)? else { return Ok(None) };
    let t = locale_for(person, &settings);
    let lines = [t.a("probe", "list", &settings.name), t.s("probe-how")];
    let subject = t.a("probe-subject", "list", &settings.name);
    let question = question(site, (list, &settings, person), What::Probe, (subject, lines));
    let no = answers::probe(site, tx, question, now)?;
    tracing::info!(event = "probe", %list, person = %person.id);
    Ok(Some(Probe { list, no, sent: now, returned: None, open: true }))
}

/// A question in these words, and who helps.
fn question<'a>(
    site: &Site,
    (list, settings, person): (ListId, &'a Settings, &'a Person),
    what: What,
    (subject, lines): (String, [String; 2]),
) -> Question<'a> {
    let t = locale_for(person, settings);
    let humans = Addresses { list: &settings.address, secret: &site.secret }.fixed(Route::Owner);
    let help = t.a("a-person-helps", "humans", humans.as_str());
    let lines: Vec<String> = lines.into_iter().chain([help]).collect();
    let text = robot::paragraphs(t, person, &lines);
    Question { list, settings, person, what, days: ANSWER, subject, text, in_reply_to: None }
}

/// Tells those who animate a list that nothing more is sent to a member, and what brings them back.
pub(super) fn tell(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, member, score, since): (ListId, &Person, &Score, u32),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(settings) = lists::get(tx, list)? else { return Ok(()) };
    let request = Addresses { list: &settings.address, secret: &site.secret }.fixed(Route::Request);
    // Noon in UTC is the same day where most people live.
    let noon = jiff::SignedDuration::from_hours(12);
    let since = bounces::start_of(since).saturating_add(noon).unwrap_or(now);
    let words = |t: &Locale, human: &Person| {
        let day = t.day_and_month(since, &digests::zone_of(human, &site.timezone));
        let (who, why) = (member.display(), t.s(reason(score.status.as_deref())));
        let args: [(&str, Value<'_>); 6] = [
            ("list", settings.name.as_str().into()),
            ("who", who.into()),
            ("address", member.address.as_str().into()),
            ("date", day.into()),
            ("why", why.into()),
            ("request", request.as_str().into()),
        ];
        let lines = vec![t.text("returned-told", &args), t.text("returned-back-how", &args)];
        (t.text("returned-told-subject", &args), lines)
    };
    to_team(site, tx, (list, &settings, member), words, now)
}

/// Tells a member why nothing more is sent to them, and what starts it again.
pub(super) fn complained(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, suspended, person): (ListId, &[ListId], &Person),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(settings) = lists::get(tx, list)? else { return Ok(()) };
    let t = locale_for(person, &settings);
    let args = [("list", settings.name.as_str().into()), ("n", suspended.len().into())];
    let lines = [t.text("complaint", &args), t.s("complaint-how")];
    let subject = t.a("complaint-subject", "list", &settings.name);
    let question = question(site, (list, &settings, person), What::Complaint, (subject, lines));
    answers::ask(site, tx, question, now).map(|_| ())
}

/// Tells those who animate a list that somebody complained, and how many did lately; not who. Once a
/// day, however many do.
pub(super) fn tell_complaint(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, member): (ListId, &Person),
    now: Timestamp,
) -> Result<(), StoreError> {
    let what = format!("complaint of {list}");
    asked::few(tx, &what, (MOST, LATELY), now)?;
    let count = asked::lately(tx, &what, LATELY, now)?;
    let Some(settings) = lists::get(tx, list)? else { return Ok(()) };
    if !asked::once_a_day(tx, "complaint-told", list, robot::NOBODY, now)? {
        return Ok(());
    }
    let words = |t: &Locale, _: &Person| {
        let lines =
            vec![t.a("complaint-told", "list", &settings.name), t.n("complaint-count", &count)];
        (t.a("complaint-told-subject", "list", &settings.name), lines)
    };
    to_team(site, tx, (list, &settings, member), words, now)
}

/// Writes to each who animates a list, but not to the member whom it is about.
fn to_team(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, settings, about): (ListId, &Settings, &Person),
    words: impl Fn(&Locale, &Person) -> (String, Vec<String>),
    now: Timestamp,
) -> Result<(), StoreError> {
    for human in owners::people_of(tx, list)?.iter().filter(|human| human.id != about.id) {
        let said = words(locale_for(human, settings), human);
        robot::note(site, tx, (list, settings, human), said, (None, now))?;
    }
    Ok(())
}

/// The key of the words for a status (RFC 3463 §3).
fn reason(status: Option<&str>) -> &'static str {
    let status = status.and_then(Status::find);
    match status.map(|s| (s.subject, s.detail)) {
        Some((1, 2) | (4, _)) => "returned-why-domain",
        Some((1, _)) => "returned-why-unknown",
        Some((2, 1)) => "returned-why-disabled",
        Some((2, 2)) => "returned-why-full",
        _ => "returned-why-refused",
    }
}
