//! The table of whoever stewards many communities: a row each, the worst light first, three that want a
//! hand named on top. Figures only: of a private community as of any other, nothing that was written.

use askama::Template;

use super::figures::{Figures, figures};
use super::light::{Level, Light, Lights, lights};
use super::share::Share;
use super::view::{Made, colour};
use super::words;
use super::{Facts, Period, sheet_of_many};
use crate::locale::{Locale, Value};

/// Communities named on top.
const NAMED: usize = 3;
/// Characters of a name in the text's column.
const COLUMN: usize = 24;

/// One community.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its figures.
    pub figures: Figures,
    /// Its lights.
    pub lights: Lights,
}

impl Row {
    /// The row of a community's facts.
    pub fn new(name: String, facts: &Facts) -> Self {
        let (now, before) = figures(facts);
        let lights = lights(&now, &before);
        Self { name, figures: now, lights }
    }

    /// Smaller is sooner: red lights, amber ones, threads that wait, then life.
    fn order(&self) -> impl Ord + use<> {
        let of = |level: Level| self.lights.all().iter().filter(|(_, l)| l.level == level).count();
        let (red, amber) = (of(Level::Red), of(Level::Amber));
        let first = match (red, amber, self.figures.answered.rest()) {
            (1.., ..) => 0,
            (0, 1.., _) => 1,
            (0, 0, 1..) => 2,
            _ => 3,
        };
        let down = std::cmp::Reverse;
        (
            first,
            down(red),
            down(amber),
            down(self.figures.answered.rest()),
            down(self.figures.posts),
            self.name.to_lowercase(),
        )
    }

    fn wants_a_hand(&self) -> bool {
        let lit =
            self.lights.all().iter().any(|(_, l)| matches!(l.level, Level::Red | Level::Amber));
        lit || self.figures.answered.rest() > 0
    }

    fn is_quiet(&self) -> bool {
        self.figures.posts == 0
    }
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Row>,
    period: Period,
}

/// The rows in order.
pub fn table(period: Period, mut rows: Vec<Row>) -> Table {
    rows.sort_by_cached_key(Row::order);
    Table { rows, period }
}

struct Cell {
    text: String,
    colour: Option<&'static str>,
}

struct Line {
    name: String,
    cells: Vec<Cell>,
    /// There is nothing in any of them.
    nothing: bool,
    counts: String,
    /// The same in columns.
    columns: String,
}

struct View {
    t: &'static Locale,
    subject: String,
    hello: String,
    summary: String,
    named: Vec<String>,
    headings: Vec<String>,
    columns: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "mail/report_table.txt")]
struct Text<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "mail/report_table.html")]
struct Html<'a> {
    v: &'a View,
}

/// « 1/6 », « 7,2 »: the figure a light stands on.
fn figure(t: &Locale, name: &str, f: &Figures) -> String {
    let pair = |share: Share| format!("{}/{}", share.of, share.all);
    match name {
        "answers" => pair(f.answered),
        "welcomes" => pair(f.welcomed),
        "voices" => {
            let tenths = super::number_of((f.voices * 10.0).round());
            words::decimal(t, tenths)
        }
        _ => pair(f.moved),
    }
}

fn cell(t: &Locale, name: &str, light: Light, f: &Figures) -> Cell {
    let sign = t.s(&format!("report-sign-{}", light.level.word()));
    let text = match light.level {
        Level::Nothing => sign,
        _ => format!("{sign} {}", figure(t, name, f)),
    };
    let lit = matches!(light.level, Level::Red | Level::Amber | Level::Green);
    Cell { text, colour: lit.then(|| colour(light.level)) }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.chars().count())))
}

/// The first column; a name too long for it has a line of its own, or names that begin alike would be one.
fn first_column(name: &str) -> String {
    match name.chars().count() > COLUMN {
        true => format!("{name}\n{}", " ".repeat(COLUMN)),
        false => padded(name, COLUMN),
    }
}

fn line(t: &Locale, row: &Row) -> Line {
    let all = row.lights.all();
    let cells: Vec<Cell> =
        all.into_iter().map(|(name, light)| cell(t, name, light, &row.figures)).collect();
    let f = &row.figures;
    let counts = t.text(
        "report-table-counts",
        &[
            ("members", t.n("report-members", &f.members).into()),
            ("messages", t.n("report-messages", &f.posts).into()),
        ],
    );
    let mut columns = first_column(&row.name);
    for cell in &cells {
        columns.push_str(&format!(" {}", padded(&cell.text, 8)));
    }
    columns.push_str(&format!(" {:>5} {:>5}", f.members, f.posts));
    let nothing = all.iter().all(|(_, light)| light.level == Level::Nothing);
    Line { name: row.name.clone(), cells, nothing, counts, columns }
}

/// « Jardins : 3 fils sur 4 attendent; on accueille : à surveiller ».
fn reason(t: &Locale, row: &Row) -> String {
    let mut why = Vec::new();
    let waiting = row.figures.answered.rest();
    if waiting > 0 {
        let args = [("n", Value::from(waiting)), ("all", row.figures.answered.all.into())];
        why.push(t.text("report-table-waiting", &args));
    }
    for (_, name, light) in words::named(t, &row.lights) {
        if matches!(light.level, Level::Red | Level::Amber) {
            let args = [("light", Value::from(name)), ("level", words::level(t, light).into())];
            why.push(t.text("report-table-light", &args));
        }
    }
    t.text(
        "report-table-reason",
        &[("list", row.name.as_str().into()), ("why", why.join("; ").into())],
    )
}

impl Table {
    /// The communities, in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Its days.
    pub fn period(&self) -> &Period {
        &self.period
    }

    /// The table as mail, to somebody by this name.
    pub fn make(&self, t: &'static Locale, hello: String) -> Made {
        let (first, last) = self.period.days();
        let n = self.rows.len();
        let sum =
            |of: fn(&Figures) -> usize| self.rows.iter().map(|r| of(&r.figures)).sum::<usize>();
        let days = t.days(first, last);
        let quiet = self.rows.iter().filter(|r| r.is_quiet()).count();
        let args = [
            ("n", Value::from(n)),
            ("messages", t.n("report-messages", &sum(|f| f.posts)).into()),
            ("quiet", quiet.into()),
        ];
        let worst = self.rows.iter().take(NAMED).filter(|r| r.wants_a_hand());
        let named: Vec<String> = worst.map(|row| reason(t, row)).collect();
        let headings: Vec<String> = ["name", "answers", "welcomes", "voices", "renews"]
            .iter()
            .map(|key| t.s(&format!("report-table-{key}")))
            .collect();
        let mut columns = String::new();
        for (at, heading) in headings.iter().enumerate() {
            columns.push_str(&padded(heading, if at == 0 { COLUMN } else { 8 }));
            columns.push(' ');
        }
        for key in ["report-table-members", "report-table-messages"] {
            columns.push_str(&format!("{:>5} ", t.s(key)));
        }
        let view = View {
            t,
            subject: t.text("report-table-subject", &[("n", n.into()), ("days", days.into())]),
            hello,
            summary: t.text("report-table-summary", &args),
            named,
            headings,
            columns: columns.trim_end().to_owned(),
            lines: self.rows.iter().map(|row| line(t, row)).collect(),
        };
        // Rendering into a String fails only if a template calls something that fails; none does.
        Made {
            text: Text { v: &view }.render().unwrap_or_default(),
            html: Html { v: &view }.render().unwrap_or_default(),
            sheet: sheet_of_many(&self.period, &self.rows),
            file: format!("{}-{last}.csv", t.s("report-file")),
            subject: view.subject,
        }
    }
}
