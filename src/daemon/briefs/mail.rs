//! The brief as a mail: a screen of text, the actions, and a few lines that are always there. Never a
//! reproach, never a chart.

use super::Host;
use super::gather::{self, Seen};
use super::item::{Item, Page};
use crate::animation::brief::pulse::Number;
use crate::animation::brief::{self, Measure, Plan};
use crate::clock::Timestamp;
use crate::daemon::answers::{self, Question};
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::ask::What;
use crate::list::milestone::is_milestone;
use crate::locale::{Locale, Value};
use crate::store::briefs::{self, Rhythm, Sent};
use crate::store::digests::{self, Lead};
use crate::store::{StoreError, Tx, asks, polls, sayings, threads};

/// Days for which a brief is answered.
const DAYS: i64 = 28;
/// Days in which a poll's end is near, and a word that was said is news.
const SOON: i64 = 7;
/// Messages before a milestone at which it is near.
const NEAR: u32 = 10;
/// Messages from which milestones are spoken of.
const ALIVE: u32 = 40;
/// Characters of a list's name in a subject.
const NAME: usize = 28;

/// A brief that can be sent.
pub(super) struct Ready {
    subject: String,
    text: String,
    given: Vec<briefs::Given>,
    word: Option<String>,
}

impl Ready {
    /// Whether it asks anything.
    pub fn asks(&self) -> bool {
        !self.given.is_empty()
    }

    /// Subject and text.
    pub fn into_parts(self) -> (String, String) {
        (self.subject, self.text)
    }
}

/// Makes the brief of a moment. `None`: nothing is due.
pub(super) fn ready(
    site: &Site,
    host: &Host,
    (rhythm, measure): (&Rhythm, Measure),
    now: Timestamp,
) -> Result<Option<Ready>, StoreError> {
    let seen = gather::look(site, host, (rhythm, measure), now)?;
    let plan = brief::plan(&seen.facts, measure);
    let page = Page { site, host, t: robot::locale_for(&host.person, &host.settings), now };
    let mut items = Vec::new();
    for matter in &plan.actions {
        items.extend(page.item(items.len() + 1, matter)?);
    }
    if measure == Measure::Due && items.is_empty() {
        return Ok(None);
    }
    // A list that nobody but its team has joined needs no brief yet.
    if items.is_empty() && seen.posts == 0 {
        return Ok(None);
    }
    let word = draft_of_word(&page, &seen)?;
    let subject = subject(&page, &plan, items.len());
    let mut text = text(&page, (&seen, &plan, measure), (&items, word.as_deref()))?;
    // Who starts is told once what this mail is.
    text.retain(|paragraph| !paragraph.is_empty());
    if rhythm.no == 0 {
        text.insert(0, page.t.s("brief-first"));
    }
    let text = robot::paragraphs(page.t, &host.person, &text);
    let given = items.into_iter().map(|item| item.given).collect();
    Ok(Some(Ready { subject, text, given, word }))
}

fn subject(page: &Page<'_>, plan: &Plan, n: usize) -> String {
    let list = shorten(&page.host.settings.name, NAME);
    let args =
        [("n", Value::from(n)), ("m", plan.minutes().into()), ("list", list.as_str().into())];
    page.t.text(
        match n {
            0 => "brief-subject-none",
            _ if plan.silent => "brief-subject-silent",
            _ => "brief-subject",
        },
        &args,
    )
}

fn text(
    page: &Page<'_>,
    (seen, plan, measure): (&Seen, &Plan, Measure),
    (items, word): (&[Item], Option<&str>),
) -> Result<Vec<String>, StoreError> {
    let t = page.t;
    let n = items.len();
    let args = [
        ("n", Value::from(n)),
        ("m", plan.minutes().into()),
        ("list", page.host.settings.name.as_str().into()),
        ("days", seen.facts.since_thread.unwrap_or(0).into()),
    ];
    let mut all = vec![t.text(
        match (n, plan.silent, measure) {
            (0, ..) => "brief-intro-none",
            (_, true, _) => "brief-intro-silent",
            (_, _, Measure::One) => "brief-intro-one",
            _ => "brief-intro",
        },
        &args,
    )];
    for (at, item) in items.iter().enumerate() {
        let minutes = item.given.matter.minutes();
        let head = [
            ("n", Value::from(at + 1)),
            ("what", item.what.as_str().into()),
            ("m", minutes.into()),
        ];
        let lines = std::iter::once(t.text("brief-item", &head)).chain(item.lines.iter().cloned());
        all.push(lines.collect::<Vec<_>>().join("\n   "));
    }
    all.push(also(page, seen, word)?);
    let day = t.day_ahead(page.now, &page.host.zone);
    all.push(t.a(if n == 0 { "brief-how-none" } else { "brief-how" }, "day", &day));
    Ok(all)
}

/// What is always there.
fn also(page: &Page<'_>, seen: &Seen, word: Option<&str>) -> Result<String, StoreError> {
    let t = page.t;
    let mut lines = vec![t.s("brief-also")];
    lines.extend(word.map(|word| t.a("brief-word", "text", word)));
    lines.extend(closing(page)?);
    let next = (1..=NEAR).find(|k| is_milestone(seen.posts + k));
    if let Some(k) = next.filter(|_| seen.posts >= ALIVE) {
        let args = [("n", Value::from(k)), ("rank", t.ordinal(seen.posts + k).into())];
        lines.push(t.text("brief-milestone", &args));
    }
    let number = |n: Number| -> [Value<'static>; 2] {
        [t.number(n.now).into(), halves(t, n.usual_halves).into()]
    };
    let all = [seen.pulse.posts, seen.pulse.people, seen.pulse.threads, seen.pulse.joined];
    let names = [("a", "a4"), ("b", "b4"), ("c", "c4"), ("d", "d4")];
    let mut args = Vec::new();
    for (of, (now, usual)) in all.into_iter().zip(names) {
        let [a, b] = number(of);
        args.extend([(now, a), (usual, b)]);
    }
    // Of a week without anything, the subject says so already.
    lines.extend(all.iter().any(|n| n.now > 0).then(|| t.text("brief-numbers", &args)));
    Ok(if lines.len() > 1 { lines.join("\n   ") } else { String::new() })
}

/// « 2 », « 2,5 ».
fn halves(t: &Locale, halves: usize) -> String {
    match halves % 2 {
        0 => t.number(halves / 2),
        _ => t.a("brief-half", "n", &t.number(halves / 2)),
    }
}

/// Polls whose end is near.
fn closing(page: &Page<'_>) -> Result<Vec<String>, StoreError> {
    let soon = page.now.saturating_add(jiff::SignedDuration::from_hours(24 * SOON));
    let soon = soon.unwrap_or(page.now);
    let mut lines = Vec::new();
    for poll in polls::of_list(&page.site.store, page.host.list)? {
        if poll.is_open(page.now) && poll.form.closes <= soon {
            let answers = polls::ballots(&page.site.store, &poll)?.len();
            let args = [
                ("title", Value::from(shorten(&poll.form.title, 60))),
                ("date", page.t.date_time(poll.form.closes, &page.host.zone).into()),
                ("n", answers.into()),
            ];
            lines.push(page.t.text("brief-poll", &args));
        }
    }
    Ok(lines)
}

/// Words for the top of the next digests, in the list's language; `None`: the team said some of late, or
/// there is nothing to say.
fn draft_of_word(page: &Page<'_>, seen: &Seen) -> Result<Option<String>, StoreError> {
    let (store, list) = (&page.site.store, page.host.list);
    let lately = |at: Timestamp| page.now.duration_since(at).as_hours() < 24 * SOON;
    if sayings::get(store, list)?.is_some_and(|s| lately(s.at)) {
        return Ok(None);
    }
    let c = page.common();
    let mut parts = Vec::new();
    // Everybody reads it: who did not say who they are is not named.
    if !seen.facts.newcomers.is_empty() {
        parts.push(c.n("brief-word-newcomers", &seen.facts.newcomers.len()));
    }
    let question = match seen.facts.questions.first() {
        Some(no) => threads::resolve(store, list, *no)?,
        None => None,
    };
    match (question, &seen.lively) {
        (Some(thread), _) => {
            parts.push(c.a("brief-word-question", "title", &shorten(&thread.subject, 80)));
        }
        (None, Some(thread)) => {
            parts.push(c.a("brief-word-thread", "title", &shorten(&thread.subject, 80)));
        }
        (None, None) => {}
    }
    Ok((!parts.is_empty()).then(|| parts.join(" ")))
}

/// Sends it, and keeps what it offered.
pub(super) fn send(
    site: &Site,
    tx: &mut Tx<'_>,
    (host, no): (&Host, u32),
    ready: Ready,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Ready { subject, text, given, word } = ready;
    let (list, person) = (host.list, &host.person);
    let question = Question {
        list,
        settings: &host.settings,
        person,
        what: What::Brief(no),
        days: DAYS,
        subject,
        text,
        in_reply_to: None,
    };
    let ask = answers::ask(site, tx, question, now)?;
    // Whatever address a reply comes to, it is no post.
    if let Some(mailed) = asks::mailed(tx, list, ask)? {
        digests::put_lead(tx, &mailed.message_id, &Lead::Brief { list, ask });
    }
    tracing::info!(event = "brief", %list, person = %person.id, no, actions = given.len());
    briefs::put_sent(tx, &Sent { list, person: person.id, no, at: now, ask, given, word });
    Ok(())
}
