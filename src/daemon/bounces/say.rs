//! What we say when mail comes back: the question to the member, and a word to those who animate. The
//! far side's own words stay in the log: they are a stranger's.

use crate::clock::Timestamp;
use crate::daemon::answers::{self, Question};
use crate::daemon::robot::{self, locale_for};
use crate::daemon::{Site, owners};
use crate::list::ListId;
use crate::list::address::{Addresses, Route};
use crate::list::ask::What;
use crate::list::member::Person;
use crate::locale::Value;
use crate::mail::delivery_status::Status;
use crate::store::bounces::{self, Probe, Score};
use crate::store::{StoreError, Tx, digests, lists};

/// Days for which an answer to the question counts.
const ANSWER: i64 = 60;

/// Asks somebody whether our mail reaches them.
pub(super) fn probe(
    site: &Site,
    tx: &mut Tx<'_>,
    (list, person): (ListId, &Person),
    now: Timestamp,
) -> Result<Option<Probe>, StoreError> {
    let Some(settings) = lists::get(tx, list)? else { return Ok(None) };
    let t = locale_for(person, &settings);
    let humans = Addresses { list: &settings.address, secret: &site.secret }.fixed(Route::Owner);
    let lines = [
        t.a("probe", "list", &settings.name),
        t.s("probe-how"),
        t.a("a-person-helps", "humans", humans.as_str()),
    ];
    let question = Question {
        list,
        settings: &settings,
        person,
        what: What::Probe,
        days: ANSWER,
        subject: t.a("probe-subject", "list", &settings.name),
        text: robot::paragraphs(t, person, &lines),
        in_reply_to: None,
    };
    let no = answers::probe(site, tx, question, now)?;
    tracing::info!(event = "probe", %list, person = %person.id);
    Ok(Some(Probe { list, no, sent: now, returned: None, open: true }))
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
    for human in owners::people_of(tx, list)? {
        if human.id == member.id {
            continue;
        }
        let t = locale_for(&human, &settings);
        let day = t.day_and_month(since, &digests::zone_of(&human, &site.timezone));
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
        let words = (t.text("returned-told-subject", &args), lines);
        robot::note(site, tx, (list, &settings, &human), words, (None, now))?;
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
