//! `palabre brief`: shows the brief that somebody who animates would get, or sends it. What stands in it is
//! `animation`'s.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::moment::Moment;
use super::output::{CliError, Exit, Output, count};
use crate::clock::Timestamp;
use crate::daemon::{Site, briefs, owners};
use crate::list::{ListId, PersonId};
use crate::mail::address::Address;
use crate::store::people;

/// What may be asked of briefs.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum BriefVerb {
    /// Show the brief of those who animate a list; changes nothing
    Preview {
        #[command(flatten)]
        whose: Whose,
    },
    /// Send it now, to be answered like any other; the usual hour stays
    Send {
        #[command(flatten)]
        whose: Whose,
    },
}

/// Whose brief, and when.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Whose {
    /// The list's address, or the part before the @
    list: String,
    /// One of those who animate it [default: all of them; a preview shows the first one's]
    #[arg(long, value_name = "ADDRESS")]
    member: Option<Address>,
    /// As of this moment [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

impl Whose {
    fn read(&self, site: &Site) -> Result<(ListId, Option<PersonId>, Timestamp), CliError> {
        let at = match &self.at {
            Some(at) => at.in_zone(&site.timezone),
            None => site.clock.now(),
        };
        let list = find_list(&site.store, &self.list)?.0;
        let team = owners::people_of(&site.store, list)?;
        let only = match &self.member {
            None => None,
            Some(address) => {
                let person = people::find(&site.store, address)?;
                let person = person.filter(|p| team.iter().any(|one| one.id == p.id));
                let unknown =
                    || CliError::wrong(format!("{address} does not animate {}", self.list));
                Some(person.ok_or_else(unknown)?.id)
            }
        };
        if team.is_empty() {
            return Err(CliError::wrong(format!("nobody animates {} yet", self.list)));
        }
        Ok((list, only, at))
    }
}

impl BriefVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        match self {
            Self::Preview { whose } => {
                let (list, only, at) = whose.read(desk.site)?;
                let team = owners::people_of(&desk.site.store, list)?;
                let Some(person) = only.or_else(|| team.first().map(|p| p.id)) else {
                    return Ok(Exit::Done);
                };
                match briefs::preview(desk.site, (list, person), at)? {
                    Some((subject, text)) => {
                        out.line(&subject);
                        out.line("");
                        text.lines().for_each(|line| out.line(line));
                    }
                    None => out.note("nothing to say yet: no brief would be sent"),
                }
                Ok(Exit::Done)
            }
            Self::Send { whose } => {
                let (list, only, at) = whose.read(desk.site)?;
                let sent = briefs::send_now(desk.site, (list, only), at)?;
                out.line(&format!("{} sent", count(sent, "brief")));
                Ok(Exit::Done)
            }
        }
    }
}
