//! `palabre export`: a list in files that any other tool reads: mbox, CSV, JSON. Leaves nothing out;
//! changes nothing.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::output::{CliError, Exit, Output, Step, count};
use super::{member, path};
use crate::animation::poll::{sheet, tally};
use crate::daemon::notes::as_markdown;
use crate::list::ListId;
use crate::list::settings::Settings;
use crate::mail::mbox;
use crate::store::articles::{self, Article};
use crate::store::polls::{self, Phase};
use crate::store::{Read, StoreError, notes};

/// Articles read at a time.
const CHUNK: usize = 500;

/// What to export, and where to.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Export {
    /// The list's address, or the part before the @
    list: String,
    /// The folder to write; made when it is not there
    dir: PathBuf,
}

impl Export {
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        path::absolute(&mut self.dir)
    }

    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let store = &desk.site.store;
        let (list, settings) = find_list(store, &self.list)?;
        std::fs::create_dir_all(&self.dir).map_err(|e| CliError::file("making", &self.dir, &e))?;
        let posts = self.posts(store, list, out)?;
        self.file("members.csv", |file| members(store, list, &settings, file))?;
        self.file("settings.json", |file| {
            serde_json::to_writer_pretty(&mut *file, &settings).map_err(std::io::Error::from)?;
            file.write_all(b"\n").map_err(Failure::Write)
        })?;
        let notes = self.notes(desk, (list, &settings))?;
        let polls = self.polls(store, list)?;
        let polls = if polls > 0 { format!(", {}", count(polls, "poll")) } else { String::new() };
        let notes = if notes > 0 { format!(", {}", count(notes, "note")) } else { String::new() };
        out.line(&format!(
            "{}: {}{notes}{polls} in {}",
            settings.address,
            count(posts, "post"),
            self.dir.display()
        ));
        Ok(Exit::Done)
    }

    /// All posts in `list.mbox`; what derived ones were made from in `originals.mbox`.
    fn posts(
        &self,
        store: &impl Read,
        list: ListId,
        out: &mut dyn Output,
    ) -> Result<usize, CliError> {
        let total = u64::from(articles::count(store, list)?);
        let (mut done, mut derived) = (0, Vec::new());
        self.file("list.mbox", |file| {
            let mut after = None;
            loop {
                let some = articles::after(store, list, after, CHUNK)?;
                let Some(last) = some.last() else { return Ok(()) };
                after = Some(last.no);
                for article in some {
                    let raw = articles::raw(store, list, article.no)?.unwrap_or_default();
                    entry(file, &article, &raw)?;
                    done += 1;
                    if article.derived {
                        derived.push(article);
                    }
                }
                out.step(&Step { what: "posts".to_owned(), done: done as u64, total });
            }
        })?;
        if !derived.is_empty() {
            self.file("originals.mbox", |file| {
                for article in &derived {
                    let raw = articles::origin(store, list, article.no)?.unwrap_or_default();
                    entry(file, article, &raw)?;
                }
                Ok(())
            })?;
        }
        Ok(done)
    }

    /// Every note that was published once, as Markdown in `notes/`.
    fn notes(
        &self,
        desk: &Desk<'_>,
        (list, settings): (ListId, &Settings),
    ) -> Result<usize, CliError> {
        let mut done = 0;
        for note in notes::of_list(&desk.site.store, list)? {
            let Some((name, text)) = as_markdown(desk.site, settings, &note)? else { continue };
            if done == 0 {
                let folder = self.dir.join("notes");
                std::fs::create_dir_all(&folder)
                    .map_err(|e| CliError::file("making", &folder, &e))?;
            }
            self.file(&format!("notes/{name}"), |file| {
                file.write_all(text.as_bytes()).map_err(Failure::Write)
            })?;
            done += 1;
        }
        Ok(done)
    }

    /// What each closed poll came to, in `polls/`, as who asked it got it.
    fn polls(&self, store: &impl Read, list: ListId) -> Result<usize, CliError> {
        let mut done = 0;
        for poll in polls::of_list(store, list)? {
            if poll.phase != Phase::Closed {
                continue;
            }
            if done == 0 {
                let folder = self.dir.join("polls");
                std::fs::create_dir_all(&folder)
                    .map_err(|e| CliError::file("making", &folder, &e))?;
            }
            let tally = tally::count(&poll.form, &polls::ballots(store, &poll)?);
            let before = crate::daemon::polls::before(store, &poll)?;
            let text = sheet::sheet(&poll.form, &tally, poll.asked, before.as_ref());
            self.file(&format!("polls/{}.csv", poll.no), |file| {
                file.write_all(text.as_bytes()).map_err(Failure::Write)
            })?;
            done += 1;
        }
        Ok(done)
    }

    /// Writes a file aside, syncs it, then names it: a half export never looks whole.
    fn file(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>,
    ) -> Result<(), CliError> {
        let path = self.dir.join(name);
        let mut aside = path.clone();
        let last = path.file_name().unwrap_or_default().to_string_lossy();
        aside.set_file_name(format!(".{last}.new"));
        let written = File::create(&aside).map_err(Failure::Write).and_then(|file| {
            let mut file = BufWriter::new(file);
            write(&mut file)?;
            let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()?;
            Ok(std::fs::rename(&aside, &path)?)
        });
        written.map_err(|e| match e {
            Failure::Write(e) => CliError::file("writing", &path, &e),
            Failure::Store(e) => CliError::Store(e),
        })
    }
}

enum Failure {
    Write(std::io::Error),
    Store(StoreError),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn entry(file: &mut impl Write, article: &Article, raw: &[u8]) -> std::io::Result<()> {
    mbox::write_entry(file, (&article.from.address, article.received), raw)
}

/// The members as `member import` reads them.
fn members(
    store: &impl Read,
    list: ListId,
    settings: &Settings,
    file: &mut impl Write,
) -> Result<(), Failure> {
    writeln!(file, "address,name,delivery,language,role")?;
    for (person, membership) in member::all(store, list)? {
        let name = person.name.as_deref().unwrap_or_default();
        let delivery = if membership.chosen { membership.delivery.word() } else { "" };
        let language = person.language.as_ref().unwrap_or(&settings.language);
        let cells = [person.address.as_str(), name, delivery, &language.0, membership.role.word()];
        writeln!(file, "{}", cells.map(cell).join(","))?;
    }
    Ok(())
}

/// RFC 4180 §2: quoted when it holds what separates. A leading sign is quoted too, or a spreadsheet
/// takes a name for a formula.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', ';']) || text.starts_with(['=', '+', '-', '@']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
