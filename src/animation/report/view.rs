//! The report as mail: one set of words, laid out as text and as HTML. Nothing in it is fetched from
//! anywhere; its picture is made of table cells, and its numbers stand beside it.

use askama::Template;

use super::figures::{Figures, figures};
use super::light::{Level, lights};
use super::words::{self, Heading};
use super::{DAYS, Facts, Period, sheet};
use crate::locale::{self, Locale};

/// Marks of the longest bar.
const BAR: usize = 24;
/// Characters of a community's name in a subject.
const NAME: usize = 36;

/// A report, made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its subject.
    pub subject: String,
    /// Its text part.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The figures as a sheet.
    pub sheet: String,
    /// The sheet's file name.
    pub file: String,
}

struct Lamp {
    name: String,
    level: String,
    colour: &'static str,
    lines: Vec<String>,
}

/// A week of the picture.
struct Bar {
    day: String,
    /// In the text.
    marks: String,
    /// In HTML, per cent of the longest.
    wide: usize,
    n: usize,
}

struct Passage {
    lang: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "mail/report.txt")]
struct Text<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/report.html")]
struct Html<'a> {
    v: &'a View,
}

struct View {
    t: &'static Locale,
    subject: String,
    hello: String,
    summary: String,
    lamps: Vec<Lamp>,
    bars: Vec<Bar>,
    others: Vec<String>,
    passages: Vec<Passage>,
    reading: Vec<String>,
    how: String,
}

/// A colour on which white is read: contrast 4.9 at least in both schemes.
pub(super) fn colour(level: Level) -> &'static str {
    match level {
        Level::Green => "#176b2c",
        Level::Amber => "#8a5a00",
        Level::Red => "#b3261e",
        Level::Few | Level::Nothing => "#5c5c5c",
    }
}

/// A name short enough to stand in a subject.
fn short(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME - 1).collect();
    format!("{}…", kept.trim_end())
}

fn bars(t: &Locale, period: &Period, weeks: &[usize]) -> Vec<Bar> {
    let most = weeks.iter().copied().max().unwrap_or(0).max(1);
    let bar = |(ago, n): (i64, &usize)| Bar {
        day: t.day_and_month(period.before(7 * ago), &period.zone),
        marks: "#".repeat((n * BAR).div_ceil(most)),
        wide: (n * 100).div_ceil(most),
        n: *n,
    };
    (1..=8).rev().zip(weeks).map(bar).collect()
}

/// Bars under one another: their days as wide as the widest.
fn aligned(mut bars: Vec<Bar>) -> Vec<Bar> {
    let width = bars.iter().map(|b| b.day.chars().count()).max().unwrap_or(0);
    for bar in &mut bars {
        let pad = width - bar.day.chars().count();
        bar.day = format!("{}{}", "\u{a0}".repeat(pad), bar.day);
    }
    bars
}

fn lamps(t: &'static Locale, (now, before): (&Figures, &Figures)) -> Vec<Lamp> {
    let lit = lights(now, before);
    let lamp = |(key, name, light): (&'static str, String, super::Light)| Lamp {
        name,
        level: words::level(t, light),
        colour: colour(light.level),
        lines: words::of_light(t, key, (now, before)),
    };
    words::named(t, &lit).into_iter().map(lamp).collect()
}

/// The reader's language first.
fn passages(heading: &Heading<'_>, period: &Period, now: &Figures) -> Vec<Passage> {
    let mut all: Vec<&'static Locale> = locale::all().iter().collect();
    all.sort_by_key(|l| l.tag() != heading.t.tag());
    let passage = |t: &'static Locale| Passage {
        lang: t.tag(),
        text: words::funder(t, heading.community, (period, now)),
    };
    all.into_iter().map(passage).collect()
}

/// Makes the report.
pub fn make(facts: &Facts, heading: Heading<'_>) -> Made {
    let (now, before) = figures(facts);
    let (t, period) = (heading.t, &facts.period);
    let (first, last) = period.days();
    let days = t.days(first, last);
    let name = short(heading.community);
    let view = View {
        t,
        subject: t.text("report-subject", &[("list", name.into()), ("days", days.into())]),
        hello: t.a("hello", "name", heading.reader),
        summary: words::summary(t, &now),
        lamps: lamps(t, (&now, &before)),
        bars: aligned(bars(t, period, &now.weeks)),
        others: words::others(t, &now),
        passages: passages(&heading, period, &now),
        reading: vec![t.s("report-reading"), t.s("report-wenger")],
        how: t.a("report-how", "month", &period.day(DAYS + 28).strftime("%Y-%m").to_string()),
    };
    // Rendering into a String fails only if a template calls something that fails; none does.
    Made {
        text: Text { v: &view }.render().unwrap_or_default(),
        html: Html { v: &view }.render().unwrap_or_default(),
        sheet: sheet(period, (&now, &before), &lights(&now, &before)),
        file: format!("{}-{last}.csv", t.s("report-file")),
        subject: view.subject,
    }
}
