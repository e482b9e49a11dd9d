//! `palabre member import`: brings the members of a file in, a thousand at a time. The file's form
//! is `roster`'s business.

use std::path::Path;

use super::desk::{Desk, find_list};
use super::input::Bytes;
use super::member::{Import, refuse_lists};
use super::output::{CliError, Exit, Output, Step, count};
use super::roster;
use crate::daemon::members;
use crate::store::StoreError;

/// Members of one transaction.
const CHUNK: usize = 1000;
/// Problems shown; more are counted.
const SHOWN: usize = 50;

impl Import {
    /// Reads the file here, so that a daemon under another user need not be able to.
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        self.text = Bytes::read(&self.file)?.text();
        Ok(())
    }
}

/// Imports the good lines and says what is wrong with the others.
pub(super) fn run(
    import: &Import,
    desk: &Desk<'_>,
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let store = &desk.site.store;
    let (list, settings) = find_list(store, &import.list)?;
    let (good, mut problems) = roster::read(&import.text, desk.site.clock.now());
    let (mut new, mut already) = (0, 0);
    for chunk in good.chunks(CHUNK) {
        let mut joined = Vec::new();
        for (line, newcomer) in chunk {
            match refuse_lists(store, &newcomer.mailbox.address) {
                Ok(()) => joined.push(newcomer),
                Err(CliError::Wrong(problem)) => problems.push((*line, problem)),
                Err(other) => return Err(other),
            }
        }
        let fresh = store.write(|tx| -> Result<usize, StoreError> {
            let mut fresh = 0;
            for newcomer in &joined {
                fresh += usize::from(members::join(desk.site, tx, list, newcomer)?.is_some());
            }
            Ok(fresh)
        })?;
        (new, already) = (new + fresh, already + joined.len() - fresh);
        let (done, total) = ((new + already) as u64, good.len() as u64);
        out.step(&Step { what: "members".to_owned(), done, total });
    }
    problems.sort();
    say(out, &import.file, &problems);
    let was = if already > 0 { format!(", {already} already there") } else { String::new() };
    out.line(&format!("{} added to {}{was}", count(new, "member"), settings.address));
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Wrong })
}

fn say(out: &mut dyn Output, file: &Path, problems: &[roster::Problem]) {
    for (line, problem) in problems.iter().take(SHOWN) {
        out.note(&format!("{}, line {line}: {problem}", file.display()));
    }
    if problems.len() > SHOWN {
        out.note(&format!("… and {}", count(problems.len() - SHOWN, "more problem")));
    }
}
