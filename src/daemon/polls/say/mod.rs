//! The mails of polls: to who asks (`host`), to those who are asked (`ask`), to those who answer
//! (`voter`), and what it came to (`outcome`). Here is what they share. Every sentence is the
//! catalogue's.

mod ask;
mod host;
mod outcome;
mod outside;
mod voter;

pub(super) use self::ask::{Occasion, poll_text, question, reminder};
pub(super) use self::host::{
    again, draft, dropped, not_theirs, opened, trouble, unclear, which_day,
};
pub(super) use self::outcome::{by_name, report, result};
pub(super) use self::outside::{outside, outside_no, outside_text};
pub(super) use self::voter::{is_it_yours, late, receipt, so_far, which};

use crate::animation::poll::{Answer, Ballot, Comments, Form, Kind, Secrecy};
use crate::clock::Timestamp;
use crate::daemon::{Site, robot};
use crate::digest::excerpt::shorten;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::list::{ListId, PollNo};
use crate::locale::{Locale, Value};
use crate::mail::message_id::MessageId;
use crate::mail::recognise;
use crate::store::polls::Poll;
use crate::store::{StoreError, digests as rhythm};

/// One person in one list.
type Of<'a> = (ListId, &'a Settings, &'a Person);

/// What a mail answers, and when.
type Back = (Option<MessageId>, Timestamp);

/// Characters of a title in a subject.
const TITLE: usize = 40;

/// A title, short enough to stand in a subject of ours.
fn short(title: &str) -> String {
    shorten(title, TITLE)
}

/// A subject that names the poll.
pub(super) fn titled(t: &Locale, key: &str, poll: &Poll) -> String {
    t.a(key, "title", &short(&poll.form.title))
}

/// The poll whose mail has this identifier.
pub(super) fn poll_of(site: &Site, list: ListId, id: &MessageId) -> Option<PollNo> {
    let (name, host) = id.as_str().split_once('@')?;
    let rest = name.strip_prefix("poll.")?.strip_prefix(&list.to_string())?.strip_prefix('.')?;
    let no = rest.split('.').next()?.parse().ok()?;
    host.eq_ignore_ascii_case(&site.hostname).then_some(no)
}

/// The end of a poll by somebody's clock.
pub(super) fn end(site: &Site, t: &Locale, person: &Person, poll: &Poll) -> String {
    t.date_time(poll.form.closes, &rhythm::zone_of(person, &site.timezone))
}

/// A moment as the list writes it.
pub(super) fn moment(
    site: &Site,
    (list, settings, person): Of<'_>,
    at: Timestamp,
) -> Result<String, StoreError> {
    Ok(robot::locale_for(person, settings).date_time(at, &site.zone_of(list)?))
}

/// Whether somebody says that their poll shall end now.
pub(super) fn closes(said: &str) -> bool {
    let words = recognise::words(said.lines().find(|l| !l.trim().is_empty()).unwrap_or_default());
    recognise::begins(&words, &recognise::expressions("poll-value-close")).is_some()
}

/// How one answers, and on which terms: two paragraphs.
fn terms(t: &Locale, form: &Form, end: &str) -> Vec<String> {
    let key = match form.single().map(|q| q.kind) {
        Some(Kind::One) => "poll-how-one",
        Some(Kind::Many | Kind::Dates) => "poll-how-many",
        Some(Kind::Scale) => "poll-how-scale",
        Some(Kind::Text) => "poll-how-text",
        None => "poll-how-survey",
    };
    let secret = match form.secrecy {
        Secrecy::Secret => t.s("poll-secret"),
        Secrecy::Named => t.s("poll-named"),
    };
    let beside = match (form.single().map(|q| q.kind), form.comments) {
        (None | Some(Kind::Text), Comments::Kept) => t.s("poll-words-kept"),
        (None | Some(Kind::Text), Comments::Shown) => t.s("poll-words-shown"),
        (_, Comments::Kept) => t.s("poll-comments-kept"),
        (_, Comments::Shown) => t.s("poll-comments-shown"),
    };
    let second = [secret, beside].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
    let named = form.consent().map(|n| t.text("poll-consent", &[("n", Value::from(n))]));
    let second = second.into_iter().chain(named).collect::<Vec<_>>();
    vec![t.a(key, "date", end), second.join(" ")]
}

/// What somebody chose, in words.
pub(super) fn chosen(t: &Locale, form: &Form, ballot: &Ballot) -> Vec<String> {
    let one = |(at, answer): (usize, &Answer)| {
        let question = form.questions.get(at)?;
        let said = match answer {
            Answer::Nothing => return None,
            Answer::Words(text) => t.a("quoted", "text", &shorten(text, 60)),
            Answer::Chosen(numbers) => {
                let name = |n: &u16| {
                    let place = usize::from(*n);
                    let option = question.options.get(place.saturating_sub(1));
                    match (option, form.single()) {
                        (Some(option), Some(_)) => {
                            format!("{} – {option}", question.number(place.saturating_sub(1)))
                        }
                        (Some(option), None) => option.clone(),
                        (None, _) => n.to_string(),
                    }
                };
                numbers.iter().map(name).collect::<Vec<_>>().join("; ")
            }
        };
        Some(if form.single().is_some() { said } else { format!("{}. {said}", at + 1) })
    };
    ballot.answers.iter().enumerate().filter_map(one).collect()
}

fn subject(t: &Locale, settings: &Settings, (key, left): (&str, i64), poll: &Poll) -> String {
    let (list, title) = (Value::from(settings.name.as_str()), Value::from(short(&poll.form.title)));
    t.text(key, &[("list", list), ("title", title), ("n", left.into())])
}
