//! `palabre digest`: shows the digest somebody would get, or sends what is owed now. What stands in
//! it is `digest`'s.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::moment::Moment;
use super::output::{CliError, Exit, Output, count};
use crate::clock::Timestamp;
use crate::daemon::Site;
use crate::daemon::digests::{self, Whom};
use crate::mail::address::Address;
use crate::mail::message::Message;
use crate::store::people;

/// What may be asked of digests.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum DigestVerb {
    /// Show a digest; changes nothing
    Preview {
        #[command(flatten)]
        whose: Whose,
        /// The whole message, headers and HTML too
        #[arg(long)]
        raw: bool,
    },
    /// Send what is owed now; run twice, it sends once
    Send {
        #[command(flatten)]
        whose: Whose,
    },
}

/// Whose digest, and when.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Whose {
    /// Everyone who gets this list's digests; a preview shows what a member would read
    #[arg(required_unless_present = "member", conflicts_with = "member")]
    list: Option<String>,
    /// One person's, of all their lists
    #[arg(long, value_name = "ADDRESS")]
    member: Option<Address>,
    /// As of this moment [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

impl Whose {
    fn read(&self, site: &Site) -> Result<(Whom, Timestamp), CliError> {
        let at = match &self.at {
            Some(at) => at.in_zone(&site.timezone),
            None => site.clock.now(),
        };
        let whom = match (&self.list, &self.member) {
            (Some(list), _) => Whom::List(find_list(&site.store, list)?.0),
            (None, Some(address)) => {
                let person = people::find(&site.store, address)?;
                let unknown = || CliError::wrong(format!("nobody here has the address {address}"));
                Whom::Person(person.ok_or_else(unknown)?.id)
            }
            (None, None) => return Err(CliError::Usage("whose digest?".to_owned())),
        };
        Ok((whom, at))
    }
}

impl DigestVerb {
    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        match self {
            Self::Preview { whose, raw } => {
                let (whom, at) = whose.read(desk.site)?;
                let Some(mail) = digests::preview(desk.site, whom, at)? else {
                    out.note("nothing new: no digest would be sent");
                    return Ok(Exit::Done);
                };
                say(&mail, *raw, out);
                Ok(Exit::Done)
            }
            Self::Send { whose } => {
                let (whom, at) = whose.read(desk.site)?;
                let ran = digests::send_now(desk.site, whom, at)?;
                let skipped = count(ran.skipped, "person").replace("persons", "people");
                out.line(&format!(
                    "{} sent; {skipped} with nothing new",
                    count(ran.sent, "digest")
                ));
                Ok(Exit::Done)
            }
        }
    }
}

fn say(mail: &[u8], raw: bool, out: &mut dyn Output) {
    if raw {
        String::from_utf8_lossy(mail).lines().for_each(|line| out.line(line));
        return;
    }
    let message = Message::parse(mail);
    out.line(&message.subject());
    out.line("");
    message.text().text.lines().for_each(|line| out.line(line));
}
