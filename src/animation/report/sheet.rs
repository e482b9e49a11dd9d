//! The figures as a sheet (RFC 4180): a line each, with the counts they come from. The keys are the same
//! in every language. Not words.

use serde::Serialize;

use super::figures::Figures;
use super::light::Lights;
use super::share::{FEW, Share, Trend};
use super::{DAYS, Memory, Period, Row};

const HEADINGS: &str = "key,value,numerator,denominator,unit,period";

/// One line.
struct Line {
    key: &'static str,
    value: String,
    share: Option<Share>,
    unit: &'static str,
    /// First day and day after the last, in days before the end.
    days: (i64, i64),
}

/// From nothing yet to a change of course.
const VALUES: [&str; 6] = ["value_0", "value_1", "value_2", "value_3", "value_4", "value_5"];

const D: (i64, i64) = (DAYS, 0);

fn counted(key: &'static str, n: usize, unit: &'static str) -> Line {
    Line { key, value: n.to_string(), share: None, unit, days: D }
}

/// A percentage; of too few, only what it is made of.
fn share(key: &'static str, share: Share, days: (i64, i64)) -> Line {
    let value = share.tenths_of_percent().map_or_else(String::new, tenths);
    Line { key, value, share: Some(share), unit: "%", days }
}

fn tenths(n: usize) -> String {
    format!("{}.{}", n / 10, n % 10)
}

fn wait(key: &'static str, figures: &Figures, hundredths: usize) -> Line {
    let hours = figures.wait(hundredths).filter(|_| figures.hours.len() >= FEW);
    let value = hours.map(|h| if h.is_finite() { format!("{h:.1}") } else { ">168".to_owned() });
    Line { value: value.unwrap_or_default(), unit: "h", ..share(key, figures.answered, (35, 7)) }
}

fn lines(f: &Figures) -> Vec<Line> {
    let votes = Line { unit: "%", ..share("voting", f.voting, D) };
    let decimal = |key, value: String, unit| Line { key, value, share: None, unit, days: D };
    let mut all = vec![
        counted("members", f.members, "people"),
        counted("messages", f.posts, "messages"),
        counted("authors", f.authors, "people"),
        counted("threads", f.threads, "threads"),
        share("answered_7_days", f.answered, (35, 7)),
        wait("first_reply_median", f, 50),
        wait("first_reply_p90", f, 90),
        share("first_posts_answered_48_hours", f.welcomed, (30, 2)),
        share("back_within_28_days", f.returned, (2 * DAYS, DAYS)),
        decimal("voices", format!("{:.2}", f.voices), "people"),
        share("messages_by_team", f.team, D),
        share("messages_by_top_3", f.top, D),
        share("changed_band", f.moved, (2 * DAYS, 0)),
        counted("joined", f.joined, "people"),
        counted("left", f.left, "people"),
        Line { days: (90, 0), ..counted("reading_90_days", f.silent, "people") },
        counted("core", f.bands.core, "people"),
        counted("active", f.bands.active, "people"),
        counted("periphery", f.bands.periphery, "people"),
        share("participation", f.participation, D),
        votes,
        share("reciprocity", f.reciprocity, D),
        decimal(
            "messages_per_thread",
            f.depth.map_or_else(String::new, |m| format!("{m:.1}")),
            "messages",
        ),
        share("threads_of_3_people", f.trios, D),
        share("mail_accepted", f.delivered, D),
        counted("complaints", f.complaints, "people"),
        decimal(
            "animation_minutes",
            f.minutes.to_string(),
            if f.declared { "min declared" } else { "min estimated" },
        ),
        decimal("animation_actions", f.actions.to_string(), "actions"),
    ];
    let money = |n: u32| format!("{}.{:02}", n / 100, n % 100);
    all.push(decimal("cost_per_active_person", f.cost.map(money).unwrap_or_default(), "money"));
    let notes = |of: fn(&Memory) -> usize| f.memory.as_ref().map(of).map(|n| n.to_string());
    let note = |key, n: Option<String>, unit| decimal(key, n.unwrap_or_default(), unit);
    all.push(note("notes_created", notes(|m| m.created), "notes"));
    all.push(note("notes_revised", notes(|m| m.revised), "notes"));
    all.push(note("threads_turned_into_notes", notes(|m| m.threads), "threads"));
    let worth = f.worth.as_ref();
    let answers = worth.map(|w| w.answers().to_string());
    all.push(decimal("value_answers", answers.unwrap_or_default(), "people"));
    // Under five, who answered what could be guessed.
    let told = worth.filter(|w| w.answers() >= FEW);
    for (level, key) in VALUES.into_iter().enumerate() {
        let n = told.and_then(|w| w.levels.get(level)).map(usize::to_string);
        all.push(decimal(key, n.unwrap_or_default(), "people"));
    }
    all
}

/// A figure as scripts read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its name, the same in every language.
    pub key: String,
    /// Its value; empty when there are too few for one.
    pub value: String,
    /// What it counts…
    pub numerator: Option<usize>,
    /// …of how many.
    pub denominator: Option<usize>,
    /// Of what.
    pub unit: &'static str,
    /// The first and the last of its days.
    pub period: String,
}

impl Record {
    fn line(&self) -> String {
        let count = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
        let (of, all) = (count(self.numerator), count(self.denominator));
        format!("{},{},{of},{all},{},{}", self.key, self.value, self.unit, self.period)
    }
}

fn written(line: Line, period: &Period) -> Record {
    let (first, last) = (period.day(line.days.0), period.day(line.days.1 + 1));
    Record {
        key: line.key.to_owned(),
        value: line.value,
        numerator: line.share.map(|s| s.of),
        denominator: line.share.map(|s| s.all),
        unit: line.unit,
        period: format!("{first}/{last}"),
    }
}

fn light_lines(lights: &Lights, period: &Period) -> Vec<Record> {
    let moved = |trend: Option<Trend>| match trend {
        Some(Trend::Up) => "better",
        Some(Trend::Down) => "worse",
        Some(Trend::Stable) => "stable",
        None => "",
    };
    let (first, last) = period.days();
    let record = |key: String, value: &str, unit| {
        let (numerator, denominator, value) = (None, None, value.to_owned());
        Record { key, value, numerator, denominator, unit, period: format!("{first}/{last}") }
    };
    let both = |(name, light): (&str, super::Light)| {
        [
            record(format!("light_{name}"), light.level.word(), "light"),
            record(format!("trend_{name}"), moved(light.trend), "trend"),
        ]
    };
    lights.all().into_iter().flat_map(both).collect()
}

/// The figures of a period, and its lights when they are given.
pub fn records(period: &Period, figures: &Figures, lights: Option<&Lights>) -> Vec<Record> {
    let mut all: Vec<Record> =
        lines(figures).into_iter().map(|line| written(line, period)).collect();
    all.extend(lights.into_iter().flat_map(|lights| light_lines(lights, period)));
    all
}

/// The sheet of one community: its period, then the one before.
pub fn sheet(period: &Period, (now, before): (&Figures, &Figures), lights: &Lights) -> String {
    let own = records(period, now, Some(lights));
    let all = own.into_iter().chain(records(&period.earlier(), before, None));
    let lines = std::iter::once(HEADINGS.to_owned()).chain(all.map(|r| r.line()));
    lines.map(|line| line + "\r\n").collect()
}

/// The sheet of many communities: a line each, a column a figure, and beside each percentage what it
/// counts. It begins as spreadsheets want what has accents.
pub fn sheet_of_many(period: &Period, rows: &[Row]) -> String {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let (first, last) = period.days();
    for row in rows {
        let all = records(period, &row.figures, Some(&row.lights));
        if lines.is_empty() {
            let heads = all.iter().flat_map(|r| columns(r, |r, part| format!("{}{part}", r.key)));
            let own = ["community", "period"].map(str::to_owned);
            lines.push(own.into_iter().chain(heads).collect());
        }
        let cells = all.iter().flat_map(|r| columns(r, value));
        let own = [cell(&row.name), format!("{first}/{last}")];
        lines.push(own.into_iter().chain(cells).collect());
    }
    let lines = lines.into_iter().map(|cells| cells.join(",") + "\r\n");
    format!("\u{feff}{}", lines.collect::<String>())
}

/// One cell for a figure, three for a share.
fn columns(record: &Record, cell: impl Fn(&Record, &str) -> String) -> Vec<String> {
    let parts: &[&str] = if record.numerator.is_some() { &["", "_n", "_of"] } else { &[""] };
    parts.iter().map(|part| cell(record, part)).collect()
}

fn value(record: &Record, part: &str) -> String {
    let count = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
    match part {
        "_n" => count(record.numerator),
        "_of" => count(record.denominator),
        _ => record.value.clone(),
    }
}

/// RFC 4180 §2; what a spreadsheet would take for a formula is quoted away.
pub(in crate::animation) fn cell(text: &str) -> String {
    let safe =
        if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", safe.replace('"', "\"\"").replace(['\r', '\n'], " "))
}
