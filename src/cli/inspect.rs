//! `palabre inspect`: how Palabre understands one raw message. Acts on nothing.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, find_list};
use super::input::Bytes;
use super::output::{CliError, Exit, Output, json as say_json, pairs};
use crate::auth::{Identity, signatures};
use crate::config::Config;
use crate::daemon::post::content_hash;
use crate::dns::Resolver;
use crate::list::{ArticleNo, ListId, ThreadNo};
use crate::mail::inspect::{Inspection, Verified, inspect};
use crate::mail::message::Message;
use crate::mail::message_id::IdHash;
use crate::store::{Read, StoreError, articles, held, threads};

/// Posts of a thread that count as sent to the author.
const REMEMBERED: usize = 50;

/// Which message.
#[derive(Debug, Args, Serialize, Deserialize)]
pub(super) struct Inspect {
    /// The raw message; “-” is the standard input
    file: PathBuf,
    /// A list whose posts its author was sent
    #[arg(long)]
    list: Option<String>,
    /// Raw messages its author was sent: what it repeats of them is quotation
    #[arg(long, value_name = "FILE", num_args = 1..)]
    sent: Vec<PathBuf>,
    /// Verifies its signatures and its author's domain now, asking the name servers
    #[arg(long)]
    verify: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
    /// The message, once read.
    #[arg(skip)]
    raw: Bytes,
    /// Those sent, once read.
    #[arg(skip)]
    known: Vec<Bytes>,
    /// What the name servers said.
    #[arg(skip)]
    found: Option<Verified>,
}

impl Inspect {
    pub(super) fn prepare(&mut self) -> Result<(), CliError> {
        self.raw = Bytes::read(&self.file)?;
        self.known = self.sent.iter().map(|f| Bytes::read(f)).collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Asks the name servers about it, if that was wanted. A file has no envelope: nothing can be said
    /// of SPF.
    pub(super) fn verify(&mut self, config: Option<&Path>, data: &Path) -> Result<(), CliError> {
        if !self.verify {
            return Ok(());
        }
        let config = Config::load(config, data)?;
        let message = Message::parse(&self.raw.0);
        let from = message.from().map_err(|e| CliError::wrong(e.to_string()))?.address;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|e| CliError::wrong(format!("starting: {e}")))?;
        let found = runtime.block_on(async {
            let resolver = Resolver::new(&config.resolver).ok()?;
            signatures(&resolver, &self.raw.0, &from).await
        });
        let Some(found) = found else {
            return Err(CliError::wrong("the name servers do not say now; try again later"));
        };
        self.found = Some(verified(&found));
        Ok(())
    }

    /// Whether the message can be understood without any data folder.
    pub(super) fn needs_no_store(&self) -> bool {
        self.list.is_none()
    }

    pub(super) fn run(&self, desk: &Desk<'_>, out: &mut dyn Output) -> Result<Exit, CliError> {
        let store = &desk.site.store;
        let Some(list) = &self.list else { return self.say(Vec::new(), None, out) };
        let list = find_list(store, list)?.0;
        let known = remembered(store, list, &self.raw.0)?;
        let came = arrived(store, list, &self.raw.0)?;
        self.say(known, came.as_ref().map(verified), out)
    }

    /// Says what is understood; `sent` besides what was named on the command line, `came` from when it
    /// arrived.
    pub(super) fn say(
        &self,
        mut sent: Vec<Vec<u8>>,
        came: Option<Verified>,
        out: &mut dyn Output,
    ) -> Result<Exit, CliError> {
        sent.extend(self.known.iter().map(|k| k.0.clone()));
        let mut found = inspect(&self.raw.0, &sent);
        found.auth = self.found.clone().or(came);
        if self.json {
            return say_json(out, &found);
        }
        say_words(&found, out);
        Ok(Exit::Done)
    }
}

/// What was found of a message when it came to a list, if it did and waits or was posted there.
fn arrived(from: &impl Read, list: ListId, raw: &[u8]) -> Result<Option<Identity>, StoreError> {
    let message = Message::parse(raw);
    let content = content_hash(&message);
    if let Some(id) = message.message_id()
        && let Some(node) = threads::node(from, list, &id.hash())?
        && let Some(no) = bearer(&node.articles, &content)
    {
        return articles::identity(from, list, no);
    }
    let waiting = held::of_list(from, list)?;
    Ok(waiting.into_iter().find(|h| h.content == content).and_then(|h| h.identity))
}

/// The post that a message is, or is a copy of: the one with its content, or the only one with its
/// identifier.
fn bearer(posts: &[(ArticleNo, IdHash)], content: &IdHash) -> Option<ArticleNo> {
    let same = posts.iter().find(|(_, known)| known == content);
    let only = || posts.first().filter(|_| posts.len() == 1);
    same.or_else(only).map(|(no, _)| *no)
}

fn verified(found: &Identity) -> Verified {
    Verified {
        spf: found.spf.word().to_owned(),
        dkim: found.dkim.word().to_owned(),
        dmarc: found.dmarc.word().to_owned(),
    }
}

/// The posts of the thread that a message answers, as its author was sent them.
fn remembered(from: &impl Read, list: ListId, raw: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    let message = Message::parse(raw);
    let links = message.in_reply_to().into_iter().chain(message.references());
    let mut thread: Option<ThreadNo> = None;
    for link in links {
        thread = thread.or(threads::node(from, list, &link.hash())?.and_then(|n| n.thread));
    }
    let thread = thread.map(|no| threads::resolve(from, list, no)).transpose()?.flatten();
    let Some(thread) = thread else { return Ok(Vec::new()) };
    let mut known = Vec::new();
    for no in threads::articles(from, list, thread.no)?.into_iter().rev().take(REMEMBERED) {
        known.extend(articles::raw(from, list, no)?);
    }
    Ok(known)
}

fn say_words(found: &Inspection, out: &mut dyn Output) {
    let ids = |ids: &[crate::mail::message_id::MessageId]| {
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let kind = serde_json::to_value(found.kind).unwrap_or_default();
    let mut rows = vec![("kind", kind.as_str().unwrap_or_default().to_owned())];
    if let Some(from) = &found.from {
        let whole = format!("{} <{}>", from.name, from.address);
        let bare = from.name.is_empty();
        rows.push(("from", if bare { from.address.clone() } else { whole }));
    }
    rows.push(("subject", found.subject.clone()));
    rows.push(("base subject", found.base_subject.clone()));
    rows.extend(found.message_id.as_ref().map(|id| ("message-id", id.to_string())));
    rows.push(("in-reply-to", ids(&found.in_reply_to)));
    rows.push(("references", ids(&found.references)));
    rows.extend(found.date.map(|at| ("date", at.to_string())));
    if let Some(auth) = &found.auth {
        let Verified { spf, dkim, dmarc } = auth;
        rows.push(("verified", format!("spf {spf}, dkim {dkim}, dmarc {dmarc}")));
    }
    for file in &found.attachments {
        rows.push(("attached", format!("{} ({}, {})", file.name, file.media_type, file.size)));
    }
    for person in found.bounce.iter().flat_map(|b| &b.recipients) {
        let class = serde_json::to_value(person.class).unwrap_or_default();
        rows.push((
            "not reached",
            format!(
                "{} {} {}",
                person.address.as_deref().unwrap_or("?"),
                class.as_str().unwrap_or_default(),
                person.status.as_deref().unwrap_or_default()
            ),
        ));
    }
    rows.retain(|(_, value)| !value.is_empty());
    pairs(out, &rows);
    out.line("");
    out.line("The author's own words:");
    found.reply.lines().for_each(|line| out.line(format!("    {line}").trim_end()));
}
