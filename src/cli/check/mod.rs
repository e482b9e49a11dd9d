//! `palabre check`: what is wrong with configuration, DNS, store, queue and pages, and how to mend
//! it. Exit status 1 when anything is wrong; advice and what nobody could tell are no wrongs.

mod names;
mod places;
mod signing;

use std::path::Path;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::output::{CliError, Exit, Output, Step, json as say_json};
use super::terminal::Terminal;
use crate::clock::Clock;
use crate::config::Config;
use crate::daemon::Site;
use crate::store::StoreError;
use crate::store::check as store_check;
use crate::store::repair::repair;

/// What to look at, and whether to mend it.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Check {
    /// Save what can be saved of a damaged store; stop the daemon first
    #[arg(long)]
    repair: bool,
    /// Name no more what broke and was set aside until now
    #[arg(long, conflicts_with = "repair")]
    seen: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    /// Wrong: mail, pages or data suffer.
    Problem,
    /// Could be better.
    Advice,
    /// Nobody could tell now.
    Unknown,
    /// As it should be.
    Fine,
}

/// One thing found.
#[derive(Clone, Debug, Serialize)]
struct Found {
    area: &'static str,
    level: Level,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

/// Everything found, in order of areas.
#[derive(Debug, Default)]
struct Report(Vec<Found>);

impl Report {
    fn add(&mut self, area: &'static str, level: Level, what: impl Into<String>) {
        self.0.push(Found { area, level, what: what.into(), mend: None });
    }

    /// Says how to mend what was added last.
    fn mend(&mut self, how: impl Into<String>) {
        if let Some(last) = self.0.last_mut() {
            last.mend = Some(how.into());
        }
    }

    fn say(&self, json: bool, out: &mut dyn Output) -> Result<Exit, CliError> {
        let wrong = self.0.iter().any(|f| f.level == Level::Problem);
        let exit = if wrong { Exit::Wrong } else { Exit::Done };
        if json {
            let document = serde_json::json!({ "ok": !wrong, "findings": self.0 });
            return say_json(out, &document).map(|_| exit);
        }
        for found in &self.0 {
            let mark = match found.level {
                Level::Problem => "WRONG",
                Level::Advice => "advice",
                Level::Unknown => "unknown",
                Level::Fine => "ok",
            };
            out.line(&format!("{:8} {mark:8} {}", found.area, found.what));
            if let Some(mend) = &found.mend {
                out.line(&format!("{:17} → {mend}", ""));
            }
        }
        Ok(exit)
    }
}

impl Check {
    /// From inside a daemon, which holds the store.
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        if self.repair {
            return Err(CliError::wrong(
                "a store in use cannot be repaired; stop the daemon first",
            ));
        }
        let mut report = Report::default();
        let findings = store_check::check_open(&desk.site.store, &mut progress(out))?;
        places::config(desk.config, &mut report);
        names::look(desk.config, desk.site, &mut report)?;
        store(&findings, &mut report);
        places::queue(desk.site, &mut report)?;
        self.aside(desk.site, &mut report)?;
        places::pages(desk.site, &mut report)?;
        places::search(desk.site, &mut report)?;
        report.say(self.json, out)
    }

    /// What was set aside; with `--seen`, for the last time.
    fn aside(&self, site: &Site, report: &mut Report) -> Result<(), CliError> {
        places::aside(site, report)?;
        if self.seen { places::forget_aside(site) } else { Ok(()) }
    }

    /// Without a daemon: the store is read before it is opened.
    pub(super) fn run_here(
        &self,
        config: &Config,
        data: &Path,
        terminal: &mut Terminal,
    ) -> Result<Exit, CliError> {
        let mut report = Report::default();
        places::config(config, &mut report);
        if !data.join("FORMAT").exists() {
            report.add("store", Level::Fine, format!("no data in {} yet", data.display()));
            return report.say(self.json, terminal);
        }
        let findings = if self.repair {
            repair(data, &mut progress(terminal))
        } else {
            store_check::check(data, &mut progress(terminal))
        };
        let findings = findings.map_err(|e| in_use(e, data))?;
        store(&findings, &mut report);
        if !findings.iter().any(store_check::Finding::is_problem) {
            let site = Site::open(config, data, Clock::System, &mut |_, _| {})?;
            names::look(config, &site, &mut report)?;
            places::queue(&site, &mut report)?;
            self.aside(&site, &mut report)?;
            places::pages(&site, &mut report)?;
            places::search(&site, &mut report)?;
        }
        report.say(self.json, terminal)
    }
}

fn in_use(error: StoreError, data: &Path) -> CliError {
    match error {
        StoreError::InUse(_) => super::in_use(crate::daemon::SetupError::Store(error), data),
        other => CliError::Store(other),
    }
}

fn progress(out: &mut dyn Output) -> impl FnMut(u64, u64) {
    move |done, total| out.step(&Step { what: "segments read".to_owned(), done, total })
}

fn store(findings: &[store_check::Finding], report: &mut Report) {
    if findings.is_empty() {
        report.add("store", Level::Fine, "journal, map and tables agree");
        return;
    }
    for finding in findings {
        let level = if finding.is_problem() { Level::Problem } else { Level::Advice };
        report.add("store", level, finding.to_string());
        if level == Level::Problem {
            report.mend("stop the daemon, then: palabre check --repair");
        }
    }
}
