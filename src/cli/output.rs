//! Where a verb speaks: lines, notes, progress; and how it ends. Not a terminal: the same verb speaks
//! to one here, or through the daemon's socket to one elsewhere.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::ConfigError;
use crate::daemon::SetupError;
use crate::daemon::keys::KeyError;
use crate::store::StoreError;

/// How a verb ended, when it could be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Done,
    /// It was said what is wrong.
    Wrong,
}

/// How far a long verb is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What is counted: “messages”.
    pub what: String,
    /// How many are done.
    pub done: u64,
    /// Of how many; 0 when nobody knows.
    pub total: u64,
}

/// Where a verb speaks.
pub trait Output {
    /// A line of the answer.
    fn line(&mut self, text: &str);
    /// A remark beside the answer: a problem, a hint.
    fn note(&mut self, text: &str);
    /// Progress of something long.
    fn step(&mut self, step: &Step);
    /// Whether nobody listens any more; a long verb then ends early.
    fn is_gone(&self) -> bool {
        false
    }
}

/// Why a verb could not be carried out. Each is one sentence.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// What was asked for cannot be: exit status 1.
    #[error("{0}")]
    Wrong(String),
    /// The command line or the configuration is wrong: exit status 2.
    #[error("{0}")]
    Usage(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl From<SetupError> for CliError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Store(e) => Self::Store(e),
            SetupError::Config(e) => Self::Config(e),
            SetupError::Keys(e) => Self::from(e),
        }
    }
}

impl From<KeyError> for CliError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Folder(e) => Self::Store(e),
            other => Self::Wrong(other.to_string()),
        }
    }
}

impl CliError {
    /// A sentence about what was asked for.
    pub fn wrong(sentence: impl Into<String>) -> Self {
        Self::Wrong(sentence.into())
    }

    /// A failed read or write of a file that was asked for.
    pub fn file(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Wrong(format!("{doing} {}: {error}", path.display()))
    }

    /// The process's exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Store(StoreError::SyncFailed(..)) => 74, // EX_IOERR
            Self::Wrong(_) | Self::Store(_) => 1,
            Self::Usage(_) | Self::Config(_) => 2,
        }
    }
}

/// Prints a value as one JSON document.
///
/// # Errors
/// None in practice: our values have text keys.
pub fn json(out: &mut dyn Output, value: &impl Serialize) -> Result<Exit, CliError> {
    let text = serde_json::to_string_pretty(value).map_err(|e| CliError::wrong(e.to_string()))?;
    out.line(&text);
    Ok(Exit::Done)
}

/// One JSON object with another's fields beside its own.
pub fn merged(mut one: Value, more: Value) -> Value {
    if let (Value::Object(all), Value::Object(more)) = (&mut one, more) {
        all.extend(more);
    }
    one
}

/// Lines of cells, aligned in columns. Headings stand in the first row.
#[derive(Debug, Default)]
pub struct Table(Vec<Vec<String>>);

impl Table {
    /// A table with these headings.
    pub fn new(headings: &[&str]) -> Self {
        Self(vec![headings.iter().map(|h| (*h).to_owned()).collect()])
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.0.push(cells);
    }

    /// Whether there are headings only.
    pub fn is_empty(&self) -> bool {
        self.0.len() < 2
    }

    /// Says every row.
    pub fn say(&self, out: &mut dyn Output) {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let width = |c: usize| {
            self.0.iter().filter_map(|r| r.get(c)).map(|t| t.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.0 {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            out.line(cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}

/// `name  value` lines, names aligned.
pub fn pairs(out: &mut dyn Output, pairs: &[(&str, String)]) {
    let width = pairs.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in pairs {
        out.line(format!("{name:width$}  {value}").trim_end());
    }
}

/// `1 member`, `3 members`.
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
