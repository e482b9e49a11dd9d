//! `palabre report`: shows the monthly report of a list, or the table of all, or sends it now. What
//! stands in it is `animation`'s.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::{Desk, find_list};
use super::moment::Moment;
use super::output::{CliError, Exit, Output, count, json as say_json};
use crate::animation::report::{Facts, figures, lights, records};
use crate::daemon::{Site, owners, report};
use crate::list::ListId;
use crate::list::member::Person;
use crate::list::settings::Settings;
use crate::mail::address::Address;
use crate::mail::message::Message;

/// What may be asked of reports.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum ReportVerb {
    /// Show the report of a list, or the table of all lists; changes nothing
    Preview {
        #[command(flatten)]
        which: Which,
        /// The figures as one JSON document
        #[arg(long)]
        json: bool,
        /// The whole message, headers, HTML and sheet too
        #[arg(long)]
        raw: bool,
    },
    /// Send it now to those who animate the list, or the table to the steward; run twice, those who
    /// animate get it once
    Send {
        #[command(flatten)]
        which: Which,
    },
}

/// Which report.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Which {
    /// The list's address, or the part before the @ [default: the table of all lists]
    list: Option<String>,
    /// As on this day: the report is about the 28 days before it [default: today]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

impl Which {
    fn list(&self, site: &Site) -> Result<Option<(ListId, Settings)>, CliError> {
        self.list.as_ref().map(|name| find_list(&site.store, name)).transpose()
    }

    /// The day the report is made on, where the list is.
    fn end(&self, site: &Site, list: Option<ListId>) -> Result<Date, CliError> {
        let zone = list.map_or(Ok(site.timezone.clone()), |list| site.zone_of(list))?;
        let at = self.at.as_ref().map_or_else(|| site.clock.now(), |at| at.in_zone(&zone));
        Ok(at.to_zoned(zone).date())
    }
}

impl ReportVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let site = desk.site;
        match self {
            Self::Preview { which, json, raw } => {
                let list = which.list(site)?;
                let end = which.end(site, list.as_ref().map(|(list, _)| *list))?;
                let how = match (json, raw) {
                    (true, _) => How::Json,
                    (_, true) => How::Raw,
                    _ => How::Words,
                };
                match list {
                    Some(list) => preview(site, &list, (end, how), out),
                    None => preview_table(site, (end, how), out),
                }
            }
            Self::Send { which } => {
                let list = which.list(site)?;
                let end = which.end(site, list.as_ref().map(|(list, _)| *list))?;
                send(site, (list, end), out)
            }
        }
    }
}

#[derive(Clone, Copy)]
enum How {
    Words,
    Json,
    Raw,
}

fn preview(
    site: &Site,
    (list, settings): &(ListId, Settings),
    (end, how): (Date, How),
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let facts = report::facts(site, *list, end)?;
    if let How::Json = how {
        return say_json(out, &as_json(settings, &facts));
    }
    // Whoever animates first, or somebody nobody is.
    let reader = owners::people_of(&site.store, *list)?.into_iter().next();
    let reader = reader.unwrap_or_else(|| {
        Person::new(crate::list::PersonId(0), Address::default_for_records(), None)
    });
    let made = report::make(&facts, settings, &reader);
    let now = site.clock.now();
    say(&report::message(site, (*list, settings, &reader), &made, (None, now)), how, out);
    Ok(Exit::Done)
}

fn as_json(settings: &Settings, facts: &Facts) -> serde_json::Value {
    let (now, before) = figures(facts);
    let lights = lights(&now, &before);
    let period = &facts.period;
    json!({
        "list": settings.address,
        "figures": records(period, &now, Some(&lights)),
        "before": records(&period.earlier(), &before, None),
    })
}

fn preview_table(
    site: &Site,
    (end, how): (Date, How),
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let (table, made, t) = report::table_of_all(site, end)?;
    if let How::Json = how {
        let row = |row: &crate::animation::report::Row| {
            let figures = records(table.period(), &row.figures, Some(&row.lights));
            json!({ "name": row.name, "figures": figures })
        };
        let rows: Vec<_> = table.rows().iter().map(row).collect();
        return say_json(out, &rows);
    }
    let to = site.steward.clone().unwrap_or_else(Address::default_for_records);
    say(&report::to_steward(site, &to, (&made, t), site.clock.now()), how, out);
    Ok(Exit::Done)
}

fn say(mail: &[u8], how: How, out: &mut dyn Output) {
    if let How::Raw = how {
        String::from_utf8_lossy(mail).lines().for_each(|line| out.line(line));
        return;
    }
    let message = Message::parse(mail);
    out.line(&message.subject());
    out.line("");
    message.text().text.lines().for_each(|line| out.line(line));
}

fn send(
    site: &Site,
    (list, end): (Option<(ListId, Settings)>, Date),
    out: &mut dyn Output,
) -> Result<Exit, CliError> {
    let Some((list, _)) = list else {
        if report::send_table(site, end)? {
            out.line("1 table sent");
            return Ok(Exit::Done);
        }
        return Err(CliError::wrong(
            "nobody is named steward of the communities: set site.steward in the configuration",
        ));
    };
    let sent = report::send_now(site, list, end)?;
    out.line(&format!("{} sent", count(sent, "report")));
    Ok(Exit::Done)
}
