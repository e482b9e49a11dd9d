//! The figures in sentences: what each light says, the other figures, the paragraph for who pays. Every
//! word is the catalogue's.

use super::figures::Figures;
use super::light::Lights;
use super::share::{FEW, Share};
use super::{Period, Worth, number_of};
use crate::locale::{Locale, Value};

/// What stands on top of a report.
#[derive(Clone, Copy)]
pub struct Heading<'a> {
    /// The language it is read in.
    pub t: &'static Locale,
    /// The community.
    pub community: &'a str,
    /// Its reader.
    pub reader: &'a str,
}

/// « 8 sur 9 (89 %) »; of too few « 2 sur 3 ».
pub(super) fn part(t: &Locale, share: Share) -> String {
    said(t, "report-of", share)
}

/// A share by one of two keys: with its percentage, or of too few for one.
fn said(t: &Locale, key: &str, share: Share) -> String {
    let mut args =
        vec![("of", Value::from(t.number(share.of))), ("all", t.number(share.all).into())];
    match share.tenths_of_percent() {
        Some(tenths) => {
            args.push(("percent", percent(t, tenths).into()));
            t.text(&format!("{key}-percent"), &args)
        }
        None => t.text(key, &args),
    }
}

/// Whole per cents, but one decimal where rounding would say all or none.
fn percent(t: &Locale, tenths: usize) -> String {
    let whole = (tenths + 5) / 10;
    let lies = (whole == 100 && tenths < 1000) || (whole == 0 && tenths > 0);
    if lies { decimal(t, tenths) } else { whole.to_string() }
}

/// « 7,2 ».
pub(super) fn decimal(t: &Locale, tenths: usize) -> String {
    t.text("decimal", &[("whole", Value::from(tenths / 10)), ("tenth", (tenths % 10).into())])
}

/// A share with what it was before, when that was something.
fn now_and_before(t: &Locale, key: &str, (now, before): (Share, Share)) -> String {
    let line = t.a(key, "part", &part(t, now));
    if before.all == 0 {
        return line;
    }
    format!("{line} {}", t.a("report-before", "part", &part(t, before)))
}

/// « 7 h », « 3 jours »; over a week is for the caller.
fn wait(t: &Locale, hours: f64) -> String {
    let rounded = number_of(hours.round());
    match rounded {
        0 => t.s("report-wait-short"),
        1..=71 => t.n("report-wait-hours", &rounded),
        _ => t.n("report-wait-days", &number_of((hours / 24.0).round())),
    }
}

fn waits(t: &Locale, f: &Figures) -> Option<String> {
    if f.hours.len() < FEW {
        return None;
    }
    let (median, late) = (f.wait(50)?, f.wait(90)?);
    Some(match (median.is_finite(), late.is_finite()) {
        (true, true) => {
            let args = [("median", wait(t, median).into()), ("late", wait(t, late).into())];
            t.text("report-waits", &args)
        }
        (true, false) => t.a("report-waits-long", "median", &wait(t, median)),
        _ => t.s("report-waits-longer"),
    })
}

/// What one light says, beside its colour.
pub(super) fn of_light(t: &Locale, name: &str, (now, before): (&Figures, &Figures)) -> Vec<String> {
    match name {
        "answers" if now.answered.all == 0 => vec![t.s("report-answers-none")],
        "answers" => {
            let first = now_and_before(t, "report-answers", (now.answered, before.answered));
            std::iter::once(first).chain(waits(t, now)).collect()
        }
        "welcomes" => {
            let mut lines = Vec::new();
            if now.welcomed.all == 0 {
                lines.push(t.s("report-welcomes-none"));
            } else {
                let both = (now.welcomed, before.welcomed);
                lines.push(now_and_before(t, "report-welcomes", both));
            }
            if now.returned.all > 0 {
                lines.push(t.a("report-returned", "part", &part(t, now.returned)));
            }
            lines
        }
        "voices" if now.posts == 0 => vec![t.s("report-voices-none")],
        "voices" => voices(t, now, before),
        _ => renews(t, now),
    }
}

fn voices(t: &Locale, now: &Figures, before: &Figures) -> Vec<String> {
    let tenths = number_of((now.voices * 10.0).round());
    let args = [
        ("n", Value::from(now.authors)),
        ("count", t.number(now.authors).into()),
        ("voices", decimal(t, tenths).into()),
    ];
    vec![
        t.text("report-voices", &args),
        now_and_before(t, "report-team", (now.team, before.team)),
        t.a("report-top", "part", &part(t, now.top)),
    ]
}

fn renews(t: &Locale, now: &Figures) -> Vec<String> {
    let args = [
        ("joined", Value::from(t.number(now.joined))),
        ("left", t.number(now.left).into()),
        ("silent", t.number(now.silent).into()),
    ];
    let moved = (now.moved.all > 0).then(|| t.a("report-moved", "part", &part(t, now.moved)));
    moved.into_iter().chain([t.text("report-came", &args)]).collect()
}

/// What else there is to know.
pub(super) fn others(t: &Locale, now: &Figures) -> Vec<String> {
    let told = |key: &str, share: Share| (share.all > 0).then(|| t.a(key, "part", &part(t, share)));
    let bands = [
        ("core", Value::from(t.number(now.bands.core))),
        ("active", t.number(now.bands.active).into()),
        ("periphery", t.number(now.bands.periphery).into()),
    ];
    let mut lines = vec![t.text("report-bands", &bands)];
    lines.extend(told("report-participation", now.participation));
    lines.extend(told("report-voting", now.voting));
    lines.extend(told("report-reciprocity", now.reciprocity));
    if let Some(depth) = now.depth {
        let depth = decimal(t, number_of((depth * 10.0).round()));
        let args = [("depth", Value::from(depth)), ("part", part(t, now.trios).into())];
        lines.push(t.text("report-depth", &args));
    }
    if let Some(memory) = now.memory {
        let args = [
            ("created", Value::from(t.number(memory.created))),
            ("revised", t.number(memory.revised).into()),
            ("threads", t.number(memory.threads).into()),
        ];
        lines.push(t.text("report-memory", &args));
    }
    lines.extend(brings(t, now.brings));
    lines.extend(now.worth.iter().flat_map(|worth| value(t, worth)));
    lines.extend(now.worth_due.then(|| t.s("report-value-ask")));
    if now.delivered.all > 0 || now.complaints > 0 {
        let args = [
            ("part", Value::from(part(t, now.delivered))),
            ("complaints", t.number(now.complaints).into()),
        ];
        lines.push(t.text("report-delivery", &args));
    }
    lines.push(time(t, now));
    lines.extend(now.cost.map(|cost| t.a("report-cost", "money", &money(t, cost))));
    lines
}

/// What brought those who are new, the most frequent first: counts, never who.
fn brings(t: &Locale, of: [usize; 4]) -> Option<String> {
    let mut said: Vec<(usize, usize)> = of.into_iter().zip(1..).filter(|(n, _)| *n > 0).collect();
    said.sort_by_key(|(n, reason)| (std::cmp::Reverse(*n), *reason));
    let one = |(n, reason): &(usize, usize)| {
        let args = [("reason", Value::from(*reason)), ("n", t.number(*n).into())];
        t.text("report-brings-reason", &args)
    };
    let all = said.iter().map(one).collect::<Vec<_>>().join(", ");
    (!all.is_empty()).then(|| t.a("report-brings", "reasons", &all))
}

/// What the community changed: how many of each answer, and the sentences that may be quoted.
fn value(t: &Locale, worth: &Worth) -> Vec<String> {
    let answers = worth.answers();
    let mut lines = vec![t.n("report-value", &answers)];
    if answers >= FEW {
        let level = |(at, n): (usize, &usize)| {
            let args = [("level", Value::from(at)), ("n", t.number(*n).into())];
            t.text("report-value-level", &args)
        };
        let told = worth.levels.iter().enumerate().filter(|(_, n)| **n > 0).map(level);
        let levels = told.collect::<Vec<_>>().join(", ");
        let args = [("count", Value::from(t.number(answers))), ("levels", levels.into())];
        lines = vec![t.text("report-value-split", &args)];
    }
    lines.extend(worth.words.iter().map(|w| t.a("quoted", "text", w)));
    lines
}

fn time(t: &Locale, now: &Figures) -> String {
    let minutes = spell_minutes(t, now.minutes);
    if now.declared {
        return t.a("report-time-declared", "minutes", &minutes);
    }
    let args = [("minutes", Value::from(minutes)), ("n", now.actions.into())];
    t.text("report-time", &args)
}

/// « 40 min », « 1 h 30 ».
pub fn spell_minutes(t: &Locale, minutes: u32) -> String {
    let args = [
        ("hours", Value::from(minutes / 60)),
        ("minutes", (minutes % 60).into()),
        ("minutes2", format!("{:02}", minutes % 60).into()),
    ];
    let key = match (minutes / 60, minutes % 60) {
        (0, _) => "report-minutes",
        (_, 0) => "report-hours",
        _ => "report-hours-minutes",
    };
    t.text(key, &args)
}

/// « 3,25 $ ».
pub fn money(t: &Locale, hundredths: u32) -> String {
    let args = [
        ("whole", Value::from(hundredths / 100)),
        ("cents", format!("{:02}", hundredths % 100).into()),
    ];
    t.text("report-money", &args)
}

/// « 23 messages d'11 personnes dans 9 fils; 84 membres. »
pub(super) fn summary(t: &Locale, now: &Figures) -> String {
    let members = t.n("report-members", &now.members);
    if now.posts == 0 {
        return t.a("report-summary-quiet", "members", &members);
    }
    let args = [
        ("messages", t.n("digest-messages", &now.posts).into()),
        ("people", t.n("digest-by-people", &now.authors).into()),
        ("threads", t.n("digest-threads", &now.threads).into()),
        ("members", members.into()),
    ];
    t.text("report-summary", &args)
}

/// The paragraph for who pays, in one language.
pub(super) fn funder(t: &Locale, community: &str, (period, now): (&Period, &Figures)) -> String {
    let (from, to) = (period.before(super::DAYS), period.before(1));
    let (day1, day2) = period.days();
    let first = match (day1.year() == day2.year(), day1.month() == day2.month()) {
        (true, true) => {
            let date = t.day_and_month(from, &period.zone);
            let day = t.text("day", &[("d", Value::from(day1.day()))]);
            t.text("report-funder-same-month", &[("day", day.into()), ("date", date.into())])
        }
        (true, false) => t.day_and_month(from, &period.zone),
        _ => t.date(from, &period.zone),
    };
    let args = [
        ("first", Value::from(first)),
        ("last", t.date(to, &period.zone).into()),
        ("community", community.into()),
        ("n", now.members.into()),
        ("count", t.number(now.members).into()),
    ];
    let mut lines = vec![t.text("report-funder-members", &args)];
    if now.posts > 0 {
        let args = [
            ("n", Value::from(now.authors)),
            ("count", t.number(now.authors).into()),
            ("messages", t.n("digest-messages", &now.posts).into()),
            ("threads", t.n("digest-threads", &now.threads).into()),
        ];
        lines.push(t.text("report-funder-posts", &args));
    } else {
        lines.push(t.s("report-funder-quiet"));
    }
    if now.answered.all > 0 {
        let median = now.wait(50).filter(|h| h.is_finite() && now.hours.len() >= FEW);
        let args = [
            ("n", Value::from(now.answered.of)),
            ("of", t.number(now.answered.of).into()),
            ("part", said(t, "report-all", now.answered).into()),
            ("median", median.map(|h| wait(t, h)).unwrap_or_default().into()),
        ];
        let key = if median.is_some() { "-median" } else { "" };
        lines.push(t.text(&format!("report-funder-answers{key}"), &args));
    }
    if now.joined > 0 {
        lines.push(t.n("report-funder-joined", &now.joined));
    }
    if now.voting.of > 0 {
        lines.push(t.n("report-funder-votes", &now.voting.of));
    }
    if now.minutes > 0 {
        let minutes = spell_minutes(t, now.minutes);
        lines.push(match now.cost {
            Some(cost) => {
                let args = [("minutes", minutes.into()), ("money", money(t, cost).into())];
                t.text("report-funder-time-cost", &args)
            }
            None => t.a("report-funder-time", "minutes", &minutes),
        });
    }
    lines.join(" ")
}

/// « va bien, stable ».
pub(super) fn level(t: &Locale, light: super::Light) -> String {
    let level = t.s(&format!("report-level-{}", light.level.word()));
    let judged = !matches!(light.level, super::Level::Few | super::Level::Nothing);
    match light.trend.filter(|_| judged) {
        Some(trend) => {
            let word = match trend {
                super::Trend::Up => "up",
                super::Trend::Down => "down",
                super::Trend::Stable => "stable",
            };
            let trend = t.s(&format!("report-trend-{word}"));
            t.text("report-level-trend", &[("level", level.into()), ("trend", trend.into())])
        }
        None => level,
    }
}

/// The lights by name, with what each is called.
pub(super) fn named(t: &Locale, lights: &Lights) -> Vec<(&'static str, String, super::Light)> {
    let name = |(name, light): (&'static str, super::Light)| {
        (name, t.s(&format!("report-light-{name}")), light)
    };
    lights.all().into_iter().map(name).collect()
}
