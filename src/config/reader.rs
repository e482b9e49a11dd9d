//! Reads a TOML file key by key, so that every refusal names the key, the line and the way out. Knows
//! nothing of what the keys mean.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Why a configuration cannot be used, in one sentence a host can act on.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}; give another file with --config", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something in the file is not as it must be.
    #[error("{}, line {line}: {problem}", .file.display())]
    At {
        /// The file.
        file: PathBuf,
        /// Where in it, from 1.
        line: usize,
        /// What is wrong and what to write instead.
        problem: String,
    },
    /// A file that the configuration names, or the data folder needs, cannot be used.
    #[error("{doing} {}: {source}", .path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// Something outside the file is not as it must be.
    #[error("{0}")]
    Other(String),
}

/// A parsed file whose sections are taken out one by one.
pub struct Document<'a> {
    file: &'a Path,
    text: &'a str,
    table: DeTable<'a>,
    known: Vec<String>,
}

/// One section whose keys are taken out one by one; the keys asked for are the keys there are.
pub struct Section<'a> {
    name: &'static str,
    file: &'a Path,
    text: &'a str,
    table: DeTable<'a>,
    line: usize,
    asked: Vec<&'static str>,
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

/// The word of `there` closest to `word`, when it is close enough to be what was meant.
pub fn nearest<'w>(word: &str, there: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let near = there.into_iter().map(|w| (strsim::damerau_levenshtein(word, w), w));
    near.filter(|(d, w)| *d <= 1 + w.chars().count() / 4).min_by_key(|(d, _)| *d).map(|(_, w)| w)
}

impl<'a> Document<'a> {
    /// Parses the text of a file.
    ///
    /// # Errors
    /// When it is not TOML.
    pub fn parse(file: &'a Path, text: &'a str) -> Result<Self, ConfigError> {
        let table = DeTable::parse(text).map_err(|e| ConfigError::At {
            file: file.to_owned(),
            line: line_of(text, e.span().map_or(0, |s| s.start)),
            problem: e.message().to_owned(),
        })?;
        Ok(Self { file, text, table: table.into_inner(), known: Vec::new() })
    }

    /// Takes a section out; an absent one is empty.
    ///
    /// # Errors
    /// When the name stands for something else than a section.
    pub fn section(&mut self, name: &'static str) -> Result<Section<'a>, ConfigError> {
        self.known.push(name.to_owned());
        let (file, text) = (self.file, self.text);
        let (line, table) = match take(&mut self.table, name) {
            None => (0, DeTable::new()),
            Some(value) => {
                let line = line_of(text, value.span().start);
                match value.into_inner() {
                    DeValue::Table(table) => (line, table),
                    _ => {
                        let problem =
                            format!("“{name}” is a section: write [{name}] on a line of its own");
                        return Err(ConfigError::At { file: file.to_owned(), line, problem });
                    }
                }
            }
        };
        Ok(Section { name, file, text, table, line, asked: Vec::new() })
    }

    /// Refuses what nobody asked for.
    ///
    /// # Errors
    /// Names the first unknown section or key outside any section.
    pub fn finish(self) -> Result<(), ConfigError> {
        let Some((name, value)) = first(&self.table) else { return Ok(()) };
        let known = self.known.iter().map(String::as_str);
        let what = match value.get_ref() {
            DeValue::Table(_) => format!("there is no section [{name}]"),
            _ => format!("“{name}” stands outside any section"),
        };
        let problem = match nearest(name.get_ref(), known.clone()) {
            Some(near) => format!("{what}; did you mean [{near}]?"),
            None => format!("{what}; there are: {}", known.collect::<Vec<_>>().join(", ")),
        };
        let line = line_of(self.text, name.span().start);
        Err(ConfigError::At { file: self.file.to_owned(), line, problem })
    }
}

fn take<'a>(table: &mut DeTable<'a>, name: &str) -> Option<Spanned<DeValue<'a>>> {
    let key = table.keys().find(|k| k.get_ref() == name).cloned()?;
    table.remove(&key)
}

fn first<'t, 'a>(
    table: &'t DeTable<'a>,
) -> Option<(&'t Spanned<DeString<'a>>, &'t Spanned<DeValue<'a>>)> {
    table.iter().min_by_key(|(name, _)| name.span().start)
}

impl Section<'_> {
    /// Takes a key out and reads it with `read`, which answers a sentence when it cannot.
    ///
    /// # Errors
    /// The sentence, with key and line before it.
    pub fn take<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        self.asked.push(key);
        let Some(value) = take(&mut self.table, key) else { return Ok(None) };
        let line = line_of(self.text, value.span().start);
        read(value.get_ref()).map(Some).map_err(|problem| ConfigError::At {
            file: self.file.to_owned(),
            line,
            problem: format!("{}.{key}: {problem}", self.name),
        })
    }

    /// As [`Section::take`], into a place that holds the default.
    ///
    /// # Errors
    /// As [`Section::take`].
    pub fn set<T>(
        &mut self,
        key: &'static str,
        place: &mut T,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, String>,
    ) -> Result<(), ConfigError> {
        if let Some(value) = self.take(key, read)? {
            *place = value;
        }
        Ok(())
    }

    /// A refusal that concerns the section as a whole.
    pub fn refuse(&self, problem: &str) -> ConfigError {
        let problem = format!("[{}] {problem}", self.name);
        ConfigError::At { file: self.file.to_owned(), line: self.line, problem }
    }

    /// Refuses the keys nobody asked for; answers those somebody did, as `section.key`.
    ///
    /// # Errors
    /// Names the first unknown key.
    pub fn finish(self) -> Result<Vec<String>, ConfigError> {
        let Some((name, _)) = first(&self.table) else {
            return Ok(self.asked.iter().map(|k| format!("{}.{k}", self.name)).collect());
        };
        let problem = match nearest(name.get_ref(), self.asked.iter().copied()) {
            Some(near) => format!("unknown key “{}.{name}”; did you mean “{near}”?", self.name),
            None => format!(
                "unknown key “{}.{name}”; [{}] has: {}",
                self.name,
                self.name,
                self.asked.join(", ")
            ),
        };
        let line = line_of(self.text, name.span().start);
        Err(ConfigError::At { file: self.file.to_owned(), line, problem })
    }
}
