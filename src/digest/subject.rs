//! A digest's subject: at most 70 characters, different each time (mail programs gather equal
//! subjects and then hide the rest). Not its title within the mail.

use jiff::civil::Date;

use super::excerpt::{clean, shorten};
use super::facts::{Community, Facts};
use super::schedule::Cadence;
use crate::clock::TimeZone;
use crate::locale::{Locale, Value};

/// Characters that lists of mail still show.
pub const MAX: usize = 70;

/// What a subject counts.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Communities that have something in it.
    pub communities: usize,
    /// Threads with new posts.
    pub threads: usize,
    /// Open questions shown.
    pub questions: usize,
    /// Notes that are new or changed.
    pub notes: usize,
    /// People who are new.
    pub people: usize,
}

/// `[CdP] 20–26 mai : 4 fils, 1 question sans réponse`. What is too long goes step by step: the full
/// name for the short one, then the questions.
pub fn subject(facts: &Facts, first: Option<&Community>, counts: Counts) -> String {
    let one = first.filter(|_| counts.communities == 1);
    let (name, slug) = one.map_or((String::new(), String::new()), |c| {
        (clean(&c.name, "…"), shorten(&clean(&c.slug, "…"), 20))
    });
    let silent = Counts { questions: 0, ..counts };
    let tries = [(&name, counts), (&slug, counts), (&slug, silent)];
    let mut spelled = String::new();
    for (tag, counts) in tries {
        spelled = spell(facts, tag, counts);
        if spelled.chars().count() <= MAX {
            return spelled;
        }
    }
    shorten(&spelled, MAX)
}

/// `[CdP] À relire : Une routine…`.
pub fn rereading(facts: &Facts, first: Option<&Community>, title: &str) -> String {
    let slug = first.map_or_else(String::new, |c| shorten(&clean(&c.slug, "…"), 20));
    let args = [("community", Value::from(slug)), ("title", title.into())];
    shorten(&facts.reader.locale.text("digest-subject-reread", &args), MAX)
}

fn spell(facts: &Facts, tag: &str, counts: Counts) -> String {
    let t = facts.reader.locale;
    let several = counts.communities != 1;
    let asked = if several { "digest-questions" } else { "digest-questions-unanswered" };
    let args = [
        ("community", Value::from(tag)),
        ("n", Value::from(counts.communities)),
        ("days", days(t, facts.days).into()),
        ("threads", t.n("digest-threads", &counts.threads).into()),
        ("what", what(t, counts).into()),
        ("questions", t.n(asked, &counts.questions).into()),
    ];
    let back = facts.cadence == Cadence::Return;
    let key = match (several, counts.questions) {
        (false, _) if counts.threads == 0 => "digest-subject-only",
        (true, _) if counts.threads == 0 => "digest-subject-several-only",
        (false, _) if back => "digest-subject-return",
        (true, _) if back => "digest-subject-several-return",
        (false, 0) => "digest-subject",
        (false, _) => "digest-subject-asking",
        (true, 0) => "digest-subject-several",
        (true, _) => "digest-subject-several-asking",
    };
    t.text(key, &args)
}

/// What there is without a new thread.
fn what(t: &Locale, counts: Counts) -> String {
    match (counts.questions, counts.notes, counts.people) {
        (0, 0, 0) => t.s("digest-only-word"),
        (0, 0, n) => t.n("digest-new-people", &n),
        (0, n, _) => t.n("note-count", &n),
        (n, ..) => t.n("digest-questions-unanswered", &n),
    }
}

/// « 20–26 mai », or one day.
pub fn days(t: &Locale, (first, last): (Date, Date)) -> String {
    if first != last {
        return t.days(first, last);
    }
    let noon = first.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
    noon.map_or_else(
        |_| first.to_string(),
        |noon| t.day_and_month(noon.timestamp(), &TimeZone::UTC),
    )
}
